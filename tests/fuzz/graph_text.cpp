// Any text is refused, or is a graph whose text form round-trips.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "compiler/ir/graph.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  std::string text;
  try {
    const graph::Graph parsed =
        graph::parse_graph(std::string_view(reinterpret_cast<const char*>(data), size));
    graph::verify(parsed);
    text = graph::print(parsed);
  } catch (const Error&) {
    return 0;
  }
  // What was accepted must be accepted again: an error here escapes and is found.
  if (graph::print(graph::parse_graph(text)) != text) std::abort();
  return 0;
}
