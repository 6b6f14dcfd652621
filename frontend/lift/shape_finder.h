// The work behind find_shapes, over three files: bounds.cpp makes polynomials of expressions and
// ranges of loops, shapes.cpp walks the program, extents.cpp decides about each array.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "frontend/lift/shapes.h"

namespace sinter::lift {

/// One use of an array, as found; the subscripts are polynomials where they are affine.
struct Use {
  int array = -1;
  Place place;
  std::vector<std::optional<Polynomial>> subscripts;
  std::vector<Range> ranges;
  std::vector<Polynomial> constraints;  ///< Not below 0 here, as conditions say.
  int conditional = 0;  ///< How many conditions that are no limits of indices stand around it.
};

class ShapeFinder {
 public:
  explicit ShapeFinder(Function& function) : function_(function), counts_(assignments(function)) {}

  void run();

 private:
  enum class Pass { kCollect, kRewrite };

  Variable& variable(int id) { return function_.variables[static_cast<std::size_t>(id)]; }
  int count(int id) const;
  bool is_index(int id) { return variable(id).kind == Variable::Kind::kIndex; }

  /// Of parameters and sizes alone, so that the dispatcher can compute it.
  bool is_known_at_call(const ExprPtr& e);

  /// `if (n == 0) return;` at the beginning: the dispatcher asks.
  void take_early_returns();

  /// Locals that are polynomials, as these.
  ExprPtr of_call(const ExprPtr& e);

  void note(const Polynomial& value);

  void note(const ExprPtr& e);

  void note(const std::vector<Stmt>& body);

  int derived(const ExprPtr& given, const std::string& name = "bound");

  /// An integer as a polynomial of indices and of what is known at the call.
  std::optional<Polynomial> polynomial(const ExprPtr& e);

  std::optional<Polynomial> polynomial_of(const ExprPtr& e);

  /// Unsigned numbers that wrap are no polynomials.
  void require_nonnegative(const Polynomial& value);

  std::vector<Polynomial> ends(const ExprPtr& e, bool is_low);

  std::optional<Polynomial> best_end(const ExprPtr& e, bool is_low);

  void enter(Stmt& loop);

  /// The last value of an index with a step, where low and high are known at the call; else the
  /// bound itself.
  Polynomial last_of(const Stmt& loop, const Polynomial& low, const Polynomial& high);

  void walk(std::vector<Stmt>& body, Pass pass);

  void walk(Stmt& stmt, Pass pass);

  /// Indices that a condition limits have smaller ranges in its branch; any other condition makes
  /// accesses conditional.
  void branch(const ExprPtr& condition, bool taken, const std::function<void()>& work);

  /// What both branches use is used for certain.
  void join_branches(std::size_t first, std::size_t second);

  bool refine(const ExprPtr& condition, bool taken);

  void note_value(const Stmt& stmt);

  void visit(ExprPtr& e, Pass pass);

  void access(int array, std::vector<ExprPtr>& subscripts, const Place& place, Pass pass);

  bool in_ranges(int id) const;

  void require_some(const Range& range);

  void require(const Polynomial& value, const std::string& why);

  /// Shapes of one array from all of its uses.
  void decide(int id);

  void decide_unused(ArrayInfo& array);

  void strides_of(ArrayInfo& array);

  /// The least value of a subscript where a condition says it: `y + dy >= 0`.
  std::optional<Polynomial> limit(const Polynomial& value, const Use& use);

  Polynomial first_of(const Polynomial& value, const Use& use);

  Polynomial last_of(const Polynomial& value, const Use& use);

  void decide_axis(ArrayInfo& array, const std::vector<Use*>& uses, std::size_t axis,
                   const std::optional<Polynomial>& known);

  void merge(std::optional<Polynomial>& low, std::optional<Polynomial>& high,
             const Polynomial& first, Polynomial last, const ArrayInfo& array);

  /// x[i * w + j] as x[i, j]: one axis for each stride.
  void split(ArrayInfo& array, std::vector<Use*>& uses);

  /// x[3 * i + c] with an index c: the 3 is an axis of its own.
  void split_constants(const std::vector<Use*>& uses, std::vector<Monomial>& order,
                       std::vector<std::int64_t>& scales);

  void rewrite(int id, std::vector<ExprPtr>& subscripts, const Place& place);

  void count_reads(const ExprPtr& e, std::set<int>& read);

  void count_reads(const std::vector<Stmt>& body, std::set<int>& read);

  /// Offsets that became part of subscripts are not needed any more.
  void drop_dead_assignments();

  bool drop(std::vector<Stmt>& body, const std::set<int>& read);

  Function& function_;
  std::vector<int> counts_;
  std::vector<Range> ranges_;
  std::vector<Polynomial> constraints_;
  std::map<int, Polynomial> values_;  ///< Locals that are polynomials here.
  std::vector<Use> uses_;
  std::map<int, std::pair<std::vector<Monomial>, std::vector<std::int64_t>>> levels_;
  int conditional_ = 0;
};

}  // namespace sinter::lift
