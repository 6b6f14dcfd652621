// Distances between points, points that a counter is hashed to, prices of options.
#include <immintrin.h>

#include <bit>
#include <initializer_list>

#include "bench/hand/hand.h"
#include "bench/hand/vector_math.h"

namespace sinter::hand {
namespace {

using Integers = __m512i;

Vector all(float value) { return _mm512_set1_ps(value); }

/// Horner's rule, from the highest power down.
Vector polynomial(Vector x, std::initializer_list<float> coefficients) {
  auto it = coefficients.begin();
  Vector p = all(*it++);
  for (; it != coefficients.end(); ++it) p = fma(p, x, all(*it));
  return p;
}

Integers mix(Integers k, int shift, std::uint32_t factor) {
  return _mm512_mullo_epi32(_mm512_xor_si512(k, _mm512_srl_epi32(k, _mm_cvtsi32_si128(shift))),
                            _mm512_set1_epi32(static_cast<int>(factor)));
}

Vector uniform(Integers k) {
  k = mix(mix(k, 16, 2146121005U), 15, 2221713035U);
  k = _mm512_xor_si512(k, _mm512_srli_epi32(k, 16));
  return _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(k, 8)), all(0x1p-24F));
}

/// log x for every input, by x = 2^k m with 2/3 <= m < 4/3: the processor has instructions for
/// both.
Vector log(Vector x) {
  Vector m = _mm512_getmant_ps(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan);
  Vector k = _mm512_getexp_ps(x);
  const __mmask16 large = _mm512_cmp_ps_mask(m, all(0x1.555554p0F), _CMP_GT_OQ);
  m = _mm512_mask_mul_ps(m, large, m, all(0.5F));
  k = _mm512_mask_add_ps(k, large, k, all(1));
  const Vector f = _mm512_sub_ps(m, all(1));
  const Vector q =
      polynomial(f, {-0x1.07c27p-3F, 0x1.1e6e2ep-3F, -0x1.f332cap-4F, 0x1.1ed54p-3F,
                     -0x1.559c6ap-3F, 0x1.99d05p-3F, -0x1.fffefap-3F, 0x1.555506p-2F, -0x1p-1F});
  const Vector high = fma(k, all(0x1.62e4p-1F), f);
  const Vector error = _mm512_add_ps(_mm512_sub_ps(_mm512_mul_ps(k, all(0x1.62e4p-1F)), high), f);
  const Vector low = fma(k, all(0x1.7f7d1cp-20F), error);
  const Vector result = _mm512_add_ps(high, fma(_mm512_mul_ps(f, f), q, low));
  // Of an infinite k nothing but itself is left.
  const __mmask16 finite = _mm512_cmp_ps_mask(_mm512_sub_ps(k, k), all(0), _CMP_EQ_OQ);
  return _mm512_mask_mov_ps(k, finite, result);
}

/// erf x: an odd polynomial below 0.9, 1 - e^q above.
Vector erf(Vector x) {
  const Vector sign = _mm512_and_ps(x, all(-0.0F));
  const Vector a = _mm512_min_ps(all(4), _mm512_abs_ps(x));  // keeps NaN
  const Vector z = _mm512_mul_ps(a, a);
  const Vector near =
      fma(a,
          polynomial(z, {0x1.4d2864p-14F, -0x1.a583bcp-11F, 0x1.543f2ap-8F, -0x1.b80062p-6F,
                         0x1.ce2d6p-4F, -0x1.81274p-2F, 0x1.06eba8p-3F}),
          a);
  const Vector t = _mm512_sub_ps(a, all(1));
  const Vector q = polynomial(
      t, {0x1.e19aacp-13F, -0x1.7d984ep-10F, 0x1.cc094cp-9F, -0x1.f4a118p-9F, 0x1.3772aap-12F,
          0x1.38be62p-7F, -0x1.54a512p-5F, -0x1.afa9e4p-1F, -0x1.51c9bp1F, -0x1.d97fcp0F});
  const Vector far = _mm512_sub_ps(all(1), exp(q));
  const __mmask16 is_near = _mm512_cmp_ps_mask(a, all(0x1.ccccccp-1F), _CMP_LT_OQ);
  return _mm512_or_ps(_mm512_mask_mov_ps(far, is_near, near), sign);
}

Vector cumulative(Vector d) {
  return _mm512_add_ps(all(0.5F),
                       _mm512_mul_ps(all(0.5F), erf(_mm512_mul_ps(d, all(0x1.6a09e6p-1F)))));
}

}  // namespace

void turn_points(const float* points, std::int64_t n, float* coordinates) {
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = 0; k < 3; ++k) coordinates[k * n + i] = points[3 * i + k];
}

void distances(const float* coordinates, std::int64_t n, std::int64_t begin, std::int64_t end,
               float* out) {
  const float *x = coordinates, *y = x + n, *z = y + n;
  for (std::int64_t i = begin; i < end; ++i) {
    const Vector xi = all(x[i]), yi = all(y[i]), zi = all(z[i]);
    for (std::int64_t j = 0; j < n; j += 16) {
      const auto mask = static_cast<__mmask16>(n - j >= 16 ? 0xffff : (1 << (n - j)) - 1);
      const Vector dx = _mm512_sub_ps(xi, _mm512_maskz_loadu_ps(mask, x + j));
      const Vector dy = _mm512_sub_ps(yi, _mm512_maskz_loadu_ps(mask, y + j));
      const Vector dz = _mm512_sub_ps(zi, _mm512_maskz_loadu_ps(mask, z + j));
      const Vector square = fma(dx, dx, fma(dy, dy, _mm512_mul_ps(dz, dz)));
      float* to = out + i * n + j;
      const Vector root = _mm512_sqrt_ps(square);
      if (mask == 0xffff && std::bit_cast<std::uintptr_t>(to) % 64 == 0) {
        _mm512_stream_ps(to, root);
      } else {
        _mm512_mask_storeu_ps(to, mask, root);
      }
    }
  }
  _mm_sfence();
}

std::int64_t inside_circle(std::int64_t begin, std::int64_t end) {
  const Integers lanes =
      _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
  std::int64_t count = 0;
  for (std::int64_t i = begin; i < end; i += 16) {
    const Integers k = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(2 * i)));
    const Vector u = uniform(k), v = uniform(_mm512_add_epi32(k, _mm512_set1_epi32(1)));
    const Vector square = _mm512_add_ps(_mm512_mul_ps(u, u), _mm512_mul_ps(v, v));
    count += std::popcount(static_cast<unsigned>(_mm512_cmp_ps_mask(square, all(1), _CMP_LT_OQ)));
  }
  return count;
}

void black_scholes(const float* s, const float* k, const float* t, std::int64_t begin,
                   std::int64_t end, float* call, float* put) {
  constexpr float kRate = 0.02F, kVolatility = 0.3F;
  constexpr float kDrift = 0x1.0a3d7p-4F;  // kRate + kVolatility^2 / 2
  for (std::int64_t i = begin; i < end; i += 16) {
    const Vector price = load(s + i), strike = load(k + i), time = load(t + i);
    const Vector spread = _mm512_mul_ps(all(kVolatility), _mm512_sqrt_ps(time));
    const Vector d = _mm512_div_ps(
        _mm512_add_ps(log(_mm512_div_ps(price, strike)), _mm512_mul_ps(all(kDrift), time)), spread);
    const Vector discounted = _mm512_mul_ps(strike, exp(_mm512_mul_ps(all(-kRate), time)));
    const Vector paid =
        _mm512_sub_ps(_mm512_mul_ps(price, cumulative(d)),
                      _mm512_mul_ps(discounted, cumulative(_mm512_sub_ps(d, spread))));
    _mm512_storeu_ps(call + i, paid);
    _mm512_storeu_ps(put + i, _mm512_sub_ps(_mm512_add_ps(paid, discounted), price));
  }
}

}  // namespace sinter::hand
