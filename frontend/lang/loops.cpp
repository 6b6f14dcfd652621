// Loops. What a loop's body binds and what has a value before it is carried; the types of carried
// values are a fixpoint: weak initial values take the type that the body gives them.
#include <algorithm>

#include "compiler/lower/dependence.h"
#include "compiler/support/check.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/control_flow.h"

namespace sinter::lang {

namespace {
constexpr int kMaximumAttempts = 6;  // Each one makes a carried type stronger or adds a result.
}

/// A loop while it is checked.
struct Checker::Loop {
  const Stmt& stmt;
  Exits exits;
  std::optional<SymbolId> index;        ///< Of a counted loop.
  std::function<void()> bind_variable;  ///< Gives the loop variable its value.
  std::vector<graph::ValueId> results;  ///< Of the node, when it is built.
};

/// What an attempt at a loop's types changes.
struct Checker::Snapshot {
  graph::Graph graph;
  Names names;
  std::size_t labels;
  std::unordered_map<std::uint64_t, std::uint32_t> locations;
  std::map<SymbolId, std::pair<Span, std::string>> origins;
  std::map<graph::ValueId, SymbolId> scalars;
};

/// Names that statements may bind anew, those inside of inner loops and branches included.
void Checker::assigned_names(std::span<const StmtId> block,
                             std::set<std::string_view>& names) const {
  for (const StmtId id : block) assigned_names(std::span(&syntax_[id], 1), names);
}

void Checker::assigned_names(std::span<const Stmt> stmts, std::set<std::string_view>& names) const {
  for (const Stmt& stmt : stmts) {
    if (stmt.kind != StmtKind::For) {
      for (const ExprId target : stmt.targets) {
        const Expr& expr = node(target);
        const Expr& base = expr.kind == ExprKind::Subscript ? node(expr.children[0]) : expr;
        if (base.kind == ExprKind::Name) names.insert(base.name);
      }
    }
    assigned_names(stmt.body, names);
    assigned_names(stmt.otherwise, names);
  }
}

std::vector<Checker::Carried> Checker::carried_names(const Stmt& stmt, const Exits& exits) const {
  std::set<std::string_view> names;
  assigned_names(stmt.body, names);
  if (exits.leaves_loop) names.insert(kBreakFlag);
  if (exits.leaves_function) {
    names.insert(kReturnFlag);
    for (std::size_t i = 0; i < kMaximumEarlyResults; ++i) names.insert(result_name(i));
  }
  std::vector<Carried> carried;
  for (const auto& [name, value] : frame_->names) {
    if (!names.contains(name)) continue;
    if (value.kind == Value::Kind::Poisoned) throw Poison{};
    require_value(value, stmt.mark);
    CommonType common;
    add_to(common, value);
    carried.push_back({name, value, {common.dtype(), shape_of(value)}, common.weak(), false});
  }
  return carried;
}

/// Whether two values are computed alike from the same ones, without control flow.
bool Checker::is_same_computation(graph::ValueId a, graph::ValueId b, int depth) const {
  if (a == b) return true;
  if (depth == 0 || graph_.is_argument(a) || graph_.is_argument(b)) return false;
  const graph::Node& x = graph_.def(a);
  const graph::Node& y = graph_.def(b);
  if (x.op != y.op || x.attribute != y.attribute || x.operands.size() != y.operands.size() ||
      !x.regions.empty() || !y.regions.empty() || graph_.type(a) != graph_.type(b))
    return false;
  for (std::size_t i = 0; i < x.operands.size(); ++i) {
    if (!is_same_computation(x.operands[i], y.operands[i], depth - 1)) return false;
  }
  return true;
}

/// An integer of the program that is the same for all indices.
bool Checker::is_integer_scalar(const Value& value) const {
  return value.is_array() && value.labels.empty() && rank_of(value) == 0 &&
         is_integer(dtype_of(value));
}

Dim Checker::bind_scalar(const Value& value, std::string_view name, Span span) {
  constexpr int kDepth = 4;
  for (const auto& [known, symbol] : bound_scalars_) {
    if (is_same_computation(known, value.id, kDepth)) return Dim(symbol);
  }
  const Value wide = cast(value, DType::kI64, span);
  const SymbolId symbol = graph_.dims.value(std::string(name));
  mark(span);
  graph_.bind_size(wide.id, symbol);
  bound_scalars_.emplace(value.id, symbol);
  return Dim(symbol);
}

/// An integer as a size: of constants and dimensions, or a scalar that is known when it runs.
Dim Checker::size_of_value(ExprId id) {
  const Value value = eval_outside_elements(id);
  const Expr& expr = node(id);
  if (is_integer_scalar(value))
    return bind_scalar(value, expr.kind == ExprKind::Name ? expr.name : "n", expr.span);
  if (value.is_size()) return size_expression(id);
  fail(Code::BadLoopRange, expr.span, "a bound of a range is an integer");
}

void Checker::run_for(const Stmt& stmt) {
  const Expr& variable = node(stmt.targets[0]);
  if (frame_->dims.contains(variable.name)) bind(stmt.targets[0], Value::of_integer(0));  // reports
  Loop loop{stmt, exits_of(stmt.body), {}, {}, {}};
  const auto known = facts_.size();
  if (!stmt.upper) {
    const Value rows = eval(stmt.value);
    require_value(rows, node(stmt.value).span);
    if (rank_of(rows) == 0) {
      fail(Code::BadLoopRange, node(stmt.value).span, "a scalar has no rows to loop over", {},
           fmt::format("a range is written: for {} in 0..n", variable.name));
    }
    const Value base = to_array(rows, node(stmt.value).span);
    const Shape shape = shape_of(base);
    loop.index = graph_.dims.index(std::string(variable.name), 0, shape[0]);
    loop.bind_variable = [this, base, shape, &loop, &variable] {
      std::vector<Pick> picks;
      for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        Pick pick;
        pick.span = variable.span;
        pick.size = shape[axis];
        if (axis == 0) {
          pick.kind = Pick::Kind::Drop;
          pick.start = Dim(*loop.index);
          pick.size = 1;
        }
        picks.push_back(pick);
      }
      frame_->names[variable.name] = pick(base, std::move(picks), variable.span);
    };
    facts_.push_back(shape[0] - 1);
  } else {
    const Dim begin = size_of_value(stmt.value);
    const Dim end = size_of_value(stmt.upper);
    Dim step = 1;
    if (stmt.step) {
      const auto given = constant_integer(eval(stmt.step));
      if (!given || *given == 0 || !fits(*given, DType::kI32)) {
        fail(Code::BadLoopRange, node(stmt.step).span,
             "the step of a loop is an integer constant other than 0");
      }
      step = static_cast<std::int64_t>(*given);
    }
    const std::int64_t stride = step.constant();
    const std::string symbol(variable.name);
    if (stride == 1) {
      loop.index = graph_.dims.index(symbol, begin, end);
      facts_.push_back(end - begin - 1);
    } else {
      // Counted from 0: begin, begin + step, ... while before end.
      const Dim length = stride > 0 ? end - begin : begin - end;
      const std::int64_t size = std::abs(stride);
      const Dim count = graph_.dims.floor_div(length + (size - 1), size);
      loop.index = graph_.dims.index(symbol, 0, count);
      // The last value stays inside of the range.
      const Dim last = begin + Dim(*loop.index) * stride;
      facts_.push_back(stride > 0 ? end - last - 1 : last - end - 1);
    }
    loop.bind_variable = [this, &loop, &variable, begin, stride] {
      const Dim value = stride == 1 ? Dim(*loop.index) : begin + Dim(*loop.index) * stride;
      frame_->names[variable.name] = Value::of_size(value);
    };
  }
  run_loop(loop);
  facts_.resize(known);
}

void Checker::run_while(const Stmt& stmt) {
  Loop loop{stmt, exits_of(stmt.body), {}, {}, {}};
  run_loop(loop);
}

void Checker::run_loop(Loop& loop) {
  const Names before = frame_->names;
  const auto scalars = bound_scalars_;
  if (loop.exits.leaves_loop) frame_->names[kBreakFlag] = Value::boolean(false);
  if (loop.exits.leaves_function) frame_->names.emplace(kReturnFlag, Value::boolean(false));
  const Names start = frame_->names;
  std::vector<Carried> carried = carried_names(loop.stmt, loop.exits);
  for (int attempt = 0;; ++attempt) {
    // A second attempt is needed only where types may still change.
    const bool final =
        !loop.exits.leaves_function &&
        std::none_of(carried.begin(), carried.end(), [](const Carried& c) { return c.weak; });
    std::optional<Snapshot> snapshot;
    if (!final) {
      snapshot = Snapshot{graph_,          frame_->names,   labels_.size(),
                          location_cache_, symbol_origins_, bound_scalars_};
    }
    if (run_iteration(loop, carried)) break;
    if (!snapshot || attempt == kMaximumAttempts) {
      fail(Code::CarriedType, loop.stmt.mark, "the types that the loop carries do not settle");
    }
    graph_ = std::move(snapshot->graph);
    frame_->names = start;
    labels_.resize(snapshot->labels);
    location_cache_ = std::move(snapshot->locations);
    symbol_origins_ = std::move(snapshot->origins);
    bound_scalars_ = std::move(snapshot->scalars);
  }
  if (loop.stmt.parallel) require_independent(loop, carried);
  frame_->names = before;
  for (std::size_t i = 0; i < carried.size(); ++i) {
    if (carried[i].name == kBreakFlag) continue;
    frame_->names[carried[i].name] = Value::array(loop.results[i], {}, carried[i].weak);
  }
  bound_scalars_ = scalars;
}

/// With what the program says of how a parallel loop is handed out.
graph::LoopAttr Checker::loop_attribute(const Loop& loop, bool stops) {
  graph::LoopAttr attribute;
  attribute.index = *loop.index;
  attribute.stops = stops;
  attribute.parallel = loop.stmt.parallel;
  for (const LoopOption& option : loop.stmt.options) {
    const bool is_chunk = option.name == "chunk";
    if (!is_chunk && option.name != "threads") {
      fail(Code::BadArgument, option.span,
           fmt::format("`parallel` has no option `{}`; it takes chunk and threads", option.name));
    }
    std::int64_t& place = is_chunk ? attribute.chunk : attribute.threads;
    if (place != 0)
      fail(Code::BadArgument, option.span, fmt::format("`{}` is given twice", option.name));
    const auto given = constant_integer(eval(option.value));
    if (!given || *given < 1 || !fits(*given, DType::kI32)) {
      fail(Code::BadArgument, node(option.value).span,
           fmt::format("`{}` of a parallel loop is a constant integer above 0", option.name));
    }
    place = static_cast<std::int64_t>(*given);
  }
  return attribute;
}

/// A parallel loop asserts that its iterations are independent: a proof of the contrary is an
/// error.
void Checker::require_independent(const Loop& loop, const std::vector<Carried>& carried) {
  if (loop.results.empty()) return;
  const Span span = loop.stmt.mark;
  const graph::Node& made = graph_.def(loop.results[0]);
  if (std::get<graph::LoopAttr>(made.attribute).stops)
    fail(Code::NotParallel, span, "a parallel loop cannot end early, by break or return");
  const lower::LoopFacts facts = lower::analyze_loop(graph_, made);
  for (std::size_t i = 0; i < carried.size(); ++i) {
    if (facts.carried[i].kind != lower::Carry::kSerial || !carried[i].type.shape.empty()) continue;
    fail(Code::NotParallel, span,
         fmt::format("`{}` is handed from one iteration to the next", carried[i].name), {},
         "bind it before it is used in an iteration, combine it by one operation whose order does "
         "not matter (floats: min= and max=), or leave out `parallel`");
  }
  for (const lower::Obstacle& obstacle : facts.obstacles) {
    if (!obstacle.proved) continue;
    std::vector<std::pair<Span, std::string>> notes;
    const auto add = [&](const graph::LocationSet& places, const char* text) {
      if (places.empty()) return;
      const SourceLocation& at = graph_.locations[places.front()];
      notes.emplace_back(Span{at.begin, at.end}, text);
    };
    add(obstacle.first, "one of them");
    add(obstacle.second, "the other one");
    fail(Code::NotParallel, span, fmt::format("iterations depend on each other: {}", obstacle.text),
         std::move(notes), "leave out `parallel`: what is independent is found without it");
  }
}

/// Builds the loop for the types that are assumed; false, and better types, where they do not hold.
bool Checker::run_iteration(Loop& loop, std::vector<Carried>& carried) {
  const Span span = loop.stmt.mark;
  std::vector<graph::ValueId> initial;
  std::vector<graph::Type> types;
  for (const Carried& c : carried) {
    const Value value = c.fresh ? zeros(c.type, span) : to_array(c.initial, c.type.dtype, span);
    initial.push_back(value.id);
    types.push_back(graph_.type(value.id));
  }
  const auto bind_carried = [&](const graph::Region& region, std::size_t first) {
    for (std::size_t i = 0; i < carried.size(); ++i) {
      frame_->names[carried[i].name] =
          Value::array(region.arguments[first + i], {}, carried[i].weak);
    }
  };
  deepen(kBlockDepth, span);
  ++conditional_;
  const Exits ways{loop.exits.leaves_loop, false, loop.exits.leaves_function};
  graph::RegionId condition;
  if (!loop.index) {
    condition = graph_.begin_region(types);
    bind_carried(graph_.region(condition), 0);
    const Value left = left_early(ways, span);
    if (left.kind == Value::Kind::Boolean) {
      frame_->names[kChoice] = scalar_condition(loop.stmt.value);
    } else {
      branch(
          left, span, [&] { frame_->names[kChoice] = Value::boolean(false); },
          [&] { frame_->names[kChoice] = scalar_condition(loop.stmt.value); });
    }
    graph_.end_region({to_array(frame_->names.at(kChoice), DType::kBool, span).id});
    frame_->names.erase(kChoice);
  }
  std::vector<graph::Type> arguments = types;
  if (loop.index) arguments.insert(arguments.begin(), graph::Type{DType::kI64, {}});
  const graph::RegionId body = graph_.begin_region(arguments);
  bind_carried(graph_.region(body), loop.index ? 1 : 0);
  if (loop.exits.leaves_iteration) frame_->names[kContinueFlag] = Value::boolean(false);
  if (loop.bind_variable) loop.bind_variable();
  const auto known = facts_.size();
  if (!loop.index) {
    for (Dim& fact : facts_of(loop.stmt.value, true)) facts_.push_back(std::move(fact));
  }
  run_block(loop.stmt.body);
  facts_.resize(known);
  std::vector<graph::ValueId> results;
  const Value left = left_early(ways, span);
  const bool stops = loop.index && (ways.leaves_loop || ways.leaves_function);
  if (stops) results.push_back(to_array(left, DType::kBool, span).id);
  const std::size_t count = carried.size();
  const bool settled = settle(carried, loop.exits.leaves_function, span);
  if (settled) {
    for (std::size_t i = 0; i < count; ++i) {
      const Value& after = frame_->names.at(carried[i].name);
      results.push_back(to_array(after, carried[i].type.dtype, span).id);
    }
  }
  graph_.end_region(std::move(results));
  --conditional_;
  depth_ -= kBlockDepth;
  if (!settled) return false;
  mark(span);
  loop.results = loop.index ? graph_.for_node(initial, loop_attribute(loop, stops), body)
                            : graph_.while_node(initial, condition, body);
  return true;
}

bool Checker::settle(std::vector<Carried>& carried, bool returns, Span span) {
  bool settled = true;
  for (Carried& c : carried) {
    const Value& after = frame_->names.at(c.name);
    if (after.kind == Value::Kind::Poisoned) throw Poison{};
    require_value(after, span);
    settle_one(c, after, span, settled);
  }
  for (std::size_t i = 0; returns && i < kMaximumEarlyResults; ++i) {
    const auto name = result_name(i);
    const auto found = frame_->names.find(name);
    const bool is_carried = std::any_of(carried.begin(), carried.end(),
                                        [&](const Carried& c) { return c.name == name; });
    if (found == frame_->names.end() || is_carried) continue;
    carried.push_back({name, {}, graph_.type(found->second.id), false, true});
    settled = false;
  }
  return settled;
}

void Checker::settle_one(Carried& c, const Value& after, Span span, bool& settled) {
  CommonType common;
  add_to(common, after);
  const DType found = common.dtype();
  const auto change = [&](bool weak) {
    c.type.dtype = found;
    c.weak = weak;
    settled = false;
  };
  const bool both_numbers = found != DType::kBool && c.type.dtype != DType::kBool;
  if (common.weak()) {
    if (c.weak && found != c.type.dtype) change(true);
    if (!c.weak && is_float(found) && !is_float(c.type.dtype) && c.type.dtype != found) {
      fail(Code::CarriedType, span,
           fmt::format("`{}` is {} before the loop and a float after an iteration", c.name,
                       name(c.type.dtype)));
    }
  } else if (c.weak && both_numbers) {
    change(false);
  } else if (found != c.type.dtype) {
    fail(Code::CarriedType, span,
         fmt::format("`{}` is {} before the loop and {} after an iteration", c.name,
                     name(c.type.dtype), name(found)),
         {}, fmt::format("convert it in the open: {}(...)", name(c.type.dtype)));
  }
  const Value value = after;
  const Shape own = shape_of(value);
  require_same_shape(c.name, {c.type.shape, own}, {"before the loop", "after an iteration"}, span);
  if (value.is_array() && own != c.type.shape)
    frame_->names[c.name] = broadcast_to(value, {}, c.type.shape);
}

/// A name keeps its shape: sizes that are not known to be equal have to be so at the call.
void Checker::require_same_shape(std::string_view name, const std::array<Shape, 2>& shapes,
                                 const std::array<std::string_view, 2>& when, Span span) {
  const auto text = [&](const Shape& shape) {
    std::vector<std::string> sizes;
    for (const Dim& size : shape) sizes.push_back(show(size));
    return fmt::format("[{}]", fmt::join(sizes, ", "));
  };
  if (shapes[0] == shapes[1]) return;
  if (shapes[0].size() != shapes[1].size()) {
    fail(Code::CarriedType, span,
         fmt::format("`{}` changes its shape: it is {} {} and {} {}", name, text(shapes[0]),
                     when[0], text(shapes[1]), when[1]),
         {}, "bind another name, or one array of the largest size and slices of it");
  }
  for (std::size_t axis = 0; axis < shapes[0].size(); ++axis) {
    require_equal({shapes[0][axis], fmt::format("axis {} {}", axis, when[0])},
                  {shapes[1][axis], fmt::format("axis {} {}", axis, when[1])}, Code::CarriedType,
                  span, fmt::format("`{}` changes its shape", name));
  }
}

}  // namespace sinter::lang
