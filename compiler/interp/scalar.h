// What ops mean on one scalar, where the C++ operator alone does not say it.
#pragma once

#include <bit>
#include <cfloat>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace sinter::interp {

// f32 and f64 arithmetic has to round to its own type after every operation.
static_assert(FLT_EVAL_METHOD == 0);

/// Thrown by the meaning of an op on one element; the caller adds the element and the place.
struct ElementFailure {
  const char* code;
  const char* message;
};

/// Integer arithmetic that wraps: computed modulo 2^64, then cut to T. Floats: the plain operator.
template <typename T, typename F>
T wrapping(T a, T b, F f) {
  if constexpr (std::integral<T>) {
    return static_cast<T>(f(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
  } else {
    return f(a, b);
  }
}
template <typename T>
T add(T a, T b) {
  return wrapping(a, b, [](auto x, auto y) { return x + y; });
}
template <typename T>
T subtract(T a, T b) {
  return wrapping(a, b, [](auto x, auto y) { return x - y; });
}
template <typename T>
T multiply(T a, T b) {
  return wrapping(a, b, [](auto x, auto y) { return x * y; });
}

template <typename T>
T negate(T a) {
  if constexpr (std::integral<T>) return subtract(T{0}, a);
  return -a;
}

template <typename T>
T absolute(T a) {
  if constexpr (std::floating_point<T>) return std::fabs(a);
  return a < 0 ? negate(a) : a;
}

template <typename T>
T sign(T a) {
  if (a != a) return a;
  return static_cast<T>((a > 0) - (a < 0));
}

template <typename T>
bool is_nan(T a) {
  return a != a;
}

template <typename T>
T maximum(T a, T b) {
  if (is_nan(a)) return a;
  if (is_nan(b)) return b;
  if constexpr (std::floating_point<T>) {
    if (a == b) return std::signbit(a) ? b : a;
  }
  return a < b ? b : a;
}

template <typename T>
T minimum(T a, T b) {
  if (is_nan(a)) return a;
  if (is_nan(b)) return b;
  if constexpr (std::floating_point<T>) {
    if (a == b) return std::signbit(a) ? a : b;
  }
  return b < a ? b : a;
}

/// NumPy's npy_divmod for a divisor that is not zero.
template <std::floating_point T>
void divmod(T a, T b, T& quotient, T& remainder) {
  remainder = std::fmod(a, b);
  T exact = (a - remainder) / b;  // Integral but for rounding.
  if (remainder != 0) {
    if ((b < 0) != (remainder < 0)) {
      remainder += b;
      exact -= 1;
    }
  } else {
    remainder = std::copysign(T{0}, b);
  }
  if (exact != 0) {
    quotient = std::floor(exact);
    if (exact - quotient > T{0.5}) quotient += 1;
  } else {
    quotient = std::copysign(T{0}, a / b);
  }
}

template <typename T>
T floor_divide(T a, T b) {
  if constexpr (std::floating_point<T>) {
    if (b == 0) return a / b;
    T quotient, remainder;
    divmod(a, b, quotient, remainder);
    return quotient;
  } else {
    if (b == 0) throw ElementFailure{"E0310", "integer division by zero"};
    if (std::is_signed_v<T> && b == static_cast<T>(-1)) return negate(a);
    const T quotient = static_cast<T>(a / b);
    return a % b != 0 && (a < 0) != (b < 0) ? static_cast<T>(quotient - 1) : quotient;
  }
}

template <typename T>
T floor_modulo(T a, T b) {
  if constexpr (std::floating_point<T>) {
    if (b == 0) return std::numeric_limits<T>::quiet_NaN();
    T quotient, remainder;
    divmod(a, b, quotient, remainder);
    return remainder;
  } else {
    if (b == 0) throw ElementFailure{"E0310", "integer division by zero"};
    if (std::is_signed_v<T> && b == static_cast<T>(-1)) return 0;
    const T remainder = static_cast<T>(a % b);
    return remainder != 0 && (remainder < 0) != (b < 0) ? static_cast<T>(remainder + b) : remainder;
  }
}

template <std::integral T>
T flip_bits(T a) {
  if constexpr (std::same_as<T, bool>) {
    return !a;
  } else {
    return static_cast<T>(~static_cast<std::uint64_t>(a));
  }
}

template <std::integral T>
bool shifts_everything_out(T amount) {
  return amount < 0 || static_cast<std::uint64_t>(amount) >= sizeof(T) * 8;
}
template <std::integral T>
T shift_left(T a, T amount) {
  return shifts_everything_out(amount) ? T{0}
                                       : static_cast<T>(static_cast<std::uint64_t>(a) << amount);
}
template <std::integral T>
T shift_right(T a, T amount) {
  if (shifts_everything_out(amount)) return static_cast<T>(a < 0 ? -1 : 0);
  return static_cast<T>(a >> amount);
}

template <typename To, typename From>
To convert(From a) {
  if constexpr (std::same_as<To, bool>) {
    return a != 0;
  } else if constexpr (std::integral<To> && std::floating_point<From>) {
    if (is_nan(a)) return 0;
    // 2^(value bits): the first value above the range; exact in every float type.
    const From above = std::ldexp(From{1}, std::numeric_limits<To>::digits);
    if (a >= above) return std::numeric_limits<To>::max();
    if (a <= (std::is_signed_v<To> ? -above : From{0})) return std::numeric_limits<To>::min();
    return static_cast<To>(a);
  } else {
    return static_cast<To>(a);
  }
}

// Math functions are computed with more precision than the result has, then rounded once.
template <std::floating_point T>
using Wider = std::conditional_t<sizeof(T) == 4, double, long double>;
static_assert(std::numeric_limits<long double>::digits >= 64);

template <std::floating_point T, typename F>
T through_wider(T a, F f) {
  return static_cast<T>(f(static_cast<Wider<T>>(a)));
}

template <std::floating_point T, typename F>
T through_wider(T a, T b, F f) {
  return static_cast<T>(f(static_cast<Wider<T>>(a), static_cast<Wider<T>>(b)));
}

template <typename T>
T power(T a, T b) {
  // The wide powl of glibc 2.36 is wrong for -inf to the power -2^63. What is infinite needs no
  // digits.
  if (std::isinf(a) || std::isinf(b)) return std::pow(a, b);
  return through_wider(a, b, [](auto x, auto y) { return std::pow(x, y); });
}

/// The C library's, which also writes the sign of gamma to a global: here it does not matter.
template <std::floating_point W>
W log_gamma(W a) {
  return std::lgamma(a);
}

template <std::floating_point T>
struct Split {
  T mantissa, exponent;
};
template <std::floating_point T>
Split<T> split(T a) {
  if (a == 0 || !std::isfinite(a)) return {a, T{0}};
  int exponent = 0;
  const T mantissa = std::frexp(a, &exponent);
  return {mantissa, static_cast<T>(exponent)};
}

/// To a multiple of 2^-11 of the number's power of two; subnormals to one of the smallest normal's.
template <std::floating_point T>
T round_tf32(T a) {
  if (a == 0 || !std::isfinite(a)) return a;
  int exponent = 0;
  std::frexp(a, &exponent);
  const int unit = std::max(exponent, std::numeric_limits<T>::min_exponent) - 11;
  return std::ldexp(std::round(std::ldexp(a, -unit)), unit);
}

/// A float format of 16 bits.
struct NarrowFormat {
  int digits;      ///< Significant bits.
  int smallest;    ///< Exponent of the smallest normal number, which is 2^smallest.
  double largest;  ///< The largest finite number.
};
inline constexpr NarrowFormat kBinary16{11, -14, 65504}, kBfloat16{8, -126, 0x1.fep127};

/// To the nearest number of the format, ties to even.
template <std::floating_point T>
T round_narrow(T a, const NarrowFormat& format) {
  if (a == 0 || !std::isfinite(a)) return a;
  int exponent = 0;
  std::frexp(a, &exponent);
  const int unit = std::max(exponent - 1, format.smallest) - (format.digits - 1);
  const double rounded =
      std::ldexp(std::nearbyint(std::ldexp(static_cast<double>(a), -unit)), unit);
  if (std::abs(rounded) > format.largest)
    return std::copysign(std::numeric_limits<T>::infinity(), a);
  return static_cast<T>(rounded);
}

template <std::floating_point T>
struct Angle {
  T rest, quadrant;
};
/// Sine and cosine tell where a large angle lies; the smaller of them is exact enough for the rest.
template <std::floating_point T>
Angle<T> angle(T a) {
  if (!(std::fabs(a) > (sizeof(T) == 4 ? T(0x1p16) : T(0x1p22)))) return {a, 0};
  const Wider<T> sine = std::sin(static_cast<Wider<T>>(a)),
                 cosine = std::cos(static_cast<Wider<T>>(a));
  if (std::fabs(sine) <= std::fabs(cosine)) {
    const bool forwards = cosine > 0;
    return {static_cast<T>(std::asin(forwards ? sine : -sine)), static_cast<T>(forwards ? 0 : 2)};
  }
  const bool up = sine > 0;
  return {static_cast<T>(std::asin(up ? -cosine : cosine)), static_cast<T>(up ? 1 : 3)};
}

/// |a| as a number without sign.
template <std::integral T>
std::uint64_t magnitude(T a) {
  const auto bits = static_cast<std::uint64_t>(a);
  return a < 0 ? 0 - bits : bits;
}

template <std::integral T>
T bit_count(T a) {
  return static_cast<T>(std::popcount(magnitude(a)));
}

template <typename T>
T remainder_towards_zero(T a, T b) {
  if constexpr (std::floating_point<T>) {
    return std::fmod(a, b);
  } else {
    if (b == 0) throw ElementFailure{"E0310", "integer division by zero"};
    const std::uint64_t rest = magnitude(a) % magnitude(b);
    return static_cast<T>(a < 0 ? 0 - rest : rest);
  }
}

template <std::integral T>
T integer_power(T base, T exponent) {
  if (exponent < 0) throw ElementFailure{"E0313", "integer to a negative power"};
  std::uint64_t result = 1, square = static_cast<std::uint64_t>(base);
  for (auto rest = static_cast<std::uint64_t>(exponent); rest != 0; rest /= 2) {
    if (rest % 2 != 0) result *= square;
    square *= square;
  }
  return static_cast<T>(result);
}

template <std::integral T>
T greatest_divisor(T a, T b) {
  std::uint64_t divisor = magnitude(a);
  for (std::uint64_t rest = magnitude(b); rest != 0;) {
    divisor = std::exchange(rest, divisor % rest);
  }
  return static_cast<T>(divisor);
}

template <std::integral T>
T least_multiple(T a, T b) {
  if (a == 0 || b == 0) return 0;
  std::uint64_t divisor = magnitude(a);
  for (std::uint64_t rest = magnitude(b); rest != 0;) {
    divisor = std::exchange(rest, divisor % rest);
  }
  return static_cast<T>(magnitude(a) / divisor * magnitude(b));
}

template <std::floating_point T>
T scale(T a, T power) {
  if (is_nan(power)) return power;
  return std::ldexp(a, static_cast<int>(power));
}

}  // namespace sinter::interp
