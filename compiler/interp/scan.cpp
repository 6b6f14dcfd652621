// Scans, in the orders that "Scans" in compiler/README.md fixes.
#include <algorithm>
#include <array>
#include <limits>

#include "compiler/interp/evaluate.h"
#include "compiler/interp/scalar.h"
#include "compiler/ir/reduction_order.h"

namespace sinter::interp {
namespace {

/// The elements that a scan runs along: n elements from `first`, `stride` apart in C order.
struct Line {
  std::int64_t first, stride, n;
  std::size_t at(std::int64_t k) const { return static_cast<std::size_t>(first + k * stride); }
};

/// Any axis but the last: serial blocks, each on top of all before it.
template <typename T, typename Combine>
void scan_serial(std::span<const T> x, std::span<T> out, const Line& line, T identity,
                 Combine combine) {
  T offset = identity;
  for (std::int64_t begin = 0; begin < line.n; begin += order::kOuterScanBlock) {
    T sum = identity;
    for (std::int64_t k = begin; k < std::min(line.n, begin + order::kOuterScanBlock); ++k) {
      sum = combine(sum, x[line.at(k)]);
      out[line.at(k)] = combine(offset, sum);
    }
    offset = combine(offset, sum);
  }
}

/// The last axis: groups of lanes, scanned by doubling, in blocks.
template <typename T, typename Combine>
void scan_lanes(std::span<const T> x, std::span<T> out, const Line& line, T identity,
                Combine combine) {
  T offset = identity;
  for (std::int64_t block = 0; block < line.n; block += order::kScanBlock) {
    const std::int64_t end = std::min(line.n, block + order::kScanBlock);
    T carry = identity;
    for (std::int64_t group = block; group < end; group += order::kLanes) {
      std::array<T, order::kLanes> lanes;
      lanes.fill(identity);
      const std::int64_t count = std::min(order::kLanes, end - group);
      for (std::int64_t l = 0; l < count; ++l)
        lanes[static_cast<std::size_t>(l)] = x[line.at(group + l)];
      for (std::size_t h = 1; h < lanes.size(); h *= 2) {
        for (std::size_t l = lanes.size(); l-- > h;) lanes[l] = combine(lanes[l - h], lanes[l]);
      }
      const T base = combine(offset, carry);
      for (std::int64_t l = 0; l < count; ++l)
        out[line.at(group + l)] = combine(base, lanes[static_cast<std::size_t>(l)]);
      carry = combine(carry, lanes.back());
    }
    offset = combine(offset, carry);
  }
}

template <typename T, typename Combine>
void scan(const Tensor& a, int axis, Tensor& result, T identity, Combine combine) {
  const auto split = static_cast<std::size_t>(axis);
  std::int64_t inner = 1;
  for (std::int64_t size : std::span(a.shape).subspan(split + 1)) inner *= size;
  const std::int64_t n = a.shape[split];
  const auto x = a.as<T>();
  const auto out = result.as<T>();
  SINTER_CHECK(x.size() == out.size(), "a scan changes the shape");
  if (x.empty()) return;
  const std::int64_t lines = a.count() / n;
  for (std::int64_t i = 0; i < lines; ++i) {
    const Line line{i / inner * inner * n + i % inner, inner, n};
    if (split + 1 == a.shape.size()) {
      scan_lanes<T>(x, out, line, identity, combine);
    } else {
      scan_serial<T>(x, out, line, identity, combine);
    }
  }
}

template <typename T>
T lowest() {
  if constexpr (std::floating_point<T>) return -std::numeric_limits<T>::infinity();
  return std::numeric_limits<T>::lowest();
}
template <typename T>
T highest() {
  if constexpr (std::floating_point<T>) return std::numeric_limits<T>::infinity();
  return std::numeric_limits<T>::max();
}

}  // namespace

void evaluate_scan(Op op, const Tensor& a, int axis, Tensor& result) {
  with_type(a.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::same_as<T, bool>) {
      internal_error(__FILE__, __LINE__, "a scan of bool");
    } else {
      switch (op) {
        case Op::ScanSum:
          return scan<T>(a, axis, result, T{0}, add<T>);
        case Op::ScanProd:
          return scan<T>(a, axis, result, T{1}, multiply<T>);
        case Op::ScanMax:
          return scan<T>(a, axis, result, lowest<T>(), maximum<T>);
        default:
          return scan<T>(a, axis, result, highest<T>(), minimum<T>);
      }
    }
  });
}

}  // namespace sinter::interp
