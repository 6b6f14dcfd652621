// The type and shape rule of every op: what the builders use to make nodes and the verifier to
// check them.
#include <algorithm>

#include "compiler/ir/graph.h"
#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

bool is_numeric(DType t) { return is_integer(t) || t == DType::kF32 || t == DType::kF64; }
bool is_real_float(DType t) { return t == DType::kF32 || t == DType::kF64; }

struct Inference {
  const Graph& graph;
  Op op;
  std::span<const ValueId> operands;
  const Attribute& attribute;
  const Type& asked;

  const Type& operand(std::size_t i) const { return graph.type(operands[i]); }
  std::string_view name() const { return info(op).spelling; }

  void check_attribute() const {
    const auto kind = info(op).attribute;
    const bool right =
        kind == AttributeKind::Constant   ? std::holds_alternative<ConstantAttr>(attribute)
        : kind == AttributeKind::Dim      ? std::holds_alternative<DimAttr>(attribute)
        : kind == AttributeKind::Axis     ? std::holds_alternative<AxisAttr>(attribute)
        : kind == AttributeKind::Axes     ? std::holds_alternative<AxesAttr>(attribute)
        : kind == AttributeKind::Slice    ? std::holds_alternative<SliceAttr>(attribute)
        : kind == AttributeKind::Contract ? std::holds_alternative<ContractAttr>(attribute)
        : kind == AttributeKind::Scatter  ? std::holds_alternative<ScatterAttr>(attribute)
        : kind == AttributeKind::Show     ? std::holds_alternative<ShowAttr>(attribute)
        : kind == AttributeKind::Loop     ? std::holds_alternative<LoopAttr>(attribute)
                                          : std::holds_alternative<std::monostate>(attribute);
    SINTER_CHECK(right, "{} has another op's attribute", name());
  }

  void check_same_dtype(std::size_t first) const {
    for (std::size_t i = first + 1; i < operands.size(); ++i) {
      SINTER_CHECK(operand(i).dtype == operand(first).dtype, "{} of {} and {}", name(),
                   sinter::name(operand(first).dtype), sinter::name(operand(i).dtype));
    }
  }
  void check_same_shape() const {
    for (std::size_t i = 1; i < operands.size(); ++i) {
      SINTER_CHECK(graph.same_shape(operand(0).shape, operand(i).shape),
                   "{}: operand {} has another shape than the first", name(), i);
    }
  }
  void check_dtype(bool allowed) const {
    SINTER_CHECK(allowed, "{} of {}", name(), sinter::name(operand(0).dtype));
  }
  int checked_axis(const Type& type) const {
    const int axis = std::get<AxisAttr>(attribute).axis;
    SINTER_CHECK(axis >= 0 && axis < type.rank(), "{}: axis {} of rank {}", name(), axis,
                 type.rank());
    return axis;
  }

  Type elementwise() const {
    check_same_shape();
    const DType t = operand(0).dtype;
    const Shape& shape = operand(0).shape;
    switch (info(op).rule) {
      case TypeRule::Numeric:
        check_dtype(is_numeric(t)), check_same_dtype(0);
        return {t, shape};
      case TypeRule::Float:
      case TypeRule::Math:
      case TypeRule::Scale:
        check_dtype(is_real_float(t)), check_same_dtype(0);
        return {t, shape};
      case TypeRule::Integer:
        check_dtype(is_integer(t)), check_same_dtype(0);
        return {t, shape};
      case TypeRule::Bitwise:
        check_dtype(is_integer(t) || t == DType::kBool), check_same_dtype(0);
        return {t, shape};
      case TypeRule::Compare:
        check_dtype(is_computable(t)), check_same_dtype(0);
        return {DType::kBool, shape};
      case TypeRule::FloatTest:
        check_dtype(is_real_float(t));
        return {DType::kBool, shape};
      case TypeRule::Logical:
        check_dtype(t == DType::kBool);
        return {t, shape};
      case TypeRule::Select:
        check_dtype(t == DType::kBool), check_same_dtype(1);
        return {operand(1).dtype, shape};
      case TypeRule::Cast:
        SINTER_CHECK(is_computable(asked.dtype), "cast to {}", sinter::name(asked.dtype));
        return {asked.dtype, shape};
      case TypeRule::Bits:
        SINTER_CHECK(size_of(t) == size_of(asked.dtype), "bitcast from {} to {}", sinter::name(t),
                     sinter::name(asked.dtype));
        return {asked.dtype, shape};
      case TypeRule::None:
        break;
    }
    SINTER_CHECK(false, "{} has no type rule", name());
  }

  Type show() const {
    SINTER_CHECK(std::get<ShowAttr>(attribute).texts.size() == operands.size(),
                 "{}: {} texts for {} operands", name(), std::get<ShowAttr>(attribute).texts.size(),
                 operands.size());
    const Type flag{DType::kBool, {}};
    SINTER_CHECK(
        std::get<ShowAttr>(attribute).code.empty() || (op == Op::Assert && operands.size() == 3),
        "{}: a code, but not the sizes that it is about", name());
    SINTER_CHECK(op != Op::Assert || (!operands.empty() && operand(0) == flag),
                 "assert: the condition is not a bool");
    return flag;
  }

  Type call_host() const {
    const auto& about = std::get<ShowAttr>(attribute);
    SINTER_CHECK(about.texts.size() == operands.size() && !about.function.empty(),
                 "call_host: {} texts for {} operands of '{}'", about.texts.size(), operands.size(),
                 about.function);
    const auto axes = static_cast<std::size_t>(about.batch_axes);
    SINTER_CHECK(about.batch_axes >= 0 && asked.shape.size() >= axes, "call_host: {} batch axes",
                 about.batch_axes);
    std::size_t sizes = 0;
    for (const auto& further : about.further) sizes += static_cast<std::size_t>(further.rank);
    SINTER_CHECK(about.kept == 0 ? sizes <= operands.size() : operands.empty(),
                 "call_host: {} operands", operands.size());
    for (std::size_t k = 0; k + sizes < operands.size(); ++k) {
      const Shape& own = operand(k).shape;
      SINTER_CHECK(own.size() >= axes, "call_host: operand {} has {} axes", k, own.size());
      for (std::size_t axis = 0; axis < axes; ++axis) {
        SINTER_CHECK(graph.same_size(own[axis], asked.shape[axis]),
                     "call_host: operand {} has another size along batch axis {}", k, axis);
      }
    }
    return asked;
  }

  Type constant() const {
    SINTER_CHECK(is_computable(asked.dtype), "a constant of type {}", sinter::name(asked.dtype));
    const auto bits = std::get<ConstantAttr>(attribute).bits;
    const auto width = asked.dtype == DType::kBool ? 1 : size_of(asked.dtype) * 8;
    SINTER_CHECK(width == 64 || bits >> width == 0, "bits {:#x} of a constant of type {}", bits,
                 sinter::name(asked.dtype));
    return {asked.dtype, {}};
  }

  Type broadcast() const {
    const Shape& from = operand(0).shape;
    const auto& axes = std::get<AxesAttr>(attribute).axes;
    SINTER_CHECK(axes.size() == from.size(), "broadcast: {} axes for rank {}", axes.size(),
                 from.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<std::size_t>(axes[i]);
      SINTER_CHECK(axes[i] >= 0 && axis < asked.shape.size() && (i == 0 || axes[i - 1] < axes[i]),
                   "broadcast: axis {} of the result's rank {}", axes[i], asked.shape.size());
      SINTER_CHECK(from[i] == Dim(1) || graph.same_size(from[i], asked.shape[axis]),
                   "broadcast: size {} of operand axis {} becomes {}", graph.dims.print(from[i]), i,
                   graph.dims.print(asked.shape[axis]));
    }
    return {operand(0).dtype, asked.shape};
  }

  Type transpose() const {
    const auto& axes = std::get<AxesAttr>(attribute).axes;
    const Shape& from = operand(0).shape;
    SINTER_CHECK(axes.size() == from.size(), "transpose: {} axes for rank {}", axes.size(),
                 from.size());
    Type result{operand(0).dtype, {}};
    std::vector<bool> seen(from.size());
    for (int axis : axes) {
      const auto i = static_cast<std::size_t>(axis);
      SINTER_CHECK(axis >= 0 && i < from.size() && !seen[i], "transpose: axis {} of rank {}", axis,
                   from.size());
      seen[i] = true;
      result.shape.push_back(from[i]);
    }
    return result;
  }

  Type slice() const {
    const auto& [start, step] = std::get<SliceAttr>(attribute);
    const auto rank = operand(0).shape.size();
    SINTER_CHECK(start.size() == rank && step.size() == rank && asked.shape.size() == rank,
                 "slice: {} starts, {} steps and {} sizes for rank {}", start.size(), step.size(),
                 asked.shape.size(), rank);
    SINTER_CHECK(std::find(step.begin(), step.end(), 0) == step.end(), "slice: step 0");
    return {operand(0).dtype, asked.shape};
  }

  Type concat() const {
    SINTER_CHECK(!operands.empty(), "concat of nothing");
    check_same_dtype(0);
    const auto axis = static_cast<std::size_t>(checked_axis(operand(0)));
    Type result = operand(0);
    for (std::size_t i = 1; i < operands.size(); ++i) {
      Shape shape = operand(i).shape;
      SINTER_CHECK(shape.size() == result.shape.size(), "concat: operand {} has rank {}", i,
                   shape.size());
      result.shape[axis] = result.shape[axis] + shape[axis];
      shape[axis] = result.shape[axis];
      SINTER_CHECK(graph.same_shape(shape, result.shape), "concat: operand {} has another shape",
                   i);
    }
    return result;
  }

  Type reduce() const {
    const DType t = operand(0).dtype;
    const bool logical = op == Op::ReduceAny || op == Op::ReduceAll;
    check_dtype(logical ? t == DType::kBool : is_numeric(t));
    check_same_dtype(0);
    check_same_shape();
    Type result = operand(0);
    result.shape.erase(result.shape.begin() + checked_axis(operand(0)));
    if (finds_position(op)) result.dtype = DType::kI64;
    return result;
  }

  Type scan() const {
    check_dtype(is_numeric(operand(0).dtype));
    (void)checked_axis(operand(0));
    return operand(0);
  }

  Type contract() const {
    const auto& [indices, split] = std::get<ContractAttr>(attribute);
    SINTER_CHECK(indices.size() == operands.size(), "contract: {} operands, indices of {}",
                 operands.size(), indices.size());
    SINTER_CHECK(split >= 1 && static_cast<std::size_t>(split) < operands.size(),
                 "contract: split {} of {} operands", split, operands.size());
    check_dtype(is_numeric(operand(0).dtype)), check_same_dtype(0);
    const auto reduced = asked.shape.size();
    std::vector<const Dim*> sizes(reduced + 1);
    for (std::size_t i = 0; i < reduced; ++i) sizes[i] = &asked.shape[i];
    std::vector<bool> carried(reduced + 1);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      SINTER_CHECK(indices[k].size() == operand(k).shape.size(), "contract: {} indices of rank {}",
                   indices[k].size(), operand(k).shape.size());
      for (std::size_t axis = 0; axis < indices[k].size(); ++axis) {
        const auto i = static_cast<std::size_t>(indices[k][axis]);
        SINTER_CHECK(i <= reduced, "contract: index {} of {}", i, reduced + 1);
        SINTER_CHECK(std::count(indices[k].begin(), indices[k].end(), indices[k][axis]) == 1,
                     "contract: operand {} has index {} twice", k, i);
        const Dim& size = operand(k).shape[axis];
        if (!sizes[i]) sizes[i] = &size;
        SINTER_CHECK(graph.same_size(*sizes[i], size), "contract: index {} has sizes {} and {}", i,
                     graph.dims.print(*sizes[i]), graph.dims.print(size));
        carried[i] = true;
      }
    }
    const auto missing = std::find(carried.begin(), carried.end(), false);
    SINTER_CHECK(missing == carried.end(), "contract: no operand has index {}",
                 missing - carried.begin());
    return {operand(0).dtype, asked.shape};
  }

  Type gather() const {
    SINTER_CHECK(is_integer(operand(1).dtype), "gather with positions of type {}",
                 sinter::name(operand(1).dtype));
    if (op == Op::GatherFill) {
      SINTER_CHECK(operand(2) == (Type{operand(0).dtype, {}}),
                   "gather_fill with something else than a scalar of the array's dtype");
    }
    Type result = operand(0);
    const auto at = result.shape.begin() + checked_axis(operand(0));
    result.shape.insert(result.shape.erase(at), operand(1).shape.begin(), operand(1).shape.end());
    return result;
  }

  Type update() const {
    const auto& [start, step] = std::get<SliceAttr>(attribute);
    const auto rank = operand(0).shape.size();
    check_same_dtype(0);
    SINTER_CHECK(start.size() == rank && step.size() == rank && operand(1).shape.size() == rank,
                 "update: {} starts, {} steps and a value of rank {} for rank {}", start.size(),
                 step.size(), operand(1).shape.size(), rank);
    SINTER_CHECK(std::find(step.begin(), step.end(), 0) == step.end(), "update: step 0");
    return operand(0);
  }

  Type scatter() const {
    SINTER_CHECK(operands.size() >= 3, "scatter without positions");
    SINTER_CHECK(operand(0).dtype == operand(1).dtype, "scatter of {} into {}",
                 sinter::name(operand(1).dtype), sinter::name(operand(0).dtype));
    const auto picked = operands.size() - 2;
    SINTER_CHECK(picked <= operand(0).shape.size(), "scatter: {} positions for rank {}", picked,
                 operand(0).shape.size());
    const auto mode = std::get<ScatterAttr>(attribute).mode;
    SINTER_CHECK(mode == ScatterMode::kSet || is_numeric(operand(0).dtype), "scatter {} of {}",
                 graph::name(mode), sinter::name(operand(0).dtype));
    for (std::size_t i = 2; i < operands.size(); ++i) {
      SINTER_CHECK(is_integer(operand(i).dtype), "scatter with positions of type {}",
                   sinter::name(operand(i).dtype));
      SINTER_CHECK(graph.same_shape(operand(i).shape, operand(2).shape),
                   "scatter: positions of two shapes");
    }
    Shape expected = operand(2).shape;
    const auto rest = operand(0).shape.begin() + static_cast<std::ptrdiff_t>(picked);
    expected.insert(expected.end(), rest, operand(0).shape.end());
    SINTER_CHECK(graph.same_shape(operand(1).shape, expected),
                 "scatter: the value has another shape than its positions");
    return operand(0);
  }

  Type bind_size() const {
    SINTER_CHECK(operand(0) == (Type{DType::kI64, {}}),
                 "bind_size of something else than a scalar i64");
    const auto symbol = std::get<DimAttr>(attribute).dim.as_symbol();
    SINTER_CHECK(symbol && graph.dims[*symbol].op == DimOp::kValue, "bind_size of {}",
                 graph.dims.print(std::get<DimAttr>(attribute).dim));
    return operand(0);
  }

  Type refine() const {
    check_dtype(is_real_float(operand(0).dtype));
    check_same_dtype(0);
    check_same_shape();
    return operand(0);
  }

  Type infer() const {
    const int arity = info(op).arity;
    SINTER_CHECK(arity < 0 || operands.size() == static_cast<std::size_t>(arity),
                 "{} with {} operands", name(), operands.size());
    for (ValueId id : operands) {
      SINTER_CHECK(id.index < graph.value_count(), "{} of an unknown value", name());
    }
    check_attribute();
    if (is_elementwise(op)) return elementwise();
    switch (op) {
      case Op::Constant:
        return constant();
      case Op::DimSize:
        return {DType::kI64, {}};
      case Op::Iota:
        SINTER_CHECK(asked.rank() == 1, "iota of rank {}", asked.rank());
        return {DType::kI64, asked.shape};
      case Op::Broadcast:
        return broadcast();
      case Op::Transpose:
        return transpose();
      case Op::Reshape:
        return {operand(0).dtype, asked.shape};
      case Op::Slice:
        return slice();
      case Op::Concat:
        return concat();
      case Op::Contract:
        return contract();
      case Op::Refine:
        return refine();
      case Op::Gather:
      case Op::GatherClamp:
      case Op::GatherWrap:
      case Op::GatherReflect:
      case Op::GatherFill:
        return gather();
      case Op::ScanSum:
      case Op::ScanProd:
      case Op::ScanMax:
      case Op::ScanMin:
        return scan();
      case Op::Update:
        return update();
      case Op::Scatter:
        return scatter();
      case Op::BindSize:
        return bind_size();
      case Op::Print:
      case Op::Assert:
      case Op::Statement:
        return show();
      case Op::CallHost:
        return call_host();
      default:
        SINTER_CHECK(is_reduction(op), "{} has no shape rule", name());
        return reduce();
    }
  }
};

}  // namespace

Type infer(const Graph& graph, Op op, std::span<const ValueId> operands, const Attribute& attribute,
           const Type& asked) {
  return Inference{graph, op, operands, attribute, asked}.infer();
}

}  // namespace sinter::graph
