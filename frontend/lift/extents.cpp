// The part of its memory that each array uses, axis by axis.
#include <algorithm>
#include <utility>

#include "frontend/lift/shape_finder.h"

namespace sinter::lift {
namespace {

/// Variables of a product that is part of another one, taken out; nothing where they are not.
std::optional<Monomial> divided(const Monomial& whole, const Monomial& by) {
  Monomial rest = whole;
  for (const int id : by) {
    const auto found = std::find(rest.begin(), rest.end(), id);
    if (found == rest.end()) return std::nullopt;
    rest.erase(found);
  }
  return rest;
}

}  // namespace

void ShapeFinder::decide(int id) {
  ArrayInfo& array = function_.arrays[static_cast<std::size_t>(id)];
  std::vector<Use*> uses;
  for (Use& use : uses_) {
    if (use.array == id) uses.push_back(&use);
  }
  if (uses.empty()) return decide_unused(array);
  split(array, uses);
  const std::size_t rank = uses[0]->subscripts.size();
  std::vector<std::optional<Polynomial>> known(rank);
  if (!array.extents.empty() && array.extents.size() == rank) {
    for (std::size_t axis = 0; axis < rank; ++axis) known[axis] = polynomial(array.extents[axis]);
  }
  if (!array.extents.empty() && rank == 1 &&
      array.extents.size() > 1) {  // Declared by axes, used flat.
    Polynomial product(1);
    bool all = true;
    for (const ExprPtr& extent : array.extents) {
      const auto part = polynomial(extent);
      all = all && part.has_value();
      if (part) product = product * *part;
    }
    if (all) known[0] = product;
  }
  for (std::size_t axis = 0; axis < array.inner.size() && axis + 1 < rank; ++axis)
    known[axis + 1] = Polynomial(array.inner[axis]);
  for (std::size_t axis = 0; axis < rank; ++axis) decide_axis(array, uses, axis, known[axis]);
  if (array.stride.empty()) strides_of(array);
}

void ShapeFinder::decide_unused(ArrayInfo& array) {
  if (array.is_parameter) return;  // Nothing is handed over.
  for (const ExprPtr& extent : array.extents) {
    array.low.emplace_back(0);
    array.size.push_back(polynomial(extent).value_or(Polynomial(1)));
  }
}

void ShapeFinder::strides_of(ArrayInfo& array) {
  if (!array.strides.empty() || !array.is_parameter) return;  // Views say their own.
  std::vector<Polynomial> strides(array.size.size(), Polynomial(1));
  for (std::size_t axis = strides.size(); axis-- > 1;) {
    // Behind the first axis the type fixes the sizes, or they were declared.
    Polynomial inner(1);
    if (axis - 1 < array.inner.size()) {
      inner = Polynomial(array.inner[axis - 1]);
    } else if (axis < array.extents.size()) {
      inner = *polynomial(array.extents[axis]);
    }
    strides[axis - 1] = strides[axis] * inner;
  }
  array.stride = std::move(strides);
}

std::optional<Polynomial> ShapeFinder::limit(const Polynomial& value, const Use& use) {
  for (const Polynomial& constraint : use.constraints) {
    const Polynomial rest = value - constraint;  // value = constraint + rest >= rest
    if (!rest.mentions_any([&](int id) { return is_index(id); })) return rest;
  }
  return std::nullopt;
}

Polynomial ShapeFinder::first_of(const Polynomial& value, const Use& use) {
  if (const auto found = limit(value, use)) return *found;
  return smallest(value, use.ranges);
}

Polynomial ShapeFinder::last_of(const Polynomial& value, const Use& use) {
  if (const auto found = limit(Polynomial(0) - value, use)) return Polynomial(0) - *found;
  return largest(value, use.ranges);
}

void ShapeFinder::decide_axis(ArrayInfo& array, const std::vector<Use*>& uses, std::size_t axis,
                              const std::optional<Polynomial>& known) {
  // The part between the first and the last element that is used for certain.
  std::optional<Polynomial> low, high;
  bool all = true;
  std::vector<std::pair<Polynomial, Polynomial>> unsure;
  Place open = array.place;
  for (const Use* use : uses) {
    const auto& subscript = use->subscripts[axis];
    if (!subscript) {
      all = false;
      open = use->place;
      continue;
    }
    const Polynomial first = first_of(*subscript, *use);
    const Polynomial last = last_of(*subscript, *use) + Polynomial(1);
    const bool stated = limit(*subscript, *use) && limit(Polynomial(0) - *subscript, *use);
    if (first.mentions_any([&](int v) { return is_index(v); }) ||
        last.mentions_any([&](int v) { return is_index(v); })) {
      all = false;
      open = use->place;
      continue;
    }
    if (use->conditional > 0 && !stated) {
      unsure.emplace_back(first, last);
      open = use->place;
      continue;
    }
    merge(low, high, first, last, array);
  }
  for (const auto& [first, last] : unsure) {
    const auto may_hold = [](const Polynomial& value) { return value.may_be_nonnegative(); };
    const bool inside = low && may_hold(first - *low) && may_hold(*high - last);
    all = all && inside;
    if (!inside) continue;
    require(first - *low, "`" + array.name + "` is used before its first element");
    require(*high - last, "`" + array.name + "` is used behind its last element");
  }
  const bool whole = !array.is_parameter || !all || !low;
  if (whole) {
    if (!known) {
      throw Refusal{
          {open,
           "how far `" + array.name +
               "` reaches is not known: it is used here where a condition or data decides",
           "say it: SINTER_EXTENT(n) behind the parameter, or pass a std::span"}};
    }
    array.low.emplace_back(0);
    array.size.push_back(*known);
    if (!array.is_parameter || !low) return;
    require(*low, "`" + array.name + "` is used before its first element");
    require(*known - *high, "`" + array.name + "` is used behind its last element");
    return;
  }
  // Behind a type's own sizes, and for whole axes, the natural bounds read better than the exact
  // ones.
  if (known && axis > 0 && array.strides.empty() && array.extents.empty()) {
    require(*low, "`" + array.name + "` is used before its first element");
    require(*known - *high, "`" + array.name + "` is used behind its last element");
  }
  if (known && array.has_limit) {
    require(*low, "`" + array.name + "` is used before its first element");
    require(*known - *high, "`" + array.name + "` is used behind its last element");
  }
  array.low.push_back(*low);
  array.size.push_back(*high - *low);
}

void ShapeFinder::merge(std::optional<Polynomial>& low, std::optional<Polynomial>& high,
                        const Polynomial& first, Polynomial last, const ArrayInfo& array) {
  if (!low) {
    low = first;
    high = last;
    return;
  }
  const std::string why = "the part of `" + array.name + "` that is used has another form";
  if ((*low - first).is_nonnegative()) {
    low = first;
  } else {
    require(first - *low, why);
  }
  if ((last - *high).is_nonnegative()) {
    high = last;
  } else if (!(*high - last).is_nonnegative()) {
    // Neither is proved to be larger: the one with variables is kept, and the call makes sure.
    if (!(*high - last).may_be_nonnegative() || (high->is_constant() && !last.is_constant()))
      std::swap(*high, last);
    require(*high - last, why);
  }
}

void ShapeFinder::split(ArrayInfo& array, std::vector<Use*>& uses) {
  if (!array.is_parameter || uses[0]->subscripts.size() != 1 || !array.strides.empty()) return;
  std::set<Monomial> factors;
  for (const Use* use : uses) {
    if (!use->subscripts[0]) return;
    for (const Range& range : use->ranges) {
      if (range.id < 0) continue;
      const auto factor = use->subscripts[0]->coefficient(range.id);
      if (!factor) return;
      if (*factor == Polynomial(0)) continue;
      for (const auto& [monomial, coefficient] : factor->terms())
        factors.insert(monomial);  // Diagonals have two.
    }
  }
  factors.insert(Monomial{});
  std::vector<Monomial> order(factors.begin(), factors.end());
  std::sort(order.begin(), order.end(),
            [](const Monomial& a, const Monomial& b) { return a.size() > b.size(); });
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    if (!divided(order[i], order[i + 1]) || order[i].size() == order[i + 1].size()) return;
  }
  std::vector<std::int64_t> scales(order.size(), 1);
  split_constants(uses, order, scales);
  if (order.size() < 2) return;
  std::vector<std::vector<std::optional<Polynomial>>> split_uses;
  for (const Use* use : uses) {
    std::vector<Polynomial> parts(order.size());
    for (const auto& [monomial, coefficient] : use->subscripts[0]->terms()) {
      for (std::size_t level = 0; level < order.size(); ++level) {
        const auto rest = divided(monomial, order[level]);
        if (!rest || coefficient % scales[level] != 0) continue;
        // A constant belongs to the axis whose size it is less than.
        if (rest->empty() && level + 1 < order.size() && scales[level] > 1 &&
            order[level].empty() && coefficient == 0)
          continue;
        parts[level].add(*rest, coefficient / scales[level]);
        break;
      }
    }
    split_uses.emplace_back(parts.begin(), parts.end());
  }
  // Inner subscripts have to stay inside of their axes, or this is another array.
  std::vector<Guard> guards;
  for (std::size_t level = 1; level < order.size(); ++level) {
    Polynomial inner;
    inner.add(*divided(order[level - 1], order[level]), scales[level - 1] / scales[level]);
    for (std::size_t i = 0; i < uses.size(); ++i) {
      const Polynomial first = first_of(*split_uses[i][level], *uses[i]);
      const Polynomial last = inner - Polynomial(1) - last_of(*split_uses[i][level], *uses[i]);
      const auto index = [&](int v) { return is_index(v); };
      if (first.mentions_any(index) || last.mentions_any(index)) return;
      for (const Polynomial& value : {first, last}) {
        if (value.is_nonnegative()) continue;
        if (!value.may_be_nonnegative() || uses[i]->conditional > 0) return;
        guards.push_back(
            {value, "a row of `" + array.name + "` is longer than the distance of rows"});
      }
    }
  }
  for (const Guard& guard : guards) require(guard.value, guard.why);
  for (std::size_t i = 0; i < uses.size(); ++i) uses[i]->subscripts = split_uses[i];
  for (std::size_t level = 0; level < order.size(); ++level) {
    Polynomial stride;
    stride.add(order[level], scales[level]);
    array.stride.push_back(stride);
  }
  levels_[static_cast<int>(&array - function_.arrays.data())] = {order, scales};
}

void ShapeFinder::split_constants(const std::vector<Use*>& uses, std::vector<Monomial>& order,
                                  std::vector<std::int64_t>& scales) {
  std::set<std::int64_t> found;
  for (const Use* use : uses) {
    std::set<std::int64_t> here;
    for (const Range& range : use->ranges) {
      if (range.id < 0) continue;
      const auto factor = use->subscripts[0]->coefficient(range.id);
      if (!factor || !factor->is_constant()) continue;
      if (const auto value = *factor->constant(); value > 0) here.insert(value);
    }
    if (here.size() == 2 && here.contains(1)) found.insert(*here.rbegin());
  }
  // In [.., w * 3]-like arrays every larger stride has the constant, too.
  if (found.size() != 1) return;
  const std::int64_t scale = *found.begin();
  for (const Use* use : uses) {
    for (const Range& range : use->ranges) {
      if (range.id < 0) continue;
      const auto factor = use->subscripts[0]->coefficient(range.id);
      for (const auto& [monomial, coefficient] : factor->terms()) {
        if (coefficient % scale != 0 && !(monomial.empty() && coefficient == 1)) return;
      }
    }
  }
  for (std::size_t i = 0; i + 1 < order.size(); ++i) scales[i] = scale;
  order.insert(order.end() - 1, Monomial{});
  scales.insert(scales.end() - 1, scale);
}

void ShapeFinder::rewrite(int id, std::vector<ExprPtr>& subscripts, const Place& place) {
  ArrayInfo& array = function_.arrays[static_cast<std::size_t>(id)];
  if (const auto levels = levels_.find(id); levels != levels_.end()) {
    const auto flat = polynomial(subscripts[0]);
    const auto& [order, scales] = levels->second;
    std::vector<Polynomial> parts(order.size());
    for (const auto& [monomial, coefficient] : flat->terms()) {
      for (std::size_t level = 0; level < order.size(); ++level) {
        const auto rest = divided(monomial, order[level]);
        if (!rest || coefficient % scales[level] != 0) continue;
        parts[level].add(*rest, coefficient / scales[level]);
        break;
      }
    }
    subscripts.clear();
    for (const Polynomial& part : parts) subscripts.push_back(affine_expr(part));
  }
  if (array.low.size() != subscripts.size())
    throw Refusal{{place, "`" + array.name + "` is used with another number of subscripts here",
                   "use one form of subscripts"}};
  for (std::size_t axis = 0; axis < subscripts.size(); ++axis) {
    auto found = polynomial(subscripts[axis]);
    if (found && found->mentions_any(
                     [&](int v) { return is_index(v) && !in_ranges(v) && !in_ranges(-1 - v); }))
      found.reset();
    if (found) {
      subscripts[axis] = affine_expr(*found - array.low[axis]);
    } else if (!(array.low[axis] == Polynomial(0))) {
      subscripts[axis] =
          make_expr(ExprKind::kBinary, DType::kI64, place,
                    {cast_to(subscripts[axis], DType::kI64), affine_expr(array.low[axis])}, "-");
    }
  }
}

}  // namespace sinter::lift
