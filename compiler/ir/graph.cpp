#include "compiler/ir/graph.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "compiler/support/check.h"

namespace sinter::graph {

Graph::Graph() { regions_.emplace_back(); }

const Node& Graph::def(ValueId id) const {
  SINTER_CHECK(!is_argument(id), "value {} is an argument", id.index);
  return nodes_[value(id).node.index];
}

// Guards are added one at a time while a graph is built; otherwise they only ever become fewer.
void Graph::learn_equalities() {
  if (learned_ > guards.size()) {
    equalities_ = {};
    learned_ = 0;
  }
  for (; learned_ < guards.size(); ++learned_) {
    const Guard& guard = guards[learned_];
    if (guard.kind == GuardKind::kEqual) equalities_.add(guard.left, guard.right);
  }
}

bool Graph::same_size(const Dim& a, const Dim& b) const {
  if (a == b) return true;
  if (learned_ == guards.size()) return equalities_.equal(a, b);
  Graph other;  // Somebody changed the guards since: this graph is not ours to update.
  other.guards = guards;
  other.learn_equalities();
  return other.equalities_.equal(a, b);
}

Dim Graph::reduced(const Dim& size) const {
  if (equalities_.size() == 0 || learned_ != guards.size()) return size;
  try {
    return equalities_.reduce(size);
  } catch (const Error&) {  // too long an expression: as it is
    return size;
  }
}

bool Graph::same_shape(const Shape& a, const Shape& b) const {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Dim& x, const Dim& y) { return same_size(x, y); });
}

ValueId Graph::append(Op op, std::vector<ValueId> operands, Attribute attribute, Type type) {
  learn_equalities();
  const NodeId node(nodes_.size());
  const ValueId result(values_.size());
  values_.push_back({std::move(type), node, {}, 0});
  nodes_.push_back(
      {op, std::move(operands), std::move(attribute), {}, {result}, current_locations_});
  region(open_.back()).nodes.push_back(node);
  return result;
}

ValueId Graph::build(Op op, std::span<const ValueId> operands, Attribute attribute, Type asked) {
  learn_equalities();
  Type type = infer(*this, op, operands, attribute, asked);
  return append(op, {operands.begin(), operands.end()}, std::move(attribute), std::move(type));
}

ValueId Graph::add_parameter(std::string parameter_name, Type type) {
  const ValueId id(values_.size());
  values_.push_back(
      {std::move(type), {}, RegionId(0), static_cast<std::uint32_t>(body().arguments.size())});
  body().arguments.push_back(id);
  parameter_names.push_back(std::move(parameter_name));
  return id;
}

ValueId Graph::elementwise(Op op, std::span<const ValueId> operands) {
  SINTER_CHECK(op != Op::Cast && op != Op::BitCast, "{} needs the type asked for", info(op).name);
  return build(op, operands, {}, {});
}

ValueId Graph::binary(Op op, ValueId a, ValueId b) {
  const ValueId operands[] = {a, b};
  return elementwise(op, operands);
}

ValueId Graph::select(ValueId condition, ValueId a, ValueId b) {
  const ValueId operands[] = {condition, a, b};
  return elementwise(Op::Select, operands);
}

ValueId Graph::cast(ValueId a, DType to) {
  if (type(a).dtype == to) return a;
  return build(Op::Cast, {&a, 1}, {}, {to, {}});
}

ValueId Graph::constant(DType dtype, std::uint64_t bits) {
  return build(Op::Constant, {}, ConstantAttr{bits}, {dtype, {}});
}

ValueId Graph::constant_float(DType dtype, double number) {
  SINTER_CHECK(dtype == DType::kF32 || dtype == DType::kF64, "a float constant of type {}",
               sinter::name(dtype));
  return constant(dtype, dtype == DType::kF32
                             ? std::bit_cast<std::uint32_t>(static_cast<float>(number))
                             : std::bit_cast<std::uint64_t>(number));
}

ValueId Graph::constant_int(DType dtype, std::int64_t number) {
  if (dtype == DType::kBool) return constant(dtype, number != 0);
  if (dtype == DType::kF32) {  // Directly: by way of f64 would round twice.
    return constant(dtype, std::bit_cast<std::uint32_t>(static_cast<float>(number)));
  }
  if (is_float(dtype)) return constant_float(dtype, static_cast<double>(number));
  const auto bits = static_cast<std::uint64_t>(number);
  const auto width = size_of(dtype) * 8;
  return constant(dtype, width == 64 ? bits : bits & ((std::uint64_t{1} << width) - 1));
}

ValueId Graph::dim_size(const Dim& dim) { return build(Op::DimSize, {}, DimAttr{dim}, {}); }

ValueId Graph::iota(const Dim& size) { return build(Op::Iota, {}, {}, {DType::kI64, {size}}); }

ValueId Graph::broadcast(ValueId a, Shape shape, std::vector<int> axes) {
  if (type(a).shape == shape) return a;
  return build(Op::Broadcast, {&a, 1}, AxesAttr{std::move(axes)},
               {type(a).dtype, std::move(shape)});
}

ValueId Graph::transpose(ValueId a, std::vector<int> axes) {
  std::vector<int> identity(type(a).shape.size());
  std::iota(identity.begin(), identity.end(), 0);
  if (axes == identity) return a;
  return build(Op::Transpose, {&a, 1}, AxesAttr{std::move(axes)}, {});
}

ValueId Graph::reshape(ValueId a, Shape shape) {
  if (type(a).shape == shape) return a;
  return build(Op::Reshape, {&a, 1}, {}, {type(a).dtype, std::move(shape)});
}

ValueId Graph::slice(ValueId a, Shape shape, std::vector<Dim> start,
                     std::vector<std::int64_t> step) {
  return build(Op::Slice, {&a, 1}, SliceAttr{std::move(start), std::move(step)},
               {type(a).dtype, std::move(shape)});
}

ValueId Graph::concat(std::span<const ValueId> operands, int axis) {
  return build(Op::Concat, operands, AxisAttr{axis}, {});
}

ValueId Graph::reduce(Op op, ValueId a, int axis) { return build(op, {&a, 1}, AxisAttr{axis}, {}); }

ValueId Graph::contract(std::span<const ValueId> operands, ContractAttr attribute,
                        Shape result_shape) {
  SINTER_CHECK(!operands.empty(), "a contraction without operands");
  const DType dtype = type(operands[0]).dtype;
  return build(Op::Contract, operands, std::move(attribute), {dtype, std::move(result_shape)});
}

ValueId Graph::refine(ValueId fast, ValueId slow) {
  const ValueId operands[] = {fast, slow};
  return build(Op::Refine, operands, {}, {});
}

ValueId Graph::gather(ValueId a, ValueId indices, int axis) {
  return gather(Op::Gather, a, indices, {axis});
}

ValueId Graph::gather(Op mode, ValueId a, ValueId indices, AxisAttr axis, ValueId fill) {
  std::vector<ValueId> operands{a, indices};
  if (fill) operands.push_back(fill);
  return build(mode, operands, axis, {});
}

ValueId Graph::scan(Op op, ValueId a, int axis) { return build(op, {&a, 1}, AxisAttr{axis}, {}); }

ValueId Graph::update(ValueId base, ValueId value, std::vector<Dim> start,
                      std::vector<std::int64_t> step) {
  const ValueId operands[] = {base, value};
  return build(Op::Update, operands, SliceAttr{std::move(start), std::move(step)}, {});
}

ValueId Graph::scatter(ValueId base, ValueId value, std::span<const ValueId> positions,
                       ScatterAttr attribute) {
  std::vector<ValueId> operands{base, value};
  operands.insert(operands.end(), positions.begin(), positions.end());
  return build(Op::Scatter, operands, attribute, {});
}

ValueId Graph::bind_size(ValueId scalar, SymbolId symbol) {
  return build(Op::BindSize, {&scalar, 1}, DimAttr{Dim(symbol)}, {});
}

ValueId Graph::show(Op op, std::span<const ValueId> operands, ShowAttr attribute) {
  return build(op, operands, std::move(attribute), {});
}

ValueId Graph::call_host(std::span<const ValueId> operands, ShowAttr attribute, Type result) {
  return build(Op::CallHost, operands, std::move(attribute), std::move(result));
}

void Graph::fuse_nodes(std::size_t first, const SourceLocation& place) {
  // A place of its own, although the same block may have been inlined before.
  const auto id = static_cast<std::uint32_t>(locations.size());
  locations.push_back(place);
  fused_blocks.push_back(id);
  for (std::size_t i = first; i < nodes_.size(); ++i) nodes_[i].locations.push_back(id);
}

void Graph::add_guard(Guard guard) {
  const Dim difference = guard.left - guard.right;
  if (guard.kind == GuardKind::kEqual ? difference == Dim(0) : dims.at_least(difference, 0)) return;
  const bool known = std::any_of(guards.begin(), guards.end(), [&](const Guard& other) {
    return other.kind == guard.kind && other.left == guard.left && other.right == guard.right;
  });
  if (known) return;
  guards.push_back(std::move(guard));
  learn_equalities();
}

std::uint32_t Graph::intern(const SourceLocation& location) {
  const auto same = [&](const SourceLocation& other) {
    return other.begin == location.begin && other.end == location.end &&
           other.file == location.file;
  };
  // From the back: neighbouring nodes come from neighbouring places.
  const auto found = std::find_if(locations.rbegin(), locations.rend(), same);
  if (found != locations.rend()) {
    return static_cast<std::uint32_t>(locations.rend() - found - 1);
  }
  locations.push_back(location);
  return static_cast<std::uint32_t>(locations.size() - 1);
}

}  // namespace sinter::graph
