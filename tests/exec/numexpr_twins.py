#!/usr/bin/env python3
"""Writes numexpr_twins.txt: expressions of numexpr's tests and benchmarks with the results that NumPy gives.

Usage: python3 numexpr_twins.py EXPRESSIONS > numexpr_twins.txt

EXPRESSIONS is a table of (section, expression) lines collected from pydata/numexpr (MIT). Each runs on floats and, where
it needs nothing else, on integers. The format is that of tests/unit/lang/numpy_twins.py.
"""
import re
import sys

import numpy as np

N = 12
NAMES = {
    "a": np.arange(2 * N)[::2] * 1.0, "b": np.arange(N) / N, "c": np.arange(N) * 1.0, "d": np.arange(N) * 1.0,
    "e": np.arange(N) * 1.0, "x": np.linspace(-1, 1, N), "y": np.linspace(-2, 1.5, N), "t": np.linspace(0, 2, N),
    "f3": np.linspace(0.5, 7, N), "f4": np.linspace(0.25, 3, N), "i2": np.arange(N) - 3,
}
NAMES |= {f"x{k}": np.linspace(0.5, 1 + k, N) for k in range(6)}
INTEGERS = {f"{name}i": np.arange(N) * (2 if name == "a" else 1) for name in "abcde"}
SCALARS = {"scaler": -1.0}
FUNCTIONS = {name: getattr(np, name) for name in
             "sinh cosh tanh sin cos tan arcsin arccos arctan arcsinh arccosh arctanh arctan2 where copy ones_like sqrt log log1p "
             "log10 log2 exp expm1 abs conj ceil floor round trunc sign fmod hypot nextafter copysign".split()}


def show(value):
    value = np.asarray(value)
    name = {"bool": "bool", "int64": "i64", "float64": "f64"}[value.dtype.name]
    numbers = [repr(int(n)) if value.dtype.kind in "bi" else repr(float(n)) for n in value.reshape(-1)]
    return f"{name} [{' '.join(str(n) for n in value.shape)}] {' '.join(numbers)}"


def main():
    print("# Written by numexpr_twins.py. Do not edit.")
    inputs = NAMES | INTEGERS
    for name, value in inputs.items():
        print(f"input {name} {'f64' if value.dtype.kind == 'f' else 'i64'}[N] {show(value)}")
    print(f"input a2 f64[N,N] {show(np.zeros((N, N)))}")
    for name, value in SCALARS.items():
        print(f"input {name} f64 {show(np.float64(value))}")
    env = {**inputs, **SCALARS, **FUNCTIONS, "a2": np.zeros((N, N))}
    seen = set()
    for line in open(sys.argv[1], encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if line.startswith("#") or len(parts) != 2:
            continue
        text = parts[1].replace(".real", "")
        whole = re.sub(r"\b([abcde])\b", r"\1i", text)
        for expression in (text, whole):
            # An integer divided by zero, or to a negative power, is an error of the language.
            differs = "% 0" in expression or "**-" in expression or "** -" in expression or "% (b" in expression
            # As in NumPy before 2.1, the floor of an integer is a float.
            differs |= any(name in expression for name in ("floor", "ceil", "trunc"))
            if expression in seen or (expression != text and differs):
                continue
            seen.add(expression)
            with np.errstate(all="ignore"):
                try:
                    value = eval(expression, dict(env))
                except (ValueError, TypeError):
                    continue
            print(f"body r = {expression}\nresult {show(value)}")


main()
