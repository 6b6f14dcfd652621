#include "frontend/repl/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <thread>

namespace sinter::repl {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr double kShortest = 20e-6;  ///< Of a sample: far more than the clock's own time.

/// Keeps what was computed from being left out.
template <typename T>
void keep(T& value) {
  asm volatile("" : : "g"(&value) : "memory");  // NOLINT(hicpp-no-assembler)
}

/// Runs `work` on so many threads at once; returns the seconds that the slowest took.
double on_threads(int threads, const std::function<void(int)>& work) {
  std::vector<double> times(static_cast<std::size_t>(threads));
  const auto timed = [&](int index) {
    const auto start = Clock::now();
    work(index);
    times[static_cast<std::size_t>(index)] = seconds_since(start);
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads; ++i) others.emplace_back(timed, i);
  timed(0);
  for (std::thread& other : others) other.join();
  return *std::ranges::max_element(times);
}

// One vector type per width; GCC and clang split what the processor has no registers for.
template <typename T, int Bytes>
struct VectorOf {
  using Type [[gnu::vector_size(Bytes), gnu::aligned(16), gnu::may_alias]] = T;
};

/// The sum of the words, in eight independent vectors.
template <int Bytes>
[[gnu::always_inline]] inline std::uint64_t read_all(const std::uint64_t* data, std::size_t words) {
  using Vector = typename VectorOf<std::uint64_t, Bytes>::Type;
  constexpr std::size_t kLanes = Bytes / sizeof(std::uint64_t);
  Vector sums[8]{};
  for (std::size_t i = 0; i + 8 * kLanes <= words; i += 8 * kLanes)
    for (std::size_t j = 0; j < 8; ++j)
      sums[j] ^= *reinterpret_cast<const Vector*>(data + i + j * kLanes);
  std::uint64_t total = 0;
  for (const Vector& sum : sums)
    for (std::size_t lane = 0; lane < kLanes; ++lane) total ^= sum[lane];
  return total;
}

/// Rounds of sixteen independent multiply-adds.
template <typename T, int Bytes>
[[gnu::always_inline]] inline double multiply_add(std::size_t rounds) {
  using Vector = typename VectorOf<T, Bytes>::Type;
  Vector sums[16]{};
  // Read at run time, so that nothing is computed beforehand.
  const volatile T source[2] = {T(0.999), T(0.001)};
  const Vector factor = Vector{} + source[0];
  const Vector term = Vector{} + source[1];
  for (std::size_t i = 0; i < rounds; ++i)
    for (Vector& sum : sums) sum = sum * factor + term;
  T total = 0;
  for (const Vector& sum : sums) total += sum[0];
  return static_cast<double>(total);
}

struct Routines {
  std::uint64_t (*read)(const std::uint64_t* data, std::size_t words);
  double (*add_f32)(std::size_t rounds);
  double (*add_f64)(std::size_t rounds);
  int bytes;  ///< Of a vector.
};

#define SINTER_ROUTINES(name, features, width)                                   \
  [[gnu::target(features)]] std::uint64_t read_##name(const std::uint64_t* data, \
                                                      std::size_t words) {       \
    return read_all<width>(data, words);                                         \
  }                                                                              \
  [[gnu::target(features)]] double f32_##name(std::size_t rounds) {              \
    return multiply_add<float, width>(rounds);                                   \
  }                                                                              \
  [[gnu::target(features)]] double f64_##name(std::size_t rounds) {              \
    return multiply_add<double, width>(rounds);                                  \
  }
SINTER_ROUTINES(avx512, "avx512f,avx512vl,fma", 64)
SINTER_ROUTINES(avx2, "avx2,fma", 32)
SINTER_ROUTINES(sse2, "sse2", 16)
#undef SINTER_ROUTINES

Routines routines() {
  if (__builtin_cpu_supports("avx512f")) return {read_avx512, f32_avx512, f64_avx512, 64};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return {read_avx2, f32_avx2, f64_avx2, 32};
  return {read_sse2, f32_sse2, f64_sse2, 16};
}

}  // namespace

Timing statistics(std::vector<double> samples, std::size_t batch) {
  std::ranges::sort(samples);
  const auto at = [&](double part) {
    const double place = std::round(part * static_cast<double>(samples.size() - 1));
    return samples[static_cast<std::size_t>(place)];
  };
  return {samples.front(), at(0.25), at(0.5), at(0.75), samples.size(), batch};
}

Timing measure(const std::function<void()>& call, double seconds) {
  const auto batch_time = [&](std::size_t batch) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < batch; ++i) call();
    return seconds_since(start);
  };
  std::size_t batch = 1;
  while (batch_time(batch) < kShortest && batch < 4096) batch *= 2;
  constexpr std::size_t kFewest = 5;
  constexpr std::size_t kMost = 10000;
  std::vector<double> samples;
  const auto start = Clock::now();
  while (samples.size() < kFewest || (seconds_since(start) < seconds && samples.size() < kMost))
    samples.push_back(batch_time(batch) / static_cast<double>(batch));
  return statistics(std::move(samples), batch);
}

double measure_bandwidth(std::size_t bytes, int threads) {
  constexpr std::size_t kLeast = std::size_t{8} << 10;   // one thread's part
  constexpr std::size_t kMost = std::size_t{256} << 20;  // all of them
  constexpr std::size_t kRead = std::size_t{192} << 20;  // what is read at least, by all
  const Routines routine = routines();
  const auto count = static_cast<std::size_t>(threads);
  const std::size_t words =
      std::clamp(bytes / count, kLeast, std::max(kLeast, kMost / count)) / sizeof(std::uint64_t);
  const std::size_t rounds = std::max<std::size_t>(3, kRead / count / (words * 8));
  std::vector<std::vector<std::uint64_t>> parts(count);
  const auto read = [&](int index) {
    std::vector<std::uint64_t>& part = parts[static_cast<std::size_t>(index)];
    for (std::size_t i = 0; i < rounds; ++i) {
      std::uint64_t sum = routine.read(part.data(), words);
      keep(sum);
    }
  };
  // First touched by the thread that reads it.
  on_threads(threads, [&](int index) { parts[static_cast<std::size_t>(index)].assign(words, 1); });
  const double time = std::min(on_threads(threads, read), on_threads(threads, read));
  return static_cast<double>(words * 8 * rounds) * threads / time;
}

double measure_arithmetic(bool is_f32, int threads) {
  constexpr std::size_t kRounds = 400'000;
  const Routines routine = routines();
  const auto work = [&](int /*index*/) {
    double sum = (is_f32 ? routine.add_f32 : routine.add_f64)(kRounds);
    keep(sum);
  };
  const double time = std::min(on_threads(threads, work), on_threads(threads, work));
  const double lanes = routine.bytes / (is_f32 ? 4.0 : 8.0);
  return 2 * 16 * lanes * static_cast<double>(kRounds) * threads / time;
}

}  // namespace sinter::repl
