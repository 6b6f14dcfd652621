#!/usr/bin/env python3
"""Writes bench/results/latency.md: what first calls cost, Sinter's beside Numba's and JAX's. See README.md.

Usage: latency.py --build DIR [--python PYTHON] [--rounds N] [--output FILE]
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "common"))
from workers import processor_name  # noqa: E402

WORKLOADS = {"axpy": "`a * x + y` of 1,000 f32", "entropy": "entropy of softmax, f32, 64×256"}
POLICIES = ("auto", "generic", "specialize", "interpret")


class Way:
    """A row of the table: a command for one process, and what its processes measured."""

    def __init__(self, name, command, last):
        self.name = name
        self.command = command
        self.last = last  # between the workload and the cache's folder
        self.found = {}

    def add(self, **values):
        for key, value in values.items():
            self.found.setdefault(key, []).append(value)

    def median(self, key):
        return statistics.median(self.found[key]) if key in self.found else None


def run(command):
    start = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    wall = (time.perf_counter() - start) * 1e3
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
    return wall, json.loads(result.stdout) if result.stdout.strip() else {}


def measure(way, workload):
    """One round: a process with nothing cached, one with everything, one for kernels."""
    with tempfile.TemporaryDirectory() as folder:
        cold, first = run([*way.command, "process", workload, way.last, folder])
        disk, again = run([*way.command, "process", workload, way.last, folder])
    with tempfile.TemporaryDirectory() as folder:
        _, kernels = run([*way.command, "kernels", workload, way.last, folder])
    way.add(process_cold=cold, process_disk=disk, kernel_cold=kernels["cold_ms"], kernel_disk=kernels["disk_ms"],
            call=kernels["call_us"])
    if kernels.get("loaded_ms"):
        way.add(loaded=kernels["loaded_ms"])
    return {first["sum"], again["sum"], kernels["sum"]}


def available(python, module):
    return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def version(python, module):
    return subprocess.run([python, "-c", f"import {module}; print({module}.__version__)"], capture_output=True, text=True,
                          check=True).stdout.strip()


def ways_of(arguments):
    ways = []
    for policy in POLICIES:
        ways.append(Way(f"Sinter, {policy}", [os.path.join(arguments.build, "bin", "latency_worker")], policy))
    for module, name in (("numba", "Numba"), ("jax", "JAX")):
        if not available(arguments.python, module):
            print(f"{arguments.python} has no {module}: it is left out", file=sys.stderr)
            continue
        ways.append(Way(f"{name} {version(arguments.python, module)}",
                        [arguments.python, os.path.join(HERE, "peer_worker.py")], module))
    return ways


def cell(value, unit):
    if value is None:
        return "–"
    return f"{value:,.3g} {unit}" if value < 1000 else f"{value:,.0f} {unit}"


def table(ways, nothing):
    lines = ["| | process, nothing cached | process, cached on disk | kernel, cold | kernel, from disk | of which loading it | call |",
             "|---|---|---|---|---|---|---|"]
    for way in ways:
        units = (("process_cold", "ms"), ("process_disk", "ms"), ("kernel_cold", "ms"), ("kernel_disk", "ms"),
                 ("loaded", "ms"), ("call", "µs"))
        lines.append(f"| {way.name} | " + " | ".join(cell(way.median(key), unit) for key, unit in units) + " |")
    for name, values in nothing.items():
        lines.append(f"| {name} | {cell(statistics.median(values), 'ms')} | – | – | – | – | – |")
    return "\n".join(lines)


def machine():
    return f"{processor_name()}, {os.cpu_count()} processors, Linux {platform.release().split('-')[0]}, load {os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", default=os.path.join(HERE, "..", "results", "latency.md"))
    arguments = parser.parse_args()
    text = ["# Latency", "", "What first calls cost, and the calls after them ([bench/latency](../latency/README.md)); medians of "
            f"{arguments.rounds} interleaved rounds, one thread. {machine()}."]
    for workload, title in WORKLOADS.items():
        ways = ways_of(arguments)
        nothing = {"a process of C that does nothing": [], "Python, `import numpy`": []}
        sums = set()
        for number in range(arguments.rounds):
            print(f"{workload}: round {number + 1} of {arguments.rounds}", file=sys.stderr)
            for way in ways:
                sums |= measure(way, workload)
            for name, command in zip(nothing, (["/bin/true"], [arguments.python, "-c", "import numpy"])):
                nothing[name].append(run(command)[0])
        if max(sums) - min(sums) > 1e-4 * max(abs(s) for s in sums):
            sys.exit(f"{workload}: the results differ: {sorted(sums)}")
        text += ["", f"## {title}", "", table(ways, nothing)]
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")
    print(arguments.output)


if __name__ == "__main__":
    main()
