// The interpreter: the meaning of a graph. It runs the graph IR node by node on whole arrays, as
// compiler/ir/*.def, "Reductions" in compiler/README.md and the language's rules say; every backend
// is tested against it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::interp {

/// An input array that somebody else owns.
struct View {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;    ///< Elements along each axis.
  std::vector<std::int64_t> strides;  ///< Elements between neighbours, any sign; one per axis.
  const void* data = nullptr;         ///< The element at index 0 of every axis.
};

/// An array in C order. A bool is one byte, 0 or 1.
struct Tensor {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> data;

  std::int64_t count() const { return static_cast<std::int64_t>(data.size() / size_of(dtype)); }
  template <typename T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data.data()), data.size() / sizeof(T)};
  }
  template <typename T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data.data()), data.size() / sizeof(T)};
  }
};

/// A contiguous view of a tensor.
View view_of(const Tensor& tensor);

struct Options {
  std::int64_t memory_limit = std::int64_t{4} << 30;  ///< Bytes of all live values together.
  /// Error E0312 at the first node that makes a NaN (an infinity) out of operands without.
  bool stop_at_nan = false;
  bool stop_at_infinity = false;
  /// Called for each print and statement node with its operands.
  std::function<void(const graph::Node&, std::span<const Tensor* const> operands)> show;
  /// Calls a function of the host program, which fills the result.
  std::function<void(const graph::Node&, std::span<const Tensor* const> operands, Tensor& result)>
      call_host;
  /// Computes an elementwise op in the interpreter's place where it returns true. For tests of
  /// backends whose math functions differ from these in the last place: with theirs, all other bits
  /// have to agree.
  std::function<bool(Op, std::span<const Tensor* const> operands, Tensor& result)> replace;
  /// Called before each iteration of a `for` or `while`, with its node.
  std::function<void(const graph::Node& loop)> on_iteration;
  /// Called before each node and each iteration, with the innermost loop that runs (null: none);
  /// what it throws ends the run.
  std::function<void(const graph::Node* loop)> poll;
  /// Called after each node with its result: for stepping and printing.
  std::function<void(graph::NodeId, const Tensor&)> observe;
};

/// Runs a graph on one view per parameter and gives its results.
/// Errors (user): those of graph::bind_dims and graph::check_guards; E0310 integer division by
/// zero, E0311 index out of range and E0313 integer to a negative power, each at the lowest
/// row-major element of the first node that fails; E0319 iterations of a
/// `parallel for` that depend on each other; E0312 as asked by stop_at_nan. Error (resource):
/// E0320 the memory limit, E0321 a size beyond 63 bits.
std::vector<Tensor> interpret(const graph::Graph& graph, std::span<const View> inputs,
                              const Options& options = {});

}  // namespace sinter::interp
