#include "compiler/interp/interp.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "compiler/interp/evaluate.h"
#include "compiler/interp/parallel_check.h"
#include "compiler/interp/scalar.h"
#include "compiler/ir/show.h"
#include "compiler/shape/binding.h"

namespace sinter::interp {
namespace {

using graph::Graph;
using graph::Node;
using graph::NodeId;
using graph::Region;
using graph::ValueId;

/// The first element that is a NaN (or an infinity); none where there is none.
std::optional<std::int64_t> find_special(const Tensor& tensor, bool nan) {
  const auto find = [&](auto span) -> std::optional<std::int64_t> {
    const auto found = std::find_if(span.begin(), span.end(),
                                    [&](auto x) { return nan ? std::isnan(x) : std::isinf(x); });
    if (found == span.end()) return std::nullopt;
    return found - span.begin();
  };
  if (tensor.dtype == DType::kF32) return find(tensor.as<float>());
  if (tensor.dtype == DType::kF64) return find(tensor.as<double>());
  return std::nullopt;
}

graph::ShownValue shown(const Tensor& tensor) {
  return {tensor.dtype, tensor.shape, tensor.data.data()};
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
    uses_.resize(g_.value_count(), 0);
    region_of_.resize(g_.value_count());
    return run_region(graph::RegionId(0));
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

  /// How often each value is read in the region that defines it; a value is dropped after its last
  /// use. A node with regions reads what they capture once, when it is done.
  struct RegionUses {
    std::vector<std::pair<ValueId, std::uint32_t>> counts;  ///< Of all values that it defines.
    std::vector<std::vector<ValueId>> captured;             ///< By node, of what it defines.
  };

  const RegionUses& uses_of(graph::RegionId id) {
    auto [place, fresh] = region_uses_.try_emplace(id.index);
    if (!fresh) return place->second;
    const Region& region = g_.region(id);
    std::map<ValueId, std::uint32_t> counts;
    for (ValueId value : region.arguments) counts[value] = 0, region_of_[value.index] = id;
    for (NodeId node : region.nodes) {
      for (ValueId value : g_.node(node).results) counts[value] = 0, region_of_[value.index] = id;
    }
    const auto use = [&](ValueId value) {
      if (const auto found = counts.find(value); found != counts.end()) ++found->second;
    };
    for (NodeId node : region.nodes) {
      for (ValueId operand : g_.node(node).operands) use(operand);
      auto& captured = place->second.captured.emplace_back();
      for (ValueId value : graph::captures(g_, g_.node(node))) {
        if (counts.contains(value)) captured.push_back(value), use(value);
      }
    }
    for (ValueId result : region.results) use(result);
    place->second.counts.assign(counts.begin(), counts.end());
    return place->second;
  }

  bool own(ValueId id) const { return region_of_[id.index] == current_; }

  /// Runs the nodes of a region whose arguments have their values; gives its results.
  std::vector<Tensor> run_region(graph::RegionId id) {
    const RegionUses& uses = uses_of(id);
    const auto outer = std::exchange(current_, id);
    for (const auto& [value, count] : uses.counts) uses_[value.index] = count;
    const Region& region = g_.region(id);
    for (std::size_t n = 0; n < region.nodes.size(); ++n) {
      const Node& node = g_.node(region.nodes[n]);
      if (!is_control(node.op)) {
        step(region.nodes[n]);
        continue;
      }
      control(node);
      for (ValueId captured : uses.captured[n]) release(captured);
    }
    std::vector<Tensor> results;
    for (ValueId result : region.results) {
      SINTER_CHECK(values_[result.index].has_value(), "a result is read before it is computed");
      results.push_back(take(result));
    }
    for (const auto& [value, count] : uses.counts) drop(value);
    current_ = outer;
    return results;
  }

  /// The value for its last use, or a copy of it.
  Tensor take(ValueId id) {
    if (own(id) && --uses_[id.index] == 0) {
      Tensor result = std::move(*values_[id.index]);
      values_[id.index].reset();
      return result;
    }
    reserve(values_[id.index]->dtype, values_[id.index]->shape);
    return *values_[id.index];
  }

  void give(ValueId id, Tensor value) {
    if (uses_[id.index] == 0) {
      live_bytes_ -= static_cast<std::int64_t>(value.data.size());
    } else {
      values_[id.index] = std::move(value);
    }
  }

  void drop(ValueId id) {
    if (!values_[id.index]) return;
    live_bytes_ -= static_cast<std::int64_t>(values_[id.index]->data.size());
    values_[id.index].reset();
  }

  std::vector<Tensor> run_region(graph::RegionId id, std::vector<Tensor> arguments) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      values_[g_.region(id).arguments[i].index] = std::move(arguments[i]);
    }
    return run_region(id);
  }

  /// Values that a loop hands on, for the check of a parallel loop around it.
  void hand_over(const Node& node, bool begins) {
    if (!check_) return;
    const auto& results = g_.region(node.regions.back()).results;
    const std::size_t count = node.operands.size();
    for (const graph::RegionId id : node.regions) {
      const auto& arguments = g_.region(id).arguments;
      check_->hand_over(begins ? std::span(node.operands) : std::span(results).last(count),
                        std::span(arguments).last(count));
    }
  }

  void control(const Node& node) {
    const Node* const outer = std::exchange(loop_, node.op == Op::If ? loop_ : &node);
    run_control(node);
    loop_ = outer;
  }

  void run_control(const Node& node) {
    std::vector<Tensor> carried;
    for (ValueId operand : node.operands) carried.push_back(take(operand));
    if (node.op != Op::If) hand_over(node, true);
    if (node.op == Op::If) {
      const bool condition = carried[0].as<bool>()[0];
      live_bytes_ -= 1;
      const auto region = node.regions[condition ? 0 : 1];
      carried = run_region(region, {});
      if (check_) check_->hand_over(g_.region(region).results, node.results);
    } else if (node.op == Op::While) {
      while (condition(node, carried)) {
        begin_iteration(node);
        carried = run_region(node.regions[1], std::move(carried));
        hand_over(node, false);
      }
    } else {
      carried = counted(node, std::move(carried));
    }
    if (check_ && node.op != Op::If) {
      const auto& arguments = g_.region(node.regions.back()).arguments;
      check_->hand_over(std::span(arguments).last(node.operands.size()), node.results);
    }
    for (std::size_t i = 0; i < node.results.size(); ++i) {
      give(node.results[i], std::move(carried[i]));
    }
  }

  void begin_iteration(const Node& node) const {
    if (options_.on_iteration) options_.on_iteration(node);
    if (options_.poll) options_.poll(&node);
  }

  bool condition(const Node& node, const std::vector<Tensor>& carried) {
    for (const Tensor& value : carried) reserve(value.dtype, value.shape);
    auto result = run_region(node.regions[0], carried);
    live_bytes_ -= 1;
    return result[0].as<bool>()[0];
  }

  std::vector<Tensor> counted(const Node& node, std::vector<Tensor> carried) {
    const auto& loop = attribute<graph::LoopAttr>(node);
    const Symbol& symbol = g_.dims[loop.index];
    const std::int64_t end = size(symbol.b);
    const bool checks = loop.parallel && !check_;
    if (checks) check_.emplace(g_, node, carried);
    for (std::int64_t i = size(symbol.a); i < end; ++i) {
      begin_iteration(node);
      if (checks) check_->begin_iteration(i);
      sizes_[loop.index.index] = i;
      Tensor index = allocate({DType::kI64, {}});
      index.as<std::int64_t>()[0] = i;
      carried.insert(carried.begin(), std::move(index));
      carried = run_region(node.regions[0], std::move(carried));
      if (!checks) hand_over(node, false);
      if (!loop.stops) continue;
      const bool stop = carried[0].as<bool>()[0];
      live_bytes_ -= 1;
      carried.erase(carried.begin());
      if (stop) break;
    }
    if (checks) check_.reset();
    return carried;
  }

  /// The place is left out where native code would not know it: where `numbered` has a shape that
  /// the program computes.
  [[noreturn]] void fail_at_element(const NodeFailure& failure, const Node& node, ValueId numbered,
                                    std::span<const std::int64_t> shape) const {
    std::string message = failure.message;
    if (!graph::is_local(g_.dims, g_.type(numbered).shape))
      message += graph::element_place(failure.element, shape);
    graph::fail_at(ErrorKind::kUser, failure.code, message, g_.locations, node.locations);
  }

  void step(NodeId id) {
    const Node& node = g_.node(id);
    if (options_.poll) options_.poll(loop_);
    if (node.op == Op::Update || node.op == Op::Scatter) return change(id, node);
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
      fail_at_element(failure, node, node.results[0], result.shape);
    }
    check_special(node, operands, result);
    if (options_.observe) options_.observe(id, result);
    if (check_) {
      operands.push_back(&result);
      check_->run(node, operands, start_of(node));
    }
    for (ValueId operand : node.operands) release(operand);
    give(node.results[0], std::move(result));
  }

  /// Ops that change a part of their first operand: in place where this is its last use.
  void change(NodeId id, const Node& node) {
    Tensor result = take(node.operands[0]);
    std::vector<const Tensor*> operands;
    for (ValueId operand : std::span(node.operands).subspan(1)) {
      operands.push_back(values_[operand.index] ? &*values_[operand.index] : &result);
    }
    try {
      if (node.op == Op::Update) {
        evaluate_update(*operands[0], start_of(node), attribute<graph::SliceAttr>(node).step,
                        result);
      } else {
        evaluate_scatter(operands, attribute<graph::ScatterAttr>(node).mode, result);
      }
    } catch (NodeFailure& failure) {
      const auto* scatter = std::get_if<graph::ScatterAttr>(&node.attribute);
      if (scatter != nullptr && scatter->holds_calls)
        failure.code = kTooManyCalls.code, failure.message = kTooManyCalls.message;
      fail_at_element(failure, node, node.operands.back(), operands.back()->shape);
    }
    check_special(node, operands, result);
    if (options_.observe) options_.observe(id, result);
    if (check_) {
      operands.insert(operands.begin(), &result);
      check_->run(node, operands, start_of(node));
    }
    for (ValueId operand : std::span(node.operands).subspan(1)) release(operand);
    give(node.results[0], std::move(result));
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
        return evaluate_slice(*operands[0], start_of(node), attribute<graph::SliceAttr>(node).step,
                              result);
      }
      case Op::Concat:
        return evaluate_concat(operands, attribute<graph::AxisAttr>(node).axis, result);
      case Op::Contract:
        return evaluate_contract(operands, attribute<graph::ContractAttr>(node), result);
      case Op::Refine:
        return evaluate_refine(*operands[0], *operands[1], result);
      case Op::BindSize: {
        const auto symbol = attribute<graph::DimAttr>(node).dim.as_symbol();
        SINTER_CHECK(symbol, "bind_size of no symbol");
        result = *operands[0];
        sizes_[symbol->index] = result.as<std::int64_t>()[0];
        return;
      }
      case Op::Print:
      case Op::Assert:
      case Op::Statement:
        return show(node, operands, result);
      case Op::CallHost:
        SINTER_CHECK(options_.call_host, "no host to call {} of",
                     attribute<graph::ShowAttr>(node).function);
        return options_.call_host(node, operands, result);
      case Op::ScanSum:
      case Op::ScanProd:
      case Op::ScanMax:
      case Op::ScanMin:
        return evaluate_scan(node.op, *operands[0], attribute<graph::AxisAttr>(node).axis, result);
      case Op::Gather:
      case Op::GatherClamp:
      case Op::GatherWrap:
      case Op::GatherReflect:
      case Op::GatherFill:
        return evaluate_gather(node.op, operands, attribute<graph::AxisAttr>(node), result);
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

  /// Where the part of a slice or an update begins; nothing of other nodes.
  std::vector<std::int64_t> start_of(const Node& node) const {
    std::vector<std::int64_t> start;
    if (const auto* slice = std::get_if<graph::SliceAttr>(&node.attribute)) {
      for (const Dim& dim : slice->start) start.push_back(size(dim));
    }
    return start;
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
    if (!own(id) || --uses_[id.index] != 0 || !values_[id.index]) return;
    live_bytes_ -= static_cast<std::int64_t>(values_[id.index]->data.size());
    values_[id.index].reset();
  }

  void check_special(const Node& node, Operands operands, const Tensor& result) const {
    if (options_.stop_at_nan) check_special(node, operands, result, true);
    if (options_.stop_at_infinity) check_special(node, operands, result, false);
  }

  /// Constants are what the program wants them to be; an infinity that made a NaN is one of the
  /// operands that are named.
  void check_special(const Node& node, Operands operands, const Tensor& result, bool nan) const {
    const auto element = find_special(result, nan);
    if (!element || node.op == Op::Constant || (is_show(node.op) && node.op != Op::CallHost))
      return;
    for (const Tensor* operand : operands) {
      if (find_special(*operand, nan)) return;
    }
    std::string message =
        fmt::format("{} made the first {}", info(node.op).spelling, nan ? "NaN" : "infinity");
    if (!result.shape.empty())
      message += " at element " + graph::position_text(*element, result.shape);
    std::string of;
    for (const Tensor* operand : operands) {
      const bool at_element = is_elementwise(node.op) && operand->shape == result.shape;
      const auto* bytes =
          operand->data.data() + static_cast<std::size_t>(*element) * size_of(operand->dtype);
      of += (of.empty() ? "" : ", ") + (at_element ? graph::scalar_text(operand->dtype, bytes)
                                                   : graph::value_text(shown(*operand)));
    }
    if (!of.empty()) message += fmt::format(": {}({})", info(node.op).spelling, of);
    graph::fail_at(ErrorKind::kUser, "E0312", message, g_.locations, node.locations);
  }

  void show(const Node& node, Operands operands, Tensor& result) const {
    result.as<bool>()[0] = true;
    if (node.op != Op::Assert) {
      if (options_.show) options_.show(node, operands);
      return;
    }
    if (operands[0]->as<bool>()[0]) return;
    std::vector<graph::ShownValue> values;
    for (const Tensor* operand : operands) values.push_back(shown(*operand));
    const auto& about = attribute<graph::ShowAttr>(node);
    graph::fail_at(ErrorKind::kUser, std::string(graph::assertion_code(about)),
                   graph::assertion_message(about, values), g_.locations, node.locations);
  }

  const Graph& g_;
  const Options& options_;
  std::vector<std::int64_t> sizes_;  ///< Value of each dimension symbol.
  std::vector<std::optional<Tensor>> values_;
  std::vector<std::uint32_t> uses_;
  std::map<std::uint32_t, RegionUses> region_uses_;
  std::vector<graph::RegionId> region_of_;  ///< By value: the region that defines it.
  graph::RegionId current_;                 ///< The region that runs.
  const Node* loop_ = nullptr;              ///< The innermost loop that runs.
  std::int64_t live_bytes_ = 0;
  std::optional<ParallelCheck> check_;  ///< Of the parallel loop that runs.
};

}  // namespace

std::vector<Tensor> interpret(const Graph& graph, std::span<const View> inputs,
                              const Options& options) {
  return Run(graph, options).run(inputs);
}

}  // namespace sinter::interp
