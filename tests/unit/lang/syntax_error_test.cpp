#include <array>

#include "tests/unit/lang/common.h"
#include "tests/unit/lang/small_stack.h"

namespace sinter::lang {
namespace {

std::string in_function(const std::string& statement) {
  return syntax_errors("fn f() {\n  " + statement + "\n  return 1\n}");
}

TEST(SyntaxErrors, Text) {
  EXPECT_EQ(syntax_errors("fn f() { return \xff }"),
            "E0001 1:17 byte 0xff at offset 16 is not valid UTF-8\n");
  EXPECT_EQ(syntax_errors("# \xed\xa0\x80"),
            "E0001 1:3 byte 0xed at offset 2 is not valid UTF-8\n");
  EXPECT_EQ(syntax_errors("# \xc0\xaf"), "E0001 1:3 byte 0xc0 at offset 2 is not valid UTF-8\n");
  EXPECT_EQ(syntax_errors("# \xe2\x82"), "E0001 1:3 byte 0xe2 at offset 2 is not valid UTF-8\n");
  EXPECT_EQ(syntax_errors("# \xf4\x90\x80\x80"),
            "E0001 1:3 byte 0xf4 at offset 2 is not valid UTF-8\n");
  EXPECT_EQ(in_function("x = 1 ? 2"),
            "E0002 2:9 unexpected character `?`\nE0101 2:11 expected the end of the statement, "
            "found `2`\n");
  EXPECT_EQ(
      in_function("x = π"),
      "E0002 2:7 unexpected character `π`\nE0101 3:3 expected an expression, found `return`\n");
  EXPECT_EQ(in_function("x = 2x"), "E0003 2:7 malformed number `2x`\n");
  EXPECT_EQ(in_function("x = 0x"), "E0003 2:7 malformed number `0x`\n");
  EXPECT_EQ(in_function("x = 18446744073709551616"),
            "E0003 2:7 the integer is larger than 2^64 - 1\n");
  EXPECT_EQ(in_function("x = 1e999"), "E0003 2:7 the number is larger than any f64\n");
}

TEST(SyntaxErrors, ColumnsCountCharacters) {
  EXPECT_EQ(syntax_errors("fn f() {\n  x = (1, # ä\n  2) ) # ü\n return x }"),
            "E0101 3:6 expected the end of the statement, found `)`\n");
  EXPECT_EQ(syntax_errors("fn f() {\n  x = π + 1 )\n return x }"),
            "E0002 2:7 unexpected character `π`\nE0101 2:13 expected the end of the statement, "
            "found `)`\n");
}

TEST(SyntaxErrors, Structure) {
  EXPECT_EQ(in_function("x = (1 + 2"), "E0101 3:3 expected `)`, found `return`\n");
  EXPECT_EQ(syntax_errors("fn f() {\n  return (1"),
            "E0102 1:8 `{` is never closed\nE0102 2:10 `(` is never closed\n");
  EXPECT_EQ(in_function("x = a < b < c"), "E0103 2:13 comparisons do not chain\n");
  EXPECT_EQ(in_function("1 + x = 2"), "E0104 2:3 cannot assign to this expression\n");
  EXPECT_EQ(in_function("f(x)[0] = 2"), "E0104 2:3 cannot assign to this expression\n");
  EXPECT_EQ(in_function("sum = 2"), "E0106 2:3 `sum` is the name of a reducer\n");
  EXPECT_EQ(in_function("u8 = 2"), "E0106 2:3 `u8` is the name of a dtype\n");
  EXPECT_EQ(syntax_errors("fn f32() { return 1 }"), "E0106 1:4 `f32` is the name of a dtype\n");
  EXPECT_EQ(
      syntax_errors("fn f(x, x) { return 1 }\nfn f() { return 1 }"),
      "E0107 1:9 parameter `x` is declared twice\nE0107 2:4 function `f` is declared twice\n");
  EXPECT_EQ(syntax_errors("@exakt\nfn f() { return 1 }"), "E0108 1:1 unknown decorator @exakt\n");
  EXPECT_EQ(in_function("x = [1 2]"), "E0101 2:10 expected `]`, found `2`\n");
  EXPECT_EQ(syntax_errors("fn f() {\n  return [1"),
            "E0102 1:8 `{` is never closed\nE0102 2:10 `[` is never closed\n");
  EXPECT_EQ(syntax_errors("x + 1"), "E0101 1:1 expected `fn`, found `x`\n");
  EXPECT_EQ(in_function("x = f(a=1, 2)"),
            "E0101 2:14 expected a keyword argument (positional ones come first), found `2`\n");
  EXPECT_EQ(in_function("y = if a { 1 }"),
            "E0101 2:17 expected `else` (an if expression has both values), found the end of the "
            "statement\n");
}

TEST(SyntaxErrors, SeveralInOneRun) {
  EXPECT_EQ(syntax_errors("fn f( {\n return 1 }\nfn g() {\n  x = )\n  y = 1 +\n  ]\n return "
                          "2\n}\nfn h() { return * }"),
            "E0101 1:7 expected a parameter's name, found `{`\n"
            "E0101 4:7 expected an expression, found `)`\n"
            "E0101 6:3 expected an expression, found `]`\n"
            "E0101 9:17 expected an expression, found `*`\n");
}

TEST(SyntaxErrors, OnlyTheFirstTwentyAreShown) {
  std::string text = "fn f() {\n";
  for (int i = 0; i < 100; ++i) text += "  x = )\n";
  const Error error = error_of([&] { parse_text(text + "}"); });
  EXPECT_EQ(error.diagnostics().size(), 20u);
  EXPECT_NE(std::string(error.what()).find("Only the first 20 errors"), std::string::npos);
}

TEST(SyntaxErrors, Rendered) {
  const Error error = error_of([] { parse_text("fn f() {\n\treturn (a,\n    b]\n}"); });
  EXPECT_EQ(std::string(error.what()),
            "error[E0101]: expected `)`, found `]`\n"
            " --> test.sinter:3:6\n"
            "  |\n"
            "3 |     b]\n"
            "  |      ^\n"
            "  = note: `(` was opened here (test.sinter:2:9)\n");
  EXPECT_EQ(error.kind(), ErrorKind::kUser);
}

TEST(SyntaxErrors, RenderingReplacesControlCharactersAndCutsLongLines) {
  const auto input = source("# \x1b[31m\xc2\x9b \xe2\x80\xae x\n" + std::string(500, 'y'));
  const std::string first = render({"E0002", "m", input->locate({2, 3}), {}, {}}, *input);
  EXPECT_NE(first.find("# ?[31m? ? x"), std::string::npos) << first;
  const std::string second = render({"E0002", "m", input->locate({300, 310}), {}, {}}, *input);
  EXPECT_NE(second.find("..."), std::string::npos);
  EXPECT_LT(second.size(), 500u);
}

class HostileText : public testing::TestWithParam<const char*> {};

TEST_P(HostileText, DeepNestingIsAnError) {
  std::string text = "fn f() { return ";
  const std::string unit = GetParam();
  while (text.size() < 1'000'000) text += unit;
  const double seconds = on_small_stack([&] {
    const Error error = error_of([&] { parse_text(text); });
    EXPECT_NE(summary(error).find("E0011"), std::string::npos) << summary(error);
  });
  EXPECT_LT(seconds, 1.0);
}

INSTANTIATE_TEST_SUITE_P(Nesting, HostileText,
                         testing::Values("(", "-", "not ", "x[", "f(", "2 ** ", "sum[i] ", "a + (",
                                         "if a { ", "x[0:", "f(a=", "(1, ", "~"));

TEST(HostileText, DeepBlocksAndPostfixChains) {
  std::string blocks = "fn f() { ";
  std::string elses = "fn f() { if a { } ";
  std::string calls = "fn f() { return x";
  for (int i = 0; i < 50'000; ++i) {
    blocks += "while a { ";
    elses += "else if a { } ";
    calls += i % 2 == 0 ? "(0)" : "[0].T";
  }
  for (const std::string& text : {blocks, elses + "}", calls + "}"}) {
    on_small_stack([&] { EXPECT_NE(syntax_errors(text).find("E0011"), std::string::npos); });
  }
}

TEST(HostileText, Limits) {
  EXPECT_EQ(syntax_errors(std::string(kMaximumSourceBytes + 1, ' ')),
            "E0010 1:1 the source has 4194305 bytes; at most 4194304 are read\n");
  std::string tokens;
  for (std::size_t i = 0; i <= kMaximumTokens; ++i) tokens += "a ";
  EXPECT_NE(syntax_errors(tokens).find("E0010 1:2097152 the source has more than 1048576 tokens"),
            std::string::npos);
  std::string sum = "fn f() { return a";
  for (std::size_t i = 0; i < kMaximumNodes; ++i) sum += "+a";
  EXPECT_NE(syntax_errors(sum + "}").find("E0010"), std::string::npos);
}

TEST(ErrorTable, CodesAreUniqueAndExplained) {
  std::string_view last;
  for (const CodeInfo& entry : all_codes()) {
    EXPECT_LT(last, entry.code);
    last = entry.code;
    EXPECT_FALSE(entry.explanation.empty());
    EXPECT_EQ(find_code(entry.code), &entry);
  }
  EXPECT_EQ(find_code("E7777"), nullptr);
}

TEST(Suggestions, NearestName) {
  constexpr std::array<std::string_view, 4> kNames{"softmax", "entropy", "x", "tensor_mean"};
  EXPECT_EQ(suggestion("sotfmax", kNames), "did you mean `softmax`?");
  EXPECT_EQ(suggestion("entropie", kNames), "did you mean `entropy`?");
  EXPECT_EQ(suggestion("banana", kNames), "");
}

}  // namespace
}  // namespace sinter::lang
