// fmt, explain-error, and errors at run time as the command shows them.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"
#include "tests/common/temporary.h"

namespace sinter::cli {
namespace {

/// A file that lives as long as the object.
class Temporary {
 public:
  explicit Temporary(const std::string& text) { test::write_file(path(), text); }
  std::string path() const { return folder_ / "tools_test.sinter"; }
  std::string text() const { return test::read_file(path()); }

 private:
  test::TemporaryFolder folder_;
};

TEST(CliFormat, RewritesFiles) {
  const Temporary file("fn f(x:f32)->f32{return x+1}");
  const std::string good = "fn f(x: f32) -> f32 { return x + 1 }\n";
  Output output = command({"fmt", "--check", file.path()});
  EXPECT_EQ(output.code, kUserError);
  EXPECT_EQ(output.out, file.path() + ": not formatted\n");
  output = command({"fmt", file.path()});
  EXPECT_EQ(output.code, kOk) << output.err;
  EXPECT_EQ(output.out, "");
  EXPECT_EQ(file.text(), good);
  EXPECT_EQ(command({"fmt", "--check", file.path()}).code, kOk);
}

TEST(CliFormat, StandardInput) {
  const Output output = command({"fmt", "-"}, false, "fn f(x){return -x}");
  EXPECT_EQ(output.code, kOk);
  EXPECT_EQ(output.out, "fn f(x) { return -x }\n");
  const Output broken = command({"fmt", "-"}, false, "fn f(x){");
  EXPECT_EQ(broken.code, kUserError);
  expect_words(broken.err, "<stdin>:1:8");
  EXPECT_EQ(broken.out, "");
}

TEST(CliFormat, LeavesWhatIsNoProgram) {
  const Temporary file("fn f(");
  EXPECT_EQ(command({"fmt", file.path()}).code, kUserError);
  EXPECT_EQ(file.text(), "fn f(");
  EXPECT_EQ(command({"fmt", "nowhere.sinter"}).code, kUserError);
}

TEST(CliExplainError, SaysWhatACodeMeans) {
  const Output output = command({"explain-error", "E0201"});
  EXPECT_EQ(output.code, kOk);
  expect_words(output.out, "E0201: unknown name");
  expect_words(output.out, "What to do: ");
  const Output unknown = command({"explain-error", "E0200x"});
  EXPECT_EQ(unknown.code, kUserError);
  expect_words(unknown.err, "error[E6108]");
}

struct RunCode {
  std::string code, example, arguments;
};
const std::vector<RunCode> kRunCodes{
#define RUN_CODE(code, title, meaning, fix, example, arguments) {code, example, arguments},
#include "frontend/lang/run_codes.def"
#undef RUN_CODE
};

TEST(CliExplainError, ExamplesOfCallsGiveTheirCodes) {
  int run = 0;
  for (const RunCode& row : kRunCodes) {
    if (row.example.empty()) continue;
    const Temporary file(row.example);
    std::vector<std::string> words{"run", file.path(), "f"};
    std::istringstream arguments(row.arguments);
    for (std::string word; arguments >> word;) words.push_back(word);
    for (const char* backend : {"--backend=llvm", "--backend=interp"}) {
      words.emplace_back(backend);
      const Output output = command(words);
      words.pop_back();
      EXPECT_NE(output.code, kOk) << row.code;
      expect_words(output.err, "error[" + row.code + "]");
      ++run;
    }
  }
  EXPECT_GE(run, 20);
}

}  // namespace
}  // namespace sinter::cli
