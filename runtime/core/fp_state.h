// The floating-point environment that compiled code and the interpreter run in.
#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sinter::runtime {

/// Rounding to nearest, denormals kept, no exception traps, for the lifetime of the object on this
/// thread; then everything as before, the sticky flags included. Hosts may run with other settings
/// (FTZ is common).
class FpStateGuard {
 public:
#if defined(__x86_64__)
  static constexpr std::uint32_t kDefault = 0x1f80;
  FpStateGuard() : saved_(_mm_getcsr()) { _mm_setcsr(kDefault); }
  ~FpStateGuard() { _mm_setcsr(saved_); }
#else
  FpStateGuard() = default;
#endif
  FpStateGuard(const FpStateGuard&) = delete;
  FpStateGuard& operator=(const FpStateGuard&) = delete;

 private:
#if defined(__x86_64__)
  std::uint32_t saved_;
#endif
};

}  // namespace sinter::runtime
