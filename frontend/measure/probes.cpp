// Vector code is chosen at run time. The loops are written with vector types, and assembly where a
// compiler would see through them.
#include "frontend/measure/probes.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "frontend/measure/clock.h"
#include "frontend/measure/spin_pool.h"

namespace sinter::measure {
namespace {

#if defined(__x86_64__)
#define SINTER_AVX512 __attribute__((target("avx512f,fma"), noinline))
#define SINTER_AVX2 __attribute__((target("avx2,fma"), noinline))

using Vec64 = float __attribute__((vector_size(64)));
using Vec32 = float __attribute__((vector_size(32)));

constexpr int kChains = 12;  // latency 4 to 5, two per cycle

// The same loop for floats and doubles of 512 and 256 bits.
#define SINTER_FMA_LOOP(name, target, Vec, instruction, constraint)                      \
  target void name(std::int64_t repetitions) {                                           \
    Vec s[kChains] = {}, x = {}, y = {};                                                 \
    for (std::int64_t r = 0; r < repetitions; ++r) {                                     \
      asm volatile("" : "+" constraint(x), "+" constraint(y));                           \
      _Pragma("GCC unroll 12") for (Vec & v : s) asm(                                    \
          instruction " %2, %1, %0" : "+" constraint(v) : constraint(x), constraint(y)); \
    }                                                                                    \
    _Pragma("GCC unroll 12") for (Vec & v : s) asm volatile("" : "+" constraint(v));     \
  }
SINTER_FMA_LOOP(fma_f32_512, SINTER_AVX512, Vec64, "vfmadd213ps", "v")
SINTER_FMA_LOOP(fma_f64_512, SINTER_AVX512, Vec64, "vfmadd213pd", "v")
SINTER_FMA_LOOP(fma_f32_256, SINTER_AVX2, Vec32, "vfmadd213ps", "x")
SINTER_FMA_LOOP(fma_f64_256, SINTER_AVX2, Vec32, "vfmadd213pd", "x")
#undef SINTER_FMA_LOOP

bool has_fma() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

void fma_loop(bool is_double, std::int64_t repetitions) {
  if (__builtin_cpu_supports("avx512f")) {
    is_double ? fma_f64_512(repetitions) : fma_f32_512(repetitions);
  } else {
    is_double ? fma_f64_256(repetitions) : fma_f32_256(repetitions);
  }
}

int vector_bytes() { return __builtin_cpu_supports("avx512f") ? 64 : 32; }

// Both read 128 bytes at a time; what is read is used for nothing.
SINTER_AVX2 void read_loop(const float* data, std::int64_t count) {
  for (std::int64_t i = 0; i < count; i += 32)
    for (int j = 0; j < 4; ++j) {
      Vec32 v;
      asm volatile("vmovaps %1, %0"
                   : "=x"(v)
                   : "m"(*reinterpret_cast<const Vec32*>(data + i + 8 * j)));
    }
}

/// a = b + s * c, with stores past the caches where the arrays do not fit into them.
SINTER_AVX2 void triad_loop(float* a, const float* b, const float* c, std::int64_t count,
                            bool past_caches) {
  const Vec32 s = Vec32{} + 3.0F;
  for (std::int64_t i = 0; i < count; i += 8) {
    const Vec32 sum =
        *reinterpret_cast<const Vec32*>(b + i) + s * *reinterpret_cast<const Vec32*>(c + i);
    if (past_caches) {
      asm volatile("vmovntps %1, %0" : "=m"(*reinterpret_cast<Vec32*>(a + i)) : "x"(sum));
    } else {
      *reinterpret_cast<Vec32*>(a + i) = sum;
      asm volatile("" : : "r"(a) : "memory");
    }
  }
  asm volatile("sfence" : : : "memory");
}
#else
bool has_fma() { return false; }
int vector_bytes() { return 16; }
void fma_loop(bool, std::int64_t) {}
void read_loop(const float*, std::int64_t) {}
void triad_loop(float*, const float*, const float*, std::int64_t, bool) {}
#endif

constexpr double kProbeNs = 3e7;     // that all passes of a probe take together, about
constexpr double kPassNs = 5e5;      // that one pass takes at least
constexpr std::int64_t kGrain = 64;  // floats; threads get multiples

/// The least nanoseconds per call of several passes: a limit is the best that was seen.
double least_ns(const std::function<void()>& body) {
  body();
  std::int64_t calls = 1;
  double best = 0;
  const std::int64_t start = now_ns();
  for (int pass = 0; pass < 5 || static_cast<double>(now_ns() - start) < kProbeNs;) {
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

double peak_gigaflops(SpinPool& pool, int threads, bool is_double) {
  constexpr std::int64_t kRepetitions = 20'000;
  const double ns =
      least_ns([&] { pool.run(threads, [&](int) { fma_loop(is_double, kRepetitions); }); });
  const int lanes = vector_bytes() / (is_double ? 8 : 4);
#if defined(__x86_64__)
  return 2.0 * lanes * kChains * static_cast<double>(kRepetitions * threads) / ns;
#else
  return lanes * 0.0 * ns;
#endif
}

struct Free {
  void operator()(float* memory) const { std::free(memory); }
};

/// Arrays of `bytes` bytes together, each thread's part its own.
Roof::Bandwidth bandwidth(SpinPool& pool, int threads, std::uint64_t bytes) {
  const auto part = static_cast<std::int64_t>(bytes / 4 / static_cast<std::uint64_t>(3 * threads));
  const std::int64_t count = std::max<std::int64_t>(part / kGrain, 1) * kGrain;  // of one array
  const std::size_t floats = static_cast<std::size_t>(3 * count * threads);
  const std::unique_ptr<float, Free> memory(
      static_cast<float*>(std::aligned_alloc(4096, (floats * 4 + 4095) / 4096 * 4096)));
  if (!memory) return {bytes, 0, 0};
  float* const data = memory.get();
  pool.run(threads, [&](int t) { std::fill_n(data + 3 * count * t, 3 * count, 1.0F); });
  constexpr std::uint64_t kBeyondCaches = std::uint64_t{64} << 20;
  // Little work would measure how threads meet, not memory.
  const std::int64_t passes = std::max<std::int64_t>(1, (std::int64_t{1} << 20) / (12 * count));
  const auto for_each_part = [&](const std::function<void(float*)>& body) {
    return least_ns([&] {
      pool.run(threads, [&](int t) {
        for (std::int64_t pass = 0; pass < passes; ++pass) body(data + 3 * count * t);
      });
    });
  };
  const double triad_ns = for_each_part([&](float* own) {
    triad_loop(own, own + count, own + 2 * count, count, bytes >= kBeyondCaches);
  });
  const double read_ns = for_each_part([&](float* own) { read_loop(own, 3 * count); });
  const double moved = 4.0 * static_cast<double>(floats) * static_cast<double>(passes);
  return {bytes, moved / triad_ns, moved / read_ns};
}

}  // namespace

Roof measure_roof(int threads, const std::vector<std::uint64_t>& sizes,
                  const std::function<bool()>& next) {
  Roof roof;
  roof.threads = threads;
  if (!has_fma()) return roof;
  SpinPool pool(threads);
  if (next()) roof.gigaflops_f32 = peak_gigaflops(pool, threads, false);
  if (next()) roof.gigaflops_f64 = peak_gigaflops(pool, threads, true);
  for (const std::uint64_t bytes : sizes) {
    if (!next()) break;
    roof.bandwidths.push_back(bandwidth(pool, threads, bytes));
  }
  return roof;
}

std::optional<double> least_time(const Roof& roof, const Point& point) {
  if (!point.bytes || !point.operations) return std::nullopt;
  double best = 0;
  double distance = INFINITY;
  for (const Roof::Bandwidth& known : roof.bandwidths) {
    const double away =
        std::abs(std::log(static_cast<double>(known.bytes)) -
                 std::log(static_cast<double>(std::max<std::uint64_t>(*point.bytes, 1))));
    if (away >= distance) continue;
    distance = away;
    best = std::max(known.triad, known.read);
  }
  const double peak = point.is_double ? roof.gigaflops_f64 : roof.gigaflops_f32;
  if (best <= 0 || peak <= 0) return std::nullopt;
  const double bytes_ms = static_cast<double>(*point.bytes) / best / 1e6;
  const double operations_ms = static_cast<double>(*point.operations) / peak / 1e6;
  return std::max(bytes_ms, operations_ms);
}

}  // namespace sinter::measure
