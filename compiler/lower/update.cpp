// Updates and scatter: in place where nobody can see the difference, else in a copy.
#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/lower/region_state.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

/// Whether what is written, or where, is still computed from the array while it is written to.
bool Emitter::reads_base(const Node& node) const {
  const auto base = storage_.find(node.operands[0].index);
  if (base == storage_.end()) return false;
  std::optional<Part> part;
  if (node.op == Op::Update) {
    part.emplace(Part{std::get<graph::SliceAttr>(node.attribute), g_.type(node.operands[1]).shape,
                      g_.type(node.operands[0]).shape});
  }
  return std::any_of(node.operands.begin() + 1, node.operands.end(), [&](ValueId v) {
    return reaches_buffer(v, nullptr, base->second.buffer, false, part ? &*part : nullptr);
  });
}

/// The array that an update or scatter writes to, holding its first operand. `reads`: it is read
/// while it is written to.
Storage Emitter::update_target(RegionState& state, std::size_t position, const Node& node,
                               bool reads) {
  const ValueId base = node.operands[0];
  const ValueId result = node.results[0];
  const std::string indent(static_cast<std::size_t>(2 * plan_depth_), ' ');
  const auto report = [&](std::string outcome) {
    if (enclosing_loops_ == 0) return;
    result_.loops.push_back({node.locations,
                             std::string(info(node.op).spelling),
                             enclosing_loops_,
                             std::move(outcome),
                             {}});
  };
  if (!reads && is_reusable(base, state, position)) {
    const Storage storage = storage_.at(base.index);
    occupant_[storage.buffer.index] = result;
    plan_ += fmt::format("{}{} of %{} in place\n", indent, info(node.op).spelling, base.index);
    report("in place");
    return storage;
  }
  const Storage storage = new_array(result, g_.type(result));
  copy_value(storage, base);
  plan_ += fmt::format("{}{} of a copy of %{}, which is {}\n", indent, info(node.op).spelling,
                       base.index, reads ? "read meanwhile" : "used later");
  report(
      fmt::format("in a copy, because the array is {}", reads ? "read meanwhile" : "used later"));
  return storage;
}

Storage Emitter::part_of(const Storage& whole, const graph::SliceAttr& part) {
  Storage result = whole;
  result.contiguous = false;
  result.first = whole.first ? whole.first : b_.i64(0);
  for (std::size_t axis = 0; axis < part.start.size(); ++axis) {
    result.first = b_.add(result.first, b_.mul(dim(part.start[axis]), whole.strides[axis]));
    result.strides[axis] = b_.mul(whole.strides[axis], b_.i64(part.step[axis]));
  }
  return result;
}

void Emitter::run_update(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const ValueId result = node.results[0];
  if (const auto done = written_.find(result.index); done != written_.end()) {
    storage_[result.index] = done->second;
    written_.erase(done);
    return;
  }
  const ValueId value = node.operands[1];
  const auto& part = std::get<graph::SliceAttr>(node.attribute);
  const auto& shape = g_.type(value).shape;
  if (std::all_of(shape.begin(), shape.end(), [](const Dim& d) { return d == Dim(1); })) {
    // The element first: it may be computed from the one that it replaces.
    Scope scope(*this);
    const auto element = eval(value, Index(shape.size(), b_.i64(0)));
    const Storage whole = update_target(state, position, node, false);
    b_.store(whole.buffer, offset(part_of(whole, part), Index(shape.size(), b_.i64(0))), element);
    storage_[result.index] = whole;
    return;
  }
  const Storage whole = update_target(state, position, node, reads_base(node));
  copy_value(part_of(whole, part), value);
  storage_[result.index] = whole;
}

loop::ValueId combine(loop::Builder& b, graph::ScatterMode mode, loop::ValueId old,
                      loop::ValueId value) {
  switch (mode) {
    case graph::ScatterMode::kSet:
      return value;
    case graph::ScatterMode::kAdd:
      return b.op(Op::Add, old, value);
    case graph::ScatterMode::kMul:
      return b.op(Op::Mul, old, value);
    case graph::ScatterMode::kMin:
      return b.op(Op::Min, old, value);
    case graph::ScatterMode::kMax:
      return b.op(Op::Max, old, value);
  }
  return value;
}

/// Of an array in memory of its own; elsewhere no bound that is any use.
loop::ValueId Emitter::elements_of(const Storage& array, const Shape& shape) {
  if (array.first || !array.contiguous) return b_.i64(std::numeric_limits<std::int64_t>::max());
  return product(dims(shape));
}

/// Position after position; where the order does not matter and there are many, blocks of them at
/// once, each in a copy of the array. On a GPU all positions at once, in the array itself.
void Emitter::scatter_in_order(
    const Storage& whole, std::optional<Op> free, loop::ValueId count, const graph::Type& type,
    const std::function<void(const Storage&, loop::ValueId)>& at_position) {
  const auto in_order = [&](const Storage& into, loop::ValueId begin, loop::ValueId end) {
    b_.serial(begin, end, [&](loop::ValueId flat) { at_position(into, flat); });
  };
  if (!free || stays_on_thread()) return in_order(whole, b_.i64(0), count);
  if (options_.gpu) {
    const auto outer = std::exchange(in_parallel_, true);
    const auto alone = std::exchange(combines_at_once_, true);
    b_.parallel(b_.i64(0), count, 1, [&](loop::ValueId flat) { at_position(whole, flat); });
    combines_at_once_ = alone;
    in_parallel_ = outer;
    return;
  }
  const auto least = b_.max(least_per_copy(count, product(dims(type.shape))),
                            b_.op(Op::FloorDiv, b_.i64(options_.loop_work), b_.i64(8)));
  const auto per_block = b_.max(least, b_.i64(1));
  const auto blocks = b_.op(Op::FloorDiv, b_.add(count, b_.sub(per_block, b_.i64(1))), per_block);
  const auto at_once = [&] {
    const Copies copies = make_copies(type, *free, blocks);
    const auto outer = std::exchange(in_parallel_, true);
    b_.parallel(b_.i64(0), blocks, 1, [&](loop::ValueId block) {
      Scope scope(*this);
      const Storage copy = copy_of_block(copies);
      const auto begin = b_.mul(block, per_block);
      in_order(copy, begin, b_.min(count, b_.add(begin, per_block)));
      hand_over(copies, copy, block);
    });
    in_parallel_ = outer;
    combine_copies(copies, whole, blocks);
  };
  b_.branch(b_.op(Op::Gt, blocks, b_.i64(1)), at_once, [&] {
    Scope scope(*this);
    in_order(whole, b_.i64(0), count);
  });
}

void Emitter::run_scatter(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const ValueId result = node.results[0];
  if (const auto mask = state.true_positions.find(result.index);
      mask != state.true_positions.end()) {
    const Storage places = new_array(result, g_.type(result));
    write_positions(mask->second, places);
    storage_[result.index] = places;
    return;
  }
  const ValueId value = node.operands[1];
  const auto mode = std::get<graph::ScatterAttr>(node.attribute).mode;
  const Shape& base = g_.type(result).shape;
  const Shape& picked = g_.type(node.operands[2]).shape;
  const std::size_t picks = node.operands.size() - 2;
  const Shape rest(base.begin() + static_cast<std::ptrdiff_t>(picks), base.end());
  const Storage whole = update_target(state, position, node, reads_base(node));
  const auto site = site_of_.at(result.index);
  const auto at_position = [&](const Storage& into, loop::ValueId flat) {
    Scope scope(*this);
    const Index index = picked.empty() ? Index{} : unflatten(flat, picked);
    Index to;
    loop::ValueId inside;
    for (std::size_t k = 0; k < picks; ++k) {
      const auto given = b_.cast(eval(node.operands[2 + k], index), DType::kI64);
      if (is_proved(result, node.operands[2 + k], base[k], Op::Scatter)) {
        to.push_back(given);
        continue;
      }
      const auto place = checked_place({given, dim(base[k]), static_cast<std::int32_t>(k)},
                                       g_.type(node.operands[2 + k]).dtype, site, flat);
      inside = inside ? b_.op(Op::And, inside, place.inside) : place.inside;
      to.push_back(place.position);
    }
    const auto write = [&](const Index& inner) {
      Index from = index;
      Index target = to;
      from.insert(from.end(), inner.begin(), inner.end());
      target.insert(target.end(), inner.begin(), inner.end());
      const auto element = eval(value, from);
      const auto at = offset(into, target);
      if (const auto free = free_order(mode, g_.type(result).dtype); free && combines_at_once_)
        return b_.combine_at(into.buffer, at, element, elements_of(into, base), *free, inside);
      const auto old =
          mode == graph::ScatterMode::kSet ? element : b_.load(into.buffer, at, inside);
      b_.store(into.buffer, at, combine(b_, mode, old, element), inside);
    };
    if (rest.empty()) return write({});
    const Shape outer(rest.begin(), rest.end() - 1);
    b_.serial(b_.i64(0), product(dims(outer)), [&](loop::ValueId row) {
      Scope row_scope(*this);
      Index inner = outer.empty() ? Index{} : unflatten(row, outer);
      inner.emplace_back();
      b_.vector(b_.i64(0), dim(rest.back()), 64, [&](loop::ValueId i) {
        Scope lane(*this);
        inner.back() = i;
        write(inner);
      });
    });
  };
  if (picked.empty()) {
    at_position(whole, b_.i64(0));
  } else {
    result_.kernel.scalar_loops = true;
    poll(state.region.nodes[position]);
    scatter_in_order(whole, free_order(mode, g_.type(result).dtype), product(dims(picked)),
                     g_.type(result), at_position);
  }
  storage_[result.index] = whole;
}

}  // namespace sinter::lower
