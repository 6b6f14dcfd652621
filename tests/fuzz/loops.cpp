// Any bytes make a program of the language with loops, branches, updates and scatter: native code
// gives what the interpreter gives.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/exec/check_loops.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  if (size == 0) return 0;
  const auto& all = test::configurations();
  const std::vector<test::Configuration> where{all[data[0] % all.size()]};
  const test::LoopProgram program =
      test::make_loop_program(generator::Decisions{std::span(data + 1, size - 1)});
  const test::Checked checked = test::check_text(program, data[0], where);
  if (checked.difference.empty()) return 0;
  fmt::print(stderr, "{}\n{}", checked.difference, program.text());
  std::abort();
}
