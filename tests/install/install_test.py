#!/usr/bin/env python3
"""Builds programs against the installed library, in empty folders, and runs them. See README.md.

Usage: install_test.py CASE --source DIR --build DIR --tree DIR --cmake PROGRAM --c PROGRAM --cxx PROGRAM --flags FLAGS --consumers CPP C
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from processes import expect, run  # noqa: E402

PROJECT = """cmake_minimum_required(VERSION 3.25)
project(consumer LANGUAGES {language})
{find}
add_executable(consumer {source})
target_link_libraries(consumer PRIVATE sinter::sinter)
"""
EXPECTED = "2\n4\n6\n"


class Cases:
    def __init__(self, arguments):
        self.a = arguments
        self.cpp, self.c = arguments.consumers
        self.flags = arguments.flags.split()
        self.folder = ""

    # --- What the cases share.

    def copy(self, name):
        shutil.copy(os.path.join(HERE, name), self.folder)
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def check_output(self, program, plugin_below=None, **options):
        result = run(program, **options)
        expect(result.stdout == EXPECTED, f"{program} prints {result.stdout!r}, expected {EXPECTED!r}")
        plugin = result.stderr.strip()
        if plugin_below is not None:
            expect(os.path.realpath(plugin).startswith(os.path.realpath(plugin_below) + os.sep),
                   f"the LLVM plugin is {plugin}, expected one below {plugin_below}")

    def configure(self, *options):
        run(self.a.cmake, "-G", "Ninja", "-S", self.folder, "-B", os.path.join(self.folder, "build"),
            f"-DCMAKE_C_COMPILER={self.a.c}", f"-DCMAKE_CXX_COMPILER={self.a.cxx}",
            f"-DCMAKE_C_FLAGS={self.a.flags}", f"-DCMAKE_CXX_FLAGS={self.a.flags}", *options)

    def make(self, *targets):
        run(self.a.cmake, "--build", os.path.join(self.folder, "build"), "--target", *targets)
        return os.path.join(self.folder, "build", "consumer")

    def lib(self):
        for name in ("lib", "lib64"):
            for folder, _, files in os.walk(os.path.join(self.a.tree, name)):
                if "libsinter.so" in files:
                    return folder
        sys.exit(f"there is no libsinter.so below {self.a.tree}")

    def pkg_config(self, *options):
        environment = dict(os.environ, PKG_CONFIG_PATH=os.path.join(self.lib(), "pkgconfig"))
        return run("pkg-config", *options, "sinter", env=environment).stdout.split()

    # --- The cases.

    def tree(self):
        """Installs somewhere and moves the folder: nothing in it may name the place that it was made for."""
        shutil.rmtree(self.a.tree, ignore_errors=True)
        made = os.path.join(self.folder, "made")
        run(self.a.cmake, "--install", self.a.build, "--prefix", made)
        shutil.move(made, self.a.tree)
        for folder, _, files in os.walk(self.a.tree):
            for name in (n for n in files if n.endswith((".cmake", ".pc", ".h"))):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    text = file.read()
                for place in (made, self.a.source):
                    expect(place not in text, f"{name} names {place}")
        result = run(os.path.join(self.a.tree, "bin", "sinter"), "--version")
        expect("sinter" in result.stdout, f"sinter --version prints {result.stdout!r}")

    def symbols(self):
        """Nothing but Sinter's own names is visible, in the library and in the plugin."""
        for path, allowed in ((os.path.join(self.lib(), "libsinter.so"), ("sinter", "__jit_debug_")),
                              (os.path.join(self.lib(), "sinter", "libsinter_llvm.so"), ("sinter_llvm_",))):
            lines = run("nm", "-DC", "--defined-only", path).stdout.splitlines()
            symbols = [line.split(" ", 2)[1:] for line in lines]
            names = [name for kind, name in symbols if kind not in "bdrt"]  # Those are local.
            names = [n for n in names if not n.startswith(("__asan", "__odr_asan", "__tsan", "__ubsan"))]
            expect(names, f"{path} shows nothing")
            prefixes = ("typeinfo for ", "typeinfo name for ", "vtable for ")
            for name in names:
                bare = name
                for prefix in prefixes:
                    bare = bare.removeprefix(prefix)
                expect(bare.startswith(allowed), f"{path} shows {name}")

    def find_package(self):
        self.copy(self.cpp)
        self.write("CMakeLists.txt", PROJECT.format(language="CXX", source=self.cpp,
                                                    find="find_package(sinter 0.1 REQUIRED)"))
        self.configure(f"-DCMAKE_PREFIX_PATH={self.a.tree}")
        self.check_output(self.make("consumer"), plugin_below=self.a.tree)

    def lift(self):
        """The installed tool and sinter_lift, on the example of docs/lifting.md."""
        with open(os.path.join(self.a.source, "examples", "lifting.h"), encoding="utf-8") as file:
            self.write("lifting.h", file.read())
        with open(os.path.join(self.a.source, "examples", "lifting.cpp"), encoding="utf-8") as file:
            self.write("consumer.cpp", file.read().replace("examples/lifting.h", "lifting.h"))
        self.write("CMakeLists.txt", PROJECT.format(language="CXX", source="consumer.cpp",
                                                    find="find_package(sinter 0.1 REQUIRED)") + "sinter_lift(consumer STRICT SOURCES lifting.h)\n")
        self.configure(f"-DCMAKE_PREFIX_PATH={self.a.tree}")
        found = subprocess.run([self.make("consumer")], check=True, capture_output=True, text=True).stdout
        assert found == "0 9 25 16 100 73 in 1 lifted call\n", found

    def find_package_c(self):
        """A project in C alone: nothing asks it for a C++ compiler."""
        self.copy(self.c)
        self.write("CMakeLists.txt", PROJECT.format(language="C", source=self.c, find="find_package(sinter REQUIRED)"))
        self.configure(f"-DCMAKE_PREFIX_PATH={self.a.tree}")
        self.check_output(self.make("consumer"))

    def pkg_config_c(self):
        source = self.copy(self.c)
        program = os.path.join(self.folder, "consumer")
        run(self.a.c, "-std=c11", *self.flags, source, "-o", program, *self.pkg_config("--cflags", "--libs"),
            f"-Wl,-rpath,{self.lib()}")
        self.check_output(program)

    def pkg_config_case(self):
        source = self.copy(self.cpp)
        program = os.path.join(self.folder, "consumer")
        run(self.a.cxx, "-std=c++20", *self.flags, source, "-o", program, *self.pkg_config("--cflags", "--libs"),
            f"-Wl,-rpath,{self.lib()}")
        self.check_output(program, plugin_below=self.a.tree)
        expect(self.pkg_config("--modversion") == ["0.1.0"], "pkg-config tells another version")

    def package(self):
        """`./dev package` makes a folder that needs nothing but the C and C++ runtime, wherever it is moved."""
        made = os.path.join(self.folder, "made", "sinter")
        os.makedirs(os.path.dirname(made))
        run(os.path.join(self.a.source, "dev"), "package", made)
        again = run(os.path.join(self.a.source, "dev"), "package", self.folder, code=1)
        expect("is no package of Sinter" in again.stderr, f"a folder with files is replaced: {again.stderr!r}")
        tree = os.path.join(self.folder, "moved")
        shutil.rmtree(made)
        run("tar", "-C", self.folder, "-xf", made + ".tar.gz")
        shutil.move(os.path.join(self.folder, "sinter"), tree)
        base = re.compile(r"(ld-linux[^/]*|linux-vdso|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+))\.so")
        programs = 0
        for folder, _, files in os.walk(tree):
            for path in (os.path.join(folder, name) for name in files):
                with open(path, "rb") as file:
                    if file.read(4) != b"\x7fELF":
                        continue
                programs += 1
                for line in run("ldd", path).stdout.splitlines():
                    name, _, place = line.strip().partition(" => ")
                    inside = place.startswith(os.path.realpath(tree) + os.sep) or place.startswith(tree + os.sep)
                    expect(inside or base.match(os.path.basename(name.split(" ")[0])), f"{path} needs {line.strip()}")
        expect(programs >= 5, f"the package has {programs} programs and libraries")
        licences = os.listdir(os.path.join(tree, "share", "doc", "sinter", "licences"))
        expect({"llvm", "libfmt9", "libomp5-19", "zlib1g"} <= set(licences), f"there are the licences of {licences}")
        program = os.path.join(self.folder, "twice.sinter")
        with open(program, "w", encoding="utf-8") as file:
            file.write("fn twice(x) { return 2 * x }\n")
        result = run(os.path.join(tree, "bin", "sinter"), "run", program, "twice", "x=[1, 2]", "--time")
        expect(result.stdout == "i64[2]\n[2 4]\n", f"the packaged sinter prints {result.stdout!r}")
        expect("compiled in" in result.stderr, f"the packaged sinter did not compile: {result.stderr!r}")
        check = os.path.join(tree, "bin", "sinter-device-check")
        result = run(check, "--device=cpu", "--only=entropy")
        expect(" the same, 0 different" in result.stdout, f"the recording is another processor's: {result.stdout!r}")
        for name in ("cuda_device_test", "cuda_arrays_test"):
            result = run(os.path.join(tree, "bin", name), "--gtest_list_tests")
            expect("Device" in result.stdout, f"{name} has the tests {result.stdout!r}")
        size = os.path.getsize(made + ".tar.gz")
        expect(size < 60 << 20, f"the packed folder has {size} bytes")
        self.a.tree = tree
        self.find_package()

    def without_llvm(self):
        """A build without LLVM has the interpreter and GPUs, and says so of native code."""
        build = os.path.join(self.folder, "build")
        run(self.a.cmake, "-G", "Ninja", "-S", self.a.source, "-B", build, f"-DCMAKE_C_COMPILER={self.a.c}",
            f"-DCMAKE_CXX_COMPILER={self.a.cxx}", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache",
            "-DSINTER_LLVM=OFF", "-DSINTER_LIFT=OFF", "-DSINTER_TESTS=OFF", "-DSINTER_BENCH=OFF")
        run(self.a.cmake, "--build", build, "--target", "sinter_command")
        program = os.path.join(self.folder, "twice.sinter")
        with open(program, "w", encoding="utf-8") as file:
            file.write("fn twice(x) { return 2 * x }\n")
        call = (os.path.join(build, "bin", "sinter"), "run", program, "twice", "x=[1, 2]")
        result = run(*call, "--backend=interp")
        expect(result.stdout == "i64[2]\n[2 4]\n", f"the interpreter prints {result.stdout!r}")
        result = run(*call, code=3)
        expect("E5201" in result.stderr, f"without LLVM it says {result.stderr!r}")
        if self.flags:  # The sanitizers do not know the imitation's fibers.
            return
        library = os.path.join(self.a.build, "lib")
        gpu = dict(os.environ, SINTER_CUDA_DRIVER=os.path.join(library, "libsinter_fake_driver.so"),
                   SINTER_NVRTC=os.path.join(library, "libsinter_fake_nvrtc.so"), SINTER_CACHE="off")
        result = run(*call, "--device=cuda", env=gpu)
        expect(result.stdout == "i64[2]\n[2 4]\n", f"on the imitation of a GPU it prints {result.stdout!r}")

    def subproject(self):
        """Inside of another project nothing of Sinter's but the library is made, and nothing is installed with it."""
        self.copy(self.cpp)
        self.write("CMakeLists.txt", PROJECT.format(
            language="C CXX", source=self.cpp,
            find=f"add_subdirectory({self.a.source} sinter)"))
        self.configure()
        build = os.path.join(self.folder, "build")
        targets = run(self.a.cmake, "--build", build, "--target", "help").stdout
        expect("libsinter.so" in targets, "the library is no target")
        for other in ("api_test", "sinter_command", "bench_rows"):
            expect(other not in targets, f"{other} is a target of the consumer's project")
        run(self.a.cmake, "--install", build, "--prefix", os.path.join(self.folder, "prefix"))
        expect(not os.path.exists(os.path.join(self.folder, "prefix", "include")), "Sinter is installed with the consumer")

    def fetch_content(self):
        self.copy(self.cpp)
        find = "include(FetchContent)\nFetchContent_Declare(sinter SOURCE_DIR {})\nFetchContent_MakeAvailable(sinter)"
        self.write("CMakeLists.txt", PROJECT.format(language="C CXX", source=self.cpp,
                                                    find=find.format(self.a.source)))
        # The same flags as the project's own build, so that a compiler cache has the objects.
        self.configure("-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache", "-DSINTER_WERROR=ON")
        self.check_output(self.make("consumer"), plugin_below=self.folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("case")
    for name in ("source", "build", "tree", "cmake", "c", "cxx", "flags"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--consumers", nargs=2, required=True)
    cases = Cases(parser.parse_args())
    case = getattr(cases, {"pkg_config": "pkg_config_case"}.get(cases.a.case, cases.a.case))
    with tempfile.TemporaryDirectory() as folder:
        cases.folder = folder
        case()


if __name__ == "__main__":
    main()
