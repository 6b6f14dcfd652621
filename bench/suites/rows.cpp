// Rows, reductions and elementwise chains, against the bandwidth of the machine.
#include <fmt/format.h>

#include "bench/suites/suite.h"

namespace sinter::suite {
namespace {

constexpr const char* kPrograms = R"(
fn total(x: T[N]) -> T { return sum(x) }
fn largest(x: T[N]) -> T { return max(x) }
fn mean_variance(x: T[N]) -> (T, T) {
    m = mean(x)
    return m, mean(x * x) - m * m
}
fn moments(x: T[N]) -> (T, T) { return mean(x), mean(x * x) }
fn logsumexp(x: T[N]) -> T {
    m = max(x)
    return m + log(sum(exp(x - m)))
}
fn sum_first(x: T[M, N]) -> T[N] { return sum(x, axis=0) }
fn sum_last(x: T[M, N]) -> T[M] { return sum(x, axis=1) }
fn max_first(x: T[M, N]) -> T[N] { return max(x, axis=0) }
fn max_last(x: T[M, N]) -> T[M] { return max(x, axis=1) }
fn moments_first(x: T[M, N]) -> (T[N], T[N]) { return mean(x, axis=0), mean(x * x, axis=0) }
fn moments_last(x: T[M, N]) -> (T[M], T[M]) { return mean(x, axis=1), mean(x * x, axis=1) }
fn logsumexp_first(x: T[M, N]) -> T[N] {
    m = max(x, axis=0)
    return m + log(sum(exp(x - m), axis=0))
}
fn logsumexp_last(x: T[M, N]) -> T[M] {
    m = max(x, axis=1, keepdims=true)
    s = log(sum(exp(x - m), axis=1, keepdims=true)) + m
    return s[:, 0]
}
fn softmax(x: T[M, N]) -> T[M, N] {
    e = exp(x - max(x, axis=1, keepdims=true))
    return e / sum(e, axis=1, keepdims=true)
}
fn entropy(x: f32[B, D]) -> f32 { return -mean(sum(softmax(x) ** 2, axis=1)) }
fn mutual_information(x: f32[B, D], y: f32[B, E]) -> f32 {
    p = softmax(x)
    q = softmax(y)
    return mean[b] sum[i, j] (p[b, i] * q[b, j]) ** 2
}
fn affine(a: T[N], b: T[N]) -> T[N] { return 2 * a + 3 * b }
fn chain(x: T[N], y: T[N]) -> T[N] { return tanh(x) * exp(-y * y) + 0.5 * log(x * x + 1) }
)";

Work reading(double bytes, int threads) { return {0, bytes, DType::kF32, threads}; }

void add_program(const std::string& function, const std::vector<Array::Shape>& shapes, double bytes,
                 int threads) {
  std::string sizes;
  for (auto size : shapes.at(0)) sizes += fmt::format("{}{}", sizes.empty() ? "" : "x", size);
  add_sinter(function + "/" + sizes, reading(bytes, threads), kPrograms, function, [shapes] {
    std::vector<Array> in;
    for (unsigned i = 0; i < shapes.size(); ++i)
      in.push_back(random_array(DType::kF32, shapes[i], i));
    return in;
  });
}

void add_all() {
  constexpr std::int64_t kMany = 10'000'000, kSide = 4096;
  for (int threads : thread_counts()) {
    for (const char* f : {"total", "largest", "mean_variance", "moments", "logsumexp"})
      add_program(f, {{kMany}}, 4.0 * kMany, threads);
    for (const char* f : {"sum_first", "sum_last", "max_first", "max_last", "moments_first",
                          "moments_last", "logsumexp_first", "logsumexp_last"})
      add_program(f, {{kSide, kSide}}, 4.0 * kSide * kSide, threads);
    add_program("softmax", {{kSide, kSide}}, 8.0 * kSide * kSide, threads);
    add_program("softmax", {{1024, 256}}, 8.0 * 1024 * 256, threads);
    for (std::int64_t rows : {1024, 4096, 65536}) {
      add_program("entropy", {{rows, 256}}, 4.0 * 256 * static_cast<double>(rows), threads);
      add_program("mutual_information", {{rows, 256}, {rows, 256}},
                  8.0 * 256 * static_cast<double>(rows), threads);
    }
    for (std::int64_t n : {std::int64_t{1'000'000}, kMany}) {
      add_program("affine", {{n}, {n}}, 12.0 * static_cast<double>(n), threads);
      add_program("chain", {{n}, {n}}, 12.0 * static_cast<double>(n), threads);
    }
  }
}

}  // namespace
}  // namespace sinter::suite

int main(int argc, char** argv) {
  sinter::suite::add_all();
  return sinter::suite::run(argc, argv);
}
