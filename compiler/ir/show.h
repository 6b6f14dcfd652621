// What print, assert and stopping at NaN say of values; the interpreter and the runtime share it,
// so that both say the same.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::graph {

/// A value in C order.
struct ShownValue {
  DType dtype = DType::kF64;
  std::vector<std::int64_t> shape;
  const void* data = nullptr;
};

/// "-2.5", "3", "true": the shortest text that reads back as the same value.
std::string scalar_text(DType dtype, const void* data);
/// The value itself of a scalar; "f64[3]" of an array.
std::string value_text(const ShownValue& value);
/// "[1, 2]" for a row-major position in an array of that shape.
std::string position_text(std::int64_t position, std::span<const std::int64_t> shape);

/// A message in which {left} and {right} stand for two sizes.
std::string fill_sizes(std::string message, std::string_view left, std::string_view right);

/// The code that an assert node fails with.
std::string_view assertion_code(const ShowAttr& attribute);
/// "assertion failed: x > 0 at element [3]; x is -2.0" of an assert node's attribute and operands;
/// of a condition of the language, its message.
std::string assertion_message(const ShowAttr& attribute, std::span<const ShownValue> operands);

}  // namespace sinter::graph
