#!/usr/bin/env python3
"""Functions that call themselves, in both backends, beside the same functions in Python.

Usage: recursion_test.py SINTER
"""
import os
import subprocess
import sys
import tempfile

PROGRAM = """
fn fib(n: i64) -> i64 {
    return if n < 2 { n } else { fib(n - 1) + fib(n - 2) }
}

fn ackermann(m: i64, n: i64) -> i64 {
    if m == 0 { return n + 1 }
    if n == 0 { return ackermann(m - 1, 1) }
    return ackermann(m - 1, ackermann(m, n - 1))
}

fn gcd_of(a: i64, b: i64) -> i64 {
    if b == 0 { return a }
    return gcd_of(b, a % b)
}

fn power_of(x: f64, n: i64) -> f64 {
    if n == 0 { return 1 }
    half = power_of(x, n // 2)
    square = half * half
    return if n % 2 == 0 { square } else { x * square }
}

fn collatz(n: i64) -> i64 {
    if n == 1 { return 0 }
    if n % 2 == 0 { return 1 + collatz(n // 2) }
    return 1 + collatz(3 * n + 1)
}

fn hanoi(n: i64, from_peg: i64, to_peg: i64) -> (i64, i64) {
    if n == 0 { return 0, 0 }
    other = 6 - from_peg - to_peg
    a, s = hanoi(n - 1, from_peg, other)
    b, t = hanoi(n - 1, other, to_peg)
    return a + b + 1, s + t + from_peg * to_peg
}

fn total(x: f64[N], low: i64, high: i64) -> f64 {
    if high - low == 1 { return x[low] }
    middle = (low + high) // 2
    return total(x, low, middle) + total(x, middle, high)
}

fn find(x: f64[N], v: f64, low: i64, high: i64) -> i64 {
    if low >= high { return -1 }
    middle = (low + high) // 2
    if x[middle] == v { return middle }
    if x[middle] < v { return find(x, v, middle + 1, high) }
    return find(x, v, low, middle)
}

fn divisors(n: i64, d: i64) -> i64 {
    while d * d <= n and n % d != 0 { d += 1 }
    if d * d > n { return 1 }
    return 1 + divisors(n // d, d)
}

fn first_over(n: i64, limit: i64) -> i64 {
    for i in 0..10 {
        if n + i > limit { return n + i }
    }
    return first_over(n * 2, limit)
}

fn count(n: i64) -> i64 {
    if n == 0 { return 0 }
    return 1 + count(n - 1)
}

fn many(n: i64[N]) -> i64 {
    s = 0
    for k in 0..N { s += fib(n[k]) }
    return s
}
"""


def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
def ackermann(m, n): return n + 1 if m == 0 else ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))
def collatz(n): return 0 if n == 1 else 1 + collatz(n // 2 if n % 2 == 0 else 3 * n + 1)
def hanoi(n, a, b):
    if n == 0:
        return 0, 0
    x, s = hanoi(n - 1, a, 6 - a - b)
    y, t = hanoi(n - 1, 6 - a - b, b)
    return x + y + 1, s + t + a * b


CALLS = [
    ("fib n=0", "0  i64"), ("fib n=1", "1  i64"), ("fib n=16", f"{fib(16)}  i64"),
    ("ackermann m=2 n=3", f"{ackermann(2, 3)}  i64"), ("gcd_of a=1071 b=462", "21  i64"),
    ("power_of x=1.5 n=13", f"{1.5 ** 13}  f64"), ("power_of x=2 n=0", "1.0  f64"), ("collatz n=27", f"{collatz(27)}  i64"),
    ("hanoi n=6 from_peg=1 to_peg=3", "\n".join(f"{v}  i64" for v in hanoi(6, 1, 3))),
    ("total x=[1,2,3,4,5] low=0 high=5", "15.0  f64"), ("find x=[1,3,5,7] v=5 low=0 high=4", "2  i64"),
    ("find x=[1,3,5,7] v=6 low=0 high=4", "-1  i64"), ("divisors n=360 d=2", "6  i64"), ("first_over n=3 limit=1000", "1536  i64"),
    ("count n=4000", "4000  i64"), ("many n=[5,10,3]", f"{fib(5) + fib(10) + fib(3)}  i64"),
]


def main():
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "recursion.sinter")
        with open(program, "w") as file:
            file.write(PROGRAM)
        for backend in ("llvm", "interp"):
            def run(call):
                return subprocess.run([sys.argv[1], "run", program, "--backend", backend] + call.split(),
                                      capture_output=True, text=True)
            for call, wanted in CALLS:
                found = run(call)
                if found.stdout.strip() != wanted:
                    failures.append(f"{backend} {call}: found {found.stdout}{found.stderr}, expected {wanted}")
            deep = run("count n=5000")
            if deep.returncode != 1 or "E0314" not in deep.stderr:
                failures.append(f"{backend}: no error for a call that is too deep: {deep.stdout}{deep.stderr}")
    print(f"{len(CALLS)} calls in two backends, {len(failures)} differ")
    print("\n".join(failures[:20]))
    sys.exit(1 if failures else 0)


main()
