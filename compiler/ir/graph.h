// The graph IR: array-level SSA. Nodes and values live in arenas and refer to each other by typed
// ids; structured control flow is held as regions of a node. See compiler/ir/README.md for the
// invariants.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/ops.h"
#include "compiler/shape/dim.h"
#include "compiler/shape/equalities.h"
#include "compiler/support/ids.h"
#include "sinter/dtype.h"
#include "sinter/error.h"

namespace sinter::graph {

using NodeId = Id<struct NodeTag>;
using ValueId = Id<struct ValueTag>;
using RegionId = Id<struct RegionTag>;
using LocationSet = std::vector<std::uint32_t>;  ///< Indices into Graph::locations, sorted.

struct Type {
  DType dtype = DType::kF32;
  Shape shape;
  int rank() const { return static_cast<int>(shape.size()); }
  friend bool operator==(const Type&, const Type&) = default;
};

/// A scalar constant: the bits of the value in the low bytes (two's complement, IEEE),
/// zero-extended.
struct ConstantAttr {
  std::uint64_t bits = 0;
  friend bool operator==(const ConstantAttr&, const ConstantAttr&) = default;
};
struct DimAttr {
  Dim dim;
  friend bool operator==(const DimAttr&, const DimAttr&) = default;
};
struct AxisAttr {
  int axis = 0;
  /// Of a gather: the axis that its positions have in the program, which messages name. Below 0, it
  /// is `axis`.
  int written = -1;
  int shown() const { return written < 0 ? axis : written; }
  friend bool operator==(const AxisAttr&, const AxisAttr&) = default;
};
struct AxesAttr {
  std::vector<int> axes;
  friend bool operator==(const AxesAttr&, const AxesAttr&) = default;
};
struct SliceAttr {
  std::vector<Dim> start;
  std::vector<std::int64_t> step;
  friend bool operator==(const SliceAttr&, const SliceAttr&) = default;
};
/// Indices are numbered 0..n-1: the result's axes are 0..rank-1 in order, the reduced index is n-1
/// (= rank). operand_indices[k][axis] is the index that runs over that axis of operand k.
struct ContractAttr {
  std::vector<std::vector<int>> operand_indices;
  int split = 1;  ///< Operands before it form the left factor, the others the right factor.
  friend bool operator==(const ContractAttr&, const ContractAttr&) = default;
};
/// How scatter combines an element with what is written to it.
enum class ScatterMode : std::uint8_t { kSet, kAdd, kMul, kMin, kMax };
struct ScatterAttr {
  ScatterMode mode = ScatterMode::kSet;
  /// The array holds the calls of a recursion that wait for others: a position outside of it is one
  /// call too many.
  bool holds_calls = false;
  friend bool operator==(const ScatterAttr&, const ScatterAttr&) = default;
};
/// What print, assert and statement show, and a call of the host hands over.
struct ShowAttr {
  std::vector<std::string> texts;  ///< One per operand, as the program writes it.
  std::string function;  ///< Statement: the function that it stands in; call_host: the one called.
  std::vector<std::uint32_t>
      callers;  ///< Statement: places of the calls around it, innermost first.
  /// Assert: set for a condition of the language itself, which fails with this error code. The
  /// first text is its message then; {left} and {right} in it stand for the second and third
  /// operand.
  std::string code;
  /// Call_host: that many leading axes of operands and result number calls of their own.
  int batch_axes = 0;
  /// Call_host: what the function gives beside the result. The call keeps that for the nodes behind
  /// it; its last operands are the sizes of these axes, without those that number calls.
  struct Further {
    DType dtype = DType::kF32;
    int rank = 0;
    friend bool operator==(const Further&, const Further&) = default;
  };
  std::vector<Further> further;
  /// Call_host: not 0: no call, but what the call before it keeps; the first has number 1.
  int kept = 0;
  friend bool operator==(const ShowAttr&, const ShowAttr&) = default;
};
std::string_view name(ScatterMode mode);  ///< "set", "add", ...
/// A loop over the range of an index symbol (DimTable::index).
struct LoopAttr {
  SymbolId index;
  bool stops = false;     ///< The region's first result ends the loop.
  bool parallel = false;  ///< The program asserts that the iterations are independent.
  /// What the program says of a parallel loop; 0: nothing.
  std::int64_t chunk = 0;    ///< Iterations that a thread is given at a time.
  std::int64_t threads = 0;  ///< Threads that it may use at most.
  friend bool operator==(const LoopAttr&, const LoopAttr&) = default;
};
using Attribute = std::variant<std::monostate, ConstantAttr, DimAttr, AxisAttr, AxesAttr, SliceAttr,
                               ContractAttr, ScatterAttr, ShowAttr, LoopAttr>;

struct Node {
  Op op = Op::Constant;
  std::vector<ValueId> operands;
  Attribute attribute;
  std::vector<RegionId> regions;  ///< Bodies of structured control flow.
  std::vector<ValueId> results;
  LocationSet locations;
};

struct Value {
  Type type;
  NodeId node;              ///< Defining node; none for a region's argument.
  RegionId region;          ///< Set for arguments.
  std::uint32_t index = 0;  ///< Result or argument number.
};

struct Region {
  std::vector<ValueId> arguments;
  std::vector<NodeId> nodes;  ///< In execution order; operands are defined before use.
  std::vector<ValueId> results;
};

enum class GuardKind : std::uint8_t { kEqual, kAtLeast };
/// A condition on sizes that is checked once per call: left == right, or left >= right.
struct Guard {
  GuardKind kind = GuardKind::kEqual;
  Dim left, right;
  std::string code;     ///< Error code.
  std::string message;  ///< May hold {left} and {right}, replaced by the sizes found.
  LocationSet locations;
  friend bool operator==(const Guard&, const Guard&) = default;
};

/// How @fastmath calls the ops that round factors of contractions.
struct FactorRounding {
  std::string_view name;
  Op op;
};
inline constexpr FactorRounding kFactorRoundings[] = {
    {"tf32", Op::RoundTf32}, {"f16", Op::RoundF16}, {"bf16", Op::RoundBf16}};
constexpr bool rounds_factors(Op op) {
  return op == Op::RoundTf32 || op == Op::RoundF16 || op == Op::RoundBf16;
}

class Graph {
 public:
  std::string name;
  /// Places of the program's `fused` blocks, sorted; the nodes of a block have its place, too. Each
  /// block has to become one kernel (compiler/lower/fused.h).
  std::vector<std::uint32_t> fused_blocks;
  bool exact = false;  ///< @exact: nothing is rewritten in a way that changes bits.
  /// @fastmath(tf32), (f16), (bf16): the op of kFactorRoundings that rounds the factors of f32
  /// contractions.
  std::optional<Op> factor_rounding;
  DimTable dims;
  std::vector<SourceLocation> locations;
  std::vector<std::string> parameter_names;  ///< One per argument of the body.
  std::vector<Guard> guards;

  Graph();
  Region& body() { return regions_[0]; }
  const Region& body() const { return regions_[0]; }
  Region& region(RegionId id) { return regions_[id.index]; }
  const Region& region(RegionId id) const { return regions_[id.index]; }
  const Node& node(NodeId id) const { return nodes_[id.index]; }
  Node& node(NodeId id) { return nodes_[id.index]; }
  const Value& value(ValueId id) const { return values_[id.index]; }
  const Type& type(ValueId id) const { return values_[id.index].type; }
  /// The node that defines a value; never called on arguments.
  const Node& def(ValueId id) const;
  bool is_argument(ValueId id) const { return !value(id).node; }
  std::size_t value_count() const { return values_.size(); }
  std::size_t node_count() const { return nodes_.size(); }

  /// True when the two are the same expression, or the equality guards make them equal.
  bool same_size(const Dim& a, const Dim& b) const;
  bool same_shape(const Shape& a, const Shape& b) const;
  /// A size that is equal by the guards, with as few symbols as they allow: m - 1 for what a
  /// parameter's type declares to be of that size.
  Dim reduced(const Dim& size) const;

  // Builders. Each checks its operands (an internal error otherwise), infers the result type and
  // appends a node to the body. Equal dims mean identical expressions; guards for others are added
  // by the caller first. Operands of an elementwise op all have the result's shape: the caller
  // broadcasts, scalars too.
  ValueId add_parameter(std::string parameter_name, Type type);
  ValueId elementwise(Op op, std::span<const ValueId> operands);
  ValueId unary(Op op, ValueId a) { return elementwise(op, {&a, 1}); }
  ValueId binary(Op op, ValueId a, ValueId b);
  ValueId select(ValueId condition, ValueId a, ValueId b);
  ValueId cast(ValueId a, DType to);  ///< `a` itself when nothing changes.
  ValueId constant(DType dtype, std::uint64_t bits);
  ValueId constant_float(DType dtype, double value);      ///< f32 or f64, rounded to nearest.
  ValueId constant_int(DType dtype, std::int64_t value);  ///< Any computable dtype.
  ValueId dim_size(const Dim& dim);
  ValueId iota(const Dim& size);
  ValueId broadcast(ValueId a, Shape shape,
                    std::vector<int> axes);             ///< `a` itself when nothing changes.
  ValueId transpose(ValueId a, std::vector<int> axes);  ///< `a` itself for the identity.
  ValueId reshape(ValueId a, Shape shape);
  ValueId slice(ValueId a, Shape shape, std::vector<Dim> start, std::vector<std::int64_t> step);
  ValueId concat(std::span<const ValueId> operands, int axis);
  ValueId reduce(Op op, ValueId a, int axis);
  ValueId contract(std::span<const ValueId> operands, ContractAttr attribute, Shape result_shape);
  ValueId refine(ValueId fast, ValueId slow);
  ValueId gather(ValueId a, ValueId indices, int axis);
  /// Gather in a mode that does not fail; `fill` is the scalar of gather_fill, none otherwise.
  ValueId gather(Op mode, ValueId a, ValueId indices, AxisAttr axis, ValueId fill = {});
  ValueId scan(Op op, ValueId a, int axis);
  /// `base` with the elements start + step * k of every axis replaced by `value`.
  ValueId update(ValueId base, ValueId value, std::vector<Dim> start,
                 std::vector<std::int64_t> step);
  ValueId scatter(ValueId base, ValueId value, std::span<const ValueId> positions,
                  ScatterAttr attribute);
  /// Gives the symbol (DimTable::value) the value of an i64 scalar, which is returned.
  ValueId bind_size(ValueId scalar, SymbolId symbol);

  /// Print, Assert or Statement; one text per operand.
  ValueId show(Op op, std::span<const ValueId> operands, ShowAttr attribute);
  ValueId call_host(std::span<const ValueId> operands, ShowAttr attribute, Type result);

  // Control flow (graph_control.cpp). Nodes go to the innermost open region.
  /// Opens a region with arguments of the given types.
  RegionId begin_region(std::span<const Type> arguments);
  void end_region(std::vector<ValueId> results);  ///< Closes the innermost open region.
  void reopen_region(RegionId id);  ///< Nodes go to it again, until it is closed again.
  std::vector<ValueId> if_node(ValueId condition, RegionId then, RegionId otherwise);
  std::vector<ValueId> for_node(std::span<const ValueId> initial, LoopAttr attribute,
                                RegionId body);
  std::vector<ValueId> while_node(std::span<const ValueId> initial, RegionId condition,
                                  RegionId body);
  /// Regions that are open; and closing those beyond a number, after an error in one of them.
  std::size_t open_regions() const { return open_.size(); }
  void close_regions(std::size_t count) { open_.resize(count); }
  /// Appends a node with several results, unchecked.
  std::vector<ValueId> append_control(Op op, std::vector<ValueId> operands, Attribute attribute,
                                      std::vector<RegionId> regions,
                                      const std::vector<Type>& types);
  bool has_control_flow() const;
  void set_results(std::vector<ValueId> results) { body().results = std::move(results); }
  void add_guard(Guard guard);  ///< Duplicates are dropped; a guard that always holds too.

  /// Source places given to nodes made from now on.
  /// Makes a `fused` block of the nodes from number `first` on.
  void fuse_nodes(std::size_t first, const SourceLocation& place);
  void set_locations(LocationSet set) { current_locations_ = std::move(set); }
  std::uint32_t intern(const SourceLocation& location);

  /// Appends a node with all parts given, unchecked (used by passes and the text parser; `verify`
  /// checks).
  ValueId append(Op op, std::vector<ValueId> operands, Attribute attribute, Type type);

 private:
  ValueId build(Op op, std::span<const ValueId> operands, Attribute attribute, Type asked);
  void learn_equalities();
  std::vector<Node> nodes_;
  std::vector<Value> values_;
  std::vector<Region> regions_;
  LocationSet current_locations_;
  std::vector<RegionId> open_{RegionId(0)};
  Equalities equalities_;  // Of the first `learned_` guards.
  std::size_t learned_ = 0;
};

/// The type that a node has: checks operands and attribute against the op's rule (an internal error
/// otherwise). `asked` holds what operands do not decide: the dtype of constants and casts; the
/// shape of iota, broadcast, reshape, slice and contract.
Type infer(const Graph& graph, Op op, std::span<const ValueId> operands, const Attribute& attribute,
           const Type& asked);

/// Text form, and its inverse: parse(print(g)) is g, node for node.
std::string print(const Graph& graph);
/// The text form of what decides the code of a graph: without source places and the guards'
/// messages. Graphs with equal code text give equal kernels.
std::string print_code(const Graph& graph);
Graph parse_graph(std::string_view text);

/// Values that the regions of a node use and that are defined outside of it, without duplicates.
std::vector<ValueId> captures(const Graph& graph, const Node& node);

/// The nodes that are loops when they run (for, while, scatter), those in regions included, in
/// source order: what numbers loops when a call is ended in one.
std::vector<NodeId> loops_of(const Graph& graph);

/// The nodes that go out to the host (is_show), those in regions included, in source order: what
/// numbers them.
std::vector<NodeId> shows_of(const Graph& graph);

/// Checks every invariant of compiler/ir/README.md; an internal error names the node that breaks
/// one.
void verify(const Graph& graph);

}  // namespace sinter::graph
