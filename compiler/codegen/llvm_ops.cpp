#include "compiler/codegen/llvm_ops.h"

#include <cmath>

#include <llvm/IR/Constants.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/PatternMatch.h>

#include "compiler/codegen/llvm_angle.h"
#include "compiler/codegen/llvm_integer_math.h"
#include "compiler/support/check.h"

namespace sinter::codegen {
namespace {

using llvm::Intrinsic::ID;

/// One op's operands, with the helpers that its row needs.
struct Emit {
  llvm::IRBuilder<>& b;
  const LlvmTarget& target;
  DType from, to;
  llvm::ArrayRef<llvm::Value*> v;

  bool is_float() const { return sinter::is_float(from); }
  bool is_signed() const { return is_signed_integer(from); }
  unsigned bits() const { return static_cast<unsigned>(8 * size_of(from)); }
  llvm::Type* type() const { return v[0]->getType(); }
  llvm::Type* int_type() const { return type()->getWithNewBitWidth(bits()); }
  llvm::Value* as_int(llvm::Value* x) const {
    return b.CreateBitCast(x, with_scalar(b.getIntNTy(bits())));
  }
  llvm::Type* with_scalar(llvm::Type* scalar) const {
    auto* vector = llvm::dyn_cast<llvm::VectorType>(type());
    return vector ? llvm::VectorType::get(scalar, vector->getElementCount()) : scalar;
  }
  llvm::Value* integer(std::uint64_t value) const {
    return llvm::ConstantInt::get(with_scalar(b.getIntNTy(bits())), value);
  }
  llvm::Value* number(double value) const { return llvm::ConstantFP::get(type(), value); }
  llvm::Value* intrinsic(ID id, llvm::ArrayRef<llvm::Value*> arguments) const {
    return b.CreateIntrinsic(id, {arguments[0]->getType()}, arguments);
  }
  llvm::Value* unary(ID id) const { return intrinsic(id, {v[0]}); }
};

llvm::Value* absolute(const Emit& e) {
  if (e.is_float()) return e.unary(llvm::Intrinsic::fabs);
  if (!e.is_signed()) return e.v[0];
  return e.b.CreateIntrinsic(llvm::Intrinsic::abs, {e.type()}, {e.v[0], e.b.getFalse()});
}

llvm::Value* sign(const Emit& e) {
  auto* x = e.v[0];
  if (e.is_float()) {
    auto* zero = e.number(0);
    auto* one = e.b.CreateSelect(e.b.CreateFCmpOGT(x, zero), e.number(1),
                                 e.b.CreateSelect(e.b.CreateFCmpOLT(x, zero), e.number(-1), zero));
    return e.b.CreateSelect(e.b.CreateFCmpUNO(x, x), x, one);
  }
  auto* zero = e.integer(0);
  auto* negative = e.is_signed() ? e.b.CreateICmpSLT(x, zero) : e.b.CreateICmpULT(x, zero);
  return e.b.CreateSelect(negative, llvm::Constant::getAllOnesValue(e.type()),
                          e.b.CreateSelect(e.b.CreateICmpEQ(x, zero), zero, e.integer(1)));
}

/// Counting what is true: one addition under a mask, where there are masks.
llvm::Value* add_integers(const Emit& e) {
  const auto* flag = llvm::dyn_cast<llvm::ZExtInst>(e.v[1]);
  const bool counts = flag && e.type()->isVectorTy() && flag->getSrcTy()->isIntOrIntVectorTy(1);
  if (!counts || !e.target.avx512) return e.b.CreateAdd(e.v[0], e.v[1]);
  return e.b.CreateSelect(flag->getOperand(0), e.b.CreateAdd(e.v[0], e.integer(1)), e.v[0]);
}

// The exponent field decides: 0 for zero and subnormal, all ones for infinity and NaN.
llvm::Value* is_normal(const Emit& e) {
  const std::uint64_t mantissa = e.from == DType::kF32 ? 23 : 52;
  const std::uint64_t smallest = std::uint64_t{1} << mantissa;
  const std::uint64_t infinity = e.from == DType::kF32 ? 0x7f800000u : 0x7ff0000000000000u;
  auto* magnitude =
      e.b.CreateAnd(e.as_int(e.v[0]), e.integer(~std::uint64_t{0} >> (65 - e.bits())));
  return e.b.CreateICmpULT(e.b.CreateSub(magnitude, e.integer(smallest)),
                           e.integer(infinity - smallest));
}

llvm::Value* is_infinite(const Emit& e) {
  const std::uint64_t infinity = e.from == DType::kF32 ? 0x7f800000u : 0x7ff0000000000000u;
  auto* magnitude =
      e.b.CreateAnd(e.as_int(e.v[0]), e.integer(~std::uint64_t{0} >> (65 - e.bits())));
  return e.b.CreateICmpEQ(magnitude, e.integer(infinity));
}

llvm::Value* sign_bit(const Emit& e) { return e.b.CreateICmpSLT(e.as_int(e.v[0]), e.integer(0)); }

llvm::Value* bit_count(const Emit& e) {
  return e.b.CreateIntrinsic(llvm::Intrinsic::ctpop, {e.type()}, {absolute(e)});
}

llvm::Value* is_finite(const Emit& e) {
  const std::uint64_t infinity = e.from == DType::kF32 ? 0x7f800000u : 0x7ff0000000000000u;
  auto* magnitude =
      e.b.CreateAnd(e.as_int(e.v[0]), e.integer(~std::uint64_t{0} >> (65 - e.bits())));
  return e.b.CreateICmpULT(magnitude, e.integer(infinity));
}

/// The number when all elements are one positive power of two.
const llvm::APInt* positive_power_of_two(llvm::Value* v) {
  const auto* constant = llvm::dyn_cast<llvm::Constant>(v);
  if (constant && v->getType()->isVectorTy()) constant = constant->getSplatValue();
  const auto* number = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant);
  return number && number->getValue().isStrictlyPositive() && number->getValue().isPowerOf2()
             ? &number->getValue()
             : nullptr;
}

/// Quotient and remainder towards minus infinity, of any operands. A zero divisor gives 0 for both;
/// INT_MIN / -1 wraps.
llvm::Value* divide_any(const Emit& e, bool want_remainder) {
  auto* a = e.v[0];
  auto* d = e.v[1];
  auto* zero = e.integer(0);
  auto* is_zero = e.b.CreateICmpEQ(d, zero);
  if (!e.is_signed()) {
    auto* safe = e.b.CreateSelect(is_zero, e.integer(1), d);
    auto* result = want_remainder ? e.b.CreateURem(a, safe) : e.b.CreateUDiv(a, safe);
    return e.b.CreateSelect(is_zero, zero, result);
  }
  auto* is_minus_one = e.b.CreateICmpEQ(d, llvm::Constant::getAllOnesValue(e.type()));
  auto* safe = e.b.CreateSelect(e.b.CreateOr(is_zero, is_minus_one), e.integer(1), d);
  auto* quotient = want_remainder ? nullptr : e.b.CreateSDiv(a, safe);
  auto* remainder =
      want_remainder ? e.b.CreateSRem(a, safe) : e.b.CreateSub(a, e.b.CreateMul(quotient, safe));
  auto* differ = e.b.CreateICmpSLT(e.b.CreateXor(remainder, safe), zero);
  auto* adjust = e.b.CreateAnd(e.b.CreateICmpNE(remainder, zero), differ);
  // What is left by 1, which stands for -1 and 0, is 0 already.
  if (want_remainder) return e.b.CreateSelect(adjust, e.b.CreateAdd(remainder, safe), remainder);
  auto* result = e.b.CreateSelect(adjust, e.b.CreateSub(quotient, e.integer(1)), quotient);
  result = e.b.CreateSelect(is_minus_one, e.b.CreateNeg(a), result);
  return e.b.CreateSelect(is_zero, zero, result);
}

/// The same for scalars, mostly of a dividend that is not negative and a positive divisor: the
/// plain unsigned division, and a short one where both are small. Nothing of what signs and zeros
/// need stands in the chain of operations that wait for each other then.
llvm::Value* divide_scalar(const Emit& e, bool want_remainder) {
  auto& b = e.b;
  auto *a = e.v[0], *d = e.v[1];
  auto* function = b.GetInsertBlock()->getParent();
  const auto block = [&](const char* name) {
    return llvm::BasicBlock::Create(b.getContext(), name, function);
  };
  auto *any = block("divide_any"), *done = block("divided");
  auto* result = llvm::PHINode::Create(e.type(), 3, "divided");
  const auto finish = [&](llvm::Value* value) {
    result->addIncoming(value, b.GetInsertBlock());
    b.CreateBr(done);
  };
  const auto quotient = [&](llvm::Value* x, llvm::Value* y) {
    return want_remainder ? b.CreateURem(x, y) : b.CreateUDiv(x, y);
  };
  // Of 0 and of the least number, one of the divisor and the number below it is negative.
  auto* both = b.CreateOr(b.CreateOr(a, d), b.CreateSub(d, e.integer(1)));
  const auto below = [&](unsigned bits, llvm::BasicBlock* otherwise) {
    auto* yes = block("divide");
    b.CreateCondBr(b.CreateICmpULT(both, e.integer(std::uint64_t{1} << bits)), yes, otherwise);
    b.SetInsertPoint(yes);
  };
  if (e.bits() == 64) {
    auto* large = block("divide_large");
    below(31, large);
    auto* word = b.getInt32Ty();
    finish(b.CreateZExt(quotient(b.CreateTrunc(a, word), b.CreateTrunc(d, word)), e.type()));
    b.SetInsertPoint(large);
  }
  below(e.bits() - 1, any);
  finish(quotient(a, d));
  b.SetInsertPoint(any);
  finish(divide_any(e, want_remainder));
  b.SetInsertPoint(done);
  return b.Insert(result);
}

llvm::Value* floor_divide(const Emit& e, bool want_remainder) {
  auto* d = e.v[1];
  if (const llvm::APInt* power = positive_power_of_two(d); power && e.is_signed()) {
    return want_remainder ? e.b.CreateAnd(e.v[0], e.integer(power->getZExtValue() - 1))
                          : e.b.CreateAShr(e.v[0], e.integer(power->logBase2()));
  }
  const bool waits =
      e.is_signed() && e.bits() >= 32 && !e.type()->isVectorTy() && !llvm::isa<llvm::Constant>(d);
  return waits ? divide_scalar(e, want_remainder) : divide_any(e, want_remainder);
}

/// Remainder with the sign of the dividend; 0 for a zero divisor, and for INT_MIN by -1.
llvm::Value* truncated_remainder(const Emit& e) {
  auto* d = e.v[1];
  auto* one = e.integer(1);
  auto* is_zero = e.b.CreateICmpEQ(d, e.integer(0));
  auto* trivial = is_zero;
  if (e.is_signed())
    trivial = e.b.CreateOr(is_zero, e.b.CreateICmpEQ(d, llvm::Constant::getAllOnesValue(e.type())));
  auto* safe = e.b.CreateSelect(trivial, one, d);  // x % 1 is 0
  return e.is_signed() ? e.b.CreateSRem(e.v[0], safe) : e.b.CreateURem(e.v[0], safe);
}

/// The remainder by the exact fmod that the module defines, one element after the other.
llvm::Value* long_remainder(const Emit& e) {
  auto* module = e.b.GetInsertBlock()->getModule();
  auto* fmod = module->getFunction(e.from == DType::kF32 ? "sinter.fmod.f32" : "sinter.fmod.f64");
  SINTER_CHECK(fmod != nullptr, "the module does not define fmod");
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(e.type());
  if (!vector) return e.b.CreateCall(fmod, {e.v[0], e.v[1]});
  llvm::Value* result = llvm::PoisonValue::get(vector);
  for (unsigned i = 0; i < vector->getNumElements(); ++i) {
    auto* r = e.b.CreateCall(
        fmod, {e.b.CreateExtractElement(e.v[0], i), e.b.CreateExtractElement(e.v[1], i)});
    result = e.b.CreateInsertElement(result, r, i);
  }
  return result;
}

/// The remainder with the sign of the dividend. Where the quotient's integral part has no more bits
/// than a significand, x - trunc(x / d) d is exact, but for a quotient that was rounded up to an
/// integer: then it is negative, and one d too small. Any other lane (0, infinity, NaN and large
/// quotients) sends the vector the long way.
llvm::Value* float_remainder(const Emit& e) {
  auto& b = e.b;
  auto* x = e.intrinsic(llvm::Intrinsic::fabs, {e.v[0]});
  auto* d = e.intrinsic(llvm::Intrinsic::fabs, {e.v[1]});
  auto* ratio = b.CreateFDiv(x, d);
  llvm::Value* is_long = b.CreateFCmpUGE(ratio, e.number(e.from == DType::kF32 ? 0x1p23 : 0x1p52));
  if (e.type()->isVectorTy()) is_long = b.CreateOrReduce(is_long);
  auto* quotient = e.intrinsic(llvm::Intrinsic::trunc, {ratio});
  auto* rest = e.intrinsic(llvm::Intrinsic::fma, {b.CreateFNeg(quotient), d, x});
  rest = b.CreateSelect(b.CreateFCmpOLT(rest, e.number(0)), b.CreateFAdd(rest, d), rest);
  rest = b.CreateSelect(b.CreateFCmpOLT(x, d), x, rest);
  auto* quick = e.intrinsic(llvm::Intrinsic::copysign, {rest, e.v[0]});
  auto* from = b.GetInsertBlock();
  auto* rare = llvm::BasicBlock::Create(b.getContext(), "long_division", from->getParent());
  auto* done = llvm::BasicBlock::Create(b.getContext(), "remainder", from->getParent());
  b.CreateCondBr(is_long, rare, done, llvm::MDBuilder(b.getContext()).createBranchWeights(1, 1000));
  b.SetInsertPoint(rare);
  auto* slow = long_remainder(e);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto* result = b.CreatePHI(e.type(), 2);
  result->addIncoming(quick, from);
  result->addIncoming(slow, rare);
  return result;
}

/// a % d and a // d for floats, in the way of npy_divmod.
llvm::Value* float_mod(const Emit& e) {
  auto* d = e.v[1];
  auto* remainder = float_remainder(e);
  auto* zero = e.number(0);
  auto* differ = e.b.CreateXor(e.b.CreateFCmpOLT(remainder, zero), e.b.CreateFCmpOLT(d, zero));
  auto* moved = e.b.CreateSelect(differ, e.b.CreateFAdd(remainder, d), remainder);
  auto* signed_zero = e.intrinsic(llvm::Intrinsic::copysign, {zero, d});
  auto* result = e.b.CreateSelect(e.b.CreateFCmpOEQ(remainder, zero), signed_zero, moved);
  return e.b.CreateSelect(e.b.CreateFCmpUNO(remainder, remainder), remainder, result);
}

llvm::Value* float_floor_divide(const Emit& e) {
  auto* a = e.v[0];
  auto* d = e.v[1];
  auto* zero = e.number(0);
  auto* remainder = float_remainder(e);
  auto* quotient = e.b.CreateFDiv(e.b.CreateFSub(a, remainder), d);
  auto* differ =
      e.b.CreateAnd(e.b.CreateFCmpONE(remainder, zero),
                    e.b.CreateXor(e.b.CreateFCmpOLT(remainder, zero), e.b.CreateFCmpOLT(d, zero)));
  quotient = e.b.CreateSelect(differ, e.b.CreateFSub(quotient, e.number(1)), quotient);
  auto* floor = e.intrinsic(llvm::Intrinsic::floor, {quotient});
  auto* up = e.b.CreateFCmpOGT(e.b.CreateFSub(quotient, floor), e.number(0.5));
  floor = e.b.CreateSelect(up, e.b.CreateFAdd(floor, e.number(1)), floor);
  auto* ratio = e.b.CreateFDiv(a, d);
  auto* result = e.b.CreateSelect(e.b.CreateFCmpUNE(quotient, zero), floor,
                                  e.intrinsic(llvm::Intrinsic::copysign, {zero, ratio}));
  return e.b.CreateSelect(e.b.CreateFCmpOEQ(d, zero), ratio, result);
}

llvm::Value* shift_left(const Emit& e) {
  auto* inside = e.b.CreateICmpULT(e.v[1], e.integer(e.bits()));
  auto* amount = e.b.CreateSelect(inside, e.v[1], e.integer(0));
  return e.b.CreateSelect(inside, e.b.CreateShl(e.v[0], amount), e.integer(0));
}

llvm::Value* shift_right(const Emit& e) {
  auto* inside = e.b.CreateICmpULT(e.v[1], e.integer(e.bits()));
  auto* amount = e.b.CreateSelect(inside, e.v[1], e.integer(e.bits() - 1));
  if (e.is_signed()) return e.b.CreateAShr(e.v[0], amount);
  return e.b.CreateSelect(inside, e.b.CreateLShr(e.v[0], amount), e.integer(0));
}

llvm::Value* compare(const Emit& e, llvm::CmpInst::Predicate f, llvm::CmpInst::Predicate s,
                     llvm::CmpInst::Predicate u) {
  if (e.is_float()) return e.b.CreateFCmp(f, e.v[0], e.v[1]);
  return e.b.CreateICmp(e.is_signed() ? s : u, e.v[0], e.v[1]);
}

/// vrangeps orders zeros as the language does, but drops quiet NaNs: the sum puts them back. Three
/// instructions where LLVM's own expansion takes six.
llvm::Value* range(const Emit& e, bool maximum) {
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(e.type());
  if (!e.target.avx512 || !vector) return nullptr;
  const bool single = e.from == DType::kF32;
  ID id = llvm::Intrinsic::not_intrinsic;
  const auto total = vector->getNumElements() * e.bits();
  if (total == 512)
    id = single ? llvm::Intrinsic::x86_avx512_mask_range_ps_512
                : llvm::Intrinsic::x86_avx512_mask_range_pd_512;
  if (total == 256)
    id = single ? llvm::Intrinsic::x86_avx512_mask_range_ps_256
                : llvm::Intrinsic::x86_avx512_mask_range_pd_256;
  if (total == 128)
    id = single ? llvm::Intrinsic::x86_avx512_mask_range_ps_128
                : llvm::Intrinsic::x86_avx512_mask_range_pd_128;
  if (id == llvm::Intrinsic::not_intrinsic) return nullptr;
  const unsigned mask_bits = std::max(8u, vector->getNumElements());
  llvm::SmallVector<llvm::Value*, 6> arguments{
      e.v[0], e.v[1], e.b.getInt32(maximum ? 5 : 4),  // the sign is that of the comparison's result
      e.v[0], llvm::ConstantInt::getAllOnesValue(e.b.getIntNTy(mask_bits))};
  if (total == 512) arguments.push_back(e.b.getInt32(4));  // exceptions as MXCSR has them
  auto* ordered = e.b.CreateIntrinsic(id, {}, arguments);
  return e.b.CreateSelect(e.b.CreateFCmpUNO(e.v[0], e.v[1]), e.b.CreateFAdd(e.v[0], e.v[1]),
                          ordered);
}

llvm::Value* extremum(const Emit& e, ID f, ID s, ID u) {
  if (!e.is_float()) return e.intrinsic(e.is_signed() ? s : u, {e.v[0], e.v[1]});
  if (auto* fast = range(e, f == llvm::Intrinsic::maximum)) return fast;
  return e.intrinsic(f, {e.v[0], e.v[1]});
}

/// A float as an integer, the nearest one where it is out of range, 0 for NaN: what fptosi.sat and
/// fptoui.sat give, which LLVM takes vectors apart for. x is moved into the range first: the
/// comparisons fail for NaN, which becomes the least integer.
llvm::Value* nearest_in_range(const Emit& e) {
  const auto width = static_cast<int>(8 * size_of(e.to));
  const bool is_signed = is_signed_integer(e.to);
  const int mantissa = e.from == DType::kF32 ? 24 : 53;
  const int value_bits = is_signed ? width - 1 : width;
  const double beyond = std::ldexp(1.0, value_bits);
  const bool exact = value_bits <= mantissa;
  const double largest = beyond - (exact ? 1.0 : std::ldexp(1.0, value_bits - mantissa));
  auto* x = e.v[0];
  auto* least = e.number(is_signed ? -beyond : 0.0);
  auto* most = e.number(largest);
  auto* inside = e.b.CreateSelect(e.b.CreateFCmpOGT(x, least), x, least);
  inside = e.b.CreateSelect(e.b.CreateFCmpOLT(inside, most), inside, most);
  // Of narrow integers through i32, which there are instructions for.
  auto* to = e.with_scalar(e.b.getIntNTy(static_cast<unsigned>(width)));
  auto* wide = width < 32 ? e.with_scalar(e.b.getInt32Ty()) : to;
  auto* result =
      is_signed || width < 32 ? e.b.CreateFPToSI(inside, wide) : e.b.CreateFPToUI(inside, wide);
  result = e.b.CreateTrunc(result, to);
  if (!exact) {
    auto* last = llvm::ConstantInt::get(to, (std::uint64_t{1} << (value_bits - 1)) * 2 - 1);
    result = e.b.CreateSelect(e.b.CreateFCmpOGE(x, e.number(beyond)), last, result);
  }
  if (!is_signed) return result;
  return e.b.CreateSelect(e.b.CreateFCmpORD(x, x), result, llvm::ConstantInt::get(to, 0));
}

llvm::Value* cast(const Emit& e) {
  auto* x = e.v[0];
  auto* to = e.with_scalar(value_type(e.b.getContext(), e.to));
  if (e.to == DType::kBool) {
    if (e.from == DType::kBool) return x;
    return e.is_float() ? e.b.CreateFCmpUNE(x, e.number(0)) : e.b.CreateICmpNE(x, e.integer(0));
  }
  const bool to_float = is_float(e.to);
  if (e.is_float() && to_float) return e.b.CreateFPCast(x, to);
  if (e.is_float()) return nearest_in_range(e);
  if (to_float) return e.is_signed() ? e.b.CreateSIToFP(x, to) : e.b.CreateUIToFP(x, to);
  return e.b.CreateIntCast(x, to, e.is_signed());
}

llvm::Value* scalef(const Emit& e) {
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(e.type());
  if (!e.target.avx512 || !vector) return nullptr;
  const auto total = vector->getNumElements() * e.bits();
  const bool single = e.from == DType::kF32;
  ID id = llvm::Intrinsic::not_intrinsic;
  if (total == 512)
    id = single ? llvm::Intrinsic::x86_avx512_mask_scalef_ps_512
                : llvm::Intrinsic::x86_avx512_mask_scalef_pd_512;
  if (total == 256)
    id = single ? llvm::Intrinsic::x86_avx512_mask_scalef_ps_256
                : llvm::Intrinsic::x86_avx512_mask_scalef_pd_256;
  if (total == 128)
    id = single ? llvm::Intrinsic::x86_avx512_mask_scalef_ps_128
                : llvm::Intrinsic::x86_avx512_mask_scalef_pd_128;
  if (id == llvm::Intrinsic::not_intrinsic) return nullptr;
  const unsigned mask_bits = std::max(8u, vector->getNumElements());
  llvm::SmallVector<llvm::Value*, 5> arguments{
      e.v[0], e.v[1], e.v[0], llvm::ConstantInt::getAllOnesValue(e.b.getIntNTy(mask_bits))};
  if (total == 512) arguments.push_back(e.b.getInt32(4));  // the rounding of MXCSR
  return e.b.CreateIntrinsic(id, {}, arguments);
}

// In two steps: 2^(n/2) keeps x normal in every case where the result is not 0 or infinite, so only
// the second multiplication rounds. Adding 1.5 * 2^mantissa leaves n in the low bits, whose halves
// become exponents by a shift.
llvm::Value* ldexp(const Emit& e) {
  if (auto* fast = scalef(e)) return fast;
  const bool single = e.from == DType::kF32;
  const double magic = single ? 12582912.0 : 6755399441055744.0;
  const double limit = single ? 252 : 2044;
  const auto clamp = [&](llvm::Value* x, double low, double high) {
    x = e.b.CreateSelect(e.b.CreateFCmpOLT(x, e.number(low)), e.number(low), x);
    return e.b.CreateSelect(e.b.CreateFCmpOGT(x, e.number(high)), e.number(high), x);
  };
  auto* n = e.v[1];
  // Where n was rounded by adding that number, the sum is at hand; x was then computed from n, and
  // is NaN where n is.
  llvm::Value* sum = nullptr;
  const bool rounded = llvm::PatternMatch::match(
      n, llvm::PatternMatch::m_FSub(llvm::PatternMatch::m_Value(sum),
                                    llvm::PatternMatch::m_SpecificFP(magic)));
  sum = rounded ? clamp(sum, magic - limit, magic + limit)
                : e.b.CreateFAdd(clamp(n, -limit, limit), e.number(magic));
  const auto power = [&](llvm::Value* exponent) {
    auto* shifted = e.b.CreateShl(exponent, e.integer(single ? 23 : 52));
    return e.b.CreateBitCast(e.b.CreateAdd(shifted, e.integer(std::uint64_t{single ? 127u : 1023u}
                                                              << (single ? 23 : 52))),
                             e.type());
  };
  auto* bits = e.as_int(sum);
  auto* half = e.b.CreateLShr(bits, e.integer(1));
  auto* scaled =
      e.b.CreateFMul(e.b.CreateFMul(e.v[0], power(half)), power(e.b.CreateSub(bits, half)));
  return rounded ? scaled : e.b.CreateSelect(e.b.CreateFCmpUNO(n, n), n, scaled);
}

#define FLOAT_OR_INT(f, i) e.is_float() ? (f) : (i)
#define COMPARE(f, s, u) \
  compare(e, llvm::CmpInst::FCMP_##f, llvm::CmpInst::ICMP_##s, llvm::CmpInst::ICMP_##u)

llvm::Value* dispatch(Op op, const Emit& e) {
  auto& b = e.b;
  const auto& v = e.v;
  switch (op) {
    case Op::Neg:
      return FLOAT_OR_INT(b.CreateFNeg(v[0]), b.CreateNeg(v[0]));
    case Op::Abs:
      return absolute(e);
    case Op::Sign:
      return sign(e);
    case Op::Sqrt:
      return e.unary(llvm::Intrinsic::sqrt);
    case Op::Floor:
      return e.unary(llvm::Intrinsic::floor);
    case Op::Ceil:
      return e.unary(llvm::Intrinsic::ceil);
    case Op::Trunc:
      return e.unary(llvm::Intrinsic::trunc);
    case Op::Rint:
      return e.unary(llvm::Intrinsic::rint);
    case Op::IsNan:
      return b.CreateFCmpUNO(v[0], v[0]);
    case Op::IsInf:
      return is_infinite(e);
    case Op::IsFinite:
      return is_finite(e);
    case Op::IsNormal:
      return is_normal(e);
    case Op::SignBit:
      return sign_bit(e);
    case Op::BitCount:
      return bit_count(e);
    case Op::Not:
    case Op::BitNot:
      return b.CreateNot(v[0]);
    case Op::Add:
      return FLOAT_OR_INT(b.CreateFAdd(v[0], v[1]), add_integers(e));
    case Op::Sub:
      return FLOAT_OR_INT(b.CreateFSub(v[0], v[1]), b.CreateSub(v[0], v[1]));
    case Op::Mul:
      return FLOAT_OR_INT(b.CreateFMul(v[0], v[1]), b.CreateMul(v[0], v[1]));
    case Op::Div:
      return b.CreateFDiv(v[0], v[1]);
    case Op::FloorDiv:
      return e.is_float() ? float_floor_divide(e) : floor_divide(e, false);
    case Op::Mod:
      return e.is_float() ? float_mod(e) : floor_divide(e, true);
    case Op::Fmod:
      return e.is_float() ? float_remainder(e) : truncated_remainder(e);
    case Op::CopySign:
      return e.intrinsic(llvm::Intrinsic::copysign, {v[0], v[1]});
    case Op::IntegerPow:
    case Op::Gcd:
    case Op::Lcm:
      return emit_integer_math(b, op, e.is_signed(), v[0], v[1]);
    case Op::Min:
      return extremum(e, llvm::Intrinsic::minimum, llvm::Intrinsic::smin, llvm::Intrinsic::umin);
    case Op::Max:
      return extremum(e, llvm::Intrinsic::maximum, llvm::Intrinsic::smax, llvm::Intrinsic::umax);
    case Op::And:
      return b.CreateAnd(v[0], v[1]);
    case Op::Or:
      return b.CreateOr(v[0], v[1]);
    case Op::Xor:
      return b.CreateXor(v[0], v[1]);
    case Op::Shl:
      return shift_left(e);
    case Op::Shr:
      return shift_right(e);
    case Op::Eq:
      return COMPARE(OEQ, EQ, EQ);
    case Op::Ne:
      return COMPARE(UNE, NE, NE);
    case Op::Lt:
      return COMPARE(OLT, SLT, ULT);
    case Op::Le:
      return COMPARE(OLE, SLE, ULE);
    case Op::Gt:
      return COMPARE(OGT, SGT, UGT);
    case Op::Ge:
      return COMPARE(OGE, SGE, UGE);
    case Op::Select:
      return b.CreateSelect(v[0], v[1], v[2]);
    case Op::Fma:
      return e.intrinsic(llvm::Intrinsic::fma, {v[0], v[1], v[2]});
    case Op::Cast:
      return cast(e);
    case Op::BitCast:
      return b.CreateBitCast(v[0], e.with_scalar(value_type(b.getContext(), e.to)));
    case Op::Ldexp:
      return ldexp(e);
    case Op::AngleRest:
    case Op::AngleQuadrant:
      return emit_angle(b, op, e.from, v[0]);
    default:
      break;
  }
  SINTER_CHECK(false, "op '{}' reached LLVM without having been expanded", info(op).spelling);
}

}  // namespace

llvm::Type* value_type(llvm::LLVMContext& context, DType type) {
  if (type == DType::kBool) return llvm::Type::getInt1Ty(context);
  return memory_type(context, type);
}

llvm::Type* memory_type(llvm::LLVMContext& context, DType type) {
  if (type == DType::kF32) return llvm::Type::getFloatTy(context);
  if (type == DType::kF64) return llvm::Type::getDoubleTy(context);
  SINTER_CHECK(is_computable(type), "dtype {} has no LLVM type", name(type));
  return llvm::Type::getIntNTy(context, static_cast<unsigned>(8 * size_of(type)));
}

llvm::Value* emit_elementwise(llvm::IRBuilder<>& builder, const LlvmTarget& target, Op op,
                              DType from, DType to, llvm::ArrayRef<llvm::Value*> operands) {
  return dispatch(op, Emit{builder, target, from, to, operands});
}

}  // namespace sinter::codegen
