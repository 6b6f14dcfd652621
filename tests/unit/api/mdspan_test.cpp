// std::mdspan as a view, where the standard library has it: compiled by Clang with libc++, whose
// strings and vectors are not those of the library, so that calls go through the C interface.
#include <cstdio>
#include <cstdlib>
#include <mdspan>
#include <type_traits>
#include <vector>

#include "sinter/sinter_c.h"
#include "sinter/view.h"

static_assert(__cpp_lib_mdspan >= 202207L);

namespace {

using sinter::View;
using Dynamic = std::dextents<std::size_t, 2>;

// What is converted, and what is not: other ranks, and const elements where results go.
static_assert(std::is_convertible_v<std::mdspan<double, Dynamic>, View<double, 2>>);
static_assert(std::is_convertible_v<std::mdspan<double, Dynamic>, View<const double, 2>>);
static_assert(std::is_convertible_v<std::mdspan<const double, std::extents<int, 2, 3>>,
                                    View<const double, 2>>);
static_assert(!std::is_convertible_v<std::mdspan<const double, Dynamic>, View<double, 2>>);
static_assert(!std::is_convertible_v<std::mdspan<double, Dynamic>, View<double, 3>>);
static_assert(!std::is_convertible_v<std::mdspan<float, Dynamic>, View<const double, 2>>);

void require(bool condition, const char* words) {
  if (condition) return;
  std::fprintf(stderr, "not true: %s\n", words);
  std::exit(1);
}
#define REQUIRE(condition) require(condition, #condition)

sinter_array* array_of(View<double, 2> view) {
  sinter_array* array = nullptr;
  REQUIRE(sinter_array_view(view.data(), SINTER_F64, 2, view.shape().data(), view.strides().data(),
                            1, nullptr, nullptr, &array, nullptr) == SINTER_OK);
  return array;
}

}  // namespace

int main() {
  std::vector<double> values(24), sums(12, -1);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  const std::mdspan rows(values.data(), 4, 6);
  const std::mdspan<double, std::extents<int, 4, std::dynamic_extent>, std::layout_left> columns(
      values.data(), 6);
  const std::layout_stride::mapping every_second(Dynamic(4, 3), std::array<std::size_t, 2>{6, 2});
  const std::mdspan<double, Dynamic, std::layout_stride> strided(values.data() + 1, every_second);

  const View<const double, 2> row_view = rows, column_view = columns;
  REQUIRE((row_view.shape() == std::array<std::int64_t, 2>{4, 6}));
  REQUIRE((row_view.strides() == std::array<std::int64_t, 2>{6, 1}));
  REQUIRE((column_view.shape() == std::array<std::int64_t, 2>{4, 6}));
  REQUIRE((column_view.strides() == std::array<std::int64_t, 2>{1, 4}));
  REQUIRE(row_view(2, 3) == 15 && column_view(2, 3) == 14);

  sinter_engine* engine = nullptr;
  sinter_module* module = nullptr;
  sinter_function* twice = nullptr;
  const char program[] = "fn twice(x: f64[H, W]) -> f64[H, W] { return 2 * x }";
  REQUIRE(sinter_engine_new(nullptr, &engine, nullptr) == SINTER_OK);
  REQUIRE(sinter_compile(engine, program, sizeof program - 1, nullptr, &module, nullptr) ==
          SINTER_OK);
  REQUIRE(sinter_module_function(module, "twice", &twice, nullptr) == SINTER_OK);
  const std::mdspan<double, Dynamic, std::layout_left> result(sums.data(), 4, 3);
  sinter_array *argument = array_of(strided), *target = array_of(result);
  REQUIRE(sinter_call_into(twice, &argument, 1, nullptr, &target, 1, nullptr) == SINTER_OK);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 3; ++j) REQUIRE((result[i, j] == 2 * strided[i, j]));
  }
  sinter_array_free(argument);
  sinter_array_free(target);
  sinter_function_free(twice);
  sinter_module_free(module);
  sinter_engine_free(engine);
  std::puts("mdspan: ok");
}
