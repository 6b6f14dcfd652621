// Where a generator's decisions come from: a seed (endless), or given bytes, as a fuzzer makes
// them. Used-up bytes read as 0, and every decision made of zeros is the simplest one, so that
// generation ends.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sinter::generator {

class Decisions {
 public:
  explicit Decisions(std::uint64_t seed) : state_(seed), endless_(true) {}
  explicit Decisions(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (endless_) return static_cast<std::uint8_t>(next() >> 56);
    if (at_ == bytes_.size()) return 0;
    return bytes_[at_++];
  }
  bool used_up() const { return !endless_ && at_ == bytes_.size(); }

  /// 0 <= result < n; n is positive.
  std::int64_t below(std::int64_t n) {
    std::uint64_t value = byte();
    if (n > 200) value = value << 8 | byte();
    return static_cast<std::int64_t>(value % static_cast<std::uint64_t>(n));
  }
  /// True with this probability.
  bool chance(int percent) { return byte() * 100 >= (100 - percent) * 256; }

  template <typename T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
  }

 private:
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

  std::uint64_t state_ = 0;
  bool endless_ = false;
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

}  // namespace sinter::generator
