// The expected texts were printed by NumPy 1.24.
#include "frontend/cli/print.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

namespace sinter::cli {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(Print, AlignsRows) {
  EXPECT_EQ(format_elements(Array::from<float>({1, 2, 3, 4, 5, 6}, {2, 3})),
            "[[1. 2. 3.]\n [4. 5. 6.]]");
  EXPECT_EQ(format_elements(Array::from<float>({1.5F, -2.25F, 10}, {3})), "[ 1.5  -2.25 10.  ]");
  EXPECT_EQ(format_elements(Array::from<std::int64_t>({1, -20, 300, 4}, {2, 2})),
            "[[  1 -20]\n [300   4]]");
}

TEST(Print, ChoosesScientificNotation) {
  EXPECT_EQ(format_elements(Array::from<float>({1e-5F, 1, -3e10F}, {3})),
            "[ 1.e-05  1.e+00 -3.e+10]");
  EXPECT_EQ(format_elements(Array::from<double>({1e-5, 1e200}, {2})), "[1.e-005 1.e+200]");
}

TEST(Print, PadsWithTheDigitsOfTheNumber) {
  EXPECT_EQ(format_elements(Array::from<float>({1e-4F, 12345678.9F}, {2})),
            "[9.9999997e-05 1.2345679e+07]");
  EXPECT_EQ(format_elements(Array::from<float>({33554436.F}, {1})), "[33554436.]");
  EXPECT_EQ(format_elements(Array::from<float>({99999992.F, 1}, {2})),
            "[9.999999e+07 1.000000e+00]");
  EXPECT_EQ(format_scalar(142606752.F, true), "142606750.0");
  EXPECT_EQ(format_scalar(-0.00123F, true), "-0.00123");
  EXPECT_EQ(format_scalar(1e15, false), "1000000000000000.0");
}

TEST(Print, SpecialValues) {
  EXPECT_EQ(format_elements(Array::from<float>({1.5F, kNan, kInf, -kInf}, {4})),
            "[ 1.5  nan  inf -inf]");
  EXPECT_EQ(format_elements(Array::from<float>({kNan}, {1})), "[nan]");
  EXPECT_EQ(format_elements(Array::zeros(DType::kF32, {0})), "[]");
  EXPECT_EQ(format_elements(Array::from<bool>({true, false}, {2})), "[ True False]");
}

TEST(Print, ShortestDigitsOfEachType) {
  EXPECT_EQ(format_elements(Array::from<float>({1.0F / 3, 2.0F / 3}, {2})),
            "[0.33333334 0.6666667 ]");
  EXPECT_EQ(format_elements(Array::from<double>({1.0 / 3, 2.0 / 3}, {2})),
            "[0.33333333 0.66666667]");
}

TEST(Print, Scalars) {
  EXPECT_EQ(format_scalar(0.1F, true), "0.1");
  EXPECT_EQ(format_scalar(1, true), "1.0");
  EXPECT_EQ(format_scalar(1e-5F, true), "1e-05");
  EXPECT_EQ(format_scalar(1.5e20F, true), "1.5e+20");
  EXPECT_EQ(format_scalar(16777216, true), "16777216.0");
  EXPECT_EQ(format_scalar(-0.0, false), "-0.0");
  EXPECT_EQ(format_scalar(kNan, false), "nan");
  EXPECT_EQ(format_scalar(-kInf, false), "-inf");
}

TEST(Print, BreaksLongLines) {
  std::vector<float> values(30);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) * 1.25F;
  EXPECT_EQ(format_elements(Array::from(values)),
            "[ 0.    1.25  2.5   3.75  5.    6.25  7.5   8.75 10.   11.25 12.5  13.75\n"
            " 15.   16.25 17.5  18.75 20.   21.25 22.5  23.75 25.   26.25 27.5  28.75\n"
            " 30.   31.25 32.5  33.75 35.   36.25]");
}

TEST(Print, SummarizesLargeArrays) {
  std::vector<float> values(1001);
  std::iota(values.begin(), values.end(), 0.0F);
  EXPECT_EQ(format_elements(Array::from(values)), "[   0.    1.    2. ...  998.  999. 1000.]");
  std::vector<std::int32_t> integers(2000);
  std::iota(integers.begin(), integers.end(), 0);
  EXPECT_EQ(format_elements(Array::from(integers, {40, 50})),
            "[[   0    1    2 ...   47   48   49]\n"
            " [  50   51   52 ...   97   98   99]\n"
            " [ 100  101  102 ...  147  148  149]\n"
            " ...\n"
            " [1850 1851 1852 ... 1897 1898 1899]\n"
            " [1900 1901 1902 ... 1947 1948 1949]\n"
            " [1950 1951 1952 ... 1997 1998 1999]]");
}

TEST(Print, HigherRanksAndStrides) {
  std::vector<std::int64_t> values(8);
  std::iota(values.begin(), values.end(), 0);
  const Array cube = Array::from(values, {2, 2, 2});
  EXPECT_EQ(format_elements(cube), "[[[0 1]\n  [2 3]]\n\n [[4 5]\n  [6 7]]]");
  EXPECT_EQ(format_elements(cube.transpose()), "[[[0 4]\n  [2 6]]\n\n [[1 5]\n  [3 7]]]");
}

}  // namespace
}  // namespace sinter::cli
