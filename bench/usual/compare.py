#!/usr/bin/env python3
"""Usual array expressions beside NumPy, on one thread, in one interleaved run. See README.md.

Writes BUILD/usual.md and prints it.
"""

import argparse
import ctypes
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is loaded

import numpy as np

from expressions import EXPRESSIONS

RESULT_TYPES = {
    "float": np.float32, "double": np.float64, "bool": np.bool_, "_Bool": np.bool_,
    "int8_t": np.int8, "int16_t": np.int16, "int32_t": np.int32, "int64_t": np.int64,
    "uint8_t": np.uint8, "uint16_t": np.uint16, "uint32_t": np.uint32, "uint64_t": np.uint64,
}  # fmt: skip


class Compiled:
    """A function that `sinter build` made for the sizes of the arguments, on one thread."""

    def __init__(self, sinter, folder, expression, arguments, result):
        text = f"fn f({expression.parameters}) {{ return {expression.body} }}\n"
        source = folder / f"{expression.name}.sinter"
        source.write_text(text)
        names = re.findall(r"(\w+)\s*:", expression.parameters)
        sizes = [f"{n}={'x'.join(map(str, a.shape))}" for n, a in zip(names, arguments)]
        out = folder / expression.name
        command = [sinter, "build", source, "--fn", "f", "--dims", *sizes, "-o", out, "--shared", "--no-threads"]
        made = subprocess.run([*command, "--name", "usual"], capture_output=True, text=True)
        if made.returncode:
            raise RuntimeError(made.stderr.strip())
        header = (out / "usual.h").read_text()
        parameters = re.search(r"int usual_f\((.*?)\);", header).group(1)
        (dtype,) = re.findall(r"(\w+)\* result\d*\b", parameters)
        self.result = np.zeros(np.shape(result), RESULT_TYPES[dtype])
        self.function = ctypes.CDLL(str(out / "libusual.so")).usual_f
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in [*arguments, self.result]]
        self.call = lambda: self.function(*pointers, None)


def agrees(found, expected):
    """Integers and truth values are equal; floats agree as far as sums of f32 in any order do."""
    if found.dtype.kind != "f":
        return np.array_equal(found, np.asarray(expected).astype(found.dtype))
    tolerance = 1e-3 if found.dtype == np.float32 or np.asarray(expected).dtype == np.float32 else 1e-9
    return np.allclose(found, expected, rtol=tolerance, atol=1e-5 if tolerance > 1e-4 else 1e-12)


def timed(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def measure(expression, sinter, folder, budget):
    """Microseconds of a call, Sinter's and NumPy's: medians of calls that take turns."""
    rng = np.random.default_rng(1)
    arguments = [array.made_by(rng) for array in expression.arguments]
    expected = expression.numpy(*arguments)
    compiled = Compiled(sinter, folder, expression, arguments, expected)
    if compiled.call() != 0:
        raise RuntimeError("the call failed")
    if not agrees(compiled.result, expected):
        raise RuntimeError("the results differ from NumPy's")
    ours, theirs = [], []
    end = time.perf_counter() + budget
    while len(ours) < 5 or (time.perf_counter() < end and len(ours) < 200):
        ours.append(timed(compiled.call))
        theirs.append(timed(lambda: expression.numpy(*arguments)))
    return 1e6 * statistics.median(ours), 1e6 * statistics.median(theirs)


def text_of(micros):
    return f"{micros / 1000:.2f} ms" if micros >= 1000 else f"{micros:.1f} µs"


def table(rows):
    mean = math.exp(statistics.fmean(math.log(numpy / ours) for _, ours, numpy in rows))
    behind = [row for row in rows if row[1] > 1.1 * row[2]]
    lines = [f"NumPy {np.__version__}, one thread, {len(rows)} expressions: NumPy takes {mean:.1f} times as long, "
             f"geometric mean; it is more than a tenth faster in {len(behind)}."]  # fmt: skip
    lines += ["", "| expression | arguments | Sinter | NumPy | ratio |", "|---|---|---|---|---|"]
    for expression, ours, numpy in sorted(rows, key=lambda row: row[2] / row[1]):
        arrays = ", ".join(str(array) for array in expression.arguments)
        body = expression.body.replace("|", "\\|")
        lines.append(f"| `{body}` | {arrays} | {text_of(ours)} | {text_of(numpy)} | {numpy / ours:.2f} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default="build")
    parser.add_argument("--budget", type=float, default=0.25, help="seconds of calls per expression")
    parser.add_argument("--only", nargs="*", default=[], help="names of expressions")
    options = parser.parse_args()
    unknown = set(options.only) - {e.name for e in EXPRESSIONS}
    if unknown:
        sys.exit(f"compare.py: there is no expression {', '.join(sorted(unknown))}; see expressions.py")
    folder = options.build.resolve() / "usual"
    folder.mkdir(exist_ok=True)
    sinter = options.build.resolve() / "bin" / "sinter"
    rows, failed = [], []
    for expression in EXPRESSIONS:
        if options.only and expression.name not in options.only:
            continue
        try:
            ours, numpy = measure(expression, sinter, folder, options.budget)
        except RuntimeError as error:
            failed.append(f"{expression.name}: {error}")
            continue
        rows.append((expression, ours, numpy))
    for line in failed:
        print(f"compare.py: {line}", file=sys.stderr)
    if rows:
        (options.build / "usual.md").write_text(table(rows))
        print(table(rows), end="")
    sys.exit(1 if failed or not rows else 0)


if __name__ == "__main__":
    main()
