#include "frontend/lang/explanations.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "compiler/support/check.h"
#include "frontend/lang/diagnostics.h"

namespace sinter::lang {
namespace {

struct Example {
  Code code;
  std::string_view example;
  std::string_view fix;
};
constexpr auto kExamples = std::to_array<Example>({
#define ERROR_EXAMPLE(name, example, fix) {Code::name, example, fix},
#include "frontend/lang/error_examples.def"
#undef ERROR_EXAMPLE
});

constexpr auto kRunCodes = std::to_array<Explanation>({
#define RUN_CODE(code, title, meaning, fix, example, arguments) \
  {code, title, meaning, fix, example, arguments},
#include "frontend/lang/run_codes.def"
#undef RUN_CODE
});

std::vector<Explanation> make_table() {
  std::vector<Explanation> table;
  for (const CodeInfo& entry : all_codes()) {
    Explanation row{entry.code, entry.title, entry.explanation, {}, {}, {}};
    const auto found = std::find_if(kExamples.begin(), kExamples.end(), [&](const Example& e) {
      return info(e.code).code == entry.code;
    });
    if (found != kExamples.end()) row.example = found->example, row.fix = found->fix;
    table.push_back(row);
  }
  table.insert(table.end(), kRunCodes.begin(), kRunCodes.end());
  return table;
}

/// Bytes that are no text are shown as \xNN.
std::string shown(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x80 ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return result;
}

std::string indented(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += fmt::format("    {}\n", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

}  // namespace

std::span<const Explanation> all_explanations() {
  static const std::vector<Explanation> table = make_table();
  return table;
}

const Explanation* find_explanation(std::string_view code) {
  const auto table = all_explanations();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Explanation& row) { return row.code == code; });
  return found == table.end() ? nullptr : &*found;
}

std::string expand_example(std::string_view example) {
  std::string result;
  while (!example.empty()) {
    std::size_t count = 0;
    const char* const last = example.data() + example.size();
    const auto [after, error] = std::from_chars(example.data() + 1, last, count);
    const std::string_view rest(after, static_cast<std::size_t>(last - after));
    if (example[0] != '{' || error != std::errc() || !rest.starts_with(" * \"")) {
      result += example[0];
      example.remove_prefix(1);
      continue;
    }
    const std::size_t end = rest.find("\"}", 4);
    SINTER_CHECK(end != std::string_view::npos, "an example's repetition is not closed");
    for (std::size_t i = 0; i < count; ++i) result += rest.substr(4, end - 4);
    example = rest.substr(end + 2);
  }
  return result;
}

std::string explain_error(std::string_view code) {
  const Explanation* row = find_explanation(code);
  if (!row) {
    std::vector<std::string_view> codes;
    for (const Explanation& other : all_explanations()) codes.push_back(other.code);
    const std::string help = suggestion(code, codes);
    user_error("E6108", "there is no error code `{}`{}", code.substr(0, 40),
               help.empty() ? "; messages show them so: error[E0201]" : " (" + help + ")");
  }
  std::string text = fmt::format("{}: {}\n\n{}\n", row->code, row->title, row->meaning);
  if (!row->example.empty()) {
    text += fmt::format("\nFor example:\n\n{}", indented(shown(row->example)));
    if (!row->arguments.empty()) text += fmt::format("\ncalled with {}\n", row->arguments);
  }
  return text + fmt::format("\nWhat to do: {}\n", row->fix);
}

}  // namespace sinter::lang
