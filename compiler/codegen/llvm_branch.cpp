// Two-way branches, and what becomes of code that is rarely run.
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/MDBuilder.h>

#include <functional>
#include <set>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {

using llvm::Value;
using loop::Code;
using loop::Instruction;
using loop::ValueId;

/// Returns, and has the call made again by full code.
void FunctionEmitter::abandon() {
  for (const std::size_t at : {offsetof(abi::Call, abandoned), offsetof(abi::Call, failed)}) {
    auto* place = b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), call_, at);
    b_.CreateAlignedStore(i64(1), place, llvm::Align(8))
        ->setAtomic(llvm::AtomicOrdering::Monotonic);
  }
  b_.CreateStore(b_.getTrue(), failed_flag());
  abandons_ = true;
  leave();
}

/// An integer of which LLVM knows nothing.
llvm::Value* FunctionEmitter::opaque(Value* integer) {
  auto* type = llvm::FunctionType::get(integer->getType(), {integer->getType()}, false);
  return b_.CreateCall(llvm::InlineAsm::get(type, "", "=r,0", false), {integer});
}

/// What a branch that is rarely taken computes from values of the block around it, it computes from
/// copies that LLVM knows nothing of. Loop strength reduction does not ask how often code runs: it
/// would keep such values ready in registers, and count all of them up in every iteration.
void FunctionEmitter::cold_block(const Instruction& branch) {
  std::set<std::uint32_t> needed;
  const auto need = [&](ValueId v, const auto& again) -> void {
    const Instruction& i = k()[v];
    const bool is_here =
        i.parent == branch.parent || (i.code == Code::kFor && i.body == branch.parent);
    if (!is_here || !needed.insert(v.index).second || i.code != Code::kOp) return;
    for (const ValueId operand : i.operands) again(operand, again);
  };
  const std::function<void(loop::BlockId)> visit = [&](loop::BlockId id) {
    for (const ValueId v : k().block(id).instructions) {
      for (const ValueId operand : k()[v].operands) need(operand, need);
      if (k()[v].code == Code::kFor || k()[v].code == Code::kIf) visit(k()[v].body);
      if (k()[v].code == Code::kIf) visit(k()[v].otherwise);
    }
  };
  visit(branch.body);
  std::vector<std::pair<ValueId, Emitted>> kept;
  const auto take = [&](ValueId v) {
    if (!needed.contains(v.index) || slot(v).form != Emitted::kUniform) return;
    const Instruction& i = k()[v];
    const Emitted before = slot(v);
    if (i.code == Code::kOp) {
      operation(v, i);
    } else if (before.scalar->getType()->isIntegerTy(64) &&
               !llvm::isa<llvm::Constant>(before.scalar)) {
      set_uniform(v, opaque(before.scalar));
    } else {
      return;
    }
    kept.emplace_back(v, before);
  };
  for (const std::uint32_t v : needed) {
    if (k().instructions[v].code == Code::kFor) take(ValueId(v));
  }
  for (const ValueId v : k().block(branch.parent).instructions) take(v);
  block(branch.body);
  for (auto& [v, before] : kept) slot(v) = std::move(before);
}

void FunctionEmitter::branch(const Instruction& i) {
  auto* condition = uniform(i.operands[0]);
  auto* yes = llvm::BasicBlock::Create(context_, "then", function_);
  auto* no = llvm::BasicBlock::Create(context_, "else", function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  b_.CreateCondBr(condition, yes, no,
                  i.cold ? llvm::MDBuilder(context_).createBranchWeights(1, 1000) : nullptr);
  b_.SetInsertPoint(yes);
  if (i.cold && state_.leaves_cold_code) {
    abandon();
  } else if (i.cold && !state_.plan.quick && !vector_) {
    cold_block(i);
  } else {
    block(i.body);
  }
  b_.CreateBr(done);
  b_.SetInsertPoint(no);
  block(i.otherwise);
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

}  // namespace sinter::codegen
