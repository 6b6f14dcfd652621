// Vector code is chosen at run time. The loops are written with vector types, and assembly where a
// compiler would see through them.
#include "frontend/hardware/limits.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "frontend/hardware/clock.h"

namespace sinter::hardware {
namespace {

using Vec64 = float __attribute__((vector_size(64)));
using Vec32 = float __attribute__((vector_size(32)));
using Vec16 = float __attribute__((vector_size(16)));

constexpr int kChains = 12;           // latency 4 to 5, two per cycle
constexpr std::int64_t kStep = 64;    // floats of a turn of the loops below
constexpr std::int64_t kGrain = 128;  // threads get multiples of it, and so do halves of three

// Multiply-adds of independent chains; `step` takes %0, and %1 and %2, which it does not change.
#define SINTER_CHAINS(name, features, Vec, step, constraint)                                   \
  __attribute__((target(features), noinline)) void name(std::int64_t repetitions) {            \
    Vec s[kChains] = {}, x = {}, y = {};                                                       \
    for (std::int64_t r = 0; r < repetitions; ++r) {                                           \
      asm volatile("" : "+" constraint(x), "+" constraint(y));                                 \
      _Pragma("GCC unroll 12") for (Vec & v : s) asm(step : "+" constraint(v) : constraint(x), \
                                                     constraint(y));                           \
    }                                                                                          \
    _Pragma("GCC unroll 12") for (Vec & v : s) asm volatile("" : "+" constraint(v));           \
  }
SINTER_CHAINS(chains_f32_512, "avx512f", Vec64, "vfmadd213ps %2, %1, %0", "v")
SINTER_CHAINS(chains_f64_512, "avx512f", Vec64, "vfmadd213pd %2, %1, %0", "v")
SINTER_CHAINS(chains_f32_256, "avx2,fma", Vec32, "vfmadd213ps %2, %1, %0", "x")
SINTER_CHAINS(chains_f64_256, "avx2,fma", Vec32, "vfmadd213pd %2, %1, %0", "x")
SINTER_CHAINS(chains_f32_128, "sse2", Vec16, "mulps %1, %0\n\taddps %2, %0", "x")
SINTER_CHAINS(chains_f64_128, "sse2", Vec16, "mulpd %1, %0\n\taddpd %2, %0", "x")
#undef SINTER_CHAINS

// What is read is used for nothing.
#define SINTER_READING(name, features, Vec, load, constraint)                                 \
  __attribute__((target(features), noinline)) void name(const float* a, std::int64_t count) { \
    constexpr int kLanes = sizeof(Vec) / sizeof(float);                                       \
    for (std::int64_t i = 0; i < count; i += kStep)                                           \
      _Pragma("GCC unroll 16") for (int j = 0; j < kStep; j += kLanes) {                      \
        Vec v;                                                                                \
        asm volatile(load " %1, %0"                                                           \
                     : "=" constraint(v)                                                      \
                     : "m"(*reinterpret_cast<const Vec*>(a + i + j)));                        \
      }                                                                                       \
  }
SINTER_READING(read_512, "avx512f", Vec64, "vmovaps", "v")
SINTER_READING(read_256, "avx2", Vec32, "vmovaps", "x")
SINTER_READING(read_128, "sse2", Vec16, "movaps", "x")
#undef SINTER_READING

#define SINTER_AT(array) (*reinterpret_cast<const Vector*>(array + i + j))
// a = 1, a = b or a = b + 3c, by the instruction that stores.
#define SINTER_STORING_LOOP(name, features, Vec, store, constraint, value)                         \
  __attribute__((target(features), noinline)) void name(float* a, [[maybe_unused]] const float* b, \
                                                        [[maybe_unused]] const float* c,           \
                                                        std::int64_t count) {                      \
    using Vector = Vec;                                                                            \
    constexpr int kLanes = sizeof(Vec) / sizeof(float);                                            \
    [[maybe_unused]] const Vector one = Vector{} + 1.0F;                                           \
    for (std::int64_t i = 0; i < count; i += kStep)                                                \
      _Pragma("GCC unroll 16") for (int j = 0; j < kStep; j += kLanes) {                           \
        const Vector v = value;                                                                    \
        asm volatile(store " %1, %0"                                                               \
                     : "=m"(*reinterpret_cast<Vector*>(a + i + j))                                 \
                     : constraint(v));                                                             \
      }                                                                                            \
    asm volatile("sfence" : : : "memory");                                                         \
  }
#define SINTER_STORING(kind, features, Vec, store, constraint)                     \
  SINTER_STORING_LOOP(write_##kind, features, Vec, store, constraint, one)         \
  SINTER_STORING_LOOP(copy_##kind, features, Vec, store, constraint, SINTER_AT(b)) \
  SINTER_STORING_LOOP(triad_##kind, features, Vec, store, constraint,              \
                      SINTER_AT(b) + (one + one + one) * SINTER_AT(c))
SINTER_STORING(512, "avx512f", Vec64, "vmovaps", "v")
SINTER_STORING(512_past, "avx512f", Vec64, "vmovntps", "v")
SINTER_STORING(256, "avx2", Vec32, "vmovaps", "x")
SINTER_STORING(256_past, "avx2", Vec32, "vmovntps", "x")
SINTER_STORING(128, "sse2", Vec16, "movaps", "x")
SINTER_STORING(128_past, "sse2", Vec16, "movntps", "x")
#undef SINTER_STORING
#undef SINTER_STORING_LOOP
#undef SINTER_AT

using Chains = void (*)(std::int64_t repetitions);
using Storing = void (*)(float* a, const float* b, const float* c, std::int64_t count);

/// The loops for one width of vectors.
struct Loops {
  int bytes;  ///< Of a vector.
  Chains chains_f32;
  Chains chains_f64;
  void (*read)(const float* a, std::int64_t count);
  Storing write[2];  ///< Into the caches, and past them.
  Storing copy[2];
  Storing triad[2];
};

const Loops& loops() {
  static const Loops chosen = [] {
    if (__builtin_cpu_supports("avx512f"))
      return Loops{64,
                   chains_f32_512,
                   chains_f64_512,
                   read_512,
                   {write_512, write_512_past},
                   {copy_512, copy_512_past},
                   {triad_512, triad_512_past}};
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
      return Loops{32,
                   chains_f32_256,
                   chains_f64_256,
                   read_256,
                   {write_256, write_256_past},
                   {copy_256, copy_256_past},
                   {triad_256, triad_256_past}};
    return Loops{16,
                 chains_f32_128,
                 chains_f64_128,
                 read_128,
                 {write_128, write_128_past},
                 {copy_128, copy_128_past},
                 {triad_128, triad_128_past}};
  }();
  return chosen;
}

constexpr double kPassNs = 5e5;  // that one pass takes at least

/// The least nanoseconds per call of several passes: a limit is the best that was seen.
double least_ns(double probe_ns, const std::function<void()>& body) {
  body();
  std::int64_t calls = 1;
  double best = 0;
  const std::int64_t start = now_ns();
  for (int pass = 0; pass < 5 || static_cast<double>(now_ns() - start) < probe_ns;) {
    const std::int64_t begin = now_ns();
    for (std::int64_t i = 0; i < calls; ++i) body();
    const double took = static_cast<double>(now_ns() - begin);
    if (took < kPassNs) {
      calls *= 2;
      continue;
    }
    const double each = took / static_cast<double>(calls);
    best = pass == 0 ? each : std::min(best, each);
    ++pass;
  }
  return best;
}

}  // namespace

double Bandwidth::best() const { return std::max({read, write, copy, triad}); }

void Bandwidth::improve(const Bandwidth& other) {
  for (const auto way : {&Bandwidth::read, &Bandwidth::write, &Bandwidth::copy, &Bandwidth::triad})
    this->*way = std::max(this->*way, other.*way);
}

std::shared_ptr<void> allocate_aligned(std::size_t bytes) {
  constexpr std::size_t kPage = 4096;
  return {std::aligned_alloc(kPage, (bytes + kPage - 1) / kPage * kPage),
          [](void* memory) { std::free(memory); }};
}

double measure_multiply_adds(SpinPool& pool, int threads, bool is_double, double probe_ns) {
  constexpr std::int64_t kRepetitions = 20'000;
  const Chains chains = is_double ? loops().chains_f64 : loops().chains_f32;
  const double ns =
      least_ns(probe_ns, [&] { pool.run(threads, [&](int) { chains(kRepetitions); }); });
  const int lanes = loops().bytes / (is_double ? 8 : 4);
  return 2.0 * lanes * kChains * static_cast<double>(kRepetitions * threads) / ns;
}

Bandwidth measure_bandwidth(SpinPool& pool, int threads, std::size_t bytes,
                            const Allocate& allocate, double probe_ns) {
  const auto part = static_cast<std::int64_t>(bytes / sizeof(float) / 3) / threads;
  const std::int64_t count = std::max<std::int64_t>(part / kGrain, 1) * kGrain;  // of one array
  const std::int64_t own = 3 * count;                                            // of a thread
  const auto total = static_cast<std::size_t>(own * threads) * sizeof(float);
  const std::shared_ptr<void> memory = allocate(total);
  if (!memory) return {};
  auto* const data = static_cast<float*>(memory.get());
  // First touched by the thread that uses it.
  pool.run(threads, [&](int t) { std::fill_n(data + own * t, own, 1.0F); });
  // Little work would measure how threads meet, not memory.
  const std::int64_t passes = std::max<std::int64_t>(1, (std::int64_t{1} << 18) / own);
  const auto speed = [&](const std::function<void(float*)>& body) {
    const double ns = least_ns(probe_ns, [&] {
      pool.run(threads, [&](int t) {
        for (std::int64_t pass = 0; pass < passes; ++pass) body(data + own * t);
      });
    });
    return static_cast<double>(total) * static_cast<double>(passes) / ns;
  };
  Bandwidth found;
  found.read = speed([&](float* at) { loops().read(at, own); });
  for (const int past : {0, 1}) {
    Bandwidth now;
    now.write = speed([&](float* at) { loops().write[past](at, at, at, own); });
    now.copy = speed([&](float* at) { loops().copy[past](at, at + own / 2, at, own / 2); });
    now.triad =
        speed([&](float* at) { loops().triad[past](at, at + count, at + 2 * count, count); });
    found.improve(now);
  }
  return found;
}

}  // namespace sinter::hardware
