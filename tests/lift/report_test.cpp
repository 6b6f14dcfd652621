// Text of programs, and what the report says of loops.
#include <gtest/gtest.h>

#include "frontend/lift/command.h"
#include "frontend/lift/lift.h"
#include "tests/common/temporary.h"

namespace {

using sinter::lift::lift_file;
using sinter::lift::LiftedFile;
using sinter::lift::run_command;

constexpr const char* kMarks =
    "#define SINTER_JIT [[clang::annotate(\"sinter.jit\")]]\n#define SINTER_JIT_REASSOC "
    "[[clang::annotate(\"sinter.reassoc\")]]\n"
    "#define SINTER_EXTENT(...) [[clang::annotate(\"sinter.extent=\" #__VA_ARGS__)]]\n";

class Program : public testing::Test {
 protected:
  LiftedFile lift(const std::string& body) {
    sinter::test::write_file(path_, kMarks + body);
    return lift_file(path_, {"-std=c++20"}, true, "", "");
  }
  const sinter::test::TemporaryFolder folder_;
  const std::string path_ = folder_ / "program.cpp";
};

TEST_F(Program, ContractionOfFlatMatrices) {
  const LiftedFile lifted = lift(
      "SINTER_JIT SINTER_JIT_REASSOC void f(int n, int m, int k, const float* A, const float* B, "
      "float* C) {\n"
      "  for (int i = 0; i < n; i++)\n    for (int j = 0; j < m; j++) {\n      float s = 0;\n"
      "      for (int p = 0; p < k; p++) s += A[i * k + p] * B[p * m + j];\n      C[i * m + j] = "
      "s;\n    }\n}\n");
  EXPECT_NE(lifted.source.find("fn f(A: f32[n, k], B: f32[k, m]) -> f32[n, m] {\n"
                               "    s[i in 0..n, j in 0..m] = sum[p in 0..k] (A[i, p] * B[p, j])\n"
                               "    C[i in 0..n, j in 0..m] = s[i, j]\n    return C\n}"),
            std::string::npos)
      << lifted.source;
  EXPECT_NE(lifted.report.find(":8:7: contraction"), std::string::npos) << lifted.report;
}

TEST_F(Program, RowsWithAStrideOfTheirOwn) {
  const LiftedFile lifted = lift(
      "SINTER_JIT void f(int n, int m, int lda, const float* A, float* y) {\n  for (int i = 0; i < "
      "n; i++)\n    for (int j = 0; j < m; j++) y[i * m + j] = A[i * lda + j] + 1;\n}\n");
  EXPECT_NE(lifted.source.find("fn f(A: f32[n, m]) -> f32[n, m]"), std::string::npos)
      << lifted.source;
  EXPECT_NE(lifted.report.find("unless lda - m >= 0"), std::string::npos) << lifted.report;
}

TEST_F(Program, KindsOfLoops) {
  const LiftedFile lifted = lift(
      "SINTER_JIT void map(const int* x, int* y, int n) {\n  for (int i = 0; i < n; i++) y[i] = 2 "
      "* x[i];\n}\n"
      "SINTER_JIT int reduction(const int* x, int n) {\n  int s = 0;\n  for (int i = 0; i < n; "
      "i++) s += x[i];\n  return s;\n}\n"
      "SINTER_JIT void stencil(const int* x, int* y, int n) {\n  for (int i = 1; i < n - 1; i++) "
      "y[i] = x[i - 1] + x[i + 1];\n}\n"
      "SINTER_JIT void scan(const int* x, int* y, int n) {\n  int s = 0;\n  for (int i = 0; i < n; "
      "i++) {\n    s += x[i];\n    y[i] = s;\n  }\n}\n"
      "SINTER_JIT void gather(const int* t SINTER_EXTENT(m), int m, const int* k, int* y, int n) "
      "{\n  for (int i = 0; i < n; i++) y[i] = t[k[i]];\n}\n"
      "SINTER_JIT void histogram(const int* k, int* h SINTER_EXTENT(m), int m, int n) {\n  for "
      "(int i = 0; i < n; i++) h[k[i]] += 1;\n}\n"
      "SINTER_JIT void ordered(double* x, int n) {\n  for (int i = 1; i < n; i++) x[i] = x[i] * "
      "x[i - 1];\n}\n"
      "SINTER_JIT double strict(const double* x, int n) {\n  double s = 0;\n  for (int i = 0; i < "
      "n; i++) s += x[i];\n  return s;\n}\n");
  for (const char* expected :
       {":5:3: map", ":9:3: reduction", ":13:3: stencil", ":17:3: scan", ":23:3: gather",
        ":26:3: histogram", ":29:3: ordered loop: `x` is read where another iteration writes it",
        ":33:3: ordered loop: a sum of floats keeps its order (SINTER_JIT_REASSOC"}) {
    EXPECT_NE(lifted.report.find(expected), std::string::npos) << expected << "\n" << lifted.report;
  }
}

/// Loops whose statements must not be taken apart.
TEST_F(Program, OrderThatMatters) {
  const char* const bodies[] = {
      "int last = 0; for (int i = 0; i < n; i++) { z[i] = last; last = x[i]; }",
      "for (int i = 0; i < n; i++) { z[0] = x[i]; y[i] = z[0]; }",
      "for (int i = 1; i < n; i++) { y[i] = z[i - 1]; z[i] = x[i]; }",
      "for (int i = n - 2; i >= 0; i--) y[i] = y[i + 1] + x[i];",
      "int s = 0; for (int i = 0; i < n; i++) { s += x[i]; s *= 3; } y[0] = s;",
  };
  for (const char* body : bodies) {
    const LiftedFile lifted =
        lift(std::string("SINTER_JIT void f(const int* x, int* y SINTER_EXTENT(n), int* z, int n) "
                         "{\n  for (int i = 0; i < n; i++) z[i] = 1;\n  ") +
             body + "\n}\n");
    EXPECT_NE(lifted.report.find("ordered loop"), std::string::npos)
        << body << "\n"
        << lifted.source << lifted.report;
  }
}

TEST_F(Program, CommandLine) {
  sinter::test::write_file(path_,
                           std::string(kMarks) +
                               "SINTER_JIT int f(int n) { again: if (n > 9) return n; "
                               "++n; goto again; }\nSINTER_JIT int g(int n) { return n + 1; }\n");
  const auto run = [&](std::vector<std::string> arguments) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = run_command(arguments);
    return std::to_string(status) + "\n" + testing::internal::GetCapturedStdout() +
           testing::internal::GetCapturedStderr();
  };
  const std::string& file = path_;
  EXPECT_NE(run({file, "--", "-std=c++20"}).find("0\n# Lifted from"), std::string::npos);
  EXPECT_EQ(run({file, "--report", "--", "-std=c++20"}).find("fn g"), std::string::npos);
  EXPECT_EQ(run({file, "--strict", "--report", "--", "-std=c++20"}).substr(0, 1), "1");
  EXPECT_NE(run({}).find("2\nsinter-lift: FILE is missing"), std::string::npos);
  EXPECT_NE(run({file, "--nonsense"}).find("there is no option '--nonsense'"), std::string::npos);
  EXPECT_NE(run({file, "-o"}).find("-o needs a value"), std::string::npos);
  EXPECT_NE(run({file, file}).find("one file at a time"), std::string::npos);
  EXPECT_NE(run({file, "--report", "--source"}).find("exclude each other"), std::string::npos);
  EXPECT_NE(run({"/nowhere.cpp"}).find("1\nsinter-lift: there is no file"), std::string::npos);
  EXPECT_NE(run({file, "-o", "/nowhere/x", "--", "-std=c++20"})
                .find("4\nsinter-lift: /nowhere/x cannot be written"),
            std::string::npos);
  EXPECT_NE(run({file, "-p", "/nowhere"}).find("1\nsinter-lift: "), std::string::npos);
  EXPECT_NE(run({"--help"}).find("Usage: sinter lift"), std::string::npos);
}

/// Flags come from a compilation database where none are given.
TEST_F(Program, CompilationDatabase) {
  sinter::test::write_file(
      path_, std::string(kMarks) + "SINTER_JIT int f(int n) { return n + OFFSET; }\n");
  sinter::test::write_file(folder_ / "compile_commands.json",
                           "[{\"directory\": \"" + folder_.path() + "\", \"file\": \"" + path_ +
                               "\", \"command\": \"c++ -std=c++20 -DOFFSET=40 -c " + path_ +
                               "\"}]");
  const LiftedFile lifted = lift_file(path_, {}, false, folder_.path(), "");
  EXPECT_NE(lifted.source.find("n + 40"), std::string::npos)
      << lifted.source << (lifted.errors.empty() ? "" : lifted.errors[0]);
}

}  // namespace
