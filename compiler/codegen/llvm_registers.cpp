// Loop IR registers. Each vector of a register is a stack slot that finish() promotes to SSA;
// registers that some loop cannot keep in vector registers live in one array per register.
#include <llvm/IR/Instructions.h>

#include <algorithm>
#include <set>

#include "compiler/codegen/llvm_function.h"
#include "compiler/support/check.h"

namespace sinter::codegen {

using llvm::Value;
using loop::Instruction;
using loop::RegisterId;
using loop::ValueId;

llvm::Value* FunctionEmitter::alloca_at_entry(llvm::Type* type, Value* count, llvm::Align align,
                                              const char* name) {
  llvm::IRBuilder<> entry(entry_marker_);
  auto* slot = entry.CreateAlloca(type, count, name);
  slot->setAlignment(align);
  return slot;
}

std::int64_t FunctionEmitter::register_index(const Instruction& i, std::size_t operand) {
  if (i.operands.size() <= operand) return 0;
  auto* constant = llvm::dyn_cast<llvm::ConstantInt>(uniform(i.operands[operand]));
  SINTER_CHECK(constant, "a register array is indexed by a run-time value");
  const std::int64_t index = constant->getSExtValue();
  SINTER_CHECK(index >= 0 && index < k().registers[i.reg.index].count,
               "register index {} is out of range", index);
  return index;
}

llvm::Value* FunctionEmitter::register_slot(RegisterId reg, std::int64_t index, int chunk) {
  auto& slot = slots_[{reg.index, index, chunk}];
  if (!slot) {
    const int width = state_.plan.register_width[reg.index];
    auto* type = memory_type(k().registers[reg.index].type);
    if (width > 1) type = llvm::FixedVectorType::get(type, static_cast<unsigned>(width));
    slot = llvm::cast<llvm::AllocaInst>(alloca_at_entry(
        type, nullptr, state_.module.getDataLayout().getPrefTypeAlign(type), "reg"));
  }
  return slot;
}

llvm::Value* FunctionEmitter::register_memory(RegisterId reg, std::int64_t index, Value* lane) {
  const loop::Register& r = k().registers[reg.index];
  auto*& array = register_arrays_[reg.index];
  auto* type = memory_type(r.type);
  if (!array) {
    auto* array_type = llvm::ArrayType::get(
        type, static_cast<std::uint64_t>(r.lanes) * static_cast<std::uint64_t>(r.count));
    array = llvm::cast<llvm::AllocaInst>(
        alloca_at_entry(array_type, nullptr, llvm::Align(64), "lanes"));
  }
  return b_.CreateInBoundsGEP(type, array, b_.CreateAdd(lane, i64(index * r.lanes)));
}

bool FunctionEmitter::in_memory(RegisterId reg) const {
  if (state_.plan.register_in_memory[reg.index]) return true;
  return vector_ && vector_->spilled && k().registers[reg.index].lanes > 1;
}

/// Moves the registers that a loop touches from vector registers to memory (out) or back.
void FunctionEmitter::spill_registers(const Instruction& loop_instruction, bool out) {
  std::set<std::uint32_t> seen;
  const std::function<void(loop::BlockId)> visit = [&](loop::BlockId id) {
    for (ValueId v : k().block(id).instructions) {
      const Instruction& i = k()[v];
      if (i.code == loop::Code::kFor) visit(i.body);
      if (i.code == loop::Code::kGet || i.code == loop::Code::kSet) seen.insert(i.reg.index);
    }
  };
  visit(loop_instruction.body);
  for (auto number : seen) {
    const RegisterId reg(number);
    const loop::Register& r = k().registers[number];
    if (r.lanes == 1 || state_.plan.register_in_memory[number]) continue;
    const int width = state_.plan.register_width[number];
    const llvm::Align align(size_of(r.type));
    for (std::int64_t index = 0; index < r.count; ++index) {
      for (int c = 0; c < r.lanes / width; ++c) {
        auto* address = register_memory(reg, index, i64(c * width));
        auto* slot = llvm::cast<llvm::AllocaInst>(register_slot(reg, index, c));
        if (out) {
          b_.CreateAlignedStore(b_.CreateLoad(slot->getAllocatedType(), slot), address, align);
        } else {
          b_.CreateStore(b_.CreateAlignedLoad(slot->getAllocatedType(), address, align), slot);
        }
      }
    }
  }
}

llvm::Value* FunctionEmitter::read_chunk(RegisterId reg, std::int64_t index, int chunk) {
  const int width = state_.plan.register_width[reg.index];
  if (!in_memory(reg)) {
    auto* slot = llvm::cast<llvm::AllocaInst>(register_slot(reg, index, chunk));
    return b_.CreateLoad(slot->getAllocatedType(), slot);
  }
  auto* type = memory_type(k().registers[reg.index].type);
  auto* vector = width > 1 ? llvm::FixedVectorType::get(type, static_cast<unsigned>(width)) : type;
  return b_.CreateAlignedLoad(vector, register_memory(reg, index, i64(chunk * width)),
                              llvm::Align(type->getScalarSizeInBits() / 8));
}

void FunctionEmitter::write_chunk(RegisterId reg, std::int64_t index, int chunk, Value* value) {
  if (!in_memory(reg)) {
    b_.CreateStore(value, register_slot(reg, index, chunk));
    return;
  }
  const int width = state_.plan.register_width[reg.index];
  auto align = llvm::Align(value->getType()->getScalarSizeInBits() / 8);
  b_.CreateAlignedStore(value, register_memory(reg, index, i64(chunk * width)), align);
}

void FunctionEmitter::get(ValueId id, const Instruction& i) {
  const loop::Register& r = k().registers[i.reg.index];
  const std::int64_t index = register_index(i, 0);
  if (r.lanes == 1) return set_uniform(id, to_value(read_chunk(i.reg, index, 0), r.type));
  Emitted e;
  e.form = Emitted::kChunks;
  for (int c = 0; c < vector_->chunks; ++c) {
    if (!in_memory(i.reg)) {
      e.chunks.push_back(to_value(read_chunk(i.reg, index, c), r.type));
      continue;
    }
    auto* type = memory_type(r.type);
    auto* vector = vector_->width > 1
                       ? llvm::FixedVectorType::get(type, static_cast<unsigned>(vector_->width))
                       : type;
    auto* address =
        register_memory(i.reg, index, b_.CreateAdd(vector_->first_lane, i64(c * vector_->width)));
    e.chunks.push_back(
        to_value(b_.CreateAlignedLoad(vector, address, llvm::Align(size_of(r.type))), r.type));
  }
  slot(id) = std::move(e);
}

void FunctionEmitter::set(const Instruction& i) {
  const loop::Register& r = k().registers[i.reg.index];
  const std::int64_t index = register_index(i, 1);
  const int width = state_.plan.register_width[i.reg.index];
  if (r.lanes == 1) return write_chunk(i.reg, index, 0, to_memory(uniform(i.operands[0]), r.type));
  if (!vector_) {
    auto* value = splat(to_memory(uniform(i.operands[0]), r.type), width);
    for (int c = 0; c < r.lanes / width; ++c) write_chunk(i.reg, index, c, value);
    return;
  }
  for (int c = 0; c < vector_->chunks; ++c) {
    auto* value = to_memory(chunk(i.operands[0], c), r.type);
    auto* mask = vector_->masks[static_cast<std::size_t>(c)];
    if (!in_memory(i.reg)) {
      if (mask) value = b_.CreateSelect(mask, value, read_chunk(i.reg, index, c));
      write_chunk(i.reg, index, c, value);
      continue;
    }
    auto* address =
        register_memory(i.reg, index, b_.CreateAdd(vector_->first_lane, i64(c * width)));
    const llvm::Align align(size_of(r.type));
    if (mask)
      value = b_.CreateSelect(mask, value, b_.CreateAlignedLoad(value->getType(), address, align));
    b_.CreateAlignedStore(value, address, align);
  }
}

namespace {

using Combine = std::function<Value*(Value*, Value*)>;

// Halving: whole vectors while there are several, then halves of the last one.
Value* halve(llvm::IRBuilder<>& b, DType type, llvm::SmallVector<Value*, 16> parts, int width,
             const Combine& combine) {
  while (parts.size() > 1) {
    const std::size_t half = parts.size() / 2;
    for (std::size_t c = 0; c < half; ++c) parts[c] = combine(parts[c], parts[c + half]);
    parts.resize(half);
  }
  Value* x = parts[0];
  // Vectors become shorter down to 128 bits; below that the upper lanes are left without meaning,
  // because ops have fast forms for whole machine vectors only.
  const int shortest = std::min(width, static_cast<int>(16 / size_of(type)));
  for (int half = width / 2; half >= 1; half /= 2) {
    const int lanes = std::max(half, shortest);
    llvm::SmallVector<int, 32> low, high;
    for (int n = 0; n < lanes; ++n) {
      low.push_back(n);
      high.push_back(n < half ? n + half : llvm::PoisonMaskElem);
    }
    x = combine(b.CreateShuffleVector(x, low), b.CreateShuffleVector(x, high));
  }
  return width > 1 ? b.CreateExtractElement(x, b.getInt32(0)) : x;
}

Value* combine_lanes(llvm::IRBuilder<>& b, const LlvmTarget& target, Op op, DType type,
                     const llvm::SmallVector<Value*, 16>& parts, int width) {
  return halve(b, type, parts, width, [&](Value* x, Value* y) {
    if (type == DType::kBool) return op == Op::And ? b.CreateAnd(x, y) : b.CreateOr(x, y);
    return emit_elementwise(b, target, op, type, type, {x, y});
  });
}

/// A largest or least float whose zero may have either sign: one instruction of the machine a step,
/// which drops NaN. Whether there is one is found out beside it.
Value* quick_extremum(llvm::IRBuilder<>& b, Op op, DType type,
                      const llvm::SmallVector<Value*, 16>& parts, int width) {
  Value* odd = nullptr;
  for (std::size_t c = 0; c < parts.size(); c += 2) {
    auto* either = b.CreateFCmpUNO(parts[c], parts[std::min(c + 1, parts.size() - 1)]);
    odd = odd ? b.CreateOr(odd, either) : either;
  }
  auto* result = halve(b, type, parts, width, [&](Value* x, Value* y) {
    return b.CreateSelect(op == Op::Max ? b.CreateFCmpOGT(x, y) : b.CreateFCmpOLT(x, y), x, y);
  });
  if (width > 1) odd = b.CreateOrReduce(odd);
  return b.CreateSelect(odd, llvm::ConstantFP::getNaN(result->getType()), result);
}

}  // namespace

void FunctionEmitter::reduce_lanes(ValueId id, const Instruction& i) {
  const loop::Register& r = k().registers[i.reg.index];
  const std::int64_t index = register_index(i, 0);
  const int width = state_.plan.register_width[i.reg.index];
  if (state_.plan.quick && in_memory(i.reg)) {
    auto* combined =
        b_.CreateCall(lanes_function(i.op, r, width), {register_memory(i.reg, index, i64(0))});
    return set_uniform(id, to_value(combined, r.type));
  }
  llvm::SmallVector<Value*, 16> parts;
  for (int c = 0; c < r.lanes / width; ++c) parts.push_back(read_chunk(i.reg, index, c));
  auto* combined = i.any_zero
                       ? quick_extremum(b_, i.op, r.type, parts, width)
                       : combine_lanes(b_, state_.options.target, i.op, r.type, parts, width);
  set_uniform(id, to_value(combined, r.type));
}

/// A function of the module that combines the lanes that lie at an address: code is made of it once
/// for all registers like this one.
llvm::Function* FunctionEmitter::lanes_function(Op op, const loop::Register& r, int width) {
  const std::string name =
      fmt::format("sinter.{}.{}.{}x{}", info(op).spelling, sinter::name(r.type), r.lanes, width);
  if (auto* known = state_.module.getFunction(name)) return known;
  auto* element = memory_type(r.type);
  auto* type = llvm::FunctionType::get(element, {b_.getPtrTy()}, false);
  auto* function =
      llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, state_.module);
  function->copyAttributesFrom(function_);
  function->setLinkage(llvm::GlobalValue::InternalLinkage);
  llvm::IRBuilder<> b(llvm::BasicBlock::Create(context_, "entry", function));
  auto* vector =
      width > 1 ? llvm::FixedVectorType::get(element, static_cast<unsigned>(width)) : element;
  llvm::SmallVector<Value*, 16> parts;
  for (int c = 0; c < r.lanes / width; ++c) {
    auto* at = b.CreateConstInBoundsGEP1_64(element, function->getArg(0),
                                            static_cast<std::uint64_t>(c) * width);
    parts.push_back(b.CreateAlignedLoad(vector, at, llvm::Align(size_of(r.type))));
  }
  b.CreateRet(combine_lanes(b, state_.options.target, op, r.type, parts, width));
  return function;
}

// Doubling: distances of a vector or more combine whole vectors, shorter ones shift lanes in from
// the vector before. The first lanes, which have no partner, keep their values.
void FunctionEmitter::scan_lanes(const Instruction& i) {
  const loop::Register& r = k().registers[i.reg.index];
  const std::int64_t index = register_index(i, 0);
  const int width = state_.plan.register_width[i.reg.index];
  const int count = r.lanes / width;
  llvm::SmallVector<Value*, 16> parts;
  for (int c = 0; c < count; ++c) parts.push_back(read_chunk(i.reg, index, c));
  const auto combine = [&](Value* x, Value* y) {
    return emit_elementwise(b_, state_.options.target, i.op, r.type, r.type, {x, y});
  };
  for (int h = 1; h < r.lanes; h *= 2) {
    for (int c = count; c-- > 0;) {
      const auto at = static_cast<std::size_t>(c);
      if (h >= width) {
        const int from = c - h / width;
        if (from >= 0) parts[at] = combine(parts[static_cast<std::size_t>(from)], parts[at]);
        continue;
      }
      llvm::SmallVector<int, 64> shift;
      llvm::SmallVector<int, 64> keep;
      for (int n = 0; n < width; ++n) {
        shift.push_back(n >= h ? width + n - h : (c > 0 ? width + n - h : width + n));
        keep.push_back(n >= h ? n : width + n);
      }
      Value* before = c > 0 ? parts[at - 1] : parts[at];
      Value* shifted = b_.CreateShuffleVector(before, parts[at], shift);
      Value* sum = combine(shifted, parts[at]);
      parts[at] = c > 0 ? sum : b_.CreateShuffleVector(sum, parts[at], keep);
    }
  }
  for (int c = 0; c < count; ++c) write_chunk(i.reg, index, c, parts[static_cast<std::size_t>(c)]);
}

void FunctionEmitter::lane(ValueId id, const Instruction& i) {
  const loop::Register& r = k().registers[i.reg.index];
  const std::int64_t index = register_index(i, 1);
  auto* number = uniform(i.operands[0]);
  if (auto* constant = llvm::dyn_cast<llvm::ConstantInt>(number)) {
    const auto width = static_cast<std::int64_t>(state_.plan.register_width[i.reg.index]);
    const std::int64_t at = constant->getSExtValue();
    Value* part = read_chunk(i.reg, index, static_cast<int>(at / width));
    if (width > 1) part = b_.CreateExtractElement(part, static_cast<std::uint64_t>(at % width));
    return set_uniform(id, to_value(part, r.type));
  }
  if (!in_memory(i.reg)) {  // spill all of it: lanes are read rarely
    const int width = state_.plan.register_width[i.reg.index];
    for (int c = 0; c < r.lanes / width; ++c) {
      b_.CreateAlignedStore(read_chunk(i.reg, index, c),
                            register_memory(i.reg, index, i64(c * width)),
                            llvm::Align(size_of(r.type)));
    }
  }
  set_uniform(
      id,
      to_value(b_.CreateLoad(memory_type(r.type), register_memory(i.reg, index, number)), r.type));
}

}  // namespace sinter::codegen
