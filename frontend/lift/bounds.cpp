// Expressions as polynomials, loops as ranges, conditions as limits.
#include <algorithm>
#include <utility>

#include "frontend/lift/shape_finder.h"

namespace sinter::lift {

int ShapeFinder::count(int id) const {
  return std::cmp_less(id, counts_.size()) ? counts_[static_cast<std::size_t>(id)] : 0;
}

bool ShapeFinder::is_known_at_call(const ExprPtr& e) {
  if (e->kind == ExprKind::kScalar) {
    const Variable::Kind kind = variable(e->id).kind;
    if (values_.contains(e->id))
      return !values_.at(e->id).mentions_any([&](int id) { return is_index(id); });
    return (kind == Variable::Kind::kParameter && count(e->id) == 0) ||
           kind == Variable::Kind::kSize || kind == Variable::Kind::kDerived;
  }
  if (e->kind == ExprKind::kLoad || e->kind == ExprKind::kHelper) return false;
  if (e->kind == ExprKind::kCall && e->name != "maximum" && e->name != "minimum" &&
      e->name != "abs")
    return false;
  return std::all_of(e->children.begin(), e->children.end(),
                     [&](const ExprPtr& child) { return is_known_at_call(child); });
}

ExprPtr ShapeFinder::of_call(const ExprPtr& e) {
  if (e->kind == ExprKind::kScalar) {
    const auto known = values_.find(e->id);
    return known == values_.end() ? e : affine_expr(known->second);
  }
  Expr copy = *e;
  for (ExprPtr& child : copy.children) child = of_call(child);
  return std::make_shared<const Expr>(std::move(copy));
}

int ShapeFinder::derived(const ExprPtr& given, const std::string& name) {
  const ExprPtr e = of_call(given);
  for (std::size_t i = 0; i < function_.variables.size(); ++i) {
    const Variable& other = function_.variables[i];
    if (other.kind == Variable::Kind::kDerived && same_expr(other.value, e))
      return static_cast<int>(i);
  }
  Variable made;
  made.name = name + "_" + std::to_string(function_.variables.size());
  made.type = DType::kI64;
  made.kind = Variable::Kind::kDerived;
  made.cpp = made.name;
  made.value = e;
  function_.variables.push_back(std::move(made));
  return static_cast<int>(function_.variables.size()) - 1;
}

std::optional<Polynomial> ShapeFinder::polynomial(const ExprPtr& e) {
  if (auto found = polynomial_of(e)) return found;
  if (is_integer(e->type) && is_known_at_call(e)) return Polynomial::variable(derived(e));
  return std::nullopt;
}

std::optional<Polynomial> ShapeFinder::polynomial_of(const ExprPtr& e) {
  switch (e->kind) {
    case ExprKind::kAffine:
      return *e->polynomial;
    case ExprKind::kConstant:
      if (!is_integer(e->type)) return std::nullopt;
      return Polynomial(e->integer);
    case ExprKind::kScalar: {
      const Variable& found = variable(e->id);
      if (const auto known = values_.find(e->id); known != values_.end()) return known->second;
      if (!is_integer(found.type)) return std::nullopt;
      const bool fixed = found.kind == Variable::Kind::kIndex ||
                         found.kind == Variable::Kind::kSize ||
                         found.kind == Variable::Kind::kDerived ||
                         (found.kind == Variable::Kind::kParameter && count(e->id) == 0);
      return fixed ? std::optional(Polynomial::variable(e->id)) : std::nullopt;
    }
    case ExprKind::kCast: {
      const ExprPtr& from = e->children[0];
      if (!is_integer(e->type) || !is_integer(from->type)) return std::nullopt;
      auto inner = polynomial(from);
      if (!inner) return std::nullopt;
      if (size_of(e->type) < size_of(from->type)) {
        // A size or an index that is kept in an int; the dispatcher makes sure that it fits.
        if (size_of(e->type) < 4) return std::nullopt;
        function_.narrows_sizes = true;
      }
      if (is_unsigned_integer(e->type) && is_signed_integer(from->type))
        require_nonnegative(*inner);
      return inner;
    }
    case ExprKind::kUnary: {
      if (e->name != "-" || !is_integer(e->type)) return std::nullopt;
      const auto inner = polynomial(e->children[0]);
      return inner ? std::optional(Polynomial(0) - *inner) : std::nullopt;
    }
    case ExprKind::kBinary: {
      if (!is_integer(e->type) || size_of(e->type) < 4) return std::nullopt;
      if (e->name == "<<") {
        const auto left = polynomial(e->children[0]);
        const Expr* by = constant_integer(e->children[1]);
        if (!left || by == nullptr || by->integer < 0 || by->integer > 30) return std::nullopt;
        return *left * Polynomial(std::int64_t{1} << by->integer);
      }
      if (e->name != "+" && e->name != "-" && e->name != "*") return std::nullopt;
      const auto a = polynomial(e->children[0]);
      const auto b = a ? polynomial(e->children[1]) : std::nullopt;
      if (!b) return std::nullopt;
      if (e->name == "*") return *a * *b;
      if (e->name == "+") return *a + *b;
      if (is_unsigned_integer(e->type)) require_nonnegative(*a - *b);
      return *a - *b;
    }
    default:
      return std::nullopt;
  }
}

void ShapeFinder::require_nonnegative(const Polynomial& value) {
  if (value.is_nonnegative()) return;
  const Polynomial least = smallest(value, ranges_);
  if (!least.is_nonnegative() && !least.mentions_any([&](int id) { return is_index(id); }))
    require(least, "an unsigned difference wraps");
}

std::vector<Polynomial> ShapeFinder::ends(const ExprPtr& e, bool is_low) {
  const ExprPtr* at = &e;
  while ((*at)->kind == ExprKind::kCast && is_integer((*at)->type)) at = &(*at)->children[0];
  const ExprPtr& bare = *at;
  const bool call = bare->kind == ExprKind::kCall && bare->name == (is_low ? "maximum" : "minimum");
  // high - 1 and + 1 around a minimum.
  if (bare->kind == ExprKind::kBinary && (bare->name == "+" || bare->name == "-") &&
      !polynomial_of(bare)) {
    const auto by = polynomial(bare->children[1]);
    if (by) {
      auto inner = ends(bare->children[0], is_low);
      for (Polynomial& end : inner) end = bare->name == "+" ? end + *by : end - *by;
      return inner;
    }
  }
  if (!call) {
    const auto found = polynomial(bare);
    return found ? std::vector{*found} : std::vector<Polynomial>{};
  }
  auto found = ends(bare->children[0], is_low);
  const auto more = ends(bare->children[1], is_low);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

std::optional<Polynomial> ShapeFinder::best_end(const ExprPtr& e, bool is_low) {
  auto found = ends(e, is_low);
  if (found.empty()) return std::nullopt;
  for (const Polynomial& end : found) {
    if (!end.mentions_any([&](int id) { return is_index(id); })) return end;
  }
  return found[0];
}

void ShapeFinder::enter(Stmt& loop) {
  Range range;
  range.id = loop.id;
  const auto low = best_end(loop.step > 0 ? loop.low : loop.high, true);
  const auto high = best_end(loop.step > 0 ? loop.high : loop.low, false);
  if (!low || !high) {
    range.exact = false;
    range.id = -1 - loop.id;  // Its values are not known.
  } else if (loop.step > 0) {
    range.low = *low;
    range.high = *high;
    if (loop.step != 1) range.high = last_of(loop, *low, *high) + Polynomial(1);
  } else {
    range.low = *low + Polynomial(1);
    range.high = *high + Polynomial(1);
    if (loop.step != -1) range.low = *high - (last_of(loop, *low, *high) - *low) + Polynomial(0);
  }
  ranges_.push_back(range);
}

Polynomial ShapeFinder::last_of(const Stmt& loop, const Polynomial& low, const Polynomial& high) {
  const std::int64_t step = loop.step > 0 ? loop.step : -loop.step;
  if (loop.step < 0 || !is_known_at_call(loop.low) || !is_known_at_call(loop.high))
    return high - Polynomial(1);
  const auto binary = [](const char* name, ExprPtr a, ExprPtr b) {
    return make_expr(ExprKind::kBinary, DType::kI64, {}, {std::move(a), std::move(b)}, name);
  };
  const ExprPtr span =
      binary("-", binary("-", cast_to(loop.high, DType::kI64), cast_to(loop.low, DType::kI64)),
             integer_constant(1, DType::kI64));
  const ExprPtr steps = binary("/", span, integer_constant(step, DType::kI64));
  return low + Polynomial::variable(derived(steps)) * Polynomial(step);
}

bool ShapeFinder::refine(const ExprPtr& condition, bool taken) {
  if (condition->kind == (taken ? ExprKind::kAnd : ExprKind::kOr)) {
    const bool a = refine(condition->children[0], taken);
    const bool b = refine(condition->children[1], taken);
    return a && b;
  }
  if (condition->kind == ExprKind::kUnary && condition->name == "not")
    return refine(condition->children[0], !taken);
  if (condition->kind != ExprKind::kBinary || !is_integer(condition->children[0]->type))
    return false;
  std::string relation = condition->name;
  static const std::map<std::string, std::string> opposite{{"<", ">="}, {"<=", ">"},  {">", "<="},
                                                           {">=", "<"}, {"==", "!="}, {"!=", "=="}};
  if (!opposite.contains(relation)) return false;
  if (!taken) relation = opposite.at(relation);
  const auto a = polynomial(condition->children[0]);
  const auto b = a ? polynomial(condition->children[1]) : std::nullopt;
  if (!b || relation == "!=") return false;
  Polynomial rest = *a - *b;  // rest relation 0
  if (relation == "<" || relation == "<=" || relation == "==")
    constraints_.push_back(Polynomial(0) - rest - Polynomial(relation == "<" ? 1 : 0));
  if (relation == ">" || relation == ">=" || relation == "==")
    constraints_.push_back(rest - Polynomial(relation == ">" ? 1 : 0));
  for (auto range = ranges_.rbegin(); range != ranges_.rend(); ++range) {
    if (range->id < 0) continue;
    const auto factor = rest.coefficient(range->id);
    if (!factor || (*factor != Polynomial(1) && *factor != Polynomial(-1))) continue;
    Polynomial other = rest.with(range->id, Polynomial(0));  // index + other, or other - index
    const bool positive = *factor == Polynomial(1);
    const Polynomial limit = positive ? Polynomial(0) - other : other;  // index relation limit
    std::string side = relation;
    if (!positive) {
      static const std::map<std::string, std::string> mirrored{
          {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}, {"==", "=="}};
      side = mirrored.at(relation);
    }
    if (limit.mentions_any([&](int id) { return is_index(id); })) return false;
    note(limit);
    // A limit counts where it is known to be inside of the range: `i < n - 1` in a loop to n.
    const auto above = [&](const Polynomial& end) {
      if ((range->high - end).is_nonnegative()) {
        range->high = end;
        return true;
      }
      return (end - range->high).is_nonnegative();
    };
    const auto below = [&](const Polynomial& end) {
      if ((end - range->low).is_nonnegative()) {
        range->low = end;
        return true;
      }
      return (range->low - end).is_nonnegative();
    };
    if (side == "<") return above(limit);
    if (side == "<=") return above(limit + Polynomial(1));
    if (side == ">") return below(limit + Polynomial(1));
    if (side == ">=") return below(limit);
    return below(limit) && above(limit + Polynomial(1));
  }
  return false;
}

bool ShapeFinder::in_ranges(int id) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const Range& range) { return range.id == id; });
}

}  // namespace sinter::lift
