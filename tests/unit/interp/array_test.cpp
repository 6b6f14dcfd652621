#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/common/expect_error.h"
#include "tests/unit/interp/run.h"

namespace sinter::interp::test {
namespace {

using graph::Graph;
using I = std::vector<std::int32_t>;

Tensor counting(Sizes shape) {
  std::int64_t n = 1;
  for (auto s : shape) n *= s;
  I values(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int32_t>(i);
  return tensor(std::move(shape), values);
}

TEST(Array, ConstantsOfEveryType) {
  Graph g;
  g.set_results({g.constant_int(DType::kI16, -2), g.constant_float(DType::kF32, 0.1),
                 g.constant_float(DType::kF64, 0.1), g.constant_int(DType::kBool, 1),
                 g.constant_int(DType::kU64, -1)});
  const auto out = run(g, {});
  EXPECT_EQ(out[0].as<std::int16_t>()[0], -2);
  EXPECT_EQ(out[1].as<float>()[0], 0.1f);
  EXPECT_EQ(out[2].as<double>()[0], 0.1);
  EXPECT_EQ(out[3].as<bool>()[0], true);
  EXPECT_EQ(out[4].as<std::uint64_t>()[0], UINT64_MAX);
}

TEST(Array, SizesAndIota) {
  Graph g;
  const Dim n(g.dims.parameter("N"));
  g.add_parameter("x", {DType::kF32, {n}});
  g.set_results({g.dim_size(n * 2 + 1), g.iota(n + 1)});
  const auto out = run(g, {vec<float>({1, 2, 3})});
  EXPECT_EQ(out[0].as<std::int64_t>()[0], 7);
  EXPECT_EQ(values_of<std::int64_t>(out[1]), (std::vector<std::int64_t>{0, 1, 2, 3}));
}

TEST(Array, Broadcast) {
  const auto run_broadcast = [](Sizes from, Shape to, std::vector<int> axes) {
    return values_of<std::int32_t>(run_op(
        {counting(from)}, [&](Graph& g, const auto& p) { return g.broadcast(p[0], to, axes); }));
  };
  EXPECT_EQ(run_broadcast({}, {2, 2}, {}), (I{0, 0, 0, 0}));
  EXPECT_EQ(run_broadcast({2}, {2, 3}, {0}), (I{0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(run_broadcast({2}, {3, 2}, {1}), (I{0, 1, 0, 1, 0, 1}));
  EXPECT_EQ(run_broadcast({2, 1}, {2, 2, 2}, {1, 2}), (I{0, 0, 1, 1, 0, 0, 1, 1}));
  EXPECT_EQ(run_broadcast({2, 1}, {0, 2, 2}, {1, 2}), I{});
}

TEST(Array, TransposeAndReshape) {
  const auto t = run_op({counting({2, 3, 2})},
                        [](Graph& g, const auto& p) { return g.transpose(p[0], {2, 0, 1}); });
  EXPECT_EQ(t.shape, (Sizes{2, 2, 3}));
  EXPECT_EQ(values_of<std::int32_t>(t), (I{0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11}));
  const auto r =
      run_op({counting({2, 3})}, [](Graph& g, const auto& p) { return g.reshape(p[0], {3, 2}); });
  EXPECT_EQ(values_of<std::int32_t>(r), (I{0, 1, 2, 3, 4, 5}));
}

TEST(Array, Slice) {
  const auto run_slice = [](Sizes from, Shape to, std::vector<Dim> start,
                            std::vector<std::int64_t> step) {
    return values_of<std::int32_t>(run_op(
        {counting(from)}, [&](Graph& g, const auto& p) { return g.slice(p[0], to, start, step); }));
  };
  EXPECT_EQ(run_slice({6}, {2}, {1}, {3}), (I{1, 4}));
  EXPECT_EQ(run_slice({6}, {3}, {5}, {-2}), (I{5, 3, 1}));
  EXPECT_EQ(run_slice({3, 4}, {2, 2}, {1, 3}, {1, -1}), (I{7, 6, 11, 10}));
  EXPECT_EQ(run_slice({6}, {0}, {6}, {1}), I{});
  EXPECT_ERROR(run_slice({6}, {3}, {4}, {1}), ErrorKind::kInternal, "E9001", "axis of size 6");
}

TEST(Array, Concat) {
  const auto run_concat = [](Sizes a, Sizes b, int axis) {
    return values_of<std::int32_t>(run_op(
        {counting(a), counting(b)}, [&](Graph& g, const auto& p) { return g.concat(p, axis); }));
  };
  EXPECT_EQ(run_concat({1, 2}, {2, 2}, 0), (I{0, 1, 0, 1, 2, 3}));
  EXPECT_EQ(run_concat({2, 1}, {2, 2}, 1), (I{0, 0, 1, 1, 2, 3}));
  EXPECT_EQ(run_concat({0}, {2}, 0), (I{0, 1}));
}

TEST(Array, RefineTakesTheSlowValueWhereTheFastOneIsNotNormal) {
  const float inf = std::numeric_limits<float>::infinity();
  const auto out =
      run_op({vec<float>({1, 0, inf, 1e-40f, std::nanf("")}), vec<float>({10, 11, 12, 13, 14})},
             [](Graph& g, const auto& p) { return g.refine(p[0], p[1]); });
  EXPECT_EQ(values_of<float>(out), (std::vector<float>{1, 11, 12, 13, 14}));
}

template <typename T>
std::vector<std::int32_t> gathered(Sizes shape, const std::vector<T>& at, int axis) {
  return values_of<std::int32_t>(
      run_op({counting(std::move(shape)), vec<T>(at)},
             [&](Graph& g, const auto& p) { return g.gather(p[0], p[1], axis); }));
}

TEST(Array, Gather) {
  EXPECT_EQ(gathered<std::int64_t>({4}, {3, 0, -1, -4}, 0), (I{3, 0, 3, 0}));
  EXPECT_EQ(gathered<std::uint8_t>({2, 3}, {2, 0}, 1), (I{2, 0, 5, 3}));
  EXPECT_EQ(gathered<std::int8_t>({2, 2}, {1, 1, 0}, 0), (I{2, 3, 2, 3, 0, 1}));
  EXPECT_EQ(gathered<std::int8_t>({0}, {}, 0), I{});
}

TEST(Array, GatherOutOfRange) {
  EXPECT_ERROR((gathered<std::int64_t>({4}, {0, 4, 9}, 0)), ErrorKind::kUser, "E0311",
               "position 4 is outside axis 0 of size 4 at element [1]");
  EXPECT_ERROR((gathered<std::int64_t>({2, 3}, {-4}, 1)), ErrorKind::kUser, "E0311",
               "position -4 is outside axis 1 of size 3 at element [0, 0]");
  EXPECT_ERROR((gathered<std::uint64_t>({4}, {UINT64_MAX}, 0)), ErrorKind::kUser, "E0311",
               "position -1 is outside axis 0 of size 4");
  EXPECT_ERROR((gathered<std::int64_t>({4}, {INT64_MIN}, 0)), ErrorKind::kUser, "E0311",
               "is outside axis 0 of size 4");
}

TEST(Array, StridedViews) {
  Graph g;
  const auto x = g.add_parameter("x", {DType::kI32, {2, 3}});
  g.set_results({x});
  const auto data = counting({2, 3});
  const auto* first = data.as<std::int32_t>().data();
  const View transposed{DType::kI32, {2, 3}, {1, 2}, first};
  EXPECT_EQ(values_of<std::int32_t>(interpret(g, {&transposed, 1})[0]), (I{0, 2, 4, 1, 3, 5}));
  const View reversed{DType::kI32, {2, 3}, {-3, -1}, first + 5};
  EXPECT_EQ(values_of<std::int32_t>(interpret(g, {&reversed, 1})[0]), (I{5, 4, 3, 2, 1, 0}));
  const View repeated{DType::kI32, {2, 3}, {0, 1}, first};
  EXPECT_EQ(values_of<std::int32_t>(interpret(g, {&repeated, 1})[0]), (I{0, 1, 2, 0, 1, 2}));
}

TEST(Interpret, BoolBytesAreNormalized) {
  Graph g;
  g.set_results({g.cast(g.add_parameter("x", {DType::kBool, {2}}), DType::kI32)});
  const unsigned char bytes[] = {2, 0};
  const View view{DType::kBool, {2}, {1}, bytes};
  EXPECT_EQ(values_of<std::int32_t>(interpret(g, {&view, 1})[0]), (I{1, 0}));
}

TEST(Interpret, GuardsAreChecked) {
  Graph g;
  const Dim n(g.dims.parameter("N"));
  const auto x = g.add_parameter("x", {DType::kF32, {n}});
  g.add_guard({graph::GuardKind::kAtLeast, n, 1, "E0301", "max of an empty axis: N is {left}", {}});
  g.set_results({g.reduce(Op::ReduceMax, x, 0)});
  EXPECT_EQ(run(g, {vec<float>({1, 2})})[0].as<float>()[0], 2);
  EXPECT_ERROR(run(g, {vec<float>({})}), ErrorKind::kUser, "E0301", "max of an empty axis: N is 0");
}

TEST(Interpret, MemoryLimit) {
  Graph g;
  const Dim n(g.dims.parameter("N"));
  const auto x = g.add_parameter("x", {DType::kF32, {n}});
  g.set_results({g.reduce(Op::ReduceSum, g.broadcast(x, {1000, n}, {1}), 0)});
  Options options;
  options.memory_limit = 10000;
  const auto input = vec<float>({1, 2});
  EXPECT_NO_THROW(run(g, {input}, options));
  options.memory_limit = 8000;
  EXPECT_ERROR(run(g, {input}, options), ErrorKind::kResource, "E0320", "f32[1000, 2]");
}

TEST(Interpret, MemoryIsGivenBackAfterTheLastUse) {
  const auto chain = [](Graph& g, const auto& p) {
    auto v = p[0];
    for (int i = 0; i < 50; ++i) v = g.unary(Op::Neg, v);
    return v;
  };
  Options options;
  options.memory_limit = 3 * 4;
  EXPECT_NO_THROW(run_op({vec<float>({1})}, chain, options));
}

TEST(Interpret, HugeSizesAreAnErrorNotAnOverflow) {
  Graph g;
  const auto x = g.add_parameter("x", {DType::kF32, {}});
  g.set_results({g.broadcast(x, {std::int64_t{1} << 40, std::int64_t{1} << 40}, {})});
  EXPECT_ERROR(run(g, {tensor<float>({}, {1})}), ErrorKind::kResource, "E0321",
               "more than 2^63 elements");
}

TEST(Interpret, StopsAtTheFirstNan) {
  Options options;
  options.stop_at_nan = true;
  const auto log_of_sum = [](Graph& g, const auto& p) {
    return g.unary(Op::Exp, g.unary(Op::Log, p[0]));
  };
  EXPECT_ERROR(run_op({vec<float>({1, -1})}, log_of_sum, options), ErrorKind::kUser, "E0312",
               "log made the first NaN");
  EXPECT_NO_THROW(run_op({vec<float>({std::nanf("")})}, log_of_sum, options));
}

TEST(Interpret, ObservesEveryNode) {
  std::vector<float> seen;
  Options options;
  options.observe = [&](graph::NodeId, const Tensor& t) { seen.push_back(t.as<float>()[0]); };
  run_op(
      {vec<float>({4})},
      [](Graph& g, const auto& p) { return g.unary(Op::Neg, g.unary(Op::Sqrt, p[0])); }, options);
  EXPECT_EQ(seen, (std::vector<float>{2, -2}));
}

}  // namespace
}  // namespace sinter::interp::test
