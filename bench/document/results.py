#!/usr/bin/env python3
"""Measures the document workloads with `sinter measure` and writes docs/results.md. See bench/document/README.md."""

import argparse
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


class Workload:
    def __init__(self, name, file, function, sweep, sizes, fixed, interpreted):
        self.name = name
        self.file = os.path.join("examples", file)
        self.function = function
        self.sweep = sweep
        self.sizes = sizes
        self.fixed = fixed
        self.interpreted = interpreted  # the largest size at which the interpreter is measured: it takes seconds

    def dims(self, size):
        return [f"{self.sweep}={size}"] + self.fixed


WORKLOADS = [
    Workload("entropy", "entropy.sinter", "entropy_and_mutual_information", "B",
             [256, 1024, 4096, 16384, 65536], ["D=256", "E=256"], 256),
    Workload("tensor_mean", "tensor_mean.sinter", "tensor_mean", "N",
             [64, 256, 1024, 4096, 8192], ["I=32", "J=32", "K=32"], 4096),
]


class Runs:
    """The reports of a folder."""

    def __init__(self, options):
        self.options = options
        self.folder = os.path.join(options.build, "results")
        os.makedirs(self.folder, exist_ok=True)

    def path(self, workload, size):
        return os.path.join(self.folder, f"{workload.name}-{size}.json")

    def measure(self, workload, size):
        options = self.options
        ways = "interp,generic,specialized" if size <= workload.interpreted else "generic,specialized"
        command = [os.path.join(options.build, "bin", "sinter"), "measure", workload.file, workload.function,
                   "--ways", ways, "--against", "numpy,numba", "--python", options.python,
                   "--twin", os.path.join(HERE, "twins.py"), "--blocks", str(options.blocks), "--pause", str(options.pause),
                   "--budget", str(options.budget), "--starts", str(options.starts),
                   "--json", self.path(workload, size)]
        for dim in workload.dims(size):
            command += ["--dim", dim]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    def report(self, workload, size):
        try:
            with open(self.path(workload, size), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return None


def duration(ms):
    for limit, factor, unit in ((1e-3, 1e6, "ns"), (1, 1e3, "µs"), (1e3, 1, "ms"), (float("inf"), 1e-3, "s")):
        if ms < limit:
            value = ms * factor
            return f"{value:.0f} {unit}" if value >= 99.5 else f"{value:.1f} {unit}" if value >= 9.95 else f"{value:.2f} {unit}"
    return ""


def times(ratio):
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×"


class Row:
    """What a report says of its one size."""

    def __init__(self, report):
        self.point = report["points"][0]
        self.ways = {(way["way"], way["threads"]): way for way in self.point["ways"]}
        self.threads = max(way["threads"] for way in self.point["ways"])

    def way(self, name, threads=None):
        return self.ways.get((name, threads or self.threads), {"label": "", "call": None, "problem": "not measured", "starts": []})

    def best(self, name):
        """The faster one of all numbers of threads."""
        ways = [way for (own, _), way in self.ways.items() if own == name and way["call"]]
        return min(ways, key=lambda way: way["call"]["center_ms"], default=self.way(name))

    def cell(self, way):
        return duration(way["call"]["center_ms"]) if way["call"] else "–"

    def first(self, way, state="cold"):
        return next((duration(s["first_call"]["center_ms"]) for s in way["starts"] if s["state"] == state), "–")

    def ratio(self, way, over):
        return times(way["call"]["center_ms"] / over["call"]["center_ms"]) if way["call"] and over["call"] else "–"

    def break_even(self, sooner, later, state="cold"):
        for one in self.point[state]["break_even"]:
            if {one["sooner"], one["later"]} != {sooner["label"], later["label"]}:
                continue
            if one["kind"] == "always" or one["later"] != later["label"]:
                return "at once"
            if one["kind"] == "never":
                return "never"
            high = "never" if one["high"] is None else f"{one['high']:,.0f}"
            return f"{one['calls']:,.0f} ({one['low']:,.0f} to {high})"
        return "–"


def steady_table(workload, rows):
    lines = [f"| {workload.sweep} | baseline: NumPy | Numba | JIT on CPU, 1 thread | JIT on CPU, {rows[0][1].threads} threads | CUDA | hybrid "
             "| speedup over the baseline | over Numba | share of the machine's limit |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for size, row in rows:
        numpy, numba, jit = row.best("numpy"), row.best("numba"), row.best("generic")
        limit = f"{100 * jit['roofline']:.0f}%" if jit.get("roofline") else "–"
        lines.append(f"| {size:,} | {row.cell(numpy)} | {row.cell(numba)} | {row.cell(row.way('generic', 1))} | "
                     f"{row.cell(row.way('generic'))} | not measured | not measured | {row.ratio(numpy, jit)} | {row.ratio(numba, jit)} | {limit} |")
    return "\n".join(lines)


def start_table(workload, rows):
    lines = [f"| {workload.sweep} | first call, Numba | first call, JIT, cold | from the disk cache | pays against NumPy from | against the interpreter | "
             "from disk against NumPy | sizes as constants pay against one kernel for all |", "|---|---|---|---|---|---|---|---|"]
    for size, row in rows:
        numpy, numba, jit = row.best("numpy"), row.best("numba"), row.best("generic")
        exact = row.best("specialized")
        lines.append(f"| {size:,} | {row.first(numba)} | {row.first(jit)} | {row.first(jit, 'disk')} | {row.break_even(numpy, jit)} | "
                     f"{row.break_even(row.way('interp', 1), jit)} | {row.break_even(numpy, jit, 'disk')} | {row.break_even(jit, exact)} |")
    return "\n".join(lines)


def published_table(workload, rows, published):
    own = published[workload.name]
    lines = [f"| {workload.sweep} | baseline, published | here | Numba on the processor, published | here | JIT here | CUDA, published |", "|---|---|---|---|---|---|---|"]
    for size, row in rows:
        figure = {name: duration(1000 * own[name][str(size)]) if str(size) in own[name] else "–" for name in ("baseline", "numba", "cuda")}
        lines.append(f"| {size:,} | {figure['baseline']} | {row.cell(row.best('numpy'))} | {figure['numba']} | {row.cell(row.best('numba'))} | "
                     f"{row.cell(row.best('generic'))} | {figure['cuda']} |")
    return "\n".join(lines)


def machine_text(reports):
    machine = reports[0]["machine"]
    peers = "; ".join(peer.split(": ", 1)[1] for peer in machine["peers"]) or "no peers"
    others = [r["machine"]["load_after"]["others"] or 0 for r in reports]
    limits = max(reports[0]["roofs"], key=lambda roof: roof["threads"])
    blocks = sorted({r["method"]["blocks"] for r in reports})
    return (f"{machine['processor']}, {machine['processors']} processors ({machine['features']}), {machine['system']}; Sinter {machine['sinter']}, LLVM "
            f"{machine['llvm']}, {machine['openmp']}; {peers}. {limits['gigaflops_f32']:.0f} GFLOP/s of f32 multiply-adds with {limits['threads']} threads. "
            f"While it was measured, other processes used {100 * min(others):.0f} to {100 * max(others):.0f}% of a processor. Times are medians of up to "
            f"{' or '.join(map(str, blocks))} blocks; what takes longer than {reports[0]['method']['budget_s']:g} s has fewer, down to one.")


def problems(rows):
    found = {}
    for size, row in rows:
        for way in row.point["ways"]:
            if way["problem"]:
                found.setdefault((way["label"], way["problem"].splitlines()[0]), []).append(f"{size:,}")
    return "".join(f"\n{label} was not measured at {', '.join(sizes)}: {problem}\n" for (label, problem), sizes in found.items())


def page(runs):
    with open(os.path.join(HERE, "published.json"), encoding="utf-8") as file:
        published = json.load(file)
    with open(os.path.join(HERE, "results.md.in"), encoding="utf-8") as file:
        text = file.read()
    reports = []
    for workload in WORKLOADS:
        own = [(size, runs.report(workload, size)) for size in workload.sizes]
        reports += [report for _, report in own if report]
        rows = [(size, Row(report)) for size, report in own if report and report["points"]]
        if not rows:
            sys.exit(f"results.py: there is no report of {workload.name} in {runs.folder}")
        for kind, make in (("steady", steady_table), ("starts", start_table)):
            text = text.replace(f"@{workload.name}_{kind}@", make(workload, rows))
        text = text.replace(f"@{workload.name}_published@", published_table(workload, rows, published))
        text = text.replace(f"@{workload.name}_problems@\n", problems(rows))
    return text.replace("@machine@", machine_text(reports)).replace("@source@", published["source"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    parser.add_argument("--python", default=os.environ.get("SINTER_NPBENCH_PYTHON", "/usr/bin/python3"),
                        help="a Python with NumPy and Numba (default: $SINTER_NPBENCH_PYTHON, else /usr/bin/python3)")
    parser.add_argument("--only", nargs="*", metavar="WORKLOAD:SIZE", help="measure only these; none: only write the page")
    parser.add_argument("--keep", action="store_true", help="measure only what has no report yet")
    parser.add_argument("--blocks", type=int, default=12)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--budget", type=float, default=2)
    parser.add_argument("--pause", type=float, default=250)
    parser.add_argument("--output", default=os.path.join(ROOT, "docs", "results.md"))
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    runs = Runs(options)
    for workload in WORKLOADS:
        for size in workload.sizes:
            wanted = options.only is None or f"{workload.name}:{size}" in options.only
            if wanted and not (options.keep and runs.report(workload, size)):
                print(f"measuring {workload.name}, {workload.sweep} = {size}", file=sys.stderr, flush=True)
                runs.measure(workload, size)
    text = page(runs)
    with open(options.output, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"wrote {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
