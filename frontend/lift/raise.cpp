// Array expressions: each statement of a nest for all of its iterations.
#include <algorithm>
#include <limits>
#include <utility>

#include "frontend/lift/emit.h"

namespace sinter::lift {
namespace {

bool is_zero(const ExprPtr& e) {
  return e->kind == ExprKind::kConstant && e->integer == 0 && e->real == 0;
}

/// A term with a value in place of an index, where the index stands in subscripts alone.
ExprPtr with_index(const ExprPtr& e, int id, const Polynomial& value) {
  if (e->kind == ExprKind::kAffine) return affine_expr(e->polynomial->with(id, value));
  if (e->children.empty()) return e;
  Expr copy = *e;
  for (ExprPtr& child : copy.children) child = with_index(child, id, value);
  return std::make_shared<const Expr>(std::move(copy));
}

/// A product of at least two elements.
bool is_product(const ExprPtr& e) {
  const auto elements = [](const auto& self, const ExprPtr& factor) -> int {
    if (factor->kind == ExprKind::kLoad) return 1;
    if (factor->kind != ExprKind::kBinary || factor->name != "*") return 0;
    return self(self, factor->children[0]) + self(self, factor->children[1]);
  };
  return e->kind == ExprKind::kBinary && e->name == "*" && elements(elements, e) >= 2;
}

/// Whether a condition of a triangle mentions one of some axes.
bool speaks_of(const ExprPtr& condition, const std::vector<Axis>& axes) {
  return std::any_of(axes.begin(), axes.end(), [&](const Axis& axis) {
    return condition->children[0]->polynomial->mentions(axis.id) ||
           condition->children[1]->polynomial->mentions(axis.id);
  });
}

}  // namespace

/// What an accumulation leaves as it is.
std::string Emitter::identity(const std::string& op, DType type) {
  const std::string name_of_type(name(type));
  if (op == "+") return name_of_type + "(0)";
  if (op == "*") return name_of_type + "(1)";
  const bool most = op == "min";
  if (is_float(type)) return name_of_type + (most ? "(inf)" : "(-inf)");
  const auto bits = 8 * size_of(type);
  if (is_unsigned_integer(type)) {
    if (!most) return name_of_type + "(0)";
    return "~" + name_of_type + "(0)";
  }
  const std::int64_t top =
      bits == 64 ? std::numeric_limits<std::int64_t>::max() : (std::int64_t{1} << (bits - 1)) - 1;
  return most ? name_of_type + "(" + std::to_string(top) + ")"
              : "(" + name_of_type + "(-" + std::to_string(top) + ") - 1)";
}

std::string Emitter::index_list(const std::vector<Axis>& axes) {
  std::string list;
  for (const Axis& axis : axes) list += (list.empty() ? "" : ", ") + name_of(axis.id);
  return list;
}

std::string Emitter::ranges(const std::vector<Axis>& axes) {
  std::string list;
  for (const Axis& axis : axes)
    list +=
        (list.empty() ? "" : ", ") + name_of(axis.id) + " in 0.." + polynomial_text(axis.length);
  return list;
}

/// Each condition stands where those before it hold.
std::string Emitter::mask_text(const Leaf& leaf) {
  const bool saved = in_mask_;
  std::string result;
  for (const auto* list : {&leaf.domain, &leaf.masks}) {
    for (const ExprPtr& mask : *list) {
      in_mask_ = saved || !result.empty();
      result += (result.empty() ? "" : " and ") + text(mask, 4);
    }
  }
  in_mask_ = saved;
  return result;
}

/// The conditions of a triangle that do not speak of some axes.
std::string Emitter::domain_text(const Leaf& leaf, const std::vector<Axis>& without) {
  Leaf outer = leaf;
  outer.masks.clear();
  std::erase_if(outer.domain,
                [&](const ExprPtr& condition) { return speaks_of(condition, without); });
  return mask_text(outer);
}

/// The value where the statement runs, and `other` where it does not.
std::string Emitter::masked(const ExprPtr& value, const Leaf& leaf, const std::string& other) {
  if (leaf.masks.empty() && leaf.domain.empty()) return typed(value);
  const std::string condition = mask_text(leaf);
  const bool saved = std::exchange(in_mask_, true);
  const std::string chosen = typed(value);
  in_mask_ = saved;
  return "where(" + condition + ", " + chosen + ", " + other + ")";
}

/// An empty range has no largest number. The dispatcher asks for at least one iteration where the
/// call knows how many there are.
void Emitter::require_some(const std::vector<Axis>& axes, const Leaf& leaf) const {
  for (const Axis& axis : axes) {
    const bool moves = axis.length.mentions_any(
        [&](int id) { return variable(id).kind == Variable::Kind::kIndex; });
    if (!moves && (leaf.domain.empty() || is_known(axis.length - Polynomial(1)))) continue;
    throw NotRaised{
        {leaf.stmt->place, "there may be nothing to find the largest or smallest number of", ""}};
  }
}

std::string Emitter::reduce(const Accumulation& found, const Leaf& leaf,
                            const std::vector<Axis>& axes, DType type) {
  static const std::map<std::string, std::string> reducers{
      {"+", "sum"}, {"*", "prod"}, {"max", "max"}, {"min", "min"}};
  if (found.op == "max" || found.op == "min") require_some(axes, leaf);
  Leaf own = leaf;
  // The comparison of `if (x > m) m = x` is the maximum itself.
  if ((found.op == "max" || found.op == "min") && !own.masks.empty()) own.masks.pop_back();
  // Where a whole sum is of no iteration, nothing looks at it.
  std::erase_if(own.domain, [&](const ExprPtr& condition) { return !speaks_of(condition, axes); });
  const bool saved = std::exchange(in_mask_, in_mask_ || !leaf.domain.empty());
  const std::string term = masked(found.term, own, identity(found.op, type));
  in_mask_ = saved;
  std::string binders;
  for (const Axis& axis : axes)
    binders +=
        (binders.empty() ? "" : ", ") + name_of(axis.id) + " in 0.." + polynomial_text(axis.length);
  if (is_float(type)) reorders_ = true;
  const std::string body = reducers.at(found.op) + "[" + binders + "] (" + term + ")";
  return is_float(type) ? body : std::string(name(type)) + "(" + body + ")";
}

std::string Emitter::combined(const std::string& op, const std::string& old,
                              const std::string& value, DType) {
  if (op == "max") return "maximum(" + old + ", " + value + ")";
  if (op == "min") return "minimum(" + old + ", " + value + ")";
  return old + " " + op + " " + value;
}

void Emitter::emit_leaf(const std::vector<Leaf>& leaves, std::size_t number) {
  const Leaf& leaf = leaves[number];
  for (const Axis& axis : leaf.axes) {
    if (!index_names_.contains(axis.id)) enter_index(axis.id);
  }
  axes_ = leaf.axes;
  if (emit_extremum(leaves, number)) {
    axes_.clear();
    return;
  }
  switch (leaf.stmt->kind) {
    case StmtKind::kAssign:
      emit_assign(leaves, leaf);
      break;
    case StmtKind::kArray:
      emit_array(leaf);
      break;
    default:
      emit_store(leaf);
  }
  axes_.clear();
}

void Emitter::emit_array(const Leaf& leaf) {
  const int id = leaf.stmt->id;
  private_[id] = leaf.axes.size();
  private_axes_ = leaf.axes;
  std::string indices = ranges(leaf.axes);
  int number = 0;
  for (const Polynomial& size : array(id).size) {
    indices += ", " + unique("k" + std::to_string(number++)) + " in 0.." + polynomial_text(size);
  }
  const std::string value =
      leaf.stmt->value ? typed(leaf.stmt->value) : std::string(name(array(id).type)) + "(0)";
  line(array(id).name + "[" + indices + "] = " + value);
  zero_array_lines_.erase(id);
  if (!leaf.stmt->value || is_zero(leaf.stmt->value)) zero_array_lines_[id] = lines_.size() - 1;
}

void Emitter::emit_assign(const std::vector<Leaf>& leaves, const Leaf& leaf) {
  const int id = leaf.stmt->id;
  const std::size_t depth = home(leaves, id);
  const std::string& own = variable(id).name;
  const DType type = variable(id).type;
  used_variables_.insert(id);
  if (leaf.axes.size() == depth) {
    const std::string old =
        leaf.masks.empty() ? ""
                           : print_scalar(*make_expr(ExprKind::kScalar, type, {}, {}, "", id)).text;
    Leaf everywhere = leaf;
    everywhere.domain.clear();
    const bool saved = std::exchange(in_mask_, !leaf.domain.empty());
    const std::string value = masked(leaf.stmt->value, everywhere, old);
    in_mask_ = saved;
    line(own + "[" + ranges(leaf.axes) + "] = " + value);
    expanded_[id] = {own, leaf.axes};
    zero_lines_.erase(id);
    if (leaf.masks.empty()) {
      zero_lines_[id] = lines_.size() - 1;
      first_values_[id] = leaf.stmt->value;
    }
    return;
  }
  const auto found = accumulation(leaf, self_of(*leaf.stmt));
  if (scans_.contains(id)) return emit_scan(leaf, *found);
  const std::vector<Axis> outer(leaf.axes.begin(),
                                leaf.axes.begin() + static_cast<std::ptrdiff_t>(depth));
  const std::vector<Axis> inner(leaf.axes.begin() + static_cast<std::ptrdiff_t>(depth),
                                leaf.axes.end());
  if ((found->op == "max" || found->op == "min") && leaf.masks.empty() && leaf.domain.empty() &&
      inner.size() == 1 && zero_lines_.contains(id)) {
    // m = x[0], and then the largest of x[1], x[2], ...: the largest of all of them.
    const Axis& axis = inner[0];
    for (const Polynomial& at : {axis.low - Polynomial(1), axis.low}) {
      if (!same_expr(with_index(found->term, axis.id, at), first_values_.at(id))) continue;
      Leaf whole = leaf;
      Axis& all = whole.axes.back();
      all.length = all.length + (all.low - at);
      all.low = at;
      const std::size_t begin = zero_lines_.at(id);
      axes_ = whole.axes;
      const std::string value = reduce(*found, whole, {all}, type);
      lines_[begin].clear();
      zero_lines_.erase(id);
      line((depth == 0 ? own : own + "[" + ranges(outer) + "]") + " = " + value);
      if (depth > 0) expanded_[id] = {own, outer};
      return;
    }
  }
  const std::string reduced = reduce(*found, leaf, inner, type);
  const auto zero = zero_lines_.find(id);
  const std::string target = depth == 0 ? own : own + "[" + ranges(outer) + "]";
  if (found->op == "+" && zero != zero_lines_.end() && is_zero(first_values_.at(id))) {
    lines_[zero->second].clear();
    zero_lines_.erase(id);
    line(target + " = " + reduced);
  } else {
    axes_ = outer;
    const std::string old = print_scalar(*make_expr(ExprKind::kScalar, type, {}, {}, "", id)).text;
    line(target + " = " + combined(found->op, old, reduced, type));
  }
  if (depth > 0) expanded_[id] = {own, outer};
}

/// s += f(k), where later statements of the iteration use s: the sums up to each k.
void Emitter::emit_scan(const Leaf& leaf, const Accumulation& found) {
  const int id = leaf.stmt->id;
  const DType type = variable(id).type;
  static const std::map<std::string, std::string> scans{
      {"+", "cumsum"}, {"*", "cumprod"}, {"max", "cummax"}, {"min", "cummin"}};
  const std::string terms = unique(variable(id).name + "_terms");
  line(terms + "[" + ranges(leaf.axes) + "] = " + typed(found.term));
  const std::size_t depth = leaf.axes.size() - 1;
  if (is_float(type)) reorders_ = true;
  const std::string all = unique(variable(id).name + "_all");
  std::string scanned = scans.at(found.op) + "(" + terms + ", " + std::to_string(depth) + ")";
  if (!is_float(type)) scanned = std::string(name(type)) + "(" + scanned + ")";
  line(all + " = " + scanned);
  const std::vector<Axis> outer(leaf.axes.begin(), leaf.axes.end() - 1);
  const auto zero = zero_lines_.find(id);
  if (found.op == "+" && zero != zero_lines_.end() && is_zero(first_values_.at(id))) {
    lines_[zero->second].clear();
    zero_lines_.erase(id);
  } else {
    axes_ = outer;
    const std::string old = print_scalar(*make_expr(ExprKind::kScalar, type, {}, {}, "", id)).text;
    axes_ = leaf.axes;
    line(all + "[" + ranges(leaf.axes) +
         "] = " + combined(found.op, old, all + "[" + index_list(leaf.axes) + "]", type));
  }
  if (depth == 0 && is_live(id)) {
    axes_.clear();
    line(variable(id).name + " = " + all + "[" +
         polynomial_text(leaf.axes[0].length - Polynomial(1)) + "]");
    axes_ = leaf.axes;
  }
  expanded_[id] = {all, leaf.axes};
}

void Emitter::emit_scatter(const Leaf& leaf) {
  const Stmt& stmt = *leaf.stmt;
  const auto found = accumulation(leaf, self_of(stmt));
  const std::string own = array(stmt.id).name;
  need(stmt.id);
  may_fail_ = true;
  std::string inside;
  for (const ExprPtr& e : stmt.subscripts) {
    const std::string at = unique("at");
    line(at + "[" + ranges(leaf.axes) + "] = i64(" + subscript(e) + ")");
    inside += (inside.empty() ? "" : ", ") + at + "[" + index_list(leaf.axes) + "]";
  }
  const std::string what = unique("what");
  const ExprPtr& given = found ? found->term : stmt.value;
  const bool constant = given->kind == ExprKind::kConstant;
  if (!constant) line(what + "[" + ranges(leaf.axes) + "] = " + typed(given));
  std::string op = "=";
  if (found) op = found->op + "=";
  line(own + "[" + inside + "] " + op + " " +
       (constant ? text(given) : what + "[" + index_list(leaf.axes) + "]"));
  written_.insert(stmt.id);
}

namespace {

/// One axis of the target: which loop's index moves it, and where it begins.
struct TargetAxis {
  const Axis* axis = nullptr;
  std::int64_t factor = 1;
  Polynomial start;
};

}  // namespace

/// x += a * b + c * d as x += a * b; x += c * d: two contractions.
bool Emitter::emit_products(const Leaf& leaf) {
  const Stmt& stmt = *leaf.stmt;
  const ExprPtr self = self_of(stmt);
  const auto found = accumulation(leaf, self);
  if (!found || found->op != "+" || !is_float(self->type)) return false;
  const Expr& sum = *found->term;
  const bool of_products = sum.kind == ExprKind::kBinary && (sum.name == "+" || sum.name == "-") &&
                           is_product(sum.children[0]) && is_product(sum.children[1]);
  const std::size_t own_axes = private_.contains(stmt.id) ? private_.at(stmt.id) : 0;
  const auto first = leaf.axes.begin() + static_cast<std::ptrdiff_t>(own_axes);
  const bool inner = std::any_of(first, leaf.axes.end(), [&](const Axis& axis) {
    return std::none_of(stmt.subscripts.begin(), stmt.subscripts.end(),
                        [&](const ExprPtr& e) { return e->polynomial->mentions(axis.id); });
  });
  if (!of_products || !inner) return false;
  for (const std::size_t side : {0, 1}) {
    Stmt part = stmt;
    part.value = make_expr(ExprKind::kBinary, self->type, stmt.place, {self, sum.children[side]},
                           side == 0 ? "+" : sum.name);
    Leaf own = leaf;
    own.stmt = &part;
    emit_store(own);
    axes_ = leaf.axes;
  }
  return true;
}

void Emitter::emit_store(const Leaf& leaf) {
  const Stmt& stmt = *leaf.stmt;
  const int id = stmt.id;
  const ArrayInfo& target = array(id);
  const bool affine = std::all_of(stmt.subscripts.begin(), stmt.subscripts.end(),
                                  [](const ExprPtr& e) { return e->kind == ExprKind::kAffine; });
  if (!affine) return emit_scatter(leaf);
  if (emit_products(leaf)) return;
  const auto fail = [&](const std::string& why) { throw NotRaised{{stmt.place, why, ""}}; };
  const std::size_t prefix = private_.contains(id) ? private_.at(id) : 0;
  std::vector<TargetAxis> targets;
  std::set<int> used;
  for (std::size_t i = 0; i < prefix; ++i) {
    targets.push_back({&leaf.axes[i], 1, Polynomial(0)});
    used.insert(leaf.axes[i].id);
  }
  for (const ExprPtr& e : stmt.subscripts) {
    TargetAxis found;
    found.start = *e->polynomial;
    for (const Axis& axis : leaf.axes) {
      const auto factor = e->polynomial->coefficient(axis.id);
      if (!factor) fail("`" + target.name + "` is written at a product of indices");
      if (*factor == Polynomial(0)) continue;
      if (found.axis != nullptr || !factor->is_constant() || used.contains(axis.id))
        fail("the subscript of `" + target.name + "` mixes indices of several loops");
      found.axis = &axis;
      found.factor = *factor->constant();
      found.start = e->polynomial->with(axis.id, axis.low);
      used.insert(axis.id);
    }
    if (found.factor < 0) fail("`" + target.name + "` is written from its end to its beginning");
    targets.push_back(found);
  }
  std::vector<Axis> outer, inner;
  for (const Axis& axis : leaf.axes) (used.contains(axis.id) ? outer : inner).push_back(axis);
  bool full = true;
  std::vector<Axis> order;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const TargetAxis& at = targets[i];
    if (at.axis != nullptr) order.push_back(*at.axis);
    if (i < prefix) continue;
    full = full && at.axis != nullptr && at.factor == 1 && at.start == Polynomial(0) &&
           at.axis->length == target.size[i - prefix];
  }
  const auto found = accumulation(leaf, self_of(stmt));
  const bool sums = !inner.empty() && found;
  const bool always = leaf.masks.empty() && leaf.domain.empty();
  const bool zero = is_zero(stmt.value) && always;
  std::string old, value;
  const ExprPtr self = self_of(stmt);
  const auto zeroed = zero_array_lines_.find(id);
  const bool from_zero = sums && found->op == "+" && zeroed != zero_array_lines_.end() && full;
  if (sums) {
    const std::size_t line_of_zero = from_zero ? zeroed->second : 0;
    value = reduce(*found, leaf, inner, target.type);
    if (from_zero) {
      lines_[line_of_zero].clear();
      zero_array_lines_.erase(id);
      need(id);
      if (!defined_.contains(id) && !private_.contains(id))
        fail("internal: a sum that begins nowhere");
      axes_ = outer;
      const std::string exists = domain_text(leaf, inner);
      if (!exists.empty())
        value = "where(" + exists + ", " + value + ", " + identity("+", target.type) + ")";
      axes_ = leaf.axes;
    } else {
      axes_ = outer;
      value = combined(found->op, text(self, 9), value, target.type);
      const std::string exists = domain_text(leaf, inner);
      if (!exists.empty()) value = "where(" + exists + ", " + value + ", " + text(self) + ")";
      axes_ = leaf.axes;
    }
  } else {
    if (!always) old = text(self);
    value = masked(stmt.value, leaf, old);
  }
  axes_ = outer;
  written_.insert(id);
  if (full) {
    line(target.name + "[" + ranges(order) + "] = " + value);
    if (top_level_ && always) defined_.insert(id);
    zero_array_lines_.erase(id);
    if (zero) zero_array_lines_[id] = lines_.size() - 1;
    return;
  }
  need(id);
  zero_array_lines_.erase(id);
  std::string slices;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const TargetAxis& at = targets[i];
    axes_.clear();
    std::string slice;
    if (at.axis == nullptr) {
      slice = polynomial_text(at.start);
    } else {
      const Polynomial end =
          at.start + (at.axis->length - Polynomial(1)) * Polynomial(at.factor) + Polynomial(1);
      const Polynomial size = i < prefix ? at.axis->length : target.size[i - prefix];
      if (!leaf.domain.empty() && !(is_known(at.start) && is_known(size - end)))
        fail("`" + target.name + "` may be smaller than the rectangle around the triangle");
      slice = (at.start == Polynomial(0) ? "" : polynomial_text(at.start)) + ":" +
              (end == size ? "" : polynomial_text(end)) +
              (at.factor == 1 ? "" : ":" + std::to_string(at.factor));
    }
    slices += (slices.empty() ? "" : ", ") + slice;
    axes_ = outer;
  }
  if (order.empty()) {  // A sum into one element.
    line(target.name + "[" + slices + "] = " + value);
    return;
  }
  const std::string part = unique(target.name + "_part");
  line(part + "[" + ranges(order) + "] = " + value);
  line(target.name + "[" + slices + "] = " + part);
}

namespace {

void count_loads(const ExprPtr& e, std::vector<const Expr*>& loads) {
  if (e->kind == ExprKind::kLoad) loads.push_back(e.get());
  for (const ExprPtr& child : e->children) count_loads(child, loads);
}

}  // namespace

/// What a loop of a nest is to a reader of the report.
std::string Emitter::kind_of(const std::vector<Leaf>& leaves, const Stmt& loop) {
  bool reduces = false, contracts = false, scatters = false, counts = false, gathers = false,
       shifts = false, scans = false, searches = false;
  for (const Leaf& leaf : leaves) {
    std::size_t depth = leaf.axes.size();
    for (std::size_t i = 0; i < leaf.axes.size(); ++i) {
      if (leaf.axes[i].loop == &loop) depth = i;
    }
    if (depth == leaf.axes.size()) continue;
    std::vector<const Expr*> loads;
    if (leaf.stmt->value) count_loads(leaf.stmt->value, loads);
    for (const Expr* load : loads) {
      for (const ExprPtr& e : load->children) {
        if (e->kind != ExprKind::kAffine) {
          gathers = true;
          continue;
        }
        if (!e->polynomial->mentions(loop.id)) continue;
        for (const Expr* other : loads) {
          if (other == load || other->id != load->id) continue;
          for (const ExprPtr& f : other->children) {
            if (f->kind == ExprKind::kAffine && f->polynomial->mentions(loop.id) &&
                !(*f->polynomial == *e->polynomial))
              shifts = true;
          }
        }
      }
    }
    if (searched_.contains(leaf.stmt->id) && leaf.stmt->kind == StmtKind::kAssign) {
      searches = searches || (depth + 1 == leaf.axes.size() && !leaf.masks.empty());
    } else if (leaf.stmt->kind == StmtKind::kAssign) {
      const std::size_t at_home = home(leaves, leaf.stmt->id);
      if (at_home <= depth) {
        (scans_.contains(leaf.stmt->id) ? scans : reduces) = true;
        contracts = contracts || (loads.size() >= 2 && at_home >= 1);
      }
      continue;
    }
    if (leaf.stmt->kind != StmtKind::kStore) continue;
    const bool data = std::any_of(leaf.stmt->subscripts.begin(), leaf.stmt->subscripts.end(),
                                  [](const ExprPtr& e) { return e->kind != ExprKind::kAffine; });
    if (data) (accumulation(leaf, self_of(*leaf.stmt)) ? counts : scatters) = true;
    const bool moves = std::any_of(
        leaf.stmt->subscripts.begin(), leaf.stmt->subscripts.end(), [&](const ExprPtr& e) {
          return e->kind == ExprKind::kAffine && e->polynomial->mentions(loop.id);
        });
    const auto prefix = private_.find(leaf.stmt->id);
    if (!moves && !data && !(prefix != private_.end() && depth < prefix->second)) {
      reduces = true;
      contracts = contracts || loads.size() >= 3;
    }
  }
  if (counts) return "histogram";
  if (scatters) return "scatter";
  if (scans) return "scan";
  if (searches) return "search";
  if (reduces && contracts) return "contraction";
  if (reduces) return "reduction";
  if (shifts) return "stencil";
  if (gathers) return "gather";
  return "map";
}

void Emitter::note_loops(const std::vector<Leaf>& leaves) {
  std::vector<const Stmt*> seen;
  for (const Leaf& leaf : leaves) {
    for (const Axis& axis : leaf.axes) {
      if (std::find(seen.begin(), seen.end(), axis.loop) != seen.end()) continue;
      seen.push_back(axis.loop);
      loops_.push_back({axis.loop->place, kind_of(leaves, *axis.loop), {}});
    }
  }
}

}  // namespace sinter::lift
