// Sessions that are given their inputs at once.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "frontend/repl/repl.h"
#include "tests/common/temporary.h"

namespace sinter::repl {

struct Output {
  int code = 0;
  std::string out;
  std::string err;
};

inline Output pipe(const std::string& input) {
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in(input);
  cli::Terminal terminal{out, err, false, false, &in};
  const int code = Repl(terminal, false).run(in);
  return {code, out.str(), err.str()};
}

/// A session at a terminal of which other programs could use the screen.
inline Output at_screen(const std::vector<std::string>& inputs) {
  std::ostringstream out;
  std::ostringstream err;
  cli::Terminal terminal{out, err, false, false, nullptr};
  Repl repl(terminal, true);
  repl.set_pause([](const std::function<void()>& action) { action(); }, true);
  for (const std::string& input : inputs) repl.execute(input);
  return {repl.code(), out.str(), err.str()};
}

inline void expect_words(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "'" << words << "' is not in:\n" << text;
}

inline std::string temporary(const std::string& name) {
  static const test::TemporaryFolder folder;
  return folder / name;
}

inline std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace sinter::repl
