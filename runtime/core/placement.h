// Whether calls of a program run on the processor or on the GPU, with Backend::kAuto: as measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::runtime {

/// What a call on the GPU costs whatever it computes. Measured once per engine.
struct TransferCosts {
  double latency_ms = 0;    ///< Of a small copy there and back.
  double bytes_per_ms = 0;  ///< Of large copies, there and back together.
  bool is_known() const { return bytes_per_ms > 0; }
  double of(std::size_t bytes) const {
    return latency_ms + static_cast<double>(bytes) / bytes_per_ms;
  }
};

/// One program's sizes and where each runs. Every place is tried kTries times with the arrays of
/// real calls; the GPU only where the processor takes longer than the transfers alone. The faster
/// one of the fastest calls stays. Results do not depend on the place. Any thread may call.
class Placement {
 public:
  enum class Place : std::uint8_t { kProcessor, kGpu };
  static constexpr int kTries = 2;           ///< Calls that did not compile.
  static constexpr std::size_t kMost = 256;  ///< Sizes that are told apart; others stay here.

  explicit Placement(TransferCosts costs) : costs_(costs) {}

  /// `bytes`: of arguments and results.
  Place choose(const std::vector<std::int64_t>& sizes, std::size_t bytes);
  void note(const std::vector<std::int64_t>& sizes, Place place, double ms);
  /// The GPU has no memory for these sizes.
  void refuse(const std::vector<std::int64_t>& sizes);
  /// No call of the program runs on the GPU any more.
  void refuse(std::string reason);
  /// One line per sizes: where they run, and the figures behind it. `name` gives sizes as text.
  template <typename Name>
  std::string report(const Name& name) const {
    const std::lock_guard lock(mutex_);
    std::string text = refused_.empty() ? "" : "on the processor: " + refused_ + "\n";
    for (const auto& [sizes, shape] : shapes_) {
      if (refused_.empty()) text += name(sizes) + ": " + explain(shape) + "\n";
    }
    return text;
  }

 private:
  struct Shape {
    std::size_t bytes = 0;
    int processor_calls = 0, gpu_calls = 0;
    bool too_large = false;               ///< For the GPU.
    double processor_ms = 0, gpu_ms = 0;  ///< Of the fastest call.
  };
  Place decide(const Shape& shape) const;
  std::string explain(const Shape& shape) const;

  const TransferCosts costs_;
  mutable std::mutex mutex_;
  std::map<std::vector<std::int64_t>, Shape> shapes_;
  std::string refused_;
};

}  // namespace sinter::runtime
