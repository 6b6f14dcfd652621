// What the host computes of a GPU's program, as C. The functions that it calls stand in
// deploy/sinter_aot_host_values.h; the bits are those that kernels compute
// (compiler/codegen/cuda/expression.cpp).
#include <fmt/format.h>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/support/check.h"
#include "runtime/aot/gpu.h"
#include "runtime/aot/text.h"

namespace sinter::runtime::aot {
namespace {

/// One op's operands, with what its row needs.
struct Value {
  DType from, to;
  std::span<const std::string> v;

  bool is_float() const { return sinter::is_float(from); }
  bool is_signed() const { return is_signed_integer(from); }
  std::string type() const { return std::string(c_type(from)); }
  std::size_t bits() const { return 8 * size_of(from); }
  std::string list() const { return fmt::format("{}", fmt::join(v, ", ")); }
  /// A function for either float type, by its name.
  std::string floats(const char* function) const {
    return fmt::format("sinter_{}_{}({})", name(from), function, list());
  }
  std::string builtin(const char* function) const {
    return fmt::format("__builtin_{}{}({})", function, from == DType::kF32 ? "f" : "", list());
  }
  std::string compare(const char* symbol) const {
    return fmt::format("{} {} {}", v[0], symbol, v[1]);
  }
  /// Floats as they are; integers wrap.
  std::string arithmetic(const char* symbol) const {
    if (is_float()) return compare(symbol);
    return fmt::format("({})((uint64_t){} {} (uint64_t){})", type(), v[0], symbol, v[1]);
  }
  std::string bitwise(const char* symbol) const {
    return fmt::format("({})({} {} {})", type(), v[0], symbol, v[1]);
  }
  /// A function for all integers of a sign, widened to 64 bits.
  std::string integers(const char* function) const {
    return fmt::format("({})sinter_{}_{}({})", type(), is_signed() ? "signed" : "unsigned",
                       function, list());
  }
  std::string magnitude() const {
    return is_signed()
               ? fmt::format("({0})({1} < 0 ? 0 - (uint64_t){1} : (uint64_t){1})", type(), v[0])
               : v[0];
  }
};

std::string unary(Op op, const Value& e) {
  const std::string& x = e.v[0];
  switch (op) {
    case Op::Neg:
      return e.is_float() ? "-" + x : fmt::format("({})(0 - (uint64_t){})", e.type(), x);
    case Op::Abs:
      return e.is_float() ? e.builtin("fabs") : e.magnitude();
    case Op::Sign:
      return e.is_float()    ? fmt::format("{0} != {0} ? {0} : {0} > 0 ? 1 : {0} < 0 ? -1 : 0", x)
             : e.is_signed() ? fmt::format("({0} > 0) - ({0} < 0)", x)
                             : x + " != 0";
    case Op::Sqrt:
      return e.builtin("sqrt");
    case Op::Floor:
      return e.builtin("floor");
    case Op::Ceil:
      return e.builtin("ceil");
    case Op::Trunc:
      return e.builtin("trunc");
    case Op::Rint:
      return e.builtin("rint");
    case Op::IsNan:
      return fmt::format("{0} != {0}", x);
    case Op::IsInf:
      return fmt::format("{0} == {0} && {0} - {0} != 0", x);
    case Op::IsFinite:
      return fmt::format("{0} - {0} == 0", x);
    case Op::IsNormal:
      return fmt::format("__builtin_isnormal({})", x);
    case Op::SignBit:
      return fmt::format("__builtin_signbit({}) != 0", x);
    case Op::Not:
      return "!" + x;
    case Op::BitNot:
      return e.from == DType::kBool ? "!" + x : fmt::format("({})~{}", e.type(), x);
    default:
      return "";
  }
}

std::string binary(Op op, const Value& e) {
  switch (op) {
    case Op::Add:
      return e.arithmetic("+");
    case Op::Sub:
      return e.arithmetic("-");
    case Op::Mul:
      return e.is_float() ? e.floats("multiply") : e.arithmetic("*");
    case Op::Div:
      return e.compare("/");
    case Op::FloorDiv:
      return e.is_float() ? e.floats("floor_divide") : e.integers("quotient");
    case Op::Mod:
      if (e.is_float()) return e.floats("modulo");
      return e.integers(e.is_signed() ? "modulo" : "remainder");
    case Op::Fmod:
      return e.is_float() ? e.builtin("fmod") : e.integers("remainder");
    case Op::CopySign:
      return e.builtin("copysign");
    case Op::IntegerPow:
      return fmt::format("({})sinter_power((uint64_t){}, (int64_t){}, {})", e.type(), e.v[0],
                         e.v[1], e.is_signed() ? e.v[1] + " < 0" : "0");
    case Op::Min:
      return e.is_float() ? e.floats("smaller")
                          : fmt::format("{0} < {1} ? {0} : {1}", e.v[0], e.v[1]);
    case Op::Max:
      return e.is_float() ? e.floats("larger")
                          : fmt::format("{0} > {1} ? {0} : {1}", e.v[0], e.v[1]);
    case Op::And:
      return e.bitwise("&");
    case Op::Or:
      return e.bitwise("|");
    case Op::Xor:
      return e.bitwise("^");
    case Op::Shl:
      return fmt::format("({})sinter_shift_left((uint64_t){}, (int64_t){}, {})", e.type(), e.v[0],
                         e.v[1], e.bits());
    case Op::Shr:
      return fmt::format("({})sinter_{}_shift_right({}, (int64_t){}, {})", e.type(),
                         e.is_signed() ? "signed" : "unsigned", e.v[0], e.v[1], e.bits());
    case Op::Ldexp:
      return e.floats("scale");
    default:
      return "";
  }
}

std::string cast(const Value& e) {
  if (e.from == e.to) return e.v[0];
  if (e.to == DType::kBool) return e.v[0] + " != 0";
  if (!e.is_float() || is_float(e.to)) return fmt::format("({}){}", c_type(e.to), e.v[0]);
  const bool is_signed = is_signed_integer(e.to);
  return fmt::format("({})sinter_{}_saturate({}, {})", c_type(e.to),
                     is_signed ? "signed" : "unsigned", e.v[0],
                     8 * size_of(e.to) - (is_signed ? 1 : 0));
}

std::string bit_cast(const Value& e) {
  if (e.is_float()) return fmt::format("({}){}", c_type(e.to), e.floats("bits"));
  if (!is_float(e.to)) return fmt::format("({}){}", c_type(e.to), e.v[0]);
  return fmt::format("sinter_{}_from((uint{}_t){})", name(e.to), 8 * size_of(e.to), e.v[0]);
}

}  // namespace

std::string host_constant(DType type, std::uint64_t bits) {
  if (is_float(type))
    return fmt::format("sinter_{}_from(UINT{}_C({:#x}))", name(type), 8 * size_of(type), bits);
  return fmt::format("({})UINT64_C({:#x})", c_type(type), bits);
}

std::string host_expression(Op op, DType from, DType to, std::span<const std::string> operands) {
  const Value e{from, to, operands};
  std::string text;
  if (op == Op::Cast) {
    text = cast(e);
  } else if (op == Op::BitCast) {
    text = bit_cast(e);
  } else if (op == Op::Select) {
    text = fmt::format("{} ? {} : {}", operands[0], operands[1], operands[2]);
  } else if (op == Op::Fma) {
    text = e.builtin("fma");
  } else if (operands.size() == 1) {
    text = unary(op, e);
  } else if (operands.size() == 2) {
    const char* const sign = sinter::cuda::comparison_sign(op);
    text = sign != nullptr ? e.compare(sign) : binary(op, e);
  }
  if (!text.empty()) return text;
  unavailable("E0710",
              "'{}' in a condition or a bound that decides what a GPU does next, in code "
              "built ahead of time",
              info(op).spelling);
}

}  // namespace sinter::runtime::aot
