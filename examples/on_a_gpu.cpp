#include "sinter/sinter.h"

#include <iostream>
#include <numeric>
#include <vector>

int main() {
  using sinter::Array;
  sinter::EngineOptions options;
  options.backend = sinter::Backend::kCuda;
  const sinter::Engine engine(options);
  if (engine.system_info().gpus.empty()) {
    std::cout << engine.system_info().cuda_driver << '\n';  // why there is none
    return 0;
  }
  const auto step =
      engine.compile("fn step(x: f32[N], a: f32) -> f32[N] { return a * x + 1 }").function("step");
  std::vector<float> values(1'000'000);
  std::iota(values.begin(), values.end(), 0.0f);
  Array x = engine.to_device(Array::from(values));
  for (int i = 0; i < 10; ++i) x = step(x, 0.5f);    // nothing leaves the GPU, and nobody waits
  std::cout << x.to_host().at<float>(1024) << '\n';  // 2.99805
}
