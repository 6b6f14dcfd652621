// Loops that can be ended from outside. A loop whose body holds no other loop runs in strips of
// kStrip or more iterations and looks at abi::Call::stopped between strips, so that its iterations
// cost nothing more; a loop that holds loops looks in every iteration, which is cheap beside them,
// or between iterations where it is run by one thread from its beginning to its end.
#include <llvm/IR/Instructions.h>
#include <llvm/IR/MDBuilder.h>

#include <functional>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {

using loop::Code;
using loop::Instruction;
using loop::LoopKind;
using loop::ValueId;

namespace {

/// Iterations of straight code between two looks: some 0.1 ms where one takes tens of nanoseconds,
/// and where small ones take a few.
constexpr std::int64_t kStrip = 8192, kStripOfSmall = 65536;

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
  auto* one = llvm::dyn_cast<llvm::ConstantInt>(step);
  const int copies = one && one->isOne() ? copies_of(i) : 1;
  if (stop) return polling_loop_that_stops(i, begin, end, step, copies, body, stop);
  auto* from = b_.GetInsertBlock();
  auto* strip = llvm::BasicBlock::Create(context_, "strip", function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  b_.CreateCondBr(b_.CreateICmpSLT(begin, end), strip, done);
  b_.SetInsertPoint(strip);
  auto* start = b_.CreatePHI(b_.getInt64Ty(), 2, "start");
  start->addIncoming(begin, from);
  auto* length = b_.CreateMul(step, i64(body_of(i).is_small ? kStripOfSmall : kStrip));
  auto* until = b_.CreateSelect(b_.CreateICmpULE(b_.CreateSub(end, start), length), end,
                                b_.CreateAdd(start, length));
  if (copies == 1) {
    counted_loop(start, until, step, name, body);
  } else {
    auto* whole = b_.CreateAdd(start, b_.CreateAnd(b_.CreateSub(until, start), i64(-copies)));
    counted_loop(start, whole, i64(copies), name, [&](Value* index) {
      for (int n = 0; n < copies; ++n) body(b_.CreateAdd(index, i64(n)));
    });
    counted_loop(whole, until, step, name, body);
  }
  auto* again = llvm::BasicBlock::Create(context_, "again", function_);
  b_.CreateCondBr(b_.CreateICmpSGE(until, end), done, again,
                  llvm::MDBuilder(context_).createBranchWeights(1000, 1));
  b_.SetInsertPoint(again);
  poll(i.poll);
  start->addIncoming(until, b_.GetInsertBlock());
  b_.CreateBr(strip);
  b_.SetInsertPoint(done);
}

/// A loop that an iteration may end: where it does, nothing else is looked at. Its strips are no
/// loops of their own, but numbers up to which it runs.
void FunctionEmitter::polling_loop_that_stops(const Instruction& i, Value* begin, Value* end,
                                              Value* step, int copies,
                                              const std::function<void(Value*)>& body,
                                              const std::function<Value*()>& stop) {
  const auto block = [&](const char* name) {
    return llvm::BasicBlock::Create(context_, name, function_);
  };
  auto* from = b_.GetInsertBlock();
  auto *head = block("loop"), *done = block("done"), *strip = block("strip"),
       *again = block("again");
  // No loop counts to the largest integer: such an end is none.
  auto* last = llvm::dyn_cast<llvm::ConstantInt>(end);
  const bool is_endless = last && last->isMaxValue(true);
  auto* length = b_.CreateMul(step, i64(kStrip));
  const auto strip_end = [&](Value* start) -> Value* {
    if (is_endless) return b_.CreateAdd(start, length);
    return b_.CreateSelect(b_.CreateICmpULE(b_.CreateSub(end, start), length), end,
                           b_.CreateAdd(start, length));
  };
  auto* first_end = strip_end(begin);
  b_.CreateCondBr(b_.CreateICmpSLT(begin, end), head, done);
  b_.SetInsertPoint(head);
  auto* index = b_.CreatePHI(b_.getInt64Ty(), 3, "i");
  auto* until = b_.CreatePHI(b_.getInt64Ty(), 3, "until");
  index->addIncoming(begin, from);
  until->addIncoming(first_end, from);
  Value* next = index;
  // Without an end, copies need not look whether it is reached.
  for (int n = 0; n < (is_endless ? copies : 1); ++n) {
    body(next);
    auto* more = block("more");
    b_.CreateCondBr(stop(), done, more);
    b_.SetInsertPoint(more);
    next = b_.CreateNSWAdd(next, step);
  }
  b_.CreateCondBr(b_.CreateICmpSLT(next, until), head, strip,
                  llvm::MDBuilder(context_).createBranchWeights(1000, 1));
  index->addIncoming(next, b_.GetInsertBlock());
  until->addIncoming(until, b_.GetInsertBlock());
  b_.SetInsertPoint(strip);
  if (is_endless) {
    b_.CreateBr(again);
  } else {
    b_.CreateCondBr(b_.CreateICmpSGE(next, end), done, again);
  }
  b_.SetInsertPoint(again);
  poll(i.poll);
  auto* next_end = strip_end(next);
  index->addIncoming(next, b_.GetInsertBlock());
  until->addIncoming(next_end, b_.GetInsertBlock());
  b_.CreateBr(head);
  b_.SetInsertPoint(done);
}

/// What an iteration of a loop does.
FunctionEmitter::BodyOfLoop FunctionEmitter::body_of(const Instruction& loop) const {
  BodyOfLoop body;
  body.may_leave = static_cast<bool>(loop.until);
  const std::function<void(loop::BlockId)> visit = [&](loop::BlockId id) {
    for (const ValueId v : k().block(id).instructions) {
      const Instruction& i = k()[v];
      body.loads |= i.code == Code::kLoad;
      body.stores |= i.code == Code::kStore;
      body.is_small &= i.code != Code::kFor && i.code != Code::kShow && i.code != Code::kCount;
      body.may_leave |= i.code == Code::kFailIf || (i.code == Code::kIf && i.cold);
      if (i.code == Code::kIf) {
        if (!i.cold) visit(i.body);
        visit(i.otherwise);
      }
      ++body.instructions;
    }
  };
  visit(loop.body);
  constexpr int kSmall = 32;
  body.is_small &= body.instructions < kSmall;
  return body;
}

/// How often the body of a loop stands in its code. Small bodies that may leave the loop, so that
/// LLVM does not vectorize them, are repeated: counting and looking is not done for each iteration.
/// What only stores has nothing that it waits for, and is not.
int FunctionEmitter::copies_of(const Instruction& loop) const {
  constexpr int kTiny = 24;
  if (state_.plan.quick || loop.kind != LoopKind::kSerial) return 1;
  const BodyOfLoop body = body_of(loop);
  if (!body.may_leave || !body.is_small || (body.stores && !body.loads)) return 1;
  return body.instructions < kTiny ? 8 : 4;
}

}  // namespace sinter::codegen
