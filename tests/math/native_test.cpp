// Compiled code computes the math functions with the same bits as the meaning of their ops, at
// every vector width, in whole vectors and in tails; and maximum and minimum, which have a fast
// form on AVX-512, as the op table says.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "compiler/ir/loop_builder.h"
#include "compiler/math/math.h"
#include "runtime/core/call_state.h"
#include "runtime/jit_llvm/object_loader.h"
#include "runtime/jit_llvm/plugin.h"
#include "tests/math/reference.h"
#include "tests/math/straight_line.h"

namespace sinter::test {
namespace {

const runtime::LlvmPlugin& plugin() {
  static const auto opened = runtime::LlvmPlugin::open(SINTER_PLUGIN_FILE);
  return *opened;
}

std::vector<int> widths() {
  std::vector<int> result;
  for (int bits : {128, 256, 512})
    if (bits <= plugin().description().host_vector_bits) result.push_back(bits);
  return result;
}

void run(const loop::Kernel& kernel, int bits, std::vector<void*> buffers, std::int64_t n) {
  const auto memory = runtime::CodeMemory::make();
  const auto object = plugin().compile(loop::print(kernel), SINTER_LLVM_OBJECT, bits);
  const auto code = runtime::load_object(object.bytes, *memory);
  const auto entry = reinterpret_cast<abi::Kernel>(code.lookup(kernel.name));
  ASSERT_NE(entry, nullptr);
  runtime::Pool pool;
  const auto executor = runtime::make_openmp_executor(1);
  runtime::CallState(pool, *executor, 1).run(entry, buffers, {&n, 1});
}

template <typename T>
auto bits_of(T x) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  return std::isnan(x) ? ~Bits{0} : std::bit_cast<Bits>(x);  // NaNs compare as one
}

template <typename T>
void expect_same_bits(Op op, DType type, std::vector<T> x, std::vector<T> y) {
  const std::size_t count = x.size() / 64 * 64 + 27;  // a tail
  x.resize(count, T(0.3));
  if (!y.empty()) y.resize(count, T(0.7));
  StraightLine meaning(op, type);
  std::vector<T> expected(count);
  meaning.run(x, y, expected);
  for (int bits : widths()) {
    std::vector<T> got(count);
    std::vector<void*> buffers{x.data(), got.data()};
    if (!y.empty()) buffers.insert(buffers.begin() + 1, y.data());
    run(meaning.kernel(), bits, buffers, static_cast<std::int64_t>(count));
    for (std::size_t i = 0; i < count; ++i)
      ASSERT_EQ(bits_of(got[i]), bits_of(expected[i]))
          << info(op).spelling << "(" << x[i] << (y.empty() ? "" : ", " + std::to_string(y[i]))
          << ") with " << bits << " bits";
  }
}

template <typename T>
void expect_same_bits(Op op, DType type, const std::vector<T>& edges,
                      const std::vector<std::pair<T, T>>& pairs) {
  if (info(op).arity == 1) return expect_same_bits<T>(op, type, edges, std::vector<T>{});
  std::vector<T> x, y;
  for (const auto& [a, b] : pairs) {
    x.push_back(a);
    y.push_back(b);
  }
  expect_same_bits<T>(op, type, x, y);
}

class NativeMath : public ::testing::TestWithParam<Op> {};

TEST_P(NativeMath, HasTheBitsOfItsOps) {
  expect_same_bits<float>(GetParam(), DType::kF32, edges_f32(), pairs_f32(1000));
  expect_same_bits<double>(GetParam(), DType::kF64, edges_f64(), pairs_f64(1000));
}

std::vector<Op> all_functions() {
  std::vector<Op> result;
  for (const math::Function& f : math::functions())
    if (f.type == DType::kF32) result.push_back(f.op);
  return result;
}

INSTANTIATE_TEST_SUITE_P(All, NativeMath, ::testing::ValuesIn(all_functions()),
                         [](const auto& p) { return std::string(sinter::info(p.param).spelling); });

template <typename T>
void expect_exact_remainders(DType type, const std::vector<std::pair<T, T>>& pairs) {
  loop::Kernel kernel;
  kernel.name = "remainders";
  loop::Builder b(kernel);
  const auto left = b.buffer("x", type, loop::BufferKind::kInput);
  const auto right = b.buffer("y", type, loop::BufferKind::kInput);
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.vector(b.i64(0), b.integer("n"), 64, [&](loop::ValueId i) {
    b.store(out, i, b.op(Op::Fmod, b.load(left, i), b.load(right, i)));
  });
  std::vector<T> x, y;
  for (const auto& [a, d] : pairs) {
    x.push_back(a);
    y.push_back(d);
  }
  for (int bits : widths()) {
    std::vector<T> got(x.size());
    run(kernel, bits, {x.data(), y.data(), got.data()}, static_cast<std::int64_t>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
      ASSERT_EQ(bits_of(got[i]), bits_of(std::fmod(x[i], y[i])))
          << "fmod(" << x[i] << ", " << y[i] << ") with " << bits << " bits";
  }
}

// Pairs in groups that take the short way only, and pairs of everything.
template <typename T>
std::vector<std::pair<T, T>> dividends_and_divisors(std::vector<std::pair<T, T>> pairs) {
  std::mt19937_64 engine(4);
  std::uniform_real_distribution<T> exponent(-18, 18), mantissa(T(0.5), 1);
  for (int i = 0; i < 64 * 500; ++i) {
    const T d = std::ldexp(mantissa(engine), static_cast<int>(exponent(engine)));
    const T quotient = std::floor(std::exp2(std::fabs(exponent(engine)) + 4));
    // Multiples of the divisor and their neighbours, where quotients round to integers.
    const T x = i % 2 ? quotient * d : std::nextafter(quotient * d, T(0));
    pairs.push_back({i % 3 ? x : -x, i % 5 ? d : -d});
  }
  return pairs;
}

TEST(NativeRemainder, IsExact) {
  expect_exact_remainders<float>(DType::kF32, dividends_and_divisors(pairs_f32(2000)));
  expect_exact_remainders<double>(DType::kF64, dividends_and_divisors(pairs_f64(2000)));
}

template <typename T>
T extremum(bool maximum, T a, T b) {
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<T>::quiet_NaN();
  if (a == b) return std::signbit(a) == maximum ? b : a;  // zeros: max takes +0, min -0
  return (a > b) == maximum ? a : b;
}

template <typename T>
std::vector<T> specials() {
  using L = std::numeric_limits<T>;
  return {T(0),
          T(-0.0),
          T(1),
          T(-1),
          L::infinity(),
          -L::infinity(),
          L::quiet_NaN(),
          L::signaling_NaN(),
          L::denorm_min(),
          -L::denorm_min(),
          L::max()};
}

template <typename T>
void expect_extrema(DType type, Op op) {
  const bool maximum = op == Op::Max;
  std::vector<T> x, y, expected;
  for (T a : specials<T>())
    for (T b : specials<T>()) {
      x.push_back(a);
      y.push_back(b);
      expected.push_back(extremum(maximum, a, b));
    }
  loop::Kernel kernel;
  kernel.name = "extrema";
  loop::Builder b(kernel);
  const auto left = b.buffer("x", type, loop::BufferKind::kInput);
  const auto right = b.buffer("y", type, loop::BufferKind::kInput);
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.vector(b.i64(0), b.integer("n"), 64,
           [&](loop::ValueId i) { b.store(out, i, b.op(op, b.load(left, i), b.load(right, i))); });
  for (int bits : widths()) {
    std::vector<T> got(x.size());
    run(kernel, bits, {x.data(), y.data(), got.data()}, static_cast<std::int64_t>(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_EQ(bits_of(got[i]), bits_of(expected[i]))
          << info(op).spelling << "(" << x[i] << ", " << y[i] << ") with " << bits << " bits";
  }
}

/// Lanes combined: the extremum of 64 values, one special value at a time in every lane.
template <typename T>
void expect_lane_extrema(DType type, Op op) {
  const bool maximum = op == Op::Max;
  loop::Kernel kernel;
  kernel.name = "lanes";
  loop::Builder b(kernel);
  const auto x = b.buffer("x", type, loop::BufferKind::kInput);
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.serial(b.i64(0), b.integer("n"), [&](loop::ValueId row) {
    const auto reg = b.reg("lanes", type, 64);
    b.vector(b.i64(0), b.i64(64), 64,
             [&](loop::ValueId i) { b.set(reg, b.load(x, b.add(b.mul(row, b.i64(64)), i))); });
    b.store(out, row, b.reduce_lanes(op, reg));
  });
  std::vector<T> rows, expected;
  for (T fill : {T(0), T(-0.0), T(-3), T(3)})
    for (T special : specials<T>())
      for (int lane = 0; lane < 64; ++lane) {
        std::vector<T> row(64, fill);
        row[static_cast<std::size_t>(lane)] = special;
        rows.insert(rows.end(), row.begin(), row.end());
        expected.push_back(extremum(maximum, fill, special));
      }
  for (int bits : widths()) {
    std::vector<T> got(expected.size());
    run(kernel, bits, {rows.data(), got.data()}, static_cast<std::int64_t>(got.size()));
    for (std::size_t i = 0; i < got.size(); ++i)
      ASSERT_EQ(bits_of(got[i]), bits_of(expected[i]))
          << info(op).spelling << " row " << i << " with " << bits << " bits";
  }
}

TEST(NativeExtrema, PropagateNanAndOrderZeros) {
  for (Op op : {Op::Max, Op::Min}) {
    expect_extrema<float>(DType::kF32, op);
    expect_extrema<double>(DType::kF64, op);
  }
}

TEST(NativeExtrema, DoSoAcrossLanes) {
  for (Op op : {Op::Max, Op::Min}) {
    expect_lane_extrema<float>(DType::kF32, op);
    expect_lane_extrema<double>(DType::kF64, op);
  }
}

}  // namespace
}  // namespace sinter::test
