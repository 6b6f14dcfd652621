// The rest of the language: workloads, scans, dynamic programming, integers, algorithms,
// containers, templates.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "sinter/jit.h"
#include "sinter/view.h"

// Matrices have capital letters, as in the literature.
// NOLINTBEGIN(readability-identifier-naming)
namespace mixed {

SINTER_JIT SINTER_JIT_REASSOC inline float entropy(const float* x, int B, int D) {
  float total = 0;
  for (int b = 0; b < B; ++b) {
    float m = x[b * D];
    for (int d = 1; d < D; ++d) m = std::max(m, x[b * D + d]);
    float s = 0;
    for (int d = 0; d < D; ++d) s += std::exp(x[b * D + d] - m);
    float q = 0;
    for (int d = 0; d < D; ++d) {
      const float p = std::exp(x[b * D + d] - m) / s;
      q += p * p;
    }
    total += q;
  }
  return -total / B;
}

SINTER_JIT SINTER_JIT_REASSOC inline float mutual_information(const float* x, const float* y, int B,
                                                              int D, int E) {
  float total = 0;
  for (int b = 0; b < B; ++b) {
    std::vector<float> p(D), q(E);
    float mx = x[b * D], my = y[b * E];
    for (int i = 1; i < D; ++i) mx = std::max(mx, x[b * D + i]);
    for (int j = 1; j < E; ++j) my = std::max(my, y[b * E + j]);
    float sx = 0, sy = 0;
    for (int i = 0; i < D; ++i) {
      p[i] = std::exp(x[b * D + i] - mx);
      sx += p[i];
    }
    for (int j = 0; j < E; ++j) {
      q[j] = std::exp(y[b * E + j] - my);
      sy += q[j];
    }
    for (int i = 0; i < D; ++i) {
      for (int j = 0; j < E; ++j) {
        const float joint = p[i] / sx * (q[j] / sy);
        total += joint * joint;
      }
    }
  }
  return total / B;
}

SINTER_JIT SINTER_JIT_REASSOC inline void tensor_mean(const float* fx, const float* fy,
                                                      const float* fz, float* a, int N, int I,
                                                      int J, int K) {
  for (int i = 0; i < I; ++i) {
    for (int j = 0; j < J; ++j) {
      for (int k = 0; k < K; ++k) {
        float s = 0;
        for (int n = 0; n < N; ++n) s += fx[n * I + i] * fy[n * J + j] * fz[n * K + k];
        a[(i * J + j) * K + k] = s / N;
      }
    }
  }
}

SINTER_JIT inline int prefix_sum(const int* x, int* y, int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    sum += x[i];
    y[i] = sum;
  }
  return sum;
}

SINTER_JIT inline void ema(const double* x, double* y, int n, double a) {
  y[0] = x[0];
  for (int i = 1; i < n; ++i) y[i] = a * x[i] + (1 - a) * y[i - 1];
}

SINTER_JIT inline int common_subsequence(std::span<const char> a, std::span<const char> b,
                                         int* t SINTER_EXTENT(size), [[maybe_unused]] int size) {
  const int m = static_cast<int>(b.size()) + 1;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      if (a[i - 1] == b[j - 1]) {
        t[i * m + j] = t[(i - 1) * m + j - 1] + 1;
      } else {
        t[i * m + j] = std::max(t[(i - 1) * m + j], t[i * m + j - 1]);
      }
    }
  }
  return t[a.size() * m + b.size()];
}

/// The most that fits into a bag.
SINTER_JIT inline long knapsack(const int* weight, const int* value, int n,
                                long* best SINTER_EXTENT(capacity1), int capacity1) {
  for (int c = 0; c < capacity1; ++c) best[c] = 0;
  for (int i = 0; i < n; ++i) {
    for (int c = capacity1 - 1; c >= weight[i]; --c)
      best[c] = std::max(best[c], best[c - weight[i]] + value[i]);
  }
  return best[capacity1 - 1];
}

SINTER_JIT inline std::uint32_t hash(const std::uint8_t* bytes, int n) {
  std::uint32_t h = 2166136261U;
  for (int i = 0; i < n; ++i) {
    h ^= bytes[i];
    h *= 16777619U;
  }
  return h;
}

SINTER_JIT inline std::int32_t integer_sum(const std::int32_t* x, int n) {
  std::uint32_t sum = 0;
  for (int i = 0; i < n; ++i) sum += static_cast<std::uint32_t>(x[i]);
  return static_cast<std::int32_t>(sum);
}

SINTER_JIT inline void small_integers(const std::int8_t* a, const std::uint16_t* b, std::int16_t* c,
                                      int n) {
  for (int i = 0; i < n; ++i) {
    c[i] = static_cast<std::int16_t>(a[i] * 3 - b[i] / 7 + (a[i] >> 1) + b[i] % 5 - (a[i] % 3) * 2);
    c[i] += a[i];
  }
}

SINTER_JIT inline void divide(const int* a, const int* b, int* q, int* r, int n) {
  for (int i = 0; i < n; ++i) {
    q[i] = a[i] / b[i];
    r[i] = a[i] % b[i];
  }
}

SINTER_JIT inline void bits(const std::uint32_t* a, std::uint32_t* b, int n) {
  for (int i = 0; i < n; ++i) {
    std::uint32_t x = a[i];
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    b[i] = (x & 0xffU) | ~x << 8;
  }
}

SINTER_JIT inline int find(const double* x SINTER_EXTENT(n), int n, double v) {
  for (int i = 0; i < n; ++i) {
    if (x[i] == v) return i;
  }
  return -1;
}

SINTER_JIT inline int count_skipping(const int* x SINTER_EXTENT(n), int n) {
  int count = 0;
  for (int i = 0; i < n; ++i) {
    if (x[i] < 0) continue;
    if (x[i] == 99) break;
    count += x[i] % 2;
  }
  return count;
}

SINTER_JIT inline void extremes(const double* x, int n, double& low, double& high) {
  low = x[0];
  high = x[0];
  for (int i = 1; i < n; ++i) {
    low = std::min(low, x[i]);
    if (x[i] > high) high = x[i];
  }
}

SINTER_JIT inline int largest(const int* x, int n) {
  int m = x[0];
  for (int i = 0; i < n; ++i) {
    if (x[i] > m) m = x[i];
  }
  return m;
}

SINTER_JIT inline void relu(std::span<const float> x, std::span<float> y) {
  std::transform(x.begin(), x.end(), y.begin(), [](float v) { return v > 0 ? v : 0.01F * v; });
}

SINTER_JIT inline double algorithms(const std::vector<double>& x, const std::vector<double>& y) {
  const double dot = std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  const double sum = std::reduce(x.begin(), x.end(), 1.0);
  const double norm =
      std::transform_reduce(x.begin(), x.end(), 0.0, std::plus<>(), [](double v) { return v * v; });
  return dot + sum + std::sqrt(norm) + std::accumulate(y.begin(), y.end(), 0.0);
}

SINTER_JIT inline void zip(const std::vector<float>& x, const std::vector<float>& y,
                           std::vector<float>& z) {
  const float half = 0.5F;
  std::transform(x.cbegin(), x.cend(), y.begin(), z.begin(),
                 [half](float a, float b) { return half * (a + b); });
}

template <typename T>
SINTER_JIT void axpy(T a, const T* x, T* y, int n) {
  for (int i = 0; i < n; ++i) y[i] += a * x[i];
}
template void axpy<float>(float, const float*, float*, int);
template void axpy<double>(double, const double*, double*, int);
template void axpy<std::int64_t>(std::int64_t, const std::int64_t*, std::int64_t*, int);

inline double clamp01(double x) {
  if (x < 0) return 0;
  if (x > 1) return 1;
  return x;
}

inline double newton_root(double a) {
  double x = a > 1 ? a : 1;
  for (int i = 0; i < 30; ++i) x = 0.5 * (x + a / x);
  return x;
}

inline float row_dot(const float* a, const float* b, int n) {
  float s = 0;
  for (int i = 0; i < n; ++i) s += a[i] * b[i];
  return s;
}

SINTER_JIT inline void helpers(const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i) y[i] = clamp01(x[i]) + newton_root(std::abs(x[i]) + 1);
}

SINTER_JIT SINTER_JIT_REASSOC inline void matvec(const float* A, const float* x, float* y, int n,
                                                 int m) {
  for (int i = 0; i < n; ++i) {
    const float* row = A + i * m;
    y[i] = row_dot(row, x, m);
  }
}

SINTER_JIT inline void gather(const float* table SINTER_EXTENT(size), [[maybe_unused]] int size,
                              const std::int32_t* index, float* out, int n) {
  for (int i = 0; i < n; ++i) out[i] = table[index[i]] * 2;
}

/// Without a bias where there is none.
SINTER_JIT SINTER_JIT_REASSOC inline void layer(const float* x, const float* w, const float* bias,
                                                float* y, int n, int m) {
  for (int j = 0; j < m; ++j) {
    float sum = bias != nullptr ? bias[j] : 0.0F;
    for (int i = 0; i < n; ++i) sum += x[i] * w[j * n + i];
    y[j] = sum;
  }
}

SINTER_JIT inline void reverse_loop(const float* x, float* y, int n) {
  for (int i = n - 1; i >= 0; --i) y[i] = x[i] + i;
}

SINTER_JIT inline int compact(const int* x, int* y SINTER_EXTENT(n), int n) {
  int k = 0;
  for (int i = 0; i < n; ++i) {
    if (x[i] > 0) {
      y[k] = x[i];
      ++k;
    }
  }
  return k;
}

SINTER_JIT inline double determinant(const std::array<std::array<double, 3>, 3>& a) {
  double m[3][3];
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) m[i][j] = a[i][j];
  }
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

SINTER_JIT inline void transpose(sinter::View<const double, 2> a, sinter::View<double, 2> b) {
  for (std::int64_t i = 0; i < a.shape()[0]; ++i) {
    for (std::int64_t j = 0; j < a.shape()[1]; ++j) b(j, i) = a(i, j);
  }
}

/// A view with the members of std::mdspan, which this library may not have yet.
template <typename Index, std::size_t... Sizes>
struct extents {};
template <typename T, typename Extents>
class mdspan {
 public:
  mdspan(T* data, std::array<std::ptrdiff_t, 2> sizes, std::array<std::ptrdiff_t, 2> strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  T& operator()(std::ptrdiff_t i, std::ptrdiff_t j) const {
    return data_[i * strides_[0] + j * strides_[1]];
  }
  T* data_handle() const { return data_; }
  std::ptrdiff_t extent(std::size_t axis) const { return sizes_[axis]; }
  std::ptrdiff_t stride(std::size_t axis) const { return strides_[axis]; }

 private:
  T* data_;
  std::array<std::ptrdiff_t, 2> sizes_, strides_;
};
using Grid = mdspan<double, extents<std::ptrdiff_t, std::dynamic_extent, std::dynamic_extent>>;
using ConstGrid =
    mdspan<const double, extents<std::ptrdiff_t, std::dynamic_extent, std::dynamic_extent>>;

SINTER_JIT inline void differences(ConstGrid a, Grid b) {
  for (std::ptrdiff_t i = 0; i < a.extent(0); ++i) {
    for (std::ptrdiff_t j = 1; j < a.extent(1); ++j) b(i, j) = a(i, j) - a(i, j - 1);
  }
}

SINTER_JIT inline void rounding(const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i)
    y[i] = std::round(x[i]) + std::floor(x[i]) - std::trunc(x[i]) + std::fmod(x[i], 3.0) +
           std::fma(x[i], 2.0, 1.0);
}

SINTER_JIT inline void saturating(const float* x, int* y, int n) {
  for (int i = 0; i < n; ++i)
    y[i] = x[i] >= 100.0F ? 100 : (x[i] <= -100.0F ? -100 : static_cast<int>(x[i]));
}

SINTER_JIT inline int collatz(int n) {
  int steps = 0;
  do {
    n = n % 2 == 0 ? n / 2 : 3 * n + 1;
    ++steps;
  } while (n != 1);
  return steps;
}

SINTER_JIT inline void unrolled(const float* x, float* y, int n) {
  for (int i = 0; i < n; i += 4) {
    y[i] = x[i] * 2;
    y[i + 1] = x[i + 1] * 2;
    y[i + 2] = x[i + 2] * 2;
    y[i + 3] = x[i + 3] * 2;
  }
}

}  // namespace mixed
// NOLINTEND(readability-identifier-naming)
