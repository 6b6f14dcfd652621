// The programs of NPBench, written in the language, against golden vectors that NumPy computed. The
// vectors lie beside the checkout in ../shared/data/npbench; SINTER_TEST_DATA names another place.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::test {
namespace {

/// A file and the function in it, the golden inputs in the order of its parameters ("zeros:n": as
/// many zeros as n says), and the golden outputs in the order of its results.
struct Row {
  const char* name;
  const char* inputs;
  const char* outputs;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kPrograms[] = {
    {"adi", "TSTEPS u", "ret0"},
    {"arc_distance", "theta_1 phi_1 theta_2 phi_2", "ret0"},
    {"atax", "A x", "ret0"},
    {"azimint_hist", "data radius zeros:npt", "ret0"},
    {"azimint_naive", "data radius zeros:npt", "ret0"},
    {"bicg", "A p r", "ret0 ret1"},
    {"cavity_flow", "nt nit u v dt dx dy p rho nu", "u v p"},
    {"channel_flow", "nit u v dt dx dy p rho nu F", "ret0 u v p"},
    {"cholesky", "A", "A"},
    {"compute", "array_1 array_2 a b c", "ret0"},
    {"conv2d_bias", "input weights bias", "ret0"},
    {"covariance", "float_n data", "ret0 data"},
    {"covariance2", "data", "ret0"},
    {"crc16", "data", "ret0"},
    {"deriche", "alpha imgIn", "ret0"},
    {"doitgen", "A C4", "A"},
    {"floyd_warshall", "path", "path"},
    {"gemm", "alpha beta C A B", "C"},
    {"gesummv", "alpha beta A B x", "ret0"},
    {"go_fast", "a", "ret0"},
    {"gramschmidt", "A", "ret0 ret1 A"},
    {"heat_3d", "TSTEPS A B", "A B"},
    {"jacobi_1d", "TSTEPS A B", "A B"},
    {"jacobi_2d", "TSTEPS A B", "A B"},
    {"k2mm", "alpha beta A B C D", "D"},
    {"k3mm", "A B C D", "ret0"},
    {"lenet", "input conv1 conv1bias conv2 conv2bias fc1w fc1b fc2w fc2b fc3w fc3b", "ret0"},
    {"lu", "A", "A"},
    {"ludcmp", "A b", "ret0 ret1 A"},
    {"mlp", "input w1 b1 w2 b2 w3 b3", "ret0"},
    {"mvt", "x1 x2 y_1 y_2 A", "x1 x2"},
    {"seidel_2d", "TSTEPS A", "A"},
    {"softmax", "x", "ret0"},
    {"symm", "alpha beta C A B", "C"},
    {"syr2k", "alpha beta C A B", "C"},
    {"syrk", "alpha beta C A", "C"},
    {"trisolv", "L x b", "x"},
};

std::vector<std::string> words(const char* text) {
  std::istringstream stream(text);
  std::vector<std::string> result;
  for (std::string word; stream >> word;) result.push_back(word);
  return result;
}

std::filesystem::path golden(const Row& row) {
  const char* place = std::getenv("SINTER_TEST_DATA");
  const std::filesystem::path data =
      place ? std::filesystem::path(place)
            : std::filesystem::path(SINTER_SOURCE_DIR).parent_path() / "shared" / "data";
  return data / "npbench" / (std::string(row.name) + ".npz");
}

Array input(const std::filesystem::path& path, const std::string& word) {
  constexpr std::string_view kZeros = "zeros:";
  if (!word.starts_with(kZeros)) return load(path, "in_" + word);
  const Array count = load(path, "in_" + word.substr(kZeros.size()));
  return Array::zeros(DType::kF64, {count.item<std::int64_t>()});
}

std::vector<Array> run(const Row& row, Backend backend, int threads,
                       const std::vector<Array>& inputs) {
  EngineOptions options;
  options.backend = backend;
  options.threads = threads;
  const auto file =
      std::filesystem::path(SINTER_TEST_PROGRAMS) / (std::string(row.name) + ".sinter");
  return Engine(options).compile_file(file).function(row.name).call(inputs);
}

bool is_float(const Array& x) { return x.dtype() == DType::kF32 || x.dtype() == DType::kF64; }

double norm(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += v * v;
  return std::sqrt(sum);
}

/// ||found - reference|| / ||reference||, in the Euclidean norm.
double error_of(const Array& found, const Array& reference) {
  auto a = found.to_vector<double>();
  const auto b = reference.to_vector<double>();
  for (std::size_t i = 0; i < a.size(); ++i) a[i] -= b[i];
  return norm(a) / norm(b);
}

/// What rounding the exact result to its dtype may cost already.
double half_unit(DType dtype) {
  return dtype == DType::kF32 ? std::numeric_limits<float>::epsilon() / 2
                              : std::numeric_limits<double>::epsilon() / 2;
}

class Npbench : public ::testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    path_ = golden(GetParam());
    if (!std::filesystem::exists(path_)) {
      GTEST_SKIP() << "the golden vectors " << path_
                   << " are not there; set SINTER_TEST_DATA to the folder that holds npbench/";
    }
    for (const auto& name : words(GetParam().inputs)) inputs_.push_back(input(path_, name));
    outputs_ = words(GetParam().outputs);
    for (const auto& name : outputs_) numpy_.push_back(load(path_, "out_" + name));
    find_references();
  }

  /// Results in extended precision, where the file has them; else those of the program's own f64
  /// twin, provided that NumPy's confirm them.
  void find_references() {
    std::vector<Array> wide;
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      if (!is_float(numpy_[k])) {
        references_.push_back(numpy_[k]);
      } else if (numpy_[k].dtype() == DType::kF64) {
        references_.push_back(load(path_, "ref_" + outputs_[k]));
      } else {
        if (wide.empty()) {
          std::vector<Array> inputs;
          for (const Array& x : inputs_) inputs.push_back(is_float(x) ? x.astype(DType::kF64) : x);
          wide = run(GetParam(), Backend::kInterpreter, 1, inputs);
        }
        references_.push_back(wide.at(k));
        ASSERT_LE(error_of(numpy_[k], wide[k]), 1e-5) << outputs_[k] << " of the f64 program";
      }
    }
  }

  void check(const std::vector<Array>& found) const {
    ASSERT_EQ(found.size(), outputs_.size());
    for (std::size_t k = 0; k < found.size(); ++k) {
      SCOPED_TRACE(outputs_[k]);
      ASSERT_EQ(found[k].dtype(), numpy_[k].dtype());
      ASSERT_TRUE(std::ranges::equal(found[k].shape(), numpy_[k].shape()));
      if (is_float(found[k])) {
        const double allowed =
            10 * std::max(error_of(numpy_[k], references_[k]), half_unit(found[k].dtype()));
        EXPECT_LE(error_of(found[k], references_[k]), allowed);
      } else {
        EXPECT_EQ(found[k].to_vector<std::int64_t>(), numpy_[k].to_vector<std::int64_t>());
      }
    }
  }

  void check_native(int threads) const { check(run(GetParam(), Backend::kLlvm, threads, inputs_)); }

  std::filesystem::path path_;
  std::vector<std::string> outputs_;
  std::vector<Array> inputs_, numpy_, references_;
};

TEST_P(Npbench, Interpreter) { check(run(GetParam(), Backend::kInterpreter, 1, inputs_)); }

TEST_P(Npbench, NativeOneThread) { check_native(1); }

TEST_P(Npbench, NativeTwoThreads) { check_native(2); }

INSTANTIATE_TEST_SUITE_P(Programs, Npbench, ::testing::ValuesIn(kPrograms),
                         [](const auto& p) { return std::string(p.param.name); });

/// Every program file is run: a row that is missing would go unnoticed.
TEST(NpbenchTable, HasEveryFile) {
  for (const auto& entry : std::filesystem::directory_iterator(SINTER_TEST_PROGRAMS)) {
    if (entry.path().extension() != ".sinter") continue;
    EXPECT_TRUE(std::ranges::any_of(kPrograms, [&](const Row& row) {
      return entry.path().stem() == row.name;
    })) << entry.path();
  }
}

}  // namespace
}  // namespace sinter::test
