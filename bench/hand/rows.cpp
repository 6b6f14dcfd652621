// Row-wise kernels: softmax entropy and mutual information. A group of 16 rows (16 KB, in L1) takes
// two passes: the maxima, then the sums of e and e^2; the horizontal steps of all 16 rows are done
// together by a transposing reduction, so that they cost three operations per row and their latency
// is hidden.
#include <immintrin.h>

#include <algorithm>

#include "bench/hand/hand.h"
#include "bench/hand/vector_math.h"

namespace sinter::hand {
namespace {

constexpr int kGroup = static_cast<int>(kRowGroup);

struct MaxOp {
  static Vector apply(Vector a, Vector b) { return _mm512_max_ps(a, b); }
};
struct AddOp {
  static Vector apply(Vector a, Vector b) { return _mm512_add_ps(a, b); }
};

/// Lane r of the result is v[r] reduced over its lanes.
template <typename Operation>
inline Vector transposed_reduce(const Vector* v) {
  Vector a[8], b[4], c[2];
  for (int i = 0; i < 8; ++i)  // lanes of 32 bits: rows 2i, 2i+1 alternate
    a[i] = Operation::apply(_mm512_unpacklo_ps(v[2 * i], v[2 * i + 1]),
                            _mm512_unpackhi_ps(v[2 * i], v[2 * i + 1]));
  for (int i = 0; i < 4; ++i)
    b[i] = Operation::apply(_mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a[2 * i]),
                                                                _mm512_castps_pd(a[2 * i + 1]))),
                            _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a[2 * i]),
                                                                _mm512_castps_pd(a[2 * i + 1]))));
  // b[i]: each 128-bit part holds partial results of rows 4i..4i+3.
  for (int i = 0; i < 2; ++i)
    c[i] = Operation::apply(_mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0x88),
                            _mm512_shuffle_f32x4(b[2 * i], b[2 * i + 1], 0xdd));
  return Operation::apply(_mm512_shuffle_f32x4(c[0], c[1], 0x88),
                          _mm512_shuffle_f32x4(c[0], c[1], 0xdd));
}

/// The row maxima of a group; NaN where a row holds one. vmaxps drops NaN, so it is looked for
/// apart: one unordered compare serves two vectors.
inline Vector group_maxima(const float* x, int rows) {
  Vector maxima[kGroup];
  __mmask16 nan_rows = 0;
  for (int r = 0; r < kGroup; ++r) {
    const float* row = x + kWidth * std::min(r, rows - 1);
    Vector m[4];
    __mmask16 nan = 0;
    for (int j = 0; j < 4; ++j) m[j] = load(row + 16 * j);
    nan |=
        _mm512_cmp_ps_mask(m[0], m[1], _CMP_UNORD_Q) | _mm512_cmp_ps_mask(m[2], m[3], _CMP_UNORD_Q);
    for (int i = 64; i < kWidth; i += 64) {
      Vector v[4];
      for (int j = 0; j < 4; ++j) v[j] = load(row + i + 16 * j);
      nan |= _mm512_cmp_ps_mask(v[0], v[1], _CMP_UNORD_Q) |
             _mm512_cmp_ps_mask(v[2], v[3], _CMP_UNORD_Q);
      for (int j = 0; j < 4; ++j) m[j] = _mm512_max_ps(m[j], v[j]);
    }
    maxima[r] = _mm512_max_ps(_mm512_max_ps(m[0], m[1]), _mm512_max_ps(m[2], m[3]));
    nan_rows |= static_cast<__mmask16>((nan != 0) << r);
  }
  const Vector m = transposed_reduce<MaxOp>(maxima);
  return _mm512_mask_mov_ps(m, nan_rows, _mm512_set1_ps(__builtin_nanf("")));
}

/// sum(e^2) / sum(e)^2 of up to 16 rows.
inline Vector group_entropy(const float* x, int rows) {
  alignas(64) float m[kGroup];
  _mm512_store_ps(m, group_maxima(x, rows));
  Vector sums[kGroup], squares[kGroup];
  for (int r = 0; r < kGroup; r += 2) {
    const float* row_a = x + kWidth * std::min(r, rows - 1);
    const float* row_b = x + kWidth * std::min(r + 1, rows - 1);
    const Vector max_a = _mm512_set1_ps(m[r]), max_b = _mm512_set1_ps(m[r + 1]);
    Vector sum_a = _mm512_setzero_ps(), square_a = sum_a, sum_b = sum_a, square_b = sum_a;
#pragma GCC unroll 2
    for (int i = 0; i < kWidth; i += 16) {
      _mm_prefetch(reinterpret_cast<const char*>(row_a + kGroup * kWidth + i), _MM_HINT_T0);
      _mm_prefetch(reinterpret_cast<const char*>(row_b + kGroup * kWidth + i), _MM_HINT_T0);
      const Vector a = exp(_mm512_sub_ps(load(row_a + i), max_a));
      const Vector b = exp(_mm512_sub_ps(load(row_b + i), max_b));
      sum_a = _mm512_add_ps(sum_a, a);
      square_a = fma(a, a, square_a);
      sum_b = _mm512_add_ps(sum_b, b);
      square_b = fma(b, b, square_b);
    }
    sums[r] = sum_a;
    sums[r + 1] = sum_b;
    squares[r] = square_a;
    squares[r + 1] = square_b;
  }
  const Vector sum = transposed_reduce<AddOp>(sums);
  const Vector square = transposed_reduce<AddOp>(squares);
  return _mm512_div_ps(square, _mm512_mul_ps(sum, sum));
}

inline __mmask16 first_lanes(std::int64_t count) {
  return static_cast<__mmask16>(count >= 16 ? 0xffff : (1 << count) - 1);
}

}  // namespace

bool supported() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("fma");
}

void entropy_rows(const float* x, std::int64_t begin, std::int64_t end, float* out) {
  for (std::int64_t r = begin; r < end; r += kGroup) {
    const std::int64_t rows = std::min<std::int64_t>(kGroup, end - r);
    _mm512_mask_storeu_ps(out + r, first_lanes(rows),
                          group_entropy(x + r * kWidth, static_cast<int>(rows)));
  }
}

void mutual_information_rows(const float* x, const float* y, std::int64_t begin, std::int64_t end,
                             float* out) {
  for (std::int64_t r = begin; r < end; r += kGroup) {
    const std::int64_t rows = std::min<std::int64_t>(kGroup, end - r);
    const Vector p = group_entropy(x + r * kWidth, static_cast<int>(rows));
    const Vector q = group_entropy(y + r * kWidth, static_cast<int>(rows));
    _mm512_mask_storeu_ps(out + r, first_lanes(rows), _mm512_mul_ps(p, q));
  }
}

void exp_values(const float* x, std::int64_t n, float* out) {
  for (std::int64_t i = 0; i < n; i += 16) _mm512_storeu_ps(out + i, exp(load(x + i)));
}

}  // namespace sinter::hand
