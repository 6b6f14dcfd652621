// Integer ops that need a loop, as functions of the module: one per op and type, vectors included.
// A vector goes round until its slowest lane has finished.
#include "compiler/codegen/llvm_integer_math.h"

#include <fmt/format.h>
#include <llvm/IR/Module.h>

#include <functional>

#include "compiler/support/check.h"

namespace sinter::codegen {
namespace {

using llvm::Value;

/// Values that a loop carries, before and after a round.
using State = llvm::SmallVector<Value*, 3>;

struct Loops {
  llvm::IRBuilder<>& b;
  llvm::Function* function;

  Value* constant(Value* like, std::uint64_t number) const {
    return llvm::ConstantInt::get(like->getType(), number);
  }
  Value* is_zero(Value* x) const { return b.CreateICmpEQ(x, constant(x, 0)); }
  Value* any_left(Value* x) const {
    auto* left = b.CreateICmpNE(x, constant(x, 0));
    return left->getType()->isVectorTy() ? b.CreateOrReduce(left) : left;
  }

  /// Rounds until every lane of the state's last value is 0.
  State until_zero(const State& begin, const std::function<State(const State&)>& round) const {
    auto& context = b.getContext();
    auto* entry = b.GetInsertBlock();
    auto* test = llvm::BasicBlock::Create(context, "test", function);
    auto* body = llvm::BasicBlock::Create(context, "round", function);
    auto* done = llvm::BasicBlock::Create(context, "done", function);
    b.CreateBr(test);
    b.SetInsertPoint(test);
    State state;
    for (Value* value : begin) {
      auto* phi = b.CreatePHI(value->getType(), 2);
      phi->addIncoming(value, entry);
      state.push_back(phi);
    }
    b.CreateCondBr(any_left(state.back()), body, done);
    b.SetInsertPoint(body);
    const State next = round(state);
    for (std::size_t i = 0; i < state.size(); ++i)
      llvm::cast<llvm::PHINode>(state[i])->addIncoming(next[i], body);
    b.CreateBr(test);
    b.SetInsertPoint(done);
    return state;
  }

  /// By squaring. An exponent below zero was reported; it gives 1 here.
  Value* power(Value* base, Value* exponent, bool is_signed) const {
    auto* zero = constant(exponent, 0);
    if (is_signed) exponent = b.CreateSelect(b.CreateICmpSLT(exponent, zero), zero, exponent);
    return until_zero({constant(base, 1), base, exponent}, [&](const State& s) {
      auto* odd = b.CreateICmpNE(b.CreateAnd(s[2], constant(s[2], 1)), zero);
      return State{b.CreateSelect(odd, b.CreateMul(s[0], s[1]), s[0]), b.CreateMul(s[1], s[1]),
                   b.CreateLShr(s[2], constant(s[2], 1))};
    })[0];
  }

  /// Euclid's algorithm on numbers without sign.
  Value* divisor(Value* x, Value* y) const {
    return until_zero({x, y}, [&](const State& s) {
      auto* done = is_zero(s[1]);
      auto* rest = b.CreateURem(s[0], b.CreateSelect(done, constant(x, 1), s[1]));
      return State{b.CreateSelect(done, s[0], s[1]), b.CreateSelect(done, s[1], rest)};
    })[0];
  }

  Value* multiple(Value* x, Value* y) const {
    auto* common = divisor(x, y);
    common = b.CreateSelect(is_zero(common), constant(x, 1), common);
    return b.CreateMul(b.CreateUDiv(x, common), y);
  }
};

std::string function_name(Op op, llvm::Type* type, bool is_signed) {
  const auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
  return fmt::format("sinter.{}.{}{}x{}", info(op).spelling, is_signed ? "i" : "u",
                     type->getScalarSizeInBits(), vector ? vector->getNumElements() : 1);
}

/// A function that takes and gives vectors has to be compiled for the processor of its caller.
llvm::Function* declare(llvm::IRBuilder<>& builder, const std::string& name, llvm::Type* type) {
  auto* caller = builder.GetInsertBlock()->getParent();
  auto* function_type = llvm::FunctionType::get(type, {type, type}, false);
  auto* f = llvm::Function::Create(function_type, llvm::GlobalValue::InternalLinkage, name,
                                   *caller->getParent());
  for (const char* attribute :
       {"target-cpu", "target-features", "prefer-vector-width", "min-legal-vector-width"}) {
    if (caller->hasFnAttribute(attribute)) f->addFnAttr(caller->getFnAttribute(attribute));
  }
  f->addFnAttr("no-builtins");
  f->addFnAttr(llvm::Attribute::NoUnwind);
  return f;
}

}  // namespace

Value* emit_integer_math(llvm::IRBuilder<>& builder, Op op, bool is_signed, Value* a, Value* b) {
  auto* type = a->getType();
  const std::string name = function_name(op, type, is_signed);
  auto* f = builder.GetInsertBlock()->getModule()->getFunction(name);
  if (f == nullptr) {
    f = declare(builder, name, type);
    llvm::IRBuilder<> inner(llvm::BasicBlock::Create(builder.getContext(), "entry", f));
    const Loops loops{inner, f};
    Value *x = f->getArg(0), *y = f->getArg(1);
    if (is_signed && op != Op::IntegerPow) {
      x = inner.CreateBinaryIntrinsic(llvm::Intrinsic::abs, x, inner.getFalse());
      y = inner.CreateBinaryIntrinsic(llvm::Intrinsic::abs, y, inner.getFalse());
    }
    SINTER_CHECK(op == Op::IntegerPow || op == Op::Gcd || op == Op::Lcm, "'{}' needs no loop",
                 info(op).spelling);
    inner.CreateRet(op == Op::IntegerPow ? loops.power(x, y, is_signed)
                    : op == Op::Gcd      ? loops.divisor(x, y)
                                         : loops.multiple(x, y));
  }
  return builder.CreateCall(f, {a, b});
}

}  // namespace sinter::codegen
