#!/usr/bin/env python3
"""sinter-device-check: records on the processor, finds the same bits there and on the GPU that is not there, and tells
what differs. See README.md."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "common"))
from processes import expect  # noqa: E402

PROGRAM = """# run: scaled seed=1 N=5 tame
# run: scaled seed=2 N=0
# run: picked seed=1 N=3 M=40
# run: shown seed=1 N=3
# run: rounds seed=3 N=4 steps=9 tame
fn scaled(x: f32[N], a: f32) -> f32[N] { return a * x }
fn picked(x: f32[N], i: i64[M]) -> f32[M] { return x[i] }
fn shown(x: f32[N]) -> f32[N] {
    print(x)
    return x
}
fn rounds(x: f32[N], steps: i64) -> f32[N] {
    for k in 0..steps { x = x * 0.5 + sum(x) }
    return x
}
"""


def main():
    parser = argparse.ArgumentParser()
    for name in ("check", "driver", "nvrtc", "workloads"):
        parser.add_argument("--" + name, required=True)
    a = parser.parse_args()

    def run(*words, code=0, **environment):
        found = subprocess.run([a.check, *words], capture_output=True, text=True, env={**os.environ, **environment})
        text = found.stdout + found.stderr
        expect(found.returncode == code, f"{words} ended with {found.returncode}: {text}")
        return text

    with tempfile.TemporaryDirectory() as folder:
        own = os.path.join(folder, "own.sinter")
        with open(own, "w", encoding="utf-8") as file:
            file.write(PROGRAM)
        small, whole = os.path.join(folder, "small"), os.path.join(folder, "whole")
        text = run("--record", small, own)
        expect(text.startswith("5 calls of 1 programs"), text)
        gpu = {"SINTER_CUDA_DRIVER": a.driver, "SINTER_NVRTC": a.nvrtc}
        text = run(small, "--device=cpu")
        expect("own.sinter: 5 the same, 0 different, 0 that do not run there" in text, text)
        text = run(small, "--verbose", **gpu)
        expect("own.sinter: 4 the same, 0 different, 1 that do not run there" in text, text)
        expect("shown: E0710" in text, text)
        text = run(small, "--only=scaled", **gpu)
        expect("own.sinter: 2 the same" in text, text)
        expect("nothing was compared" in run(small, "--only=nothing", "--device=cpu", code=3), "nothing is no success")

        # Another bit is found, and so are other files than were written.
        arrays = os.path.join(small, "arrays.bin")
        with open(arrays, "rb") as file:
            kept = file.read()
        with open(arrays, "wb") as file:
            file.write(kept[:30] + bytes([kept[30] ^ 1]) + kept[31:])
        text = run(small, "--device=cpu", code=1)
        expect("own.sinter:1 scaled: result 0 has other bits" in text, text)
        expect("4 the same, 1 different" in text, text)
        with open(arrays, "wb") as file:
            file.write(kept[:-1])
        expect("ends too early" in run(small, "--device=cpu", code=3), "it is too short")
        with open(arrays, "wb") as file:
            file.write(kept + b"x")
        expect("is longer" in run(small, "--device=cpu", code=3), "it is too long")
        shutil.rmtree(small)
        expect("there is no recording" in run(small, "--device=cpu", code=3), "it is gone")
        expect("Usage:" in run("--record", small, code=3), "programs are missing")
        text = run(small, code=2, SINTER_CUDA_DRIVER="/nowhere/libcuda.so")
        expect("/nowhere/libcuda.so not found" in text, text)

        # A part of what a package takes along.
        run("--record", whole, a.workloads)
        text = run(whole, "--device=cpu")
        expect("workloads.sinter: 27 the same, 0 different" in text, text)


if __name__ == "__main__":
    main()
