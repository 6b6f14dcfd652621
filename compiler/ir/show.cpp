#include "compiler/ir/show.h"

#include <cmath>
#include <cstring>

#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

template <typename T>
T read(const void* data) {
  T value;
  std::memcpy(&value, data, sizeof value);
  return value;
}

template <typename T>
std::string float_text(T value) {
  if (std::isnan(value)) return "nan";  // NaNs compare as one, whatever their sign
  std::string text = fmt::format("{}", value);
  if (std::isfinite(value) && text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

const void* element(const ShownValue& value, std::int64_t position) {
  return static_cast<const std::byte*>(value.data) +
         static_cast<std::size_t>(position) * size_of(value.dtype);
}

/// The first false element of the array that a condition is made of.
std::int64_t first_false(const ShownValue& condition) {
  std::int64_t count = 1;
  for (const std::int64_t size : condition.shape) count *= size;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!read<bool>(element(condition, i))) return i;
  }
  return 0;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
}

}  // namespace

std::string fill_sizes(std::string message, std::string_view left, std::string_view right) {
  replace_all(message, "{left}", left);
  replace_all(message, "{right}", right);
  return message;
}

std::string scalar_text(DType dtype, const void* data) {
  switch (dtype) {
    case DType::kBool:
      return read<std::uint8_t>(data) != 0 ? "true" : "false";
    case DType::kI8:
      return std::to_string(read<std::int8_t>(data));
    case DType::kI16:
      return std::to_string(read<std::int16_t>(data));
    case DType::kI32:
      return std::to_string(read<std::int32_t>(data));
    case DType::kI64:
      return std::to_string(read<std::int64_t>(data));
    case DType::kU8:
      return std::to_string(read<std::uint8_t>(data));
    case DType::kU16:
      return std::to_string(read<std::uint16_t>(data));
    case DType::kU32:
      return std::to_string(read<std::uint32_t>(data));
    case DType::kU64:
      return std::to_string(read<std::uint64_t>(data));
    case DType::kF32:
      return float_text(read<float>(data));
    case DType::kF64:
      return float_text(read<double>(data));
    default:
      return std::string(name(dtype));
  }
}

std::string value_text(const ShownValue& value) {
  if (value.shape.empty()) return scalar_text(value.dtype, value.data);
  return fmt::format("{}[{}]", name(value.dtype), fmt::join(value.shape, ", "));
}

std::string position_text(std::int64_t position, std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    SINTER_CHECK(shape[axis] > 0, "an element of an empty array");
    index[axis] = position % shape[axis];
    position /= shape[axis];
  }
  return fmt::format("[{}]", fmt::join(index, ", "));
}

std::string_view assertion_code(const ShowAttr& attribute) {
  return attribute.code.empty() ? failure_of(Op::Assert).code : std::string_view(attribute.code);
}

std::string assertion_message(const ShowAttr& attribute, std::span<const ShownValue> operands) {
  if (!attribute.code.empty())
    return fill_sizes(attribute.texts[0], value_text(operands[1]), value_text(operands[2]));
  std::string message = "assertion failed: " + attribute.texts[0];
  const bool of_array = operands.size() > 1 && attribute.texts[1] == attribute.texts[0];
  const std::int64_t failing = of_array ? first_false(operands[1]) : 0;
  if (of_array) message += " at element " + position_text(failing, operands[1].shape);
  const char* separator = "; ";
  for (std::size_t k = of_array ? 2 : 1; k < operands.size(); ++k) {
    const ShownValue& value = operands[k];
    const bool elements = of_array && value.shape == operands[1].shape;
    message += fmt::format(
        "{}{} is {}", separator, attribute.texts[k],
        elements ? scalar_text(value.dtype, element(value, failing)) : value_text(value));
    separator = ", ";
  }
  return message;
}

}  // namespace sinter::graph
