#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "frontend/cli/style.h"
#include "sinter/sinter.h"
#include "tests/cli/command.h"
#include "tests/common/temporary.h"

namespace sinter::cli {
namespace {

TEST(Cli, Version) {
  const Output output = command({"--version"});
  EXPECT_EQ(output.code, kOk);
  EXPECT_EQ(output.out, "sinter " + std::string(version()) + "\n");
}

TEST(Cli, HelpEverywhere) {
  EXPECT_EQ(command({"--help"}).code, kOk);
  expect_words(command({"--help"}).out, "Exit status");
  for (const char* name : {"run", "check", "explain", "doctor", "fmt", "explain-error"}) {
    const Output output = command({name, "--help"});
    EXPECT_EQ(output.code, kOk) << name;
    expect_words(output.out, "Usage");
  }
}

TEST(Cli, MisuseIsExitCodeTwo) {
  const Output nothing = command({});
  EXPECT_EQ(nothing.code, kMisuse);
  expect_words(nothing.err, "Usage: sinter");
  const Output unknown = command({"frobnicate"});
  EXPECT_EQ(unknown.code, kMisuse);
  EXPECT_EQ(unknown.err, "sinter: there is no command 'frobnicate'\nsee sinter --help\n");
  EXPECT_EQ(command({"--nonsense"}).err,
            "sinter: there is no option '--nonsense'\nsee sinter --help\n");
  const Output incomplete = command({"run"});
  EXPECT_EQ(incomplete.code, kMisuse);
  EXPECT_EQ(incomplete.err, "sinter: FILE is required\nsee sinter run --help\n");
  const Output backend = command({"run", "a.sinter", "f", "--backend=gpu"});
  EXPECT_EQ(backend.code, kMisuse);
  expect_words(backend.err, "'gpu' is neither llvm nor interp");
  EXPECT_TRUE(backend.out.empty());
  EXPECT_EQ(command({"run", "a.sinter", "f", "--threads=-1"}).code, kMisuse);
  EXPECT_EQ(command({"explain", "a.sinter", "f", "--ir=c"}).code, kMisuse);
}

TEST(Cli, RunPrintsResults) {
  const Output output =
      command({"run", kPrograms + "basics.sinter", "scale", "x=[1, 2, 3]", "a=2"});
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out, "f32[3]\n[2. 4. 6.]\n");
  EXPECT_EQ(output.err, "");
}

TEST(Cli, BackendsAgree) {
  for (const char* backend : {"--backend=llvm", "--backend=interp"}) {
    const Output output =
        command({"run", kPrograms + "basics.sinter", "total", "x=[[1, 2], [3, 4.5]]", backend});
    EXPECT_EQ(output.code, kOk) << output.err;
    EXPECT_EQ(output.out, "10.5  f64\n");
  }
}

TEST(Cli, RunAsJson) {
  const Output output =
      command({"run", kPrograms + "basics.sinter", "both", "x=[1, inf]", "--json"});
  ASSERT_EQ(output.code, kOk) << output.out;
  const auto document = nlohmann::json::parse(output.out);
  EXPECT_EQ(document["function"], "both");
  EXPECT_EQ(document["results"].size(), 2U);
  EXPECT_EQ(document["results"][1]["values"], "inf");
  EXPECT_EQ(document["results"][1]["dtype"], "f32");
}

TEST(Cli, RunCallsSeveralTimesAndKeepsALedger) {
  const std::vector<std::string> run{"run", kPrograms + "basics.sinter", "scale", "x=[1, 2]",
                                     "a=2"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), run.begin(), run.end());
    return command(more);
  };
  const Output several = with({"--repeat", "7", "--ledger", "--json"});
  ASSERT_EQ(several.code, kOk) << several.err;
  const auto ledger = nlohmann::json::parse(several.out).at("ledger");
  ASSERT_EQ(ledger.size(), 1U);
  EXPECT_EQ(ledger[0].at("function"), "scale");
  EXPECT_EQ(ledger[0].at("specialization"), "x: f32[N] contiguous, a: f32");
  EXPECT_EQ(ledger[0].at("origin"), "quick");
  EXPECT_EQ(ledger[0].at("calls"), 7);
  EXPECT_GT(ledger[0].at("llvm_ms"), 0);
  EXPECT_GE(ledger[0].at("run_ms"), ledger[0].at("fastest_ms"));
  const Output once = with({"--ledger"});
  EXPECT_EQ(once.out, "f32[2]\n[2. 4.]\n");
  EXPECT_TRUE(once.err.starts_with("origin ")) << once.err;
  EXPECT_TRUE(once.err.ends_with("  scale(x: f32[N] contiguous, a: f32)\n")) << once.err;
  EXPECT_EQ(with({"--repeat", "0"}).code, kMisuse);
}

TEST(Cli, RunWritesFiles) {
  const test::TemporaryFolder folder;
  const std::string first = folder / "first.npy";
  const std::string second = folder / "second.npy";
  const std::string file = kPrograms + "basics.sinter";
  const Output output = command({"run", file, "both", "x=[1, 2]", "-o", first, "-o", second});
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out, "");
  EXPECT_EQ(load(first).item(), 3);
  EXPECT_EQ(load(second).item(), 2);
  const Output wrong = command({"run", file, "both", "x=[1, 2]", "-o", first});
  EXPECT_EQ(wrong.code, kUserError);
  expect_words(wrong.err, "give it once for each result");
}

TEST(Cli, UserErrorsAreExitCodeOne) {
  const std::string basics = kPrograms + "basics.sinter";
  const Output broken = command({"check", kPrograms + "broken.sinter"});
  EXPECT_EQ(broken.code, kUserError);
  EXPECT_EQ(broken.out, "");
  expect_words(broken.err, "undefined_name");
  expect_words(broken.err, "broken.sinter");
  EXPECT_EQ(command({"check", kPrograms + "nowhere.sinter"}).code, kUserError);
  const Output function = command({"run", basics, "scael", "x=[1]", "a=1"});
  EXPECT_EQ(function.code, kUserError);
  expect_words(function.err, "scale");
  EXPECT_EQ(command({"run", basics, "scale", "x=[[1]]", "a=1"}).code, kUserError);
}

TEST(Cli, RuntimeErrorsAreExitCodeOne) {
  for (const char* backend : {"--backend=llvm", "--backend=interp"}) {
    const Output output =
        command({"run", kPrograms + "basics.sinter", "halve", "n=1", "d=0", backend});
    EXPECT_EQ(output.code, kUserError);
    expect_words(output.err, "zero");
  }
}

TEST(Cli, ErrorsAsJson) {
  const Output output = command({"check", kPrograms + "broken.sinter", "--json"});
  EXPECT_EQ(output.code, kUserError);
  EXPECT_EQ(output.err, "");
  const auto document = nlohmann::json::parse(output.out);
  EXPECT_EQ(document["error"]["kind"], "user");
  EXPECT_EQ(document["error"]["diagnostics"][0]["location"]["line"], 2);
}

TEST(Cli, CheckListsFunctions) {
  const Output output = command({"check", kPrograms + "basics.sinter"});
  EXPECT_EQ(output.code, kOk) << output.err;
  expect_words(output.out, "ok, 5 functions");
  expect_words(output.out, "scale(x: f32[N], a: f32) -> f32[N]");
}

TEST(Cli, ExplainEveryForm) {
  const std::string basics = kPrograms + "basics.sinter";
  for (const char* form :
       {"--ir=graph", "--ir=loop", "--ir=llvm", "--ir=asm", "--ir=cuda", "--passes"}) {
    const Output output = command({"explain", basics, "scale", "--shape", "N=1024", form});
    EXPECT_EQ(output.code, kOk) << form << ": " << output.err;
    EXPECT_FALSE(output.out.empty()) << form;
  }
  EXPECT_EQ(command({"explain", basics, "scale"}).code, kOk);
  EXPECT_EQ(command({"explain", basics, "scale", "--shape", "x=64", "--dtype", "x=f32"}).code, kOk);
}

TEST(Cli, NamesWhatAGpuLacks) {
  const std::string basics = kPrograms + "basics.sinter";
  const Output wrong = command({"run", basics, "scale", "x=[1]", "a=2", "--device=gpu"});
  EXPECT_NE(wrong.code, kOk);
  expect_words(wrong.err, "neither cpu, cuda, cuda:N nor auto");
  setenv("SINTER_CUDA_DRIVER", "/nowhere/libcuda.so.1", 1);
  const Output none = command({"run", basics, "scale", "x=[1]", "a=2", "--device=cuda"});
  const Output either = command({"run", basics, "scale", "x=[1]", "a=2", "--device=auto"});
  unsetenv("SINTER_CUDA_DRIVER");
  EXPECT_EQ(either.code, kOk) << either.err;
  expect_words(either.err, "on the processor: no CUDA ");
  EXPECT_EQ(none.code, kUnavailable);
  expect_words(none.err, "no CUDA driver: /nowhere/libcuda.so.1 not found");
}

TEST(Cli, ExplainRejectsNonsense) {
  const std::string basics = kPrograms + "basics.sinter";
  const auto words = [&](std::vector<std::string> options, const char* expected) {
    options.insert(options.begin(), {"explain", basics, "scale"});
    const Output output = command(options);
    EXPECT_EQ(output.code, kUserError);
    expect_words(output.err, expected);
  };
  words({"--shape", "N"}, "write NAME=VALUE");
  words({"--shape", "N=ten"}, "'ten' is no size");
  words({"--shape", "N=-1"}, "'-1' is no size");
  words({"--shape", "Q=1"}, "neither a dimension nor a parameter 'Q'");
  words({"--dtype", "x=f33"}, "'f33' is no dtype");
  words({"--dtype", "q=f32"}, "neither a dimension nor a parameter 'q'");
}

TEST(Cli, Doctor) {
  const Output output = command({"doctor", "--json"});
  EXPECT_EQ(output.code, kOk) << output.out;
  EXPECT_EQ(nlohmann::json::parse(output.out)["ok"], true);
  expect_words(command({"doctor"}).out, "Everything that is needed was found.");
}

TEST(Cli, ColorsOnlyWhereAsked) {
  const std::vector<std::string> arguments{"check", kPrograms + "broken.sinter"};
  expect_words(command(arguments, true).err, "\x1b[");
  EXPECT_EQ(command(arguments, false).err.find('\x1b'), std::string::npos);
}

TEST(Cli, NoColorWins) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(may_use_color(stdout));
  unsetenv("NO_COLOR");
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(may_use_color(stdout));
}

}  // namespace
}  // namespace sinter::cli
