#!/usr/bin/env python3
"""The document workloads as naive C++ loops (tests/lift/mixed.h), lifted, beside the same programs in the language (examples/).

Usage: workloads.py BUILD [--repeats N] [--limit RATIO] [-o FILE]

Both run in one process, in turn and each first in every second turn, on 1 and on 2 threads; the numbers are medians, in
Markdown. Then how long `sinter lift` takes for each file of tests/lift. With --limit, a lifted workload that takes more than
so many times as long as the one in the language makes the command fail.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

PROGRAM = r'''
#include "tests/lift/mixed.h"

#include "mixed.lifted.h"
#include "sinter/sinter.h"

#include <chrono>
#include <cstdio>

constexpr const char* kEntropy = R"(
@ENTROPY@)";
constexpr const char* kTensorMean = R"(
@TENSOR_MEAN@)";

template <typename F>
double timed(const F& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

template <typename Lifted, typename Written, typename Plain>
void row(const char* name, int repeats, const Lifted& lifted, const Written& written, const Plain& plain) {
  std::vector<double> a, b, c;
  for (int i = 0; i < 200; ++i) {  // Kernels for these sizes, made in the background, are there after this.
    lifted();
    written();
  }
  plain();
  for (int i = 0; i < repeats; ++i) {
    if (i % 2 == 0) a.push_back(timed(lifted));
    b.push_back(timed(written));
    if (i % 2 != 0) a.push_back(timed(lifted));
    if (i % 10 == 0) c.push_back(timed(plain));
  }
  for (auto* v : {&a, &b, &c}) std::sort(v->begin(), v->end());
  std::printf("%s %.4f %.4f %.4f\n", name, a[a.size() / 2], b[b.size() / 2], c[c.size() / 2]);
}

int main(int, char** argv) {
  const int repeats = std::atoi(argv[1]);
  using sinter::View;
  const sinter::Engine engine;
  const sinter::Module module = engine.compile(kEntropy), other = engine.compile(kTensorMean);
  const int B = 1024, D = 256;
  std::vector<float> x(B * D), y(B * D), z(256 * 64), t(64 * 64 * 64);
  unsigned bits = 1;
  for (auto* v : {&x, &y, &z}) {
    for (float& value : *v) value = static_cast<float>((bits = bits * 1664525U + 1013904223U) >> 8) / 8388608.0F;
  }
  volatile float keep = 0;
  const auto entropy = module.get<float(View<const float, 2>)>("entropy");
  row("entropy", repeats, [&] { keep = lifted::mixed::entropy(x.data(), B, D); }, [&] { keep = entropy({x.data(), {B, D}}); },
      [&] { keep = mixed::entropy(x.data(), B, D); });
  const auto information = module.get<float(View<const float, 2>, View<const float, 2>)>("mutual_information");
  row("mutual_information", repeats, [&] { keep = lifted::mixed::mutual_information(x.data(), y.data(), B, D, D); },
      [&] { keep = information({x.data(), {B, D}}, {y.data(), {B, D}}); }, [&] { keep = mixed::mutual_information(x.data(), y.data(), B, D, D); });
  const auto mean = other.get<void(View<const float, 2>, View<const float, 2>, View<const float, 2>, View<float, 3>)>("tensor_mean");
  row("tensor_mean", repeats, [&] { lifted::mixed::tensor_mean(x.data(), y.data(), z.data(), t.data(), 256, 64, 64, 64); },
      [&] { mean({x.data(), {256, 64}}, {y.data(), {256, 64}}, {z.data(), {256, 64}}, {t.data(), {64, 64, 64}}); },
      [&] { mixed::tensor_mean(x.data(), y.data(), z.data(), t.data(), 256, 64, 64, 64); });
}
'''


def text_of(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def build_program(build, root, includes, work):
    tool = [f"{build}/bin/sinter-lift", f"{root}/tests/lift/mixed.h", "--header", f"{work}/mixed.lifted.h", "--", "-std=c++20", *includes]
    subprocess.run(tool, check=True)
    program = PROGRAM.replace("@ENTROPY@", text_of(root, "examples", "entropy.sinter"))
    program = program.replace("@TENSOR_MEAN@", text_of(root, "examples", "tensor_mean.sinter"))
    with open(f"{work}/run.cpp", "w", encoding="utf-8") as file:
        file.write(program)
    subprocess.run(["c++", "-O2", "-std=c++20", f"{work}/run.cpp", f"-I{work}", *includes, "-o", f"{work}/run", f"-L{build}/lib", "-lsinter",
                    f"-Wl,-rpath,{build}/lib"], check=True)


def measure_calls(work, repeats):
    """Rows of the table, and the largest ratio."""
    rows = ["| workload | threads | lifted ms | in the language ms | ratio | plain C++ (-O2) ms |", "|---|---:|---:|---:|---:|---:|"]
    worst = 0
    for threads, cpus in ((1, "0"), (2, "0,1")):
        done = subprocess.run(["taskset", "-c", cpus, f"{work}/run", str(repeats)], check=True, capture_output=True, text=True,
                              env={**os.environ, "OMP_NUM_THREADS": str(threads)})
        if done.stderr:
            raise SystemExit(done.stderr)  # A workload that runs as plain C++ says so.
        for line in done.stdout.splitlines():
            name, lifted, written, plain = line.split()
            ratio = float(lifted) / float(written)
            worst = max(worst, ratio)
            rows.append(f"| {name.replace('_', ' ')} | {threads} | {float(lifted):.3f} | {float(written):.3f} | {ratio:.2f} | {float(plain):.3g} |")
    return rows, worst


def measure_lifting(build, root, includes):
    rows = ["| file | functions | lifting ms | of it in Clang ms |", "|---|---:|---:|---:|"]
    for name in ("linear", "grids", "steps", "mixed"):
        tool = [f"{build}/bin/sinter-lift", f"{root}/tests/lift/{name}.h", "--report", "--time", "--", "-std=c++20", *includes]
        done = subprocess.run(tool, check=True, capture_output=True, text=True)
        total, clang = re.search(r"took (\d+) ms: (\d+) ms", done.stderr).groups()
        functions = len(re.findall(r": lifted", done.stdout))
        rows.append(f"| `tests/lift/{name}.h` | {functions} | {total} | {clang} |")
    return rows


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--repeats", type=int, default=101)
    parser.add_argument("--limit", type=float)
    parser.add_argument("-o", "--output", help="a file for the Markdown")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    root = os.path.dirname(build)
    includes = [f"-I{root}"] + [f"-I{root}/{path}/include" for path in ("frontend/api", "runtime", "compiler")]
    with tempfile.TemporaryDirectory() as work:
        build_program(build, root, includes, work)
        rows, worst = measure_calls(work, options.repeats)
        text = "\n".join(rows + [""] + measure_lifting(build, root, includes)) + "\n"
    print(text, end="")
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text)
    if options.limit and worst > options.limit:
        print(f"a lifted workload takes {worst:.2f} times as long as the program in the language; {options.limit} is the limit", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
