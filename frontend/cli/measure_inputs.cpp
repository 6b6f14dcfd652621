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

/// The type variable of a parameter's declared type, or its dtype: "T" of "T[B, D]".
std::string element_of(const Parameter& parameter) {
  return parameter.type.substr(0, parameter.type.find('['));
}

/// The dtypes that --dtype gives, by parameter or type variable.
std::map<std::string, DType> read_dtypes(const Signature& signature,
                                         const std::vector<std::string>& texts) {
  std::map<std::string, DType> dtypes;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const auto dtype =
        equals == std::string::npos ? std::nullopt : dtype_from_name(text.substr(equals + 1));
    if (!dtype || !is_computable(*dtype))
      fail("E6302", "--dtype {}: write x=f64, with the name of a dtype that programs compute with",
           text);
    const std::string name = text.substr(0, equals);
    std::vector<std::string> names;
    for (const Parameter& parameter : signature.parameters) {
      names.push_back(parameter.name);
      const Declared declared = parse_declared(parameter.type);
      if (!declared.dtype) {
        names.push_back(element_of(parameter));
      } else if (name == parameter.name && *declared.dtype != *dtype) {
        fail("E6302", "--dtype {}: '{}' is declared as {}", text, name, parameter.type);
      }
    }
    if (name.empty() || std::ranges::find(names, name) == names.end()) {
      const std::string hint = closest(name, names);
      fail("E6302", "--dtype {}: {} has neither a parameter nor a type variable '{}'{}", text,
           signature.text, name, hint.empty() ? "" : fmt::format("; did you mean '{}'?", hint));
    }
    if (!dtypes.emplace(name, *dtype).second)
      fail("E6302", "--dtype {}: '{}' is given twice", text, name);
  }
  return dtypes;
}

/// The dtype that is asked for a parameter by its own name or that of its type variable.
std::optional<DType> asked_dtype(const std::map<std::string, DType>& asked,
                                 const Parameter& parameter) {
  std::optional<DType> dtype;
  for (const std::string& name : {parameter.name, element_of(parameter)}) {
    const auto found = asked.find(name);
    if (found == asked.end()) continue;
    if (dtype && *dtype != found->second)
      fail("E6302", "--dtype {}={}: '{}' is asked to be {} as well", name,
           sinter::name(found->second), parameter.name, sinter::name(*dtype));
    dtype = found->second;
  }
  return dtype;
}

/// An argument that is given has its shape and dtype; nothing may ask for others.
void check_given(const measure::Input& input, const Parameter& parameter,
                 const std::vector<measure::Sweep>& sweeps,
                 const std::map<std::string, DType>& asked) {
  const Array& given = *input.given;
  for (const measure::Sweep& sweep : sweeps) {
    if (sweep.is_parameter && sweep.name == input.name)
      fail("E6302", "--dim {}: '{}' is given as an argument, whose shape is {}", input.name,
           input.name, given.type_text());
    for (std::size_t axis = 0; axis < input.axes.size() && static_cast<int>(axis) < given.rank();
         ++axis) {
      const std::int64_t size = given.shape()[axis];
      if (sweep.is_parameter || sweep.name != input.axes[axis]) continue;
      if (std::ranges::any_of(sweep.sizes, [&](const auto& one) { return one[0] != size; }))
        fail("E6302", "--dim {}={}: '{}' is given as an argument, {}, so that {} is {}", sweep.name,
             fmt::join(sweep.texts, ","), input.name, given.type_text(), sweep.name, size);
    }
  }
  const auto dtype = asked.find(parameter.name);
  if (dtype != asked.end() && !given.is_weak() && given.dtype() != dtype->second)
    fail("E6302", "--dtype {}={}: '{}' is given as an argument, {}", input.name,
         sinter::name(dtype->second), input.name, given.type_text());
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
      if (std::ranges::count(sweep.sizes, sweep.sizes.back()) != 1)
        fail("E6302", "--dim {}: the size {} is given twice", text, size);
      if (!sweep.is_parameter && sweep.sizes.back().size() != 1)
        fail("E6302", "--dim {}: '{}' is no size of one dimension", text, size);
    }
    sweeps.push_back(std::move(sweep));
  }
  // The shape of a parameter says what its dimensions are.
  for (const measure::Sweep& sweep : sweeps) {
    if (!sweep.is_parameter) continue;
    for (const std::string& axis :
         parse_declared(parameter_of(signature, sweep.name)->type).sizes) {
      if (std::ranges::find(sweeps, axis, &measure::Sweep::name) != sweeps.end())
        fail("E6302", "--dim {}: the shape of '{}' is given as well, and says what {} is", axis,
             sweep.name, axis);
    }
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
  const auto asked = read_dtypes(signature, dtypes);
  std::vector<measure::Input> inputs;
  for (const Parameter& parameter : signature.parameters) {
    const Declared declared = parse_declared(parameter.type);
    measure::Input input;
    input.name = parameter.name;
    input.axes = declared.sizes;
    input.dtype = declared.dtype.value_or(DType::kF32);
    if (const auto dtype = asked_dtype(asked, parameter)) input.dtype = *dtype;
    const bool is_swept = std::ranges::any_of(sweeps, [&](const measure::Sweep& sweep) {
      return sweep.is_parameter && sweep.name == parameter.name;
    });
    const auto found = given.find(parameter.name);
    const std::string text = found != given.end() ? found->second
                             : is_swept           ? ""  // rather than a default value
                                                  : parameter.default_value;
    if (!text.empty()) {
      input.given = read_value(parameter.name, parameter.type, text);
      if (input.given->is_weak() && declared.dtype) input.given = input.given->astype(input.dtype);
      check_given(input, parameter, sweeps, asked);
    } else if (!is_swept) {
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
