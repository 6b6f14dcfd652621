#!/usr/bin/env python3
"""Writes einsum_twins.txt: einsum expressions with the results that NumPy gives, and some that it refuses.

Usage: python3 einsum_twins.py EXPRESSIONS > einsum_twins.txt

EXPRESSIONS is a table of (source, class, expression) lines, collected from the test suites of opt_einsum (MIT) and NumPy
(BSD-3). The tests read the text, so they need neither. Element i of operand k is ((7 i + 5 k) % 11 - 4) / 2, so that
products of a few are exact. A row: the expression, the shapes of the operands, the shape of the result, its sum, its
sum with weights 1 + i % 7, and its first and last elements; or REJECTED.
"""
import sys

import numpy as np

SIZES = dict(zip("abcdefghijklmnopqABC", [2, 3, 4, 5, 4, 3, 2, 6, 5, 4, 3, 2, 5, 7, 4, 3, 2, 3, 4, 9]))
DOTS = (2, 3)

# Operand shapes under which NumPy refuses; the class says ERROR where these are to be used.
REFUSED = {"": ["2", "2"], ",": ["2"], "...i": [""], "i": [""], "i...": [""], "i...j": ["2"], "i...k->...": ["2"],
           "ii": ["2 3"], "ii->i": ["2 3"], "ij": ["2"], "ij, j": ["2 3", "2"], "ij, jh": ["2 3", "2 2"],
           "ij->": ["2"], "ij->i": ["2"], "ij...": ["2"], "i->i": ["2 2"], ",i...->": ["", "2 2"],
           "i...,->": ["2 2", ""], ",->.": ["", ""], "ij->jij": ["2 2"]}


def operand(shape, k):
    count = int(np.prod(shape, dtype=np.int64))
    return (((7 * np.arange(count) + 5 * k) % 11 - 4) / 2).reshape(shape)


def shapes_of(expression):
    inputs = expression.replace(" ", "").split("->")[0].split(",")
    shapes = []
    for term in inputs:
        shape = []
        rest = term
        while rest:
            if rest.startswith("..."):
                shape += DOTS
                rest = rest[3:]
            else:
                shape.append(SIZES.get(rest[0], 3))
                rest = rest[1:]
        shapes.append(tuple(shape))
    return shapes


def row(expression, shapes):
    operands = [operand(shape, k) for k, shape in enumerate(shapes)]
    texts = [" ".join(str(n) for n in shape) for shape in shapes]
    try:
        value = np.asarray(np.einsum(expression, *operands, optimize=len(operands) > 3))
    except ValueError:
        return f"{expression}\t{'|'.join(texts)}\tREJECTED"
    flat = value.reshape(-1)
    weights = 1 + np.arange(flat.size) % 7
    numbers = [flat.sum(), (flat * weights).sum(), np.abs(flat).sum(), flat[0] if flat.size else 0,
               flat[-1] if flat.size else 0]
    return (f"{expression}\t{'|'.join(texts)}\t{' '.join(str(n) for n in value.shape)}\t" +
            " ".join(repr(float(n)) for n in numbers))


def main():
    seen = set()
    print("# Written by einsum_twins.py. Do not edit.")
    for line in open(sys.argv[1], encoding="utf-8"):
        parts = line.rstrip("\n").split("\t")
        if line.startswith("#") or len(parts) < 3 or len(parts) > 3:
            continue
        source, kind, expression = parts
        if (kind == "ERROR", expression) in seen:
            continue
        seen.add((kind == "ERROR", expression))
        if kind == "ERROR":
            shapes = REFUSED.get(expression, ["2"] * (expression.count(",") + 1))
            text = row(expression, [tuple(int(n) for n in s.split()) for s in shapes])
            if not text.endswith("REJECTED"):
                print(f"accepted: {text}", file=sys.stderr)
        else:
            text = row(expression, shapes_of(expression))
            if text.endswith("REJECTED"):
                print(f"refused: {text}", file=sys.stderr)
        print(text)


main()
