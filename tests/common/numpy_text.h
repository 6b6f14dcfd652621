// Arrays as the scripts that ask NumPy write them down.
#pragma once

#include <istream>
#include <map>
#include <string>
#include <vector>

#include "compiler/interp/interp.h"

namespace sinter::test {

/// "f32 [3 4] 1.0 2.5 ..."
interp::Tensor parse_tensor(const std::string& text);

/// Empty when dtype, shape and elements agree; of floats, within a small relative error: sums have
/// another order here, and math functions another last bit.
std::string difference_from_numpy(const interp::Tensor& found, const interp::Tensor& expected);

/// What numpy_twins.py writes: a body of the language that computes `r`, and NumPy's result.
struct NumpyTwin {
  std::string body;
  interp::Tensor result;
};
struct NumpyTwins {
  std::string parameters;  ///< "x: f32[N], ..."
  std::vector<interp::Tensor> inputs;
  std::vector<NumpyTwin> rows;
  /// Functions that the bodies call, and `f` with the body of a row.
  std::string program(const NumpyTwin& twin) const;
};
NumpyTwins read_numpy_twins(std::istream& in);

}  // namespace sinter::test
