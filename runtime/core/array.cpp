#include "sinter/array.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/convert.h"
#include "runtime/core/device_array.h"

namespace sinter {

using detail::ArrayState;
using runtime::make_array;
using runtime::make_view;
using runtime::shape_text;

namespace {

using Span = std::span<const std::int64_t>;

/// Sets shape and size; refuses what cannot be addressed. The product skips zeros, so that [0,
/// 2^62, 2^62] is refused too.
void set_shape(ArrayState& state, Span shape) {
  if (shape.size() > static_cast<std::size_t>(Array::kMaxRank)) {
    user_error("E4101", "an array of {} axes was asked for; at most {} are possible", shape.size(),
               Array::kMaxRank);
  }
  state.rank = static_cast<int>(shape.size());
  std::int64_t nonzero = static_cast<std::int64_t>(size_of(state.dtype));
  bool empty = false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] < 0)
      user_error("E4101", "the size of axis {} is {}; sizes are not negative", i, shape[i]);
    state.shape[i] = shape[i];
    if (shape[i] == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(nonzero, shape[i], &nonzero)) {
      user_error("E4102", "an array of shape {} of {} is larger than 2^63-1 bytes",
                 shape_text(shape), name(state.dtype));
    }
  }
  state.size = empty ? 0 : nonzero / static_cast<std::int64_t>(size_of(state.dtype));
}

void set_row_major(ArrayState& state) {
  std::int64_t stride = 1;
  for (int i = state.rank - 1; i >= 0; --i) {
    const auto at = static_cast<std::size_t>(i);
    state.strides[at] = stride;
    stride *= std::max<std::int64_t>(state.shape[at], 1);
  }
}

bool row_major(const ArrayState& state) {
  if (state.size == 0) return true;
  std::int64_t expected = 1;
  for (int i = state.rank - 1; i >= 0; --i) {
    const auto at = static_cast<std::size_t>(i);
    if (state.shape[at] == 1) continue;
    if (state.strides[at] != expected) return false;
    expected *= state.shape[at];
  }
  return true;
}

int checked_axis(int axis, int rank, const char* what) {
  const int at = axis < 0 ? axis + rank : axis;
  if (at < 0 || at >= rank)
    user_error("E4103", "{}: axis {} of an array of {} axes", what, axis, rank);
  return at;
}

/// Lowest and highest element offset from the first element.
std::pair<std::int64_t, std::int64_t> extent(const ArrayState& state) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (int i = 0; i < state.rank; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::int64_t last = (state.shape[at] - 1) * state.strides[at];
    (last < 0 ? low : high) += last;
  }
  return {low, high};
}

/// Calls row(offset_a, offset_b, count) for every innermost run.
template <typename Row>
void for_each_row(Span shape, Span a, Span b, const Row& row) {
  const std::size_t rank = shape.size();
  if (std::ranges::find(shape, 0) != shape.end()) return;
  if (rank == 0) return row(std::int64_t{0}, std::int64_t{0}, std::int64_t{1});
  std::array<std::int64_t, Array::kMaxRank> index{};
  std::int64_t at_a = 0;
  std::int64_t at_b = 0;
  while (true) {
    row(at_a, at_b, shape[rank - 1]);
    std::size_t axis = rank - 1;
    while (true) {
      if (axis == 0) return;
      --axis;
      at_a += a[axis];
      at_b += b[axis];
      if (++index[axis] < shape[axis]) break;
      at_a -= a[axis] * shape[axis];
      at_b -= b[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

}  // namespace

namespace runtime {

std::string shape_text(Span shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

Array make_array(std::shared_ptr<Pool> pool, DType dtype, Span shape) {
  auto state = std::make_shared<ArrayState>();
  state->dtype = dtype;
  set_shape(*state, shape);
  set_row_major(*state);
  state->block = Block(std::move(pool), static_cast<std::size_t>(state->size) * size_of(dtype));
  state->data = state->block.data();
  return ArrayState::wrap(std::move(state));
}

Array make_view(const Array& base, void* data, Span shape, Span strides) {
  auto owner = ArrayState::share(base);
  auto state = std::make_shared<ArrayState>();
  state->dtype = owner->dtype;
  state->writable = owner->writable;
  set_shape(*state, shape);
  std::ranges::copy(strides, state->strides.begin());
  state->contiguous = row_major(*state);
  state->data = data;
  state->device = owner->device;
  state->owner = std::move(owner);
  return ArrayState::wrap(std::move(state));
}

bool spans_overlap(const Array& a, const Array& b) {
  const ArrayState& x = ArrayState::of(a);
  const ArrayState& y = ArrayState::of(b);
  if (x.size == 0 || y.size == 0 || x.device != y.device) return false;
  const auto bytes = [](const ArrayState& s) {
    const auto [low, high] = extent(s);
    const auto element = static_cast<std::int64_t>(size_of(s.dtype));
    const auto first = static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(s.data));
    return std::pair(first + low * element, first + (high + 1) * element);
  };
  const auto [a0, a1] = bytes(x);
  const auto [b0, b1] = bytes(y);
  return a0 < b1 && b0 < a1;
}

bool may_alias_itself(const Array& array) {
  const ArrayState& s = ArrayState::of(array);
  if (s.contiguous || s.size == 0) return false;
  // Sorted by |stride|, every stride must step over all that the smaller ones reach.
  std::vector<std::pair<std::int64_t, std::int64_t>> axes;
  for (int i = 0; i < s.rank; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (s.shape[at] > 1) axes.emplace_back(std::abs(s.strides[at]), s.shape[at]);
  }
  std::ranges::sort(axes);
  std::int64_t reach = 0;
  for (const auto& [stride, size] : axes) {
    if (stride <= reach) return true;
    reach += stride * (size - 1);
  }
  return false;
}

void copy_elements(void* to, Span to_strides, const void* from, Span from_strides, Span shape,
                   std::size_t element_bytes) {
  const std::int64_t step_to = shape.empty() ? 1 : to_strides.back();
  const std::int64_t step_from = shape.empty() ? 1 : from_strides.back();
  const auto width = static_cast<std::int64_t>(element_bytes);
  auto* target = static_cast<std::byte*>(to);
  const auto* source = static_cast<const std::byte*>(from);
  const auto strided = [&]<std::size_t kBytes>(std::int64_t at_to, std::int64_t at_from,
                                               std::int64_t count) {
    std::byte* t = target + at_to * width;
    const std::byte* f = source + at_from * width;
    for (std::int64_t i = 0; i < count; ++i) {
      std::memcpy(t + i * step_to * width, f + i * step_from * width, kBytes);
    }
  };
  for_each_row(shape, to_strides, from_strides,
               [&](std::int64_t a, std::int64_t b, std::int64_t count) {
                 if (step_to == 1 && step_from == 1) {
                   std::memcpy(target + a * width, source + b * width,
                               static_cast<std::size_t>(count) * element_bytes);
                   return;
                 }
                 switch (element_bytes) {
                   case 1:
                     return strided.template operator()<1>(a, b, count);
                   case 2:
                     return strided.template operator()<2>(a, b, count);
                   case 4:
                     return strided.template operator()<4>(a, b, count);
                   case 8:
                     return strided.template operator()<8>(a, b, count);
                   default:
                     return strided.template operator()<16>(a, b, count);
                 }
               });
}

}  // namespace runtime

Array::Array() : Array(zeros(DType::kF64, {})) {}

Array Array::empty(DType dtype, const Shape& shape) { return make_array(nullptr, dtype, shape); }

Array Array::zeros(DType dtype, const Shape& shape) {
  Array result = empty(dtype, shape);
  std::memset(result.raw_data(), 0, result.bytes());
  return result;
}

Array Array::full(DType dtype, const Shape& shape, double value) {
  Array result = empty(dtype, shape);
  runtime::Number number;
  number.f = value;
  auto* data = static_cast<std::byte*>(result.raw_data());
  for (std::int64_t i = 0; i < result.size(); ++i, data += size_of(dtype))
    runtime::write_number(dtype, data, number);
  return result;
}

Array Array::from_bytes(DType dtype, const void* values, std::size_t count, const Shape& shape) {
  Array result = empty(dtype, shape);
  if (static_cast<std::uint64_t>(result.size()) != count) {
    user_error("E4105", "{} values were given for an array of shape {}, which has {} elements",
               count, shape_text(shape), result.size());
  }
  if (count != 0) std::memcpy(result.raw_data(), values, result.bytes());
  return result;
}

Array Array::weak_scalar(DType dtype, const void* value) {
  auto state = std::make_shared<ArrayState>();
  state->dtype = dtype;
  state->weak = true;
  state->block = runtime::Block(nullptr, size_of(dtype));
  state->data = state->block.data();
  std::memcpy(state->data, value, size_of(dtype));
  return Array(std::move(state));
}

Array Array::view_bytes(void* data, DType dtype, const Shape& shape, const Shape& strides,
                        bool writable, std::shared_ptr<void> owner) {
  auto state = std::make_shared<ArrayState>();
  state->dtype = dtype;
  state->writable = writable;
  set_shape(*state, shape);
  if (strides.empty()) {
    set_row_major(*state);
  } else if (strides.size() == shape.size()) {
    std::ranges::copy(strides, state->strides.begin());
    state->contiguous = row_major(*state);
    // Offsets of all elements must be representable in bytes, or overlap checks would be
    // meaningless.
    std::int64_t span = 0;
    for (std::size_t i = 0; i < strides.size(); ++i) {
      std::int64_t reach = 0;
      const bool bad = strides[i] == std::numeric_limits<std::int64_t>::min() ||
                       __builtin_mul_overflow(std::max<std::int64_t>(shape[i] - 1, 0),
                                              std::abs(strides[i]), &reach) ||
                       __builtin_add_overflow(span, reach, &span);
      if (bad || span > (std::numeric_limits<std::int64_t>::max() >> 6)) {
        user_error("E4106", "strides {} with shape {} reach beyond the address space",
                   shape_text(strides), shape_text(shape));
      }
    }
  } else {
    user_error("E4106", "{} strides were given for {} axes", strides.size(), shape.size());
  }
  if (data == nullptr && state->size != 0)
    user_error("E4106", "a view of {} elements at a null address", state->size);
  state->data = data;
  state->owner = std::move(owner);
  return Array(std::move(state));
}

DType Array::dtype() const noexcept { return state_->dtype; }
int Array::rank() const noexcept { return state_->rank; }
Span Array::shape() const noexcept { return state_->shape_span(); }
Span Array::strides() const noexcept { return state_->stride_span(); }
std::int64_t Array::size() const noexcept { return state_->size; }
std::size_t Array::bytes() const noexcept {
  return static_cast<std::size_t>(size()) * size_of(dtype());
}
bool Array::is_contiguous() const noexcept { return state_->contiguous; }
bool Array::is_writable() const noexcept { return state_->writable; }
bool Array::is_weak() const noexcept { return state_->weak; }
void* Array::raw_data() const noexcept { return state_->data; }

std::int64_t Array::shape(int axis) const {
  return state_->shape[static_cast<std::size_t>(checked_axis(axis, rank(), "shape"))];
}

void* Array::checked_data(DType expected, bool for_writing) const {
  if (dtype() != expected) {
    user_error("E4107", "the array has {} elements; they were asked for as {}",
               sinter::name(dtype()), sinter::name(expected));
  }
  if (for_writing && !is_writable())
    user_error("E4108", "the array is a read-only view; ask for const elements");
  runtime::require_on_host(*this, "elements were asked for");
  return state_->data;
}

std::int64_t Array::offset_of(Span index) const {
  if (index.size() != static_cast<std::size_t>(rank())) {
    user_error("E4109", "{} indices for an array of {} axes", index.size(), rank());
  }
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < index.size(); ++i) {
    const std::int64_t at = index[i] < 0 ? index[i] + state_->shape[i] : index[i];
    if (at < 0 || at >= state_->shape[i]) {
      user_error("E4109", "index {} of axis {} is outside its size {}", index[i], i,
                 state_->shape[i]);
    }
    offset += at * state_->strides[i];
  }
  return offset;
}

namespace {
runtime::Number only_element(const Array& array) {
  if (array.size() != 1)
    user_error("E4110", "item() of {}, which has {} elements", array.type_text(), array.size());
  runtime::require_on_host(array, "item()");
  return runtime::read_number(array.dtype(), array.raw_data());
}
}  // namespace

double Array::item_float() const {
  double value = 0;
  runtime::write_number(DType::kF64, &value, only_element(*this));
  return value;
}

std::int64_t Array::item_integer() const {
  std::int64_t value = 0;
  runtime::write_number(DType::kI64, &value, only_element(*this));
  return value;
}

Array Array::contiguous() const { return is_contiguous() ? *this : copy(); }

Array Array::copy() const {
  if (state_->device != nullptr) {
    const Array result = runtime::make_device_array(state_->device, dtype(), shape());
    result.assign(*this);
    return result;
  }
  Array result = make_array(nullptr, dtype(), shape());
  runtime::copy_elements(result.raw_data(), result.strides(), raw_data(), strides(), shape(),
                         size_of(dtype()));
  return result;
}

Array Array::astype(DType to) const {
  if (to == dtype()) return *this;
  runtime::require_on_host(*this, "astype");
  Array result = make_array(nullptr, to, shape());
  const auto in = static_cast<std::int64_t>(size_of(dtype()));
  const auto out = static_cast<std::int64_t>(size_of(to));
  const std::int64_t step = rank() == 0 ? 1 : strides().back();
  const auto* source = static_cast<const std::byte*>(raw_data());
  auto* target = static_cast<std::byte*>(result.raw_data());
  for_each_row(shape(), result.strides(), strides(),
               [&](std::int64_t a, std::int64_t b, std::int64_t count) {
                 for (std::int64_t i = 0; i < count; ++i) {
                   runtime::write_number(
                       to, target + (a + i) * out,
                       runtime::read_number(dtype(), source + (b + i * step) * in));
                 }
               });
  return result;
}

void Array::assign(const Array& from) const {
  if (from.dtype() != dtype() || !std::ranges::equal(from.shape(), shape())) {
    user_error("E4111", "cannot assign {} to {}: dtype and shape must be equal", from.type_text(),
               type_text());
  }
  if (!is_writable())
    user_error("E4108", "the array is a read-only view; it cannot be assigned to");
  if (state_->device != nullptr || from.state_->device != nullptr)
    return runtime::assign_across(*this, from);
  const Array source = runtime::spans_overlap(*this, from) ? from.copy() : from;
  runtime::copy_elements(raw_data(), strides(), source.raw_data(), source.strides(), shape(),
                         size_of(dtype()));
}

Array Array::transpose() const {
  std::vector<int> axes(static_cast<std::size_t>(rank()));
  for (std::size_t i = 0; i < axes.size(); ++i) axes[i] = rank() - 1 - static_cast<int>(i);
  return transpose(axes);
}

Array Array::transpose(const std::vector<int>& axes) const {
  if (axes.size() != static_cast<std::size_t>(rank())) {
    user_error("E4103", "transpose: {} axes were given for an array of {}", axes.size(), rank());
  }
  Shape to_shape, to_strides;
  std::vector<bool> seen(axes.size());
  for (const int axis : axes) {
    const auto at = static_cast<std::size_t>(checked_axis(axis, rank(), "transpose"));
    if (seen[at]) user_error("E4103", "transpose: axis {} is given twice", axis);
    seen[at] = true;
    to_shape.push_back(state_->shape[at]);
    to_strides.push_back(state_->strides[at]);
  }
  return make_view(*this, raw_data(), to_shape, to_strides);
}

Array Array::reshape(const Shape& to) const {
  Shape target = to;
  std::int64_t known = 1;
  std::ptrdiff_t open = -1;
  bool valid = true;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == -1 && open < 0) {
      open = static_cast<std::ptrdiff_t>(i);
    } else {
      valid = valid && target[i] >= 0 && !__builtin_mul_overflow(known, target[i], &known);
    }
  }
  if (open >= 0) {
    valid = valid && known != 0 && size() % known == 0;
    if (valid) target[static_cast<std::size_t>(open)] = size() / known;
  } else {
    valid = valid && known == size();
  }
  if (!valid)
    user_error("E4112", "cannot reshape {} ({} elements) to {}", type_text(), size(),
               shape_text(to));
  const Array base = contiguous();
  Shape to_strides(target.size());
  std::int64_t stride = 1;
  for (std::size_t i = target.size(); i-- > 0;) {
    to_strides[i] = stride;
    stride *= std::max<std::int64_t>(target[i], 1);
  }
  return make_view(base, base.raw_data(), target, to_strides);
}

Array Array::slice(int axis, std::int64_t start, std::int64_t stop, std::int64_t step) const {
  const auto at = static_cast<std::size_t>(checked_axis(axis, rank(), "slice"));
  if (step == 0) user_error("E4113", "slice: the step is 0");
  const std::int64_t n = state_->shape[at];
  const std::int64_t low = step > 0 ? 0 : -1;
  const std::int64_t high = step > 0 ? n : n - 1;
  const auto bound = [&](std::int64_t i) { return std::clamp(i < 0 ? i + n : i, low, high); };
  const std::int64_t first = bound(start);
  // With a negative step, -1 counts from the end like any negative bound; a stop below -n means "to
  // the start".
  const std::int64_t last = bound(stop);
  std::int64_t count = 0;
  if (step > 0 && last > first) count = (last - first - 1) / step + 1;
  if (step < 0 && last < first)
    count = (first - last - 1) / (step == std::numeric_limits<std::int64_t>::min()
                                      ? std::numeric_limits<std::int64_t>::max()
                                      : -step) +
            1;
  Shape to_shape(shape().begin(), shape().end());
  Shape to_strides(strides().begin(), strides().end());
  to_shape[at] = count;
  to_strides[at] = count > 1 ? to_strides[at] * step : to_strides[at];
  const std::int64_t offset = count > 0 ? first * state_->strides[at] : 0;
  return make_view(
      *this,
      static_cast<std::byte*>(raw_data()) + offset * static_cast<std::int64_t>(size_of(dtype())),
      to_shape, to_strides);
}

Array Array::select(int axis, std::int64_t index) const {
  const auto at = static_cast<std::size_t>(checked_axis(axis, rank(), "select"));
  const std::int64_t n = state_->shape[at];
  const std::int64_t i = index < 0 ? index + n : index;
  if (i < 0 || i >= n)
    user_error("E4109", "index {} of axis {} is outside its size {}", index, axis, n);
  Shape to_shape(shape().begin(), shape().end());
  Shape to_strides(strides().begin(), strides().end());
  to_shape.erase(to_shape.begin() + static_cast<std::ptrdiff_t>(at));
  to_strides.erase(to_strides.begin() + static_cast<std::ptrdiff_t>(at));
  const std::int64_t offset = i * state_->strides[at] * static_cast<std::int64_t>(size_of(dtype()));
  return make_view(*this, static_cast<std::byte*>(raw_data()) + offset, to_shape, to_strides);
}

}  // namespace sinter
