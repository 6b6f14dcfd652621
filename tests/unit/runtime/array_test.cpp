#include "sinter/array.h"

#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "runtime/core/array_state.h"
#include "runtime/core/convert.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter {
namespace {

using test::expect_error;

Array counting(const Array::Shape& shape) {
  const Array a = Array::empty(DType::kI32, shape);
  std::iota(a.data<std::int32_t>(), a.data<std::int32_t>() + a.size(), 0);
  return a;
}

std::vector<std::int32_t> ints(const Array& a) { return a.to_vector<std::int32_t>(); }

TEST(Array, FactoriesAndProperties) {
  const Array a = Array::from<float>({1, 2, 3, 4, 5, 6}, {2, 3});
  EXPECT_EQ(a.type_text(), "f32[2, 3]");
  EXPECT_EQ(a.rank(), 2);
  EXPECT_EQ(a.shape(-1), 3);
  EXPECT_EQ(a.size(), 6);
  EXPECT_EQ(a.bytes(), 24u);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a.raw_data()) % 64, 0u);
  EXPECT_EQ(a.at<float>(1, -1), 6);
  EXPECT_EQ(Array::full(DType::kI8, {3}, 300.0).to_vector<std::int8_t>(),
            (std::vector<std::int8_t>{127, 127, 127}));
  EXPECT_EQ(Array::zeros(DType::kF64, {2}).to_vector<double>(), (std::vector<double>{0, 0}));
  EXPECT_EQ(Array::from(std::vector<bool>{true, false, true}).type_text(), "bool[3]");
  EXPECT_EQ(Array().item(), 0);
  EXPECT_TRUE(Array(3).is_weak());
  EXPECT_EQ(Array(3).dtype(), DType::kI32);
  EXPECT_EQ(Array(2.5f).item(), 2.5);
  EXPECT_EQ(Array(true).item<int>(), 1);
}

TEST(Array, SharesElementsUntilCopied) {
  const Array a = counting({4});
  const Array same = a;
  const Array other = a.copy();
  a.at<std::int32_t>(0) = 7;
  EXPECT_EQ(same.at<std::int32_t>(0), 7);
  EXPECT_EQ(other.at<std::int32_t>(0), 0);
}

TEST(Array, ViewsKeepTheirMemoryAlive) {
  Array view;
  {
    view = counting({3, 4}).slice(0, 1, 3).transpose();
  }
  EXPECT_EQ(ints(view), (std::vector<std::int32_t>{4, 8, 5, 9, 6, 10, 7, 11}));
}

TEST(Array, SliceFollowsPython) {
  const Array a = counting({5});
  const auto cut = [&](std::int64_t start, std::int64_t stop, std::int64_t step) {
    return ints(a.slice(0, start, stop, step));
  };
  EXPECT_EQ(cut(1, -1, 1), (std::vector<std::int32_t>{1, 2, 3}));
  EXPECT_EQ(cut(0, 100, 2), (std::vector<std::int32_t>{0, 2, 4}));
  EXPECT_EQ(cut(4, -100, -2), (std::vector<std::int32_t>{4, 2, 0}));
  EXPECT_EQ(cut(-1, 0, -1), (std::vector<std::int32_t>{4, 3, 2, 1}));
  EXPECT_EQ(cut(3, 3, 1), (std::vector<std::int32_t>{}));
  EXPECT_EQ(cut(0, 5, std::numeric_limits<std::int64_t>::max()), (std::vector<std::int32_t>{0}));
  EXPECT_EQ(cut(4, -100, std::numeric_limits<std::int64_t>::min()), (std::vector<std::int32_t>{4}));
  EXPECT_EQ(a.slice(0, 4, -100, -1).strides()[0], -1);
}

TEST(Array, ReshapeTransposeSelectAssign) {
  const Array a = counting({2, 3, 4});
  EXPECT_EQ(a.reshape({6, -1}).type_text(), "i32[6, 4]");
  EXPECT_EQ(a.reshape({24}).raw_data(), a.raw_data());
  EXPECT_EQ(ints(a.transpose({2, 0, 1}).select(0, 1)),
            (std::vector<std::int32_t>{1, 5, 9, 13, 17, 21}));
  EXPECT_EQ(a.transpose().reshape({24}).at<std::int32_t>(1), 12);
  const Array v = counting({6});
  v.slice(0, 1, 6).assign(v.slice(0, 0, 5));  // overlapping
  EXPECT_EQ(ints(v), (std::vector<std::int32_t>{0, 0, 1, 2, 3, 4}));
  EXPECT_TRUE(a.select(0, 0).is_contiguous());
  EXPECT_FALSE(a.select(1, 0).is_contiguous());
  EXPECT_TRUE(counting({1, 5}).transpose().is_contiguous()) << "axes of size 1 do not matter";
}

TEST(Array, ConvertsLikeCast) {
  const Array a = Array::from<double>({1.9, -1.9, NAN, 1e300, -INFINITY, 0}, {6});
  EXPECT_EQ(a.astype(DType::kI32).to_vector<std::int32_t>(),
            (std::vector<std::int32_t>{1, -1, 0, INT32_MAX, INT32_MIN, 0}));
  EXPECT_EQ(a.astype(DType::kU8).to_vector<std::uint8_t>(),
            (std::vector<std::uint8_t>{1, 0, 0, 255, 0, 0}));
  EXPECT_EQ(a.astype(DType::kBool).to_vector<std::int32_t>(),
            (std::vector<std::int32_t>{1, 1, 1, 1, 1, 0}));
  EXPECT_EQ(Array::from<std::int32_t>({-1, 256}, {2}).to_vector<std::uint8_t>(),
            (std::vector<std::uint8_t>{255, 0}));
  EXPECT_EQ(Array(std::uint64_t{UINT64_MAX}).item<float>(), 0x1p64f);
  EXPECT_EQ(a.astype(DType::kF64).raw_data(), a.raw_data());
  EXPECT_EQ(a.slice(0, 0, 6, 2).astype(DType::kF32).type_text(), "f32[3]");
  expect_error(
      "E4104", "c64", [] { Array::zeros(DType::kC64, {1}).astype(DType::kF32); },
      ErrorKind::kUnavailable);
}

TEST(Array, HalfPrecisionRoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {  // every f16 and bf16 survives
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = runtime::f16_to_f32(half);
    if (!std::isnan(value)) {
      ASSERT_EQ(runtime::f64_to_f16(value), half);
    }
    const float wide = std::bit_cast<float>(bits << 16);
    if (!std::isnan(wide)) {
      ASSERT_EQ(runtime::f64_to_bf16(wide), half);
    }
  }
  EXPECT_EQ(runtime::f64_to_f16(1 + 0x1p-11), 0x3c00);            // halfway, to even
  EXPECT_EQ(runtime::f64_to_f16(1 + 0x1p-11 + 0x1p-40), 0x3c01);  // just above
  EXPECT_EQ(runtime::f64_to_f16(65519.99), 0x7bff);
  EXPECT_EQ(runtime::f64_to_f16(65520), 0x7c00);
  EXPECT_EQ(runtime::f64_to_bf16(3.4e38), 0x7f80);
  EXPECT_TRUE(std::isnan(runtime::f16_to_f32(runtime::f64_to_f16(NAN))));
}

TEST(Array, RefusalsSayWhy) {
  const Array a = counting({2, 3});
  expect_error("E4101", "axis 1 is -1", [] { Array::empty(DType::kF32, {2, -1}); });
  expect_error("E4101", "17 axes", [] { Array::empty(DType::kF32, Array::Shape(17, 1)); });
  expect_error("E4102", "2^63-1", [] { Array::empty(DType::kF32, {0, INT64_MAX, 2}); });
  expect_error(
      "E5001", "no memory", [] { Array::empty(DType::kF32, {INT64_MAX / 8}); },
      ErrorKind::kResource);
  expect_error("E4105", "4 values were given for an array of shape [3]",
               [] { Array::from<float>({1, 2, 3, 4}, {3}); });
  expect_error("E4107", "i32 elements; they were asked for as f32", [&] { a.data<float>(); });
  expect_error("E4109", "index 3 of axis 1", [&] { a.at<std::int32_t>(0, 3); });
  expect_error("E4109", "1 indices for an array of 2 axes", [&] { a.at<std::int32_t>(0); });
  expect_error("E4109", "index -4 of axis 1", [&] { a.select(1, -4); });
  expect_error("E4110", "which has 6 elements", [&] { a.item(); });
  expect_error("E4103", "axis 2 of an array of 2 axes", [&] { a.shape(2); });
  expect_error("E4103", "given twice", [&] { a.transpose({0, 0}); });
  expect_error("E4112", "cannot reshape i32[2, 3] (6 elements) to [4, -1]",
               [&] { a.reshape({4, -1}); });
  expect_error("E4113", "step is 0", [&] { a.slice(0, 0, 1, 0); });
  expect_error("E4111", "cannot assign", [&] { a.assign(counting({3, 2})); });
}

TEST(Array, ViewsOfTheCallersMemory) {
  const float constant[] = {1, 2, 3, 4};
  const Array view = Array::view(constant, {2}, {2});
  EXPECT_EQ(view.to_vector<float>(), (std::vector<float>{1, 3}));
  EXPECT_EQ(view.at<const float>(1), 3);
  expect_error("E4108", "read-only", [&] { view.data<float>(); });
  expect_error("E4108", "read-only", [&] { view.assign(view); });
  float* none = nullptr;
  expect_error("E4106", "null address", [&] { Array::view(none, {1}); });
  float x = 0;
  expect_error("E4106", "2 strides were given for 1 axes", [&] { Array::view(&x, {1}, {1, 1}); });
  expect_error("E4106", "beyond the address space", [&] { Array::view(&x, {3}, {INT64_MAX}); });
  expect_error("E4106", "beyond the address space", [&] { Array::view(&x, {3}, {INT64_MIN}); });
}

TEST(Array, OverlapAndAliasing) {
  const Array a = counting({4, 4});
  EXPECT_TRUE(runtime::spans_overlap(a, a.slice(0, 1, 2)));
  EXPECT_FALSE(runtime::spans_overlap(a.slice(0, 0, 2), a.slice(0, 2, 4)));
  EXPECT_FALSE(runtime::spans_overlap(a, counting({4})));
  EXPECT_TRUE(runtime::spans_overlap(a.slice(0, 3, -100, -1), a.slice(0, 0, 1)));
  EXPECT_FALSE(runtime::may_alias_itself(a.transpose()));
  EXPECT_FALSE(runtime::may_alias_itself(a.slice(1, 3, -100, -1)));
  std::int32_t x[8] = {};
  EXPECT_TRUE(runtime::may_alias_itself(Array::view(x, {3}, {0})));
  EXPECT_TRUE(runtime::may_alias_itself(Array::view(x, {3, 3}, {2, 1})));
}

TEST(Array, Text) {
  EXPECT_EQ(counting({2, 2}).to_string(), "[[0, 1],\n [2, 3]]");
  EXPECT_EQ(Array(0.1f).to_string(), "0.1");
  EXPECT_EQ(Array::from(std::vector<bool>{true, false}).to_string(), "[true, false]");
  EXPECT_EQ(counting({2000}).to_string(), "[0, 1, 2, ..., 1997, 1998, 1999]");
  EXPECT_EQ(Array::from<std::complex<float>>({{1, -2}}, {1}).to_string(), "[1-2i]");
}

}  // namespace
}  // namespace sinter
