#include <algorithm>
#include <map>
#include <vector>

#include "compiler/math/emitter.h"
#include "compiler/math/math.h"
#include "compiler/support/check.h"

namespace sinter::math {
namespace {

using loop::Code;
using loop::Instruction;
using loop::Kernel;

struct Expansion {
  Op op;
  ValueId (*unary)(Emitter&, ValueId);
  ValueId (*binary)(Emitter&, ValueId, ValueId) = nullptr;
};

constexpr Expansion kExpansions[] = {
    {Op::Exp, exp},
    {Op::Exp2, exp2},
    {Op::Expm1, expm1},
    {Op::Log, log},
    {Op::Log2, log2},
    {Op::Log10, log10},
    {Op::Log1p, log1p},
    {Op::Sin, sin},
    {Op::Cos, cos},
    {Op::Tan, tan},
    {Op::Asin, asin},
    {Op::Acos, acos},
    {Op::Atan, atan},
    {Op::Atan2, nullptr, atan2},
    {Op::Sinh, sinh},
    {Op::Cosh, cosh},
    {Op::Tanh, tanh},
    {Op::Asinh, asinh},
    {Op::Acosh, acosh},
    {Op::Atanh, atanh},
    {Op::Cbrt, cbrt},
    {Op::Hypot, nullptr, hypot},
    {Op::Pow, nullptr, pow},
    {Op::Erf, erf},
    {Op::Erfc, erfc},
    {Op::Lgamma, lgamma},
    {Op::Rsqrt, rsqrt},
    {Op::Sigmoid, sigmoid},
    {Op::FrexpMantissa, frexp_mantissa},
    {Op::FrexpExponent, frexp_exponent},
    {Op::NextAfter, nullptr, next_after},
    {Op::RoundTf32, round_tf32},
    {Op::RoundF16, round_f16},
    {Op::RoundBf16, round_bf16},
};

const Expansion* find(Op op) {
  const auto* found = std::ranges::find(kExpansions, op, &Expansion::op);
  return found == std::end(kExpansions) ? nullptr : found;
}

ValueId expand_with(Emitter& e, Op op, std::span<const ValueId> operands) {
  const Expansion* expansion = find(op);
  SINTER_CHECK(expansion != nullptr, "op '{}' has no expansion", info(op).spelling);
  SINTER_CHECK(static_cast<int>(operands.size()) == info(op).arity, "'{}' of {} operands",
               info(op).spelling, operands.size());
  return expansion->unary ? expansion->unary(e, operands[0])
                          : expansion->binary(e, operands[0], operands[1]);
}

class BuilderEmitter final : public Emitter {
 public:
  BuilderEmitter(loop::Builder& builder, DType type) : Emitter(type), builder_(builder) {}

  ValueId constant(DType type, std::uint64_t bits) override {
    return builder_.constant(type, bits);
  }
  ValueId op(Op op, std::span<const ValueId> operands, DType result) override {
    if (op == Op::BitCast) return builder_.bitcast(operands[0], result);
    if (op == Op::Cast) return builder_.cast(operands[0], result);
    return builder_.op(op, operands);
  }

 private:
  loop::Builder& builder_;
};

/// Appends to a list that will take the place of a block's.
class BlockEmitter final : public Emitter {
 public:
  using Constants = std::map<std::pair<DType, std::uint64_t>, ValueId>;

  /// `constants` holds those that stand at the beginning of the body, for the whole kernel.
  BlockEmitter(Kernel& kernel, loop::BlockId block, std::vector<ValueId>& list,
               Constants& constants, DType type)
      : Emitter(type), kernel_(kernel), block_(block), list_(list), constants_(constants) {}

  ValueId constant(DType type, std::uint64_t bits) override {
    const auto [it, added] = constants_.try_emplace({type, bits});
    if (added) {
      Instruction i;
      i.code = Code::kConst;
      i.type = type;
      i.bits = bits;
      i.parent = kernel_.body();
      it->second = ValueId(kernel_.instructions.size());
      kernel_.instructions.push_back(std::move(i));
    }
    return it->second;
  }

  ValueId op(Op op, std::span<const ValueId> operands, DType result) override {
    Instruction i;
    i.code = Code::kOp;
    i.op = op;
    i.type = result;
    i.operands.assign(operands.begin(), operands.end());
    i.parent = block_;
    const ValueId id(kernel_.instructions.size());
    kernel_.instructions.push_back(std::move(i));
    list_.push_back(id);
    return id;
  }

 private:
  Kernel& kernel_;
  loop::BlockId block_;
  std::vector<ValueId>& list_;
  Constants& constants_;
};

}  // namespace

bool has_expansion(Op op) { return find(op) != nullptr; }

loop::ValueId expand(loop::Builder& builder, Op op, std::span<const loop::ValueId> operands) {
  const DType type = builder.type(operands[0]);
  SINTER_CHECK(type == DType::kF32 || type == DType::kF64, "'{}' of {}", info(op).spelling,
               name(type));
  BuilderEmitter emitter(builder, type);
  return expand_with(emitter, op, operands);
}

int expand_math(Kernel& kernel, std::span<const Op> kept) {
  std::map<std::uint32_t, ValueId> replaced;
  BlockEmitter::Constants constants;
  for (std::size_t b = 0; b < kernel.blocks.size(); ++b) {
    const loop::BlockId block(b);
    const std::vector<ValueId> before = kernel.block(block).instructions;
    std::vector<ValueId> after;
    for (ValueId v : before) {
      const Instruction& i = kernel[v];
      const bool keeps =
          i.type == DType::kF32 && std::ranges::find(kept, i.op) != std::ranges::end(kept);
      if (i.code != Code::kOp || keeps || !(has_expansion(i.op) || is_math(i.op))) {
        after.push_back(v);
        continue;
      }
      const Op op = i.op;
      const std::vector<ValueId> operands = i.operands;
      const std::int32_t place = i.place;
      const std::size_t first = kernel.instructions.size();
      BlockEmitter emitter(kernel, block, after, constants, i.type);
      replaced[v.index] = expand_with(emitter, op, operands);
      for (std::size_t n = first; n < kernel.instructions.size(); ++n)
        kernel.instructions[n].place = place;
    }
    kernel.block(block).instructions = std::move(after);
  }
  if (replaced.empty()) return 0;
  for (Instruction& i : kernel.instructions)
    for (ValueId& v : i.operands)
      if (const auto it = replaced.find(v.index); it != replaced.end()) v = it->second;
  auto& body = kernel.block(kernel.body()).instructions;
  std::vector<ValueId> first;
  for (const auto& [key, id] : constants) first.push_back(id);
  body.insert(body.begin(), first.begin(), first.end());
  return static_cast<int>(replaced.size());
}

}  // namespace sinter::math
