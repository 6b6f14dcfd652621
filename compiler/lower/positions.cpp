// The positions at which a mask is true: what the language makes of x[mask], by a running sum and a
// scatter, as two quick ways over the mask.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/lower/region_state.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;
using loop::BufferKind;

namespace {

constexpr std::int64_t kBlock = 16384;  // of the mask, whose positions follow each other
constexpr std::int64_t kChunk = 1024;   // of a block, whose positions stay in the nearest cache

/// What made `v`, if that is `op`.
const Node* made_by(const graph::Graph& g, ValueId v, Op op) {
  if (g.is_argument(v) || g.def(v).op != op) return nullptr;
  return &g.def(v);
}

bool repeats(const graph::Graph& g, ValueId v, std::uint64_t bits) {
  if (const Node* repeated = made_by(g, v, Op::Broadcast)) v = repeated->operands[0];
  const Node* constant = made_by(g, v, Op::Constant);
  return constant && std::get<graph::ConstantAttr>(constant->attribute).bits == bits;
}

/// m, if v is m of true and false as numbers.
ValueId flags_of(const graph::Graph& g, ValueId v) {
  const Node* cast = made_by(g, v, Op::Cast);
  if (!cast || g.type(cast->operands[0]).dtype != DType::kBool) return {};
  return cast->operands[0];
}

/// m, if v is where(m, cumsum(m) - 1, sum(m)) of one axis.
ValueId ranked_mask(const graph::Graph& g, ValueId v) {
  const Node* place = made_by(g, v, Op::Select);
  if (!place || g.type(v).shape.size() != 1 || g.type(v).dtype != DType::kI64) return {};
  const ValueId mask = place->operands[0];
  const Node* rank = made_by(g, place->operands[1], Op::Sub);
  const Node* behind = made_by(g, place->operands[2], Op::Broadcast);
  if (!rank || !behind || !repeats(g, rank->operands[1], 1)) return {};
  const Node* scan = made_by(g, rank->operands[0], Op::ScanSum);
  const Node* count = made_by(g, behind->operands[0], Op::ReduceSum);
  if (!scan || !count || g.type(behind->operands[0]).rank() != 0) return {};
  const bool same =
      flags_of(g, scan->operands[0]) == mask && flags_of(g, count->operands[0]) == mask;
  return same ? mask : ValueId();
}

/// Whether only parts of a value are used, so that its last element is not.
bool is_used_in_parts(const graph::Graph& g, const graph::Region& region, ValueId v) {
  if (std::ranges::find(region.results, v) != region.results.end()) return false;
  return std::ranges::all_of(region.nodes, [&](graph::NodeId n) {
    const Node& node = g.node(n);
    const auto uses = [&](const std::vector<ValueId>& values) {
      return std::ranges::find(values, v) != values.end();
    };
    if (is_control(node.op) && uses(graph::captures(g, node))) return false;
    if (!uses(node.operands)) return true;
    return node.op == Op::Slice && g.type(node.results[0]).shape[0] != g.type(v).shape[0];
  });
}

}  // namespace

/// The mask whose true positions a scatter writes one after another; nothing where it is another
/// scatter. All that are false are written behind the end, which nobody reads.
std::optional<ValueId> Emitter::mask_of_positions(const graph::Region& region,
                                                  const Node& scatter) const {
  if (options_.gpu || scatter.op != Op::Scatter || scatter.operands.size() != 3 ||
      std::get<graph::ScatterAttr>(scatter.attribute).mode != graph::ScatterMode::kSet)
    return {};
  const bool counts_up = made_by(g_, scatter.operands[1], Op::Iota) != nullptr;
  const bool is_new = repeats(g_, scatter.operands[0], 0);
  const ValueId mask = counts_up && is_new ? ranked_mask(g_, scatter.operands[2]) : ValueId();
  if (!mask || !is_used_in_parts(g_, region, scatter.results[0])) return {};
  return mask;
}

/// What gives the elements of a mask their places, from the last step to the first.
void Emitter::collect_ranks(ValueId place, std::set<std::uint32_t>& ranks) const {
  const ValueId rank = g_.def(place).operands[1];
  const ValueId scan = g_.def(rank).operands[0];
  for (const ValueId v : {place, rank, scan, g_.def(scan).operands[0]}) ranks.insert(v.index);
}

/// How many elements of each block are true, and from there where the positions of each go. A
/// block's are written without a branch, whether they are to stay or not, to memory of its own.
void Emitter::write_positions(ValueId mask, const Storage& to) {
  Scope scope(*this);
  const auto n = dim(g_.type(mask).shape[0]);
  const auto blocks = b_.ceil_div(n, kBlock);
  const auto starts = b_.buffer("starts", DType::kI64, BufferKind::kLocal);
  b_.alloc(starts, b_.max(blocks, b_.i64(1)));
  hoist(mask, Index(1));
  const auto flag = [&](loop::ValueId i, DType type) { return b_.cast(eval(mask, {i}), type); };
  const auto end_of = [&](loop::ValueId begin, std::int64_t size) {
    return b_.min(n, b_.add(begin, b_.i64(size)));
  };
  parallel(b_.i64(0), blocks, 2, [&](loop::ValueId block) {
    Scope block_scope(*this);
    const auto begin = b_.mul(block, b_.i64(kBlock));
    const Accumulator sum{Op::Add, DType::kI32, b_.number(DType::kI32, 0)};
    const auto count =
        reduce_block(b_, begin, end_of(begin, kBlock), {&sum, 1},
                     [&](loop::ValueId i, std::span<const loop::ValueId> current) {
                       Scope element(*this);
                       return std::vector{b_.op(Op::Add, current[0], flag(i, DType::kI32))};
                     });
    b_.store(starts, block, b_.cast(count[0], DType::kI64));
  });
  const auto next = b_.reg("start", DType::kI64);
  b_.set(next, b_.i64(0));
  b_.serial(b_.i64(0), blocks, [&](loop::ValueId block) {
    const auto count = b_.load(starts, block);
    b_.store(starts, block, b_.get(next));
    b_.set(next, b_.add(b_.get(next), count));
  });
  parallel(b_.i64(0), blocks, 1, [&](loop::ValueId block) {
    Scope block_scope(*this);
    const auto waiting = b_.buffer("positions", DType::kI64, BufferKind::kLocal);
    b_.alloc(waiting, b_.i64(kChunk));
    const auto begin = b_.mul(block, b_.i64(kBlock));
    const auto end = end_of(begin, kBlock);
    const auto start = b_.reg("start", DType::kI64), count = b_.reg("count", DType::kI64);
    b_.set(start, b_.load(starts, block));
    b_.serial(
        begin, end,
        [&](loop::ValueId first) {
          b_.set(count, b_.i64(0));
          b_.serial(first, b_.min(end, b_.add(first, b_.i64(kChunk))), [&](loop::ValueId i) {
            Scope element(*this);
            b_.store(waiting, b_.get(count), i);
            b_.set(count, b_.add(b_.get(count), flag(i, DType::kI64)));
          });
          const auto here = b_.get(start), found = b_.get(count);
          b_.vector(b_.i64(0), found, 64, [&](loop::ValueId k) {
            b_.store(to.buffer, offset(to, {b_.add(here, k)}), b_.load(waiting, k));
          });
          b_.set(start, b_.add(here, found));
        },
        kChunk);
  });
  plan_ += fmt::format("{}positions at which %{} is true: counted by blocks, then written\n",
                       std::string(static_cast<std::size_t>(2 * plan_depth_), ' '), mask.index);
}

}  // namespace sinter::lower
