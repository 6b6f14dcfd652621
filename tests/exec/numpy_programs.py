#!/usr/bin/env python3
"""Random programs of the language beside their NumPy twins.

Usage: numpy_programs.py LIBSINTER [COUNT [SEED]]           through the C interface, in this process
       numpy_programs.py --command SINTER [COUNT [SEED]]    through the command line

The interpreter and native code share the front end, so a mistake in it would not show between them: here the same
program is written twice, statement by statement, in the language and for NumPy (numpy_program.py). Inputs are small
multiples of a half, so sums are exact and their order does not matter; where a value is not exact any more, results are
compared with a relative bound and nothing that jumps (comparisons, //, floor, argmax) is applied. Most programs run in
the interpreter, every eighth one natively: that these two agree is what other tests are for.
"""
import collections
import os
import subprocess
import sys
import tempfile

import numpy as np

from numpy_program import Program

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "common"))
import capi

np.seterr(all="ignore")


class Library:
    """Runs programs in this process."""

    def __init__(self, path):
        capi.load(path)
        self.engines = [capi.engine(backend=backend, disk_cache=capi.CACHE_OFF) for backend in (capi.INTERPRETER, capi.LLVM)]

    def run(self, program, native):
        function = capi.Module(program.text(), program.name, self.engines[native]).function(program.name)
        results = function(*program.inputs.values(), results=len(program.results))
        return results if len(program.results) > 1 else [results]


class Command:
    """Runs programs as a user does, a process each."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def run(self, program, native):
        source, out = os.path.join(self.folder, "program.sinter"), os.path.join(self.folder, "out.npy")
        program.results = program.results[-1:]
        with open(source, "w") as file:
            file.write(program.text())
        arguments = []
        for name, data in program.inputs.items():
            np.save(os.path.join(self.folder, name + ".npy"), data)
            arguments.append(f"{name}={self.folder}/{name}.npy")
        backend = "llvm" if native else "interp"
        run = subprocess.run([self.path, "run", source, program.name, *arguments, f"--backend={backend}", "-o", out],
                             capture_output=True, text=True)
        if run.returncode:
            raise capi.SinterError("", run.stderr)
        return [np.load(out)]


def compare(program, value, found, expected):
    if found.dtype != expected.dtype or found.shape != expected.shape:
        return f"{found.dtype}{found.shape}, NumPy {expected.dtype}{expected.shape}"
    if value.exact or found.dtype.kind not in "f":
        good = np.array_equal(found, expected, equal_nan=found.dtype.kind == "f")
    else:
        bound = 2e-5 if any(v.dtype == "f32" for v in program.values) else 1e-12
        good = np.allclose(found, expected, rtol=bound, atol=bound * program.scale(), equal_nan=True)
    return "" if good else f"{value.name} = {found}\nNumPy: {expected}"


def check(program, runner, native):
    """What is wrong with a program's results, if anything."""
    try:
        found = runner.run(program, native)
    except capi.SinterError as error:
        return str(error)
    problems = (compare(program, *one) for one in zip(program.results, found, program.expected()))
    return "\n".join(p for p in problems if p)


def main():
    arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if arguments[0] == "--command":
            runner, count, arguments = Command(os.path.abspath(arguments[1]), folder), 100, arguments[2:]
        else:
            runner, count, arguments = Library(arguments[0]), 3000, arguments[1:]
        count = int(arguments[0]) if arguments else count
        first = int(arguments[1]) if len(arguments) > 1 else 0
        failures, steps = 0, collections.Counter()
        for seed in range(first, first + count):
            program, native = Program(seed, f"program{seed}"), seed % 8 == 0
            steps.update(program.steps)
            problem = check(program, runner, native)
            if problem:
                failures += 1
                print(f"--- seed {seed} ({'native' if native else 'interpreter'})\n{program.text()}{problem}\n" +
                      "\n".join(program.twin))
                if failures == 5:
                    break
    missing = [name for name in Program.STEPS if steps[name] < count // 100]
    if missing:
        print("hardly any program has: " + ", ".join(missing))
    print(f"{count} programs, {failures} differ")
    return 1 if failures or count == 0 or missing else 0


if __name__ == "__main__":
    sys.exit(main())
