#include "frontend/lift/shapes.h"

#include <algorithm>
#include <utility>
#include <functional>
#include <map>

namespace sinter::lift {
namespace {

/// One use of an array, as found; the subscripts are polynomials where they are affine.
struct Use {
  int array = -1;
  Place place;
  std::vector<std::optional<Polynomial>> subscripts;
  std::vector<Range> ranges;
  bool conditional = false;
};

bool leaves_early(const std::vector<Stmt>& body) {
  return std::any_of(body.begin(), body.end(), [](const Stmt& stmt) {
    if (stmt.kind == StmtKind::kReturn || stmt.kind == StmtKind::kBreak || stmt.kind == StmtKind::kContinue) return true;
    // A break of an inner loop is that loop's own; a return is not.
    const auto returns = [](const auto& self, const std::vector<Stmt>& list) -> bool {
      return std::any_of(list.begin(), list.end(), [&](const Stmt& s) { return s.kind == StmtKind::kReturn || self(self, s.body) || self(self, s.other); });
    };
    if (stmt.kind == StmtKind::kFor || stmt.kind == StmtKind::kWhile) return returns(returns, stmt.body);
    return leaves_early(stmt.body) || leaves_early(stmt.other);
  });
}

void count_assignments(const std::vector<Stmt>& body, std::vector<int>& counts) {
  for (const Stmt& stmt : body) {
    if (stmt.kind == StmtKind::kAssign) ++counts[static_cast<std::size_t>(stmt.id)];
    count_assignments(stmt.body, counts);
    count_assignments(stmt.other, counts);
  }
}

/// Variables of a product that is part of another one, taken out; nothing where they are not.
std::optional<Monomial> divided(const Monomial& whole, const Monomial& by) {
  Monomial rest = whole;
  for (const int id : by) {
    const auto found = std::find(rest.begin(), rest.end(), id);
    if (found == rest.end()) return std::nullopt;
    rest.erase(found);
  }
  return rest;
}

class ShapeFinder {
 public:
  explicit ShapeFinder(Function& function) : function_(function) {
    counts_.resize(function.variables.size());
    count_assignments(function.body, counts_);
  }

  void run() {
    take_early_returns();
    walk(function_.body, Pass::kCollect);
    for (std::size_t i = 0; i < function_.arrays.size(); ++i) decide(static_cast<int>(i));
    values_.clear();
    ranges_.clear();
    walk(function_.body, Pass::kRewrite);
    drop_dead_assignments();
    for (const Guard& guard : function_.guards) note(guard.value);
    for (const ArrayInfo& array : function_.arrays) {
      for (const auto* list : {&array.low, &array.size, &array.stride}) {
        for (const Polynomial& value : *list) note(value);
      }
    }
    note(function_.body);
  }

 private:
  enum class Pass { kCollect, kRewrite };

  Variable& variable(int id) { return function_.variables[static_cast<std::size_t>(id)]; }
  int count(int id) const { return std::cmp_less(id, counts_.size()) ? counts_[static_cast<std::size_t>(id)] : 0; }
  bool is_index(int id) { return variable(id).kind == Variable::Kind::kIndex; }

  /// Of parameters and sizes alone, so that the dispatcher can compute it.
  bool is_known_at_call(const ExprPtr& e) {
    if (e->kind == ExprKind::kScalar) {
      const Variable::Kind kind = variable(e->id).kind;
      if (values_.contains(e->id)) return !values_.at(e->id).mentions_any([&](int id) { return is_index(id); });
      return (kind == Variable::Kind::kParameter && count(e->id) == 0) || kind == Variable::Kind::kSize || kind == Variable::Kind::kDerived;
    }
    if (e->kind == ExprKind::kLoad || e->kind == ExprKind::kHelper) return false;
    if (e->kind == ExprKind::kCall && e->name != "maximum" && e->name != "minimum" && e->name != "abs") return false;
    return std::all_of(e->children.begin(), e->children.end(), [&](const ExprPtr& child) { return is_known_at_call(child); });
  }

  /// `if (n == 0) return;` at the beginning: the dispatcher asks.
  void take_early_returns() {
    auto& body = function_.body;
    while (!body.empty() && body[0].kind == StmtKind::kIf && body[0].other.empty() && !body[0].body.empty() &&
           body[0].body.back().kind == StmtKind::kReturn && is_known_at_call(body[0].value)) {
      function_.early.push_back(body[0].value);
      body.erase(body.begin());
    }
  }

  /// Locals that are polynomials, as these.
  ExprPtr of_call(const ExprPtr& e) {
    if (e->kind == ExprKind::kScalar) {
      const auto known = values_.find(e->id);
      return known == values_.end() ? e : affine_expr(known->second);
    }
    Expr copy = *e;
    for (ExprPtr& child : copy.children) child = of_call(child);
    return std::make_shared<const Expr>(std::move(copy));
  }

  void note(const Polynomial& value) {
    for (const auto& [monomial, coefficient] : value.terms()) {
      for (const int id : monomial) {
        if (!is_index(id)) function_.symbols.insert(id);
      }
    }
  }

  void note(const ExprPtr& e) {
    if (e->kind == ExprKind::kAffine) note(*e->polynomial);
    for (const ExprPtr& child : e->children) note(child);
  }

  void note(const std::vector<Stmt>& body) {
    for (const Stmt& stmt : body) {
      for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
        if (e) note(e);
      }
      for (const ExprPtr& e : stmt.subscripts) note(e);
      note(stmt.body);
      note(stmt.other);
    }
  }

  int derived(const ExprPtr& given, const std::string& name = "bound") {
    const ExprPtr e = of_call(given);
    for (std::size_t i = 0; i < function_.variables.size(); ++i) {
      const Variable& other = function_.variables[i];
      if (other.kind == Variable::Kind::kDerived && same_expr(other.value, e)) return static_cast<int>(i);
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

  /// An integer as a polynomial of indices and of what is known at the call.
  std::optional<Polynomial> polynomial(const ExprPtr& e) {
    if (auto found = polynomial_of(e)) return found;
    if (is_integer(e->type) && is_known_at_call(e)) return Polynomial::variable(derived(e));
    return std::nullopt;
  }

  std::optional<Polynomial> polynomial_of(const ExprPtr& e) {
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
        const bool fixed = found.kind == Variable::Kind::kIndex || found.kind == Variable::Kind::kSize || found.kind == Variable::Kind::kDerived ||
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
        if (is_unsigned_integer(e->type) && is_signed_integer(from->type)) require_nonnegative(*inner);
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

  /// Unsigned numbers that wrap are no polynomials.
  void require_nonnegative(const Polynomial& value) {
    if (value.is_nonnegative()) return;
    const Polynomial least = smallest(value, ranges_);
    if (!least.is_nonnegative() && !least.mentions_any([&](int id) { return is_index(id); }))
      require(least, "an unsigned difference wraps");
  }

  std::vector<Polynomial> ends(const ExprPtr& e, bool is_low) {
    const ExprPtr* at = &e;
    while ((*at)->kind == ExprKind::kCast && is_integer((*at)->type)) at = &(*at)->children[0];
    const ExprPtr& bare = *at;
    const bool call = bare->kind == ExprKind::kCall && bare->name == (is_low ? "maximum" : "minimum");
    // high - 1 and + 1 around a minimum.
    if (bare->kind == ExprKind::kBinary && (bare->name == "+" || bare->name == "-") && !polynomial_of(bare)) {
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

  std::optional<Polynomial> best_end(const ExprPtr& e, bool is_low) {
    auto found = ends(e, is_low);
    if (found.empty()) return std::nullopt;
    for (const Polynomial& end : found) {
      if (!end.mentions_any([&](int id) { return is_index(id); })) return end;
    }
    return found[0];
  }

  void enter(Stmt& loop) {
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

  /// The last value of an index with a step, where low and high are known at the call; else the bound itself.
  Polynomial last_of(const Stmt& loop, const Polynomial& low, const Polynomial& high) {
    const std::int64_t step = loop.step > 0 ? loop.step : -loop.step;
    if (loop.step < 0 || !is_known_at_call(loop.low) || !is_known_at_call(loop.high)) return high - Polynomial(1);
    const auto binary = [](const char* name, ExprPtr a, ExprPtr b) {
      return make_expr(ExprKind::kBinary, DType::kI64, {}, {std::move(a), std::move(b)}, name);
    };
    const ExprPtr span = binary("-", binary("-", cast_to(loop.high, DType::kI64), cast_to(loop.low, DType::kI64)), integer_constant(1, DType::kI64));
    const ExprPtr steps = binary("/", span, integer_constant(step, DType::kI64));
    return low + Polynomial::variable(derived(steps)) * Polynomial(step);
  }

  void walk(std::vector<Stmt>& body, Pass pass) {
    for (Stmt& stmt : body) walk(stmt, pass);
  }

  void walk(Stmt& stmt, Pass pass) {
    switch (stmt.kind) {
      case StmtKind::kFor: {
        visit(stmt.low, pass);
        visit(stmt.high, pass);
        enter(stmt);
        if (pass == Pass::kCollect && ranges_.back().id >= 0) require_some(ranges_.back());
        const auto saved = values_;
        const bool early = leaves_early(stmt.body);
        conditional_ += early ? 1 : 0;
        walk(stmt.body, pass);
        conditional_ -= early ? 1 : 0;
        values_ = saved;
        if (pass == Pass::kRewrite) {
          if (const auto low = polynomial(stmt.low)) stmt.low = affine_expr(*low);
          if (const auto high = polynomial(stmt.high)) stmt.high = affine_expr(*high);
        }
        ranges_.pop_back();
        break;
      }
      case StmtKind::kWhile: {
        ++conditional_;
        visit(stmt.value, pass);
        const auto saved = values_;
        walk(stmt.body, pass);
        values_ = saved;
        --conditional_;
        break;
      }
      case StmtKind::kIf: {
        visit(stmt.value, pass);
        branch(stmt.value, true, [&] { walk(stmt.body, pass); });
        branch(stmt.value, false, [&] { walk(stmt.other, pass); });
        break;
      }
      case StmtKind::kAssign:
        visit(stmt.value, pass);
        note_value(stmt);
        break;
      case StmtKind::kStore:
        visit(stmt.value, pass);
        access(stmt.id, stmt.subscripts, stmt.place, pass);
        break;
      case StmtKind::kArray:
      case StmtKind::kReturn:
        if (stmt.value) visit(stmt.value, pass);
        break;
      default:
        break;
    }
  }

  /// Indices that a condition limits have smaller ranges in its branch; any other condition makes accesses conditional.
  void branch(const ExprPtr& condition, bool taken, const std::function<void()>& work) {
    const auto saved_ranges = ranges_;
    const auto saved_values = values_;
    const bool all = refine(condition, taken);
    conditional_ += all ? 0 : 1;
    work();
    conditional_ -= all ? 0 : 1;
    ranges_ = saved_ranges;
    values_ = saved_values;
  }

  bool refine(const ExprPtr& condition, bool taken) {
    if (condition->kind == (taken ? ExprKind::kAnd : ExprKind::kOr)) {
      const bool a = refine(condition->children[0], taken);
      const bool b = refine(condition->children[1], taken);
      return a && b;
    }
    if (condition->kind == ExprKind::kUnary && condition->name == "not") return refine(condition->children[0], !taken);
    if (condition->kind != ExprKind::kBinary || !is_integer(condition->children[0]->type)) return false;
    std::string relation = condition->name;
    static const std::map<std::string, std::string> opposite{{"<", ">="}, {"<=", ">"}, {">", "<="}, {">=", "<"}, {"==", "!="}, {"!=", "=="}};
    if (!opposite.contains(relation)) return false;
    if (!taken) relation = opposite.at(relation);
    const auto a = polynomial(condition->children[0]);
    const auto b = a ? polynomial(condition->children[1]) : std::nullopt;
    if (!b || relation == "!=") return false;
    Polynomial rest = *a - *b;  // rest relation 0
    for (auto range = ranges_.rbegin(); range != ranges_.rend(); ++range) {
      if (range->id < 0) continue;
      const auto factor = rest.coefficient(range->id);
      if (!factor || (*factor != Polynomial(1) && *factor != Polynomial(-1))) continue;
      Polynomial other = rest.with(range->id, Polynomial(0));  // index + other, or other - index
      const bool positive = *factor == Polynomial(1);
      const Polynomial limit = positive ? Polynomial(0) - other : other;  // index relation limit
      std::string side = relation;
      if (!positive) {
        static const std::map<std::string, std::string> mirrored{{"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}, {"==", "=="}};
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

  void note_value(const Stmt& stmt) {
    const Variable& target = variable(stmt.id);
    if (target.kind != Variable::Kind::kLocal || !is_integer(target.type) || count(stmt.id) != 1) return;
    const std::string name = target.name;
    if (auto found = polynomial_of(stmt.value)) {
      values_[stmt.id] = *found;
    } else if (is_known_at_call(stmt.value)) {
      values_[stmt.id] = Polynomial::variable(derived(stmt.value, name));
    }
  }

  void visit(ExprPtr& e, Pass pass) {
    if (e->kind == ExprKind::kSelect) {
      Expr copy = *e;
      visit(copy.children[0], pass);
      branch(copy.children[0], true, [&] { visit(copy.children[1], pass); });
      branch(copy.children[0], false, [&] { visit(copy.children[2], pass); });
      if (pass == Pass::kRewrite) e = std::make_shared<const Expr>(std::move(copy));
      return;
    }
    if (e->kind == ExprKind::kAnd || e->kind == ExprKind::kOr) {
      Expr copy = *e;
      visit(copy.children[0], pass);
      branch(copy.children[0], e->kind == ExprKind::kAnd, [&] { visit(copy.children[1], pass); });
      if (pass == Pass::kRewrite) e = std::make_shared<const Expr>(std::move(copy));
      return;
    }
    if (e->children.empty()) return;
    Expr copy = *e;
    if (e->kind == ExprKind::kLoad) {
      access(e->id, copy.children, e->place, pass);
    } else {
      for (ExprPtr& child : copy.children) visit(child, pass);
    }
    if (pass == Pass::kRewrite) e = std::make_shared<const Expr>(std::move(copy));
  }

  void access(int array, std::vector<ExprPtr>& subscripts, const Place& place, Pass pass) {
    for (ExprPtr& subscript : subscripts) visit(subscript, pass);
    if (pass == Pass::kRewrite) return rewrite(array, subscripts, place);
    Use use;
    use.array = array;
    use.place = place;
    use.ranges = ranges_;
    use.conditional = conditional_ > 0;
    for (const ExprPtr& subscript : subscripts) {
      auto found = polynomial(subscript);
      // An index whose own range is not known is data.
      if (found && found->mentions_any([&](int id) { return is_index(id) && !in_ranges(id); })) found.reset();
      use.subscripts.push_back(std::move(found));
    }
    uses_.push_back(std::move(use));
  }

  bool in_ranges(int id) const {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) { return range.id == id; });
  }

  void require_some(const Range& range) {
    const Polynomial count_of = range.high - range.low - Polynomial(1);
    if (count_of.is_nonnegative() || count_of.mentions_any([&](int id) { return is_index(id); })) return;
    require(count_of, "a loop has no iterations");
  }

  void require(const Polynomial& value, const std::string& why) {
    if (value.is_nonnegative()) return;
    for (const Guard& guard : function_.guards) {
      if (guard.value == value) return;
    }
    function_.guards.push_back({value, why});
  }

  /// Shapes of one array from all of its uses.
  void decide(int id) {
    ArrayInfo& array = function_.arrays[static_cast<std::size_t>(id)];
    std::vector<Use*> uses;
    for (Use& use : uses_) {
      if (use.array == id) uses.push_back(&use);
    }
    if (uses.empty()) return decide_unused(array);
    split(array, uses);
    const std::size_t rank = uses[0]->subscripts.size();
    std::vector<std::optional<Polynomial>> known(rank);
    if (!array.extents.empty() && array.extents.size() == rank) {
      for (std::size_t axis = 0; axis < rank; ++axis) known[axis] = polynomial(array.extents[axis]);
    }
    if (!array.extents.empty() && rank == 1 && array.extents.size() > 1) {  // Declared by axes, used flat.
      Polynomial product(1);
      bool all = true;
      for (const ExprPtr& extent : array.extents) {
        const auto part = polynomial(extent);
        all = all && part.has_value();
        if (part) product = product * *part;
      }
      if (all) known[0] = product;
    }
    for (std::size_t axis = 0; axis < array.inner.size() && axis + 1 < rank; ++axis) known[axis + 1] = Polynomial(array.inner[axis]);
    for (std::size_t axis = 0; axis < rank; ++axis) decide_axis(array, uses, axis, known[axis]);
    if (array.stride.empty()) strides_of(array);
  }

  void decide_unused(ArrayInfo& array) {
    if (array.is_parameter) return;  // Nothing is handed over.
    for (const ExprPtr& extent : array.extents) {
      array.low.emplace_back(0);
      array.size.push_back(polynomial(extent).value_or(Polynomial(1)));
    }
  }

  void strides_of(ArrayInfo& array) {
    if (!array.strides.empty() || !array.is_parameter) return;  // Views say their own.
    std::vector<Polynomial> strides(array.size.size(), Polynomial(1));
    for (std::size_t axis = strides.size(); axis-- > 1;) {
      // Behind the first axis the type fixes the sizes, or they were declared.
      Polynomial inner(1);
      if (axis - 1 < array.inner.size()) {
        inner = Polynomial(array.inner[axis - 1]);
      } else if (axis < array.extents.size()) {
        inner = *polynomial(array.extents[axis]);
      }
      strides[axis - 1] = strides[axis] * inner;
    }
    array.stride = std::move(strides);
  }

  void decide_axis(ArrayInfo& array, const std::vector<Use*>& uses, std::size_t axis, const std::optional<Polynomial>& known) {
    // The part between the first and the last element that is used for certain.
    std::optional<Polynomial> low, high;
    bool all = true;
    std::vector<std::pair<Polynomial, Polynomial>> unsure;
    Place open = array.place;
    for (const Use* use : uses) {
      const auto& subscript = use->subscripts[axis];
      if (!subscript) {
        all = false;
        open = use->place;
        continue;
      }
      const Polynomial first = smallest(*subscript, use->ranges);
      const Polynomial last = largest(*subscript, use->ranges) + Polynomial(1);
      if (first.mentions_any([&](int v) { return is_index(v); }) || last.mentions_any([&](int v) { return is_index(v); })) {
        all = false;
        open = use->place;
        continue;
      }
      if (use->conditional) {
        unsure.emplace_back(first, last);
        open = use->place;
        continue;
      }
      merge(low, high, first, last, array);
    }
    for (const auto& [first, last] : unsure) {
      const bool inside = low && (first - *low).is_nonnegative() && (*high - last).is_nonnegative();
      all = all && inside;
    }
    const bool whole = !array.is_parameter || !all || !low;
    if (whole) {
      if (!known) {
        throw Refusal{{open, "how far `" + array.name + "` reaches is not known: it is used here where a condition or data decides",
                       "say it: SINTER_EXTENT(n) behind the parameter, or pass a std::span"}};
      }
      array.low.emplace_back(0);
      array.size.push_back(*known);
      if (!array.is_parameter || !low) return;
      require(*low, "`" + array.name + "` is used before its first element");
      require(*known - *high, "`" + array.name + "` is used behind its last element");
      return;
    }
    // Behind a type's own sizes, and for whole axes, the natural bounds read better than the exact ones.
    if (known && axis > 0 && array.strides.empty() && array.extents.empty()) {
      require(*low, "`" + array.name + "` is used before its first element");
      require(*known - *high, "`" + array.name + "` is used behind its last element");
    }
    if (known && array.has_limit) {
      require(*low, "`" + array.name + "` is used before its first element");
      require(*known - *high, "`" + array.name + "` is used behind its last element");
    }
    array.low.push_back(*low);
    array.size.push_back(*high - *low);
  }

  void merge(std::optional<Polynomial>& low, std::optional<Polynomial>& high, const Polynomial& first, Polynomial last, const ArrayInfo& array) {
    if (!low) {
      low = first;
      high = last;
      return;
    }
    const std::string why = "the part of `" + array.name + "` that is used has another form";
    if ((*low - first).is_nonnegative()) {
      low = first;
    } else {
      require(first - *low, why);
    }
    if ((last - *high).is_nonnegative()) {
      high = last;
    } else if (!(*high - last).is_nonnegative()) {
      // Neither is proved to be larger: the one with variables is kept, and the call makes sure.
      if (high->is_constant() && !last.is_constant()) std::swap(*high, last);
      require(*high - last, why);
    }
  }

  /// x[i * w + j] as x[i, j]: one axis for each stride.
  void split(ArrayInfo& array, std::vector<Use*>& uses) {
    if (!array.is_parameter || uses[0]->subscripts.size() != 1 || !array.strides.empty()) return;
    std::set<Monomial> factors;
    for (const Use* use : uses) {
      if (!use->subscripts[0]) return;
      for (const Range& range : use->ranges) {
        if (range.id < 0) continue;
        const auto factor = use->subscripts[0]->coefficient(range.id);
        if (!factor) return;
        if (*factor == Polynomial(0)) continue;
        if (factor->terms().size() != 1) return;
        factors.insert(factor->terms().begin()->first);
      }
    }
    factors.insert(Monomial{});
    std::vector<Monomial> order(factors.begin(), factors.end());
    std::sort(order.begin(), order.end(), [](const Monomial& a, const Monomial& b) { return a.size() > b.size(); });
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      if (!divided(order[i], order[i + 1]) || order[i].size() == order[i + 1].size()) return;
    }
    std::vector<std::int64_t> scales(order.size(), 1);
    split_constants(uses, order, scales);
    if (order.size() < 2) return;
    std::vector<std::vector<std::optional<Polynomial>>> split_uses;
    for (const Use* use : uses) {
      std::vector<Polynomial> parts(order.size());
      for (const auto& [monomial, coefficient] : use->subscripts[0]->terms()) {
        for (std::size_t level = 0; level < order.size(); ++level) {
          const auto rest = divided(monomial, order[level]);
          if (!rest || coefficient % scales[level] != 0) continue;
          // A constant belongs to the axis whose size it is less than.
          if (rest->empty() && level + 1 < order.size() && scales[level] > 1 && order[level].empty() && coefficient == 0) continue;
          parts[level].add(*rest, coefficient / scales[level]);
          break;
        }
      }
      split_uses.emplace_back(parts.begin(), parts.end());
    }
    // Inner subscripts have to stay inside of their axes, or this is another array.
    std::vector<Guard> guards;
    for (std::size_t level = 1; level < order.size(); ++level) {
      Polynomial inner;
      inner.add(*divided(order[level - 1], order[level]), scales[level - 1] / scales[level]);
      for (std::size_t i = 0; i < uses.size(); ++i) {
        const Polynomial first = smallest(*split_uses[i][level], uses[i]->ranges);
        const Polynomial last = inner - Polynomial(1) - largest(*split_uses[i][level], uses[i]->ranges);
        const auto index = [&](int v) { return is_index(v); };
        if (first.mentions_any(index) || last.mentions_any(index)) return;
        for (const Polynomial& value : {first, last}) {
          if (value.is_nonnegative()) continue;
          if (value.is_constant() || uses[i]->conditional) return;
          guards.push_back({value, "a row of `" + array.name + "` is longer than the distance of rows"});
        }
      }
    }
    for (const Guard& guard : guards) require(guard.value, guard.why);
    for (std::size_t i = 0; i < uses.size(); ++i) uses[i]->subscripts = split_uses[i];
    for (std::size_t level = 0; level < order.size(); ++level) {
      Polynomial stride;
      stride.add(order[level], scales[level]);
      array.stride.push_back(stride);
    }
    levels_[static_cast<int>(&array - function_.arrays.data())] = {order, scales};
  }

  /// x[3 * i + c] with an index c: the 3 is an axis of its own.
  void split_constants(const std::vector<Use*>& uses, std::vector<Monomial>& order, std::vector<std::int64_t>& scales) {
    std::set<std::int64_t> found;
    for (const Use* use : uses) {
      std::set<std::int64_t> here;
      for (const Range& range : use->ranges) {
        if (range.id < 0) continue;
        const auto factor = use->subscripts[0]->coefficient(range.id);
        if (!factor || !factor->is_constant()) continue;
        if (const auto value = *factor->constant(); value > 0) here.insert(value);
      }
      if (here.size() == 2 && here.contains(1)) found.insert(*here.rbegin());
    }
    // In [.., w * 3]-like arrays every larger stride has the constant, too.
    if (found.size() != 1) return;
    const std::int64_t scale = *found.begin();
    for (const Use* use : uses) {
      for (const Range& range : use->ranges) {
        if (range.id < 0) continue;
        const auto factor = use->subscripts[0]->coefficient(range.id);
        for (const auto& [monomial, coefficient] : factor->terms()) {
          if (coefficient % scale != 0 && !(monomial.empty() && coefficient == 1)) return;
        }
      }
    }
    for (std::size_t i = 0; i + 1 < order.size(); ++i) scales[i] = scale;
    order.insert(order.end() - 1, Monomial{});
    scales.insert(scales.end() - 1, scale);
  }

  void rewrite(int id, std::vector<ExprPtr>& subscripts, const Place& place) {
    ArrayInfo& array = function_.arrays[static_cast<std::size_t>(id)];
    if (const auto levels = levels_.find(id); levels != levels_.end()) {
      const auto flat = polynomial(subscripts[0]);
      const auto& [order, scales] = levels->second;
      std::vector<Polynomial> parts(order.size());
      for (const auto& [monomial, coefficient] : flat->terms()) {
        for (std::size_t level = 0; level < order.size(); ++level) {
          const auto rest = divided(monomial, order[level]);
          if (!rest || coefficient % scales[level] != 0) continue;
          parts[level].add(*rest, coefficient / scales[level]);
          break;
        }
      }
      subscripts.clear();
      for (const Polynomial& part : parts) subscripts.push_back(affine_expr(part));
    }
    if (array.low.size() != subscripts.size())
      throw Refusal{{place, "`" + array.name + "` is used with another number of subscripts here", "use one form of subscripts"}};
    for (std::size_t axis = 0; axis < subscripts.size(); ++axis) {
      auto found = polynomial(subscripts[axis]);
      if (found && found->mentions_any([&](int v) { return is_index(v) && !in_ranges(v) && !in_ranges(-1 - v); })) found.reset();
      if (found) {
        subscripts[axis] = affine_expr(*found - array.low[axis]);
      } else if (!(array.low[axis] == Polynomial(0))) {
        subscripts[axis] = make_expr(ExprKind::kBinary, DType::kI64, place, {cast_to(subscripts[axis], DType::kI64), affine_expr(array.low[axis])}, "-");
      }
    }
  }

  void count_reads(const ExprPtr& e, std::set<int>& read) {
    if (e->kind == ExprKind::kScalar) read.insert(e->id);
    if (e->kind == ExprKind::kAffine) {
      for (const auto& [monomial, coefficient] : e->polynomial->terms()) read.insert(monomial.begin(), monomial.end());
    }
    for (const ExprPtr& child : e->children) count_reads(child, read);
  }

  void count_reads(const std::vector<Stmt>& body, std::set<int>& read) {
    for (const Stmt& stmt : body) {
      for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
        if (e) count_reads(e, read);
      }
      for (const ExprPtr& e : stmt.subscripts) count_reads(e, read);
      count_reads(stmt.body, read);
      count_reads(stmt.other, read);
    }
  }

  /// Offsets that became part of subscripts are not needed any more.
  void drop_dead_assignments() {
    for (bool changed = true; changed;) {
      std::set<int> read;
      count_reads(function_.body, read);
      changed = drop(function_.body, read);
    }
  }

  bool drop(std::vector<Stmt>& body, const std::set<int>& read) {
    bool changed = false;
    for (Stmt& stmt : body) {
      changed = drop(stmt.body, read) || changed;
      changed = drop(stmt.other, read) || changed;
    }
    const auto dead = [&](const Stmt& stmt) {
      return stmt.kind == StmtKind::kAssign && !read.contains(stmt.id) && !variable(stmt.id).is_result;
    };
    const auto before = body.size();
    std::erase_if(body, dead);
    return changed || body.size() != before;
  }

  Function& function_;
  std::vector<int> counts_;
  std::vector<Range> ranges_;
  std::map<int, Polynomial> values_;  ///< Locals that are polynomials here.
  std::vector<Use> uses_;
  std::map<int, std::pair<std::vector<Monomial>, std::vector<std::int64_t>>> levels_;
  int conditional_ = 0;
};

Polynomial extreme(Polynomial value, const std::vector<Range>& ranges, bool upper) {
  for (auto range = ranges.rbegin(); range != ranges.rend(); ++range) {
    if (range->id < 0) continue;
    const auto factor = value.coefficient(range->id);
    if (!factor || *factor == Polynomial(0)) continue;
    const bool positive = factor->is_nonnegative();
    const bool high = positive == upper;
    value = value.with(range->id, high ? range->high - Polynomial(1) : range->low);
  }
  return value;
}

}  // namespace

Polynomial largest(Polynomial value, const std::vector<Range>& ranges) { return extreme(std::move(value), ranges, true); }
Polynomial smallest(Polynomial value, const std::vector<Range>& ranges) { return extreme(std::move(value), ranges, false); }

std::vector<int> assignments(const Function& function) {
  std::vector<int> counts(function.variables.size());
  count_assignments(function.body, counts);
  return counts;
}

void find_shapes(Function& function) { ShapeFinder(function).run(); }

}  // namespace sinter::lift
