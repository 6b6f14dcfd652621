// Programs on the emulated GPU: what the interpreter computes, bit for bit, in whatever order
// threads come.
//
// SINTER_SEED=N, SINTER_LOOP_SEED=N run that one program; SINTER_PROGRAMS=N runs more of them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/cuda/check_cuda.h"
#include "tests/cuda/emulation.h"
#include "tests/exec/text_programs.h"

namespace sinter::test {
namespace {

constexpr std::uint64_t kTogether = 20;  // programs of one run of the C++ compiler

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

void expect_no_difference(std::vector<CudaCase>& cases) {
  emulate(cases);
  for (const CudaCase& one : cases) EXPECT_EQ(one.difference, "") << one.name;
}

class EmulatedPrograms : public ::testing::TestWithParam<int> {};

TEST_P(EmulatedPrograms, EqualTheInterpreter) {
  if (!can_emulate()) GTEST_SKIP() << "no C++ compiler for the emulation";
  const std::uint64_t programs = number_from("SINTER_PROGRAMS", 96) / 8;
  const auto first = static_cast<std::uint64_t>(GetParam()) * programs;
  std::size_t ran = 0;
  for (std::uint64_t begin = first; begin < first + programs; begin += kTogether) {
    std::vector<CudaCase> cases;
    for (std::uint64_t seed = begin; seed < std::min(begin + kTogether, first + programs); ++seed) {
      cases.push_back(generated_case(seed));
    }
    expect_no_difference(cases);
    for (const CudaCase& one : cases) ran += one.refused.empty() ? 1 : 0;
  }
  EXPECT_GT(ran, programs / 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EmulatedPrograms, ::testing::Range(0, 8));

TEST(EmulatedProgram, SeedFromTheEnvironment) {
  if (!can_emulate()) GTEST_SKIP() << "no C++ compiler for the emulation";
  const std::uint64_t seed = number_from("SINTER_SEED", 0);
  std::vector<CudaCase> cases;
  cases.push_back(generated_case(seed));
  expect_no_difference(cases);
  if (!cases[0].difference.empty()) {
    fmt::print("{}\n{}\n", graph::print(cases[0].graph), kernel_of(cases[0])->program.source);
  }
}

class EmulatedLoops : public ::testing::TestWithParam<int> {};

TEST_P(EmulatedLoops, EqualTheInterpreter) {
  if (!can_emulate()) GTEST_SKIP() << "no C++ compiler for the emulation";
  const std::uint64_t programs = number_from("SINTER_LOOP_PROGRAMS", 48) / 4;
  const auto first = static_cast<std::uint64_t>(GetParam()) * programs;
  std::size_t ran = 0;
  for (std::uint64_t begin = first; begin < first + programs; begin += kTogether) {
    std::vector<CudaCase> cases;
    for (std::uint64_t seed = begin; seed < std::min(begin + kTogether, first + programs); ++seed) {
      if (auto one = loop_case(seed)) cases.push_back(std::move(*one));
    }
    expect_no_difference(cases);
    for (const CudaCase& one : cases) ran += one.refused.empty() ? 1 : 0;
  }
  EXPECT_GT(ran, programs / 4);
}

INSTANTIATE_TEST_SUITE_P(Seeds, EmulatedLoops, ::testing::Range(0, 4));

TEST(EmulatedLoop, SeedFromTheEnvironment) {
  if (!can_emulate()) GTEST_SKIP() << "no C++ compiler for the emulation";
  std::vector<CudaCase> cases;
  if (auto one = loop_case(number_from("SINTER_LOOP_SEED", 0))) cases.push_back(std::move(*one));
  expect_no_difference(cases);
  if (!cases.empty() && !cases[0].difference.empty())
    fmt::print("{}\n", kernel_of(cases[0])->program.source);
}

class EmulatedTexts : public ::testing::TestWithParam<std::string> {};

TEST_P(EmulatedTexts, EqualTheInterpreter) {
  if (!can_emulate()) GTEST_SKIP() << "no C++ compiler for the emulation";
  std::vector<CudaCase> cases = text_cases(GetParam());
  ASSERT_FALSE(cases.empty());
  expect_no_difference(cases);
  for (const CudaCase& one : cases) {
    const bool grows = one.name.starts_with("selected_in_loops.sinter") ||
                       (one.name.starts_with("positions.sinter") &&
                        one.name.find("triangular") != std::string::npos);
    const bool checks =
        one.name.starts_with("sizes.sinter") ||
        (one.name.starts_with("conditions.sinter") && one.name.find("steps") == std::string::npos);
    EXPECT_EQ(one.refused.empty(), !grows && !checks) << one.name << ": " << one.refused;
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, EmulatedTexts,
                         ::testing::ValuesIn(program_files(SINTER_TEST_PROGRAMS)),
                         [](const auto& test) {
                           return std::filesystem::path(test.param).stem().string();
                         });

}  // namespace
}  // namespace sinter::test
