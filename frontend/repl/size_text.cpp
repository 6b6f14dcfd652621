#include "frontend/repl/size_text.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace sinter::repl {
namespace {

using Sizes = std::map<std::string, std::int64_t>;
using Size = std::optional<std::int64_t>;

/// The value of a size as graphs print it: sums of products of numbers, names and the functions
/// max, min, floordiv and mod; nothing where a name has no value.
class Evaluator {
 public:
  Evaluator(std::string_view text, const Sizes& sizes) : text_(text), sizes_(sizes) {}

  Size value() {
    const Size result = sum();
    return at_ == text_.size() ? result : std::nullopt;
  }

 private:
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  Size sum() {
    Size total = product();
    while (true) {
      const bool minus = take(" - ");
      if (!minus && !take(" + ")) return total;
      const Size next = product();
      total = total && next ? Size(minus ? *total - *next : *total + *next) : std::nullopt;
    }
  }
  Size product() {
    Size total = factor();
    while (take("*")) {
      const Size next = factor();
      total = total && next ? Size(*total * *next) : std::nullopt;
    }
    return total;
  }
  Size factor() {
    if (take("-")) {
      const Size value = factor();
      return value ? Size(-*value) : std::nullopt;
    }
    const std::size_t end = std::min(text_.find_first_of(" *(),", at_), text_.size());
    const std::string word(text_.substr(at_, end - at_));
    at_ = end;
    if (take("(")) return call(word);
    if (!word.empty() && word.find_first_not_of("0123456789") == std::string::npos)
      return std::stoll(word);
    const auto size = sizes_.find(word);
    return size == sizes_.end() ? std::nullopt : Size(size->second);
  }
  Size call(const std::string& function) {
    const Size a = sum();
    Size b;
    if (take(", ")) b = sum();
    if (!take(")") || !a) return std::nullopt;
    if (function.empty()) return a;
    if (!b) return std::nullopt;
    if (function == "max") return std::max(*a, *b);
    if (function == "min") return std::min(*a, *b);
    if (*b <= 0) return std::nullopt;
    const std::int64_t rest = ((*a % *b) + *b) % *b;
    if (function == "mod") return rest;
    return function == "floordiv" ? Size((*a - rest) / *b) : std::nullopt;
  }

  std::string_view text_;
  const Sizes& sizes_;
  std::size_t at_ = 0;
};

std::string size_text(const std::string& text, const Sizes& sizes) {
  if (const Size value = Evaluator(text, sizes).value()) return std::to_string(*value);
  // A number of elements, such as that of a selection, is never negative.
  constexpr std::string_view kBegin = "max(";
  constexpr std::string_view kEnd = ", 0)";
  if (!text.starts_with(kBegin) || !text.ends_with(kEnd)) return text;
  std::string inner = text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size());
  return inner.find_first_of(" *(),") == std::string::npos ? inner : text;
}

}  // namespace

std::string with_sizes(const std::string& types, const Sizes& sizes) {
  std::string result;
  std::string size;
  int depth = 0;  // of brackets
  for (const char c : types) {
    const bool ends = depth == 1 && (c == ']' || c == ',');
    if (ends) result += size_text(std::exchange(size, {}), sizes);
    if (c == '[' || c == '(') ++depth;
    if (c == ']' || c == ')') --depth;
    const bool between = c == '[' || ends || (c == ' ' && depth == 1 && size.empty());
    (depth == 0 || between ? result : size) += c;
  }
  return result;
}

}  // namespace sinter::repl
