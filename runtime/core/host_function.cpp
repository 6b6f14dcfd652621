#include "sinter/host_function.h"

#include <cctype>
#include <vector>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"

namespace sinter {
namespace {

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  if (text.empty() || !is_letter(text[0])) return false;
  for (const char c : text) {
    if (!is_letter(c) && std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
  }
  return true;
}

/// Of "fn smooth(x: f64[N]) -> f64[N]".
std::string declared_name(std::string_view declaration) {
  constexpr std::string_view kBlanks = " \t\n";
  std::string_view rest = declaration;
  rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
  std::string_view name;
  if (rest.starts_with("fn ")) {
    rest.remove_prefix(3);
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    name = rest.substr(0, rest.find_first_of(" \t\n("));
  }
  if (!is_name(name)) {
    user_error("E6044",
               "'{}' declares no host function; it is declared as in a program: fn smooth(x: "
               "f64[N]) -> f64[N]",
               declaration);
  }
  return std::string(name);
}

}  // namespace

HostFunction::HostFunction(std::string name, std::string declaration, Scalar scalar, Arrays arrays)
    : name_(std::move(name)),
      declaration_(std::move(declaration)),
      scalar_(std::move(scalar)),
      arrays_(std::move(arrays)) {}

HostFunction HostFunction::array(std::string declaration, Arrays function) {
  std::string name = declared_name(declaration);
  if (!function) user_error("E6044", "the host function {} is empty", name);
  return {std::move(name), std::move(declaration), {}, std::move(function)};
}

std::string HostFunction::declare(const std::string& name, std::span<const DType> types) {
  if (!is_name(name)) user_error("E6044", "'{}' is no name of a host function", name);
  std::string text = "fn " + name + "(";
  for (std::size_t i = 1; i < types.size(); ++i)
    text += fmt::format("{}x{}: {}", i > 1 ? ", " : "", i, sinter::name(types[i]));
  return text + ") -> " + std::string(sinter::name(types[0]));
}

void HostFunction::run(std::span<const Array> arguments, const Array& result,
                       int batch_axes) const {
  const auto axes = static_cast<std::size_t>(batch_axes);
  const auto elements_of = [&](const Array& array) {
    std::int64_t count = 1;
    for (const std::int64_t size : array.shape().subspan(axes)) count *= size;
    return count;
  };
  std::int64_t calls = 1;
  for (const std::int64_t size : result.shape().first(axes)) calls *= size;
  std::vector<const void*> data;
  std::vector<std::size_t> bytes;
  for (const Array& argument : arguments) {
    data.push_back(argument.raw_data());
    bytes.push_back(static_cast<std::size_t>(elements_of(argument)) * size_of(argument.dtype()));
  }
  auto* out = static_cast<std::byte*>(result.raw_data());
  const std::size_t out_bytes =
      static_cast<std::size_t>(elements_of(result)) * size_of(result.dtype());
  std::vector<Array> rows(arguments.size());
  for (std::int64_t call = 0; call < calls; ++call) {
    if (scalar_) {
      scalar_(data.data(), out);
    } else {
      const auto row = [&](const Array& array, const void* first, bool writable) {
        const auto shape = array.shape().subspan(axes);
        return Array::view_bytes(const_cast<void*>(first), array.dtype(),
                                 {shape.begin(), shape.end()}, {}, writable);
      };
      for (std::size_t k = 0; k < rows.size(); ++k) rows[k] = row(arguments[k], data[k], false);
      arrays_(rows, row(result, out, true));
    }
    for (std::size_t k = 0; k < data.size(); ++k)
      data[k] = static_cast<const std::byte*>(data[k]) + bytes[k];
    out += out_bytes;
  }
}

}  // namespace sinter
