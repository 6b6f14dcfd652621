#include "frontend/measure/transfers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sinter::measure {
namespace {

std::string zeros_like(const Array& array) {
  if (array.rank() == 0) return fmt::format("{}(0)", name(array.dtype()));
  return fmt::format("{}(zeros([{}]))", name(array.dtype()), fmt::join(array.shape(), ", "));
}

}  // namespace

std::string transfer_program(const std::vector<Array>& arguments,
                             const std::vector<Array>& results) {
  std::vector<std::string> parameters;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::vector<std::string> axes;
    for (int axis = 0; axis < arguments[i].rank(); ++axis)
      axes.push_back(fmt::format("N{}_{}", i, axis));
    parameters.push_back(
        fmt::format("a{}: {}{}", i, name(arguments[i].dtype()),
                    axes.empty() ? "" : fmt::format("[{}]", fmt::join(axes, ", "))));
  }
  std::vector<std::string> values;
  for (const Array& result : results) values.push_back(zeros_like(result));
  return fmt::format("fn transfer({}) {{ return {} }}\n", fmt::join(parameters, ", "),
                     fmt::join(values, ", "));
}

}  // namespace sinter::measure
