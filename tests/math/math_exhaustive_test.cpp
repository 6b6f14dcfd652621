// Every f32 input of every f32 function, against the C library in f64. Minutes; labelled `long`.
#include <gtest/gtest.h>

#include <atomic>
#include <bit>
#include <numeric>
#include <thread>

#include "compiler/math/math.h"
#include "tests/math/reference.h"
#include "tests/math/straight_line.h"

namespace sinter::test {
namespace {

struct Worst {
  double error = 0;
  float x = 0;
  std::uint64_t inputs = 0;
};

/// Inputs whose bits begin with one of the 16-bit prefixes handed out by `next`.
Worst scan(Op op, std::atomic<std::uint32_t>& next) {
  StraightLine f(op, DType::kF32);
  std::vector<float> x(1 << 16), got(1 << 16);
  Worst worst;
  for (std::uint32_t prefix; (prefix = next++) < (1u << 16);) {
    for (std::uint32_t low = 0; low < (1u << 16); ++low)
      x[low] = std::bit_cast<float>(prefix << 16 | low);
    f.run(x, got);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double error = ulp_error_f32(got[i], libm(op, x[i]));
      if (error > worst.error) worst.error = error, worst.x = x[i];
    }
    worst.inputs += x.size();
  }
  return worst;
}

class Exhaustive : public ::testing::TestWithParam<math::Function> {};

TEST_P(Exhaustive, EveryInputStaysWithinTheBound) {
  const math::Function function = GetParam();
  std::atomic<std::uint32_t> next{0};
  std::vector<Worst> parts(std::max(1u, std::thread::hardware_concurrency()));
  std::vector<std::thread> threads;
  for (Worst& part : parts) threads.emplace_back([&] { part = scan(function.op, next); });
  for (std::thread& t : threads) t.join();
  Worst worst;
  for (const Worst& part : parts) {
    worst.inputs += part.inputs;
    if (part.error > worst.error) worst.error = part.error, worst.x = part.x;
  }
  std::printf("%s: at most %.4f ULP, at %a\n", std::string(info(function.op).spelling).c_str(),
              worst.error, worst.x);
  EXPECT_EQ(worst.inputs, std::uint64_t{1} << 32);
  EXPECT_LE(worst.error, function.max_ulp);
}

std::vector<math::Function> singles() {
  std::vector<math::Function> result;
  for (const math::Function& f : math::functions())
    if (f.type == DType::kF32 && info(f.op).arity == 1) result.push_back(f);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, Exhaustive, ::testing::ValuesIn(singles()), [](const auto& p) {
  return std::string(sinter::info(p.param.op).spelling);
});

}  // namespace
}  // namespace sinter::test
