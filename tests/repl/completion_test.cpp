// What Tab offers.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "frontend/repl/assistant.h"
#include "frontend/repl/commands.h"
#include "tests/repl/sessions.h"

namespace sinter::repl {
namespace {

using Words = std::vector<std::string>;

Session session() {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  Session made(options);
  made.evaluate("speed = 3; spread = [1.5, 2]\nfn spline(x) { return x }");
  return made;
}

Words offered(const std::string& line) {
  static const Session used = session();
  return complete(used, line, line.size()).candidates;
}

TEST(Completion, KnowsTheWordsOfCommands) {
  EXPECT_EQ(offered(":policy "), (Words{"auto", "exact", "symbolic"}));
  EXPECT_EQ(offered(":policy s"), Words{"symbolic"});
  EXPECT_EQ(offered(":pol   e"), Words{"exact"});
  EXPECT_EQ(offered(":cache "), (Words{"clear", "list", "prune", "stats", "verify"}));
  EXPECT_EQ(offered(":cache p"), Words{"prune"});
  // One word is all that they take.
  EXPECT_EQ(offered(":policy exact a"), Words{});
  EXPECT_EQ(offered(":cache list s"), Words{});
}

TEST(Completion, OffersWhatCommandsAccept) {
  // Every word that is offered is one that the command knows.
  for (const Command& command : commands()) {
    if (command.arguments.find('|') == std::string_view::npos) continue;
    const std::string begin = ":" + std::string(command.name) + " ";
    const Words words = offered(begin);
    EXPECT_GE(words.size(), 3U) << begin;
    for (const std::string& word : words) {
      if (word == "clear" || word == "prune") continue;  // the cache of whoever runs the tests
      EXPECT_EQ(pipe(begin + word + "\n").err, "") << begin << word;
    }
  }
}

TEST(Completion, KnowsCommands) {
  EXPECT_EQ(offered(":pa"), (Words{"parallel", "passes"}));
  EXPECT_EQ(offered(":help th"), Words{"threads"});
  EXPECT_EQ(offered(":help :th"), Words{"threads"});
  EXPECT_EQ(offered(":doc :th"), Words{"threads"});
  EXPECT_EQ(offered(":frobnicate s"), Words{});
  for (const char* const line : {":quit ", ":ledger s", ":device s", ":threads s"})
    EXPECT_EQ(offered(line), Words{}) << line;
}

TEST(Completion, OffersTheSessionsOwnNamesWhereOnlyTheyWillDo) {
  for (const std::string command : {":list", ":edit", ":reset"}) {
    EXPECT_EQ(offered(command + " sp"), (Words{"speed", "spline", "spread"})) << command;
    EXPECT_EQ(offered(command + " softm"), Words{}) << command;
  }
  EXPECT_EQ(offered(":doc softm"), Words{"softmax"});
  EXPECT_EQ(offered(":type sp"), (Words{"spacing", "speed", "spline", "split", "spread"}));
  EXPECT_EQ(offered(":debug spli"), (Words{"spline", "split"}));
}

TEST(Completion, KnowsFilesOfCommands) {
  const std::filesystem::path folder = temporary("files");
  std::filesystem::create_directory(folder);
  for (const char* const name : {"one.sinter", "two words.sinter"}) std::ofstream(folder / name);
  const std::string path = folder.string() + "/";
  for (const std::string command : {":load ", ":save ", ":explain --html "}) {
    EXPECT_EQ(offered(command + path + "o"), Words{"one.sinter"}) << command;
    EXPECT_EQ(offered(command + "\"" + path + "t"), Words{"two words.sinter\""}) << command;
  }
  EXPECT_EQ(offered(":load " + path + "two w"), Words{"two words.sinter"});
  EXPECT_EQ(offered(":explain --h"), Words{"--html"});
  EXPECT_EQ(offered(":explain --html page.html sprea"), Words{"spread"});
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sinter::repl
