// if (x[i] > best) { best = x[i]; at = i; }: the first largest number and where it stands. As in
// C++ a NaN is never larger, and nothing changes where no number is.
#include <algorithm>

#include "frontend/lift/emit.h"

namespace sinter::lift {
namespace {

bool reads_any(const ExprPtr& e, const std::set<int>& scalars) {
  if (e->kind == ExprKind::kScalar && scalars.contains(e->id)) return true;
  return std::any_of(e->children.begin(), e->children.end(),
                     [&](const ExprPtr& child) { return reads_any(child, scalars); });
}

bool leaf_uses_any(const Leaf& leaf, const std::set<int>& scalars) {
  const Stmt& stmt = *leaf.stmt;
  const auto found = [&](const ExprPtr& e) { return reads_any(e, scalars); };
  return (stmt.kind == StmtKind::kAssign && scalars.contains(stmt.id)) ||
         (stmt.value && found(stmt.value)) ||
         std::any_of(stmt.subscripts.begin(), stmt.subscripts.end(), found) ||
         std::any_of(leaf.masks.begin(), leaf.masks.end(), found);
}

bool loads_anything(const ExprPtr& e) {
  return e->kind == ExprKind::kLoad ||
         std::any_of(e->children.begin(), e->children.end(), loads_anything);
}

/// What can be said of the iteration that wins: computed of its index, or one element.
bool is_of_index(const ExprPtr& value, const std::set<int>& locals) {
  if (reads_any(value, locals)) return false;
  if (!loads_anything(value)) return true;
  const Expr* at = value.get();
  while (at->kind == ExprKind::kCast) at = at->children[0].get();
  return at->kind == ExprKind::kLoad &&
         std::all_of(at->children.begin(), at->children.end(),
                     [](const ExprPtr& e) { return e->kind == ExprKind::kAffine; });
}

/// x > best, best < x, x < best, best > x: the term that may replace `best`, and what it is.
std::optional<Accumulation> stricter(const ExprPtr& mask, int best) {
  if (mask->kind != ExprKind::kBinary || (mask->name != "<" && mask->name != ">"))
    return std::nullopt;
  const auto is_best = [&](const ExprPtr& e) {
    return e->kind == ExprKind::kScalar && e->id == best;
  };
  const ExprPtr &a = mask->children[0], &b = mask->children[1];
  if (is_best(b) && !reads_any(a, {best}))
    return Accumulation{mask->name == ">" ? "max" : "min", a};
  if (is_best(a) && !reads_any(b, {best}))
    return Accumulation{mask->name == "<" ? "max" : "min", b};
  return std::nullopt;
}

}  // namespace

/// The statements under one condition from `from` on, where they are such a search.
std::optional<Extremum> Emitter::extremum_at(const std::vector<Leaf>& leaves,
                                             std::size_t from) const {
  const Leaf& first = leaves[from];
  if (first.masks.empty() || first.axes.empty()) return std::nullopt;
  Extremum found;
  found.first = from;
  found.last = from;
  while (found.last < leaves.size() && leaves[found.last].axes.size() == first.axes.size() &&
         leaves[found.last].axes.back().loop == first.axes.back().loop &&
         leaves[found.last].masks.size() == first.masks.size() &&
         leaves[found.last].masks.back() == first.masks.back())
    ++found.last;
  if (found.last - found.first < 2) return std::nullopt;  // A maximum alone is a reduction.
  for (std::size_t i = found.first; i < found.last; ++i) {
    const Stmt& stmt = *leaves[i].stmt;
    if (stmt.kind != StmtKind::kAssign || !found.scalars.insert(stmt.id).second)
      return std::nullopt;
    const auto search = stricter(first.masks.back(), stmt.id);
    if (!search || !same_expr(search->term, stmt.value)) continue;
    found.best = i;
    found.search = *search;
  }
  if (found.search.op.empty()) return std::nullopt;
  return found;
}

void Emitter::find_extrema(const std::vector<Leaf>& leaves) {
  for (std::size_t from = 0; from < leaves.size(); ++from) {
    const auto found = extremum_at(leaves, from);
    if (!found) continue;
    const std::size_t depth = leaves[from].axes.size() - 1;
    const Stmt* loop = leaves[from].axes.back().loop;
    std::set<int> locals = found->scalars;  // Scalars that have another value in each iteration.
    bool fits = true;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      if (i >= found->first && i < found->last) continue;
      const Leaf& other = leaves[i];
      const bool inside = other.axes.size() > depth && other.axes[depth].loop == loop;
      if (inside && other.stmt->kind == StmtKind::kAssign) locals.insert(other.stmt->id);
      fits = fits && !(inside && leaf_uses_any(other, found->scalars));
    }
    for (std::size_t i = found->first; i < found->last; ++i) {
      fits = fits && home(leaves, leaves[i].stmt->id) <= depth &&
             home(leaves, leaves[i].stmt->id) == home(leaves, leaves[found->best].stmt->id);
      fits = fits && (i == found->best || is_of_index(leaves[i].stmt->value, locals));
    }
    const std::size_t at_home = home(leaves, leaves[found->best].stmt->id);
    fits = fits && (at_home == depth) && !reads_any(found->search.term, found->scalars);
    for (const int id : found->scalars) fits = fits && (depth == 0 || !is_live(id));
    if (!fits) continue;
    for (const int id : found->scalars) searched_.insert(id);
    extrema_.push_back(*found);
    from = found->last - 1;
  }
}

/// All statements of the search at its first one.
bool Emitter::emit_extremum(const std::vector<Leaf>& leaves, std::size_t number) {
  const auto at = std::find_if(extrema_.begin(), extrema_.end(), [&](const Extremum& e) {
    return number >= e.first && number < e.last;
  });
  if (at == extrema_.end()) return false;
  if (number > at->first) return true;
  const Leaf& leaf = leaves[at->best];
  const Accumulation& search = at->search;
  const int best = leaf.stmt->id;
  const DType type = variable(best).type;
  require_some({leaf.axes.back()}, leaf);
  const std::vector<Axis> outer(leaf.axes.begin(), leaf.axes.end() - 1);
  const Axis& axis = leaf.axes.back();
  const auto shown = [&](const std::string& name, const std::vector<Axis>& axes) {
    return axes.empty() ? name : name + "[" + index_list(axes) + "]";
  };
  const auto target = [&](const std::string& name, const std::vector<Axis>& axes) {
    return axes.empty() ? name : name + "[" + ranges(axes) + "]";
  };
  // Only what is better than the number before the loop takes part; NaN is not.
  const std::string terms = unique(variable(best).name + "_terms");
  line(target(terms, leaf.axes) + " = " + masked(search.term, leaf, identity(search.op, type)));
  const std::string where = unique(variable(best).name + "_at");
  line(target(where, outer) + " = arg" + search.op + "[" + ranges({axis}) + "] " +
       shown(terms, leaf.axes));
  // The number there, to its sign, in a second pass over the row: nothing is stored in between.
  const std::string made = unique(variable(best).name + "_found");
  line(target(made, outer) + " = " + search.op + "[" + ranges({axis}) + "] (where(" +
       name_of(axis.id) + " == " + shown(where, outer) + ", " + shown(terms, leaf.axes) + ", " +
       identity(search.op, type) + "))");
  axes_ = outer;
  const auto old = [&](int id) {
    return print_scalar(*make_expr(ExprKind::kScalar, variable(id).type, {}, {}, "", id)).text;
  };
  const std::string better = shown(made, outer) + (search.op == "max" ? " > " : " < ") + old(best);
  const std::string wins = unique(variable(best).name + "_wins");
  line(target(wins, outer) + " = " + better);
  for (std::size_t i = at->first; i < at->last; ++i) {
    const Stmt& stmt = *leaves[i].stmt;
    axes_ = leaf.axes;
    const std::string index_name = index_names_.at(axis.id);
    index_names_[axis.id] = shown(where, outer);
    const std::string value = i == at->best ? shown(made, outer) : typed(stmt.value);
    index_names_[axis.id] = index_name;
    axes_ = outer;
    const std::string before = old(stmt.id);
    line(target(variable(stmt.id).name, outer) + " = where(" + shown(wins, outer) + ", " + value +
         ", " + before + ")");
    used_variables_.insert(stmt.id);
    zero_lines_.erase(stmt.id);
    if (!outer.empty()) expanded_[stmt.id] = {variable(stmt.id).name, outer};
  }
  return true;
}

}  // namespace sinter::lift
