// A function that calls itself becomes a loop. Where all its calls are the last thing that it does,
// the loop binds the parameters anew. Otherwise arrays hold the arguments of the calls that wait,
// and the results of the calls that each of them has already made. An iteration runs the body of
// the topmost call from its beginning: calls that are done give their noted results, the first one
// that is not is put on top. Values are immutable, so running a body again changes nothing.
#include "frontend/lang/recursion.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/support/check.h"

namespace sinter::lang {
namespace {

// What has become of the topmost call in this iteration.
constexpr std::uint64_t kRunning = 0;
constexpr std::uint64_t kReturned = 1;
constexpr std::uint64_t kCalls = 2;
constexpr std::uint64_t kGoesOn = 3;  ///< A call as the last thing: takes the place of this one.

constexpr std::string_view kState = "<state>";
constexpr std::string_view kTop = "<top>";
constexpr std::string_view kMet = "<calls met>";
constexpr std::string_view kDone = "<calls done>";
constexpr std::size_t kMaximumNames = 16;

class Recursion {
 public:
  Recursion(Syntax& syntax, Reporter& reporter, FunctionDecl& function)
      : syntax_(syntax), reporter_(reporter), function_(function) {}

  void run() {
    const std::vector<StmtId> original = function_.body;
    if (!block_calls(original)) return;
    check_signature();
    if (!ends_with_return(original)) {
      reporter_.fail({Code::MissingReturn, function_.end,
                      fmt::format("`{}` does not end with a return statement", function_.name)});
    }
    find_stacked(original);
    if (!may_end(original)) {
      reporter_.fail({Code::MissingReturn,
                      function_.name_span,
                      fmt::format("`{}` never returns: it calls itself, whatever its arguments are",
                                  function_.name),
                      {},
                      "return something without a call in one case"});
    }
    span_ = function_.name_span;
    std::vector<StmtId> body = convert(original);
    function_.body = sites_ == 0 ? tail_loop(std::move(body)) : stack_loop(std::move(body));
  }

 private:
  [[noreturn]] void refuse(Span span, std::string_view why, std::string help) const {
    reporter_.fail(
        {Code::RecursionUnavailable,
         span,
         fmt::format("recursion (`{}` calls itself) {} is not available yet", function_.name, why),
         {},
         std::move(help)});
  }

  // What the function looks like.

  bool is_call(ExprId id) const {
    const Expr& expr = syntax_[id];
    if (expr.kind != ExprKind::Call) return false;
    const Expr& callee = syntax_[expr.children[0]];
    return callee.kind == ExprKind::Name && callee.name == function_.name;
  }
  /// Whether a node of the expression is such; long sums are deep, hence no recursion.
  template <typename Predicate>
  bool any_node(ExprId id, Predicate&& predicate) const {
    std::vector<ExprId> pending{id};
    while (!pending.empty()) {
      const ExprId one = pending.back();
      pending.pop_back();
      if (!one) continue;
      if (predicate(one)) return true;
      const auto& children = syntax_[one].children;
      pending.insert(pending.end(), children.begin(), children.end());
    }
    return false;
  }
  bool calls(ExprId id) const {
    return any_node(id, [&](ExprId one) { return is_call(one); });
  }
  bool block_calls(const std::vector<StmtId>& block) const {
    return std::any_of(block.begin(), block.end(), [&](StmtId id) { return calls(id); });
  }
  bool calls(StmtId id) const {
    const Stmt& s = syntax_[id];
    return calls(s.value) || calls(s.upper) || calls(s.step) || block_calls(s.body) ||
           block_calls(s.otherwise) ||
           std::any_of(s.targets.begin(), s.targets.end(), [&](ExprId t) { return calls(t); });
  }
  bool returns(const std::vector<StmtId>& block) const {
    return std::any_of(block.begin(), block.end(), [&](StmtId id) {
      const Stmt& s = syntax_[id];
      return s.kind == StmtKind::Return || returns(s.body) || returns(s.otherwise);
    });
  }

  bool ends_with_return(const std::vector<StmtId>& block) const {
    if (block.empty()) return false;
    const Stmt& last = syntax_[block.back()];
    return last.kind == StmtKind::Return ||
           (last.kind == StmtKind::If && ends_with_return(last.body) &&
            ends_with_return(last.otherwise));
  }

  /// Whether an expression calls the function whatever the values are; long sums are deep.
  bool always_calls(ExprId id) const {
    std::vector<ExprId> pending{id};
    while (!pending.empty()) {
      const ExprId one = pending.back();
      pending.pop_back();
      if (!one) continue;
      if (is_call(one)) return true;
      const Expr& expr = syntax_[one];
      const bool chooses = expr.kind == ExprKind::If;
      if (chooses && always_calls(expr.children[1]) && always_calls(expr.children[2])) return true;
      const bool first_only = chooses || (expr.kind == ExprKind::Binary &&
                                          (expr.op == TokenKind::And || expr.op == TokenKind::Or));
      for (const ExprId child : expr.children) {
        pending.push_back(child);
        if (first_only) break;
      }
    }
    return false;
  }
  /// Whether there may be a way to a result on which the function does not call itself.
  bool may_end(const std::vector<StmtId>& block) const {
    for (const StmtId id : block) {
      const Stmt& s = syntax_[id];
      if (always_calls(s.value) || always_calls(s.upper) || always_calls(s.step)) return false;
      if (s.kind == StmtKind::Return || may_end(s.body) || may_end(s.otherwise)) return true;
    }
    return false;
  }

  void check_signature() const {
    const std::string help =
        "declare scalar results and the types of all parameters: fn f(n: i64) -> i64";
    if (function_.results.empty()) refuse(function_.name_span, "without declared results", help);
    for (const TypeExpr& type : function_.results) {
      if (!type.axes.empty()) refuse(type.span, "that gives arrays", help);
    }
    for (const ParameterDecl& parameter : function_.parameters) {
      if (!parameter.type) refuse(parameter.span, "with a parameter without a type", help);
    }
    if (function_.parameters.size() > kMaximumNames || function_.results.size() > kMaximumNames)
      refuse(function_.name_span, "with more than 16 parameters or results", help);
  }

  /// Arrays are only read: every call hands them on as they are.
  void find_stacked(const std::vector<StmtId>& body) {
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
      if (function_.parameters[i].type->axes.empty()) stacked_.push_back(i);
    }
    for (const StmtId id : body) check_calls(id);
  }
  void check_calls(StmtId id) const {
    const Stmt s = syntax_[id];
    for (const ExprId target : s.targets) check_calls(target);
    for (const ExprId part : {s.value, s.upper, s.step}) {
      if (part) check_calls(part);
    }
    for (const StmtId inner : s.body) check_calls(inner);
    for (const StmtId inner : s.otherwise) check_calls(inner);
  }
  void check_calls(ExprId id) const {
    any_node(id, [&](ExprId one) {
      if (is_call(one)) check_call(syntax_[one]);
      return false;
    });
  }
  void check_call(const Expr& expr) const {
    const bool keywords = std::any_of(expr.children.begin(), expr.children.end(), [&](ExprId c) {
      return syntax_[c].kind == ExprKind::Keyword;
    });
    if (keywords || expr.children.size() != function_.parameters.size() + 1) {
      refuse(expr.span, "with arguments by name or left out", "give all arguments, in their order");
    }
    for (std::size_t i = 0; i < function_.parameters.size(); ++i) {
      const ParameterDecl& parameter = function_.parameters[i];
      const Expr& argument = syntax_[expr.children[i + 1]];
      const bool same = argument.kind == ExprKind::Name && argument.name == parameter.name;
      if (!parameter.type->axes.empty() && !same) {
        refuse(argument.span, "on another array than it was given",
               "hand the array on as it is, with positions in it as scalars");
      }
    }
  }

  /// "<argument 3>": names that programs cannot write.
  std::string_view numbered(std::string_view what, std::size_t number) const {
    return *syntax_.made_names.insert(fmt::format("<{} {}>", what, number)).first;
  }

  // New nodes, with the place of the statement that they come from.

  ExprId add(Expr expr) {
    expr.span = expr.mark = span_;
    syntax_.exprs.push_back(std::move(expr));
    return ExprId(syntax_.exprs.size() - 1);
  }
  ExprId name(std::string_view text) {
    Expr e;
    e.name = text;
    return add(std::move(e));
  }
  ExprId number(std::uint64_t value) {
    Expr e;
    e.kind = ExprKind::Integer;
    e.integer = value;
    return add(std::move(e));
  }
  ExprId list(ExprKind kind, std::vector<ExprId> children, TokenKind op = TokenKind::EndOfFile) {
    Expr e;
    e.kind = kind;
    e.op = op;
    e.children = std::move(children);
    return add(std::move(e));
  }
  ExprId binary(TokenKind op, ExprId a, ExprId b) { return list(ExprKind::Binary, {a, b}, op); }
  ExprId call(std::string_view function, ExprId argument) {
    return list(ExprKind::Call, {name(function), argument});
  }
  ExprId at(std::string_view array, ExprId position) {
    return list(ExprKind::Subscript, {name(array), position});
  }
  /// 0, or -0.0, which changes nothing where it is added.
  ExprId zero(std::string_view dtype) {
    Expr e;
    e.kind = ExprKind::Float;
    return call(dtype, list(ExprKind::Unary, {add(std::move(e))}, TokenKind::Minus));
  }
  ExprId integer(std::uint64_t value) { return call("i64", number(value)); }
  StmtId add(Stmt stmt) {
    stmt.span = stmt.mark = span_;
    syntax_.stmts.push_back(std::move(stmt));
    return StmtId(syntax_.stmts.size() - 1);
  }
  StmtId assign(ExprId target, ExprId value) {
    Stmt s;
    s.kind = StmtKind::Assign;
    s.targets = {target};
    s.value = value;
    return add(std::move(s));
  }
  StmtId assign(std::string_view target, ExprId value) { return assign(name(target), value); }
  StmtId branch(ExprId condition, std::vector<StmtId> then, std::vector<StmtId> otherwise = {}) {
    Stmt s;
    s.kind = StmtKind::If;
    s.value = condition;
    s.body = std::move(then);
    s.otherwise = std::move(otherwise);
    return add(std::move(s));
  }
  StmtId simple(StmtKind kind, ExprId value = {}) {
    Stmt s;
    s.kind = kind;
    s.value = value;
    return add(std::move(s));
  }
  StmtId become(std::uint64_t state) { return assign(kState, integer(state)); }
  ExprId state_is(std::uint64_t state, TokenKind op = TokenKind::Equal) {
    return binary(op, name(kState), number(state));
  }
  /// array[i in 0..size] = zero
  StmtId make_array(std::string_view array, std::uint64_t size, std::string_view dtype) {
    Expr binder;
    binder.kind = ExprKind::Binder;
    binder.name = "<position>";
    binder.children = {number(0), number(size)};
    const ExprId bound = add(std::move(binder));
    return assign(list(ExprKind::Subscript, {name(array), bound}), zero(dtype));
  }
  std::string_view result(std::size_t i) const { return numbered("returned value", i); }
  std::string_view next(std::size_t i) const { return numbered("argument", i); }
  std::string_view dtype_of_result(std::size_t i) const { return function_.results[i].name; }
  std::string_view dtype_of_parameter(std::size_t i) const {
    return function_.parameters[i].type->name;
  }

  // The body, with the statements that follow one that may stop it in a branch of their own.

  std::vector<StmtId> convert(const std::vector<StmtId>& block, bool in_loop = false) {
    const Deeper deeper(*this);
    std::vector<StmtId> out;
    for (std::size_t i = 0; i < block.size(); ++i) {
      const Stmt stmt = syntax_[block[i]];
      span_ = stmt.span;
      const bool stops = calls(block[i]) || returns({block[i]});
      if (!stops) {
        out.push_back(block[i]);
        continue;
      }
      for (const StmtId id : convert(block[i], in_loop)) out.push_back(id);
      const std::vector<StmtId> rest(block.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                     block.end());
      if (in_loop) {
        span_ = stmt.span;
        out.push_back(branch(state_is(kRunning, TokenKind::NotEqual), {simple(StmtKind::Break)}));
        continue;
      }
      if (!rest.empty()) {
        std::vector<StmtId> then = convert(rest);
        span_ = stmt.span;
        out.push_back(branch(state_is(kRunning), std::move(then)));
      }
      break;
    }
    return out;
  }

  std::vector<StmtId> convert(StmtId id, bool in_loop) {
    Stmt stmt = syntax_[id];
    switch (stmt.kind) {
      case StmtKind::Return:
        return convert_return(stmt.value);
      case StmtKind::If: {
        std::vector<StmtId> out;
        const ExprId condition = hoist(stmt.value, out);
        std::vector<StmtId> then = convert(stmt.body, in_loop);
        std::vector<StmtId> otherwise = convert(stmt.otherwise, in_loop);
        span_ = stmt.span;
        const StmtId made = branch(condition, std::move(then), std::move(otherwise));
        syntax_.stmts[made.index].mark = stmt.mark;
        return guarded(std::move(out), {made});
      }
      case StmtKind::For:
      case StmtKind::While: {
        if (calls(id))
          refuse(
              stmt.mark, "inside of a loop",
              "call a local function of the loop's values, or write the repetition as recursion");
        stmt.body = convert(stmt.body, true);
        syntax_.stmts.push_back(std::move(stmt));
        return {StmtId(syntax_.stmts.size() - 1)};
      }
      case StmtKind::Assign:
      case StmtKind::Update:
        return convert_assignment(std::move(stmt));
      default:
        refuse(stmt.span, "at this place", "");
    }
  }

  std::vector<StmtId> convert_return(ExprId value) {
    const Expr expr = syntax_[value];
    if (is_call(value)) {
      std::vector<StmtId> out;
      std::vector<StmtId> goes = new_arguments(expr, out);
      goes.push_back(become(kGoesOn));
      return guarded(std::move(out), std::move(goes));
    }
    if (expr.kind == ExprKind::If && calls(value)) {
      std::vector<StmtId> out;
      const ExprId condition = hoist(expr.children[0], out);
      std::vector<StmtId> then = convert_return(expr.children[1]);
      std::vector<StmtId> otherwise = convert_return(expr.children[2]);
      return guarded(std::move(out), {branch(condition, std::move(then), std::move(otherwise))});
    }
    std::vector<ExprId> values{value};
    if (expr.kind == ExprKind::Tuple) values = expr.children;
    if (values.size() != function_.results.size()) {
      reporter_.fail({Code::ResultCount, expr.span,
                      fmt::format("`{}` declares {} result{}, but returns {}", function_.name,
                                  function_.results.size(),
                                  function_.results.size() == 1 ? "" : "s", values.size())});
    }
    std::vector<StmtId> out;
    for (ExprId& one : values) one = hoist(one, out);
    std::vector<StmtId> rest;
    for (std::size_t i = 0; i < values.size(); ++i) {
      // The sum has the declared type where the value fits it.
      const ExprId typed = binary(TokenKind::Plus, zero(dtype_of_result(i)), values[i]);
      rest.push_back(assign(result(i), typed));
    }
    rest.push_back(become(kReturned));
    return guarded(std::move(out), std::move(rest));
  }

  std::vector<StmtId> convert_assignment(Stmt stmt) {
    for (const ExprId target : stmt.targets) {
      if (syntax_[target].kind != ExprKind::Name)
        refuse(syntax_[target].span, "for a part of an array", "bind the result to a name first");
    }
    const Expr value = syntax_[stmt.value];
    std::vector<StmtId> out;
    if (value.kind == ExprKind::If) {
      const ExprId condition = hoist(value.children[0], out);
      std::array<std::vector<StmtId>, 2> sides;
      for (std::size_t i = 0; i < 2; ++i) {
        Stmt side = stmt;
        side.value = value.children[i + 1];
        sides[i] = convert_assignment(std::move(side));
      }
      return guarded(std::move(out), {branch(condition, std::move(sides[0]), std::move(sides[1]))});
    }
    if (is_call(stmt.value) && stmt.targets.size() > 1) {
      const std::vector<std::string_view> results = call_site(value, out);
      std::vector<ExprId> names;
      for (const std::string_view one : results) names.push_back(name(one));
      stmt.value = list(ExprKind::Tuple, std::move(names));
    } else {
      stmt.value = hoist(stmt.value, out);
    }
    syntax_.stmts.push_back(stmt);
    const StmtId made(syntax_.stmts.size() - 1);
    if (is_risky(stmt.value)) return guarded(std::move(out), {made});
    // Computed from zeros where a call is waited for, so that the name is bound in any case.
    out.push_back(made);
    return out;
  }

  /// Whether evaluating may fail, where it stands in for values that are not there yet.
  bool is_risky(ExprId id) const {
    return any_node(id, [&](ExprId one) {
      const Expr& expr = syntax_[one];
      return expr.kind == ExprKind::Subscript || expr.kind == ExprKind::Call ||
             expr.kind == ExprKind::Reducer || expr.op == TokenKind::FloorDiv ||
             expr.op == TokenKind::Percent || expr.op == TokenKind::Power;
    });
  }

  /// `rest` where no call of `before` is waited for.
  std::vector<StmtId> guarded(std::vector<StmtId> before, std::vector<StmtId> rest) {
    if (before.empty()) return rest;
    before.push_back(branch(state_is(kRunning), std::move(rest)));
    return before;
  }

  /// The expression with its calls replaced by names; the calls go to `out`, in their order.
  ExprId hoist(ExprId id, std::vector<StmtId>& out) {
    if (!id || !calls(id)) return id;
    const Deeper deeper(*this);
    if (is_call(id)) {
      if (function_.results.size() != 1)
        refuse(syntax_[id].span, "in an expression, with several results",
               "bind them to names first: a, b = f(...)");
      const Expr expr = syntax_[id];
      return name(call_site(expr, out)[0]);
    }
    Expr expr = syntax_[id];
    const bool decides =
        expr.kind == ExprKind::Binary && (expr.op == TokenKind::And || expr.op == TokenKind::Or);
    const bool open = expr.kind == ExprKind::Unary || expr.kind == ExprKind::Binary ||
                      expr.kind == ExprKind::Call || expr.kind == ExprKind::Tuple ||
                      expr.kind == ExprKind::List || expr.kind == ExprKind::Subscript ||
                      expr.kind == ExprKind::Keyword;
    if (!open || (decides && calls(expr.children[1])))
      refuse(expr.span, "inside of such an expression",
             "bind its result to a name first: y = f(...)");
    for (ExprId& child : expr.children) child = hoist(child, out);
    syntax_.exprs.push_back(std::move(expr));
    return ExprId(syntax_.exprs.size() - 1);
  }

  std::vector<StmtId> new_arguments(const Expr& call, std::vector<StmtId>& out) {
    std::vector<StmtId> made;
    for (const std::size_t i : stacked_)
      made.push_back(assign(next(i), hoist(call.children[i + 1], out)));
    return made;
  }

  /// A call whose results are needed here: noted ones, or the end of this iteration.
  std::vector<std::string_view> call_site(const Expr& call, std::vector<StmtId>& out) {
    std::vector<StmtId> arguments = new_arguments(call, out);
    const std::size_t site = sites_++;
    const Span saved = std::exchange(span_, call.span);
    std::vector<std::string_view> names;
    std::vector<StmtId> known;
    for (std::size_t r = 0; r < function_.results.size(); ++r) {
      names.push_back(numbered("result of a call", site * kMaximumNames + r));
      known.push_back(assign(names[r], at(numbered("noted", r), note(name(kMet)))));
      arguments.push_back(assign(names[r], zero(dtype_of_result(r))));
    }
    arguments.push_back(become(kCalls));
    std::vector<StmtId> waits{branch(binary(TokenKind::Less, name(kMet), at(kDone, name(kTop))),
                                     std::move(known), std::move(arguments)),
                              assign(kMet, binary(TokenKind::Plus, name(kMet), number(1)))};
    if (out.empty()) {
      out = std::move(waits);
    } else {
      // An earlier call of the same statement may be waited for; the names are bound in any case.
      std::vector<StmtId> zeros;
      for (std::size_t r = 0; r < names.size(); ++r)
        zeros.push_back(assign(names[r], zero(dtype_of_result(r))));
      out.push_back(branch(state_is(kRunning), std::move(waits), std::move(zeros)));
    }
    span_ = saved;
    return names;
  }

  /// Where the result of the call number `n` of the topmost call is noted.
  ExprId note(ExprId n) {
    sites_of_notes_.push_back(number(0));  // the number of sites, when it is known
    return binary(TokenKind::Plus, binary(TokenKind::Star, name(kTop), sites_of_notes_.back()), n);
  }

  StmtId repeat(ExprId condition, std::vector<StmtId> body) {
    Stmt s;
    s.kind = StmtKind::While;
    s.value = condition;
    s.body = std::move(body);
    return add(std::move(s));
  }
  void start_results(std::vector<StmtId>& out) {
    for (std::size_t r = 0; r < function_.results.size(); ++r)
      out.push_back(assign(result(r), zero(dtype_of_result(r))));
  }
  StmtId give_results() {
    std::vector<ExprId> values;
    for (std::size_t r = 0; r < function_.results.size(); ++r) values.push_back(name(result(r)));
    return simple(StmtKind::Return,
                  values.size() == 1 ? values[0] : list(ExprKind::Tuple, std::move(values)));
  }

  std::vector<StmtId> tail_loop(std::vector<StmtId> body) {
    span_ = function_.name_span;
    std::vector<StmtId> out;
    start_results(out);
    out.push_back(become(kGoesOn));
    std::vector<StmtId> iteration{become(kRunning)};
    for (const std::size_t i : stacked_)
      iteration.push_back(assign(next(i), name(function_.parameters[i].name)));
    iteration.insert(iteration.end(), body.begin(), body.end());
    span_ = function_.name_span;
    for (const std::size_t i : stacked_) {
      iteration.push_back(assign(function_.parameters[i].name, name(next(i))));
    }
    out.push_back(repeat(state_is(kReturned, TokenKind::NotEqual), std::move(iteration)));
    out.push_back(give_results());
    return out;
  }

  std::vector<StmtId> stack_loop(std::vector<StmtId> body) {
    span_ = function_.name_span;
    const auto limit = static_cast<std::uint64_t>(kMaximumRecursion);
    std::vector<StmtId> out;
    start_results(out);
    for (const std::size_t i : stacked_) {
      out.push_back(make_array(numbered("stack", i), limit, dtype_of_parameter(i)));
      out.push_back(
          assign(at(numbered("stack", i), number(0)), name(function_.parameters[i].name)));
    }
    for (std::size_t r = 0; r < function_.results.size(); ++r)
      out.push_back(make_array(numbered("noted", r), limit * sites_, dtype_of_result(r)));
    out.push_back(make_array(kDone, limit, "i64"));
    out.push_back(assign(kTop, integer(0)));

    std::vector<StmtId> iteration{assign(kMet, integer(0)), become(kRunning)};
    for (const std::size_t i : stacked_) {
      const std::string_view parameter = function_.parameters[i].name;
      iteration.push_back(assign(parameter, at(numbered("stack", i), name(kTop))));
      iteration.push_back(assign(next(i), name(parameter)));
    }
    iteration.insert(iteration.end(), body.begin(), body.end());
    span_ = function_.name_span;
    iteration.push_back(branch(state_is(kReturned), pop(), push()));
    out.push_back(
        repeat(binary(TokenKind::GreaterEqual, name(kTop), number(0)), std::move(iteration)));
    out.push_back(give_results());
    for (const ExprId id : sites_of_notes_) syntax_.exprs[id.index].integer = sites_;
    return out;
  }
  std::vector<StmtId> pop() {
    std::vector<StmtId> noted;
    const auto done = [&] { return at(kDone, name(kTop)); };
    for (std::size_t r = 0; r < function_.results.size(); ++r)
      noted.push_back(assign(at(numbered("noted", r), note(done())), name(result(r))));
    noted.push_back(assign(done(), binary(TokenKind::Plus, done(), number(1))));
    return {assign(kTop, binary(TokenKind::Minus, name(kTop), number(1))),
            branch(binary(TokenKind::GreaterEqual, name(kTop), number(0)), std::move(noted))};
  }
  std::vector<StmtId> push() {
    std::vector<StmtId> out{
        branch(state_is(kCalls), {assign(kTop, binary(TokenKind::Plus, name(kTop), number(1)))})};
    for (const std::size_t i : stacked_)
      out.push_back(assign(at(numbered("stack", i), name(kTop)), name(next(i))));
    out.push_back(assign(at(kDone, name(kTop)), number(0)));
    return out;
  }

  /// Statements after one that may stop the body are nested in a branch.
  struct Deeper {
    explicit Deeper(Recursion& recursion) : depth(recursion.depth_) {
      if (++depth > 100) {
        recursion.reporter_.fail({Code::TooDeep, recursion.function_.name_span,
                                  fmt::format("`{}` calls itself or returns at too many places",
                                              recursion.function_.name)});
      }
    }
    ~Deeper() { --depth; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    int& depth;
  };

  Syntax& syntax_;
  Reporter& reporter_;
  FunctionDecl& function_;
  int depth_ = 0;
  Span span_;
  std::vector<std::size_t> stacked_;    ///< Scalar parameters.
  std::size_t sites_ = 0;               ///< Calls that are not the last thing.
  std::vector<ExprId> sites_of_notes_;  ///< Numbers that become the count of sites.
};

}  // namespace

void flatten_recursion(Syntax& syntax, Reporter& reporter) {
  for (FunctionDecl& function : syntax.functions) {
    try {
      Recursion(syntax, reporter, function).run();
    } catch (const Error& error) {
      reporter.report(error, function.name_span);
    }
  }
}

}  // namespace sinter::lang
