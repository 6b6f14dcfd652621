#include "tests/math/reference.h"

#include <mpfr.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "compiler/support/check.h"

namespace sinter::test {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Spacing of the format's numbers in the binade of |x|: 2^max(exponent - digits + 1, smallest).
int ulp_exponent(int exponent, int digits, int smallest) {
  return std::max(exponent - digits + 1, smallest);
}

template <typename T>
std::vector<T> with_neighbours(std::vector<T> values) {
  std::vector<T> result;
  for (T v : values)
    for (T sign : {T(1), T(-1)}) {
      const T x = sign * v;
      result.insert(result.end(),
                    {x, std::nextafter(x, T(kInfinity)), std::nextafter(x, T(-kInfinity))});
    }
  result.push_back(std::numeric_limits<T>::quiet_NaN());
  return result;
}

template <typename T>
std::vector<T> edges() {
  using L = std::numeric_limits<T>;
  std::vector<T> v{
      0,        1,     2,     T(kInfinity), L::max(), L::min(), L::denorm_min(), L::epsilon(),
      T(0.625), T(10), T(20), T(2) / 3,     T(4) / 3, T(104),   T(89),           T(746),
      T(710)};
  for (double x : {88.72283905206835, 87.33654475055311, 103.97207708, 709.782712893384,
                   708.3964185322641, 745.1332191019412, 9.010913347279288, 19.061547465398498})
    v.push_back(static_cast<T>(x));
  for (int n = -5; n < 150; ++n) {  // where n of the range reduction changes, and its middle
    v.push_back(static_cast<T>((n + 0.5) * 0.6931471805599453));
    v.push_back(static_cast<T>(n * 0.6931471805599453));
  }
  for (int e = L::min_exponent - L::digits; e < L::max_exponent; ++e) {
    v.push_back(std::ldexp(T(1), e));
    v.push_back(std::ldexp(T(2) / 3, e));
  }
  return with_neighbours(v);
}

}  // namespace

double libm(Op function, double x) {
  switch (function) {
    case Op::Exp:
      return std::exp(x);
    case Op::Log:
      return std::log(x);
    case Op::Tanh:
      return std::tanh(x);
    case Op::Rsqrt:
      return 1 / std::sqrt(x);
    case Op::Sigmoid:
      return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
    default:
      SINTER_CHECK(false, "no reference for '{}'", info(function).spelling);
  }
}

double ulp_error_f32(float got, double exact) {
  if (std::isnan(exact)) return std::isnan(got) ? 0 : kInfinity;
  if (exact == 0) return got == 0 && std::signbit(got) == std::signbit(exact) ? 0 : kInfinity;
  if (std::isnan(got)) return kInfinity;
  // An infinite result is right where the exact value rounds to it: measured as if the range went
  // on.
  const double limit = 0x1p128;
  if (std::isinf(exact)) return got == exact ? 0 : kInfinity;
  const double value = std::isinf(got) ? std::copysign(limit, got) : static_cast<double>(got);
  if (std::isinf(got) && std::fabs(exact) >= limit)
    return std::signbit(got) == std::signbit(exact) ? 0 : kInfinity;
  return std::fabs(value - exact) / std::ldexp(1.0, ulp_exponent(std::ilogb(exact), 24, -149));
}

double ulp_error_f64(Op function, double x, double got) {
  mpfr_t exact, difference;
  mpfr_inits2(160, exact, difference, static_cast<mpfr_ptr>(nullptr));
  mpfr_set_d(exact, x, MPFR_RNDN);
  if (function == Op::Rsqrt) {  // mpfr_rec_sqrt(-0) is +inf, IEEE 754's rSqrt(-0) -inf
    mpfr_sqrt(exact, exact, MPFR_RNDN);
    mpfr_ui_div(exact, 1, exact, MPFR_RNDN);
  }
  if (function == Op::Sigmoid) {
    mpfr_neg(exact, exact, MPFR_RNDN);
    mpfr_exp(exact, exact, MPFR_RNDN);
    mpfr_add_ui(exact, exact, 1, MPFR_RNDN);
    mpfr_ui_div(exact, 1, exact, MPFR_RNDN);
  }
  if (function == Op::Exp) mpfr_exp(exact, exact, MPFR_RNDN);
  if (function == Op::Log) mpfr_log(exact, exact, MPFR_RNDN);
  if (function == Op::Tanh) mpfr_tanh(exact, exact, MPFR_RNDN);
  double error = kInfinity;
  if (mpfr_nan_p(exact)) {
    error = std::isnan(got) ? 0 : kInfinity;
  } else if (mpfr_inf_p(exact)) {
    error = got == mpfr_get_d(exact, MPFR_RNDN) ? 0 : kInfinity;
  } else if (mpfr_zero_p(exact)) {
    error = got == 0 && std::signbit(got) == (mpfr_signbit(exact) != 0) ? 0 : kInfinity;
  } else if (!std::isnan(got)) {
    const auto exponent =
        static_cast<int>(std::clamp<mpfr_exp_t>(mpfr_get_exp(exact) - 1, -2000, 2000));
    if (std::isinf(got) && exponent >= 1024) {
      error = 0;
    } else {
      mpfr_set_d(difference, got, MPFR_RNDN);
      if (std::isinf(got)) mpfr_set_si_2exp(difference, got > 0 ? 1 : -1, 1024, MPFR_RNDN);
      mpfr_sub(difference, difference, exact, MPFR_RNDN);
      mpfr_mul_2si(difference, difference, -ulp_exponent(exponent, 53, -1074), MPFR_RNDN);
      error = std::fabs(mpfr_get_d(difference, MPFR_RNDN));
    }
  }
  mpfr_clears(exact, difference, static_cast<mpfr_ptr>(nullptr));
  return error;
}

std::vector<float> edges_f32() { return edges<float>(); }
std::vector<double> edges_f64() { return edges<double>(); }

}  // namespace sinter::test
