// The text that is generated for a few programs, as it stands in goldens/. SINTER_UPDATE_GOLDENS=1
// writes them anew.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "runtime/cuda/gpu_kernel.h"

namespace sinter::test {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The steps, then the kernels; helper functions are left out.
std::string generated(const std::string& source) {
  const auto module = lang::parse_module(source, "golden.sinter");
  auto graph = lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
  optimize(graph);
  const auto kernel = runtime::cuda::make_gpu_kernel(graph, {});
  const std::string& text = kernel.program.source;
  std::size_t begin = text.find("extern \"C\"");
  for (const char* first : {"SINTER_FUNCTION void sinter_", "static __device__ unsigned sinter_"})
    begin = std::min(begin, text.find(first));
  return cuda::print_steps(kernel.program) + "\n" + text.substr(begin);
}

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, TextIsAsItWas) {
#ifdef __clang__
  // Lowering calls the builder in arguments, which GCC evaluates in another order.
  GTEST_SKIP() << "the numbers of values in the goldens are those of a build by GCC";
#endif
  const std::string base = std::string(SINTER_TEST_GOLDENS) + "/" + GetParam();
  const std::string source = read(base + ".sinter");
  ASSERT_NE(source, "") << base;
  const std::string found = generated(source);
  if (std::getenv("SINTER_UPDATE_GOLDENS") != nullptr) std::ofstream(base + ".cu") << found;
  EXPECT_EQ(found, read(base + ".cu"));
}

INSTANTIATE_TEST_SUITE_P(Programs, Golden,
                         ::testing::Values("elementwise", "row", "whole", "columns", "product",
                                           "matrix", "halves", "checked", "steps"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace sinter::test
