#include "frontend/repl/input.h"

#include <gtest/gtest.h>

namespace sinter::repl {
namespace {

using Names = std::vector<std::string>;

TEST(Input, GoesOnAfterOpenBracketsAndOperators) {
  for (const char* text : {"x = (1,", "fn f(x) {", "a[", "x +", "x =", "fn f(x) ->", "sum(x) *",
                           "@exact", "@fastmath(finite)", "@exact\n@fastmath(finite)"})
    EXPECT_FALSE(is_complete(text)) << text;
  for (const char* text :
       {"", "# only this", "x", "x = (1 + 2)", "fn f(x) { return x }", "x)", "return", "x.T", "}",
        "@exact\nfn f(x) { return x }", "a @ b", "x = \"no end", "[1)", "f(\"no end"})
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

TEST(Input, KnowsWhatAStatementAssigns) {
  EXPECT_EQ(effect_of("a, b = f(x)", {}).assigned, (Names{"a", "b"}));
  EXPECT_EQ(effect_of("z[i, j] = x[i] * y[j]", {}).assigned, Names{"z"});
  EXPECT_EQ(effect_of("for i in 0..3 { s += i; t = i }", {"s"}).assigned, Names{"s"});
  EXPECT_EQ(effect_of("if c { a = 1 } else { a = 2 }", {}).assigned, Names{"a"});
  EXPECT_TRUE(effect_of("if c { a = 1 }", {}).assigned.empty());
  EXPECT_TRUE(effect_of("x + 1", {}).has_value);
  EXPECT_FALSE(effect_of("print(x)", {}).has_value);
  EXPECT_TRUE(effect_of("n = -3", {}).literal);
  EXPECT_FALSE(effect_of("n = x", {}).literal);
}

TEST(Input, FindsCallsOfTheSession) {
  const std::string text = "y = load(\"a(b).npy\")[0] + rand(3, seed=(1))";
  const std::vector<HostCall> calls = host_calls(text, {"load", "rand"});
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].arguments, Names{"\"a(b).npy\""});
  EXPECT_EQ(text.substr(calls[0].begin, calls[0].end - calls[0].begin), "load(\"a(b).npy\")");
  EXPECT_EQ(calls[1].arguments, (Names{"3", " seed=(1)"}));
  EXPECT_TRUE(host_calls("m.load(x)", {"load"}).empty());
}

}  // namespace
}  // namespace sinter::repl
