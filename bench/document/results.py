#!/usr/bin/env python3
"""Measures the document workloads with `sinter measure` and writes docs/results.md. See bench/document/README.md."""

import argparse
import glob
import hashlib
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


class Workload:
    def __init__(self, name, file, function, sweep, sizes, fixed, interpreted, on_processor=()):
        self.name = name
        self.file = os.path.join("examples", file)
        self.function = function
        self.sweep = sweep
        self.sizes = sizes
        self.fixed = fixed
        self.hybrid = "cuda" + "".join(f":processor={name}" for name in on_processor) if on_processor else ""
        self.interpreted = interpreted  # the largest size at which the interpreter is measured: it takes seconds

    def dims(self, size):
        return [f"{self.sweep}={size}"] + self.fixed


WORKLOADS = [
    Workload("entropy", "entropy.sinter", "entropy_and_mutual_information", "B",
             [256, 1024, 4096, 16384, 65536], ["D=256", "E=256"], 256,
             ("entropy.p", "mutual_information.p", "mutual_information.q")),
    Workload("tensor_mean", "tensor_mean.sinter", "tensor_mean", "N",
             [64, 256, 1024, 4096, 8192], ["I=32", "J=32", "K=32"], 4096),
]


# What has to be the same in all reports of a page.
ALIKE = ("processor", "processors", "features", "system", "sinter", "llvm", "openmp", "gpus", "peers")


class Runs:
    """The reports of a folder, and with which build each was measured."""

    def __init__(self, options):
        self.options = options
        self.folder = os.path.join(options.build, "results")
        os.makedirs(self.folder, exist_ok=True)
        self.build = self.digest()

    def digest(self):
        """Changes with the programs that are measured with."""
        digest = hashlib.sha256()
        for pattern in ("bin/sinter", "lib/libsinter*.so"):
            for path in sorted(glob.glob(os.path.join(self.options.build, pattern))):
                with open(path, "rb") as file:
                    digest.update(file.read())
        return digest.hexdigest()

    def is_current(self, workload, size):
        """Whether there is a report that this build has measured."""
        try:
            with open(self.path(workload, size) + ".build", encoding="utf-8") as file:
                return file.read() == self.build and self.report(workload, size) is not None
        except FileNotFoundError:
            return False

    def reports(self):
        """(workload, size, report) of all there are; they have to come from one build, machine and method."""
        found = [(workload, size, self.report(workload, size)) for workload in WORKLOADS for size in workload.sizes]
        found = [(workload, size, report) for workload, size, report in found if report]
        if not found:
            sys.exit(f"results.py: there is no report in {self.folder}")
        first = found[0]
        for workload, size, report in found:
            name = f"{workload.name}:{size}"
            if not self.is_current(workload, size):
                sys.exit(f"results.py: the report of {name} is another build's: measure it again (--keep, or --only {name})")
            for what in ALIKE:
                if report["machine"][what] != first[2]["machine"][what]:
                    sys.exit(f"results.py: the reports of {first[0].name}:{first[1]} and {name} differ in '{what}': "
                             f"{first[2]['machine'][what]!r} and {report['machine'][what]!r}")
            if report["method"] != first[2]["method"]:
                sys.exit(f"results.py: the reports of {first[0].name}:{first[1]} and {name} were not measured with the same options")
        return found

    def path(self, workload, size):
        return os.path.join(self.folder, f"{workload.name}-{size}.json")

    def measure(self, workload, size):
        options = self.options
        ways = ("interp," if size <= workload.interpreted else "") + "generic,specialized,cuda" + ("," + workload.hybrid if workload.hybrid else "")
        command = [os.path.join(options.build, "bin", "sinter"), "measure", workload.file, workload.function,
                   "--ways", ways, "--against", "numpy,numba", "--python", options.python,
                   "--twin", os.path.join(HERE, "twins.py"), "--blocks", str(options.blocks), "--pause", str(options.pause),
                   "--budget", str(options.budget), "--starts", str(options.starts),
                   "--json", self.path(workload, size)]
        for dim in workload.dims(size):
            command += ["--dim", dim]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        with open(self.path(workload, size) + ".build", "w", encoding="utf-8") as file:
            file.write(self.build)

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
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×" if ratio >= 1 else f"{ratio:.2g}×"


class Row:
    """What a report says of its one size."""

    def __init__(self, report):
        self.point = report["points"][0]
        self.ways = {(way["way"], way["threads"]): way for way in self.point["ways"]}
        self.threads = max(way["threads"] for way in self.point["ways"])

    def way(self, name, threads=None):
        return self.ways.get((name, threads or self.threads), {"label": "", "call": None, "problem": "", "starts": []})

    def best(self, name):
        """The faster one of all numbers of threads."""
        ways = [way for (own, _), way in self.ways.items() if own == name and way["call"]]
        return min(ways, key=lambda way: way["call"]["center_ms"], default=self.way(name))

    def ms(self, name):
        """The time per call with the number of threads that is fastest; None where there is none."""
        call = self.best(name)["call"]
        return call["center_ms"] if call else None

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
            if one["later"] != later["label"] and one["kind"] == "from" and one["high"] is not None:
                return f"at once, up to {one['calls'] - 1:,.0f}"
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
                     f"{row.cell(row.way('generic'))} | {row.cell(row.best('cuda'))} | {row.cell(row.best(workload.hybrid))} | {row.ratio(numpy, jit)} | {row.ratio(numba, jit)} | {limit} |")
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


def span(values, show):
    """The least and the largest one, or the one there is."""
    shown = sorted({show(value) for value in (min(values), max(values))}, key=lambda text: show(min(values)) != text)
    return " to ".join(shown)


def machine_text(reports):
    machine = reports[0]["machine"]
    peers = "; ".join(peer.split(": ", 1)[1] for peer in machine["peers"]) or "no peers"
    others = [r["machine"]["load_after"]["others"] or 0 for r in reports]
    limits = max(reports[0]["roofs"], key=lambda roof: roof["threads"])
    peak = max(roof["gigaflops_f32"] for r in reports for roof in r["roofs"] if roof["threads"] == limits["threads"])
    method = reports[0]["method"]
    gpus = "; ".join(machine["gpus"]) or "no GPU"
    return (f"{machine['processor']}, {machine['processors']} processors ({machine['features']}), {gpus}, {machine['system']}; Sinter {machine['sinter']}, LLVM "
            f"{machine['llvm']}, {machine['openmp']}; {peers}. {peak:.0f} GFLOP/s of f32 multiply-adds with {limits['threads']} threads. "
            f"Measured from {min(r['date'] for r in reports)} to {max(r['date'] for r in reports)}, while other processes used {span(others, lambda x: f'{100 * x:.0f}%')} of a "
            f"processor. Times are medians of up to {method['blocks']} blocks; what takes longer than {method['budget_s']:g} s has fewer, down to one.")


def gpu_text(reports):
    columns = ("*CUDA* is the same program on the GPU, copying there and back included; *hybrid* has the softmax on the processor and the sums on the GPU, as the "
               "published one did (nothing of the tensor mean, which is one contraction, can be split so).")
    if any(way["way"] == "cuda" and way["call"] for r in reports for point in r["points"] for way in point["ways"]):
        return columns
    return (columns + " Both columns are empty; why they were not measured stands below each table, and no figure stands in for them."
            + ("" if reports[0]["machine"]["gpus"] else " This machine has no GPU."))


# Sentences about the tables are made from them, so that they say what this run says.

def of_calls(published, workload, figure):
    """Published times by size, without those that hold a compile."""
    own = published[workload.name]
    left_out = own.get("with_compile", {}).get(figure, [])
    return {size: seconds for size, seconds in own.get(figure, {}).items() if size not in left_out}


def sentence(parts):
    text = "; ".join(parts) + "."
    return text[0].upper() + text[1:]


NAMES = (("numpy", "the baseline", "baseline"), ("numba", "Numba", "numba"), ("generic", "the JIT", None))


def growth_text(workload, rows, published):
    """How times grow from one size to the next, beside how the sizes grow."""
    def factors(times):
        return [b / a for a, b in zip(times, times[1:]) if a and b]

    sizes = [size for size, _ in rows]
    parts = []
    for way, name, figure in NAMES:
        here = factors([row.ms(way) for _, row in rows])
        if not here:
            continue
        text = f"{name} {span(here, lambda x: f'{x:.1f}')} times"
        there = factors([of_calls(published, workload, figure).get(str(size)) for size in sizes]) if figure else []
        if there:
            text += f" (published: {span(there, lambda x: f'{x:.2g}')})"
        parts.append(text)
    steps = span(factors(sizes), lambda x: f"{x:g}")
    return f"From one size to the next, {steps} times {workload.sweep}, the time of a call becomes: " + ", ".join(parts) + "."


def published_text(workload, rows, published):
    """How much faster each is here than published, and than the baseline of the same place."""
    own = {figure: of_calls(published, workload, figure) for figure in ("baseline", "numba")}
    parts = []
    for way, name, figure in NAMES[:2]:
        ratios = [1000 * own[figure][str(size)] / row.ms(way) for size, row in rows if str(size) in own[figure] and row.ms(way)]
        if ratios:
            parts.append(f"{name} is {span(ratios, times)} as fast here as published")
    over = [row.ms("numpy") / row.ms("numba") for _, row in rows if row.ms("numpy") and row.ms("numba")]
    there = [own["baseline"][size] / own["numba"][size] for size in own["baseline"] if size in own["numba"]]
    if over:
        parts.append(f"Numba is {span(over, times)} as fast as the baseline here, where {span(there, times)} are published")
    return sentence(parts)


def jit_text(workload, rows):
    parts = []
    for way, name in (("numba", "Numba"), ("numpy", "the baseline")):
        ratios = [row.ms(way) / row.ms("generic") for _, row in rows if row.ms(way) and row.ms("generic")]
        if ratios:
            parts.append(f"{span(ratios, times)} as fast as {name}")
    limits = [row.best("generic")["roofline"] for _, row in rows if row.best("generic").get("roofline")]
    if limits:
        parts.append(f"at {span(limits, lambda x: f'{100 * x:.0f}%')} of the machine's limit")
    starts = [s["first_call"]["center_ms"] for _, row in rows for s in row.best("generic")["starts"] if s["state"] == "cold"]
    pays = [f"{text} at {workload.sweep} = {size:,}" for size, row in rows
            if (text := row.break_even(row.best("numpy"), row.best("generic"))) != "–"]
    text = "The JIT is " + ", ".join(parts) + "."
    if starts:
        text += f" Its first call, nothing compiled, takes {span(starts, duration)};"
    return text + (" it pays against the baseline from so many calls on: " + ", ".join(pays) + "." if pays else "")


def problems(rows):
    found = {}
    for size, row in rows:
        for way in row.point["ways"]:
            if way["problem"]:
                found.setdefault((way["label"], way["problem"].splitlines()[0]), []).append(f"{size:,}")
    return "".join(f"\n{label} was not measured at {', '.join(sizes)}: {problem}\n" for (label, problem), sizes in found.items()) + "\n"


def page(runs):
    with open(os.path.join(HERE, "published.json"), encoding="utf-8") as file:
        published = json.load(file)
    with open(os.path.join(HERE, "results.md.in"), encoding="utf-8") as file:
        text = file.read()
    found = runs.reports()
    reports = [report for _, _, report in found]
    for workload in WORKLOADS:
        rows = [(size, Row(report)) for own, size, report in found if own is workload and report["points"]]
        if not rows:
            sys.exit(f"results.py: there is no report of {workload.name} in {runs.folder}")
        for kind, made in (("steady", steady_table(workload, rows)), ("starts", start_table(workload, rows)),
                           ("published", published_table(workload, rows, published)), ("growth", growth_text(workload, rows, published)),
                           ("versus", published_text(workload, rows, published)), ("jit", jit_text(workload, rows))):
            text = text.replace(f"@{workload.name}_{kind}@", made)
        text = text.replace(f"@{workload.name}_problems@\n", problems(rows))
    return text.replace("@machine@", machine_text(reports)).replace("@gpu@", gpu_text(reports)).replace("@source@", published["source"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build", help="build folder (default: build)")
    parser.add_argument("--python", default=os.environ.get("SINTER_NPBENCH_PYTHON", "/usr/bin/python3"),
                        help="a Python with NumPy and Numba (default: $SINTER_NPBENCH_PYTHON, else /usr/bin/python3)")
    parser.add_argument("--only", nargs="*", metavar="WORKLOAD:SIZE", help="measure only these; none: only write the page")
    parser.add_argument("--keep", action="store_true", help="measure only what this build has no report of yet")
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
            if wanted and not (options.keep and runs.is_current(workload, size)):
                print(f"measuring {workload.name}, {workload.sweep} = {size}", file=sys.stderr, flush=True)
                runs.measure(workload, size)
    text = page(runs)
    with open(options.output, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"wrote {options.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
