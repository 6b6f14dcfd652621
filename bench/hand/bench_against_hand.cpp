// Sinter against the hand-written kernels, interleaved: a table of medians and ratios in Markdown.
// The results of both are compared before anything is timed.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>
#include <thread>

#include "bench/common/measure.h"
#include "bench/hand/hand.h"
#include "sinter/sinter.h"

namespace {

using namespace sinter;
using bench::Range;
using bench::split;

constexpr const char* kSums = R"(
fn column_sums(x: f32[M, N]) -> f32[N] { return sum(x, axis=0) }
)";

Array random_array(const Array::Shape& shape, unsigned seed, float low = -1, float high = 1) {
  const Array array = Array::zeros(DType::kF32, shape);
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> numbers(low, high);
  for (std::int64_t i = 0; i < array.size(); ++i) array.data<float>()[i] = numbers(generator);
  return array;
}

/// In nanoseconds; longer than OpenMP's threads spin, to which main gives 2 milliseconds.
constexpr std::int64_t kPause = 4'000'000;

/// One engine, its functions, and threads for the kernels.
class Comparison {
 public:
  explicit Comparison(int threads) : threads_(threads), pool_(threads), engine_(options(threads)) {}

  /// `hand` runs part `t` of all threads; `finish` what is left for one thread. `result`: where it
  /// leaves what it computed; none: a number.
  void row(const std::string& name, const Function& function, const std::vector<Array>& arguments,
           const std::function<void(int)>& hand, const std::function<void()>& finish,
           const float* result) {
    const std::vector<Array> results = function.call(arguments);
    const auto by_hand = [&] {
      pool_.run(threads_, hand);
      finish();
    };
    by_hand();
    check(name, results.at(0).to_vector<float>(), result);
    const auto timings = bench::measure(
        {{"sinter", [&] { function.call_into(arguments, results); }}, {"hand", by_hand}},
        {.rounds = 15, .round_ns = 5e6, .pause_ns = threads_ > 1 ? kPause : 0});
    fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.2f} | {:.2f} |\n", name, threads_,
               timings[0].median_ns / 1e3, timings[1].median_ns / 1e3,
               timings[0].median_ns / timings[1].median_ns,
               timings[0].best_ns / timings[1].best_ns);
    std::fflush(stdout);
  }

  Function function(const std::string& file, const std::string& name) const {
    return engine_.compile_file(std::string(SINTER_SOURCES) + "/" + file).function(name);
  }
  Function sums() const { return engine_.compile(kSums).function("column_sums"); }
  Range part(std::int64_t count, std::int64_t grain, int t) const {
    return split(count, grain, t, threads_);
  }
  int threads() const { return threads_; }

 private:
  static EngineOptions options(int threads) {
    EngineOptions options;
    options.threads = threads;
    options.effort = Effort::kFull;
    return options;
  }

  static void check(const std::string& name, const std::vector<float>& found, const float* wanted) {
    float largest = 0, difference = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      largest = std::max(largest, std::abs(wanted[i]));
      difference = std::max(difference, std::abs(found[i] - wanted[i]));
    }
    if (!(difference <= 2e-5F * largest))
      throw std::runtime_error(
          fmt::format("{}: Sinter and the kernel differ by {} of {}", name, difference, largest));
  }

  int threads_;
  bench::SpinPool pool_;
  Engine engine_;
};

void rows(Comparison& c, std::int64_t count) {
  const Array x = random_array({count, hand::kWidth}, 1),
              y = random_array({count, hand::kWidth}, 2);
  std::vector<float> out(static_cast<std::size_t>(count));
  float result = 0;
  const auto mean = [&](float sign) {
    result = sign * hand::pairwise_sum(out.data(), count) / static_cast<float>(count);
  };
  c.row(
      fmt::format("entropy, B={}", count), c.function("examples/entropy.sinter", "entropy"), {x},
      [&](int t) {
        const Range r = c.part(count, hand::kRowGroup, t);
        hand::entropy_rows(x.data<float>(), r.begin, r.end, out.data());
      },
      [&] { mean(-1); }, &result);
  c.row(
      fmt::format("mutual information, factored, B={}", count),
      c.function("examples/entropy.sinter", "mutual_information_factored"), {x, y},
      [&](int t) {
        const Range r = c.part(count, hand::kRowGroup, t);
        hand::mutual_information_rows(x.data<float>(), y.data<float>(), r.begin, r.end, out.data());
      },
      [&] { mean(1); }, &result);
}

void tensor_mean(Comparison& c, std::int64_t n) {
  std::vector<Array> in;
  for (unsigned i = 0; i < 3; ++i) in.push_back(random_array({n, hand::kFeatures}, i));
  std::vector<float> out(32 * 32 * 32);
  c.row(
      fmt::format("tensor mean, N={}", n), c.function("examples/tensor_mean.sinter", "tensor_mean"),
      in,
      [&](int t) {
        const Range r = c.part(32, 1, t);
        hand::tensor_mean(in[0].data<float>(), in[1].data<float>(), in[2].data<float>(), n, r.begin,
                          r.end, out.data());
      },
      [] {}, out.data());
}

void sums(Comparison& c, std::int64_t side) {
  const Array x = random_array({side, side}, 1, 0, 1), flat = x.reshape({side * side});
  std::vector<float> out(static_cast<std::size_t>(side));
  c.row(
      fmt::format("first-axis sum, {0} x {0}", side), c.sums(), {x},
      [&](int t) {
        const Range r = c.part(side, 64, t);
        hand::column_sums(x.data<float>(), side, side, r.begin, r.end, out.data());
      },
      [] {}, out.data());
  const std::int64_t blocks = (side * side + 4095) / 4096;
  std::vector<float> parts(static_cast<std::size_t>(blocks));
  float total = 0;
  c.row(
      fmt::format("sum of {}", side * side), c.function("bench/peers/programs.sinter", "total"),
      {flat},
      [&](int t) {
        const Range r = c.part(blocks, 1, t);
        hand::block_sums(flat.data<float>(), side * side, r.begin, r.end, parts.data());
      },
      [&] { total = hand::pairwise_sum(parts.data(), blocks); }, &total);
}

void triad(Comparison& c, std::int64_t n) {
  const Array a = random_array({n}, 1), b = random_array({n}, 2),
              out = Array::zeros(DType::kF32, {n});
  c.row(
      fmt::format("triad, {}", n), c.function("bench/peers/programs.sinter", "affine"), {a, b},
      [&](int t) {
        const Range r = c.part(n, 16, t);
        hand::triad(a.data<float>(), b.data<float>(), r.begin, r.end, out.data<float>());
      },
      [] {}, out.data<float>());
}

void points(Comparison& c, std::int64_t n) {
  const Array x = random_array({n, 3}, 1);
  // Each thread turns the points for itself, which takes less than to wait for another one.
  std::vector<std::vector<float>> turned(static_cast<std::size_t>(c.threads()),
                                         std::vector<float>(static_cast<std::size_t>(3 * n)));
  const Array out = Array::zeros(DType::kF32, {n, n});
  c.row(
      fmt::format("distances, {} x 3", n), c.function("bench/peers/programs.sinter", "distances"),
      {x},
      [&](int t) {
        auto& coordinates = turned[static_cast<std::size_t>(t)];
        hand::turn_points(x.data<float>(), n, coordinates.data());
        const Range r = c.part(n, 1, t);
        hand::distances(coordinates.data(), n, r.begin, r.end, out.data<float>());
      },
      [] {}, out.data<float>());
}

void options(Comparison& c, std::int64_t n) {
  const Array s = random_array({n}, 1, 10, 100), k = random_array({n}, 2, 10, 100),
              t = random_array({n}, 3, 0.1F, 2);
  const Array call = Array::zeros(DType::kF32, {n}), put = Array::zeros(DType::kF32, {n});
  c.row(
      fmt::format("Black-Scholes, {}", n),
      c.function("bench/peers/programs.sinter", "black_scholes"), {s, k, t},
      [&](int thread) {
        const Range r = c.part(n, 16, thread);
        hand::black_scholes(s.data<float>(), k.data<float>(), t.data<float>(), r.begin, r.end,
                            call.data<float>(), put.data<float>());
      },
      [] {}, call.data<float>());
}

void monte_carlo(Comparison& c, std::int64_t n) {
  std::vector<std::int64_t> inside(static_cast<std::size_t>(c.threads()));
  float result = 0;
  c.row(
      fmt::format("Monte Carlo, {}", n), c.function("bench/peers/programs.sinter", "monte_carlo"),
      {Array::full(DType::kI64, {}, n)},
      [&](int t) {
        const Range r = c.part(n, 16, t);
        inside[static_cast<std::size_t>(t)] = hand::inside_circle(r.begin, r.end);
      },
      [&] {
        std::int64_t all = 0;
        for (const std::int64_t count : inside) all += count;
        result = 4 * static_cast<float>(all) / static_cast<float>(n);
      },
      &result);
}

void run(int threads) {
  Comparison c(threads);
  for (const std::int64_t b : {1024, 4096, 16384}) rows(c, b);
  for (const std::int64_t n : {256, 1024, 8192}) tensor_mean(c, n);
  sums(c, 1024);
  sums(c, 4096);
  triad(c, 10'000'000);
  points(c, 2000);
  options(c, 1'000'000);
  monte_carlo(c, 10'000'000);
}

}  // namespace

/// OpenMP's threads begin while the caller may still run everywhere: a pool of pinned threads pins
/// it, too, and threads inherit that.
void start_threads() {
  EngineOptions options;
  options.threads = 2;
  const Engine engine(options);
  const Array x = random_array({2048, 2048}, 1);
  engine.compile(kSums).function("column_sums").call(std::vector{x});
}

int main() {
  setenv("KMP_BLOCKTIME", "2", 0);
  if (!hand::supported()) {
    fmt::print("The hand-written kernels need AVX-512, which this CPU does not have.\n");
    return 0;
  }
  try {
    fmt::print("| program | threads | Sinter, µs | hand, µs | ratio | ratio of the best calls |\n");
    fmt::print("|---|---|---|---|---|---|\n");
    start_threads();
    run(1);
    if (std::thread::hardware_concurrency() > 1) run(2);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_against_hand: {}\n", error.what());
    return 1;
  }
}
