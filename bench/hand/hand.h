// Strict hand-written AVX-512 kernels: the yardstick for compiled code. No fast-math, no
// contraction that is not written; NaN propagates, exp covers every finite input. Thread-free: a
// caller's executor runs disjoint ranges. All arrays are row-major and contiguous; rows have kWidth
// floats.
#pragma once

#include <cstdint>

namespace sinter::hand {

/// Row length of the row-wise kernels.
inline constexpr std::int64_t kWidth = 256;
/// Feature length of tensor_mean.
inline constexpr std::int64_t kFeatures = 32;
/// Rows per group of the row-wise kernels: ranges given to them start at multiples of it.
inline constexpr std::int64_t kRowGroup = 16;

/// Whether this CPU runs the kernels; nothing else may be called when it does not.
bool supported();

/// out[r] = sum(p^2) of the softmax of row r, as sum(e^2) / sum(e)^2, for begin <= r < end.
void entropy_rows(const float* x, std::int64_t begin, std::int64_t end, float* out);

/// out[r] = (sum p^2) (sum q^2) for the softmaxes p, q of rows r of x and y.
void mutual_information_rows(const float* x, const float* y, std::int64_t begin, std::int64_t end,
                             float* out);

/// out[i, j, k] = 1/n sum_s fx[s, i] fy[s, j] fz[s, k] for j_begin <= j < j_end; out is 32 x 32
/// x 32.
void tensor_mean(const float* fx, const float* fy, const float* fz, std::int64_t n,
                 std::int64_t j_begin, std::int64_t j_end, float* out);

/// out[c] = sum_r x[r, c] for column_begin <= c < column_end (multiples of 64): serial blocks of
/// 128 rows, combined pairwise.
void column_sums(const float* x, std::int64_t rows, std::int64_t columns, std::int64_t column_begin,
                 std::int64_t column_end, float* out);

/// Sums of blocks of 4,096 elements: out[b] for begin <= b < end, of the n elements of x.
void block_sums(const float* x, std::int64_t n, std::int64_t begin, std::int64_t end, float* out);

/// out[i] = 2 a[i] + 3 b[i], for begin <= i < end (multiples of 16; out aligned to 64 bytes): the
/// triad of McCalpin's STREAM with two factors, past the cache.
void triad(const float* a, const float* b, std::int64_t begin, std::int64_t end, float* out);

/// Pairwise sum of n values; overwrites them.
float pairwise_sum(float* values, std::int64_t n);

/// coordinates[k, i] = points[i, k] of n points in space.
void turn_points(const float* points, std::int64_t n, float* coordinates);

/// out[i, j] = the distance of points i and j, for begin <= i < end; `coordinates` of n points.
void distances(const float* coordinates, std::int64_t n, std::int64_t begin, std::int64_t end,
               float* out);

/// How many of the points (u(2 i), u(2 i + 1)), begin <= i < end (multiples of 16), lie inside of
/// the unit circle; u hashes a counter to [0, 1) as bench/peers/programs.sinter does.
std::int64_t inside_circle(std::int64_t begin, std::int64_t end);

/// Prices of options as in bench/peers/programs.sinter, for begin <= i < end (multiples of 16).
void black_scholes(const float* s, const float* k, const float* t, std::int64_t begin,
                   std::int64_t end, float* call, float* put);

/// out[i] = exp(x[i]), n a multiple of 16 (for tests of the kernel's own math).
void exp_values(const float* x, std::int64_t n, float* out);

}  // namespace sinter::hand
