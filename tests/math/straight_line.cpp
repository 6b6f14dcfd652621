#include "tests/math/straight_line.h"

#include <mpfr.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "compiler/math/math.h"
#include "compiler/support/check.h"

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(__clang__)
#define SINTER_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SINTER_CLONES
#endif

namespace sinter::test {

using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

template <typename T>
struct Angle {
  T rest, quadrant;
};

/// By sine and cosine in f64, which have far more digits than f32.
Angle<float> angle(float x) {
  if (!(std::fabs(x) > 0x1p16f)) return {x, 0};
  const double sine = std::sin(static_cast<double>(x)), cosine = std::cos(static_cast<double>(x));
  if (std::fabs(sine) <= std::fabs(cosine))
    return {static_cast<float>(std::asin(cosine > 0 ? sine : -sine)), cosine > 0 ? 0.0f : 2.0f};
  return {static_cast<float>(std::asin(sine > 0 ? -cosine : cosine)), sine > 0 ? 1.0f : 3.0f};
}

/// By MPFR, with more bits than the largest number has before the point.
Angle<double> angle(double x) {
  if (!(std::fabs(x) > 0x1p22)) return {x, 0};
  if (std::isinf(x)) return {x - x, 0};
  mpfr_t quotient, half_pi, rest;
  mpfr_inits2(1300, quotient, half_pi, rest, static_cast<mpfr_ptr>(nullptr));
  mpfr_const_pi(half_pi, MPFR_RNDN);
  mpfr_div_2ui(half_pi, half_pi, 1, MPFR_RNDN);
  mpfr_d_div(quotient, x, half_pi, MPFR_RNDN);
  mpfr_rint(quotient, quotient, MPFR_RNDN);
  mpfr_mul(rest, quotient, half_pi, MPFR_RNDN);
  mpfr_d_sub(rest, x, rest, MPFR_RNDN);
  mpfr_fmod_ui(quotient, quotient, 4, MPFR_RNDN);
  const double n = mpfr_get_d(quotient, MPFR_RNDN);
  const Angle<double> result{mpfr_get_d(rest, MPFR_RNDN), n < 0 ? n + 4 : n};
  mpfr_clears(quotient, half_pi, rest, static_cast<mpfr_ptr>(nullptr));
  return result;
}

}  // namespace

StraightLine::StraightLine(Op function, DType type, Through through) {
  loop::Builder b(kernel_);
  kernel_.name = "math";
  const auto x = b.buffer("x", type, loop::BufferKind::kInput);
  const bool binary = info(function).arity == 2;
  const auto y = binary ? b.buffer("y", type, loop::BufferKind::kInput) : x;
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.vector(b.i64(0), b.integer("n"), 64, [&](ValueId i) {
    std::vector<ValueId> v{b.load(x, i)};
    if (binary) v.push_back(b.load(y, i));
    b.store(out, i, through == Through::kPass ? b.op(function, v) : math::expand(b, function, v));
  });
  if (through == Through::kPass) math::expand_math(kernel_);
  loop::verify(kernel_);
  slots_.resize(kernel_.instructions.size());
  std::vector<bool> wide(kernel_.instructions.size());
  for (const loop::Block& block : kernel_.blocks)
    for (ValueId id : block.instructions) {
      const Instruction& i = kernel_[id];
      const auto operand = [&](std::size_t n) {
        return n < i.operands.size() ? i.operands[n].index : 0;
      };
      if (i.code != Code::kOp) wide[id.index] = size_of(i.type) == 8;
      if (i.code == Code::kLoad) inputs_.push_back(id.index);
      if (i.code == Code::kStore) output_ = operand(1);
      if (i.code == Code::kConst)
        for (int lane = 0; lane < kBatch; ++lane) {
          if (size_of(i.type) == 4)
            slots_[id.index].u32[lane] = static_cast<std::uint32_t>(i.bits);
          else
            slots_[id.index].u64[lane] = i.bits;
        }
      if (i.code == Code::kOp) {
        const ValueId typed = i.operands[i.op == Op::Select ? 1 : 0];
        const DType from = kernel_[typed].type;
        // Booleans are as wide as what they were made from.
        wide[id.index] =
            i.type == DType::kBool || i.type == from ? wide[typed.index] : size_of(i.type) == 8;
        steps_.push_back(
            {i.op, from, i.type, wide[typed.index], id.index, operand(0), operand(1), operand(2)});
      }
    }
}

#define LANES for (int l = 0; l < kBatch; ++l)
#define A(field) s[step.a].field[l]
#define B(field) s[step.b].field[l]
#define C(field) s[step.c].field[l]
#define R(field) s[step.result].field[l]
// f32 or f64 / u32 or u64; booleans are 0 or 1 in an integer of the width of what they were made
// from.
#define FLOATS(wide, expression32, expression64) \
  if (wide) LANES {                              \
      expression64;                              \
    }                                            \
  else                                           \
    LANES { expression32; }                      \
  return;

SINTER_CLONES void StraightLine::run_step(const Step& step, Slot* s) {
  const bool wide = step.wide;
  switch (step.op) {
    case Op::Neg:
      FLOATS(wide, R(f32) = -A(f32), R(f64) = -A(f64))
    case Op::Abs:
      FLOATS(wide, R(f32) = std::fabs(A(f32)), R(f64) = std::fabs(A(f64)))
    case Op::Sqrt:
      FLOATS(wide, R(f32) = std::sqrt(A(f32)), R(f64) = std::sqrt(A(f64)))
    case Op::CopySign:
      FLOATS(wide, R(f32) = std::copysign(A(f32), B(f32)), R(f64) = std::copysign(A(f64), B(f64)))
    case Op::Cast:
      SINTER_CHECK(is_float(step.from) && is_float(step.to), "a cast that is not run by this test");
      FLOATS(wide, R(f64) = A(f32), R(f32) = static_cast<float>(A(f64)))
    case Op::Sub:
      if (is_integer(step.from)) {
        FLOATS(wide, R(u32) = A(u32) - B(u32), R(u64) = A(u64) - B(u64))
      }
      FLOATS(wide, R(f32) = A(f32) - B(f32), R(f64) = A(f64) - B(f64))
    case Op::Mul:
      FLOATS(wide, R(f32) = A(f32) * B(f32), R(f64) = A(f64) * B(f64))
    case Op::Div:
      FLOATS(wide, R(f32) = A(f32) / B(f32), R(f64) = A(f64) / B(f64))
    case Op::Fma:
      FLOATS(wide, R(f32) = std::fma(A(f32), B(f32), C(f32)),
             R(f64) = std::fma(A(f64), B(f64), C(f64)))
    case Op::Add:
      if (is_integer(step.from)) {
        FLOATS(wide, R(u32) = A(u32) + B(u32), R(u64) = A(u64) + B(u64))
      }
      FLOATS(wide, R(f32) = A(f32) + B(f32), R(f64) = A(f64) + B(f64))
    case Op::Lt:
      FLOATS(wide, R(u32) = A(f32) < B(f32), R(u64) = A(f64) < B(f64))
    case Op::Gt:
      FLOATS(wide, R(u32) = A(f32) > B(f32), R(u64) = A(f64) > B(f64))
    case Op::Eq:
      if (is_integer(step.from)) {
        FLOATS(wide, R(u32) = A(u32) == B(u32), R(u64) = A(u64) == B(u64))
      }
      FLOATS(wide, R(u32) = A(f32) == B(f32), R(u64) = A(f64) == B(f64))
    case Op::Select:
      FLOATS(wide, R(u32) = A(u32) ? B(u32) : C(u32), R(u64) = A(u64) ? B(u64) : C(u64))
    case Op::And:
      FLOATS(wide, R(u32) = A(u32) & B(u32), R(u64) = A(u64) & B(u64))
    case Op::Or:
      FLOATS(wide, R(u32) = A(u32) | B(u32), R(u64) = A(u64) | B(u64))
    case Op::Xor:
      FLOATS(wide, R(u32) = A(u32) ^ B(u32), R(u64) = A(u64) ^ B(u64))
    case Op::Shl:
      FLOATS(wide, R(u32) = A(u32) << B(u32), R(u64) = A(u64) << B(u64))
    case Op::Floor:
      FLOATS(wide, R(f32) = std::floor(A(f32)), R(f64) = std::floor(A(f64)))
    case Op::Rint:
      FLOATS(wide, R(f32) = std::rint(A(f32)), R(f64) = std::rint(A(f64)))
    case Op::Not:
      FLOATS(wide, R(u32) = !A(u32), R(u64) = !A(u64))
    case Op::IsNan:
      FLOATS(wide, R(u32) = std::isnan(A(f32)), R(u64) = std::isnan(A(f64)))
    case Op::IsInf:
      FLOATS(wide, R(u32) = std::isinf(A(f32)), R(u64) = std::isinf(A(f64)))
    case Op::Shr:
      FLOATS(wide, R(u32) = A(u32) >> B(u32), R(u64) = A(u64) >> B(u64))
    case Op::BitCast:
      FLOATS(wide, R(u32) = A(u32), R(u64) = A(u64))
    case Op::Ldexp:
      if (wide) {
        LANES R(f64) = std::isnan(B(f64)) ? B(f64) : std::scalbn(A(f64), static_cast<int>(B(f64)));
      } else {  // exact in double, so rounded once
        LANES {
          const double n = B(f32) + 1023.0;
          const auto biased = static_cast<std::uint64_t>(static_cast<std::int32_t>(n == n ? n : 0));
          const double scaled = A(f32) * std::bit_cast<double>(biased << 52);
          R(f32) = n == n ? static_cast<float>(scaled) : B(f32);
        }
      }
      return;
    case Op::AngleRest:
      FLOATS(wide, R(f32) = angle(A(f32)).rest, R(f64) = angle(A(f64)).rest)
    case Op::AngleQuadrant:
      FLOATS(wide, R(f32) = angle(A(f32)).quadrant, R(f64) = angle(A(f64)).quadrant)
    default:
      break;
  }
  SINTER_CHECK(false, "op '{}' is not run by this test", info(step.op).spelling);
}

void StraightLine::run_batch() {
  for (const Step& step : steps_) run_step(step, slots_.data());
}

template <typename T>
void StraightLine::run_all(std::span<const T> x, std::span<const T> y, std::span<T> out) {
  const auto lanes = [&](std::uint32_t slot) -> T* {
    if constexpr (sizeof(T) == 4)
      return slots_[slot].f32;
    else
      return slots_[slot].f64;
  };
  SINTER_CHECK(inputs_.size() == (y.empty() ? 1 : 2), "the operands of the function");
  for (std::size_t i = 0; i < x.size(); i += kBatch) {
    const std::size_t count = std::min<std::size_t>(kBatch, x.size() - i);
    std::copy_n(x.data() + i, count, lanes(inputs_[0]));
    if (!y.empty()) std::copy_n(y.data() + i, count, lanes(inputs_[1]));
    run_batch();
    std::copy_n(lanes(output_), count, out.data() + i);
  }
}

void StraightLine::run(std::span<const float> x, std::span<const float> y, std::span<float> out) {
  run_all(x, y, out);
}

void StraightLine::run(std::span<const double> x, std::span<const double> y,
                       std::span<double> out) {
  run_all(x, y, out);
}

}  // namespace sinter::test
