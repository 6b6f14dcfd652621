// Any bytes make a graph: its text form round-trips, and the passes keep every bit of what it
// computes.
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/exec/check_passes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  generator::Options options;
  options.max_elements = 2000;  // Many programs, rather than long sums.
  options.max_products = 20000;
  options.failing = size % 8 == 1;
  generator::Decisions decisions{std::span(data, size)};
  const generator::Program program = generate(decisions, options);
  graph::verify(program.graph);
  const std::string text = graph::print(program.graph);
  const std::string problem = graph::print(graph::parse_graph(text)) == text
                                  ? test::keeps_every_bit(program)
                                  : std::string("the text form does not round-trip");
  if (problem.empty()) return 0;
  fmt::print(stderr, "{}\n{}", problem, describe(program));
  std::abort();
}
