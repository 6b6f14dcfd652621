#include "compiler/lower/recurrence.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace sinter::lower {
namespace {

using graph::Node;
using graph::Region;
using graph::ValueId;

/// How a value depends on what earlier iterations gave.
struct Form {
  enum Kind : std::uint8_t { kFree, kLinear, kOther } kind = kFree;
  /// Earlier iteration that is looked back to, at most.
  std::int64_t order = 0;
  bool bare = false;              ///< It is such a value itself,
  std::optional<Op> op;           ///< or one that this operation alone combines with other values.
  std::set<std::size_t> scalars;  ///< Carried scalars that it depends on.
};

class Recurrence {
 public:
  Recurrence(const graph::Graph& graph, const Node& loop, const LoopFacts& facts)
      : g_(graph),
        loop_(loop),
        facts_(facts),
        attribute_(std::get<graph::LoopAttr>(loop.attribute)),
        body_(graph.region(loop.regions[0])) {}

  std::string text() {
    if (attribute_.stops) return {};
    std::vector<std::size_t> scalars, arrays;
    for (std::size_t k = 0; k < facts_.carried.size(); ++k) {
      if (facts_.carried[k].kind != Carry::kSerial) continue;
      (g_.type(loop_.operands[k]).rank() == 0 ? scalars : arrays).push_back(k);
    }
    if (arrays.empty() && !scalars.empty()) return of_scalars(scalars);
    return scalars.empty() && arrays.size() == 1 ? of_array(arrays[0]) : std::string();
  }

 private:
  static std::string name(const Form& form) {
    if (form.kind != Form::kLinear) {
      const bool extreme = form.op == Op::Max || form.op == Op::Min;
      return extreme ? form.op == Op::Max ? "a running maximum" : "a running minimum" : "";
    }
    if (form.op == Op::Add && form.order == 1) return "a running sum";
    if (form.op == Op::Mul && form.order == 1) return "a running product";
    if (form.bare) return {};
    return fmt::format("a linear recurrence of order {}", form.order);
  }

  /// Scalars that wait for each other; what is only handed on from data does not count.
  std::string of_scalars(const std::vector<std::size_t>& scalars) {
    std::map<std::size_t, Form> forms;
    for (const std::size_t k : scalars) {
      sources_.emplace(body_.arguments[k + 1].index, k);
    }
    for (const std::size_t k : scalars) forms.emplace(k, form(body_.results[k]));
    for (bool changed = true; changed;) {
      changed = false;
      for (auto it = forms.begin(); it != forms.end();) {
        const bool waits = std::ranges::any_of(it->second.scalars,
                                               [&](std::size_t s) { return forms.contains(s); });
        changed |= !waits && it->second.kind != Form::kOther;
        it = !waits && it->second.kind != Form::kOther ? forms.erase(it) : std::next(it);
      }
    }
    if (forms.size() == 1) return name(forms.begin()->second);
    const bool linear = std::ranges::all_of(
        forms, [](const auto& entry) { return entry.second.kind == Form::kLinear; });
    if (forms.empty() || !linear) return {};
    return fmt::format("a linear recurrence of order {}", forms.size());
  }

  /// An array with one element written in each iteration, from those of iterations before.
  std::string of_array(std::size_t k) {
    ValueId written = body_.results[k];
    if (g_.is_argument(written)) return {};
    const Node& update = g_.def(written);
    if (update.op != Op::Update || update.operands[0] != body_.arguments[k + 1]) return {};
    array_ = body_.arguments[k + 1];
    start_ = &std::get<graph::SliceAttr>(update.attribute).start;
    return name(form(update.operands[1]));
  }

  /// Iterations between an element's being written and its being read at a place.
  std::optional<std::int64_t> lag(const graph::SliceAttr& read) const {
    std::optional<std::int64_t> found;
    for (std::size_t axis = 0; axis < start_->size(); ++axis) {
      const auto apart = ((*start_)[axis] - read.start[axis]).as_constant();
      if (!apart) return {};
      std::int64_t factor = 0;
      for (const auto& [id, coefficient] : (*start_)[axis].terms()) {
        if (id == attribute_.index) factor = coefficient;
      }
      if (factor == 0 && *apart != 0) return {};
      if (factor == 0) continue;
      if (*apart % factor != 0 || (found && *found != *apart / factor)) return {};
      found = *apart / factor;
    }
    if (!found) return 1;  // one element, which every iteration reads and writes
    return found;
  }

  Form form(ValueId v) {
    if (const auto known = known_.find(v.index); known != known_.end()) return known->second;
    const Form found = form_of(v);
    known_.emplace(v.index, found);
    return found;
  }

  Form form_of(ValueId v) {
    if (const auto source = sources_.find(v.index); source != sources_.end())
      return {Form::kLinear, 1, true, {}, {source->second}};
    if (array_ && v == array_) return {Form::kOther, 0, false, {}, {}};
    if (g_.is_argument(v)) return {};
    const Node& node = g_.def(v);
    if (node.op == Op::Slice && array_ && node.operands[0] == array_) {
      const auto at = lag(std::get<graph::SliceAttr>(node.attribute));
      if (!at) return {Form::kOther, 0, false, {}, {}};
      if (*at < 1) return {};  // what stood there before the loop
      return {Form::kLinear, *at, true, {}, {}};
    }
    if (node.op == Op::Reshape || node.op == Op::Broadcast) return form(node.operands[0]);
    std::vector<Form> operands;
    for (const ValueId operand : node.operands) operands.push_back(form(operand));
    const auto is_free = [](const Form& f) { return f.kind == Form::kFree; };
    if (std::ranges::all_of(operands, is_free) && node.regions.empty()) return {};
    Form result = operands.size() == 2 && is_elementwise(node.op)
                      ? combined(node.op, operands[0], operands[1])
                  : node.op == Op::Neg ? Form{operands[0].kind, operands[0].order, false, {}, {}}
                                       : Form{Form::kOther, 0, false, {}, {}};
    for (const Form& f : operands) result.scalars.insert(f.scalars.begin(), f.scalars.end());
    return result;
  }

  /// Of two values of which one depends on earlier iterations at least.
  static Form combined(Op op, const Form& a, const Form& b) {
    const bool both = a.kind != Form::kFree && b.kind != Form::kFree;
    const Form& used = a.kind != Form::kFree ? a : b;
    Form result{Form::kOther, std::max(a.order, b.order), false, {}, {}};
    const bool linear = a.kind != Form::kOther && b.kind != Form::kOther;
    const bool alone = !both && (used.bare || used.op == op);
    switch (op) {
      case Op::Add:
      case Op::Sub:
        if (linear) result.kind = Form::kLinear;
        if (alone && (op == Op::Add || a.bare)) result.op = Op::Add;
        if (!both && op == Op::Sub && a.op == Op::Add) result.op = Op::Add;
        break;
      case Op::Mul:
        if (linear && !both) result.kind = Form::kLinear;
        if (alone) result.op = Op::Mul;
        break;
      case Op::Div:
        if (linear && b.kind == Form::kFree) result.kind = Form::kLinear;
        break;
      case Op::Max:
      case Op::Min:
        if (alone) result.op = op;
        break;
      default:
        break;
    }
    return result;
  }

  const graph::Graph& g_;
  const Node& loop_;
  const LoopFacts& facts_;
  const graph::LoopAttr& attribute_;
  const Region& body_;
  std::map<std::uint32_t, std::size_t> sources_;  ///< Carried scalars, by their argument.
  ValueId array_;                                 ///< The carried array, or
  const std::vector<Dim>* start_ = nullptr;       ///< where an element of it is written.
  std::map<std::uint32_t, Form> known_;
};

}  // namespace

std::string recurrence_of(const graph::Graph& graph, const Node& loop, const LoopFacts& facts) {
  return Recurrence(graph, loop, facts).text();
}

}  // namespace sinter::lower
