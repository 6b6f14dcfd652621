#include "frontend/cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
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

/// Collects a nested JSON list as row-major numbers.
class ListReader {
 public:
  explicit ListReader(const std::string& name) : name_(name) {}

  Array read(const nlohmann::json& list, std::optional<DType> declared) {
    add(list, 0);
    const bool all_bool = bools_ == doubles_.size() && bools_ > 0;
    if (bools_ != 0 && !all_bool)
      fail("E6104", "{}: a list holds both booleans and numbers", name_);
    Array array = real_ ? Array::from(doubles_, shape_) : Array::from(integers_, shape_);
    if (all_bool) array = array.astype(DType::kBool);
    return convert(name_, array, declared);
  }

 private:
  void add(const nlohmann::json& item, std::size_t depth) {
    if (item.is_array()) {
      if (depth >= static_cast<std::size_t>(Array::kMaxRank))
        fail("E6104", "{}: a list is nested too deeply", name_);
      const auto size = static_cast<std::int64_t>(item.size());
      if (depth == shape_.size() && !leaf_seen_) {
        shape_.push_back(size);
      } else if (depth >= shape_.size() || shape_[depth] != size) {
        fail("E6104", "{}: the rows of a list differ in length", name_);
      }
      for (const auto& child : item) add(child, depth + 1);
      return;
    }
    leaf_seen_ = true;
    if (depth != shape_.size()) fail("E6104", "{}: the rows of a list differ in depth", name_);
    if (item.is_boolean()) {
      ++bools_;
      push(item.get<bool>() ? 1 : 0, item.get<bool>() ? 1 : 0);
    } else if (item.is_number_integer()) {
      push(item.get<std::int64_t>(), item.get<double>());
    } else if (item.is_number()) {
      real_ = true;
      push(0, item.get<double>());
    } else {
      fail("E6104", "{}: a list holds {}, which is no number", name_, item.dump());
    }
  }

  void push(std::int64_t integer, double real) {
    integers_.push_back(integer);
    doubles_.push_back(real);
  }

  const std::string& name_;
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
  if (text.starts_with('[')) {
    const auto list = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (list.is_discarded())
      fail("E6104", "{}: cannot read the list '{}'; write [1, 2] or [[1, 2], [3, 4]]", name, text);
    return ListReader(name).read(list, declared.dtype);
  }
  if (auto scalar = read_scalar(text)) return *scalar;
  if (auto array = read_file(name, declared, text)) return *array;
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
  for (const Parameter& parameter : signature.parameters) {
    const auto found = given.find(parameter.name);
    if (found == given.end()) {
      fail("E6102", "'{}' of {} is missing: add {}=VALUE", parameter.name, signature.text,
           parameter.name);
    }
    arrays.push_back(read_value(parameter.name, parameter.type, found->second));
  }
  return arrays;
}

}  // namespace sinter::cli
