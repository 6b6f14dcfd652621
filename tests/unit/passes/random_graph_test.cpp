// Random graphs, run by the interpreter before and after passes that keep every bit, alone and
// together.
#include <fmt/format.h>

#include <cmath>
#include <random>

#include "compiler/passes/rewrite.h"
#include "compiler/pipeline.h"
#include "tests/unit/interp/run.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

using graph::Graph;
using graph::Type;
using graph::ValueId;

// Arrays over the axes A, B, C in this order (each at most once), so that shapes often agree.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {
    for (const char* name : {"A", "B", "C"}) sizes_.emplace_back(g_.dims.parameter(name));
    add_parameter("x", {DType::kF32, {sizes_[0], sizes_[1], sizes_[2]}});
    add_parameter("y", {DType::kF32, {sizes_[1]}});
    add_parameter("n", {DType::kI32, {sizes_[0], sizes_[1]}});
    add_parameter("c", {DType::kBool, {sizes_[2]}});
    for (double number : {0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 3.0}) {
      pool_.push_back(g_.constant_float(DType::kF32, number));
    }
    for (std::int64_t number : {0, 1, -1, 7}) pool_.push_back(g_.constant_int(DType::kI32, number));
    pool_.push_back(g_.constant_int(DType::kBool, 1));
  }

  Graph run(int nodes) {
    for (int i = 0; i < nodes; ++i) step();
    std::vector<ValueId> results;
    for (int i = 0; i < 4; ++i) results.push_back(any());
    results.push_back(pool_.back());
    g_.set_results(std::move(results));
    return std::move(g_);
  }

 private:
  std::uint32_t below(std::size_t n) { return static_cast<std::uint32_t>(random_() % n); }
  void add_parameter(const char* name, Type type) {
    pool_.push_back(g_.add_parameter(name, std::move(type)));
  }
  ValueId any() { return pool_[below(pool_.size())]; }
  ValueId any_of(DType dtype) {
    while (true) {
      const ValueId v = any();
      if (g_.type(v).dtype == dtype) return v;
    }
  }
  // Repeated over all axes, or over those that `like` has when that is enough.
  ValueId repeated(ValueId v, const Shape& shape) {
    std::vector<int> axes;
    std::size_t at = 0;
    for (const Dim& d : g_.type(v).shape) {
      while (at < shape.size() && shape[at] != d) ++at;
      if (at == shape.size()) return {};
      axes.push_back(static_cast<int>(at++));
    }
    return g_.broadcast(v, shape, std::move(axes));
  }
  ValueId full(ValueId v) { return repeated(v, {sizes_[0], sizes_[1], sizes_[2]}); }

  void elementwise() {
    const Op ops[] = {Op::Add, Op::Sub, Op::Mul, Op::Div,      Op::Neg, Op::Abs,    Op::Min,
                      Op::Max, Op::Eq,  Op::Lt,  Op::FloorDiv, Op::Mod, Op::Select, Op::And,
                      Op::Or,  Op::Xor, Op::Shl, Op::Not,      Op::Fma, Op::IsNan};
    const Op op = ops[below(std::size(ops))];
    const auto rule = info(op).rule;
    DType dtype = below(2) ? DType::kF32 : DType::kI32;
    if (rule == TypeRule::Float || rule == TypeRule::FloatTest) dtype = DType::kF32;
    if (rule == TypeRule::Bitwise || rule == TypeRule::Integer) dtype = DType::kI32;
    if (rule == TypeRule::Logical) dtype = DType::kBool;
    std::vector<ValueId> operands;
    for (int i = 0; i < info(op).arity; ++i) {
      operands.push_back(any_of(op == Op::Select && i == 0 ? DType::kBool : dtype));
    }
    if (op == Op::FloorDiv ||
        op == Op::Mod) {  // Divisors that are not zero: failing has tests of its own.
      if (dtype == DType::kI32) operands[1] = g_.constant_int(DType::kI32, 1 + below(3));
    }
    // On the smallest shape of an operand that has room for all, or on all axes.
    for (ValueId like : operands) {
      std::vector<ValueId> placed;
      for (ValueId v : operands) placed.push_back(repeated(v, g_.type(like).shape));
      if (below(2) && std::find(placed.begin(), placed.end(), ValueId()) == placed.end()) {
        pool_.push_back(g_.elementwise(op, placed));
        return;
      }
    }
    for (ValueId& v : operands) v = full(v);
    if (std::find(operands.begin(), operands.end(), ValueId()) == operands.end()) {
      pool_.push_back(g_.elementwise(op, operands));
    }
  }

  void step() {
    const ValueId v = any();
    const Type type = g_.type(v);
    const auto rank = static_cast<std::size_t>(type.rank());
    switch (below(10)) {
      case 0:
        pool_.push_back(g_.cast(v, below(2) ? DType::kF32 : DType::kI32));
        break;
      case 1:
        if (const ValueId w = full(v)) pool_.push_back(w);
        break;
      case 2:
        if (rank == 2) {  // There and, one day, back.
          const ValueId t = g_.transpose(v, {1, 0});
          pool_.push_back(below(2) ? g_.transpose(g_.unary(Op::Abs, numeric(t)), {1, 0}) : t);
        }
        break;
      case 3:
        if (rank > 0) {  // keepdims and back
          Shape shape = type.shape;
          shape.insert(shape.begin() + below(rank + 1), 1);
          const ValueId r = g_.reshape(v, shape);
          pool_.push_back(below(2) ? g_.reshape(r, type.shape) : v);
        }
        break;
      case 4:
        if (rank > 0) {
          const Op ops[] = {Op::ReduceSum, Op::ReduceMax, Op::ReduceProd};
          const ValueId a = numeric(v);
          pool_.push_back(g_.reduce(ops[below(3)], a, static_cast<int>(below(rank))));
        }
        break;
      case 5:
        if (rank > 0) {  // Reversed along one axis, which keeps the shape.
          std::vector<Dim> start(rank, 0);
          std::vector<std::int64_t> step(rank, 1);
          const auto axis = below(rank);
          start[axis] = type.shape[axis] - 1;
          step[axis] = -1;
          pool_.push_back(g_.slice(v, type.shape, start, step));
        }
        break;
      default:
        elementwise();
    }
  }
  ValueId numeric(ValueId v) {
    return g_.type(v).dtype == DType::kBool ? g_.cast(v, DType::kI32) : v;
  }

  std::mt19937 random_;
  Graph g_;
  std::vector<Dim> sizes_;
  std::vector<ValueId> pool_;
};

std::vector<interp::Tensor> inputs_for(std::uint32_t seed) {
  std::mt19937 random(seed);
  const float odd[] = {0.0f, -0.0f, 1.0f, -1.0f, INFINITY, -INFINITY, NAN, 1e-40f, 3e38f};
  auto floats = [&](std::size_t n) {
    std::vector<float> values(n);
    for (float& x : values) {
      x = random() % 4 ? static_cast<float>(random() % 2000) / 100 - 10 : odd[random() % 9];
    }
    return values;
  };
  std::vector<std::int32_t> n(2 * 3);
  for (auto& x : n) x = static_cast<std::int32_t>(random() % 4 ? random() % 9 - 4 : random());
  using interp::test::tensor;
  return {tensor<float>({2, 3, 5}, floats(30)), tensor<float>({3}, floats(3)),
          tensor<std::int32_t>({2, 3}, n), tensor<bool>({5}, {true, false, true, true, false})};
}

// Bit for bit; NaNs compare as one.
void expect_same(const interp::Tensor& a, const interp::Tensor& b, const std::string& what) {
  ASSERT_EQ(a.dtype, b.dtype) << what;
  ASSERT_EQ(a.shape, b.shape) << what;
  if (a.dtype != DType::kF32) {
    EXPECT_EQ(a.data, b.data) << what;
    return;
  }
  for (std::size_t i = 0; i < a.as<float>().size(); ++i) {
    const float x = a.as<float>()[i], y = b.as<float>()[i];
    const bool same =
        (std::isnan(x) && std::isnan(y)) || (x == y && std::signbit(x) == std::signbit(y));
    ASSERT_TRUE(same) << x << " became " << y << " in " << what;
  }
}

bool exact_pipeline(Graph& g) {
  g.exact = true;
  optimize(g);
  return true;
}

TEST(RandomGraphs, PassesThatKeepEveryBit) {
  const std::pair<const char*, bool (*)(Graph&)> passes[] = {{"simplify", simplify},
                                                             {"cse", cse},
                                                             {"sink-broadcast", sink_broadcast},
                                                             {"dce", dce},
                                                             {"all, exact", exact_pipeline}};
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    const Graph g = Generator(seed).run(30);
    graph::verify(g);
    ASSERT_EQ(graph::print(graph::parse_graph(graph::print(g))), graph::print(g));
    const auto inputs = inputs_for(seed);
    const auto expected = interp::test::run(g, inputs);
    for (auto& [name, pass] : passes) {
      Graph changed = g;
      pass(changed);
      graph::verify(changed);
      const auto found = interp::test::run(changed, inputs);
      for (std::size_t i = 0; i < found.size(); ++i) {
        expect_same(expected[i], found[i],
                    fmt::format("seed {}, {}, result {}\n{}\n{}", seed, name, i, graph::print(g),
                                graph::print(changed)));
        if (::testing::Test::HasFailure()) return;
      }
    }
  }
}

}  // namespace
}  // namespace sinter::passes
