/* What the host computes of a program that runs on a GPU: sizes, bounds of loops, conditions, as
 * kernels do. Included before sinter_aot_cuda.h; everything in it is static. Floats are multiplied
 * where no compiler makes a fused operation of it. */
#pragma once

#include <stdint.h>
#include <string.h>

#define SINTER_CUDA_FLOATS(T, name, Bits, suffix)                                                 \
  __attribute__((noinline, unused)) static T sinter_##name##_multiply(T x, T y) { return x * y; } \
  static inline Bits sinter_##name##_bits(T x) {                                                  \
    Bits bits;                                                                                    \
    memcpy(&bits, &x, sizeof bits);                                                               \
    return bits;                                                                                  \
  }                                                                                               \
  static inline T sinter_##name##_from(Bits bits) {                                               \
    T x;                                                                                          \
    memcpy(&x, &bits, sizeof x);                                                                  \
    return x;                                                                                     \
  }                                                                                               \
  static inline T sinter_##name##_larger(T x, T y) {                                              \
    if (x == y) return sinter_##name##_from(sinter_##name##_bits(x) & sinter_##name##_bits(y));   \
    return x > y ? x : y > x ? y : x + y;                                                         \
  }                                                                                               \
  static inline T sinter_##name##_smaller(T x, T y) {                                             \
    if (x == y) return sinter_##name##_from(sinter_##name##_bits(x) | sinter_##name##_bits(y));   \
    return x < y ? x : y < x ? y : x + y;                                                         \
  }                                                                                               \
  static inline T sinter_##name##_modulo(T a, T d) {                                              \
    const T rest = __builtin_fmod##suffix(a, d);                                                  \
    if (rest != rest) return rest;                                                                \
    if (rest == 0) return d < 0 || __builtin_signbit(d) ? -(T)0 : (T)0;                           \
    return (rest < 0) != (d < 0) ? rest + d : rest;                                               \
  }                                                                                               \
  static inline T sinter_##name##_floor_divide(T a, T d) {                                        \
    const T ratio = a / d;                                                                        \
    if (d == 0) return ratio;                                                                     \
    const T rest = __builtin_fmod##suffix(a, d);                                                  \
    T quotient = (a - rest) / d;                                                                  \
    if (rest == rest && rest != 0 && (rest < 0) != (d < 0)) quotient = quotient - 1;              \
    if (quotient == 0) return __builtin_signbit(ratio) ? -(T)0 : (T)0;                            \
    const T down = __builtin_floor##suffix(quotient);                                             \
    return quotient - down > (T)0.5 ? down + 1 : down;                                            \
  }
SINTER_CUDA_FLOATS(float, f32, uint32_t, f)
SINTER_CUDA_FLOATS(double, f64, uint64_t, )
#undef SINTER_CUDA_FLOATS

/* x * 2 ** n in two steps: half of the exponent keeps x normal wherever the result is not 0 or
 * infinite. */
static inline float sinter_f32_scale(float x, float n) {
  if (n != n) return n;
  const int whole = (int)(n < -252.0f ? -252.0f : n > 252.0f ? 252.0f : n);
  const int half = whole >> 1;
  const float first = sinter_f32_multiply(x, sinter_f32_from((uint32_t)(half + 127) << 23));
  return sinter_f32_multiply(first, sinter_f32_from((uint32_t)(whole - half + 127) << 23));
}
static inline double sinter_f64_scale(double x, double n) {
  if (n != n) return n;
  const int whole = (int)(n < -2044.0 ? -2044.0 : n > 2044.0 ? 2044.0 : n);
  const int half = whole >> 1;
  const double first = sinter_f64_multiply(x, sinter_f64_from((uint64_t)(half + 1023) << 52));
  return sinter_f64_multiply(first, sinter_f64_from((uint64_t)(whole - half + 1023) << 52));
}

/* Integers of all types are widened to 64 bits, and the result is cut. A divisor of 0 has been
 * checked for before, where it matters. */
static inline int64_t sinter_signed_quotient(int64_t a, int64_t d) {
  if (d == 0) return 0;
  if (d == -1) return (int64_t)(0 - (uint64_t)a);
  return a / d - ((a % d != 0) & ((a % d < 0) != (d < 0)));
}
static inline int64_t sinter_signed_modulo(int64_t a, int64_t d) {
  if (d == 0 || d == -1) return 0;
  const int64_t rest = a % d;
  return rest != 0 && (rest < 0) != (d < 0) ? rest + d : rest;
}
static inline int64_t sinter_signed_remainder(int64_t a, int64_t d) {
  return d == 0 || d == -1 ? 0 : a % d;
}
static inline uint64_t sinter_unsigned_quotient(uint64_t a, uint64_t d) {
  return d == 0 ? 0 : a / d;
}
static inline uint64_t sinter_unsigned_remainder(uint64_t a, uint64_t d) {
  return d == 0 ? 0 : a % d;
}
static inline uint64_t sinter_power(uint64_t base, int64_t exponent, int is_negative) {
  uint64_t result = 1;
  if (is_negative) return 1;
  for (uint64_t left = (uint64_t)exponent; left != 0; left >>= 1) {
    if (left & 1) result *= base;
    base *= base;
  }
  return result;
}
/* `bits`: of the type; an amount outside of it shifts everything out. */
static inline uint64_t sinter_shift_left(uint64_t x, int64_t amount, int bits) {
  return amount < 0 || amount >= bits ? 0 : x << amount;
}
static inline int64_t sinter_signed_shift_right(int64_t x, int64_t amount, int bits) {
  if (amount < 0 || amount >= bits) return x < 0 ? -1 : 0;
  return x >> amount;
}
static inline uint64_t sinter_unsigned_shift_right(uint64_t x, int64_t amount, int bits) {
  return amount < 0 || amount >= bits ? 0 : x >> amount;
}
/* The nearest value of an integer type of so many bits without the sign; NaN is 0. */
static inline int64_t sinter_signed_saturate(double x, int bits) {
  const double limit = (double)(UINT64_C(1) << (bits - 1)) * 2;
  const int64_t largest = (int64_t)(~UINT64_C(0) >> (64 - bits));
  if (x != x) return 0;
  if (x >= limit) return largest;
  return x <= -limit ? -largest - 1 : (int64_t)x;
}
static inline uint64_t sinter_unsigned_saturate(double x, int bits) {
  const double limit = (double)(UINT64_C(1) << (bits - 1)) * 2;
  if (!(x > 0)) return 0;
  return x >= limit ? ~UINT64_C(0) >> (64 - bits) : (uint64_t)x;
}
