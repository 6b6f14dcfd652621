// Functions of arrays that are made of other operations: NumPy's constructors, rearrangements,
// statistics and products. One object serves one call.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "frontend/lang/checker.h"

namespace sinter::lang {

/// Names that functions.cpp gives a meaning.
std::span<const std::string_view> array_function_names();

/// How an axis goes on beyond its ends.
struct BorderMode {
  Op op = Op::GatherClamp;
  Value fill = {};  ///< Of gather_fill.
};

struct Functions {
  Checker& c;
  const Arguments& call;
  std::string_view name;
  Span span;  ///< Of the function's name.

  using Make = Value (Functions::*)();
  struct Row {
    std::string_view name;
    std::string_view parameters;
    Make make;
  };
  static std::span<const Row> rows();

  // functions.cpp: arguments
  bool has(std::size_t i) const { return static_cast<bool>(call.given[i]); }
  Span place(std::size_t i) const { return c.node(call.given[i]).span; }
  Value value(std::size_t i) const;
  Value array(std::size_t i) const;
  Value scalar(std::size_t i) const;
  Wide integer(std::size_t i, std::string_view what) const;
  Wide integer(std::size_t i, std::string_view what, Wide otherwise) const;
  int axis(std::size_t i, int rank) const;
  std::vector<int> axes(std::size_t i, int rank) const;
  std::vector<Value> items(std::size_t i) const;
  Dim size(const Value& given, Span where) const;
  std::vector<Dim> sizes(std::size_t i) const;
  DType dtype(std::size_t i, DType otherwise) const;
  std::string habit_of_dtype(std::size_t i) const;
  std::string_view word(std::size_t i) const;
  BorderMode border_mode(ExprId id, DType dtype) const;
  [[noreturn]] void fail(Code code, Span where, std::string message, std::string help = {}) const;

  // functions.cpp: what calls are made of
  Value op(Op op, std::vector<Value> operands) const {
    return c.elementwise(op, std::move(operands), span, name);
  }
  Value cast(const Value& v, DType dtype) const { return c.cast(v, dtype, span); }
  Shape shape(const Value& v) const { return c.shape_of(v); }
  int rank(const Value& v) const { return c.rank_of(v); }
  Dim mul(const Dim& a, const Dim& b) const { return c.graph_.dims.mul(a, b); }
  Dim product(const Shape& sizes) const;
  Value positions(const Dim& count) const;
  Value shifted_positions(const Dim& count, const Dim& first) const;
  Value fill(const Value& scalar, Shape sizes) const;
  Value number(double value, DType dtype) const;
  Value along(const Value& v, int rank, int axis) const;
  Value slice(const Value& v, int axis, const Dim& start, const Dim& count,
              std::int64_t step = 1) const;
  Value join(std::vector<Value> parts, int axis) const;
  Value flat(const Value& v) const;
  Value permuted(const Value& v, const std::vector<int>& axes) const;
  Value beyond(const Value& v, const Value& at, int axis, const BorderMode& mode) const;
  Value extended(const Value& v, int axis, const Dim& before, const Dim& after,
                 const BorderMode& mode) const;
  Value select(const Value& condition, const Value& a, const Value& b) const {
    return op(Op::Select, {condition, a, b});
  }
  Value compare(Op how, const Value& a, const Value& b) const { return op(how, {a, b}); }

  // functions_make.cpp
  Value zeros();
  Value ones();
  Value full();
  Value zeros_like();
  Value ones_like();
  Value full_like();
  Value like(const Value& scalar);
  Value eye();
  Value identity();
  Value tri();
  Value triangle(bool upper);
  Value tril() { return triangle(false); }
  Value triu() { return triangle(true); }
  Value arange();
  Value linspace();
  Value meshgrid();
  Value indices();
  Value diag();
  Value diagonal_of(const Value& v, const Dim& offset, int first, int second);
  Value diagonal();
  Value trace();

  // functions_move.cpp
  Value moveaxis();
  Value swapaxes();
  Value copy() { return array(0); }
  Value ravel();
  Value flip_axes(const Value& v, const std::vector<int>& axes) const;
  Value flip();
  Value fliplr();
  Value flipud();
  Value rot90();
  Value roll();
  Value rolled(const Value& v, const Value& shift, int axis) const;
  Value repeat();
  Value tile();
  Value hstack();
  Value vstack();
  Value dstack();
  Value column_stack();
  Value split();
  Value array_split();
  Value pad();
  Value border();
  Value take();
  Value take_along_axis();

  // functions_reduce.cpp
  Value variance();
  Value deviation();
  Value var();
  Value average();
  Value count_nonzero();
  Value ptp();
  Value scan_with(Op how);
  // masks.cpp
  Value flatnonzero();
  Value nonzero();
  Value compress();
  Value extract();

  Value cumsum() { return scan_with(Op::ScanSum); }
  Value cumprod() { return scan_with(Op::ScanProd); }
  Value cummax() { return scan_with(Op::ScanMax); }
  Value cummin() { return scan_with(Op::ScanMin); }
  Value diff();

  // functions_products.cpp
  Value dot();
  Value inner();
  Value outer();
  Value vdot();
  Value tensordot();
  Value kron();

  // einsum.cpp
  struct Term;
  struct Spec;
  Value einsum();
  Value sum_of_products(const std::vector<Value>& operands,
                        const std::vector<std::vector<int>>& indices, const std::vector<int>& kept,
                        const std::vector<std::string>& names);
  Value sum_of_products(const std::vector<Value>& operands,
                        const std::vector<std::vector<int>>& indices, const std::vector<int>& kept);
};

}  // namespace sinter::lang
