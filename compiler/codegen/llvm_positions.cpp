// Vectors of positions: integers that are linear in the lane.
#include <llvm/IR/InstrTypes.h>

#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {

/// What is known of an integer's bits. Asked while loops are still being emitted: of a loop's
/// induction variable only what counted_loop() has noted is known, never what LLVM would read off
/// a phi that has not got all of its values.
llvm::KnownBits FunctionEmitter::known_bits(const Value* integer, int depth) const {
  constexpr int kDeepest = 6;  // operands are looked at once for every way to them
  const unsigned width = integer->getType()->getIntegerBitWidth();
  llvm::KnownBits known(width);
  if (const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(integer))
    return llvm::KnownBits::makeConstant(constant->getValue());
  if (const auto found = low_zeros_.find(integer); found != low_zeros_.end())
    known.Zero.setLowBits(found->second);
  const auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(integer);
  if (!operation || depth == kDeepest) return known;
  const auto operand = [&](unsigned n) { return known_bits(operation->getOperand(n), depth + 1); };
  switch (operation->getOpcode()) {
    case llvm::Instruction::Add:
      return llvm::KnownBits::computeForAddSub(true, false, false, operand(0), operand(1));
    case llvm::Instruction::Mul:
      return llvm::KnownBits::mul(operand(0), operand(1));
    case llvm::Instruction::Shl:
      return llvm::KnownBits::shl(operand(0), operand(1));
    default:
      return known;
  }
}

/// Those of chunk `c` as `type`; shorter integers wrap, so that they are linear too. Where no bit
/// of a lane's distance meets one of the first position, nothing is carried: bits that only the
/// position has stay the same for all lanes then, and LLVM computes with them once.
llvm::Value* FunctionEmitter::positions(const Emitted& line, int c, DType type) {
  auto* to = b_.getIntNTy(static_cast<unsigned>(8 * size_of(type)));
  llvm::SmallVector<llvm::Constant*, 64> numbers;
  for (int n = 0; n < vector_->width; ++n)
    numbers.push_back(
        llvm::ConstantInt::get(to, static_cast<std::uint64_t>(c * vector_->width + n)));
  auto* steps = b_.CreateMul(llvm::ConstantVector::get(numbers),
                             splat(b_.CreateTrunc(line.stride, to), vector_->width));
  auto* first = splat(b_.CreateTrunc(line.scalar, to), vector_->width);
  const auto* stride = llvm::dyn_cast<llvm::ConstantInt>(line.stride);
  const llvm::KnownBits known = known_bits(line.scalar);
  const auto is_apart = [&](std::int64_t lane) {
    return (stride->getValue() * static_cast<std::uint64_t>(lane)).isSubsetOf(known.Zero);
  };
  const std::int64_t end = std::int64_t{c + 1} * vector_->width;
  bool apart = stride != nullptr;
  for (std::int64_t lane = end - vector_->width; apart && lane < end; ++lane)
    apart = is_apart(lane);
  return apart ? b_.CreateOr(first, steps) : b_.CreateAdd(first, steps);
}

}  // namespace sinter::codegen
