#include "frontend/cli/declared.h"

#include <algorithm>
#include <numeric>

namespace sinter::cli {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Single-character edits that turn one text into the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

}  // namespace

Declared parse_declared(std::string_view type) {
  Declared result;
  type = trim(type);
  const std::size_t bracket = type.find('[');
  result.dtype = dtype_from_name(trim(type.substr(0, bracket)));
  if (bracket == std::string_view::npos) {
    if (result.dtype) result.rank = 0;
    return result;
  }
  std::string_view list = type.substr(bracket + 1);
  list = list.substr(0, list.rfind(']'));
  bool any_rank = false;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view size = trim(list.substr(0, comma));
    any_rank = any_rank || size.starts_with("...");
    if (!size.empty()) result.sizes.emplace_back(size);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
  }
  if (any_rank) {
    result.sizes.clear();
  } else {
    result.rank = static_cast<int>(result.sizes.size());
  }
  return result;
}

std::string closest(std::string_view wanted, const std::vector<std::string>& names) {
  std::string best;
  // Two edits are one transposition; in a name that is no longer than that, everything would be
  // close.
  std::size_t best_distance =
      std::min(wanted.size(), std::max<std::size_t>(2, wanted.size() / 3) + 1);
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(wanted, name);
    if (distance < best_distance) {
      best = name;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace sinter::cli
