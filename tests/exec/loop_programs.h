// Random programs of the language with loops, branches, updates and scatter.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/generator/decisions.h"

namespace sinter::test {

struct Statement {
  std::string before;  ///< A line of its own before the statement, which goes with it.
  std::string text;    ///< The statement, or the head of a block.
  std::string first;   ///< The line that a block begins with and cannot do without.
  bool is_block = false;
  std::vector<Statement> body, otherwise;
};

/// One function `f` of arrays x, y: f64[N], w: f64[N, M], k: i64[N] and scalars s: f64, c: i64,
/// which returns what it made of them.
struct LoopProgram {
  bool exact = false;  ///< Reductions stay as written.
  std::int64_t n = 0, m = 0;
  std::vector<Statement> statements;
  std::string text() const;
};

LoopProgram make_loop_program(std::uint64_t seed);
LoopProgram make_loop_program(generator::Decisions decisions);

/// Programs with one statement less, or a block replaced by what stands in it.
std::vector<LoopProgram> smaller(const LoopProgram& program);

}  // namespace sinter::test
