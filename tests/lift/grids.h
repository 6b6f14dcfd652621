// Stencils and images as loops.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "sinter/jit.h"

// Matrices have capital letters, as in the literature.
// NOLINTBEGIN(readability-identifier-naming)
namespace grids {

constexpr int kWidth = 64;

SINTER_JIT inline void jacobi_1d(int steps, int n, double* A, double* B) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++) B[i] = 0.33333 * (A[i - 1] + A[i] + A[i + 1]);
    for (int i = 1; i < n - 1; i++) A[i] = 0.33333 * (B[i - 1] + B[i] + B[i + 1]);
  }
}

SINTER_JIT inline void jacobi_2d(int steps, int n, double A[][kWidth], double B[][kWidth]) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < kWidth - 1; j++)
        B[i][j] = 0.2 * (A[i][j] + A[i][j - 1] + A[i][j + 1] + A[i + 1][j] + A[i - 1][j]);
    }
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < kWidth - 1; j++)
        A[i][j] = 0.2 * (B[i][j] + B[i][j - 1] + B[i][j + 1] + B[i + 1][j] + B[i - 1][j]);
    }
  }
}

SINTER_JIT inline void seidel(int steps, int n, double* A) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < n - 1; j++) {
        A[i * n + j] = (A[(i - 1) * n + j] + A[i * n + j - 1] + A[i * n + j] + A[i * n + j + 1] +
                        A[(i + 1) * n + j]) /
                       5.0;
      }
    }
  }
}

SINTER_JIT inline void heat_3d(int steps, int n, double* A, double* B) {
  for (int t = 0; t < steps; t++) {
    for (int i = 1; i < n - 1; i++) {
      for (int j = 1; j < n - 1; j++) {
        for (int k = 1; k < n - 1; k++) {
          B[(i * n + j) * n + k] =
              0.125 * (A[((i + 1) * n + j) * n + k] - 2.0 * A[(i * n + j) * n + k] +
                       A[((i - 1) * n + j) * n + k]) +
              0.125 * (A[(i * n + j + 1) * n + k] - 2.0 * A[(i * n + j) * n + k] +
                       A[(i * n + j - 1) * n + k]) +
              0.125 * (A[(i * n + j) * n + k + 1] - 2.0 * A[(i * n + j) * n + k] +
                       A[(i * n + j) * n + k - 1]) +
              A[(i * n + j) * n + k];
        }
      }
    }
    for (int i = 0; i < n * n * n; i++) A[i] = B[i];
  }
}

SINTER_JIT inline void fdtd_2d(int steps, int n, int m, double* ex, double* ey, double* hz) {
  for (int t = 0; t < steps; t++) {
    for (int j = 0; j < m; j++) ey[j] = t;
    for (int i = 1; i < n; i++) {
      for (int j = 0; j < m; j++)
        ey[i * m + j] = ey[i * m + j] - 0.5 * (hz[i * m + j] - hz[(i - 1) * m + j]);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 1; j < m; j++)
        ex[i * m + j] = ex[i * m + j] - 0.5 * (hz[i * m + j] - hz[i * m + j - 1]);
    }
    for (int i = 0; i < n - 1; i++) {
      for (int j = 0; j < m - 1; j++) {
        hz[i * m + j] = hz[i * m + j] - 0.7 * (ex[i * m + j + 1] - ex[i * m + j] +
                                               ey[(i + 1) * m + j] - ey[i * m + j]);
      }
    }
  }
}

/// A mean of three by three pixels, at the edges of those that there are.
SINTER_JIT inline void blur(const std::uint8_t* in, std::uint8_t* out, int h, int w) {
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      int sum = 0;
      int count = 0;
      for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
          if (y + dy >= 0 && y + dy < h && x + dx >= 0 && x + dx < w) {
            sum += in[(y + dy) * w + x + dx];
            ++count;
          }
        }
      }
      out[y * w + x] = static_cast<std::uint8_t>(sum / count);
    }
  }
}

SINTER_JIT inline void gray(const std::uint8_t* rgb, std::uint8_t* out, int pixels) {
  for (int i = 0; i < pixels; ++i) {
    out[i] = (77 * rgb[3 * i] + 150 * rgb[3 * i + 1] + 29 * rgb[3 * i + 2]) >> 8;
  }
}

SINTER_JIT inline void histogram(const std::uint8_t* image, std::size_t n,
                                 std::span<std::uint32_t, 256> h) {
  for (std::size_t i = 0; i < n; ++i) h[image[i]]++;
}

SINTER_JIT inline void equalize(std::span<const std::uint8_t> in, std::span<std::uint8_t> out) {
  int counts[256] = {};
  for (std::uint8_t v : in) counts[v]++;
  int below[256];
  int sum = 0;
  for (int k = 0; k < 256; ++k) {
    sum += counts[k];
    below[k] = sum;
  }
  const int total = in.size();
  for (std::size_t i = 0; i < in.size(); ++i)
    out[i] = static_cast<std::uint8_t>(below[in[i]] * 255LL / total);
}

SINTER_JIT inline void threshold(const float* x, float* y, int n, float limit) {
  for (int i = 0; i < n; ++i) {
    if (x[i] > limit) {
      y[i] = 1;
    } else {
      y[i] = x[i] < -limit ? -1 : 0;
    }
  }
}

/// First differences with one-sided ends.
SINTER_JIT inline void gradient(const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i) {
    if (i > 0 && i < n - 1) {
      y[i] = (x[i + 1] - x[i - 1]) / 2;
    } else if (i == 0) {
      y[i] = x[1] - x[0];
    } else {
      y[i] = x[n - 1] - x[n - 2];
    }
  }
}

SINTER_JIT inline void mandelbrot(int w, int h, int limit, int* out) {
  for (int y = 0; y < h; ++y) {
    for (int x = 0; x < w; ++x) {
      const double cr = 3.0 * x / w - 2.0;
      const double ci = 2.0 * y / h - 1.0;
      double zr = 0, zi = 0;
      int k = 0;
      while (k < limit && zr * zr + zi * zi <= 4.0) {
        const double next = zr * zr - zi * zi + cr;
        zi = 2.0 * zr * zi + ci;
        zr = next;
        ++k;
      }
      out[y * w + x] = k;
    }
  }
}

}  // namespace grids
// NOLINTEND(readability-identifier-naming)
