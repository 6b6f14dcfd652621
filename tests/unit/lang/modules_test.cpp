// Programs of several files, constants, local functions, default values, sizes in types.
#include "compiler/support/check.h"
#include "frontend/lang/documentation.h"
#include "frontend/lang/standard_library.h"
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

using Texts = std::map<std::string, std::string>;

std::string graph_of(const std::string& program, const std::string& function, Texts texts = {}) {
  Files files(std::move(texts));
  const ParsedModule module = parse_module(program, "test.sinter", &files);
  check_module(module);
  return graph_text(check_function(module, function, default_arguments(module.function(function))));
}

/// Two programs whose function f is the same graph.
void expect_same(const std::string& program, const std::string& plain, Texts texts = {}) {
  EXPECT_EQ(graph_of(program, "f", std::move(texts)), graph_of(plain, "f")) << program;
}

/// Code, file, place and message of every error.
std::string errors_of(const std::string& program, Texts texts) {
  Files files(std::move(texts));
  const Error error = error_of([&] { check_module(parse_module(program, "test.sinter", &files)); });
  std::string text;
  for (const Diagnostic& d : error.diagnostics()) {
    text += fmt::format("{} {}:{}:{} {}\n", d.code, d.location.file, d.location.line,
                        d.location.column, d.message);
  }
  return text;
}

constexpr const char* kPlain = "fn f(x: f32[N]) { return 2 * x + 3 }";

TEST(Imports, BindModulesAndNames) {
  const Texts texts{{"lib.sinter", "three = 3\nfn twice(x) { return 2 * x }\n"},
                    {"a/b.sinter", "from lib import twice, three\nfn g(x) { return twice(x) }\n"}};
  expect_same("import lib\nfn f(x: f32[N]) { return lib.twice(x) + lib.three }", kPlain, texts);
  expect_same("import lib as l\nfn f(x: f32[N]) { return l.twice(x) + l.three }", kPlain, texts);
  expect_same("from lib import twice as t, three\nfn f(x: f32[N]) { return t(x) + three }", kPlain,
              texts);
  expect_same("import a.b\nimport lib\nfn f(x: f32[N]) { return a.b.g(x) + lib.three }", kPlain,
              texts);
  // What a file imports can be imported from it.
  expect_same("from a.b import twice, three\nfn f(x: f32[N]) { return twice(x) + three }", kPlain,
              texts);
}

TEST(Imports, EveryFileSeesItsOwnNames) {
  const Texts texts{
      {"lib.sinter", "k = 2\nfn helper(x) { return k * x }\nfn g(x) { return helper(x) }\n"}};
  expect_same(
      "from lib import g\nk = 7\nfn helper(x) { return x / 0.5 }\n"
      "fn f(x: f32[N]) { return g(x) + 3 }",
      kPlain, texts);
}

TEST(Imports, ErrorsPointIntoTheFileTheyStandIn) {
  EXPECT_EQ(errors_of("import lib\nfn f(x: f32[N]) { return lib.g(x) }",
                      {{"lib.sinter", "fn g(x) {\n  return y\n}"}}),
            "E0201 lib.sinter:2:10 unknown name `y`\n");
  EXPECT_EQ(errors_of("import lib\nfn f(x: f32[N]) { return x }",
                      {{"lib.sinter", "fn g(x) {\n  return (x\n}"}}),
            "E0101 lib.sinter:3:1 expected `)`, found `}`\n");
  EXPECT_EQ(errors_of("import lib\nfn f(x: f32[N]) { return lib.h(x) }",
                      {{"lib.sinter", "fn hh(x) { return x }"}}),
            "E0202 test.sinter:2:30 lib.sinter has no function `h`\n");
  EXPECT_EQ(
      errors_of("from lib import h\nfn f() { return 1 }", {{"lib.sinter", "fn g(x) { return x }"}}),
      "E0210 test.sinter:1:17 lib.sinter has no `h`\n");
  EXPECT_EQ(
      errors_of("from lib import g\nfn g() { return 1 }", {{"lib.sinter", "fn g(x) { return x }"}}),
      "E0107 test.sinter:1:17 `g` is declared or imported already\n");
}

TEST(Imports, CyclesAreErrorsWithTheirPath) {
  EXPECT_EQ(errors_of("import a\nfn f() { return 1 }",
                      {{"a.sinter", "import b\n"}, {"b.sinter", "import a\n"}}),
            "E0211 b.sinter:1:8 files import each other: a.sinter imports b.sinter imports "
            "a.sinter\n");
  // The same file twice is no cycle.
  expect_same(
      "import a\nimport b\nfn f(x: f32[N]) { return 2 * x + a.k }", kPlain,
      {{"a.sinter", "from c import k\n"}, {"b.sinter", "import c\n"}, {"c.sinter", "k = 3\n"}});
}

TEST(Constants, AreWeakWhereTheyAreLiterals) {
  expect_same("two = 2\nthree = two + 1.0\nfn f(x: f32[N]) { return two * x + three }",
              "fn f(x: f32[N]) { return 2 * x + 3.0 }");
  expect_same("fn f(x: f32[N]) { return two * x + three }\nthree = 3\ntwo = 2", kPlain);
  expect_same("two = 9\nfn f(x: f32[N]) {\n  two = 2\n  return two * x + 3\n}", kPlain);
  expect_same("w = 3\nfn f(x: f32[w]) { return x }", "fn f(x: f32[3]) { return x }");
  expect_same("w = f64(3)\nfn f(x: f32[N]) { return w * x }",
              "fn f(x: f32[N]) { return f64(3) * x }");
}

TEST(LocalFunctions, SeeWhatIsBoundBeforeThem) {
  expect_same(
      "fn f(x: f32[N]) {\n  k = 2\n  fn g(y) { return k * y }\n  k = 5\n  return g(x) + 3\n}",
      kPlain);
  expect_same("fn f(x: f32[N]) {\n  fn g(y: T[N]) -> T[N] { return 2 * y }\n  return g(x) + 3\n}",
              kPlain);
  expect_same(
      "fn apply(g, x) { return g(x) }\nfn twice(x) { return 2 * x }\n"
      "fn f(x: f32[N]) { return apply(twice, x) + 3 }",
      kPlain);
}

TEST(Defaults, StandForArgumentsThatAreNotGiven) {
  expect_same("fn g(x, a = 2, b = 3) { return a * x + b }\nfn f(x: f32[N]) { return g(x) }",
              kPlain);
  expect_same("fn g(x, a = 7, b = 3) { return a * x + b }\nfn f(x: f32[N]) { return g(x, a=2) }",
              kPlain);
  expect_same(
      "k = 1\nfn g(x: T[N], a = k + 1, b = 3) { return a * x + b }\n"
      "fn f(x: f32[N]) { return g(x) }",
      kPlain);
  // Of the function that is compiled.
  const ParsedModule module =
      parse_module("fn f(x: f32[N], a = 2, b = 3) { return a * x + b }", "test.sinter");
  check_module(module);
  EXPECT_EQ(module.function("f").text, "f(x: f32[N], a = 2, b = 3)");
  const std::vector<ArgumentType> types{
      {DType::kF32, 1}, {DType::kF64, 0, {}, true}, {DType::kF64, 0, {}, true}};
  EXPECT_EQ(graph_text(check_function(module, "f", types)), graph_of(kPlain, "f"));
}

TEST(Sizes, AreSolvedForTheirNames) {
  const std::string half = graph_of("fn f(x: f32[2 * N]) { return x[:N] + x[N:] }", "f");
  EXPECT_NE(half.find("floordiv"), std::string::npos) << half;
  EXPECT_NE(graph_of("fn f(x: f32[N + 1], y: f32[N]) -> f32[N] { return x[1:] + y }", "f"), "");
  EXPECT_NE(graph_of("fn g(x: T[N, N + 1]) -> T[N] { return x[:, 0] }\n"
                     "fn f(x: f32[3, 4]) -> f32[3] { return g(x) }",
                     "f"),
            "");
}

TEST(Library, IsApartFromBuiltInFunctions) {
  EXPECT_GT(library_function_names().size(), 60U);
  EXPECT_NE(graph_of("fn f(x: f32[N]) { return relu(x) }", "f").find("max"), std::string::npos);
  expect_same("fn relu(x) { return 2 * x }\nfn f(x: f32[N]) { return relu(x) + 3 }", kPlain);
}

TEST(Library, ErrorsStandAtTheCall) {
  EXPECT_EQ(
      errors_of("fn f(x: f32[N], y: f32[M]) {\n  return cosine_similarity(x, y, axis=5)\n}", {}),
      "E0403 test.sinter:2:10 there is no axis 5: the array has 1 axis\n");
}

TEST(Library, EveryFunctionIsDocumentedWithExamples) {
  for (const LibraryFunction& function : library_functions()) {
    EXPECT_FALSE(function.text.empty()) << function.name;
    ASSERT_FALSE(function.examples.empty()) << function.name;
    for (const DocumentedExample& example : function.examples) {
      EXPECT_FALSE(example.gives.empty()) << function.name;
      EXPECT_NE(example.expression.find(function.name + "("), std::string::npos) << function.name;
    }
  }
}

}  // namespace
}  // namespace sinter::lang
