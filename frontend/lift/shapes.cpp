#include <algorithm>
#include <utility>

#include "frontend/lift/shape_finder.h"

namespace sinter::lift {
namespace {

bool leaves_early(const std::vector<Stmt>& body) {
  return std::any_of(body.begin(), body.end(), [](const Stmt& stmt) {
    if (stmt.kind == StmtKind::kReturn || stmt.kind == StmtKind::kBreak ||
        stmt.kind == StmtKind::kContinue)
      return true;
    // A break of an inner loop is that loop's own; a return is not.
    const auto returns = [](const auto& self, const std::vector<Stmt>& list) -> bool {
      return std::any_of(list.begin(), list.end(), [&](const Stmt& s) {
        return s.kind == StmtKind::kReturn || self(self, s.body) || self(self, s.other);
      });
    };
    if (stmt.kind == StmtKind::kFor || stmt.kind == StmtKind::kWhile)
      return returns(returns, stmt.body);
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

/// if (c) x = a; else x = b; as x = c ? a : b.
void join_assignments(std::vector<Stmt>& body) {
  for (Stmt& stmt : body) {
    join_assignments(stmt.body);
    join_assignments(stmt.other);
    if (stmt.kind != StmtKind::kIf || stmt.body.size() != 1 || stmt.other.size() != 1) continue;
    const Stmt &yes = stmt.body[0], &no = stmt.other[0];
    const bool writes = yes.kind == StmtKind::kAssign || yes.kind == StmtKind::kStore;
    if (!writes || yes.kind != no.kind || yes.id != no.id ||
        yes.subscripts.size() != no.subscripts.size())
      continue;
    bool same = yes.value->type == no.value->type;
    for (std::size_t i = 0; i < yes.subscripts.size(); ++i)
      same = same && same_expr(yes.subscripts[i], no.subscripts[i]);
    if (!same) continue;
    Stmt joined = yes;
    joined.value = make_expr(ExprKind::kSelect, yes.value->type, stmt.place,
                             {stmt.value, yes.value, no.value});
    stmt = std::move(joined);
  }
}

}  // namespace

void ShapeFinder::run() {
  join_assignments(function_.body);
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

void ShapeFinder::take_early_returns() {
  auto& body = function_.body;
  while (!body.empty() && body[0].kind == StmtKind::kIf && body[0].other.empty() &&
         !body[0].body.empty() && body[0].body.back().kind == StmtKind::kReturn &&
         is_known_at_call(body[0].value)) {
    function_.early.push_back(body[0].value);
    body.erase(body.begin());
  }
}

void ShapeFinder::note(const Polynomial& value) {
  for (const auto& [monomial, coefficient] : value.terms()) {
    for (const int id : monomial) {
      if (!is_index(id)) function_.symbols.insert(id);
    }
  }
}

void ShapeFinder::note(const ExprPtr& e) {
  if (e->kind == ExprKind::kAffine) note(*e->polynomial);
  for (const ExprPtr& child : e->children) note(child);
}

void ShapeFinder::note(const std::vector<Stmt>& body) {
  for (const Stmt& stmt : body) {
    for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
      if (e) note(e);
    }
    for (const ExprPtr& e : stmt.subscripts) note(e);
    note(stmt.body);
    note(stmt.other);
  }
}

void ShapeFinder::walk(std::vector<Stmt>& body, Pass pass) {
  for (Stmt& stmt : body) walk(stmt, pass);
}

void ShapeFinder::walk(Stmt& stmt, Pass pass) {
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
      const std::size_t first = uses_.size();
      branch(stmt.value, true, [&] { walk(stmt.body, pass); });
      const std::size_t second = uses_.size();
      branch(stmt.value, false, [&] { walk(stmt.other, pass); });
      join_branches(first, second);
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

void ShapeFinder::branch(const ExprPtr& condition, bool taken, const std::function<void()>& work) {
  const auto saved_ranges = ranges_;
  const auto saved_constraints = constraints_;
  const auto saved_values = values_;
  const bool all = refine(condition, taken);
  conditional_ += all ? 0 : 1;
  work();
  conditional_ -= all ? 0 : 1;
  ranges_ = saved_ranges;
  constraints_ = saved_constraints;
  values_ = saved_values;
}

void ShapeFinder::join_branches(std::size_t first, std::size_t second) {
  for (std::size_t i = first; i < second; ++i) {
    for (std::size_t j = second; j < uses_.size(); ++j) {
      Use &a = uses_[i], &b = uses_[j];
      if (a.array != b.array || a.ranges.size() != ranges_.size() ||
          b.ranges.size() != ranges_.size())
        continue;
      if (a.subscripts != b.subscripts) continue;
      a.ranges = b.ranges = ranges_;
      a.constraints = b.constraints = constraints_;
      a.conditional = b.conditional = conditional_;
    }
  }
}

void ShapeFinder::note_value(const Stmt& stmt) {
  const Variable& target = variable(stmt.id);
  if (target.kind != Variable::Kind::kLocal || !is_integer(target.type) || count(stmt.id) != 1)
    return;
  const std::string name = target.name;
  if (auto found = polynomial_of(stmt.value)) {
    values_[stmt.id] = *found;
  } else if (is_known_at_call(stmt.value)) {
    values_[stmt.id] = Polynomial::variable(derived(stmt.value, name));
  }
}

void ShapeFinder::visit(ExprPtr& e, Pass pass) {
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

void ShapeFinder::access(int array, std::vector<ExprPtr>& subscripts, const Place& place,
                         Pass pass) {
  for (ExprPtr& subscript : subscripts) visit(subscript, pass);
  if (pass == Pass::kRewrite) return rewrite(array, subscripts, place);
  Use use;
  use.array = array;
  use.place = place;
  use.ranges = ranges_;
  use.constraints = constraints_;
  use.conditional = conditional_;
  for (const ExprPtr& subscript : subscripts) {
    auto found = polynomial(subscript);
    // An index whose own range is not known is data.
    if (found && found->mentions_any([&](int id) { return is_index(id) && !in_ranges(id); }))
      found.reset();
    use.subscripts.push_back(std::move(found));
  }
  uses_.push_back(std::move(use));
}

void ShapeFinder::require_some(const Range& range) {
  const Polynomial count_of = range.high - range.low - Polynomial(1);
  if (count_of.is_nonnegative() || count_of.mentions_any([&](int id) { return is_index(id); }))
    return;
  require(count_of, "a loop has no iterations");
}

void ShapeFinder::require(const Polynomial& value, const std::string& why) {
  if (value.is_nonnegative()) return;
  for (const Guard& guard : function_.guards) {
    if (guard.value == value) return;
  }
  function_.guards.push_back({value, why});
}

void ShapeFinder::count_reads(const ExprPtr& e, std::set<int>& read) {
  if (e->kind == ExprKind::kScalar) read.insert(e->id);
  if (e->kind == ExprKind::kAffine) {
    for (const auto& [monomial, coefficient] : e->polynomial->terms())
      read.insert(monomial.begin(), monomial.end());
  }
  for (const ExprPtr& child : e->children) count_reads(child, read);
}

void ShapeFinder::count_reads(const std::vector<Stmt>& body, std::set<int>& read) {
  for (const Stmt& stmt : body) {
    for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
      if (e) count_reads(e, read);
    }
    for (const ExprPtr& e : stmt.subscripts) count_reads(e, read);
    count_reads(stmt.body, read);
    count_reads(stmt.other, read);
  }
}

void ShapeFinder::drop_dead_assignments() {
  for (bool changed = true; changed;) {
    std::set<int> read;
    count_reads(function_.body, read);
    changed = drop(function_.body, read);
  }
}

bool ShapeFinder::drop(std::vector<Stmt>& body, const std::set<int>& read) {
  bool changed = false;
  for (Stmt& stmt : body) {
    changed = drop(stmt.body, read) || changed;
    changed = drop(stmt.other, read) || changed;
  }
  const auto dead = [&](const Stmt& stmt) {
    return stmt.kind == StmtKind::kAssign && !read.contains(stmt.id) &&
           !variable(stmt.id).is_result;
  };
  const auto before = body.size();
  std::erase_if(body, dead);
  return changed || body.size() != before;
}

Polynomial largest(Polynomial value, const std::vector<Range>& ranges) {
  return extreme(std::move(value), ranges, true);
}
Polynomial smallest(Polynomial value, const std::vector<Range>& ranges) {
  return extreme(std::move(value), ranges, false);
}

std::vector<int> assignments(const Function& function) {
  std::vector<int> counts(function.variables.size());
  count_assignments(function.body, counts);
  return counts;
}

void find_shapes(Function& function) { ShapeFinder(function).run(); }

}  // namespace sinter::lift
