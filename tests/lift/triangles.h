// Loops with a bound that moves with an outer index.
#pragma once

#include <cmath>
#include <cstdint>

#include "sinter/jit.h"

namespace triangles {

/// The upper part stays as it is.
SINTER_JIT inline void scale_lower(double* a, double by, int n) {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) a[i * n + j] *= by;
  }
}

SINTER_JIT inline void set_upper(float* a, const float* x, int n) {
  for (int i = 0; i < n; ++i) {
    for (int j = i + 1; j < n; ++j) a[i * n + j] = x[j] - x[i];
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void symmetric_update(int n, int m, double alpha, double* c,
                                                           const double* a, const double* b) {
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < m; ++k) {
      for (int j = 0; j <= i; ++j)
        c[i * n + j] += a[j * m + k] * alpha * b[i * m + k] + b[j * m + k] * alpha * a[i * m + k];
    }
  }
}

/// Sums of rows up to the diagonal, by an element and by a variable.
SINTER_JIT inline void row_sums(const int* a, int* s, std::int64_t* t, int n) {
  for (int i = 0; i < n; ++i) {
    std::int64_t sum = 0;
    s[i] = 1;
    for (int j = 0; j <= i; ++j) {
      const int twice = a[i * n + j] * 2;
      sum += twice;
      s[i] += twice;
    }
    t[i] = sum;
  }
}

/// Each element with those before it: x[i - j] lies outside for other i and j.
SINTER_JIT inline void convolve(const int* x, const int* w, int* y, int n) {
  for (int i = 0; i < n; ++i) {
    int sum = 0;
    for (int j = 0; j <= i; ++j) sum += w[j] * x[i - j];
    y[i] = sum;
  }
}

SINTER_JIT inline void nearest_before(const double* x, int* at, double* distance, int n) {
  for (int i = 0; i < n; ++i) {
    double best = 1e300;
    int where = -1;
    for (int j = 0; j <= i; ++j) {
      const double d = std::fabs(x[i] - x[j] - 0.25);
      if (d < best) {
        best = d;
        where = j;
      }
    }
    at[i] = where;
    distance[i] = best;
  }
}

/// Conditions inside of a triangle.
SINTER_JIT inline void count_inversions(const int* x, int* count, int n) {
  for (int i = 0; i < n; ++i) {
    int larger = 0;
    for (int j = 0; j < i; ++j) {
      if (x[j] > x[i]) ++larger;
    }
    count[i] = larger;
  }
}

/// Values from one row to the next: not a triangle at once.
SINTER_JIT inline void substitute(const double* l, const double* b, double* x, int n) {
  for (int i = 0; i < n; ++i) {
    double sum = b[i];
    for (int j = 0; j < i; ++j) sum -= l[i * n + j] * x[j];
    x[i] = sum;
  }
}

/// A band, whose two bounds move.
SINTER_JIT inline void band(const int* x, int* y, int n) {
  for (int i = 0; i < n; ++i) {
    int sum = 0;
    for (int j = i; j < i + 3; ++j) sum += x[j];
    y[i] = sum;
  }
}

}  // namespace triangles
