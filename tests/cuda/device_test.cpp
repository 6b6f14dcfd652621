// Programs on a real GPU: the interpreter's bits. Without a GPU every test is skipped, with the
// reason. SINTER_PROGRAMS, SINTER_LOOP_PROGRAMS: how many are run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "runtime/cuda/nvrtc.h"
#include "tests/cuda/check_cuda.h"
#include "tests/exec/text_programs.h"

namespace sinter::test {
namespace {

using runtime::cuda::Driver;
using runtime::cuda::DriverDevice;

constexpr int kParts = 16;  // of the generated programs, for runs on many processors

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

bool has_gpu(std::string& reason) {
  return Driver::is_available(&reason) && runtime::cuda::Nvrtc::is_available(&reason);
}

class OnGpu : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string reason;
    if (!has_gpu(reason)) GTEST_SKIP() << reason;
    device_ = DriverDevice::open(0);
  }
  std::shared_ptr<DriverDevice> device_;
};

class OnGpuPart : public OnGpu, public ::testing::WithParamInterface<int> {};

class DevicePrograms : public OnGpuPart {};

TEST_P(DevicePrograms, EqualTheInterpreter) {
  const std::uint64_t programs = number_from("SINTER_PROGRAMS", 160) / kParts;
  std::uint64_t ran = 0;
  for (std::uint64_t n = 0; n < programs; ++n) {
    CudaCase one = generated_case(n * kParts + static_cast<std::uint64_t>(GetParam()));
    run_on_gpu(one, *device_);
    EXPECT_EQ(one.difference, "") << one.name;
    ran += one.refused.empty() ? 1 : 0;
  }
  EXPECT_GT(ran, programs / 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DevicePrograms, ::testing::Range(0, kParts));

class DeviceLoops : public OnGpuPart {};

TEST_P(DeviceLoops, EqualTheInterpreter) {
  const std::uint64_t programs = number_from("SINTER_LOOP_PROGRAMS", 80) / kParts;
  std::uint64_t ran = 0;
  for (std::uint64_t n = 0; n < programs; ++n) {
    auto one = loop_case(n * kParts + static_cast<std::uint64_t>(GetParam()));
    if (!one) continue;
    run_on_gpu(*one, *device_);
    EXPECT_EQ(one->difference, "") << one->name;
    ran += one->refused.empty() ? 1 : 0;
  }
  EXPECT_GT(ran, 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, DeviceLoops, ::testing::Range(0, kParts));

class DeviceTexts : public OnGpu, public ::testing::WithParamInterface<std::string> {};

TEST_P(DeviceTexts, EqualTheInterpreter) {
  auto cases = text_cases(GetParam());
  ASSERT_FALSE(cases.empty());
  for (CudaCase& one : cases) {
    run_on_gpu(one, *device_);
    EXPECT_EQ(one.difference, "") << one.name;
  }
}

/// Of the source, or what `./dev package` put beside this program.
std::string programs_folder() {
  namespace fs = std::filesystem;
  if (fs::exists(SINTER_TEST_PROGRAMS)) return SINTER_TEST_PROGRAMS;
  return fs::read_symlink("/proc/self/exe").parent_path() / "../share/sinter/device-check";
}

INSTANTIATE_TEST_SUITE_P(Programs, DeviceTexts,
                         ::testing::ValuesIn(program_files(programs_folder())),
                         [](const auto& test) {
                           return std::filesystem::path(test.param).stem().string();
                         });

}  // namespace
}  // namespace sinter::test
