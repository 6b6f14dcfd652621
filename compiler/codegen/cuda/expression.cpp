#include "compiler/codegen/cuda/expression.h"

#include <bit>

#include "compiler/support/check.h"

namespace sinter::cuda {
namespace {

/// One op's operands, with what its row needs.
struct Expression {
  DType from, to;
  std::span<const std::string> v;
  std::int64_t power;

  bool is_float() const { return sinter::is_float(from); }
  std::string type() const { return type_text(from); }
  /// The type in which arithmetic wraps.
  std::string wide() const { return size_of(from) == 8 ? "u64" : "u32"; }
  std::string call(const char* function) const {
    std::string text = fmt::format("{}(", function);
    for (std::size_t n = 0; n < v.size(); ++n) text += (n == 0 ? "" : ", ") + v[n];
    return text + ")";
  }
  /// Floats as they are; integers wrap.
  std::string arithmetic(const char* symbol) const {
    if (is_float()) return fmt::format("{} {} {}", v[0], symbol, v[1]);
    return fmt::format("({0})(({1}){2} {3} ({1}){4})", type(), wide(), v[0], symbol, v[1]);
  }
  std::string bits(const char* symbol) const {
    return fmt::format("({})({} {} {})", type(), v[0], symbol, v[1]);
  }
  std::string compare(const char* symbol) const {
    return fmt::format("{} {} {}", v[0], symbol, v[1]);
  }
  std::string either(const char* for_floats, const char* for_integers) const {
    return call(is_float() ? for_floats : for_integers);
  }
};

std::string negate(const Expression& e) {
  if (e.is_float()) return fmt::format("-{}", e.v[0]);
  return fmt::format("({})(({})0 - ({}){})", e.type(), e.wide(), e.wide(), e.v[0]);
}

std::string absolute(const Expression& e) {
  if (e.is_float()) return e.call("fabs_bits");
  return is_signed_integer(e.from) ? e.call("absolute") : e.v[0];
}

std::string floor_divide(const Expression& e) {
  if (e.is_float()) return e.call("float_floor_divide");
  if (e.power == 0) return e.call("floor_divide");
  return fmt::format("({})({} >> {})", e.type(), e.v[0],
                     std::countr_zero(static_cast<std::uint64_t>(e.power)));
}

std::string modulo(const Expression& e) {
  if (e.is_float()) return e.call("float_modulo");
  if (e.power == 0) return e.call("modulo");
  return fmt::format("({})({} & {})", e.type(), e.v[0], e.power - 1);
}

std::string cast(const Expression& e) {
  if (e.from == e.to) return e.v[0];
  if (e.to == DType::kBool) return fmt::format("{} != {}(0)", e.v[0], e.type());
  if (e.is_float() && !is_float(e.to))
    return fmt::format("saturate<{}>({})", type_text(e.to), e.v[0]);
  return fmt::format("({}){}", type_text(e.to), e.v[0]);
}

std::string bit_cast(const Expression& e) {
  if (e.from == DType::kF32) return fmt::format("({}){}", type_text(e.to), e.call("bits_of"));
  if (e.from == DType::kF64) return fmt::format("({}){}", type_text(e.to), e.call("bits_of"));
  if (e.to == DType::kF32) return fmt::format("f32_from((u32){})", e.v[0]);
  if (e.to == DType::kF64) return fmt::format("f64_from((u64){})", e.v[0]);
  return fmt::format("({}){}", type_text(e.to), e.v[0]);
}

}  // namespace

std::string type_text(DType type) {
  SINTER_CHECK(is_computable(type), "dtype {} has no type in CUDA", name(type));
  return std::string(name(type));
}

std::string stored_text(DType type) {
  return type == DType::kF16 || type == DType::kBF16 ? "u16" : type_text(type);
}

std::string constant_text(DType type, std::uint64_t bits) {
  switch (type) {
    case DType::kBool:
      return bits != 0 ? "true" : "false";
    case DType::kF32: {
      const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
      const bool plain = value == value && value - value == 0;
      return plain ? fmt::format("f32({:a}f)", value) : fmt::format("f32_from({:#x}u)", bits);
    }
    case DType::kF64: {
      const auto value = std::bit_cast<double>(bits);
      const bool plain = value == value && value - value == 0;
      return plain ? fmt::format("f64({:a})", value) : fmt::format("f64_from({:#x}ull)", bits);
    }
    case DType::kI64:
      return static_cast<std::int64_t>(bits) >= 0 ? fmt::format("i64({})", bits)
                                                  : fmt::format("(i64){:#x}ull", bits);
    default:
      return fmt::format("({}){:#x}ull", type_text(type), bits);
  }
}

const char* comparison_sign(Op op) {
  switch (op) {
    case Op::Eq:
      return "==";
    case Op::Ne:
      return "!=";
    case Op::Lt:
      return "<";
    case Op::Le:
      return "<=";
    case Op::Gt:
      return ">";
    case Op::Ge:
      return ">=";
    default:
      return nullptr;
  }
}

std::string expression(Op op, DType from, DType to, std::span<const std::string> operands,
                       std::int64_t power) {
  const Expression e{from, to, operands, power};
  if (const char* const sign = comparison_sign(op)) return e.compare(sign);
  switch (op) {
    case Op::Neg:
      return negate(e);
    case Op::Abs:
      return absolute(e);
    case Op::Sign:
      return e.either("float_sign", "sign");
    case Op::Sqrt:
      return e.call("square_root");
    case Op::Floor:
      return e.call("round_down");
    case Op::Ceil:
      return e.call("round_up");
    case Op::Trunc:
      return e.call("round_to_zero");
    case Op::Rint:
      return e.call("round_to_even");
    case Op::IsNan:
      return fmt::format("{0} != {0}", e.v[0]);
    case Op::IsInf:
      return e.call("is_infinite");
    case Op::IsFinite:
      return e.call("is_finite");
    case Op::IsNormal:
      return e.call("is_normal");
    case Op::SignBit:
      return e.call("sign_bit");
    case Op::BitCount:
      return fmt::format("({})count_bits({})", e.type(), absolute(e));
    case Op::Not:
      return fmt::format("!{}", e.v[0]);
    case Op::BitNot:
      return from == DType::kBool ? fmt::format("!{}", e.v[0])
                                  : fmt::format("({})~{}", e.type(), e.v[0]);
    case Op::Add:
      return e.arithmetic("+");
    case Op::Sub:
      return e.arithmetic("-");
    case Op::Mul:
      return e.arithmetic("*");
    case Op::Div:
      return e.compare("/");
    case Op::FloorDiv:
      return floor_divide(e);
    case Op::Mod:
      return modulo(e);
    case Op::Fmod:
      return e.either("float_remainder", "truncated_remainder");
    case Op::CopySign:
      return e.call("copy_sign");
    case Op::IntegerPow:
      return e.call("integer_power");
    case Op::Gcd:
      return e.call("common_divisor");
    case Op::Lcm:
      return e.call("common_multiple");
    case Op::Min:
      return e.either("float_minimum", "minimum");
    case Op::Max:
      return e.either("float_maximum", "maximum");
    case Op::And:
      return e.bits("&");
    case Op::Or:
      return e.bits("|");
    case Op::Xor:
      return e.bits("^");
    case Op::Shl:
      return e.call("shift_left");
    case Op::Shr:
      return e.call("shift_right");
    case Op::Select:
      return fmt::format("{} ? {} : {}", e.v[0], e.v[1], e.v[2]);
    case Op::Fma:
      return e.call("fused");
    case Op::Cast:
      return cast(e);
    case Op::BitCast:
      return bit_cast(e);
    case Op::Ldexp:
      return e.call("scale");
    case Op::AngleRest:
      return e.call("angle_rest");
    case Op::AngleQuadrant:
      return e.call("angle_quadrant");
    case Op::RoundTf32:
      return e.call("rounded_tf32");
    case Op::RoundF16:
      return e.call("rounded_f16");
    case Op::RoundBf16:
      return e.call("rounded_bf16");
    default:
      break;
  }
  SINTER_CHECK(false, "op '{}' reached CUDA without having been expanded", info(op).spelling);
}

}  // namespace sinter::cuda
