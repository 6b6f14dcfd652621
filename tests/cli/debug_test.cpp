// sinter run --debug, with commands from a pipe; limits, print and assert on the command line.
#include <fstream>

#include "tests/cli/command.h"

namespace sinter::cli {
namespace {

const std::string kFile = kPrograms + "debug.sinter";

Output debug(const std::string& commands, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments{"run", kFile, "smooth", "x=[1, 4, 7]", "--debug"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return command(arguments, false, commands);
}

TEST(Debug, StepsThroughCallsAndLoops) {
  const Output output = debug("step\nstep\nprint v\nbt\nnext\nnext\nquit\n");
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out,
            "smooth, line 7: y = x\n"
            "smooth, line 8: for i in 1..N {\n"
            "smooth, line 9: y[i] = middle(y[i - 1], x[i])\n"
            "'v' has no value here; these have: N, i, x, y\n"
            "#0 smooth, line 9: y[i] = middle(y[i - 1], x[i])\n"
            "smooth, line 9: y[i] = middle(y[i - 1], x[i])\n"
            "smooth, line 11: return y\n");
}

TEST(Debug, BreaksAtFunctionsAndLines) {
  const Output output = debug(
      "break middle\ncontinue\nbacktrace\nprint b\nout\nprint y\nprint y[-1]\nclear middle\n"
      "b 11\nc\nlocals\nc\n");
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out,
            "smooth, line 7: y = x\n"
            "break in middle\n"
            "middle, line 3: return (a + b) / 2\n"
            "#0 middle, line 3: return (a + b) / 2\n"
            "#1 smooth, line 9: y[i] = middle(y[i - 1], x[i])\n"
            "b = f64 4.0\n"
            "smooth, line 9: y[i] = middle(y[i - 1], x[i])\n"
            "y = f64[3] [1.  2.5 7. ]\n"
            "y[-1] = f64 7.0\n"
            "no break at middle any more\n"
            "break at line 11: return y\n"
            "smooth, line 11: return y\n"
            "N = i64 3\n"
            "x = f64[3] [1. 4. 7.]\n"
            "y = f64[3] [1.   2.5  4.75]\n"
            "f64[3]\n[1.   2.5  4.75]\n");
}

TEST(Debug, ListsTheProgramAndKnowsItsMistakes) {
  const Output output = debug("list\nfrobnicate\nbreak 99\nbreak nobody\nhelp\nq\n");
  EXPECT_EQ(output.code, kOk);
  expect_words(output.out, "->    7      y = x\n");
  expect_words(output.out, "there is no command 'frobnicate'; help lists them");
  expect_words(output.out, "the file has");
  expect_words(output.out, "there is no function 'nobody', and it is no line number");
  expect_words(output.out, "backtrace (bt)");
}

TEST(Debug, RunsToTheEndWhenCommandsEnd) {
  const Output output = debug("");
  EXPECT_EQ(output.code, kOk);
  expect_words(output.out, "f64[3]\n[1.   2.5  4.75]\n");
}

TEST(Debug, LooksAroundWhereAnErrorEndedTheCall) {
  const Output output = command({"run", kFile, "logs", "x=[1, -2]", "--debug", "--stop-at=nan"},
                                false, "continue\nprint x\nquit\n");
  EXPECT_EQ(output.code, kUserError);
  expect_words(output.out, "log made the first NaN at element [1]: log(-2.0)");
  expect_words(output.out, "x = f64[2] [ 1. -2.]");
  expect_words(output.err, "error[E0312]");
}

TEST(RunLimits, OfTimeIterationsAndMemory) {
  const std::vector<std::string> endless{"run", kFile, "endless", "n=1"};
  const auto with = [&](const std::string& option) {
    auto arguments = endless;
    arguments.push_back(option);
    return command(arguments);
  };
  const Output late = with("--timeout=0.05");
  EXPECT_EQ(late.code, kResource);
  expect_words(late.err, "error[E6032]: the call ran longer than its limit of 0.05 s");
  expect_words(late.err, "while n > 0");
  const Output many = with("--max-iterations=1000");
  EXPECT_EQ(many.code, kResource);
  expect_words(many.err, "error[E6033]");
  const Output large = command({"run", kFile, "smooth", "x=[1, 4, 7]", "--max-memory=8"});
  EXPECT_EQ(large.code, kResource);
  expect_words(large.err, "error[E6034]: the call may hold 8 bytes, but its results have 24");
  EXPECT_EQ(command({"run", kFile, "smooth", "x=[1, 4, 7]", "--max-memory=1kb"}).code, kOk);
  EXPECT_EQ(with("--timeout=-1").code, kMisuse);
}

TEST(RunShows, PrintsOnStandardErrorAndAssertionsWithTheirPlace) {
  const Output output = command({"run", kFile, "shown", "x=[1, 2]"});
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out, "3.0  f64\n");
  EXPECT_EQ(output.err, kFile + ":27: x = f64[2] [1. 2.]\n");
  const Output failing = command({"run", kFile, "shown", "x=[1, -2]"});
  EXPECT_EQ(failing.code, kUserError);
  expect_words(failing.err, "error[E0340]: assertion failed: x > 0 at element [1]; x is -2.0");
  expect_words(failing.err, "28 |     assert(x > 0)\n   |     ^^^^^^^^^^^^^");
}

TEST(RunShows, RunTimeErrorsPointIntoTheSource) {
  const Output output = command({"run", kFile, "divide", "a=1", "b=0"});
  EXPECT_EQ(output.code, kUserError);
  expect_words(output.err, "error[E0310]: integer division by zero");
  expect_words(output.err, "33 |     return a // b\n   |              ^^");
}

}  // namespace
}  // namespace sinter::cli
