// Tensor mean: a GEMM of fx^T with the Khatri-Rao product of fy and fz, formed panel by panel in L1.
#include <immintrin.h>

#include <algorithm>

#include "bench/hand/hand.h"
#include "bench/hand/vector_math.h"

namespace sinter::hand {
namespace {

constexpr std::int64_t kSamples = 128;  // samples per block: panel 16 KB and features 16 KB stay in L1
constexpr std::int64_t kStride = kFeatures * kFeatures;

/// A register tile of Rows x 32: out[i, :] (+)= sum_s fx[s, i] panel[s, :], scaled at the end.
template <int Rows>
inline void tile(const float* fx, const float* panel, std::int64_t samples, bool first, Vector scale,
                 float* out) {
  Vector sum[Rows][2];
  for (int i = 0; i < Rows; ++i)
    for (int v = 0; v < 2; ++v)
      sum[i][v] = first ? _mm512_setzero_ps() : load(out + i * kStride + 16 * v);
  for (std::int64_t s = 0; s < samples; ++s) {
    const Vector p0 = load(panel + s * kFeatures), p1 = load(panel + s * kFeatures + 16);
    for (int i = 0; i < Rows; ++i) {
      const Vector f = _mm512_set1_ps(fx[s * kFeatures + i]);
      sum[i][0] = fma(f, p0, sum[i][0]);
      sum[i][1] = fma(f, p1, sum[i][1]);
    }
  }
  for (int i = 0; i < Rows; ++i)
    for (int v = 0; v < 2; ++v)
      _mm512_storeu_ps(out + i * kStride + 16 * v, _mm512_mul_ps(sum[i][v], scale));
}

}  // namespace

void tensor_mean(const float* fx, const float* fy, const float* fz, std::int64_t n,
                 std::int64_t j_begin, std::int64_t j_end, float* out) {
  alignas(64) float panel[kSamples * kFeatures];
  for (std::int64_t s0 = 0; s0 < n; s0 += kSamples) {
    const std::int64_t samples = std::min(kSamples, n - s0);
    const bool first = s0 == 0;
    const Vector scale = _mm512_set1_ps(s0 + samples >= n ? 1.0f / static_cast<float>(n) : 1.0f);
    const float *x = fx + s0 * kFeatures, *y = fy + s0 * kFeatures, *z = fz + s0 * kFeatures;
    for (std::int64_t j = j_begin; j < j_end; ++j) {
      for (std::int64_t s = 0; s < samples; ++s) {
        const Vector f = _mm512_set1_ps(y[s * kFeatures + j]);
        _mm512_store_ps(panel + s * kFeatures, _mm512_mul_ps(f, load(z + s * kFeatures)));
        _mm512_store_ps(panel + s * kFeatures + 16, _mm512_mul_ps(f, load(z + s * kFeatures + 16)));
      }
      float* tile_out = out + j * kFeatures;
      tile<12>(x, panel, samples, first, scale, tile_out);
      tile<12>(x + 12, panel, samples, first, scale, tile_out + 12 * kStride);
      tile<8>(x + 24, panel, samples, first, scale, tile_out + 24 * kStride);
    }
  }
}

}  // namespace sinter::hand
