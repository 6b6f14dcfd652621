#include "sinter/dtype.h"

#include <array>

namespace sinter {
namespace {
struct Row {
  std::string_view name;
  std::size_t size;
};
constexpr std::array<Row, kDTypeCount> kRows{{{"bool", 1},
                                              {"i8", 1},
                                              {"i16", 2},
                                              {"i32", 4},
                                              {"i64", 8},
                                              {"u8", 1},
                                              {"u16", 2},
                                              {"u32", 4},
                                              {"u64", 8},
                                              {"f16", 2},
                                              {"bf16", 2},
                                              {"f32", 4},
                                              {"f64", 8},
                                              {"c64", 8},
                                              {"c128", 16}}};
}  // namespace

std::string_view name(DType type) noexcept { return kRows[static_cast<std::size_t>(type)].name; }

std::optional<DType> dtype_from_name(std::string_view text) noexcept {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].name == text) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::size_t size_of(DType type) noexcept { return kRows[static_cast<std::size_t>(type)].size; }

}  // namespace sinter
