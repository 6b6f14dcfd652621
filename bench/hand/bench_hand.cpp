// The hand-written kernels against the machine's limits: one table.
#include <fmt/format.h>

#include <cmath>
#include <random>
#include <vector>

#include "bench/common/measure.h"
#include "bench/hand/hand.h"

namespace {

using namespace sinter;
using bench::Range;
using bench::split;

std::vector<float> random_values(std::int64_t n, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(n));
  for (float& v : values) v = normal(generator);
  return values;
}

void report(const std::string& name, int threads, const std::function<void()>& run, double flops,
            double bytes) {
  const auto t = bench::measure({{name, run}})[0];
  fmt::print("{:<28} {} thread(s) {:>11.2f} us", name, threads, t.median_ns / 1e3);
  if (flops > 0) fmt::print("  {:>7.1f} GFLOP/s", flops / t.median_ns);
  if (bytes > 0) fmt::print("  {:>7.1f} GB/s", bytes / t.median_ns);
  fmt::print("\n");
}

void run_rows(bench::SpinPool& pool, int threads, std::int64_t rows) {
  static const auto x = random_values(65536 * hand::kWidth, 1),
                    y = random_values(65536 * hand::kWidth, 2);
  std::vector<float> out(static_cast<std::size_t>(rows));
  const double bytes = static_cast<double>(rows * hand::kWidth * 4);
  report(
      fmt::format("entropy B={}", rows), threads,
      [&] {
        pool.run(threads, [&](int t) {
          const Range r = split(rows, hand::kRowGroup, t, threads);
          hand::entropy_rows(x.data(), r.begin, r.end, out.data());
        });
        hand::pairwise_sum(out.data(), rows);
      },
      0, bytes);
  report(
      fmt::format("mutual information B={}", rows), threads,
      [&] {
        pool.run(threads, [&](int t) {
          const Range r = split(rows, hand::kRowGroup, t, threads);
          hand::mutual_information_rows(x.data(), y.data(), r.begin, r.end, out.data());
        });
        hand::pairwise_sum(out.data(), rows);
      },
      0, 2 * bytes);
}

void run_tensor_mean(bench::SpinPool& pool, int threads, std::int64_t n) {
  const auto fx = random_values(n * 32, 1), fy = random_values(n * 32, 2),
             fz = random_values(n * 32, 3);
  std::vector<float> out(32 * 32 * 32);
  report(
      fmt::format("tensor mean N={}", n), threads,
      [&] {
        pool.run(threads, [&](int t) {
          const Range r = split(32, 1, t, threads);
          hand::tensor_mean(fx.data(), fy.data(), fz.data(), n, r.begin, r.end, out.data());
        });
      },
      2.0 * 32768 * static_cast<double>(n), 0);
}

void run_sums(bench::SpinPool& pool, int threads, std::int64_t rows, std::int64_t columns) {
  const auto x = random_values(rows * columns, 1);
  std::vector<float> out(static_cast<std::size_t>(columns));
  const double bytes = static_cast<double>(rows * columns * 4);
  report(
      fmt::format("first-axis sum {}x{}", rows, columns), threads,
      [&] {
        pool.run(threads, [&](int t) {
          const Range r = split(columns, 64, t, threads);
          hand::column_sums(x.data(), rows, columns, r.begin, r.end, out.data());
        });
      },
      0, bytes);
  const std::int64_t blocks = (rows * columns + 4095) / 4096;
  std::vector<float> sums(static_cast<std::size_t>(blocks));
  report(
      fmt::format("sum of {}", rows * columns), threads,
      [&] {
        pool.run(threads, [&](int t) {
          const Range r = split(blocks, 1, t, threads);
          hand::block_sums(x.data(), rows * columns, r.begin, r.end, sums.data());
        });
        hand::pairwise_sum(sums.data(), blocks);
      },
      0, bytes);
}

}  // namespace

int main() {
  if (!hand::supported()) {
    fmt::print("The hand-written kernels need AVX-512, which this CPU does not have.\n");
    return 0;
  }
  bench::SpinPool pool(2);
  for (int threads = 1; threads <= 2; ++threads) {
    const bench::Limits l = bench::measure_limits(pool, threads);
    fmt::print(
        "limits, {} thread(s): FMA {:.0f} GFLOP/s; read L1 {:.0f}, L2 {:.0f}, DRAM {:.1f} GB/s; "
        "copy {:.1f} GB/s\n",
        threads, l.fma_f32_gflops, l.read_l1_gbs, l.read_l2_gbs, l.read_dram_gbs, l.copy_dram_gbs);
    for (std::int64_t b : {256, 1024, 4096, 16384, 65536}) run_rows(pool, threads, b);
    for (std::int64_t n : {64, 256, 1024, 8192}) run_tensor_mean(pool, threads, n);
    run_sums(pool, threads, 1024, 256);
    run_sums(pool, threads, 4096, 4096);
  }
}
