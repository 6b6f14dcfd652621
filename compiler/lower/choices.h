// What schedules do by choice, by name: each can be left out, to see what it is worth
// (EngineOptions::disabled_passes, `sinter measure --ways generic:without=NAME`,
// `sinter explain --without NAME`). Results keep their bits.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sinter::lower {

enum class Choice : std::uint8_t {
  kTiledProducts,
  kTimeTiles,
  kLanes,
  kInterchange,
  kShortRows,
  kKeptRows,
  kStreamingStores,
  kReadAhead,
  kTurnedTiles,
  kNarrowColumns,
  kPlacedParts,
};

struct NamedChoice {
  Choice choice;
  std::string_view name;
  std::string_view what;
};

// clang-format off
inline constexpr NamedChoice kChoices[] = {
    {Choice::kTiledProducts,   "tiled-products",   "contractions by packed panels and tiles of registers"},
    {Choice::kTimeTiles,       "time-tiles",       "several steps of a stencil on a band of rows"},
    {Choice::kLanes,           "lanes",            "iterations of loops side by side in the lanes of vectors"},
    {Choice::kInterchange,     "interchange",      "iterations that read the same arrays, block by block together"},
    {Choice::kShortRows,       "short-rows",       "vectors across rows of up to 8 elements"},
    {Choice::kKeptRows,        "kept-rows",        "expensive values of a row, kept for the next pass"},
    {Choice::kStreamingStores, "streaming-stores", "large results past the cache"},
    {Choice::kReadAhead,       "read-ahead",       "what is read next, asked for before"},
    {Choice::kTurnedTiles,     "turned-tiles",     "transposed arrays, turned tile by tile"},
    {Choice::kNarrowColumns,   "narrow-columns",   "reductions down up to 8 columns, blocks of rows side by side"},
    {Choice::kPlacedParts,     "placed-parts",     "what a reshape or concatenation is made of, computed in its place"},
};
// clang-format on

/// As a bit of Options::left_out.
constexpr std::uint32_t bit_of(Choice choice) {
  return std::uint32_t{1} << static_cast<unsigned>(choice);
}

constexpr std::optional<Choice> choice_named(std::string_view name) {
  const auto* const found = std::ranges::find(kChoices, name, &NamedChoice::name);
  return found == std::end(kChoices) ? std::nullopt : std::optional(found->choice);
}

}  // namespace sinter::lower
