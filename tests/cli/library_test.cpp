// The standard library: every example of its documentation gives what it says, in both backends.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "frontend/cli/print.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/documentation.h"
#include "tests/cli/command.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter::cli {
namespace {

std::string names_of(const lang::DocumentedExample& example) {
  std::string names;
  for (const std::string& argument : example.arguments)
    names += (names.empty() ? "" : ", ") + argument.substr(0, argument.find('='));
  return names;
}

/// The same words, and the same numbers but for the last digits: math functions have a bound, and
/// the backends use different ones.
bool is_same(std::string found, std::string expected) {
  for (std::string* text : {&found, &expected}) {
    std::replace_if(text->begin(), text->end(), [](char c) { return c == '[' || c == ']'; }, ' ');
  }
  std::istringstream a(found);
  std::istringstream b(expected);
  std::string x;
  std::string y;
  while (b >> y) {
    if (!(a >> x)) return false;
    if (x == y) continue;
    char* end = nullptr;
    const double u = std::strtod(x.c_str(), &end);
    if (*end != 0) return false;
    const double v = std::strtod(y.c_str(), &end);
    if (*end != 0 || !(std::abs(u - v) <= 1e-15 * std::max(1.0, std::abs(v)))) return false;
  }
  return !(a >> x);
}

/// How many examples there are.
std::size_t check_examples(const std::vector<lang::LibraryFunction>& functions) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "library_test.sinter";
  std::size_t examples = 0;
  for (const lang::LibraryFunction& function : functions) {
    for (const lang::DocumentedExample& example : function.examples) {
      std::ofstream(path) << fmt::format("fn example({}) {{\n    return {}\n}}\n",
                                         names_of(example), example.expression);
      for (const char* backend : {"llvm", "interp"}) {
        std::vector<std::string> arguments{"run", path, "example", "--backend", backend};
        arguments.insert(arguments.end(), example.arguments.begin(), example.arguments.end());
        const Output output = command(arguments);
        EXPECT_EQ(output.err, "") << function.name << ": " << example.expression;
        EXPECT_TRUE(is_same(output.out, example.gives))
            << function.name << ": " << example.expression << "\nfound:\n"
            << output.out << "expected:\n"
            << example.gives;
      }
      ++examples;
    }
  }
  return examples;
}

TEST(Library, ExamplesGiveWhatTheySay) {
  EXPECT_GT(check_examples(lang::library_functions()), 60U);
}

TEST(Library, BuiltinExamplesGiveWhatTheySay) {
  const std::vector<lang::LibraryFunction> functions = lang::builtin_functions();
  EXPECT_GT(check_examples(functions), 150U);
  for (const std::string_view name : lang::builtin_function_names()) {
    const auto found = std::ranges::find(functions, name, &lang::LibraryFunction::name);
    if (found == functions.end()) {
      ADD_FAILURE() << name << " is not documented";
      continue;
    }
    const bool missing = found->text.starts_with("Not available yet");
    EXPECT_TRUE(missing || !found->examples.empty()) << name << " has no example";
    EXPECT_GT(found->text.size(), 2U) << name;
  }
}

TEST(Library, NumbersBelowTheFirstAreErrors) {
  const Engine engine;
  const auto call = [&](const char* expression) {
    return engine.compile(fmt::format("fn f(k: i64[N]) {{ return {} }}", expression))
        .function("f")(Array::from<std::int64_t>({1, -1}));
  };
  for (const char* expression :
       {"bincount(k, 3)", "cross_entropy(ones((N, 3)), k)", "nll(ones((N, 3)), k)"})
    EXPECT_ERROR(call(expression), ErrorKind::kUser, "E0311", "of size 3 at element [1]");
  EXPECT_ERROR(call("bincount(k + 1, 2)"), ErrorKind::kUser, "E0311", "at element [0]");
  // A row of zeros stands for a number that is no class.
  EXPECT_EQ(call("one_hot(k, 2)").to_vector<float>(), (std::vector<float>{0, 1, 0, 0}));
}

TEST(Library, RefusedNumbersAreThoseThatWereGiven) {
  const Engine engine;
  const auto fails = [&](const std::string& expression, const std::string& words) {
    const Function function =
        engine.compile("fn f(x: f64[2, 3], k: i64[2]) { return " + expression + " }").function("f");
    const Array arguments[] = {Array::from<double>({1, 2, 3, 4, 5, 6}, {2, 3}),
                               Array::from<std::int64_t>({1, -2}, {2})};
    EXPECT_ERROR(function.call(arguments), ErrorKind::kUser, "E0311", words);
  };
  fails("cross_entropy(x, k)", "position -2 is outside axis 1 of size 3 at element [1]");
  fails("nll(x, k)", "position -2 is outside axis 1 of size 3 at element [1]");
  fails("nll(x, k + 4)", "position 5 is outside axis 1 of size 3 at element [0]");
  fails("bincount(k, 4)", "position -2 is outside axis 0 of size 4 at element [1]");
  fails("bincount(i8(k), 4)", "position -2 is outside axis 0 of size 4 at element [1]");
  fails("take(x[0], u64(k))", "position -2 is outside axis 0 of size 3 at element [1]");
  fails("take_along_axis(x, u64(reshape(k, (2, 1))), 1)",
        "position -2 is outside axis 1 of size 3 at element [1, 0]");
}

TEST(Library, PlacesOfLoopsNameTheirFile) {
  ImportOptions imports;
  imports.sources = [](const std::string& path) -> std::optional<std::string> {
    if (path != "doubling.sinter") return std::nullopt;
    return "fn doubled(x: f64[N]) {\n    for i in 1..N { x[i] = x[i - 1] * 2 }\n    return x\n}\n";
  };
  const Function function =
      Engine({}, imports)
          .compile("import doubling\nfn f(x: f64[N]) { return doubling.doubled(x) + 1 }")
          .function("f");
  const std::string report = function.explain(Explain::kParallel);
  EXPECT_NE(report.find("doubling.sinter:2:5 for i in 1..N: serial"), std::string::npos) << report;
}

TEST(Library, WordsGiveWhatTheySay) {
  ImportOptions imports;
  imports.sources = [](const std::string& path) -> std::optional<std::string> {
    if (path != "shapes.sinter") return std::nullopt;
    return "fn area(width, height) { return width * height }";
  };
  EngineOptions options;
  options.on_print = [](const Printed& /*printed*/) {};
  const Engine engine(options, imports);
  std::set<std::string_view> words;
  for (const lang::DocumentedWord& word : lang::documented_words()) {
    words.insert(word.name);
    const std::string program =
        fmt::format("{}\nfn example() {{ return {} }}\n", word.program, word.expression);
    std::string found;
    for (const Array& value : engine.compile(program).function("example").call({}))
      found += format_result(value, false);
    EXPECT_EQ(found, std::string(word.gives) + "\n") << word.name;
    expect_words(command({"doc", std::string(word.name)}).out, std::string(word.usage));
  }
  for (const char* const keyword : {
#define KEYWORD(name, spelling) spelling,
#define PUNCTUATION(name, spelling)
#include "frontend/lang/tokens.def"
#undef KEYWORD
#undef PUNCTUATION
           "pi", "inf", "nan", "print", "assert"})
    EXPECT_TRUE(words.contains(keyword)) << keyword << " is not documented";
}

TEST(Library, ReferenceIsWhatTheLibrarySays) {
  std::ifstream file(SINTER_STANDARD_LIBRARY_REFERENCE);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Output output = command({"doc", "--library"});
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_TRUE(text == output.out)
      << "docs/stdlib.md is not what `sinter doc --library` prints; write it anew";
}

TEST(CliDoc, PrintsWhatAFunctionDoes) {
  const Output output = command({"doc", "mse"});
  EXPECT_EQ(output.out,
            "mse(prediction, target)\n\nThe mean squared error.\n\nExample: prediction=[1, 2] "
            "target=[1, 4]\n  mse(prediction, target)\n  2.0  f64\n\nStandard library, "
            "std/losses.sinter\n");
  expect_words(command({"doc"}).out, "softmax");
  expect_words(command({"doc", "sort"}).err, "`sort` is not available yet");
  EXPECT_EQ(command({"doc", "nothing_such"}).code, kUserError);
}

TEST(CliRoot, NamesFoldersOfImports) {
  const test::TemporaryFolder folder;
  test::write_file(folder / "root/lib.sinter", "fn g(x, k = 3) { return k * x }\n");
  const std::string main = folder / "main.sinter";
  test::write_file(main, "import lib\nfn f(x: f64, k = 2, m = 1) { return lib.g(x) + k + m }\n");
  const std::string root = folder / "root";
  EXPECT_EQ(command({"run", main, "f", "x=2"}).code, kUserError);
  EXPECT_EQ(command({"run", main, "f", "x=2", "--root", root}).out, "9.0  f64\n");
  EXPECT_EQ(command({"run", main, "f", "x=2", "m=0", "--root", root}).out, "8.0  f64\n");
  EXPECT_EQ(command({"check", main, "--root", root}).code, kOk);
  EXPECT_EQ(command({"explain", main, "f", "--root", root}).code, kOk);
}

}  // namespace
}  // namespace sinter::cli
