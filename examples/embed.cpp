// The smallest program that embeds Sinter: compile a text, call it with C++ arrays.
#include <iostream>
#include <vector>

#include "sinter/sinter.h"

int main() {
  try {
    const sinter::Engine engine;
    const sinter::Module module = engine.compile(R"(
      fn scale_and_add(a: f32, x: f32[N], y: f32[N]) -> f32[N] { return a * x + y }
    )");
    const std::vector<float> x{1, 2, 3};
    const std::vector<float> y{10, 20, 30};
    const auto scale_and_add = module.function("scale_and_add");
    const sinter::Array z =
        scale_and_add(2.0F, sinter::Array::view(x.data(), {3}), sinter::Array::from(y));
    for (const float value : z.to_vector<float>()) std::cout << value << '\n';  // 12 24 36
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
