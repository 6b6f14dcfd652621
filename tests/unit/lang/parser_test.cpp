#include "tests/unit/lang/common.h"

namespace sinter::lang {
namespace {

TEST(Precedence, FollowsNumPy) {
  EXPECT_EQ(expr("a + b * c"), "(+ a (* b c))");
  EXPECT_EQ(expr("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(expr("-x ** 2"), "(- (** x 2))");
  EXPECT_EQ(expr("2 ** -x"), "(** 2 (- x))");
  EXPECT_EQ(expr("a ** b ** c"), "(** a (** b c))");
  EXPECT_EQ(expr("-a * b"), "(* (- a) b)");
  EXPECT_EQ(expr("~a & b | c ^ d"), "(| (& (~ a) b) (^ c d))");
  EXPECT_EQ(expr("a << 1 + b"), "(<< a (+ 1 b))");
  EXPECT_EQ(expr("a & b == c"), "(== (& a b) c)");
  EXPECT_EQ(expr("not a == b and c or d"), "(or (and (not (== a b)) c) d)");
  EXPECT_EQ(expr("not not a"), "(not (not a))");
  EXPECT_EQ(expr("a @ b % c // d / e"), "(/ (// (% (@ a b) c) d) e)");
  EXPECT_EQ(expr("a < b"), "(< a b)");
  EXPECT_EQ(expr("a and not b"), "(and a (not b))");
}

TEST(Precedence, ReducerBodyIsAProduct) {
  EXPECT_EQ(expr("sum[k] a * b + c"), "(+ (sum [k] (* a b)) c)");
  EXPECT_EQ(expr("sum[k] -a[k] ** 2"), "(sum [k] (- (** (at a k) 2)))");
  EXPECT_EQ(expr("mean[b] sum[i, j] (p[b, i] * q[b, j]) ** 2"),
            "(mean [b] (sum [i j] (** (* (at p b i) (at q b j)) 2)))");
  EXPECT_EQ(expr("2 * sum[k] a / b"), "(* 2 (sum [k] (/ a b)))");
  EXPECT_EQ(expr("-max[i] x[i] - 1"), "(- (- (max [i] (at x i))) 1)");
  EXPECT_EQ(expr("sum[k in 0..W] v[n + k]"), "(sum [(in k 0 W)] (at v (+ n k)))");
  EXPECT_EQ(expr("sum[k in lo + 1..2 * W, j] 1"), "(sum [(in k (+ lo 1) (* 2 W)) j] 1)");
  EXPECT_EQ(expr("sum(x, axis=0)"), "(call sum x (axis= 0))");
}

TEST(Expressions, Literals) {
  EXPECT_EQ(expr("1_000"), "1000");
  EXPECT_EQ(expr("0xff"), "255");
  EXPECT_EQ(expr("0b101 + 0o17"), "(+ 5 15)");
  EXPECT_EQ(expr("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(expr("1."), "1.0");
  EXPECT_EQ(expr(".5e1"), "5.0");
  EXPECT_EQ(expr("1e-3"), "0.001");
  EXPECT_EQ(expr("1e-400"), "0.0");
  EXPECT_EQ(expr("true or false"), "(or true false)");
}

TEST(Expressions, Subscripts) {
  EXPECT_EQ(expr("x[1:-1, ::2, :, newaxis, ..., i]"),
            "(at x (slice 1 (- 1) _) (slice _ _ 2) (slice _ _ _) newaxis ... i)");
  EXPECT_EQ(expr("x[a:b:c][0]"), "(at (at x (slice a b c)) 0)");
  EXPECT_EQ(expr("t[idx[n]]"), "(at t (at idx n))");
  EXPECT_EQ(expr("x.T[i]"), "(at (.T x) i)");
}

TEST(Expressions, CallsTuplesAndBranches) {
  EXPECT_EQ(expr("f(x, (1, 2), axis=(0,), keepdims=true)"),
            "(call f x (tuple 1 2) (axis= (tuple 0)) (keepdims= true))");
  EXPECT_EQ(expr("if a < b { a } else if c { b } else { 0 }"), "(if (< a b) a (if c b 0))");
  EXPECT_EQ(expr("(a\n + b)"), "(+ a b)");
  EXPECT_EQ(expr("a +\n b"), "(+ a b)");
  EXPECT_EQ(expr("a, b"), "(tuple a b)");
}

TEST(Statements, AllKinds) {
  EXPECT_EQ(body("x = 1; y = 2"), "  (= x 1)\n  (= y 2)");
  EXPECT_EQ(body("a[i, j] = x[i] * y[j]"), "  (= (at a i j) (* (at x i) (at y j)))");
  EXPECT_EQ(body("a, b = f(x)"), "  (= a b (call f x))");
  EXPECT_EQ(body("h[k] += 1"), "  (+= (at h k) 1)");
  EXPECT_EQ(body("x **= 2; y //= 3; z >>= 1"), "  (**= x 2)\n  (//= y 3)\n  (>>= z 1)");
  EXPECT_EQ(body("for t in 0..n {\n u = u + 1\n if u > 3 { break } else { continue }\n}"),
            "  (for t 0 n\n    (= u (+ u 1))\n    (if (> u 3)\n      (break)\n    else\n      "
            "(continue)))");
  EXPECT_EQ(body("while a {\n}\nreturn"), "  (while a)\n  (return)");
  EXPECT_EQ(body("# only a comment\n\n  return x # and one behind"), "  (return x)");
  EXPECT_EQ(body("if a { x = 1 }\nelse { x = 2 }"), "  (if a\n    (= x 1)\n  else\n    (= x 2))");
}

TEST(Functions, Signatures) {
  EXPECT_EQ(print(parse_text(
                "import std.nn as nn\n"
                "@exact\n@fastmath(reassoc)\n"
                "fn f(x: T[..., D], y, n: i64, z: f32[3, D],) -> (T[D], f32) { return x, y }")),
            "(import std.nn as nn)\n(@exact)\n(@fastmath reassoc)\n"
            "(fn f ((x T[..., D]) y (n i64) (z f32[3, D])) (T[D] f32)\n  (return (tuple x y)))\n");
  EXPECT_EQ(print(parse_text("fn f(\n  a: f32[\n N,\nM ]\n) ->\n f32\n{\n return a\n}")),
            "(fn f ((a f32[N, M])) (f32)\n  (return a))\n");
}

TEST(Functions, DocComments) {
  const Syntax syntax = parse_text(
      "# not this\n\n# Entropy of\n#  rows.\nfn f() { return 1 }\nfn g() { return 1 }\n"
      "# With a decorator.\n@exact\nfn h() { return 1 }");
  EXPECT_EQ(syntax.functions[0].doc, "Entropy of\n rows.");
  EXPECT_EQ(syntax.functions[1].doc, "");
  EXPECT_EQ(syntax.functions[2].doc, "With a decorator.");
}

TEST(Functions, LongSumsAreNotDeep) {
  std::string text = "a";
  for (int i = 0; i < 5000; ++i) text += " + a";
  EXPECT_EQ(expr(text).size(), 5000u * 6 + 1);
}

}  // namespace
}  // namespace sinter::lang
