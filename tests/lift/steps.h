// Code in C's manner: pointers that move, changes inside of expressions, switch, while loops that
// count, searches for the largest number; and integers that overflow.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "sinter/jit.h"

// What is tested is C's manner.
// NOLINTBEGIN(bugprone-assignment-in-if-condition,bugprone-inc-dec-in-conditions)
namespace steps {

SINTER_JIT inline void scale(const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i) *y++ = 2 * *x++;
}

SINTER_JIT SINTER_JIT_REASSOC inline double dot(const double* x, const double* y, int n) {
  double sum = 0;
  while (n-- > 0) sum += *x++ * *y++;
  return sum;
}

SINTER_JIT SINTER_JIT_REASSOC inline void row_sums(const double* a, double* s, int n, int m) {
  for (int i = 0; i < n; ++i) {
    double sum = 0;
    for (int j = 0; j < m; ++j) sum += *a++;
    *s++ = sum;
  }
}

SINTER_JIT inline void gray(const std::uint8_t* p, std::uint8_t* out, int n) {
  for (int i = 0; i < n; ++i, p += 3)
    out[i] = static_cast<std::uint8_t>((p[0] * 77 + p[1] * 150 + p[2] * 29) >> 8);
}

/// Pointers that are compared.
SINTER_JIT inline std::int64_t until_end(const float* x SINTER_EXTENT(n), float* y SINTER_EXTENT(n),
                                         int n) {
  const float* const first = x;
  for (const float* const end = x + n; x != end; ++x) *y++ = *x + 1;
  return x - first;
}

/// A pointer of each row, which is one of an array of rows.
SINTER_JIT inline void transposed(const float* a, float* b, int n, int m) {
  for (int i = 0; i < n; ++i) {
    float* column = b + i;
    for (int j = 0; j < m; ++j, column += n) *column = *a++;
  }
}

SINTER_JIT inline void interleave(const float* x, const float* y, float* z, int n) {
  int k = 0;
  for (int i = 0; i < n; ++i) {
    z[k++] = x[i];
    z[k++] = y[i];
  }
}

SINTER_JIT inline void backwards(const float* x, float* y, int n) {
  int k = n;
  for (int i = 0; i < n; ++i) y[i] = x[--k];
}

SINTER_JIT inline int keep_positive(const int* x, int* y SINTER_EXTENT(n), int n) {
  int k = 0;
  for (int i = 0; i < n; ++i) {
    if (x[i] > 0) y[k++] = x[i];
  }
  return k;
}

SINTER_JIT inline void merge(const int* a SINTER_EXTENT(n), const int* b SINTER_EXTENT(m), int* c,
                             int n, int m) {
  int i = 0, j = 0;
  for (int k = 0; k < n + m; ++k) c[k] = i < n && (j >= m || a[i] <= b[j]) ? a[i++] : b[j++];
}

SINTER_JIT inline std::uint32_t number(const char* text SINTER_EXTENT(n), int n) {
  std::uint32_t value = 0;
  int i = 0;
  int c;
  while (i < n && (c = text[i++]) != ' ') value = value * 10 + static_cast<std::uint32_t>(c - '0');
  return value;
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsequence-point"  // It is defined since C++17.
#endif
/// What C++ says of the order: the right side first, each change once.
SINTER_JIT inline int order(int* a SINTER_EXTENT(n), [[maybe_unused]] int n) {
  int k = 0;
  a[k++] = k;
  a[k] = k++;
  a[k++] += 5;
  int left = k << k++;
  left += k++ > 2 && k++ > 9 ? ++k : --k;
  const int both = (k += 3, k * 2);
  a[0] = a[1] = left;
  return both * 100 + k + left;
}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

SINTER_JIT inline int counted(const int* x, int n) {
  int i = 0;
  int sum = 0;
  while (i < n) {
    sum += x[i] * i;
    ++i;
  }
  while (i > 0) sum ^= i--;
  return sum + i;
}

SINTER_JIT inline void kinds(const int* x, int* y, int n) {
  for (int i = 0; i < n; ++i) {
    switch (x[i] & 7) {
      case 0:
        y[i] = 10;
        break;
      case 1:
      case 2: {
        y[i] = x[i] / 2;
        break;
      }
      default:
        y[i] = -1;
        break;
      case 5:
        y[i] = 3;
    }
  }
}

enum class Shape : std::uint8_t { kNone, kLine, kSquare };
inline double measure(Shape shape, double x) {
  switch (shape) {
    case Shape::kLine:
      return x;
    case Shape::kSquare:
      return x * x;
    default:
      return 0;
  }
}
SINTER_JIT inline void measures(const double* x, double* y, int n) {
  for (int i = 0; i < n; ++i)
    y[i] = measure(x[i] > 1 ? Shape::kSquare : (x[i] > 0 ? Shape::kLine : Shape::kNone), x[i]);
}

/// A switch that ends the loop's iteration, and the loop.
SINTER_JIT inline int program(const int* code SINTER_EXTENT(n), int n) {
  int value = 1;
  for (int i = 0; i < n; ++i) {
    switch (code[i]) {
      case 0:
        continue;
      case 1:
        value += 3;
        break;
      case 2:
        value *= 2;
        break;
      case 9:
        return -value;
    }
    value ^= i;
  }
  return value;
}

SINTER_JIT inline int largest_at(const float* x, int n) {
  int at = 0;
  float best = x[0];
  for (int i = 1; i < n; ++i) {
    if (x[i] > best) {
      at = i;
      best = x[i];
    }
  }
  return at;
}

SINTER_JIT inline void nearest(const float* p, const float* c, int* label, float* distance, int n,
                               int m) {
  for (int i = 0; i < n; ++i) {
    float best = std::numeric_limits<float>::max();
    int at = -1;
    for (int j = 0; j < m; ++j) {
      const float d = std::fabs(p[i] - c[j]);
      if (d < best) {
        best = d;
        at = j;
      }
    }
    label[i] = at;
    distance[i] = best;
  }
}

/// The smallest number below what is given, where it stands, and what else stands there.
SINTER_JIT inline void smallest(const int* x, const double* w SINTER_EXTENT(n), int n, int& at,
                                int& best, double& weight) {
  for (int i = 0; i < n; ++i) {
    if (best > x[i]) {
      best = x[i];
      at = i * 2 + 1;
      weight = w[i];
    }
  }
}

/// The last one of several: not the first.
SINTER_JIT inline int last_largest_at(const double* x, int n) {
  int at = 0;
  double best = x[0];
  for (int i = 0; i < n; ++i) {
    if (x[i] >= best) {
      best = x[i];
      at = i;
    }
  }
  return at;
}

/// Of the part before each element, which is empty for the first one.
SINTER_JIT inline void largest_before(const float* x, int* y, int n) {
  for (int i = 0; i < n; ++i) {
    float best = -1;
    int at = -1;
    for (int j = 0; j < i; ++j) {
      if (x[j] > best) {
        best = x[j];
        at = j;
      }
    }
    y[i] = at;
  }
}

/// Signed integers that overflow, where a compiler is told that they wrap.
SINTER_JIT inline void overflow(const int* x, const std::int64_t* w, int* y, std::int64_t* v,
                                int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) {
    sum += x[i];
    y[i] = x[i] * x[i] - sum + (x[i] << 3) + -x[i];
    v[i] = w[i] * 3 + x[i] * w[i] - (w[i] >> 5);
  }
}

SINTER_JIT inline int overflowing_product(const int* x, int n) {
  int product = 1;
  for (int i = 0; i < n; ++i) product *= x[i] | 1;
  return product;
}

}  // namespace steps
// NOLINTEND(bugprone-assignment-in-if-condition,bugprone-inc-dec-in-conditions)
