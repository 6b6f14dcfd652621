#include "examples/workload.h"

#include <algorithm>

namespace examples {

Matrix load_digits(const std::string& folder) {
  const sinter::Array table = sinter::load(folder + "/digits.csv.gz").astype(sinter::DType::kF32);
  const Matrix lines = as_matrix(table);
  Matrix pixels{lines.rows, lines.columns - 1, {}};
  pixels.values.reserve(static_cast<std::size_t>(pixels.rows * pixels.columns));
  for (std::int64_t i = 0; i < lines.rows; ++i) {
    for (const float value : lines.row(i).first(static_cast<std::size_t>(pixels.columns))) {
      pixels.values.push_back(value / 16.0F);  // exact: pixels are 0 to 16
    }
  }
  return pixels;
}

Matrix seeded_weights(std::int64_t rows, std::int64_t columns, double scale, std::uint64_t seed) {
  Matrix weights{rows, columns, {}};
  weights.values.resize(static_cast<std::size_t>(rows * columns));
  std::uint64_t state = seed;
  for (float& value : weights.values) {
    // SplitMix64: the library's distributions differ between implementations, this does not.
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t bits = state;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    bits ^= bits >> 31U;
    const double unit = (static_cast<double>(bits >> 11U) + 0.5) * 0x1p-53;
    value = static_cast<float>((2 * unit - 1) * scale);
  }
  return weights;
}

Matrix repeat_rows(const Matrix& from, std::int64_t rows, std::int64_t first) {
  Matrix result{rows, from.columns, {}};
  result.values.resize(static_cast<std::size_t>(rows * from.columns));
  for (std::int64_t i = 0; i < rows; ++i) {
    std::ranges::copy(from.row((first + i) % from.rows), result.values.begin() + i * from.columns);
  }
  return result;
}

sinter::Array as_array(const Matrix& matrix) {
  return sinter::Array::view(matrix.values.data(), {matrix.rows, matrix.columns});
}

Matrix as_matrix(const sinter::Array& array) {
  return {array.shape(0), array.shape(1), array.to_vector<float>()};
}

}  // namespace examples
