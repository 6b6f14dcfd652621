// Arrays that blocks of iterations combine by an operation whose order does not matter: each block
// works in memory of its own that begins at the identity, and what they give is combined
// afterwards.
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using loop::BufferKind;

namespace {

constexpr std::int64_t kMostCopies = 16;
/// Filling, moving and combining a copy takes a nanosecond per element, and so does a scattered
/// one.
constexpr std::int64_t kIterationsPerElement = 4;

}  // namespace

loop::ValueId Emitter::least_per_copy(loop::ValueId trips, loop::ValueId elements) {
  const auto even =
      b_.op(Op::FloorDiv, b_.add(trips, b_.i64(kMostCopies - 1)), b_.i64(kMostCopies));
  const auto largest = b_.i64(std::int64_t{1} << 40);
  const auto worth = b_.mul(b_.min(elements, largest), b_.i64(kIterationsPerElement));
  return b_.max(b_.i64(1), b_.max(even, worth));
}

Emitter::Copies Emitter::make_copies(const graph::Type& type, Op op, loop::ValueId blocks) {
  Copies copies{{}, type.shape, row_major(type.shape), product(dims(type.shape)), op, type.dtype};
  copies.buffer = b_.buffer("copies", type.dtype, BufferKind::kLocal);
  b_.alloc(copies.buffer, b_.mul(blocks, copies.elements));
  return copies;
}

/// What a block works in, filled by the block itself: its memory is then near to where it runs.
Storage Emitter::copy_of_block(const Copies& copies) {
  const auto own = b_.buffer("copy", copies.type, BufferKind::kLocal);
  b_.alloc(own, copies.elements);
  const auto neutral = identity(copies.op, copies.type);
  b_.vector(b_.i64(0), copies.elements, 64, [&](loop::ValueId i) { b_.store(own, i, neutral); });
  return {own, copies.strides, {}, true};
}

/// What the block has made of it goes to where it is combined with the others.
void Emitter::hand_over(const Copies& copies, const Storage& own, loop::ValueId block) {
  const auto first = b_.mul(block, copies.elements);
  b_.vector(b_.i64(0), copies.elements, 64, [&](loop::ValueId i) {
    b_.store(copies.buffer, b_.add(first, i), b_.load(own.buffer, i));
  });
}

void Emitter::combine_copies(const Copies& copies, const Storage& whole, loop::ValueId blocks) {
  b_.serial(b_.i64(0), blocks, [&](loop::ValueId block) {
    const auto first = b_.mul(block, copies.elements);
    b_.vector(b_.i64(0), copies.elements, 64, [&](loop::ValueId i) {
      Scope lane(*this);
      const auto at =
          whole.contiguous && !whole.first ? i : offset(whole, unflatten(i, copies.shape));
      const auto part = b_.load(copies.buffer, b_.add(first, i));
      b_.store(whole.buffer, at, b_.op(copies.op, b_.load(whole.buffer, at), part));
    });
  });
}

}  // namespace sinter::lower
