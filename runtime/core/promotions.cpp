#include "runtime/core/promotions.h"

#include <algorithm>

namespace sinter::runtime {

std::shared_ptr<NativeKernel> Promotions::find(std::string_view key) {
  if (known_.load(std::memory_order_acquire) == 0) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto found = shapes_.find(key);
  return found == shapes_.end() ? nullptr : found->second.kernel;
}

/// Forgets the shape that was not used for the longest time.
void Promotions::make_room() {
  if (shapes_.size() < kWatchedShapes) return;
  auto oldest = shapes_.end();
  for (auto at = shapes_.begin(); at != shapes_.end(); ++at) {
    if (at->second.state != State::kWatched) continue;
    if (oldest == shapes_.end() || at->second.last_use < oldest->second.last_use) oldest = at;
  }
  if (oldest != shapes_.end()) shapes_.erase(oldest);
}

/// Whether one more kernel may be made; one that nobody used for long goes.
bool Promotions::take_slot() {
  if (slots_ < most_kernels_) {
    ++slots_;
    return true;
  }
  auto oldest = shapes_.end();
  for (auto at = shapes_.begin(); at != shapes_.end(); ++at) {
    const Shape& shape = at->second;
    if (shape.state != State::kKept && shape.state != State::kRejected) continue;
    if (oldest == shapes_.end() || shape.last_use < oldest->second.last_use) oldest = at;
  }
  if (oldest == shapes_.end() || clock_ - oldest->second.last_use < kIdleCalls) return false;
  shapes_.erase(oldest);
  return true;
}

bool Promotions::note(std::string_view key, bool specialized, double ms, double compile_ms) {
  const bool small = !specialized && !SpecializationRule::is_watched(ms);
  if (small && known_.load(std::memory_order_acquire) == 0) return false;
  const std::lock_guard lock(mutex_);
  const auto known = shapes_.find(key);
  if (small) {
    if (known != shapes_.end() && known->second.state == State::kWatched) shapes_.erase(known);
    known_.store(shapes_.size(), std::memory_order_release);
    return false;
  }
  if (known == shapes_.end()) make_room();
  Shape& shape = known == shapes_.end() ? shapes_[std::string(key)] : known->second;
  known_.store(shapes_.size(), std::memory_order_release);
  shape.last_use = ++clock_;
  if (specialized) {
    shape.special_ms = shape.special_calls == 0 ? ms : std::min(shape.special_ms, ms);
    ++shape.special_calls;
    if (shape.state == State::kTried && shape.special_calls >= kTrialCalls) {
      const bool faster = SpecializationRule::keeps(shape.special_ms, shape.generic_ms);
      shape.state = faster ? State::kKept : State::kRejected;
      if (!faster) shape.kernel = nullptr;
    }
    return false;
  }
  shape.generic_ms = shape.calls == 0 ? ms : std::min(shape.generic_ms, ms);
  ++shape.calls;
  shape.total_ms += ms;
  if (shape.state != State::kWatched) return false;
  if (!SpecializationRule::earns_kernel(shape.calls, shape.total_ms, compile_ms)) return false;
  if (!take_slot()) return false;
  shape.state = State::kCompiling;
  return true;
}

void Promotions::settle(std::string_view key, std::shared_ptr<NativeKernel> kernel) {
  const std::lock_guard lock(mutex_);
  const auto found = shapes_.find(key);
  if (found == shapes_.end()) return;
  found->second.state = kernel ? State::kTried : State::kRejected;
  found->second.kernel = std::move(kernel);
}

bool Promotions::is_settled(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto found = shapes_.find(key);
  if (found == shapes_.end()) return true;
  return found->second.state == State::kKept || found->second.state == State::kRejected;
}

}  // namespace sinter::runtime
