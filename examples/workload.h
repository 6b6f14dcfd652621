// The data of the main job: images, seeded weights, and batches made by repeating rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace examples {

/// A row-major matrix of f32.
struct Matrix {
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::vector<float> values;

  std::span<const float> row(std::int64_t index) const {
    return {values.data() + index * columns, static_cast<std::size_t>(columns)};
  }
};

/// The digits as pixels of 0 to 1, one image of 64 pixels a row. The label column is left out.
Matrix load_digits(const std::string& folder);

/// Weights of the given shape, uniform in (-scale, scale), the same for a seed on every machine.
Matrix seeded_weights(std::int64_t rows, std::int64_t columns, double scale, std::uint64_t seed);

/// `rows` rows of `from`, starting at row `first` and beginning again after the last one.
Matrix repeat_rows(const Matrix& from, std::int64_t rows, std::int64_t first = 0);

/// A read-only view as an Array; the matrix must outlive it.
sinter::Array as_array(const Matrix& matrix);
/// A copy of an f32 array of rank 2.
Matrix as_matrix(const sinter::Array& array);

}  // namespace examples
