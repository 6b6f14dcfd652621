#!/usr/bin/env python3
"""The session at a pseudo-terminal. Usage: terminal_test.py SINTER [NAME...]"""

import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from terminal import PROMPT, Terminal  # noqa: E402

ENDLESS = "fn endless(n) { while n > 0 { n = n + 2 - n % 2 }; return n }"


def check(condition, terminal):
    if not condition:
        raise AssertionError(f"the screen shows\n{terminal.last()}")


def expect(found, expected):
    if found != expected:
        raise AssertionError(f"found\n{found}\ninstead of\n{expected}")


def values_and_functions(start):
    t = start()
    expect(t.enter("1 + 2"), "3  i64")
    expect(t.enter("x = arange(3.0)"), "")
    expect(t.enter("x * 2"), "f64[3]\n[0. 2. 4.]")
    # Enter goes on while a brace is open, and indents.
    expect(t.enter("fn f(a) {\nreturn a + 1\n}"), "f(a)")
    check("   ...>     return a + 1\n   ...> }\n" in t.text(), t)
    expect(t.enter("f(x)"), "f64[3]\n[1. 2. 3.]")
    error = t.enter("f(y)")
    check("unknown name `y`" in error and "1 | f(y)\n  |   ^" in error, t)
    expect(t.enter("_"), "f64[3]\n[1. 2. 3.]")
    expect(t.leave(), 0)


def editing(start):
    t = start()
    expect(t.enter("10\x7f1"), "11  i64")  # backspace
    expect(t.enter("2 + 3\x01(\x05) * 2"), "10  i64")  # Ctrl-A, Ctrl-E
    expect(t.enter("7 * 8\x1b[D\x1b[3~6"), "42  i64")  # left, delete
    expect(t.enter("1 + nonsense\x17 2"), "3  i64")  # Ctrl-W
    expect(t.enter("junk\x15 5"), "5  i64")  # Ctrl-U
    expect(t.enter("\"é\x7f\x15 6"), "6  i64")
    expect(t.enter("junk\x1f\x1f\x1f\x1f8"), "8  i64")  # undo
    t.wait_prompt()
    t.type("sum([1,\x1b\r 2])\r")  # Alt-Enter
    t.wait(lambda: "3  i64" in t.text())
    t.wait_prompt()
    t.type("1 + \x0c2\r")  # Ctrl-L clears the screen and keeps the input
    t.wait(lambda: t.text().startswith("sinter> 1 + 2\n3  i64"))
    expect(t.leave(), 0)


def completion(start):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("table_one.npy", "table_two.npy", "unique.sinter"):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write("fn g(x) { return x + 40 }\n")
        t = start(folder=folder)
        expect(t.enter("my_long_name = 5"), "")
        expect(t.enter("my_l\t + 1"), "6  i64")
        expect(t.enter("logsum\t([0.0])"), "0.0  f64")
        t.wait_prompt()
        t.type("soft\t")
        t.wait(lambda: "softmax   softplus  softsign" in t.text())
        t.wait(lambda: t.text().endswith("sinter> soft"))
        t.type("\x15load(\"ta\t")
        t.wait(lambda: t.text().endswith("load(\"table_"))
        t.type("\x15")
        t.wait_prompt()
        expect(t.enter(":loa\t uni\t"), "g(x)")
        expect(t.enter("g(2)"), "42  i64")
        check("threads" in t.enter(":help th\t"), t)
        expect(t.leave(), 0)


def history(start):
    state = tempfile.mkdtemp()
    t = start(state=state)
    t.enter("first = 41")
    t.enter("fn two(x) {\nreturn 2 * x\n}")
    t.enter("second = 1\\\x7f")
    expect(t.leave(), 0)
    with open(os.path.join(state, "sinter", "history"), encoding="utf-8") as file:
        expect(file.read(), "first = 41\nfn two(x) {\\n    return 2 * x\\n}\nsecond = 1\n")
    t = start(state=state)
    t.wait_prompt()
    t.type("\x1b[A\x1b[A")  # the function, all its lines
    t.wait(lambda: t.text().endswith("sinter> fn two(x) {\n   ...>     return 2 * x\n   ...> }"))
    t.type("\r")
    t.wait_prompt()
    expect(t.enter("fir\x1b[A + 1"), "")  # only inputs that begin so
    expect(t.enter("first"), "42  i64")
    t.wait_prompt()
    t.type("\x12econ")
    t.wait(lambda: "search `econ`: second = 1" in t.text())
    t.type("\r")
    t.wait_prompt()
    expect(t.enter("second + two(1)"), "3  i64")
    t.wait_prompt()
    t.type("kept\x12zzz")
    t.wait(lambda: "no more search `zzz`: kept" in t.text())
    t.type("\x07")  # Ctrl-G
    t.wait(lambda: t.text().endswith("sinter> kept"))
    t.type("\x15")
    expect(t.leave(), 0)


def interrupts(start):
    t = start()
    t.wait_prompt()
    t.type("half a li\x03")
    t.wait(lambda: "half a li\n" in t.text() and t.at_prompt())
    t.enter("x = 5")
    t.enter(ENDLESS)
    times = []
    for _ in range(3):
        t.wait_prompt()
        t.type("endless(1)\r")
        t.wait(lambda: t.screen.column == 0)
        time.sleep(0.4)  # it compiles and runs
        before = t.text().count("interrupted")
        t.type("\x03")
        times.append(t.wait(lambda: t.text().count("interrupted") > before and t.at_prompt()))
    # What the session does itself ends as soon, whatever is left of it.
    for command in ("a = rand(400000000)", "plot(randn(20000000))", ":time endless(1)"):
        t.wait_prompt()
        t.type(command + "\r")
        t.wait(lambda: t.screen.column == 0)
        time.sleep(0.4)
        before = t.text().count("interrupted")
        t.type("\x03")
        times.append(t.wait(lambda: t.text().count("interrupted") > before and t.at_prompt()))
    if sorted(times)[len(times) // 2] > 0.1:  # other tests may be running, but not all the time
        raise AssertionError(f"Ctrl-C took {times} s")
    expect(t.enter("x"), "5  i64")
    expect(t.leave(), 0)


def processor_seconds(process):
    """That a process and its children have used."""
    ticks, processes = 0, [process]
    while processes:
        number = processes.pop()
        try:
            with open(f"/proc/{number}/stat", encoding="utf-8") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            with open(f"/proc/{number}/task/{number}/children", encoding="utf-8") as file:
                processes += map(int, file.read().split())
        except FileNotFoundError:
            continue
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def interrupted_compile(start):
    """Thousands of different terms: a compile that takes seconds, whatever the machine."""
    t = start(environment={"SINTER_CACHE": "off"})
    t.enter("x = arange(1000.0)")
    terms = "\n".join(f"    y = sin(y * {i}.5) + cos(x / {i + 1}.25) * exp(-y) + tanh(x - {i})" for i in range(300))
    t.wait_prompt()
    t.type(f"\x1b[200~fn slow(x) {{\n    y = x\n{terms}\n    return y\n}}\x1b[201~\r")
    t.wait(lambda: "slow(x)\n" in t.text() and t.at_prompt())
    t.type("slow(x)\r")
    t.wait(lambda: t.screen.column == 0)
    time.sleep(0.3)
    t.type("\x03")
    took = t.wait(lambda: "interrupted" in t.text() and t.at_prompt())
    check("goes on in the background" not in t.text(), t)
    if took > 0.5:  # the promise is 0.1; other tests may be running
        raise AssertionError(f"Ctrl-C took {took:.2f} s")
    # Nothing works on: neither the process that compiled nor a thread of the session.
    used = [processor_seconds(t.process.pid)]
    time.sleep(0.5)
    used.append(processor_seconds(t.process.pid))
    if used[1] - used[0] > 0.1:
        raise AssertionError(f"{used[1] - used[0]:.2f} s of processor time after Ctrl-C")
    expect(t.enter("1 + 1"), "2  i64")  # while it does
    expect(t.leave(), 0)


def pastes(start):
    lines = ["fn long(x) {", "    y = x"] + [f"    y = y + {i}  # line {i}" for i in range(200)] + ["    return y", "}"]
    program = "\n".join(lines)
    t = start()
    t.wait_prompt()
    t.type("\x1b[200~" + program.replace("\n", "\r") + "\r\x1b[201~")
    t.wait(lambda: t.text().endswith("   ...> }"))
    t.type("\r")
    t.wait(lambda: "   ...> }\nlong(x)\n" in t.text() and t.at_prompt())
    check("   ...>     y = y + 0  # line 0\n   ...>     y = y + 1  # line 1\n" in t.text(), t)
    expect(t.enter("long(1)"), str(1 + sum(range(200))) + "  i64")
    # Statements and functions in one paste; values come in their order.
    t.wait_prompt()
    t.type("\x1b[200~a = 2\na * 3\nfn g(x) { return x * a }\ng(5)\x1b[201~\r")
    t.wait(lambda: "6  i64\ng(x)\n10  i64\n" in t.text() and t.at_prompt())
    expect(t.leave(), 0)
    # A terminal that does not tell what is pasted.
    t = start()
    t.wait_prompt()
    t.type("\n".join(line.strip() for line in lines) + "\n")
    t.wait(lambda: "long(x)\n" in t.text() and t.at_prompt())
    expect(t.enter("long(1)"), str(1 + sum(range(200))) + "  i64")
    expect(t.leave(), 0)


def narrow(start):
    t = start(columns=20, rows=6)
    t.wait_prompt()
    t.type("1 + 2 + 3 + 4 + 5 + 6")
    t.wait(lambda: t.text().endswith("sinter> 1 + 2 + 3 +\n 4 + 5 + 6") or t.text().endswith("+ 6"))
    check("sinter> 1 + 2 + 3 +" in t.text(), t)
    t.type("\x01\x0b42\r")  # to its beginning, cut all
    t.wait(lambda: "sinter> 42\n42  i64" in t.text())
    check("1 + 2" not in t.text(), t)  # nothing is left of it
    out = t.enter("arange(20)")
    check(all(len(line) < 20 for line in out.splitlines()), t)
    t.enter("plot(arange(50))")
    check(all(len(line) <= 20 for line in t.text().splitlines()), t)
    expect(t.leave(), 0)


def lists_and_help_fit(start):
    """No line is longer than the terminal, whatever its width; wide ones use their room."""
    rows = {}
    for columns in (40, 60, 80, 200):
        t = start(columns=columns)
        t.wait_prompt()
        greeting = t.text().splitlines()[:-1]
        check(" ".join(line.strip() for line in greeting).endswith("can be typed, Ctrl-D leaves."), t)
        t.enter("fn weighted_mean(values: f64[N], weights: f64[N], floor: f64 = 0) -> f64 { return sum(values) }")
        t.enter("measured_temperatures = linspace(0, 100, 1000) * 1.23456")
        t.enter("grid = zeros((20, 30, 4))")
        for command in (":list", ":help", ":help cache", ":list grid", ":doc", ":doc softmax", ":doc load", ":doc for"):
            out = t.enter(command)
            rows[columns, command] = out.splitlines()
            for line in out.splitlines():
                if len(line) >= columns:
                    raise AssertionError(f"{command} at {columns} columns: {line!r}")
        check("measured_temperatures: f64[1000]" in t.text(), t)
        # Words stay whole.
        check("how long it takes" in t.text() or columns == 40, t)
        check(":cache [stats|list|verify|prune|clear]" in t.text(), t)
        expect(t.leave(), 0)
    for command in (":list", ":help"):
        lengths = [len(rows[columns, command]) for columns in (40, 60, 80, 200)]
        if sorted(lengths, reverse=True) != lengths or lengths[0] == lengths[-1]:
            raise AssertionError(f"{command} has {lengths} rows at 40, 60, 80 and 200 columns")
    widest = max(map(len, rows[200, ":list"]))
    if widest < 100:
        raise AssertionError(f":list uses {widest} of 200 columns")


def resized(start):
    t = start(columns=80)
    t.wait_prompt()
    t.resize(30, 10)
    t.screen.columns = 30
    time.sleep(0.2)
    expect(t.enter("1 + 1"), "2  i64")
    expect(t.leave(), 0)


def dumb(start):
    t = start(term="dumb")
    t.wait_prompt()
    t.type("1 + 2\n")
    t.wait(lambda: t.text().endswith("3  i64\nsinter>"))
    t.type("fn f(x) {\n")
    t.wait(lambda: t.text().endswith("   ...>"))
    t.type("return x }\n")
    t.wait_prompt()
    t.type("f(\x03")
    t.wait(lambda: "^C\n" in t.text() and t.at_prompt())
    t.type(ENDLESS + "\nendless(1)\n")
    t.wait(lambda: "endless(1)" in t.text())
    time.sleep(0.4)
    t.type("\x03")
    t.wait(lambda: "interrupted" in t.text() and t.at_prompt())
    t.type("fn g(x) { return x * 2 }\n:debug g(4)\n")
    t.wait(lambda: t.text().endswith("(sinter)"))
    t.type("next\n")
    t.wait(lambda: "8  i64\n" in t.text() and t.at_prompt())
    t.type("g(21)\n")  # the terminal still reads lines
    t.wait(lambda: "42  i64\n" in t.text() and t.at_prompt())
    if "\x1b" in t.raw:
        raise AssertionError("a dumb terminal was sent escape sequences")
    expect(t.leave(), 0)


def results_to_a_file(start):
    """What is typed at a terminal is asked for there; the file gets nothing but results."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        t = start(output=file)
        t.wait_prompt()
        check("Ctrl-D leaves." in t.text(), t)
        t.type("1 + 2\n")
        t.wait(lambda: t.text().count(PROMPT.rstrip()) == 2)
        expect(t.leave(), 0)
        file.seek(0)
        expect(file.read(), "3  i64\n")


def colors(start):
    t = start()
    t.enter("fn f(x) { return \"a\" }\x15sum([1.5])")
    if "\x1b[0;34msum" not in t.raw or "\x1b[0;36m1.5" not in t.raw:
        raise AssertionError("no colours: " + repr(t.raw[-400:]))
    expect(t.leave(), 0)
    t = start(environment={"NO_COLOR": "1"})
    t.enter("sum([1.5])")
    if "\x1b[0;34m" in t.raw or "\x1b[36m" in t.raw:
        raise AssertionError("colours, in spite of NO_COLOR")
    expect(t.leave(), 0)


def debugger(start):
    t = start()
    t.enter("fn f(x) {\ny = x * 2\nreturn y + 1\n}")
    t.wait_prompt()
    t.type(":debug f(4)\r")
    t.wait(lambda: t.text().endswith("(sinter)"))
    t.type("next\nprint y\n")
    t.wait(lambda: "y = i64 8\n(sinter)" in t.text())
    t.type("continue\n")
    t.wait(lambda: t.text().endswith("9  i64\nsinter>"))
    t.type(":debug f(5)\rnext\rprint y\rcontinue\r")  # before the debugger asks
    t.wait(lambda: "y = i64 10\n" in t.text() and t.text().endswith("11  i64\nsinter>"))
    t.type(":debug f(4)\r")
    t.wait(lambda: t.text().endswith("(sinter)"))
    t.type("\x03")
    t.wait(lambda: "interrupted" in t.text() and t.at_prompt())
    expect(t.enter("1"), "1  i64")
    expect(t.leave(), 0)


def leaving(start):
    for words in (":quit\r", "exit\r", "quit\r"):
        t = start()
        t.wait_prompt()
        t.type(words)
        expect(t.process.wait(timeout=20), 0)
    t = start()
    t.wait_prompt()
    t.type("12\x01\x04\r")  # Ctrl-D deletes where there is something
    t.wait(lambda: "2  i64" in t.text())
    t.wait_prompt()
    row = t.screen.row
    os.kill(t.process.pid, 2)  # SIGINT is Ctrl-C
    t.wait(lambda: t.screen.row > row and t.at_prompt())
    expect(t.leave(), 0)


TESTS = (values_and_functions, editing, completion, history, interrupts, interrupted_compile, pastes, narrow,
         lists_and_help_fit, resized,
         dumb, results_to_a_file, colors, debugger, leaving)


def output_to_a_file(sinter):
    result = subprocess.run([sinter], input="x = 3\nx * 2\noops\n", capture_output=True, text=True, check=False)
    expect((result.returncode, result.stdout), (1, "6  i64\n"))
    if "unknown name `oops`" not in result.stderr or "\x1b" in result.stderr or PROMPT in result.stdout:
        raise AssertionError(result.stderr)


def main():
    sinter, wanted, failed = os.path.abspath(sys.argv[1]), sys.argv[2:], 0
    for test in TESTS:
        if wanted and test.__name__ not in wanted:
            continue
        opened = []

        def start(state=None, **options):
            opened.append(Terminal(sinter, state or tempfile.mkdtemp(), **options))
            return opened[-1]

        started = time.monotonic()
        try:
            test(start)
            print(f"{test.__name__}: {time.monotonic() - started:.1f} s", flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"{test.__name__} FAILED: {error}", flush=True)
        for terminal in opened:
            terminal.close()
    output_to_a_file(sinter)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
