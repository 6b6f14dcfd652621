// print and assert in programs, native and interpreted; debugging statement by statement.
#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

constexpr const char* kProgram = R"(fn sums(x: f64[N]) -> f64 {
    s = 0.0
    for i in 0..N {
        s += x[i]
        print(i, s)
    }
    print(x, "total", s)
    return s
}
fn roots(x: f64[N], limit: f64) -> f64[N] {
    assert(x >= 0, limit)
    return sqrt(x)
}
fn checked(x: f64[N]) -> f64 {
    s = 0.0
    for i in 0..N {
        assert s < 10, "the sum stays small", i
        s += x[i]
    }
    return s
}
fn unused(x: f64) -> f64 {
    y = log(x)
    print(y)
    print(y)
    return x
}
fn twice(x: f64) -> f64 {
    y = x * 2
    return y
}
fn outer(x: f64[N]) -> f64 {
    a = twice(x[0])
    b = twice(a)
    return a + b
}
fn between(x: f64[N]) -> f64[N] {
    assert((x > 0) & (x < 5), "between")
    return x
}
)";

class Show : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override {
    EngineOptions options;
    options.backend = GetParam();
    options.on_print = [this](const Printed& printed) { text_ += printed.text(); };
    module_.emplace(Engine(options).compile(kProgram, "show.sinter"));
  }
  std::vector<Array> call(const char* name, const std::vector<Array>& arguments) {
    text_.clear();
    return module_->function(name).call(arguments);
  }
  std::string text_;
  std::optional<Module> module_;
};

TEST_P(Show, PrintsInOrder) {
  EXPECT_EQ(call("sums", {Array::from<double>({1, 2.5, -4}, {3})})[0].item<double>(), -0.5);
  EXPECT_EQ(text_,
            "show.sinter:5: i = 0\nshow.sinter:5: s = 1\n"
            "show.sinter:5: i = 1\nshow.sinter:5: s = 3.5\n"
            "show.sinter:5: i = 2\nshow.sinter:5: s = -0.5\n"
            "show.sinter:7: x = f64[3] [1, 2.5, -4]\nshow.sinter:7: total = -0.5\n");
}

TEST_P(Show, StridedArraysToo) {
  const Array x = Array::from<double>({1, 2, 3, 4}, {4});
  (void)call("sums", {x.slice(0, 0, 4, 2)});
  EXPECT_NE(text_.find("x = f64[2] [1, 3]"), std::string::npos) << text_;
}

TEST_P(Show, IsNeitherRemovedNorShared) {
  (void)call("unused", {Array(1.0)});
  EXPECT_EQ(text_, "show.sinter:24: y = 0\nshow.sinter:25: y = 0\n");
}

TEST_P(Show, ACallThatThrowsInItsCallbackThrows) {
  EngineOptions options;
  options.backend = GetParam();
  options.on_print = [](const Printed&) { throw Error(ErrorKind::kUser, "E0000", "enough"); };
  const Function sums = Engine(options).compile(kProgram).function("sums");
  const Array arguments[] = {Array::from<double>({1, 2}, {2})};
  EXPECT_ERROR(sums.call(arguments), ErrorKind::kUser, "E0000", "enough");
}

TEST_P(Show, AssertionsNameTheElementAndTheValues) {
  const Array limit = Array(4.0);
  EXPECT_EQ(call("roots", {Array::from<double>({4, 9}, {2}), limit})[0].to_vector<double>(),
            (std::vector<double>{2, 3}));
  EXPECT_ERROR(call("roots", {Array::from<double>({4, -9, -1}, {3}), limit}), ErrorKind::kUser,
               "E0340", "assertion failed: x >= 0 at element [1]; x is -9.0, limit is 4.0");
}

TEST_P(Show, AssertionsAreShownWithTheirParentheses) {
  EXPECT_ERROR(call("between", {Array::from<double>({4, -9}, {2})}), ErrorKind::kUser, "E0340",
               "assertion failed: (x > 0) & (x < 5): between at element [1]");
}

TEST_P(Show, AssertionsStopALoop) {
  EXPECT_ERROR(call("checked", {Array::from<double>({8, 4, 1}, {3})}), ErrorKind::kUser, "E0340",
               "assertion failed: s < 10: the sum stays small; s is 12.0, i is 2");
  EXPECT_EQ(call("checked", {Array::from<double>({8, 1, 1}, {3})})[0].item<double>(), 10);
}

INSTANTIATE_TEST_SUITE_P(Backends, Show, ::testing::Values(Backend::kLlvm, Backend::kInterpreter),
                         [](const auto& tested) {
                           return tested.param == Backend::kLlvm ? "Native" : "Interpreter";
                         });

/// Notes where a call comes by.
class Trace : public Debugger {
 public:
  void at_statement(const DebugStop& stop) override {
    for (const DebugFrame& frame : stop.frames)
      text += frame.function + ":" + std::to_string(frame.location.line) + " ";
    for (std::size_t i = 0; i < stop.names.size(); ++i)
      text += stop.names[i] + "=" + stop.value(i).to_string() + " ";
    text += "\n";
  }
  std::string text;
};

TEST(Debugging, TellsOfEveryStatement) {
  const Function outer = Engine().compile(kProgram, "show.sinter").function("outer");
  Trace trace;
  const Array arguments[] = {Array::from<double>({3}, {1})};
  EXPECT_EQ(outer.debug(arguments, trace)[0].item<double>(), 18);
  EXPECT_EQ(trace.text,
            "outer:33 N=1 x=[3] \n"
            "twice:29 outer:33 x=3 \n"
            "twice:30 outer:33 x=3 y=6 \n"
            "outer:34 N=1 a=6 x=[3] \n"
            "twice:29 outer:34 x=6 \n"
            "twice:30 outer:34 x=6 y=12 \n"
            "outer:35 N=1 a=6 b=12 x=[3] \n");
}

TEST(Debugging, StopsAtTheFirstNaN) {
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  const Module module = Engine(options).compile(
      "fn f(x: f64[N]) -> f64[N] { return log(x) }\nfn g(x: f64) -> f64 { return 1 / x }\n");
  CallOptions stop;
  stop.stop_at_nan = true;
  const Array x[] = {Array::from<double>({1, 2, -3}, {3})};
  EXPECT_ERROR(module.function("f").call(x, stop), ErrorKind::kUser, "E0312",
               "log made the first NaN at element [2]: log(-3.0)");
  stop.stop_at_infinity = true;
  const Array zero[] = {Array(0.0)};
  EXPECT_ERROR(module.function("g").call(zero, stop), ErrorKind::kUser, "E0312",
               "div made the first infinity: div(1.0, 0.0)");
  EXPECT_EQ(module.function("g").call(zero)[0].item<double>(),
            std::numeric_limits<double>::infinity());
  const Function native = Engine().compile("fn f(x: f64) -> f64 { return log(x) }").function("f");
  EXPECT_ERROR(native.call(zero, stop), ErrorKind::kUser, "E6035", "compiled code does not stop");
}

}  // namespace
}  // namespace sinter
