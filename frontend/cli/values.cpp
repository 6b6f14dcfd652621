#include "frontend/cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "frontend/cli/declared.h"

namespace sinter::cli {
namespace {

template <typename... Args>
[[noreturn]] void fail(const char* code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, code, fmt::format(format, std::forward<Args>(args)...));
}

template <typename T>
std::optional<T> parse_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Array> read_scalar(const std::string& text) {
  if (text == "true" || text == "false") return Array(text == "true");
  if (const auto integer = parse_number<std::int64_t>(text)) return Array(*integer);
  if (const auto large = parse_number<std::uint64_t>(text)) return Array(*large);
  if (const auto real = parse_number<double>(text)) return Array(*real);
  return std::nullopt;
}

/// `array` as the dtype that a parameter declares. Rounding to a float type is what untyped text
/// asks for; losing a fraction or wrapping into an integer type is not.
Array convert(const std::string& name, const Array& array, std::optional<DType> declared) {
  if (!declared || *declared == array.dtype()) return array;
  Array converted = array.astype(*declared);
  if (!is_float(*declared) && array.to_vector<double>() != converted.to_vector<double>()) {
    fail("E6105", "{}: some values do not fit the declared dtype {}", name,
         sinter::name(*declared));
  }
  return converted;
}

/// Reads a nested list such as "[[1, 2], [3, nan]]" as row-major numbers.
class ListReader {
 public:
  ListReader(const std::string& name, const std::string& text) : name_(name), text_(text) {}

  Array read(std::optional<DType> declared) {
    list(0);
    skip_blanks();
    if (at_ != text_.size()) malformed();
    const bool all_bool = bools_ == doubles_.size() && bools_ > 0;
    if (bools_ != 0 && !all_bool)
      fail("E6104", "{}: a list holds both booleans and numbers", name_);
    Array array = real_ ? Array::from(doubles_, shape_) : Array::from(integers_, shape_);
    if (all_bool) array = array.astype(DType::kBool);
    return convert(name_, array, declared);
  }

 private:
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool accept(char c) {
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[noreturn]] void malformed() const {
    fail("E6104", "{}: cannot read the list '{}'; write [1, 2] or [[1, 2], [3, 4]]", name_, text_);
  }

  void list(std::size_t depth) {
    if (!accept('[')) malformed();
    if (depth >= static_cast<std::size_t>(Array::kMaxRank))
      fail("E6104", "{}: a list is nested too deeply", name_);
    const bool first_of_depth = depth == shape_.size();
    if (first_of_depth && leaf_seen_) ragged("depth");
    if (first_of_depth) shape_.push_back(-1);
    std::int64_t size = 0;
    if (!accept(']')) {
      do {
        item(depth + 1);
        ++size;
      } while (accept(','));
      if (!accept(']')) malformed();
    }
    if (shape_[depth] == -1) shape_[depth] = size;
    if (shape_[depth] != size) ragged("length");
  }

  void item(std::size_t depth) {
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '[') return list(depth);
    const std::size_t end = std::min(text_.find_first_of(",] ", at_), text_.size());
    const std::string word = text_.substr(at_, end - at_);
    const auto scalar = read_scalar(word);
    if (!scalar && word.empty()) malformed();
    if (!scalar) fail("E6104", "{}: a list holds '{}', which is no number", name_, word);
    if (depth != shape_.size()) ragged("depth");
    at_ = end;
    leaf_seen_ = true;
    if (scalar->dtype() == DType::kBool) ++bools_;
    if (scalar->dtype() == DType::kF64 || scalar->dtype() == DType::kU64) real_ = true;
    doubles_.push_back(scalar->item());
    integers_.push_back(scalar->item<std::int64_t>());
  }

  [[noreturn]] void ragged(const char* how) const {
    fail("E6104", "{}: the rows of a list differ in {}", name_, how);
  }

  const std::string& name_;
  const std::string& text_;
  std::size_t at_ = 0;
  Array::Shape shape_;
  std::vector<std::int64_t> integers_;
  std::vector<double> doubles_;
  std::size_t bools_ = 0;
  bool real_ = false;
  bool leaf_seen_ = false;
};

bool ends_with_any(const std::string& text, std::initializer_list<const char*> endings) {
  return std::ranges::any_of(endings, [&](const char* ending) { return text.ends_with(ending); });
}

/// "data.npz:x" is member x of data.npz.
std::pair<std::string, std::string> split_member(const std::string& text) {
  const std::size_t at = text.rfind(".npz:");
  if (at == std::string::npos) return {text, ""};
  return {text.substr(0, at + 4), text.substr(at + 5)};
}

std::optional<Array> read_file(const std::string& name, const Declared& declared,
                               const std::string& text) {
  const auto [path, member] = split_member(text);
  if (ends_with_any(path, {".npy", ".npz"})) return load(path, member);
  if (!ends_with_any(path, {".csv", ".csv.gz"})) return std::nullopt;
  // Text has no dtype of its own, and always two axes: it becomes what the program asks for.
  Array array = load(path);
  if (declared.rank == 1 && (array.shape(0) == 1 || array.shape(1) == 1))
    array = array.reshape({-1});
  return convert(name, array, declared.dtype);
}

}  // namespace

Array read_value(const std::string& name, const std::string& type, const std::string& text) {
  const Declared declared = parse_declared(type);
  if (text.starts_with('[')) return ListReader(name, text).read(declared.dtype);
  if (auto scalar = read_scalar(text)) return *scalar;
  try {
    if (auto array = read_file(name, declared, text)) return *array;
  } catch (const Error& error) {
    if (error.code() != "E4201") throw;  // others name the argument, or what is wrong with the file
    throw Error(error.kind(), error.code(), fmt::format("argument '{}': {}", name, error.what()));
  }
  fail("E6103",
       "{}: cannot read '{}'; a value is a number, true, false, a list such as [1, 2], or a .npy, "
       ".npz, .csv or .csv.gz file",
       name, text);
}

std::vector<Array> read_values(const Signature& signature, const std::vector<std::string>& values) {
  std::vector<std::string> names;
  for (const Parameter& parameter : signature.parameters) names.push_back(parameter.name);
  std::map<std::string, std::string> given;
  for (const std::string& value : values) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos || equals == 0) {
      fail("E6101", "'{}' is no argument: write name=value, for {}", value, signature.text);
    }
    const std::string name = value.substr(0, equals);
    if (std::ranges::find(names, name) == names.end()) {
      const std::string hint = closest(name, names);
      fail("E6102", "{} has no parameter '{}'{}", signature.text, name,
           hint.empty() ? "" : fmt::format("; did you mean '{}'?", hint));
    }
    if (!given.emplace(name, value.substr(equals + 1)).second)
      fail("E6102", "'{}' is given twice", name);
  }
  std::vector<Array> arrays;
  std::size_t open = given.size();  // values for parameters that are still to come
  for (const Parameter& parameter : signature.parameters) {
    const auto found = given.find(parameter.name);
    if (found == given.end() && !parameter.default_value.empty()) {
      if (open == 0) break;
      arrays.push_back(read_value(parameter.name, parameter.type, parameter.default_value));
      continue;
    }
    --open;
    if (found == given.end()) {
      fail("E6102", "'{}' of {} is missing: add {}=VALUE", parameter.name, signature.text,
           parameter.name);
    }
    arrays.push_back(read_value(parameter.name, parameter.type, found->second));
  }
  return arrays;
}

}  // namespace sinter::cli
