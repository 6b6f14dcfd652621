// The arguments of the calls that are measured: given ones, and random ones of the sizes asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::measure {

/// A parameter of the function, and where its values come from.
struct Input {
  std::string name;
  std::optional<Array> given;
  /// Else random values of this dtype; axes are numbers or names of dimensions.
  DType dtype = DType::kF32;
  std::vector<std::string> axes;
};

/// What is swept: a dimension or a whole parameter, and its sizes in order.
struct Sweep {
  std::string name;
  bool is_parameter = false;
  std::vector<std::string> texts;                ///< "256", "64x64".
  std::vector<std::vector<std::int64_t>> sizes;  ///< One number of a dimension.
};

/// One size of each sweep.
using Choice = std::vector<std::pair<std::string, std::string>>;

/// All combinations, the last sweep fastest. Without sweeps one empty combination.
std::vector<std::vector<std::size_t>> combinations(const std::vector<Sweep>& sweeps);
Choice choice_of(const std::vector<Sweep>& sweeps, const std::vector<std::size_t>& combination);

/// The arguments of one combination. Floats are normal with mean 0 and deviation 1, integers
/// uniform in 0..99, booleans coins; the same for the same seed, name and shape. A size that
/// nothing gives is a user error (E6303).
std::vector<Array> make_arguments(const std::vector<Input>& inputs,
                                  const std::vector<Sweep>& sweeps,
                                  const std::vector<std::size_t>& combination, std::uint64_t seed);

/// Copies in new memory, at an offset that differs from copy to copy: where arrays happen to lie
/// changes how fast a program is.
std::vector<Array> relocated(const std::vector<Array>& arguments, std::uint64_t number);

}  // namespace sinter::measure
