// The interpreter's math functions against MPFR: the oracle itself has to be right.
#include <gtest/gtest.h>
#include <mpfr.h>

#include <bit>
#include <cmath>
#include <random>

#include "tests/unit/interp/run.h"

namespace sinter::interp::test {
namespace {

using Reference = int (*)(mpfr_t, const mpfr_t, mpfr_rnd_t);
struct Function {
  Op op;
  Reference reference;
};
const Function kFunctions[] = {{Op::Exp, mpfr_exp}, {Op::Log, mpfr_log}, {Op::Tanh, mpfr_tanh}};

/// |found - exact| in units of the spacing of T at the exact value.
template <typename T>
double ulps(Reference reference, T x, T found) {
  mpfr_t exact, spacing;
  mpfr_init2(exact, 200);
  mpfr_init2(spacing, 200);
  mpfr_set_d(exact, x, MPFR_RNDN);
  reference(exact, exact, MPFR_RNDN);
  const T rounded = static_cast<T>(mpfr_get_d(exact, MPFR_RNDN));
  double result = 0;
  if (!std::isfinite(rounded) || std::isnan(found)) {
    result = rounded == found || (std::isnan(rounded) && std::isnan(found)) ? 0 : 1e9;
  } else {
    const T magnitude = std::fabs(rounded);
    const T next = std::nextafter(magnitude, std::numeric_limits<T>::infinity());
    mpfr_set_d(spacing,
               std::isfinite(next) ? next - magnitude : magnitude - std::nextafter(magnitude, T{0}),
               MPFR_RNDN);
    mpfr_sub_d(exact, exact, found, MPFR_RNDN);
    mpfr_div(exact, exact, spacing, MPFR_RNDN);
    result = std::fabs(mpfr_get_d(exact, MPFR_RNDN));
  }
  mpfr_clear(exact);
  mpfr_clear(spacing);
  return result;
}

/// Arguments over all exponents, and more of those where the functions neither vanish nor saturate.
template <typename T>
std::vector<T> arguments() {
  using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  std::mt19937_64 random(12);
  std::uniform_real_distribution<double> near(-100, 100), wide(-760, 720);
  std::vector<T> out;
  for (int i = 0; i < 4000; ++i) {
    out.push_back(std::bit_cast<T>(static_cast<U>(random())));
    out.push_back(static_cast<T>(near(random)));
    out.push_back(static_cast<T>(wide(random)));
    out.push_back(static_cast<T>(near(random) / 100));
  }
  return out;
}

template <typename T>
void check_accuracy() {
  const auto x = arguments<T>();
  for (const auto& [op, reference] : kFunctions) {
    const auto y = elementwise<T>(op, {vec(x)});
    double worst = 0;
    for (std::size_t i = 0; i < x.size(); ++i) worst = std::max(worst, ulps(reference, x[i], y[i]));
    EXPECT_LE(worst, 0.501) << info(op).spelling;
  }
}

TEST(MathAccuracy, F32) { check_accuracy<float>(); }
TEST(MathAccuracy, F64) { check_accuracy<double>(); }

}  // namespace
}  // namespace sinter::interp::test
