#include "runtime/core/convert.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

template <typename T>
T read_as(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <typename T>
void write_as(void* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

template <typename T>
Number number_of(T value) {
  Number n;
  if constexpr (std::is_floating_point_v<T>) {
    n.kind = Number::Kind::kFloat;
    n.f = value;
  } else if constexpr (std::is_signed_v<T>) {
    n.kind = Number::Kind::kSigned;
    n.i = value;
  } else {
    n.kind = Number::Kind::kUnsigned;
    n.u = value;
  }
  return n;
}

template <typename T>
T saturate(double value) {
  if (std::isnan(value)) return 0;
  // 2^digits is the first value too large; both bounds are exact as doubles.
  const double above = std::ldexp(1.0, std::numeric_limits<T>::digits);
  const double below = std::is_signed_v<T> ? -above : 0.0;
  if (value >= above) return std::numeric_limits<T>::max();
  if (value <= below) return std::numeric_limits<T>::min();
  return static_cast<T>(value);
}

template <typename T>
void write_integer(void* to, const Number& n) {
  switch (n.kind) {
    case Number::Kind::kSigned:
      return write_as(to, static_cast<T>(n.i));
    case Number::Kind::kUnsigned:
      return write_as(to, static_cast<T>(n.u));
    case Number::Kind::kFloat:
      return write_as(to, saturate<T>(n.f));
  }
}

template <typename T>
T to_float(const Number& n) {
  switch (n.kind) {
    case Number::Kind::kSigned:
      return static_cast<T>(n.i);
    case Number::Kind::kUnsigned:
      return static_cast<T>(n.u);
    case Number::Kind::kFloat:
      return static_cast<T>(n.f);
  }
  return 0;
}

bool to_bool(const Number& n) {
  switch (n.kind) {
    case Number::Kind::kSigned:
      return n.i != 0;
    case Number::Kind::kUnsigned:
      return n.u != 0;
    case Number::Kind::kFloat:
      return n.f != 0;
  }
  return false;
}

/// A 64-bit integer as a double that rounds to the same narrow float as the integer itself would:
/// bits that do not fit are kept as a sticky lowest bit (round to odd).
double sticky_double(const Number& n) {
  if (n.kind == Number::Kind::kFloat) return n.f;
  const bool negative = n.kind == Number::Kind::kSigned && n.i < 0;
  std::uint64_t magnitude =
      n.kind == Number::Kind::kUnsigned ? n.u : static_cast<std::uint64_t>(n.i);
  if (negative) magnitude = 0 - magnitude;
  if (magnitude >> 53 != 0) {
    const bool lost = (magnitude & 0xfff) != 0;
    magnitude = (magnitude & ~std::uint64_t{0xfff}) | (lost ? 0x1000 : 0);
  }
  const auto value = static_cast<double>(magnitude);
  return negative ? -value : value;
}

}  // namespace

float f16_to_f32(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits & 0x8000) << 16;
  const int exponent = (bits >> 10) & 0x1f;
  const std::uint32_t mantissa = bits & 0x3ff;
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000 | (mantissa << 13));
  if (exponent == 0) {
    const float magnitude = std::ldexp(static_cast<float>(mantissa), -24);
    return sign != 0 ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | (static_cast<std::uint32_t>(exponent + 112) << 23) |
                              (mantissa << 13));
}

std::uint16_t f64_to_f16(double value) {
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7e00);
  const double magnitude = std::fabs(value);
  if (magnitude >= 65520)
    return static_cast<std::uint16_t>(sign | 0x7c00);  // halfway above the largest
  if (magnitude < 0x1p-14) {
    return static_cast<std::uint16_t>(
        sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24)));
  }
  int exponent = 0;
  const double fraction = std::frexp(magnitude, &exponent);  // [0.5, 1)
  const auto scaled =
      static_cast<std::uint32_t>(std::nearbyint(fraction * 2048));  // 1024..2048; 2048 carries over
  return static_cast<std::uint16_t>(sign + static_cast<std::uint32_t>((exponent + 14) << 10) +
                                    (scaled - 1024));
}

std::uint16_t f64_to_bf16(double value) {
  const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
  if (std::isnan(value)) return static_cast<std::uint16_t>(sign | 0x7fc0);
  const double magnitude = std::fabs(value);
  if (magnitude >= std::ldexp(511.0, 119)) return static_cast<std::uint16_t>(sign | 0x7f80);
  if (magnitude < 0x1p-126) {
    return static_cast<std::uint16_t>(
        sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p133)));
  }
  int exponent = 0;
  const double fraction = std::frexp(magnitude, &exponent);
  const auto scaled = static_cast<std::uint32_t>(std::nearbyint(fraction * 256));
  return static_cast<std::uint16_t>(sign + static_cast<std::uint32_t>((exponent + 126) << 7) +
                                    (scaled - 128));
}

Number read_number(DType dtype, const void* from) {
  switch (dtype) {
    case DType::kBool:
      return number_of<std::uint8_t>(read_as<std::uint8_t>(from) != 0 ? 1 : 0);
    case DType::kI8:
      return number_of(read_as<std::int8_t>(from));
    case DType::kI16:
      return number_of(read_as<std::int16_t>(from));
    case DType::kI32:
      return number_of(read_as<std::int32_t>(from));
    case DType::kI64:
      return number_of(read_as<std::int64_t>(from));
    case DType::kU8:
      return number_of(read_as<std::uint8_t>(from));
    case DType::kU16:
      return number_of(read_as<std::uint16_t>(from));
    case DType::kU32:
      return number_of(read_as<std::uint32_t>(from));
    case DType::kU64:
      return number_of(read_as<std::uint64_t>(from));
    case DType::kF16:
      return number_of(f16_to_f32(read_as<std::uint16_t>(from)));
    case DType::kBF16:
      return number_of(
          std::bit_cast<float>(static_cast<std::uint32_t>(read_as<std::uint16_t>(from)) << 16));
    case DType::kF32:
      return number_of(read_as<float>(from));
    case DType::kF64:
      return number_of(read_as<double>(from));
    case DType::kC64:
    case DType::kC128:
      unavailable("E4104", "converting {} elements", name(dtype));
  }
  SINTER_CHECK(false, "dtype {}", static_cast<int>(dtype));
  return {};
}

void write_number(DType dtype, void* to, const Number& n) {
  switch (dtype) {
    case DType::kBool:
      return write_as<std::uint8_t>(to, to_bool(n) ? 1 : 0);
    case DType::kI8:
      return write_integer<std::int8_t>(to, n);
    case DType::kI16:
      return write_integer<std::int16_t>(to, n);
    case DType::kI32:
      return write_integer<std::int32_t>(to, n);
    case DType::kI64:
      return write_integer<std::int64_t>(to, n);
    case DType::kU8:
      return write_integer<std::uint8_t>(to, n);
    case DType::kU16:
      return write_integer<std::uint16_t>(to, n);
    case DType::kU32:
      return write_integer<std::uint32_t>(to, n);
    case DType::kU64:
      return write_integer<std::uint64_t>(to, n);
    case DType::kF16:
      return write_as(to, f64_to_f16(sticky_double(n)));
    case DType::kBF16:
      return write_as(to, f64_to_bf16(sticky_double(n)));
    case DType::kF32:
      return write_as(to, to_float<float>(n));
    case DType::kF64:
      return write_as(to, to_float<double>(n));
    case DType::kC64:
      write_as(to, to_float<float>(n));
      return write_as(static_cast<char*>(to) + 4, 0.0f);
    case DType::kC128:
      write_as(to, to_float<double>(n));
      return write_as(static_cast<char*>(to) + 8, 0.0);
  }
}

}  // namespace sinter::runtime
