#include "compiler/shape/binding.h"

#include <gtest/gtest.h>

#include "tests/common/expect_error.h"

namespace sinter::graph {
namespace {

using Sizes = std::vector<std::int64_t>;

class Binding : public ::testing::Test {
 protected:
  Binding() {
    b_ = Dim(g_.dims.parameter("B"));
    d_ = Dim(g_.dims.parameter("D"));
    g_.add_parameter("x", {DType::kF32, {b_, d_}});
    g_.add_parameter("y", {DType::kF32, {d_ + 1, 3}});
    g_.add_parameter("z", {DType::kI64, {d_}});
  }
  std::vector<std::int64_t> bind(const Sizes& x, const Sizes& y, const Sizes& z) {
    const ArgumentInfo arguments[] = {{DType::kF32, x}, {DType::kF32, y}, {DType::kI64, z}};
    return bind_dims(g_, arguments);
  }
  Graph g_;
  Dim b_, d_;
};

TEST_F(Binding, BindsParameters) {
  const auto values = bind({5, 7}, {8, 3}, {7});
  EXPECT_EQ(g_.dims.evaluate(b_, values), 5);
  EXPECT_EQ(g_.dims.evaluate(d_, values), 7);
  EXPECT_EQ(evaluate_shape(g_.dims, {b_, d_ + 1, 4}, values), (Sizes{5, 8, 4}));
}

TEST_F(Binding, ConflictNamesBothArgumentsAndSizes) {
  EXPECT_ERROR(bind({5, 7}, {8, 3}, {6}), ErrorKind::kUser, "E0304",
               "dimension D is 7 in argument 'x' (axis 1) but 6 in argument 'z' (axis 0)");
}

TEST_F(Binding, FixedSizesAreChecked) {
  EXPECT_ERROR(bind({5, 7}, {8, 4}, {7}), ErrorKind::kUser, "E0305",
               "axis 1 of argument 'y' has size 4, expected 3");
  EXPECT_ERROR(bind({5, 7}, {7, 3}, {7}), ErrorKind::kUser, "E0305",
               "axis 0 of argument 'y' has size 7, expected 8 (D + 1)");
}

TEST_F(Binding, CountDtypeAndRankAreChecked) {
  EXPECT_ERROR(bind_dims(g_, {}), ErrorKind::kUser, "E0301",
               "expected 3 arguments (x, y, z), got 0");
  EXPECT_ERROR(bind({5}, {8, 3}, {7}), ErrorKind::kUser, "E0303",
               "argument 'x' has 1 axes (shape [5]), expected 2 (f32[B, D])");
  const Sizes s{1, 2}, t{3, 3}, u{2};
  const ArgumentInfo arguments[] = {{DType::kF64, s}, {DType::kF32, t}, {DType::kI64, u}};
  EXPECT_ERROR(bind_dims(g_, arguments), ErrorKind::kUser, "E0302",
               "argument 'x' has dtype f64, expected f32[B, D]");
}

TEST_F(Binding, GuardsGiveTheirCodeMessageAndPlace) {
  const std::uint32_t place = g_.intern({"a.sinter", 10, 12, 3, 5});
  g_.add_guard({GuardKind::kEqual, b_, d_, "E0777", "B is {left}, D is {right}", {place}});
  g_.add_guard({GuardKind::kAtLeast, d_, 4, "E0778", "D is {left}, at least {right} needed", {}});
  EXPECT_NO_THROW(check_guards(g_, bind({7, 7}, {8, 3}, {7})));
  EXPECT_ERROR(check_guards(g_, bind({5, 7}, {8, 3}, {7})), ErrorKind::kUser, "E0777",
               "a.sinter:3:5: B is 5, D is 7");
  EXPECT_ERROR(check_guards(g_, bind({3, 3}, {4, 3}, {3})), ErrorKind::kUser, "E0778",
               "D is 3, at least 4 needed");
}

TEST(ElementCount, OverflowIsAnError) {
  EXPECT_EQ(element_count(Sizes{}), 1);
  EXPECT_EQ(element_count(Sizes{INT64_MAX, 0, INT64_MAX}), 0);
  EXPECT_ERROR(element_count(Sizes{INT64_MAX, 2}), ErrorKind::kResource, "E0321",
               "more than 2^63 elements");
}

}  // namespace
}  // namespace sinter::graph
