#!/usr/bin/env python3
"""Measures NPBench's programs with Sinter, NumPy and Numba in one run, interleaved. See bench/npbench/README.md.

Writes BUILD/npbench.md and BUILD/npbench.json, and prints the table.
"""

import argparse
import importlib.util
import json
import math
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time

import numpy as np

from cases import BLAS, CASES, RANDOM, randomize, tolerance

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from workers import Worker, blas_name, duration, environment, processor_name, processors  # noqa: E402

PROGRAMS = os.path.join(HERE, "..", "..", "tests", "npbench")
PAUSE_S = 0.25      # longer than idle OpenMP (200 ms) and BLAS threads spin
PATIENCE_S = 90  # with compiling; a variant of Numba's with races may go round for ever
CONTENDER = 1.5     # a Numba variant that is slower than the best one by more than this is measured in one round
VARIANTS = ("n", "np", "npr")


class Benchmark:
    """One of NPBench's programs at one size, with its arguments as files."""

    def __init__(self, npbench, name, size, folder):
        with open(os.path.join(npbench, "bench_info", name + ".json"), encoding="utf-8") as file:
            info = json.load(file)["benchmark"]
        self.name = name
        self.size = size
        self.parameters = info["parameters"][size]
        self.function = info["func_name"]
        self.names = info["input_args"]
        self.module = os.path.join(npbench, "npbench", "benchmarks", *info["relative_path"].split("/"), info["module_name"])
        self.folder = folder
        self._make_arguments(info["init"])

    def _make_arguments(self, init):
        arguments = dict(self.parameters)
        spec = importlib.util.spec_from_file_location(self.name, self.module + ".py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        made = getattr(module, init["func_name"])(*(self.parameters[n] for n in init["input_args"]))
        made = made if isinstance(made, tuple) else (made,)
        arguments.update(zip(init["output_args"], made, strict=True))
        if self.name in RANDOM:
            randomize(self.name, arguments)
        for key, value in arguments.items():
            np.save(self.path("in_" + key), np.asarray(value))
        self._arguments = arguments

    def path(self, name):
        return os.path.join(self.folder, name + ".npy")

    def variants(self, asked):
        """Names of the Numba variants that there are, and their files."""
        found = {v: f"{self.module}_numba_{v}.py" for v in asked}
        return {v: file for v, file in found.items() if os.path.exists(file)}

    def request(self, file, worker, outputs, budget):
        return {"module": file, "function": self.function, "names": self.names, "budget_s": budget,
                "arguments": [self.path("in_" + n) for n in self.names],
                "save": {n: self.path(f"{worker}_{n}") for n in outputs}}

    def sinter_request(self, inputs, outputs, budget):
        paths = []
        for word in inputs:
            if word.startswith("zeros:"):
                np.save(self.path("zeros"), np.zeros(self._arguments[word.removeprefix("zeros:")]))
                paths.append(self.path("zeros"))
            else:
                paths.append(self.path("in_" + word))
        return {"file": self.name + ".sinter", "case": self.name, "arguments": paths, "budget_s": budget,
                "save": [self.path(f"sinter_{n}") for n in outputs]}

    def disagreement(self, worker, outputs):
        """The largest relative difference between a worker's results and NumPy's that is not allowed; 0: they agree."""
        worst = 0.0
        for n in outputs:
            wanted, found = np.load(self.path("numpy_" + n)), np.load(self.path(f"{worker}_{n}"))
            if wanted.shape != found.shape:
                return math.inf
            if wanted.dtype.kind in "iub":
                worst = max(worst, 0.0 if np.array_equal(wanted, found) else math.inf)
                continue
            difference = np.linalg.norm((found - wanted).ravel()) / (np.linalg.norm(wanted.ravel()) or 1.0)
            if not difference <= tolerance(wanted):
                worst = max(worst, difference if difference == difference else math.inf)
        return worst


class Comparison:
    def __init__(self, options):
        self._options = options
        threads = options.threads
        cache = os.path.abspath(os.path.join(options.build, "npbench-numba"))
        os.makedirs(cache, exist_ok=True)
        peer = [sys.executable, os.path.join(HERE, "peer_worker.py")]
        sinter = os.path.join(options.build, "bin", "sinter_worker")
        pinned = processors(threads)
        self._sinter = Worker("sinter", [sinter, PROGRAMS, str(threads)], environment(threads), pinned)
        self._numpy = Worker("numpy", peer, environment(threads), pinned)
        self._numba = Worker("numba", peer, environment(
            threads, NUMBA_NUM_THREADS=str(threads), NUMBA_CACHE_DIR=cache), pinned)

    def close(self):
        for worker in (self._sinter, self._numpy, self._numba):
            worker.close()

    def measure(self, benchmark, inputs, outputs):
        """Interleaved rounds. Wrong results and variants that do not run are no contestants, and are named."""
        budget = self._options.budget
        times, compile_ms, refused = {}, {}, {}
        variants = benchmark.variants(self._options.variants)
        for round_number in range(self._options.rounds):
            contestants = [("sinter", self._sinter, benchmark.sinter_request(inputs, outputs, budget)),
                           ("numpy", self._numpy, benchmark.request(benchmark.module + "_numpy.py", "numpy", outputs, budget))]
            best = min((statistics.median(times[v]) for v in variants if v in times), default=0)
            for v, file in variants.items():
                if v not in refused and (round_number == 0 or statistics.median(times[v]) <= CONTENDER * best):
                    contestants.append((v, self._numba, benchmark.request(file, v, outputs, budget)))
            for name, worker, request in contestants:
                time.sleep(PAUSE_S)
                answer = worker.ask(request, PATIENCE_S)
                if "error" in answer:
                    refused[name] = answer["error"]
                    times.pop(name, None)
                    continue
                times.setdefault(name, []).append(answer["us"])
                compile_ms.setdefault(name, answer.get("compile_ms"))
            for name in [n for n in times if n != "numpy"] if round_number == 0 else []:
                difference = benchmark.disagreement(name, outputs)
                if difference:
                    refused[name] = f"differs from NumPy by {difference:.1e}"
                    del times[name]
        return times, compile_ms, refused


def row_of(benchmark, times, compile_ms, refused):
    us = {name: statistics.median(t) for name, t in times.items()}
    numba = {v: us[v] for v in VARIANTS if v in us}
    best = min(numba, key=numba.get) if numba else None
    row = {"program": benchmark.name, "size": benchmark.size, "parameters": benchmark.parameters, "us": us,
           "times": times, "numba": best, "refused": refused,
           "compile_ms": {"sinter": compile_ms.get("sinter"), "numba": compile_ms.get(best)}}
    peers = {"numpy": us.get("numpy"), "numba": us.get(best)}
    peers = {name: value for name, value in peers.items() if value}
    if "sinter" in us:
        row["ratio"] = {name: value / us["sinter"] for name, value in peers.items()}
        row["best"] = min(row["ratio"].values())
    return row


def cell(row, name):
    return duration(row["us"][name]) if name in row["us"] else "–"


def ratio(row, name):
    return f"{row['ratio'][name]:.2f}×" if name in row.get("ratio", {}) else "–"


def milliseconds(value):
    return f"{value:.0f} ms" if value is not None else "–"


def table(rows):
    lines = ["| program | size | Sinter | NumPy | ratio | Numba | variant | ratio | against the best | compile: Sinter | Numba |",
             "|---|---|---|---|---|---|---|---|---|---|---|"]
    for row in rows:
        best = f"{row['best']:.2f}×" if "best" in row else "–"
        if "best" in row and row["best"] >= (0.8 if row["program"] in BLAS else 0.9):
            best = f"**{best}**"
        numba = row["numba"] or ""
        lines.append(
            f"| {row['program']} | {row['size']} | {cell(row, 'sinter')} | {cell(row, 'numpy')} | {ratio(row, 'numpy')} | "
            f"{cell(row, numba)} | {numba} | {ratio(row, 'numba')} | {best} | "
            f"{milliseconds(row['compile_ms']['sinter'])} | {milliseconds(row['compile_ms']['numba'])} |")
    return "\n".join(lines)


def summary(rows):
    lines = []
    for peer, name in (("numpy", "NumPy"), ("numba", "Numba")):
        ratios = [row["ratio"][peer] for row in rows if peer in row.get("ratio", {})]
        if ratios:
            mean = math.exp(statistics.mean(math.log(r) for r in ratios))
            lines.append(f"Geometric mean over {name}: {mean:.2f}× ({len(ratios)} measurements).")
    behind = [f"{row['program']} {row['size']}" for row in rows
              if row.get("best", 9) < (0.8 if row["program"] in BLAS else 0.9)]
    lines.append(f"Behind the best peer by more than 10 % (20 % where the peers only call BLAS): {', '.join(behind) or 'none'}.")
    for row in rows:
        for name, reason in row["refused"].items():
            who = {"sinter": "Sinter", "numpy": "NumPy"}.get(name, f"Numba's variant {name}")
            lines.append(f"{who} is no contestant in {row['program']} {row['size']}: {reason}.")
    return "\n\n".join(lines)


def versions():
    try:
        import numba
        return f"NumPy {np.__version__} with {blas_name()}, Numba {numba.__version__}, Python {platform.python_version()}"
    except ImportError:
        sys.exit("compare.py: this Python has no Numba; install it into an environment of its own "
                 "(python3 -m venv DIR; DIR/bin/pip install numpy numba scipy) and name DIR/bin/python in SINTER_NPBENCH_PYTHON")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    parser.add_argument("--npbench", default=os.environ.get("SINTER_NPBENCH"),
                        help="a copy of github.com/spcl/npbench (default: the environment variable SINTER_NPBENCH)")
    parser.add_argument("--only", nargs="+", metavar="PROGRAM", help="these programs")
    parser.add_argument("--sizes", nargs="+", default=["S", "M"], help="NPBench's names of sizes (default: S M)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--budget", type=float, default=0.2, help="seconds of calls per round and contestant")
    parser.add_argument("--threads", type=int, default=min(2, len(os.sched_getaffinity(0))), help="for all contestants")
    parser.add_argument("--variants", nargs="*", choices=VARIANTS, default=VARIANTS,
                        help="of Numba (default: all; none: NumPy is the only peer)")
    parser.add_argument("--keep", action="store_true", help="keep earlier rows of BUILD/npbench.json that are not measured again")
    options = parser.parse_args()
    if not options.npbench or not os.path.isdir(os.path.join(options.npbench, "bench_info")):
        sys.exit("compare.py: NPBench is not there: get it with `git clone https://github.com/spcl/npbench` and name the "
                 "folder with --npbench or SINTER_NPBENCH (it is not part of this repository)")
    return options


def earlier_rows(options):
    path = os.path.join(options.build, "npbench.json")
    if not options.keep or not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return {(row["program"], row["size"]): row for row in json.load(file)["rows"]}


def write(options, head, rows):
    order = {name: number for number, (name, _, _) in enumerate(CASES)}
    rows = sorted(rows.values(), key=lambda row: (row["size"] != "S", order[row["program"]]))
    text = f"{head}\n\n{table(rows)}\n\n{summary(rows)}\n"
    with open(os.path.join(options.build, "npbench.md"), "w", encoding="utf-8") as out:
        out.write(text)
    with open(os.path.join(options.build, "npbench.json"), "w", encoding="utf-8") as out:
        json.dump({"head": head, "rows": rows}, out, indent=1)
    return text


def main():
    options = parse_options()
    head = (f"{processor_name()}, {options.threads} threads; {versions()}; medians of {options.rounds} interleaved rounds, pinned.")
    rows = earlier_rows(options)
    comparison = Comparison(options)
    text = ""
    for size in options.sizes:
        for name, inputs, outputs in CASES:
            if options.only and name not in options.only:
                continue
            folder = tempfile.mkdtemp()
            try:
                benchmark = Benchmark(options.npbench, name, size, folder)
                row = row_of(benchmark, *comparison.measure(benchmark, inputs.split(), outputs.split()))
            finally:
                shutil.rmtree(folder)
            rows[name, size] = row
            print(f"{name} {size}: {cell(row, 'sinter')}; {ratio(row, 'numpy')} NumPy, {ratio(row, 'numba')} Numba {row['numba']}"
                  + "".join(f"; {n}: {r}" for n, r in row["refused"].items()), file=sys.stderr, flush=True)
            text = write(options, head, rows)
    comparison.close()
    print(text)


if __name__ == "__main__":
    main()
