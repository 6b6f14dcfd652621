// Comparing results: bit for bit (NaNs as one, zeros by sign), or within a relative bound.
#pragma once

#include <string>
#include <vector>

#include "compiler/interp/interp.h"

namespace sinter::test {

/// Empty when both agree bit for bit, any NaN counting as any other; else what differs first, in
/// words.
std::string difference(const interp::Tensor& found, const interp::Tensor& expected);
std::string difference(const std::vector<interp::Tensor>& found,
                       const std::vector<interp::Tensor>& expected);

/// Largest |found - expected| / max(|found|, |expected|) over two float tensors of one shape.
/// Elements that are both NaN, the same infinity, or beyond `overflow` on one side and infinite on
/// the other count as equal; infinity is returned where only one is NaN.
double relative_error(const interp::Tensor& found, const interp::Tensor& expected, double overflow);

}  // namespace sinter::test
