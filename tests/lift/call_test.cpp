// Calls of lifted functions: overlaps, guards, failing calls, programs that do not compile,
// SINTER_CHECK.
#include "tests/lift/mixed.h"

#include "mixed.lifted.h"
#include "tests/lift/compare.h"

namespace {

using lift_test::expect_same;
using lift_test::numbers;

TEST(LiftedCalls, ArraysThatOverlapRunAsPlainCpp) {
  const auto data = numbers<double>(101, 1);
  auto plain = data, lifted_data = data;
  mixed::axpy<double>(0.5, plain.data(), plain.data() + 1, 100);
  const auto before = sinter::lifted_calls("axpy_f64");
  lifted::mixed::axpy(0.5, lifted_data.data(), lifted_data.data() + 1, 100);
  EXPECT_EQ(sinter::lifted_calls("axpy_f64"), before);
  expect_same(plain, lifted_data, 0, "overlap");
  // Side by side is not overlapping.
  std::vector<double> both = numbers<double>(200, 2), other = both;
  mixed::axpy<double>(0.5, both.data(), both.data() + 100, 100);
  lifted::mixed::axpy(0.5, other.data(), other.data() + 100, 100);
  EXPECT_EQ(sinter::lifted_calls("axpy_f64"), before + 1);
  expect_same(both, other, 0, "side by side");
}

TEST(LiftedCalls, SizesOutsideOfTheGuardsRunAsPlainCpp) {
  double y = 7;
  const auto before = sinter::lifted_calls("axpy_f64");
  for (const int n : {0, -1, -2147483647})
    lifted::mixed::axpy(0.5, static_cast<const double*>(nullptr), &y, n);
  EXPECT_EQ(y, 7);
  EXPECT_EQ(sinter::lifted_calls("axpy_f64"), before);
}

TEST(LiftedCalls, NullPointersRunAsPlainCpp) {
  const auto x = numbers<float>(8, 4), w = numbers<float>(40, 5), bias = numbers<float>(5, 6);
  for (const float* given : {bias.data(), static_cast<const float*>(nullptr)}) {
    std::vector<float> plain(5), other(5);
    const auto before = sinter::lifted_calls("layer");
    mixed::layer(x.data(), w.data(), given, plain.data(), 8, 5);
    lifted::mixed::layer(x.data(), w.data(), given, other.data(), 8, 5);
    EXPECT_EQ(sinter::lifted_calls("layer"), before + (given != nullptr ? 1 : 0));
    expect_same(plain, other, 1e-6, "layer");
  }
}

/// A position behind the table is an error of the program; plain C++ runs on the arrays as they
/// were.
TEST(LiftedCalls, AFailingCallChangesNothing) {
  std::vector<float> table = numbers<float>(8, 3);
  const std::vector<std::int32_t> index{1, 2, 7, 3};
  std::vector<float> plain(4), lifted_out(4);
  mixed::gather(table.data(), 4, index.data(), plain.data(),
                4);  // It reads table[7], which is there.
  testing::internal::CaptureStderr();
  lifted::mixed::gather(table.data(), 4, index.data(), lifted_out.data(), 4);
  lifted::mixed::gather(table.data(), 4, index.data(), lifted_out.data(), 4);
  const std::string warning = testing::internal::GetCapturedStderr();
  EXPECT_NE(warning.find("sinter: gather runs as plain C++: "), std::string::npos) << warning;
  EXPECT_EQ(warning.find("sinter: gather", 10), std::string::npos) << "one warning: " << warning;
  expect_same(plain, lifted_out, 0, "gather");
}

TEST(LiftedCalls, AProgramThatIsWrongRunsAsPlainCppWithOneWarning) {
  const sinter::detail::LiftedFunction wrong("fn f(x: f64) -> f64 { return y }", "f",
                                             {{sinter::DType::kF64, 0}}, {{sinter::DType::kF64, 0}},
                                             {});
  double x = 1, y = 2;
  void* const data[] = {&x, &y};
  testing::internal::CaptureStderr();
  EXPECT_FALSE(wrong.run(data, {}));
  EXPECT_FALSE(wrong.run(data, {}));
  const std::string warning = testing::internal::GetCapturedStderr();
  EXPECT_NE(warning.find("unknown name `y`"), std::string::npos) << warning;
  EXPECT_EQ(warning.find("sinter:", 5), std::string::npos) << warning;
  EXPECT_EQ(y, 2);
}

TEST(LiftedCalls, ChecksFindADifference) {
  const sinter::detail::LiftedFunction twice("fn twice(x: f64[n]) -> f64[n] { return 2 * x }",
                                             "twice", {{sinter::DType::kF64, 1}},
                                             {{sinter::DType::kF64, 1}}, {});
  std::vector<double> x{1, 2, 3}, y(3);
  void* const data[] = {x.data(), y.data()};
  const std::int64_t key[] = {3, 1, 3, 1};
  const auto check = twice.compute(data, key);
  y = {2, 4, 6};
  testing::internal::CaptureStderr();
  check.compare(data, key);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  y = {2, 5, 6.5};
  testing::internal::CaptureStderr();
  check.compare(data, key);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "sinter: SINTER_CHECK: twice differs from plain C++ in 2 of 3 elements of result 0; at "
            "[1] it is 4, plain C++ has 5\n");
}

}  // namespace
