#include "compiler/interp/parallel_check.h"

#include <functional>
#include <numeric>

#include "compiler/shape/binding.h"

namespace sinter::interp {

using graph::Node;
using graph::ValueId;

namespace {

std::int64_t count_of(std::span<const std::int64_t> shape) {
  return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// Row-major positions of a part of an array.
Tensor part_of(std::span<const std::int64_t> whole, std::span<const std::int64_t> start,
               std::span<const std::int64_t> step, std::span<const std::int64_t> shape) {
  Tensor result{DType::kI64, {shape.begin(), shape.end()}, {}};
  result.data.resize(static_cast<std::size_t>(count_of(shape)) * sizeof(std::int64_t));
  auto strides = row_major_strides(whole);
  std::int64_t first = 0;
  for (std::size_t axis = 0; axis < strides.size(); ++axis) {
    first += start[axis] * strides[axis];
    strides[axis] *= step[axis];
  }
  std::size_t n = 0;
  for_each_position(shape, strides, first,
                    [&](std::int64_t at) { result.as<std::int64_t>()[n++] = at; });
  return result;
}

}  // namespace

ParallelCheck::ParallelCheck(const graph::Graph& graph, const Node& loop,
                             std::span<const Tensor> carried)
    : g_(graph), loop_(loop) {
  for (const Tensor& value : carried) {
    const auto count = value.shape.empty() ? 0 : static_cast<std::size_t>(value.count());
    arrays_.push_back({std::vector(count, kNone), std::vector(count, kNone)});
    shapes_.push_back(value.shape);
  }
}

void ParallelCheck::begin_iteration(std::int64_t index) {
  iteration_ = index;
  const auto& arguments = g_.region(loop_.regions[0]).arguments;
  for (std::size_t k = 0; k < shapes_.size(); ++k) {
    if (!shapes_[k].empty()) known_.insert_or_assign(arguments[k + 1].index, Known{k, {}});
  }
}

const ParallelCheck::Known* ParallelCheck::known(ValueId v) const {
  const auto found = known_.find(v.index);
  return found == known_.end() ? nullptr : &found->second;
}

void ParallelCheck::hand_over(std::span<const ValueId> from, std::span<const ValueId> to) {
  for (std::size_t k = 0; k < from.size(); ++k) {
    if (const Known* value = known(from[k])) {
      known_.insert_or_assign(to[k].index, Known(*value));
    } else {
      known_.erase(to[k].index);
    }
  }
}

Tensor ParallelCheck::positions(const Known& value, std::span<const std::int64_t> shape) const {
  if (value.positions) return *value.positions;
  Tensor all{DType::kI64, {shape.begin(), shape.end()}, {}};
  all.data.resize(static_cast<std::size_t>(count_of(shape)) * sizeof(std::int64_t));
  std::iota(all.as<std::int64_t>().begin(), all.as<std::int64_t>().end(), std::int64_t{0});
  return all;
}

void ParallelCheck::read(const Known& value, std::span<const std::int64_t> elements,
                         const Node& by) {
  auto& [writer, reader] = arrays_[value.array];
  for (const std::int64_t at : elements) {
    const auto e = static_cast<std::size_t>(at);
    if (writer[e] != kNone && writer[e] != iteration_)
      fail("reads what iteration {} wrote", writer[e], at, value.array, by);
    reader[e] = reader[e] == kNone || reader[e] == iteration_ ? iteration_ : kSeveral;
  }
}

void ParallelCheck::write(std::size_t array, std::span<const std::int64_t> elements,
                          const Node& by) {
  auto& [writer, reader] = arrays_[array];
  for (const std::int64_t at : elements) {
    const auto e = static_cast<std::size_t>(at);
    if (writer[e] != kNone && writer[e] != iteration_)
      fail("writes what iteration {} wrote", writer[e], at, array, by);
    if (reader[e] != kNone && reader[e] != iteration_)
      fail(reader[e] == kSeveral ? "writes what other iterations read"
                                 : "writes what iteration {} read",
           reader[e], at, array, by);
    writer[e] = iteration_;
  }
}

void ParallelCheck::read_all(ValueId v, const Node& by) {
  const Known* value = known(v);
  if (value == nullptr) return;
  read(*value, positions(*value, shapes_[value->array]).as<std::int64_t>(), by);
}

/// Nodes that only choose elements, which are read where their result is used.
bool ParallelCheck::view(const Node& node, Operands operands, std::span<const std::int64_t> start) {
  const Known* value = known(node.operands[0]);
  if (value == nullptr) return false;
  const auto& type = g_.type(node.results[0]);
  if (node.op == Op::Slice || node.op == Op::Reshape || node.op == Op::Transpose) {
    const auto& from = operands[0]->shape;
    Tensor result{DType::kI64, {}, {}};
    if (node.op == Op::Slice && !value->positions) {
      result = part_of(from, start, std::get<graph::SliceAttr>(node.attribute).step,
                       operands.back()->shape);
    } else {
      const Tensor before = positions(*value, from);
      result.shape = operands.back()->shape;
      result.data.resize(static_cast<std::size_t>(count_of(result.shape)) * sizeof(std::int64_t));
      if (node.op == Op::Slice) {
        evaluate_slice(before, start, std::get<graph::SliceAttr>(node.attribute).step, result);
      } else if (node.op == Op::Reshape) {
        evaluate_reshape(before, result);
      } else {
        evaluate_transpose(before, std::get<graph::AxesAttr>(node.attribute), result);
      }
    }
    SINTER_CHECK(type.rank() == static_cast<int>(result.shape.size()), "a view of another rank");
    known_.insert_or_assign(node.results[0].index, Known{value->array, std::move(result)});
    return true;
  }
  if (node.op != Op::Gather) return false;
  Tensor chosen{DType::kI64, operands.back()->shape, {}};
  chosen.data.resize(static_cast<std::size_t>(count_of(chosen.shape)) * sizeof(std::int64_t));
  const Tensor before = positions(*value, operands[0]->shape);
  const Tensor* const sources[] = {&before, operands[1]};
  evaluate_gather(Op::Gather, sources, std::get<graph::AxisAttr>(node.attribute), chosen);
  read(*value, chosen.as<std::int64_t>(), node);
  read_all(node.operands[1], node);
  return true;
}

void ParallelCheck::change(const Node& node, Operands operands,
                           std::span<const std::int64_t> start) {
  for (const ValueId v : std::span(node.operands).subspan(1)) read_all(v, node);
  const Known* base = known(node.operands[0]);
  if (base == nullptr) return;
  const std::size_t array = base->array;
  // What changes a part of something else than the array itself makes a new one.
  if (base->positions) return read_all(node.operands[0], node);
  const auto& whole = shapes_[array];
  if (node.op == Op::Update) {
    const Tensor part =
        part_of(whole, start, std::get<graph::SliceAttr>(node.attribute).step, operands[1]->shape);
    write(array, part.as<std::int64_t>(), node);
  } else {
    // Positions that a scatter writes to are those where ones arrive among zeros.
    Tensor marks{DType::kI64, whole, {}}, ones{DType::kI64, operands[1]->shape, {}};
    marks.data.resize(static_cast<std::size_t>(count_of(whole)) * sizeof(std::int64_t));
    ones.data.resize(static_cast<std::size_t>(count_of(ones.shape)) * sizeof(std::int64_t));
    for (std::int64_t& one : ones.as<std::int64_t>()) one = 1;
    std::vector<const Tensor*> scattered(operands.begin() + 1, operands.end());
    scattered[0] = &ones;
    evaluate_scatter(scattered, graph::ScatterMode::kSet, marks);
    std::vector<std::int64_t> written;
    for (std::int64_t at = 0; at < marks.count(); ++at) {
      if (marks.as<std::int64_t>()[static_cast<std::size_t>(at)] != 0) written.push_back(at);
    }
    write(array, written, node);
  }
  known_.insert_or_assign(node.results[0].index, Known{array, {}});
}

void ParallelCheck::run(const Node& node, Operands operands, std::span<const std::int64_t> start) {
  if (node.op == Op::Update || node.op == Op::Scatter) return change(node, operands, start);
  if (!node.operands.empty() && view(node, operands, start)) return;
  for (const ValueId v : node.operands) read_all(v, node);
}

void ParallelCheck::fail(const char* what, std::int64_t other, std::int64_t element,
                         std::size_t array, const Node& by) const {
  graph::fail_at(ErrorKind::kUser, "E0319",
                 fmt::format("iteration {} of the parallel loop {}{}", iteration_,
                             fmt::format(fmt::runtime(what), other),
                             graph::element_place(element, shapes_[array])),
                 g_.locations, by.locations);
}

}  // namespace sinter::interp
