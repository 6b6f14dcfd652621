// The session as a pipe: inputs, their order, and what is wrong with them.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/repl/sessions.h"

namespace sinter::repl {
namespace {

TEST(Pipe, CaretsAreAsManyAsCharacters) {
  expect_words(pipe("x = π + 1\n").err, "1 | x = π + 1\n  |     ^\n");
  expect_words(pipe("x = \"größe\" + 1 # ü\n").err, "  |     ^^^^^^^\n");
  expect_words(pipe("y = (1 +\n").err, "1 | y = (1 +\n  |         ^\n");
}

TEST(Pipe, PrintsValuesAndGoesOnAfterErrors) {
  const Output output = pipe("x = [1, 2, 3]\nx * 2\noops\nsum(\n  x)\nprint(x)\n");
  EXPECT_EQ(output.code, cli::kUserError);
  EXPECT_EQ(output.out, "i64[3]\n[2 4 6]\n6  i64\nx = i64[3] [1 2 3]\n");
  expect_words(output.err, "unknown name `oops`");
  EXPECT_EQ(pipe("1\n").code, cli::kOk);
  EXPECT_EQ(pipe("").out, "");
}

TEST(Pipe, SaysWhatIsMissingAtItsEnd) {
  const Output output = pipe("fn f(x) {\n");
  EXPECT_EQ(output.code, cli::kUserError);
  expect_words(output.err, "<input>:");
}

TEST(Pipe, ReportsCharactersThatTheLanguageDoesNotHave) {
  const std::vector<std::pair<std::string, std::string>> inputs = {
      {"x ?", ":1:3"}, {"!x", ":1:1"},       {"? x", ":1:1"},  {"x \xc3\xa9", ":1:3"},
      {"?", ":1:1"},   {"y = x \\", ":1:7"}, {"{ ? }", ":1:3"}};
  for (const auto& [input, place] : inputs) {
    const Output output = pipe("x = 7\n" + input + "\n");
    EXPECT_EQ(output.code, cli::kUserError) << input;
    EXPECT_EQ(output.out, "") << input;
    expect_words(output.err, "error[E0002]: unexpected character");
    expect_words(output.err, "<input>" + place);
    EXPECT_EQ(output.err.find("return"), std::string::npos) << output.err;
  }
}

TEST(Pipe, ReportsBytesThatAreNoText) {
  const Output output = pipe("x = 1\nx + \xff\n1 + 1\n");
  EXPECT_EQ(output.code, cli::kUserError);
  EXPECT_EQ(output.out, "2  i64\n");
  expect_words(output.err, "error[E0001]: byte 0xff");
  expect_words(output.err, "<input>:1:5");
  EXPECT_EQ(pipe("\xfe # \x80").code, cli::kUserError);
}

TEST(Pipe, SaysOfUnfinishedInputsWhereTheyEnd) {
  const std::vector<std::pair<std::string, std::string>> inputs = {
      {"1 +\n\n", ":1:4"}, {"x = [1,\n", ":1:8"}, {"sum(\n", ":1:5"}};
  for (const auto& [input, place] : inputs) {
    const Output output = pipe(input);
    EXPECT_EQ(output.code, cli::kUserError) << input;
    expect_words(output.err, "expected an expression, found the end of the statement");
    expect_words(output.err, "<input>" + place);
  }
  expect_words(pipe("x = 1 }\n").err, "expected an expression, found `}`\n --> <input>:1:7");
}

TEST(Pipe, ReturnStandsInFunctions) {
  for (const char* const input : {"return 3\n", "if true { return 3 }\n"}) {
    const Output output = pipe(input);
    EXPECT_EQ(output.code, cli::kUserError);
    expect_words(output.err, "`return` stands in functions");
  }
  EXPECT_EQ(pipe("fn f(x) { return x }\nf(2)\n").out, "2  i64\n");
}

TEST(Pipe, AForgottenBracketDoesNotSwallowWhatFollows) {
  for (const char* const input :
       {"fn h(x { return x }\n1 + 1\n", "fn h(x {\n  return x\n}\n1 + 1\n",
        "fn h(x) {\n  return (x\nfn g(x) { return x }\ng(2)\n",
        "fn h(x) {\n  y = x ? 1\n  return y]\n}\n1 + 1\n"}) {
    const Output output = pipe(input);
    EXPECT_EQ(output.code, cli::kUserError) << input;
    EXPECT_EQ(output.out, "2  i64\n") << input << output.err;
    EXPECT_EQ(output.err.find("<input>:3"), std::string::npos) << output.err;
  }
  EXPECT_EQ(pipe("(if true {\n 1 } else {\n 2 })\n").out, "1  i64\n");
}

TEST(Pipe, AnUnclosedBracketNamesItsPlaceAndEndsWhereAStatementBegins) {
  const auto place = [](const char* input) {
    const Output output = pipe(std::string("a = 1\nx = [1, 2]\n") + input);
    EXPECT_EQ(output.code, cli::kUserError) << input;
    EXPECT_TRUE(output.out.ends_with("2  i64\n")) << input << output.out << output.err;
    return output.err;
  };
  expect_words(place("b = (a + 3\nc = 1\n1 + c\n"), "`(` is never closed\n --> <input>:1:5");
  expect_words(place("b = sum(x\nfor i in 0..1 { a = a + 1 }\na\n"), "`(` is never closed");
  expect_words(place("b = x[a\n2\n"), "`[` is never closed");
  expect_words(place("b = max(a, [a,\n  2\nprint(x)\n1 + 1\n"), "`[` is never closed");
  // Commands go on, too, whatever is open.
  for (const char* const open : {"b = sum(\n", "b = sum(x,\n", "b = 3 +\n", "b = [1,\n",
                                 "if a > 0 {\n", "fn f(x) {\n  y = (x\n"})
    expect_words(place((std::string(open) + ":type x\n1 + 1\n").c_str()), "error[");
  expect_words(place("b = sum(\n:type x\n1 + 1\n"), "note: `(` was opened here");
}

TEST(Pipe, BracketsGoOnWhereTheyMay) {
  for (const char* const input :
       {"sum(\n  [1,\n2]\n)\n", "(1\n+ 2)\n", "sum[i] x[i]\n", "(sum[i]\n  x[i])\n",
        "x[0\n:2][0] + 2\n", "(if true\n{ 3 }\nelse\n{ 4 }\n)\n", "(1 +\n2\n)\n",
        "maximum(1,\n# the second\n3)\n", "x[\n:n][0] + 2\n"})
    EXPECT_EQ(pipe(std::string("x = [1, 2]\nn = 1\n") + input).out, "3  i64\n") << input;
}

TEST(Pipe, MessagesDoNotShowHowSizesAreCalledInside) {
  const std::string x = "x = arange(50.0)\n";
  expect_words(
      pipe(x + "concatenate((x, [1, 2])) + x\n").err,
      "the last axis of the left operand is 2 more than the last axis of the right operand");
  expect_words(pipe(x + "diff(x) + x\n").err,
               "the last axis of the left operand is 49, the last axis of the right operand is 50");
  const std::string reach = pipe(x + "y[i] = x[i] * x[i + 4]\n").err;
  expect_words(reach, "the subscript i + 4 reaches 4 elements beyond the end of axis 0 of x\n");
  expect_words(reach, "= note: i runs over axis 0 of x (");
  EXPECT_EQ(reach.find("x.0"), std::string::npos) << reach;
  // Nor what the library's own text should have been.
  const std::string error = pipe(x + "softmax(x, axis=3)\n").err;
  expect_words(error, "there is no axis 3: the array has 1 axis\n --> <input>:1:1");
  EXPECT_EQ(error.find("help"), std::string::npos) << error;
}

TEST(Pipe, ExitAndQuitLeaveAsAtATerminal) {
  for (const char* const word : {"exit", "quit"}) {
    const Output output = pipe(std::string(word) + "\n1\n");
    EXPECT_EQ(output.code, cli::kOk);
    EXPECT_EQ(output.out, "");
  }
}

TEST(Pipe, QuitEndsIt) {
  const Output output = pipe("1\n:quit\n2\n");
  EXPECT_EQ(output.code, cli::kOk);
  EXPECT_EQ(output.out, "1  i64\n");
}

}  // namespace
}  // namespace sinter::repl
