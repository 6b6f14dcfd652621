#!/usr/bin/env python3
"""Integer operations beside NumPy's: all pairs of 8-bit values, grids of edge values for wider types.

Usage: integer_pairs.py SINTER

Where the language differs on purpose (division by zero is an error, as are negative powers), those pairs are left out.
Two's complement wraps in both; a shift by the width or more gives 0, or the sign.
"""
import os
import subprocess
import sys
import tempfile

import numpy as np

np.seterr(all="ignore")
DTYPES = {"i8": np.int8, "u8": np.uint8, "i16": np.int16, "i32": np.int32, "i64": np.int64, "u16": np.uint16,
          "u32": np.uint32, "u64": np.uint64}
# Expression of the language, NumPy's, and which pairs are asked for.
OPERATIONS = [
    ("a + b", np.add, ""), ("a - b", np.subtract, ""), ("a * b", np.multiply, ""),
    ("a // b", np.floor_divide, "nonzero"), ("a % b", np.remainder, "nonzero"), ("fmod(a, b)", np.fmod, "nonzero"),
    ("a & b", np.bitwise_and, ""), ("a | b", np.bitwise_or, ""), ("a ^ b", np.bitwise_xor, ""),
    ("a << b", np.left_shift, ""), ("a >> b", np.right_shift, ""), ("a ** b", np.power, "power"),
    ("minimum(a, b)", np.minimum, ""), ("maximum(a, b)", np.maximum, ""), ("gcd(a, b)", np.gcd, "magnitude"),
    ("lcm(a, b)", np.lcm, "magnitude"), ("a == b", np.equal, ""), ("a < b", np.less, ""), ("a <= b", np.less_equal, ""),
    ("where(a < b, -a, ~b)", lambda a, b: np.where(a < b, -a, ~b), ""),
    ("abs(a) + sign(b)", lambda a, b: np.abs(a) + np.sign(b), ""),
]


def pairs(name):
    dtype = DTYPES[name]
    limits = np.iinfo(dtype)
    if limits.bits == 8:
        values = np.arange(limits.min, limits.max + 1).astype(dtype)
    else:
        near = [0, 1, 2, 3, 5, 7, limits.bits - 1, limits.bits, limits.bits + 1, 100]
        values = {n for n in near} | {-n for n in near} | {limits.max - n for n in range(3)} | {limits.min + n for n in range(3)}
        values |= {2 ** k + d for k in range(limits.bits) for d in (-1, 0, 1)}
        values = np.array(sorted(v for v in values if limits.min <= v <= limits.max), dtype=dtype)
    a, b = np.meshgrid(values, values, indexing="ij")
    return a.reshape(-1), b.reshape(-1)


def asked(a, b, which):
    keep = np.ones(a.shape, bool)
    if which == "nonzero":
        keep = b != 0
    elif which == "power":
        keep = (b >= 0) & (b <= 100)
    elif which == "magnitude" and a.dtype.kind == "i":
        keep = (a != np.iinfo(a.dtype).min) & (b != np.iinfo(a.dtype).min)
    return a[keep], b[keep]


def main():
    sinter, failures, checked = sys.argv[1], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        path = lambda name: os.path.join(folder, name)
        with open(path("pairs.sinter"), "w", encoding="utf-8") as file:
            for k, (text, _, _) in enumerate(OPERATIONS):
                file.write(f"fn op{k}(a: T[N], b: T[N]) {{ return {text} }}\n")
        for name in DTYPES:
            all_a, all_b = pairs(name)
            for k, (text, twin, which) in enumerate(OPERATIONS):
                a, b = asked(all_a, all_b, which)
                np.save(path("a.npy"), a)
                np.save(path("b.npy"), b)
                expected = twin(a, b)
                for backend in ("interp", "llvm"):
                    run = subprocess.run([sinter, "run", path("pairs.sinter"), f"op{k}", f"a={path('a.npy')}",
                                          f"b={path('b.npy')}", f"--backend={backend}", "-o", path("out.npy")],
                                         capture_output=True, text=True, check=False)
                    checked += 1
                    if run.returncode:
                        failures += 1
                        print(f"{name}: {text} ({backend}): {run.stderr}")
                        continue
                    found = np.load(path("out.npy"))
                    wrong = np.flatnonzero(found != expected)
                    if found.dtype != expected.dtype or wrong.size:
                        failures += 1
                        at = wrong[0] if wrong.size else 0
                        print(f"{name}: {text} ({backend}): a = {a[at]}, b = {b[at]} gives {found.dtype} {found[at]}, "
                              f"NumPy has {expected.dtype} {expected[at]}; {wrong.size} differ")
    print(f"{checked} operations, {failures} differ")
    return 1 if failures or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
