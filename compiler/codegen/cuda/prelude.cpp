// The functions that generated kernels call: what the op table says of ops that C++ has no operator
// for. Each is text; a source gets those that it needs.
#include "compiler/codegen/cuda/prelude.h"

#include <vector>

#include "compiler/codegen/cuda/expression.h"

namespace sinter::cuda {
namespace {

constexpr std::string_view kTypes = R"(typedef signed char i8;
typedef short i16;
typedef int i32;
typedef long long i64;
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef float f32;
typedef double f64;
#define SINTER_FUNCTION static __device__ __forceinline__
SINTER_FUNCTION u32 bits_of(f32 x) { return __float_as_uint(x); }
SINTER_FUNCTION u64 bits_of(f64 x) { return (u64)__double_as_longlong(x); }
SINTER_FUNCTION f32 f32_from(u32 x) { return __uint_as_float(x); }
SINTER_FUNCTION f64 f64_from(u64 x) { return __longlong_as_double((i64)x); }
)";

// In an order in which each stands before those that call it.
constexpr Helper kHelpers[] = {
    {"Wide<",
     R"(template <typename T> struct __align__(sizeof(T) < 4 ? 4 * sizeof(T) : 16) Wide { T part[4]; };
)"},
    // Kernels of a program run one after another: the count is 0 again for the next one.
    {"is_last_block(", R"(SINTER_FUNCTION bool is_last_block(unsigned* blocks) {
  __shared__ bool last;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) {
    last = atomicAdd(blocks, 1u) == gridDim.x - 1;
    if (last) *blocks = 0;
  }
  __syncthreads();
  if (last) __threadfence();
  return last;
}
)"},
    {"fused(", R"(SINTER_FUNCTION f32 fused(f32 x, f32 y, f32 z) { return __fmaf_rn(x, y, z); }
SINTER_FUNCTION f64 fused(f64 x, f64 y, f64 z) { return __fma_rn(x, y, z); }
)"},
    {"fabs_bits(",
     R"(SINTER_FUNCTION f32 fabs_bits(f32 x) { return f32_from(bits_of(x) & 0x7fffffffu); }
SINTER_FUNCTION f64 fabs_bits(f64 x) { return f64_from(bits_of(x) & 0x7fffffffffffffffull); }
)"},
    {"absolute(", R"(template <typename T> SINTER_FUNCTION T absolute(T x) {
  return x < T(0) ? (T)(u64(0) - (u64)x) : x;
}
)"},
    {"float_sign(", R"(template <typename T> SINTER_FUNCTION T float_sign(T x) {
  return x != x ? x : x > T(0) ? T(1) : x < T(0) ? T(-1) : T(0);
}
)"},
    {"sign(", R"(template <typename T> SINTER_FUNCTION T sign(T x) {
  return x < T(0) ? T(-1) : x == T(0) ? T(0) : T(1);
}
)"},
    {"square_root(", R"(SINTER_FUNCTION f32 square_root(f32 x) { return __fsqrt_rn(x); }
SINTER_FUNCTION f64 square_root(f64 x) { return __dsqrt_rn(x); }
)"},
    {"round_down(", R"(SINTER_FUNCTION f32 round_down(f32 x) { return floorf(x); }
SINTER_FUNCTION f64 round_down(f64 x) { return floor(x); }
)"},
    {"round_up(", R"(SINTER_FUNCTION f32 round_up(f32 x) { return ceilf(x); }
SINTER_FUNCTION f64 round_up(f64 x) { return ceil(x); }
)"},
    {"round_to_zero(", R"(SINTER_FUNCTION f32 round_to_zero(f32 x) { return truncf(x); }
SINTER_FUNCTION f64 round_to_zero(f64 x) { return trunc(x); }
)"},
    {"round_to_even(", R"(SINTER_FUNCTION f32 round_to_even(f32 x) { return rintf(x); }
SINTER_FUNCTION f64 round_to_even(f64 x) { return rint(x); }
)"},
    {"copy_sign(", R"(SINTER_FUNCTION f32 copy_sign(f32 x, f32 y) {
  return f32_from((bits_of(x) & 0x7fffffffu) | (bits_of(y) & 0x80000000u));
}
SINTER_FUNCTION f64 copy_sign(f64 x, f64 y) {
  return f64_from((bits_of(x) & 0x7fffffffffffffffull) | (bits_of(y) & 0x8000000000000000ull));
}
)"},
    {"is_infinite(", R"(SINTER_FUNCTION bool is_infinite(f32 x) {
  return (bits_of(x) & 0x7fffffffu) == 0x7f800000u;
}
SINTER_FUNCTION bool is_infinite(f64 x) {
  return (bits_of(x) & 0x7fffffffffffffffull) == 0x7ff0000000000000ull;
}
)"},
    {"is_finite(", R"(SINTER_FUNCTION bool is_finite(f32 x) {
  return (bits_of(x) & 0x7fffffffu) < 0x7f800000u;
}
SINTER_FUNCTION bool is_finite(f64 x) {
  return (bits_of(x) & 0x7fffffffffffffffull) < 0x7ff0000000000000ull;
}
)"},
    {"is_normal(", R"(SINTER_FUNCTION bool is_normal(f32 x) {
  return (bits_of(x) & 0x7fffffffu) - 0x00800000u < 0x7f000000u;
}
SINTER_FUNCTION bool is_normal(f64 x) {
  return (bits_of(x) & 0x7fffffffffffffffull) - 0x0010000000000000ull < 0x7fe0000000000000ull;
}
)"},
    {"sign_bit(", R"(SINTER_FUNCTION bool sign_bit(f32 x) { return (bits_of(x) >> 31) != 0; }
SINTER_FUNCTION bool sign_bit(f64 x) { return (bits_of(x) >> 63) != 0; }
)"},
    {"count_bits(", R"(SINTER_FUNCTION int count_bits(u64 x) { return __popcll(x); }
SINTER_FUNCTION int count_bits(i64 x) { return __popcll((u64)x); }
SINTER_FUNCTION int count_bits(u32 x) { return __popc(x); }
SINTER_FUNCTION int count_bits(i32 x) { return __popc((u32)x); }
SINTER_FUNCTION int count_bits(u16 x) { return __popc(x); }
SINTER_FUNCTION int count_bits(i16 x) { return __popc((u16)x); }
SINTER_FUNCTION int count_bits(u8 x) { return __popc(x); }
SINTER_FUNCTION int count_bits(i8 x) { return __popc((u8)x); }
)"},
    // Positions nearly always fit 32 bits; the long way is kept small.
    {"floor_divide(",
     R"(template <typename T> static __device__ __noinline__ T long_quotient(T a, T d) {
  if (d == T(0)) return T(0);
  if (!(T(-1) < T(0))) return (T)(a / d);
  if (d == T(-1)) return (T)(u64(0) - (u64)a);
  const T quotient = (T)(a / d);
  const T rest = (T)(a - quotient * d);
  return rest != T(0) && ((rest < T(0)) != (d < T(0))) ? (T)(quotient - T(1)) : quotient;
}
template <typename T> SINTER_FUNCTION T floor_divide(T a, T d) {
  if (sizeof(T) == 8 && d != T(0) && ((u64)(a | d) >> 32) == 0) return (T)((u32)a / (u32)d);
  return long_quotient(a, d);
}
)"},
    {"modulo(", R"(template <typename T> static __device__ __noinline__ T long_rest(T a, T d) {
  if (d == T(0)) return T(0);
  if (!(T(-1) < T(0))) return (T)(a % d);
  if (d == T(-1)) return T(0);
  const T rest = (T)(a % d);
  return rest != T(0) && ((rest < T(0)) != (d < T(0))) ? (T)(rest + d) : rest;
}
template <typename T> SINTER_FUNCTION T modulo(T a, T d) {
  if (sizeof(T) == 8 && d != T(0) && ((u64)(a | d) >> 32) == 0) return (T)((u32)a % (u32)d);
  return long_rest(a, d);
}
)"},
    {"truncated_remainder(",
     R"(template <typename T> SINTER_FUNCTION T truncated_remainder(T a, T d) {
  if (d == T(0) || (T(-1) < T(0) && d == T(-1))) return T(0);
  return (T)(a % d);
}
)"},
    {"integer_power(", R"(template <typename T> SINTER_FUNCTION T integer_power(T a, T b) {
  if (b < T(0)) return T(1);
  u64 result = 1, base = (u64)a;
  for (u64 left = (u64)b; left != 0; left >>= 1) {
    if (left & 1) result *= base;
    base *= base;
  }
  return (T)result;
}
)"},
    // The magnitude is taken in T's own width: that of the smallest number is itself.
    {"common_", R"(template <typename T> SINTER_FUNCTION u64 magnitude(T x) {
  const u64 mask = sizeof(T) == 8 ? ~u64(0) : (u64(1) << (8 * sizeof(T))) - 1;
  return (x < T(0) ? u64(0) - (u64)x : (u64)x) & mask;
}
template <typename T> SINTER_FUNCTION T common_divisor(T a, T b) {
  u64 x = magnitude(a), y = magnitude(b);
  while (y != 0) {
    const u64 rest = x % y;
    x = y;
    y = rest;
  }
  return (T)x;
}
template <typename T> SINTER_FUNCTION T common_multiple(T a, T b) {
  u64 x = magnitude(a), y = magnitude(b);
  const u64 first = x, second = y;
  while (y != 0) {
    const u64 rest = x % y;
    x = y;
    y = rest;
  }
  return (T)(first / (x == 0 ? 1 : x) * second);
}
)"},
    {"add_at(",
     R"(SINTER_FUNCTION void add_at(i32* place, i32 x) { atomicAdd((u32*)place, (u32)x); }
SINTER_FUNCTION void add_at(u32* place, u32 x) { atomicAdd(place, x); }
SINTER_FUNCTION void add_at(i64* place, i64 x) { atomicAdd((u64*)place, (u64)x); }
SINTER_FUNCTION void add_at(u64* place, u64 x) { atomicAdd(place, x); }
)"},
    // By comparing and exchanging the word that the element lies in, until nobody was faster.
    {"combine_at(", R"(template <int bytes> struct Word { typedef u32 type; };
template <> struct Word<8> { typedef u64 type; };
template <typename T, typename F> SINTER_FUNCTION void combine_at(T* place, T x, F both) {
  typedef typename Word<sizeof(T)>::type W;
  const u64 address = (u64)place;
  W* const word = (W*)(address & ~(u64)(sizeof(W) - 1));
  const int shift = (int)(address & (sizeof(W) - 1)) * 8;
  const W mask = (W)(~(W)0 >> (8 * (sizeof(W) - sizeof(T)))) << shift;
  W old = *(volatile W*)word;
  while (true) {
    const W here = (W)((old & mask) >> shift);
    T element;
    memcpy(&element, &here, sizeof(T));
    const T next = both(element, x);
    W bits = 0;
    memcpy(&bits, &next, sizeof(T));
    const W wanted = (old & ~mask) | (W)(bits << shift);
    if (wanted == old) return;
    const W seen = atomicCAS(word, old, wanted);
    if (seen == old) return;
    old = seen;
  }
}
)"},
    // Zeros that differ in sign only: the bits of the larger one are those that both have.
    {"float_maximum(", R"(SINTER_FUNCTION f32 float_maximum(f32 x, f32 y) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  f32 larger;  // NaN where one of them is; +0 is larger than -0
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(larger) : "f"(x), "f"(y));
  return larger;
#endif
  return x > y ? x : y > x ? y : x == y ? f32_from(bits_of(x) & bits_of(y)) : x + y;
}
SINTER_FUNCTION f64 float_maximum(f64 x, f64 y) {
  return x > y ? x : y > x ? y : x == y ? f64_from(bits_of(x) & bits_of(y)) : x + y;
}
)"},
    {"float_minimum(", R"(SINTER_FUNCTION f32 float_minimum(f32 x, f32 y) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  f32 smaller;
  asm("min.NaN.f32 %0, %1, %2;" : "=f"(smaller) : "f"(x), "f"(y));
  return smaller;
#endif
  return x < y ? x : y < x ? y : x == y ? f32_from(bits_of(x) | bits_of(y)) : x + y;
}
SINTER_FUNCTION f64 float_minimum(f64 x, f64 y) {
  return x < y ? x : y < x ? y : x == y ? f64_from(bits_of(x) | bits_of(y)) : x + y;
}
)"},
    {"maximum(",
     R"(template <typename T> SINTER_FUNCTION T maximum(T x, T y) { return x > y ? x : y; }
)"},
    {"minimum(",
     R"(template <typename T> SINTER_FUNCTION T minimum(T x, T y) { return x < y ? x : y; }
)"},
    {"shift_left(", R"(template <typename T> SINTER_FUNCTION T shift_left(T x, T n) {
  return n < T(0) || (u64)n >= 8 * sizeof(T) ? T(0) : (T)((u64)x << n);
}
)"},
    {"shift_right(", R"(template <typename T> SINTER_FUNCTION T shift_right(T x, T n) {
  if (n < T(0) || (u64)n >= 8 * sizeof(T)) return x < T(0) ? T(-1) : T(0);
  return (T)(x >> n);
}
)"},
    {"saturate<", R"(template <typename T, typename F> SINTER_FUNCTION T saturate(F x) {
  const bool is_signed = T(-1) < T(0);
  const int bits = 8 * sizeof(T) - (is_signed ? 1 : 0);
  const F limit = (F)(u64(1) << (bits - 1)) * F(2);
  const T largest = (T)(~u64(0) >> (64 - bits));
  if (x != x) return T(0);
  if (x >= limit) return largest;
  if (is_signed) return x <= -limit ? (T)(-largest - 1) : (T)x;
  return x <= F(0) ? T(0) : (T)x;
}
)"},
    {"float_", R"(SINTER_FUNCTION f32 float_remainder(f32 x, f32 y) { return fmodf(x, y); }
SINTER_FUNCTION f64 float_remainder(f64 x, f64 y) { return fmod(x, y); }
)"},
    // In the way of npy_divmod.
    {"float_modulo(", R"(template <typename T> SINTER_FUNCTION T float_modulo(T a, T d) {
  const T rest = float_remainder(a, d);
  if (rest != rest) return rest;
  if (rest == T(0)) return d < T(0) || sign_bit(d) ? -T(0) : T(0);
  return (rest < T(0)) != (d < T(0)) ? rest + d : rest;
}
)"},
    {"float_floor_divide(",
     R"(template <typename T> SINTER_FUNCTION T float_floor_divide(T a, T d) {
  const T ratio = a / d;
  if (d == T(0)) return ratio;
  const T rest = float_remainder(a, d);
  T quotient = (a - rest) / d;
  if (rest == rest && rest != T(0) && (rest < T(0)) != (d < T(0))) quotient = quotient - T(1);
  if (quotient == T(0)) return sign_bit(ratio) ? -T(0) : T(0);
  const T down = round_down(quotient);
  return quotient - down > T(0.5) ? down + T(1) : down;
}
)"},
    // In two steps: half of the exponent keeps x normal wherever the result is not 0 or infinite.
    {"scale(", R"(SINTER_FUNCTION f32 scale(f32 x, f32 n) {
  // n is whole: its low bits behind those of 1.5 * 2^23, without a conversion or a branch.
  const f32 inside = n < -252.0f ? -252.0f : n > 252.0f ? 252.0f : n;
  const i32 whole = (i32)bits_of(inside + 12582912.0f) - 0x4b400000;
  const i32 half = whole >> 1;
  const f32 scaled =
      x * f32_from((u32)(half + 127) << 23) * f32_from((u32)(whole - half + 127) << 23);
  return n != n ? n : scaled;
}
SINTER_FUNCTION f64 scale(f64 x, f64 n) {
  const f64 inside = n < -2044.0 ? -2044.0 : n > 2044.0 ? 2044.0 : n;
  const i32 whole = (i32)bits_of(inside + 6755399441055744.0);
  const i32 half = whole >> 1;
  const f64 scaled =
      x * f64_from((u64)(half + 1023) << 52) * f64_from((u64)(whole - half + 1023) << 52);
  return n != n ? n : scaled;
}
)"},
    // The same where n was made by adding 1.5 * 2^mantissa, which is not yet taken away again: its
    // low bits are n, and x is NaN where it is.
    {"scale_rounded(", R"(SINTER_FUNCTION f32 scale_rounded(f32 x, f32 sum) {
  const u32 n = bits_of(sum), half = n >> 1;
  return x * f32_from((half << 23) + 0x3f800000u) * f32_from(((n - half) << 23) + 0x3f800000u);
}
SINTER_FUNCTION f64 scale_rounded(f64 x, f64 sum) {
  const u32 n = (u32)bits_of(sum), half = (u32)((i32)n >> 1);
  return x * f64_from((u64)((half << 20) + 0x3ff00000u) << 32) *
         f64_from((u64)(((n - half) << 20) + 0x3ff00000u) << 32);
}
)"},
    // Limits that are neither NaN nor 0; NaN stays NaN.
    {"limited(", R"(SINTER_FUNCTION f32 at_least_limited(f32 limit, f32 x) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  f32 larger;
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(larger) : "f"(limit), "f"(x));
  return larger;
#endif
  return limit > x ? limit : x;
}
SINTER_FUNCTION f32 at_most_limited(f32 limit, f32 x) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  f32 smaller;
  asm("min.NaN.f32 %0, %1, %2;" : "=f"(smaller) : "f"(limit), "f"(x));
  return smaller;
#endif
  return limit < x ? limit : x;
}
)"},
    // Payne and Hanek: compiler/codegen/llvm_angle.cpp says how.
    {"angle_", R"(static __device__ const u64 two_per_pi[] = {
    0x0000000000000000ull, 0xa2f9836e4e441529ull, 0xfc2757d1f534ddc0ull, 0xdb6295993c439041ull,
    0xfe5163abdebbc561ull, 0xb7246e3a424dd2e0ull, 0x06492eea09d1921cull, 0xfe1deb1cb129a73eull,
    0xe88235f52ebb4484ull, 0xe99c7026b45f7e41ull, 0x3991d639835339f4ull, 0x9c845f8bbdf9283bull,
    0x1ff897ffde05980full, 0xef2f118b5a0a6d1full, 0x6d367ecf27cb09b7ull, 0x4f463f669e5fea2dull,
    0x7527bac7ebe5f17bull, 0x3d0739f78a5292eaull, 0x6bfb5fb11f8d5d08ull, 0x56033046fc7b6babull,
    0xf0cfbc209af4361dull};
SINTER_FUNCTION u64 funnel(u64 upper, u64 lower, u64 amount) {
  return amount == 0 ? upper : upper << amount | lower >> (64 - amount);
}
static __device__ __noinline__ f64 reduce_angle(f64 x, f64* quadrant_out) {
  const u64 bits = bits_of(x);
  const u64 magnitude = bits & 0x7fffffffffffffffull;
  u64 field = magnitude >> 52;
  const bool finite = field < 2047;
  field = finite ? field : 2046;
  const u64 significand = (magnitude & 0xfffffffffffffull) | 0x10000000000000ull;
  const u64 first_bit = field - 1013, first = first_bit >> 6, shift = first_bit & 63;
  u64 product[3], carry = 0;
  for (int n = 0; n < 3; ++n) {
    const u64 window = funnel(two_per_pi[first + 2 - n], two_per_pi[first + 3 - n], shift);
    product[n] = significand * window + carry;
    carry = __umul64hi(significand, window) + (product[n] < carry ? 1 : 0);
  }
  u64 quadrant = (product[2] + (u64(1) << 61)) >> 62;
  u64 f2 = funnel(product[2], product[1], 2), f1 = funnel(product[1], product[0], 2);
  u64 f0 = product[0] << 2;
  const u64 sign = (u64)((i64)f2 >> 63);
  f2 ^= sign, f1 ^= sign, f0 ^= sign;
  const bool small = f2 == 0;
  if (small) f2 = f1, f1 = f0, f0 = 0;
  const u64 zeros = (u64)__clzll((i64)f2);
  const u64 upper = zeros > 63 ? f1 : funnel(f2, f1, zeros);
  const u64 lower = zeros > 63 ? f0 : funnel(f1, f0, zeros);
  const f64 high = (f64)(upper >> 11) * 0x1p-53;
  const f64 low = (f64)funnel(upper, lower, 53) * 0x1p-117;
  const f64 half_pi = 0x1.921fb54442d18p0;
  const f64 rounded = high * half_pi;
  f64 error = fused(high, half_pi, -rounded);
  error = fused(high, 0x1.1a62633145c07p-54, error);
  error = fused(low, half_pi, error);
  const u64 exponent = 1023 - zeros - (small ? 64 : 0);
  f64 rest = (rounded + error) * f64_from(exponent << 52);
  rest = f64_from(bits_of(rest) ^ (sign & (u64(1) << 63)));
  const bool negative = (bits >> 63) != 0;
  if (negative) rest = -rest, quadrant = u64(0) - quadrant;
  *quadrant_out = (f64)(quadrant & 3);
  return finite ? rest : x - x;
}
SINTER_FUNCTION f64 angle_rest(f64 x) {
  f64 quadrant;
  return fabs_bits(x) > 0x1p22 || is_infinite(x) ? reduce_angle(x, &quadrant) : x;
}
SINTER_FUNCTION f64 angle_quadrant(f64 x) {
  f64 quadrant = 0;
  if (fabs_bits(x) > 0x1p22) reduce_angle(x, &quadrant);
  return quadrant;
}
SINTER_FUNCTION f32 angle_rest(f32 x) {
  f64 quadrant;
  return fabs_bits(x) > 0x1p16f ? (f32)reduce_angle((f64)x, &quadrant) : x;
}
SINTER_FUNCTION f32 angle_quadrant(f32 x) {
  f64 quadrant = 0;
  if (fabs_bits(x) > 0x1p16f) reduce_angle((f64)x, &quadrant);
  return (f32)quadrant;
}
)"},
    {"Failure", R"(struct Failure {
  int lock, failed, stopped, unused;
  i64 chunk, site, index, axis, position, size;
};
static __device__ __noinline__ void sinter_fail(Failure* failure, i64 chunk, i64 site, i64 index,
                                                i64 axis, i64 position, i64 size) {
  volatile Failure* kept = failure;
  while (atomicCAS(&failure->lock, 0, 1) != 0) {
  }
  __threadfence();
  const bool first =
      !kept->failed || chunk < kept->chunk ||
      (chunk == kept->chunk &&
       (site < kept->site || (site == kept->site && index < kept->index)));
  if (first) {
    kept->chunk = chunk;
    kept->site = site;
    kept->index = index;
    kept->axis = axis;
    kept->position = position;
    kept->size = size;
    kept->failed = 1;
  }
  __threadfence();
  atomicExch(&failure->lock, 0);
}
)"},
};

}  // namespace

std::string prelude(const std::string& text) {
  // What a helper calls stands before it, so one walk from the last to the first finds all.
  std::string needed = text;
  std::vector<std::string_view> chosen;
  const std::span<const Helper> lists[] = {matrix_helpers(), kHelpers};
  for (const std::span<const Helper> helpers : lists) {
    for (auto helper = helpers.rbegin(); helper != helpers.rend(); ++helper) {
      if (needed.find(helper->name) == std::string::npos) continue;
      chosen.push_back(helper->text);
      needed += helper->text;
    }
  }
  std::string result(kTypes);
  for (auto part = chosen.rbegin(); part != chosen.rend(); ++part) result += *part;
  return result;
}

}  // namespace sinter::cuda
