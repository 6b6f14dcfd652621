// From a program of program.h to text of the language: array expressions where they are proved to
// mean the same, structured loops elsewhere.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "frontend/lift/report.h"
#include "frontend/lift/shapes.h"

namespace sinter::lift {

/// Writes a function. Throws Refusal where it cannot be said in the language.
Lifted emit(Function function);

/// Why a loop nest is no array expression.
struct NotRaised {
  Reason reason;
};

/// A loop that became an axis.
struct Axis {
  int id = -1;  ///< The loop's index.
  const Stmt* loop = nullptr;
  Polynomial low, length;
};

/// A statement without control flow inside of a nest that becomes array expressions.
struct Leaf {
  const Stmt* stmt = nullptr;
  std::vector<Axis> axes;
  std::vector<ExprPtr> masks;  ///< Conditions under which it runs.
  bool any_order = false;
  /// Of triangles: which iterations of the rectangle that its loops have become are iterations at
  /// all. Variables of the others have any value; nothing else may notice them.
  std::vector<ExprPtr> domain;
};

/// A value that is combined with what a variable or an element holds: s = s + term.
struct Accumulation {
  std::string op;  ///< "+", "*", "max", "min", "&", "|", "^".
  ExprPtr term;
};

/// Statements that remember the first largest or smallest number, and what else is known of its
/// iteration: leaves[first] to leaves[last - 1].
struct Extremum {
  std::size_t first = 0, last = 0;
  std::size_t best = 0;  ///< The one that remembers the number.
  Accumulation search;
  std::set<int> scalars;
};

class Emitter {
 public:
  explicit Emitter(Function& function) : function_(function) {}
  Lifted run();
  /// A function of numbers.
  std::string run_helper();

 private:
  struct Printed {
    std::string text;
    int precedence = 0;
    bool weak = false;
  };

  // print.cpp
  Printed print(const ExprPtr& e);
  Printed print_constant(const Expr& e);
  Printed print_binary(const Expr& e);
  Printed print_division(const Expr& e);
  Printed print_select(const Expr& e);
  Printed print_cast(const Expr& e);
  Printed print_load(const Expr& e);
  Printed print_scalar(const Expr& e);
  std::string text(const ExprPtr& e, int precedence = 0);
  std::string typed(const ExprPtr& e);
  std::string subscript(const ExprPtr& e);
  std::string polynomial_text(const Polynomial& value);
  std::string name_of(int variable);
  bool is_nonnegative(const ExprPtr& e) const;

  // emit.cpp
  void block(const std::vector<Stmt>& body);
  void statement(const Stmt& stmt);
  void structured_for(const Stmt& stmt, Reason reason);
  void structured_store(const Stmt& stmt);
  void return_values(const ExprPtr& value);
  void line(const std::string& text);
  void need(int array);
  static bool is_made(const Variable& v);  ///< Of sizes, not a parameter.
  std::vector<Item> arguments() const;
  std::vector<Item> results() const;
  std::string signature();
  void choose_dimensions();
  std::string axis_text(const Polynomial& size, const std::string& fallback);
  std::string unique(const std::string& wanted);
  std::string enter_index(int variable);
  void leave_index(int variable);
  Variable& variable(int id) { return function_.variables[static_cast<std::size_t>(id)]; }
  const Variable& variable(int id) const {
    return function_.variables[static_cast<std::size_t>(id)];
  }
  ArrayInfo& array(int id) { return function_.arrays[static_cast<std::size_t>(id)]; }

  // collect.cpp
  bool raise(const Stmt& loop, Reason& why);
  void collect(const std::vector<Stmt>& body, std::vector<Axis>& axes, std::vector<ExprPtr>& masks,
               bool any_order, std::vector<Leaf>& leaves);
  void make_rectangle(const Stmt& loop, Axis& axis, const std::vector<Axis>& axes);
  bool is_known(const Polynomial& value) const;  ///< Not below 0, as proved or asked by the call.
  void check_expression(const ExprPtr& e, bool conditional, const Place& place);
  void check_scalars(const std::vector<Leaf>& leaves);
  void check_scalar(const std::vector<Leaf>& leaves, int id);
  void check_arrays(const std::vector<Leaf>& leaves);
  std::size_t home(const std::vector<Leaf>& leaves, int id) const;
  bool is_live(int id) const;
  std::optional<Accumulation> accumulation(const Leaf& leaf, const ExprPtr& self) const;
  void allow_order(const Accumulation& found, const Leaf& leaf, DType type);
  ExprPtr self_of(const Stmt& stmt) const;

  // extremum.cpp
  std::optional<Extremum> extremum_at(const std::vector<Leaf>& leaves, std::size_t from) const;
  void find_extrema(const std::vector<Leaf>& leaves);
  bool emit_extremum(const std::vector<Leaf>& leaves, std::size_t number);

  // raise.cpp
  void emit_leaf(const std::vector<Leaf>& leaves, std::size_t number);
  void emit_assign(const std::vector<Leaf>& leaves, const Leaf& leaf);
  void emit_scan(const Leaf& leaf, const Accumulation& found);
  void emit_store(const Leaf& leaf);
  bool emit_products(const Leaf& leaf);
  void emit_scatter(const Leaf& leaf);
  void emit_array(const Leaf& leaf);
  std::string reduce(const Accumulation& found, const Leaf& leaf, const std::vector<Axis>& axes,
                     DType type);
  void require_some(const std::vector<Axis>& axes, const Leaf& leaf) const;
  std::string domain_text(const Leaf& leaf, const std::vector<Axis>& without);
  std::string combined(const std::string& op, const std::string& old, const std::string& value,
                       DType type);
  std::string masked(const ExprPtr& value, const Leaf& leaf, const std::string& other);
  std::string mask_text(const Leaf& leaf);
  static std::string identity(const std::string& op, DType type);
  std::string ranges(const std::vector<Axis>& axes);
  std::string index_list(const std::vector<Axis>& axes);
  void note_loops(const std::vector<Leaf>& leaves);
  std::string kind_of(const std::vector<Leaf>& leaves, const Stmt& loop);

  Function& function_;
  std::vector<std::string> lines_;
  int indent_ = 1;
  std::size_t loop_depth_ = 0;  ///< Loops of the text around the statement that is being written.
  std::set<std::string> names_;
  std::map<int, std::string> index_names_;
  std::vector<Axis> axes_;  ///< Of the leaf that is being written; empty in structured code.
  /// Scalars that have a value for each iteration of these axes, under these names.
  std::map<int, std::pair<std::string, std::vector<Axis>>> expanded_;
  std::map<int, std::size_t>
      private_;  ///< Local arrays of a nest: how many axes stand before theirs.
  std::vector<Axis> private_axes_;
  std::vector<ExprPtr> domain_;  ///< Of the statements that are being collected.
  std::map<std::string, std::string> mask_names_;
  std::map<int, std::size_t> zero_lines_,
      zero_array_lines_;                 ///< Where a variable or an array was set to 0 last.
  std::map<int, ExprPtr> first_values_;  ///< What stands in those lines, or in others like them.
  std::set<int> scans_;
  std::vector<Extremum> extrema_;
  std::set<int> searched_;  ///< The variables of all of them.
  std::set<int> defined_, needed_, written_;
  std::set<int> used_variables_;
  std::map<int, std::string> shape_texts_;
  std::set<int> dimensions_;
  bool top_level_ = true;
  bool in_mask_ = false;
  bool may_fail_ = false;
  bool reorders_ = false;
  std::vector<LoopReport> loops_;
  struct Frame {
    const std::vector<Stmt>* block;
    std::size_t next;
    bool repeats;
  };
  std::vector<Frame> frames_;  ///< What runs after the statement that is being written.
};

}  // namespace sinter::lift
