// Graph IR to loop IR: decides what becomes which kernel phase (schedule.h) and emits it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/ir/loop.h"
#include "compiler/lower/choices.h"

namespace sinter::lower {

/// What is known of an input's memory when the kernel is compiled; part of the specialization.
enum class Layout : std::uint8_t {
  kContiguous,       ///< Row-major without gaps; strides follow from the sizes.
  kInnerContiguous,  ///< The last axis has stride 1; other strides are integers of the call.
  kStrided,          ///< Every stride is an integer of the call.
};

struct Options {
  std::vector<Layout> layouts;  ///< One per parameter of the graph; empty: all contiguous.
  /// Sizes that are known when compiling, by symbol index; empty or nullopt: symbolic.
  std::vector<std::optional<std::int64_t>> known_sizes;
  bool counts_iterations = false;  ///< Of the program's loops, for calls that limit them.
  bool debug_info = false;         ///< Instructions know their places.
  /// About how many scalar operations of a loop of the program a block of iterations has at least.
  std::int64_t loop_work = 32768;
  int vector_bits = 512;  ///< Chooses register tiles; never changes results.
  /// For a GPU: many small iterations of parallel loops in place of few large ones. Never changes
  /// results.
  bool gpu = false;
  /// Choices of schedules that are not made, as bits (choices.h). Never changes results.
  std::uint32_t left_out = 0;
  bool leaves_out(Choice choice) const { return (left_out & bit_of(choice)) != 0; }
};

/// Where the call finds one entry of Call::integers.
struct IntegerSource {
  enum Kind : std::uint8_t { kSize, kStride } kind = kSize;
  SymbolId symbol;  ///< kSize: value of this dimension parameter.
  int input = 0;    ///< kStride: parameter number,
  int axis = 0;     ///<          and axis; in elements.
};

/// A place where a checked run-time error can happen (the `site` of fail_if).
struct Site {
  std::string code;
  std::string message;  ///< "integer division by zero"
  graph::LocationSet locations;
  graph::ValueId value;  ///< The position reported is a row-major position in this value's shape.
  /// An assert node's, whose result the value is: what the failure says depends on its operands.
  bool is_assertion = false;
  bool is_position = false;  ///< The message is `outside_axis`, of what fail_if tells.
};

/// What became of a loop of the program, or of an update in one.
struct LoopReport {
  graph::LocationSet locations;
  std::string head;     ///< "for i in 0..N", "update"
  int depth = 0;        ///< Loops around it.
  std::string outcome;  ///< "parallel", "serial", "serial: inside of a parallel loop", ...
  struct Note {
    std::string text;
    graph::LocationSet first, second;  ///< Up to two places that the text is about.
  };
  std::vector<Note> notes;
  std::int32_t number = -1;  ///< Of counted loops: Instruction::poll of its loops; -1: none.
};

/// A kernel of the fusion plan.
struct PlannedKernel {
  struct Access {
    graph::ValueId value;
    Shape shape;  ///< Of what is used of it.
  };
  std::size_t plan_end = 0;           ///< Behind its lines in the plan.
  int depth = 0;                      ///< Loops and branches of the program around it.
  std::vector<Access> reads, writes;  ///< Arrays.
  std::uint32_t first_instruction = 0, last_instruction = 0;  ///< [first, last), before math.
  std::optional<Shape> elements;  ///< The instructions are those of one element of so many.
};

struct Lowered {
  /// Buffers: inputs in order of the parameters, outputs in order of the results (row-major
  /// contiguous), locals.
  loop::Kernel kernel;
  std::vector<IntegerSource> integers;
  std::vector<Site> sites;
  std::string plan;  ///< The fusion plan, for people.
  std::vector<PlannedKernel> kernels;
  std::size_t instructions = 0;   ///< Of the kernel, before its math is expanded.
  std::vector<LoopReport> loops;  ///< In the order of the program.
};

/// Every place in the graph where a checked error can happen, in the order of its nodes: they
/// follow from the graph alone, whatever the options.
std::vector<Site> failure_sites(const graph::Graph& graph);

/// Lowers a graph that has been through the graph passes. Math ops are still there (see
/// math/expand.h).
Lowered lower(const graph::Graph& graph, const Options& options);

/// The plan with a line for each kernel: the bytes that it reads and stores, an array that is read
/// twice counted once, and its operations as loop::count_operations counts them. The kernel's math
/// has been expanded. `sizes`: by symbol index; `integers`: of the kernel.
std::string plan_with_work(const Lowered& lowered, const graph::Graph& graph,
                           std::span<const std::int64_t> sizes,
                           std::span<const std::int64_t> integers);

/// The loops of a program and what became of them, for people.
std::string print_loops(const std::vector<LoopReport>& loops, const graph::Graph& graph);

}  // namespace sinter::lower
