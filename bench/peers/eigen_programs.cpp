#include "bench/peers/eigen_programs.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <span>
#include <unsupported/Eigen/SpecialFunctions>

namespace sinter::eigen {
namespace {

template <typename T>
using Matrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <typename T>
using MatrixView = Eigen::Map<Matrix<T>>;
template <typename T>
using VectorView = Eigen::Map<Eigen::Array<T, Eigen::Dynamic, 1>>;

template <typename T>
MatrixView<T> matrix(const Array& array) {
  return {static_cast<T*>(array.raw_data()), array.shape()[0], array.shape()[1]};
}

template <typename T>
VectorView<T> vector(const Array& array) {
  return {static_cast<T*>(array.raw_data()), array.shape()[0]};
}

/// A result that is written over in the next call: by the name of the case.
Array kept(const std::string& name, DType type, std::span<const std::int64_t> shape) {
  static std::map<std::string, Array> all;
  const auto found = all.find(name);
  if (found != all.end() && std::ranges::equal(found->second.shape(), shape) &&
      found->second.dtype() == type)
    return found->second;
  return all.insert_or_assign(name, Array::zeros(type, Array::Shape(shape.begin(), shape.end())))
      .first->second;
}

Array number(const std::string& name, float value) {
  const Array result = kept(name, DType::kF32, Array::Shape{});
  *result.data<float>() = value;
  return result;
}

constexpr Eigen::Index kBlock = 4096;

/// body(begin, count) for blocks of n elements, on all threads: Eigen has them for products only.
template <typename Body>
void in_blocks(Eigen::Index n, Eigen::Index block, const Body& body) {
#pragma omp parallel for
  for (Eigen::Index begin = 0; begin < n; begin += block) body(begin, std::min(block, n - begin));
}

/// value(begin, count) of each block, combined.
template <typename Value, typename Combine>
float over_blocks(Eigen::Index n, float start, const Value& value, const Combine& combine) {
  std::vector<float> parts(static_cast<std::size_t>((n + kBlock - 1) / kBlock));
  in_blocks(n, kBlock, [&](Eigen::Index begin, Eigen::Index count) {
    parts[static_cast<std::size_t>(begin / kBlock)] = value(begin, count);
  });
  for (const float part : parts) start = combine(start, part);
  return start;
}

Results affine(const std::vector<Array>& in) {
  const auto a = vector<float>(in[0]), b = vector<float>(in[1]);
  const Array out = kept("affine", DType::kF32, in[0].shape());
  auto r = vector<float>(out);
  in_blocks(a.size(), kBlock, [&](Eigen::Index i, Eigen::Index n) {
    r.segment(i, n) = 2 * a.segment(i, n) + 3 * b.segment(i, n);
  });
  return {out};
}

Results waves(const std::vector<Array>& in) {
  const auto x = vector<float>(in[0]), y = vector<float>(in[1]), z = vector<float>(in[2]);
  const Array out = kept("waves", DType::kF32, in[0].shape());
  auto r = vector<float>(out);
  in_blocks(x.size(), kBlock, [&](Eigen::Index i, Eigen::Index n) {
    r.segment(i, n) = 0.5F * x.segment(i, n) + 2 * y.segment(i, n).sin() * (-z.segment(i, n)).exp();
  });
  return {out};
}

Results black_scholes(const std::vector<Array>& in) {
  using Part = Eigen::Array<float, Eigen::Dynamic, 1>;
  const auto s = vector<float>(in[0]), k = vector<float>(in[1]), t = vector<float>(in[2]);
  const Array calls = kept("calls", DType::kF32, in[0].shape()),
              puts = kept("puts", DType::kF32, in[0].shape());
  auto call = vector<float>(calls), put = vector<float>(puts);
  constexpr float kRate = 0.02F, kVolatility = 0.3F, kRoot = 0.70710678F;
  in_blocks(s.size(), 1024, [&](Eigen::Index i, Eigen::Index n) {
    const Part spread = kVolatility * t.segment(i, n).sqrt();
    const Part d = ((s.segment(i, n) / k.segment(i, n)).log() +
                    (kRate + 0.5F * kVolatility * kVolatility) * t.segment(i, n)) /
                   spread;
    const Part discounted = k.segment(i, n) * (-kRate * t.segment(i, n)).exp();
    call.segment(i, n) = s.segment(i, n) * (0.5F + 0.5F * (d * kRoot).erf()) -
                         discounted * (0.5F + 0.5F * ((d - spread) * kRoot).erf());
    put.segment(i, n) = call.segment(i, n) + discounted - s.segment(i, n);
  });
  return {calls, puts};
}

float sum_of(const VectorView<float>& x) {
  return over_blocks(
      x.size(), 0, [&](Eigen::Index i, Eigen::Index n) { return x.segment(i, n).sum(); },
      std::plus<>());
}

float largest_of(const VectorView<float>& x) {
  return over_blocks(
      x.size(), x[0], [&](Eigen::Index i, Eigen::Index n) { return x.segment(i, n).maxCoeff(); },
      [](float a, float b) { return std::max(a, b); });
}

Results total(const std::vector<Array>& in) {
  return {number("total", sum_of(vector<float>(in[0])))};
}

Results largest(const std::vector<Array>& in) {
  return {number("largest", largest_of(vector<float>(in[0])))};
}

Results mean_variance(const std::vector<Array>& in) {
  const auto x = vector<float>(in[0]);
  const auto count = static_cast<float>(x.size());
  const float mean = sum_of(x) / count;
  const float squares = over_blocks(
      x.size(), 0,
      [&](Eigen::Index i, Eigen::Index n) { return (x.segment(i, n) - mean).square().sum(); },
      std::plus<>());
  return {number("mean", mean), number("variance", squares / count)};
}

Results log_sum_exp(const std::vector<Array>& in) {
  const auto x = vector<float>(in[0]);
  const float most = largest_of(x);
  const float sum = over_blocks(
      x.size(), 0,
      [&](Eigen::Index i, Eigen::Index n) { return (x.segment(i, n) - most).exp().sum(); },
      std::plus<>());
  return {number("log_sum_exp", most + std::log(sum))};
}

/// value(row) of each row of a matrix.
template <typename Value>
Results by_rows(const std::string& name, const Array& in, const Value& value) {
  const auto x = matrix<float>(in);
  const Array out = kept(name, DType::kF32, Array::Shape{x.rows()});
  auto r = vector<float>(out);
  in_blocks(x.rows(), 16, [&](Eigen::Index i, Eigen::Index n) {
    for (Eigen::Index row = i; row < i + n; ++row) r[row] = value(x.row(row).array());
  });
  return {out};
}

Results total_rows(const std::vector<Array>& in) {
  return by_rows("total_rows", in[0], [](const auto& row) { return row.sum(); });
}

Results largest_rows(const std::vector<Array>& in) {
  return by_rows("largest_rows", in[0], [](const auto& row) { return row.maxCoeff(); });
}

Results mean_variance_rows(const std::vector<Array>& in) {
  const auto means = by_rows("mean_rows", in[0], [](const auto& row) { return row.mean(); }).at(0);
  const auto variances = by_rows("variance_rows", in[0], [](const auto& row) {
                           const float mean = row.mean();
                           return (row - mean).square().mean();
                         }).at(0);
  return {means, variances};
}

Results log_sum_exp_rows(const std::vector<Array>& in) {
  return by_rows("log_sum_exp_rows", in[0], [](const auto& row) {
    const float most = row.maxCoeff();
    return most + std::log((row - most).exp().sum());
  });
}

constexpr Eigen::Index kStrip = 512;  // columns that a thread goes down at a time

Results total_columns(const std::vector<Array>& in) {
  const auto x = matrix<float>(in[0]);
  const Array out = kept("total_columns", DType::kF32, Array::Shape{x.cols()});
  auto r = vector<float>(out);
  in_blocks(x.cols(), kStrip, [&](Eigen::Index j, Eigen::Index n) {
    r.segment(j, n).setZero();
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      r.segment(j, n) += x.row(i).segment(j, n).array().transpose();
  });
  return {out};
}

Results largest_columns(const std::vector<Array>& in) {
  const auto x = matrix<float>(in[0]);
  const Array out = kept("largest_columns", DType::kF32, Array::Shape{x.cols()});
  auto r = vector<float>(out);
  in_blocks(x.cols(), kStrip, [&](Eigen::Index j, Eigen::Index n) {
    r.segment(j, n) = x.row(0).segment(j, n).array().transpose();
    for (Eigen::Index i = 1; i < x.rows(); ++i)
      r.segment(j, n) = r.segment(j, n).max(x.row(i).segment(j, n).array().transpose());
  });
  return {out};
}

Results mean_variance_columns(const std::vector<Array>& in) {
  const auto x = matrix<float>(in[0]);
  const Array mean = total_columns(in).at(0);
  const Array out = kept("variance_columns", DType::kF32, Array::Shape{x.cols()});
  auto m = vector<float>(mean), r = vector<float>(out);
  const auto count = static_cast<float>(x.rows());
  m /= count;
  in_blocks(x.cols(), kStrip, [&](Eigen::Index j, Eigen::Index n) {
    r.segment(j, n).setZero();
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      r.segment(j, n) += (x.row(i).segment(j, n).array().transpose() - m.segment(j, n)).square();
    r.segment(j, n) /= count;
  });
  return {mean, out};
}

Results log_sum_exp_columns(const std::vector<Array>& in) {
  const auto x = matrix<float>(in[0]);
  const Array most = largest_columns(in).at(0);
  const Array out = kept("log_sum_exp_columns", DType::kF32, Array::Shape{x.cols()});
  auto m = vector<float>(most), r = vector<float>(out);
  in_blocks(x.cols(), kStrip, [&](Eigen::Index j, Eigen::Index n) {
    r.segment(j, n).setZero();
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      r.segment(j, n) += (x.row(i).segment(j, n).array().transpose() - m.segment(j, n)).exp();
    r.segment(j, n) = m.segment(j, n) + r.segment(j, n).log();
  });
  return {out};
}

template <typename T>
Results product_of(const Array& a, const Array& b, bool transposed) {
  const auto left = matrix<T>(a), right = matrix<T>(b);
  const Array out = kept("product", a.dtype(),
                         Array::Shape{left.rows(), transposed ? right.rows() : right.cols()});
  if (transposed) {
    matrix<T>(out).noalias() = left * right.transpose();
  } else {
    matrix<T>(out).noalias() = left * right;
  }
  return {out};
}

Results product(const std::vector<Array>& in, bool transposed) {
  return in[0].dtype() == DType::kF64 ? product_of<double>(in[0], in[1], transposed)
                                      : product_of<float>(in[0], in[1], transposed);
}

Results matrix_vector(const std::vector<Array>& in) {
  const auto a = matrix<float>(in[0]);
  const auto x = vector<float>(in[1]);
  const Array out = kept("matrix_vector", DType::kF32, Array::Shape{a.rows()});
  auto r = vector<float>(out);
  in_blocks(a.rows(), 256, [&](Eigen::Index i, Eigen::Index n) {
    r.matrix().segment(i, n).noalias() = a.middleRows(i, n) * x.matrix();
  });
  return {out};
}

Results vector_matrix(const std::vector<Array>& in) {
  const auto x = vector<float>(in[0]);
  const auto a = matrix<float>(in[1]);
  const Array out = kept("vector_matrix", DType::kF32, Array::Shape{a.cols()});
  auto r = vector<float>(out);
  in_blocks(a.cols(), kStrip, [&](Eigen::Index j, Eigen::Index n) {
    r.matrix().segment(j, n).noalias() = a.middleCols(j, n).transpose() * x.matrix();
  });
  return {out};
}

Results jacobi(const std::vector<Array>& in) {
  const auto u = matrix<float>(in[0]);
  Array now = kept("jacobi_a", DType::kF32, in[0].shape()),
        after = kept("jacobi_b", DType::kF32, in[0].shape());
  matrix<float>(now) = matrix<float>(after) = u;
  const auto steps = *in[1].data<const std::int64_t>();
  for (std::int64_t t = 0; t < steps; ++t) {
    const auto a = matrix<float>(now);
    auto b = matrix<float>(after);
    in_blocks(u.rows() - 2, 64, [&](Eigen::Index i, Eigen::Index n) {
      const auto w = u.cols() - 2;
      b.block(i + 1, 1, n, w) = 0.25F * (a.block(i, 1, n, w) + a.block(i + 2, 1, n, w) +
                                         a.block(i + 1, 0, n, w) + a.block(i + 1, 2, n, w));
    });
    std::swap(now, after);
  }
  return {now};
}

Results distances(const std::vector<Array>& in) {
  const auto x = matrix<float>(in[0]);
  const Array out = kept("distances", DType::kF32, Array::Shape{x.rows(), x.rows()});
  auto r = matrix<float>(out);
  const Eigen::Array<float, Eigen::Dynamic, Eigen::Dynamic> axes = x.array();  // by columns
  in_blocks(x.rows(), 16, [&](Eigen::Index begin, Eigen::Index n) {
    for (Eigen::Index i = begin; i < begin + n; ++i) {
      r.row(i).array() = ((axes.col(0) - x(i, 0)).square() + (axes.col(1) - x(i, 1)).square() +
                          (axes.col(2) - x(i, 2)).square())
                             .sqrt()
                             .transpose();
    }
  });
  return {out};
}

}  // namespace

const std::map<std::string, Program>& programs() {
  static const std::map<std::string, Program> all{
      {"affine", affine},
      {"waves", waves},
      {"black_scholes", black_scholes},
      {"total", total},
      {"largest", largest},
      {"mean_variance", mean_variance},
      {"log_sum_exp", log_sum_exp},
      {"total_rows", total_rows},
      {"largest_rows", largest_rows},
      {"mean_variance_rows", mean_variance_rows},
      {"log_sum_exp_rows", log_sum_exp_rows},
      {"total_columns", total_columns},
      {"largest_columns", largest_columns},
      {"mean_variance_columns", mean_variance_columns},
      {"log_sum_exp_columns", log_sum_exp_columns},
      {"matmul", [](const auto& in) { return product(in, false); }},
      {"matmul_transposed", [](const auto& in) { return product(in, true); }},
      {"matrix_vector", matrix_vector},
      {"vector_matrix", vector_matrix},
      {"jacobi", jacobi},
      {"distances", distances}};
  return all;
}

}  // namespace sinter::eigen
