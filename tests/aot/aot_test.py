#!/usr/bin/env python3
"""Builds functions ahead of time and uses them. See README.md.

Usage: aot_test.py CASE --sinter PROGRAM --cmake PROGRAM --c PROGRAM --cxx PROGRAM
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from processes import expect, run  # noqa: E402

PROGRAM = os.path.join(HERE, "program.sinter")
random = np.random.default_rng(7)


def normal(dtype, *shape):
    return random.normal(size=shape).astype(dtype)


# Function: the sizes that C is given, the arguments, and the results' dtypes and shapes.
CALLS = {
    "entropy": [((b,), (normal("f4", b, 256),), (("f4", ()),)) for b in (1, 7, 300)],
    "waves": [((n,), (normal("f8", n), np.float64(1.25)), (("f8", (n,)),)) for n in (0, 1, 1000, 500000)],
    "product": [((i, k, j), (normal("f4", i, k), normal("f4", k, j)), (("f4", (i, j)),))
                for i, k, j in ((3, 5, 7), (129, 300, 65))],
    "running": [((n,), (normal("f8", n),), (("f8", (n,)), ("f8", ()))) for n in (1, 63, 20000)],
    "narrow": [((n,), (normal("f8", n),), (("f8", (n - 2,)),)) for n in (2, 100)],
    "pick": [((9, k, 18), (normal("f4", 9), random.integers(-9, 9, k), normal("f4", 18), np.float32(3)),
              (("f4", (k,)), ("f4", ()))) for k in (4, 5000)],
    "counts": [((n,), (random.integers(0, 50, n).astype("i4"), np.int64(16)), (("i8", (16,)),)) for n in (0, 3000)],
    "jacobi": [((12, 19), (normal("f8", 12, 19), np.int64(5)), (("f8", (12, 19)),))],
    "flags": [((n,), (normal("f4", n), random.integers(0, 2, n).astype("?")), (("?", (n,)), ("u1", (n,))))
              for n in (1, 77)],
    "positive": [((40,), (np.abs(normal("f8", 40)) + 1,), (("f8", ()),))],
    "moved": [((n,), (random.permutation(n),), (("i8", (n,)),)) for n in (1, 50)],
    "highest": [((40,), (np.abs(normal("f8", 40)) + 1,), (("f8", ()),))],
    "named": [((5,), (normal("f8", 5), np.float64(2)), (("f8", (5,)),))],
    "ratio": [((), (np.int64(-17), np.int64(5)), (("i8", ()),))],
}
C_TYPES = {"f4": ctypes.c_float, "f8": ctypes.c_double, "i8": ctypes.c_int64}


def build_consumers(a, out, place, consumer, library, *options):
    """Moves what was built to a folder that is not Sinter's and builds two programs with it, under the strictest warnings."""
    shutil.move(out, os.path.join(place, "out"))
    for ending in ("cpp", "c"):
        shutil.copy(os.path.join(HERE, f"{consumer}.{ending}.in"), os.path.join(place, f"{consumer}.{ending}"))
    with open(os.path.join(place, "CMakeLists.txt"), "w", encoding="utf-8") as file:
        file.write("cmake_minimum_required(VERSION 3.16)\nproject(consumer LANGUAGES C CXX)\n"
                   "add_compile_options(-Wall -Wextra -Wpedantic -Werror)\nadd_subdirectory(out)\n"
                   f"add_executable(cpp {consumer}.cpp)\nset_target_properties(cpp PROPERTIES CXX_STANDARD 17)\n"
                   f"target_link_libraries(cpp PRIVATE {library})\n"
                   f"add_executable(c {consumer}.c)\ntarget_link_libraries(c PRIVATE {library})\n")
    build = os.path.join(place, "build")
    run(a.cmake, "-G", "Ninja", "-S", place, "-B", build, f"-DCMAKE_C_COMPILER={a.c}", f"-DCMAKE_CXX_COMPILER={a.cxx}", *options)
    run(a.cmake, "--build", build)
    return build


class Error(ctypes.Structure):
    _fields_ = [("status", ctypes.c_int32), ("code", ctypes.c_char * 12), ("message", ctypes.c_char * 496)]


class Library:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)

    def call(self, name, sizes, arguments, results):
        """The results, or the error."""
        list_ = [ctypes.c_int64(size) for size in sizes]
        for value in arguments:
            array = value is None or isinstance(value, np.ndarray)
            if array:
                list_.append(ctypes.c_void_p(None if value is None else value.ctypes.data))
            else:
                list_.append(C_TYPES[value.dtype.str[1:]](value.item()))
        out = [np.full(shape, 77, dtype) for dtype, shape in results]
        list_ += [ctypes.c_void_p(array.ctypes.data) for array in out]
        error = Error()
        status = self.function(name)(*list_, ctypes.byref(error))
        return out if status == 0 else error

    def function(self, name):
        return getattr(self.library, "program_" + name)


class Cases:
    def __init__(self, arguments):
        self.a = arguments
        self.folder = ""

    def build(self, *options, functions=tuple(CALLS)):
        out = os.path.join(self.folder, "out")
        names = [word for name in functions for word in ("--fn", name)]
        dims = ["--dims", "D=256"] if "--free" not in options else []
        result = run(self.a.sinter, "build", PROGRAM, *names, *dims, "-o", out, *(o for o in options if o != "--free"))
        for line in result.stdout.splitlines():
            expect(os.path.isfile(line), f"{line} was not written")
        return out

    def jit(self, name, arguments, results):
        """What `sinter run` gives."""
        words, files = [], []
        signature = self.signatures[name]
        for parameter, value in zip(signature, arguments):
            path = os.path.join(self.folder, parameter + ".npy")
            np.save(path, value)
            words.append(f"{parameter}={path}")
        for i in range(len(results)):
            files.append(os.path.join(self.folder, f"result{i}.npy"))
        run(self.a.sinter, "run", PROGRAM, name, *words, *(w for f in files for w in ("-o", f)))
        return [np.load(f) for f in files]

    signatures = {"entropy": "x", "waves": "xa", "product": "xy", "running": "x", "narrow": "x", "pick": "xiha",
                  "counts": ("x", "bins"), "jacobi": ("u", "steps"), "flags": ("x", "keep"), "positive": "x", "moved": ("to",), "highest": "x",
                  "named": ("given", "buffers"),
                  "ratio": "ab"}

    def compare(self, library, words):
        for name, calls in CALLS.items():
            for i, (sizes, arguments, results) in enumerate(calls):
                found = library.call(name, sizes, arguments, results)
                expect(not isinstance(found, Error), f"{name} {sizes} {words}: {getattr(found, 'message', '')}")
                for a, b in zip(found, self.expected[name][i]):
                    same = a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
                    expect(same, f"{name} {sizes} {words}: {a} is not {b}")

    # --- The cases.

    def shared(self):
        out = self.build("--shared")
        path = os.path.join(out, "libprogram.so")
        visible = [line.split()[-1] for line in run("nm", "-D", "--defined-only", path).stdout.splitlines()]
        expect(visible and all(name.startswith("program_") and not name.endswith(("_v2", "_v3", "_v4")) for name in visible),
               f"visible are {visible}")
        needed = run("ldd", path).stdout
        expect("LLVM" not in needed and "sinter" not in needed, needed)
        library = Library(path)
        level = library.library.program_level()
        expect(level in (3, 4), f"this machine has level {level}")
        self.expected = {name: [self.jit(name, arguments, results) for _, arguments, results in calls]
                         for name, calls in CALLS.items()}
        for most in range(2, level + 1):
            library.library.program_limit_level(most)
            expect(library.library.program_level() == most, "limit_level does not limit")
            self.compare(library, f"at level {most}")
        print("compared at levels", *range(2, level + 1))
        self.after_fork(library)
        self.errors(library)

    def after_fork(self, library):
        child = os.fork()
        if child == 0:
            status = 1
            try:
                self.compare(library, "in a child after fork")
                status = 0
            finally:
                os._exit(status)
        expect(os.waitpid(child, 0)[1] == 0, "the child after fork failed")

    def errors(self, library):
        def refused(name, code, words, sizes, arguments, results):
            error = library.call(name, sizes, arguments, results)
            expect(isinstance(error, Error), f"{name} {sizes} was accepted")
            found = error.code.decode(), error.message.decode()
            expect(found[0] == code and words in found[1], f"{name}: {found}, expected {code} {words}")

        x, i, h, a = normal("f4", 9), np.array([0, 5, 9, 99]), normal("f4", 18), np.float32(1)
        picked = (("f4", (4,)), ("f4", ()))
        refused("pick", "E0311", "position 9 is outside axis 0 of size 9 at element [2]", (9, 4, 18), (x, i, h, a), picked)
        refused("pick", "E0402", "is 17, the declared size 2 * N", (9, 4, 17), (x, i, h, a), picked)
        refused("pick", "E6063", "the size K is -4", (9, -4, 18), (x, i, h, a), picked)
        refused("pick", "E6063", "the array i is NULL", (9, 4, 18), (x, None, h, a), picked)
        refused("pick", "E6063", "i is not aligned", (9, 4, 18), (x, i.view("i1")[1:], h, a), picked)
        refused("pick", "E6063", "is larger than memory", (9, 2**62, 18), (x, i, h, a), picked)
        refused("ratio", "E0310", "division by zero", (), (np.int64(1), np.int64(0)), (("i8", ()),))
        refused("positive", "E0340", "assertion failed: all(x > 0)", (2,), (np.array([1.0, -1.0]),), (("f8", ()),))
        refused("moved", "E0311", "position 7 is outside axis 0 of size 2", (2,), (np.array([0, 7]),), (("i8", (2,)),))
        refused("highest", "E0405", "`max` of no elements: the size is", (2,), (np.array([-2.0, -1.0]),), (("f8", ()),))
        odd = np.array([0, 1, 2], "u1")
        refused("flags", "E6063", "neither 0 nor 1", (3,), (normal("f4", 3), odd), (("?", (3,)), ("u1", (3,))))
        both = np.ones(10)
        error = Error()
        shared = library.library.program_narrow(ctypes.c_int64(10), ctypes.c_void_p(both.ctypes.data),
                                                ctypes.c_void_p(both.ctypes.data + 72), ctypes.byref(error))
        expect(shared == 1 and b"shares memory" in error.message, f"{shared} {error.message}")
        library.library.program_limit_level(1)
        refused("ratio", "E6064", "less than x86-64-v2", (), (np.int64(1), np.int64(1)), (("i8", ()),))
        library.library.program_limit_level(4)

    def consumers(self, *options):
        """Builds both programs from the output folder, alone in a folder that is not Sinter's, and runs them."""
        with tempfile.TemporaryDirectory() as place:
            build = build_consumers(self.a, os.path.join(self.folder, "out"), place, "consumer", "program::program", *options)
            for program in ("cpp", "c"):
                needed = run("ldd", os.path.join(build, program)).stdout
                expect("LLVM" not in needed and "libsinter" not in needed, needed)
            environment = {"PATH": "/nonexistent"}
            return [run(os.path.join(build, program), env=environment).stdout for program in ("cpp", "c")]

    def check_output(self, cpp, c):
        x = np.arange(1, 9, dtype="f8").reshape(2, 4)
        p = np.exp(x - x.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        mean = -(p**2).sum(axis=1).mean()
        lines = cpp.splitlines()
        expect(abs(float(lines[0].split()[0]) - mean) < 1e-5 and lines[0].endswith("level 1"), cpp)
        expect(lines[1:4] == ["7 14 28", "40 80 8", "-4"], cpp)
        expect(lines[4] == "E6012 narrow: axis 0 of result is 2, the result's is 3", cpp)
        expect(lines[5] == "E0304 product: dimension K is 4 in x but 2 in y", cpp)
        expect(lines[6] == "E0310 1", cpp)
        expect(c == "7 14 28\nE0402\n", c)

    def cmake(self):
        self.build("--free")
        self.check_output(*self.consumers("-DBUILD_SHARED_LIBS=ON"))

    def archive(self):
        self.build("--free", "--level", "3")
        self.check_output(*self.consumers("-Dprogram_THREADS=OFF"))

    def cached(self):
        """The functions that a run called, from its cache alone."""
        cache = os.path.join(self.folder, "cache")
        environment = dict(os.environ, SINTER_CACHE="on", SINTER_CACHE_DIR=cache)
        calls = (("ratio", "a=-17", "b=5"), ("narrow", "x=[1, 2, 4]"), ("pick", "x=[1, 2]", "i=[1]", "h=[1, 2, 3, 4]", "a=3"))
        for name, *words in calls:
            run(self.a.sinter, "run", PROGRAM, name, *words, env=environment)
        for dtype in ("f4", "f8"):
            np.save(os.path.join(self.folder, "x.npy"), np.ones((2, 3), dtype))
            run(self.a.sinter, "run", PROGRAM, "softmax", f"x={self.folder}/x.npy", env=environment)
        out = os.path.join(self.folder, "out")
        build = (self.a.sinter, "build", "--from-cache", "--cache-dir", cache, "--name", "program", "-o", out)
        run(*build, "--shared")
        library = Library(os.path.join(out, "libprogram.so"))
        expect(library.call("ratio", (), (np.int64(-17), np.int64(5)), (("i8", ()),))[0] == -4, "ratio differs")
        expect(list(library.call("narrow", (3,), (np.array([1.0, 2, 4]),), (("f8", (1,)),))[0]) == [7], "narrow differs")
        x, i, h, a = np.ones(2, "f4"), np.array([1]), np.ones(3, "f4"), np.float32(1)
        error = library.call("pick", (2, 1, 3), (x, i, h, a), (("f4", (1,)), ("f4", ())))
        expect(isinstance(error, Error) and error.message == b"pick: h.0 is 3, but 2*N is 4", error)
        for name in ("softmax", "softmax_2"):  # f32 and f64, in whatever order
            dtype = "f4" if "float* x" in self.declaration(out, name) else "f8"
            found = library.call(name, (2, 4), (np.zeros((2, 4), dtype),), ((dtype, (2, 4)),))
            expect((found[0] == 0.25).all(), f"{name} gives {found}")
        run(*build, "--fn", "narrow")
        with open(os.path.join(out, "program.h"), encoding="utf-8") as file:
            expect("ratio" not in file.read(), "--fn picks nothing")
        result = subprocess.run([*build, "--fn", "entropy"], capture_output=True, text=True, check=False)
        expect(result.returncode == 1 and "no kernel of entropy" in result.stderr, result.stderr)

    @staticmethod
    def declaration(out, name):
        with open(os.path.join(out, "program.h"), encoding="utf-8") as file:
            return next(line for line in file if line.startswith(f"int program_{name}("))

    def refused(self):
        out = os.path.join(self.folder, "out")
        for words, *command in (("E6061", "--fn", "shout"), ("size only the data decide; such has picked", "--fn", "ratio", "--fn", "picked"),
                                ("E6062", "--fn", "ratio", "--fn", "ratio"),
                                ("E6062", "--fn", "ratio", "--name", "two words"), ("E0202", "--fn", "nothing"),
                                ("E6107", "--fn", "ratio", "--dims", "Q=1"), ("E6107", "--fn", "product", "--dims", "K=x")):
            result = subprocess.run([self.a.sinter, "build", PROGRAM, "-o", out, *command], capture_output=True, text=True,
                                    check=False)
            expect(result.returncode == 1 and words in result.stderr, f"{command}: {result.returncode} {result.stderr}")
            expect(not os.path.exists(out), f"{command} wrote files")
        environment = dict(os.environ, CC="/nonexistent/cc")
        result = subprocess.run([self.a.sinter, "build", PROGRAM, "-o", out, "--fn", "ratio", "--shared"],
                                capture_output=True, text=True, check=False, env=environment)
        expect(result.returncode == 3 and "E6065" in result.stderr, f"without a compiler: {result.stderr}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    for name in ("sinter", "cmake", "c", "cxx"):
        parser.add_argument("--" + name, required=True)
    cases = Cases(parser.parse_args())
    with tempfile.TemporaryDirectory() as folder:
        cases.folder = folder
        getattr(cases, cases.a.case)()


if __name__ == "__main__":
    main()
