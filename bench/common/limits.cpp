// Measured limits of the machine. Vector code is chosen at run time; the loops are written with
// vector types so that no intrinsics are needed.
#include <algorithm>
#include <atomic>
#include <vector>

#include "bench/common/measure.h"

namespace sinter::bench {
namespace {

#define SINTER_AVX512 __attribute__((target("avx512f,fma"), noinline))
#define SINTER_AVX2 __attribute__((target("avx2,fma"), noinline))

using Vec16 = float __attribute__((vector_size(64)));
using Vec8 = float __attribute__((vector_size(32)));

constexpr int kChains = 12;  // latency 4 to 5, two per cycle

SINTER_AVX512 void fma_loop_512(std::int64_t repetitions) {
  Vec16 s[kChains] = {}, x = {}, y = {};
  for (std::int64_t r = 0; r < repetitions; ++r) {
    asm volatile("" : "+v"(x), "+v"(y));
#pragma GCC unroll 12
    for (Vec16& v : s) asm("vfmadd213ps %2, %1, %0" : "+v"(v) : "v"(x), "v"(y));
  }
#pragma GCC unroll 12
  for (Vec16& v : s) asm volatile("" : "+v"(v));
}

SINTER_AVX2 void fma_loop_256(std::int64_t repetitions) {
  Vec8 s[kChains] = {}, x = {}, y = {};
  for (std::int64_t r = 0; r < repetitions; ++r) {
    asm volatile("" : "+x"(x), "+x"(y));
#pragma GCC unroll 12
    for (Vec8& v : s) asm("vfmadd213ps %2, %1, %0" : "+x"(v) : "x"(x), "x"(y));
  }
#pragma GCC unroll 12
  for (Vec8& v : s) asm volatile("" : "+x"(v));
}

SINTER_AVX512 void read_512(const float* p, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 64)
    for (int j = 0; j < 4; ++j) {
      Vec16 v;
      asm volatile("vmovaps %1, %0"
                   : "=v"(v)
                   : "m"(*reinterpret_cast<const Vec16*>(p + i + 16 * j)));
    }
}

SINTER_AVX2 void read_256(const float* p, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 32)
    for (int j = 0; j < 4; ++j) {
      Vec8 v;
      asm volatile("vmovaps %1, %0" : "=x"(v) : "m"(*reinterpret_cast<const Vec8*>(p + i + 8 * j)));
    }
}

bool has_avx512() { return __builtin_cpu_supports("avx512f"); }

void read(const float* p, std::int64_t n) { has_avx512() ? read_512(p, n) : read_256(p, n); }

/// Gigabytes per second of `threads` threads that each read their own `bytes` again and again.
double read_bandwidth(SpinPool& pool, int threads, float* data, std::int64_t bytes) {
  const std::int64_t floats = bytes / 4;
  const std::int64_t passes = std::max<std::int64_t>(1, (std::int64_t{1} << 22) / bytes);
  const auto result = measure({{"read",
                                [&] {
                                  pool.run(threads, [&](int t) {
                                    for (std::int64_t i = 0; i < passes; ++i)
                                      read(data + t * floats, floats);
                                  });
                                }}},
                              {40, 3e5});
  return static_cast<double>(bytes * passes * threads) / result[0].best_ns;
}

}  // namespace

Limits measure_limits(SpinPool& pool, int threads) {
  Limits limits{};
  constexpr std::int64_t kRepetitions = 20'000;
  const int lanes = has_avx512() ? 16 : 8;
  const auto fma =
      measure({{"fma",
                [&] {
                  pool.run(threads, [](int) {
                    has_avx512() ? fma_loop_512(kRepetitions) : fma_loop_256(kRepetitions);
                  });
                }}},
              {40, 3e5});
  limits.fma_f32_gflops =
      2.0 * lanes * kChains * static_cast<double>(kRepetitions * threads) / fma[0].best_ns;

  constexpr std::int64_t kDramFloats = std::int64_t{1} << 25;  // 128 MB
  std::vector<float> source(kDramFloats + 16, 1.0f), target(kDramFloats + 16, 0.0f);
  const auto align = [](float* p) {
    return reinterpret_cast<float*>((reinterpret_cast<std::uintptr_t>(p) + 63) / 64 * 64);
  };
  float* data = align(source.data());
  limits.read_l1_gbs = read_bandwidth(pool, threads, data, 16 << 10);
  limits.read_l2_gbs = read_bandwidth(pool, threads, data, 512 << 10);
  limits.read_dram_gbs =
      read_bandwidth(pool, threads, data, kDramFloats * 4 / threads / 4096 * 4096);
  const auto copy = measure({{"copy",
                              [&] {
                                pool.run(threads, [&](int t) {
                                  const Range r = split(kDramFloats, 1024, t, threads);
                                  std::copy(data + r.begin, data + r.end, target.data() + r.begin);
                                });
                              }}},
                            {40, 3e5});
  limits.copy_dram_gbs = 8.0 * kDramFloats / copy[0].best_ns;
  return limits;
}

}  // namespace sinter::bench
