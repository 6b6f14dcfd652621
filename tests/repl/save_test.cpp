// `:save` and `:load`.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/repl/sessions.h"

namespace sinter::repl {
namespace {

/// The lines that the comment of a saved program gives for another session.
std::string restoring_lines(const std::string& path) {
  std::string found;
  std::istringstream lines(text_of(path));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("#     ") && line.find("sinter run") == std::string::npos)
      found += line.substr(6) + "\n";
  return found;
}

TEST(Session, ALoadedConstantReplacesAValue) {
  const std::string file = temporary("last.sinter");
  EXPECT_EQ(pipe("n = 5\nfn f(x) { return x + n }\n:save " + file + "\n").code, cli::kOk);
  const Output output = pipe("n = [1, 2]\n:load " + file + "\n:list n\nf(1)\n");
  EXPECT_EQ(output.err, "");
  EXPECT_EQ(output.out, "n = 5\n6  i64\n");
}

TEST(Commands, SaveAndLoadPrograms) {
  const std::string path = temporary("program.sinter");
  const Output saved = pipe("n = 3\n# Doubles.\nfn f(x) { return n * x }\n:save " + path + "\n");
  EXPECT_EQ(saved.code, cli::kOk) << saved.err;
  EXPECT_EQ(text_of(path), "n = 3\n\n# Doubles.\nfn f(x) { return n * x }\n");
  EXPECT_EQ(pipe(":load \"" + path + "\"\nf(2)\n").out, "6  i64\n");
  std::ofstream(path) << "y = 1\nz = y + oops\n";
  expect_words(pipe(":load " + path + "\n").err, path + ":2:9");
  expect_words(pipe(":load /nowhere/a.sinter\n").err, "cannot read /nowhere/a.sinter");
  expect_words(pipe(":save x.sinter\n").err, "there is nothing to save");
  std::filesystem::remove(path);
}

TEST(Commands, SavedProgramsGiveTheValuesOfTheSession) {
  const std::string path = temporary("values.sinter");
  const std::string data = temporary("values.npy");
  const std::string names = "k; m; q; r; s; w; x; y\n";
  const std::string input =
      "n = 3\nfn f(x) { return x + n }\nsave(\"" + data + "\", arange(6.0))\nx = load(\"" + data +
      "\")\ny[i] = f(x[i]) * 2\nm = 2 * 3\nw = f32(y) * m\nr = rand(3)\nr = r * 2\n"
      "s = 0\nfor i in 0..4 { s += i }\nk = f(y)\nfn f(x) { return x - 1 }\nmax(y)\n"
      "q = _ + sum(load(\"" +
      data + "\")[1:])\n:save " + path + "\n" + names;
  const Output saved = pipe(input);
  EXPECT_EQ(saved.code, cli::kOk) << saved.err;
  const std::string text = text_of(path);
  const Output loaded = pipe(":load " + path + "\n" + restoring_lines(path) + names);
  EXPECT_EQ(loaded.code, cli::kOk) << loaded.err << text;
  // f was changed after k and y were made: they are kept as they are, with what depends on them.
  const std::string computed = "which computes m, r, s\n";
  expect_words(saved.out, computed);
  EXPECT_EQ(loaded.out, saved.out.substr(saved.out.find(computed) + computed.size()));
  expect_words(text, "    m = i64(m)\n");
  EXPECT_TRUE(std::filesystem::exists(temporary("values.k.npy")));
  for (const char* name : {"k", "y", "w", "q", "r_1"})
    std::filesystem::remove(temporary("values." + std::string(name) + ".npy"));
  std::filesystem::remove(path);
  std::filesystem::remove(data);
}

TEST(Commands, SavedStatementsRunFromAShell) {
  const std::string path = temporary("statements.sinter");
  const std::string data = temporary("statements.npy");
  const Output saved = pipe("save(\"" + data + "\", arange(6.0))\ny = load(\"" + data +
                            "\") * 2\nfor i in 0..3 {\n    y = y + i\n}\n:save " + path + "\ny\n");
  EXPECT_EQ(saved.code, cli::kOk) << saved.err;
  std::ostringstream out;
  std::ostringstream err;
  cli::Terminal terminal{out, err, false, false, nullptr};
  EXPECT_EQ(
      cli::run_cli(std::vector<std::string>{"run", path, "session", "data_1=" + data}, terminal),
      cli::kOk)
      << err.str() << text_of(path);
  EXPECT_TRUE(saved.out.ends_with(out.str())) << out.str();
  std::filesystem::remove(path);
  std::filesystem::remove(data);
}

TEST(Commands, SavedProgramsKnowWhatTheLastValueWas) {
  const std::string path = temporary("last.sinter");
  for (const char* const input :
       {"[1, 2]\nx = _ * 2\n_ = 7\ny = x + _", "_ = 3\nx = _ + 1\n5 + 5\ny = _ + x",
        "2\nx = arange(3)\ny[_] = x[_] * 2\nx[_] + 1\nw = _ * y", "_ = 5\ny = _ + 1\nx = y",
        "_ = [1, 2]\nx = _ * 2\ny = x", "x, _ = divmod(7, 2)\ny = _ + x",
        "4\nx = 3\nfor _ in 0..3 { x = x + _ }\ny = _"}) {
    const std::string names = "\nx\ny\n";
    const Output saved = pipe(input + std::string("\n:save ") + path + names);
    EXPECT_EQ(saved.code, cli::kOk) << input << saved.err;
    // Nothing needs a file of its own, and the program gives the values again.
    EXPECT_EQ(saved.out.find(".npy"), std::string::npos) << input << saved.out;
    const std::string again = ":load " + path + "\n" + restoring_lines(path) + names;
    const Output loaded = pipe(again);
    EXPECT_EQ(loaded.code, cli::kOk) << input << loaded.err << text_of(path);
    EXPECT_TRUE(saved.out.ends_with(loaded.out) && !loaded.out.empty())
        << input << saved.out << loaded.out << text_of(path);
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{out, err, false, false, nullptr};
    EXPECT_EQ(cli::run_cli(std::vector<std::string>{"run", path, "session"}, terminal), cli::kOk)
        << err.str();
  }
}

TEST(Commands, DefinitionsThatAreSavedCompile) {
  // What would break a definition is refused, so that every saved program loads.
  const std::string path = temporary("whole.sinter");
  const std::string define =
      "n = 3\nfn f(x: i64) -> i64 { return x + n }\n"
      "fn g(x: i64) -> i64 { return f(x) * 2 }\n";
  const Output output = pipe(define + ":reset n\n:reset f\n:save " + path + "\ng(1)\n");
  EXPECT_EQ(output.code, cli::kUserError);
  expect_words(output.err, "= note: n is kept: what is left does not compile without it");
  expect_words(output.err, "= note: f is kept: what is left does not compile without it");
  EXPECT_TRUE(output.out.ends_with("8  i64\n")) << output.out;
  EXPECT_EQ(pipe(":load " + path + "\ng(1)\n").out, "8  i64\n");
  EXPECT_EQ(pipe(define + ":reset g\n:reset f\n:reset n\n:list\n").out, "");
  // A function cannot depend on what every expression changes.
  const Output last = pipe("_ = 3\nfn f(x) {\n  return x + _\n}\n1\n");
  expect_words(last.err, "functions do not see `_`");
  expect_words(last.err, "<input>:2:14");
  EXPECT_EQ(last.out, "1  i64\n");
  EXPECT_EQ(pipe("fn f(x) { return sum[_] x[_] }\nf([1, 2])\n").out, "3  i64\n");
}

TEST(Commands, SavedNamesMeanOneThing) {
  // An index that is a constant by now, and a loop variable that is assigned to.
  const std::string path = temporary("meanings.sinter");
  for (const auto& [input, reason] : std::vector<std::pair<std::string, std::string>>{
           {"a = [1.5, 2, 3]\na[i] = a[i] * 2\ni = 2\nz = a\n", "i is an index in it"},
           {"a, z = divmod(7, 2)\nfor a in 0..3 { a = a + a }\n", "a means two things"}}) {
    const Output saved = pipe(input + ":save " + path + "\na\nz\n");
    EXPECT_EQ(saved.code, cli::kOk) << saved.err;
    expect_words(saved.out, reason);
    const Output loaded = pipe(":load " + path + "\n" + restoring_lines(path) + "a\nz\n");
    EXPECT_EQ(loaded.code, cli::kOk) << loaded.err;
    EXPECT_TRUE(saved.out.ends_with(loaded.out) && !loaded.out.empty())
        << saved.out << loaded.out << text_of(path);
  }
}

TEST(Commands, SaveTellsWhereImportsAreNotFound) {
  const std::string module = "imported_by_a_test";  // sessions import from the folder they are in
  std::ofstream(module + ".sinter") << "fn twice(x) { return 2 * x }\n";
  const std::string input = "import " + module + " as m\nfn f(x) { return m.twice(x) }\n:save ";
  const std::string far = temporary("far.sinter");
  const Output there = pipe(input + far + "\n");
  EXPECT_EQ(there.code, cli::kOk) << there.err;
  expect_words(there.out, "need the imported files beside " + far + ", or --root: ");
  const Output here = pipe(input + "saved_by_a_test.sinter\n");
  EXPECT_EQ(here.out, "wrote 2 definitions to saved_by_a_test.sinter\n");
  EXPECT_EQ(pipe(":load saved_by_a_test.sinter\nf(4)\n").out, "8  i64\n");
  for (const std::string& file : {module + ".sinter", std::string("saved_by_a_test.sinter"), far})
    std::filesystem::remove(file);
}

TEST(Commands, SavedProgramsNameFilesThatNeedQuotes) {
  const std::string path = temporary("a 'b' $c.sinter");
  const std::string data = temporary("d 'e'.npy");
  const Output saved = pipe("save(\"" + data + "\", arange(3.0))\nx = load(\"" + data +
                            "\") * 2\nr = rand(2)\n:save " + path + "\n");
  EXPECT_EQ(saved.code, cli::kOk) << saved.err;
  const std::string text = text_of(path);
  const std::size_t at = text.find("sinter run ");
  ASSERT_NE(at, std::string::npos);
  const std::string words = text.substr(at + 7, text.find('\n', at) - at - 7);
  // The shell takes it apart as it was meant.
  const std::string list = temporary("words");
  ASSERT_EQ(std::system(("printf '%s\\n' " + words + " > '" + list + "'").c_str()), 0);
  EXPECT_EQ(text_of(list), "run\n" + path + "\nsession\ndata_1=" + data + "\n");
  const Output loaded = pipe(":load " + path + "\nsession(load(\"" + data + "\"))\n");
  EXPECT_EQ(loaded.out, "f64[3]\n[0. 2. 4.]\n") << loaded.err;
  expect_words(pipe("x = 1\n:save /tmp/a\"b.sinter\n").err, "a program cannot name the file");
  for (const std::string& file : {path, data, list, temporary("a 'b' $c.r.npy")})
    std::filesystem::remove(file);
}

TEST(Commands, SaveSaysWhyValuesGoToFiles) {
  const std::string path = temporary("reasons.sinter");
  const Output saved = pipe(
      "fn f(x) { return x + 1 }\nk = f([1, 2])\nfn f(x) { return x }\nr = rand(2)\n"
      "x = [1, 5, 7]\na = x[x > 6]\nb = x[x < 2]\nif x[0] > 0 { b = a }\n:save " +
      path + "\n");
  EXPECT_EQ(saved.code, cli::kOk) << saved.err;
  expect_words(saved.out, "k.npy: definitions that it was made with have changed since\n");
  expect_words(saved.out, "b.npy: its statements do not compile as one function: ");
  expect_words(saved.out, "r.npy: random numbers\n");
  expect_words(saved.out, "with session(), which computes x, a\n");
  for (const char* name : {"k", "b", "r"})
    std::filesystem::remove(temporary("reasons." + std::string(name) + ".npy"));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace sinter::repl
