#include "compiler/codegen/llvm_emit.h"

#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>
#include <optional>

#include "compiler/codegen/llvm_function.h"
#include "compiler/support/check.h"

namespace sinter::codegen {
namespace {

bool uses_float_mod(const loop::Kernel& kernel, DType type) {
  for (const auto& i : kernel.instructions) {
    const bool divides = i.op == Op::Mod || i.op == Op::FloorDiv || i.op == Op::Fmod;
    if (i.code == loop::Code::kOp && divides && i.type == type) return true;
  }
  return false;
}

}  // namespace

std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const loop::Kernel& kernel,
                                          const WideningPlan& plan, const EmitOptions& options) {
  auto module = std::make_unique<llvm::Module>(kernel.name, context);
  for (DType type : {DType::kF32, DType::kF64}) {
    if (uses_float_mod(kernel, type)) define_fmod(*module, type);
  }
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                       {llvm::PointerType::getUnqual(context)}, false);
  auto* function =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, kernel.name, *module);
  function->addFnAttr("target-cpu", options.cpu);
  if (!options.features.empty()) function->addFnAttr("target-features", options.features);
  function->addFnAttr("prefer-vector-width", std::to_string(plan.vector_bits));
  function->addFnAttr("min-legal-vector-width", std::to_string(plan.vector_bits));
  function->addFnAttr("no-builtins");
  function->addFnAttr(llvm::Attribute::NoUnwind);
  std::optional<DebugInfo> debug;
  if (!kernel.places.empty()) debug.emplace(*module, kernel);
  ModuleState state{*module, kernel, plan, options, debug ? &*debug : nullptr};
  // What was shown would be shown again.
  state.leaves_cold_code =
      plan.quick && std::ranges::none_of(kernel.instructions, [](const loop::Instruction& i) {
        return i.code == loop::Code::kShow;
      });
  FunctionEmitter(state, function).emit_entry();
  if (debug) debug->finish();

  std::string problem;
  llvm::raw_string_ostream stream(problem);
  SINTER_CHECK(!llvm::verifyModule(*module, &stream), "kernel '{}': LLVM's verifier: {}",
               kernel.name, problem);
  return module;
}

/// Exact remainder with the sign of the dividend. The significand of the dividend is reduced bit by
/// bit, as in long division; the exponents of the operands bound the number of steps.
void define_fmod(llvm::Module& module, DType type) {
  auto& context = module.getContext();
  const bool single = type == DType::kF32;
  const unsigned bits = single ? 32 : 64;
  const unsigned mantissa = single ? 23 : 52;
  auto* real = value_type(context, type);
  auto* function_type = llvm::FunctionType::get(real, {real, real}, false);
  auto* f = llvm::Function::Create(function_type, llvm::GlobalValue::InternalLinkage,
                                   single ? "sinter.fmod.f32" : "sinter.fmod.f64", module);
  f->addFnAttr(llvm::Attribute::NoUnwind);
  const auto block = [&](const char* name) { return llvm::BasicBlock::Create(context, name, f); };
  auto *entry = block("entry"), *special = block("special"), *small_check = block("small_check"),
       *small = block("small"), *general = block("general"), *step = block("step"),
       *pack = block("pack");
  llvm::IRBuilder<> b(entry);
  auto* word = b.getIntNTy(bits);
  const auto number = [&](std::uint64_t v) { return llvm::ConstantInt::get(word, v); };
  auto* sign_mask = number(std::uint64_t{1} << (bits - 1));
  auto* magnitude_mask = number((std::uint64_t{1} << (bits - 1)) - 1);
  const std::uint64_t infinity = single ? 0x7f800000u : 0x7ff0000000000000u;
  auto *x = f->getArg(0), *y = f->getArg(1);
  auto* xi = b.CreateBitCast(x, word);
  auto* yi = b.CreateBitCast(y, word);
  auto* sign = b.CreateAnd(xi, sign_mask);
  auto* ax = b.CreateAnd(xi, magnitude_mask);
  auto* ay = b.CreateAnd(yi, magnitude_mask);
  auto* bad = b.CreateOr(
      b.CreateICmpEQ(ay, number(0)),
      b.CreateOr(b.CreateICmpUGE(ax, number(infinity)), b.CreateICmpUGT(ay, number(infinity))));
  b.CreateCondBr(bad, special, small_check);
  b.SetInsertPoint(special);  // (x*y)/(x*y) is NaN for all of these
  auto* product = b.CreateFMul(x, y);
  b.CreateRet(b.CreateFDiv(product, product));
  b.SetInsertPoint(small_check);
  b.CreateCondBr(b.CreateICmpULT(ax, ay), small, general);
  b.SetInsertPoint(small);
  b.CreateRet(x);

  // Significands as integers, normalized: value = significand * 2^exponent.
  b.SetInsertPoint(general);
  const auto unpack = [&](llvm::Value* a, llvm::Value*& significand, llvm::Value*& exponent) {
    auto* field = b.CreateLShr(a, number(mantissa));
    auto* fraction = b.CreateAnd(a, number((std::uint64_t{1} << mantissa) - 1));
    auto* subnormal = b.CreateICmpEQ(field, number(0));
    auto* zeros = b.CreateIntrinsic(llvm::Intrinsic::ctlz, {word},
                                    {b.CreateOr(fraction, number(1)), b.getFalse()});
    auto* shift = b.CreateSub(zeros, number(bits - 1 - mantissa));
    significand = b.CreateSelect(subnormal,
                                 b.CreateShl(fraction, b.CreateSelect(subnormal, shift, number(0))),
                                 b.CreateOr(fraction, number(std::uint64_t{1} << mantissa)));
    exponent = b.CreateSelect(subnormal, b.CreateSub(number(1), shift), field);
  };
  llvm::Value *mx = nullptr, *ex = nullptr, *my = nullptr, *ey = nullptr;
  unpack(ax, mx, ex);
  unpack(ay, my, ey);
  b.CreateBr(step);

  // step: r = r >= my ? r - my : r; stop when the exponents meet, else r *= 2.
  b.SetInsertPoint(step);
  auto* r = b.CreatePHI(word, 2);
  auto* e = b.CreatePHI(word, 2);
  r->addIncoming(mx, general);
  e->addIncoming(ex, general);
  auto* reduced = b.CreateSelect(b.CreateICmpUGE(r, my), b.CreateSub(r, my), r);
  auto* doubled = b.CreateShl(reduced, number(1));
  r->addIncoming(doubled, step);
  e->addIncoming(b.CreateSub(e, number(1)), step);
  b.CreateCondBr(b.CreateICmpSGT(e, ey), step, pack);

  // pack: normalize the remainder, whose exponent is ey.
  b.SetInsertPoint(pack);
  auto* zeros = b.CreateIntrinsic(llvm::Intrinsic::ctlz, {word},
                                  {b.CreateOr(reduced, number(1)), b.getFalse()});
  auto* shift = b.CreateSub(zeros, number(bits - 1 - mantissa));
  auto* exponent = b.CreateSub(ey, shift);
  auto* is_subnormal = b.CreateICmpSLT(exponent, number(1));
  auto* normal =
      b.CreateOr(b.CreateAnd(b.CreateShl(reduced, b.CreateSelect(is_subnormal, number(0), shift)),
                             number((std::uint64_t{1} << mantissa) - 1)),
                 b.CreateShl(b.CreateSelect(is_subnormal, number(1), exponent), number(mantissa)));
  // Below the smallest normal exponent the remainder is scaled to exponent 1: left by ey - 1, or
  // right by 1 - ey. Bits shifted out are zero because the remainder is a multiple of the smaller
  // operand's last place.
  auto* left = b.CreateICmpSGE(ey, number(1));
  auto* subnormal = b.CreateSelect(
      left, b.CreateShl(reduced, b.CreateSelect(left, b.CreateSub(ey, number(1)), number(0))),
      b.CreateLShr(reduced, b.CreateSelect(left, number(0), b.CreateSub(number(1), ey))));
  auto* magnitude = b.CreateSelect(is_subnormal, subnormal, normal);
  magnitude = b.CreateSelect(b.CreateICmpEQ(reduced, number(0)), number(0), magnitude);
  b.CreateRet(b.CreateBitCast(b.CreateOr(magnitude, sign), real));
}

}  // namespace sinter::codegen
