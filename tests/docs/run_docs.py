#!/usr/bin/env python3
"""Runs the code blocks of README.md and docs/*.md. See tests/docs/README.md.

Usage: run_docs.py REPOSITORY SINTER PAGE      PAGE is relative to the repository
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "repl"))
from terminal import Terminal  # noqa: E402

SHOWN_ONLY = {"", "sh", "text", "cmake", "json"}
FENCE = re.compile(r"^```(\S*)\s*$")
MAX_FIRST_PROGRAM = 15


class Failure(Exception):
    pass


def blocks(text):
    """(line number, word, lines) of each fenced block."""
    word, start, lines = None, 0, []
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if word is None and match:
            word, start, lines = match.group(1), number, []
        elif word is not None and line.rstrip() == "```":
            yield start, word, lines
            word = None
        elif word is not None:
            lines.append(line)
    if word is not None:
        raise Failure(f"{start}: a code block is not closed")


def directive(lines, prefix):
    """The rest of a first line such as "# file: a.sinter", and the lines behind it."""
    if lines and lines[0].startswith(prefix):
        return lines[0][len(prefix):].strip(), lines[1:]
    return None, lines


def matches(expected, found):
    """Compares lines; "..." stands for any lines, "<...>" for any text in a line."""
    if not expected:
        return not found
    if expected[0] == "...":
        return any(matches(expected[1:], found[i:]) for i in range(len(found) + 1))
    if not found:
        return False
    pattern = ".*".join(re.escape(part) for part in expected[0].rstrip().split("<...>"))
    return re.fullmatch(pattern, found[0].rstrip()) is not None and matches(expected[1:], found[1:])


class Session:
    """A session of the page, at a pseudo-terminal: `sinter> ` and `   ...> ` begin inputs, what follows is the output."""

    def __init__(self, folder, environment):
        self.terminal = Terminal(shutil.which("sinter", path=environment["PATH"]), folder, columns=200, folder=folder,
                                 environment=environment)

    def say(self, lines):
        try:
            return self.terminal.enter("\x1b[200~" + "\n".join(lines) + "\x1b[201~").splitlines()
        except AssertionError as error:
            raise Failure("\n".join(lines) + f"\n{error}") from error

    def close(self):
        self.terminal.close()


class Page:
    def __init__(self, repository, sinter, folder):
        self.repository, self.folder = repository, folder
        self.environment = dict(os.environ, NO_COLOR="1", SINTER_REPOSITORY=repository)
        self.environment["PATH"] = os.path.dirname(sinter) + os.pathsep + os.environ["PATH"]
        # For C++ that pages write and `sinter lift` reads.
        includes = [os.path.join(repository, path, "include") for path in ("frontend/api", "runtime", "compiler")]
        self.environment["CPATH"] = os.pathsep.join(includes)
        self.programs = 0
        self.open_session = None
        os.symlink(os.path.join(repository, "examples", "data"), os.path.join(folder, "data"))  # as the pages name them
        os.symlink(os.path.join(repository, "examples"), os.path.join(folder, "examples"))

    def shell(self, command):
        return subprocess.run(command, shell=True, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)

    def sinter(self, lines, is_first):
        name, body = directive(lines, "# file:")
        self.programs += 1
        name = name or f"block_{self.programs}.sinter"
        if is_first and len(body) > MAX_FIRST_PROGRAM:
            raise Failure(f"the first program has {len(body)} lines; at most {MAX_FIRST_PROGRAM}")
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write("\n".join(body) + "\n")
        result = self.shell(f"sinter check {name}")
        if result.returncode != 0:
            raise Failure(f"sinter check refuses the program:\n{result.stdout}")

    def sinter_error(self, lines):
        words, body = directive(lines, "# error:")
        if words is None:
            raise Failure("a sinter-error block starts with '# error: WORDS'")
        with open(os.path.join(self.folder, "refused.sinter"), "w", encoding="utf-8") as file:
            file.write("\n".join(body) + "\n")
        result = self.shell("sinter check refused.sinter")
        if result.returncode == 0:
            raise Failure("the program is accepted, but should be refused")
        if words not in result.stdout:
            raise Failure(f"the program is refused without the words '{words}':\n{result.stdout}")

    def console(self, lines):
        command, expected = None, []
        for line in lines + ["$ "]:
            if not line.startswith("$ "):
                expected.append(line)
                continue
            if command is not None:
                found = self.shell(command).stdout.rstrip("\n").splitlines()
                if not matches(expected, found):
                    raise Failure(f"$ {command}\nprints\n" + "\n".join(found) + "\ninstead of\n" + "\n".join(expected))
            command, expected = line[2:], []

    def session(self, lines):
        if self.open_session is None:
            self.open_session = Session(self.folder, self.environment)
        inputs = []
        for line in lines:
            if line.startswith("sinter> "):
                inputs.append(([line[8:]], []))
            elif line.rstrip() == "   ...>" or line.startswith("   ...> "):
                inputs[-1][0].append(line[8:])
            else:
                inputs[-1][1].append(line)
        for text, expected in inputs:
            found = self.open_session.say(text)
            if not matches(expected, found):
                raise Failure("\n".join(text) + "\nprints\n" + "\n".join(found) + "\ninstead of\n" + "\n".join(expected))

    def close(self):
        if self.open_session is not None:
            self.open_session.close()

    def cpp(self, lines):
        name, body = directive(lines, "// write:")
        if name is not None:
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write("\n".join(body) + "\n")
            return
        path, body = directive(lines, "// file:")
        if path is None:
            raise Failure("a cpp block starts with '// file: PATH' or '// write: NAME'")
        with open(os.path.join(self.repository, path), encoding="utf-8") as file:
            text = file.read().splitlines()
        while text and text[0].startswith("//"):
            text = text[1:]
        if text != body:
            raise Failure(f"the block differs from {path}, which the tests run")

    def python(self, lines):
        name, body = directive(lines, "# write:")
        if name is None:
            raise Failure("a python block starts with '# write: NAME'")
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write("\n".join(body) + "\n")

    def run(self, word, lines, is_first):
        if word == "sinter":
            self.sinter(lines, is_first)
        elif word == "sinter-error":
            self.sinter_error(lines)
        elif word == "console":
            self.console(lines)
        elif word == "session":
            self.session(lines)
        elif word in ("cpp", "c"):
            self.cpp(lines)
        elif word == "python":
            self.python(lines)
        elif word not in SHOWN_ONLY:
            raise Failure(f"'{word}' is no kind of block that the tests know")


def main():
    repository, sinter, page = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3]
    with open(os.path.join(repository, page), encoding="utf-8") as file:
        text = file.read()
    failures, ran, first = 0, 0, page == "README.md"
    with tempfile.TemporaryDirectory() as folder:
        state = Page(repository, sinter, folder)
        for line, word, lines in blocks(text):
            try:
                state.run(word, lines, first and word == "sinter")
                first = first and word != "sinter"
                ran += word not in SHOWN_ONLY
            except Failure as failure:
                failures += 1
                print(f"{page}:{line}: {failure}", file=sys.stderr)
        state.close()
    if ran == 0:
        sys.exit(f"{page}: no block was run")
    print(f"{page}: {ran} blocks run, {failures} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
