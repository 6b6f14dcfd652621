#include "compiler/interp/interp.h"

#include <algorithm>
#include <optional>

#include "compiler/interp/evaluate.h"
#include "compiler/interp/scalar.h"
#include "compiler/shape/binding.h"

namespace sinter::interp {
namespace {

using graph::Graph;
using graph::Node;
using graph::NodeId;
using graph::Region;
using graph::ValueId;

bool has_nan(const Tensor& tensor) {
  const auto any = [](auto span) {
    return std::any_of(span.begin(), span.end(), is_nan<typename decltype(span)::value_type>);
  };
  if (tensor.dtype == DType::kF32) return any(tensor.as<float>());
  if (tensor.dtype == DType::kF64) return any(tensor.as<double>());
  return false;
}

/// One run of a graph.
class Run {
 public:
  Run(const Graph& graph, const Options& options) : g_(graph), options_(options) {}

  std::vector<Tensor> run(std::span<const View> inputs) {
    bind(inputs);
    values_.resize(g_.value_count());
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const ValueId id = g_.body().arguments[k];
      reserve(inputs[k].dtype, inputs[k].shape);
      values_[id.index] = copy(inputs[k]);
    }
    count_uses(g_.body());
    for (NodeId id : g_.body().nodes) step(id);
    std::vector<Tensor> results;
    for (ValueId id : g_.body().results) results.push_back(*values_[id.index]);
    return results;
  }

 private:
  void bind(std::span<const View> inputs) {
    std::vector<graph::ArgumentInfo> arguments;
    for (const View& view : inputs) {
      SINTER_CHECK(view.shape.size() == view.strides.size(), "{} sizes, {} strides",
                   view.shape.size(), view.strides.size());
      arguments.push_back({view.dtype, view.shape});
    }
    sizes_ = graph::bind_dims(g_, arguments);
    graph::check_guards(g_, sizes_);
  }

  /// How often each value is read; a value is dropped after its last use.
  void count_uses(const Region& region) {
    uses_.resize(g_.value_count(), 0);
    for (NodeId id : region.nodes) {
      for (ValueId operand : g_.node(id).operands) ++uses_[operand.index];
    }
    for (ValueId result : region.results) ++uses_[result.index];
  }

  void step(NodeId id) {
    const Node& node = g_.node(id);
    std::vector<const Tensor*> operands;
    for (ValueId operand : node.operands) {
      SINTER_CHECK(values_[operand.index].has_value(), "value {} is read before it is computed",
                   operand.index);
      operands.push_back(&*values_[operand.index]);
    }
    SINTER_CHECK(node.results.size() == 1, "a node with {} results", node.results.size());
    Tensor result = allocate(g_.type(node.results[0]));
    try {
      evaluate(node, operands, result);
    } catch (const NodeFailure& failure) {
      graph::fail_at(ErrorKind::kUser, failure.code,
                     failure.message + graph::element_place(failure.element, result.shape),
                     g_.locations, node.locations);
    }
    if (options_.stop_at_nan) check_nan(node, operands, result);
    if (options_.observe) options_.observe(id, result);
    for (ValueId operand : node.operands) release(operand);
    if (uses_[node.results[0].index] == 0) {
      live_bytes_ -= static_cast<std::int64_t>(result.data.size());
    } else {
      values_[node.results[0].index] = std::move(result);
    }
  }

  void evaluate(const Node& node, Operands operands, Tensor& result) {
    if (options_.replace && is_elementwise(node.op) && options_.replace(node.op, operands, result))
      return;
    if (is_elementwise(node.op)) return evaluate_elementwise(node.op, operands, result);
    if (is_reduction(node.op)) {
      return evaluate_reduction(node.op, operands, attribute<graph::AxisAttr>(node).axis, result);
    }
    const auto& axes = [&]() -> auto& { return attribute<graph::AxesAttr>(node); };
    switch (node.op) {
      case Op::Constant:
        return evaluate_constant(attribute<graph::ConstantAttr>(node), result);
      case Op::DimSize:
        result.as<std::int64_t>()[0] = size(attribute<graph::DimAttr>(node).dim);
        return;
      case Op::Iota:
        return evaluate_iota(result);
      case Op::Broadcast:
        return evaluate_broadcast(*operands[0], axes(), result);
      case Op::Transpose:
        return evaluate_transpose(*operands[0], axes(), result);
      case Op::Reshape:
        return evaluate_reshape(*operands[0], result);
      case Op::Slice: {
        const auto& slice = attribute<graph::SliceAttr>(node);
        std::vector<std::int64_t> start;
        for (const Dim& dim : slice.start) start.push_back(size(dim));
        return evaluate_slice(*operands[0], start, slice.step, result);
      }
      case Op::Concat:
        return evaluate_concat(operands, attribute<graph::AxisAttr>(node).axis, result);
      case Op::Contract:
        return evaluate_contract(operands, attribute<graph::ContractAttr>(node), result);
      case Op::Refine:
        return evaluate_refine(*operands[0], *operands[1], result);
      case Op::Gather:
        return evaluate_gather(*operands[0], *operands[1], attribute<graph::AxisAttr>(node).axis,
                               result);
      default:
        internal_error(__FILE__, __LINE__,
                       fmt::format("{} cannot be interpreted", info(node.op).name));
    }
  }

  template <typename T>
  const T& attribute(const Node& node) const {
    const T* found = std::get_if<T>(&node.attribute);
    SINTER_CHECK(found, "{} has another op's attribute", info(node.op).name);
    return *found;
  }

  std::int64_t size(const Dim& dim) const { return g_.dims.evaluate(dim, sizes_); }

  /// Counts the bytes of a new value and returns them; Error when that is beyond the limit.
  std::int64_t reserve(DType dtype, std::span<const std::int64_t> shape) {
    const std::int64_t count = graph::element_count(shape);
    std::int64_t bytes = 0;
    if (__builtin_mul_overflow(count, static_cast<std::int64_t>(size_of(dtype)), &bytes) ||
        bytes > options_.memory_limit - live_bytes_) {
      throw Error(
          ErrorKind::kResource, "E0320",
          fmt::format(
              "out of memory: an array {}[{}] on top of {} bytes exceeds the limit of {} bytes",
              name(dtype), fmt::join(shape, ", "), live_bytes_, options_.memory_limit));
    }
    live_bytes_ += bytes;
    return bytes;
  }

  Tensor allocate(const graph::Type& type) {
    Tensor result{type.dtype, graph::evaluate_shape(g_.dims, type.shape, sizes_), {}};
    const std::int64_t bytes = reserve(type.dtype, result.shape);
    try {
      result.data.resize(static_cast<std::size_t>(bytes));
    } catch (const std::bad_alloc&) {
      throw Error(ErrorKind::kResource, "E0320", fmt::format("out of memory: {} bytes", bytes));
    }
    return result;
  }

  void release(ValueId id) {
    if (--uses_[id.index] != 0) return;
    live_bytes_ -= static_cast<std::int64_t>(values_[id.index]->data.size());
    values_[id.index].reset();
  }

  void check_nan(const Node& node, Operands operands, const Tensor& result) const {
    if (!has_nan(result)) return;
    for (const Tensor* operand : operands) {
      if (has_nan(*operand)) return;
    }
    graph::fail_at(ErrorKind::kUser, "E0312",
                   fmt::format("{} made the first NaN", info(node.op).spelling), g_.locations,
                   node.locations);
  }

  const Graph& g_;
  const Options& options_;
  std::vector<std::int64_t> sizes_;  ///< Value of each dimension symbol.
  std::vector<std::optional<Tensor>> values_;
  std::vector<std::uint32_t> uses_;
  std::int64_t live_bytes_ = 0;
};

}  // namespace

std::vector<Tensor> interpret(const Graph& graph, std::span<const View> inputs,
                              const Options& options) {
  return Run(graph, options).run(inputs);
}

}  // namespace sinter::interp
