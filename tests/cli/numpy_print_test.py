#!/usr/bin/env python3
"""What `sinter run` prints is what NumPy prints, on many random arrays. Usage: numpy_print_test.py SINTER"""

import os
import subprocess
import sys
import tempfile

import numpy as np

# One function per dtype and rank: a function's parameter has one type.
DTYPES = {"f32": np.float32, "f64": np.float64, "i8": np.int8, "i32": np.int32, "u64": np.uint64, "bool": np.bool_}
SHAPES = [(1,), (7,), (40,), (1200,), (3, 4), (2, 30), (60, 40), (2, 3, 4), (1, 1, 5), (8, 20, 11)]


def random_array(random, dtype, shape):
    if dtype == np.bool_:
        return random.integers(0, 2, shape).astype(bool)
    if np.issubdtype(dtype, np.integer):
        info = np.iinfo(dtype)
        bits = int(random.integers(1, info.bits))
        return random.integers(max(info.min, -(2**bits)), min(info.max, 2**bits), shape, dtype=dtype)
    values = random.standard_normal(shape) * 10.0 ** random.integers(-6, 10)
    if random.integers(0, 2):
        values = np.round(values, int(random.integers(0, 4)))
    if random.integers(0, 3) == 0:
        values *= 10.0 ** random.integers(-4, 5, shape)
    if random.integers(0, 4) == 0:
        values.flat[random.integers(0, values.size)] = random.choice([np.nan, np.inf, -np.inf, 0.0, -0.0])
    return values.astype(dtype)


def program():
    sizes = "NMK"
    lines = []
    for name in DTYPES:
        for rank in (1, 2, 3):
            type_ = f"{name}[{', '.join(sizes[:rank])}]"
            lines.append(f"fn show_{name}_{rank}(x: {type_}) -> {type_} {{\n    return x\n}}")
    return "\n".join(lines) + "\n"


def main():
    sinter = sys.argv[1]
    random = np.random.default_rng(20)
    checked = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "show.sinter")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program())
        for name, dtype in DTYPES.items():
            for shape in SHAPES:
                array = random_array(random, dtype, shape)
                np.save(os.path.join(folder, "x.npy"), array)
                printed = subprocess.run(
                    [sinter, "run", path, f"show_{name}_{array.ndim}", f"x={folder}/x.npy", "--backend=interp"],
                    capture_output=True, text=True, check=True).stdout
                expected = f"{name}[{', '.join(map(str, shape))}]\n{array}\n"
                if printed != expected:
                    sys.exit(f"{name}{list(shape)}: NumPy prints\n{expected}\nsinter prints\n{printed}")
                checked += 1
    print(f"{checked} arrays are printed as NumPy prints them")


if __name__ == "__main__":
    main()
