#include "compiler/lower/time_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "compiler/lower/lanes.h"
#include "compiler/lower/schedule.h"

namespace sinter::lower {
namespace {

using graph::Node;
using graph::ValueId;

constexpr std::int64_t kFarthest = 16;  // rows from which a row may be computed
constexpr std::int64_t kFewElements = 64;
constexpr std::size_t kMostStages = 32;
constexpr std::size_t kMostVisits = 1000;  // values, counted at each place where they are computed

/// Where an axis of a value stands for an element of a stage: at + step * (the element's position
/// along an axis of the stage), or at one place.
struct Term {
  int axis = -1;
  Dim at;
  std::int64_t step = 1;
};
using Terms = std::vector<Term>;

/// The least and the greatest of n positions from `at` on; meaningless when there are none.
std::pair<Dim, Dim> ends(const Dim& at, std::int64_t step, const Dim& n) {
  const Dim last = at + (n - 1) * step;
  return step > 0 ? std::pair(at, last) : std::pair(last, at);
}

class Finder {
 public:
  Finder(const graph::Graph& graph, const Node& loop)
      : g_(graph),
        loop_(loop),
        body_(graph.region(loop.regions[0])),
        index_(std::get<graph::LoopAttr>(loop.attribute).index) {}

  TimeLoop run() {
    found_.doubled.assign(loop_.operands.size(), false);
    if (collect()) {
      // What is read after it was overwritten, or while it is, is given a second place.
      bool fits = read_all();
      while (!fits && why_.empty()) fits = read_all();
      const bool doubles = std::ranges::count(found_.doubled, true) > 0;
      if (fits && doubles && found_.swaps())
        fits = refuse("arrays change places, and a statement reads what it writes");
      if (fits && copy_what_stays()) {
        delay();
        return std::move(found_);
      }
    }
    TimeLoop none;
    if (is_over_arrays_) none.why_not = why_;
    return none;
  }

 private:
  /// An array as it is between two statements.
  struct Version {
    std::size_t array = 0;
    int number = 0;
  };

  bool refuse(std::string why) {
    if (why_.empty()) why_ = std::move(why);
    return false;
  }

  // --- statements

  bool collect() {
    const auto& attribute = std::get<graph::LoopAttr>(loop_.attribute);
    for (const graph::NodeId id : body_.nodes) {
      for (const ValueId v : g_.node(id).results) made_.insert(v.index);
    }
    is_over_arrays_ = std::ranges::any_of(
        body_.results, [&](ValueId v) { return made_.contains(v.index) && is_wide_result(v); });
    if (attribute.stops) return refuse("it may end early");
    current_.assign(loop_.operands.size(), 0);
    for (std::size_t k = 0; k < loop_.operands.size(); ++k) {
      const ValueId argument = body_.arguments[k + 1];
      if (g_.type(argument).rank() > 0) {
        versions_[argument.index] = {k, 0};
      } else if (body_.results[k] != argument) {
        return refuse("it carries a scalar");
      }
    }
    for (const graph::NodeId id : body_.nodes) {
      const Node& node = g_.node(id);
      if (!add(node)) return false;
    }
    if (!find_places()) return false;
    if (found_.stages.size() > kMostStages) return refuse("it has too many statements");
    return std::ranges::any_of(found_.stages, [&](const TimeStage& s) { return is_wide(s.shape); });
  }

  /// Which array is where after a step.
  bool find_places() {
    const std::size_t count = loop_.operands.size();
    found_.next_place.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
      found_.next_place[k] = k;
      const ValueId result = body_.results[k];
      if (g_.type(result).rank() == 0) continue;
      const auto version = versions_.find(result.index);
      if (version == versions_.end()) return refuse("an array becomes another one");
      if (version->second.number != current_[version->second.array])
        return refuse("an array becomes what another one was meanwhile");
      found_.next_place[k] = version->second.array;
    }
    for (std::size_t k = 0; k < count; ++k) {
      if (found_.next_place[found_.next_place[k]] != k)
        return refuse("more than two arrays change places");
    }
    return true;
  }

  /// Whether a part has more than a few elements.
  static bool is_wide(const Shape& shape) {
    std::int64_t known = 1;
    for (const Dim& d : shape) {
      if (!d.is_constant()) return true;
      known *= std::clamp<std::int64_t>(d.constant(), 0, kFewElements);
    }
    return known >= kFewElements;
  }

  /// Whether a value is an array of which a statement computes more than an element.
  bool is_wide_result(ValueId v) const {
    while (!g_.is_argument(v) && made_.contains(v.index)) {
      const Node& node = g_.def(v);
      if (node.op != Op::Update) return is_elementwise(node.op) && g_.type(v).rank() > 0;
      if (!is_one_element(g_, node.operands[1]) && !moves(node)) return true;
      v = node.operands[0];
    }
    return false;
  }

  bool add(const Node& node) {
    switch (node.op) {
      case Op::Update:
        return add_update(node);
      case Op::Scatter:
        return add_scatter(node);
      case Op::Gather:
        return add_gather(node) && add_result(node.results[0]);
      case Op::BindSize:
        return bind(node);
      default:
        return is_plain(node) && add_result(node.results[0]);
    }
  }

  // Positions that are constants or sizes: where they may be outside of their axis they are so in
  // the first step.

  /// A size in which the positions that the body gives names are what they stand for.
  Dim resolved(const Dim& dim) const {
    Dim result = dim.constant();
    for (const auto& [symbol, factor] : dim.terms()) {
      const auto known =
          std::ranges::find(found_.symbols, symbol, &std::pair<SymbolId, Dim>::first);
      result = result + (known == found_.symbols.end() ? Dim(symbol) : known->second) * factor;
    }
    return result;
  }

  /// A position of a gather or scatter, counted from the start of its axis; none where it is data.
  std::optional<Dim> fixed_position(const Node& node, std::size_t operand, std::size_t axis,
                                    int shown) {
    const ValueId v = node.operands[operand];
    const auto given = named_position(g_, v);
    const Dim& size = g_.type(node.operands[0]).shape[axis];
    if (!given || mentions(*given) || mentions(size)) return {};
    const auto constant = given->as_constant();
    if (!constant && !g_.dims.at_least(*given, 0)) return {};
    found_.checks.push_back({node.results[0], v, size, shown});
    return constant && *constant < 0 ? size + *given : *given;
  }

  bool add_gather(const Node& node) {
    const auto& attribute = std::get<graph::AxisAttr>(node.attribute);
    const auto at =
        fixed_position(node, 1, static_cast<std::size_t>(attribute.axis), attribute.shown());
    if (!at) return refuse("an element is picked by a position that is data");
    found_.positions.emplace_back(node.results[0], *at);
    return true;
  }

  bool bind(const Node& node) {
    const auto known =
        std::ranges::find(found_.positions, node.operands[0], &std::pair<ValueId, Dim>::first);
    // What a position in a row of all positions stands for.
    const bool is_position = known != found_.positions.end() && is_iota(g_.def(known->first));
    if (!is_position) return refuse("a size is a value of the program");
    found_.symbols.emplace_back(*std::get<graph::DimAttr>(node.attribute).dim.as_symbol(),
                                known->second);
    return true;
  }

  bool is_iota(const Node& gather) const {
    const ValueId source = gather.operands[0];
    return !g_.is_argument(source) && g_.def(source).op == Op::Iota;
  }

  bool add_scatter(const Node& node) {
    const auto base = versions_.find(node.operands[0].index);
    if (base == versions_.end() || base->second.number != current_[base->second.array])
      return refuse("it updates a copy of an array");
    const std::size_t array = base->second.array;
    const Shape& whole = g_.type(node.operands[0]).shape;
    TimeStage stage{node.operands[1],
                    node.results[0],
                    array,
                    false,
                    node.operands.size() - 2,
                    std::get<graph::ScatterAttr>(node.attribute).mode,
                    std::vector<Dim>(whole.size()),
                    std::vector<std::int64_t>(whole.size(), 1),
                    whole,
                    {}};
    for (std::size_t axis = 0; axis < stage.picked; ++axis) {
      const auto at = g_.type(node.operands[axis + 2]).rank() == 0
                          ? fixed_position(node, axis + 2, axis, static_cast<int>(axis))
                          : std::nullopt;
      if (!at) return refuse("an element is written at a position that is data");
      stage.start[axis] = *at;
      stage.shape[axis] = 1;
    }
    found_.stages.push_back(std::move(stage));
    versions_[node.results[0].index] = {array, ++current_[array]};
    return true;
  }

  bool is_plain(const Node& node) {
    switch (node.op) {
      case Op::Constant:
      case Op::DimSize:
      case Op::Iota:
      case Op::Broadcast:
      case Op::Transpose:
      case Op::Slice:
        return true;
      case Op::Reshape:
        return is_index_map(g_, node) || refuse("it gives an array another shape");
      default:
        if (is_elementwise(node.op) && may_fail(g_, node))
          return refuse(fmt::format("`{}` may fail", info(node.op).spelling));
        return is_elementwise(node.op) ||
               refuse(fmt::format("there is `{}` in its steps", info(node.op).spelling));
    }
  }

  bool mentions(const Dim& dim) const {
    return std::ranges::any_of(dim.terms(), [&](const auto& term) {
      if (term.first == index_) return true;
      const Symbol& symbol = g_.dims[term.first];
      const bool named = symbol.op == DimOp::kIndex || symbol.op == DimOp::kValue ||
                         symbol.op == DimOp::kParameter;
      return !named && (mentions(symbol.a) || mentions(symbol.b));
    });
  }

  /// Whether what an update writes is another part in each step.
  bool moves(const Node& update) const {
    const auto& part = std::get<graph::SliceAttr>(update.attribute);
    const auto mentioned = [&](const Dim& d) { return mentions(d); };
    return std::ranges::any_of(part.start, mentioned) ||
           std::ranges::any_of(g_.type(update.operands[1]).shape, mentioned);
  }

  bool add_update(const Node& node) {
    const auto base = versions_.find(node.operands[0].index);
    if (base == versions_.end() || base->second.number != current_[base->second.array])
      return refuse("it updates a copy of an array");
    const auto& part = std::get<graph::SliceAttr>(node.attribute);
    if (moves(node)) return refuse("its steps write different parts of an array");
    if (part.step[0] != 1) return refuse("its steps leave rows out");
    const std::size_t array = base->second.array;
    std::vector<Dim> start;
    for (const Dim& d : part.start) start.push_back(resolved(d));
    found_.stages.push_back({node.operands[1],
                             node.results[0],
                             array,
                             false,
                             0,
                             graph::ScatterMode::kSet,
                             std::move(start),
                             part.step,
                             g_.type(node.operands[1]).shape,
                             {}});
    versions_[node.results[0].index] = {array, ++current_[array]};
    return true;
  }

  /// A carried array that a step computes as a whole.
  bool add_result(ValueId v) {
    const auto at = std::ranges::find(body_.results, v);
    const Shape& shape = g_.type(v).shape;
    if (at == body_.results.end() || shape.empty()) return true;
    const auto k = static_cast<std::size_t>(at - body_.results.begin());
    if (std::ranges::any_of(shape, [&](const Dim& d) { return mentions(d); }))
      return refuse("its steps write different parts of an array");
    found_.stages.push_back({v,
                             v,
                             k,
                             false,
                             0,
                             graph::ScatterMode::kSet,
                             std::vector<Dim>(shape.size()),
                             std::vector<std::int64_t>(shape.size(), 1),
                             shape,
                             {}});
    versions_[v.index] = {k, ++current_[k]};
    return true;
  }

  // --- what they read

  bool read_all() {
    current_.assign(loop_.operands.size(), 0);
    places_of_.clear();
    bool again = false;
    for (TimeStage& stage : found_.stages) {
      seen_.clear();
      stage.reads.clear();
      Terms own;
      for (std::size_t axis = stage.picked; axis < stage.shape.size(); ++axis) {
        own.push_back(stage.shape[axis] == Dim(1) ? Term{} : Term{static_cast<int>(axis), 0, 1});
      }
      const auto before = found_.doubled;
      if (!visit(stage, stage.value, own)) return false;
      const bool combines = stage.mode != graph::ScatterMode::kSet;
      if (combines && found_.doubled[stage.array] && current_[stage.array] == 0)
        return refuse("an element is combined with what it was before the step");
      if (combines) stage.reads.push_back({stage.array, current_[stage.array] == 0, 0});
      again |= before != found_.doubled;
      ++current_[stage.array];
    }
    return !again;
  }

  bool visit(TimeStage& stage, ValueId v, const Terms& terms) {
    if (const auto version = versions_.find(v.index);
        version != versions_.end() && v != stage.result)
      return read(stage, version->second, terms);
    if (!made_.contains(v.index)) {
      if (g_.type(v).rank() > 0 && std::ranges::find(found_.others, v) == found_.others.end() &&
          v != body_.arguments[0])
        found_.others.push_back(v);
      return true;
    }
    std::string key = fmt::format("{}", v.index);
    for (const Term& term : terms)
      key += fmt::format(" {}*{}+{}", term.axis, term.step, g_.dims.print(term.at));
    if (!seen_.insert(key).second) return true;
    if (++visits_ > kMostVisits) return refuse("its steps are long");
    const Node& node = g_.def(v);
    if (is_expensive(node.op)) {
      // It would be computed once for each use.
      const auto [place, fresh] =
          places_of_.emplace(v.index, fmt::format("{} {}", stage.result.index, key));
      if (!fresh)
        return refuse(
            fmt::format("the results of `{}` are used in several places", info(node.op).spelling));
    }
    if (is_elementwise(node.op)) {
      return std::ranges::all_of(node.operands,
                                 [&](ValueId operand) { return visit(stage, operand, terms); });
    }
    return node.operands.empty() || visit(stage, node.operands[0], of_operand(node, terms));
  }

  Terms of_operand(const Node& node, const Terms& terms) const {
    const Shape& from = g_.type(node.operands[0]).shape;
    const Shape& to = g_.type(node.results[0]).shape;
    Terms result(from.size());
    if (node.op == Op::Broadcast) {
      const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
      for (std::size_t i = 0; i < from.size(); ++i) {
        const auto axis = static_cast<std::size_t>(axes[i]);
        if (from[i] != Dim(1) || to[axis] == Dim(1)) result[i] = terms[axis];
      }
    } else if (node.op == Op::Transpose) {
      const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
      for (std::size_t i = 0; i < from.size(); ++i)
        result[static_cast<std::size_t>(axes[i])] = terms[i];
    } else if (node.op == Op::Slice) {
      const auto& slice = std::get<graph::SliceAttr>(node.attribute);
      for (std::size_t i = 0; i < from.size(); ++i) {
        const std::int64_t step = slice.step[i];
        result[i] = {terms[i].axis, resolved(slice.start[i]) + terms[i].at * step,
                     terms[i].step * step};
      }
    } else if (node.op == Op::Gather) {
      const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
      const auto known =
          std::ranges::find(found_.positions, node.results[0], &std::pair<ValueId, Dim>::first);
      for (std::size_t i = 0; i < from.size(); ++i)
        result[i] = i == axis ? Term{-1, known->second, 1} : terms[i < axis ? i : i - 1];
    } else {  // a reshape that adds and drops axes of size 1
      std::size_t at = 0;
      for (std::size_t i = 0; i < from.size(); ++i) {
        if (from[i] == Dim(1)) continue;
        while (to[at] == Dim(1)) ++at;
        result[i] = terms[at++];
      }
    }
    return result;
  }

  bool read(TimeStage& stage, const Version& version, const Terms& terms) {
    const std::size_t array = version.array;
    const Term& row = terms[0];
    const bool is_one_row = stage.shape[0] == Dim(1);
    if (row.axis > 0 || (row.axis < 0 && !is_one_row) || (row.axis == 0 && row.step != 1))
      return refuse("a row needs other rows than those nearby");
    const auto distance = g_.reduced(row.at - stage.start[0]).as_constant();
    if (!distance || *distance > kFarthest || *distance < -kFarthest)
      return refuse("a row needs other rows than those nearby");
    const bool before = version.number == 0;
    // In one place for all versions, only the current one is there, and a stage may read of it what
    // it does not write, or each element before it is written.
    const bool is_there = version.number == current_[array];
    const bool shares = stage.array == array && !(before && found_.doubled[array]);
    const bool is_safe = !shares || is_own_element(stage, terms) || is_disjoint(stage, terms);
    if (!(before && found_.doubled[array]) && (!is_there || !is_safe)) {
      if (!before) return refuse("a statement reads what it writes");
      found_.doubled[array] = true;
    }
    stage.reads.push_back({array, before, *distance});
    return true;
  }

  static bool is_own_element(const TimeStage& stage, const Terms& terms) {
    for (std::size_t axis = 0; axis < terms.size(); ++axis) {
      if (terms[axis].at != stage.start[axis]) return false;
      if (stage.shape[axis] == Dim(1)) continue;
      if (terms[axis].axis != static_cast<int>(axis) || terms[axis].step != stage.step[axis])
        return false;
    }
    return true;
  }

  bool is_disjoint(const TimeStage& stage, const Terms& terms) const {
    for (std::size_t axis = 0; axis < terms.size(); ++axis) {
      const Term& term = terms[axis];
      const Dim n = term.axis < 0 ? Dim(1) : stage.shape[static_cast<std::size_t>(term.axis)];
      const auto [low, high] = ends(term.at, term.step, n);
      const auto [part_low, part_high] =
          ends(stage.start[axis], stage.step[axis], stage.shape[axis]);
      if (g_.dims.at_least(part_low - high, 1) || g_.dims.at_least(low - part_high, 1)) return true;
    }
    return false;
  }

  // --- second places

  /// Where several statements write to an array that has two places, the first one brings along
  /// what it does not write. (Where one alone does, what it never writes is the same in both.)
  bool copy_what_stays() {
    std::vector<TimeStage> stages;
    for (TimeStage& stage : found_.stages) {
      const auto writers = std::ranges::count_if(
          found_.stages, [&](const TimeStage& other) { return other.array == stage.array; });
      const bool first = std::ranges::none_of(
          stages, [&](const TimeStage& other) { return other.array == stage.array; });
      stages.push_back(stage);
      if (!found_.doubled[stage.array] || !first) continue;
      if (std::ranges::any_of(stage.step, [](std::int64_t step) { return step != 1; }))
        return refuse("its steps leave elements out");
      if (writers > 1) {
        for (TimeStage& copy : rest_of(g_, body_.arguments[stage.array + 1], stage))
          stages.push_back(std::move(copy));
      }
    }
    found_.stages = std::move(stages);
    return true;
  }

  // --- delays

  /// Rows of a place that a statement touches, seen from its own row.
  struct Touch {
    std::size_t place = 0;
    std::int64_t distance = 0;
  };
  struct Step {
    Touch write;
    std::vector<Touch> reads;
  };

  Step step_of(const TimeStage& stage, std::size_t half) const {
    const auto place = [&](std::size_t array, bool before) {
      const bool second = found_.doubled[array] && before == (half == 1);
      return 2 * (half == 0 ? array : found_.next_place[array]) + (second ? 1 : 0);
    };
    Step step{{place(stage.array, false), 0}, {}};
    for (const auto& read : stage.reads)
      step.reads.push_back({place(read.array, read.before), read.distance});
    return step;
  }

  /// How far the later one has to stay behind.
  static std::int64_t apart(const Step& earlier, const Step& later) {
    std::int64_t most = 0;
    const auto meet = [&](const Touch& a, const Touch& b) {
      if (a.place == b.place) most = std::max(most, std::abs(a.distance - b.distance));
    };
    for (const Touch& read : later.reads) meet(earlier.write, read);
    for (const Touch& read : earlier.reads) meet(read, later.write);
    return most;
  }

  void delay() {
    const std::size_t halves =
        found_.swaps() || std::ranges::count(found_.doubled, true) > 0 ? 2 : 1;
    std::vector<Step> steps;
    for (std::size_t half = 0; half < halves; ++half) {
      for (const TimeStage& stage : found_.stages) steps.push_back(step_of(stage, half));
    }
    std::vector<std::int64_t> delays(steps.size(), 0);
    for (std::size_t m = 1; m < steps.size(); ++m) {
      delays[m] = delays[m - 1];
      for (std::size_t n = 0; n < m; ++n)
        delays[m] = std::max(delays[m], delays[n] + apart(steps[n], steps[m]));
    }
    for (std::size_t n = 0; n < steps.size(); ++n) {
      for (std::size_t m = 0; m < steps.size(); ++m) {
        found_.delay_of_period =
            std::max(found_.delay_of_period, delays[n] + apart(steps[n], steps[m]) - delays[m]);
      }
    }
    const auto count = static_cast<std::ptrdiff_t>(found_.stages.size());
    for (std::size_t half = 0; half < halves; ++half) {
      const auto begin = delays.begin() + static_cast<std::ptrdiff_t>(half) * count;
      found_.delays.emplace_back(begin, begin + count);
    }
  }

 private:
  const graph::Graph& g_;
  const Node& loop_;
  const graph::Region& body_;
  SymbolId index_;
  TimeLoop found_;
  std::string why_;
  bool is_over_arrays_ = false;
  std::set<std::uint32_t> made_;  ///< Values of the body.
  std::map<std::uint32_t, Version> versions_;
  std::vector<int> current_;  ///< By carried value: the version of the array at the place at hand.
  std::set<std::string> seen_;
  std::size_t visits_ = 0;
  std::map<std::uint32_t, std::string> places_of_;  ///< Where expensive values are used.
};

}  // namespace

bool TimeLoop::swaps() const {
  for (std::size_t k = 0; k < next_place.size(); ++k) {
    if (next_place[k] != k) return true;
  }
  return false;
}

std::vector<TimeStage> rest_of(const graph::Graph& g, ValueId array, const TimeStage& stage) {
  std::vector<TimeStage> result;
  const Shape& whole = g.type(array).shape;
  TimeStage box{array,       {},
                stage.array, true,
                0,           graph::ScatterMode::kSet,
                {},          {},
                {},          {{stage.array, true, 0}}};
  box.start.assign(whole.size(), 0);
  box.step.assign(whole.size(), 1);
  box.shape = whole;
  for (std::size_t axis = 0; axis < whole.size(); ++axis) {
    const Dim end = stage.start[axis] + stage.shape[axis];
    const auto add = [&](const Dim& start, const Dim& size) {
      if (size == Dim(0)) return;
      TimeStage copy = box;
      copy.start[axis] = start;
      copy.shape[axis] = size;
      result.push_back(std::move(copy));
    };
    add(0, stage.start[axis]);
    add(end, whole[axis] - end);
    box.start[axis] = stage.start[axis];
    box.shape[axis] = stage.shape[axis];
  }
  return result;
}

TimeLoop find_time_loop(const graph::Graph& graph, const Node& loop) {
  return Finder(graph, loop).run();
}

}  // namespace sinter::lower
