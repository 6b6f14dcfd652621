// Values that are made once per key, however many threads ask.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sinter::runtime {

/// Different keys are made in parallel. A failure is shared by everybody who waited for it and then
/// forgotten, so that a later request tries again. All members may be called from any thread;
/// `make` must not ask for its own key.
template <typename Value>
class OnceMap {
 public:
  using Pointer = std::shared_ptr<Value>;

  /// The value of a key, made by `make()` (giving a Pointer) when there is none.
  template <typename Make>
  Pointer get(std::string_view key, const Make& make) {
    if (Pointer ready = find(key)) return ready;
    std::promise<Pointer> promise;
    {
      std::unique_lock lock(mutex_);
      const auto [at, fresh] = slots_.try_emplace(std::string(key));
      if (!fresh) {
        const std::shared_future<Pointer> future = at->second;
        lock.unlock();
        return future.get();
      }
      at->second = promise.get_future().share();
    }
    try {
      Pointer value = make();
      promise.set_value(value);
      return value;
    } catch (...) {
      {
        const std::unique_lock lock(mutex_);
        slots_.erase(std::string(key));
      }
      promise.set_exception(std::current_exception());
      throw;
    }
  }

  /// The value of a key when it is ready, else null.
  Pointer find(std::string_view key) const {
    const std::shared_lock lock(mutex_);
    const auto at = slots_.find(key);
    if (at == slots_.end()) return nullptr;
    if (at->second.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return nullptr;
    return at->second.get();
  }

  /// All values that are ready, by key.
  std::map<std::string, Pointer> ready() const {
    std::map<std::string, Pointer> values;
    const std::shared_lock lock(mutex_);
    for (const auto& [key, future] : slots_) {
      if (future.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
        values.emplace(key, future.get());
    }
    return values;
  }

  /// Keys made or being made.
  std::size_t size() const {
    const std::shared_lock lock(mutex_);
    return slots_.size();
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, std::shared_future<Pointer>, Hash, std::equal_to<>> slots_;
};

}  // namespace sinter::runtime
