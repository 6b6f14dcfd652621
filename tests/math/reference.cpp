#include "tests/math/reference.h"

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <random>

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
  for (double x :
       {0.25, 0.5, 0.75, 0.9, 0.99, 0.9999999, 1.5, 2.5, 3.0, 4.5, 8.0, 9.1, 27.2, 18.0, 38.0})
    v.push_back(static_cast<T>(x));
  for (int n = 1; n < 40; ++n) v.push_back(static_cast<T>(n * 1.5707963267948966));
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

namespace {

struct Reference {
  Op op;
  double (*libm)(double, double);
  void (*exact)(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr y);
};

void exact_rsqrt(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr) {
  mpfr_sqrt(result, x, MPFR_RNDN);  // mpfr_rec_sqrt(-0) is +inf, IEEE 754's rSqrt(-0) -inf
  mpfr_ui_div(result, 1, result, MPFR_RNDN);
}

void exact_sigmoid(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr) {
  mpfr_neg(result, x, MPFR_RNDN);
  mpfr_exp(result, result, MPFR_RNDN);
  mpfr_add_ui(result, result, 1, MPFR_RNDN);
  mpfr_ui_div(result, 1, result, MPFR_RNDN);
}

double sigmoid(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

void exact_lgamma(mpfr_ptr result, mpfr_srcptr x, mpfr_srcptr) {
  int sign = 0;
  mpfr_lgamma(result, &sign, x, MPFR_RNDN);
}

// clang-format off
#define UNARY(op, name)                                       \
  {Op::op, [](double x, double) { return std::name(x); },     \
   [](mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr) { mpfr_##name(r, x, MPFR_RNDN); }}
#define BINARY(op, name)                                      \
  {Op::op, [](double x, double y) { return std::name(x, y); }, \
   [](mpfr_ptr r, mpfr_srcptr x, mpfr_srcptr y) { mpfr_##name(r, x, y, MPFR_RNDN); }}
const Reference kReferences[] = {
    UNARY(Exp, exp), UNARY(Exp2, exp2), UNARY(Expm1, expm1),
    UNARY(Log, log), UNARY(Log2, log2), UNARY(Log10, log10), UNARY(Log1p, log1p),
    UNARY(Sin, sin), UNARY(Cos, cos), UNARY(Tan, tan),
    UNARY(Asin, asin), UNARY(Acos, acos), UNARY(Atan, atan), BINARY(Atan2, atan2),
    UNARY(Sinh, sinh), UNARY(Cosh, cosh), UNARY(Tanh, tanh),
    UNARY(Asinh, asinh), UNARY(Acosh, acosh), UNARY(Atanh, atanh),
    UNARY(Erf, erf), UNARY(Erfc, erfc), UNARY(Cbrt, cbrt), BINARY(Hypot, hypot), BINARY(Pow, pow),
    {Op::Rsqrt, [](double x, double) { return 1 / std::sqrt(x); }, exact_rsqrt},
    {Op::Sigmoid, [](double x, double) { return sigmoid(x); }, exact_sigmoid},
    {Op::Lgamma, [](double x, double) { return std::lgamma(x); }, exact_lgamma},
};
// clang-format on

const Reference& reference(Op op) {
  const auto* found = std::ranges::find(kReferences, op, &Reference::op);
  SINTER_CHECK(found != std::end(kReferences), "no reference for '{}'", info(op).spelling);
  return *found;
}

}  // namespace

double libm(Op function, double x, double y) { return reference(function).libm(x, y); }

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

double ulp_error_f64(Op function, double x, double y, double got) {
  mpfr_t exact, left, right, difference;
  mpfr_inits2(160, exact, difference, static_cast<mpfr_ptr>(nullptr));
  mpfr_inits2(53, left, right, static_cast<mpfr_ptr>(nullptr));
  mpfr_set_d(left, x, MPFR_RNDN);
  mpfr_set_d(right, y, MPFR_RNDN);
  reference(function).exact(exact, left, right);
  double error = kInfinity;
  if (mpfr_nan_p(exact)) {
    error = std::isnan(got) ? 0 : kInfinity;
  } else if (mpfr_inf_p(exact)) {
    error = got == mpfr_get_d(exact, MPFR_RNDN) ? 0 : kInfinity;
  } else if (mpfr_zero_p(exact)) {
    error = got == 0 && std::signbit(got) == (mpfr_signbit(exact) != 0) ? 0 : kInfinity;
  } else if (!std::isnan(got)) {
    auto exponent = static_cast<int>(std::clamp<mpfr_exp_t>(mpfr_get_exp(exact) - 1, -2000, 2000));
    // lgamma has zeros below 0 that no sum of logarithms meets: small results count as 16 there.
    if (function == Op::Lgamma && x < 0) exponent = std::max(exponent, 4);
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
  mpfr_clears(exact, left, right, difference, static_cast<mpfr_ptr>(nullptr));
  return error;
}

std::vector<float> edges_f32() { return edges<float>(); }
std::vector<double> edges_f64() { return edges<double>(); }

namespace {

template <typename T, typename Bits>
std::vector<std::pair<T, T>> pairs(const std::vector<T>& edges, int random) {
  using L = std::numeric_limits<T>;
  const T infinity = L::infinity(), nan = L::quiet_NaN();
  std::vector<std::pair<T, T>> result;
  std::vector<T> special{0,
                         1,
                         2,
                         3,
                         T(0.5),
                         T(1.5),
                         T(1e10),
                         T(101),
                         infinity,
                         nan,
                         L::max(),
                         L::min(),
                         L::denorm_min(),
                         T(7.5),
                         T(1) / 3,
                         T(0.1),
                         1 + L::epsilon()};
  for (std::size_t i = 0, count = special.size(); i < count; ++i) special.push_back(-special[i]);
  for (T a : edges)
    for (T b : special) result.insert(result.end(), {{a, b}, {b, a}});
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<T> small(T(-3), T(3)), exponent(T(-40), T(40));
  for (int i = 0; i < random; ++i) {
    const T a = std::bit_cast<T>(static_cast<Bits>(engine()));
    const T b = std::bit_cast<T>(static_cast<Bits>(engine()));
    const T x = small(engine), y = small(engine), e = exponent(engine);
    result.insert(result.end(), {{a, b}, {x, y}, {a, a * y}, {std::fabs(x), e}, {std::exp(e), y}});
    result.push_back({1 + std::ldexp(x, static_cast<int>(e) - 45), std::ldexp(y, 45)});
  }
  return result;
}

}  // namespace

std::vector<std::pair<float, float>> pairs_f32(int random) {
  return pairs<float, std::uint32_t>(edges_f32(), random);
}
std::vector<std::pair<double, double>> pairs_f64(int random) {
  return pairs<double, std::uint64_t>(edges_f64(), random);
}

}  // namespace sinter::test
