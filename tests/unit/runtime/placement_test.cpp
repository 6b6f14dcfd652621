// Where calls run, by what was measured.
#include "runtime/core/placement.h"

#include <gtest/gtest.h>

namespace sinter::test {
namespace {

using runtime::Placement;
using runtime::TransferCosts;
using Place = Placement::Place;

constexpr TransferCosts kCosts{0.02, 1e7};  // 20 us and 10 GB/s
const std::vector<std::int64_t> kSizes{1000};

std::string report(const Placement& placement) {
  return placement.report(
      [](const std::vector<std::int64_t>& sizes) { return "N=" + std::to_string(sizes[0]); });
}

void call(Placement& placement, std::size_t bytes, double processor_ms, double gpu_ms, int times) {
  for (int n = 0; n < times; ++n) {
    const Place place = placement.choose(kSizes, bytes);
    placement.note(kSizes, place, place == Place::kProcessor ? processor_ms : gpu_ms);
  }
}

TEST(Placement, TriesTheProcessorFirst) {
  Placement placement(kCosts);
  EXPECT_EQ(placement.choose(kSizes, 1000), Place::kProcessor);
  EXPECT_EQ(report(placement), "N=1000: on the processor, which is being measured\n");
}

TEST(Placement, DoesNotTryTheGpuWhereTransfersAloneTakeLonger) {
  Placement placement(kCosts);
  call(placement, 10'000'000, 0.5, 0, 10);  // moving them takes 1.02 ms
  EXPECT_EQ(report(placement),
            "N=1000: on the processor: 0.5 ms, and moving 10000000 bytes to the GPU and back takes "
            "1.02 ms\n");
}

TEST(Placement, KeepsTheFasterOfTwo) {
  Placement quick(kCosts);
  call(quick, 1000, 5, 0.1, 3);
  EXPECT_EQ(report(quick), "N=1000: on the GPU, which is being measured; processor 5 ms\n");
  call(quick, 1000, 5, 0.1, 3);
  EXPECT_EQ(quick.choose(kSizes, 1000), Place::kGpu);
  EXPECT_EQ(report(quick), "N=1000: on the GPU: processor 5 ms, GPU 0.1 ms with transfers\n");
  Placement slow(kCosts);
  call(slow, 1000, 5, 7, 10);
  EXPECT_EQ(slow.choose(kSizes, 1000), Place::kProcessor);
  EXPECT_EQ(report(slow), "N=1000: on the processor: processor 5 ms, GPU 7 ms with transfers\n");
}

TEST(Placement, RemembersWhatTheGpuCannot) {
  Placement placement(kCosts);
  call(placement, 1000, 5, 0.1, 3);
  placement.refuse(kSizes);
  EXPECT_EQ(placement.choose(kSizes, 1000), Place::kProcessor);
  EXPECT_EQ(report(placement), "N=1000: on the processor: the GPU has not the memory for it\n");
  placement.refuse("a program that prints");
  EXPECT_EQ(placement.choose({7}, 1000), Place::kProcessor);
  EXPECT_EQ(report(placement), "on the processor: a program that prints\n");
}

}  // namespace
}  // namespace sinter::test
