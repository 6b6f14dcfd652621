// Payne and Hanek's reduction: of the product of x and 2/pi, only the bits that are not multiples
// of four turns and not too small to matter are computed, in 192-bit integers.
#include "compiler/codegen/llvm_angle.h"

#include <fmt/format.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "compiler/support/check.h"

namespace sinter::codegen {
namespace {

using llvm::Value;

/// 64 zero bits, then 2/pi, highest bits first.
constexpr std::uint64_t kTwoPerPi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
    0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
    0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
    0xf0cfbc209af4361d,
};

double limit(DType type) { return type == DType::kF32 ? 0x1p16 : 0x1p22; }

/// A function that takes and gives vectors has to be compiled for the processor of its caller.
llvm::Function* declare(llvm::IRBuilder<>& builder, const std::string& name, llvm::Type* result,
                        llvm::ArrayRef<llvm::Type*> parameters) {
  auto* caller = builder.GetInsertBlock()->getParent();
  auto* f = llvm::Function::Create(llvm::FunctionType::get(result, parameters, false),
                                   llvm::GlobalValue::InternalLinkage, name, *caller->getParent());
  for (const char* attribute :
       {"target-cpu", "target-features", "prefer-vector-width", "min-legal-vector-width"}) {
    if (caller->hasFnAttribute(attribute)) f->addFnAttr(caller->getFnAttribute(attribute));
  }
  f->addFnAttr("no-builtins");
  f->addFnAttr(llvm::Attribute::NoUnwind);
  f->addFnAttr(llvm::Attribute::NoInline);
  return f;
}

/// Emits the body of the function that reduces one f64.
class Reduction {
 public:
  explicit Reduction(llvm::IRBuilder<>& b) : b_(b) {}

  struct Result {
    Value *rest, *quadrant;
  };

  Result emit(Value* x) {
    auto* bits = b_.CreateBitCast(x, b_.getInt64Ty());
    auto* magnitude = b_.CreateAnd(bits, word(~std::uint64_t{0} >> 1));
    auto* field = b_.CreateLShr(magnitude, word(52));
    auto* finite = b_.CreateICmpULT(field, word(2047));
    field = b_.CreateSelect(finite, field, word(2046));
    auto* significand = b_.CreateOr(b_.CreateAnd(magnitude, word((std::uint64_t{1} << 52) - 1)),
                                    word(std::uint64_t{1} << 52));
    multiply(significand, b_.CreateSub(field, word(1013)));
    auto* quadrant = b_.CreateLShr(b_.CreateAdd(high_, word(std::uint64_t{1} << 61)), word(62));
    auto* rest = fraction();
    auto* negative = b_.CreateICmpSLT(bits, word(0));
    rest = b_.CreateSelect(negative, b_.CreateFNeg(rest), rest);
    quadrant = b_.CreateSelect(negative, b_.CreateSub(word(0), quadrant), quadrant);
    quadrant = b_.CreateAnd(quadrant, word(3));
    return {b_.CreateSelect(finite, rest, b_.CreateFSub(x, x)),
            b_.CreateUIToFP(quadrant, b_.getDoubleTy())};
  }

 private:
  Value* word(std::uint64_t value) { return b_.getInt64(value); }
  Value* number(double value) { return llvm::ConstantFP::get(b_.getDoubleTy(), value); }
  Value* funnel(Value* upper, Value* lower, Value* amount) {
    return b_.CreateIntrinsic(llvm::Intrinsic::fshl, {b_.getInt64Ty()}, {upper, lower, amount});
  }
  Value* fma(Value* x, Value* y, Value* z) {
    return b_.CreateIntrinsic(llvm::Intrinsic::fma, {b_.getDoubleTy()}, {x, y, z});
  }

  llvm::GlobalVariable* table() {
    auto& module = *b_.GetInsertBlock()->getModule();
    constexpr const char* kName = "sinter.two_per_pi";
    if (auto* found = module.getNamedGlobal(kName)) return found;
    auto* data = llvm::ConstantDataArray::get(b_.getContext(), llvm::ArrayRef(kTwoPerPi));
    return new llvm::GlobalVariable(module, data->getType(), true,
                                    llvm::GlobalValue::PrivateLinkage, data, kName);
  }

  /// The product modulo 4, with 190 bits behind the point, from 192 bits of 2/pi.
  void multiply(Value* significand, Value* first_bit) {
    auto* words = table();
    auto* first = b_.CreateLShr(first_bit, word(6));
    auto* shift = b_.CreateAnd(first_bit, word(63));
    Value* part[4];
    for (std::uint64_t n = 0; n < 4; ++n) {
      auto* address = b_.CreateGEP(b_.getInt64Ty(), words, b_.CreateAdd(first, word(n)));
      part[n] = b_.CreateLoad(b_.getInt64Ty(), address);
    }
    auto* wide = b_.getInt128Ty();
    auto* factor = b_.CreateZExt(significand, wide);
    Value* carry = llvm::ConstantInt::get(wide, 0);
    Value* product[3];
    for (int n = 0; n < 3; ++n) {
      auto* window = funnel(part[2 - n], part[3 - n], shift);
      auto* sum = b_.CreateAdd(b_.CreateMul(factor, b_.CreateZExt(window, wide)), carry);
      product[n] = b_.CreateTrunc(sum, b_.getInt64Ty());
      carry = b_.CreateLShr(sum, llvm::ConstantInt::get(wide, 64));
    }
    low_ = product[0];
    middle_ = product[1];
    high_ = product[2];
  }

  /// What lies behind the nearest quadrant, times pi/2.
  Value* fraction() {
    auto* two = word(2);
    auto* f2 = funnel(high_, middle_, two);
    auto* f1 = funnel(middle_, low_, two);
    auto* f0 = b_.CreateShl(low_, two);
    auto* sign = b_.CreateAShr(f2, word(63));
    f2 = b_.CreateXor(f2, sign);
    f1 = b_.CreateXor(f1, sign);
    f0 = b_.CreateXor(f0, sign);
    auto* small = b_.CreateICmpEQ(f2, word(0));
    f2 = b_.CreateSelect(small, f1, f2);
    f1 = b_.CreateSelect(small, f0, f1);
    f0 = b_.CreateSelect(small, word(0), f0);
    auto* zeros = b_.CreateIntrinsic(llvm::Intrinsic::ctlz, {b_.getInt64Ty()}, {f2, b_.getFalse()});
    auto* upper = funnel(f2, f1, zeros);
    auto* lower = funnel(f1, f0, zeros);
    // 53 bits, and the 64 that follow.
    auto* eleven = word(11);
    auto* high = b_.CreateFMul(b_.CreateUIToFP(b_.CreateLShr(upper, eleven), b_.getDoubleTy()),
                               number(0x1p-53));
    auto* low = b_.CreateFMul(b_.CreateUIToFP(funnel(upper, lower, word(53)), b_.getDoubleTy()),
                              number(0x1p-117));
    auto* half_pi = number(0x1.921fb54442d18p0);
    auto* product = b_.CreateFMul(high, half_pi);
    auto* error = fma(high, half_pi, b_.CreateFNeg(product));
    error = fma(high, number(0x1.1a62633145c07p-54), error);
    error = fma(low, half_pi, error);
    auto* exponent = b_.CreateSub(word(1023), zeros);
    exponent = b_.CreateSub(exponent, b_.CreateSelect(small, word(64), word(0)));
    auto* scale = b_.CreateBitCast(b_.CreateShl(exponent, word(52)), b_.getDoubleTy());
    auto* rest = b_.CreateFMul(b_.CreateFAdd(product, error), scale);
    auto* rest_bits = b_.CreateBitCast(rest, b_.getInt64Ty());
    auto* sign_bit = b_.CreateAnd(sign, word(std::uint64_t{1} << 63));
    return b_.CreateBitCast(b_.CreateXor(rest_bits, sign_bit), b_.getDoubleTy());
  }

  llvm::IRBuilder<>& b_;
  Value *low_ = nullptr, *middle_ = nullptr, *high_ = nullptr;
};

/// All lanes one after the other: the long way is rare.
llvm::Function* lanes_function(llvm::IRBuilder<>& builder, Op op, DType type, llvm::Type* of) {
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(of);
  const unsigned lanes = vector ? vector->getNumElements() : 1;
  const std::string name =
      fmt::format("sinter.{}.{}x{}", info(op).spelling, sinter::name(type), lanes);
  if (auto* found = builder.GetInsertBlock()->getModule()->getFunction(name)) return found;
  auto* f = declare(builder, name, of, {of});
  auto& context = builder.getContext();
  auto* entry = llvm::BasicBlock::Create(context, "entry", f);
  auto* lane = llvm::BasicBlock::Create(context, "lane", f);
  auto* large = llvm::BasicBlock::Create(context, "large", f);
  auto* next = llvm::BasicBlock::Create(context, "next", f);
  auto* done = llvm::BasicBlock::Create(context, "done", f);
  llvm::IRBuilder<> b(entry);
  auto* element = of->getScalarType();
  auto* memory = b.CreateAlloca(llvm::ArrayType::get(element, lanes));
  memory->setAlignment(llvm::Align(64));
  b.CreateAlignedStore(f->getArg(0), memory, llvm::Align(64));
  b.CreateBr(lane);
  b.SetInsertPoint(lane);
  auto* i = b.CreatePHI(b.getInt64Ty(), 2);
  i->addIncoming(b.getInt64(0), entry);
  auto* address = b.CreateGEP(element, memory, i);
  auto* x = b.CreateLoad(element, address);
  auto* magnitude = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x);
  auto* is_large = b.CreateFCmpOGT(magnitude, llvm::ConstantFP::get(element, limit(type)));
  auto* untouched =
      op == Op::AngleRest ? static_cast<Value*>(x) : llvm::ConstantFP::get(element, 0);
  b.CreateCondBr(is_large, large, next);
  b.SetInsertPoint(large);
  const auto reduced = Reduction(b).emit(b.CreateFPExt(x, b.getDoubleTy()));
  auto* value = b.CreateFPTrunc(op == Op::AngleRest ? reduced.rest : reduced.quadrant, element);
  b.CreateBr(next);
  b.SetInsertPoint(next);
  auto* result = b.CreatePHI(element, 2);
  result->addIncoming(untouched, lane);
  result->addIncoming(value, large);
  b.CreateStore(result, address);
  auto* following = b.CreateAdd(i, b.getInt64(1));
  i->addIncoming(following, next);
  b.CreateCondBr(b.CreateICmpULT(following, b.getInt64(lanes)), lane, done);
  b.SetInsertPoint(done);
  b.CreateRet(b.CreateAlignedLoad(of, memory, llvm::Align(64)));
  return f;
}

/// What the ops make of all x: the first op's results, then the next one's.
llvm::SmallVector<Value*, 8> where_large(llvm::IRBuilder<>& b, DType type, llvm::ArrayRef<Op> ops,
                                         llvm::ArrayRef<Value*> x) {
  auto* of = x[0]->getType();
  Value* large = nullptr;
  for (Value* value : x) {
    auto* magnitude = b.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, value);
    auto* is_large = b.CreateFCmpOGT(magnitude, llvm::ConstantFP::get(of, limit(type)));
    large = large ? b.CreateOr(large, is_large) : is_large;
  }
  if (of->isVectorTy()) large = b.CreateOrReduce(large);
  auto* function = b.GetInsertBlock()->getParent();
  auto* from = b.GetInsertBlock();
  auto* rare = llvm::BasicBlock::Create(b.getContext(), "large_angle", function);
  auto* done = llvm::BasicBlock::Create(b.getContext(), "angle", function);
  b.CreateCondBr(large, rare, done, llvm::MDBuilder(b.getContext()).createBranchWeights(1, 1000));
  llvm::SmallVector<Value*, 8> results;
  for (Op op : ops) {
    auto* reduction = lanes_function(b, op, type, of);
    for (Value* value : x) {
      b.SetInsertPoint(rare);
      auto* reduced = b.CreateCall(reduction, {value});
      b.SetInsertPoint(done);
      auto* result = b.CreatePHI(of, 2);
      result->addIncoming(op == Op::AngleRest ? value : llvm::Constant::getNullValue(of), from);
      result->addIncoming(reduced, rare);
      results.push_back(result);
    }
  }
  b.SetInsertPoint(rare);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  return results;
}

}  // namespace

Value* emit_angle(llvm::IRBuilder<>& b, Op op, DType type, Value* x) {
  SINTER_CHECK(op == Op::AngleRest || op == Op::AngleQuadrant, "'{}' is no reduction",
               info(op).spelling);
  return where_large(b, type, op, x)[0];
}

Angles emit_angles(llvm::IRBuilder<>& b, DType type, llvm::ArrayRef<Value*> x) {
  const auto both = where_large(b, type, {Op::AngleRest, Op::AngleQuadrant}, x);
  const auto middle = both.begin() + static_cast<std::ptrdiff_t>(x.size());
  return {{x.begin(), x.end()}, {both.begin(), middle}, {middle, both.end()}};
}

}  // namespace sinter::codegen
