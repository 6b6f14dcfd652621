// Rows of a few elements on a CPU: vectors go across rows, along the last axis of the outer shape,
// and each lane goes through a row of its own. A vector of one row would be mostly padding, and
// combining its lanes would cost more than the row.
#include <algorithm>
#include <functional>
#include <set>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/lower/plan.h"

namespace sinter::lower {

using graph::Node;
using loop::ValueId;

namespace {

constexpr std::int64_t kShortRow = 8;
constexpr std::int64_t kShortWindow = 64;  // elements that each vector of rows has side by side
constexpr std::int64_t kChunk = 4096;      // rows of a task

constexpr int kNone = -1, kInner = -2;  // what an axis is read along: neither of the outer axes

}  // namespace

void Emitter::rows(const Phase& phase) {
  if (options_.gpu) return rows_on_gpu(phase);
  if (goes_across(phase)) return rows_across(phase);
  if (const auto width = width_to_ask_for(phase)) return rows_of_some_width(phase, *width, 0);
  rows_one_by_one(phase);
}

/// Whether the phase has short rows only, of a size that is known.
bool Emitter::goes_across(const Phase& phase) {
  if (options_.gpu || options_.leaves_out(Choice::kShortRows) || phase.kind != PhaseKind::kRows ||
      phase.outer.empty() || phase.outer.back() == Dim(1))
    return false;
  for (const auto& pass : phase.passes) {
    for (graph::ValueId r : pass) {
      if (finds_position(g_.def(r).op)) return false;
    }
  }
  const auto longest = longest_row(phase);
  if (!longest || *longest <= kShortRow || !phase.roots.empty() || *longest > kShortWindow)
    return longest && *longest <= kShortRow;
  // Where vectors would pick their elements from rows, longer ones are better read one by one.
  const int lanes = static_cast<int>(phase.outer.size()) - 1;
  std::set<std::uint32_t> own;
  for (const graph::ValueId v : phase.computed()) own.insert(v.index);
  return std::ranges::all_of(phase.passes, [&](const auto& pass) {
    return std::ranges::all_of(pass, [&](graph::ValueId r) {
      return std::ranges::all_of(g_.def(r).operands,
                                 [&](graph::ValueId v) { return reads_in_order(v, lanes, own); });
    });
  });
}

/// The size of rows of several outer axes where it is no more than a name: rows of such phases are
/// short more often than not (coordinates of points), and by far the slowest when they are.
std::optional<SymbolId> Emitter::width_to_ask_for(const Phase& phase) const {
  if (options_.gpu || options_.leaves_out(Choice::kShortRows) || phase.kind != PhaseKind::kRows ||
      loop_depth_ > 0)
    return {};
  if (std::ranges::count_if(phase.outer, [](const Dim& d) { return d != Dim(1); }) < 2 ||
      phase.outer.back() == Dim(1))
    return {};
  const Dim& width = g_.type(g_.def(phase.passes.at(0).at(0)).operands[0]).shape.back();
  for (const auto& pass : phase.passes) {
    for (graph::ValueId r : pass) {
      const bool fits =
          !finds_position(g_.def(r).op) && g_.type(g_.def(r).operands[0]).shape.back() == width;
      if (!fits) return {};
    }
  }
  for (graph::ValueId root : phase.roots) {
    if (g_.type(root).shape.back() != width) return {};
  }
  if (width.terms().size() != 1 || width.constant() != 0) return {};
  const auto& [symbol, factor] = *width.terms().begin();
  const bool known =
      symbol.index < options_.known_sizes.size() && options_.known_sizes[symbol.index].has_value();
  if (factor != 1 || known || g_.dims[symbol].op != DimOp::kParameter) return {};
  return symbol;
}

/// Code for rows of 2, 3 and 4 elements beside that for all others.
void Emitter::rows_of_some_width(const Phase& phase, SymbolId width, std::size_t guess) {
  constexpr std::int64_t kGuesses[] = {3, 2, 4};
  if (guess == std::size(kGuesses)) return rows_one_by_one(phase);
  b_.branch(
      b_.op(Op::Eq, symbol(width), b_.i64(kGuesses[guess])),
      [&] {
        Scope scope(*this);
        assumed_[width.index] = kGuesses[guess];
        of_rows_alone_ = maybe_of_rows_alone_;
        rows_across(phase);
        of_rows_alone_.clear();
        assumed_.erase(width.index);
      },
      [&] {
        Scope scope(*this);
        rows_of_some_width(phase, width, guess + 1);
      });
}

/// Of what the phase computes per row, what no other phase and nothing behind the segment reads:
/// it needs no memory.
std::set<std::uint32_t> Emitter::values_of_rows_alone(const Schedule& schedule, std::size_t number,
                                                      const Segment& segment) const {
  const Phase& own = schedule.phases[number];
  std::set<std::uint32_t> values;
  for (const auto& pass : own.passes) {
    for (graph::ValueId v : pass) values.insert(v.index);
  }
  for (const auto& pass : own.row_values) {
    for (graph::ValueId v : pass) values.insert(v.index);
  }
  for (graph::ValueId v : segment.outputs) values.erase(v.index);
  for (graph::ValueId v : segment.lazy_outputs) values.erase(v.index);
  for (std::size_t p = 0; p < schedule.phases.size(); ++p) {
    if (p == number) continue;
    const PhaseInputs inputs = inputs_of(schedule.phases[p], g_, [&](graph::ValueId v) {
      return is_at_hand(v) || schedule.is_stored(v);
    });
    for (const auto& read : inputs.reads) values.erase(read.value.index);
  }
  for (graph::NodeId n : segment.nodes) {  // what a slow side may ask for
    const graph::ValueId v = g_.node(n).results[0];
    const bool is_own = std::ranges::find(own.refined, v) != own.refined.end();
    if (g_.node(n).op == Op::Refine && !is_own) return {};
  }
  std::erase_if(values, [&](std::uint32_t v) { return storage_.contains(v); });  // placed_
  return values;
}

/// Arrays that every vector would pick apart, once for each position of another axis: they are read
/// again and again along the rows' last axis but one, across memory.
std::vector<graph::ValueId> Emitter::read_across_again(const Phase& phase) const {
  const auto rank = phase.outer.size();
  std::vector<graph::ValueId> found;
  std::set<std::pair<std::uint32_t, std::vector<int>>> seen;
  const auto is_repeated = [&](const std::vector<int>& terms) {
    for (std::size_t axis = 0; axis + 1 < rank; ++axis) {
      if (phase.outer[axis] != Dim(1) &&
          std::ranges::find(terms, static_cast<int>(axis)) == terms.end())
        return true;
    }
    return false;
  };
  const std::function<void(graph::ValueId, std::vector<int>)> visit = [&](graph::ValueId v,
                                                                          std::vector<int> terms) {
    if (!seen.emplace(v.index, terms).second) return;
    const auto storage = storage_.find(v.index);
    if (storage != storage_.end()) {
      const auto n = terms.size();
      const bool across =
          n >= 2 && terms[n - 1] == kInner && terms[n - 2] == static_cast<int>(rank) - 1;
      if (across && is_repeated(terms) && std::ranges::find(found, v) == found.end())
        found.push_back(v);
      return;
    }
    if (g_.is_argument(v) || is_at_hand(v)) return;
    const Node& node = g_.def(v);
    for (graph::ValueId operand : node.operands) {
      std::vector<int> inner(static_cast<std::size_t>(g_.type(operand).rank()), kNone);
      if (is_elementwise(node.op)) inner = terms;
      if (node.op == Op::Broadcast || node.op == Op::Transpose) {
        const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
        for (std::size_t i = 0; i < axes.size(); ++i) {
          const auto axis = static_cast<std::size_t>(axes[i]);
          if (node.op == Op::Transpose) {
            inner[axis] = terms[i];
          } else if (g_.type(operand).shape[i] == g_.type(v).shape[axis]) {
            inner[i] = terms[axis];
          }
        }
      }
      visit(operand, std::move(inner));
    }
  };
  std::vector<int> terms;
  for (std::size_t axis = 0; axis < rank; ++axis) terms.push_back(static_cast<int>(axis));
  terms.push_back(kInner);
  for (const auto& pass : phase.passes) {
    for (graph::ValueId r : pass) {
      for (graph::ValueId operand : g_.def(r).operands) visit(operand, terms);
    }
  }
  return found;
}

/// A copy whose last two axes have changed places in memory.
Storage Emitter::turned_copy(graph::ValueId v) {
  const auto& type = g_.type(v);
  const auto rank = type.shape.size();
  Storage to{
      b_.buffer("turned", type.dtype, loop::BufferKind::kLocal), row_major(type.shape), {}, false};
  const auto rows = dim(type.shape[rank - 2]);
  std::int64_t width = 0;
  b_.is_constant(dim(type.shape[rank - 1]), &width);
  to.strides[rank - 2] = b_.i64(1);
  to.strides[rank - 1] = rows;
  b_.alloc(to.buffer, product(dims(type.shape)));
  Shape others(type.shape.begin(), type.shape.end() - 2);
  const auto chunks = b_.max(b_.ceil_div(rows, kChunk), b_.i64(1));
  parallel(b_.i64(0), b_.mul(product(dims(others)), chunks), 4, [&](ValueId task) {
    Scope scope(*this);
    Index index = unflatten(b_.op(Op::FloorDiv, task, chunks), others);
    const auto first = b_.mul(b_.op(Op::Mod, task, chunks), b_.i64(kChunk));
    const auto end = b_.min(rows, b_.add(first, b_.i64(kChunk)));
    index.resize(rank);
    b_.vector(first, end, static_cast<int>(order::kLanes), [&](ValueId row) {
      Scope element(*this);
      index[rank - 2] = row;
      for (std::int64_t i = 0; i < width; ++i) {
        index[rank - 1] = b_.i64(i);
        b_.store(to.buffer, offset(to, index), eval(v, index));
      }
    });
  });
  return to;
}

void Emitter::rows_across(const Phase& phase) {
  Scope phase_scope(*this);
  std::vector<std::pair<graph::ValueId, Storage>> turned;
  for (graph::ValueId v : read_across_again(phase)) turned.emplace_back(v, turned_copy(v));
  for (auto& [v, storage] : turned) std::swap(storage_.at(v.index), storage);
  int total = 0;
  for (graph::ValueId v : phase.computed()) total += cost(v);
  const int width = static_cast<int>(*longest_row(phase));
  const int grain = worthwhile(total * std::max(width, 1), g_.type(phase.computed().at(0)).dtype);
  streaming_ = bypasses_cache(phase, phase.outer);
  const auto roots = take_roots(phase);
  const Shape outer(phase.outer.begin(), phase.outer.end() - 1);
  const auto last = dim(phase.outer.back());
  const auto rows = product(dims(outer));
  const auto strips = b_.max(b_.ceil_div(last, kChunk), b_.i64(1));
  const auto group =
      b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.i64(kChunk), b_.max(last, b_.i64(1))));
  const auto groups = b_.op(Op::FloorDiv, b_.add(rows, b_.sub(group, b_.i64(1))), group);
  parallel(b_.i64(0), b_.mul(groups, strips), grain, [&](ValueId task) {
    Scope scope(*this);
    const auto begin = b_.mul(b_.op(Op::Mod, task, strips), b_.i64(kChunk));
    const auto end = b_.min(last, b_.add(begin, b_.i64(kChunk)));
    const auto first = b_.mul(b_.op(Op::FloorDiv, task, strips), group);
    b_.serial(first, b_.min(rows, b_.add(first, group)), [&](ValueId number) {
      Scope row_scope(*this);
      Index row = unflatten(number, outer);
      row.emplace_back();
      for (const auto& pass : phase.passes) {
        for (graph::ValueId v : pass) hoist_row(v, row, width);
      }
      b_.vector(begin, end, static_cast<int>(order::kLanes), [&](ValueId lane) {
        Scope element(*this);
        row.back() = lane;
        short_row(phase, row, roots);
      });
    });
  });
  streaming_ = {};
  for (const auto& [v, storage] : roots) storage_.emplace(v, storage);
  for (auto& [v, storage] : turned) std::swap(storage_.at(v.index), storage);
}

/// What the elements of a row need that is the same for all lanes.
void Emitter::hoist_row(graph::ValueId reduction, const Index& row, int width) {
  Index at = row;
  at.emplace_back();
  for (int i = 0; i < width; ++i) {
    at.back() = b_.i64(i);
    for (graph::ValueId operand : g_.def(reduction).operands) hoist(operand, at);
  }
}

}  // namespace sinter::lower
