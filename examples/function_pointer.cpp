#include "sinter/pointer.h"
#include "sinter/sinter.h"

#include <iomanip>
#include <iostream>

/// Stands for a library that knows nothing of Sinter.
double integral(double (*f)(double), double from, double to) {
  double sum = 0;
  for (int i = 0; i < 1000; ++i) sum += f(from + (to - from) * (i + 0.5) / 1000);
  return sum * (to - from) / 1000;
}

int main() {
  const sinter::Engine engine;
  const sinter::Module module = engine.compile("fn bell(x: f64) -> f64 { return exp(-x * x) }");
  const sinter::FunctionPointer<double(double)> bell(module.function("bell"));
  std::cout << std::setprecision(7) << integral(bell.get(), -6, 6) << '\n';  // 1.772454
}
