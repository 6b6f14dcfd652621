#!/usr/bin/env python3
"""Builds all expressions of tests/unit/lang/numpy_twins.txt ahead of time and compares them with NumPy's results.

Usage: twins_test.py --sinter PROGRAM --twins FILE --helpers FILE
"""

import argparse
import ctypes
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

C_TYPES = {"float": ctypes.c_float, "double": ctypes.c_double, "int64_t": ctypes.c_int64, "int32_t": ctypes.c_int32}
DTYPES = {"bool": "?", "f32": "f4", "f64": "f8", "i8": "i1", "i16": "i2", "i32": "i4", "i64": "i8", "u8": "u1", "u16": "u2",
          "u32": "u4", "u64": "u8"}


def tensor(words):
    """"f32 [3 4] 1.5 ..." as an array."""
    dtype, shape, numbers = re.fullmatch(r"(\S+) \[([^]]*)\] ?(.*)", words).groups()
    values = numbers.split()
    dtype = np.dtype(DTYPES[dtype])
    convert = float if dtype.kind == "f" else int
    return np.array([convert(v) for v in values], dtype).reshape([int(s) for s in shape.split()])


def read(path):
    inputs, twins, body = {}, [], ""
    with open(path, encoding="utf-8") as file:
        for line in file:
            word, _, rest = line.rstrip("\n").partition(" ")
            if word == "input":
                name, type_, words = rest.split(" ", 2)
                inputs[name] = (type_, tensor(words))
            elif word == "body":
                body = rest
            elif word == "result":
                twins.append((body, tensor(rest)))
    return inputs, twins


def close(found, expected):
    """As tests/common/numpy_text.cpp compares."""
    if expected.dtype.kind != "f":
        return np.array_equal(found, expected)
    bound = 2e-6 if expected.dtype == np.float32 else 1e-14
    with np.errstate(invalid="ignore"):
        near = np.abs(found.astype("f8") - expected) <= bound * np.maximum(1, np.abs(expected))
    return bool(np.all((found == expected) | (np.isnan(found) & np.isnan(expected)) | near))


def flags(names):
    return [word for name in names for word in ("--fn", name)]


def main():
    parser = argparse.ArgumentParser()
    for name in ("sinter", "twins", "helpers"):
        parser.add_argument("--" + name, required=True)
    a = parser.parse_args()
    inputs, twins = read(a.twins)
    with open(a.helpers, encoding="utf-8") as file:
        helpers = re.search(r'kHelpers = R"\((.*?)\)"', file.read(), re.S).group(1)
    signature = ", ".join(f"{name}: {type_}" for name, (type_, _) in inputs.items())
    sizes = {name: value for type_, array in inputs.values() if "[" in type_
             for name, value in zip(type_[type_.index("[") + 1:-1].split(","), array.shape)}
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "twins.sinter")
        with open(program, "w", encoding="utf-8") as file:
            file.write(helpers)
            for i, (body, _) in enumerate(twins):
                file.write(f"fn t{i}({signature}) {{\n{body}\nreturn r\n}}\n")
        build = [a.sinter, "build", program, "--shared", "--no-threads", "--level", "3", "-o", folder]
        names = [f"t{i}" for i in range(len(twins))]
        # Those whose sizes the data decide are refused, all in one error; they are a few, and pick by masks or values.
        result = subprocess.run([*build, *flags(names)], capture_output=True, text=True, check=False)
        refused = result.stderr.partition("such has ")[2].split("\n")[0].split(", ")
        if result.returncode != 1 or "E6061" not in result.stderr or not 10 < len(refused) < 40:
            sys.exit(f"{result.returncode}, refused: {refused}\n{result.stderr}")
        result = subprocess.run([*build, *flags([name for name in names if name not in refused])], capture_output=True,
                                text=True, check=False)
        if result.returncode != 0:
            sys.exit(result.stderr)
        with open(os.path.join(folder, "twins.h"), encoding="utf-8") as file:
            declared = dict(re.findall(r"^int twins_(t\d+)\((.*), sinter_aot_error\* error\);$", file.read(), re.M))
        library = ctypes.CDLL(os.path.join(folder, "libtwins.so"))
        failures = 0
        for i, (body, expected) in enumerate(twins):
            if f"t{i}" in refused:
                continue
            list_, out = [], np.full(expected.shape, 77, expected.dtype)
            for parameter in declared[f"t{i}"].split(", "):
                type_, _, name = parameter.rpartition(" ")
                if name == "result":
                    list_.append(ctypes.c_void_p(out.ctypes.data))
                elif name in sizes:
                    list_.append(ctypes.c_int64(sizes[name]))
                elif type_.endswith("*"):
                    list_.append(ctypes.c_void_p(inputs[name][1].ctypes.data))
                else:
                    list_.append(C_TYPES[type_](inputs[name][1].item()))
            error = ctypes.create_string_buffer(1024)
            status = getattr(library, f"twins_t{i}")(*list_, error)
            if status != 0 or not close(out, expected):
                failures += 1
                print(f"{body}: status {status}, {out} instead of {expected} {error.raw[16:400].split(bytes(1))[0]}")
        compared = len(twins) - len(refused)
        if compared < 600 or failures:
            sys.exit(f"{failures} of {compared} expressions differ")
        print(f"{compared} expressions")


if __name__ == "__main__":
    main()
