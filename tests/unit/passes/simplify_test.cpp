#include "compiler/passes/simplify.h"

#include "compiler/passes/passes.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

/// The program of a text, simplified.
std::string simplified(const std::string& text) {
  graph::Graph g = graph::parse_graph(text);
  graph::verify(g);
  simplify(g);
  dce(g);
  graph::verify(g);
  return graph::print(g);
}

// The expression over x: f32[N] (n: i32[N], c: bool[N], k: the constant) becomes `value`, or is
// kept when it is empty.
void expect_row(const std::string& type, const std::string& constant, const std::string& expression,
                const std::string& value) {
  std::string text = "graph f\n  dim N\n  %0 = parameter x : " + type + "[N]\n" +
                     "  %1 = parameter c : bool[N]\n  %2 = constant " + constant + " : " + type +
                     "\n  %3 = broadcast %2 {axes=[]} : " + type + "[N]\n  %4 = " + expression +
                     "\n  return %4\n";
  const std::string result = simplified(text);
  const auto last = result.find(value.empty() ? expression : value);
  EXPECT_NE(last, std::string::npos) << expression << " became\n" << result;
}

TEST(Simplify, FloatIdentitiesThatKeepEveryBit) {
  expect_row("f32", "1", "mul %0, %3 : f32[N]", "return %0");
  expect_row("f32", "1", "mul %3, %0 : f32[N]", "return %0");
  expect_row("f32", "-1", "mul %0, %3 : f32[N]", "neg %0");
  expect_row("f32", "0", "sub %0, %3 : f32[N]", "return %0");
  expect_row("f32", "-0", "add %0, %3 : f32[N]", "return %0");
  expect_row("f32", "1", "div %0, %3 : f32[N]", "return %0");
  expect_row("f64", "8", "div %0, %3 : f64[N]", "constant 0.125");
}

TEST(Simplify, FloatIdentitiesThatWouldChangeBitsAreKept) {
  expect_row("f32", "0", "add %0, %3 : f32[N]", "");   // -0 + +0 is +0.
  expect_row("f32", "-0", "sub %0, %3 : f32[N]", "");  // -0 - -0 is +0.
  expect_row("f32", "0", "mul %0, %3 : f32[N]", "");   // NaN, infinities, signs.
  expect_row("f32", "1", "sub %0, %0 : f32[N]", "");   // NaN.
  expect_row("f32", "0", "sub %3, %0 : f32[N]", "");   // 0 - 0 is +0, -0 would be -0.
  expect_row("f32", "3", "div %0, %3 : f32[N]", "");
  expect_row("f32", "1.7014118e+38", "div %0, %3 : f32[N]", "");  // 1/c would be subnormal.
  expect_row("f32", "1e-45", "div %0, %3 : f32[N]", "");
  expect_row("f32", "1", "floordiv %0, %3 : f32[N]", "");
}

TEST(Simplify, IntegerAndLogicalIdentities) {
  expect_row("i32", "0", "add %0, %3 : i32[N]", "return %0");
  expect_row("i32", "0", "sub %3, %0 : i32[N]", "neg %0");
  expect_row("i32", "0", "sub %0, %0 : i32[N]", "constant 0");
  expect_row("i32", "0", "mul %0, %3 : i32[N]", "constant 0");
  expect_row("i32", "1", "floordiv %0, %3 : i32[N]", "return %0");
  expect_row("i32", "1", "mod %0, %3 : i32[N]", "constant 0");
  expect_row("i32", "-1", "and %0, %3 : i32[N]", "return %0");
  expect_row("u8", "255", "and %0, %3 : u8[N]", "return %0");
  expect_row("u8", "0", "and %0, %3 : u8[N]", "constant 0");
  expect_row("i32", "0", "or %0, %3 : i32[N]", "return %0");
  expect_row("i32", "-1", "or %0, %3 : i32[N]", "constant -1");
  expect_row("i32", "0", "xor %0, %3 : i32[N]", "return %0");
  expect_row("i32", "0", "shl %0, %3 : i32[N]", "return %0");
  expect_row("i32", "0", "shr %0, %3 : i32[N]", "return %0");
  expect_row("bool", "true", "where %3, %0, %1 : bool[N]", "return %0");
  expect_row("bool", "false", "where %3, %0, %1 : bool[N]", "return %1");
  expect_row("i32", "0", "where %1, %0, %0 : i32[N]", "return %0");
  expect_row("i32", "0", "minimum %0, %0 : i32[N]", "return %0");
}

TEST(Simplify, InverseOpsCancel) {
  for (const char* op : {"neg", "not", "bitnot"}) {
    const std::string type = op == std::string("not")   ? "bool[]"
                             : op == std::string("neg") ? "f32"
                                                        : "u16";
    const std::string t = type == "bool[]" ? "bool" : type;
    const std::string x = "  %0 = parameter x : " + t + "\n";
    expect_pass(
        simplify, "",
        x + "  %1 = " + op + " %0 : " + t + "\n  %2 = " + op + " %1 : " + t + "\n  return %2\n",
        x + "  %1 = " + op + " %0 : " + t + "\n  return %0\n");
  }
}

TEST(Simplify, CastsOfCasts) {
  auto becomes = [](const char* from, const char* middle, const char* to, bool one_cast) {
    graph::Graph g;
    const auto x = g.add_parameter("x", {*dtype_from_name(from), {}});
    g.set_results({g.cast(g.cast(x, *dtype_from_name(middle)), *dtype_from_name(to))});
    simplify(g);
    dce(g);
    graph::verify(g);
    const auto casts = g.body().nodes.size();
    EXPECT_EQ(casts < 2, one_cast) << from << " " << middle << " " << to << "\n" << graph::print(g);
  };
  becomes("i32", "i64", "i32", true);
  becomes("i8", "i32", "f32", true);
  becomes("f32", "f64", "f32", true);
  becomes("f32", "f64", "i8", true);
  becomes("u8", "i16", "i64", true);
  becomes("bool", "f32", "i8", true);
  becomes("i16", "f32", "i16", true);
  becomes("i16", "f32", "i64", true);
  becomes("i16", "f32", "i8", false);   // A float saturates, an integer keeps its low bits.
  becomes("i32", "f32", "i32", false);  // Rounds.
  becomes("i32", "i16", "i32", false);
  becomes("i8", "u8", "i16", false);
  becomes("f64", "f32", "f64", false);
}

/// Whether a point of two coordinates, integers shifted by `shift` and times `scale`, is compared
/// without the scale.
void compares_integers(const std::string& type, const std::string& shift, const std::string& scale,
                       const std::string& bound, const std::string& moved) {
  const std::string f = type == "u64" ? "f64" : "f32";
  const std::string text =
      "graph f\n  dim N\n  %0 = parameter x : " + type + "[N]\n  %1 = parameter y : " + type +
      "[N]\n  %2 = constant " + shift + " : " + type + "\n  %3 = broadcast %2 {axes=[]} : " + type +
      "[N]\n  %4 = shr %0, %3 : " + type + "[N]\n  %5 = shr %1, %3 : " + type +
      "[N]\n  %6 = cast %4 : " + f + "[N]\n  %7 = cast %5 : " + f + "[N]\n  %8 = constant " +
      scale + " : " + f + "\n  %9 = broadcast %8 {axes=[]} : " + f +
      "[N]\n  %10 = mul %6, %9 : " + f + "[N]\n  %11 = mul %9, %7 : " + f +
      "[N]\n  %12 = mul %10, %10 : " + f + "[N]\n  %13 = mul %11, %11 : " + f +
      "[N]\n  %14 = sub %12, %13 : " + f + "[N]\n  %15 = constant " + bound + " : " + f +
      "\n  %16 = broadcast %15 {axes=[]} : " + f +
      "[N]\n  %17 = ge %14, %16 : bool[N]\n  return %17\n";
  const std::string result = simplified(text);
  EXPECT_EQ(result.find("constant " + scale + " ") == std::string::npos, !moved.empty()) << result;
  EXPECT_NE(result.find("constant " + (moved.empty() ? bound : moved) + " : " + f),
            std::string::npos)
      << result;
}

TEST(Simplify, ComparesIntegersWithoutTheirScale) {
  compares_integers("u32", "8", "5.9604645e-08", "1", "281474980000000");
  compares_integers("u32", "0", "0.5", "0", "0");
  compares_integers("u32", "8", "4", "-0.3", "-0.01875");
  compares_integers("u64", "11", "1.1102230246251565e-16", "1", "8.112963841460668e+31");
  compares_integers("u32", "8", "0.3", "1", "");            // No power of two.
  compares_integers("u32", "8", "1.323489e-23", "1", "");   // Squares would be subnormal.
  compares_integers("u32", "0", "1.2676506e+30", "1", "");  // Or infinite.
  compares_integers("u32", "8", "0.5", "1e-45", "");        // The bound is subnormal.
  compares_integers("u32", "8", "0.5", "inf", "");
}

TEST(Simplify, FoldsConstantsWhoseBitsAreFixed) {
  auto folds = [](const std::string& type, const std::string& a, const std::string& b,
                  const std::string& op, const std::string& result, const std::string& value) {
    const std::string head =
        "  %0 = constant " + a + " : " + type + "\n  %1 = constant " + b + " : " + type + "\n";
    expect_pass(simplify, "", head + "  %2 = " + op + " : " + result + "\n  return %2\n",
                head + "  %2 = constant " + value + " : " + result + "\n  return %2\n");
  };
  folds("f32", "0.1", "0.2", "add %0, %1", "f32", "0.3");
  folds("f32", "1", "3", "div %0, %1", "f32", "0.33333334");
  folds("f64", "2", "0", "sqrt %0", "f64", "1.4142135623730951");
  folds("f32", "1", "0", "div %0, %1", "f32", "inf");
  folds("f32", "1e-45", "0.5", "mul %0, %1", "f32", "0");
  folds("f32", "0", "1", "lt %0, %1", "bool", "true");
  folds("i8", "127", "1", "add %0, %1", "i8", "-128");
  folds("i8", "-128", "0", "abs %0", "i8", "-128");
  folds("u8", "1", "2", "sub %0, %1", "u8", "255");
  folds("i64", "-9223372036854775808", "-1", "mul %0, %1", "i64", "-9223372036854775808");
  folds("u64", "18446744073709551615", "1", "gt %0, %1", "bool", "true");
  folds("i64", "-1", "1", "gt %0, %1", "bool", "false");
  folds("i32", "-5", "0", "cast %0", "u16", "65531");
  folds("f64", "-2.9", "0", "cast %0", "i32", "-2");
  folds("i32", "16777217", "0", "cast %0", "f32", "16777216");
}

TEST(Simplify, LeavesConstantsThatBackendsDecideOrThatFail) {
  for (const char* node :
       {"exp %0 : f64", "cast %0 : u8", "floordiv %2, %1 : i32", "mod %2, %1 : i32"}) {
    expect_unchanged(simplify, "",
                     std::string("  %0 = constant 1e300 : f64\n  %1 = constant 0 : i32\n"
                                 "  %2 = constant 1 : i32\n  %3 = ") +
                         node + "\n  return %3\n");
  }
}

TEST(Simplify, Broadcasts) {
  expect_pass(simplify, "A B C", R"(
  %0 = parameter x : f32[B]
  %1 = broadcast %0 {axes=[1]} : f32[A, B]
  %2 = broadcast %1 {axes=[0, 2]} : f32[A, C, B]
  %3 = transpose %2 {axes=[2, 0, 1]} : f32[B, A, C]
  return %3
)",
              R"(
  %0 = parameter x : f32[B]
  %1 = broadcast %0 {axes=[1]} : f32[A, B]
  %2 = broadcast %0 {axes=[2]} : f32[A, C, B]
  %3 = broadcast %0 {axes=[0]} : f32[B, A, C]
  return %3
)");
  expect_pass(simplify, "A B C", R"(
  %0 = parameter x : f32[A, B]
  %1 = broadcast %0 {axes=[0, 2]} : f32[A, C, B]
  %2 = transpose %1 {axes=[2, 1, 0]} : f32[B, C, A]
  return %2
)",
              R"(
  %0 = parameter x : f32[A, B]
  %1 = broadcast %0 {axes=[0, 2]} : f32[A, C, B]
  %2 = transpose %0 {axes=[1, 0]} : f32[B, A]
  %3 = broadcast %2 {axes=[0, 2]} : f32[B, C, A]
  return %3
)");
  expect_pass(simplify, "A B", R"(
  %0 = parameter x : f32[A]
  %1 = reshape %0 : f32[A, 1]
  %2 = broadcast %1 {axes=[0, 1]} : f32[A, B]
  return %2
)",
              R"(
  %0 = parameter x : f32[A]
  %1 = reshape %0 : f32[A, 1]
  %2 = broadcast %0 {axes=[0]} : f32[A, B]
  return %2
)");
}

TEST(Simplify, TransposesReshapesSlices) {
  expect_pass(simplify, "A B C", R"(
  %0 = parameter x : f32[A, B, C]
  %1 = transpose %0 {axes=[1, 2, 0]} : f32[B, C, A]
  %2 = transpose %1 {axes=[2, 0, 1]} : f32[A, B, C]
  %3 = reshape %1 : f32[A*B*C]
  %4 = reshape %3 : f32[C, A, B]
  return %2, %4
)",
              R"(
  %0 = parameter x : f32[A, B, C]
  %1 = transpose %0 {axes=[1, 2, 0]} : f32[B, C, A]
  %2 = reshape %1 : f32[A*B*C]
  %3 = reshape %1 : f32[C, A, B]
  return %0, %3
)");
  expect_pass(simplify, "H", R"(
  %0 = parameter x : f32[H]
  %1 = slice %0 {start=[0], step=[1]} : f32[H]
  %2 = slice %1 {start=[H - 1], step=[-2]} : f32[floordiv(H, 2)]
  %3 = slice %2 {start=[1], step=[3]} : f32[2]
  return %3
)",
              R"(
  %0 = parameter x : f32[H]
  %1 = slice %0 {start=[H - 1], step=[-2]} : f32[floordiv(H, 2)]
  %2 = slice %0 {start=[H - 3], step=[-6]} : f32[2]
  return %2
)");
}

// Every row is named, and names a pattern once.
TEST(Simplify, RowsAreNamed) {
  std::vector<std::string> names;
  for (const auto& rows : {arithmetic_rows(), shape_rows()}) {
    for (const Row& row : rows) names.push_back(std::string(info(row.op).name) + row.rule);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
  EXPECT_GT(names.size(), 40u);
}

}  // namespace
}  // namespace sinter::passes
