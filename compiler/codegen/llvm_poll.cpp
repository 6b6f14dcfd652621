// Loops that can be ended from outside. A loop whose body holds no other loop runs in strips of
// kStrip iterations and looks at abi::Call::stopped between strips, so that its iterations cost
// nothing more; a loop that holds loops looks in every iteration, which is cheap beside them, or
// between iterations where it is run by one thread from its beginning to its end.
#include <llvm/IR/Instructions.h>
#include <llvm/IR/MDBuilder.h>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {

using loop::Code;
using loop::Instruction;
using loop::LoopKind;
using loop::ValueId;

namespace {

/// Iterations of straight code between two looks: some 0.1 ms where one takes tens of nanoseconds.
constexpr std::int64_t kStrip = 8192;

}  // namespace

/// Whether a loop is a vector loop over as many elements as it has lanes: straight code.
bool FunctionEmitter::is_one_group(const Instruction& i) const {
  const Instruction &begin = k()[i.operands[0]], &end = k()[i.operands[1]];
  return i.kind == LoopKind::kVector && begin.code == Code::kConst && end.code == Code::kConst &&
         end.bits - begin.bits <= static_cast<std::uint64_t>(i.lanes);
}

bool FunctionEmitter::holds_loop(loop::BlockId id) const {
  for (const ValueId v : k().block(id).instructions) {
    const Instruction& i = k()[v];
    if (i.code == Code::kFor && i.kind != LoopKind::kUnrolled && !is_one_group(i)) return true;
    if (i.code == Code::kIf && (holds_loop(i.body) || holds_loop(i.otherwise))) return true;
  }
  return false;
}

llvm::Value* FunctionEmitter::call_field(std::size_t offset) {
  return b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), call_, offset);
}

/// Leaves the function where the call is to end. The load may not be moved, and nothing else is
/// kept from moving across it.
void FunctionEmitter::poll(std::int64_t number) {
  auto* stopped = b_.CreateAlignedLoad(b_.getInt64Ty(), call_field(offsetof(abi::Call, stopped)),
                                       llvm::Align(8), true);
  stopped->setAtomic(llvm::AtomicOrdering::Unordered);
  if_then(b_.CreateICmpNE(stopped, i64(0)), [&] { leave_stopped(number); }, false);
}

void FunctionEmitter::leave_stopped(std::int64_t number) {
  auto* note = b_.CreateAlignedStore(i64(number), call_field(offsetof(abi::Call, stopped_in)),
                                     llvm::Align(8));
  note->setAtomic(llvm::AtomicOrdering::Monotonic);
  leave();
}

/// One iteration less that the call may begin.
void FunctionEmitter::count(const Instruction& i) {
  auto* left =
      b_.CreateAtomicRMW(llvm::AtomicRMWInst::Sub, call_field(offsetof(abi::Call, iterations)),
                         i64(1), llvm::Align(8), llvm::AtomicOrdering::Monotonic);
  if_then(
      b_.CreateICmpSLE(left, i64(0)),
      [&] {
        auto* stopped = call_field(offsetof(abi::Call, stopped));
        b_.CreateAtomicCmpXchg(stopped, i64(abi::kRunning), i64(abi::kOutOfIterations),
                               llvm::Align(8), llvm::AtomicOrdering::Monotonic,
                               llvm::AtomicOrdering::Monotonic);
        leave_stopped(static_cast<std::int64_t>(i.bits));
      },
      false);
}

/// A counted loop that polls (see counted_loop).
void FunctionEmitter::polling_loop(const Instruction& i, Value* begin, Value* end, Value* step,
                                   const char* name, const std::function<void(Value*)>& body,
                                   const std::function<Value*()>& stop) {
  auto* first = llvm::dyn_cast<llvm::ConstantInt>(begin);
  auto* last = llvm::dyn_cast<llvm::ConstantInt>(end);
  const bool loops = holds_loop(i.body);
  // Of constants that are far apart, the difference may wrap.
  const bool is_short = first && last && first->getSExtValue() > -kStrip &&
                        last->getSExtValue() - kStrip < first->getSExtValue() &&
                        last->getSExtValue() <= kStrip;
  if (i.poll < 0 || (is_short && !loops)) return counted_loop(begin, end, step, name, body, stop);
  // Most loops over blocks have one: that is not to cost anything.
  if (loops && i.kind == LoopKind::kSerial)
    return counted_loop(begin, end, step, name, body, stop, [&] { poll(i.poll); });
  if (loops) {
    return counted_loop(
        begin, end, step, name,
        [&](Value* index) {
          poll(i.poll);
          body(index);
        },
        stop);
  }
  auto* from = b_.GetInsertBlock();
  auto* strip = llvm::BasicBlock::Create(context_, "strip", function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(begin, end), strip, done);
  b_.SetInsertPoint(strip);
  auto* start = b_.CreatePHI(b_.getInt64Ty(), 2, "start");
  start->addIncoming(begin, from);
  auto* length = b_.CreateMul(step, i64(kStrip));
  auto* until = b_.CreateSelect(b_.CreateICmpULE(b_.CreateSub(end, start), length), end,
                                b_.CreateAdd(start, length));
  counted_loop(start, until, step, name, body, stop);
  Value* finished = b_.CreateICmpSGE(until, end);
  if (stop) finished = b_.CreateOr(finished, stop());
  auto* again = llvm::BasicBlock::Create(context_, "again", function_);
  b_.CreateCondBr(finished, done, again, llvm::MDBuilder(context_).createBranchWeights(1000, 1));
  b_.SetInsertPoint(again);
  poll(i.poll);
  start->addIncoming(until, b_.GetInsertBlock());
  b_.CreateBr(strip);
  b_.SetInsertPoint(done);
}

}  // namespace sinter::codegen
