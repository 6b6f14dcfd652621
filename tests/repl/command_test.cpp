// Commands.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "tests/repl/sessions.h"

namespace sinter::repl {
namespace {

TEST(Commands, DebugTakesWhatACallTakes) {
  const std::string functions =
      "fn f(x: f64) -> f64 { return x * 2 }\n"
      "fn total(x: f32[N]) -> f32 { return sum(x) }\n";
  EXPECT_TRUE(pipe(functions + ":debug f(3)\ncontinue\n").out.ends_with("6.0  f64\n"));
  EXPECT_TRUE(pipe(functions + ":debug total([1, 2.5])\ncontinue\n").out.ends_with("3.5  f32\n"));
  const Output wrong = pipe(functions + "x = arange(3)\n:debug total(x)\n");
  EXPECT_EQ(wrong.code, cli::kUserError);
  expect_words(wrong.err, "<input>:1:");
}

TEST(Commands, DebugTakesArgumentsByNameAndDefaultsWhereTheyAreLeftOut) {
  const std::string function =
      "n = 5\nfn f(x: f64, y: i64 = n, z = 1) -> f64 { return x * 100 + y * 10 + z }\n";
  for (const auto& [call, result] :
       std::vector<std::pair<std::string, std::string>>{{"f(z=3, x=1, y=2)", "123.0"},
                                                        {"f(1, z=2)", "152.0"},
                                                        {"f(1)", "151.0"},
                                                        {"f(1, y=4)", "141.0"},
                                                        {"f(1, 2, 3)", "123.0"}}) {
    const Output output = pipe(function + call + "\n:debug " + call + "\nprint z\ncontinue\n");
    EXPECT_EQ(output.code, cli::kOk) << call << output.err;
    EXPECT_TRUE(output.out.starts_with(result + "  f64\n")) << call << output.out;
    EXPECT_TRUE(output.out.ends_with(result + "  f64\n")) << call << output.out;
  }
  expect_words(pipe(function + ":debug f(x=1, w=2)\n").err, "`w`");
  expect_words(pipe(function + ":debug f(y=1)\n").err, "no argument is given for `x`");
}

TEST(Session, TellsThingsInTheOrderOfTheInput) {
  const std::string paste =
      "1 + 1\nfn f(x) { return x * 10 }\nf(3)\nfn g(x) { return f(x) + 1 }\nz = g(1)\nz";
  EXPECT_EQ(at_screen({paste}).out, "2  i64\nf(x)\n30  i64\ng(x)\n11  i64\n");
  // What comes before a mistake was shown, and is not kept.
  const Output failed = at_screen({"1 + 1\nfn f(x) { return x }\nf(oops)\n2 + 2", "f(1)", "_"});
  EXPECT_EQ(failed.out, "2  i64\nf(x)\n");
  expect_words(failed.err, "unknown name `oops`\n --> <input>:3:3");
  expect_words(failed.err, "= note: nothing of this input is kept: it failed after what is shown");
  expect_words(failed.err, "unknown function `f`");
  expect_words(failed.err, "unknown name `_`");
  EXPECT_EQ(at_screen({"oops"}).err.find("nothing of this input"), std::string::npos);
}

TEST(Commands, TheLedgerStaysWhenSettingsChange) {
  const auto kernels = [](const std::string& out) { return std::ranges::count(out, '\n'); };
  const std::string before = pipe("1.5 + 2\n:ledger\n").out;
  const std::string after = pipe("1.5 + 2\n:threads 1\n:ledger\n").out;
  EXPECT_EQ(kernels(after), kernels(before) + 1);
  expect_words(after, "1 thread\n");
}

TEST(Session, HintsNameItsOwnCommands) {
  const std::string x = "x = arange(3.0)\n";
  for (const char* const input : {"x.shape", "len(x)", "shape(x)", "x.dtype"}) {
    const std::string text = pipe(x + input + "\n").err;
    expect_words(text, "= help: `:type x` shows the type and the sizes of x");
    EXPECT_EQ(text.find("the session has"), std::string::npos) << text;
  }
  EXPECT_EQ(pipe("range(3)\n").err.find("the session has"), std::string::npos);
  expect_words(pipe("rnd(3)\n").err, "the session has `rand`");
  expect_words(pipe("help()\n").err, "the session's command is `:help`");
  expect_words(pipe("exit()\n").err, "the session's command is `:quit`");
}

TEST(Session, PlotsRefuseWhatTheyDoNotDraw) {
  expect_words(pipe("plot(zeros((3, 2)))\n").err,
               "this is f64[3, 2]: choose a part, such as plot(y[:, 0])");
  const std::string file = temporary("p.png");
  expect_words(pipe("plot(arange(3.0), \"" + file + "\")\n").err, "does not end with .svg");
  EXPECT_FALSE(std::filesystem::exists(file));
  expect_words(pipe("plot(arange(3.0), arange(4.0))\n").err, "'arange(4.0)' is neither");
  expect_words(pipe("hist(arange(3.0), arange(4.0))\n").err, "is no number of bins");
}

TEST(Commands, EveryOneHasHelpAndAnExampleThatIsOne) {
  const std::string all = pipe(":help\n").out;
  for (const Command& command : commands()) {
    expect_words(all, ":" + std::string(command.name));
    const std::string help = pipe(":help " + std::string(command.name) + "\n").out;
    expect_words(help, std::string(command.help));
    EXPECT_TRUE(command.example.starts_with(":" + std::string(command.name))) << command.name;
  }
}

TEST(Commands, MayBeCutShort) {
  EXPECT_EQ(find_command("he")->name, "help");
  EXPECT_EQ(find_command("l"), nullptr);
  expect_words(pipe(":l\n").err, "':l' may be :loops, :llvm, :ledger, :list, :load");
  expect_words(pipe(":exlain 1\n").err, "did you mean ':explain'?");
  expect_words(pipe(":frobnicate\n").err, "there is no command ':frobnicate'; ':help' lists them");
  expect_words(pipe(":quit now\n").err, "':quit' takes nothing");
}

TEST(Commands, ShowTypes) {
  const Output output = pipe(
      "x = f32(arange(6))\nfn f(a: f32[N]) -> f32 { return sum(a) }\n:type x\n:type f\n:type f(x)\n"
      ":type x[1:]\n:type x[x > 2]\n:type oops\n:type concatenate(x, x)\n");
  EXPECT_EQ(output.out, "f32[6]\nf(a: f32[N]) -> f32\nf32\nf32[5]\nf32[count]\n");
  expect_words(output.err, "oops");
  expect_words(output.err, "given as a tuple: (a, b)\n --> <input>:1:13\n");
}

TEST(Commands, AreAboutTheLastStatementOrFunction) {
  const Output output = pipe(
      ":type\nfn f(a: f64) -> f64 { return a }\n:type\nx = [1, 2]; x + 0.5\n:type\nn = 2\n"
      "fn g(a) { return a }; g(n)\n:type\noops\n:type\n");
  EXPECT_EQ(output.out, "f(a: f64) -> f64\nf64[2]\n[1.5 2.5]\nf64[2]\n2  i64\ni64\ni64\n");
  expect_words(output.err, "there is no input yet to look at");
}

TEST(Commands, ShowEveryForm) {
  const std::string define = "fn f(a: f32[N]) -> f32[N] { return 2 * a + 1 }\n";
  const auto shows = [&](const std::string& command, const std::string& words) {
    const Output output = pipe(define + command + "\n");
    EXPECT_EQ(output.code, cli::kOk) << output.err;
    expect_words(output.out, words);
  };
  shows(":ir f", "graph f");
  shows(":passes f", "(unchanged)");
  shows(":loops f", "kernel f");
  shows(":llvm f", "define");
  shows(":asm f", ".text");
  shows(":cuda f", "__global__");
  shows(":explain f", "elementwise over [N]");
  shows(":parallel f", "# f(");
  shows("f([1, 2])\n:explain", "first call");
  shows(":device", "processor");
  shows(":doc relu", "relu(x)");
  shows(":doc f", "return 2 * a + 1");
  shows(":doc arange", "arange(2, 10, 3)");
  shows(":doc load", "load(\"x.npy\")");
  shows(":threads 1", "1 thread\n");
}

TEST(Commands, PlacesOfLoopsAreThoseOfWhatWasTyped) {
  const std::string define =
      "x = arange(5.0)\nfn first(x: f64[N]) {\n    for i in 1..N {\n"
      "        x[i] = x[i - 1] * 2\n    }\n    return x\n}\n"
      "fn second(x: f64[N]) {\n    y = first(x)\n    for i in 1..N { y[i] += y[i - 1] }\n"
      "    return y\n}\n";
  const auto shows = [&](const std::string& command, const std::string& words) {
    expect_words(pipe(define + command + "\n").out, words);
  };
  shows(":parallel first", "\n2:5 for i in 1..N");
  shows(":parallel first", "\n    3:14 and 3:16: what an iteration writes");
  // A function that is called, or that an input calls, is named.
  shows(":parallel second", "\nfirst:2:5 for i in 1..N");
  shows(":parallel second", "\n    first:3:14 and first:3:16: what an iteration writes");
  shows(":parallel second", "\n3:5 for i");
  shows(":parallel second(x)", "\nsecond:3:5 for i");
  shows("for i in 1..5 { x[i] = x[i - 1] }\n:parallel", "\n1:1 for i in 1..5");
}

TEST(Commands, ThoseThatLookAtCodeHaveNoEffect) {
  const std::string path = temporary("untouched.npy");
  const std::string svg = temporary("untouched.svg");
  std::string looks;
  for (const char* const command :
       {"type", "ir", "passes", "explain", "parallel", "loops", "llvm", "asm", "cuda", "time"}) {
    const std::string colon = std::string(":") + command;
    looks += colon + " save(\"" + path + "\", rand(2))\n" + colon + " plot(rand(3), \"" + svg +
             "\")\n" + colon + " sum(rand(4) + randn(4, seed=9))\n";
  }
  const Output output = pipe(looks + "rand(3)\n");
  EXPECT_TRUE(output.out.ends_with("\n" + pipe("rand(3)\n").out)) << output.out;
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(svg));
  expect_words(output.err, "save has no value to look at");
  expect_words(output.err, "plot has no value to look at");
}

TEST(Commands, InputsThatFailUseUpNoRandomNumbers) {
  const Output output = pipe("x = rand(2) + oops\nrand(3, seed=5); oops\n:reset\nrand(3)\n");
  EXPECT_TRUE(output.out.ends_with(pipe("rand(3)\n").out));
  EXPECT_EQ(pipe("x = rand(2) + oops\nrand(3)\n").out, pipe("rand(3)\n").out);
}

TEST(Commands, ExplainWritesAPageForABrowser) {
  const std::string path = temporary("the plan.html");
  const Output output = pipe(
      "fn f(a: f32[N]) -> f32 {\n    b = exp(a) * 2  # <b>\n    return sum(b)\n}\nx = "
      "f32(arange(100))\n"
      ":explain --html \"" +
      path + "\" f(x)\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  const std::string page = text_of(path);
  EXPECT_TRUE(page.starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
  // The program with its lines, nodes with what they come from, instructions of loops and machine.
  expect_words(page, "exp(a) * 2  # &lt;b&gt;");
  expect_words(page, "404 bytes of arguments and results");
  expect_words(page, "<h2>Loops</h2>");
  const std::size_t line = page.find("exp(a) * 2");
  const std::size_t id = page.rfind("id=\"", line) + 4;
  const std::string name = page.substr(id, page.find('"', id) - id);
  std::size_t marked = 0;
  for (std::size_t at = page.find(name); at != std::string::npos; at = page.find(name, at + 1))
    ++marked;
  EXPECT_GT(marked, 20U) << "lines that belong to " << name;
  EXPECT_EQ(page.find("<a href=\"http"), std::string::npos);
  expect_words(pipe("x = 1\n:explain --html x\n").err, "wants a file and code");
  std::filesystem::remove(path);
}

TEST(Commands, CostsAreCounted) {
  const Session session({});
  const auto cost = [&](const std::string& program, std::vector<std::int64_t> shape) {
    const Function function = session.engine().compile(program).function("f");
    return function.cost({{{DType::kF64, std::move(shape)}}, {}});
  };
  const Cost sum = cost("fn f(x: f64[N]) -> f64 { return sum(x) }", {1000});
  EXPECT_EQ(sum.bytes, 8008U);
  EXPECT_GE(sum.operations, 999U);
  EXPECT_LE(sum.operations, 1100U);
  const Cost scaled = cost("fn f(x: f64[N, M]) -> f64[N, M] { return x * 2 + 1 }", {30, 50});
  EXPECT_EQ(scaled.bytes, 24000U);
  EXPECT_EQ(scaled.operations, 3000U);
  EXPECT_FALSE(scaled.at_least);
  const Cost product = cost("fn f(x: f64[N, N]) -> f64[N, N] { return x @ x }", {200, 200});
  EXPECT_GE(product.operations, 2U * 200 * 200 * 200);
  EXPECT_LE(product.operations, 3U * 200 * 200 * 200);
  const Cost loop = cost(
      "fn f(x: f64[N]) -> f64 { s = 0.0\n i = 0\n while s < 9 { s = s + x[i]\n i = i + 1 }\n "
      "return s }",
      {10});
  EXPECT_TRUE(loop.at_least);
  const Function function =
      session.engine().compile("fn f(x: f64[N]) -> f64 { return sum(x) }").function("f");
  EXPECT_THROW(static_cast<void>(function.cost({})), Error);
}

TEST(Commands, ExplainSaysWhyKernelsWereMade) {
  const Output output = pipe(
      "fn f(a) { return a + 1 }\nx = [1.5, 2]\nf(x)\nx = f32([1, 2])\nf(x)\n:explain f(x)\n"
      "fn f(a) { return a - 1 }\n:explain f(x)\nf(x)\n:explain f(x)\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  expect_words(output.out, " ms for (x: f64[x.0] contiguous): first call\n");
  expect_words(output.out,
               " ms for (x: f32[x.0] contiguous): new type of x: f32[*] (was f64[*])\n");
  expect_words(output.out,
               "not compiled yet: the first call does it, for the new definitions of f\n");
  expect_words(output.out, " ms for (x: f32[x.0] contiguous): new definitions of f\n");
}

TEST(Commands, ExplainKnowsTheKernelsThatAFunctionIsPartOf) {
  const std::string define =
      "fn f(a: T[N]) -> T { return sum(exp(a)) }\nfn g(a) { return f(a) * 2 }\n"
      "x = [1.5, 2]\n";
  expect_words(pipe(define + ":explain f\n").out, "not compiled yet: no input has called it");
  const Output output =
      pipe(define + "f(x)\ny = g(x * 2)\nx + 1\nx = f32([1, 2])\nf(x)\n:explain f\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  // The plan of the last one, and all inputs with their kernels.
  expect_words(output.out, "# input(x: f32[x.0] contiguous)\nkernel 1: ");
  expect_words(output.out,
               "This is `f(x)`. f is part of the kernels of the inputs that call it:\n"
               "  y = g(x * 2)\n    ");
  expect_words(output.out, "contiguous): first call\n  f(x)\n    ");
  expect_words(output.out, "contiguous): new type of x: f32[*] (was f64[*])\n");
  EXPECT_EQ(output.out.find("x + 1"), std::string::npos);
  // After a change, those of before are not its kernels.
  expect_words(pipe(define + "f(x)\nfn f(a) { return 1 }\n:explain f\n").out,
               "not compiled yet: no input has called it");
}

TEST(Commands, TimeStatesItsStatistics) {
  const Output output =
      pipe("x = arange(1000.0)\n:time sum(x * x)\nfn f(a) { return a }\n:time f\n");
  expect_words(output.out, "quartiles");
  expect_words(output.out, "8008 bytes of values in and out");
  expect_words(output.out, "operations of f64");
  expect_words(output.err, "write a call: :time f(...)");
}

TEST(Commands, LedgerAndPolicy) {
  const Output output = pipe(":ledger\nx = [1.5, 2.5]\nsum(x)\n:ledger\n:policy\n:policy exact\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  expect_words(output.out, "no kernel was needed yet\n");
  expect_words(output.out, "origin       disk ms  lower ms   llvm ms   link ms     bytes    calls");
  expect_words(output.out, "quick  ");
  expect_words(output.out, " `sum(x)` as input(x: f64[x.0] contiguous)\n");
  // Long inputs are cut, at their first line and between characters.
  const std::string wide = "sum([1.5, # ääääääääääääääääääää\n2])";
  expect_words(pipe("for i in 0..3 {\n    y = i\n}\n" + wide + "\n:ledger\n").out,
               " `for i in 0..3 { ...` as input(");
  expect_words(pipe(wide + "\n:ledger\n").out, "ää ...` as input()\n");
  expect_words(output.out, "auto: quick code first; one kernel for all sizes, and more for sizes");
  expect_words(output.out, "exact: a kernel for each size");
  expect_words(pipe(":policy never\n").err, "none of auto, symbolic, exact");
}

TEST(Commands, DebugStepsThroughACall) {
  const Output output = pipe(
      "fn f(x) {\n    y = x * 2\n    return y + 1\n}\n:debug f(4)\nprint x\nnext\nprint y\n"
      "continue\n1\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  EXPECT_EQ(
      output.out,
      "f, line 2: y = x * 2\nx = i64 4\nf, line 3: return y + 1\ny = i64 8\n9  i64\n1  i64\n");
  expect_words(pipe(":debug 1 + 1\n").err, ":debug f(3)");
}

/// $VISUAL, for as long as it lives.
class EditorVariable {
 public:
  explicit EditorVariable(const char* command) { setenv("VISUAL", command, 1); }
  ~EditorVariable() { unsetenv("VISUAL"); }
  EditorVariable(const EditorVariable&) = delete;
  EditorVariable& operator=(const EditorVariable&) = delete;
};

TEST(Commands, EditUsesTheEditorOfTheEnvironment) {
  const EditorVariable editor("sed -i s/2/5/");
  EXPECT_EQ(at_screen({"fn f(x) { return 2 * x }", ":edit f", "f(1)", ":edit f"}).out,
            "f(x)\nf(x)\n5  i64\nnothing changed\n");
  const EditorVariable failing("false");
  expect_words(at_screen({":edit f"}).err, "the editor failed: false (set $VISUAL");
}

TEST(Commands, EditSaysWhereItCannotWrite) {
  const EditorVariable editor("false");
  const char* const before = getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/nowhere/at/all", 1);
  const Output output = at_screen({"fn f(x) { return 2 * x }", ":edit f", "f(1)"});
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
  expect_words(output.err, "cannot make a temporary file: check TMPDIR");
  EXPECT_EQ(output.out, "f(x)\n2  i64\n");  // the session goes on
}

TEST(Commands, ListsCutBetweenNumbers) {
  const Output output = pipe("x = linspace(0, 1, 19) * 1772.80123\n:list\n");
  expect_words(output.out, " 393.955829 ...\n");
}

TEST(Commands, EditGivesATextWithAMistakeBack) {
  // First a mistake, then its correction.
  const EditorVariable editor("sed -i 's/oops/3/;s/2 /oops /'");
  const Output output =
      at_screen({"fn f(x: i64) -> i64 { return 2 * x }", ":edit f", "f(1)", ":edit f", "f(1)"});
  expect_words(output.err, "unknown name `oops`\n --> <edited>:1:30\n");
  expect_words(output.err, "the text is kept: ':edit f' shows it again");
  EXPECT_EQ(output.out, "f(x: i64) -> i64\n2  i64\nf(x: i64) -> i64\n3  i64\n");
  // An editor that fails after it wrote.
  const EditorVariable failing("f() { echo 'fn f(x) { return 7 }' > $1; false; }; f");
  const Output failed = at_screen({"fn f(x) { return 2 * x }", ":edit f"});
  expect_words(failed.err, "the text is kept");
}

TEST(Commands, EditNeedsATerminal) {
  const Output output = pipe(":edit\n1\n");
  EXPECT_EQ(output.code, cli::kUserError);
  EXPECT_EQ(output.out, "1  i64\n");
  expect_words(output.err, "':edit' needs a terminal");
}

TEST(Commands, DebugLeavesLinesOfAPipeThatAreNotForIt) {
  const std::string define = "fn f(x) {\n    y = x * 2\n    return y + 1\n}\n";
  const Output output = pipe(define + ":debug f(4)\nprint x\n\nz = 3 +\n    4\nz\n");
  EXPECT_EQ(output.code, cli::kUserError);
  EXPECT_EQ(output.out, "f, line 2: y = x * 2\nx = i64 4\n7  i64\n");
  expect_words(output.err, "'z = 3 +' is no command of the debugger");
  // Without any line, the call runs to its end.
  EXPECT_EQ(pipe(define + ":debug f(4)\n").out, "f, line 2: y = x * 2\n9  i64\n");
}

TEST(Commands, ListAndReset) {
  const Output output = pipe(
      "n = 3\nx = arange(3)\nfn f(a: f64) -> f64 { return a }\n:list\n:list f\n:reset x\n:list x\n"
      ":reset\n:list\n");
  EXPECT_EQ(output.out,
            "f(a: f64) -> f64\nn = 3\nx: i64[3]  [0 1 2]\nfn f(a: f64) -> f64 { return a }\n");
  expect_words(output.err, "there is nothing called 'x' here");
}

TEST(Host, LoadsAndSavesArrays) {
  const std::string path = temporary("array.npy");
  const Output output = pipe("x = arange(3.0)\nsave(\"" + path + "\", x * 2)\ny = load(\"" + path +
                             "\")\nsum(load(\"" + path + "\")) + y[1]\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  EXPECT_EQ(output.out, "8.0  f64\n");
  expect_words(pipe("load(x)\n").err, "write it in double quotes");
  expect_words(pipe("x = 1 + plot([1])\n").err, "plot has no value");
  std::filesystem::remove(path);
}

TEST(Host, MessagesNameTheCallThatGaveAValue) {
  expect_words(pipe("rand(2)[5]\n").err,
               "position 5 is outside axis 0 of rand, which has 2 elements\n --> <input>:1:9");
  EXPECT_EQ(pipe("rand = 2 * 1\nsum(rand(2) > rand(2)) + rand\n").code, cli::kOk);
  EXPECT_EQ(pipe("sum[rand] rand(2)[rand] - sum(rand())\n").code, cli::kOk);
}

TEST(Host, RandomNumbersAreTheSameEachTime) {
  const Output output = pipe(
      "a = rand(1000, seed=7)\nb = rand(1000, seed=7)\nall(a == b)\nmin(a) >= 0 and max(a) < 1\n"
      "c = randn(20000)\nabs(mean(c)) < 0.03 and abs(std(c) - 1) < 0.03\nrand(2, 3).T[:, :1] * "
      "0\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  EXPECT_EQ(output.out, "True  bool\nTrue  bool\nTrue  bool\nf64[3, 1]\n[[0.]\n [0.]\n [0.]]\n");
  EXPECT_EQ(pipe("rand(2)\n").out, pipe("rand(2)\n").out);
  expect_words(pipe("rand(-1)\n").err, "is no size");
}

TEST(Host, PlotsToFiles) {
  const std::string path = temporary("plot.svg");
  const Output output = pipe("plot(arange(10), \"" + path + "\")\nhist([1, 2, 2], 2)\n");
  EXPECT_EQ(output.code, cli::kOk) << output.err;
  EXPECT_TRUE(text_of(path).starts_with("<svg"));
  expect_words(output.out, "1 .. 1.5");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace sinter::repl
