// Inputs of generated programs.
#include <cmath>
#include <limits>
#include <random>

#include "compiler/shape/binding.h"
#include "tests/generator/graph_generator.h"

namespace sinter::generator {
namespace {

using Random = std::mt19937_64;

/// In [0, 1), the same on every standard library.
double unit(Random& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

template <typename T>
T special(Random& random) {
  using L = std::numeric_limits<T>;
  const T values[] = {
      T{0},     -T{0},    L::infinity(), -L::infinity(), L::quiet_NaN(), L::denorm_min(),
      L::min(), L::max(), L::lowest(),   T{1},           -L::min() / 2,  T(2147483648.0),
      T(-0.5),  T(1e10)};
  return values[random() % std::size(values)];
}

template <typename T>
void fill_floats(std::span<T> out, Random& random, bool tame) {
  const std::uint64_t mode = random() % 8;
  for (T& x : out) {
    const double u = unit(random);
    if (tame) {
      x = static_cast<T>(0.25 + u);
    } else if (mode < 4) {
      x = static_cast<T>(4 * u - 2);
    } else if (mode == 4) {
      x = static_cast<T>(std::floor(16 * u) - 8);  // Ties and equal elements.
    } else if (mode == 5) {
      x = static_cast<T>(std::exp2(40 * u - 20) * (random() % 2 ? 1 : -1));
    } else {
      x = random() % (mode == 6 ? 50 : 4) == 0 ? special<T>(random) : static_cast<T>(10 * u - 5);
    }
  }
}

template <typename T>
void fill_integers(std::span<T> out, Random& random) {
  using L = std::numeric_limits<T>;
  const std::uint64_t mode = random() % 3;
  for (T& x : out) {
    const T edges[] = {L::min(), L::max(),           T{0},
                       T{1},     static_cast<T>(-1), static_cast<T>(L::max() - 1)};
    x = mode == 0   ? static_cast<T>(random() % 16 - (L::is_signed ? 8 : 0))
        : mode == 1 ? static_cast<T>(random())
                    : (random() % 4 == 0 ? edges[random() % std::size(edges)]
                                         : static_cast<T>(random() % 100));
  }
}

void fill(interp::Tensor& t, Random& random, bool tame) {
  switch (t.dtype) {
    case DType::kBool:
      for (bool& x : t.as<bool>()) x = random() % 2 != 0;
      return;
    case DType::kI8:
      return fill_integers(t.as<std::int8_t>(), random);
    case DType::kI16:
      return fill_integers(t.as<std::int16_t>(), random);
    case DType::kI32:
      return fill_integers(t.as<std::int32_t>(), random);
    case DType::kI64:
      return fill_integers(t.as<std::int64_t>(), random);
    case DType::kU8:
      return fill_integers(t.as<std::uint8_t>(), random);
    case DType::kU16:
      return fill_integers(t.as<std::uint16_t>(), random);
    case DType::kU32:
      return fill_integers(t.as<std::uint32_t>(), random);
    case DType::kU64:
      return fill_integers(t.as<std::uint64_t>(), random);
    case DType::kF32:
      return fill_floats(t.as<float>(), random, tame);
    default:
      return fill_floats(t.as<double>(), random, tame);
  }
}

}  // namespace

std::vector<interp::Tensor> make_inputs(const Program& program) {
  std::vector<interp::Tensor> inputs;
  auto sizes = program.sizes;
  sizes.resize(program.graph.dims.size(), 0);
  Random random(program.input_seed);
  for (graph::ValueId id : program.graph.body().arguments) {
    const auto& type = program.graph.type(id);
    interp::Tensor t{type.dtype, graph::evaluate_shape(program.graph.dims, type.shape, sizes), {}};
    const auto count = static_cast<std::size_t>(graph::element_count(t.shape));
    t.data.resize(count * size_of(t.dtype));
    fill(t, random, program.tame);
    inputs.push_back(std::move(t));
  }
  return inputs;
}

}  // namespace sinter::generator
