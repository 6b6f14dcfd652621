#include "frontend/hardware/limits.h"
#include "bench/common/measure.h"

namespace sinter::bench {

Limits measure_limits(SpinPool& pool, int threads) {
  const auto bandwidth = [&](std::size_t bytes) {
    return hardware::measure_bandwidth(pool, threads, bytes);
  };
  const auto each = static_cast<std::size_t>(threads);
  Limits limits{};
  limits.fma_f32_gflops = hardware::measure_multiply_adds(pool, threads, false);
  limits.read_l1_gbs = bandwidth(each * (16U << 10U)).read;
  limits.read_l2_gbs = bandwidth(each * (512U << 10U)).read;
  const hardware::Bandwidth memory = bandwidth(256U << 20U);
  limits.read_dram_gbs = memory.read;
  limits.copy_dram_gbs = memory.copy;
  return limits;
}

}  // namespace sinter::bench
