// Branches, and leaving blocks early. A name that both sides of an `if` may bind becomes a result
// of the node. `break`, `continue` and `return` inside of blocks set flags, which are names like
// any other; what follows a statement that may have set one stands in an `if` of its own.
#include "frontend/lang/control_flow.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

std::string_view result_name(std::size_t number) {
  static const auto names = [] {
    std::array<std::string, kMaximumEarlyResults> result;
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = fmt::format("<result {}>", i);
    return result;
  }();
  return names.at(number);
}

/// One side of an `if` while it is merged with the other one.
struct Checker::Branch {
  graph::RegionId region;
  Names names;
  std::vector<graph::ValueId> results;
};

Checker::Exits Checker::exits_of(std::span<const StmtId> block) const {
  Exits result;
  for (const StmtId id : block) {
    const Exits exits = exits_of(id);
    result.leaves_loop |= exits.leaves_loop;
    result.leaves_iteration |= exits.leaves_iteration;
    result.leaves_function |= exits.leaves_function;
  }
  return result;
}

Checker::Exits Checker::exits_of(StmtId id) const {
  const Stmt& stmt = syntax_[id];
  switch (stmt.kind) {
    case StmtKind::Break:
      return {true, false, false};
    case StmtKind::Continue:
      return {false, true, false};
    case StmtKind::Return:
      return {false, false, true};
    case StmtKind::Fused:
      return exits_of(stmt.body);
    case StmtKind::For:
    case StmtKind::While:
      return {false, false, exits_of(stmt.body).leaves_function};
    case StmtKind::If: {
      Exits result = exits_of(stmt.body);
      const Exits other = exits_of(stmt.otherwise);
      result.leaves_loop |= other.leaves_loop;
      result.leaves_iteration |= other.leaves_iteration;
      result.leaves_function |= other.leaves_function;
      return result;
    }
    default:
      return {};
  }
}

/// Whether the block was left in one of these ways: a constant where that is known.
Value Checker::left_early(const Exits& exits, Span span) {
  Value result = Value::boolean(false);
  const auto add = [&](bool possible, std::string_view flag) {
    const auto found = frame_->names.find(flag);
    if (!possible || found == frame_->names.end()) return;
    const Value& value = found->second;
    if (value.kind == Value::Kind::Boolean) {
      if (value.integer != 0) result = value;
    } else if (result.kind == Value::Kind::Boolean) {
      if (result.integer == 0) result = value;
    } else {
      result = elementwise(Op::Or, {result, value}, span, "or");
    }
  };
  add(exits.leaves_loop, kBreakFlag);
  add(exits.leaves_iteration, kContinueFlag);
  add(exits.leaves_function, kReturnFlag);
  return result;
}

void Checker::run_block(std::span<const StmtId> block) {
  for (std::size_t i = 0; i < block.size(); ++i) {
    frame_->bases.clear();
    mark_statement(syntax_[block[i]]);
    run_nested(block[i]);
    const Exits exits = exits_of(block[i]);
    if (!exits.any()) continue;
    const auto kind = syntax_[block[i]].kind;
    const bool always =
        kind == StmtKind::Break || kind == StmtKind::Continue || kind == StmtKind::Return;
    if (always && i + 1 < block.size()) {
      fail(Code::NoEffect, syntax_[block[i + 1]].span, "this statement is never reached");
    }
    return run_rest(block.subspan(i + 1), exits);
  }
}

/// The names of a block that is to be one kernel are those of the block around it.
void Checker::run_fused(const Stmt& stmt) {
  if (exits_of(stmt.body).any()) {
    unavailable_at(Code::FeatureUnavailable, stmt.mark, "leaving a `fused` block from inside is");
  }
  const std::size_t first = graph_.node_count();
  run_block(stmt.body);
  graph_.fuse_nodes(first, reporter_.source().locate(stmt.mark));
}

void Checker::run_rest(std::span<const StmtId> rest, const Exits& exits) {
  if (rest.empty()) return;
  const Span span = syntax_[rest[0]].span;
  const Value left = left_early(exits, span);
  if (left.kind == Value::Kind::Boolean) {
    if (left.integer == 0) run_block(rest);
    return;
  }
  branch(elementwise(Op::Not, {left}, span, "not"), span, [&] { run_block(rest); }, [] {});
}

void Checker::run_nested(StmtId id) {
  const Stmt& stmt = syntax_[id];
  if (stmt.kind == StmtKind::Break || stmt.kind == StmtKind::Continue) {
    const auto flag = stmt.kind == StmtKind::Break ? kBreakFlag : kContinueFlag;
    if (!frame_->names.contains(flag)) {
      std::optional<std::vector<Value>> results;
      run_statement(id, results);  // reports
    }
    frame_->names[flag] = Value::boolean(true);
    return;
  }
  if (stmt.kind == StmtKind::Return) {
    std::vector<Value> values = return_values(stmt);
    if (values.size() > kMaximumEarlyResults) {
      fail(Code::GraphTooLarge, stmt.span,
           fmt::format("a return inside of a block gives at most {} values", kMaximumEarlyResults));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      frame_->names[result_name(i)] = to_array(values[i], stmt.span);
    }
    frame_->names[kReturnFlag] = Value::boolean(true);
    return;
  }
  std::optional<std::vector<Value>> results;
  run_statement(id, results);
}

std::vector<Value> Checker::return_values(const Stmt& stmt) {
  std::vector<Value> values;
  if (stmt.value && node(stmt.value).kind == ExprKind::Tuple) {
    for (const ExprId item : node(stmt.value).children) values.push_back(eval(item));
  } else if (stmt.value) {
    Value value = eval(stmt.value);
    if (value.kind == Value::Kind::Tuple) {
      values = std::move(value.items);
    } else {
      values.push_back(std::move(value));
    }
  }
  return conform_results(std::move(values), stmt.value ? node(stmt.value).span : stmt.span);
}

/// The rest of a function's body after a statement in which it may have returned, and its results.
std::vector<Value> Checker::finish_early(StmtId done) {
  const auto& body = frame_->function->body;
  const auto at = std::find(body.begin(), body.end(), done) - body.begin() + 1;
  run_rest(std::span(body).subspan(static_cast<std::size_t>(at)), exits_of(done));
  const Value& returned = frame_->names.at(kReturnFlag);
  const bool always = returned.kind == Value::Kind::Boolean && returned.integer != 0;
  if (!always && syntax_[body.back()].kind != StmtKind::Return) {
    fail(Code::MissingReturn, frame_->function->end,
         fmt::format("`{}` does not end with a return statement", frame_->function->name));
  }
  std::vector<Value> results;
  for (std::size_t i = 0; i < kMaximumEarlyResults; ++i) {
    const auto found = frame_->names.find(result_name(i));
    if (found == frame_->names.end()) break;
    results.push_back(found->second);
  }
  return results;
}

Value Checker::scalar_condition(ExprId id) {
  const Value value = eval(id);
  const Span span = node(id).span;
  require_value(value, span);
  if (rank_of(value) > 0) {
    fail(Code::BadCondition, span,
         fmt::format("the condition has {}, expected one bool", axes_text(rank_of(value))), {},
         "any(x) or all(x) make one bool of an array; where(c, a, b) chooses element by element");
  }
  if (dtype_of(value) != DType::kBool) {
    fail(Code::BadCondition, span,
         fmt::format("the condition is {}, expected bool", name(dtype_of(value))), {},
         "compare it: x != 0");
  }
  return value;
}

/// What follows for sizes from a condition that holds, or from one that does not.
std::vector<Dim> Checker::facts_of(ExprId condition, bool holds) {
  const Expr& expr = node(condition);
  if (expr.kind == ExprKind::Unary && expr.op == TokenKind::Not)
    return facts_of(expr.children[0], !holds);
  if (expr.kind != ExprKind::Binary) return {};
  if (expr.op == (holds ? TokenKind::And : TokenKind::Or)) {
    std::vector<Dim> facts = facts_of(expr.children[0], holds);
    for (const Dim& fact : facts_of(expr.children[1], holds)) facts.push_back(fact);
    return facts;
  }
  const auto comparison = [](TokenKind op) {
    return op == TokenKind::Less || op == TokenKind::LessEqual || op == TokenKind::Greater ||
           op == TokenKind::GreaterEqual || op == TokenKind::Equal || op == TokenKind::NotEqual;
  };
  if (!comparison(expr.op)) return {};
  const auto left = affine(expr.children[0]);
  const auto right = affine(expr.children[1]);
  if (!left || !right || !left->terms.empty() || !right->terms.empty()) return {};
  const Dim difference = left->offset - right->offset;
  switch (expr.op) {
    case TokenKind::Less:
      return {holds ? difference * -1 - 1 : difference};
    case TokenKind::LessEqual:
      return {holds ? difference * -1 : difference - 1};
    case TokenKind::Greater:
      return {holds ? difference - 1 : difference * -1};
    case TokenKind::GreaterEqual:
      return {holds ? difference : difference * -1 - 1};
    default:
      if (holds != (expr.op == TokenKind::Equal)) return {};
      return {difference, difference * -1};
  }
}

void Checker::run_if(const Stmt& stmt) {
  if (exits_of(stmt.body).leaves_function || exits_of(stmt.otherwise).leaves_function) {
    frame_->names.emplace(kReturnFlag, Value::boolean(false));
  }
  const Value condition = scalar_condition(stmt.value);
  const auto side = [&](const std::vector<StmtId>& block, bool holds) {
    const auto known = facts_.size();
    for (Dim& fact : facts_of(stmt.value, holds)) facts_.push_back(std::move(fact));
    run_block(block);
    facts_.resize(known);
  };
  branch(
      condition, stmt.mark, [&] { side(stmt.body, true); }, [&] { side(stmt.otherwise, false); });
}

/// Runs both sides into regions and merges the names that they bind. A constant condition is
/// decided here.
void Checker::branch(const Value& condition, Span span, const std::function<void()>& then,
                     const std::function<void()>& otherwise) {
  if (condition.kind == Value::Kind::Boolean) return condition.integer != 0 ? then() : otherwise();
  const graph::ValueId chosen = to_array(condition, DType::kBool, span).id;
  const Names before = frame_->names;
  const auto scalars = bound_scalars_;
  std::array<Branch, 2> branches;
  deepen(kBlockDepth, span);
  for (std::size_t i = 0; i < 2; ++i) {
    frame_->names = before;
    branches[i].region = graph_.begin_region({});
    ++conditional_;
    (i == 0 ? then : otherwise)();
    --conditional_;
    graph_.end_region({});
    branches[i].names = std::move(frame_->names);
    bound_scalars_ = scalars;
  }
  depth_ -= kBlockDepth;
  frame_->names = before;
  merge(before, branches, chosen, span);
}

namespace {

bool is_same(const Value& a, const Value& b) {
  if (a.items.size() != b.items.size() || a.closure != b.closure) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!is_same(a.items[i], b.items[i])) return false;
  }
  return a.kind == b.kind && a.id == b.id && a.integer == b.integer && a.size == b.size &&
         (a.number == b.number || a.kind != Value::Kind::Float) && a.labels == b.labels &&
         a.weak == b.weak;
}

}  // namespace

void Checker::merge(const Names& before, std::array<Branch, 2>& branches, graph::ValueId condition,
                    Span span) {
  std::vector<std::pair<std::string_view, bool>> merged;
  for (const auto& [name, value] : branches[0].names) {
    const auto other = branches[1].names.find(name);
    const auto old = before.find(name);
    if (other == branches[1].names.end()) {
      if (!is_result_name(name)) continue;
    } else if (is_same(value, other->second)) {
      if (old == before.end() || !is_same(value, old->second)) frame_->names[name] = value;
      continue;
    }
    if (auto result = merge_name(name, branches, span)) merged.emplace_back(name, result->weak);
  }
  for (const auto& [name, value] : branches[1].names) {
    if (branches[0].names.contains(name) || !is_result_name(name)) continue;
    if (auto result = merge_name(name, branches, span)) merged.emplace_back(name, result->weak);
  }
  for (Branch& branch : branches) {
    graph_.reopen_region(branch.region);
    graph_.end_region(std::move(branch.results));
  }
  mark(span);
  const auto results = graph_.if_node(condition, branches[0].region, branches[1].region);
  for (std::size_t i = 0; i < merged.size(); ++i) {
    frame_->names[merged[i].first] = Value::array(results[i], {}, merged[i].second);
  }
}

/// Gives both sides the same type for a name; nothing when the name has no value afterwards.
std::optional<Value> Checker::merge_name(std::string_view name, std::array<Branch, 2>& branches,
                                         Span span) {
  CommonType common;
  std::array<const Value*, 2> values{};
  for (std::size_t i = 0; i < 2; ++i) {
    const auto found = branches[i].names.find(name);
    if (found == branches[i].names.end()) continue;
    values[i] = &found->second;
    if (values[i]->kind == Value::Kind::Function) {
      frame_->names.erase(name);
      return std::nullopt;
    }
    if (values[i]->kind == Value::Kind::Poisoned || values[i]->kind == Value::Kind::Tuple) {
      frame_->names[name] = Value();
      return std::nullopt;
    }
    add_to(common, *values[i]);
  }
  const DType dtype = common.dtype();
  for (const Value* value : values) {
    CommonType own;
    if (value) add_to(own, *value);
    if (!value || own.weak() || dtype_of(*value) == dtype) continue;
    fail(Code::CarriedType, span,
         fmt::format("`{}` is {} on one side of the `if` and {} on the other", name,
                     sinter::name(dtype_of(*values[0])), sinter::name(dtype_of(*values[1]))),
         {}, "convert one of them in the open");
  }
  const Shape shape = shape_of(*(values[0] ? values[0] : values[1]));
  if (values[0] && values[1]) {
    const Shape other = shape_of(*values[1]);
    const auto local = [&](const Dim& size) { return graph_.dims.is_local(size); };
    const bool known = std::ranges::none_of(shape, local) && std::ranges::none_of(other, local);
    if (!known && !graph_.same_shape(shape, other)) {
      fail(Code::CarriedType, span,
           fmt::format("`{}` has sizes that only the data decide on the two sides of the `if`, and "
                       "they may be different",
                       name));
    }
    require_same_shape(name, {shape, shape_of(*values[1])},
                       {"on one side of the `if`", "on the other"}, span);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    graph_.reopen_region(branches[i].region);
    const Value value = values[i] ? to_array(*values[i], dtype, span) : zeros({dtype, shape}, span);
    branches[i].results.push_back(value.id);
    graph_.end_region({});
  }
  return Value::array({}, {}, common.weak());
}

Value Checker::zeros(const graph::Type& type, Span span) {
  mark(span);
  const auto zero = graph_.constant(type.dtype, 0);
  return Value::array(graph_.broadcast(zero, type.shape, {}));
}

/// `if c { a } else { b }`: only the side that is chosen is evaluated.
Value Checker::choose(const Expr& expr) {
  const Value condition = eval(expr.children[0]);
  require_value(condition, node(expr.children[0]).span);
  if (!condition.labels.empty()) {
    if (is_risky(expr.children[1]) || is_risky(expr.children[2])) {
      unavailable_at(Code::LoopUnavailable, expr.mark,
                     "an `if` expression over indices whose sides read arrays, call or divide is");
    }
    std::vector<Value> operands{condition, eval(expr.children[1]), eval(expr.children[2])};
    return elementwise(Op::Select, std::move(operands), expr.mark, "if");
  }
  const Value chosen = scalar_condition(expr.children[0]);
  const auto side = [&](std::size_t i) {
    const auto known = facts_.size();
    for (Dim& fact : facts_of(expr.children[0], i == 1)) facts_.push_back(std::move(fact));
    frame_->names[kChoice] = eval(expr.children[i]);
    require_value(frame_->names[kChoice], node(expr.children[i]).span);
    facts_.resize(known);
  };
  branch(chosen, expr.mark, [&] { side(1); }, [&] { side(2); });
  const auto found = frame_->names.find(kChoice);
  Value result = std::move(found->second);
  frame_->names.erase(found);
  return result;
}

/// `and` and `or` of scalars do not evaluate their right side where the left one decides.
Value Checker::short_circuit(TokenKind op, const Value& left, ExprId right, Span span) {
  if (dtype_of(left) != DType::kBool) return binary(op, left, eval(right), span);
  const auto evaluate = [&] {
    Value value = eval(right);
    require_value(value, node(right).span);
    if (dtype_of(value) != DType::kBool || rank_of(value) > 0) {
      value = binary(op, left, value, span);  // reports, or broadcasts
    }
    frame_->names[kChoice] = std::move(value);
  };
  const auto decided = [&] { frame_->names[kChoice] = Value::boolean(op == TokenKind::Or); };
  const bool is_and = op == TokenKind::And;
  branch(left, span, is_and ? std::function<void()>(evaluate) : decided,
         is_and ? std::function<void()>(decided) : evaluate);
  Value result = frame_->names.at(kChoice);
  frame_->names.erase(kChoice);
  return result;
}

/// Whether evaluating may be an error, or costs more than choosing.
bool Checker::is_risky(ExprId id) const {
  std::vector<ExprId> pending{id};
  while (!pending.empty()) {
    const Expr& expr = node(pending.back());
    pending.pop_back();
    if (expr.kind == ExprKind::Subscript || expr.kind == ExprKind::Call ||
        expr.kind == ExprKind::Reducer ||
        (expr.kind == ExprKind::Binary &&
         (expr.op == TokenKind::FloorDiv || expr.op == TokenKind::Percent)))
      return true;
    for (const ExprId child : expr.children) {
      if (child) pending.push_back(child);
    }
  }
  return false;
}

}  // namespace sinter::lang
