// Policies of single functions, and kernels that are pinned.
#include <gtest/gtest.h>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

constexpr const char* kProgram =
    "fn scale(x: f64[N], a: f64) -> f64[N] { return a * x }\n"
    "fn narrow(x: f64[N]) -> f64[N] { return x + 1 }";

EngineOptions plain(Specialize specialize = Specialize::kSymbolic) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.specialize = specialize;
  return options;
}

Array ones(std::int64_t n) { return Array::full(DType::kF64, {n}, 1); }

TEST(FunctionPolicies, AreOfOneFunction) {
  const Engine engine(plain());
  const Module module = engine.compile(kProgram);
  const Function exact = module.function("scale", {.specialize = Specialize::kExact});
  const Function symbolic = module.function("scale");
  for (const std::int64_t n : {3, 4, 5}) {
    EXPECT_EQ(exact(ones(n), 2.0).to_vector<double>().back(), 2);
    EXPECT_EQ(symbolic(ones(n), 2.0).to_vector<double>().back(), 2);
  }
  EXPECT_EQ(exact.compile_info().compiles, 3U);
  EXPECT_EQ(exact.compile_info().specialization, "x: f64[5] contiguous, a: f64");
  EXPECT_EQ(symbolic.compile_info().compiles, 1U);
  // Handles of the same policy are the same function.
  EXPECT_EQ(module.function("scale", {.specialize = Specialize::kExact}).compile_info().compiles,
            3U);
  EXPECT_ERROR(module.function("scale", {.specialize = Specialize::kAuto}).compile_info(),
               ErrorKind::kUser, "E6004", "not been compiled");
}

TEST(FunctionPolicies, InterpretOne) {
  const Engine engine(plain());
  const Module module = engine.compile(kProgram);
  const Function interpreted = module.function("scale", {.interpret = true});
  EXPECT_EQ(interpreted(ones(3), 2.0).to_vector<double>(), (std::vector<double>{2, 2, 2}));
  EXPECT_TRUE(engine.ledger().empty()) << "a kernel was made";
  EXPECT_EQ(module.function("scale")(ones(3), 2.0).to_vector<double>().back(), 2);
  EXPECT_EQ(engine.ledger().size(), 1U);
}

TEST(Pinned, KernelsServeTheirSizesWhateverThePolicy) {
  for (const Specialize policy : {Specialize::kSymbolic, Specialize::kAuto}) {
    EngineOptions options = plain(policy);
    options.count_calls = true;
    const Engine engine(options);
    const Function f = engine.compile(kProgram).function("scale");
    const Array arguments[] = {ones(300), 2.0};
    f.pin(arguments);
    f.pin(arguments);  // it is there
    ASSERT_EQ(engine.ledger().size(), 1U);
    EXPECT_EQ(engine.ledger()[0].specialization, "x: f64[300] contiguous, a: f64");
    EXPECT_EQ(f.call(arguments)[0].to_vector<double>().back(), 2);
    EXPECT_EQ(f(ones(7), 3.0).to_vector<double>().back(), 3);
    EXPECT_EQ(f.call(arguments)[0].to_vector<double>().back(), 2);
    const auto ledger = engine.ledger();
    ASSERT_EQ(ledger.size(), 2U);
    EXPECT_EQ(ledger[0].calls, 2U);
    EXPECT_EQ(ledger[1].specialization, "x: f64[N] contiguous, a: f64");
    EXPECT_EQ(ledger[1].calls, 1U);
    // Another layout is another kernel.
    const Array strided = ones(600).slice(0, 0, 600, 2);
    EXPECT_EQ(f(strided, 2.0).to_vector<double>().back(), 2);
    EXPECT_EQ(engine.ledger()[0].calls, 2U);
  }
}

TEST(Pinned, NeedsKernelsAndGoodArguments) {
  const Module module = Engine(plain()).compile(kProgram);
  const Array arguments[] = {ones(3), 2.0};
  EXPECT_ERROR(module.function("scale", {.interpret = true}).pin(arguments), ErrorKind::kUser,
               "E6016", "scale has no kernel to pin: it runs in the interpreter");
  EXPECT_ERROR(module.function("scale").pin({arguments, 1}), ErrorKind::kUser, "E0301",
               "takes 2 arguments, got 1");
}

}  // namespace
}  // namespace sinter
