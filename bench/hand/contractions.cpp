// Tensor mean: a GEMM of fx^T with the Khatri-Rao product of fy and fz, formed panel by panel in
// L1.
#include <immintrin.h>

#include <algorithm>

#include "bench/hand/hand.h"
#include "bench/hand/vector_math.h"

namespace sinter::hand {
namespace {

constexpr std::int64_t kSamples = 128;  // per panel: panel 16 KB and features 16 KB stay in L1
constexpr std::int64_t kChunk = 1024;   // samples whose features (256 KB) stay in L2 for all j

/// Where the sums of a tile come from and go to. Between blocks they stay in a contiguous scratch;
/// the last block scales them into the result.
struct Sums {
  const float* from;  ///< Null: start at zero.
  float* to;
  std::int64_t stride;  ///< Of `to`; rows of `from` follow each other.
  Vector scale;
};

/// A register tile of Rows x 32: to[i, :] = scale (from[i, :] + sum_s fx[s, i] panel[s, :]).
template <int Rows>
inline void tile(const float* fx, const float* panel, std::int64_t samples, int row,
                 const Sums& sums) {
  Vector v[Rows][2];
  for (int i = 0; i < Rows; ++i)
    for (int h = 0; h < 2; ++h)
      v[i][h] = sums.from ? _mm512_load_ps(sums.from + (row + i) * kFeatures + 16 * h)
                          : _mm512_setzero_ps();
  for (std::int64_t s = 0; s < samples; ++s) {
    const Vector p0 = _mm512_load_ps(panel + s * kFeatures);
    const Vector p1 = _mm512_load_ps(panel + s * kFeatures + 16);
    for (int i = 0; i < Rows; ++i) {
      const Vector f = _mm512_set1_ps(fx[s * kFeatures + row + i]);
      v[i][0] = fma(f, p0, v[i][0]);
      v[i][1] = fma(f, p1, v[i][1]);
    }
  }
  for (int i = 0; i < Rows; ++i)
    for (int h = 0; h < 2; ++h)
      _mm512_storeu_ps(sums.to + (row + i) * sums.stride + 16 * h,
                       _mm512_mul_ps(v[i][h], sums.scale));
}

/// panel[s, :] = y[s] z[s, :].
inline void make_panel(const float* y, const float* z, std::int64_t samples, float* panel) {
  for (std::int64_t s = 0; s < samples; ++s) {
    const Vector f = _mm512_set1_ps(y[s * kFeatures]);
    _mm512_store_ps(panel + s * kFeatures, _mm512_mul_ps(f, load(z + s * kFeatures)));
    _mm512_store_ps(panel + s * kFeatures + 16, _mm512_mul_ps(f, load(z + s * kFeatures + 16)));
  }
}

}  // namespace

// The sums of one j are 4 KB, kept contiguous between blocks: rows of `out` are 4 KB apart and
// would fall into the same cache sets.
void tensor_mean(const float* fx, const float* fy, const float* fz, std::int64_t n,
                 std::int64_t j_begin, std::int64_t j_end, float* out) {
  constexpr std::int64_t kSquare = kFeatures * kFeatures;
  alignas(64) float panel[kSamples * kFeatures];
  alignas(64) float scratch[kFeatures * kSquare];
  for (std::int64_t chunk = 0; chunk < n; chunk += kChunk)
    for (std::int64_t j = j_begin; j < j_end; ++j) {
      float* partial = scratch + (j - j_begin) * kSquare;
      for (std::int64_t s = chunk; s < std::min(n, chunk + kChunk); s += kSamples) {
        const std::int64_t samples = std::min(kSamples, n - s);
        const bool last = s + samples == n;
        const Sums sums{s == 0 ? nullptr : partial, last ? out + j * kFeatures : partial,
                        last ? kSquare : kFeatures,
                        _mm512_set1_ps(last ? 1.0f / static_cast<float>(n) : 1.0f)};
        const float* x = fx + s * kFeatures;
        make_panel(fy + s * kFeatures + j, fz + s * kFeatures, samples, panel);
        tile<12>(x, panel, samples, 0, sums);
        tile<12>(x, panel, samples, 12, sums);
        tile<8>(x, panel, samples, 24, sums);
      }
    }
}

}  // namespace sinter::hand
