// Arrays between pages that cannot be touched, so that a read or a write outside of one ends the
// process.
#pragma once

#include "compiler/interp/interp.h"
#include "sinter/array.h"

namespace sinter::test {

/// How a tensor is laid out in memory.
enum class Placement {
  kEnd,        ///< Contiguous; the last byte stands before a page that cannot be touched.
  kBegin,      ///< Contiguous; the first byte stands behind one.
  kPadded,     ///< The last axis is contiguous, rows are apart.
  kReversed,   ///< The last axis runs backwards.
  kTransposed  ///< Column-major.
};
inline constexpr int kPlacements = 5;

/// An array with the elements of `tensor` (those of padding are all ones: NaN, true, -1).
Array place(const interp::Tensor& tensor, Placement placement);
/// The elements of an array.
interp::Tensor tensor_of(const Array& array);

}  // namespace sinter::test
