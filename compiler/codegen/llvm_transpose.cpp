#include "compiler/codegen/llvm_transpose.h"

#include <llvm/IR/InlineAsm.h>

#include "compiler/codegen/llvm_function.h"
#include "compiler/support/check.h"

namespace sinter::codegen {

using llvm::Value;
using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

using Vectors = llvm::SmallVector<llvm::Value*, 16>;

/// Of both operands' parts of `part` elements, granules of `granule` elements of one half, taken in
/// turn from the one and the other.
llvm::Value* interleave_halves(llvm::IRBuilder<>& b, llvm::Value* x, llvm::Value* y, unsigned part,
                               unsigned granule, bool upper) {
  const auto width = llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements();
  llvm::SmallVector<int, 16> mask;
  for (unsigned at = 0; at < width; at += part) {
    for (unsigned n = 0; n < part; ++n) {
      const unsigned from = at + (upper ? part / 2 : 0) + n / (2 * granule) * granule + n % granule;
      const bool is_second = n / granule % 2 == 1;
      mask.push_back(static_cast<int>(from + (is_second ? width : 0)));
    }
  }
  return b.CreateShuffleVector(x, y, mask);
}

/// The parts with even, or with odd numbers, of x and then of y.
llvm::Value* every_other(llvm::IRBuilder<>& b, llvm::Value* x, llvm::Value* y, unsigned part,
                         bool odd) {
  const auto width = llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements();
  llvm::SmallVector<int, 16> mask;
  for (unsigned at = odd ? part : 0; at < 2 * width; at += 2 * part) {
    for (unsigned n = 0; n < part; ++n) mask.push_back(static_cast<int>(at + n));
  }
  return b.CreateShuffleVector(x, y, mask);
}

/// LLVM makes one step of two that follow each other, of which most need masks in memory and more
/// instructions: what it cannot see through stays as it is.
void keep_steps_apart(llvm::IRBuilder<>& b, Vectors& vectors) {
  auto* type = vectors[0]->getType();
  auto* same =
      llvm::InlineAsm::get(llvm::FunctionType::get(type, {type}, false), "", "=v,0", false);
  for (Value*& vector : vectors) vector = b.CreateCall(same, {vector});
}

/// Parts of vectors are the elements of a matrix, which is turned.
Vectors turn_parts(llvm::IRBuilder<>& b, const Vectors& rows, unsigned part) {
  if (rows.size() == 1) return rows;
  Vectors even, odd;
  for (std::size_t n = 0; n < rows.size(); n += 2) {
    even.push_back(every_other(b, rows[n], rows[n + 1], part, false));
    odd.push_back(every_other(b, rows[n], rows[n + 1], part, true));
  }
  if (even.size() > 1) {
    keep_steps_apart(b, even);
    keep_steps_apart(b, odd);
  }
  even = turn_parts(b, even, part);
  odd = turn_parts(b, odd, part);
  Vectors result;
  for (std::size_t n = 0; n < even.size(); ++n) result.append({even[n], odd[n]});
  return result;
}

unsigned reversed_bits(unsigned number, unsigned below) {
  unsigned result = 0;
  for (unsigned bit = 1; bit < below; bit *= 2) result = 2 * result + (number / bit) % 2;
  return result;
}

}  // namespace

Vectors transpose(llvm::IRBuilder<>& b, Vectors rows) {
  auto* type = llvm::cast<llvm::FixedVectorType>(rows[0]->getType());
  const unsigned part = 128 / type->getScalarSizeInBits();
  const auto parts = static_cast<unsigned>(rows.size()) / part;
  SINTER_CHECK(rows.size() == type->getNumElements() && parts >= 1, "{} vectors of {} elements",
               rows.size(), type->getNumElements());
  for (unsigned step = 1; step < part; step *= 2) {
    for (unsigned n = 0; n < rows.size(); ++n) {
      if (n & step) continue;
      auto *x = rows[n], *y = rows[n + step];
      rows[n] = interleave_halves(b, x, y, part, step, false);
      rows[n + step] = interleave_halves(b, x, y, part, step, true);
    }
    keep_steps_apart(b, rows);
  }
  // Number `step` of `part` neighbours holds the columns that are `step`, its bits reversed, from
  // one part to the next.
  Vectors result(rows.size());
  for (unsigned column = 0; column < part; ++column) {
    Vectors same;
    for (unsigned n = 0; n < parts; ++n)
      same.push_back(rows[n * part + reversed_bits(column, part)]);
    same = turn_parts(b, same, part);
    for (unsigned n = 0; n < parts; ++n) result[n * part + column] = same[n];
  }
  return result;
}

/// Vectors that follow each other: the first elements of all of them, then the second ones.
Vectors interleave(llvm::IRBuilder<>& b, const Vectors& rows) {
  const auto width = llvm::cast<llvm::FixedVectorType>(rows[0]->getType())->getNumElements();
  const auto count = static_cast<unsigned>(rows.size());
  Vectors result;
  for (unsigned n = 0; n < count; ++n) {
    Value* made = nullptr;
    for (unsigned row = 0; row < count; ++row) {
      llvm::SmallVector<int, 64> mask;
      for (unsigned at = 0; at < width; ++at) {
        const unsigned element = n * width + at;
        const bool here = element % count == row;
        const auto kept = element % count < row ? static_cast<int>(at) : llvm::PoisonMaskElem;
        mask.push_back(here ? static_cast<int>(element / count + (made ? width : 0)) : kept);
      }
      made = made ? b.CreateShuffleVector(made, rows[row], mask)
                  : b.CreateShuffleVector(rows[row], mask);
    }
    result.push_back(made);
  }
  return result;
}

/// Stores of a vector loop's body to places side by side, as many as a vector has elements:
/// scatters that, turned, are stores of vectors.
void FunctionEmitter::find_turned_stores(loop::BlockId id) {
  turned_.clear();
  turned_of_.clear();
  const auto width = static_cast<std::size_t>(vector_->width);
  std::map<std::pair<std::uint32_t, std::uint32_t>, TurnedStores> found;  // by buffer and place
  std::map<std::uint32_t, std::size_t> accesses;                          // by buffer
  for (const ValueId v : k().block(id).instructions) {
    const Instruction& i = k()[v];
    if (i.code == Code::kFor || i.code == Code::kIf) return;
    if (i.code != Code::kLoad && i.code != Code::kStore) continue;
    ++accesses[i.buffer.index];
    if (i.code == Code::kLoad || i.masked || i.atomic || i.async) continue;
    const auto [place, number] = place_and_constant(i.operands[0]);
    TurnedStores& group = found[{i.buffer.index, place.index}];
    group.place = place;
    group.stores.emplace(number, &i);
  }
  for (auto& [key, group] : found) {
    const std::size_t bytes = size_of(k().buffers[key.first].type);
    const auto first = group.stores.begin()->first, last = group.stores.rbegin()->first;
    const std::size_t count = group.stores.size();
    const bool fills = last - first == static_cast<std::int64_t>(count) - 1;
    const bool fits =
        (count == width && bytes >= 4) || (count >= 2 && count <= std::size_t{kMostApart});
    // Other accesses could come between a store and the one that it waits for.
    if (width * bytes < 16 || !fills || !fits || accesses[key.first] != count) continue;
    for (const auto& [number, store] : group.stores) turned_of_.emplace(store, turned_.size());
    group.left = count;
    turned_.push_back(std::move(group));
  }
}

/// Whether the store waits for the others of its group, the last of which stores them all.
bool FunctionEmitter::turned_store(const Instruction& i) {
  const auto found = turned_of_.find(&i);
  if (found == turned_of_.end() || vector_->masks[0]) return false;
  TurnedStores& group = turned_[found->second];
  const Emitted line = slot(group.place);
  if (line.form != Emitted::kLinear) return false;
  const int width = vector_->width;
  const bool turns = static_cast<int>(group.stores.size()) == width && size_of(i.type) >= 4;
  const auto* stride = llvm::dyn_cast<llvm::ConstantInt>(line.stride);
  const bool fills = !turns && stride && stride->equalsInt(group.stores.size());
  if (!turns && !fills) return false;
  if (--group.left > 0) return true;
  auto* begin = b_.CreateAdd(line.scalar, i64(group.stores.begin()->first));
  for (int c = 0; c < vector_->chunks; ++c) {
    Vectors rows;
    for (const auto& [number, store] : group.stores)
      rows.push_back(to_memory(chunk(store->operands[1], c), i.type));
    rows = fills ? interleave(b_, rows) : transpose(b_, std::move(rows));
    for (std::size_t n = 0; n < rows.size(); ++n) {
      // Turned, a vector begins at every lane's place; interleaved, they follow each other.
      const std::int64_t lane = std::int64_t{c} * width + static_cast<std::int64_t>(n);
      const std::int64_t vector = static_cast<std::int64_t>(c * rows.size() + n) * width;
      auto* distance = fills ? i64(vector) : b_.CreateMul(line.stride, i64(lane));
      auto* address = element_address(i.buffer, b_.CreateAdd(begin, distance));
      access(i.buffer, b_.CreateAlignedStore(rows[n], address, alignment(i.buffer)));
    }
  }
  return true;
}

}  // namespace sinter::codegen
