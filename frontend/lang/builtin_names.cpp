#include "frontend/lang/builtin_names.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/ir/ops.h"
#include "frontend/lang/functions.h"
#include "frontend/lang/ufuncs.h"
#include "sinter/dtype.h"

namespace sinter::lang {
namespace {

constexpr auto kReducers = std::to_array<std::string_view>(
    {"sum", "mean", "prod", "max", "min", "any", "all", "argmax", "argmin"});

/// Functions of arrays; elementwise ones come from the op table.
constexpr auto kArrayFunctions =
    std::to_array<std::string_view>({"transpose", "reshape", "concatenate", "matmul",
                                     "broadcast_to", "expand_dims", "squeeze", "stack"});

/// Functions that the language will have: gradients, random numbers, order, complex numbers.
constexpr auto kForLater = std::to_array<std::string_view>(
    {"grad", "value_and_grad", "random", "normal", "uniform", "sort", "argsort", "median",
     "percentile", "quantile", "unique", "complex", "real", "imag", "angle"});

struct ForeignDType {
  std::string_view name;
  std::string_view ours;
};

constexpr auto kForeignDTypes = std::to_array<ForeignDType>({
    {"float", "`f32` or `f64`"},
    {"float16", "`f16`"},
    {"half", "`f16`"},
    {"bfloat16", "`bf16`"},
    {"float32", "`f32`"},
    {"float64", "`f64`"},
    {"double", "`f64`"},
    {"int", "`i32` or `i64`"},
    {"int8", "`i8`"},
    {"int16", "`i16`"},
    {"int32", "`i32`"},
    {"int64", "`i64`"},
    {"long", "`i64`"},
    {"uint", "`u32` or `u64`"},
    {"uint8", "`u8`"},
    {"uint16", "`u16`"},
    {"uint32", "`u32`"},
    {"uint64", "`u64`"},
    {"boolean", "`bool`"},
    {"complex", "`c64` or `c128`"},
    {"complex64", "`c64`"},
    {"complex128", "`c128`"},
});

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_reducer(std::string_view name) { return contains(kReducers, name); }

bool is_for_later(std::string_view name) { return contains(kForLater, name); }

std::string_view dtype_elsewhere(std::string_view name) {
  for (const ForeignDType& dtype : kForeignDTypes) {
    if (dtype.name == name) return dtype.ours;
  }
  return {};
}

std::span<const std::string_view> builtin_function_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result(kReducers.begin(), kReducers.end());
    result.insert(result.end(), kArrayFunctions.begin(), kArrayFunctions.end());
#define ELEMENTWISE(name, spelling, arity, rule, callable, ...) \
  if (callable) result.push_back(spelling);
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
    result.insert(result.end(), array_function_names().begin(), array_function_names().end());
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
