// Random well-typed graphs, with sizes and inputs to run them on. The same generator serves tests
// (from a seed) and fuzzing (from bytes).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/interp/interp.h"
#include "compiler/ir/graph.h"
#include "tests/generator/decisions.h"

namespace sinter::generator {

struct Options {
  int max_nodes = 14;                  ///< Choices made; one choice can add several nodes.
  std::int64_t max_elements = 12000;   ///< Of any value.
  std::int64_t max_products = 200000;  ///< Of a contraction.
  bool math = true;                    ///< exp, log, tanh.
  bool failing = false;                ///< Divisors may be zero and indices out of range.
  /// Only positive floats and continuous ops, so that reordering changes results by a small
  /// relative error.
  bool tame = false;
};

/// A graph, a value for each of its size symbols, and what its inputs are made from.
struct Program {
  graph::Graph graph;
  std::vector<std::int64_t> sizes;  ///< By symbol index; only parameters count.
  std::uint64_t input_seed = 0;
  bool tame = false;
};

Program generate(Decisions& decisions, const Options& options);

/// One tensor per parameter: contiguous, from input_seed; ordinary values with special ones among
/// them.
std::vector<interp::Tensor> make_inputs(const Program& program);

/// Everything needed to run it again: the graph's text, the sizes and the seed of the inputs.
std::string describe(const Program& program);

/// True when the graph's meaning depends on exp, log or tanh.
bool uses_math(const graph::Graph& graph);

/// Removes nodes and shrinks sizes while `fails` stays true; `fails` is true for the program given.
/// Stops after `budget` calls of it.
template <typename F>
Program shrink(Program program, F&& fails, int budget = 500);

/// One smaller candidate per number 0, 1, ...; nothing when there are no more. Used by `shrink`.
struct Candidate {
  bool valid = false;  ///< False: this number gives no program, the next one may.
  bool last = false;   ///< No more numbers.
  Program program;
};
Candidate candidate(const Program& program, std::size_t number);

template <typename F>
Program shrink(Program program, F&& fails, int budget) {
  for (std::size_t number = 0; budget > 0;) {
    Candidate smaller = candidate(program, number);
    if (smaller.last) break;
    if (smaller.valid && budget-- > 0 && fails(smaller.program)) {
      program = std::move(smaller.program);
      number = 0;
    } else {
      ++number;
    }
  }
  return program;
}

}  // namespace sinter::generator
