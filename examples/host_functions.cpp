#include "sinter/sinter.h"

#include <algorithm>
#include <iostream>

/// What a library of the host computes, and no program of the language can.
double discount(double years, std::int64_t grade) {
  static const double rates[] = {0.02, 0.035, 0.06};
  double factor = 1;
  for (int i = 0; i < static_cast<int>(years); ++i) factor /= 1 + rates[grade];
  return factor;
}

int main() {
  using sinter::Array;
  sinter::EngineOptions options;
  options.functions.push_back(sinter::HostFunction::scalar("discount", discount));
  options.functions.push_back(sinter::HostFunction::array(
      "fn sorted(x: f64[N]) -> f64[N]", [](std::span<const Array> arguments, const Array& result) {
        result.assign(arguments[0]);
        std::sort(result.data<double>(), result.data<double>() + result.size());
      }));
  const sinter::Engine engine(options);
  const sinter::Module module = engine.compile(R"(
fn worth(cash: f64[N], grade: i64) -> (f64[N], f64) {
    present[t] = cash[t] * discount(t, grade)
    return sorted(present), sum(present)
})");
  const Array arguments[] = {Array::from<double>({-150, 60, 60, 60}), 1};
  const auto results = module.function("worth").call(arguments);
  std::cout << results[0].to_string() << ' ' << results[1].item() << '\n';
}
