// The checker: one instance turns one function into a graph. Its parts by file:
//   checker.cpp         statements, errors, guards
//   check_function.cpp  signatures, results
//   call_function.cpp   calls of functions of the program and of the standard library
//   names.cpp           constants, local functions, functions of other files
//   sizes.cpp           sizes in the types of parameters
//   check_expr.cpp      names, literals, operators, powers
//   fold.cpp            arithmetic on constants and sizes
//   elementwise.cpp     promotion, alignment of operands, emission
//   subscripts.cpp      which elements a subscript names; bounds
//   control_flow.cpp    for, while, if, break, continue, return inside of them
//   show.cpp            print, assert, statements for debuggers
//   updates.cpp         assignments to parts of arrays
//   gather.cpp          slices, picks and gathers of the graph for planned subscripts
//   index_notation.cpp  indices, their ranges, definitions, reducers
//   reductions.cpp      single-axis reductions and whole-array reducers
//   ufuncs.cpp          NumPy's other names, functions of several ops
//   calls.cpp           the table of built-in functions, argument matching
//   array_functions.cpp reshape, transpose, concatenate, ...
//   functions.h         functions of arrays made of other operations
//   matmul.cpp          @
#pragma once

#include <fmt/format.h>
#include <array>
#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include "frontend/lang/ast.h"
#include "frontend/lang/module.h"
#include "frontend/lang/value.h"

namespace sinter::lang {

inline constexpr int kMaximumCheckDepth = 180;
/// What a block of control flow adds to the depth: it needs more stack than an expression.
inline constexpr int kBlockDepth = 3;
inline constexpr std::size_t kMaximumGraphNodes = 10'000;
inline constexpr std::size_t kMaximumGuards = 200;
/// Of functions, inlined into one: a function that calls another one twice doubles its size.
inline constexpr int kMaximumCalls = 10'000;

/// Thrown where a poisoned name is read: the statement is given up without another error.
struct Poison {};

struct NamedSize {
  Dim dim;
  std::string origin;  ///< "axis 1 of x"
  Span span;
};

/// What `@fastmath(...)` allows besides what the language does.
struct FastMath {
  bool contract = false;    ///< a * b + c is rounded once.
  bool reciprocal = false;  ///< x / y is x * (1 / y) where y is shared by many x.
  bool finite = false;      ///< No operand is NaN or infinite.
  /// What factors of f32 contractions are rounded by; of the function that is called alone.
  std::optional<Op> factor_rounding;
};

/// A function while it is inlined.
struct Frame {
  const FunctionDecl* function = nullptr;  ///< None while a constant is evaluated.
  const Frame* caller = nullptr;
  std::uint32_t scope = 0;  ///< The file whose names are seen here.
  FastMath fastmath;        ///< Of the function and of those that call it.
  Span call;                ///< In the caller.
  std::map<std::string_view, Value> names;
  std::map<std::string_view, NamedSize> dims;
  std::map<std::string_view, DType> types;
  std::vector<LabelId> indices;  ///< Bound at this place, innermost last.
  std::map<ExprId, Value>
      bases;              ///< Arrays that were evaluated to find ranges, for this statement.
  bool elements = false;  ///< Directly inside index notation: every value is an element.
};

/// A function as a value: what it sees of the function that it is declared in, by value.
struct Closure {
  const FunctionDecl* function = nullptr;
  std::map<std::string_view, Value> names = {};
  std::map<std::string_view, NamedSize> dims = {};
  std::map<std::string_view, DType> types = {};
};

/// One end of a condition on sizes, and how messages call it.
struct SizeUse {
  Dim dim;
  std::string text;
};

/// An axis that a parameter's type declares by an expression, `f32[N + 1]`.
struct DeclaredSize {
  ExprId axis;
  SizeUse found;
};

/// offset + sum of coefficient * position of an index.
struct Affine {
  Dim offset = 0;
  std::map<LabelId, std::int64_t> terms;
};

/// "1 axis", "2 axes".
std::string axes_text(std::integral auto count) {
  return fmt::format("{} {}", count, count == 1 ? "axis" : "axes");
}

/// One subscript after it was understood.
struct Pick {
  enum class Kind : std::uint8_t {
    Axis,       ///< start, step, size; stays an axis.
    Drop,       ///< One position; the axis disappears.
    Index,      ///< start, step along an index.
    Positions,  ///< An array of integers.
    NewAxis,
  };
  Kind kind = Kind::Axis;
  Span span;
  Dim start = 0;
  std::int64_t step = 1;
  Dim size = 0;
  LabelId label = 0;
  Value positions = {};
  bool proved = false;   ///< Positions: in bounds by proof or guard.
  Op mode = Op::Gather;  ///< Positions: what those outside of the axis mean.
  graph::ValueId fill = {};
};

struct PickWork;

/// Arguments of a call of a built-in function, matched with its parameters.
struct Arguments {
  const Expr* call = nullptr;
  std::vector<ExprId> given;  ///< One per parameter; none where absent.
  std::vector<ExprId> rest;   ///< What `*rest` takes.
};

class Checker {
 public:
  Checker(const Syntax& syntax, Reporter& reporter) : syntax_(syntax), reporter_(reporter) {}
  /// Errors go to the reporter; the graph means something only when there are none.
  graph::Graph check(const FunctionDecl& function, std::span<const ArgumentType> arguments);
  /// Before `check`: the graph tells a debugger of each statement.
  void tell_statements() { statements_ = true; }
  /// What can be said about a signature without argument types; false when something was reported.
  bool check_signature(const FunctionDecl& function);
  /// Evaluates a constant of a file, for its errors.
  void check_constant(const ConstantDecl& constant);

 private:
  friend struct BuiltinTable;
  friend struct Ufuncs;
  friend struct Functions;

  // checker.cpp
  [[noreturn]] void fail(Code code, Span span, std::string message,
                         std::vector<std::pair<Span, std::string>> notes = {},
                         std::string help = {}) const;
  [[noreturn]] void unavailable_at(Code code, Span span, std::string_view what) const;
  void mark(Span span);
  std::uint32_t location(Span span);
  void check_size(Op op, const Dim& left, const Dim& right, Code code, std::string message,
                  Span span);
  /// The size that both are from here on. One that is known only when the program comes by is
  /// checked there, and gives way to one that the caller knows: values of the other size go on
  /// `resized`.
  Dim require_equal(const SizeUse& a, const SizeUse& b, Code code, Span span,
                    const std::string& what, std::vector<std::pair<Span, std::string>> notes = {});
  void require_at_least(const Dim& left, const Dim& right, Code code, Span span,
                        const std::string& message, std::string help = {});
  Dim at_least_zero(const Dim& size, Code code, Span span, const std::string& message);
  bool holds(const Dim& left, const Dim& right) const;
  bool never_holds(const Dim& left, const Dim& right) const;
  void add_guard(graph::GuardKind kind, const Dim& left, const Dim& right, Code code,
                 std::string message, Span span);
  std::vector<std::pair<Span, std::string>> origins(std::initializer_list<const Dim*> dims) const;
  std::string show(const Dim& dim) const { return graph_.dims.print(dim); }
  /// Whether the text of a size would name an axis that the signature gives no name: "x.0 - 4".
  bool is_nameless(const Dim& dim) const { return show(dim).find('.') != std::string::npos; }
  std::string quote(ExprId id) const;
  std::vector<Value> run_body();
  void run_statement(StmtId id, std::optional<std::vector<Value>>& results);
  void assign(const Stmt& stmt);
  void bind(ExprId target, Value value);
  void poison_targets(const Stmt& stmt);

  // control_flow.cpp: branches, and leaving blocks early
  /// How a statement can leave the block that it stands in.
  struct Exits {
    bool leaves_loop = false;       ///< break
    bool leaves_iteration = false;  ///< continue
    bool leaves_function = false;   ///< return
    bool any() const { return leaves_loop || leaves_iteration || leaves_function; }
  };
  using Names = std::map<std::string_view, Value>;
  struct Branch;
  Exits exits_of(StmtId id) const;
  Exits exits_of(std::span<const StmtId> block) const;
  Value left_early(const Exits& exits, Span span);
  void run_block(std::span<const StmtId> block);
  void run_nested(StmtId id);
  void run_rest(std::span<const StmtId> rest, const Exits& exits);
  void run_if(const Stmt& stmt);
  void run_fused(const Stmt& stmt);
  std::vector<Value> return_values(const Stmt& stmt);
  std::vector<Value> finish_early(StmtId done);
  void branch(const Value& condition, Span span, const std::function<void()>& then,
              const std::function<void()>& otherwise);
  void merge(const Names& before, std::array<Branch, 2>& branches, graph::ValueId condition,
             Span span);
  std::optional<Value> merge_name(std::string_view name, std::array<Branch, 2>& branches,
                                  Span span);
  Value scalar_condition(ExprId id);
  std::vector<Dim> facts_of(ExprId condition, bool holds);
  Value choose(const Expr& expr);
  Value short_circuit(TokenKind op, const Value& left, ExprId right, Span span);
  bool is_risky(ExprId id) const;
  Value zeros(const graph::Type& type, Span span);
  bool is_conditional() const { return conditional_ > 0; }

  // loops.cpp
  /// What a loop carries from one iteration to the next.
  struct Carried {
    std::string_view name;
    Value initial;
    graph::Type type;
    bool weak = false;
    bool fresh = false;  ///< Has no value before the loop: a result that a return inside gives.
  };
  struct Loop;
  struct Snapshot;
  void run_for(const Stmt& stmt);
  void run_while(const Stmt& stmt);
  void run_loop(Loop& loop);
  graph::LoopAttr loop_attribute(const Loop& loop, bool stops);
  void require_independent(const Loop& loop, const std::vector<Carried>& carried);
  bool run_iteration(Loop& loop, std::vector<Carried>& carried);
  bool settle(std::vector<Carried>& carried, bool returns, Span span);
  void settle_one(Carried& carried, const Value& after, Span span, bool& settled);
  void require_same_shape(std::string_view name, const std::array<Shape, 2>& shapes,
                          const std::array<std::string_view, 2>& when, Span span);
  std::vector<Carried> carried_names(const Stmt& stmt, const Exits& exits) const;
  void assigned_names(std::span<const StmtId> block, std::set<std::string_view>& names) const;
  void assigned_names(std::span<const Stmt> stmts, std::set<std::string_view>& names) const;
  bool is_same_computation(graph::ValueId a, graph::ValueId b, int depth) const;
  Dim size_of_value(ExprId id);
  bool is_integer_scalar(const Value& value) const;
  Dim bind_scalar(const Value& value, std::string_view name, Span span);

  // show.cpp
  struct Shown {
    std::vector<graph::ValueId> operands;
    graph::ShowAttr attribute;
  };
  std::string source_text(ExprId id) const;
  void add_shown(ExprId id, Shown& shown);
  bool run_show(const Expr& expr);
  bool run_assert(std::span<const ExprId> arguments, Shown& shown, Span span);
  void mark_statement(const Stmt& stmt);

  // updates.cpp
  void run_update(const Stmt& stmt);
  void update(const Expr& target, TokenKind op, ExprId value, Span span);
  Value combine(TokenKind op, const Value& old, const Value& value, Span span);
  void ranges_of_target(const Expr& target, const Value& base, std::span<const LabelId> labels);
  Value fit_part(const Value& value, const std::vector<LabelId>& labels, const Shape& axes,
                 Span span);
  std::vector<LabelId> free_indices(const Expr& target);
  void free_names(ExprId id, std::vector<const Expr*>& found) const;
  void bind_positions(std::vector<Pick>& picks, const Shape& shape);
  bool update_mask(const Expr& target, const Value& base, TokenKind op, ExprId value, Span span);
  bool is_regular(std::span<const Pick> picks) const;
  Value update_slice(const Value& base, std::vector<Pick> picks, Value value, Span span);
  Value true_positions(const Value& mask, Span span);
  std::optional<Value> pick_by_wide_mask(const Expr& expr, const Value& base);
  void require_mask_size(const Dim& mask, const Dim& size, int axis, Span span);
  Pick mask_pick(const Value& mask, const Dim& size, int axis, Span span);
  /// `holds_calls`: see graph::ScatterAttr.
  Value scatter(const Value& base, std::vector<Pick> picks, Value value, TokenKind op, Span span,
                bool holds_calls);

  // check_function.cpp
  void bind_parameter(const ParameterDecl& parameter, const ArgumentType& argument);
  void bind_default(const ParameterDecl& parameter);
  void bind_axis(const ParameterDecl& parameter, ExprId axis, int position, const Dim& dim,
                 const std::string& owner);
  DType bind_dtype(const ParameterDecl& parameter, DType found);
  Dim parameter_axis(const ParameterDecl& parameter, int axis, int rank, bool unit);
  int declared_rank(const TypeExpr& type) const;
  bool takes_any_rank(const TypeExpr& type) const;
  void require_available(DType dtype, Span span) const;
  Value conform(Value value, const TypeExpr& type, Span span);
  Dim conform_axis(const Dim& found, ExprId axis, int position, Span span);
  std::vector<Value> conform_results(std::vector<Value> values, Span span);

  // call_function.cpp
  Value call_function(const Closure& callee, const Expr& call);
  std::vector<ExprId> match_call(const FunctionDecl& function, const Expr& call);
  std::vector<Value> call_values(const Closure& callee, const Expr& call);
  std::vector<Value> adapt_arguments(const FunctionDecl& function, std::vector<Value> values,
                                     Span span, Frame& callee);
  Value with_declared_sizes(const Value& value, const TypeExpr& type);
  graph::Type host_result(const TypeExpr& declared, const std::vector<LabelId>& labels);
  std::vector<Value> call_host(const FunctionDecl& function, Span span);
  void bind_arguments(const FunctionDecl& function, std::vector<Value> values);
  Value argument(ExprId id, const ParameterDecl& parameter);
  Value default_value(const Closure& callee, const ParameterDecl& parameter);
  Error explained(const Error& error, const FunctionDecl& function, Span call) const;
  Value adapt_argument(const FunctionDecl& function, const ParameterDecl& parameter, Value value,
                       Span span, Frame& callee);
  // names.cpp
  const FunctionDecl* find_function(std::string_view name) const;
  const FunctionDecl* find_library_function(std::string_view name) const;
  const FunctionDecl* member_function(const Expr& attribute) const;
  const ConstantDecl* find_constant(std::string_view name) const;
  const ConstantDecl* member_constant(const Expr& attribute) const;
  std::optional<std::string> dotted(const Expr& expr) const;
  std::optional<std::uint32_t> module_of(const Expr& attribute) const;
  Value constant_value(const ConstantDecl& constant, Span use);
  void declare_function(const Stmt& stmt);
  bool is_library(const Frame& frame) const { return syntax_.scopes[frame.scope].library; }
  Span users_place(Span span) const;

  // sizes.cpp
  Dim size_expression(ExprId id);
  bool is_plain_size(ExprId axis) const;
  void collect_unknown(ExprId id, std::vector<const Expr*>& unknown) const;
  void solve(const DeclaredSize& declared, std::string_view owner);
  void solve_for(ExprId id, const Dim& target, const DeclaredSize& declared);

  // check_expr.cpp
  Value eval(ExprId id);
  Value eval_node(ExprId id);
  Value eval_outside_elements(ExprId id);
  void require_element(const Value& value, ExprId id) const;
  Value eval_name(const Expr& expr);
  Value eval_list(const Expr& expr);
  Value eval_unary(const Expr& expr);
  Value eval_binary(ExprId id);
  Value eval_attribute(const Expr& expr);
  Value binary(TokenKind op, const Value& a, const Value& b, Span span);
  Value power(const Value& base, const Value& exponent, Span span);
  Value integer_power(const Value& base, Wide exponent, Span span);
  Value general_power(const Value& base, const Value& exponent, Span span);
  Value compare_mixed_signs(Op op, const Value& a, const Value& b, Span span);
  [[noreturn]] void unknown_name(const Expr& expr) const;

  // fold.cpp
  std::optional<Value> fold_unary(TokenKind op, const Value& a, Span span) const;
  std::optional<Value> fold(TokenKind op, const Value& a, const Value& b, Span span);
  std::optional<Value> fold_integers(TokenKind op, Wide a, Wide b, Span span) const;
  std::optional<Value> fold_floats(TokenKind op, double a, double b) const;
  std::optional<Value> fold_sizes(TokenKind op, const Dim& a, const Dim& b);
  Value integer_constant(Wide value, Span span) const;

  // fastmath.cpp
  bool check_fastmath(const FunctionDecl& function) const;
  FastMath fastmath_of(const FunctionDecl& function) const;
  std::optional<graph::ValueId> relaxed(Op op, const std::vector<graph::ValueId>& operands);
  graph::ValueId constant_like(graph::ValueId value, DType dtype, double number);

  // elementwise.cpp
  Value elementwise(Op op, std::vector<Value> operands, Span span, std::string_view shown);
  DType operand_dtype(Op op, const CommonType& common, Span span, std::string_view shown) const;
  Value emit(Op op, std::vector<Value> arrays, bool weak, Span span, std::string_view shown);
  Value to_array(const Value& value, DType dtype, Span span);
  Value to_array(const Value& value, Span span) { return to_array(value, dtype_of(value), span); }
  Value cast(const Value& value, DType dtype, Span span);
  Value to_bool(const Value& value, Span span);
  void align(std::vector<Value>& arrays, Span span, std::string_view shown);
  Value resized(const Value& value, const Shape& own, const Shape& wanted);
  Value broadcast_to(const Value& given, const std::vector<LabelId>& labels, const Shape& shape);
  Dim common_size(const Dim& a, const Dim& b, int axis, Span span, std::string_view shown);
  void add_to(CommonType& common, const Value& value) const;
  DType dtype_of(const Value& value) const;
  Shape shape_of(const Value& value) const;  ///< Without labels.
  int rank_of(const Value& value) const;
  void require_value(const Value& value, Span span) const;

  // subscripts.cpp
  Value eval_subscript(const Expr& expr);
  std::vector<Pick> plan(const Expr& expr, const Value& base);
  Pick plan_item(const Expr& subscript, ExprId item, const Dim& size, int axis, const Value& base);
  Pick beyond_ends(const Value& base, const Value& positions, Span span);
  void require_some(const Pick& pick, const Dim& size);
  Pick plan_slice(const Expr& slice, const Dim& size, int axis, ExprId base);
  Pick plan_position(Dim position, bool from_end, const Dim& size, int axis, ExprId base,
                     Span span);
  std::optional<Dim> slice_bound(ExprId bound, const Dim& size, bool down, int axis, ExprId base);
  std::optional<Affine> affine(ExprId id);
  std::optional<Affine> affine_leaf(ExprId id);
  Dim cut_off(const Dim& position, const Dim& least, const Dim& most);
  bool stays_inside(const Affine& found, const Dim& size) const;
  void check_affine(const Affine& found, const Dim& size, int axis, ExprId base, ExprId item);
  Dim needed_size(const Affine& found, const Dim& needed);
  std::string axis_text(int axis, ExprId base) const;
  std::string habit_of_subscripts(const Expr& subscript) const;
  std::vector<int> axes_of_items(const Expr& subscript, int rank) const;

  // gather.cpp
  Value pick(const Value& base, std::vector<Pick> picks, Span span);
  int array_place(const std::vector<Pick>& picks) const;
  void make_positions(Pick& pick);
  void pick_regular(PickWork& work, const Value& base, const std::vector<Pick>& picks, Span span);
  void pick_together(PickWork& work, const std::vector<Pick>& picks,
                     const std::set<LabelId>& shared, bool arrays, int number, Span span);
  Value checked_position(const Pick& pick, int axis, const Dim& size, std::optional<Value>& inside,
                         Span span);
  void pick_positions(PickWork& work, const Pick& pick, const graph::AxisAttr& axis, int number);
  Value as_positions(const Value& given, Span span);
  static int axis_of(const std::vector<Pick>& picks, int number);

  // index_notation.cpp
  Value eval_reducer(const Expr& expr);
  void define(const Expr& target, ExprId value);
  LabelId bind_index(const Expr& binder);
  void set_given_range(Label& label, const Expr& binder);
  void add_range(LabelId label, const Dim& size, std::string origin, Span span);
  void find_ranges(std::span<const ExprId> bodies, std::span<const LabelId> labels);
  void find_ranges(ExprId body, std::span<const LabelId> labels) {
    find_ranges(std::span(&body, 1), labels);
  }
  void ranges_of_subscript(ExprId id, const Value& base, std::span<const LabelId> labels);
  bool mentions(ExprId id, std::span<const std::string_view> names) const;
  Value label_value(LabelId label, Span span);
  std::optional<LabelId> find_index(std::string_view name) const;
  bool is_definition(const Expr& target);
  std::optional<Span> bound_elsewhere(std::string_view name) const;

  // reductions.cpp
  Value reduce(std::string_view reducer, Value value, std::vector<int> axes, bool keep, Span span);
  Value reduce_axis(Op op, const Value& value, int axis, Span span, std::string_view shown);
  void require_elements(const Dim& size, std::string_view reducer, Span span);
  Value call_reducer(const Arguments& arguments);

  // calls.cpp
  Value eval_call(const Expr& expr);
  [[noreturn]] void call_attribute(const Expr& callee) const;
  Value call_builtin(const Expr& expr, std::string_view name);
  Value call_elementwise(const Expr& expr, Op op);
  std::vector<Value> operands_of(const Expr& call, std::string_view name, std::size_t arity);
  std::optional<Value> call_array_function(const Expr& expr, std::string_view name);
  std::optional<Value> call_ufunc(const Expr& expr, std::string_view name);  // ufuncs.cpp
  Value call_cast(const Expr& expr, DType dtype);
  Arguments match(const Expr& call, std::string_view parameters);
  bool constant_bool(ExprId id, std::string_view what);
  std::optional<Wide> constant_integer(const Value& value) const;
  std::vector<int> axes_argument(ExprId id, int rank, bool several, const std::string& help = {});
  int normalize_axis(Wide axis, int rank, Span span, std::string help = {}) const;

  // array_functions.cpp
  Value call_transpose(const Arguments& arguments);
  Value transpose(const Value& value, std::vector<int> axes, Span span);
  Value call_reshape(const Arguments& arguments);
  Value call_concatenate(const Arguments& arguments);
  Value call_stack(const Arguments& arguments);
  Value concatenate(std::vector<Value> arrays, int axis, Span span, std::string_view shown);
  Value call_broadcast_to(const Arguments& arguments);
  Value call_expand_dims(const Arguments& arguments);
  Value call_squeeze(const Arguments& arguments);
  Value reshape(const Value& value, const Shape& shape, Span span);
  Value insert_axes(const Value& value, const std::vector<int>& axes, Span span);
  std::vector<Value> array_list(ExprId id, Span span);
  std::vector<Value> size_list(const Arguments& arguments, std::size_t parameter);

  // matmul.cpp
  Value matmul(const Value& a, const Value& b, Span span);
  Value call_matmul(const Arguments& arguments);

  const Expr& node(ExprId id) const { return syntax_[id]; }
  void deepen(int levels, Span span);

  const Syntax& syntax_;
  Reporter& reporter_;
  graph::Graph graph_;
  Frame* frame_ = nullptr;
  std::vector<Label> labels_;
  std::unordered_map<std::uint64_t, std::uint32_t> location_cache_;
  std::map<SymbolId, std::pair<Span, std::string>> symbol_origins_;
  bool statements_ = false;
  int calls_ = 0;  ///< Inlined so far.
  int depth_ = 0;
  int conditional_ = 0;     ///< Open regions: what stands in them may not be run.
  std::vector<Dim> facts_;  ///< Known to be at least 0 at this place.
  std::map<graph::ValueId, SymbolId> bound_scalars_;  ///< Scalars that are sizes at this place.
  std::map<const ConstantDecl*, Value> constants_;    ///< Those that are known.
  std::vector<const ConstantDecl*> open_constants_;   ///< Being evaluated.
  std::vector<DeclaredSize> declared_sizes_;  ///< Of the function whose arguments are bound.
};

}  // namespace sinter::lang
