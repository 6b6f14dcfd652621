#include "compiler/lower/contraction_tiles.h"

namespace sinter::lower {

using graph::Node;

namespace {

constexpr TileShape kLarge{128, 128, 8, 8, 8, false};
constexpr TileShape kTall{128, 32, 4, 4, 16, true};
constexpr TileShape kFlat{32, 128, 4, 4, 16, true};

// In matrix units. Those of pairs have more positions at once where a thread has registers left
// for what is on its way.
constexpr TileShape kLargeMatrix{128, 128, 8, 8, 16, true};
// With more positions two of f64 would not fit the memory of a block.
constexpr TileShape kLargeDouble{128, 64, 8, 4, 8, true};
constexpr std::int64_t kPairPositions = 32;
/// Positions whose products one thread adds up in a row where their order is free.
constexpr std::int64_t kLongBlock = 1024;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

ChosenTile choose_tile(DType type, std::optional<DType> units, std::optional<std::int64_t> rows,
                       std::optional<std::int64_t> columns, std::optional<std::int64_t> blocks) {
  ChosenTile chosen;
  TileShape& tile = chosen.tile;
  if (rows && columns) {
    if (*columns <= kTall.columns && *rows > kTall.columns) tile = kTall;
    if (*rows <= kFlat.rows && *columns > kFlat.rows) tile = kFlat;
  }
  if (is_paired(units)) tile.depth = kPairPositions;
  if (units == DType::kF64 && tile.rows != tile.columns) tile.depth = kLargeDouble.depth;
  if (!rows || !columns || !blocks || *rows < 96 || *columns < 96) return chosen;
  const TileShape& large = type == DType::kF64 ? kLargeDouble : units ? kLargeMatrix : kLarge;
  const std::int64_t tiles = ceil_div(*rows, large.rows) * ceil_div(*columns, large.columns);
  constexpr std::int64_t kBusy = 120;
  if ((size_of(type) > 4 && type != DType::kF64) || tiles * *blocks < kBusy) return chosen;
  tile = large;
  constexpr std::int64_t kJoined = kLongBlock / order::kContractBlock;
  if (units && type == DType::kF32 && tiles * ceil_div(*blocks, kJoined) >= kBusy)
    chosen.block = kLongBlock;
  return chosen;
}

std::optional<DType> suits_matrix_units(const graph::Graph& g, const Node& node, DType type) {
  if (type == DType::kF64) return type;
  if (type != DType::kF32 || node.operands.size() != 2) return {};
  std::optional<Op> rounding;
  for (const graph::ValueId v : node.operands) {
    if (g.is_argument(v) || !graph::rounds_factors(g.def(v).op)) return {};
    if (rounding && *rounding != g.def(v).op) return {};
    rounding = g.def(v).op;
  }
  return *rounding == Op::RoundF16    ? DType::kF16
         : *rounding == Op::RoundBf16 ? DType::kBF16
                                      : DType::kF32;
}

bool is_along_reduced(const Node& node, bool right, int reduced) {
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  bool along = true;
  for (std::size_t n = 0; n < node.operands.size(); ++n) {
    if ((n >= at(attribute.split)) != right || attribute.operand_indices[n].empty()) continue;
    along &= attribute.operand_indices[n].back() == reduced;
  }
  return along;
}

Index operand_index(const Node& node, std::size_t operand, const Index& indices) {
  Index result;
  for (const int i : std::get<graph::ContractAttr>(node.attribute).operand_indices[operand])
    result.push_back(indices[at(i)]);
  return result;
}

}  // namespace sinter::lower
