// Elementwise operations: promotion of operands, alignment of their axes, emission.
#include <algorithm>
#include <bit>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

void Checker::require_value(const Value& value, Span span) const {
  if (value.kind == Value::Kind::Poisoned) throw Poison{};
  if (value.kind == Value::Kind::Function) {
    fail(Code::NotAValue, span, "a function stands where a value is needed", {},
         fmt::format("call it: {}(...)", value.closure->function->name));
  }
  if (value.kind != Value::Kind::Tuple) return;
  fail(Code::NotAValue, span,
       fmt::format("{} values stand where one is needed", value.items.size()), {},
       "bind them to names first: a, b = ...");
}

DType Checker::dtype_of(const Value& value) const {
  switch (value.kind) {
    case Value::Kind::Boolean:
      return DType::kBool;
    case Value::Kind::Float:
      return DType::kF64;
    case Value::Kind::Array:
      return graph_.type(value.id).dtype;
    default:
      return DType::kI64;
  }
}

Shape Checker::shape_of(const Value& value) const {
  if (!value.is_array()) return {};
  const Shape& shape = graph_.type(value.id).shape;
  return {shape.begin() + static_cast<std::ptrdiff_t>(value.labels.size()), shape.end()};
}

int Checker::rank_of(const Value& value) const {
  if (!value.is_array()) return 0;
  return graph_.type(value.id).rank() - static_cast<int>(value.labels.size());
}

void Checker::add_to(CommonType& common, const Value& value) const {
  const bool weak = value.is_size() || value.kind == Value::Kind::Float || value.weak;
  const DType dtype = dtype_of(value);
  common.add(!weak             ? Strength::kStrong
             : is_float(dtype) ? Strength::kWeakFloat
                               : Strength::kWeakInteger,
             dtype);
}

Value Checker::to_array(const Value& value, DType dtype, Span span) {
  if (!value.is_array()) mark(span);
  switch (value.kind) {
    case Value::Kind::Array:
      return cast(value, dtype, span);
    case Value::Kind::Boolean:
      if (dtype == DType::kBool) return Value::array(graph_.constant(dtype, value.integer != 0));
      return Value::array(graph_.constant_int(dtype, value.integer != 0));
    case Value::Kind::Float: {
      if (is_float(dtype)) return Value::array(graph_.constant_float(dtype, value.number));
      return cast(Value::array(graph_.constant_float(DType::kF64, value.number)), dtype, span);
    }
    case Value::Kind::Integer: {
      if (dtype == DType::kF32) {
        return Value::array(graph_.constant(
            dtype, std::bit_cast<std::uint32_t>(static_cast<float>(value.integer))));
      }
      if (dtype == DType::kF64) {
        return Value::array(graph_.constant_float(dtype, static_cast<double>(value.integer)));
      }
      if (dtype == DType::kBool) return Value::array(graph_.constant(dtype, value.integer != 0));
      if (!fits(value.integer, dtype)) {
        fail(Code::ConstantRange, span,
             fmt::format("the integer constant {} does not fit in {}",
                         fmt::format("{}{}", value.integer < 0 ? "-" : "",
                                     static_cast<std::uint64_t>(value.integer < 0 ? -value.integer
                                                                                  : value.integer)),
                         name(dtype)));
      }
      return Value::array(graph_.constant_int(dtype, static_cast<std::int64_t>(value.integer)));
    }
    case Value::Kind::Size:
      return cast(Value::array(graph_.dim_size(value.size)), dtype, span);
    default:
      require_value(value, span);
      SINTER_CHECK(false, "a value of no kind");
  }
}

Value Checker::cast(const Value& value, DType dtype, Span span) {
  if (!value.is_array()) return to_array(value, dtype, span);
  if (dtype_of(value) == dtype) return Value::array(value.id, value.labels);
  mark(span);
  return Value::array(graph_.cast(value.id, dtype), value.labels);
}

/// Numbers as truth values: x != 0.
Value Checker::to_bool(const Value& value, Span span) {
  if (dtype_of(value) == DType::kBool) return to_array(value, DType::kBool, span);
  return elementwise(Op::Ne, {value, Value::of_integer(0)}, span, "!=");
}

/// The dtype that the operands of an op are converted to.
DType Checker::operand_dtype(Op op, const CommonType& common, Span span,
                             std::string_view shown) const {
  const DType dtype = common.dtype();
  const auto wrong = [&](std::string_view wanted, std::string help = {}) {
    fail(Code::BadOperand, span, fmt::format("`{}` takes {}, found {}", shown, wanted, name(dtype)),
         {}, std::move(help));
  };
  switch (info(op).rule) {
    case TypeRule::Numeric:
      if (dtype == DType::kBool) {
        wrong("numbers", op == Op::Sub ? "use `^` for booleans" : op == Op::Neg ? "use `not`" : "");
      }
      return dtype;
    case TypeRule::Float:
    case TypeRule::Math:
    case TypeRule::FloatTest:
      return is_float(dtype) ? dtype : DType::kF64;
    case TypeRule::Integer:
      if (!is_integer(dtype)) wrong("integers");
      return dtype;
    case TypeRule::Bitwise:
      if (is_float(dtype)) {
        wrong("integers or booleans", op == Op::Xor ? "powers are written `**`" : "");
      }
      return dtype;
    case TypeRule::Logical:
      if (dtype != DType::kBool) wrong("booleans");
      return dtype;
    default:
      return dtype;
  }
}

Value Checker::elementwise(Op op, std::vector<Value> operands, Span span, std::string_view shown) {
  const std::size_t first = info(op).rule == TypeRule::Select ? 1 : 0;
  CommonType common;
  for (std::size_t i = first; i < operands.size(); ++i) add_to(common, operands[i]);
  if (first == 1 && dtype_of(operands[0]) != DType::kBool) {
    fail(Code::BadOperand, span,
         fmt::format("the condition of `{}` is a boolean, found {}", shown,
                     name(dtype_of(operands[0]))),
         {}, "compare it: x != 0");
  }
  // On booleans, sums and maxima are `or`, products and minima are `and`, as in NumPy.
  if (common.dtype() == DType::kBool) {
    if (op == Op::Add || op == Op::Max) op = Op::Or;
    if (op == Op::Mul || op == Op::Min) op = Op::And;
  }
  const DType dtype = operand_dtype(op, common, span, shown);
  for (std::size_t i = 0; i < operands.size(); ++i) {
    operands[i] = to_array(operands[i], i < first ? DType::kBool : dtype, span);
  }
  return emit(op, std::move(operands), common.weak(), span, shown);
}

Value Checker::emit(Op op, std::vector<Value> arrays, bool weak, Span span,
                    std::string_view shown) {
  align(arrays, span, shown);
  std::vector<graph::ValueId> ids;
  for (const Value& array : arrays) ids.push_back(array.id);
  mark(span);
  const auto fast = relaxed(op, ids);
  const graph::ValueId result = fast ? *fast : graph_.elementwise(op, ids);
  return Value::array(result, arrays[0].labels, weak && graph_.type(result).dtype != DType::kBool);
}

Dim Checker::common_size(const Dim& a, const Dim& b, int axis, Span span, std::string_view shown) {
  if (graph_.same_size(a, b) || b == Dim(1)) return a;
  if (a == Dim(1)) return b;
  const std::string place = axis == -1 ? "the last axis" : fmt::format("axis {}", axis);
  return require_equal({a, fmt::format("{} of the left operand", place)},
                       {b, fmt::format("{} of the right operand", place)}, Code::SizeMismatch, span,
                       fmt::format("sizes do not agree in `{}`", shown));
}

/// Gives all arrays the same labels and the same shape: labels in the order of their ids, then axes
/// aligned from the last one, as NumPy does.
void Checker::align(std::vector<Value>& arrays, Span span, std::string_view shown) {
  std::vector<LabelId> labels;
  Shape shape;  // from the last axis to the first
  for (const Value& array : arrays) {
    std::vector<LabelId> merged;
    std::set_union(labels.begin(), labels.end(), array.labels.begin(), array.labels.end(),
                   std::back_inserter(merged));
    labels = std::move(merged);
    const Shape own = shape_of(array);
    for (std::size_t i = 0; i < own.size(); ++i) {
      const Dim& size = own[own.size() - 1 - i];
      if (i == shape.size()) {
        shape.push_back(size);
      } else {
        shape[i] = common_size(shape[i], size, -1 - static_cast<int>(i), span, shown);
      }
    }
  }
  std::reverse(shape.begin(), shape.end());
  mark(span);
  for (Value& array : arrays) array = broadcast_to(array, labels, shape);
}

/// The value under sizes that were found equal to its own only when the program comes by.
Value Checker::resized(const Value& value, const Shape& own, const Shape& wanted) {
  Shape sizes = graph_.type(value.id).shape;
  const std::size_t labels = sizes.size() - own.size();
  const std::size_t ahead = wanted.size() - own.size();
  bool is_other = false;
  for (std::size_t axis = 0; axis < own.size(); ++axis) {
    const Dim& size = wanted[ahead + axis];
    const bool local = graph_.dims.is_local(own[axis]) || graph_.dims.is_local(size);
    if (!local || own[axis] == Dim(1) || graph_.same_size(own[axis], size)) continue;
    sizes[labels + axis] = size;
    is_other = true;
  }
  if (!is_other) return value;
  std::vector<Dim> starts(sizes.size(), Dim(0));
  std::vector<std::int64_t> steps(sizes.size(), 1);
  return Value::array(graph_.slice(value.id, sizes, std::move(starts), std::move(steps)),
                      value.labels, value.weak);
}

/// `shape` has no fewer axes than the value; its sizes are the value's or replace a 1.
Value Checker::broadcast_to(const Value& given, const std::vector<LabelId>& labels,
                            const Shape& shape) {
  const Value value = resized(given, shape_of(given), shape);
  Shape full;
  for (const LabelId label : labels) full.push_back(labels_[label].extent);
  full.insert(full.end(), shape.begin(), shape.end());
  if (graph_.same_shape(graph_.type(value.id).shape, full))
    return Value::array(value.id, labels, value.weak);
  std::vector<int> axes;
  for (const LabelId label : value.labels) {
    const auto at = std::lower_bound(labels.begin(), labels.end(), label);
    axes.push_back(static_cast<int>(at - labels.begin()));
  }
  const int rank = rank_of(value);
  for (int axis = 0; axis < rank; ++axis)
    axes.push_back(static_cast<int>(full.size()) - rank + axis);
  return Value::array(graph_.broadcast(value.id, std::move(full), std::move(axes)), labels,
                      value.weak);
}

}  // namespace sinter::lang
