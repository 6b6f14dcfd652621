// Sums over the first axis and over everything.
#include <immintrin.h>

#include <algorithm>
#include <bit>

#include "bench/hand/hand.h"
#include "bench/hand/vector_math.h"

namespace sinter::hand {
namespace {

constexpr std::int64_t kBlockRows = 128;
constexpr std::int64_t kTile = 512;  // columns per tile: accumulators of 2 KB in L1
constexpr std::int64_t kStep = 8;    // rows taken at once
constexpr int kLevels = 24;          // of the pairwise tree: 2^24 blocks of 128 rows
constexpr std::int64_t kBlock = 4096;

/// sum[c] = rows 0..rows-1 added in order, starting from zero.
void block_columns(const float* x, std::int64_t stride, std::int64_t rows, std::int64_t width,
                   float* sum) {
  std::int64_t r = 0;
  for (; r + kStep <= rows; r += kStep) {
    const float* base = x + r * stride;
    for (std::int64_t c = 0; c < width; c += 16) {
      Vector s = r == 0 ? _mm512_setzero_ps() : _mm512_load_ps(sum + c);
      for (std::int64_t k = 0; k < kStep; ++k) {
        _mm_prefetch(reinterpret_cast<const char*>(base + (k + kStep) * stride + c), _MM_HINT_T0);
        s = _mm512_add_ps(s, load(base + k * stride + c));
      }
      _mm512_store_ps(sum + c, s);
    }
  }
  for (; r < rows; ++r)
    for (std::int64_t c = 0; c < width; c += 16) {
      const Vector s = r == 0 ? _mm512_setzero_ps() : _mm512_load_ps(sum + c);
      _mm512_store_ps(sum + c, _mm512_add_ps(s, load(x + r * stride + c)));
    }
}

/// right = left + right.
void add_left(const float* left, float* right, std::int64_t width) {
  for (std::int64_t c = 0; c < width; c += 16)
    _mm512_store_ps(right + c, _mm512_add_ps(_mm512_load_ps(left + c), _mm512_load_ps(right + c)));
}

/// One column tile: a binary counter of block sums, merged lowest first.
void tile_columns(const float* x, std::int64_t rows, std::int64_t stride, std::int64_t width,
                  float* out) {
  alignas(64) float level[kLevels][kTile];
  std::int64_t block = 0;
  for (std::int64_t r = 0; r < rows; r += kBlockRows, ++block) {
    const int merges = std::countr_one(static_cast<std::uint64_t>(block));
    block_columns(x + r * stride, stride, std::min(kBlockRows, rows - r), width, level[merges]);
    for (int l = 0; l < merges; ++l) add_left(level[l], level[merges], width);
  }
  float* total = nullptr;
  for (int l = 0; l < kLevels; ++l)
    if ((block >> l) & 1) {
      if (total) add_left(level[l], total, width);
      if (total) std::copy_n(total, width, level[l]);
      total = level[l];
    }
  for (std::int64_t c = 0; c < width; ++c) out[c] = total ? total[c] : 0.0f;
}

}  // namespace

void column_sums(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t column_begin,
                 std::int64_t column_end, float* out) {
  for (std::int64_t c = column_begin; c < column_end; c += kTile)
    tile_columns(x + c, rows, columns, std::min(kTile, column_end - c), out + c);
}

void block_sums(const float* x, std::int64_t n, std::int64_t begin, std::int64_t end, float* out) {
  for (std::int64_t b = begin; b < end; ++b) {
    const float* block = x + b * kBlock;
    const std::int64_t count = std::min(kBlock, n - b * kBlock);
    Vector s[8];
    for (Vector& v : s) v = _mm512_setzero_ps();
    std::int64_t i = 0;
    for (; i + 128 <= count; i += 128)
      for (int j = 0; j < 8; ++j) {
        _mm_prefetch(reinterpret_cast<const char*>(block + i + 16 * j + 2048), _MM_HINT_T0);
        s[j] = _mm512_add_ps(s[j], load(block + i + 16 * j));
      }
    for (; i < count; i += 16) {
      const auto mask = static_cast<__mmask16>(count - i >= 16 ? 0xffff : (1 << (count - i)) - 1);
      s[0] = _mm512_add_ps(s[0], _mm512_maskz_loadu_ps(mask, block + i));
    }
    for (int h = 4; h > 0; h /= 2)
      for (int j = 0; j < h; ++j) s[j] = _mm512_add_ps(s[j], s[j + h]);
    out[b] = _mm512_reduce_add_ps(s[0]);
  }
}

void triad(const float* a, const float* b, std::int64_t begin, std::int64_t end, float* out) {
  const Vector two = _mm512_set1_ps(2), three = _mm512_set1_ps(3);
  for (std::int64_t i = begin; i < end; i += 16)
    _mm512_stream_ps(
        out + i, _mm512_add_ps(_mm512_mul_ps(two, load(a + i)), _mm512_mul_ps(three, load(b + i))));
  _mm_sfence();
}

float pairwise_sum(float* values, std::int64_t n) {
  if (n == 0) return 0.0f;
  for (std::int64_t s = 1; s < n; s *= 2)
    for (std::int64_t i = 0; i + s < n; i += 2 * s) values[i] += values[i + s];
  return values[0];
}

}  // namespace sinter::hand
