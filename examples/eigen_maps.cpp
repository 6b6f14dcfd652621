// Matrices of Eigen's as arguments and results, in place, whatever their order in memory.
#include "sinter/sinter.h"

#include <Eigen/Dense>
#include <iostream>

namespace {

using sinter::View;

/// A matrix, a block of one, or a Map, as a view; of const elements for arguments.
template <typename Derived>
View<const double, 2> argument(const Eigen::DenseBase<Derived>& matrix) {
  const Derived& m = matrix.derived();
  return {m.data(), {m.rows(), m.cols()}, {m.rowStride(), m.colStride()}};
}
template <typename Derived>
View<double, 2> result(Eigen::DenseBase<Derived>& matrix) {
  Derived& m = matrix.derived();
  return {m.data(), {m.rows(), m.cols()}, {m.rowStride(), m.colStride()}};
}

}  // namespace

int main() {
  try {
    const sinter::Engine engine;
    const sinter::Module module = engine.compile(R"(
      # Columns with mean 0 and deviation 1.
      fn standardized(x: f64[N, D]) -> f64[N, D] { return (x - mean(x, axis=0)) / std(x, axis=0) }
      fn covariance(x: f64[N, D]) -> f64[D, D] {
          c[i, j] = mean[n] (x[n, i] * x[n, j])
          return c
      }
    )");
    const auto standardized =
        module.get<void(View<const double, 2>, View<double, 2>)>("standardized");
    const auto covariance = module.get<void(View<const double, 2>, View<double, 2>)>("covariance");

    const Eigen::MatrixXd data =
        Eigen::MatrixXd::NullaryExpr(  // by columns, as Eigen's usually are
            200, 3, [](Eigen::Index i, Eigen::Index j) {
              return std::sin(static_cast<double>(i * (j + 1))) +
                     0.5 * std::cos(static_cast<double>(i));
            });
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> z(200, 3);  // by rows
    standardized(argument(data), result(z));
    Eigen::MatrixXd c(3, 3);
    covariance(argument(z), result(c));

    // The same by Eigen.
    const Eigen::MatrixXd centered = data.rowwise() - data.colwise().mean();
    const Eigen::ArrayXd deviation = (centered.array().square().colwise().mean()).sqrt();
    const Eigen::MatrixXd expected_z = centered.array().rowwise() / deviation.transpose();
    const Eigen::MatrixXd expected = expected_z.transpose() * expected_z / 200;
    std::cout << c << '\n';
    if (!z.isApprox(expected_z, 1e-12) || !c.isApprox(expected, 1e-12)) {
      std::cerr << "Eigen gives\n" << expected << '\n';
      return 1;
    }
    // A block: every second row of two columns.
    const auto some = data(Eigen::seq(0, Eigen::last, 2), Eigen::seq(0, 1));
    const Eigen::MatrixXd copied = some;
    const Eigen::Map<const Eigen::MatrixXd, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>> map(
        data.data(), 100, 2, {200, 2});
    Eigen::MatrixXd part(2, 2);
    covariance(argument(map), result(part));
    if (!part.isApprox(copied.transpose() * copied / 100, 1e-12)) {
      std::cerr << "a strided block gives\n" << part << '\n';
      return 1;
    }
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
