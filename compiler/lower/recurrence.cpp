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
  std::set<std::size_t> carried;  ///< Carried values that it depends on.
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
    std::vector<std::size_t> carried;
    for (std::size_t k = 0; k < facts_.carried.size(); ++k) {
      if (facts_.carried[k].kind != Carry::kSerial) continue;
      if (!add_source(k)) return {};
      carried.push_back(k);
    }
    std::map<std::size_t, Form> forms;
    for (const std::size_t k : carried) forms.emplace(k, form(given_by(k)));
    forget_what_is_free(forms);
    std::vector<std::string> names;
    while (!forms.empty()) {
      std::string found = name(take_group(forms));
      if (found.empty()) return {};
      if (std::ranges::find(names, found) == names.end()) names.push_back(std::move(found));
    }
    return fmt::format("{}", fmt::join(names, " and "));
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

  /// Of values that need each other.
  std::string name(const std::map<std::size_t, Form>& group) const {
    if (group.size() == 1) return name(group.begin()->second);
    std::int64_t order = 0;
    bool arrays = false;
    for (const auto& [k, form] : group) {
      if (form.kind != Form::kLinear) return {};
      order = std::max(order, form.order);
      arrays |= starts_.contains(k);
    }
    // Scalars stand for one value and those before it.
    if (!arrays) return fmt::format("a linear recurrence of order {}", group.size());
    return fmt::format("a linear recurrence of order {}, of {} values together", order,
                       group.size());
  }

  /// A carried scalar, or an array with one element written in each iteration.
  bool add_source(std::size_t k) {
    const ValueId argument = body_.arguments[k + 1];
    if (g_.type(loop_.operands[k]).rank() > 0) {
      const ValueId written = body_.results[k];
      if (g_.is_argument(written)) return false;
      const Node& update = g_.def(written);
      if (update.op != Op::Update || update.operands[0] != argument) return false;
      starts_.emplace(k, &std::get<graph::SliceAttr>(update.attribute).start);
      updated_.emplace(written.index, k);
    }
    sources_.emplace(argument.index, k);
    return true;
  }

  /// What an iteration gives: the scalar, or the element of the array.
  ValueId given_by(std::size_t k) const {
    return starts_.contains(k) ? g_.def(body_.results[k]).operands[1] : body_.results[k];
  }

  /// What is only handed on from data does not count.
  static void forget_what_is_free(std::map<std::size_t, Form>& forms) {
    for (bool changed = true; changed;) {
      changed = false;
      for (auto it = forms.begin(); it != forms.end();) {
        const bool waits = std::ranges::any_of(it->second.carried,
                                               [&](std::size_t s) { return forms.contains(s); });
        changed |= !waits && it->second.kind != Form::kOther;
        it = !waits && it->second.kind != Form::kOther ? forms.erase(it) : std::next(it);
      }
    }
  }

  /// The first value with all that need it or that it needs, directly or through others.
  static std::map<std::size_t, Form> take_group(std::map<std::size_t, Form>& forms) {
    std::map<std::size_t, Form> group;
    group.insert(forms.extract(forms.begin()));
    for (auto it = forms.begin(); it != forms.end();) {
      const bool is_part = std::ranges::any_of(group, [&](const auto& entry) {
        return entry.second.carried.contains(it->first) || it->second.carried.contains(entry.first);
      });
      if (is_part) group.insert(forms.extract(it));
      it = is_part ? forms.begin() : std::next(it);
    }
    return group;
  }

  /// Iterations between an element's being written and its being read at a place.
  std::optional<std::int64_t> lag(const std::vector<Dim>& start,
                                  const graph::SliceAttr& read) const {
    std::optional<std::int64_t> found;
    for (std::size_t axis = 0; axis < start.size(); ++axis) {
      const auto apart = (start[axis] - read.start[axis]).as_constant();
      if (!apart) return {};
      std::int64_t factor = 0;
      for (const auto& [id, coefficient] : start[axis].terms()) {
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

  /// Of an element of a carried array, as it was or as the iteration has changed it.
  std::optional<Form> element(const Node& slice) {
    const std::uint32_t array = slice.operands[0].index;
    const bool is_updated = updated_.contains(array);
    const auto source = sources_.find(array);
    if (!is_updated && (source == sources_.end() || !starts_.contains(source->second))) return {};
    const std::size_t k = is_updated ? updated_.at(array) : source->second;
    const auto at = lag(*starts_.at(k), std::get<graph::SliceAttr>(slice.attribute));
    if (!at) return Form{Form::kOther, 0, false, {}, {k}};
    if (*at == 0 && is_updated) return form(given_by(k));
    if (*at < 1) return Form{};  // what stood there before the loop
    return Form{Form::kLinear, *at, true, {}, {k}};
  }

  Form form_of(ValueId v) {
    if (const auto source = sources_.find(v.index); source != sources_.end()) {
      // The whole array is no element of it.
      if (starts_.contains(source->second)) return {Form::kOther, 0, false, {}, {source->second}};
      return {Form::kLinear, 1, true, {}, {source->second}};
    }
    if (updated_.contains(v.index)) return {Form::kOther, 0, false, {}, {updated_.at(v.index)}};
    if (g_.is_argument(v)) return {};
    const Node& node = g_.def(v);
    if (node.op == Op::Slice) {
      if (const auto found = element(node)) return *found;
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
    for (const Form& f : operands) result.carried.insert(f.carried.begin(), f.carried.end());
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
  std::map<std::uint32_t, std::size_t> sources_;  ///< Carried values, by their arguments,
  std::map<std::uint32_t, std::size_t>
      updated_;  ///< and arrays by what an iteration makes of them.
  std::map<std::size_t, const std::vector<Dim>*> starts_;  ///< Where an array's element is written.
  std::map<std::uint32_t, Form> known_;
};

}  // namespace

std::string recurrence_of(const graph::Graph& graph, const Node& loop, const LoopFacts& facts) {
  return Recurrence(graph, loop, facts).text();
}

}  // namespace sinter::lower
