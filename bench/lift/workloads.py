#!/usr/bin/env python3
"""The document workloads as naive C++ loops (tests/lift/mixed.h), lifted, beside the same programs in the language.

Usage: workloads.py BUILD [--repeats N]

Both run in one process, in turn, on 1 and on 2 threads; the numbers are medians. The programs of the language are those
of the documentation: softmax and whole arrays. Then how long `sinter lift` takes for each file of tests/lift.
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

constexpr const char* kPrograms = R"(
fn entropy(x: f32[B, D]) -> f32 {
    p = softmax(x)
    return -mean(sum(p ** 2, axis=1))
}
fn mutual_information(x: f32[B, D], y: f32[B, E]) -> f32 {
    p = softmax(x)
    q = softmax(y)
    return mean[b] sum[i, j] (p[b, i] * q[b, j]) ** 2
}
fn tensor_mean(fx: f32[N, I], fy: f32[N, J], fz: f32[N, K]) -> f32[I, J, K] {
    a[i, j, k] = mean[n] fx[n, i] * fy[n, j] * fz[n, k]
    return a
}
)";

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
    a.push_back(timed(lifted));
    b.push_back(timed(written));
    if (i % 10 == 0) c.push_back(timed(plain));
  }
  for (auto* v : {&a, &b, &c}) std::sort(v->begin(), v->end());
  std::printf("%s %.4f %.4f %.4f\n", name, a[a.size() / 2], b[b.size() / 2], c[c.size() / 2]);
}

int main(int, char** argv) {
  const int repeats = std::atoi(argv[1]);
  using sinter::View;
  const sinter::Engine engine;
  const sinter::Module module = engine.compile(kPrograms);
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
  const auto mean = module.get<void(View<const float, 2>, View<const float, 2>, View<const float, 2>, View<float, 3>)>("tensor_mean");
  row("tensor_mean", repeats, [&] { lifted::mixed::tensor_mean(x.data(), y.data(), z.data(), t.data(), 256, 64, 64, 64); },
      [&] { mean({x.data(), {256, 64}}, {y.data(), {256, 64}}, {z.data(), {256, 64}}, {t.data(), {64, 64, 64}}); },
      [&] { mixed::tensor_mean(x.data(), y.data(), z.data(), t.data(), 256, 64, 64, 64); });
}
'''


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--repeats", type=int, default=101)
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    root = os.path.dirname(build)
    includes = [f"-I{root}"] + [f"-I{root}/{path}/include" for path in ("frontend/api", "runtime", "compiler")]
    with tempfile.TemporaryDirectory() as work:
        tool = [f"{build}/bin/sinter-lift", f"{root}/tests/lift/mixed.h", "--header", f"{work}/mixed.lifted.h", "--", "-std=c++20", *includes]
        subprocess.run(tool, check=True)
        with open(f"{work}/run.cpp", "w", encoding="utf-8") as file:
            file.write(PROGRAM)
        subprocess.run(["c++", "-O2", "-std=c++20", f"{work}/run.cpp", f"-I{work}", *includes, "-o", f"{work}/run", f"-L{build}/lib", "-lsinter",
                        f"-Wl,-rpath,{build}/lib"], check=True)
        print("| workload | threads | lifted ms | in the language ms | ratio | plain C++ (-O2) ms |\n|---|---:|---:|---:|---:|---:|")
        for threads, cpus in ((1, "0"), (2, "0,1")):
            done = subprocess.run(["taskset", "-c", cpus, f"{work}/run", str(options.repeats)], check=True, capture_output=True, text=True,
                                  env={**os.environ, "OMP_NUM_THREADS": str(threads)})
            for line in done.stdout.splitlines():
                name, lifted, written, plain = line.split()
                print(f"| {name} | {threads} | {lifted} | {written} | {float(lifted) / float(written):.2f} | {plain} |")
        print("\n| file | functions | lifting ms | of it in Clang ms |\n|---|---:|---:|---:|")
        for name in ("linear", "grids", "mixed"):
            done = subprocess.run([f"{build}/bin/sinter-lift", f"{root}/tests/lift/{name}.h", "--report", "--time", "--", "-std=c++20", *includes],
                                  check=True, capture_output=True, text=True)
            total, clang = re.search(r"took (\d+) ms: (\d+) ms", done.stderr).groups()
            functions = len(re.findall(r": lifted", done.stdout))
            print(f"| `tests/lift/{name}.h` | {functions} | {total} | {clang} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
