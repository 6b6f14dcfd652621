// Plain loops over one math function, for GCC to vectorize with glibc's vector math.
#pragma once

#include <cstdint>
#include <span>

namespace sinter::bench {

struct MathLoop {
  const char* name;
  void (*f32)(const float* x, const float* y, float* out, std::int64_t n);
  void (*f64)(const double* x, const double* y, double* out, std::int64_t n);
};

std::span<const MathLoop> math_loops();

}  // namespace sinter::bench
