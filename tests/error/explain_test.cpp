// Every error code is explained, and the examples of the explanations give their codes.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include "frontend/lang/explanations.h"
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

TEST(Explanations, ExamplesGiveTheirCodes) {
  for (const CodeInfo& entry : all_codes()) {
    const Explanation* row = find_explanation(entry.code);
    ASSERT_TRUE(row) << entry.code;
    ASSERT_FALSE(row->example.empty()) << entry.code << " has no row in error_examples.def";
    EXPECT_FALSE(row->fix.empty()) << entry.code;
    const std::string source = expand_example(row->example);
    Files files({}, "example.sinter");
    const Error error =
        error_of([&] { check_module(parse_module(source, "example.sinter", &files)); });
    EXPECT_EQ(error.code(), entry.code) << row->example << error.what();
  }
}

TEST(Explanations, AreUniqueAndComplete) {
  std::set<std::string_view> codes;
  for (const Explanation& row : all_explanations()) {
    EXPECT_TRUE(codes.insert(row.code).second) << row.code << " stands twice";
    EXPECT_FALSE(row.title.empty() || row.meaning.empty() || row.fix.empty()) << row.code;
    EXPECT_TRUE(row.meaning.ends_with('.') && row.fix.ends_with('.')) << row.code;
  }
}

/// The codes that a source file names as text.
std::set<std::string> codes_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  static const std::regex pattern("\"(E[0-9]{4})\"");
  std::set<std::string> codes;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    codes.insert((*at)[1]);
  return codes;
}

TEST(Explanations, KnowEveryCodeOfTheSources) {
  std::size_t files = 0;
  for (const char* folder : {"compiler", "runtime", "frontend"}) {
    const auto root = std::filesystem::path(SINTER_SOURCES) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const auto type = entry.path().extension();
      if (type != ".cpp" && type != ".h") continue;
      ++files;
      for (const std::string& code : codes_in(entry.path()))
        EXPECT_TRUE(find_explanation(code)) << code << " of " << entry.path();
    }
  }
  EXPECT_GT(files, 100U);
}

TEST(Explanations, Text) {
  EXPECT_EQ(
      explain_error("E0201"),
      "E0201: unknown name\n\n"
      "Nothing of this name is bound here: no parameter, local name, dimension, index, constant or "
      "module.\n\n"
      "For example:\n\n"
      "    fn f(pixels: f32[N]) -> f32[N] { return pixel + 1 }\n\n"
      "What to do: Correct the spelling, or bind the name before its use.\n");
  EXPECT_NE(explain_error("E0304").find("called with x=[[1,2]] w=[1]"), std::string::npos);
  EXPECT_NE(explain_error("E0001").find("caf\\xe9"), std::string::npos);
  const Error unknown = error_of([] { (void)explain_error("E20"); });
  EXPECT_EQ(unknown.code(), "E6108");
  EXPECT_NE(std::string(unknown.what()).find("there is no error code `E20`"), std::string::npos);
}

}  // namespace
}  // namespace sinter::lang
