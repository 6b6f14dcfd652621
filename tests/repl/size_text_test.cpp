#include "frontend/repl/size_text.h"

#include <gtest/gtest.h>

namespace sinter::repl {
namespace {

TEST(SizeText, PutsNumbersInPlaceOfNames) {
  const std::map<std::string, std::int64_t> sizes = {{"x.0", 3}, {"y.0", 17521}, {"y.1", 2}};
  EXPECT_EQ(with_sizes("f64[max(x.0 - 1, 0)]", sizes), "f64[2]");
  EXPECT_EQ(with_sizes("f64[x.0, min(x.0, 2), 4], i32", sizes), "f64[3, 2, 4], i32");
  EXPECT_EQ(with_sizes("f64[floordiv(y.0 + 1, 2), y.1], bool[2*y.1*x.0 - 1]", sizes),
            "f64[8761, 2], bool[11]");
  EXPECT_EQ(with_sizes("f64[mod(-y.0, 5), floordiv(-y.0, 5)]", sizes), "f64[4, -3505]");
  EXPECT_EQ(with_sizes("f64", sizes), "f64");
}

TEST(SizeText, KeepsSizesThatDependOnValues) {
  EXPECT_EQ(with_sizes("f64[max(count, 0)]", {}), "f64[count]");
  EXPECT_EQ(with_sizes("f64[max(count - 1, 0), 2]", {}), "f64[max(count - 1, 0), 2]");
  EXPECT_EQ(with_sizes("f64[x.0 + n]", {{"x.0", 3}}), "f64[x.0 + n]");
}

}  // namespace
}  // namespace sinter::repl
