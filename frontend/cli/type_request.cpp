#include "frontend/cli/type_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "frontend/cli/declared.h"

namespace sinter::cli {
namespace {

template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, "E6107", fmt::format(format, std::forward<Args>(args)...));
}

std::int64_t read_size(const char* option, const std::string& whole, std::string_view text) {
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || size < 0)
    fail("{} {}: '{}' is no size; write B=1024 or x=1024x64", option, whole, text);
  return size;
}

std::vector<std::int64_t> read_shape(const char* option, const std::string& whole,
                                     std::string_view text) {
  std::vector<std::int64_t> shape;
  while (true) {
    const std::size_t cross = text.find('x');
    shape.push_back(read_size(option, whole, text.substr(0, cross)));
    if (cross == std::string_view::npos) return shape;
    text.remove_prefix(cross + 1);
  }
}

std::pair<std::string, std::string> split(const char* option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) fail("{} {}: write NAME=VALUE", option, text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

TypeRequest::TypeRequest(const Signature& signature) : signature_(signature) {
  for (const Parameter& parameter : signature.parameters) {
    const Declared declared = parse_declared(parameter.type);
    ArgumentType type;
    type.dtype = declared.dtype.value_or(DType::kF32);
    type.shape.assign(static_cast<std::size_t>(declared.rank.value_or(0)), -1);
    options_.arguments.push_back(type);
  }
}

bool TypeRequest::take_shape(const char* option, const std::string& text) {
  const auto [name, value] = split(option, text);
  if (std::ranges::find(signature_.dimensions, name) != signature_.dimensions.end()) {
    options_.dimensions.emplace_back(name, read_size(option, text, value));
  } else if (ArgumentType* const argument = find(name)) {
    argument->shape = read_shape(option, text, value);
  } else {
    return false;
  }
  return true;
}

bool TypeRequest::take_dtype(const std::string& text) {
  const auto [name, value] = split("--dtype", text);
  const auto dtype = dtype_from_name(value);
  if (!dtype) fail("--dtype {}: '{}' is no dtype", text, value);
  ArgumentType* const argument = find(name);
  if (argument == nullptr) return take_type_variable(name, *dtype);
  argument->dtype = *dtype;
  return true;
}

ArgumentType* TypeRequest::find(const std::string& name) {
  const auto found = std::ranges::find(signature_.parameters, name, &Parameter::name);
  if (found == signature_.parameters.end()) return nullptr;
  return &options_.arguments[static_cast<std::size_t>(found - signature_.parameters.begin())];
}

/// `T=f64` sets every parameter declared with the type variable T.
bool TypeRequest::take_type_variable(const std::string& name, DType dtype) {
  bool found = false;
  for (std::size_t i = 0; i < options_.arguments.size(); ++i) {
    const std::string& type = signature_.parameters[i].type;
    if (type.substr(0, type.find('[')) != name) continue;
    options_.arguments[i].dtype = dtype;
    found = true;
  }
  return found;
}

void TypeRequest::unknown(const char* option, const std::string& text) const {
  const std::string name = text.substr(0, text.find('='));
  std::vector<std::string> names = signature_.dimensions;
  for (const Parameter& parameter : signature_.parameters) names.push_back(parameter.name);
  const std::string hint = closest(name, names);
  fail("{}: {} has neither a dimension nor a parameter '{}'{}", option, signature_.text, name,
       hint.empty() ? "" : fmt::format("; did you mean '{}'?", hint));
}

}  // namespace sinter::cli
