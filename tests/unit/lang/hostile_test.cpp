// Programs made to exhaust the checker: bounded depth, graphs and time.
#include "tests/unit/lang/check_common.h"
#include "tests/unit/lang/small_stack.h"

namespace sinter::lang {
namespace {

std::string repeated(std::string_view unit, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += unit;
  return text;
}

/// Checks a program on a small stack and gives the codes of its errors, "" when it is right.
std::string outcome(const std::string& source) {
  std::string codes;
  const double seconds = on_small_stack([&] {
    try {
      check_module(parse_module(source, "hostile.sinter"));
    } catch (const Error& error) {
      EXPECT_NE(error.kind(), ErrorKind::kInternal) << error.what();
      for (const Diagnostic& diagnostic : error.diagnostics()) codes += diagnostic.code + " ";
    }
  });
  EXPECT_LT(seconds, 2.0) << source.substr(0, 100);
  return codes;
}

std::string function(const std::string& body) {
  return "fn f(x: f32[N], y: f32[N]) {\n" + body + "\n}";
}

TEST(HostileChecker, DeepestExpressionsThatParse) {
  EXPECT_EQ(outcome(function("return " + repeated("-", 150) + "x")), "");
  EXPECT_EQ(outcome(function("return " + repeated("(x + ", 75) + "x" + repeated(")", 75))), "");
  EXPECT_EQ(outcome(function("return " + repeated("exp(", 75) + "x" + repeated(")", 75))), "");
  EXPECT_EQ(outcome(function("return x" + repeated("[:]", 150))), "");
  EXPECT_EQ(outcome(function("return x" + repeated(" ** 1", 70))), "");
  EXPECT_EQ(outcome(function("return sum(x" + repeated("[::-1].T", 70) + ")")), "");
  EXPECT_EQ(outcome(function("r = " + repeated("where(x > 0, ", 70) + "x" + repeated(", y)", 70) +
                             "; return r")),
            "");
}

TEST(HostileChecker, DeepIndexNotation) {
  std::string text = "return 0.0";
  for (int i = 0; i < 70; ++i)
    text += " + (sum[i" + std::to_string(i) + "] x[i" + std::to_string(i) + "] * (0.0";
  EXPECT_NE(outcome(function(text + repeated("))", 70))), "E9001 ");
  EXPECT_EQ(outcome(function("a[i] = " + repeated("(x * 1)[i] + ", 500) + "0; return a")), "");
}

TEST(HostileChecker, LongExpressionsAreNotDeep) {
  EXPECT_EQ(outcome(function("return x" + repeated(" + x", 4000))), "");
  EXPECT_EQ(outcome(function("return x[1" + repeated(" + 1 - 1", 20000) + "]")), "");
  EXPECT_EQ(outcome(function("return x[0" + repeated(" + N", 20000) + " :]")), "");
  EXPECT_EQ(outcome(function("return 1" + repeated(" + 1", 100000))), "");
  EXPECT_EQ(outcome(function("return x" + repeated(" + x", 100000))), "E0012 ");
}

TEST(HostileChecker, CallsThatCallCalls) {
  std::string text = "fn g0(x: f32[N]) -> f32[N] { return x + 1 }\n";
  for (int i = 1; i < 400; ++i) {
    text += "fn g" + std::to_string(i) + "(x: T[N]) -> T[N] { return g" + std::to_string(i - 1) +
            "(x) }\n";
  }
  EXPECT_EQ(outcome(text + "fn f(x: f32[N]) { return g399(x) }"), "E0011 ");
  EXPECT_EQ(outcome(text + "fn f(x: f32[N]) { return g150(x) }"), "");
  EXPECT_EQ(outcome("fn a(x: f32) { return b(x) }\nfn b(x: f32) { return a(x) }"), "E0805 E0805 ");
}

TEST(HostileChecker, ManyConditionsAndSizes) {
  std::string guards = "r = 0.0\n";
  for (int i = 0; i < 300; ++i)
    guards += "r = r + x[" + std::to_string(i) + "] * y[N - " + std::to_string(i + 1) + "]\n";
  EXPECT_EQ(outcome(function(guards + "return r")), "E0012 ");
  std::string unequal;
  std::string parameters;
  for (int i = 0; i < 300; ++i) {
    parameters += (i == 0 ? "" : ", ");
    parameters += "x" + std::to_string(i) + ": f32[N" + std::to_string(i) + "]";
    unequal += (i == 0 ? "" : " + ");
    unequal += "x" + std::to_string(i);
  }
  EXPECT_EQ(outcome("fn f(" + parameters + ") { return " + unequal + " }"), "E0012 ");
  // Sizes that double: 2^70 does not fit.
  EXPECT_EQ(outcome(function("z = x\n" + repeated("z = concatenate((z, z))\n", 70) + "return z")),
            "E0711 ");
  EXPECT_EQ(outcome(function("return x[9223372036854775807]")), "E0711 ");
  EXPECT_EQ(outcome(function("return sum[i in 0..9223372036854775807] x[2 * i]")), "E0711 ");
  EXPECT_EQ(outcome(function("return reshape(x, (4611686018427387904, 4, -1))")), "E0711 ");
}

TEST(HostileChecker, ConstantArithmeticIsBounded) {
  EXPECT_EQ(outcome(function("return 1 << 63")), "E0254 ");
  EXPECT_EQ(outcome(function("return 3 ** 1000000000")), "E0254 ");
  EXPECT_EQ(outcome(function("return 1 ** 1000000000000")), "");
  EXPECT_EQ(outcome(function("return (-1) ** 1000000001 + 0 ** 99999999999")), "");
  EXPECT_EQ(outcome(function("return x ** 1000000007")), "");
  EXPECT_EQ(outcome(function("return x ** 1e300")), "");
  EXPECT_EQ(outcome(function("return 18446744073709551615 * 18446744073709551615")), "E0254 ");
  EXPECT_EQ(outcome(function("return 2.0 ** 100000.0")), "");
}

TEST(HostileChecker, ManyIndices) {
  std::string binders;
  std::string product = "1";
  for (int i = 0; i < 200; ++i) {
    binders += (i == 0 ? "" : ", ");
    binders += "i" + std::to_string(i);
    product += " * x[i" + std::to_string(i) + "]";
  }
  EXPECT_NE(outcome(function("return sum[" + binders + "] " + product)), "E9001 ");
}

constexpr int kMillion = 1'000'000;

TEST(HostileText, AMillionOfEverything) {
  EXPECT_EQ(outcome(function("return " + repeated("(", kMillion))), "E0011 ");
  EXPECT_EQ(outcome(function("return " + repeated("(", kMillion) + "x" + repeated(")", kMillion))),
            "E0010 ");
  EXPECT_EQ(outcome(function("return " + repeated("-", kMillion) + "x")), "E0011 ");
  EXPECT_EQ(outcome(function("return x" + repeated("[0]", kMillion))), "E0010 ");
  EXPECT_EQ(outcome(function("return " + repeated("x[", kMillion))), "E0010 ");
  EXPECT_EQ(outcome(function("return x" + repeated(".T", kMillion))), "E0010 ");
  EXPECT_EQ(outcome(function("return x[" + repeated("0,", 500'000) + "0]")), "E0010 ");
  EXPECT_EQ(outcome(function(repeated("{", kMillion))), "E0102 E0101 ");
  EXPECT_EQ(outcome(function(repeated(";", kMillion) + "return x")), "");
  EXPECT_EQ(outcome(repeated("#", kMillion)), "");
}

TEST(HostileText, LongNumbersNamesAndTexts) {
  EXPECT_EQ(outcome(function("return x + " + repeated("1", 10'000'000))), "E0010 ");
  EXPECT_EQ(outcome(function("return x + " + repeated("1", 4'000'000))), "E0003 ");
  EXPECT_EQ(outcome(function("return x + 1e" + repeated("1", 4'000'000))), "E0003 ");
  EXPECT_EQ(outcome(function("return x + 0." + repeated("1", 4'000'000))), "");
  EXPECT_EQ(outcome("fn " + repeated("a", 4'000'000) + "(x: f32) -> f32 { return x }"), "");
  EXPECT_EQ(outcome(repeated("\xff\xfe", 1000)), "E0001 ");
  EXPECT_NE(outcome(repeated(std::string_view("\0", 1), kMillion)), "");
  EXPECT_NE(outcome(function("return einsum(\"" + repeated("ij,", 100'000) + "ij->ij\", x)")), "");
}

TEST(HostileText, ManyFunctionsAndParameters) {
  std::string parameters = "fn f(a0: f32";
  for (int i = 1; i < 100'000; ++i) parameters += ", a" + std::to_string(i) + ": f32";
  EXPECT_EQ(outcome(parameters + ") -> f32 { return a0 }"), "E0010 ");
  std::string functions;
  for (int i = 0; i < 100'000; ++i) functions += "fn g" + std::to_string(i) + "()->i64{return 1}\n";
  EXPECT_EQ(outcome(functions), "E0010 ");
  EXPECT_TRUE(outcome(repeated("import a\n", 300'000)).ends_with("E0010 "));
  std::string axes = "N";
  for (int i = 0; i < 5000; ++i) axes += ", N" + std::to_string(i);
  EXPECT_EQ(outcome("fn f(x: f32[" + axes + "]) -> f32 { return sum(x) }"), "E0401 ");
  EXPECT_NE(outcome("fn f(x: f32) -> f32 { return f(" + repeated("x, ", 100'000) + "x) }"), "");
}

TEST(HostileChecker, DeepBlocks) {
  const auto nested = [](const std::string& head, int depth, const std::string& inside) {
    std::string text;
    for (int i = 0; i < depth; ++i) {
      std::string line = head;
      if (const auto at = line.find('@'); at != std::string::npos)
        line.replace(at, 1, std::to_string(i));
      text += line + " {\n";
    }
    return "s = 0\n" + text + inside + "\n" + repeated("}\n", depth) + "return s";
  };
  for (const char* head : {"for i@ in 0..3", "if x[0] > 0", "while s < 3"}) {
    EXPECT_EQ(outcome(function(nested(head, 50, "s = s + 1"))), "") << head;
    EXPECT_EQ(outcome(function(nested(head, 100, "s = s + 1"))), "E0011 ") << head;
    EXPECT_EQ(outcome(function(nested(head, 100'000, "s = s + 1"))), "E0011 ") << head;
  }
  EXPECT_EQ(outcome(function(nested("for i@ in 0..3", 100, "if x[0] > 3 { return 1 }"))), "E0011 ");
  EXPECT_EQ(outcome(function(repeated("if x[0] > 0 { return 1 }\n", 3000) + "return 0")), "E0011 ");
  EXPECT_NE(outcome(function("s = 0\n" + repeated("if x[0] > 0 { s = 1 } else ", 3000) +
                             "{ s = 2 }\nreturn s")),
            "");
}

TEST(HostileChecker, ProgramsThatGrowExponentially) {
  const auto doubling = [](const std::string& first, const std::string& type,
                           const std::string& body) {
    std::string text = "fn g0(x: " + type + ") { return " + first + " }\n";
    for (int i = 1; i < 50; ++i) {
      std::string again = body;
      for (std::size_t at = again.find('@'); at != std::string::npos; at = again.find('@'))
        again.replace(at, 1, "g" + std::to_string(i - 1));
      text += "fn g" + std::to_string(i) + "(x: " + type + ") { " + again + " }\n";
    }
    return text + "fn f(x: " + type + ") { return g49(x) }\n";
  };
  EXPECT_NE(outcome(doubling("x * x + 1", "f32", "return @(x) + @(x + 1)")), "");
  EXPECT_NE(outcome(doubling("x * x + 1", "f32[N]", "return @(x) + @(x + 1)")), "");
  EXPECT_NE(outcome(doubling("1", "f32", "return @(x) + @(x)")), "");
  EXPECT_NE(outcome(doubling("x", "f32", "y = @(x); z = @(x); return y")), "");
}

}  // namespace
}  // namespace sinter::lang
