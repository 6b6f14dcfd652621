// Loads and stores of vector loops whose lanes lie a short way apart in memory: the components of
// points side by side, every other element, an array from its end. They become loads and stores of
// whole vectors, whose elements change places in registers.
#include <algorithm>

#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {

using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

/// The stride where it is a constant; 0: not so.
std::int64_t constant_stride(const Emitted& e) {
  const auto* constant =
      e.form == Emitted::kLinear ? llvm::dyn_cast<llvm::ConstantInt>(e.stride) : nullptr;
  return constant ? constant->getSExtValue() : 0;
}

}  // namespace

/// A place as the sum of another one and a constant.
std::pair<ValueId, std::int64_t> FunctionEmitter::place_and_constant(ValueId place) const {
  const Instruction& sum = k()[place];
  for (std::size_t side = 0; side < 2 && sum.code == Code::kOp && sum.op == Op::Add; ++side) {
    const Instruction& operand = k()[sum.operands[side]];
    if (operand.code == Code::kConst)
      return {sum.operands[1 - side], static_cast<std::int64_t>(operand.bits)};
  }
  return {place, 0};
}

/// Loads of a block from places that differ by a few elements, so that they find what they need in
/// the same vectors. Not of buffers that the block stores to.
void FunctionEmitter::find_strided_loads(loop::BlockId id) {
  spans_.clear();
  span_of_.clear();
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<const Instruction*>> found;
  std::set<std::uint32_t> written;
  const std::function<void(loop::BlockId)> note_stores = [&](loop::BlockId block) {
    for (const ValueId v : k().block(block).instructions) {
      const Instruction& i = k()[v];
      if (i.code == Code::kStore) written.insert(i.buffer.index);
      if (i.code == Code::kFor || i.code == Code::kIf) note_stores(i.body);
      if (i.code == Code::kIf) note_stores(i.otherwise);
    }
  };
  note_stores(id);
  for (const ValueId v : k().block(id).instructions) {
    const Instruction& i = k()[v];
    if (i.code != Code::kLoad || i.masked || i.async || written.contains(i.buffer.index)) continue;
    found[{i.buffer.index, place_and_constant(i.operands[0]).first.index}].push_back(&i);
  }
  for (const auto& [key, loads] : found) {
    Span span;
    const auto number = [&](const Instruction* i) {
      return place_and_constant(i->operands[0]).second;
    };
    const auto [low, high] = std::ranges::minmax(loads, {}, number);
    span.first = number(low);
    span.last = number(high);
    if (span.last - span.first >= kMostApart) continue;
    for (const Instruction* load : loads) span_of_.emplace(load, spans_.size());
    spans_.push_back(std::move(span));
  }
}

/// The vectors side by side that hold `count` elements from `address` on; what is beyond them is
/// not read.
llvm::SmallVector<llvm::Value*, 8> FunctionEmitter::load_span(loop::BufferId buffer, Value* offset,
                                                              std::int64_t count) {
  auto* type = memory_type(k().buffers[buffer.index].type);
  const int width = vector_->width;
  auto* vector = llvm::FixedVectorType::get(type, static_cast<unsigned>(width));
  llvm::SmallVector<Value*, 8> loaded;
  for (std::int64_t at = 0; at < count; at += width) {
    auto* address = element_address(buffer, b_.CreateAdd(offset, i64(at)));
    llvm::Instruction* part = nullptr;
    if (count - at >= width) {
      part = b_.CreateAlignedLoad(vector, address, alignment(buffer));
    } else {
      llvm::SmallVector<llvm::Constant*, 64> there;
      for (int n = 0; n < width; ++n) there.push_back(b_.getInt1(n < count - at));
      part =
          b_.CreateMaskedLoad(vector, address, alignment(buffer), llvm::ConstantVector::get(there),
                              llvm::Constant::getNullValue(vector));
    }
    loaded.push_back(access(buffer, part));
  }
  return loaded;
}

/// Element `first` of the vectors, and every `stride`-th from there on.
llvm::Value* FunctionEmitter::pick(llvm::ArrayRef<Value*> vectors, std::int64_t first,
                                   std::int64_t stride) {
  const int width = vector_->width;
  Value* result = nullptr;  // lanes that the vectors so far give, the others without meaning
  for (std::size_t v = 0; v < vectors.size(); ++v) {
    const auto begin = static_cast<std::int64_t>(v) * width;
    llvm::SmallVector<int, 64> mask;
    bool gives = false;
    for (int lane = 0; lane < width; ++lane) {
      const std::int64_t at = first + lane * stride - begin;
      const bool here = at >= 0 && at < width;
      const bool before = at < 0;
      gives |= here;
      mask.push_back(here     ? static_cast<int>(result ? width + at : at)
                     : before ? lane
                              : llvm::PoisonMaskElem);
    }
    if (!gives) continue;
    result = result ? b_.CreateShuffleVector(result, vectors[v], mask)
                    : b_.CreateShuffleVector(vectors[v], mask);
  }
  return result;
}

/// Whether the load was made of loads of whole vectors.
bool FunctionEmitter::strided_load(ValueId id, const Instruction& i) {
  const Emitted offset = slot(i.operands[0]);
  const std::int64_t stride = constant_stride(offset);
  const int width = vector_->width;
  const bool reversed = stride == -1;
  const bool apart = stride >= 2 && stride <= kMostApart;
  if (width < 4 || i.masked || vector_->masks[0] || (!reversed && !apart)) return false;
  Emitted e;
  e.form = Emitted::kChunks;
  const auto found = span_of_.find(&i);
  Span alone;
  Span& span = found == span_of_.end() ? alone : spans_[found->second];
  // Constants that lie further apart than lanes do need vectors of their own.
  const bool shared = found != span_of_.end() && apart && span.last - span.first < stride;
  const std::int64_t first = shared ? place_and_constant(i.operands[0]).second - span.first : 0;
  const std::int64_t last = shared ? span.last - span.first : 0;
  auto* begin = b_.CreateSub(offset.scalar, i64(first));
  for (int c = 0; c < vector_->chunks; ++c) {
    if (reversed) {
      auto* end = b_.CreateSub(offset.scalar, i64((std::int64_t{c} + 1) * width - 1));
      const auto loaded = load_span(i.buffer, end, width);
      e.chunks.push_back(to_value(b_.CreateVectorReverse(loaded[0]), i.type));
      continue;
    }
    const auto at = static_cast<std::size_t>(c);
    if (!shared || span.chunks.size() <= at) {
      auto* from = b_.CreateAdd(begin, i64(c * stride * width));
      auto loaded = load_span(i.buffer, from, (width - 1) * stride + last + 1);
      if (!shared) {
        e.chunks.push_back(to_value(pick(loaded, 0, stride), i.type));
        continue;
      }
      span.chunks.push_back(std::move(loaded));
    }
    e.chunks.push_back(to_value(pick(span.chunks[at], first, stride), i.type));
  }
  slot(id) = std::move(e);
  return true;
}

}  // namespace sinter::codegen
