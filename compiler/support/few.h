// A list on the stack where it is short, else in memory of its own: for what every call does.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace sinter {

/// `count` elements of value T(). Up to `Few` of them need no memory.
template <typename T, std::size_t Few>
class FewOrMany {
 public:
  explicit FewOrMany(std::size_t count) {
    if (count > Few) many_.resize(count);
    list_ = {count > Few ? many_.data() : few_.data(), count};
    std::ranges::fill(list_, T());
  }
  FewOrMany(const FewOrMany&) = delete;
  FewOrMany& operator=(const FewOrMany&) = delete;
  T& operator[](std::size_t i) const { return list_[i]; }
  std::span<T> list() const { return list_; }

 private:
  std::array<T, Few> few_;  // those that are not in the list are not set
  std::vector<T> many_;
  std::span<T> list_;
};

}  // namespace sinter
