#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "frontend/cli/declared.h"
#include "frontend/cli/measure.h"
#include "frontend/cli/values.h"

namespace sinter::cli {
namespace {

template <typename... Args>
[[noreturn]] void fail(const char* code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, code, fmt::format(format, std::forward<Args>(args)...));
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<std::int64_t> read_sizes(const std::string& option, const std::string& text) {
  std::vector<std::int64_t> sizes;
  for (const std::string& word : split(text, 'x')) {
    std::int64_t size = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), size);
    if (error != std::errc() || end != word.data() + word.size() || size < 0)
      fail("E6302", "--dim {}: '{}' is no size: write B=256,1024 or x=64x64,128x128", option, text);
    sizes.push_back(size);
  }
  return sizes;
}

const Parameter* parameter_of(const Signature& signature, const std::string& name) {
  const auto found = std::ranges::find(signature.parameters, name, &Parameter::name);
  return found == signature.parameters.end() ? nullptr : &*found;
}

/// The dtypes that --dtype gives, by parameter or type variable.
std::map<std::string, DType> read_dtypes(const std::vector<std::string>& texts) {
  std::map<std::string, DType> dtypes;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const auto dtype =
        equals == std::string::npos ? std::nullopt : dtype_from_name(text.substr(equals + 1));
    if (!dtype || !is_computable(*dtype))
      fail("E6302", "--dtype {}: write x=f64, with the name of a dtype that programs compute with",
           text);
    dtypes[text.substr(0, equals)] = *dtype;
  }
  return dtypes;
}

}  // namespace

std::vector<measure::Sweep> read_sweeps(const Signature& signature,
                                        const std::vector<std::string>& dimensions) {
  std::vector<measure::Sweep> sweeps;
  for (const std::string& text : dimensions) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      fail("E6302", "--dim {}: write B=256,1024 or x=64x64,128x128", text);
    measure::Sweep sweep;
    sweep.name = text.substr(0, equals);
    sweep.is_parameter = parameter_of(signature, sweep.name) != nullptr;
    const auto& names = signature.dimensions;
    if (!sweep.is_parameter && std::ranges::find(names, sweep.name) == names.end()) {
      const std::string hint = closest(sweep.name, names);
      fail("E6302", "--dim {}: {} has neither a dimension nor a parameter '{}'{}", text,
           signature.text, sweep.name,
           hint.empty() ? "" : fmt::format("; did you mean '{}'?", hint));
    }
    if (std::ranges::find(sweeps, sweep.name, &measure::Sweep::name) != sweeps.end())
      fail("E6302", "--dim {}: '{}' is given twice", text, sweep.name);
    sweep.texts = split(text.substr(equals + 1), ',');
    for (const std::string& size : sweep.texts) {
      sweep.sizes.push_back(read_sizes(text, size));
      if (!sweep.is_parameter && sweep.sizes.back().size() != 1)
        fail("E6302", "--dim {}: '{}' is no size of one dimension", text, size);
    }
    sweeps.push_back(std::move(sweep));
  }
  return sweeps;
}

std::vector<measure::Input> plan_inputs(const Signature& signature,
                                        const std::vector<std::string>& values,
                                        const std::vector<std::string>& dtypes,
                                        const std::vector<measure::Sweep>& sweeps) {
  std::map<std::string, std::string> given;
  for (const std::string& value : values) {
    const std::size_t equals = value.find('=');
    if (equals == std::string::npos || equals == 0)
      fail("E6101", "'{}' is no argument: write name=value, for {}", value, signature.text);
    const std::string name = value.substr(0, equals);
    if (parameter_of(signature, name) == nullptr)
      fail("E6102", "{} has no parameter '{}'", signature.text, name);
    if (!given.emplace(name, value.substr(equals + 1)).second)
      fail("E6102", "'{}' is given twice", name);
  }
  const auto asked = read_dtypes(dtypes);
  std::vector<measure::Input> inputs;
  for (const Parameter& parameter : signature.parameters) {
    const Declared declared = parse_declared(parameter.type);
    measure::Input input;
    input.name = parameter.name;
    input.axes = declared.sizes;
    const std::string variable = parameter.type.substr(0, parameter.type.find('['));
    input.dtype = declared.dtype.value_or(DType::kF32);
    for (const std::string& name : {parameter.name, variable})
      if (const auto found = asked.find(name); found != asked.end()) input.dtype = found->second;
    const auto found = given.find(parameter.name);
    const std::string text = found != given.end() ? found->second : parameter.default_value;
    if (!text.empty()) {
      input.given = read_value(parameter.name, parameter.type, text);
      if (input.given->is_weak() && declared.dtype) input.given = input.given->astype(input.dtype);
    } else if (std::ranges::none_of(sweeps, [&](const measure::Sweep& sweep) {
                 return sweep.is_parameter && sweep.name == parameter.name;
               })) {
      if (!declared.rank)
        fail("E6303", "the shape of '{}' is not declared: add --dim {}=SIZExSIZE or {}=FILE.npy",
             parameter.name, parameter.name, parameter.name);
      if (*declared.rank == 0 && !is_float(input.dtype))
        fail("E6303", "'{}' of {} is a number that decides what is done: add {}=VALUE",
             parameter.name, signature.text, parameter.name);
    }
    inputs.push_back(std::move(input));
  }
  return inputs;
}

}  // namespace sinter::cli
