#include "frontend/repl/input.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "frontend/repl/names.h"

namespace sinter::repl {
namespace {

using Names = std::vector<std::string>;

TEST(Input, GoesOnAfterOpenBracketsAndOperators) {
  for (const char* text :
       {"x = (1,", "fn f(x) {", "a[", "x +", "x =", "fn f(x) ->", "sum(x) *", "@exact",
        "@fastmath(finite)", "@exact\n@fastmath(finite)", "a = 1\n@exact", "a +\n@ b ="})
    EXPECT_FALSE(is_complete(text)) << text;
  for (const char* text :
       {"", "# only this", "x", "x = (1 + 2)", "fn f(x) { return x }", "x)", "return", "x.T", "}",
        "@exact\nfn f(x) { return x }", "a @ b", "a @\nb", "x = 1\n@exact\nfn f(x) { return x }",
        "x = \"no end", "[1)", "f(\"no end"})
    EXPECT_TRUE(is_complete(text)) << text;
}

TEST(Input, IsSplitIntoDefinitionsAndStatements) {
  const std::string text =
      "import a.b\nx = 1; y = [2,\n 3]\n# doc\n@exact\nfn f(x) {\n  return x\n}\nif x { y = 2 }";
  const std::vector<Item> items = split(text);
  ASSERT_EQ(items.size(), 5U);
  const auto piece = [&](std::size_t i) {
    return text.substr(items[i].begin, items[i].end - items[i].begin);
  };
  EXPECT_EQ(items[0].kind, Item::Kind::kImport);
  EXPECT_EQ(piece(1), "x = 1");
  EXPECT_EQ(piece(2), "y = [2,\n 3]");
  EXPECT_EQ(items[3].kind, Item::Kind::kFunction);
  EXPECT_EQ(items[3].name, "f");
  EXPECT_EQ(piece(3), "# doc\n@exact\nfn f(x) {\n  return x\n}");
  EXPECT_EQ(piece(4), "if x { y = 2 }");
  EXPECT_TRUE(split("  # nothing\n\n").empty());
}

Effect effect(const std::string& statement, const Names& values) {
  return effect_of(statement, [&](std::string_view name) {
    return std::ranges::find(values, name) != values.end();
  });
}

TEST(Input, KnowsWhatAStatementAssigns) {
  EXPECT_EQ(effect("a, b = f(x)", {}).assigned, (Names{"a", "b"}));
  EXPECT_EQ(effect("z[i, j] = x[i] * y[j]", {}).assigned, Names{"z"});
  EXPECT_EQ(effect("for i in 0..3 { s += i; t = i }", {"s"}).assigned, Names{"s"});
  EXPECT_EQ(effect("if c { a = 1 } else { a = 2 }", {}).assigned, Names{"a"});
  EXPECT_TRUE(effect("if c { a = 1 }", {}).assigned.empty());
  EXPECT_TRUE(effect("x + 1", {}).has_value);
  EXPECT_FALSE(effect("print(x)", {}).has_value);
  EXPECT_EQ(effect("n = -3", {}).number, "-3");
  EXPECT_EQ(effect("n = x", {}).number, "");
}

TEST(Input, KnowsWhatAStatementReads) {
  const auto reads = [](const std::string& statement) {
    return effect(statement, {"a", "c", "i", "s", "x", "y"}).reads;
  };
  EXPECT_EQ(reads("y = f(x)"), (Names{"f", "x"}));
  EXPECT_EQ(reads("y = y + 1"), Names{"y"});
  EXPECT_EQ(reads("y += x"), (Names{"x", "y"}));
  EXPECT_EQ(reads("y[1:] = x"), (Names{"x", "y"}));
  EXPECT_EQ(reads("y[k] = x[k]"), Names{"x"});              // another y
  EXPECT_EQ(reads("y[i] = x[i]"), (Names{"x", "i", "y"}));  // an element of it: i is a number
  EXPECT_EQ(reads("z[i] = x[i]"), Names{"x"});
  EXPECT_EQ(reads("a = 1; b = a + 2; c = b"), Names{});
  EXPECT_EQ(reads("if c { y = 1 }"), (Names{"c", "y"}));
  EXPECT_EQ(reads("if c { y = 1 } else { y = x }"), (Names{"c", "x"}));
  EXPECT_EQ(reads("for t in 0..3 { y = x * t; s += y }"), (Names{"x", "s", "y"}));
  EXPECT_EQ(reads("sum[i] x[i] * f(x, axis=a)"), (Names{"x", "f", "a"}));
  EXPECT_EQ(reads("x.T @ a[i, ::2]"), (Names{"x", "a", "i"}));
}

TEST(Input, KnowsWhereValuesStand) {
  const std::string text = "s = x + sum[x] a[x] + f(s, x=x)";
  std::string marks(text.size(), ' ');
  for (const Use& use : effect(text, {"s", "x", "a"}).uses) marks[use.begin] = '^';
  EXPECT_EQ(marks, "^   ^          ^        ^    ^ ");
}

TEST(Input, KnowsWhatFunctionsTakeFromOutside) {
  const FunctionNames names = names_of_functions(
      "fn f(x: f64[N], a=c) {\n  y[i] = g(x[i]) * n\n  n = 2\n  return y + n * sum[k] x[k]\n}");
  EXPECT_EQ(names.reads, (Names{"N", "c", "g", "n"}));
  EXPECT_EQ(names.indices, (Names{"i", "k"}));
}

TEST(Input, FindsCallsOfTheSession) {
  const std::string text = "y = load(\"a(b).npy\")[0] + rand(3, seed=(1))";
  const std::vector<HostCall> calls = host_calls(text, {"load", "rand"});
  ASSERT_EQ(calls.size(), 2U);
  ASSERT_EQ(calls[0].arguments.size(), 1U);
  EXPECT_EQ(calls[0].arguments[0].text, "a(b).npy");
  EXPECT_EQ(text.substr(calls[0].begin, calls[0].end - calls[0].begin), "load(\"a(b).npy\")");
  ASSERT_EQ(calls[1].arguments.size(), 2U);
  EXPECT_EQ(calls[1].arguments[0].code, "3");
  EXPECT_EQ(calls[1].arguments[1].keyword, "seed");
  EXPECT_EQ(calls[1].arguments[1].code, "(1)");
  EXPECT_TRUE(host_calls("m.load(x)", {"load"}).empty());
}

TEST(Input, FindsStatementsThatAreCallsOfTheSession) {
  EXPECT_EQ(host_statement("y = load(\"a = b\")  # why", {"load"})->target, "y");
  EXPECT_EQ(host_statement("load(\"a\")", {"load"})->target, "");
  EXPECT_FALSE(host_statement("y = load(\"a\")[0]", {"load"}));
  EXPECT_FALSE(host_statement("y += load(\"a\")", {"load"}));
  EXPECT_FALSE(host_statement("y = z", {"load"}));
}

}  // namespace
}  // namespace sinter::repl
