#include "frontend/repl/session.h"

#include <gtest/gtest.h>

namespace sinter::repl {
namespace {

Session session() {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  return Session(options);
}

Array value(Session& used, const std::string& input) {
  const auto values = used.evaluate(input).values;
  return values.empty() ? Array(-12345.0) : values.front();
}

std::string failure(Session& used, const std::string& input) {
  try {
    used.evaluate(input);
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << input << " is accepted";
  return {};
}

void expect_words(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "'" << words << "' is not in:\n" << text;
}

TEST(Session, KeepsValuesAndTheLastOne) {
  Session used = session();
  EXPECT_EQ(value(used, "1 + 2").item(), 3);
  EXPECT_EQ(value(used, "_ * 2").item(), 6);
  EXPECT_TRUE(used.evaluate("x = arange(4.0)").values.empty());
  EXPECT_EQ(value(used, "_").item(), 6);
  EXPECT_EQ(value(used, "sum(x); x[1]").item(), 1);
  EXPECT_EQ(value(used, "y[i] = x[i] * x[i]; y").to_vector<double>(),
            (std::vector<double>{0, 1, 4, 9}));
  EXPECT_EQ(value(used, "q, r = divmod(7, 2); r").item(), 1);
}

TEST(Session, NumbersStayWeakAndAreConstants) {
  Session used = session();
  used.evaluate("n = 3\nx = f32(arange(3))");
  EXPECT_EQ(value(used, "x * n").dtype(), DType::kF32);
  used.evaluate("fn tripled(a) { return n * a }");
  EXPECT_EQ(value(used, "tripled(2)").item(), 6);
  used.evaluate("n = 4");
  EXPECT_EQ(value(used, "tripled(2)").item(), 8);
  used.evaluate("for i in 0..3 { m = 0 }\ns = 0\nfor i in 0..4 { s += i }");
  EXPECT_EQ(value(used, "s").item(), 6);
  used.evaluate("fn late() -> i64 { return k * 2 }\nk = 5");
  expect_words(failure(used, "k = x"), "late:1:");  // the function needs a constant
  EXPECT_EQ(value(used, "late()").item(), 10);
  used.evaluate("n = x");
  expect_words(failure(used, "tripled(2)"), "n is a value of the session");
}

TEST(Session, RedefinitionReachesWhatDependsOnIt) {
  Session used = session();
  used.evaluate("fn f(x) { return x + 1 }\nfn g(x) { return f(x) * 10 }");
  EXPECT_EQ(value(used, "g(1)").item(), 20);
  EXPECT_EQ(used.compile("g(1)").note, "");
  used.evaluate("fn f(x) { return x + 2 }");
  EXPECT_EQ(used.compile("g(1)").note, "f");
  EXPECT_EQ(value(used, "g(1)").item(), 30);
  used.evaluate("fn unrelated(x) { return x }");
  EXPECT_EQ(used.compile("g(1)").function.compile_info().compiles, 1U);
}

TEST(Session, InputsThatWereAskedForLongAgoAreForgotten) {
  Session used = session();
  used.evaluate("fn f(x) { return x }");
  for (int i = 0; i < 300; ++i) {
    used.compile("f(" + std::to_string(i) + ")");
    used.compile("f(0)");  // asked for again and again
  }
  const std::vector<Session::Known> known = used.inputs_using("f");
  ASSERT_EQ(known.size(), 256U);
  EXPECT_EQ(known.back().input, "f(0)");
  EXPECT_EQ(known[254].input, "f(299)");
  EXPECT_EQ(known[0].input, "f(45)");
  EXPECT_TRUE(used.inputs_using("g").empty());
}

TEST(Session, OverwrittenValuesAreNotRead) {
  Session used = session();
  used.evaluate("x = arange(3.0)\nfn f(a) { return a + 1 }\ny = f(x)\nn = 3");
  const Compiled before = used.compile("y = f(x)");
  EXPECT_EQ(before.arguments.size(), 1U);  // the y of before does not matter
  used.evaluate("y = f(x)");
  EXPECT_EQ(used.compile("y = f(x)").function.compile_info().compiles, 1U);
  EXPECT_EQ(used.compile("y = y + f(x)").arguments.size(), 2U);
  used.evaluate("n = f(x)");
  EXPECT_EQ(value(used, "n[0]").item(), 1);
  EXPECT_EQ(used.compile("y[i] = x[i]").arguments.size(), 1U);
}

TEST(Session, IndicesMayBeCalledAsValues) {
  Session used = session();
  used.evaluate("x = arange(3.0)\nfn f(a) { return sum[k] a[k] }\nk = 5\ni = 2 * 3");
  EXPECT_EQ(value(used, "f(x)").item(), 3);
  EXPECT_EQ(value(used, "f(x) + k").item(), 8);
  EXPECT_EQ(value(used, "sum[i] x[i] * k").item(), 15);
  used.evaluate("fn g(a) { return f(a) * 2 }");  // k is no constant of this program
  EXPECT_EQ(value(used, "g(x) + k").item(), 11);
}

TEST(Session, ErrorsLeaveEverythingAsItWas) {
  Session used = session();
  used.evaluate(
      "x = 1.5\nfn f(a: f64) -> f64 { return a + x }\nfn g(a: f64) -> f64 { return f(a) }");
  expect_words(failure(used, "fn f(a: f64, b: f64) -> f64 { return a }"), "g:1:");
  expect_words(failure(used, "fn f(a: f64) -> f64 { return oops }"), "oops");
  expect_words(failure(used, "x = 2; y = 3; nothing + 1"), "nothing");
  EXPECT_EQ(value(used, "g(1.0)").item(), 2.5);
  EXPECT_EQ(value(used, "x").item(), 1.5);
  EXPECT_EQ(used.values().count("y") + used.literals().count("y"), 0U);
  expect_words(failure(used, "f = 3"), "forgets it");
}

TEST(Session, PlacesAreThoseOfTheInput) {
  Session used = session();
  expect_words(failure(used, "a = 1\nb = (a +\n  oops)"), "<input>:3:3");
  used.evaluate("fn f(x: i64[N]) -> i64 {\n    return 10 // sum(x)\n}");
  const std::string text = failure(used, "f([0])");
  expect_words(text, "f:2:");
  expect_words(text, "    return 10 // sum(x)");
  expect_words(failure(used, "x = ["), "<input>:1:");
  expect_words(failure(used, "1 +* 2"), "<input>:1:4");
  expect_words(failure(used, "fn f(x) {\n  y = }"), "<input>:2:7");
}

TEST(Session, CancelledCallsEnd) {
  Session used = session();
  used.evaluate("fn endless(n) {\n while n > 0 { n = n + 2 - n % 2 }\n return n\n}");
  used.cancel().cancel();
  expect_words(failure(used, "endless(1)"), "cancelled");
  used.cancel() = CancelToken();
  EXPECT_EQ(value(used, "endless(0)").item(), 0);
}

TEST(Session, WorkGoesThroughTheRunner) {
  Session used = session();
  int works = 0;
  used.set_runner([&](const std::function<void()>& work) {
    ++works;
    work();
  });
  EXPECT_EQ(value(used, "2 * 3").item(), 6);
  EXPECT_EQ(works, 2);  // a check and a call
}

std::string saved(const std::string& input) {
  Session used = session();
  for (std::size_t begin = 0, end = 0; begin < input.size(); begin = end + 1) {
    end = std::min(input.find('\n', begin), input.size());
    const std::string line = input.substr(begin, end - begin);
    if (line.starts_with("forget ")) {
      EXPECT_TRUE(used.forget(line.substr(7)));
    } else {
      used.evaluate(line);
    }
  }
  const Session::SavedScript script = used.saved_script();
  std::string text = script.script.body;
  for (const Script::Result& result : script.script.results)
    text += "-> " + result.name + " is " + result.variable + "\n";
  for (const auto& [name, reason] : script.script.lost) text += name + ": " + reason + "\n";
  return text;
}

TEST(Saved, NamesThatMeanTwoThingsAreChanged) {
  // A value and a constant.
  EXPECT_EQ(saved("n = 2.5 * 2\nm = [n, 1]\nn = 3\np = [n]"),
            "    n_1 = 2.5 * 2\n    n_1 = f64(n_1)\n    m = [n_1, 1]\n    p = [n]\n"
            "-> m is m\n-> p is p\n");
  // A value and an index.
  EXPECT_EQ(saved("k = [2]\nq = k + 1\nforget k\ny = sum[k] q[k] + q"),
            "    k_1 = [2]\n    q = k_1 + 1\n    y = sum[k] q[k] + q\n-> q is q\n-> y is y\n");
  // A value and functions of the library and of the session.
  EXPECT_EQ(saved("x = [3.0, 4]\nnorm = [norm(x)]\nf = [2]\ng = f + 1\nfn f(a) { return a }\n"
                  "h = f(g)"),
            "    x = [3.0, 4]\n    norm_1 = [norm(x)]\n    f_1 = [2]\n    g = f_1 + 1\n"
            "    h = f(g)\n-> x is x\n-> norm is norm_1\n-> g is g\n-> h is h\n");
}

TEST(Saved, OverwrittenStepsAreLeftOut) {
  EXPECT_EQ(saved("x = [1]\ny = x + 1\ny = x + 2\ny = x + 3"),
            "    x = [1]\n    y = x + 3\n-> x is x\n-> y is y\n");
  EXPECT_EQ(saved("x = [1]\ny = x + 1\ny += 2"),
            "    x = [1]\n    y = x + 1\n    y += 2\n-> x is x\n-> y is y\n");
}

TEST(Saved, WhatDoesNotCompileInOneFunctionIsLeftOutAlone) {
  // How many are selected is known from input to input, and not before the function runs.
  const std::string text = saved(
      "x = [1, 5, 7]\na = x[x > 6]\nb = x[x < 2]\nif x[0] > 0 { b = a }\nc = x + 1\n"
      "d = b * 2\np, q = divmod(x, 2)");
  expect_words(text, "    a = x[x > 6]\n    c = x + 1\n    p, q = divmod(x, 2)\n-> x is x\n");
  expect_words(text, "-> a is a\n-> c is c\n-> p is p\n-> q is q\nb: its statements do not");
  expect_words(text, "\nd: its statements do not compile as one function: ");
}

TEST(Saved, StepsThatLeadNowhereAreForgotten) {
  Record record;
  std::map<std::string, Array> values{{"x", Array(1.0)}};
  for (int i = 0; i < 1000; ++i) {
    Step step;
    step.text = "x = 1.0";
    step.made.push_back({"x", DType::kF64, 0});
    record.add(step);
    record.tidy(values);
  }
  EXPECT_LT(record.size(), 100U);
}

TEST(Session, ForgetsNames) {
  Session used = session();
  used.evaluate("x = 1\ny = 2.5 * 2\nfn f(a) { return a }");
  EXPECT_TRUE(used.forget("x"));
  EXPECT_TRUE(used.forget("f"));
  EXPECT_FALSE(used.forget("f"));
  expect_words(failure(used, "x"), "x");
  used.reset();
  EXPECT_TRUE(used.values().empty());
}

}  // namespace
}  // namespace sinter::repl
