// The command line, called in-process.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "frontend/cli/cli.h"

namespace sinter::cli {

inline const std::string kPrograms = std::string(SINTER_TEST_FOLDER) + "/programs/";

struct Output {
  int code = 0;
  std::string out;
  std::string err;
};

inline Output command(const std::vector<std::string>& arguments, bool color = false,
                      const std::string& input = {}) {
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in(input);
  Terminal terminal{out, err, color, color, &in};
  const int code = run_cli(arguments, terminal);
  return {code, out.str(), err.str()};
}

inline void expect_words(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "'" << words << "' is not in:\n" << text;
}

}  // namespace sinter::cli
