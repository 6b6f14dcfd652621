// NumPy's accuracy tables (dtype, input, output, tolerance in ULP; bits in hexadecimal), met within
// NumPy's limits and within ours. The tables lie beside the checkout in ../shared/data/umath;
// SINTER_TEST_DATA names another place.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/math/math.h"
#include "tests/math/reference.h"
#include "tests/math/straight_line.h"

namespace sinter::test {
namespace {

std::filesystem::path tables() {
  if (const char* place = std::getenv("SINTER_TEST_DATA"))
    return std::filesystem::path(place) / "umath";
  return std::filesystem::path(SINTER_SOURCE_DIR).parent_path() / "shared" / "data" / "umath";
}

struct Row {
  bool single;
  std::uint64_t input, output;
  int tolerance;
};

std::vector<Row> read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("np.float")) continue;
    std::istringstream parts(line);
    std::string type, input, output, tolerance;
    std::getline(parts, type, ',');
    std::getline(parts, input, ',');
    std::getline(parts, output, ',');
    std::getline(parts, tolerance, ',');
    rows.push_back({type == "np.float32", std::stoull(input, nullptr, 16),
                    std::stoull(output, nullptr, 16), std::stoi(tolerance)});
  }
  return rows;
}

/// Steps between two numbers of the format; 0 for two NaNs.
template <typename T, typename Bits>
double distance(T a, T b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b) ? 0 : 1e300;
  const auto ordered = [](T x) {
    const auto bits = static_cast<std::int64_t>(std::bit_cast<Bits>(std::fabs(x)));
    return std::signbit(x) ? -bits : bits;
  };
  return std::fabs(static_cast<double>(ordered(a) - ordered(b)));  // of 64 bits, exact where small
}

/// What NumPy calls a function, where that is another name.
std::string numpy_name(Op op) {
  const std::string name(info(op).spelling);
  const bool inverse = name.size() > 3 && name[0] == 'a';
  return inverse ? "arc" + name.substr(1) : name;
}

class NumpyTable : public ::testing::TestWithParam<Op> {};

TEST_P(NumpyTable, IsMet) {
  const Op op = GetParam();
  const auto path = tables() / ("umath-validation-set-" + numpy_name(op) + ".csv");
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "NumPy's table " << path
                 << " is not there; set SINTER_TEST_DATA to the folder that holds umath/";
  }
  StraightLine single(op, DType::kF32), wide(op, DType::kF64);
  const auto rows = read(path);
  ASSERT_GT(rows.size(), 100u);
  double worst = 0;
  for (const Row& row : rows) {
    double steps = 0;
    if (row.single) {
      const auto x = std::bit_cast<float>(static_cast<std::uint32_t>(row.input));
      float got = 0;
      single.run(std::span(&x, 1), std::span(&got, 1));
      steps = distance<float, std::uint32_t>(
          got, std::bit_cast<float>(static_cast<std::uint32_t>(row.output)));
    } else {
      const auto x = std::bit_cast<double>(row.input);
      double got = 0;
      wide.run(std::span(&x, 1), std::span(&got, 1));
      steps = distance<double, std::uint64_t>(got, std::bit_cast<double>(row.output));
    }
    worst = std::max(worst, steps);
    EXPECT_LE(steps, row.tolerance) << std::hex << row.input;
    EXPECT_LE(steps, 2) << std::hex << row.input;
  }
  std::printf("%s: %zu rows of NumPy's table, at most %g step(s) away\n",
              std::string(info(op).spelling).c_str(), rows.size(), worst);
}

INSTANTIATE_TEST_SUITE_P(All, NumpyTable,
                         ::testing::Values(Op::Exp, Op::Exp2, Op::Expm1, Op::Log, Op::Log2,
                                           Op::Log10, Op::Log1p, Op::Sin, Op::Cos, Op::Tan,
                                           Op::Asin, Op::Acos, Op::Atan, Op::Sinh, Op::Cosh,
                                           Op::Tanh, Op::Asinh, Op::Acosh, Op::Atanh, Op::Cbrt),
                         [](const auto& p) { return std::string(sinter::info(p.param).spelling); });

}  // namespace
}  // namespace sinter::test
