// Conversion of single elements between any two dtypes, with the meaning of the language's `cast`.
#pragma once

#include <cstdint>

#include "sinter/dtype.h"

namespace sinter::runtime {

/// A number of any dtype in the widest type of its kind.
struct Number {
  enum class Kind : std::uint8_t { kSigned, kUnsigned, kFloat } kind = Kind::kFloat;
  std::int64_t i = 0;
  std::uint64_t u = 0;
  double f = 0;
};

/// The element at `from`. Complex numbers are refused (E4104).
Number read_number(DType dtype, const void* from);
/// Integers keep their low bits; floats become integers by truncation, saturated, NaN as 0;
/// anything but zero is true; to floats of any width with one rounding, ties to even.
void write_number(DType dtype, void* to, const Number& number);

float f16_to_f32(std::uint16_t bits);
std::uint16_t f64_to_f16(double value);
std::uint16_t f64_to_bf16(double value);

}  // namespace sinter::runtime
