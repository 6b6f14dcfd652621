#include "frontend/lang/scalar_types.h"

#include <algorithm>

namespace sinter::lang {
namespace {

DType signed_of_size(std::size_t bytes) {
  switch (bytes) {
    case 1:
      return DType::kI8;
    case 2:
      return DType::kI16;
    case 4:
      return DType::kI32;
    default:
      return DType::kI64;
  }
}

DType promote_integers(DType a, DType b) {
  if (is_signed_integer(a) == is_signed_integer(b)) return size_of(a) >= size_of(b) ? a : b;
  const DType with_sign = is_signed_integer(a) ? a : b;
  const DType without = is_signed_integer(a) ? b : a;
  if (size_of(with_sign) > size_of(without)) return with_sign;
  return size_of(without) == 8 ? DType::kF64 : signed_of_size(size_of(without) * 2);
}

}  // namespace

DType promote(DType a, DType b) {
  if (a == b) return a;
  if (a == DType::kBool) return b;
  if (b == DType::kBool) return a;
  if (is_integer(a) && is_integer(b)) return promote_integers(a, b);
  if (is_float(a) && is_float(b)) return size_of(a) >= size_of(b) ? a : b;
  const DType integer = is_integer(a) ? a : b;
  const DType real = is_integer(a) ? b : a;
  return size_of(integer) <= 2 ? real : DType::kF64;
}

void CommonType::add(Strength strength, DType dtype) {
  if (strength == Strength::kStrong) {
    strong_ = strong_ ? promote(*strong_, dtype) : dtype;
  } else {
    (strength == Strength::kWeakFloat ? weak_float_ : weak_integer_) = true;
  }
}

DType CommonType::dtype() const {
  if (!strong_) return weak_float_ ? DType::kF64 : DType::kI64;
  if (is_float(*strong_)) return *strong_;
  if (weak_float_) return DType::kF64;
  return *strong_ == DType::kBool && weak_integer_ ? DType::kI64 : *strong_;
}

bool fits(Wide value, DType type) {
  const auto bits = static_cast<int>(size_of(type) * 8);
  const Wide one = 1;
  if (is_unsigned_integer(type)) return value >= 0 && value < (one << bits);
  return value >= -(one << (bits - 1)) && value < (one << (bits - 1));
}

DType accumulator(DType type) {
  if (is_float(type)) return type;
  return is_unsigned_integer(type) ? DType::kU64 : DType::kI64;
}

}  // namespace sinter::lang
