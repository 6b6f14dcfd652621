#include "runtime/core/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sinter::runtime {

Placement::Place Placement::choose(const std::vector<std::int64_t>& sizes, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (!refused_.empty()) return Place::kProcessor;
  const auto known = shapes_.find(sizes);
  if (known == shapes_.end() && shapes_.size() >= kMost) return Place::kProcessor;
  Shape& shape = shapes_[sizes];
  shape.bytes = bytes;
  return decide(shape);
}

Placement::Place Placement::decide(const Shape& shape) const {
  if (shape.too_large || shape.processor_calls < kTries ||
      shape.processor_ms <= costs_.of(shape.bytes))
    return Place::kProcessor;
  if (shape.gpu_calls < kTries) return Place::kGpu;
  return shape.gpu_ms < shape.processor_ms ? Place::kGpu : Place::kProcessor;
}

void Placement::note(const std::vector<std::int64_t>& sizes, Place place, double ms) {
  const std::lock_guard lock(mutex_);
  const auto found = shapes_.find(sizes);
  if (found == shapes_.end()) return;
  Shape& shape = found->second;
  const bool here = place == Place::kProcessor;
  int& calls = here ? shape.processor_calls : shape.gpu_calls;
  double& fastest = here ? shape.processor_ms : shape.gpu_ms;
  fastest = calls == 0 ? ms : std::min(fastest, ms);
  ++calls;
}

void Placement::refuse(std::string reason) {
  const std::lock_guard lock(mutex_);
  refused_ = std::move(reason);
}

void Placement::refuse(const std::vector<std::int64_t>& sizes) {
  const std::lock_guard lock(mutex_);
  shapes_[sizes].too_large = true;
}

std::string Placement::explain(const Shape& shape) const {
  const std::string here = fmt::format("{:.3g} ms", shape.processor_ms);
  if (shape.too_large) return "on the processor: the GPU has not the memory for it";
  if (shape.processor_calls < kTries) return "on the processor, which is being measured";
  if (shape.processor_ms <= costs_.of(shape.bytes)) {
    return fmt::format(
        "on the processor: {}, and moving {} bytes to the GPU and back takes {:.3g} ms", here,
        shape.bytes, costs_.of(shape.bytes));
  }
  if (shape.gpu_calls < kTries) return "on the GPU, which is being measured; processor " + here;
  return fmt::format("on the {}: processor {}, GPU {:.3g} ms with transfers",
                     decide(shape) == Place::kGpu ? "GPU" : "processor", here, shape.gpu_ms);
}

}  // namespace sinter::runtime
