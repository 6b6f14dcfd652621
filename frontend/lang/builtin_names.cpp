#include "frontend/lang/builtin_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/ir/ops.h"
#include "frontend/lang/ufuncs.h"
#include "sinter/dtype.h"

namespace sinter::lang {
namespace {

constexpr auto kReducers = std::to_array<std::string_view>(
    {"sum", "mean", "prod", "max", "min", "any", "all", "argmax", "argmin"});

/// Functions of arrays; elementwise ones come from the op table.
constexpr auto kArrayFunctions =
    std::to_array<std::string_view>({"transpose", "reshape", "concatenate", "arange", "matmul",
                                     "broadcast_to", "expand_dims", "squeeze", "stack"});

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_reducer(std::string_view name) { return contains(kReducers, name); }

std::span<const std::string_view> builtin_function_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result(kReducers.begin(), kReducers.end());
    result.insert(result.end(), kArrayFunctions.begin(), kArrayFunctions.end());
#define ELEMENTWISE(name, spelling, arity, rule, callable, ...) \
  if (callable) result.push_back(spelling);
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
    result.insert(result.end(), ufunc_names().begin(), ufunc_names().end());
    for (int i = 0; i < kDTypeCount; ++i) result.push_back(name(static_cast<DType>(i)));
    return result;
  }();
  return names;
}

bool is_builtin(std::string_view name) {
  const auto names = builtin_function_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_reserved(std::string_view name) { return is_reducer(name) || dtype_from_name(name); }

std::string_view reserved_as(std::string_view name) {
  return is_reducer(name) ? "reducer" : "dtype";
}

}  // namespace sinter::lang
