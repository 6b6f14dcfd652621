// The value of a graph value at an index: loads of what is stored, and the expression above it.
#include "compiler/lower/emitter.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

loop::ValueId Emitter::eval(ValueId v, const Index& index) {
  for (std::size_t n = bound_.size(); n-- > 0;) {
    if (auto it = bound_[n].find(v.index); it != bound_[n].end()) return it->second;
  }
  if (auto it = scalars_.find(v.index); it != scalars_.end()) return it->second;
  std::pair<std::uint32_t, std::vector<std::uint32_t>> key{v.index, {}};
  for (auto i : index) key.second.push_back(i.index);
  for (std::size_t n = memo_.size(); n-- > 0;) {
    if (auto it = memo_[n].find(key); it != memo_[n].end()) return it->second;
  }
  const auto value = eval_uncached(v, index, false);
  remember(v, index, value);
  return value;
}

void Emitter::remember(ValueId v, const Index& index, loop::ValueId value) {
  std::pair<std::uint32_t, std::vector<std::uint32_t>> key{v.index, {}};
  for (auto i : index) key.second.push_back(i.index);
  memo_.back()[std::move(key)] = value;
}

loop::ValueId Emitter::compute(ValueId v, const Index& index) {
  return eval_uncached(v, index, true);
}

loop::ValueId Emitter::eval_uncached(ValueId v, const Index& index, bool ignore_storage) {
  if (const auto turned = turned_.find(v.index); turned != turned_.end())
    return b_.load(turned->second.buffer, offset(turned->second, index), load_mask_);
  if (!ignore_storage) {
    if (auto it = storage_.find(v.index); it != storage_.end()) {
      const auto at = offset(it->second, index);
      if (rows_ahead_ && index.size() >= 2 && g_.is_argument(v)) {
        const auto ahead = b_.mul(it->second.strides[index.size() - 2], rows_ahead_);
        b_.prefetch(it->second.buffer, b_.add(at, ahead));
      }
      if (bytes_ahead_ > 0 && index.size() >= rank_ahead_ && it->second.contiguous &&
          g_.is_argument(v)) {
        const auto size = static_cast<std::int64_t>(size_of(g_.type(v).dtype));
        b_.prefetch(it->second.buffer, b_.add(at, b_.i64(bytes_ahead_ / size)));
      }
      return b_.load(it->second.buffer, at, load_mask_);
    }
  }
  SINTER_CHECK(!g_.is_argument(v), "argument {} has no memory", v.index);
  const Node& node = g_.def(v);
  const AtPlace place(*this, node);
  if (is_elementwise(node.op)) return eval_elementwise(v, node, index);
  switch (node.op) {
    case Op::Constant:
      return b_.constant(g_.type(v).dtype, std::get<graph::ConstantAttr>(node.attribute).bits);
    case Op::DimSize:
      return dim(std::get<graph::DimAttr>(node.attribute).dim);
    case Op::Iota:
      return index[0];
    case Op::Broadcast:
    case Op::Transpose:
    case Op::Slice:
      return eval(node.operands[0], operand_index(node, index));
    case Op::Reshape:
      return is_index_map(g_, node) ? eval(node.operands[0], operand_index(node, index))
                                    : load_reshaped(node, index);
    case Op::Gather:
    case Op::GatherClamp:
    case Op::GatherWrap:
    case Op::GatherReflect:
    case Op::GatherFill:
      return eval_gather(v, node, index);
    case Op::Refine:
      return eval_refine(node, index);
    case Op::Contract:
      return eval_lazy_contraction(node, index);
    default:
      break;
  }
  SINTER_CHECK(is_reduction(node.op), "{} is not stored and cannot be computed in place",
               info(node.op).spelling);
  return eval_lazy_reduction(v, node, index);
}

/// Where an element of a node's result comes from. Missing (invalid) entries stay missing.
Index Emitter::operand_index(const Node& node, const Index& index) {
  const Shape& from = g_.type(node.operands[0]).shape;
  const Shape& to = g_.type(node.results[0]).shape;
  Index result(from.size());
  if (node.op == Op::Broadcast) {
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto axis = static_cast<std::size_t>(axes[i]);
      // Sizes that are equal by a guard only may differ in form: what grows is a constant 1.
      const bool grows = from[i] == Dim(1) && to[axis] != Dim(1);
      result[i] = grows ? b_.i64(0) : index[axis];
    }
  } else if (node.op == Op::Transpose) {
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    for (std::size_t i = 0; i < from.size(); ++i)
      result[static_cast<std::size_t>(axes[i])] = index[i];
  } else if (node.op == Op::Slice) {
    const auto& slice = std::get<graph::SliceAttr>(node.attribute);
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (index[i])
        result[i] = b_.add(dim(slice.start[i]), b_.mul(index[i], b_.i64(slice.step[i])));
    }
  } else if (node.op == Op::Reshape) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i] == Dim(1)) {
        result[i] = b_.i64(0);
        continue;
      }
      while (to[at] == Dim(1)) ++at;
      result[i] = index[at++];
    }
  } else {
    result = index;
  }
  return result;
}

loop::ValueId Emitter::load_reshaped(const Node& node, const Index& index) {
  const ValueId from = node.operands[0];
  const auto flat = offset(row_major(g_.type(node.results[0]).shape), index);
  const Storage& s = storage_.at(from.index);
  return b_.load(s.buffer, s.contiguous ? flat : offset(s, unflatten(flat, g_.type(from).shape)),
                 load_mask_);
}

void Emitter::check_operand(ValueId v, Op op, loop::ValueId deciding, const Index& index) {
  const auto zero = b_.number(b_.type(deciding), 0);
  const auto position = offset(row_major(g_.type(v).shape), index);
  const auto fails = b_.op(op == Op::IntegerPow ? Op::Lt : Op::Eq, deciding, zero);
  b_.fail_if(fails, site_of_.at(v.index), position);
}

loop::ValueId Emitter::eval_elementwise(ValueId v, const Node& node, const Index& index) {
  std::vector<loop::ValueId> operands;
  for (ValueId operand : node.operands) operands.push_back(eval(operand, index));
  const DType to = g_.type(v).dtype;
  if (node.op == Op::Cast) return b_.cast(operands[0], to);
  if (node.op == Op::BitCast) return b_.bitcast(operands[0], to);
  if (site_of_.contains(v.index)) check_operand(v, node.op, operands[1], index);
  return b_.op(node.op, operands);
}

/// Checks a position in an axis; negative ones count from the end, those of unsigned types are
/// none, whatever their bits mean as a signed number. Scalar code looks at those, and at failures,
/// only where the position as it stands is none in the axis.
Emitter::Place Emitter::checked_place(const loop::Builder::AxisPosition& given, DType type,
                                      std::uint64_t site, loop::ValueId at) {
  const auto position = given.position, size = given.size;
  const auto is_inside = [&](loop::ValueId p) {
    return b_.op(Op::Lt, b_.cast(p, DType::kU64), b_.cast(size, DType::kU64));
  };
  if (!is_signed_integer(type)) {
    const auto inside = is_inside(position);
    b_.fail_if(b_.op(Op::Not, inside), site, at, given);
    return {position, inside};
  }
  const auto from_end = b_.add(position, size);
  if (b_.in_vector_loop()) {
    const auto chosen = b_.select(b_.op(Op::Lt, position, b_.i64(0)), from_end, position);
    const auto inside = is_inside(chosen);
    b_.fail_if(b_.op(Op::Not, inside), site, at, given);
    return {chosen, inside};
  }
  const auto chosen = b_.reg("position", DType::kI64);
  const auto inside = b_.reg("inside", DType::kBool);
  b_.set(chosen, position);
  b_.set(inside, b_.constant(DType::kBool, 1));
  b_.rarely(b_.op(Op::Not, is_inside(position)), [&] {
    b_.set(chosen, from_end);
    b_.set(inside, is_inside(from_end));
    b_.fail_if(b_.op(Op::Not, is_inside(from_end)), site, at, given);
  });
  return {b_.get(chosen), b_.get(inside)};
}

/// Whether what a node picks by is proved to lie in its axis.
bool Emitter::is_proved(ValueId result, ValueId position, const Dim& size, Op op) {
  return (op == Op::Gather || op == Op::Scatter) && g_.type(position).rank() == 0 &&
         ranges_.is_inside(position, size, region_of_[result.index]);
}

loop::ValueId Emitter::eval_gather(ValueId v, const Node& node, const Index& index) {
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  const ValueId positions = node.operands[1];
  const auto rank = static_cast<std::size_t>(g_.type(positions).rank());
  const auto at = static_cast<std::ptrdiff_t>(axis);
  const Index inner(index.begin() + at, index.begin() + at + static_cast<std::ptrdiff_t>(rank));
  if (const auto checked = checked_positions_.find(v.index); checked != checked_positions_.end()) {
    Index from = index;
    from.insert(from.begin() + at, checked->second);
    return eval(node.operands[0], from);
  }
  const auto size = dim(g_.type(node.operands[0]).shape[axis]);
  const auto given = b_.cast(eval(positions, inner), DType::kI64);
  // What follows must not touch memory outside of the array: what is outside reads 0 under a mask.
  loop::ValueId position, inside;
  if (is_proved(v, positions, g_.type(node.operands[0]).shape[axis], node.op)) {
    position = given;
    if (!reads_memory(g_, node)) return position;
  } else if (node.op == Op::Gather) {
    const auto place = checked_place(
        {given, size, std::get<graph::AxisAttr>(node.attribute).shown()}, g_.type(positions).dtype,
        site_of_.at(v.index), offset(row_major(g_.type(v).shape), index));
    position = place.position, inside = place.inside;
    if (!reads_memory(g_, node)) return b_.select(inside, position, b_.i64(0));
  } else {
    if (node.op == Op::GatherFill && !inside_.contains(v.index) && !is_always_inside(v))
      inside = b_.op(Op::And, b_.op(Op::Ge, given, b_.i64(0)), b_.op(Op::Lt, given, size));
    position = mapped_position(v, node.op, given, size);
  }
  Index from(index.begin(), index.begin() + at);
  from.push_back(position);
  from.insert(from.end(), index.begin() + at + static_cast<std::ptrdiff_t>(rank), index.end());
  if (!inside) return eval(node.operands[0], from);
  Scope scope(*this);
  const auto mask = load_mask_;
  load_mask_ = mask ? b_.op(Op::And, mask, inside) : inside;
  const auto found = eval(node.operands[0], from);
  load_mask_ = mask;
  return node.op == Op::GatherFill ? b_.select(inside, found, eval(node.operands[2], {})) : found;
}

/// Where a position is read in an axis that goes on beyond its ends.
loop::ValueId Emitter::mapped_position(ValueId v, Op mode, loop::ValueId position,
                                       loop::ValueId size) {
  if (inside_.contains(v.index) || is_always_inside(v)) return position;
  const auto last = b_.sub(size, b_.i64(1));
  switch (mode) {
    case Op::GatherClamp:
      return b_.max(b_.i64(0), b_.min(position, last));
    case Op::GatherWrap:
      return b_.op(Op::Mod, position, size);
    case Op::GatherReflect: {
      const auto period = b_.max(b_.mul(last, b_.i64(2)), b_.i64(1));
      const auto there = b_.op(Op::Mod, position, period);
      return b_.min(there, b_.sub(period, there));
    }
    default:
      return position;
  }
}

/// In scalar code only: the slow side stands in a branch.
loop::ValueId Emitter::eval_refine(const Node& node, const Index& index) {
  const auto fast = eval(node.operands[0], index);
  const auto reg = b_.reg("refined", b_.type(fast));
  b_.set(reg, fast);
  b_.rarely(b_.op(Op::Not, b_.op(Op::IsNormal, fast)), [&] {
    Scope scope(*this);
    b_.set(reg, eval(node.operands[1], index));
  });
  return b_.get(reg);
}

void Emitter::hoist(ValueId v, const Index& index) {
  std::set<std::pair<std::uint32_t, std::vector<std::uint32_t>>> seen;
  hoist(v, index, seen);
}

void Emitter::hoist(ValueId v, const Index& index,
                    std::set<std::pair<std::uint32_t, std::vector<std::uint32_t>>>& seen) {
  std::vector<std::uint32_t> key;
  for (auto i : index) key.push_back(i.index);
  if (!seen.emplace(v.index, std::move(key)).second) return;
  bool complete = true;
  for (auto i : index) complete &= static_cast<bool>(i);
  if (complete) {
    const bool constant =
        !g_.is_argument(v) && (g_.def(v).op == Op::Constant || g_.def(v).op == Op::DimSize);
    if (!constant) eval(v, index);
    return;
  }
  if (g_.is_argument(v) || is_at_hand(v)) return;
  const Node& node = g_.def(v);
  const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose || node.op == Op::Slice ||
                     (node.op == Op::Reshape && is_index_map(g_, node));
  if (is_elementwise(node.op)) {
    for (ValueId operand : node.operands) hoist(operand, index, seen);
  } else if (moves) {
    hoist(node.operands[0], operand_index(node, index), seen);
  }
}

bool Emitter::reaches_lazy_reduction(ValueId v) const {
  std::set<std::uint32_t> seen;
  return reaches_lazy_reduction(v, seen);
}

bool Emitter::reaches_lazy_reduction(ValueId v, std::set<std::uint32_t>& seen) const {
  if (!seen.insert(v.index).second) return false;
  if (g_.is_argument(v) || is_at_hand(v) || of_rows_alone_.contains(v.index)) return false;
  const Node& node = g_.def(v);
  if (is_reduction(node.op) || node.op == Op::Contract || node.op == Op::Refine) return true;
  for (ValueId operand : node.operands) {
    if (reaches_lazy_reduction(operand, seen)) return true;
  }
  return false;
}

}  // namespace sinter::lower
