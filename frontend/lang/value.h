// What an expression is while it is checked: a constant, a size, or an array of the graph with its
// index labels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/graph.h"
#include "frontend/lang/diagnostics.h"
#include "frontend/lang/scalar_types.h"

namespace sinter::lang {

/// A bound index. Ids grow in the order of binding: indices of a definition in their order on the
/// left, then those of its reducers from the outside in. Labelled values keep their labels in that
/// order, so that the index that a reducer removes always is the last one.
using LabelId = std::uint32_t;

struct Label {
  std::string_view name;
  Span span;           ///< Where it is bound.
  bool known = false;  ///< Its range is known.
  bool given = false;  ///< By `in lo..hi`, which makes plain uses obligations instead of sources.
  Dim lo = 0;
  Dim extent = 0;
  Span source;         ///< What gave the range.
  std::string origin;  ///< "axis 1 of x"
};

struct Closure;

struct Value {
  enum class Kind : std::uint8_t {
    Poisoned,  ///< The result of a statement that was wrong: stays silent.
    Boolean,   ///< A constant; integer is 0 or 1.
    Integer,   ///< A weak integer constant.
    Float,     ///< A weak float constant.
    Size,      ///< A weak integer known as a size expression.
    Array,     ///< A value of the graph: one axis per label, then the axes that the program sees.
    Tuple,
    Function,  ///< To be called; no value to compute with.
  };
  Kind kind = Kind::Poisoned;
  bool weak = false;  ///< Arrays: made of weak scalars only; i64 or f64.
  graph::ValueId id;
  Op border = Op::Gather;  ///< Arrays: how subscripts beyond the ends read, else `gather`.
  graph::ValueId fill;     ///< What they give when `border` is `gather_fill`.
  double number = 0;
  Wide integer = 0;
  Dim size;
  std::vector<LabelId> labels;
  std::vector<Value> items;
  std::shared_ptr<const Closure> closure;

  bool is_array() const { return kind == Kind::Array; }
  bool is_integer() const { return kind == Kind::Integer; }
  /// Several values: a tuple, or a list of numbers, which is an array too.
  bool has_items() const { return kind == Kind::Tuple || !items.empty(); }
  /// A constant or a size expression.
  bool is_size() const { return kind == Kind::Integer || kind == Kind::Size; }

  static Value boolean(bool value) {
    Value v;
    v.kind = Kind::Boolean;
    v.integer = value;
    return v;
  }
  static Value of_integer(Wide value) {
    Value v;
    v.kind = Kind::Integer;
    v.integer = value;
    return v;
  }
  static Value of_float(double value) {
    Value v;
    v.kind = Kind::Float;
    v.number = value;
    return v;
  }
  static Value of_size(const Dim& dim) {
    if (dim.is_constant()) return of_integer(dim.constant());
    Value v;
    v.kind = Kind::Size;
    v.size = dim;
    return v;
  }
  static Value array(graph::ValueId id, std::vector<LabelId> labels = {}, bool weak = false) {
    Value v;
    v.kind = Kind::Array;
    v.id = id;
    v.labels = std::move(labels);
    v.weak = weak;
    return v;
  }
  static Value tuple(std::vector<Value> items) {
    Value v;
    v.kind = Kind::Tuple;
    v.items = std::move(items);
    return v;
  }
  static Value function(std::shared_ptr<const Closure> closure) {
    Value v;
    v.kind = Kind::Function;
    v.closure = std::move(closure);
    return v;
  }
};

}  // namespace sinter::lang
