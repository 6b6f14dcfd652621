#!/usr/bin/env python3
"""Runs the example programs on data and compares with NumPy. Usage: run_examples.py REPOSITORY PROGRAMS"""

import os
import subprocess
import sys
import tempfile

import numpy as np

REPOSITORY, PROGRAMS = sys.argv[1:]
DIGITS = os.path.join(REPOSITORY, "examples", "data", "digits.csv.gz")

FORMULAS = """plain = return income - debt
typo = return incom - debt
forever = while true { income += 1 }; return income
big = x = zeros((100000, 100000), f64); x[0, 0] = 1.0; return income + x[0, i64(debt) % 2]
file = import etc.passwd
broken = return ((((
nested = return NESTED
noisy = print(income); return income
outside = return income[i64(debt)]
""".replace("NESTED", "(" * 1900)
SCORES = (("plain", "customer "), ("typo", "refused, E0201: unknown name `incom`"), ("forever", "refused, E6033:"),
          ("big", "refused, E6034:"), ("file", "refused, E0210:"), ("broken", "refused, E0101:"),
          ("nested", "refused, E0"), ("noisy", "customer "), ("outside", "refused, E0311:"))


def run(name, *arguments, status=0):
    result = subprocess.run([os.path.join(PROGRAMS, name), *arguments], capture_output=True, text=True, timeout=120,
                            check=False)
    if result.returncode != status:
        sys.exit(f"{name} {arguments} ends with {result.returncode}, not {status}:\n{result.stdout}{result.stderr}")
    return result.stdout.splitlines()


def expect(condition, words):
    if not condition:
        sys.exit(words)


def scoring(folder):
    path = os.path.join(folder, "formulas.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.write(FORMULAS)
    lines = run("example_scoring", path)
    expect(len(lines) == len(SCORES), f"{len(lines)} lines: {lines}")
    for line, (name, words) in zip(lines, SCORES):
        expect(line.startswith(f"{name}: {words}"), f"{line}, expected {name}: {words}")
    run("example_scoring", path + ".missing", status=1)


def kmeans():
    lines = run("example_kmeans", DIGITS)
    x = np.loadtxt(DIGITS, delimiter=",")[:, :64]
    centers, before = x[:10].copy(), -1
    for _ in range(100):
        far = ((x[:, None, :] - centers[None]) ** 2).sum(axis=2)
        labels = far.argmin(axis=1)
        inertia = ((x - centers[labels]) ** 2).sum()
        if inertia == before:
            break
        before = inertia
        centers = np.array([x[labels == k].mean(axis=0) for k in range(10)])
    found = float(lines[-1].split(": ")[1])
    expect(abs(found - inertia) < 1e-5 * inertia, f"k-means ends with {found}, NumPy's with {inertia}")
    run("example_kmeans", DIGITS + ".missing", status=1)


def image_filter(folder):
    source, target = os.path.join(folder, "in.pgm"), os.path.join(folder, "out.pgm")
    image = np.random.default_rng(3).integers(0, 256, (37, 53), dtype=np.uint8)
    with open(source, "wb") as file:
        file.write(b"P5\n53 37\n255\n" + image.tobytes())
    run("example_image_filter", source, target)
    with open(target, "rb") as file:
        header, found = file.read(13), np.frombuffer(file.read(), np.uint8).reshape(37, 53)
    expect(header == b"P5\n53 37\n255\n", header)

    def blurred(x, axis):
        p = np.pad(x, [(1, 1) if a == axis else (0, 0) for a in (0, 1)], "reflect")
        n = x.shape[axis]
        before, here, behind = (p.take(range(i, i + n), axis) for i in range(3))
        return 0.25 * before + 0.5 * here + 0.25 * behind

    x = blurred(blurred(image.astype("f4").astype("f8"), 0), 1)
    p = np.pad(x, 1, "reflect")
    edges = np.hypot(p[2:, 1:-1] - p[:-2, 1:-1], p[1:-1, 2:] - p[1:-1, :-2])
    expected = np.minimum(np.rint(edges), 255)
    expect(np.abs(found - expected).max() <= 1, "the filtered picture is another one than NumPy's")
    with open(source, "r+b") as file:
        file.truncate(100)
    run("example_image_filter", source, target, status=1)


with tempfile.TemporaryDirectory() as place:
    scoring(place)
    kmeans()
    image_filter(place)
