// k-means on the 1,797 handwritten digits of examples/data. Usage: example_kmeans FILE [CLUSTERS].
#include "sinter/sinter.h"

#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* kProgram = R"(
# The squared distance of every point to every center, without the points' own squares, which choose nothing.
fn nearest(x: f64[N, D], centers: f64[K, D]) -> i64[N] {
    c[k] = sum[d] centers[k, d] ** 2
    far[n, k] = c[k] - 2 * sum[d] x[n, d] * centers[k, d]
    return argmin(far, axis=1)
}

# The mean of each center's points; a center without points stays.
fn moved(x: f64[N, D], nearest: i64[N], centers: f64[K, D]) -> f64[K, D] {
    total = zeros((K, D), f64)
    count = zeros(K, f64)
    for n in 0..N {
        total[nearest[n], :] += x[n, :]
        count[nearest[n]] += 1
    }
    c[k, d] = where(count[k] > 0, total[k, d] / maximum(count[k], 1), centers[k, d])
    return c
}

fn inertia(x: f64[N, D], nearest: i64[N], centers: f64[K, D]) -> f64 {
    return sum((x - centers[nearest]) ** 2)
}
)";

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) {
      std::cerr << "usage: example_kmeans FILE [CLUSTERS]\n";
      return 2;
    }
    const std::int64_t clusters = argc > 2 ? std::stoll(argv[2]) : 10;
    const sinter::Engine engine;
    const sinter::Module module = engine.compile(kProgram, "kmeans.sinter");
    const auto nearest = module.function("nearest");
    const auto moved = module.function("moved");
    const auto inertia = module.function("inertia");

    const sinter::Array x =
        sinter::load(argv[1]).slice(1, 0, 64).contiguous();  // without the labels
    sinter::Array centers = x.slice(0, 0, clusters).copy();
    double before = -1;
    for (int step = 1;; ++step) {
      const sinter::Array labels = nearest(x, centers);
      const auto now = inertia(x, labels, centers).item<double>();
      std::cout << "step " << step << ": " << now << '\n';
      if (now == before || step == 100) break;
      before = now;
      centers = moved(x, labels, centers);
    }
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
