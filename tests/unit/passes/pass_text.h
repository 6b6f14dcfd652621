// Text in, text out: what tests of passes compare.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "compiler/ir/graph.h"

namespace sinter::passes {

/// The body of a graph's text: indented lines without `dim` and `graph`, so that tests state what
/// matters.
inline std::string whole(const std::string& dims, const std::string& body) {
  std::string text = "graph f\n";
  for (char c : dims) {
    if (c != ' ') text += std::string("  dim ") + c + "\n";
  }
  return text + body;
}

/// Runs one pass on the text, verifies the result and returns its text. A pass says truly whether
/// it changed anything.
inline std::string after(bool (*pass)(graph::Graph&), const std::string& text) {
  graph::Graph g = graph::parse_graph(text);
  graph::verify(g);
  const std::string before = graph::print(g);
  const bool changed = pass(g);
  graph::verify(g);
  const std::string result = graph::print(g);
  EXPECT_EQ(changed, result != before) << result;
  return result;
}

inline void expect_pass(bool (*pass)(graph::Graph&), const std::string& dims, const std::string& in,
                        const std::string& out) {
  const std::string result = after(pass, whole(dims, in));
  EXPECT_EQ(result, graph::print(graph::parse_graph(whole(dims, out))));
}

inline void expect_unchanged(bool (*pass)(graph::Graph&), const std::string& dims,
                             const std::string& in) {
  expect_pass(pass, dims, in, in);
}

}  // namespace sinter::passes
