// How much two layers of activations tell, and tell of each other: entropy and mutual information
// of softmax-normalized activations, batch by batch, with the functions of entropy.sinter.
// Usage: example_diagnostics ENTROPY_PROGRAM DIGITS [BATCH].
#include "sinter/sinter.h"

#include <iostream>
#include <string>
#include <vector>

namespace {

/// Activations of a layer whose weights are made of its number.
constexpr const char* kLayer = R"(
fn activations(pixels: f64[B, P], layer: f64) -> f32[B, 256] {
    w = sin(12.9898 * arange(P)[:, newaxis] + (78.233 + layer) * arange(256)[newaxis, :])
    return f32(tanh(pixels @ w / 16))
}
)";

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) {
      std::cerr << "usage: example_diagnostics ENTROPY_PROGRAM DIGITS [BATCH]\n";
      return 2;
    }
    const std::int64_t batch = argc > 3 ? std::stoll(argv[3]) : 256;
    const sinter::Engine engine;
    const auto layer = engine.compile(kLayer, "layer.sinter").function("activations");
    const auto both = engine.compile_file(argv[1]).function("entropy_and_mutual_information");

    const sinter::Array digits = sinter::load(argv[2]);
    const sinter::Array pixels = digits.slice(1, 0, 64).contiguous();
    for (std::int64_t first = 0; first + batch <= pixels.shape(0); first += batch) {
      const sinter::Array images = pixels.slice(0, first, first + batch);
      const std::vector<sinter::Array> activations{layer(images, 1.0), layer(images, 2.0)};
      const auto results = both.call(activations);
      std::cout << "images " << first << ": entropy " << results[0].item()
                << ", mutual information " << results[1].item() << '\n';
    }
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
