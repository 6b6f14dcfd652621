// Promotion of element types: NumPy 2's rules (NEP 50), with weak scalars.
#pragma once

#include <cstdint>
#include <optional>

#include "sinter/dtype.h"

namespace sinter::lang {

/// Wide enough for every integer constant and for one operation on two of them.
__extension__ using Wide = __int128;

/// The dtype that two strong operands have in common: "i32 and f32 are f64", "u8 and i8 are i16".
DType promote(DType a, DType b);

/// How much a value's type counts in an operation.
enum class Strength : std::uint8_t {
  kWeakInteger,  ///< Takes any number type it meets; i64 when alone.
  kWeakFloat,    ///< Takes any float type it meets, f64 with integers and when alone.
  kStrong,
};

/// Accumulates the common type of several operands.
class CommonType {
 public:
  void add(Strength strength, DType dtype);
  /// i64 or f64 when all operands were weak.
  DType dtype() const;
  bool weak() const { return !strong_; }

 private:
  std::optional<DType> strong_;
  bool weak_integer_ = false;
  bool weak_float_ = false;
};

/// True when `value` is a value of the integer type.
bool fits(Wide value, DType type);

/// The type sums and products of small integers accumulate in: i64 or u64; floats stay.
DType accumulator(DType type);

}  // namespace sinter::lang
