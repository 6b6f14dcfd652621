#pragma once
#include "sinter/jit.h"

/// Distances of all points to all centers.
SINTER_JIT SINTER_JIT_REASSOC inline void distances(const float* points, const float* centers,
                                                    float* out, int n, int m, int d) {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < m; ++j) {
      float sum = 0;
      for (int k = 0; k < d; ++k) {
        const float difference = points[i * d + k] - centers[j * d + k];
        sum += difference * difference;
      }
      out[i * m + j] = sum;
    }
  }
}
