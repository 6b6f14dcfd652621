// Engine, Module and Function as a program that embeds Sinter sees them. Linked with the shared
// library alone.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

constexpr const char* kProgram = R"(
# Doubles x.
fn twice(x: f32[N]) -> f32[N] {
    return x * 2
}

fn scale(x: T[N], a: T) -> T[N] {
    return x * a
}

fn divide(a: i32, b: i32) -> i32 {
    return a // b
}

fn total(x: f64[B, D]) -> f64 {
    return sum[b, d] x[b, d]
}

fn both(x, y) {
    return x + y
}
)";

Module program(EngineOptions options = {}) {
  return Engine(std::move(options)).compile(kProgram, "test.sinter");
}

TEST(Api, ModulesNameTheirFunctions) {
  const Module module = program();
  EXPECT_EQ(module.function_names(),
            (std::vector<std::string>{"twice", "scale", "divide", "total", "both"}));
  const Signature signature = module.signature("total");
  EXPECT_EQ(signature.name, "total");
  EXPECT_EQ(signature.text, "total(x: f64[B, D]) -> f64");
  ASSERT_EQ(signature.parameters.size(), 1u);
  EXPECT_EQ(signature.parameters[0].name, "x");
  EXPECT_EQ(signature.parameters[0].type, "f64[B, D]");
  EXPECT_EQ(signature.results, (std::vector<std::string>{"f64"}));
  EXPECT_EQ(signature.dimensions, (std::vector<std::string>{"B", "D"}));
  EXPECT_ERROR(module.function("twise"), ErrorKind::kUser, "E0202", "twise");
}

TEST(Api, FunctionsOutliveTheirModuleAndEngine) {
  const Function twice = program().function("twice");
  const Array y = twice(Array::from<float>({1, 2, 3}, {3}));
  EXPECT_EQ(y.to_vector<float>(), (std::vector<float>{2, 4, 6}));
}

TEST(Api, HandlesOfOneFunctionShareItsKernels) {
  const Engine engine;
  const Module module = engine.compile("fn twice(x: f64[N]) -> f64[N] { return 2 * x }");
  const Array x = Array::from<double>({1, 2});
  EXPECT_EQ(module.function("twice")(x).to_vector<double>(), (std::vector<double>{2, 4}));
  // The first handle is gone; its kernel is not.
  const Function again = module.function("twice");
  EXPECT_EQ(again.compile_info().compiles, 1U);
  EXPECT_EQ(again(x).to_vector<double>(), (std::vector<double>{2, 4}));
  EXPECT_EQ(again.compile_info().compiles, 1U);
  EXPECT_ERROR(module.function("thrice"), ErrorKind::kUser, "E0202", "twice");
  EXPECT_ERROR(module.function("thrice"), ErrorKind::kUser, "E0202", "twice");
}

TEST(Api, SourceErrorsCarryTheirPlace) {
  const Engine engine;
  EXPECT_THROW(engine.compile("fn f(x: f32[N]) -> f32[N] { return x +* }", "bad.sinter"), Error);
  try {
    engine.compile("fn f(x: f32[N]) -> f32[N] {\n  return nothing\n}", "bad.sinter");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUser);
    EXPECT_EQ(error.diagnostics().front().location.line, 2u);
    EXPECT_NE(std::string(error.what()).find("bad.sinter:2"), std::string::npos) << error.what();
  }
  EXPECT_ERROR(engine.compile_file("/nowhere/x.sinter"), ErrorKind::kUser, "E4201",
               "/nowhere/x.sinter");
}

TEST(Api, WeakScalarsTakeTheTypeTheyMeet) {
  const Module module = program();
  const Function scale = module.function("scale");
  const Array x = Array::from<float>({1, 2}, {2});
  EXPECT_EQ(scale(x, 3).to_vector<float>(), (std::vector<float>{3, 6}));
  EXPECT_EQ(scale(x, 0.5).to_vector<float>(), (std::vector<float>{0.5, 1}));
  EXPECT_EQ(scale(Array::from<std::int16_t>({1, 2}, {2}), 3).type_text(), "i16[2]");
  EXPECT_ERROR(scale(Array::from<std::int8_t>({1}, {1}), 300), ErrorKind::kUser, "E6002",
               "the value of 'a', 300, does not fit its type i8");
  EXPECT_ANY_THROW(scale(Array::from<std::int8_t>({1}, {1}), 0.5))
      << "a float never becomes an integer";
  EXPECT_EQ(module.function("divide")(7, std::int64_t{2}).item<int>(), 3);
  EXPECT_EQ(module.function("both")(1, 2).type_text(), "i64");
}

TEST(Api, WrongArgumentsAreUserErrors) {
  const Module module = program();
  const Function twice = module.function("twice");
  EXPECT_ERROR(twice(), ErrorKind::kUser, "E0301",
               "twice(x: f32[N]) -> f32[N] takes 1 argument, got 0");
  EXPECT_ERROR(module.function("divide")(1, 0), ErrorKind::kUser, "E0310",
               "integer division by zero");
  EXPECT_ANY_THROW(twice(Array::from<double>({1}, {1})));
  EXPECT_ANY_THROW(twice(Array::from<float>({1}, {1, 1})));
  EXPECT_ERROR(module.function("both")(Array::zeros(DType::kC64, {1}), 1), ErrorKind::kUnavailable,
               "E0803", "computing with c64 is not available yet");
}

TEST(Api, CompileInfoSaysWhatAndWhy) {
  const Module module = program();
  const Function both = module.function("both");
  EXPECT_ERROR(both.compile_info(), ErrorKind::kUser, "E6004", "both has not been compiled yet");
  const Array x = Array::from<float>({1, 2}, {2});
  both(x, x);
  const CompileInfo first = both.compile_info();
  EXPECT_EQ(first.reason, "first call");
  EXPECT_EQ(first.compiles, 1u);
  EXPECT_GT(first.times.parse, 0);
  EXPECT_GT(first.times.check, 0);
  EXPECT_GT(first.times.passes, 0);
  EXPECT_GT(first.times.lowering, 0);
  EXPECT_GT(first.times.llvm, 0);
  EXPECT_GT(first.times.link, 0);
  EXPECT_GT(first.code_bytes, 0u);
  both(Array::from<float>({1, 2, 3}, {3}), Array::from<float>({1, 2, 3}, {3}));
  EXPECT_EQ(both.compile_info().compiles, 1u) << "new sizes are no compile";
  both.prepare(std::vector{x.astype(DType::kF64), x});
  EXPECT_EQ(both.compile_info().compiles, 2u);
  EXPECT_EQ(both.compile_info().reason, "new type of x: f64[*] (was f32[*])");
}

TEST(Api, TheInterpreterReportsWhatItNeeded) {
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  const Function total = program(options).function("total");
  EXPECT_EQ(total(Array::full(DType::kF64, {3, 4}, 0.5)).item(), 6);
  EXPECT_EQ(total(Array::full(DType::kF64, {3, 1}, 0.5)).item(), 1.5);
  const CompileInfo info = total.compile_info();
  EXPECT_EQ(info.compiles, 1u);
  EXPECT_GT(info.times.check, 0);
  EXPECT_EQ(info.times.llvm, 0);
}

TEST(Api, RunningOutOfMemoryIsAResourceError) {
  const Function both = program().function("both");
  const float one = 1;
  const Array huge = Array::view(&one, {std::int64_t{1} << 50}, {0});
  EXPECT_ERROR(both(huge, huge), ErrorKind::kResource, "E5001", "no memory");
  EXPECT_EQ(both(1, 2).item<int>(), 3);
}

TEST(Api, ExplainsEveryStage) {
  const Function total = program().function("total");
  EXPECT_NE(total.explain(Explain::kGraph).find("reduce_sum"), std::string::npos);
  EXPECT_NE(total.explain(Explain::kPasses).find("# simplify"), std::string::npos);
  EXPECT_NE(total.explain(Explain::kLoop).find("kernel"), std::string::npos);
  EXPECT_NE(total.explain(Explain::kLlvm).find("define"), std::string::npos);
  EXPECT_NE(total.explain(Explain::kAsm).find("total"), std::string::npos);
  EXPECT_NE(total.explain(Explain::kPlan).find("total(x: f64[B, D] contiguous)"),
            std::string::npos);
  ExplainOptions options;
  options.dimensions = {{"B", 1024}};
  EXPECT_NE(total.explain(Explain::kPlan, options).find("f64[1024, D]"), std::string::npos);
  options.arguments = {{DType::kF64, {-1, 64}}};
  EXPECT_NE(total.explain(Explain::kPlan, options).find("f64[1024, 64]"), std::string::npos);
  options.dimensions = {{"Q", 1}};
  EXPECT_ERROR(total.explain(Explain::kPlan, options), ErrorKind::kUser, "E6005",
               "no dimension 'Q'; it has B, D");
  options.dimensions = {{"D", 63}};
  EXPECT_ERROR(total.explain(Explain::kPlan, options), ErrorKind::kUser, "E6005",
               "axis 1 of x is 63, but also 64");
  options.dimensions = {{"D", -2}};
  EXPECT_ERROR(total.explain(Explain::kPlan, options), ErrorKind::kUser, "E6005", "D is -2");
}

TEST(Api, SystemInfoDescribesTheMachine) {
  const SystemInfo info = Engine().system_info();
  EXPECT_EQ(info.version, version());
  EXPECT_EQ(info.llvm_problem, "");
  EXPECT_EQ(info.llvm_version.substr(0, 2), "19");
  EXPECT_GE(info.threads, 1);
  EXPECT_GE(info.vector_bits, 128);
  EXPECT_FALSE(info.cpu.empty());
}

/// A program that is older than the library, or newer, as `sinter` and `sinter-lift` ask at their
/// begin.
TEST(Engine, SaysThatAProgramIsOfAnotherBuild) {
  const std::string problem = detail::interface_problem("0123456789abcdef");
  EXPECT_TRUE(
      problem.starts_with("this program and the libsinter.so that it has found are of "
                          "different builds (headers 0123456789abcdef and "))
      << problem;
  const std::string own = problem.substr(problem.find(" and ", 60) + 5, 16);
  EXPECT_EQ(detail::interface_problem(own), "") << own;
}

TEST(Api, WithoutThePluginTheInterpreterWorks) {
  setenv("SINTER_LLVM_PLUGIN", "/nowhere/plugin.so", 1);
  EXPECT_ERROR(program().function("twice")(Array::from<float>({1}, {1})), ErrorKind::kUnavailable,
               "E5201", "/nowhere/plugin.so");
  EXPECT_NE(Engine().system_info().llvm_problem, "");
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  EXPECT_EQ(program(options).function("twice")(Array::from<float>({1}, {1})).at<float>(0), 2);
  unsetenv("SINTER_LLVM_PLUGIN");
  EXPECT_EQ(program().function("twice")(Array::from<float>({1}, {1})).at<float>(0), 2);
}

TEST(Api, FilesThroughThePublicFunctions) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "x.npz";
  save(path, Array::from<float>({1, 2}, {2}), "x");
  EXPECT_EQ(list_members(path), (std::vector<std::string>{"x"}));
  EXPECT_EQ(program().function("twice")(load(path)).to_vector<float>(), (std::vector<float>{2, 4}));
}

}  // namespace
}  // namespace sinter
