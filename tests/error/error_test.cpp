// Programs that must fail, with the code, the place and the words of the reason.
#include <set>

#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

struct Row {
  std::string source;
  /// "CODE line:column message" of every diagnostic, a line each; "..." at the end stands for
  /// anything.
  std::string expected;
};

std::string repeated(std::string_view unit, int times, std::string_view between = "") {
  std::string text;
  for (int i = 0; i < times; ++i) {
    if (i > 0) text += between;
    text += unit;
  }
  return text;
}

/// A chain of functions, each of which calls the one before twice.
std::string doubling(int depth) {
  std::string text = "fn g0(x: f32[N]) -> f32[N] { return x + 1 }\n";
  for (int i = 1; i <= depth; ++i) {
    const std::string below = "g" + std::to_string(i - 1);
    text += "fn g" + std::to_string(i) + "(x: T[N]) -> T[N] { return " + below + "(x) * " + below +
            "(x) }\n";
  }
  return text + "fn last(x: f32[N]) -> f32[N] { return g" + std::to_string(depth) + "(x) }";
}

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      // Text and limits.
      {"fn f() { return \xc3 }", "E0001 1:17 byte 0xc3 at offset 16 is not valid UTF-8\n"},
      {"fn f() { return 1 } $", "E0002 1:21 unexpected character `$`\n"},
      {"fn f() {\n  x = \"a b\n  return x\n}", "E0002 2:7 a text is not closed on its line\n"},
      {"fn f() { return \"a b\" }", "E0208 1:17 a text is not a value\n"},
      {"fn f() {\n  x = 'a b\n  return x\n}", "E0002 2:7 unexpected character `'`\n"},
      {"fn f() { return 0b12 }", "E0003 1:17 malformed number `0b12`\n"},
      {std::string(5'000'000, '#'),
       "E0010 1:1 the source has 5000000 bytes; at most 4194304 are read\n"},
      {"fn f() { return " + repeated("(", 1000) + "1" + repeated(")", 1000) + " }",
       "E0011 1:176 nested more than 160 levels deep\n"},
      {doubling(20),
       "E0012 2:39 the program has more than 10000 operations after inlining its calls\n"},

      // Syntax.
      {"fn f() { return 1 + }", "E0101 1:21 expected an expression, found `}`\n"},
      {"fn f(x: f32[..., N, ...]) -> f32 { return 1 }",
       "E0101 1:21 `...` stands first in a type\n"},
      {"fn f() { return 1", "E0102 1:8 `{` is never closed\n"},
      {"fn f() { return [1, 2; 3, 4] }", "E0101 1:22 expected `]`, found `;`\n"},
      {"fn f() {\n  x = [1, 2; 3, 4]\n  return y }", "E0101 2:12 expected `]`, found `;`\n"},
      {"fn f(a: i32, b: i32) { return a == b == 1 }", "E0103 1:38 comparisons do not chain\n"},
      {"fn f() { 1 = 2; return 1 }", "E0104 1:10 cannot assign to this expression\n"},
      {"fn f(x: f32) { x + 1; return x }", "E0105 1:16 this statement has no effect\n"},
      {"fn f(x: f32) {\n  y = x\n    + 1\n  return y\n}",
       "E0105 3:5 this statement has no effect\n"},
      {"fn sum(x: f32) { return x }", "E0106 1:4 `sum` is the name of a reducer\n"},
      {"fn f(x: f32[N]) { return sum[max] x[max] }", "E0106 1:30 `max` is the name of a reducer\n"},
      {"fn f(a: f32, a: f32) { return a }", "E0107 1:14 parameter `a` is declared twice\n"},
      {"fn f(x: T[T]) { return x }",
       "E0107 1:11 `T` cannot be both a dimension and a type variable\n"},
      {"fn f(x: f32[n], n: i64) { return x }",
       "E0107 1:13 `n` cannot be both a dimension and a parameter\n"},
      {"fn f(x: f32[N]) { N = 3; return x }",
       "E0107 1:19 `N` is a dimension and cannot be assigned to\n"},
      {"fn f(x: f32[N, N]) { a[i, i] = x[i, i]; return a }",
       "E0107 1:27 index `i` stands twice on the left\n"},
      {"fn f(x: f32[N, N]) { return sum[i, i] x[i, i] }", "E0107 1:36 index `i` stands twice\n"},
      {"@inline\nfn f() { return 1 }", "E0108 1:1 unknown decorator @inline\n"},
      {"fn f(x: f32) {\n  y = x\n}", "E0109 3:1 `f` does not end with a return statement\n"},
      {"fn f(x: f32) {\n  return x\n  y = x\n}",
       "E0109 3:3 nothing can follow the return statement\n"},

      // Names and calls.
      {"fn f(pixels: f32[N]) { return pixel + 1 }", "E0201 1:31 unknown name `pixel`\n"},
      {"fn f(x: f32[N]) { return x[i] }", "E0201 1:28 unknown name `i`\n"},
      {"fn f(x: f32[N]) { u[0] = 1; return x }",
       "E0201 1:19 unknown name `u`: there is no array to update\n"},
      {"fn f(x: f32) { return epx(x) }", "E0202 1:23 unknown function `epx`\n"},
      {"fn f(x: f32) { return exp(x, x) }", "E0203 1:23 `exp` takes 1 argument, got 2\n"},
      {"fn g(x: f32) { return x }\nfn f(x: f32) { return g() }",
       "E0203 2:23 `g` takes 1 argument, got 0\n"},
      {"fn f(x: f32) { return max(x, x, x, x) }",
       "E0203 1:23 wrong number of arguments: max(x, axis?, keepdims?)\n"},
      {"fn f(x: f32) { return f32(x, x) }", "E0203 1:23 `f32` converts one value\n"},
      {"fn f(x: f32[N]) { return sum(x, axes=0) }", "E0204 1:33 `sum` has no parameter `axes`\n"},
      {"fn f(x: f32[N]) { return sum(x, axis=0, axis=0) }", "E0204 1:41 `axis` is given twice\n"},
      {"fn g(x: f32) { return x }\nfn f(x: f32) { return g(y=x) }",
       "E0204 2:25 `g` has no parameter `y`\n"},
      {"fn f(x: f32) { return exp(x=x) }", "E0204 1:27 `exp` takes no keyword arguments\n"},
      {"fn f(x: f32[N]) { return sum(x, axis=x) }",
       "E0205 1:38 an axis is a constant integer, or a tuple of them\n"},
      {"fn f(x: f32[N]) { return sum(x, keepdims=1) }",
       "E0205 1:42 keepdims is `true` or `false`\n"},
      {"fn f(x: f32[N]) { return concatenate(x) }",
       "E0205 1:38 the arrays are given as a tuple: (a, b)\n"},
      {"fn f(x: f32[N]) { return sum[i in 0..0.5] x[i] }",
       "E0205 1:38 a bound of a range is an integer or a size\n"},
      {"fn f(x: f32[N]) { return x(0) }", "E0206 1:26 `x` is a value, not a function\n"},
      {"fn f(x: f32[N]) { return (x + 1)(0) }", "E0206 1:27 only functions can be called\n"},
      {"fn f(x: f32) -> f32 { return x, x }", "E0207 1:30 `f` declares 1 result, but returns 2\n"},
      {"fn f(x: f32) { a, b = x; return a }", "E0207 1:21 1 value for 2 names\n"},
      {"fn f(x: f32) { a = x, x; return a }", "E0207 1:18 2 values for one name\n"},
      {"fn g(x: f32) { return x, x }\nfn f(x: f32) { return g(x) + 1 }",
       "E0208 2:23 2 values stand where one is needed\n"},
      {"fn f(x: f32) { return exp + 1 }", "E0208 1:23 `exp` is a function, not a value\n"},
      {"fn f(x: f32[N]) { return x.shape }", "E0209 1:28 arrays have no attribute `shape`\n"},
      {"fn f(x: f32[N]) { return x.mean() }", "E0209 1:28 arrays have no methods such as `mean`\n"},
      {"fn f(x: f32[N]) { return (x + 1).foo() }",
       "E0209 1:34 arrays have no methods such as `foo`\n"},
      {"fn f(x: f32[N]) { return np.sum(x) }", "E0202 1:26 unknown function `np.sum`\n"},
      {"fn f(x: f32[N]) { return signal.sum(x) }", "E0201 1:26 unknown name `signal`\n"},
      {"fn f(x: f32[N]) { return float32(x) }", "E0202 1:26 unknown function `float32`\n"},

      // Types.
      {"fn g(x: f64) { return x }\nfn f(x: f32) { return g(x) }",
       "E0251 2:23 `x` of g is f64, but the argument is f32\n"},
      {"fn g(x: T, y: T) { return x + y }\nfn f(x: f32, y: f64) { return g(x, y) }",
       "E0251 2:31 `y` of g is f32, but the argument is f64\n"},
      {"fn f(x: f32, y: f32) { return ldexp(x, y) }",
       "E0252 1:31 the exponent of `ldexp` is an integer, found f32\n"},
      {"fn f(x: f32) { return x & 1 }", "E0252 1:25 `&` takes integers or booleans, found f32\n"},
      {"fn f(x: f32) { return x << 1 }", "E0252 1:25 `<<` takes integers, found f32\n"},
      {"fn f(x: bool) { return -x }", "E0252 1:24 `-` takes numbers, found bool\n"},
      {"fn f(x: bool) { return x - x }", "E0252 1:26 `-` takes numbers, found bool\n"},
      {"fn f(x: f32) { return x and true }", "E0252 1:25 `and` takes booleans, found f32\n"},
      {"fn f(x: f32) { return not x }", "E0252 1:23 `not` takes booleans, found f32\n"},
      {"fn f(x: f32) { return where(x, 1, 2) }",
       "E0252 1:23 the condition of `where` is a boolean, found f32\n"},
      {"fn f(x: f64) -> f32 { return x }",
       "E0253 1:30 the result is declared f32, but the value is f64\n"},
      {"fn f(x: f32) -> i32 { return x }",
       "E0253 1:30 the result is declared i32, but the value is f32\n"},
      {"fn f(x: u8) { return x + 300 }",
       "E0254 1:24 the integer constant 300 does not fit in u8\n"},
      {"fn f(x: u8) { return x - (-1) }",
       "E0254 1:24 the integer constant -1 does not fit in u8\n"},
      {"fn f() { return 18446744073709551615 + 1 }",
       "E0254 1:38 the integer constant 18446744073709551616 does not fit in 64 bits\n"},
      {"fn f() { return 2 ** 64 }",
       "E0254 1:19 the integer constant 18446744073709551616 does not fit in 64 bits\n"},
      {"fn f() { return 1 // 0 }", "E0255 1:19 division of a constant by zero\n"},
      {"fn f(x: f32) -> T { return x }",
       "E0256 1:17 type variable T of the result follows from no parameter\n"},
      {"fn f(x: float32[N]) { return x }", "E0256 1:9 `float32` is no dtype\n"},
      {"fn f(x: T[N]) -> int { return x }", "E0256 1:18 `int` is no dtype\n"},
      {"fn g(x: T) -> T { return x / 2 }\nfn f(x: i32) -> f64 { return g(x) }",
       "E0253 1:26 the result is declared T, which is i32 here, but the value is f64\n"},
      {"fn f(x: i32) { return x ** -1 }", "E0257 1:25 i32 to a negative power\n"},

      // Sizes and axes.
      {"fn f(x: f32[N]) -> f32 { return x }",
       "E0401 1:33 the result is declared f32, but the value has 1 axis\n"},
      {"fn g(x: f32[N]) { return x }\nfn f(x: f32[N, M]) { return g(x) }",
       "E0401 2:29 `x` of g is f32[N], but the argument has 2 axes\n"},
      {"fn f(x: f32) { return x @ x }",
       "E0401 1:25 `@` takes arrays with at least one axis, found a scalar\n"},
      {"fn f(x: f32[N], y: f32[N, M]) { return concatenate((x, y)) }",
       "E0401 1:40 the first array has 1 axis, another one 2\n"},
      {"fn f(x: f32[3], y: f32[4]) { return x + y }",
       "E0402 1:39 sizes do not agree in `+`: the last axis of the left operand is 3, the last "
       "axis of the right "
       "operand is 4\n"},
      {"fn f(x: f32[4]) { return x[1:] - x }",
       "E0402 1:32 sizes do not agree in `-`: the last axis of the left operand is 3, the last "
       "axis "
       "of the right operand is 4\n"},
      {"fn f(x: f32[N], y: f32[M]) { return (concatenate((x, x[:1])) + y) + (x + y) }",
       "E0402 1:72 sizes do not agree in `+`: the last axis of the left operand is N, the last "
       "axis of the right "
       "operand is M, and other conditions on these sizes exclude that they are equal\n"},
      {"fn f(x: f32[N, 3], y: f32[4, N]) { return x @ y }",
       "E0402 1:45 sizes do not agree in `@`: the last axis of the left operand is 3, the last "
       "axis but one of the "
       "right operand is 4\n"},
      {"fn f(x: f32[N]) -> f32[2 * N + 1] { return concatenate((x, x)) }",
       "E0402 1:44 the result of f has another size than declared: axis 0 of the result is 2*N, "
       "the declared size is "
       "2*N + 1\n"},
      {"fn g(x: T[N], y: T[N]) { return x + y }\nfn f(x: f32[3], y: f32[4]) { return g(x, y) }",
       "E0402 1:20 dimension N of g has two sizes: axis 0 of x is 3, axis 0 of y is 4\n"},
      {"fn f(x: f32[N]) { return sum(x, axis=1) }",
       "E0403 1:38 there is no axis 1: the array has 1 axis\n"},
      {"fn f(x: f32[N, M]) { return sum(x, axis=(0, -2)) }", "E0403 1:41 an axis is given twice\n"},
      {"fn f(x: f32[N, M]) { return transpose(x, (0,)) }",
       "E0403 1:42 1 axis is given, but the array has 2\n"},
      {"fn f(x: f32[N]) -> f32[M] { return x }",
       "E0404 1:24 dimension M of the result follows from no parameter\n"},
      {"fn f(x: f32[N]) { return max(x[0:0]) }",
       "E0405 1:26 `max` of no elements: the size is 0\n"},
      {"fn f(x: f32[N]) { return x[0, 0] }",
       "E0406 1:26 x has 1 axis, but is given 2 subscripts\n"},
      {"fn f(x: f32[3]) { return x[3] }",
       "E0407 1:28 position 3 is outside axis 0 of x, which has 3 elements\n"},
      {"fn f(x: f32[3]) { return x[-4] }",
       "E0407 1:28 position -4 is outside axis 0 of x, which has 3 elements\n"},
      {"fn f(x: f32[N]) { return x[N] }",
       "E0407 1:28 position N is outside axis 0 of x, which has N elements\n"},
      {"fn f(x: f32[N]) { return x[0.5] }", "E0408 1:28 a subscript is an integer, found f64\n"},
      {"fn f(x: f32[N]) { return x[::0] }",
       "E0408 1:30 the step of a slice is an integer constant other than 0\n"},
      {"fn f(x: f32[N]) { return x[..., ...] }",
       "E0408 1:33 only one `...` can stand in a subscript\n"},
      {"fn f(x: f32[N]) { return x[i in 0..2] }",
       "E0408 1:28 a range stands on the left side of a definition or in a reducer\n"},
      {"fn f(x: f32[6]) { return reshape(x, (4, 2)) }",
       "E0409 1:26 reshape changes the number of elements: the number of elements of the array is "
       "6, that of the new "
       "shape is 8\n"},
      {"fn f(x: f32[6]) { return reshape(x, (4, -1)) }",
       "E0409 1:26 reshape changes the number of elements: ..."},
      {"fn f(x: f32[6]) { return reshape(x, (-1, -1)) }", "E0409 1:26 only one size can be -1\n"},
      {"fn f(x: f32[6]) { return reshape(x, (-2, -3)) }", "E0410 1:26 a size is -2\n"},
      {"fn f() { return sum[i in 3..1] i }",
       "E0410 1:21 the range of i ends before it begins: 3..1\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"ij->k\", x) }",
       "E0411 1:41 `k` of the result stands in no operand\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"ij->ii\", x) }",
       "E0411 1:42 `i` stands twice in the result\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"i..j\", x) }",
       "E0411 1:38 an ellipsis is written with three dots: `...`\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"i%j\", x) }",
       "E0411 1:38 `%` is no subscript: those are letters and `...`\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"ijk->i\", x) }",
       "E0411 1:37 operand 1 has 2 axes, but 3 subscripts\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"ij,jk\", x) }",
       "E0411 1:37 the subscripts are those of 2 operands, but 1 is given\n"},
      {"fn f(x: f32[N, M]) { return einsum(\"i...->i\", x) }",
       "E0411 1:43 `...` of the operands has to stand in the result too\n"},
      {"fn f(x: f32[2, 3]) { return einsum(\"ii\", x) }",
       "E0402 1:29 sizes of i do not agree in `einsum`: before is 2, in operand 1 is 3\n"},
      {"fn f(x: f32[N]) { return roll(x, 1, 1) }",
       "E0403 1:37 there is no axis 1: the array has 1 axis\n"},
      {"fn f(x: f32[N]) { return pad(x, 1, mirror) }", "E0205 1:36 `pad` has no mode mirror\n"},
      {"fn f(x: f32[7]) { a, b = split(x, 2); return a }",
       "E0402 1:26 `split` does not divide the axis (`array_split` makes parts of two sizes): axis "
       "0 "
       "is 7, 2 equal parts is 6\n"},
      {"fn f() { return [] }", "E0205 1:17 a list of no values has no dtype\n"},
      {"fn f() { return [[1, 2], [3]] }",
       "E0402 1:26 this row has another shape than the first one of the list\n"},
      {"fn f(x: f32[N]) { return [x, 1] + 1 }", "E0208 1:26 2 values stand where one is needed\n"},
      {"fn f(x: f32[N], b: bool) { return x[b] }",
       "E0408 1:37 a bool is no subscript; a mask has an axis\n"},
      {"fn f(x: f32[3], b: bool[4]) { return x[b] }",
       "E0402 1:40 the mask has another shape than the array: axis 0 of the mask is 4, that of the "
       "array is 3\n"},
      {"fn f(x: f32[N], b: bool[N, N]) { return x[b] }",
       "E0401 1:43 the mask has 2 axes, the array has 1\n"},
      {"fn f(x: f32) { return nonzero(x) }", "E0401 1:31 `nonzero` needs an axis\n"},
      {"fn f(x: f32[N], m: bool[N], y: f32[N]) { x[m] = y; return x }",
       "E0401 1:49 what a mask picks is assigned one value, or one that broadcasts to the 0 axes "
       "behind the mask; this has 1\n"},

      // Index notation.
      {"fn f(x: f32[N], m: f32[N]) { a[i] = x[i] - m; return a }",
       "E0501 1:44 m has 1 axis without an index\n"},
      {"fn f(x: f32[N, M]) { return sum[i] x[i, :] }",
       "E0501 1:36 x[i, :] has 1 axis without an index\n"},
      {"fn f(x: f32[3], y: f32[4]) { return sum[i] x[i] * y[i] }",
       "E0502 1:53 index i has two ranges: axis 0 of x is 3, axis 0 of y is 4\n"},
      {"fn f(x: f32[N]) { a[i, j] = x[i]; return a }", "E0503 1:24 index `j` has no range\n"},
      {"fn f(x: f32[N]) { return sum[k] x[k + 1] }", "E0503 1:30 index `k` has no range\n"},
      {"fn f(x: f32[N]) { a[i] = x[i + 1] - x[i]; return a }",
       "E0504 1:28 the subscript i + 1 reaches N, but axis 0 of x ends at N - 1\n"},
      {"fn f(x: f32[N]) { a[i] = x[i] - x[i - 1]; return a }",
       "E0504 1:35 the subscript i - 1 reaches -1, before the start of axis 0 of x\n"},
      {"fn f(x: f32[3]) { return sum[i in 0..4] x[i] }",
       "E0504 1:43 the subscript i reaches 3, but axis 0 of x ends at 2\n"},
      {"fn f(x: f32[N], k: i64) { return sum[k] x[k] }",
       "E0505 1:38 `k` is already bound and cannot be an index here\n"},
      {"fn f(x: f32[N]) { return sum[i] x[i] * sum[i] x[i] }",
       "E0505 1:44 `i` is already bound and cannot be an index here\n"},
      {"fn f(x: f32[N], k: i64) { a[k] = x[k]; return a }",
       "E0505 1:29 `k` is already bound and cannot be an index of a definition\n"},
      {"fn f(x: f32[N]) { a[i in 1..N] = x[i]; return a }",
       "E0506 1:21 index `i` of a definition starts at 1, not at 0\n"},

      // Loops, branches and updates.
      {"fn f(x: f32) { break; return x }", "E0601 1:16 `break` stands outside of a loop\n"},
      {"fn f(x: f32) { if x > 0 { continue }; return x }",
       "E0601 1:27 `continue` stands outside of a loop\n"},
      {"fn f(x: f32) { s = f32(0); for i in 0..3 { s = f64(s) }; return x }",
       "E0602 1:28 `s` is f32 before the loop and f64 after an iteration\n"},
      {"fn f(x: f32[N]) { for i in 0..3 { x = x[newaxis] }; return x }",
       "E0602 1:19 `x` changes its shape: it is [N] before the loop and [1, N] after an "
       "iteration\n"},
      {"fn f(x: f32[2]) { for i in 0..3 { x = concatenate((x, x)) }; return x }",
       "E0602 1:19 `x` changes its shape: axis 0 before the loop is 2, axis 0 after an iteration "
       "is 4\n"},
      {"fn f(x: f32) { if x > 0 { y = f32(1) } else { y = f64(1) }; return y }",
       "E0602 1:16 `y` is f32 on one side of the `if` and f64 on the other\n"},
      {"fn f(x: f32[N]) { if x > 0 { x = -x }; return x }",
       "E0603 1:22 the condition has 1 axis, expected one bool\n"},
      {"fn f(x: f32) { while x { x = x - 1 }; return x }",
       "E0603 1:22 the condition is f32, expected bool\n"},
      {"fn f(x: f32) { for i in 0..x { x = x + 1 }; return x }",
       "E0604 1:28 a bound of a range is an integer\n"},
      {"fn f(x: f32) { for r in x { x = x + 1 }; return x }",
       "E0604 1:25 a scalar has no rows to loop over\n"},
      {"fn f(x: f32) { x[0] = 1; return x }", "E0605 1:16 `x` is not an array\n"},
      {"fn f(x: f64[N]) { parallel for i in 1..N { x[i] = x[i - 1] }; return x }",
       "E0606 1:28 iterations depend on each other: what an iteration writes, another one reads, "
       "1 iteration later\n"},
      {"fn f(x: f64[N]) { parallel for i in 0..N { x[0] = i }; return x }",
       "E0606 1:28 iterations depend on each other: every iteration writes the same elements\n"},
      {"fn f(x: f64[N], s: f64) { parallel for i in 0..N { s += x[i] }; return s }",
       "E0606 1:36 `s` is handed from one iteration to the next\n"},
      {"fn f(x: f64[N]) { parallel for i in 0..N { if x[i] > 0 { break }; x[i] = 1 }; return x }",
       "E0606 1:28 a parallel loop cannot end early, by break or return\n"},

      {"@fastmath(reassoc)\nfn f(x: f32) { return x }",
       "E0205 1:11 @fastmath does not know reassoc\n"},
      {"@fastmath\nfn f(x: f32) { return x }", "E0205 1:1 @fastmath says what it allows\n"},
      {"@exact\n@fastmath(contract)\nfn f(x: f32) { return x }",
       "E0205 3:4 a function is @exact or @fastmath, not both\n"},
      {"@fastmath(tf32, bf16)\nfn f(x: f32) { return x }",
       "E0205 1:17 factors are rounded in one way, and another one stands here already\n"},
      {"@fastmath(f16)\n@fastmath(contract, tf32)\nfn f(x: f32) { return x }",
       "E0205 2:21 factors are rounded in one way, and another one stands here already\n"},

      // Several files, constants, local functions, sizes.
      {"import missing\nfn f() { return 1 }", "E0210 1:8 there is no module `missing`\n"},
      {"fn f() { import a; return 1 }", "E0210 1:10 imports stand outside of functions\n"},
      {"import self\nfn f() { return 1 }",
       "E0211 1:8 files import each other: test.sinter imports test.sinter\n"},
      {"a = b + 1\nb = a\nfn f() { return 1 }",
       "E0212 1:5 constants need each other: `b` needs `a` needs `b`\n..."},
      {"a = 1\na = 2\nfn f() { return a }", "E0107 2:1 constant `a` is declared twice\n"},
      {"a = 1\nfn a() { return 1 }", "E0107 2:4 function `a` is declared twice\n"},
      {"sum = 1\nfn f() { return 1 }", "E0106 1:1 `sum` is the name of a reducer\n"},
      {"fn f(x: f32) { x = 1; fn x(y) { return y }; return x }",
       "E0107 1:26 `x` is bound already and cannot be a local function\n"},
      {"fn f(x: f32) { fn g(y) { return y }; return g }",
       "E0208 1:45 a function stands where a value is needed\n"},
      {"fn f(x: f32, y: f32 = 1, z: f32) { return x }",
       "E0101 1:26 parameter `z` needs a default value\n"},
      {"fn g(x, y = 1) { return x + y }\nfn f(x: f32) { return g(x, 1, 2) }",
       "E0203 2:23 `g` takes 1 to 2 arguments, got 3\n"},
      {"fn f(x: f32[N * M]) { return x }", "E0404 1:13 N * M cannot be solved for N and M\n"},
      {"fn f(x: f32[N // 2]) { return x }", "E0404 1:13 N // 2 cannot be solved\n"},
      {"fn g(x: f32[2 * N]) { return x }\nfn f(x: f32[3]) { return g(x) }",
       "E0402 1:13 wrong size in the call of g: axis 0 of x is 3, the declared size 2 * N is 2\n"},

      // Not available yet.
      {"fn f(x: f32) { for i in 0..3 { x = x + 1 } return x }", "E0101 ..."},
      {"fn f(x: f32[N]) { y[i] = if x[i] > 0 { log(x[i]) } else { 0.0 }; return y }",
       "E0801 1:26 an `if` expression over indices whose sides read arrays, call or divide is not "
       "available yet\n"},
      {"fn f(x: i32[N], k: i64[N]) { x[k[n]] //= 2; return x }",
       "E0802 1:38 `//=` at positions that are data is not available yet\n"},
      {"fn f(x: c64[N]) { return x }", "E0803 1:9 computing with c64 is not available yet\n"},
      {"fn f(x: f32[N]) { return f16(x) }", "E0803 1:26 computing with f16 is not available yet\n"},
      {"fn f(x: f32) { return f(x) }",
       "E0805 1:4 recursion (`f` calls itself) without declared results is not available yet\n"},
      {"fn f(x: f32) -> f32 { return g(x) }\nfn g(x: f32) -> f32 { return f(x) }",
       "E0805 1:30 recursion (`g` calls itself) is not available yet\n..."},
      {"fn f(x: f32) -> f32 {\n  for i in 0..3 { x = f(x) }\n  return x\n}",
       "E0805 2:3 recursion (`f` calls itself) inside of a loop is not available yet\n"},
      {"fn f(x: f32[N], n: i64) -> f32 { return f(2 * x, n - 1) }",
       "E0805 1:43 recursion (`f` calls itself) on another array than it was given is not "
       "available yet\n"},
      {"fn f(n: i64) -> i64 { if n > 0 { return f(n - 1) } }",
       "E0109 1:52 `f` does not end with a return statement\n"},
      {"fn f(n: i64) -> i64 { return f(n + 1) }",
       "E0109 1:4 `f` never returns: it calls itself, whatever its arguments are\n"},
      {"fn f(n: i64) -> i64 { if n > 0 { return f(n - 1) }\n return n + f(n + 1) }",
       "E0109 1:4 `f` never returns: it calls itself, whatever its arguments are\n"},
      {"fn f(n: i64) -> i64 { m = if f(n) > 0 and n > 1 { 1 } else { 2 }\n return m }",
       "E0109 1:4 `f` never returns: it calls itself, whatever its arguments are\n"},
      {"fn f(n: i64) -> i64 { return if n > 0 { f(n - 1) } else { f(n + 1) } }",
       "E0109 1:4 `f` never returns: it calls itself, whatever its arguments are\n"},
      {"fn f(x: f32[N, M], b: bool[N, M]) { return x[b, 0:1] }",
       "E0806 1:49 a subscript beside a mask of several axes is not available yet\n"},
      {"fn f(x: f32[N]) { return sort(x) }", "E0806 1:26 `sort` is not available yet\n"},
      {"fn f(x: f32[N]) { return median(x) }", "E0806 1:26 `median` is not available yet\n"},
      {"fn f(x: f32) { return grad(x) }", "E0806 1:23 `grad` is not available yet\n"},
      {"fn f(x: f32) { print(); return x }", "E0203 1:16 `print` of nothing\n"},
      {"fn f(x: f32) { print(x, a=x); return x }",
       "E0204 1:25 `print` takes no keyword arguments\n"},
      {"fn f(x: f32) { assert x; return x }", "E0603 1:23 `assert` takes a bool, found f32\n"},
      {"fn f(x: f32) { print(x, \"x\"); return x }",
       "E0205 1:25 a text in `print` is the name of the value behind it\n"},

      // Several errors in one run; what follows from an error stays silent.
      {"fn f(x: f32[N]) {\n  a = foo\n  b = a + 1\n  c = bar\n  return b + c\n}\nfn g(x: f32) -> "
       "i32 { return x }",
       "E0201 2:7 unknown name `foo`\nE0201 4:7 unknown name `bar`\n"
       "E0253 7:30 the result is declared i32, but the value is f32\n"},
  };
  return table;
}

bool matches(const std::string& found, std::string expected) {
  if (!expected.ends_with("...")) return found == expected;
  expected.resize(expected.size() - 3);
  return found.starts_with(expected);
}

TEST(Errors, SayWhatIsWrongAndWhere) {
  for (const Row& row : rows()) {
    Files files;
    const Error error =
        error_of([&] { check_module(parse_module(row.source, "test.sinter", &files)); });
    EXPECT_TRUE(matches(summary(error), row.expected))
        << row.source.substr(0, 200) << "\nfound:    " << summary(error)
        << "expected: " << row.expected;
    const CodeInfo* entry = find_code(error.code());
    ASSERT_TRUE(entry) << error.code();
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(entry->kind)) << row.expected;
  }
}

TEST(Errors, EveryCodeHasAProgram) {
  std::set<std::string> shown;
  for (const Row& row : rows()) shown.insert(row.expected.substr(0, 5));
  for (const CodeInfo& entry : all_codes())
    EXPECT_TRUE(shown.contains(std::string(entry.code))) << entry.code;
}

/// The text of the one error of a program.
std::string text_of(const std::string& source) {
  return error_of([&] { check_module(parse_module(source, "test.sinter")); }).what();
}

TEST(Errors, NotesSayWhereFactsComeFrom) {
  EXPECT_EQ(text_of("fn g(x: T[D], w: T[D]) { return x + w }\n"
                    "fn f(x: f32[64], w: f32[32]) {\n"
                    "  return g(x, w)\n"
                    "}\n"),
            "error[E0402]: dimension D of g has two sizes: axis 0 of x is 64, axis 0 of w is 32\n"
            " --> test.sinter:1:20\n"
            "  |\n"
            "1 | fn g(x: T[D], w: T[D]) { return x + w }\n"
            "  |                    ^\n"
            "  = note: D is first used here (test.sinter:1:11)\n"
            "  = note: in this call of g (test.sinter:3:10)\n");
  EXPECT_EQ(text_of("fn f(x: f32[N]) {\n  d[i] = x[i + 1] - x[i]\n  return d\n}\n"),
            "error[E0504]: the subscript i + 1 reaches N, but axis 0 of x ends at N - 1\n"
            " --> test.sinter:2:12\n"
            "  |\n"
            "2 |   d[i] = x[i + 1] - x[i]\n"
            "  |            ^^^^^\n"
            "  = note: i runs over 0..N, from axis 0 of x (test.sinter:2:23)\n"
            "  = help: it is inside for i in 0..N - 1\n");
}

TEST(Errors, NearestNamesAreSuggested) {
  EXPECT_NE(text_of("fn softmax(x: f32) { return x }\nfn f(x: f32) { return sofmax(x) }")
                .find("did you mean `softmax`?"),
            std::string::npos);
  EXPECT_NE(text_of("fn f(pixels: f32) { return pixel }").find("did you mean `pixels`?"),
            std::string::npos);
  EXPECT_EQ(text_of("fn f(x: f32[N]) { return len(x) }").find("did you mean"), std::string::npos);
  EXPECT_NE(text_of("fn f(x: f32[N]) { return sum(x, axes=0) }").find("did you mean `axis`?"),
            std::string::npos);
}

TEST(Errors, NamesOfOtherLanguagesAreTranslated) {
  const auto helps = [](const std::string& source, const std::string& help) {
    const std::string text = text_of(source);
    EXPECT_NE(text.find("help: " + help + "\n"), std::string::npos) << text;
  };
  helps("fn f(x: float32[N]) { return x }", "did you mean `f32`?");
  helps("fn f(x: f32[N]) { return double(x) }", "did you mean `f64`?");
  helps("fn f(x: f32[N]) { return np.float32(x) }", "did you mean `f32`?");
  helps("fn f(x: i32[N]) { return x.astype(f32) }", "a dtype's name converts: f32(x), f64(x)");
  helps(
      "fn f() { return array([1, 2]) }",
      "an array is written [1, 2, 3], or defined: y[i in 0..n] = 0.0; others come in as arguments");
  helps("fn f(x: f32[N]) { return x[:, None] }",
        "a new axis is written newaxis; every function returns arrays or numbers");
  helps("fn f(x: f32[N]) { return x.median() }", "`median` is not available yet");
  helps("fn f(x: f32[N]) { return np.sort(x) }", "`sort` is not available yet");
  helps("fn f(x: f32[N]) { return x.softmax() }", "call the function: softmax(...)");
  helps("fn f() { return zeros(2, 2) }", "a shape is a tuple: zeros((2, 2))");
  helps("fn f(x: f32[N, M]) { return ones(N, M + 1) }", "a shape is a tuple: ones((N, M + 1))");
  helps("fn f() { return full(2, 3, 0.5) }", "a shape is a tuple: full((2, 3), 0.5)");
  helps("fn f() { return zeros(2, 3, f32) }", "a shape is a tuple: zeros((2, 3), ...)");
  helps("fn f() { return zeros(3, dtype=float32) }", "write `f32`");
  helps("fn f() { return zeros(3, dtype=np.float32) }", "write `f32`");
  helps("fn f() { return zeros(3, \"f32\") }", "write `f32`");
  helps("fn f() { return zeros(3, dtype=\"int32\") }", "write `i32`");
  helps("fn f(x: f32[N]) { return x.sum() }", "call the function: sum(...)");
  helps("fn f(x: f32[N]) { return np.exp(x) }", "functions need no prefix: exp(...)");
  helps("fn f(x: f32[N]) { return x ^ 2 }", "powers are written `**`");
  helps("fn f(a: f32, b: f32) { return max(a, b) }", "the larger of two values: maximum(a, b)");
  helps("fn f(x: f32[N]) { return min(x[0], 1) }", "the smaller of two values: minimum(a, b)");
  helps("fn g(x: T) -> T { return x / 2 }\nfn f(x: i32) -> f64 { return g(x) }",
        "T follows from the arguments: is one of them meant to be f64?");
}

}  // namespace
}  // namespace sinter::lang
