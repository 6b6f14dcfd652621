// Whether a loop nest is an array expression: its statements one by one, each for all iterations at
// once, mean the same as the iterations one by one. Where they do not, the reason names the
// statement.
#include <algorithm>
#include <functional>

#include "frontend/lift/dependence.h"
#include "frontend/lift/emit.h"

namespace sinter::lift {
namespace {

[[noreturn]] void fail(const Place& place, std::string why, std::string help = "") {
  throw NotRaised{{place, std::move(why), std::move(help)}};
}

bool reads(const ExprPtr& e, int scalar) {
  if (e->kind == ExprKind::kScalar && e->id == scalar) return true;
  return std::any_of(e->children.begin(), e->children.end(),
                     [&](const ExprPtr& child) { return reads(child, scalar); });
}

bool loads(const ExprPtr& e, int array) {
  if (e->kind == ExprKind::kLoad && e->id == array) return true;
  return std::any_of(e->children.begin(), e->children.end(),
                     [&](const ExprPtr& child) { return loads(child, array); });
}

bool contains(const ExprPtr& e, const ExprPtr& part) {
  if (same_expr(e, part)) return true;
  return std::any_of(e->children.begin(), e->children.end(),
                     [&](const ExprPtr& child) { return contains(child, part); });
}

bool leaf_reads(const Leaf& leaf, int scalar) {
  if (leaf.stmt->value && reads(leaf.stmt->value, scalar)) return true;
  for (const ExprPtr& e : leaf.stmt->subscripts) {
    if (reads(e, scalar)) return true;
  }
  return std::any_of(leaf.masks.begin(), leaf.masks.end(),
                     [&](const ExprPtr& e) { return reads(e, scalar); });
}

bool leaf_writes(const Leaf& leaf, int scalar) {
  return leaf.stmt->kind == StmtKind::kAssign && leaf.stmt->id == scalar;
}

enum class First { kNothing, kRead, kWrite };

/// What happens first to a variable in statements that run one after the other.
First first_use(const std::vector<Stmt>& body, std::size_t from, int id) {
  for (std::size_t i = from; i < body.size(); ++i) {
    const Stmt& stmt = body[i];
    for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
      if (e && reads(e, id)) return First::kRead;
    }
    for (const ExprPtr& e : stmt.subscripts) {
      if (reads(e, id)) return First::kRead;
    }
    if (stmt.kind == StmtKind::kAssign && stmt.id == id) return First::kWrite;
    const First inner = first_use(stmt.body, 0, id);
    const First other = first_use(stmt.other, 0, id);
    if (inner == First::kRead || other == First::kRead) return First::kRead;
    if (inner == First::kWrite && other == First::kWrite) return First::kWrite;
    if (stmt.kind == StmtKind::kReturn) return First::kNothing;
  }
  return First::kNothing;
}

}  // namespace

/// Whether a variable's value is read after the statement that is being written.
bool Emitter::is_live(int id) const {
  if (variable(id).is_result) return true;
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    const First first = first_use(*frame->block, frame->next, id);
    if (first == First::kRead) return true;
    if (first == First::kWrite) return false;
    if (frame->repeats) {
      const First again = first_use(*frame->block, 0, id);
      if (again == First::kRead) return true;
    }
  }
  return false;
}

void Emitter::collect(const std::vector<Stmt>& body, std::vector<Axis>& axes,
                      std::vector<ExprPtr>& masks, bool any_order, std::vector<Leaf>& leaves) {
  for (const Stmt& stmt : body) {
    switch (stmt.kind) {
      case StmtKind::kAssign:
      case StmtKind::kStore:
      case StmtKind::kArray: {
        if (stmt.kind == StmtKind::kArray && !masks.empty())
          fail(stmt.place, "an array begins under a condition");
        const bool conditional = !masks.empty() || !domain_.empty();
        if (stmt.value) check_expression(stmt.value, conditional, stmt.place);
        for (const ExprPtr& e : stmt.subscripts) check_expression(e, conditional, stmt.place);
        leaves.push_back({&stmt, axes, masks, any_order, domain_});
        break;
      }
      case StmtKind::kFor: {
        if (stmt.step != 1 && stmt.step != -1)
          fail(stmt.place, "its index moves by " + std::to_string(stmt.step),
               "write it with steps of 1");
        if (stmt.low->kind != ExprKind::kAffine || stmt.high->kind != ExprKind::kAffine)
          fail(stmt.place,
               "its bounds are no sums of sizes and indices: data decides how often it runs");
        Axis axis;
        axis.id = stmt.id;
        axis.loop = &stmt;
        const Polynomial first = *stmt.low->polynomial, last = *stmt.high->polynomial;
        axis.low = stmt.step > 0 ? first : last + Polynomial(1);
        axis.length = stmt.step > 0 ? last - first : first - last;
        const std::size_t limits = domain_.size();
        make_rectangle(stmt, axis, axes);
        axes.push_back(axis);
        collect(stmt.body, axes, masks, any_order || stmt.any_order, leaves);
        axes.pop_back();
        domain_.resize(limits);
        break;
      }
      case StmtKind::kIf: {
        check_expression(stmt.value, !masks.empty() || !domain_.empty(), stmt.place);
        masks.push_back(stmt.value);
        collect(stmt.body, axes, masks, any_order, leaves);
        masks.pop_back();
        if (!stmt.other.empty()) {
          masks.push_back(
              make_expr(ExprKind::kUnary, DType::kBool, stmt.place, {stmt.value}, "not"));
          collect(stmt.other, axes, masks, any_order, leaves);
          masks.pop_back();
        }
        break;
      }
      case StmtKind::kWhile:
        fail(stmt.place, "a loop inside of it has no count that is known when it begins");
      case StmtKind::kBreak:
      case StmtKind::kContinue:
      case StmtKind::kReturn:
        fail(stmt.place, stmt.kind == StmtKind::kContinue ? "`continue`" : "it may end early");
    }
  }
}

bool Emitter::is_known(const Polynomial& value) const {
  return value.is_nonnegative() ||
         std::any_of(function_.guards.begin(), function_.guards.end(),
                     [&](const Guard& guard) { return (value - guard.value).is_nonnegative(); });
}

/// A loop with one bound that moves with outer indices runs as far as that bound ever reaches, and
/// the bound says which iterations there are.
void Emitter::make_rectangle(const Stmt& loop, Axis& axis, const std::vector<Axis>& axes) {
  std::string moving;
  const auto is_outer = [&](int id) {
    const bool found =
        std::any_of(axes.begin(), axes.end(), [&](const Axis& outer) { return outer.id == id; });
    if (found) moving = variable(id).cpp;
    return found;
  };
  const Polynomial high = axis.low + axis.length;
  const bool low_moves = axis.low.mentions_any(is_outer), high_moves = high.mentions_any(is_outer);
  if (!low_moves && !high_moves) return;
  std::vector<Range> ranges;
  for (const Axis& outer : axes)
    ranges.push_back({outer.id, outer.low, outer.low + outer.length, true});
  const Polynomial first = smallest(axis.low, ranges);
  const Polynomial length = largest(high, ranges) - first;
  // Where both move, a band would become a square.
  if ((low_moves && high_moves) || length.mentions_any(is_outer) || first.mentions_any(is_outer) ||
      !is_known(length))
    fail(loop.place, "its bounds depend on `" + moving +
                         "`: together the loops do not run over a rectangle or a triangle");
  domain_.push_back(make_expr(
      ExprKind::kBinary, DType::kBool, loop.place,
      {affine_expr(Polynomial::variable(axis.id)), affine_expr(low_moves ? axis.low : high)},
      low_moves ? ">=" : "<"));
  axis.low = first;
  axis.length = length;
}

/// What may fail must not be evaluated where C++ does not.
void Emitter::check_expression(const ExprPtr& e, bool conditional, const Place& place) {
  const Place where = e->place.line != 0 ? e->place : place;
  if (e->kind == ExprKind::kHelper)
    fail(where, "`" + e->name + "`, a function with loops of its own, is called");
  if (conditional && e->kind == ExprKind::kBinary && (e->name == "/" || e->name == "%") &&
      is_integer(e->type)) {
    const Expr* divisor = constant_integer(e->children[1]);
    if (divisor == nullptr || divisor->integer == 0)
      fail(where, "a division of integers under a condition");
  }
  if (conditional && e->kind == ExprKind::kLoad) {
    for (const ExprPtr& child : e->children) {
      if (child->kind != ExprKind::kAffine)
        fail(where, "a subscript that is data, under a condition");
    }
  }
  const bool choice =
      e->kind == ExprKind::kSelect || e->kind == ExprKind::kAnd || e->kind == ExprKind::kOr;
  for (std::size_t i = 0; i < e->children.size(); ++i)
    check_expression(e->children[i], conditional || (choice && i > 0), place);
}

/// The expression that reads what a statement writes.
ExprPtr Emitter::self_of(const Stmt& stmt) const {
  if (stmt.kind == StmtKind::kAssign)
    return make_expr(ExprKind::kScalar, variable(stmt.id).type, {}, {}, "", stmt.id);
  return make_expr(ExprKind::kLoad, function_.arrays[static_cast<std::size_t>(stmt.id)].type, {},
                   stmt.subscripts, "", stmt.id);
}

namespace {

/// `self op term`, also as the first of several terms: (self + a) + b.
std::optional<Accumulation> accumulation_of(const ExprPtr& value, const ExprPtr& self) {
  if (value->type != self->type) {
    return std::nullopt;
  }
  if (value->kind == ExprKind::kBinary) {
    const std::string& op = value->name;
    const ExprPtr &a = value->children[0], &b = value->children[1];
    const bool commutes = op == "+" || op == "*" || op == "&" || op == "|" || op == "^";
    if ((commutes || op == "-") && same_expr(a, self) && !contains(b, self)) {
      if (op != "-") return Accumulation{op, b};
      return Accumulation{"+", make_expr(ExprKind::kUnary, value->type, value->place, {b}, "-")};
    }
    if (commutes && same_expr(b, self) && !contains(a, self)) return Accumulation{op, a};
    if ((op == "+" || op == "-") && contains(a, self) && !contains(b, self)) {
      const auto inner = accumulation_of(a, self);
      if (!inner || inner->op != "+") return std::nullopt;
      return Accumulation{
          "+", make_expr(ExprKind::kBinary, value->type, value->place, {inner->term, b}, op)};
    }
    return std::nullopt;
  }
  if (value->kind == ExprKind::kCall && (value->name == "maximum" || value->name == "minimum")) {
    const std::string op = value->name == "maximum" ? "max" : "min";
    if (same_expr(value->children[0], self) && !contains(value->children[1], self))
      return Accumulation{op, value->children[1]};
    if (same_expr(value->children[1], self) && !contains(value->children[0], self))
      return Accumulation{op, value->children[0]};
    return std::nullopt;
  }
  if (value->kind == ExprKind::kSelect) {  // std::max and std::min of floats, and the same by hand
    const ExprPtr &condition = value->children[0], &yes = value->children[1],
                  &no = value->children[2];
    if (condition->kind != ExprKind::kBinary) return std::nullopt;
    std::string relation = condition->name;
    if (relation != "<" && relation != ">" && relation != "<=" && relation != ">=")
      return std::nullopt;
    const bool straight =
        same_expr(condition->children[0], yes) && same_expr(condition->children[1], no);
    const bool crossed =
        same_expr(condition->children[0], no) && same_expr(condition->children[1], yes);
    if (!straight && !crossed) return std::nullopt;
    const ExprPtr& term = same_expr(yes, self) ? no : yes;
    if (!same_expr(yes, self) && !same_expr(no, self)) return std::nullopt;
    if (contains(term, self)) return std::nullopt;
    const bool less = relation[0] == '<';
    return Accumulation{less == straight ? "min" : "max", term};
  }
  return std::nullopt;
}

/// A cast to a small type around the sum in int that C++ promotes to.
ExprPtr without_promotion(const ExprPtr& value) {
  if (value->kind != ExprKind::kCast || !is_integer(value->type) ||
      !is_integer(value->children[0]->type) || size_of(value->type) >= 4)
    return value;
  return value;
}

}  // namespace

std::optional<Accumulation> Emitter::accumulation(const Leaf& leaf, const ExprPtr& self) const {
  const ExprPtr value = without_promotion(leaf.stmt->value);
  // if (x > m) m = x;
  if (!leaf.masks.empty()) {
    const ExprPtr& mask = leaf.masks.back();
    if (mask->kind == ExprKind::kBinary && !contains(value, self) && contains(mask, self)) {
      const bool first = same_expr(mask->children[0], self) && same_expr(mask->children[1], value);
      const bool second = same_expr(mask->children[1], self) && same_expr(mask->children[0], value);
      const bool less = mask->name == "<" || mask->name == "<=";
      const bool more = mask->name == ">" || mask->name == ">=";
      if ((first || second) && (less || more))
        return Accumulation{(first ? less : more) ? "max" : "min", value};
    }
  }
  return accumulation_of(value, self);
}

void Emitter::allow_order(const Accumulation& found, const Leaf& leaf, DType type) {
  const Place& place = leaf.stmt->place;
  if (found.op == "&" || found.op == "|" || found.op == "^")
    fail(place, "the language has no reducer for " + found.op);
  if (!is_float(type) || leaf.any_order || function_.reassociate) return;
  if (found.op == "max" || found.op == "min")
    fail(place, "the order decides which of -0 and +0 is the result, and what NaN does",
         "SINTER_JIT_REASSOC allows any order");
  fail(place,
       std::string("a ") + (found.op == "*" ? "product" : "sum") + " of floats keeps its order",
       "SINTER_JIT_REASSOC allows any order");
}

/// How many loops stand around the value that a variable has within one iteration: it is set there
/// before it is used.
std::size_t Emitter::home(const std::vector<Leaf>& leaves, int id) const {
  std::vector<const Leaf*> uses;
  for (const Leaf& leaf : leaves) {
    if (leaf_reads(leaf, id) || leaf_writes(leaf, id)) uses.push_back(&leaf);
  }
  if (uses.empty()) return 0;
  std::size_t common = uses[0]->axes.size();
  for (const Leaf* leaf : uses) {
    std::size_t same = 0;
    while (same < common && same < leaf->axes.size() &&
           leaf->axes[same].loop == uses[0]->axes[same].loop)
      ++same;
    common = same;
  }
  for (std::size_t depth = common; depth > 0; --depth) {
    const Leaf& first = *uses[0];
    if (leaf_writes(first, id) && !leaf_reads(first, id) && first.masks.empty() &&
        first.axes.size() == depth)
      return depth;
  }
  return 0;
}

void Emitter::check_scalar(const std::vector<Leaf>& leaves, int id) {
  const std::size_t depth = home(leaves, id);
  const Leaf* last_scan = nullptr;
  for (const Leaf& leaf : leaves) {
    if (!leaf_writes(leaf, id)) continue;
    if (leaf.axes.size() == depth) continue;
    const ExprPtr self = self_of(*leaf.stmt);
    const auto found = accumulation(leaf, self);
    if (!found)
      fail(leaf.stmt->place,
           "`" + variable(id).name + "` carries a value from one iteration to the next",
           "if it does not, declare it inside of the loop");
    if (reads(found->term, id))
      fail(leaf.stmt->place, "`" + variable(id).name + "` is computed from its own last value");
    allow_order(*found, leaf, variable(id).type);
    // Other statements of the loop must not see the sum before it is complete, or it is a scan.
    const Stmt* loop = leaf.axes[depth].loop;
    bool seen = false;
    for (const Leaf& other : leaves) {
      if (&other == &leaf) {
        seen = true;
        continue;
      }
      const bool inside = other.axes.size() > depth && other.axes[depth].loop == loop;
      if (!inside) continue;
      if (leaf_writes(other, id)) {
        const auto more = accumulation(other, self);
        if (!more || more->op != found->op || other.axes.size() == depth)
          fail(other.stmt->place,
               "`" + variable(id).name + "` is set in several ways inside of the loop");
        if (last_scan)
          fail(other.stmt->place, "`" + variable(id).name + "` changes twice in one iteration");
        continue;
      }
      if (!leaf_reads(other, id)) continue;
      const bool scan = seen && leaf.axes.size() == depth + 1 && leaf.masks.empty() &&
                        leaf.domain.empty() && other.axes.size() >= leaf.axes.size() &&
                        other.axes[depth].loop == loop;
      if (!scan)
        fail(other.stmt->place,
             "`" + variable(id).name + "` is used here while the loop changes it");
      last_scan = &leaf;
      scans_.insert(id);
    }
  }
  if (depth > 0 && is_live(id))
    fail(leaves[0].stmt->place,
         "`" + variable(id).name +
             "` is used after the loop: it has the value of the last iteration",
         "declare it inside of the loop");
  const bool plain = std::all_of(leaves.begin(), leaves.end(), [&](const Leaf& leaf) {
    return !leaf_writes(leaf, id) || leaf.axes.size() == depth;
  });
  if (depth == 0 && plain)
    fail(leaves[0].stmt->place,
         "`" + variable(id).name + "` keeps a value from one iteration to the next");
}

void Emitter::check_scalars(const std::vector<Leaf>& leaves) {
  std::set<int> written;
  for (const Leaf& leaf : leaves) {
    if (leaf.stmt->kind == StmtKind::kAssign) written.insert(leaf.stmt->id);
  }
  find_extrema(leaves);
  for (const int id : written) {
    if (!searched_.contains(id)) check_scalar(leaves, id);
  }
}

namespace {

struct Reference {
  std::size_t order = 0;
  bool writes = false;
  const std::vector<ExprPtr>* subscripts = nullptr;
  const Leaf* leaf = nullptr;
  Place place;
};

void references(const ExprPtr& e, int array, const Leaf& leaf, std::size_t order,
                std::vector<Reference>& to) {
  if (e->kind == ExprKind::kLoad && e->id == array)
    to.push_back({order, false, &e->children, &leaf, e->place});
  for (const ExprPtr& child : e->children) references(child, array, leaf, order, to);
}

bool is_affine(const std::vector<ExprPtr>& subscripts) {
  return std::all_of(subscripts.begin(), subscripts.end(),
                     [](const ExprPtr& e) { return e->kind == ExprKind::kAffine; });
}

}  // namespace

void Emitter::check_arrays(const std::vector<Leaf>& leaves) {
  std::set<int> written;
  for (const Leaf& leaf : leaves) {
    if (leaf.stmt->kind == StmtKind::kStore) written.insert(leaf.stmt->id);
  }
  for (const int id : written) {
    const std::string& label = array(id).name;
    std::vector<Reference> all;
    std::size_t prefix = 0;
    for (std::size_t order = 0; order < leaves.size(); ++order) {
      const Leaf& leaf = leaves[order];
      const Stmt& stmt = *leaf.stmt;
      if (stmt.kind == StmtKind::kArray && stmt.id == id) prefix = leaf.axes.size();
      ExprPtr term = stmt.value;
      bool accumulates = false;
      if (stmt.kind == StmtKind::kStore && stmt.id == id) {
        const ExprPtr self = self_of(stmt);
        if (const auto found = accumulation(leaf, self)) {
          // The element's own old value is part of the update.
          bool all_used = is_affine(stmt.subscripts);
          for (std::size_t axis = prefix; axis < leaf.axes.size(); ++axis) {
            all_used = all_used && std::any_of(stmt.subscripts.begin(), stmt.subscripts.end(),
                                               [&](const ExprPtr& e) {
                                                 return e->kind == ExprKind::kAffine &&
                                                        e->polynomial->mentions(leaf.axes[axis].id);
                                               });
          }
          if (!all_used) {
            const bool scatters = !is_affine(stmt.subscripts);
            if (!scatters) allow_order(*found, leaf, array(id).type);
            accumulates = true;
            term = found->term;
            if (loads(term, id)) fail(stmt.place, "`" + label + "` is read while it is summed up");
          }
        }
        if (!accumulates || !is_affine(stmt.subscripts))
          all.push_back({order, true, &stmt.subscripts, &leaf, stmt.place});
        if (accumulates && is_affine(stmt.subscripts))
          all.push_back({order, true, &stmt.subscripts, &leaf, stmt.place});
      }
      if (term) references(term, id, leaf, order, all);
      for (const ExprPtr& e : stmt.subscripts) references(e, id, leaf, order, all);
      for (const ExprPtr& e : leaf.masks) references(e, id, leaf, order, all);
      if (accumulates) all.back().place = stmt.place;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      for (std::size_t j = i; j < all.size(); ++j) {
        const Reference &a = all[i], &b = all[j];
        if (!a.writes && !b.writes) continue;
        const bool data = !is_affine(*a.subscripts) || !is_affine(*b.subscripts);
        if (data) {
          const bool alone = i == j && all.size() == 1 && a.leaf->axes.size() == 1 &&
                             a.leaf->masks.empty() && a.leaf->domain.empty();
          if (!alone)
            fail(b.place,
                 "`" + label + "` is written where data decides, and used elsewhere in the loop");
          continue;
        }
        const bool same = a.order == b.order;
        Signs signs = dependence(*a.subscripts, a.leaf->axes, *b.subscripts, b.leaf->axes, prefix);
        if (i == j) {
          // One statement that writes one element in several iterations: the last one stays, or it
          // is a reduction.
          const auto found = accumulation(*a.leaf, self_of(*a.leaf->stmt));
          if ((signs.later || signs.earlier) && !found)
            fail(a.place, "several iterations write the same element of `" + label + "`");
          continue;
        }
        // Statement after statement, not iteration after iteration: what a later statement does in
        // an earlier iteration comes too late, and so does what a statement reads of its own
        // earlier iterations.
        const bool wrong = same ? (a.writes && b.writes ? signs.later || signs.earlier
                                                        : (a.writes ? signs.later : signs.earlier))
                                : signs.earlier;
        if (wrong) {
          fail(b.writes ? a.place : b.place, "`" + label +
                                                 "` is read where another iteration writes it: the "
                                                 "order of the iterations matters");
        }
        // Statements of different depth: a sum is complete only behind its loop.
      }
    }
  }
}

bool Emitter::raise(const Stmt& loop, Reason& why) {
  std::vector<Leaf> leaves;
  const auto saved_lines = lines_;
  const auto saved_needed = needed_;
  const auto saved_defined = defined_;
  const auto saved_zero = zero_lines_;
  const auto saved_zero_arrays = zero_array_lines_;
  const auto saved_used = used_variables_;
  const auto saved_loops = loops_.size();
  const bool saved_fail = may_fail_, saved_reorders = reorders_;
  bool done = true;
  scans_.clear();
  extrema_.clear();
  searched_.clear();
  domain_.clear();
  try {
    std::vector<Axis> axes;
    std::vector<ExprPtr> masks;
    std::vector<Stmt> whole;
    // The loop itself, as the only statement of a block.
    const Stmt* only = &loop;
    const auto collect_one = [&] {
      if (only->step != 1 && only->step != -1)
        fail(only->place, "its index moves by " + std::to_string(only->step),
             "write it with steps of 1");
      if (only->low->kind != ExprKind::kAffine || only->high->kind != ExprKind::kAffine)
        fail(only->place,
             "its bounds are no sums of sizes and indices: data decides how often it runs");
      Axis axis;
      axis.id = only->id;
      axis.loop = only;
      const Polynomial first = *only->low->polynomial, last = *only->high->polynomial;
      axis.low = only->step > 0 ? first : last + Polynomial(1);
      axis.length = only->step > 0 ? last - first : first - last;
      axes.push_back(axis);
      collect(only->body, axes, masks, only->any_order, leaves);
    };
    collect_one();
    if (leaves.empty()) fail(loop.place, "it does nothing");
    // A kernel costs some microseconds; deep inside of loops one of few elements does not earn
    // them.
    std::size_t most = 0;
    for (const Leaf& leaf : leaves) most = std::max(most, leaf.axes.size());
    if (most < loop_depth_)
      fail(loop.place, "inside of " + std::to_string(loop_depth_) +
                           " ordered loops it is too little work for a kernel of its own");
    check_scalars(leaves);
    check_arrays(leaves);
    for (std::size_t i = 0; i < leaves.size(); ++i) emit_leaf(leaves, i);
    note_loops(leaves);
  } catch (const NotRaised& reason) {
    why = reason.reason;
    lines_ = saved_lines;
    needed_ = saved_needed;
    defined_ = saved_defined;
    zero_lines_ = saved_zero;
    zero_array_lines_ = saved_zero_arrays;
    used_variables_ = saved_used;
    loops_.resize(saved_loops);
    may_fail_ = saved_fail;
    reorders_ = saved_reorders;
    done = false;
  }
  axes_.clear();
  expanded_.clear();
  private_.clear();
  private_axes_.clear();
  mask_names_.clear();
  for (auto it = index_names_.begin(); it != index_names_.end();) {
    const bool ours = std::any_of(leaves.begin(), leaves.end(), [&](const Leaf& leaf) {
      return std::any_of(leaf.axes.begin(), leaf.axes.end(),
                         [&](const Axis& axis) { return axis.id == it->first; });
    });
    it = ours ? index_names_.erase(it) : std::next(it);
  }
  return done;
}

}  // namespace sinter::lift
