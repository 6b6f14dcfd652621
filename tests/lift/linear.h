// Linear algebra and data mining as loops, in the manner of PolyBench.
#pragma once

#include <cmath>

#include "sinter/jit.h"

// Matrices have capital letters, as in the literature.
// NOLINTBEGIN(readability-identifier-naming)
namespace linear {

SINTER_JIT SINTER_JIT_REASSOC inline void gemm(int n, int m, int k, double alpha, double beta,
                                               double* C, const double* A, const double* B) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < m; j++) C[i * m + j] *= beta;
    for (int p = 0; p < k; p++) {
      for (int j = 0; j < m; j++) C[i * m + j] += alpha * A[i * k + p] * B[p * m + j];
    }
  }
}

SINTER_JIT inline void gemm_ordered(int n, int m, int k, const double* A, const double* B,
                                    double* C) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < m; j++) {
      double sum = 0;
      for (int p = 0; p < k; p++) sum += A[i * k + p] * B[p * m + j];
      C[i * m + j] = sum;
    }
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void two_mm(int n, const double* A, const double* B,
                                                 const double* C, double* D, double* tmp) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      tmp[i * n + j] = 0;
      for (int k = 0; k < n; k++) tmp[i * n + j] += A[i * n + k] * B[k * n + j];
    }
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) {
      D[i * n + j] *= 0.5;
      for (int k = 0; k < n; k++) D[i * n + j] += tmp[i * n + k] * C[k * n + j];
    }
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void atax(int n, int m, const double* A, const double* x,
                                               double* y, double* tmp) {
  for (int j = 0; j < m; j++) y[j] = 0;
  for (int i = 0; i < n; i++) {
    tmp[i] = 0;
    for (int j = 0; j < m; j++) tmp[i] = tmp[i] + A[i * m + j] * x[j];
    for (int j = 0; j < m; j++) y[j] = y[j] + A[i * m + j] * tmp[i];
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void mvt(int n, double* x1, double* x2, const double* y1,
                                              const double* y2, const double* A) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) x1[i] = x1[i] + A[i * n + j] * y1[j];
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) x2[i] = x2[i] + A[j * n + i] * y2[j];
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void gemver(int n, double alpha, double beta, double* A,
                                                 const double* u1, const double* v1,
                                                 const double* u2, const double* v2, double* w,
                                                 double* x, const double* y, const double* z) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) A[i * n + j] = A[i * n + j] + u1[i] * v1[j] + u2[i] * v2[j];
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) x[i] = x[i] + beta * A[j * n + i] * y[j];
  }
  for (int i = 0; i < n; i++) x[i] = x[i] + z[i];
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < n; j++) w[i] = w[i] + alpha * A[i * n + j] * x[j];
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void syrk(int n, int m, double alpha, double beta, double* C,
                                               const double* A) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j <= i; j++) C[i * n + j] *= beta;
    for (int k = 0; k < m; k++) {
      for (int j = 0; j <= i; j++) C[i * n + j] += alpha * A[i * m + k] * A[j * m + k];
    }
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void doitgen(int nr, int nq, int np, double* A,
                                                  const double* C4, double* sum) {
  for (int r = 0; r < nr; r++) {
    for (int q = 0; q < nq; q++) {
      for (int p = 0; p < np; p++) {
        sum[p] = 0;
        for (int s = 0; s < np; s++) sum[p] += A[(r * nq + q) * np + s] * C4[s * np + p];
      }
      for (int p = 0; p < np; p++) A[(r * nq + q) * np + p] = sum[p];
    }
  }
}

SINTER_JIT inline void cholesky(int n, double* A) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < i; j++) {
      for (int k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[j * n + k];
      A[i * n + j] /= A[j * n + j];
    }
    for (int k = 0; k < i; k++) A[i * n + i] -= A[i * n + k] * A[i * n + k];
    A[i * n + i] = std::sqrt(A[i * n + i]);
  }
}

SINTER_JIT inline void lu(int n, double* A) {
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < i; j++) {
      for (int k = 0; k < j; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j];
      A[i * n + j] /= A[j * n + j];
    }
    for (int j = i; j < n; j++) {
      for (int k = 0; k < i; k++) A[i * n + j] -= A[i * n + k] * A[k * n + j];
    }
  }
}

SINTER_JIT inline void trisolv(int n, const double* L, double* x, const double* b) {
  for (int i = 0; i < n; i++) {
    x[i] = b[i];
    for (int j = 0; j < i; j++) x[i] -= L[i * n + j] * x[j];
    x[i] = x[i] / L[i * n + i];
  }
}

SINTER_JIT SINTER_JIT_REASSOC inline void covariance(int n, int m, double* data, double* cov,
                                                     double* mean) {
  for (int j = 0; j < m; j++) {
    mean[j] = 0.0;
    for (int i = 0; i < n; i++) mean[j] += data[i * m + j];
    mean[j] /= n;
  }
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < m; j++) data[i * m + j] -= mean[j];
  }
  for (int i = 0; i < m; i++) {
    for (int j = i; j < m; j++) {
      cov[i * m + j] = 0.0;
      for (int k = 0; k < n; k++) cov[i * m + j] += data[k * m + i] * data[k * m + j];
      cov[i * m + j] /= (n - 1.0);
      cov[j * m + i] = cov[i * m + j];
    }
  }
}

SINTER_JIT inline void floyd_warshall(int n, int* path) {
  for (int k = 0; k < n; k++) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        path[i * n + j] = path[i * n + j] < path[i * n + k] + path[k * n + j]
                              ? path[i * n + j]
                              : path[i * n + k] + path[k * n + j];
      }
    }
  }
}

}  // namespace linear
// NOLINTEND(readability-identifier-naming)
