#!/usr/bin/env python3
"""Makes a Markdown table of a suite's JSON: bench_contractions --benchmark_format=json | table.py

Times are the shortest single calls. `ratio` is OpenBLAS's time over Sinter's: above 1 Sinter is faster.
"""

import json
import sys


def duration(microseconds):
    return f"{microseconds:.1f} µs" if microseconds < 1000 else f"{microseconds / 1000:.2f} ms"


def rows_of(benchmarks):
    """By (row, threads): contestant -> benchmark; the best of repetitions."""
    rows = {}
    for b in benchmarks:
        if b.get("run_type") == "aggregate" or "error_message" in b:
            continue
        parts = [p for p in b["name"].split("/") if p != "real_time"]
        threads = next((p[8:] for p in parts if p.startswith("threads:")), "1")
        contestant = next((p for p in parts if p in ("sinter", "openblas")), "sinter")
        name = "/".join(p for p in parts if p != contestant and not p.startswith("threads:"))
        row = rows.setdefault((name, threads), {})
        if contestant not in row or b["best_us"] < row[contestant]["best_us"]:
            row[contestant] = b
    return rows


def line_of(name, threads, row):
    sinter, blas = row["sinter"], row.get("openblas")
    if "GFLOP/s" in sinter:
        rate, share = f"{sinter['GFLOP/s']:.1f} GFLOP/s", f"{sinter['of_peak']:.2f} of the FMA peak"
    else:
        rate, share = f"{sinter['GB/s']:.1f} GB/s", f"{sinter['of_dram']:.2f} of DRAM reading"
    other = f"{duration(blas['best_us'])} | **{blas['best_us'] / sinter['best_us']:.2f}**" if blas else " | "
    return f"| {name} | {threads} | {duration(sinter['best_us'])} | {rate} | {share} | {other} |"


def compile_line(name, b):
    phases = [duration(b[f"{p}_us"]) for p in ("front", "passes", "lower", "llvm", "link")]
    return f"| {name} | {duration(b['best_us'])} | {' | '.join(phases)} | {b['bytes']:.0f} |"


def main():
    report = json.load(sys.stdin)
    for key, value in report["context"].items():
        if key.startswith("limits") or key == "BLAS":
            print(f"- {key}: {value}")
    print()
    rows = rows_of(report["benchmarks"])
    if all("llvm_us" in row["sinter"] for row in rows.values()):
        print("| program | total | text and checks | passes | lowering | LLVM | linking | bytes of object |")
        print("|---|---|---|---|---|---|---|---|")
        for (name, _), row in rows.items():
            print(compile_line(name, row["sinter"]))
        return
    print("| row | threads | Sinter | rate | share | OpenBLAS | ratio |")
    print("|---|---|---|---|---|---|---|")
    for (name, threads), row in rows.items():
        if "sinter" in row:
            print(line_of(name, threads, row))


if __name__ == "__main__":
    main()
