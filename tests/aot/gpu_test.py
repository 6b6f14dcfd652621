#!/usr/bin/env python3
"""Builds functions with code for GPUs, and runs them on a GPU that is not there. See README.md.

Usage: gpu_test.py CASE --sinter PROGRAM --cmake PROGRAM --c PROGRAM --cxx PROGRAM --driver LIBRARY --nvrtc LIBRARY
"""

import argparse
import ctypes
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import threading

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import aot_test  # noqa: E402
from aot_test import CALLS, Error, Library, normal, random  # noqa: E402
from processes import expect, run  # noqa: E402

PROGRAM = os.path.join(HERE, "gpu.sinter")
ASSERT = ("positive", "highest")  # Functions with assertions do not run on a GPU.
ON_GPU = {name: calls for name, calls in CALLS.items() if name not in ASSERT}
CHOICES = {
    "choose_floats": [((3,), (normal("f8", 3), np.float64(a), np.float32(b), np.float64(c)), (("f8", (3,)),))
                      for a in (-7.5, -0.0, 4.0, 1e300, np.nan, -np.inf) for b, c in ((-1.25, 2.5), (0.75, -0.3), (-0.0, 1.0))],
    "choose_integers": [((2,), (normal("f8", 2), np.int64(a), np.int32(b), np.uint8(c), np.int8(d)), (("f8", (2,)),))
                        for a in (-2**63, -11, 45, 300, 2**62) for b in (-3, 46341, 1)
                        for c, d in ((0, -128), (200, 5), (127, 0))],
    "settle": [((n,), (np.abs(normal("f8", n)) + 1, np.int64(steps)), (("f8", (n,)), ("i8", ())))
               for n, steps in ((5, 3), (5, 1000), (300, 7), (5, 0))],
    "rows": [((b, d), (normal("f4", b, d),), (("f4", (b,)),)) for b, d in ((3, 7), (40, 300), (2, 5000))],
    "lookup": [((4, k), (normal("f8", 4), random.integers(-4, 4, k)), (("f8", (k,)),)) for k in (3, 1000)],
}
SIGNATURES = {"choose_floats": "xabc", "choose_integers": "xabcd", "settle": ("x", "steps"), "rows": "x", "lookup": "xi"}
aot_test.C_TYPES.update({"i4": ctypes.c_int32, "u1": ctypes.c_uint8, "i1": ctypes.c_int8})


class GpuLibrary(Library):
    """The functions that run on a GPU, under the names of the others."""

    def __init__(self, path, prefix, device=0):
        super().__init__(path)
        self.prefix, self.device = prefix, device

    def function(self, name):
        found = getattr(self.library, f"{self.prefix}_{name}_cuda")
        return lambda *list_: found(ctypes.c_int(self.device), *list_)

    def code(self):
        error = Error()
        return getattr(self.library, self.prefix + "_cuda_code")(self.device, ctypes.byref(error)), error


class Cases(aot_test.Cases):
    def fakes(self, **more):
        """The environment in which sinter and the library have a compiler and a GPU."""
        place = os.path.join(self.folder, "kernels")
        os.makedirs(place, exist_ok=True)
        return dict(os.environ, SINTER_NVRTC=self.a.nvrtc, SINTER_FAKE_NVRTC_FOLDER=place, SINTER_CUDA_DRIVER=self.a.driver,
                    SINTER_CACHE="off", **more)

    def build_for(self, program, names, gpus, *options, out="out", env=None):
        folder = os.path.join(self.folder, out)
        words = [word for name in names for word in ("--fn", name)]
        dims = ["--dims", "D=256"] if "entropy" in names else []
        run(self.a.sinter, "build", program, *words, *dims, "--cuda", gpus, "-o", folder, *options, env=env or self.fakes())
        return folder

    def compare_all(self, program, calls, signatures, prefix):
        folder = self.build_for(program, calls, "sm_90", "--shared", "--level", "3", out=prefix)
        os.environ.update({"SINTER_CUDA_DRIVER": self.a.driver})
        library = GpuLibrary(os.path.join(folder, f"lib{prefix}.so"), prefix)
        self.signatures, aot_test.PROGRAM = signatures, program
        for name, list_ in calls.items():
            for sizes, arguments, results in list_:
                expected = self.jit(name, arguments, results)
                for _ in range(2):  # memory that is used again holds what another call left
                    found = library.call(name, sizes, arguments, results)
                    expect(not isinstance(found, Error), f"{name} {sizes} {arguments}: {getattr(found, 'message', '')}")
                    for a, b in zip(found, expected):
                        expect(a.tobytes() == b.tobytes(), f"{name} {sizes} {arguments}: {a} is not {b}")
        with open(os.path.join(folder, prefix + ".c"), encoding="utf-8") as file:
            return library, file.read()

    # --- The cases.

    def arrays(self):
        """Every kind of function gives the bits of the processor's code."""
        self.compare_all(aot_test.PROGRAM, ON_GPU, aot_test.Cases.signatures, "program")

    def choices(self):
        """So do those in which the host computes what happens next."""
        library, source = self.compare_all(PROGRAM, CHOICES, SIGNATURES, "gpu")
        for word in ("f64_floor_divide", "f64_modulo", "f32_multiply", "f64_larger", "f32_scale", "signed_modulo",
                     "shift_left", "signed_shift_right", "unsigned_saturate", "signed_saturate"):
            expect(f"sinter_{word}(" in source, f"nothing asks for {word}")
        self.threads(library)
        library.library.gpu_cuda_close()
        expect(not isinstance(library.call("rows", *CHOICES["rows"][0]), Error), "no call after cuda_close")

    @staticmethod
    def threads(library):
        sizes, arguments, results = CHOICES["rows"][1]
        expected = library.call("rows", sizes, arguments, results)[0].tobytes()
        wrong = []

        def work():
            for _ in range(10):
                if library.call("rows", sizes, arguments, results)[0].tobytes() != expected:
                    wrong.append(1)

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(not wrong, f"{len(wrong)} calls of several threads differ")

    def errors(self, library=None):
        """What is wrong, and what the machine lacks."""
        folder = self.build_for(PROGRAM, ("lookup",), "sm_80", "--shared", "--level", "3")
        count = 0

        def opened(**environment):
            nonlocal count
            count += 1
            copy = os.path.join(self.folder, f"copy{count}.so")  # what is opened once keeps its driver
            shutil.copy(os.path.join(folder, "libgpu.so"), copy)
            for name in ("SINTER_FAKE_GPU_ARCHITECTURE", "SINTER_FAKE_GPU_BYTES"):
                os.environ.pop(name, None)
            os.environ.update({"SINTER_CUDA_DRIVER": self.a.driver, **environment})
            return GpuLibrary(copy, "gpu")

        x, i = normal("f8", 4), np.array([0, 3, -4])

        def refused(library, code, words, status, sizes=(4, 3), arguments=(x, i)):
            error = library.call("lookup", sizes, arguments, (("f8", (max(sizes[1], 3),)),))
            expect(isinstance(error, Error), f"accepted, instead of {code} {words}")
            found = error.code.decode(), error.message.decode(), error.status
            expect(found[0] == code and words in found[1] and found[2] == status, f"{found}, expected {code} {words}")

        gpu = opened()
        refused(gpu, "E0311", "position 9 is outside axis 0 of size 4 at element [1]", 1, (4, 3), (x, np.array([0, 9, 99])))
        refused(gpu, "E6063", "the array i is NULL", 1, (4, 3), (x, None))
        refused(gpu, "E6063", "the size K is -3", 1, (4, -3))
        expect(not isinstance(gpu.call("lookup", (4, 3), (x, i), (("f8", (3,)),)), Error), "no call after a failed one")
        gpu.device = 1
        refused(gpu, "E5221", "no CUDA device 1: there are 1", 3)
        refused(opened(SINTER_CUDA_DRIVER="/nowhere/libcuda.so.1"), "E5221", "no CUDA driver: /nowhere/libcuda.so.1 not found", 3)
        refused(opened(SINTER_CUDA_DRIVER="libc.so.6"), "E5221", "libc.so.6 lacks cuInit", 3)
        large = np.zeros(100000, "i8")
        small = opened(SINTER_FAKE_GPU_BYTES="100000")
        refused(small, "E5220", "lookup: the device has no more memory: cuMemAlloc: out of memory", 4, (4, 100000), (x, large))
        expect(not isinstance(small.call("lookup", (4, 3), (x, i), (("f8", (3,)),)), Error), "no call after one without memory")
        for architecture, expected in (("80", 80), ("86", 80), ("90", 80), ("120", 80), ("75", 0)):
            gpu = opened(SINTER_FAKE_GPU_ARCHITECTURE=architecture)
            code, error = gpu.code()
            expect(code == expected, f"code for {code} on {architecture}: {error.message}")
        refused(gpu, "E6066", "the GPU has compute capability 7.5, and the code is for sm_80, compute_80", 3)
        os.environ.pop("SINTER_FAKE_GPU_ARCHITECTURE")
        folder = self.build_for(PROGRAM, ("lookup",), "sm_90", "--shared", "--level", "3", out="second")
        shutil.rmtree(os.path.join(self.folder, "kernels"))  # so that the driver cannot load what there is
        refused(opened(), "E5222", "lookup: cuModuleLoadData: invalid", 4)

    def cmake(self):
        """Programs in C and C++ outside of the project, under the strictest warnings."""
        self.build_for(PROGRAM, ("settle", "rows", "lookup"), "sm_80,sm_90")
        with tempfile.TemporaryDirectory() as place:
            build = aot_test.build_consumers(self.a, os.path.join(self.folder, "out"), place, "gpu_consumer", "gpu::gpu")
            fakes = {"PATH": "/nonexistent", "SINTER_CUDA_DRIVER": self.a.driver}
            none = {"PATH": "/nonexistent", "SINTER_CUDA_DRIVER": "/nowhere/libcuda.so.1"}
            for program in ("cpp", "c"):
                needed = run("ldd", os.path.join(build, program)).stdout
                expect(not re.search("LLVM|libsinter|cuda|nvrtc", needed), needed)
                expect(run(os.path.join(build, program), env=fakes).stdout == "90\n3 1 -2\nE0311\n", program)
                expect(run(os.path.join(build, program), env=none).stdout == "0\nE5221\n", program)

    def cached(self):
        """What a run called, from its cache, with code for GPUs."""
        cache = os.path.join(self.folder, "cache")
        run(self.a.sinter, "run", PROGRAM, "lookup", "x=[1.5, 2]", "i=[1, 0]",
            env=dict(os.environ, SINTER_CACHE="on", SINTER_CACHE_DIR=cache))
        out = os.path.join(self.folder, "out")
        run(self.a.sinter, "build", "--from-cache", "--cache-dir", cache, "--cuda", "sm_90", "--name", "gpu", "--shared", "-o", out,
            env=self.fakes())
        os.environ["SINTER_CUDA_DRIVER"] = self.a.driver
        found = GpuLibrary(os.path.join(out, "libgpu.so"), "gpu").call("lookup", (2, 2), (np.array([1.5, 2]), np.array([1, 0])), (("f8", (2,)),))
        expect(list(found[0]) == [2, 1.5], f"{found}")

    def refused(self):
        out = os.path.join(self.folder, "out")
        names = os.path.join(self.folder, "names.sinter")
        with open(names, "w", encoding="utf-8") as file:
            file.write("fn f(x: f32) -> f32 { return x }\nfn f_cuda(x: f32) -> f32 { return x }\n")
        for words, program, *command in (
                ("E0710", PROGRAM, "--fn", "turns", "--cuda", "sm_90"),
                ("E0710", aot_test.PROGRAM, "--fn", "positive", "--cuda", "sm_90"),
                ("does not compile for sm_35, but for 80, 90", PROGRAM, "--fn", "rows", "--cuda", "sm_90,sm_35"),
                ("E6107", PROGRAM, "--fn", "rows", "--cuda", "90"), ("E6107", PROGRAM, "--fn", "rows", "--cuda", "sm_9x"),
                ("another function of the name f_cuda", names, "--fn", "f", "--fn", "f_cuda", "--cuda", "sm_90")):
            result = subprocess.run([self.a.sinter, "build", program, "-o", out, *command], capture_output=True, text=True,
                                    check=False, env=self.fakes())
            expect(result.returncode in (1, 3) and words in result.stderr, f"{command}: {result.returncode} {result.stderr}")
            expect(not os.path.exists(out), f"{command} wrote files")
        result = subprocess.run([self.a.sinter, "build", PROGRAM, "-o", out, "--fn", "rows", "--cuda", "sm_90"], capture_output=True,
                                text=True, check=False, env=dict(os.environ, SINTER_NVRTC="/nowhere/libnvrtc.so"))
        expect(result.returncode == 3 and "E5210" in result.stderr, f"without NVRTC: {result.stderr}")

    def real(self):
        """NVIDIA's compiler: machine code for both architectures, and PTX."""
        result = subprocess.run([self.a.sinter, "doctor"], capture_output=True, text=True, check=False)
        if not re.search(r"nvrtc.*\d+\.\d+", result.stdout, re.I):
            print("SKIPPED: there is no NVRTC")
            sys.exit(77)
        folder = self.build_for(PROGRAM, ("settle", "lookup"), "sm_80,sm_90", "--shared", "--level", "3",
                                env=dict(os.environ, SINTER_CACHE="off"))
        with open(os.path.join(folder, "gpu_cubins.c"), encoding="utf-8") as file:
            text = file.read()
        codes = {name: bytes(int(n) for n in re.findall(r"\d+", list_))
                 for name, list_ in re.findall(r"unsigned char (\w+)\[\] = \{\n([^}]*)\};", text)}
        expect(sorted(codes) == [f"gpu_{f}_{code}" for f in ("lookup", "settle") for code in ("compute_90", "sm_80", "sm_90")],
               f"{sorted(codes)}")
        for name, code in codes.items():
            if "compute" in name:
                expect(b".target sm_90" in code and code.endswith(b"\0"), f"{name} is no PTX")
                continue
            machine, = struct.unpack_from("<H", code, 18)
            expect(code[:4] == b"\x7fELF" and machine == 190, f"{name} is no code of NVIDIA's: {machine}")
        os.environ["SINTER_CUDA_DRIVER"] = "/nowhere/libcuda.so.1"
        error = GpuLibrary(os.path.join(folder, "libgpu.so"), "gpu").code()[1]
        expect(error.code == b"E5221", f"{error.message}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    for name in ("sinter", "cmake", "c", "cxx", "driver", "nvrtc"):
        parser.add_argument("--" + name, required=True)
    cases = Cases(parser.parse_args())
    with tempfile.TemporaryDirectory() as folder:
        cases.folder = folder
        getattr(cases, cases.a.case)()


if __name__ == "__main__":
    main()
