// Element types. Part of the public API: standard library only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sinter/export.h"

namespace sinter {

/// The element types of the language. f16, bf16, c64 and c128 are reserved: they can be named,
/// stored and read from files, but programs that compute with them are refused with "not available
/// yet".
enum class DType : std::uint8_t {
  kBool,
  kI8,
  kI16,
  kI32,
  kI64,
  kU8,
  kU16,
  kU32,
  kU64,
  kF16,
  kBF16,
  kF32,
  kF64,
  kC64,
  kC128
};
inline constexpr int kDTypeCount = 15;

/// The name used in programs: "f32".
SINTER_API std::string_view name(DType type) noexcept;
/// Inverse of `name`; nothing when it names no dtype.
SINTER_API std::optional<DType> dtype_from_name(std::string_view name) noexcept;
/// Bytes per element.
SINTER_API std::size_t size_of(DType type) noexcept;

constexpr bool is_signed_integer(DType t) { return t >= DType::kI8 && t <= DType::kI64; }
constexpr bool is_unsigned_integer(DType t) { return t >= DType::kU8 && t <= DType::kU64; }
constexpr bool is_integer(DType t) { return t >= DType::kI8 && t <= DType::kU64; }
constexpr bool is_float(DType t) { return t >= DType::kF16 && t <= DType::kF64; }
constexpr bool is_complex(DType t) { return t >= DType::kC64; }
/// True for the types that programs can compute with today.
constexpr bool is_computable(DType t) {
  return t <= DType::kU64 || t == DType::kF32 || t == DType::kF64;
}

}  // namespace sinter
