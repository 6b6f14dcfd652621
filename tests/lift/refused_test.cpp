// What is not lifted, and the reason: place, words and help.
#include <gtest/gtest.h>

#include "frontend/lift/lift.h"
#include "tests/common/temporary.h"

namespace {

using sinter::lift::lift_file;
using sinter::lift::LiftedFile;

LiftedFile lift(const std::string& body) {
  const sinter::test::TemporaryFolder folder;
  const std::string path = folder / "refused.cpp";
  sinter::test::write_file(
      path,
      "#define SINTER_JIT [[clang::annotate(\"sinter.jit\")]]\n#define SINTER_EXTENT(...) "
      "[[clang::annotate(\"sinter.extent=\" #__VA_ARGS__)]]\n" +
          body);
  return lift_file(path, {"-std=c++20"}, true, "", "");
}

struct Case {
  const char* name;
  const char* source;  ///< Line 3 is its first one.
  unsigned line, column;
  const char* why;
  const char* help;
};

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, SaysWhereAndWhy) {
  const Case& expected = GetParam();
  const LiftedFile lifted = lift(expected.source);
  ASSERT_TRUE(lifted.errors.empty()) << lifted.errors.front();
  ASSERT_EQ(lifted.refused.size(), 1U) << lifted.source << lifted.report;
  const auto& reason = lifted.refused[0].reason;
  EXPECT_NE(reason.why.find(expected.why), std::string::npos) << reason.why;
  EXPECT_NE(reason.help.find(expected.help), std::string::npos) << reason.help;
  EXPECT_EQ(reason.place.line, expected.line) << reason.why;
  EXPECT_EQ(reason.place.column, expected.column) << reason.why;
}

const Case kCases[] = {
    {"output",
     "#include <cstdio>\nSINTER_JIT void f(const double* x, int n) {\n  for (int i = 0; i < n; "
     "++i) std::printf(\"%g\", x[i]);\n}",
     5, 31, "input or output", "from the caller"},
    {"stream", "#include <iostream>\nSINTER_JIT void f(double x) {\n  std::cout << x;\n}", 5, 3,
     "input or output", "from the caller"},
    {"exception", "SINTER_JIT int f(int n) {\n  if (n < 0) throw 1;\n  return n;\n}", 4, 14,
     "throws an exception", "before the call"},
    {"handler",
     "SINTER_JIT int f(int n) {\n  try {\n    return n;\n  } catch (...) {\n    return 0;\n  }\n}",
     4, 3, "exceptions are handled", "before the call"},
    {"goto",
     "SINTER_JIT int f(int n) {\nagain:\n  n -= 3;\n  if (n > 0) goto again;\n  return n;\n}", 4, 1,
     "goto", "loops with break"},
    {"moving_pointer",
     "SINTER_JIT double f(const double* x, const int* y, int n) {\n  double s = 0;\n  for (int i = "
     "0; i < n; ++i) {\n    if (y[i] > 0) s += *x++;\n  }\n  return s;\n}",
     6, 24, "how far `x` reaches is not known", "SINTER_EXTENT"},
    {"row_pointer",
     "SINTER_JIT int f(const int (*x)[4], int n) {\n  const int* a = x[0];\n  const int* b = "
     "x[1];\n  return a < b ? n : 0;\n}",
     6, 10, "pointers into several arrays are compared", "use indices"},
    {"pointer_to_number", "SINTER_JIT int f(int* x) {\n  int* p = x;\n  return p ? 1 : 0;\n}", 5,
     10, "conversion of this kind", ""},
    {"chosen_pointer",
     "SINTER_JIT void f(double* x, double* y, int n) {\n  double* z = n > 3 ? x : y;\n  z[0] = "
     "1;\n}",
     4, 15, "would alias", "the choice into the values"},
    {"several_arrays",
     "SINTER_JIT void f(double* x, double* y, int n) {\n  double* z = x;\n  for (int i = 0; i < n; "
     "++i) {\n    z[0] = i;\n    z = y;\n  }\n}",
     7, 5, "would alias", "one pointer for each array"},
    {"cast_pointer", "SINTER_JIT unsigned f(const float* x) {\n  return *(const unsigned*)x;\n}", 4,
     11, "read as one to another type", "arrays of one type"},
    {"address", "void g(int*);\nSINTER_JIT int f(int n) {\n  int* p = &n;\n  return *p;\n}", 5, 12,
     "address of a variable escapes", "return the value"},
    {"unknown_call", "double g(double);\nSINTER_JIT double f(double x) { return g(x); }", 4, 40,
     "whose body is not in this file", "include its definition"},
    {"recursion", "SINTER_JIT int f(int n) { return n < 2 ? n : f(n - 1); }", 3, 46, "calls itself",
     "as a loop"},
    {"global", "int counter;\nSINTER_JIT int f(int n) { return n + counter; }", 4, 38,
     "global variable `counter`", "constexpr"},
    {"static_local", "SINTER_JIT int f(int n) {\n  static int calls = 0;\n  return n + calls;\n}",
     4, 14, "keeps its value between calls", "parameter"},
    {"rows", "SINTER_JIT double f(double** x) { return x[0][0]; }", 3, 30, "pointer to pointers",
     "one block of memory"},
    {"object", "struct P { double x; };\nSINTER_JIT double f(P p) { return p.x; }", 4, 23,
     "neither a number nor an array", "parameters of their own"},
    {"member", "struct P { double x; SINTER_JIT double f() { return x; } };", 3, 40,
     "member function", "free function"},
    {"long_double", "SINTER_JIT long double f(long double x) { return x; }", 3, 38,
     "neither a number nor an array", ""},
    {"extent",
     "SINTER_JIT double f(const double* t, const int* k, int n) {\n  double s = 0;\n  for (int i = "
     "0; i < n; ++i) s += t[k[i]];\n  return s;\n}",
     5, 36, "how far `t` reaches is not known", "SINTER_EXTENT"},
    {"conditional",
     "SINTER_JIT void f(const int* c, double* y, int n) {\n  for (int i = 0; i < n; ++i) if (c[i] "
     "> 0) y[i] = 1;\n}",
     4, 45, "how far `y` reaches is not known", "SINTER_EXTENT"},
    {"wrong_extent",
     "SINTER_JIT void f(double* y SINTER_EXTENT(m), int n) {\n  for (int i = 0; i < n; ++i) y[i] = "
     "1;\n}",
     3, 27, "`m`, which is no integer parameter", "products of integer parameters"},
    {"fallthrough",
     "SINTER_JIT int f(int n) {\n  int k = 0;\n  switch (n) {\n    case 1: k = 2;\n    default: k "
     "+= 3;\n  }\n  return k;\n}",
     7, 5, "runs on into this one", "end every case with break"},
    {"break_in_a_case",
     "SINTER_JIT int f(int n) {\n  int k = 0;\n  switch (n) {\n    case 1: if (k < 2) break; k = "
     "7; break;\n    default: k = 3;\n  }\n  return k;\n}",
     6, 24, "a break in the middle of a case", "as else"},
    {"before_all_cases",
     "SINTER_JIT int f(int n) {\n  int k = 0;\n  switch (n) {\n    int m;\n    case 1: m = 2; k = "
     "m;\n  }\n  return k;\n}",
     6, 5, "no case leads to", "before the switch"},
    {"template", "template <typename T>\nSINTER_JIT T f(T x) { return x; }", 4, 14,
     "instantiates it for no types", "template float f<float>"},
    {"function_pointer", "SINTER_JIT double f(double (*g)(double), double x) { return g(x); }", 3,
     30, "no number of the language", ""},
    {"nothing",
     "SINTER_JIT void f(const double* x, int n) {\n  double s = 0;\n  for (int i = 0; i < n; ++i) "
     "s += x[i];\n}",
     3, 17, "neither returns nor writes anything", "return a value"},
    {"const_cast", "SINTER_JIT void f(const double* x) {\n  const_cast<double*>(x)[0] = 1;\n}", 3,
     33, "its type is const", "reference or as a pointer"},
    {"new", "SINTER_JIT int f(int n) {\n  int* p = new int[n];\n  return p[0];\n}", 4, 12,
     "escapes the analysis", ""},
    {"assertion", "#include <cassert>\nSINTER_JIT int f(int n) {\n  assert(n > 0);\n  return n;\n}",
     5, 3, "ends the program", "-DNDEBUG"},
};

INSTANTIATE_TEST_SUITE_P(Reasons, Refused, testing::ValuesIn(kCases),
                         [](const auto& tested) { return tested.param.name; });

TEST(Lifting, StopsAtErrorsOfTheCompiler) {
  const LiftedFile lifted = lift("SINTER_JIT int f(int n) { return m; }");
  ASSERT_EQ(lifted.errors.size(), 1U);
  EXPECT_NE(lifted.errors[0].find(":3:34: use of undeclared identifier 'm'"), std::string::npos)
      << lifted.errors[0];
}

TEST(Lifting, SaysWhereNothingIsMarked) {
  EXPECT_NE(lift("int f(int n) { return n; }").report.find("no function is marked"),
            std::string::npos);
}

}  // namespace
