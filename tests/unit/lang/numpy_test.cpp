// The language against NumPy: expressions and their results, as numpy_twins.py wrote them down. The
// interpreter runs the graphs as written, so this tests what the front end makes of a program.
#include "tests/common/numpy_text.h"

#include <gtest/gtest.h>

#include <fstream>

#include "frontend/lang/module.h"

namespace sinter::lang {
namespace {

TEST(NumPy, Twins) {
  std::ifstream file(SINTER_NUMPY_TWINS);
  ASSERT_TRUE(file) << SINTER_NUMPY_TWINS;
  const test::NumpyTwins twins = test::read_numpy_twins(file);
  std::vector<interp::View> views;
  for (const interp::Tensor& input : twins.inputs) views.push_back(interp::view_of(input));
  for (const test::NumpyTwin& twin : twins.rows) {
    SCOPED_TRACE(twin.body);
    try {
      const ParsedModule module = parse_module(twins.program(twin), "twin.sinter");
      const graph::Graph graph =
          check_function(module, "f", declared_arguments(module.function("f")));
      EXPECT_EQ(test::difference_from_numpy(interp::interpret(graph, views)[0], twin.result), "");
    } catch (const Error& error) {
      ADD_FAILURE() << error.what();
    }
  }
  EXPECT_GT(twins.rows.size(), 600u);
}

}  // namespace
}  // namespace sinter::lang
