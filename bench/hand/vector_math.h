// 512-bit helpers of the hand-written kernels.
#pragma once

#include <immintrin.h>

namespace sinter::hand {

using Vector = __m512;

inline Vector load(const float* p) { return _mm512_loadu_ps(p); }
inline Vector fma(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }

/// e^x for every input: overflow gives inf, underflow is gradual, NaN stays NaN; at most 1 ULP.
/// x = n ln2 + r, |r| <= ln2 / 2; n by adding 1.5 * 2^23; degree 6 in r; 2^n by vscalefps.
inline Vector exp(Vector x) {
  const Vector magic = _mm512_set1_ps(0x1.8p23f);
  x = _mm512_max_ps(_mm512_set1_ps(-104.0f), _mm512_min_ps(_mm512_set1_ps(89.0f), x));  // keep NaN
  const Vector n = _mm512_sub_ps(fma(x, _mm512_set1_ps(0x1.715476p0f), magic), magic);
  Vector r = fma(n, _mm512_set1_ps(-0x1.62e400p-1f), x);
  r = fma(n, _mm512_set1_ps(-0x1.7f7d1cp-20f), r);
  Vector p = _mm512_set1_ps(0x1.6ff252p-10f);
  p = fma(p, r, _mm512_set1_ps(0x1.1257d4p-7f));
  p = fma(p, r, _mm512_set1_ps(0x1.5552fep-5f));
  p = fma(p, r, _mm512_set1_ps(0x1.555466p-3f));
  p = fma(p, r, _mm512_set1_ps(0.5f));
  p = fma(p, r, _mm512_set1_ps(1.0f));
  p = fma(p, r, _mm512_set1_ps(1.0f));
  return _mm512_scalef_ps(p, n);
}

}  // namespace sinter::hand
