// The programs of programs.sinter in plain C. Arrays that Sinter's programs update are outputs
// here, which the caller has filled.
#include "bench/loops/reference.h"

#include <math.h>

typedef int64_t i64;

i64 collatz(i64 limit) {
  i64 longest = 0;
  for (i64 start = 1; start < limit; ++start) {
    i64 n = start, steps = 0;
    while (n != 1) {
      n = n % 2 == 0 ? n / 2 : 3 * n + 1;
      ++steps;
    }
    if (steps > longest) longest = steps;
  }
  return longest;
}

void insertion_sort(i64 n, double* restrict x) {
  for (i64 i = 1; i < n; ++i) {
    const double v = x[i];
    i64 j = i - 1;
    while (j >= 0 && x[j] > v) {
      x[j + 1] = x[j];
      --j;
    }
    x[j + 1] = v;
  }
}

void ema(i64 n, const double* restrict x, double a, double* restrict y) {
  for (i64 i = 1; i < n; ++i) y[i] = a * x[i] + (1 - a) * y[i - 1];
}

double running_sum(i64 n, const double* restrict x) {
  double s = 0;
  for (i64 i = 0; i < n; ++i) s += x[i];
  return s;
}

i64 integer_sum(i64 n, const i64* restrict k) {
  i64 s = 0;
  for (i64 i = 0; i < n; ++i) s += k[i] * k[i];
  return s;
}

void lu(i64 n, double* restrict a) {
  for (i64 k = 0; k < n; ++k) {
    for (i64 i = k + 1; i < n; ++i) {
      a[i * n + k] /= a[k * n + k];
      for (i64 j = k + 1; j < n; ++j) a[i * n + j] -= a[i * n + k] * a[k * n + j];
    }
  }
}

uint16_t crc16(i64 n, const uint8_t* restrict data) {
  uint16_t crc = 0xffff;
  for (i64 i = 0; i < n; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit)
      crc = (uint16_t)((crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1);
  }
  return crc;
}

void mandelbrot(i64 h, i64 w, const double* restrict cx, const double* restrict cy, i64 limit,
                i64* restrict count) {
  for (i64 i = 0; i < h; ++i) {
    for (i64 j = 0; j < w; ++j) {
      double x = 0, y = 0;
      i64 n = 0;
      while (n < limit && x * x + y * y <= 4) {
        const double t = x * x - y * y + cx[j];
        y = 2 * x * y + cy[i];
        x = t;
        ++n;
      }
      count[i * w + j] = n;
    }
  }
}

void floyd_warshall(i64 n, i64* restrict d) {
  for (i64 k = 0; k < n; ++k) {
    for (i64 i = 0; i < n; ++i) {
      for (i64 j = 0; j < n; ++j) {
        const i64 through = d[i * n + k] + d[k * n + j];
        if (through < d[i * n + j]) d[i * n + j] = through;
      }
    }
  }
}

void binary_search(i64 n, i64 m, const double* restrict x, const double* restrict q,
                   i64* restrict at) {
  for (i64 k = 0; k < m; ++k) {
    i64 low = 0, high = n;
    while (low < high) {
      const i64 middle = (low + high) / 2;
      if (x[middle] < q[k]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    at[k] = low;
  }
}

i64 sieve(i64 n, uint8_t* restrict prime) {
  i64 count = 0;
  for (i64 p = 2; p < n; ++p) {
    if (!prime[p]) continue;
    ++count;
    for (i64 m = p * p; m < n; m += p) prime[m] = 0;
  }
  return count;
}

static i64 min(i64 a, i64 b) { return a < b ? a : b; }

i64 edit_distance(i64 n, i64 m, const uint8_t* restrict a, const uint8_t* restrict b,
                  i64* restrict d) {
  const i64 w = m + 1;
  for (i64 i = 0; i <= n; ++i) d[i * w] = i;
  for (i64 j = 0; j <= m; ++j) d[j] = j;
  for (i64 i = 1; i <= n; ++i) {
    for (i64 j = 1; j <= m; ++j) {
      const i64 cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i * w + j] =
          min(min(d[(i - 1) * w + j] + 1, d[i * w + j - 1] + 1), d[(i - 1) * w + j - 1] + cost);
    }
  }
  return d[n * w + m];
}

void newton(i64 n, const double* restrict x, double* restrict y) {
  for (i64 i = 0; i < n; ++i) {
    double r = x[i], step = r;
    while (fabs(step) > 1e-12 * r) {
      step = (r * r - x[i]) / (2 * r);
      r -= step;
    }
    y[i] = r;
  }
}

i64 common_divisors(i64 n) {
  i64 total = 0;
  for (i64 i = 1; i < n; ++i) {
    for (i64 j = 1; j < n; ++j) {
      i64 a = i, b = j;
      while (b != 0) {
        const i64 t = a % b;
        a = b;
        b = t;
      }
      total += a;
    }
  }
  return total;
}

void nbody(i64 n, double* restrict x, double* restrict v, const double* restrict m, i64 steps) {
  for (i64 t = 0; t < steps; ++t) {
    for (i64 i = 0; i < n; ++i) {
      for (i64 j = i + 1; j < n; ++j) {
        const double dx = x[i * 3] - x[j * 3];
        const double dy = x[i * 3 + 1] - x[j * 3 + 1];
        const double dz = x[i * 3 + 2] - x[j * 3 + 2];
        const double r2 = dx * dx + dy * dy + dz * dz;
        const double f = 0.01 / (r2 * sqrt(r2));
        v[i * 3] -= dx * m[j] * f;
        v[i * 3 + 1] -= dy * m[j] * f;
        v[i * 3 + 2] -= dz * m[j] * f;
        v[j * 3] += dx * m[i] * f;
        v[j * 3 + 1] += dy * m[i] * f;
        v[j * 3 + 2] += dz * m[i] * f;
      }
    }
    for (i64 i = 0; i < n; ++i) {
      x[i * 3] += 0.01 * v[i * 3];
      x[i * 3 + 1] += 0.01 * v[i * 3 + 1];
      x[i * 3 + 2] += 0.01 * v[i * 3 + 2];
    }
  }
}

void histogram(i64 n, const i64* restrict k, i64* restrict h) {
  for (i64 i = 0; i < n; ++i) h[k[i]] += 1;
}

void seidel(i64 n, i64 m, double* restrict u, i64 steps) {
  for (i64 t = 0; t < steps; ++t) {
    for (i64 i = 1; i < n - 1; ++i) {
      for (i64 j = 1; j < m - 1; ++j)
        u[i * m + j] =
            0.25 * (u[(i - 1) * m + j] + u[(i + 1) * m + j] + u[i * m + j - 1] + u[i * m + j + 1]);
    }
  }
}

void jacobi(i64 n, i64 m, const double* restrict u, double* restrict v) {
  for (i64 i = 1; i < n - 1; ++i) {
    for (i64 j = 1; j < m - 1; ++j)
      v[i * m + j] =
          0.25 * (u[(i - 1) * m + j] + u[(i + 1) * m + j] + u[i * m + j - 1] + u[i * m + j + 1]);
  }
}

void plate(i64 n, i64 m, double* u, double* other, i64 steps) {
  for (i64 t = 0; t < steps; t += 2) {
    jacobi(n, m, u, other);
    jacobi(n, m, other, u);
  }
}

void product(i64 n, i64 k, i64 m, const double* restrict a, const double* restrict b,
             double* restrict c) {
  for (i64 i = 0; i < n; ++i) {
    for (i64 j = 0; j < m; ++j) {
      double s = 0;
      for (i64 t = 0; t < k; ++t) s += a[i * k + t] * b[t * m + j];
      c[i * m + j] = s;
    }
  }
}

void thomas(i64 rows, i64 n, const double* restrict a, double* restrict b, const double* restrict c,
            double* restrict d) {
  for (i64 r = 0; r < rows; ++r) {
    for (i64 i = 1; i < n; ++i) {
      const double w = a[r * n + i] / b[r * n + i - 1];
      b[r * n + i] -= w * c[r * n + i - 1];
      d[r * n + i] -= w * d[r * n + i - 1];
    }
    d[r * n + n - 1] /= b[r * n + n - 1];
    for (i64 i = n - 2; i >= 0; --i)
      d[r * n + i] = (d[r * n + i] - c[r * n + i] * d[r * n + i + 1]) / b[r * n + i];
  }
}
