// A host program's own threads in place of OpenMP's, and a log of what the engine does.
#include "sinter/sinter.h"

#include <iostream>
#include <memory>
#include <thread>
#include <vector>

/// As simple as can be: threads per loop. A program hands its own pool in here.
class Threads final : public sinter::Executor {
 public:
  int concurrency() const override { return 4; }
  void run(int tasks, void (*task)(void* context, int index), void* context) override {
    std::vector<std::thread> threads;
    for (int i = 1; i < tasks; ++i) threads.emplace_back(task, context, i);
    task(context, 0);
    for (std::thread& thread : threads) thread.join();
  }
};

int main() {
  sinter::EngineOptions options;
  options.executor = std::make_shared<Threads>();
  options.on_event = [](const sinter::Event& event) {
    std::clog << event.function << ' ' << event.text << ": " << event.milliseconds << " ms\n";
  };
  const sinter::Engine engine(options);
  const auto square_sum = engine.compile("fn square_sum(x: f64[N]) -> f64 { return sum(x * x) }")
                              .function("square_sum");
  const std::vector<double> ones(1'000'000, 1.0);
  std::cout << square_sum(sinter::Array::view(ones.data(), {1'000'000})).item() << '\n';  // 1e+06
}
