#include "compiler/codegen/llvm_function.h"

#include <llvm/IR/Dominators.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/Transforms/Utils/PromoteMemToReg.h>

#include <set>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/support/check.h"

namespace sinter::codegen {

using loop::BufferId;
using loop::BufferKind;
using loop::Code;
using loop::Instruction;
using loop::LoopKind;
using loop::ValueId;

FunctionEmitter::FunctionEmitter(ModuleState& state, llvm::Function* function)
    : state_(state),
      context_(state.module.getContext()),
      function_(function),
      b_(context_),
      values_(state.kernel.instructions.size()),
      buffers_(state.kernel.buffers.size(), nullptr) {
  auto* entry = llvm::BasicBlock::Create(context_, "entry", function_);
  auto* start = llvm::BasicBlock::Create(context_, "start", function_);
  b_.SetInsertPoint(entry);
  set_place(0);
  entry_marker_ = b_.CreateBr(start);
  b_.SetInsertPoint(start);
}

void FunctionEmitter::emit_entry() {
  call_ = function_->getArg(0);
  auto* table = b_.CreateLoad(
      b_.getPtrTy(),
      b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), call_, offsetof(abi::Call, buffers)));
  std::uint64_t number = 0;
  for (std::size_t n = 0; n < k().buffers.size(); ++n) {
    if (k().buffers[n].kind == BufferKind::kLocal) continue;
    buffers_[n] =
        b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getPtrTy(), table, number++));
  }
  block(k().body());
  finish();
}

void FunctionEmitter::emit_parallel_body(ValueId loop, const std::vector<ValueId>& remade,
                                         const std::vector<ValueId>& values,
                                         const std::vector<BufferId>& buffers,
                                         llvm::StructType* captured) {
  auto* memory = function_->getArg(0);
  const auto field = [&](unsigned n) {
    return b_.CreateLoad(captured->getElementType(n), b_.CreateStructGEP(captured, memory, n));
  };
  unsigned n = 0;
  call_ = field(n++);
  for (BufferId buffer : buffers) buffers_[buffer.index] = field(n++);
  for (ValueId v : values) {
    auto* stored = field(n++);
    set_uniform(v, to_value(stored, k()[v].type));
  }
  for (ValueId v : remade) instruction(v);
  // Memory of the same size in every iteration is taken once.
  for (ValueId v : k().block(k()[loop].body).instructions) {
    const Instruction& i = k()[v];
    if (i.code != Code::kAlloc || slot(i.operands[0]).form != Emitted::kUniform) continue;
    alloc(i);
    taken_.insert(v.index);
  }
  polling_loop(k()[loop], function_->getArg(1), function_->getArg(2), i64(1), "parallel",
               [&](Value* i) {
                 set_uniform(loop, i);
                 block(k()[loop].body);
               });
  release_down_to(0);
  finish();
}

// Registers were emitted as stack slots; this turns them into SSA values.
void FunctionEmitter::finish() {
  if (streamed_) {
    const auto fence = [&] { b_.CreateFence(llvm::AtomicOrdering::SequentiallyConsistent); };
    if_then(b_.CreateLoad(b_.getInt1Ty(), streamed_), fence, false);
  }
  b_.CreateRetVoid();
  std::vector<llvm::AllocaInst*> promotable;
  for (auto& [key, slot] : slots_) {
    if (llvm::isAllocaPromotable(slot)) promotable.push_back(slot);
  }
  if (failed_) promotable.push_back(failed_);
  if (streamed_) promotable.push_back(streamed_);
  if (promotable.empty()) return;
  llvm::DominatorTree tree(*function_);
  llvm::PromoteMemToReg(promotable, tree);
}

void FunctionEmitter::set_uniform(ValueId id, Value* v) {
  Emitted& e = slot(id);
  e.form = Emitted::kUniform;
  e.scalar = v;
  e.stride = nullptr;
  e.chunks.clear();
}

void FunctionEmitter::block(loop::BlockId id) {
  const std::size_t heap = heap_.size();
  for (ValueId v : k().block(id).instructions) instruction(v);
  release_down_to(heap);
}

void FunctionEmitter::instruction(ValueId id) {
  const Instruction& i = k()[id];
  set_place(i.place);
  switch (i.code) {
    case Code::kOp:
      operation(id, i);
      break;
    case Code::kConst: {
      auto* type = value_type(i.type);
      set_uniform(
          id, type->isFloatingPointTy()
                  ? static_cast<Value*>(llvm::ConstantFP::get(
                        context_, llvm::APFloat(type->getFltSemantics(),
                                                llvm::APInt(type->getScalarSizeInBits(), i.bits))))
                  : llvm::ConstantInt::get(type, i.bits));
      break;
    }
    case Code::kInteger: {
      auto* table = b_.CreateLoad(
          b_.getPtrTy(),
          b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), call_, offsetof(abi::Call, integers)));
      set_uniform(id, b_.CreateLoad(b_.getInt64Ty(),
                                    b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), table, i.bits),
                                    k().integers[i.bits]));
      break;
    }
    case Code::kThreads:
      set_uniform(id, b_.CreateLoad(b_.getInt64Ty(), call_field(offsetof(abi::Call, threads))));
      break;
    case Code::kLoad:
      load(id, i);
      break;
    case Code::kStore:
      SINTER_CHECK(!i.atomic, "an atomic store on a processor");
      store(i);
      break;
    case Code::kGet:
      get(id, i);
      break;
    case Code::kSet:
      set(i);
      break;
    case Code::kReduceLanes:
      reduce_lanes(id, i);
      break;
    case Code::kScanLanes:
      scan_lanes(i);
      break;
    case Code::kLane:
      lane(id, i);
      break;
    case Code::kIf:
      branch(i);
      break;
    case Code::kAlloc:
      if (!taken_.contains(id.index)) alloc(i);
      break;
    case Code::kFailIf:
      fail_if(i);
      break;
    case Code::kPrefetch:
      prefetch(i);
      break;
    case Code::kStopIfFailed:
      stop_if_failed();
      break;
    case Code::kShow:
      show(i);
      break;
    case Code::kCount:
      count(i);
      break;
    case Code::kAwait:
      SINTER_CHECK(false, "an asynchronous copy on a processor");
    case Code::kFor:
      switch (i.kind) {
        case LoopKind::kSerial:
          SINTER_CHECK(!i.ordered, "a loop that orders failures across blocks, on a processor");
          serial_loop(id, i);
          break;
        case LoopKind::kParallel:
          parallel_loop(id, i);
          break;
        case LoopKind::kVector:
          vector_loop(id, i);
          break;
        case LoopKind::kUnrolled:
          unrolled_loop(id, i);
          break;
        default:
          SINTER_CHECK(false, "a GPU loop reached LLVM");
      }
      break;
  }
}

// One instruction per cache line of the elements that the lanes name; positions that are not linear
// in the lane get none.
void FunctionEmitter::prefetch(const Instruction& i) {
  const Emitted& e = slot(i.operands[0]);
  if (e.form == Emitted::kChunks) return;
  constexpr int kLine = 64;
  const auto size = static_cast<int>(size_of(k().buffers[i.buffer.index].type));
  const int elements = is_unit_stride(e) ? vector_->width * vector_->chunks : 1;
  for (int n = 0; n < elements; n += kLine / size) {
    auto* address = element_address(i.buffer, b_.CreateAdd(e.scalar, i64(n)));
    b_.CreateIntrinsic(llvm::Intrinsic::prefetch, {address->getType()},
                       {address, b_.getInt32(0), b_.getInt32(3), b_.getInt32(1)});
  }
}

/// for (i = begin; i < end; i += step), tested at the bottom; `stop` ends it early.
void FunctionEmitter::counted_loop(Value* begin, Value* end, Value* step, const char* name,
                                   const std::function<void(Value*)>& body,
                                   const std::function<Value*()>& stop,
                                   const std::function<void()>& between) {
  auto* cb = llvm::dyn_cast<llvm::ConstantInt>(begin);
  auto* ce = llvm::dyn_cast<llvm::ConstantInt>(end);
  auto* cs = llvm::dyn_cast<llvm::ConstantInt>(step);
  if (cb && ce) {
    if (cb->getSExtValue() >= ce->getSExtValue()) return;
    if (cs && ce->getSExtValue() - cb->getSExtValue() <= cs->getSExtValue()) return body(begin);
  }
  auto* from = b_.GetInsertBlock();
  auto* head = llvm::BasicBlock::Create(context_, name, function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  if (cb && ce) {
    b_.CreateBr(head);
  } else {
    b_.CreateCondBr(b_.CreateICmpSLT(begin, end), head, done);
  }
  b_.SetInsertPoint(head);
  auto* i = b_.CreatePHI(b_.getInt64Ty(), 2, "i");
  i->addIncoming(begin, from);
  low_zeros_[i] =
      std::min(known_bits(begin).countMinTrailingZeros(), known_bits(step).countMinTrailingZeros());
  body(i);
  auto* next = b_.CreateNSWAdd(i, step);
  // No loop counts to the largest integer: such an end is none.
  const bool endless = stop && ce && ce->isMaxValue(true);
  Value* more = endless ? b_.getTrue() : b_.CreateICmpSLT(next, end);
  if (stop) more = b_.CreateAnd(more, b_.CreateNot(stop()));
  auto* again = between ? llvm::BasicBlock::Create(context_, "again", function_) : head;
  if (!between) i->addIncoming(next, b_.GetInsertBlock());
  b_.CreateCondBr(more, again, done);
  if (between) {
    b_.SetInsertPoint(again);
    between();
    i->addIncoming(next, b_.GetInsertBlock());
    b_.CreateBr(head);
  }
  b_.SetInsertPoint(done);
}

void FunctionEmitter::if_then(Value* condition, const std::function<void()>& then, bool likely) {
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(condition)) {
    if (constant->isOne()) then();
    return;
  }
  auto* yes = llvm::BasicBlock::Create(context_, "then", function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  auto* weights = likely ? nullptr : llvm::MDBuilder(context_).createBranchWeights(1, 1000);
  b_.CreateCondBr(condition, yes, done, weights);
  b_.SetInsertPoint(yes);
  then();
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

void FunctionEmitter::serial_loop(ValueId id, const Instruction& i) {
  std::function<Value*()> stop;
  if (i.until) stop = [&] { return to_value(read_chunk(i.until, 0, 0), DType::kBool); };
  polling_loop(
      i, uniform(i.operands[0]), uniform(i.operands[1]), i64(static_cast<std::int64_t>(i.bits)),
      "loop",
      [&](Value* index) {
        set_uniform(id, index);
        block(i.body);
      },
      stop);
}

void FunctionEmitter::unrolled_loop(ValueId id, const Instruction& i) {
  const auto begin = static_cast<std::int64_t>(k()[i.operands[0]].bits);
  const auto end = static_cast<std::int64_t>(k()[i.operands[1]].bits);
  for (std::int64_t n = begin; n < end; n += static_cast<std::int64_t>(i.bits)) {
    set_uniform(id, i64(n));
    block(i.body);
  }
}

namespace {

/// Values and local buffers that a parallel body uses and that are defined outside of it.
class Captures {
 public:
  Captures(const loop::Kernel& kernel, ValueId loop) : k_(kernel), loop_(loop) {
    inside_.insert(loop.index);
    block(kernel[loop].body);
  }
  std::vector<ValueId> values;
  std::vector<ValueId> remade;  // constants and sizes: emitted again inside, so that they fold
  std::vector<BufferId> buffers;

 private:
  void block(loop::BlockId id) {
    for (ValueId v : k_.block(id).instructions) {
      const Instruction& i = k_[v];
      for (ValueId operand : i.operands) use(operand);
      if (i.code == Code::kAlloc) allocated_.insert(i.buffer.index);
      const bool shows = i.code == Code::kShow && i.buffer;
      if ((i.code == Code::kLoad || i.code == Code::kStore || i.code == Code::kPrefetch || shows) &&
          !allocated_.contains(i.buffer.index) && seen_buffers_.insert(i.buffer.index).second) {
        buffers.push_back(i.buffer);
      }
      inside_.insert(v.index);
      if (i.code == Code::kFor || i.code == Code::kIf) block(i.body);
      if (i.code == Code::kIf) block(i.otherwise);
    }
  }
  void use(ValueId v) {
    if (inside_.contains(v.index) || !seen_.insert(v.index).second) return;
    const bool cheap = k_[v].code == Code::kConst || k_[v].code == Code::kInteger;
    (cheap ? remade : values).push_back(v);
  }

  const loop::Kernel& k_;
  ValueId loop_;
  std::set<std::uint32_t> inside_, seen_, seen_buffers_, allocated_;
};

}  // namespace

void FunctionEmitter::parallel_loop(ValueId id, const Instruction& i) {
  SINTER_CHECK(i.bits == 1, "parallel loops have step 1");
  Captures captures(k(), id);
  std::vector<llvm::Type*> types{b_.getPtrTy()};
  std::vector<Value*> values{call_};
  for (BufferId buffer : captures.buffers) {
    types.push_back(b_.getPtrTy());
    values.push_back(buffers_[buffer.index]);
  }
  for (ValueId v : captures.values) {
    types.push_back(memory_type(k()[v].type));
    values.push_back(to_memory(uniform(v), k()[v].type));
  }
  auto* captured = llvm::StructType::get(context_, types);
  auto* memory = alloca_at_entry(captured, nullptr, llvm::Align(8), "captured");
  for (unsigned n = 0; n < values.size(); ++n)
    b_.CreateStore(values[n], b_.CreateStructGEP(captured, memory, n));

  auto* body_type = llvm::FunctionType::get(
      b_.getVoidTy(), {b_.getPtrTy(), b_.getInt64Ty(), b_.getInt64Ty()}, false);
  auto* body = llvm::Function::Create(
      body_type, llvm::GlobalValue::InternalLinkage,
      function_->getName() + ".parallel" + llvm::Twine(state_.parallel_bodies++), state_.module);
  body->copyAttributesFrom(function_);
  body->setLinkage(llvm::GlobalValue::InternalLinkage);
  FunctionEmitter emitter(state_, body);
  emitter.emit_parallel_body(id, captures.remade, captures.values, captures.buffers, captured);

  run_parallel(i, body, memory);
  // Where it was ended, not all of it has run.
  if (i.poll >= 0) poll(i.poll);
  abandons_ |= emitter.abandons_;
  if (!emitter.failed_) return;
  auto* failed = b_.CreateLoad(
      b_.getInt64Ty(),
      b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), call_, offsetof(abi::Call, failed)));
  b_.CreateStore(b_.CreateICmpNE(failed, i64(0)), failed_flag());
  // What was not computed is not to be used, not even as a position that needs no check.
  if (emitter.abandons_) stop_if_failed();
}

/// Hands a parallel loop's body to the runtime. One chunk alone is called at once: inside of other
/// loops that is the usual case.
void FunctionEmitter::run_parallel(const Instruction& i, llvm::Function* body, Value* captured) {
  auto* begin = uniform(i.operands[0]);
  auto* end = uniform(i.operands[1]);
  const auto through_runtime = [&] {
    const auto at =
        i.ordered ? offsetof(abi::Runtime, parallel_ordered) : offsetof(abi::Runtime, parallel_for);
    auto* runtime = b_.CreateLoad(b_.getPtrTy(), call_);
    auto* entry =
        b_.CreateLoad(b_.getPtrTy(), b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), runtime, at));
    auto* type = llvm::FunctionType::get(b_.getVoidTy(),
                                         {b_.getPtrTy(), b_.getPtrTy(), b_.getPtrTy(),
                                          b_.getInt64Ty(), b_.getInt64Ty(), b_.getInt64Ty()},
                                         false);
    b_.CreateCall(type, entry, {call_, body, captured, begin, end, i64(i.lanes)});
  };
  if (!i.ordered) return through_runtime();
  auto* several = b_.CreateICmpSGT(b_.CreateSub(end, begin), i64(i.lanes));
  auto* yes = llvm::BasicBlock::Create(context_, "several", function_);
  auto* no = llvm::BasicBlock::Create(context_, "one", function_);
  auto* done = llvm::BasicBlock::Create(context_, "done", function_);
  b_.CreateCondBr(several, yes, no);
  b_.SetInsertPoint(yes);
  through_runtime();
  b_.CreateBr(done);
  b_.SetInsertPoint(no);
  b_.CreateCall(body, {captured, begin, end});
  b_.CreateBr(done);
  b_.SetInsertPoint(done);
}

void FunctionEmitter::alloc(const Instruction& i) {
  auto* elements = uniform(i.operands[0]);
  const DType type = k().buffers[i.buffer.index].type;
  const auto size = static_cast<std::int64_t>(size_of(type));
  constexpr std::int64_t kStackLimit = 48 << 10;
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(elements);
      constant && constant->getSExtValue() * size <= kStackLimit) {
    buffers_[i.buffer.index] =
        alloca_at_entry(llvm::ArrayType::get(memory_type(type), constant->getZExtValue()), nullptr,
                        llvm::Align(64), "local");
    return;
  }
  auto* bytes = b_.CreateMul(elements, i64(size));
  auto* runtime = b_.CreateLoad(b_.getPtrTy(), call_);
  auto* entry = b_.CreateLoad(
      b_.getPtrTy(),
      b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), runtime, offsetof(abi::Runtime, allocate)));
  auto* function_type =
      llvm::FunctionType::get(b_.getPtrTy(), {b_.getPtrTy(), b_.getInt64Ty()}, false);
  auto* memory = b_.CreateCall(function_type, entry, {call_, bytes});
  buffers_[i.buffer.index] = memory;
  if_then(
      b_.CreateIsNull(memory),
      [&] {
        failed_flag();
        leave();
      },
      false);
  heap_.push_back({memory, bytes});
}

/// Returns from the function; what is emitted next is never reached.
void FunctionEmitter::leave() {
  const auto kept = heap_;
  release_down_to(0);
  heap_ = kept;
  b_.CreateRetVoid();
  b_.SetInsertPoint(llvm::BasicBlock::Create(context_, "unreachable", function_));
}

/// Known without a look at memory where this function itself recorded the failure.
/// A bool of the function, false at first.
llvm::AllocaInst* FunctionEmitter::flag(llvm::AllocaInst*& place, const char* name) {
  if (!place) {
    place = llvm::cast<llvm::AllocaInst>(
        alloca_at_entry(b_.getInt1Ty(), nullptr, llvm::Align(1), name));
    llvm::IRBuilder<>(entry_marker_).CreateStore(b_.getFalse(), place);
  }
  return place;
}

llvm::Value* FunctionEmitter::failed_flag() { return flag(failed_, "failed"); }

void FunctionEmitter::stop_if_failed() {
  if (failed_) if_then(b_.CreateLoad(b_.getInt1Ty(), failed_), [&] { leave(); }, false);
}

void FunctionEmitter::release_down_to(std::size_t count) {
  while (heap_.size() > count) {
    auto* runtime = b_.CreateLoad(b_.getPtrTy(), call_);
    auto* entry = b_.CreateLoad(
        b_.getPtrTy(),
        b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), runtime, offsetof(abi::Runtime, release)));
    auto* type = llvm::FunctionType::get(b_.getVoidTy(),
                                         {b_.getPtrTy(), b_.getPtrTy(), b_.getInt64Ty()}, false);
    b_.CreateCall(type, entry, {call_, heap_.back().memory, heap_.back().bytes});
    heap_.pop_back();
  }
}

/// `operand` gives a number of the element that fails.
void FunctionEmitter::report_failure(Value* condition, const Instruction& i,
                                     const std::function<Value*(ValueId)>& operand) {
  if_then(
      condition,
      [&] {
        const bool is_outside = i.operands.size() > 2;
        std::vector<Value*> arguments{call_, b_.getInt64(i.bits), operand(i.operands[1]),
                                      i64(is_outside ? i.lanes : 0)};
        for (const std::size_t n : {2, 3})
          arguments.push_back(is_outside ? operand(i.operands[n]) : i64(0));
        auto* runtime = b_.CreateLoad(b_.getPtrTy(), call_);
        auto* entry = b_.CreateLoad(
            b_.getPtrTy(),
            b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), runtime, offsetof(abi::Runtime, fail)));
        auto* number = b_.getInt64Ty();
        auto* type = llvm::FunctionType::get(
            b_.getVoidTy(), {b_.getPtrTy(), number, number, number, number, number}, false);
        b_.CreateCall(type, entry, arguments);
        b_.CreateStore(b_.getTrue(), failed_flag());
      },
      false);
}

void FunctionEmitter::show(const Instruction& i) {
  Value* data = nullptr;
  Value* sizes = llvm::ConstantPointerNull::get(b_.getPtrTy());
  if (i.buffer) {
    data = buffers_[i.buffer.index];
    auto* type = llvm::ArrayType::get(b_.getInt64Ty(), i.operands.size());
    sizes = alloca_at_entry(type, nullptr, llvm::Align(8), "sizes");
    for (unsigned axis = 0; axis < i.operands.size(); ++axis) {
      b_.CreateStore(uniform(i.operands[axis]),
                     b_.CreateConstInBoundsGEP1_64(b_.getInt64Ty(), sizes, axis));
    }
  } else {
    data = alloca_at_entry(memory_type(i.type), nullptr, llvm::Align(8), "shown");
    b_.CreateStore(to_memory(uniform(i.operands[0]), i.type), data);
  }
  auto* runtime = b_.CreateLoad(b_.getPtrTy(), call_);
  auto* entry = b_.CreateLoad(
      b_.getPtrTy(),
      b_.CreateConstInBoundsGEP1_64(b_.getInt8Ty(), runtime, offsetof(abi::Runtime, show)));
  auto* type = llvm::FunctionType::get(
      b_.getVoidTy(),
      {b_.getPtrTy(), b_.getInt64Ty(), b_.getInt64Ty(), b_.getPtrTy(), b_.getPtrTy()}, false);
  b_.CreateCall(type, entry, {call_, b_.getInt64(i.bits), i64(i.lanes), data, sizes});
}

void FunctionEmitter::fail_if(const Instruction& i) {
  if (!vector_ || (slot(i.operands[0]).form == Emitted::kUniform && !vector_->masks[0])) {
    report_failure(uniform(i.operands[0]), i, [&](ValueId id) {
      const Emitted& p = slot(id);
      return p.form == Emitted::kChunks ? b_.CreateExtractElement(p.chunks[0], b_.getInt32(0))
                                        : p.scalar;
    });
    return;
  }
  for (int c = 0; c < vector_->chunks; ++c) {
    auto* condition = chunk(i.operands[0], c);
    if (vector_->masks[static_cast<std::size_t>(c)])
      condition = b_.CreateAnd(condition, vector_->masks[static_cast<std::size_t>(c)]);
    auto* bits = b_.CreateBitCast(condition, b_.getIntNTy(static_cast<unsigned>(vector_->width)));
    report_failure(
        b_.CreateICmpNE(bits, llvm::Constant::getNullValue(bits->getType())), i, [&](ValueId id) {
          auto* first =
              b_.CreateIntrinsic(llvm::Intrinsic::cttz, {bits->getType()}, {bits, b_.getTrue()});
          return b_.CreateExtractElement(chunk(id, c),
                                         b_.CreateZExtOrTrunc(first, b_.getInt64Ty()));
        });
  }
}

}  // namespace sinter::codegen
