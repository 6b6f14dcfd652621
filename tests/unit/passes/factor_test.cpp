// What is factored, in text; and that factored sums are right for every kind of factor, in numbers.
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "compiler/pipeline.h"
#include "tests/unit/interp/run.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

struct Example {
  const char* name;
  const char* text;
};

// The rows of factor.cpp, and combinations of them. Parameters are f: [I, J] or [J], g: [J], s, w:
// smaller.
const Example kExamples[] = {
    {"quotient", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter s : f32[I]
  %2 = broadcast %1 {axes=[0]} : f32[I, J]
  %3 = div %0, %2 : f32[I, J]
  %4 = reduce_sum %3 {axis=1} : f32[I]
  return %4
)"},
    {"square_of_quotient", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter s : f32[I]
  %2 = broadcast %1 {axes=[0]} : f32[I, J]
  %3 = div %0, %2 : f32[I, J]
  %4 = mul %3, %3 : f32[I, J]
  %5 = reduce_sum %4 {axis=1} : f32[I]
  return %5
)"},
    {"separable", R"(
  %0 = parameter f : f32[I]
  %1 = parameter g : f32[J]
  %2 = broadcast %0 {axes=[0]} : f32[I, J]
  %3 = broadcast %1 {axes=[1]} : f32[I, J]
  %4 = mul %2, %3 : f32[I, J]
  %5 = reduce_sum %4 {axis=1} : f32[I]
  %6 = reduce_sum %5 {axis=0} : f32
  return %6
)"},
    {"square_of_separable", R"(
  %0 = parameter f : f32[I]
  %1 = parameter g : f32[J]
  %2 = broadcast %0 {axes=[0]} : f32[I, J]
  %3 = broadcast %1 {axes=[1]} : f32[I, J]
  %4 = mul %2, %3 : f32[I, J]
  %5 = mul %4, %4 : f32[I, J]
  %6 = reduce_sum %5 {axis=1} : f32[I]
  %7 = reduce_sum %6 {axis=0} : f32
  return %7
)"},
    {"outer_axis", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter w : f32[K]
  %2 = broadcast %0 {axes=[0, 1]} : f32[I, J, K]
  %3 = broadcast %1 {axes=[2]} : f32[I, J, K]
  %4 = mul %2, %3 : f32[I, J, K]
  %5 = reduce_sum %4 {axis=1} : f32[I, K]
  return %5
)"},
    {"count", R"(
  %0 = parameter f : f32[I]
  %1 = parameter w : f32[I]
  %2 = parameter z : f32[J]
  %3 = mul %0, %1 : f32[I]
  %4 = broadcast %3 {axes=[0]} : f32[I, J]
  %5 = reduce_sum %4 {axis=1} : f32[I]
  return %5
)"},
    {"reciprocal_and_sign", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter w : f32[K]
  %2 = broadcast %1 {axes=[2]} : f32[I, J, K]
  %3 = broadcast %0 {axes=[0, 1]} : f32[I, J, K]
  %4 = div %2, %3 : f32[I, J, K]
  %5 = neg %4 : f32[I, J, K]
  %6 = reduce_sum %5 {axis=1} : f32[I, K]
  return %6
)"},
    {"moments", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter g : f32[I, K]
  %2 = parameter s : f32[I]
  %3 = abs %2 : f32[I]
  %4 = broadcast %2 {axes=[0]} : f32[I, J]
  %5 = broadcast %3 {axes=[0]} : f32[I, K]
  %6 = div %0, %4 : f32[I, J]
  %7 = div %1, %5 : f32[I, K]
  %8 = broadcast %6 {axes=[0, 1]} : f32[I, J, K]
  %9 = broadcast %7 {axes=[0, 2]} : f32[I, J, K]
  %10 = mul %8, %9 : f32[I, J, K]
  %11 = mul %10, %10 : f32[I, J, K]
  %12 = reduce_sum %11 {axis=2} : f32[I, J]
  %13 = reduce_sum %12 {axis=1} : f32[I]
  %14 = reduce_sum %13 {axis=0} : f32
  return %14
)"},
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

interp::Tensor cast_to(const interp::Tensor& t, DType dtype) {
  return interp::test::run_op({t},
                              [&](graph::Graph& g, const auto& p) { return g.cast(p[0], dtype); });
}

std::vector<double> numbers(const interp::Tensor& t) {
  return interp::test::values_of<double>(cast_to(t, DType::kF64));
}

// |term| everywhere: the same program on the magnitudes.
interp::Tensor magnitude(const interp::Tensor& t) {
  return interp::test::run_op(
      {t}, [](graph::Graph& g, const auto& p) { return g.unary(Op::Abs, p[0]); });
}

class Factored {
 public:
  explicit Factored(const std::string& body)
      : written_(graph::parse_graph(whole("I J K", body))),
        wide_(graph::parse_graph(whole("I J K", replaced(body, "f32", "f64")))),
        factored_(written_),
        optimized_(written_) {
    EXPECT_TRUE(factor(factored_));
    graph::verify(factored_);
    optimize(optimized_);
  }

  // The result is what the sum as written gives, or a normal number within the bound of the exact
  // sum.
  void check(const std::vector<interp::Tensor>& inputs, const std::string& what) const {
    std::vector<interp::Tensor> wide, magnitudes;
    for (const auto& t : inputs) {
      wide.push_back(cast_to(t, DType::kF64));
      magnitudes.push_back(magnitude(wide.back()));
    }
    const auto written = numbers(interp::test::run(written_, inputs).at(0));
    const auto exact = numbers(interp::test::run(wide_, wide).at(0));
    const auto scale = numbers(interp::test::run(wide_, magnitudes).at(0));
    for (const graph::Graph* g : {&factored_, &optimized_}) {
      const auto found = numbers(interp::test::run(*g, inputs).at(0));
      ASSERT_EQ(found.size(), written.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] == written[i] || (std::isnan(found[i]) && std::isnan(written[i]))) continue;
        const double bound = 64 * 0x1p-24 * std::abs(scale[i]);
        EXPECT_TRUE(std::isnormal(static_cast<float>(found[i]))) << what << ": " << found[i];
        EXPECT_LE(std::abs(found[i] - exact[i]), bound)
            << what << ": " << found[i] << " written " << written[i] << " exact " << exact[i];
      }
    }
  }

  std::size_t inputs() const { return written_.parameter_names.size(); }
  std::vector<std::int64_t> shape_of(std::size_t i) const {
    const std::int64_t sizes[] = {3, 7, 5};
    std::vector<std::int64_t> shape;
    for (const Dim& d : written_.type(written_.body().arguments[i]).shape) {
      shape.push_back(written_.dims.evaluate(d, sizes));
    }
    return shape;
  }
  const graph::Graph& factored() const { return factored_; }
  const graph::Graph& optimized() const { return optimized_; }

 private:
  graph::Graph written_, wide_, factored_, optimized_;
};

constexpr float kScales[] = {1.0f, 1e-5f, 1e-20f, 3e-23f, 1e-30f, 2e-38f,   1e-40f, 1e-45f,
                             0.0f, 1e10f, 1e19f,  1e25f,  3e38f,  INFINITY, NAN};

interp::Tensor random_tensor(std::mt19937& random, std::vector<std::int64_t> shape, float scale,
                             bool one_odd_element) {
  std::int64_t count = 1;
  for (auto n : shape) count *= n;
  std::uniform_real_distribution<float> uniform(0.5f, 1.0f);
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const bool scaled = !one_odd_element || i == count / 2;
    values.push_back(uniform(random) * (scaled ? scale : 1.0f) * (random() % 4 ? 1.0f : -1.0f));
  }
  return interp::test::tensor<float>(std::move(shape), values);
}

class FactorNumbers : public ::testing::TestWithParam<Example> {};

TEST_P(FactorNumbers, ZeroSubnormalInfiniteAndNanFactors) {
  const Factored example(GetParam().text);
  std::mt19937 random(7);
  for (float first : kScales) {
    for (float second : kScales) {
      for (int odd = 0; odd < 4; ++odd) {
        std::vector<interp::Tensor> inputs;
        inputs.push_back(random_tensor(random, example.shape_of(0), first, (odd & 1) != 0));
        inputs.push_back(random_tensor(random, example.shape_of(1), second, (odd & 2) != 0));
        if (example.inputs() > 2) {  // A divisor of the same size as the first factor.
          inputs.push_back(random_tensor(random, example.shape_of(2), first, false));
        }
        example.check(inputs, fmt::format("{} times {} ({})", first, second, odd));
        if (HasFailure()) return;
      }
    }
  }
}

// The slow side is not what makes these right: on ordinary numbers the fast side is taken.
TEST_P(FactorNumbers, OrdinaryFactorsTakeTheFastSide) {
  const Factored example(GetParam().text);
  std::mt19937 random(3);
  std::vector<interp::Tensor> inputs;
  for (std::size_t i = 0; i < example.inputs(); ++i) {
    inputs.push_back(random_tensor(random, example.shape_of(i), 1.0f, false));
  }
  int refined = 0;
  interp::Options options;
  options.observe = [&](graph::NodeId id, const interp::Tensor&) {
    if (example.factored().node(id).op != Op::Refine) return;
    ++refined;
    const graph::ValueId fast = example.factored().node(id).operands[0];
    graph::Graph only_fast = example.factored();
    only_fast.set_results({fast});
    for (double x : numbers(interp::test::run(only_fast, inputs).at(0))) {
      EXPECT_TRUE(std::isnormal(x)) << x;
    }
  };
  interp::test::run(example.factored(), inputs, options);
  EXPECT_EQ(refined, 1);
}

TEST_P(FactorNumbers, EmptySums) {
  const Factored example(GetParam().text);
  std::vector<interp::Tensor> inputs;
  for (std::size_t i = 0; i < example.inputs(); ++i) {
    auto shape = example.shape_of(i);
    for (auto& n : shape) n = n == 7 ? 0 : n;
    std::mt19937 random(1);
    inputs.push_back(random_tensor(random, shape, 1.0f, false));
  }
  bool has_j = false;
  for (const auto& t : inputs) has_j = has_j || t.count() == 0;
  if (has_j) example.check(inputs, "empty");
}

INSTANTIATE_TEST_SUITE_P(Rows, FactorNumbers, ::testing::ValuesIn(kExamples),
                         [](const auto& example) { return std::string(example.param.name); });

// --- what is factored ---

std::string fast_side(const std::string& dims, const std::string& body) {
  graph::Graph g = graph::parse_graph(whole(dims, body));
  if (!factor(g)) return "kept";
  simplify(g), cse(g), dce(g);
  graph::verify(g);
  for (graph::NodeId id : g.body().nodes) {
    if (g.node(id).op != Op::Refine) continue;
    const graph::Node where = g.def(g.node(id).operands[0]);
    g.set_results({where.operands[1]});
    dce(g);
    return graph::print(g).substr(graph::print(g).find("  %0"));
  }
  return "no refine";
}

TEST(Factor, SquareOfAQuotientDividesOncePerRow) {
  EXPECT_EQ(fast_side("I J", kExamples[1].text), R"(  %0 = parameter f : f32[I, J]
  %1 = parameter s : f32[I]
  %2 = mul %0, %0 : f32[I, J]
  %3 = reduce_sum %2 {axis=1} : f32[I]
  %4 = mul %1, %1 : f32[I]
  %5 = div %3, %4 : f32[I]
  return %5
)");
}

TEST(Factor, DoubleIndexSumBecomesTwoSums) {
  const std::string fast = fast_side("I J K", kExamples[7].text);
  EXPECT_EQ(fast.find("[I, J, K]"), fast.npos) << fast;
  EXPECT_NE(fast.find("div"), fast.npos) << fast;
  EXPECT_EQ(fast.find("div", fast.find("div") + 1), fast.npos) << fast;
}

TEST(Factor, ASizeThatNothingHasIsMultipliedBy) {
  EXPECT_EQ(fast_side("I J", kExamples[5].text), R"(  %0 = parameter f : f32[I]
  %1 = parameter w : f32[I]
  %2 = parameter z : f32[J]
  %3 = mul %0, %1 : f32[I]
  %4 = dim {J} : i64
  %5 = cast %4 : f32
  %6 = broadcast %5 {axes=[]} : f32[I]
  %7 = mul %6, %3 : f32[I]
  return %7
)");
}

TEST(Factor, KeepsWhatDoesNotPay) {
  EXPECT_EQ(fast_side("I J", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter w : f32[I]
  %2 = broadcast %1 {axes=[0]} : f32[I, J]
  %3 = mul %0, %2 : f32[I, J]
  %4 = reduce_sum %3 {axis=1} : f32[I]
  return %4
)"),
            "kept");
  EXPECT_EQ(fast_side("I J", R"(
  %0 = parameter f : f32[I, J]
  %1 = mul %0, %0 : f32[I, J]
  %2 = reduce_sum %1 {axis=1} : f32[I]
  %3 = reduce_sum %2 {axis=0} : f32
  return %3
)"),
            "kept");
  // Softmax times a matrix: dividing [I, J] is less than what the contraction costs.
  EXPECT_EQ(fast_side("I J K", R"(
  %0 = parameter e : f32[I, J]
  %1 = parameter s : f32[I]
  %2 = parameter v : f32[J, K]
  %3 = broadcast %1 {axes=[0]} : f32[I, J]
  %4 = div %0, %3 : f32[I, J]
  %5 = broadcast %4 {axes=[0, 1]} : f32[I, J, K]
  %6 = broadcast %2 {axes=[1, 2]} : f32[I, J, K]
  %7 = mul %5, %6 : f32[I, J, K]
  %8 = reduce_sum %7 {axis=1} : f32[I, K]
  return %8
)"),
            "kept");
}

TEST(Factor, KeepsWhatIsNotSafe) {
  // (f / s) ** 2 * v: f * f could lose its bits before v scales it back.
  EXPECT_EQ(fast_side("I J", R"(
  %0 = parameter f : f32[I, J]
  %1 = parameter s : f32[I]
  %2 = parameter v : f32[I, J]
  %3 = broadcast %1 {axes=[0]} : f32[I, J]
  %4 = div %0, %3 : f32[I, J]
  %5 = mul %4, %4 : f32[I, J]
  %6 = mul %5, %2 : f32[I, J]
  %7 = reduce_sum %6 {axis=1} : f32[I]
  return %7
)"),
            "kept");
}

TEST(Factor, IntegersAndExactStay) {
  const std::string text = replaced(kExamples[2].text, "f32", "i32");
  EXPECT_EQ(fast_side("I J", text), "kept");
  graph::Graph g = graph::parse_graph(whole("I J", kExamples[1].text));
  g.exact = true;
  EXPECT_FALSE(factor(g));
}

TEST(Factor, WhatWasFactoredStaysFactored) {
  graph::Graph g = graph::parse_graph(whole("I J K", kExamples[7].text));
  EXPECT_TRUE(factor(g));
  EXPECT_FALSE(factor(g));
}

TEST(Factor, AHugeTreeIsKept) {
  std::string text = "  %0 = parameter f : f32[I]\n  %1 = broadcast %0 {axes=[0]} : f32[I, J]\n";
  int last = 1;
  for (int i = 0; i < 40; ++i, ++last) {
    text += fmt::format("  %{} = mul %{}, %{} : f32[I, J]\n", last + 1, last, last);
  }
  text += fmt::format("  %{} = reduce_sum %{} {{axis=1}} : f32[I]\n  return %{}\n", last + 1, last,
                      last + 1);
  EXPECT_EQ(fast_side("I J", text), "kept");
}

}  // namespace
}  // namespace sinter::passes
