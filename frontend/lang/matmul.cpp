// a @ b: NumPy's rules for one axis, two, and batches of matrices.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

/// An operand's axes in terms of the result's axes and the reduced index.
struct Side {
  graph::ValueId id;
  std::vector<int> indices;
};

/// m, if the value is m.T of a matrix.
std::optional<Value> transposed_of(const graph::Graph& graph, const Value& value) {
  if (!value.labels.empty() || graph.is_argument(value.id)) return std::nullopt;
  const graph::Node& node = graph.def(value.id);
  if (node.op != Op::Transpose || graph.type(value.id).rank() != 2) return std::nullopt;
  const bool turned = std::get<graph::AxesAttr>(node.attribute).axes.front() == 1;
  return turned ? std::optional(Value::array(node.operands[0])) : std::nullopt;
}

}  // namespace

Value Checker::call_matmul(const Arguments& arguments) {
  const Value a = eval_outside_elements(arguments.given[0]);
  const Value b = eval_outside_elements(arguments.given[1]);
  require_value(a, node(arguments.given[0]).span);
  require_value(b, node(arguments.given[1]).span);
  return matmul(a, b, arguments.call->span);
}

Value Checker::matmul(const Value& left, const Value& right, Span span) {
  const int ra = rank_of(left);
  const int rb = rank_of(right);
  if (ra == 0 || rb == 0) {
    fail(Code::RankMismatch, span, "`@` takes arrays with at least one axis, found a scalar", {},
         "use `*` with scalars");
  }
  CommonType common;
  add_to(common, left);
  add_to(common, right);
  const DType dtype = common.dtype();
  Value a = to_array(left, dtype, span);
  Value b = to_array(right, dtype, span);
  Shape sa = shape_of(a);
  Shape sb = shape_of(b);
  const auto last = static_cast<std::size_t>(ra) - 1;
  const auto inner = static_cast<std::size_t>(rb >= 2 ? rb - 2 : 0);
  sa[last] = sb[inner] = require_equal(
      {sa[last], "the last axis of the left operand"},
      {sb[inner], rb >= 2 ? "the last axis but one of the right operand" : "the right operand"},
      Code::SizeMismatch, span, "sizes do not agree in `@`");

  // A vector and a matrix that is written transposed: the other way round, along memory.
  if (is_float(dtype) && ra == 2 && rb == 1) {
    if (const auto matrix = transposed_of(graph_, a)) return matmul(b, *matrix, span);
  }
  if (is_float(dtype) && ra == 1 && rb == 2) {
    if (const auto matrix = transposed_of(graph_, b)) return matmul(*matrix, a, span);
  }

  // The result's axes: labels, batches, rows, columns.
  std::vector<LabelId> labels;
  std::set_union(a.labels.begin(), a.labels.end(), b.labels.begin(), b.labels.end(),
                 std::back_inserter(labels));
  const int batch_a = std::max(ra - 2, 0);
  const int batch_b = std::max(rb - 2, 0);
  const int batches = std::max(batch_a, batch_b);
  Shape shape;
  for (const LabelId label : labels) shape.push_back(labels_[label].extent);
  for (int axis = 0; axis < batches; ++axis) {
    const int in_a = axis - (batches - batch_a);
    const int in_b = axis - (batches - batch_b);
    if (in_a < 0 || in_b < 0) {
      shape.push_back(in_a < 0 ? sb[static_cast<std::size_t>(in_b)]
                               : sa[static_cast<std::size_t>(in_a)]);
      continue;
    }
    Dim& one = sa[static_cast<std::size_t>(in_a)];
    Dim& two = sb[static_cast<std::size_t>(in_b)];
    shape.push_back(common_size(one, two, axis - batches - 2, span, "@"));
    for (Dim* const size : {&one, &two}) {
      if (*size != Dim(1)) *size = shape.back();
    }
  }
  a = resized(a, shape_of(a), sa);
  b = resized(b, shape_of(b), sb);
  const int row = static_cast<int>(shape.size());
  if (ra >= 2) shape.push_back(sa[last - 1]);
  const int column = static_cast<int>(shape.size());
  if (rb >= 2) shape.push_back(sb.back());
  const int reduced = static_cast<int>(shape.size());

  mark(span);
  const auto side = [&](const Value& value, const Shape& own, int own_batches,
                        std::vector<int> matrix) {
    Side result{value.id, {}};
    Shape kept;
    for (const LabelId label : value.labels) {
      result.indices.push_back(
          static_cast<int>(std::lower_bound(labels.begin(), labels.end(), label) - labels.begin()));
      kept.push_back(labels_[label].extent);
    }
    for (int axis = 0; axis < own_batches; ++axis) {
      const int index = static_cast<int>(labels.size()) + batches - own_batches + axis;
      const Dim& size = own[static_cast<std::size_t>(axis)];
      // A batch of one that the other operand repeats has no axis in the contraction.
      if (size == Dim(1) && shape[static_cast<std::size_t>(index)] != Dim(1)) continue;
      result.indices.push_back(index);
      kept.push_back(size);
    }
    result.indices.insert(result.indices.end(), matrix.begin(), matrix.end());
    kept.insert(kept.end(), own.begin() + own_batches, own.end());
    result.id = graph_.reshape(result.id, std::move(kept));
    return result;
  };
  const Side one =
      side(a, sa, batch_a, ra >= 2 ? std::vector<int>{row, reduced} : std::vector<int>{reduced});
  const Side two =
      side(b, sb, batch_b, rb >= 2 ? std::vector<int>{reduced, column} : std::vector<int>{reduced});
  if (is_float(dtype) && ra >= 2 && rb >= 2) {
    const graph::ValueId operands[] = {one.id, two.id};
    return Value::array(graph_.contract(operands, {{one.indices, two.indices}, 1}, shape), labels);
  }

  // A vector, or integers and booleans, whose sums have no order: products and a reduction say it
  // all. The reduced axis stands where a matrix has it.
  const int axis = ra == 1 && rb >= 2 ? column : reduced;
  Shape full = shape;
  full.insert(full.begin() + axis, sa[last]);
  const auto spread = [&](const Side& from) {
    std::vector<int> axes = from.indices;
    for (int& i : axes) i = i == reduced ? axis : i >= axis ? i + 1 : i;
    std::vector<int> order(axes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    std::sort(order.begin(), order.end(), [&](int x, int y) {
      return axes[static_cast<std::size_t>(x)] < axes[static_cast<std::size_t>(y)];
    });
    std::sort(axes.begin(), axes.end());
    return graph_.broadcast(graph_.transpose(from.id, order), full, axes);
  };
  // One after the other: as arguments, the compiler would choose which comes first in the graph.
  const graph::ValueId rows = spread(one);
  const graph::ValueId columns = spread(two);
  if (is_float(dtype)) {
    return Value::array(
        graph_.append(Op::ReduceDot, {rows, columns}, graph::AxisAttr{axis}, {dtype, shape}),
        labels);
  }
  const bool logical = dtype == DType::kBool;
  const graph::ValueId products = graph_.binary(logical ? Op::And : Op::Mul, rows, columns);
  return Value::array(graph_.reduce(logical ? Op::ReduceAny : Op::ReduceSum, products, axis),
                      labels);
}

}  // namespace sinter::lang
