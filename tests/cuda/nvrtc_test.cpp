// Every kind of program through NVRTC, to machine code of four generations of GPUs. Skipped, with
// the reason, where the library is not found.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "runtime/cuda/nvrtc.h"
#include "tests/common/expect_error.h"
#include "tests/cuda/check_cuda.h"
#include "tests/exec/text_programs.h"

namespace sinter::test {
namespace {

using runtime::cuda::Nvrtc;

constexpr std::size_t kMostFunctions = 4;  // of a file: compiling takes long
constexpr int kArchitectures[] = {75, 80, 90, 100};

#define SKIP_WITHOUT_NVRTC()                                   \
  do {                                                         \
    std::string reason;                                        \
    if (!Nvrtc::is_available(&reason)) GTEST_SKIP() << reason; \
  } while (false)

/// Compiles the kernels of a case; returns whether it has any.
bool compiles(CudaCase one, int architecture) {
  const auto kernel = kernel_of(one);
  EXPECT_EQ(one.difference, "") << one.name;
  if (!kernel) return false;
  const auto compiled = Nvrtc::instance().cubin(kernel->program.source, architecture);
  EXPECT_GT(compiled.code.size(), 0u);
  const auto own =
      std::ranges::count_if(kernel->program.kernels, [](const auto& k) { return !k.is_epilogue; });
  EXPECT_EQ(static_cast<std::ptrdiff_t>(compiled.kernels.size()), own) << compiled.log;
  for (const auto& [name, used] : compiled.kernels) {
    EXPECT_GT(used.registers, 0) << one.name << " " << name;
    EXPECT_LE(used.registers, 255) << one.name << " " << name;
  }
  return true;
}

class NvrtcTexts : public ::testing::TestWithParam<std::string> {};

/// The document's workloads for every architecture, others for one after another.
TEST_P(NvrtcTexts, Compile) {
  SKIP_WITHOUT_NVRTC();
  const std::string stem = std::filesystem::path(GetParam()).stem();
  const bool all = stem == "entropy" || stem == "tensor_mean";
  std::set<std::string> functions;
  std::size_t ran = 0;
  for (const CudaCase& one : text_cases(GetParam())) {
    if (one.exact_sizes || !functions.insert(graph::print_code(one.graph)).second) continue;
    if (functions.size() > kMostFunctions) break;
    for (std::size_t n = 0; n < std::size(kArchitectures); ++n) {
      if ((all && functions.size() == 1) || n == functions.size() % std::size(kArchitectures))
        ran += compiles(one, kArchitectures[n]) ? 1 : 0;
    }
  }
  // What checks conditions on the way is not available on a GPU yet.
  if (stem == "sizes") {
    EXPECT_EQ(ran, 0U);
  } else {
    EXPECT_GE(ran, stem == "conditions" ? 1 : std::min(functions.size(), kMostFunctions) / 2);
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, NvrtcTexts,
                         ::testing::ValuesIn(program_files(SINTER_TEST_PROGRAMS)),
                         [](const auto& test) {
                           return std::filesystem::path(test.param).stem().string();
                         });

TEST(NvrtcGenerated, Compile) {
  SKIP_WITHOUT_NVRTC();
  int ran = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed)
    ran += compiles(generated_case(seed), kArchitectures[seed % 4]) ? 1 : 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    if (auto one = loop_case(seed))
      ran += compiles(std::move(*one), kArchitectures[seed % 4]) ? 1 : 0;
  }
  EXPECT_GT(ran, 8);
}

/// Registers suffice, but for what is kept over calls of 64-bit divisions.
TEST(NvrtcResources, WorkloadsHardlySpill) {
  SKIP_WITHOUT_NVRTC();
  int kernels = 0;
  for (const std::string& path : program_files(SINTER_TEST_PROGRAMS)) {
    const std::string stem = std::filesystem::path(path).stem();
    if (stem != "entropy" && stem != "tensor_mean") continue;
    std::set<std::string> functions;
    for (CudaCase& one : text_cases(path)) {
      if (one.exact_sizes || functions.size() == kMostFunctions / 2 ||
          !functions.insert(stem + graph::print_code(one.graph)).second)
        continue;
      const auto kernel = kernel_of(one);
      ASSERT_TRUE(kernel) << one.refused << one.difference;
      for (const auto& [name, used] : Nvrtc::instance().cubin(kernel->program.source, 90).kernels) {
        EXPECT_LE(used.spill_bytes, 64) << one.name << " " << name;
        EXPECT_LE(used.registers, stem == "entropy" ? 128 : 255) << one.name << " " << name;
        ++kernels;
      }
    }
  }
  EXPECT_GT(kernels, 0);
}

class NvrtcMatrixUnits : public ::testing::TestWithParam<const char*> {};

/// Tiles of the largest size leave room for a second block, and nothing of them spills.
TEST_P(NvrtcMatrixUnits, FitTheRegisters) {
  SKIP_WITHOUT_NVRTC();
  const std::string kind = GetParam();
  const bool is_double = kind == "f64";
  const auto module = lang::parse_module(
      (is_double ? "" : "@fastmath(" + kind + ")\n") +
          fmt::format("fn f(x: {0}[2048, 2048], y: {0}[2048, 2048]) -> {0}[2048, 2048] {{ "
                      "return x @ y }}",
                      is_double ? "f64" : "f32"),
      "product.sinter");
  auto graph = lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
  optimize(graph);
  const auto kernel = runtime::cuda::make_gpu_kernel(graph, {});
  for (const int architecture : kArchitectures) {
    for (const auto& [name, used] :
         Nvrtc::instance().cubin(kernel.program.source, architecture).kernels) {
      const std::string what =
          fmt::format("{} for {}: {} registers, {} bytes spilled, {} bytes shared", kind,
                      architecture, used.registers, used.spill_bytes, used.shared_bytes);
      if (std::getenv("SINTER_VERBOSE") != nullptr) fmt::print("{}\n", what);
      // Not where there are no such units.
      if (is_double ? architecture != 90 : architecture < 80 && kind != "f16") continue;
      EXPECT_LE(used.registers, 128) << what;
      EXPECT_EQ(used.spill_bytes, 0) << what;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, NvrtcMatrixUnits, ::testing::Values("tf32", "f16", "bf16", "f64"),
                         [](const auto& test) { return std::string(test.param); });

TEST(NvrtcLibrary, KnowsItsArchitectures) {
  SKIP_WITHOUT_NVRTC();
  const auto& known = Nvrtc::instance().architectures();
  EXPECT_GE(Nvrtc::instance().version(), 1102);
  for (const int architecture : {75, 80, 90})
    EXPECT_NE(std::find(known.begin(), known.end(), architecture), known.end());
}

TEST(NvrtcLibrary, ErrorsKeepTheSource) {
  SKIP_WITHOUT_NVRTC();
  try {
    (void)Nvrtc::instance().cubin("extern \"C\" __global__ void f() { undeclared(); }", 80);
    FAIL() << "a bad source compiles";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInternal);
    EXPECT_EQ(error.code(), "E5211");
    EXPECT_NE(std::string(error.what()).find("void f() { undeclared(); }"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("sm_80"), std::string::npos);
  }
}

TEST(NvrtcLibrary, GivesPtx) {
  SKIP_WITHOUT_NVRTC();
  const auto compiled = Nvrtc::instance().ptx(
      "extern \"C\" __global__ void f(float* x) { x[0] = x[1] * x[2] + x[3]; }", 80);
  const std::string text(reinterpret_cast<const char*>(compiled.code.data()), compiled.code.size());
  EXPECT_NE(text.find(".target sm_80"), std::string::npos);
  EXPECT_EQ(text.find("fma.rn.f32"), std::string::npos) << "nothing is contracted";
}

}  // namespace
}  // namespace sinter::test
