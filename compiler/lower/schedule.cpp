#include "compiler/lower/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Graph;
using graph::Node;
using graph::ValueId;

namespace {

constexpr int kNone = -1;  // index term: anything
constexpr int kMaximumDepth =
    200;                      // of an expression computed in place; deeper ones are cut by an array
constexpr int kInner = 1000;  // index term: the axis that is reduced or stored along

class Scheduler {
 public:
  Scheduler(const Graph& graph, const Segment& segment)
      : g_(graph),
        segment_(segment),
        external_(graph.value_count(), true),
        stored_(graph.value_count(), false),
        users_(graph.value_count(), 0),
        depth_(graph.value_count(), 0) {}

  Schedule run() {
    for (graph::NodeId n : segment_.nodes) {
      for (ValueId v : g_.node(n).results) external_[v.index] = false;
    }
    find_live();
    choose_stored();
    if (segment_.turns_arrays) store_what_is_read_across();
    choose_epilogues();
    for (int round = 0; round < 8; ++round) {
      assign();
      if (!store_shared_expensive()) break;
    }
    return std::move(s_);
  }

 private:
  /// Computed before the segment: in memory, a scalar at hand, or a constant.
  bool is_external(ValueId v) const { return external_[v.index]; }

  // --- which nodes are needed, and which only by the slow side of a refine
  void find_live() {
    live_.assign(g_.value_count(), false);
    eager_.assign(g_.value_count(), false);
    for (ValueId v : segment_.outputs) mark(v, true);
    for (ValueId v : segment_.lazy_outputs) mark(v, true);
    for (graph::NodeId n : segment_.nodes) {
      if (may_fail(g_, g_.node(n))) {
        mark(g_.node(n).results[0], true);
        stored_[g_.node(n).results[0].index] = true;
      }
    }
    // What a slow side needs in memory is computed in any case.
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      const ValueId v = node.results[0];
      if (!live_[v.index] || eager_[v.index]) continue;
      const bool memory = finds_position(node.op) || node.op == Op::Concat ||
                          node.op == Op::Refine || is_scan(node.op) ||
                          (node.op == Op::Reshape && !is_index_map(g_, node));
      if (memory) mark(v, true);
    }
  }

  void mark(ValueId v, bool eager) {
    if (live_[v.index] && (eager_[v.index] || !eager)) return;
    live_[v.index] = true;
    if (eager) eager_[v.index] = true;
    if (is_external(v)) return;
    const Node& node = g_.def(v);
    for (std::size_t n = 0; n < node.operands.size(); ++n) {
      mark(node.operands[n], eager && !(node.op == Op::Refine && n == 1));
    }
  }

  bool is_plain_access(ValueId v) const {
    while (!is_external(v) && !stored_[v.index]) {
      const Node& node = g_.def(v);
      const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose ||
                         node.op == Op::Slice || (node.op == Op::Reshape && is_index_map(g_, node));
      if (node.op == Op::Constant || node.op == Op::DimSize) return true;
      if (!moves) return false;
      v = node.operands[0];
    }
    return true;
  }

  /// Whether what a node reads lies in memory: a gather reads through slices and transpositions.
  bool picks_from_memory(const Node& node) const {
    const auto is_in_memory = [&](ValueId v) { return is_external(v) || stored_[v.index]; };
    ValueId v = node.operands[0];
    while (is_gather(node.op) && !is_in_memory(v)) {
      const Node& made = g_.def(v);
      const bool moves = made.op == Op::Transpose || made.op == Op::Slice ||
                         (made.op == Op::Reshape && is_index_map(g_, made));
      if (!moves) break;
      v = made.operands[0];
    }
    return is_in_memory(v);
  }

  void choose_stored() {
    for (ValueId v : segment_.outputs) {
      if (!is_external(v)) stored_[v.index] = true;
    }
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      const ValueId v = node.results[0];
      if (!eager_[v.index]) continue;
      for (ValueId operand : node.operands) users_[operand.index]++;
      if (is_reduction(node.op) || node.op == Op::Contract || node.op == Op::Concat ||
          node.op == Op::Refine || is_scan(node.op)) {
        stored_[v.index] = true;
      }
      if (reads_memory(g_, node) && !picks_from_memory(node))
        stored_[node.operands[0].index] = true;
      int depth = 0;
      for (ValueId operand : node.operands)
        depth = std::max(depth, stored_[operand.index] ? 1 : depth_[operand.index] + 1);
      depth_[v.index] = depth;
      if (depth >= kMaximumDepth) stored_[v.index] = true;
      if (node.op == Op::Contract) {
        for (ValueId operand : node.operands) {
          // Rounding is done where factors are fetched.
          const bool rounds = !is_external(operand) && graph::rounds_factors(g_.def(operand).op);
          const ValueId read = rounds ? g_.def(operand).operands[0] : operand;
          if (!is_plain_access(read)) stored_[read.index] = true;
        }
      }
    }
  }

  /// A reduction that reads an array across would fetch a line of memory for every element, in
  /// every pass: turning it first, by tiles, costs one pass.
  void store_what_is_read_across() {
    std::set<std::uint32_t> seen;
    const std::function<void(ValueId)> visit = [&](ValueId v) {
      if (is_external(v) || stored_[v.index] || !seen.insert(v.index).second) return;
      const Node& node = g_.def(v);
      if (node.op == Op::Transpose && reads_across(g_, node)) stored_[v.index] = true;
      if (!is_elementwise(node.op)) return;
      for (ValueId operand : node.operands) visit(operand);
    };
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      if (!eager_[node.results[0].index] || (!is_reduction(node.op) && !is_scan(node.op))) continue;
      for (ValueId operand : node.operands) visit(operand);
    }
  }

  // --- phases
  using Terms = std::vector<int>;

  Terms operand_terms(const Node& node, const Terms& terms) const {
    const int rank = g_.type(node.operands[0]).rank();
    Terms result(static_cast<std::size_t>(rank), kNone);
    if (node.op == Op::Broadcast) {
      const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
      for (std::size_t i = 0; i < axes.size(); ++i) {
        const auto axis = static_cast<std::size_t>(axes[i]);
        // Sizes that are equal by a guard only may differ in form: what grows is a constant 1.
        const bool grows = g_.type(node.operands[0]).shape[i] == Dim(1) &&
                           g_.type(node.results[0]).shape[axis] != Dim(1);
        if (!grows) result[i] = terms[axis];
      }
    } else if (node.op == Op::Transpose) {
      const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
      for (std::size_t i = 0; i < axes.size(); ++i)
        result[static_cast<std::size_t>(axes[i])] = terms[i];
    } else if (is_elementwise(node.op) || node.op == Op::Refine) {
      result = terms;
    } else if (is_reduction(node.op)) {  // of a slow side
      const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
      for (std::size_t i = 0; i < terms.size(); ++i) result[i < axis ? i : i + 1] = terms[i];
    }
    return result;
  }

  /// Calls stop(value, terms) for every stored value or argument that evaluating `v` at an index
  /// reaches.
  using Stop = std::function<void(ValueId, const Terms&)>;
  void reach(ValueId v, const Terms& terms, const Stop& stop,
             std::set<std::pair<std::uint32_t, Terms>>& seen, bool top) const {
    if (!seen.emplace(v.index, terms).second) return;
    if (is_external(v) || (stored_[v.index] && !top)) return stop(v, terms);
    const Node& node = g_.def(v);
    for (ValueId operand : node.operands) {
      const bool follows = is_elementwise(node.op) || node.op == Op::Broadcast ||
                           node.op == Op::Transpose || node.op == Op::Refine ||
                           (is_reduction(node.op) && !eager_[v.index]);
      Terms inner(static_cast<std::size_t>(g_.type(operand).rank()), kNone);
      reach(operand, follows ? operand_terms(node, terms) : inner, stop, seen, false);
    }
  }
  void reach(ValueId v, const Terms& terms, const Stop& stop, bool top = true) const {
    std::set<std::pair<std::uint32_t, Terms>> seen;
    reach(v, terms, stop, seen, top);
  }

  static Terms row_terms(std::size_t outer, bool inner) {
    Terms terms;
    for (std::size_t k = 0; k < outer; ++k) terms.push_back(static_cast<int>(k));
    if (inner) terms.push_back(kInner);
    return terms;
  }

  /// The latest phase that evaluating needs; -2 when one is not assigned yet.
  int latest_dependency(ValueId v, bool top = true) const {
    int latest = -1;
    reach(
        v, Terms(static_cast<std::size_t>(g_.type(v).rank()), kNone),
        [&](ValueId d, const Terms&) {
          if (is_external(d) || latest == -2) return;
          latest = s_.phase_of[d.index] < 0 ? -2 : std::max(latest, s_.phase_of[d.index]);
        },
        top);
    return latest;
  }

  /// Whether `value`, evaluated per row of phase p (with an inner index), sees of what p gives only
  /// its own row's reductions and what p stores at its own position. The pass that it then belongs
  /// to, or -1.
  int pass_in(int p, ValueId value, const Terms& terms, bool top) const {
    const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
    int pass = 0;
    bool fits = true;
    reach(
        value, terms,
        [&](ValueId d, const Terms& at) {
          if (is_external(d) || s_.phase_of[d.index] < p) return;
          const auto root = root_pass_.find(d.index);
          const bool stored = root != root_pass_.end();
          const auto it = pass_of_.find(d.index);
          if (s_.phase_of[d.index] > p || (!stored && it == pass_of_.end()) ||
              at != row_terms(phase.outer.size(), stored)) {
            fits = false;
            return;
          }
          pass = std::max(pass, stored ? root->second : it->second + 1);
        },
        top);
    return fits ? pass : -1;
  }

  int new_phase(PhaseKind kind, std::string reason = {}) {
    s_.phases.emplace_back();
    s_.phases.back().kind = kind;
    s_.phases.back().reason = std::move(reason);
    return static_cast<int>(s_.phases.size()) - 1;
  }

  void assign() {
    s_ = {};
    s_.phase_of.assign(g_.value_count(), -1);
    s_.lazy.assign(g_.value_count(), false);
    pass_of_.clear();
    root_pass_.clear();
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      const ValueId v = node.results[0];
      if (live_[v.index] && !eager_[v.index]) s_.lazy[v.index] = true;
      if (!stored_[v.index] || !eager_[v.index] || s_.phase_of[v.index] >= 0) continue;
      if (is_reduction(node.op)) {
        assign_reduction(node, v);
      } else if (const auto it = contract_of_.find(v.index); it != contract_of_.end()) {
        assign_contraction(it->second, v);
      } else if (node.op == Op::Refine && refines_rows(v)) {
      } else if (node.op == Op::Concat || node.op == Op::Refine || is_scan(node.op)) {
        const int p = new_phase(node.op == Op::Concat   ? PhaseKind::kConcat
                                : node.op == Op::Refine ? PhaseKind::kRefine
                                                        : PhaseKind::kScan);
        store(p, v);
      } else {
        assign_elementwise(v);
      }
    }
  }

  /// A refine per row joins the phase that gives the rows, where the slow side needs nothing of
  /// other rows either.
  bool refines_rows(ValueId v) {
    const Shape& shape = g_.type(v).shape;
    const int latest = latest_dependency(v);
    if (!segment_.refines_rows || is_result(v) || shape.empty() || latest < 0) return false;
    Phase& phase = s_.phases[static_cast<std::size_t>(latest)];
    if (phase.kind != PhaseKind::kRows || phase.outer != shape ||
        pass_in(latest, v, row_terms(shape.size(), false), true) < 0)
      return false;
    phase.refined.push_back(v);
    s_.phase_of[v.index] = latest;
    return true;
  }

  void store(int p, ValueId v) {
    s_.phases[static_cast<std::size_t>(p)].roots.push_back(v);
    s_.phase_of[v.index] = p;
  }

  void assign_reduction(const Node& node, ValueId v) {
    const int axis = std::get<graph::AxisAttr>(node.attribute).axis;
    if (axis != g_.type(node.operands[0]).rank() - 1) {
      if (const int p = columns_beside(node, v); p >= 0) return store(p, v);
      if (const int p = elements_beside(node, row_terms(rank_of(node), false)); p >= 0) {
        Phase& phase = s_.phases[static_cast<std::size_t>(p)];
        phase.kind = PhaseKind::kColumns;
        phase.along = std::exchange(phase.roots, {});
        return store(p, v);
      }
      const int p = new_phase(PhaseKind::kColumns, "it reduces an axis that is not the last one");
      return store(p, v);
    }
    const Shape& outer = g_.type(v).shape;
    std::string reason;
    for (int p = static_cast<int>(s_.phases.size()) - 1; p >= 0; --p) {
      if (s_.phases[static_cast<std::size_t>(p)].kind != PhaseKind::kRows ||
          s_.phases[static_cast<std::size_t>(p)].outer != outer)
        continue;
      int pass = 0;
      for (ValueId operand : node.operands) {
        const int needed = pass_in(p, operand, row_terms(outer.size(), true), false);
        pass = needed < 0 || pass < 0 ? -1 : std::max(pass, needed);
      }
      if (pass >= 0) return join(p, v, pass);
      reason = "it needs all rows of an earlier result";
    }
    const Terms terms = row_terms(outer.size(), true);
    if (const int p = elements_beside(node, terms); p >= 0) {
      Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      phase.kind = PhaseKind::kRows;
      phase.outer = outer;
      for (ValueId root : phase.roots) root_pass_[root.index] = 0;
      return join(p, v, 0);
    }
    const int p = new_phase(PhaseKind::kRows, reason);
    s_.phases[static_cast<std::size_t>(p)].outer = outer;
    join(p, v, 0);
  }

  std::size_t rank_of(const Node& reduction) const {
    return static_cast<std::size_t>(g_.type(reduction.operands[0]).rank());
  }

  /// The arrays that values are computed from, each element from those at `terms` or anything else.
  std::set<std::uint32_t> arrays_of(std::span<const ValueId> values, const Terms& terms,
                                    bool top) const {
    std::set<std::uint32_t> found;
    for (ValueId v : values) {
      reach(
          v, terms,
          [&](ValueId d, const Terms&) {
            if (!g_.type(d).shape.empty()) found.insert(d.index);
          },
          top);
    }
    return found;
  }

  static bool have_common(const std::set<std::uint32_t>& a, const std::set<std::uint32_t>& b) {
    return std::ranges::any_of(a, [&](std::uint32_t v) { return b.contains(v); });
  }

  /// An elementwise phase over the shape that a reduction reduces, which stores what the reduction
  /// reads, or reads what it reads: one way through the arrays serves both. Or -1. `terms`: those
  /// of an element that the reduction takes.
  int elements_beside(const Node& node, const Terms& terms) const {
    if (!segment_.joins_elements || finds_position(node.op)) return -1;
    const Shape& shape = g_.type(node.operands[0]).shape;
    const auto read = arrays_of(node.operands, terms, false);
    for (int p = static_cast<int>(s_.phases.size()) - 1; p >= 0; --p) {
      const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      if (phase.kind != PhaseKind::kElementwise || phase.outer != shape) continue;
      const bool plain = std::ranges::all_of(phase.roots, [&](ValueId root) {
        return is_elementwise(g_.def(root).op) && !may_fail(g_, g_.def(root));
      });
      if (!plain || !sees_own_elements(node, p, terms)) continue;
      auto own = arrays_of(phase.roots, row_terms(shape.size(), false), true);
      for (ValueId root : phase.roots) own.insert(root.index);
      if (have_common(own, read)) return p;
    }
    return -1;
  }

  /// Whether a reduction needs, of what phase p and those behind it give, elements of p at its own
  /// position only.
  bool sees_own_elements(const Node& node, int p, const Terms& terms) const {
    bool fits = true;
    for (ValueId operand : node.operands) {
      reach(
          operand, terms,
          [&](ValueId d, const Terms& at) {
            if (!is_external(d) && s_.phase_of[d.index] >= p)
              fits &= s_.phase_of[d.index] == p && at == terms;
          },
          false);
    }
    return fits;
  }

  /// A phase behind `latest` that reduces rows of the shape of `v` and reads what `v` reads, whose
  /// first pass may store `v`; or -1.
  int rows_beside(ValueId v, int latest) const {
    if (!segment_.joins_elements || may_fail(g_, g_.def(v)) || !is_elementwise(g_.def(v).op))
      return -1;
    const Shape& shape = g_.type(v).shape;
    const auto own = arrays_of(std::span(&v, 1), row_terms(shape.size(), false), true);
    for (int p = static_cast<int>(s_.phases.size()) - 1; p > latest; --p) {
      const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      if (phase.kind != PhaseKind::kRows) continue;
      for (ValueId r : phase.passes.at(0)) {
        const Node& node = g_.def(r);
        if (finds_position(node.op) || g_.type(node.operands[0]).shape != shape) continue;
        const Terms terms = row_terms(phase.outer.size(), true);
        if (have_common(own, arrays_of(node.operands, terms, false))) return p;
      }
    }
    return -1;
  }

  /// A phase that goes down the same axis of arrays of the same shape and gives nothing that `v`
  /// needs; or -1.
  int columns_beside(const Node& node, ValueId v) const {
    constexpr std::size_t kMostTogether = 4;
    const int latest = latest_dependency(v);
    if (latest < -1 || finds_position(node.op)) return -1;
    for (int p = static_cast<int>(s_.phases.size()) - 1; p > latest; --p) {
      const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      if (phase.kind != PhaseKind::kColumns || phase.roots.size() == kMostTogether) continue;
      const Node& other = g_.def(phase.roots[0]);
      const bool alike = !finds_position(other.op) &&
                         std::get<graph::AxisAttr>(other.attribute).axis ==
                             std::get<graph::AxisAttr>(node.attribute).axis &&
                         g_.type(other.operands[0]).shape == g_.type(node.operands[0]).shape;
      if (alike) return p;
    }
    return -1;
  }

  void join(int p, ValueId v, int pass) {
    Phase& phase = s_.phases[static_cast<std::size_t>(p)];
    if (static_cast<int>(phase.passes.size()) <= pass)
      phase.passes.resize(static_cast<std::size_t>(pass) + 1);
    phase.passes[static_cast<std::size_t>(pass)].push_back(v);
    pass_of_[v.index] = pass;
    s_.phase_of[v.index] = p;
  }

  /// A value per row that needs nothing but what the phase's passes give for that row.
  void follow_rows(int p, ValueId v, int pass) {
    Phase& phase = s_.phases[static_cast<std::size_t>(p)];
    if (static_cast<int>(phase.row_values.size()) <= pass)
      phase.row_values.resize(static_cast<std::size_t>(pass) + 1);
    phase.row_values[static_cast<std::size_t>(pass)].push_back(v);
    pass_of_[v.index] = pass;
    s_.phase_of[v.index] = p;
  }

  void assign_contraction(ValueId contract, ValueId root) {
    const int p = new_phase(PhaseKind::kContraction);
    s_.phases[static_cast<std::size_t>(p)].contract = contract;
    store(p, root);
  }

  /// What follows a contraction element by element is computed where its result is stored.
  void choose_epilogues() {
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      const ValueId v = node.results[0];
      if (node.op != Op::Contract || !eager_[v.index]) continue;
      ValueId root = v;
      while (const ValueId next = only_elementwise_user(root)) {
        root = next;
        followed_.insert(root.index);
      }
      contract_of_[root.index] = v;
      stored_[v.index] = root == v;
      stored_[root.index] = true;
    }
  }

  /// The single user of `v` when it is an elementwise op of the same shape that may be fused into
  /// the store.
  ValueId only_elementwise_user(ValueId v) const {
    if (users_[v.index] != 1 || is_result(v)) return {};
    for (graph::NodeId n : segment_.nodes) {
      const Node& node = g_.node(n);
      if (!eager_[node.results[0].index]) continue;
      if (std::find(node.operands.begin(), node.operands.end(), v) == node.operands.end()) continue;
      if (followed_.contains(node.results[0].index) || is_contraction(node, v)) return {};
      const bool fits = is_elementwise(node.op) &&
                        g_.type(node.results[0]).shape == g_.type(v).shape && !may_fail(g_, node);
      return fits ? node.results[0] : ValueId{};
    }
    return {};
  }

  /// Whether another operand is itself a contraction that is still to be computed.
  bool is_contraction(const Node& node, ValueId except) const {
    for (ValueId operand : node.operands) {
      if (operand != except && !is_external(operand) && g_.def(operand).op == Op::Contract &&
          !stored_[operand.index])
        return true;
    }
    return false;
  }

  bool is_result(ValueId v) const {
    const auto is_in = [&](const std::vector<ValueId>& values) {
      return std::find(values.begin(), values.end(), v) != values.end();
    };
    return is_in(segment_.outputs) || is_in(segment_.lazy_outputs);
  }

  void assign_elementwise(ValueId v) {
    const Shape& shape = g_.type(v).shape;
    const int latest = latest_dependency(v);
    SINTER_CHECK(latest > -2, "value {} is scheduled before what it needs", v.index);
    if (latest >= 0 && s_.phases[static_cast<std::size_t>(latest)].kind == PhaseKind::kRows &&
        !shape.empty() && !may_fail(g_, g_.def(v))) {
      const Phase& rows = s_.phases[static_cast<std::size_t>(latest)];
      const bool full = shape.size() == rows.outer.size() + 1 &&
                        std::equal(rows.outer.begin(), rows.outer.end(), shape.begin());
      if (full) {
        const int pass = pass_in(latest, v, row_terms(rows.outer.size(), true), true);
        // Of everything there are no rows to come back to.
        if (pass >= 0 && (!rows.outer.empty() || (pass == 0 && is_elementwise(g_.def(v).op)))) {
          root_pass_[v.index] = pass;
          return store(latest, v);
        }
      }
      if (shape == rows.outer && is_elementwise(g_.def(v).op)) {
        const int pass = pass_in(latest, v, row_terms(shape.size(), false), true);
        if (pass > 0) return follow_rows(latest, v, pass - 1);
      }
    }
    for (int p = static_cast<int>(s_.phases.size()) - 1; p > latest; --p) {
      const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      if (phase.kind == PhaseKind::kElementwise && phase.outer == shape) return store(p, v);
    }
    if (const int p = rows_beside(v, latest); p >= 0) {
      root_pass_[v.index] = 0;
      return store(p, v);
    }
    if (latest >= 0 && follows_in_place(latest, v)) return store(latest, v);
    const int p =
        new_phase(PhaseKind::kElementwise,
                  latest >= 0 ? "its elements need results of other rows or of another shape" : "");
    s_.phases[static_cast<std::size_t>(p)].outer = shape;
    store(p, v);
  }

  /// Whether an elementwise phase may compute `v`, too: of what the phase gives, `v` needs nothing
  /// but elements at its own position.
  bool follows_in_place(int p, ValueId v) const {
    const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
    const Shape& shape = g_.type(v).shape;
    if (phase.kind != PhaseKind::kElementwise || phase.outer != shape || shape.empty() ||
        may_fail(g_, g_.def(v)) || !is_elementwise(g_.def(v).op))
      return false;
    for (ValueId root : phase.roots) {
      if (may_fail(g_, g_.def(root))) return false;
    }
    const Terms here = row_terms(shape.size(), false);
    bool fits = true;
    reach(
        v, here,
        [&](ValueId d, const Terms& at) {
          if (!is_external(d) && s_.phase_of[d.index] >= p) fits &= at == here;
        },
        true);
    return fits;
  }

  // --- expensive values that several phases would compute again are stored once
  bool store_shared_expensive() {
    std::map<std::uint32_t, std::set<int>> evaluated;
    for (int p = 0; p < static_cast<int>(s_.phases.size()); ++p) {
      const Phase& phase = s_.phases[static_cast<std::size_t>(p)];
      std::set<std::uint32_t> seen;
      for (ValueId v : phase.computed()) collect(v, p, evaluated, seen, true);
    }
    bool changed = false;
    for (const auto& [v, phases] : evaluated) {
      if (phases.size() < 2 || g_.type(ValueId(v)).shape.empty()) continue;
      stored_[v] = true;
      changed = true;
    }
    return changed;
  }

  void collect(ValueId v, int p, std::map<std::uint32_t, std::set<int>>& evaluated,
               std::set<std::uint32_t>& seen, bool top) const {
    if (is_external(v) || (!top && stored_[v.index]) || !eager_[v.index] ||
        !seen.insert(v.index).second)
      return;
    const Node& node = g_.def(v);
    if (!top && is_expensive(node.op)) evaluated[v.index].insert(p);
    for (std::size_t n = 0; n < node.operands.size(); ++n) {
      if (node.op != Op::Refine || n == 0) collect(node.operands[n], p, evaluated, seen, false);
    }
  }

  const Graph& g_;
  const Segment& segment_;
  std::vector<bool> external_;
  Schedule s_;
  std::vector<bool> live_, eager_, stored_;
  std::vector<int> users_;
  std::vector<int> depth_;                  // of the expression above stored values
  std::map<std::uint32_t, int> pass_of_;    // reductions of rows and what follows per row
  std::map<std::uint32_t, int> root_pass_;  // what rows store: the first pass that can compute it
  std::map<std::uint32_t, ValueId> contract_of_;  // root of a contraction phase -> its contraction
  std::set<std::uint32_t> followed_;  // what is computed where a contraction's result is stored
};

}  // namespace

Schedule make_schedule(const Graph& graph, const Segment& segment) {
  return Scheduler(graph, segment).run();
}

Schedule make_schedule(const Graph& graph) {
  return make_schedule(graph, {graph.body().nodes, graph.body().results, {}});
}

}  // namespace sinter::lower
