#include "frontend/lift/dependence.h"

#include <algorithm>
#include <map>

namespace sinter::lift {
namespace {

std::vector<Range> ranges_of(const std::vector<Axis>& axes) {
  std::vector<Range> ranges;
  for (const Axis& axis : axes) ranges.push_back({axis.id, axis.low, axis.low + axis.length, true});
  return ranges;
}

std::vector<int> axes_in(const Polynomial& value, const std::vector<Axis>& axes) {
  std::vector<int> found;
  for (const Axis& axis : axes) {
    if (value.mentions(axis.id)) found.push_back(axis.id);
  }
  return found;
}

/// Whether the two never have a value in common.
bool apart(const Polynomial& a, const std::vector<Axis>& a_axes, const Polynomial& b,
           const std::vector<Axis>& b_axes) {
  const auto ra = ranges_of(a_axes), rb = ranges_of(b_axes);
  const Polynomial one(1);
  return (smallest(b, rb) - largest(a, ra) - one).is_nonnegative() ||
         (smallest(a, ra) - largest(b, rb) - one).is_nonnegative();
}

}  // namespace

Signs dependence(const std::vector<ExprPtr>& a, const std::vector<Axis>& a_axes,
                 const std::vector<ExprPtr>& b, const std::vector<Axis>& b_axes,
                 std::size_t equal) {
  std::size_t common = 0;
  while (common < a_axes.size() && common < b_axes.size() &&
         a_axes[common].loop == b_axes[common].loop)
    ++common;
  std::map<int, std::int64_t> distance;  // Of b's iteration from a's.
  for (std::size_t i = 0; i < equal && i < common; ++i) distance[a_axes[i].id] = 0;
  for (std::size_t dim = 0; dim < a.size() && dim < b.size(); ++dim) {
    const Polynomial &p = *a[dim]->polynomial, &q = *b[dim]->polynomial;
    if (apart(p, a_axes, q, b_axes)) return {};
    const auto in_a = axes_in(p, a_axes), in_b = axes_in(q, b_axes);
    if (in_a.empty() && in_b.empty()) {
      const auto difference = (p - q).constant();
      if (difference && *difference != 0) return {};
      continue;
    }
    if (in_a != in_b || in_a.size() != 1) continue;
    const int id = in_a[0];
    const bool is_common =
        std::any_of(a_axes.begin(), a_axes.begin() + static_cast<std::ptrdiff_t>(common),
                    [&](const Axis& axis) { return axis.id == id; });
    if (!is_common) continue;
    const auto c = p.coefficient(id), d = q.coefficient(id);
    if (!c || !d || !(*c == *d) || !c->is_constant()) continue;
    const auto difference =
        (p - q).constant();  // c * i_a + p' = c * i_b + q', so i_b - i_a = (p' - q') / c
    if (!difference) continue;
    const std::int64_t factor = *c->constant();
    if (*difference % factor != 0) return {};
    const std::int64_t found = *difference / factor;
    if (const auto known = distance.find(id); known != distance.end() && known->second != found)
      return {};
    distance[id] = found;
  }
  Signs signs;
  for (std::size_t i = 0; i < common; ++i) {
    const Axis& axis = a_axes[i];
    const auto known = distance.find(axis.id);
    if (known == distance.end()) {
      signs.later = signs.earlier = true;
      continue;
    }
    if (known->second == 0) continue;
    // A loop that counts down comes to higher indices earlier.
    const bool later = (known->second > 0) == (axis.loop->step > 0);
    (later ? signs.later : signs.earlier) = true;
    return signs;
  }
  signs.same = true;
  return signs;
}

}  // namespace sinter::lift
