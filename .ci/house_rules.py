#!/usr/bin/env python3
"""The repository's own rules, checked in well under a second. See .ci/README.md."""

import os
import re
import subprocess
import sys
from pathlib import PurePosixPath

CODE_FOLDERS = ("compiler", "runtime", "frontend", "tests", "bench", "examples")
SOURCE_ENDINGS = (".cpp", ".h", ".def")
TEXT_ENDINGS = SOURCE_ENDINGS + (".py", ".cmake", ".md", ".sinter", "CMakeLists.txt")
MAX_LINES = 700
TOP_LEVEL = CODE_FOLDERS + ("docs", "dev", ".ci", ".clang-format", ".clang-tidy", ".gitignore", "CHANGELOG.md",
                            "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md")

# Folder -> what its files may include, as prefixes of paths from the repository root. The longest folder that
# holds a file decides. "sinter/" is the public API.
ARROWS = {
    "compiler/include/": ("sinter/",),
    "runtime/include/": ("sinter/",),
    "frontend/api/include/": ("sinter/",),
    "compiler/support/": ("compiler/support/", "sinter/"),
    "compiler/shape/": ("compiler/support/", "compiler/shape/", "compiler/ir/", "sinter/"),
    "compiler/ir/": ("compiler/support/", "compiler/shape/dim.h", "compiler/shape/equalities.h", "compiler/ir/", "sinter/"),
    "compiler/interp/": ("compiler/support/", "compiler/shape/", "compiler/ir/", "compiler/interp/", "sinter/"),
    "compiler/": ("compiler/", "sinter/"),
    "runtime/": ("runtime/", "compiler/", "sinter/"),
    "frontend/lang/": ("frontend/lang/", "compiler/", "sinter/"),
    "frontend/lift/": ("frontend/lift/", "compiler/", "sinter/"),
    "frontend/hardware/": ("frontend/hardware/",),
    "frontend/measure/": ("frontend/measure/", "frontend/hardware/", "compiler/support/markup.h", "sinter/"),
    "frontend/cli/": ("frontend/cli/", "sinter/"),
    "frontend/cli/measure": ("frontend/cli/", "frontend/measure/", "frontend/hardware/", "sinter/"),
    "frontend/cli/cli.cpp": ("frontend/cli/", "frontend/measure/", "sinter/"),
    "frontend/cli/main.cpp": ("frontend/cli/", "frontend/repl/", "sinter/"),
    "frontend/repl/": ("frontend/repl/", "frontend/cli/", "frontend/hardware/", "frontend/lang/", "sinter/"),
    "frontend/": ("frontend/", "runtime/", "compiler/", "sinter/"),
    "tests/": ("tests/", "frontend/", "runtime/", "compiler/", "sinter/"),
    "bench/": ("bench/", "frontend/", "runtime/", "compiler/", "sinter/"),
    "examples/": ("examples/", "sinter/"),
}

# Third-party headers -> the folders that may include them (prefixes of paths; "llvm_" is a prefix of file names).
THIRD_PARTY = {
    "llvm/": ("compiler/codegen/llvm_", "runtime/jit_llvm/", "frontend/lift/"),
    "llvm-c/": ("compiler/codegen/llvm_", "runtime/jit_llvm/"),
    "clang/": ("frontend/lift/",),
    "cuda": ("runtime/jit_cuda/",),
    "nvrtc": ("runtime/jit_cuda/",),
    "fmt/": ("compiler/", "runtime/", "frontend/", "tests/", "bench/", "examples/"),
    "CLI/": ("frontend/cli/", "bench/", "examples/"),
    "Eigen/": ("examples/", "bench/peers/"),
    "unsupported/Eigen/": ("bench/peers/",),
    "nlohmann/": ("frontend/", "runtime/trace/", "tests/", "bench/", "examples/"),
    "xxhash.h": ("runtime/cache/",),
    "zlib.h": ("runtime/", "frontend/", "tests/", "examples/"),
    "gtest/": ("tests/",),
    "gmock/": ("tests/",),
    "benchmark/": ("bench/",),
    "mpfr.h": ("tests/",),
    "omp.h": ("runtime/", "tests/", "bench/"),
}

# Headers of the system that need no permission: C and POSIX. C++ standard headers have no dot in their name.
SYSTEM = re.compile(r"^(sys/|linux/|bits/)?[a-z_0-9]+(\.h)?$|^(immin|emmin|cpuid|x86)[a-z]*\.h$")
C_STANDARD = {"stddef.h", "stdint.h"}  # What the C interface's header needs.
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Repository:
    """Tracked and new files, read once."""

    def __init__(self):
        listing = subprocess.run(
            ["git", "-c", f"safe.directory={os.getcwd()}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True, text=True)
        self.files = sorted(f for f in set(listing.stdout.split("\0")) if f and os.path.isfile(f))
        self._text = {}

    def text(self, path):
        if path not in self._text:
            with open(path, encoding="utf-8", errors="replace") as file:
                self._text[path] = file.read()
        return self._text[path]

    def sources(self, *endings):
        return [f for f in self.files if f.startswith(tuple(d + "/" for d in CODE_FOLDERS)) and f.endswith(endings)]

    def includes(self, path):
        for number, line in enumerate(self.text(path).splitlines(), 1):
            match = INCLUDE.match(line)
            if match:
                yield number, match.group(1), match.group(2)


def longest_prefix(path, table):
    found = [folder for folder in table if path.startswith(folder)]
    return max(found, key=len) if found else None


def file_lists(repo):
    """Every source file is named in the nearest CMakeLists.txt above it: no globs, nothing forgotten."""
    lists = {f for f in repo.files if f.endswith("CMakeLists.txt")}
    for path in sorted(lists):
        for number, line in enumerate(repo.text(path).splitlines(), 1):
            if re.search(r"file\s*\(\s*GLOB", line):
                yield path, number, "file lists are written out, not globbed"
    words = {path: set(re.findall(r"[\w./+-]+", repo.text(path))) for path in lists}
    for source in repo.sources(".cpp"):
        names = []
        folder = PurePosixPath(source).parent
        listed = False
        while True:
            candidate = str(folder / "CMakeLists.txt")
            if candidate in lists:
                name = str(PurePosixPath(source).relative_to(folder))
                names.append(candidate)
                # A name may be built by a macro: sinter_test(foo) stands for foo.cpp.
                listed = listed or name in words[candidate] or name[:-4] in words[candidate]
            if str(folder) == ".":
                break
            folder = folder.parent
        if not listed:
            yield source, 1, "is named in no CMakeLists.txt above it (" + ", ".join(names) + ")"


def include_arrows(repo):
    """tests, bench -> frontend -> runtime -> compiler, and the finer arrows of ARROWS."""
    roots = tuple(f + "/" for f in CODE_FOLDERS) + ("sinter/",)
    for path in repo.sources(*SOURCE_ENDINGS):
        folder = longest_prefix(path, ARROWS)
        for number, quote, target in repo.includes(path):
            if target.endswith(".lifted.h"):
                continue  # Generated by sinter lift, in the build folder.
            if target.startswith("."):
                yield path, number, f'"{target}": includes are relative to the repository root'
            elif target.startswith(roots):
                if not target.startswith(ARROWS[folder]):
                    yield path, number, f"files in {folder} may not include {target}"
            elif quote == '"' and longest_prefix(target, THIRD_PARTY) is None:
                yield path, number, f'"{target}": includes are relative to the repository root'


def third_party(repo):
    """Each library is included only where the house says so, and never in a public header."""
    for path in repo.sources(*SOURCE_ENDINGS):
        public = "/include/sinter/" in path
        for number, _, target in repo.includes(path):
            if target.endswith(".lifted.h"):
                continue
            library = longest_prefix(target, THIRD_PARTY)
            if library is not None:
                if public:
                    yield path, number, f"public headers use the standard library only, not <{target}>"
                elif not path.startswith(THIRD_PARTY[library]):
                    yield path, number, f"<{target}> may be included only in " + ", ".join(THIRD_PARTY[library])
            elif public and not target.startswith("sinter/") and "." in target and target not in C_STANDARD:
                yield path, number, f"public headers use the standard library only, not <{target}>"
            elif not target.startswith(tuple(f + "/" for f in CODE_FOLDERS) + ("sinter/",)) and not SYSTEM.match(target):
                yield path, number, f"<{target}> is a library that .ci/house_rules.py does not know"


def header_guards(repo):
    for path in repo.sources(".h"):
        if not re.search(r"^#pragma once$", repo.text(path), re.MULTILINE):
            yield path, 1, "headers start with #pragma once"


def sizes(repo):
    """Files stay readable in one sitting."""
    for path in repo.files:
        if path.endswith(TEXT_ENDINGS) or path == "dev":
            lines = repo.text(path).count("\n")
            if lines > MAX_LINES:
                yield path, 1, f"has {lines} lines; at most {MAX_LINES}: split it by what its parts are for"


def readmes(repo):
    """Every folder says what it is for. Headers, fixtures and the parts of tests/unit have a parent that does."""
    folders = set()
    for path in repo.files:
        parent = PurePosixPath(path).parent
        while str(parent) != ".":
            folders.add(str(parent))
            parent = parent.parent
    for folder in sorted(folders):
        exempt = ("/include" in folder or folder.endswith(("/fixtures", "/programs")) or folder.startswith("tests/unit/"))
        if not exempt and f"{folder}/README.md" not in repo.files:
            yield folder, 0, "has no README.md"


def layout(repo):
    """No tabs or trailing blanks in what people read (clang-format takes care of C++)."""
    for path in repo.files:
        if path.endswith((".py", ".md", ".sinter", "CMakeLists.txt", ".cmake")) or path == "dev":
            for number, line in enumerate(repo.text(path).splitlines(), 1):
                if line.rstrip() != line:
                    yield path, number, "ends in blanks"
                if "\t" in line and path.endswith((".sinter", ".py")):
                    yield path, number, "holds a tab"


def temporary_files(repo):
    """Tests run at the same time: each has files in a folder of its own."""
    for path in repo.sources(".cpp", ".h"):
        if path.startswith("tests/") and path != "tests/common/temporary.h":
            for number, line in enumerate(repo.text(path).splitlines(), 1):
                if re.search(r"\bTempDir\(|\btemp_directory_path\(|\bmkdtemp\(|\bmkstemps?\(", line):
                    yield path, number, "files of tests are in a test::TemporaryFolder (tests/common/temporary.h)"


def top_level(repo):
    """Nothing lies about: what stands at the top is fixed."""
    for name in sorted({path.split("/")[0] for path in repo.files} - set(TOP_LEVEL)):
        yield name, 0, "does not belong at the top of the repository"


RULES = (top_level, file_lists, include_arrows, third_party, header_guards, sizes, readmes, layout, temporary_files)


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    repo = Repository()
    broken = 0
    for rule in RULES:
        for path, line, message in rule(repo):
            broken += 1
            print(f"{path}:{line}: {message} [{rule.__name__}]" if line else f"{path}: {message} [{rule.__name__}]")
    if broken:
        print(f"{broken} broken house rules", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
