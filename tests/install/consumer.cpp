#include <iostream>
#include <vector>

#include <sinter/sinter.h>

int main() {
  try {
    const sinter::Engine engine;
    const auto module = engine.compile("fn scale(a: f32, x: f32[N]) -> f32[N] { return a * x }");
    const auto scale = module.function("scale");
    const std::vector<float> x{1, 2, 3};
    const sinter::Array y = scale(2.0F, sinter::Array::view(x.data(), {3}));
    for (const float value : y.to_vector<float>()) std::cout << value << '\n';
    std::cerr << engine.system_info().llvm_plugin << '\n';
    return 0;
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
