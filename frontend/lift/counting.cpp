#include "frontend/lift/counting.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace sinter::lift {
namespace {

using Block = std::vector<Stmt>;
using Replace = std::function<ExprPtr(const ExprPtr&)>;

/// Every scalar of an expression by what `replace` gives for it (null: itself).
ExprPtr rewritten(const ExprPtr& e, const Replace& replace) {
  if (e->kind == ExprKind::kScalar) {
    ExprPtr found = replace(e);
    return found ? found : e;
  }
  if (e->children.empty()) return e;
  Expr copy = *e;
  for (ExprPtr& child : copy.children) child = rewritten(child, replace);
  return std::make_shared<const Expr>(std::move(copy));
}

void rewrite(Stmt& stmt, const Replace& replace) {
  for (ExprPtr* e : {&stmt.value, &stmt.low, &stmt.high}) {
    if (*e) *e = rewritten(*e, replace);
  }
  for (ExprPtr& e : stmt.subscripts) e = rewritten(e, replace);
  for (Stmt& inner : stmt.body) rewrite(inner, replace);
  for (Stmt& inner : stmt.other) rewrite(inner, replace);
}

Replace in_place_of(int id, ExprPtr value) {
  return [id, value = std::move(value)](const ExprPtr& e) { return e->id == id ? value : nullptr; };
}

void assigned_in(const Block& body, std::map<int, int>& counts) {
  for (const Stmt& stmt : body) {
    if (stmt.kind == StmtKind::kAssign) ++counts[stmt.id];
    assigned_in(stmt.body, counts);
    assigned_in(stmt.other, counts);
  }
}

int mentions(const ExprPtr& e, int id) {
  int count = e->kind == ExprKind::kScalar && e->id == id ? 1 : 0;
  for (const ExprPtr& child : e->children) count += mentions(child, id);
  return count;
}

int mentions(const Block& body, int id);

int mentions(const Stmt& stmt, int id) {
  int count = stmt.kind == StmtKind::kAssign && stmt.id == id ? 1 : 0;
  for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) count += e ? mentions(e, id) : 0;
  for (const ExprPtr& e : stmt.subscripts) count += mentions(e, id);
  return count + mentions(stmt.body, id) + mentions(stmt.other, id);
}

int mentions(const Block& body, int id) {
  int count = 0;
  for (const Stmt& stmt : body) count += mentions(stmt, id);
  return count;
}

/// A break or continue of the loop whose body this is.
bool jumps(const Block& body) {
  return std::any_of(body.begin(), body.end(), [](const Stmt& stmt) {
    if (stmt.kind == StmtKind::kBreak || stmt.kind == StmtKind::kContinue) return true;
    return stmt.kind == StmtKind::kIf && (jumps(stmt.body) || jumps(stmt.other));
  });
}

/// The variable that an integer is, without what only makes it wider.
const Expr* bare_scalar(const ExprPtr& e) {
  const Expr* at = e.get();
  while (at->kind == ExprKind::kCast && is_integer(at->type) && is_integer(at->children[0]->type) &&
         size_of(at->type) >= size_of(at->children[0]->type))
    at = at->children[0].get();
  return at->kind == ExprKind::kScalar ? at : nullptr;
}

bool is_number(const ExprPtr& e, std::int64_t number) {
  const Expr* known = constant_integer(e);
  return known != nullptr && known->integer == number;
}

ExprPtr binary(const char* op, const ExprPtr& a, const ExprPtr& b) {
  return make_expr(ExprKind::kBinary, a->type, a->place, {a, b}, op);
}

class Counting {
 public:
  explicit Counting(Function& function) : function_(function) {
    for (const ArrayInfo& array : function.arrays) {
      if (array.is_parameter) continue;
      for (const ExprPtr& extent : array.extents) note_extent(extent);
    }
  }

  void run() {
    initialize();
    assigned_in(function_.body, all_);
    block(function_.body);
    while (note_positions(function_.body)) {
    }
    rename(function_.body, true);
  }

 private:
  Variable& variable(int id) { return function_.variables[static_cast<std::size_t>(id)]; }

  void note_extent(const ExprPtr& e) {
    if (e->kind == ExprKind::kScalar) kept_.insert(e->id);
    for (const ExprPtr& child : e->children) note_extent(child);
  }

  /// Variables that may be replaced: local integers that C++ computes with in their own type.
  bool is_counter(int id) {
    const Variable& v = variable(id);
    const bool own =
        v.kind == Variable::Kind::kLocal || (v.kind == Variable::Kind::kParameter && !v.is_result);
    return own && is_integer(v.type) && size_of(v.type) >= 4 && !kept_.contains(id);
  }

  int make_variable(int like, Variable::Kind kind) {
    Variable made = variable(like);
    made.kind = kind;
    const std::string base = made.name;
    const auto taken = [&](const std::string& name) {
      return std::any_of(function_.variables.begin(), function_.variables.end(),
                         [&](const Variable& v) { return v.name == name; }) ||
             std::any_of(function_.arrays.begin(), function_.arrays.end(),
                         [&](const ArrayInfo& a) { return a.name == name; });
    };
    for (int i = 2; taken(made.name); ++i) made.name = base + "_" + std::to_string(i);
    function_.variables.push_back(std::move(made));
    return static_cast<int>(function_.variables.size()) - 1;
  }

  ExprPtr scalar(int id) { return make_expr(ExprKind::kScalar, variable(id).type, {}, {}, "", id); }

  /// The same in every iteration of a loop that assigns these variables.
  static bool is_fixed(const ExprPtr& e, const std::map<int, int>& assigned) {
    if (e->kind == ExprKind::kLoad || e->kind == ExprKind::kHelper) return false;
    if (e->kind == ExprKind::kScalar && assigned.contains(e->id)) return false;
    return std::all_of(e->children.begin(), e->children.end(),
                       [&](const ExprPtr& child) { return is_fixed(child, assigned); });
  }

  /// A bound of which the call knows that the loop runs: another one calls plain C++.
  bool is_guarded(const ExprPtr& e) {
    if (e->kind == ExprKind::kConstant) return true;
    if (e->kind == ExprKind::kScalar) {
      const Variable::Kind kind = variable(e->id).kind;
      return kind == Variable::Kind::kSize ||
             (kind == Variable::Kind::kParameter && !all_.contains(e->id));
    }
    const bool sum =
        e->kind == ExprKind::kCast ||
        (e->kind == ExprKind::kBinary && (e->name == "+" || e->name == "-" || e->name == "*"));
    return sum && is_integer(e->type) &&
           std::all_of(e->children.begin(), e->children.end(),
                       [&](const ExprPtr& child) { return is_guarded(child); });
  }

  /// Variables that may be read before they are set begin as 0: C++ allows any value.
  void initialize() {
    std::set<int> set, open;
    read_unset(function_.body, set, open);
    for (const int id : open) {
      function_.body.insert(function_.body.begin(),
                            assignment(id, integer_constant(0, variable(id).type), {}));
    }
  }

  void read_unset(const ExprPtr& e, const std::set<int>& set, std::set<int>& open) {
    if (e->kind == ExprKind::kScalar && variable(e->id).kind == Variable::Kind::kLocal &&
        !set.contains(e->id))
      open.insert(e->id);
    for (const ExprPtr& child : e->children) read_unset(child, set, open);
  }

  void read_unset(const Block& body, std::set<int>& set, std::set<int>& open) {
    for (const Stmt& stmt : body) {
      for (const ExprPtr& e : {stmt.value, stmt.low, stmt.high}) {
        if (e) read_unset(e, set, open);
      }
      for (const ExprPtr& e : stmt.subscripts) read_unset(e, set, open);
      if (stmt.kind == StmtKind::kAssign) set.insert(stmt.id);
      std::set<int> inner = set, other = set;
      read_unset(stmt.body, inner, open);
      read_unset(stmt.other, other, open);
      if (stmt.kind != StmtKind::kIf) continue;
      std::erase_if(inner, [&](int id) { return !other.contains(id); });
      set = std::move(inner);
    }
  }

  void block(Block& body) {
    for (std::size_t i = 0; i < body.size(); ++i) {
      block(body[i].body);
      block(body[i].other);
      Block after;
      before_ = std::span(body).first(i);
      if (body[i].kind == StmtKind::kWhile) count(body[i], after);
      if (body[i].kind == StmtKind::kFor) replace_counters(body[i], after);
      body.insert(body.begin() + static_cast<std::ptrdiff_t>(i) + 1, after.begin(), after.end());
      i += after.size();
    }
  }

  /// What a loop begins to count from: a constant, where the statements before it say so.
  ExprPtr first_value(int id) {
    for (auto stmt = before_.rbegin(); stmt != before_.rend(); ++stmt) {
      std::map<int, int> assigned;
      assigned_in({*stmt}, assigned);
      if (!assigned.contains(id)) continue;
      const bool known = stmt->kind == StmtKind::kAssign && constant_integer(stmt->value);
      return known ? stmt->value : scalar(id);
    }
    return scalar(id);
  }

  void count(Stmt& loop, Block& after) {
    if (!count_up_or_down(loop, after)) count_taken(loop, after);
  }

  /// while (v < bound) { ...; v = v + 1; ... }
  bool count_up_or_down(Stmt& loop, Block& after) {
    if (loop.value->kind != ExprKind::kBinary || loop.body.empty() || jumps(loop.body))
      return false;
    const auto& [left, right] = std::pair(loop.value->children[0], loop.value->children[1]);
    if (!is_integer(left->type)) return false;
    static const std::map<std::string, std::string> mirrored{
        {"<", ">"}, {"<=", ">="}, {">", "<"}, {">=", "<="}, {"!=", "!="}};
    if (!mirrored.contains(loop.value->name)) return false;
    std::map<int, int> assigned;
    assigned_in(loop.body, assigned);
    for (const bool swapped : {false, true}) {
      const Expr* counter = bare_scalar(swapped ? right : left);
      const ExprPtr& bound = swapped ? left : right;
      if (counter == nullptr || !is_counter(counter->id)) continue;
      const auto by = only_step(loop.body, counter->id);
      const bool one = by && (is_number(*by, 1) || is_number(*by, -1));
      if (!one || assigned[counter->id] != 1 || !is_fixed(bound, assigned)) continue;
      std::string relation = loop.value->name;
      if (swapped) relation = mirrored.at(relation);
      const bool up = is_number(*by, 1);
      if (is_unsigned_integer(left->type) &&
          (is_signed_integer(counter->type) || (!up && relation != ">")))
        continue;
      if (relation == "!=") relation = up ? "<" : ">";
      if ((relation[0] == '<') != up) continue;
      become_for(loop, counter->id, relation, bound, after);
      return true;
    }
    return false;
  }

  static std::optional<ExprPtr> only_step(const Block& body, int id) {
    for (const Stmt& stmt : body) {
      if (auto by = step(stmt, id)) return by;
    }
    return std::nullopt;
  }

  /// What a statement adds to a variable; nothing where it does something else.
  static std::optional<ExprPtr> step(const Stmt& stmt, int id) {
    if (stmt.kind != StmtKind::kAssign || stmt.id != id) return std::nullopt;
    const ExprPtr& value = stmt.value;
    if (value->kind != ExprKind::kBinary || (value->name != "+" && value->name != "-"))
      return std::nullopt;
    const auto is_self = [&](const ExprPtr& e) {
      return e->kind == ExprKind::kScalar && e->id == id;
    };
    const ExprPtr &a = value->children[0], &b = value->children[1];
    if (is_self(a) && mentions(b, id) == 0) {
      if (value->name == "+") return b;
      if (const Expr* known = constant_integer(b))
        return integer_constant(-known->integer, b->type);
      return make_expr(ExprKind::kUnary, b->type, b->place, {b}, "-");
    }
    if (value->name == "+" && is_self(b) && mentions(a, id) == 0) return a;
    return std::nullopt;
  }

  void become_for(Stmt& loop, int counter, const std::string& relation, const ExprPtr& bound,
                  Block& after) {
    const bool up = relation[0] == '<';
    const DType type = variable(counter).type;
    ExprPtr high = cast_to(bound, DType::kI64);
    if (relation.size() == 2) high = binary(up ? "+" : "-", high, integer_constant(1, DType::kI64));
    const int index = make_variable(counter, Variable::Kind::kIndex);
    loop.kind = StmtKind::kFor;
    loop.id = index;
    loop.value = nullptr;
    loop.low = cast_to(first_value(counter), DType::kI64);
    loop.high = high;
    loop.step = up ? 1 : -1;
    step_through(loop, counter, scalar(index));
    const ExprPtr end =
        make_expr(ExprKind::kCall, type, loop.place, {scalar(counter), cast_to(high, type)},
                  up ? "maximum" : "minimum");
    after.push_back(assignment(counter, end, loop.place));
  }

  /// while (true) { t = v; v = v - 1; if not (t > 0) { break }; ... }: v-- > 0 in C++.
  void count_taken(Stmt& loop, Block& after) {
    Block& body = loop.body;
    const bool forever = loop.value->kind == ExprKind::kConstant && loop.value->integer != 0;
    if (!forever || body.size() < 3) return;
    const Stmt &take = body[0], &check = body[2];
    if (take.kind != StmtKind::kAssign || take.value->kind != ExprKind::kScalar) return;
    const int counter = take.value->id, taken = take.id;
    const auto by = step(body[1], counter);
    if (!is_counter(counter) || !by || !is_number(*by, -1)) return;
    const bool ends = check.kind == StmtKind::kIf && check.other.empty() &&
                      check.body.size() == 1 && check.body[0].kind == StmtKind::kBreak &&
                      check.value->kind == ExprKind::kUnary && check.value->name == "not";
    if (!ends || check.value->children[0]->kind != ExprKind::kBinary) return;
    const Expr& test = *check.value->children[0];
    const Expr* tested = bare_scalar(test.children[0]);
    if ((test.name != ">" && test.name != "!=") || !is_number(test.children[1], 0) ||
        tested == nullptr || tested->id != taken || mentions(function_.body, taken) != 2)
      return;
    Block rest(body.begin() + 3, body.end());
    std::map<int, int> assigned;
    assigned_in(rest, assigned);
    if (assigned.contains(counter) || jumps(rest)) return;
    const DType type = variable(counter).type;
    const int index = make_variable(counter, Variable::Kind::kIndex);
    loop.kind = StmtKind::kFor;
    loop.id = index;
    loop.value = nullptr;
    loop.low = integer_constant(0, DType::kI64);
    loop.high = cast_to(scalar(counter), DType::kI64);
    const ExprPtr one = integer_constant(1, type);
    const ExprPtr now = binary("-", binary("-", scalar(counter), one), scalar(index));
    for (Stmt& stmt : rest) rewrite(stmt, in_place_of(counter, now));
    body = std::move(rest);
    const ExprPtr least = make_expr(ExprKind::kCall, type, loop.place,
                                    {scalar(counter), integer_constant(0, type)}, "minimum");
    after.push_back(assignment(counter, binary("-", least, one), loop.place));
  }

  /// v = v + c in every iteration: v is what it was before the loop, and c for each iteration.
  void replace_counters(Stmt& loop, Block& after) {
    if ((loop.step != 1 && loop.step != -1) || jumps(loop.body)) return;
    std::map<int, int> assigned;
    assigned_in(loop.body, assigned);
    if (!is_fixed(loop.low, assigned) || !is_fixed(loop.high, assigned)) return;
    for (const auto& [id, times] : assigned) {
      if (!is_counter(id)) continue;
      int steps = 0;
      ExprPtr total;
      for (const Stmt& stmt : loop.body) {
        const auto by = step(stmt, id);
        if (!by || !is_fixed(*by, assigned) || (*by)->type != variable(id).type) continue;
        ++steps;
        total = total ? sum(total, *by) : *by;
      }
      if (steps != times) continue;
      replace_counter(loop, id, total);
      after.push_back(assignment(
          id, binary("+", scalar(id), product(total, iterations(loop, variable(id).type))),
          loop.place));
    }
  }

  static ExprPtr sum(const ExprPtr& a, const ExprPtr& b) {
    const Expr *x = constant_integer(a), *y = constant_integer(b);
    if (x != nullptr && y != nullptr) return integer_constant(x->integer + y->integer, a->type);
    return binary("+", a, b);
  }

  static ExprPtr product(const ExprPtr& factor, const ExprPtr& count) {
    return is_number(factor, 1) ? count : binary("*", factor, count);
  }

  ExprPtr iterations(const Stmt& loop, DType type) {
    const ExprPtr& first = loop.step > 0 ? loop.low : loop.high;
    const ExprPtr& last = loop.step > 0 ? loop.high : loop.low;
    ExprPtr count = is_number(first, 0) ? last : binary("-", last, first);
    if (!is_guarded(first) || !is_guarded(last))
      count = make_expr(ExprKind::kCall, count->type, loop.place,
                        {count, integer_constant(0, count->type)}, "maximum");
    return cast_to(count, type);
  }

  void replace_counter(Stmt& loop, int id, const ExprPtr& total) {
    const DType type = variable(id).type;
    const ExprPtr index = cast_to(scalar(loop.id), type), low = cast_to(loop.low, type);
    ExprPtr past = is_number(low, 0) ? index : binary("-", index, low);
    if (loop.step < 0) past = binary("-", low, index);
    step_through(loop, id, binary("+", scalar(id), product(total, past)));
  }

  /// Takes the steps out; the variable is `now` up to the first one.
  static void step_through(Stmt& loop, int id, ExprPtr now) {
    Block kept;
    for (Stmt& stmt : loop.body) {
      if (const auto by = step(stmt, id)) {
        now = binary("+", now, *by);
        continue;
      }
      rewrite(stmt, in_place_of(id, now));
      kept.push_back(std::move(stmt));
    }
    loop.body = std::move(kept);
  }

  bool note_position(const ExprPtr& e) {
    bool changed = e->kind == ExprKind::kScalar && positions_.insert(e->id).second;
    for (const ExprPtr& child : e->children) changed = note_position(child) || changed;
    return changed;
  }

  bool note_loads(const ExprPtr& e) {
    bool changed = false;
    for (const ExprPtr& child : e->children)
      changed = (e->kind == ExprKind::kLoad ? note_position(child) : note_loads(child)) || changed;
    return changed;
  }

  /// Variables that positions in arrays and bounds of loops are computed from.
  bool note_positions(const Block& body) {
    bool changed = false;
    for (const Stmt& stmt : body) {
      if (stmt.value) changed = note_loads(stmt.value) || changed;
      for (const ExprPtr& e : {stmt.low, stmt.high}) changed = (e && note_position(e)) || changed;
      for (const ExprPtr& e : stmt.subscripts) changed = note_position(e) || changed;
      if (stmt.kind == StmtKind::kAssign && positions_.contains(stmt.id))
        changed = note_position(stmt.value) || changed;
      changed = note_positions(stmt.body) || changed;
      changed = note_positions(stmt.other) || changed;
    }
    return changed;
  }

  /// x = a; ...; x = b; ...: from the second value on it is another variable.
  void rename(Block& body, bool is_whole) {
    for (Stmt& stmt : body) {
      rename(stmt.body, false);
      rename(stmt.other, false);
    }
    std::map<int, int> assigned;
    assigned_in(body, assigned);
    for (const auto& [id, times] : assigned) {
      if (!is_counter(id) || !positions_.contains(id)) continue;
      const bool given = variable(id).kind == Variable::Kind::kParameter;
      if (given ? !is_whole : times < 2) continue;
      const auto direct = std::count_if(body.begin(), body.end(), [&](const Stmt& stmt) {
        return stmt.kind == StmtKind::kAssign && stmt.id == id;
      });
      if (direct != times || mentions(body, id) != mentions(function_.body, id)) continue;
      const auto first = std::find_if(body.begin(), body.end(),
                                      [&](const Stmt& stmt) { return mentions(stmt, id) > 0; });
      const bool sets_first =
          first->kind == StmtKind::kAssign && first->id == id && mentions(first->value, id) == 0;
      if (given || sets_first) split(body, id, given);
    }
  }

  void split(Block& body, int id, bool given) {
    int now = id;
    bool seen = given;
    for (Stmt& stmt : body) {
      const bool sets = stmt.kind == StmtKind::kAssign && stmt.id == id;
      if (now != id) rewrite(stmt, in_place_of(id, scalar(now)));
      if (!sets) continue;
      if (seen) stmt.id = now = make_variable(id, Variable::Kind::kLocal);
      seen = true;
    }
  }

  Function& function_;
  std::map<int, int> all_;
  std::span<const Stmt> before_;  ///< Of the loop that is being looked at, in its block.
  std::set<int> positions_;
  std::set<int> kept_;  ///< In the sizes of local arrays, which are expressions on their own.
};

}  // namespace

void count_loops(Function& function) { Counting(function).run(); }

}  // namespace sinter::lift
