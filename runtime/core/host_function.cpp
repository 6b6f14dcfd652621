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

HostFunction::HostFunction(std::string name, std::string declaration, Numbers numbers,
                           Arrays arrays)
    : name_(std::move(name)),
      declaration_(std::move(declaration)),
      numbers_(std::move(numbers)),
      arrays_(std::move(arrays)) {}

HostFunction HostFunction::of_arrays(std::string declaration, Arrays function) {
  std::string name = declared_name(declaration);
  if (!function) user_error("E6044", "the host function {} is empty", name);
  return {std::move(name), std::move(declaration), {}, std::move(function)};
}

HostFunction HostFunction::numbers(std::string declaration, Numbers function) {
  std::string name = declared_name(declaration);
  if (!function) user_error("E6044", "the host function {} is empty", name);
  if (declaration.find('[') != std::string::npos)
    user_error("E6044", "'{}' declares arrays, but is a function of numbers", declaration);
  return {std::move(name), std::move(declaration), std::move(function), {}};
}

std::string HostFunction::declare(const std::string& name, std::span<const DType> parameters,
                                  std::span<const DType> results) {
  if (!is_name(name)) user_error("E6044", "'{}' is no name of a host function", name);
  std::string text = "fn " + name + "(";
  for (std::size_t i = 0; i < parameters.size(); ++i)
    text += fmt::format("{}x{}: {}", i > 0 ? ", " : "", i + 1, sinter::name(parameters[i]));
  std::vector<std::string_view> given;
  for (const DType result : results) given.push_back(sinter::name(result));
  const bool one = given.size() == 1;
  return fmt::format("{}) -> {}{}{}", text, one ? "" : "(", fmt::join(given, ", "), one ? "" : ")");
}

namespace {

/// The arrays of one call after another, out of arrays whose first axes number the calls:
/// arguments, then results.
class Rows {
 public:
  Rows(std::span<const Array> arguments, std::span<const Array> results, std::size_t batch_axes)
      : arguments_(arguments), results_(results), axes_(batch_axes) {
    const std::size_t count = arguments.size() + results.size();
    data_.reserve(count);
    bytes_.reserve(count);
    for (const Array& array : arguments) add(array);
    for (const Array& array : results) add(array);
  }
  void* const* arguments() const { return data_.data(); }
  void* const* results() const { return data_.data() + arguments_.size(); }
  std::vector<Array> argument_views() const { return views(arguments_, arguments(), false); }
  std::vector<Array> result_views() const { return views(results_, results(), true); }
  void advance() {
    for (std::size_t k = 0; k < data_.size(); ++k)
      data_[k] = static_cast<std::byte*>(data_[k]) + bytes_[k];
  }

 private:
  void add(const Array& array) {
    std::int64_t count = 1;
    for (const std::int64_t size : array.shape().subspan(axes_)) count *= size;
    data_.push_back(array.raw_data());
    bytes_.push_back(static_cast<std::size_t>(count) * size_of(array.dtype()));
  }
  std::vector<Array> views(std::span<const Array> arrays, void* const* data, bool writable) const {
    std::vector<Array> views;
    views.reserve(arrays.size());
    for (std::size_t k = 0; k < arrays.size(); ++k) {
      const auto shape = arrays[k].shape().subspan(axes_);
      views.push_back(Array::view_bytes(data[k], arrays[k].dtype(), {shape.begin(), shape.end()},
                                        {}, writable));
    }
    return views;
  }

  std::span<const Array> arguments_, results_;
  std::size_t axes_;
  std::vector<void*> data_;
  std::vector<std::size_t> bytes_;  ///< Of one call.
};

}  // namespace

void HostFunction::run(std::span<const Array> arguments, std::span<const Array> results,
                       int batch_axes) const {
  const auto axes = static_cast<std::size_t>(batch_axes);
  Rows rows(arguments, results, axes);
  std::int64_t calls = 1;
  for (const std::int64_t size : results.front().shape().first(axes)) calls *= size;
  for (std::int64_t call = 0; call < calls; ++call) {
    if (numbers_) {
      numbers_(rows.arguments(), rows.results());
    } else {
      arrays_(rows.argument_views(), rows.result_views());
    }
    rows.advance();
  }
}

}  // namespace sinter
