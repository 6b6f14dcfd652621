// Expressions written in C++: the programs that they are, and their values.
#include "sinter/lazy.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <thread>

#include "compiler/ir/ops.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

using lazy::keepdims;

Engine interpreter() {
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  return Engine(options);
}

std::vector<std::uint8_t> bytes_of(const Array& array) {
  const auto* first = static_cast<const std::uint8_t*>(array.raw_data());
  return {first, first + array.bytes()};
}

void expect_same(const Array& found, const Array& expected, const std::string& what) {
  EXPECT_EQ(found.type_text(), expected.type_text()) << what;
  EXPECT_EQ(bytes_of(found), bytes_of(expected)) << what;
}

Array numbers(const Array::Shape& shape, double from) {
  const Array array = Array::empty(DType::kF32, shape);
  for (std::int64_t i = 0; i < array.size(); ++i)
    array.data<float>()[i] = static_cast<float>(from + 0.25 * static_cast<double>(i % 37));
  return array;
}

/// One expression in C++ and in the language, of x and y (f32[5, 7]).
struct Case {
  std::string text;
  Expr (*build)(const Expr&, const Expr&);
};

const Case kCases[] = {
    {"x + y * 2", [](const Expr& x, const Expr& y) { return x + y * 2; }},
    {"-x / (y + 0.5)", [](const Expr& x, const Expr& y) { return -x / (y + 0.5); }},
    {"2 - x % 3", [](const Expr& x, const Expr&) { return 2 - x % 3; }},
    {"x ** 2 + x // 2", [](const Expr& x, const Expr&) { return pow(x, 2) + floor_divide(x, 2); }},
    {"where(x > y and not (x == 1), x, y)",
     [](const Expr& x, const Expr& y) { return where(x > y && !(x == 1), x, y); }},
    {"(x < y) | (x >= 2) ^ (y != x)",
     [](const Expr& x, const Expr& y) { return (x < y) | ((x >= 2) ^ (y != x)); }},
    {"(x <= y) or (x <= 2)", [](const Expr& x, const Expr& y) { return x <= y || x <= 2; }},
    {"~i32(x) & i32(y) << 2 >> 1",
     [](const Expr& x, const Expr& y) {
       return ~lazy::cast<std::int32_t>(x) & ((lazy::cast<std::int32_t>(y) << 2) >> 1);
     }},
    {"sum(exp(x - max(x, axis=1, keepdims=true)), axis=1)",
     [](const Expr& x, const Expr&) { return sum(exp(x - max(x, 1, keepdims)), 1); }},
    {"mean(x) - min(y, axis=0) * prod(x[:2] / 4)",
     [](const Expr& x, const Expr& y) {
       return mean(x) - min(y, 0) * prod(lazy::code("$0[:2]", x) / 4);
     }},
    {"argmax(x, axis=1) - argmin(y, axis=-1)",
     [](const Expr& x, const Expr& y) { return argmax(x, 1) - argmin(y, -1); }},
    {"any(x > 5, axis=0) and all(y > 0)",
     [](const Expr& x, const Expr& y) { return any(x > 5, 0) && all(y > 0); }},
    {"x.T @ y + cumsum(y, axis=0)[0, 0]",
     [](const Expr& x, const Expr& y) {
       return matmul(transpose(x), y) + lazy::code("$0[0, 0]", cumsum(y, 0));
     }},
    {"fma(x, y, 1.5) + hypot(x, 1) * minimum(x, y)",
     [](const Expr& x, const Expr& y) { return fma(x, y, 1.5) + hypot(x, 1) * minimum(x, y); }},
    {"softmax(x) + f32(0.1)",
     [](const Expr& x, const Expr&) {
       return lazy::call("softmax", x) + lazy::cast<float>(Expr(0.1));
     }},
};

TEST(Lazy, IsTheProgramThatTheLanguageMakes) {
  const Engine engine;
  const Engine meaning = interpreter();
  const Array x = numbers({5, 7}, -1.5);
  const Array y = numbers({5, 7}, 0.75);
  for (const Case& each : kCases) {
    const std::string program =
        "fn traced(x0: f32[A, B], x1: f32[A, B]) {\n    x = x0\n    y = x1\n    return " +
        each.text + "\n}\n";
    const Array expected = engine.compile(program).function("traced")(x, y);
    expect_same(evaluate(engine, each.build(x, y)), expected, each.text);
    expect_same(evaluate(meaning, each.build(x, y)),
                meaning.compile(program).function("traced")(x, y), each.text);
    const Function traced =
        lazy::jit(engine, [&](const Expr& a, const Expr& b) { return each.build(a, b); });
    expect_same(traced(x, y), expected, each.text);
  }
}

TEST(Lazy, TheGraphIsThatOfTheText) {
  const Engine engine;
  const Function traced =
      lazy::jit(engine, [](const Expr& x) { return sum(exp(x - max(x, 1, keepdims)), 1); });
  const Function written =
      engine
          .compile("fn traced(x0) { return sum(exp(x0 - max(x0, axis=1, keepdims=true)), axis=1) }")
          .function("traced");
  ExplainOptions types;
  types.arguments = {{DType::kF32, {-1, -1}}};
  const auto without_places = [&](const Function& function) {
    std::string text = function.explain(Explain::kGraph, types), out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      std::string line = text.substr(at, end - at);
      at = end + 1;
      if (line.starts_with("  location")) continue;
      out += line.substr(0, line.find(" @")) + "\n";
    }
    return out;
  };
  EXPECT_EQ(without_places(traced), without_places(written));
}

TEST(Lazy, NumbersAreLiterals) {
  const Engine engine;
  const Expr x = Array::from<float>({1}, {1});
  const auto value = [&](const Expr& y) { return evaluate(engine, y); };
  EXPECT_EQ(value(x + 0.1).type_text(), "f32[1]");
  EXPECT_EQ(value(x * 2).item<float>(), 2);
  EXPECT_EQ(value(x + 2.0).item<float>(), 3);
  EXPECT_EQ(value(x - (-0.5)).item<float>(), 1.5F);
  EXPECT_EQ(value(x * 0.1F).item<float>(), 0.1F);
  EXPECT_EQ(value(x * std::numeric_limits<double>::infinity()).item(),
            std::numeric_limits<double>::infinity());
  EXPECT_TRUE(value(isnan(x * std::numeric_limits<double>::quiet_NaN())).item<int>());
  EXPECT_TRUE(value(isinf(x - std::numeric_limits<double>::infinity())).item<int>());
  const Expr n = Array::from<std::int64_t>({0}, {1});
  EXPECT_EQ(value(n + std::numeric_limits<std::int64_t>::min()).item<std::int64_t>(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(value(n + std::int8_t{-7}).item<std::int64_t>(), -7);
  const Expr u = Array::from<std::uint64_t>({0}, {1});
  EXPECT_EQ(value(u + std::numeric_limits<std::uint64_t>::max()).to_vector<std::uint64_t>()[0],
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(value(where(true, x, 2 * x)).item<float>(), 1);
}

TEST(Lazy, StructuresAreCompiledOnce) {
  int compiles = 0;
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.on_event = [&](const Event& event) { compiles += event.kind == Event::Kind::kCompiled; };
  const Engine engine(options);
  for (int i = 0; i < 5; ++i) {
    const Array x = numbers({3 + i, 4}, i);
    const Expr shared = exp(Expr(x));
    const Expr y = shared + shared * 2;
    const Array expected =
        engine.compile("fn f(x: f32[A, B]) { return exp(x) + exp(x) * 2 }").function("f")(x);
    compiles = i == 0 ? 0 : compiles - 1;
    expect_same(evaluate(engine, y), expected, "iteration");
    EXPECT_EQ(compiles, 1);
  }
  const Array x = numbers({3, 4}, 0);
  evaluate(engine, Expr(x) + 3);
  EXPECT_EQ(compiles, 2);
  for (int i = 0; i < 1500; ++i) lazy::jit(engine, [&](const Expr& a) { return a + i; });
  evaluate(engine, Expr(x) + 3);  // was forgotten
  EXPECT_EQ(compiles, 2 + 1);
}

TEST(Lazy, SeveralResultsAndLambdas) {
  const Engine engine;
  const Array x = Array::from<double>({1, 2, 3}, {3});
  const Expr total = sum(Expr(x));
  const std::vector<Array> both = evaluate(engine, std::vector<Expr>{total, x / total});
  EXPECT_EQ(both[0].item(), 6);
  EXPECT_EQ(both[1].to_vector<double>()[2], 0.5);
  const Function two =
      lazy::jit(engine, [](const Expr& a, const Expr& b) { return std::tuple(a + b, a * b); });
  const std::vector<Array> arguments{x, x};
  const std::vector<Array> results = two.call(arguments);
  EXPECT_EQ(results[1].to_vector<double>(), (std::vector<double>{1, 4, 9}));
  EXPECT_EQ(two.signature().parameters.size(), 2u);
  const Function first = lazy::jit(engine, [](const Expr& a, const Expr&) { return a; });
  EXPECT_EQ(first(x, 1).to_vector<double>(), x.to_vector<double>());
  EXPECT_EQ(lazy::jit(engine, +[](Expr a) { return a - 1; })(x).to_vector<double>()[0], 0);
  EXPECT_EQ(lazy::jit(engine, [] { return Expr(2) + 3; })().item<int>(), 5);
}

TEST(Lazy, DeepExpressionsNeedNoDeepStack) {
  const Engine engine = interpreter();
  Expr y = Array::from<double>({1}, {1});
  for (int i = 0; i < 200000; ++i) y = y + 1;
  y = Expr(1);  // frees the chain
  for (int i = 0; i < 500; ++i) y = y + Array::from<double>({1}, {1});
  EXPECT_EQ(evaluate(engine, y).item(), 501);
}

TEST(Lazy, ThreadsShareStructures) {
  const Engine engine;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&engine, t] {
      for (int i = 0; i < 20; ++i) {
        const Array x = Array::from<double>({double(t), double(i)}, {2});
        EXPECT_EQ(evaluate(engine, sum(Expr(x) * 2)).item(), 2.0 * (t + i));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Lazy, ErrorsSayWhatIsWrong) {
  const Engine engine;
  const Array x = numbers({2, 3}, 0);
  EXPECT_ERROR(lazy::jit(engine, [&](const Expr& a) { return a + x; }), ErrorKind::kUser, "E6071",
               "make it a parameter");
  Expr leaked = 1;
  lazy::jit(engine, [&](const Expr& a) { return leaked = a; });
  EXPECT_ERROR(evaluate(engine, leaked + 1), ErrorKind::kUser, "E6071", "outside");
  EXPECT_ERROR(evaluate(engine, lazy::code("$0 + $1", x)), ErrorKind::kUser, "E6072", "0 to 0");
  EXPECT_ERROR(evaluate(engine, lazy::code("$ + 1", x)), ErrorKind::kUser, "E6072", "0 to 0");
  EXPECT_ERROR(evaluate(engine, lazy::code("$0 + ", x)), ErrorKind::kUser, "E0101", "");
  EXPECT_ERROR(evaluate(engine, Expr(x) + numbers({2, 4}, 0)), ErrorKind::kUser, "E0402", "3");
  EXPECT_ERROR(evaluate(engine, lazy::call("sofmax", x)), ErrorKind::kUser, "E0202", "softmax");
}

std::string generated_functions() {
  std::string text =
      "// One function per elementwise op that programs call by its name, from the op table; "
      "included by\n// lazy.h. tests/unit/api/lazy_test.cpp writes this file.\n#pragma once\n\n"
      "#include \"sinter/lazy.h\"\n\n// clang-format off\nnamespace sinter::lazy {\n\n";
  for (int i = 0; i < op_count(); ++i) {
    const OpInfo& op = info(static_cast<Op>(i));
    if (!op.elementwise || !op.callable) continue;
    const char* const parameters[] = {"", "const Expr& x", "const Expr& x, const Expr& y",
                                      "const Expr& x, const Expr& y, const Expr& z"};
    const char* const arguments[] = {"", "x", "x, y", "x, y, z"};
    const std::string name(op.spelling);
    text += "/// " + std::string(op.semantics) + "\ninline Expr " + name + "(" +
            parameters[op.arity] + ") { return call(\"" + name + "\", " + arguments[op.arity] +
            "); }\n";
  }
  return text + "\n}  // namespace sinter::lazy\n";
}

TEST(Lazy, FunctionsAreThoseOfTheOpTable) {
  std::ifstream file(SINTER_LAZY_FUNCTIONS);
  const std::string found{std::istreambuf_iterator<char>(file), {}};
  const std::string expected = generated_functions();
  if (found == expected) return;
  const std::string fresh = "lazy_functions.h";
  std::ofstream(fresh) << expected;
  FAIL() << SINTER_LAZY_FUNCTIONS << " is not what the op table makes; copy "
         << std::filesystem::absolute(fresh) << " there";
}

}  // namespace
}  // namespace sinter
