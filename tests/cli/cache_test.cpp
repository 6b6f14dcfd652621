// sinter cache, on a folder that runs of `sinter run` have filled.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/cli/command.h"
#include "tests/common/temporary.h"

namespace sinter::cli {
namespace {

namespace fs = std::filesystem;

class CliCache : public ::testing::Test {
 protected:
  CliCache() {
    setenv("SINTER_CACHE", "on", 1);
    setenv("SINTER_CACHE_DIR", (folder_ / "cache").c_str(), 1);
  }
  ~CliCache() override {
    setenv("SINTER_CACHE", "off", 1);
    unsetenv("SINTER_CACHE_DIR");
  }
  Output run_twice(const std::string& number) {
    const std::string file = folder_ / "program.sinter";
    std::ofstream(file) << "fn twice(x: f32[N]) -> f32[N] { return 2 * x + " << number << " }\n";
    return command({"run", file, "twice", "x=[1, 2]", "--time"});
  }
  std::vector<fs::path> entries() const {
    std::vector<fs::path> found;
    for (const auto& item : fs::recursive_directory_iterator(folder_ / "cache"))
      if (item.is_regular_file() && item.path().filename() != "size") found.push_back(item.path());
    return found;
  }
  const test::TemporaryFolder folder_;
};

TEST_F(CliCache, ASecondRunLoadsWhatTheFirstCompiled) {
  const Output first = run_twice("1");
  expect_words(first.err, "compiled in");
  const Output second = run_twice("1");
  expect_words(second.err, "loaded from the disk cache in");
  EXPECT_EQ(first.out, second.out);
  expect_words(run_twice("3").err, "compiled in");
  expect_words(command({"cache", "stats"}).out, "/cache: 2 kernels, ");
  expect_words(command({"cache", "list"}).out, "  twice\n");
  expect_words(command({"cache", "list", "--json"}).out, R"("function":"twice")");
  expect_words(command({"cache", "stats", "--json"}).out, R"("kernels":2)");
  expect_words(command({"cache", "prune", "--max-size", "1"}).out, "removed 0 kernels");
  expect_words(command({"cache", "clear"}).out, "removed 2 kernels");
  expect_words(command({"cache", "stats"}).out, ": 0 kernels");
}

TEST_F(CliCache, VerifyRemovesWhatIsDamaged) {
  run_twice("1");
  run_twice("2");
  EXPECT_EQ(command({"cache", "verify"}).out, "2 kernels are whole, 0 were not\n");
  fs::resize_file(entries().at(0), 100);
  const Output verified = command({"cache", "verify"});
  EXPECT_EQ(verified.code, kUserError);
  expect_words(verified.err, "its length is not what its header says; removed");
  expect_words(verified.out, "1 kernels are whole, 1 were not");
  EXPECT_EQ(command({"cache", "verify"}).code, kOk);
}

TEST_F(CliCache, AFolderThatCannotBeUsedIsAWarningOfRunAndAnErrorOfCache) {
  setenv("SINTER_CACHE_DIR", "/proc/none", 1);
  const Output ran = run_twice("1");
  EXPECT_EQ(ran.code, kOk);
  expect_words(ran.err, "warning: kernel cache in /proc/none is not used");
  expect_words(ran.err, "kernels are kept in memory only");
  const Output looked = command({"cache", "stats"});
  EXPECT_EQ(looked.code, kUserError);
  expect_words(looked.err, "error[E6021]: kernel cache in /proc/none is not used");
  expect_words(command({"cache", "burn"}).err, "burn");
}

TEST_F(CliCache, OffMeansOff) {
  setenv("SINTER_CACHE", "off", 1);
  run_twice("1");
  expect_words(run_twice("1").err, "compiled in");
  EXPECT_FALSE(fs::exists(folder_ / "cache"));
}

}  // namespace
}  // namespace sinter::cli
