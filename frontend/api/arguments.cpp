// From the arguments of a call to the types that a function is compiled for.
#include <algorithm>
#include <cmath>
#include <limits>

#include "compiler/support/check.h"
#include "frontend/api/state.h"
#include "runtime/core/convert.h"

namespace sinter::detail {
namespace {

/// "T" of "T" or "T[B, D]".
std::string_view type_name(std::string_view declared) {
  return declared.substr(0, declared.find('['));
}

bool fits(const runtime::Number& number, DType to) {
  const auto in_range = [&](auto low, auto high) {
    if (number.kind == runtime::Number::Kind::kUnsigned) return std::cmp_less_equal(number.u, high);
    return std::cmp_greater_equal(number.i, low) && std::cmp_less_equal(number.i, high);
  };
  switch (to) {
    case DType::kI8:
      return in_range(INT8_MIN, INT8_MAX);
    case DType::kI16:
      return in_range(INT16_MIN, INT16_MAX);
    case DType::kI32:
      return in_range(INT32_MIN, INT32_MAX);
    case DType::kI64:
      return in_range(INT64_MIN, INT64_MAX);
    case DType::kU8:
      return in_range(0, UINT8_MAX);
    case DType::kU16:
      return in_range(0, UINT16_MAX);
    case DType::kU32:
      return in_range(0, UINT32_MAX);
    case DType::kU64:
      return in_range(0, UINT64_MAX);
    default:
      return true;
  }
}

/// A weak scalar as another dtype of its kind; the array itself when it cannot be.
Array convert_weak(const Array& scalar, DType to, const std::string& parameter) {
  const DType from = scalar.dtype();
  if (from == to) return scalar;
  const bool integer_to_number =
      is_integer(from) && (is_integer(to) || to == DType::kF32 || to == DType::kF64);
  const bool float_to_float = is_float(from) && (to == DType::kF32 || to == DType::kF64);
  if (!integer_to_number && !float_to_float) return scalar;
  if (is_integer(from) && is_integer(to)) {
    const auto number = runtime::read_number(from, scalar.raw_data());
    if (!fits(number, to)) {
      user_error("E6002", "the value of '{}', {}, does not fit its type {}", parameter,
                 scalar.to_string(), name(to));
    }
  }
  return scalar.astype(to);
}

/// Whether an axis has a name or size in the signature; the axes that "..." stands for have none.
bool is_named_axis(const lang::ParameterInfo& parameter, std::size_t axis, std::size_t rank) {
  const auto dots = std::ranges::find(parameter.axes, "...");
  if (dots == parameter.axes.end()) return parameter.rank.has_value();
  const auto before = static_cast<std::size_t>(dots - parameter.axes.begin());
  const std::size_t after = parameter.axes.size() - before - 1;
  return axis < before || axis + after >= rank;
}

/// What an integer or float literal is where nothing else decides.
DType literal_type(DType dtype) {
  if (is_integer(dtype) && dtype != DType::kU64) return DType::kI64;
  return dtype;
}

}  // namespace

Signature signature_of(const lang::FunctionInfo& info) {
  Signature out;
  out.name = info.name;
  for (const auto& parameter : info.parameters)
    out.parameters.push_back({parameter.name, parameter.type, parameter.default_value});
  out.results = info.results;
  out.dimensions = info.dimensions;
  out.text = info.text;
  return out;
}

std::span<const Array> FunctionState::settle(std::span<const Array> arguments,
                                             std::vector<Array>& out) const {
  if (std::ranges::none_of(arguments, &Array::is_weak)) return arguments;
  out.assign(arguments.begin(), arguments.end());
  const std::size_t count = std::min(out.size(), info.parameters.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!out[i].is_weak()) continue;
    const auto& parameter = info.parameters[i];
    std::optional<DType> to = parameter.dtype;
    // A type variable is what the first argument makes it that is no literal.
    for (std::size_t k = 0; k < count && !to && !parameter.type.empty(); ++k) {
      const bool same = type_name(info.parameters[k].type) == type_name(parameter.type);
      if (same && !arguments[k].is_weak()) to = arguments[k].dtype();
    }
    out[i] = convert_weak(out[i], to.value_or(literal_type(out[i].dtype())), parameter.name);
  }
  return out;
}

std::vector<lang::ArgumentType> FunctionState::types_of(std::span<const Array> arguments) const {
  std::vector<lang::ArgumentType> types;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto shape = arguments[i].shape();
    lang::ArgumentType type{arguments[i].dtype(), arguments[i].rank(),
                            std::vector<bool>(shape.size())};
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      type.unit_axes[axis] =
          shape[axis] == 1 && !is_named_axis(info.parameters[i], axis, shape.size());
    }
    types.push_back(std::move(type));
  }
  for (std::size_t i = arguments.size(); i < info.parameters.size(); ++i)
    types.push_back({DType::kF64, 0, {}, true});
  return types;
}

std::string FunctionState::key_of(std::span<const Array> arguments) const {
  std::string key;  // short: a call of a known type does not allocate
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    key += static_cast<char>('A' + static_cast<int>(arguments[i].dtype()));
    const auto shape = arguments[i].shape();
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const bool unit = shape[axis] == 1 && !is_named_axis(info.parameters[i], axis, shape.size());
      key += unit ? '1' : 'n';
    }
  }
  return key;
}

}  // namespace sinter::detail
