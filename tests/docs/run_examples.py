#!/usr/bin/env python3
"""Runs the example programs on data and compares with NumPy. Usage: run_examples.py REPOSITORY PROGRAMS"""

import os
import subprocess
import sys
import tempfile

import numpy as np

REPOSITORY, PROGRAMS = sys.argv[1:]
DIGITS = os.path.join(REPOSITORY, "examples", "data", "digits.csv.gz")
ELECTRICITY = os.path.join(REPOSITORY, "examples", "data", "electricity.csv.gz")

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


def features():
    lines = run("example_features", ELECTRICITY)
    demand, temperature, holiday = np.loadtxt(ELECTRICITY, delimiter=",", skiprows=1).T
    day, week, n = 48, 336, len(demand)
    t = np.arange(week, n)
    past = np.concatenate([[0], np.cumsum(demand)])
    heat, phase = np.maximum(temperature[t] - 20, 0), (t - week) * 2 * np.pi / day
    x = np.stack([np.ones(n - week), demand[t - day], demand[t - week], (past[t - day] - past[t - 2 * day]) / day,
                  (past[t - day] - past[t - week]) / (week - day), heat, heat**2, np.maximum(15 - temperature[t], 0),
                  holiday[t], np.isin(t // day % 7, (3, 4)), np.sin(phase), np.cos(phase)], axis=1)
    y, known = demand[t], len(t) * 10 // 12
    a = x[:known]
    w = np.linalg.solve(a.T @ a + 1e-3 * np.eye(12), a.T @ y[:known])
    b, judged = x[known:], y[known:]
    expected = [100 * np.abs(b @ w - judged).mean() / judged.mean(), 100 * np.abs(b[:, 2] - judged).mean() / judged.mean()]
    expect(lines[0] == f"{n - week} rows of 12 features", lines[0])
    words = lines[1].split()
    for found, value in zip((words[1], words[5]), expected):
        expect(abs(float(found) - value) < 1e-4 * value, f"{lines[1]}, NumPy finds {expected}")
    run("example_features", ELECTRICITY + ".missing", status=1)


def diagnostics():
    program = os.path.join(REPOSITORY, "examples", "entropy.sinter")
    lines = run("example_diagnostics", program, DIGITS, "512")
    pixels = np.loadtxt(DIGITS, delimiter=",")[:, :64]

    def squares(layer, images):
        w = np.sin(12.9898 * np.arange(64)[:, None] + (78.233 + layer) * np.arange(256)[None])
        e = np.exp(np.tanh(images @ w / 16))
        return ((e / e.sum(axis=1, keepdims=True)) ** 2).sum(axis=1)

    expect(len(lines) == len(pixels) // 512, f"{len(lines)} lines")
    for number, line in enumerate(lines):
        images = pixels[512 * number:512 * (number + 1)]
        s, t = squares(1, images), squares(2, images)
        found = [float(part.split()[-1]) for part in line.split(":")[1].split(",")]
        for value, expected in zip(found, (-s.mean(), (s * t).mean())):
            expect(abs(value - expected) < 1e-5 * abs(expected), f"{line}, NumPy finds {-s.mean()}, {(s * t).mean()}")


with tempfile.TemporaryDirectory() as place:
    scoring(place)
    kmeans()
    image_filter(place)
    features()
    diagnostics()
