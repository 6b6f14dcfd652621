#!/usr/bin/env python3
"""Measures Sinter on a GPU beside CuPy, JAX, PyTorch and Numba CUDA, interleaved. See bench/cuda/README.md.

Writes OUT/cuda.md and OUT/cuda.json, and prints the table.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
EXAMPLES = os.path.join(HERE, "..", "..", "examples")
sys.path.insert(0, HERE)
import peers as peer_library  # noqa: E402

F32 = 4


class SinterWorker:
    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the worker ended")
        return json.loads(line)


class Case:
    """A workload at one size: `bytes` that have to be moved at least, `flops` that have to be done."""

    def __init__(self, function, size, shapes, file="programs.sinter", scalars=(), nbytes=0, flops=0, positive=False,
                 make=None):
        self.make = make  # arrays of another kind, from a random generator
        self.function, self.size, self.shapes, self.scalars = function, size, shapes, scalars
        self.file = os.path.join(EXAMPLES if file != "programs.sinter" else HERE, file)
        self.bytes, self.flops, self.positive = nbytes, flops, positive
        self.name = f"{function} {size}"

    def arrays(self, random):
        if self.make is not None:
            return self.make(random)
        made = []
        for shape in self.shapes:
            values = random.random(shape, dtype=np.float32)
            made.append(values + np.float32(0.5) if self.positive else 4 * values - 2)
        return made


def cases():
    result = []
    for b in (256, 1024, 4096, 16384, 65536):
        result.append(Case("entropy", f"{b}x256", [(b, 256)], "entropy.sinter", nbytes=F32 * b * 256))
        result.append(Case("mutual_information", f"{b}x256", [(b, 256)] * 2, "entropy.sinter", nbytes=2 * F32 * b * 256))
    for n in (64, 256, 1024, 4096, 8192):
        result.append(Case("tensor_mean", str(n), [(n, 32)] * 3, "tensor_mean.sinter", flops=2 * n * 32 ** 3))
    big = 1 << 26
    result += [
        Case("axpy", "2^26", [(big,)] * 2, scalars=(2.5,), nbytes=3 * F32 * big),
        Case("waves", "2^26", [(big,)] * 2, nbytes=3 * F32 * big),
        Case("black_scholes", "10^7", [(10 ** 7,)] * 3, nbytes=5 * F32 * 10 ** 7, positive=True),
        Case("total", "10^7", [(10 ** 7,)], nbytes=F32 * 10 ** 7),
        Case("total", "2^27", [(1 << 27,)], nbytes=F32 << 27),
        Case("moments", "4096^2", [(4096, 4096)], nbytes=F32 << 24),
        Case("moments", "16x2^20", [(16, 1 << 20)], nbytes=F32 << 24),
        Case("columns", "4096^2", [(4096, 4096)], nbytes=F32 << 24),
        Case("columns", "2^20x64", [(1 << 20, 64)], nbytes=F32 << 26),
        Case("largest", "4096^2", [(4096, 4096)], nbytes=F32 << 24),
        Case("softmax_rows", "65536x256", [(65536, 256)], nbytes=2 * F32 << 24),
        Case("softmax_rows", "8192x4096", [(8192, 4096)], nbytes=2 * F32 << 25),
        Case("layernorm", "16384x1024", [(16384, 1024), (1024,), (1024,)], nbytes=2 * F32 << 24),
        Case("prefix", "2^24", [(1 << 24,)], nbytes=2 * F32 << 24),
        Case("transposed", "8192^2", [(8192, 8192)], nbytes=2 * F32 << 26),
        Case("distances", "2000x3", [(2000, 3)], nbytes=F32 * 2000 ** 2),
        Case("jacobi", "2048^2x100", [(2048, 2048)], scalars=(100,), nbytes=200 * F32 << 22),
        Case("mandelbrot", "2048^2", [(2048,), (2048,)], flops=0),
    ]
    for n in (512, 1024, 2048, 4096):
        result.append(Case("matmul", f"{n}^3", [(n, n)] * 2, flops=2 * n ** 3))
    for n in (1024, 2048, 4096):
        for kind in ("tf32", "f16", "bf16"):
            result.append(Case(f"matmul_{kind}", f"{n}^3", [(n, n)] * 2, flops=2 * n ** 3))
        result.append(Case("matmul64", f"{n}^3", [], flops=2 * n ** 3,
                           make=lambda random, n=n: [random.random((n, n)) - 0.5 for _ in range(2)]))
    for bins in (256, 10 ** 6):
        result.append(Case("histogram", f"10^7 in {bins}", [], nbytes=4 * 10 ** 7, make=lambda random, bins=bins: [
            random.integers(0, bins, 10 ** 7, dtype=np.int32), np.zeros(bins, np.int32)]))
    return result


def time_peer(peer, function, arguments, seconds):
    """Microseconds per call, of many that are asked for at once: what SinterWorker's `time` does."""
    def batch(calls):
        start = time.perf_counter()
        for _ in range(calls):
            function(*arguments)
        peer.wait()
        return (time.perf_counter() - start) * 1e6 / calls
    guess = max(batch(2), 1.0)
    calls = min(max(int(seconds * 1e6 / 5 / guess), 1), 2000)
    return statistics.median([batch(calls) for _ in range(5)])


def outputs(peer, value):
    return [np.asarray(peer.to_host(v), dtype=np.float64) for v in (value if isinstance(value, (tuple, list)) else [value])]


def difference(found, expected):
    worst = 0.0
    for f, e in zip(found, expected):
        scale = np.max(np.abs(e)) or 1.0
        worst = max(worst, float(np.max(np.abs(f.reshape(e.shape) - e)) / scale))
    return worst


class Run:
    def __init__(self, options):
        self.options = options
        self.worker = SinterWorker(options.worker)
        self.peers = peer_library.all_peers(not options.no_compile) if not options.no_peers else []
        self.folder = tempfile.mkdtemp(dir="/dev/shm")
        self.rows = []

    def measure(self, case):
        arrays = case.arrays(np.random.default_rng(7))
        row = {"name": case.name, "bytes": case.bytes, "flops": case.flops, "us": {}, "error": {}, "note": {}}
        ready = self.prepare_sinter(case, arrays, row)
        for peer in self.peers:
            ready += self.prepare_peer(peer, case, arrays, row)
        for _ in range(self.options.rounds):
            for name, measure in ready:
                row["us"].setdefault(name, []).append(measure())
        row["us"] = {name: statistics.median(times) for name, times in row["us"].items()}
        best = {}
        for name, us in row["us"].items():  # several ways of one peer: the fastest
            peer = name.split("#")[0]
            best[peer] = min(us, best.get(peer, us))
        row["us"] = best
        for kind in ("exact", "symbolic"):
            if f"sinter {kind}" in best:
                row.setdefault("single", {})[kind] = self.worker.ask(single=f"{kind} {case.name}").get("us")
                row.setdefault("transfers", {})[kind] = self.worker.ask(transfers=f"{kind} {case.name}").get("us")
                if kind == "exact":
                    row["cpu"] = self.worker.ask(cpu=f"{kind} {case.name}").get("us")
            self.worker.ask(drop=f"{kind} {case.name}")
        self.rows.append(row)
        print(self.line(row), flush=True)

    def prepare_sinter(self, case, arrays, row):
        paths = []
        for n, array in enumerate(arrays):
            paths.append(os.path.join(self.folder, f"{n}.npy"))
            np.save(paths[-1], array)
        ready = []
        self.found = None
        for kind in ("exact", "symbolic"):
            name = f"{kind} {case.name}"
            results = [os.path.join(self.folder, "r.npy")] if kind == "exact" else []
            reply = self.worker.ask(prepare=name, file=case.file, function=case.function, specialize=kind,
                                    arguments=paths + list(case.scalars), results=results)
            if "error" in reply:
                row["note"][f"sinter {kind}"] = reply["error"].split("\n")[0]
                continue
            if results:
                self.found = [np.load(results[0]).astype(np.float64)]
            row.setdefault("compile_ms", {})[kind] = reply["compile_ms"]
            ready.append((f"sinter {kind}", lambda name=name: self.worker.ask(time=name, seconds=self.options.seconds)["us"]))
        for path in paths:
            os.remove(path)
        return ready

    def prepare_peer(self, peer, case, arrays, row):
        ready = []
        for n, function in enumerate(peer.forms.get(case.function, [])):
            name = f"{peer.name}#{n}"
            if case.function == "mutual_information" and n == 1 and case.bytes > 2 * F32 * 4096 * 256:
                continue  # all outer products at once: B x 256 x 256 numbers
            try:
                arguments = [peer.to_device(a) for a in arrays] + list(case.scalars)
                start = time.perf_counter()
                value = function(*arguments)
                peer.wait()
                row.setdefault("first_ms", {})[name] = (time.perf_counter() - start) * 1e3
                found = outputs(peer, value)
                if row.get("reference") is None:
                    row["reference"] = peer.name
                    self.expected = found
                    if self.found is not None:
                        row["error"]["sinter"] = difference(self.found, found)
                else:
                    row["error"][name] = difference(found[:1], self.expected[:1])
                ready.append((name, lambda f=function, a=arguments: time_peer(peer, f, a, self.options.seconds)))
            except Exception as error:  # noqa: BLE001: a peer that cannot is left out, and said so
                row["note"][name] = f"{type(error).__name__}: {str(error).splitlines()[0][:100] if str(error) else ''}"
        return ready

    def line(self, row):
        text = f"{row['name']:26s}"
        for name, us in row["us"].items():
            text += f" {name} {us:.1f}"
        fast = min((us for name, us in row["us"].items() if name.startswith("sinter")), default=None)
        if fast and row["bytes"]:
            text += f" | {row['bytes'] / fast / 1e3:.0f} GB/s"
        if fast and row["flops"]:
            text += f" | {row['flops'] / fast / 1e6:.2f} TFLOP/s"
        if "single" in row:
            text += f" | one call {row['single'].get('exact') or 0:.0f}, with transfers {row['transfers'].get('exact') or 0:.0f}, processor {row.get('cpu') or 0:.0f}"
        if row["error"]:
            text += f" | differs {max(row['error'].values()):.1e}"
        for name, note in row["note"].items():
            text += f" | {name}: {note}"
        return text


def copy_bandwidth():
    """GB/s of a copy within the device, bytes read and written; and the rate of dependent-free f32 fma, TFLOP/s."""
    torch = peer_library.torch
    if torch is None:
        return None, None
    a = torch.empty(1 << 28, dtype=torch.float32, device="cuda").uniform_()
    b = torch.empty_like(a)
    times = []
    for _ in range(10):
        torch.cuda.synchronize()
        start = time.perf_counter()
        for _ in range(5):
            b.copy_(a)
        torch.cuda.synchronize()
        times.append((time.perf_counter() - start) / 5)
    bandwidth = 2 * F32 * (1 << 28) / statistics.median(times) / 1e9
    x = torch.randn(8192, 8192, device="cuda")
    y = x @ x
    torch.cuda.synchronize()
    times = []
    for _ in range(3):
        start = time.perf_counter()
        y = x @ x
        torch.cuda.synchronize()
        times.append(time.perf_counter() - start)
    del y
    return bandwidth, 2 * 8192 ** 3 / statistics.median(times) / 1e12


def device_name():
    shown = subprocess.run(["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"],
                           capture_output=True, text=True)
    return shown.stdout.strip() or "unknown"


def markdown(report):
    names = []
    for row in report["rows"]:
        names += [n for n in row["us"] if n not in names]
    lines = [f"GPU: {report['device']}; copy {report['copy_gbs'] or 0:.0f} GB/s (read and written), "
             f"f32 matrix product 8192: {report['gemm_tflops'] or 0:.1f} TFLOP/s. Times in microseconds per call, arrays on the GPU.",
             "", "| workload | " + " | ".join(names) + " | GB/s | TFLOP/s | of the copy | best peer / Sinter | one call | with transfers | processor |",
             "|---" * (len(names) + 8) + "|"]
    for row in report["rows"]:
        ours = [us for n, us in row["us"].items() if n.startswith("sinter")]
        others = [us for n, us in row["us"].items() if not n.startswith("sinter")]
        fast = min(ours) if ours else None
        cells = [f"{row['us'][n]:.1f}" if n in row["us"] else "" for n in names]
        gbs = row["bytes"] / fast / 1e3 if fast and row["bytes"] else None
        cells += [f"{gbs:.0f}" if gbs else "", f"{row['flops'] / fast / 1e6:.2f}" if fast and row["flops"] else "",
                  f"{gbs / report['copy_gbs']:.2f}" if gbs and report["copy_gbs"] else "",
                  f"{min(others) / fast:.2f}" if fast and others else "",
                  f"{row['single'].get('exact') or 0:.0f}" if row.get("single") else "",
                  f"{row['transfers'].get('exact') or 0:.0f}" if row.get("transfers") else "",
                  f"{row['cpu']:.0f}" if row.get("cpu") else ""]
        lines.append(f"| {row['name']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worker", default="build/bin/cuda_worker")
    parser.add_argument("--out", default="build")
    parser.add_argument("--only", default="", help="a regular expression that the names of workloads have to match")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.05, help="per workload, participant and round")
    parser.add_argument("--limit", type=float, default=1e9, help="seconds after which no further workload is begun")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--no-compile", action="store_true", help="without torch.compile")
    options = parser.parse_args()
    start = time.time()
    run = Run(options)
    for name, why in peer_library.MISSING.items():
        print(f"without {name}: {why}")
    copy, gemm = copy_bandwidth()
    print(f"{device_name()}: copy {copy} GB/s, f32 gemm {gemm} TFLOP/s", flush=True)
    for case in cases():
        if not re.search(options.only, case.name):
            continue
        if time.time() - start > options.limit:
            print(f"{case.name}: not begun, the time is over")
            continue
        run.measure(case)
    report = {"device": device_name(), "copy_gbs": copy, "gemm_tflops": gemm, "rows": run.rows}
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, "cuda.json"), "w") as file:
        json.dump(report, file, indent=1, default=str)
    with open(os.path.join(options.out, "cuda.md"), "w") as file:
        file.write(markdown(report))


if __name__ == "__main__":
    main()
