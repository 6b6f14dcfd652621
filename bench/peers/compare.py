#!/usr/bin/env python3
"""Measures Sinter and its peers in one run, interleaved. See bench/peers/README.md.

Writes BUILD/peers.md and BUILD/peers.json, and prints the table.
"""

import argparse
import functools
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from workers import Worker, blas_name, duration, environment, processor_name, processors  # noqa: E402

from cases import CASES, GROUPS  # noqa: E402
from python_worker import version  # noqa: E402

EXAMPLES = os.path.join(HERE, "..", "..", "examples")
TOLERANCE = 2e-5  # most compute in f32, in different orders; relative to the largest value
PAUSE_S = 0.25    # longer than idle OpenMP (200 ms) and BLAS threads spin


PYTHON_PEERS = ("numba", "numexpr", "jax", "halide", "torch")
DEBIAN_PYTHON = "/usr/bin/python3"  # It may have what PyPI has with CUDA only.


@functools.cache
def python_with(name):
    """(A Python that has a package, its version); nothing where there is none."""
    if version(name):
        return sys.executable, version(name)
    found = subprocess.run([DEBIAN_PYTHON, "-c", f"import {name}; print({name}.__version__)"], capture_output=True, text=True, check=False)
    return (DEBIAN_PYTHON, found.stdout.strip() + " of Debian") if found.returncode == 0 else None


def peers(build):
    """Names of the peers that are here, NumPy first."""
    eigen = ["Eigen"] if os.path.exists(os.path.join(build, "bin", "eigen_worker")) else []
    return ["numpy", "numpy, kept memory"] + [name for name in PYTHON_PEERS if python_with(name)] + eigen


def start_workers(build, threads):
    python_worker = [sys.executable, os.path.join(HERE, "numpy_worker.py")]
    kept = environment(threads, MALLOC_MMAP_THRESHOLD_="4294967296", MALLOC_TRIM_THRESHOLD_="8589934592",
                       MALLOC_TOP_PAD_="268435456")
    own = environment(threads, NUMBA_NUM_THREADS=str(threads), NUMEXPR_NUM_THREADS=str(threads), NUMEXPR_MAX_THREADS=str(threads),
                      HL_NUM_THREADS=str(threads))
    found = [
        Worker("sinter", [os.path.join(build, "bin", "sinter_worker"), EXAMPLES, str(threads)],
               environment(threads), processors(threads)),
        Worker("numpy", python_worker, environment(threads), processors(threads)),
        Worker("numpy, kept memory", python_worker, kept, processors(threads)),
    ]
    for name in peers(build)[2:]:
        command = [os.path.join(build, "bin", "eigen_worker")] if name == "Eigen" else [
            python_with(name)[0], os.path.join(HERE, f"{name}_worker.py")]
        found.append(Worker(name, command, own, processors(threads)))
    return found


def make_arguments(case, size, folder):
    """Files of the arguments, the same in each run."""
    random = np.random.default_rng([7, size])
    paths = []
    for position, array in enumerate(case.make(size, random)):
        paths.append(os.path.join(folder, f"{position}.npy"))
        np.save(paths[-1], array)
    return paths


def error(results, reference):
    """The largest difference, relative to the largest value of its result."""
    worst = 0.0
    for found, wanted in zip(results, reference, strict=True):
        found, wanted = np.array(found), np.array(wanted)
        worst = max(worst, float(np.max(np.abs(found - wanted)) / np.max(np.abs(wanted))))
    return worst


def measure_case(workers, case, request, rounds, reference):
    """All workers by turns, and how far their results are from those in f64. A peer that is further from them than f32 has to be is wrong, and no peer."""
    times, compile_ms, errors = {}, {}, {}
    for _ in range(rounds):
        for worker in workers:
            time.sleep(PAUSE_S)
            answer = worker.ask(request)
            if not answer["us"]:
                continue
            errors[worker.name] = error(answer["results"], reference)
            if not errors[worker.name] < TOLERANCE:
                if worker.name in ("sinter", "numpy"):
                    sys.exit(f"compare.py: {case.title}: {worker.name} differs from the results in f64 by {errors[worker.name]:.1e}")
                continue
            for formulation, microseconds in answer["us"].items():
                times.setdefault(worker.name, {}).setdefault(formulation, []).append(microseconds)
            compile_ms.setdefault(worker.name, answer.get("compile_ms") or {})
    medians = {name: {f: statistics.median(t) for f, t in by_name.items()} for name, by_name in times.items()}
    best = {name: min(by_name, key=by_name.get) for name, by_name in medians.items()}
    # Sinter says one number, the peers one for each formulation.
    compiling = {name: found.get(best[name]) if isinstance(found, dict) else found for name, found in compile_ms.items()}
    return {
        "us": {name: medians[name][best[name]] for name in medians},
        "formulation": best,
        "all": {name: {f: {"median": medians[name][f], "min": min(t), "max": max(t)} for f, t in by_name.items()}
                for name, by_name in times.items()},
        "compile_ms": {name: ms for name, ms in compiling.items() if ms is not None},
        "errors": errors,
        "ratio": {name: medians[name][best[name]] / medians["sinter"]["sinter"] for name in medians},
    }


def cell(row, name):
    if name not in row["us"]:
        return f"wrong by {row['errors'][name]:.0e}" if name in row["errors"] else "–"
    compiling = row["compile_ms"].get(name)
    return f"{duration(row['us'][name])} ({row['ratio'][name]:.1f}×{'' if compiling is None else f', {compiling:.0f} ms'})"


def table(rows, names):
    """Peers by columns: the time, how many times Sinter's it is, and what compiling took where something was compiled."""
    lines = ["| program | size | threads | Sinter | " + " | ".join({"numpy": "NumPy"}.get(name, name) for name in names) +
             " | best peer | error: Sinter, best peer |",
             "|---|---|---|---|" + "---|" * len(names) + "---|---|"]
    for row in rows:
        others = {name: us for name, us in row["us"].items() if name in names}
        best = min(others, key=others.get)
        own = f"{duration(row['us']['sinter'])} ({row['compile_ms'].get('sinter', 0):.0f} ms)"
        lines.append(f"| {row['program']} | {row['size']} | {row['threads']} | {own} | " + " | ".join(cell(row, name) for name in names) +
                     f" | {best}, {row['formulation'][best]}: **{row['ratio'][best]:.2f}×** |"
                     f" {row['errors']['sinter']:.0e}, {row['errors'][best]:.0e} |")
    return "\n".join(lines)


def behind(rows, names):
    """Where a peer is more than 1.1 times as fast."""
    found = []
    for row in rows:
        faster = {name: ratio for name, ratio in row["ratio"].items() if name in names and ratio < 1 / 1.1}
        if faster:
            name = min(faster, key=faster.get)
            found.append(f"- {row['program']}, {row['size']}, {row['threads']} threads: {name} takes {faster[name]:.2f} of Sinter's time")
    if not found:
        return "In no row is a peer more than 1.1 times as fast.\n"
    return "Rows in which a peer is more than 1.1 times as fast:\n\n" + "\n".join(found) + "\n"


def report(head, rows, names):
    """A table for each group of programs."""
    parts = [head, behind(rows, names)]
    for group in GROUPS:
        own = [row for row in rows if row["group"] == group]
        if own:
            parts.append(f"## {group.capitalize()}\n\n{table(own, names)}\n")
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    parser.add_argument("--quick", action="store_true", help="smallest sizes, one round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--budget", type=float, default=0.1, help="seconds of calls per round and formulation")
    parser.add_argument("--threads", type=int, nargs="+", default=None, help="thread counts (default: 1 and 2)")
    parser.add_argument("--any-blas", action="store_true", help="compare even where NumPy has a slow BLAS")
    parser.add_argument("--only", default="", help="programs whose names begin with this")
    parser.add_argument("--group", choices=GROUPS, nargs="+", default=GROUPS, help="groups of programs (default: all)")
    options = parser.parse_args()
    blas = blas_name()
    if "openblas" not in blas and "mkl" not in blas and not options.any_blas:
        sys.exit(f"compare.py: NumPy uses {blas}, which is no fair opponent: install libopenblas0-pthread, or give --any-blas")
    available = len(os.sched_getaffinity(0))
    thread_counts = options.threads or [t for t in (1, 2) if t <= available]
    rounds = 1 if options.quick else options.rounds
    cases = [case for case in CASES if case.name.startswith(options.only) and case.group in options.group]
    if not cases:
        sys.exit(f"compare.py: no program begins with {options.only}; there are {', '.join(dict.fromkeys(case.name for case in CASES))}")
    rows, references = [], {}
    for threads in thread_counts:
        workers = start_workers(options.build, threads)
        for case in cases:
            for size in case.quick if options.quick else case.sizes:
                with tempfile.TemporaryDirectory() as folder:
                    request = {"file": case.file, "case": case.name, "budget_s": options.budget,
                               "arguments": make_arguments(case, size, folder)}
                    key = (case.title, size)
                    if key not in references:
                        references[key] = workers[1].ask({**request, "reference": True})["results"]
                    row = measure_case(workers, case, request, rounds, references[key])
                row.update(program=case.title, size=f"{case.letter}={size}", threads=threads, group=case.group)
                rows.append(row)
                ratios = ", ".join(f"{name} {ratio:.1f}x" for name, ratio in row["ratio"].items() if name != "sinter")
                print(f"{case.title} {row['size']}, {threads} threads: {ratios}", file=sys.stderr)
        for worker in workers:
            worker.close()
    versions = ", ".join([f"NumPy {np.__version__} with {blas}"] + [f"{name} {python_with(name)[1]}" for name in PYTHON_PEERS if python_with(name)])
    head = (f"{processor_name()}, {available} processors; {versions}, Python {platform.python_version()}; "
            f"f32 where nothing else is said, medians of {rounds} interleaved rounds, pinned. Behind each time: how many times Sinter's it is, and what compiling took. "
            "Errors are against the same in f64, relative to the largest value.")
    missing = [name for name in PYTHON_PEERS + ("Eigen",) if name not in peers(options.build)]
    if missing:
        head += f" Not here: {', '.join(missing)}."
    text = report(head, rows, peers(options.build))
    with open(os.path.join(options.build, "peers.md"), "w", encoding="utf-8") as out:
        out.write(text)
    with open(os.path.join(options.build, "peers.json"), "w", encoding="utf-8") as out:
        json.dump({"head": head, "rows": rows}, out, indent=1)
    print(text)


if __name__ == "__main__":
    main()
