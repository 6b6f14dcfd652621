// The cases in Eigen: array expressions by rows on all threads, matrix products by Eigen's own.
// Requests and answers as of the other workers (see compare.py).
#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/peers/eigen_programs.h"
#include "sinter/files.h"
#include "sinter/sinter.h"

namespace {

using Clock = std::chrono::steady_clock;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using View = Eigen::Map<const Matrix>;
using Views = std::vector<View>;
using Values = std::vector<float>;
using Formulation = std::function<Values(const Views&)>;

/// sum_d softmax(x)[d]^2, with the division moved out of the sum by hand.
float squares(const View& x, Eigen::Index row) {
  const auto values = x.row(row).array();
  const float largest = values.maxCoeff();
  thread_local Eigen::Array<float, 1, Eigen::Dynamic> e;
  e = (values - largest).exp();
  const float total = e.sum();
  return e.square().sum() / (total * total);
}

Eigen::VectorXf softmax(const View& x, Eigen::Index row) {
  const auto values = x.row(row).array();
  Eigen::VectorXf e = (values - values.maxCoeff()).exp().matrix().transpose();
  return e / e.sum();
}

Values entropy(const Views& a) {
  float total = 0;
#pragma omp parallel for reduction(+ : total)
  for (Eigen::Index b = 0; b < a[0].rows(); ++b) total += squares(a[0], b);
  return {-total / static_cast<float>(a[0].rows())};
}

Values information_outer(const Views& a) {
  float total = 0;
#pragma omp parallel for reduction(+ : total)
  for (Eigen::Index b = 0; b < a[0].rows(); ++b) {
    const Eigen::VectorXf p = softmax(a[0], b), q = softmax(a[1], b);
    float own = 0;
    for (Eigen::Index i = 0; i < p.size(); ++i) own += (p[i] * q).squaredNorm();
    total += own;
  }
  return {total / static_cast<float>(a[0].rows())};
}

Values both(const Views& a) {
  float entropy_sum = 0, information_sum = 0;
#pragma omp parallel for reduction(+ : entropy_sum, information_sum)
  for (Eigen::Index b = 0; b < a[0].rows(); ++b) {
    const float s = squares(a[0], b);
    entropy_sum += s;
    information_sum += s * squares(a[1], b);
  }
  const auto rows = static_cast<float>(a[0].rows());
  return {-entropy_sum / rows, information_sum / rows};
}

Values information(const Views& a) { return {both(a)[1]}; }

/// A matrix product over the pairs of y and z.
template <typename X, typename Y, typename Z>
Values mean_of_pairs(const X& x, const Y& y, const Z& z) {
  static Matrix pairs;
  pairs.resize(y.rows(), y.cols() * z.cols());
#pragma omp parallel for
  for (Eigen::Index n = 0; n < y.rows(); ++n) {
    for (Eigen::Index j = 0; j < y.cols(); ++j)
      pairs.row(n).segment(j * z.cols(), z.cols()) = y(n, j) * z.row(n);
  }
  Values result(static_cast<std::size_t>(x.cols() * pairs.cols()));
  Eigen::Map<Matrix> to(result.data(), x.cols(), pairs.cols());
  to.noalias() = x.transpose() * pairs;
  to /= static_cast<float>(x.rows());
  return result;
}

Values tensor_mean(const Views& a) { return mean_of_pairs(a[0], a[1], a[2]); }

Values tensor_mean_of_samples(const Views& a) {
  const auto features = [&](const View& v) {
    Matrix made = v * a[3];
    made = made.array().tanh();
    return made;
  };
  return mean_of_pairs(features(a[0]), features(a[1]), features(a[2]));
}

const std::map<std::string, std::pair<std::string, Formulation>>& formulations() {
  static const std::map<std::string, std::pair<std::string, Formulation>> all{
      {"entropy", {"entropy_by_hand", entropy}},
      {"mutual_information", {"information_rows", information_outer}},
      {"mutual_information_factored", {"information_by_hand", information}},
      {"entropy_and_mutual_information", {"both_by_hand", both}},
      {"tensor_mean", {"mean_gemm", tensor_mean}},
      {"tensor_mean_of_samples", {"samples_gemm", tensor_mean_of_samples}}};
  return all;
}

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// Median microseconds of calls that fill the budget.
template <typename Call>
double median_time(const Call& call, double budget_s) {
  call();
  std::vector<double> times;
  const auto begin = Clock::now();
  while (times.size() < 3 || (microseconds_since(begin) < budget_s * 1e6 && times.size() < 1000)) {
    const auto start = Clock::now();
    call();
    times.push_back(microseconds_since(start));
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

/// At most 4096 values, spread over the whole, as in python_worker.py.
template <typename Container>
std::vector<double> compared(const Container& values) {
  std::vector<double> found;
  const std::size_t step = std::max<std::size_t>(1, (values.size() + 4095) / 4096);
  for (std::size_t i = 0; i < values.size(); i += step) found.push_back(values[i]);
  return found;
}

/// A case of the document workloads: matrices of f32, all results one after the other.
nlohmann::json document_answer(const nlohmann::json& request,
                               const std::vector<sinter::Array>& arrays) {
  const auto& [name, formulation] = formulations().at(request.at("case").get<std::string>());
  Views views;
  for (const sinter::Array& array : arrays) {
    const auto& shape = array.shape();
    views.emplace_back(static_cast<const float*>(array.raw_data()), shape[0], shape[1]);
  }
  Values values;
  const double time = median_time([&, &run = formulation] { values = run(views); },
                                  request.at("budget_s").get<double>());
  // Results one by one, as numbers are results of their own.
  nlohmann::json results = nlohmann::json::array();
  if (values.size() <= 2) {
    for (const float value : values) results.push_back({value});
  } else {
    results.push_back(compared(values));
  }
  return {{"us", {{name, time}}}, {"results", results}};
}

nlohmann::json answer(const nlohmann::json& request) {
  std::vector<sinter::Array> arrays;
  for (const auto& path : request.at("arguments"))
    arrays.push_back(sinter::load(path.get<std::string>()).copy());  // no mapped file
  const auto name = request.at("case").get<std::string>();
  if (formulations().contains(name)) return document_answer(request, arrays);
  const auto program = sinter::eigen::programs().find(name);
  if (program == sinter::eigen::programs().end()) return {{"us", nlohmann::json::object()}};
  sinter::eigen::Results made;
  const double time =
      median_time([&] { made = program->second(arrays); }, request.at("budget_s").get<double>());
  nlohmann::json results = nlohmann::json::array();
  for (const sinter::Array& result : made) results.push_back(compared(result.to_vector<double>()));
  return {{"us", {{"by blocks", time}}}, {"results", results}};
}

}  // namespace

int main() {
  try {
    std::string line;
    while (std::getline(std::cin, line))
      std::cout << answer(nlohmann::json::parse(line)).dump() << std::endl;
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "eigen_worker: {}\n", error.what());
    return 1;
  }
}
