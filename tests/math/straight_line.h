// Runs the expansion of a math function as plain C++ on many values: the meaning of its ops as the
// op table states it, apart from any backend.
#pragma once

#include <span>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::test {

class StraightLine {
 public:
  /// How the function gets into the kernel: by the builder, or as one op that expand_math replaces.
  enum class Through { kBuilder, kPass };

  /// A kernel out[i] = function(x[i]), or function(x[i], y[i]).
  StraightLine(Op function, DType type, Through through = Through::kBuilder);

  void run(std::span<const float> x, std::span<float> out) { run(x, {}, out); }
  void run(std::span<const double> x, std::span<double> out) { run(x, {}, out); }
  void run(std::span<const float> x, std::span<const float> y, std::span<float> out);
  void run(std::span<const double> x, std::span<const double> y, std::span<double> out);

  /// Ops that an element takes, constants not counted.
  int operations() const { return static_cast<int>(steps_.size()); }
  const loop::Kernel& kernel() const { return kernel_; }

 private:
  static constexpr int kBatch = 256;
  struct alignas(64) Slot {
    union {
      float f32[kBatch];
      double f64[kBatch];
      std::uint32_t u32[kBatch];
      std::uint64_t u64[kBatch];
    };
  };
  struct Step {
    Op op;
    DType from, to;
    bool wide;
    std::uint32_t result, a, b, c;
  };

  static void run_step(const Step& step, Slot* slots);
  void run_batch();
  template <typename T>
  void run_all(std::span<const T> x, std::span<const T> y, std::span<T> out);

  loop::Kernel kernel_;
  std::vector<Slot> slots_;  // one per instruction
  std::vector<Step> steps_;
  std::vector<std::uint32_t> inputs_;
  std::uint32_t output_ = 0;
};

}  // namespace sinter::test
