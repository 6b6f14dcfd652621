// Functions with C++ types: checked once, called without arrays of Sinter's and without memory of
// their own.
#include "sinter/sinter.h"

#include <iostream>
#include <vector>

int main() {
  const sinter::Engine engine;
  const sinter::Module module = engine.compile(R"(
    fn norms(points: f64[N, 3]) -> f64[N] { return sqrt(sum(points * points, axis=1)) }
    fn average(x: f64[N]) -> f64 { return sum(x) / N }
  )");
  using sinter::View;
  const auto norms = module.get<void(View<const double, 2>, View<double, 1>)>("norms");
  const auto average = module.get<double(View<const double, 1>)>("average");

  const std::vector<double> points{3, 4, 0, 0, 5, 12};  // two rows of three
  std::vector<double> lengths(2);
  norms({points.data(), {2, 3}}, lengths);
  std::cout << lengths[0] << ' ' << lengths[1] << ' ' << average(lengths) << '\n';  // 5 13 9

  // The first column alone: a stride of three.
  std::cout << average({points.data(), {2}, {3}}) << '\n';  // 1.5

  // Errors as values, where exceptions are not wanted.
  std::vector<double> short_by_one(1);
  const auto result = norms.try_call({points.data(), {2, 3}}, short_by_one);
  if (!result) std::cout << result.error().code() << ": " << result.error().what() << '\n';
}
