#include "compiler/ir/identity.h"

#include <bit>
#include <limits>

namespace sinter {

namespace {

std::uint64_t float_bits(DType type, double value) {
  if (type == DType::kF64) return std::bit_cast<std::uint64_t>(value);
  return std::bit_cast<std::uint32_t>(static_cast<float>(value));
}

}  // namespace

std::uint64_t identity_bits(Op op, DType type) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto bits = 8 * size_of(type);
  const std::uint64_t ones = ~std::uint64_t{0} >> (64 - bits);
  // The largest and the smallest number of signed integers.
  const std::uint64_t largest = ones >> 1, smallest = largest + 1;
  switch (op) {
    case Op::Mul:
      return is_float(type) ? float_bits(type, 1) : 1;
    case Op::And:
      return type == DType::kBool ? 1 : ones;
    case Op::Min:
      if (is_float(type)) return float_bits(type, kInfinity);
      return is_signed_integer(type) ? largest : ones;
    case Op::Max:
      if (is_float(type)) return float_bits(type, -kInfinity);
      return is_signed_integer(type) ? smallest : 0;
    default:
      return 0;
  }
}

}  // namespace sinter
