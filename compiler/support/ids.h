// Typed 32-bit indices into arenas. Nodes refer to each other by id, never by pointer.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace sinter {

template <typename Tag>
struct Id {
  static constexpr std::uint32_t kNone = 0xffffffffu;
  std::uint32_t index = kNone;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t i) : index(static_cast<std::uint32_t>(i)) {}
  constexpr explicit operator bool() const { return index != kNone; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace sinter

template <typename Tag>
struct std::hash<sinter::Id<Tag>> {
  std::size_t operator()(sinter::Id<Tag> id) const noexcept { return id.index; }
};
