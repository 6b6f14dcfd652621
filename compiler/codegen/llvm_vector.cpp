// Vector loops: lanes become vectors of the plan's width; whole groups of lanes first, the rest
// under masks.
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/MDBuilder.h>

#include "compiler/codegen/llvm_function.h"
#include "compiler/support/check.h"

namespace sinter::codegen {

using loop::BufferId;
using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

bool uses_lanes(const loop::Kernel& k, loop::BlockId id, int lanes) {
  for (ValueId v : k.block(id).instructions) {
    const Instruction& i = k[v];
    if ((i.code == Code::kGet || i.code == Code::kSet) && k.registers[i.reg.index].lanes == lanes &&
        lanes > 1)
      return true;
    if (i.code == Code::kFor && uses_lanes(k, i.body, lanes)) return true;
  }
  return false;
}

}  // namespace

void FunctionEmitter::vector_loop(ValueId id, const Instruction& i) {
  const LoopPlan& plan = state_.plan.loops.at(id.index);
  auto* begin = uniform(i.operands[0]);
  auto* count = b_.CreateSub(uniform(i.operands[1]), begin, "count");
  const bool lanes = uses_lanes(k(), i.body, i.lanes);
  const int group = lanes ? i.lanes : plan.width * plan.interleave;
  auto* group_value = i64(group);
  auto* constant = llvm::dyn_cast<llvm::ConstantInt>(count);
  const std::int64_t n = constant ? std::max<std::int64_t>(0, constant->getSExtValue()) : 0;
  if (plan.cold && (!constant || n % group != 0))
    return cold_vector_loop(id, i, plan, begin, count);
  if (constant) {
    vector_groups(id, i, plan, begin, i64(n / group * group));
    if (n % group)
      vector_tail(id, i, plan, b_.CreateAdd(begin, i64(n / group * group)), i64(n % group));
    return;
  }
  // count & -group, group being a power of two; a negative count means no iteration.
  auto* full = b_.CreateAnd(count, i64(-group), "full");
  if_then(b_.CreateICmpSGE(count, group_value), [&] { vector_groups(id, i, plan, begin, full); });
  auto* rest = b_.CreateAnd(count, i64(group - 1), "rest");
  auto* has_rest = b_.CreateAnd(b_.CreateICmpSGT(count, i64(0)), b_.CreateICmpNE(rest, i64(0)));
  if_then(has_rest, [&] { vector_tail(id, i, plan, b_.CreateAdd(begin, full), rest); });
}

// One copy of the body, always under a mask.
void FunctionEmitter::cold_vector_loop(ValueId id, const Instruction& i, const LoopPlan& plan,
                                       Value* begin, Value* count) {
  counted_loop(i64(0), count, i64(i.lanes), "cold", [&](Value* base) {
    auto* rest =
        b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, b_.CreateSub(count, base), i64(i.lanes));
    vector_tail(id, i, plan, b_.CreateAdd(begin, base), rest);
  });
}

void FunctionEmitter::vector_groups(ValueId id, const Instruction& i, const LoopPlan& plan,
                                    Value* begin, Value* full) {
  const bool lanes = uses_lanes(k(), i.body, i.lanes);
  const int step = plan.width * plan.interleave;
  VectorContext context;
  context.lanes = i.lanes;
  context.width = plan.width;
  context.chunks = plan.interleave;
  context.masks.assign(static_cast<std::size_t>(plan.interleave), nullptr);
  context.first_lane = i64(0);
  auto* end = b_.CreateAdd(begin, full);
  if (!lanes || step == i.lanes) {
    counted_loop(begin, end, i64(step), "vector",
                 [&](Value* first) { vector_body(id, i, context, first); });
    return;
  }
  counted_loop(begin, end, i64(i.lanes), "group", [&](Value* base) {
    counted_loop(i64(0), i64(i.lanes), i64(step), "vector", [&](Value* lane) {
      context.first_lane = lane;
      vector_body(id, i, context, b_.CreateAdd(base, lane));
    });
  });
}

// The remaining iterations, fewer than a group: one vector at a time under a mask, so that the body
// is emitted only once more. Registers with lanes are indexed at run time here and therefore
// spilled for the while.
void FunctionEmitter::vector_tail(ValueId id, const Instruction& i, const LoopPlan& plan,
                                  Value* begin, Value* rest) {
  const bool lanes = uses_lanes(k(), i.body, i.lanes);
  const int width = plan.width;
  const bool spill = lanes && i.lanes != width;
  if (spill) spill_registers(i, true);
  VectorContext context;
  context.lanes = i.lanes;
  context.width = width;
  context.chunks = 1;
  context.spilled = spill;
  counted_loop(i64(0), rest, i64(width), "tail", [&](Value* lane) {
    context.first_lane = lane;
    context.masks.assign(1, masked_lanes(b_.CreateSub(rest, lane), width));
    vector_body(id, i, context, b_.CreateAdd(begin, lane));
  });
  if (spill) spill_registers(i, false);
}

void FunctionEmitter::vector_body(ValueId id, const Instruction& i, const VectorContext& context,
                                  Value* first) {
  vector_ = &context;
  Emitted& e = slot(id);
  e.form = Emitted::kLinear;
  e.scalar = first;
  e.stride = i64(1);
  e.chunks.clear();
  find_strided_loads(i.body);
  find_turned_stores(i.body);
  block(i.body);
  vector_ = nullptr;
}

llvm::Value* FunctionEmitter::masked_lanes(Value* count, int width) {
  llvm::SmallVector<llvm::Constant*, 64> numbers;
  for (int n = 0; n < width; ++n) numbers.push_back(b_.getInt32(static_cast<std::uint32_t>(n)));
  auto* limit = b_.CreateTrunc(b_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, count, i64(width)),
                               b_.getInt32Ty());
  return b_.CreateICmpULT(llvm::ConstantVector::get(numbers), splat(limit, width));
}

llvm::Value* FunctionEmitter::splat(Value* scalar, int width) {
  return width > 1 ? b_.CreateVectorSplat(static_cast<unsigned>(width), scalar) : scalar;
}

llvm::Value* FunctionEmitter::uniform(ValueId id) {
  const Emitted& e = slot(id);
  SINTER_CHECK(e.form == Emitted::kUniform, "kernel '{}': value {} is not uniform", k().name,
               id.index);
  return e.scalar;
}

llvm::Value* FunctionEmitter::chunk(ValueId id, int c) {
  Emitted& e = slot(id);
  if (e.form == Emitted::kChunks) return e.chunks[static_cast<std::size_t>(c)];
  if (e.form == Emitted::kUniform) return splat(e.scalar, vector_->width);
  SINTER_CHECK(e.form == Emitted::kLinear, "value {} was not emitted", id.index);
  return positions(e, c, DType::kI64);
}

bool FunctionEmitter::linear_operation(ValueId id, const Instruction& i) {
  if (i.type != DType::kI64 || (i.op != Op::Add && i.op != Op::Sub && i.op != Op::Mul))
    return false;
  const Emitted& a = slot(i.operands[0]);
  const Emitted& b = slot(i.operands[1]);
  if (a.form == Emitted::kChunks || b.form == Emitted::kChunks) return false;
  auto* zero = i64(0);
  auto* sa = a.form == Emitted::kLinear ? a.stride : zero;
  auto* sb = b.form == Emitted::kLinear ? b.stride : zero;
  Emitted e;
  e.form = Emitted::kLinear;
  if (i.op == Op::Mul) {
    if (a.form == Emitted::kLinear && b.form == Emitted::kLinear) return false;
    const Emitted& line = a.form == Emitted::kLinear ? a : b;
    const Emitted& factor = a.form == Emitted::kLinear ? b : a;
    e.scalar = b_.CreateMul(line.scalar, factor.scalar);
    e.stride = b_.CreateMul(line.stride, factor.scalar);
  } else {
    e.scalar =
        i.op == Op::Add ? b_.CreateAdd(a.scalar, b.scalar) : b_.CreateSub(a.scalar, b.scalar);
    e.stride = i.op == Op::Add ? b_.CreateAdd(sa, sb) : b_.CreateSub(sa, sb);
  }
  slot(id) = std::move(e);
  return true;
}

/// Whether positions that are linear in the lane become shorter integers: these wrap, so that they
/// are linear too.
bool FunctionEmitter::narrows_positions(const Instruction& i, DType from) {
  return i.op == Op::Cast && from == DType::kI64 && is_integer(i.type) && size_of(i.type) < 8 &&
         slot(i.operands[0]).form == Emitted::kLinear;
}

/// Rest and quadrant come together: the branch is taken once. A quadrant takes what the rest of the
/// same block has left for it.
llvm::SmallVector<llvm::Value*, 8> FunctionEmitter::angle_chunks(const Instruction& i) {
  llvm::SmallVector<Value*, 8> x;
  for (int c = 0; c < vector_->chunks; ++c) x.push_back(chunk(i.operands[0], c));
  if (i.op == Op::AngleRest || angles_block_ != i.parent || angles_.of != x)
    angles_ = emit_angles(b_, i.type, x);
  angles_block_ = i.op == Op::AngleRest ? i.parent : loop::BlockId();
  return i.op == Op::AngleRest ? angles_.rests : angles_.quadrants;
}

void FunctionEmitter::operation(ValueId id, const Instruction& i) {
  bool all_uniform = true;
  for (ValueId v : i.operands) all_uniform &= slot(v).form == Emitted::kUniform;
  const std::size_t typed = i.op == Op::Select ? 1 : 0;
  const DType from = k()[i.operands[typed]].type;
  llvm::SmallVector<Value*, 3> operands;
  if (all_uniform) {
    for (ValueId v : i.operands) operands.push_back(slot(v).scalar);
    set_uniform(id, emit_elementwise(b_, state_.options.target, i.op, from, i.type, operands));
    return;
  }
  if (linear_operation(id, i)) return;
  Emitted e;
  e.form = Emitted::kChunks;
  if (narrows_positions(i, from)) {
    for (int c = 0; c < vector_->chunks; ++c)
      e.chunks.push_back(positions(slot(i.operands[0]), c, i.type));
    slot(id) = std::move(e);
    return;
  }
  if (i.op == Op::AngleRest || i.op == Op::AngleQuadrant) {
    e.chunks = angle_chunks(i);
    slot(id) = std::move(e);
    return;
  }
  for (int c = 0; c < vector_->chunks; ++c) {
    operands.clear();
    for (ValueId v : i.operands) operands.push_back(chunk(v, c));
    e.chunks.push_back(emit_elementwise(b_, state_.options.target, i.op, from, i.type, operands));
  }
  slot(id) = std::move(e);
}

llvm::Value* FunctionEmitter::element_address(BufferId buffer, Value* offset) {
  SINTER_CHECK(buffers_[buffer.index], "buffer {} has no memory", buffer.index);
  return b_.CreateGEP(memory_type(k().buffers[buffer.index].type), buffers_[buffer.index], offset);
}

bool FunctionEmitter::is_unit_stride(const Emitted& e) const {
  auto* constant =
      e.form == Emitted::kLinear ? llvm::dyn_cast<llvm::ConstantInt>(e.stride) : nullptr;
  return constant && constant->isOne();
}

llvm::Align FunctionEmitter::alignment(BufferId buffer) const {
  return llvm::Align(size_of(k().buffers[buffer.index].type));
}

llvm::Value* FunctionEmitter::to_value(Value* memory, DType type) {
  if (type != DType::kBool) return memory;
  return b_.CreateICmpNE(memory, llvm::Constant::getNullValue(memory->getType()));
}

llvm::Value* FunctionEmitter::to_memory(Value* value, DType type) {
  if (type != DType::kBool) return value;
  return b_.CreateZExt(value, value->getType()->getWithNewBitWidth(8));
}

/// The explicit mask and the tail's together; null when every lane is active.
llvm::Value* FunctionEmitter::chunk_mask(const Instruction& i, int c) {
  auto* mask = vector_->masks[static_cast<std::size_t>(c)];
  if (!i.masked) return mask;
  auto* explicit_mask = chunk(i.operands.back(), c);
  return mask ? b_.CreateAnd(mask, explicit_mask) : explicit_mask;
}

/// Buffers are memory of their own (arguments that overlap are read only), which LLVM's passes over
/// scalar loops make use of.
llvm::Instruction* FunctionEmitter::access(BufferId buffer, llvm::Instruction* instruction) {
  if (!k().scalar_loops) return instruction;
  auto& scopes = state_.scopes;
  if (scopes.empty()) {
    llvm::MDBuilder metadata(context_);
    auto* domain = metadata.createAnonymousAliasScopeDomain("buffers");
    for (const auto& b : k().buffers)
      scopes.push_back(metadata.createAnonymousAliasScope(domain, b.name));
    for (std::size_t n = 0; n < scopes.size(); ++n) {
      llvm::SmallVector<llvm::Metadata*, 16> others;
      for (std::size_t other = 0; other < scopes.size(); ++other)
        if (other != n) others.push_back(scopes[other]);
      state_.other_scopes.push_back(llvm::MDNode::get(context_, others));
    }
  }
  instruction->setMetadata(llvm::LLVMContext::MD_alias_scope,
                           llvm::MDNode::get(context_, {scopes[buffer.index]}));
  instruction->setMetadata(llvm::LLVMContext::MD_noalias, state_.other_scopes[buffer.index]);
  return instruction;
}

/// An element that is read where the mask is true; 0 elsewhere.
llvm::Value* FunctionEmitter::load_if(Value* mask, BufferId buffer, Value* address,
                                      llvm::Type* type) {
  auto* zero = llvm::Constant::getNullValue(type);
  Value* loaded = zero;
  auto* before = b_.GetInsertBlock();
  auto* read = before;
  if_then(mask, [&] {
    loaded = access(buffer, b_.CreateAlignedLoad(type, address, alignment(buffer)));
    read = b_.GetInsertBlock();
  });
  if (read == b_.GetInsertBlock()) return loaded;  // decided by a constant
  auto* either = b_.CreatePHI(type, 2);
  either->addIncoming(loaded, read);
  either->addIncoming(zero, before);
  return either;
}

void FunctionEmitter::load(ValueId id, const Instruction& i) {
  auto* type = memory_type(i.type);
  const Emitted offset = slot(i.operands[0]);
  const llvm::Align align = alignment(i.buffer);
  const bool uniform_mask = !i.masked || slot(i.operands.back()).form == Emitted::kUniform;
  if (offset.form == Emitted::kUniform && uniform_mask) {
    auto* address = element_address(i.buffer, offset.scalar);
    auto* value = i.masked ? load_if(uniform(i.operands.back()), i.buffer, address, type)
                           : access(i.buffer, b_.CreateAlignedLoad(type, address, align));
    return set_uniform(id, to_value(value, i.type));
  }
  if (vector_ && strided_load(id, i)) return;
  auto* vector = llvm::FixedVectorType::get(type, static_cast<unsigned>(vector_->width));
  auto* zero = llvm::Constant::getNullValue(vector);
  Emitted e;
  e.form = Emitted::kChunks;
  for (int c = 0; c < vector_->chunks; ++c) {
    auto* mask = chunk_mask(i, c);
    llvm::Instruction* value = nullptr;
    if (is_unit_stride(offset)) {
      auto* address =
          element_address(i.buffer, b_.CreateAdd(offset.scalar, i64(c * vector_->width)));
      if (mask) {
        value = b_.CreateMaskedLoad(vector, address, align, mask, zero);
      } else {
        value = b_.CreateAlignedLoad(vector, address, align);
      }
    } else {
      auto* addresses = element_address(i.buffer, chunk(i.operands[0], c));
      if (!mask)
        mask = llvm::ConstantInt::getTrue(
            llvm::FixedVectorType::get(b_.getInt1Ty(), static_cast<unsigned>(vector_->width)));
      value = b_.CreateMaskedGather(vector, addresses, align, mask, zero);
    }
    e.chunks.push_back(to_value(access(i.buffer, value), i.type));
  }
  slot(id) = std::move(e);
}

void FunctionEmitter::store(const Instruction& i) {
  const Emitted offset = slot(i.operands[0]);
  const llvm::Align align = alignment(i.buffer);
  if (!vector_) {
    auto* value = to_memory(uniform(i.operands[1]), i.type);
    const auto write = [&] {
      auto* address = element_address(i.buffer, offset.scalar);
      access(i.buffer, b_.CreateAlignedStore(value, address, align));
    };
    if (i.masked) return if_then(uniform(i.operands[2]), write);
    return write();
  }
  SINTER_CHECK(offset.form != Emitted::kUniform, "all lanes of a vector loop store to one element");
  if (i.streaming && is_unit_stride(offset) && !vector_->masks[0]) return streaming_store(i);
  if (turned_store(i)) return;
  store_chunks(i);
}

/// Non-temporal stores take aligned vectors: whether these are shows at run time.
void FunctionEmitter::streaming_store(const Instruction& i) {
  const auto bytes = static_cast<std::int64_t>(size_of(i.type)) * vector_->width;
  constexpr std::int64_t kNarrowest = 16;
  if (bytes < kNarrowest) return store_chunks(i);
  const auto address = [&](int c) {
    return element_address(i.buffer,
                           b_.CreateAdd(slot(i.operands[0]).scalar, i64(c * vector_->width)));
  };
  auto* low_bits = b_.CreateAnd(b_.CreatePtrToInt(address(0), b_.getInt64Ty()), i64(bytes - 1));
  auto* streams = b_.CreateAnd(uniform(i.operands[2]), b_.CreateICmpEQ(low_bits, i64(0)));
  llvm::SmallVector<Value*, 8> values;
  for (int c = 0; c < vector_->chunks; ++c)
    values.push_back(to_memory(chunk(i.operands[1], c), i.type));
  if_then(streams, [&] {
    auto* hint = llvm::MDNode::get(
        context_, llvm::ConstantAsMetadata::get(llvm::ConstantInt::get(b_.getInt32Ty(), 1)));
    for (int c = 0; c < vector_->chunks; ++c) {
      auto* written = b_.CreateAlignedStore(values[static_cast<std::size_t>(c)], address(c),
                                            llvm::Align(static_cast<std::uint64_t>(bytes)));
      written->setMetadata(llvm::LLVMContext::MD_nontemporal, hint);
      access(i.buffer, written);
    }
    b_.CreateStore(b_.getTrue(), flag(streamed_, "streamed"));
  });
  if_then(b_.CreateNot(streams), [&] { store_chunks(i); });
}

void FunctionEmitter::store_chunks(const Instruction& i) {
  const Emitted offset = slot(i.operands[0]);
  const llvm::Align align = alignment(i.buffer);
  for (int c = 0; c < vector_->chunks; ++c) {
    auto* mask = chunk_mask(i, c);
    auto* value = to_memory(chunk(i.operands[1], c), i.type);
    llvm::Instruction* written = nullptr;
    if (is_unit_stride(offset)) {
      auto* address =
          element_address(i.buffer, b_.CreateAdd(offset.scalar, i64(c * vector_->width)));
      if (mask) {
        written = b_.CreateMaskedStore(value, address, align, mask);
      } else {
        written = b_.CreateAlignedStore(value, address, align);
      }
    } else {
      if (!mask)
        mask = llvm::ConstantInt::getTrue(
            llvm::FixedVectorType::get(b_.getInt1Ty(), static_cast<unsigned>(vector_->width)));
      written = b_.CreateMaskedScatter(value, element_address(i.buffer, chunk(i.operands[0], c)),
                                       align, mask);
    }
    access(i.buffer, written);
  }
}

}  // namespace sinter::codegen
