// Rows on a GPU: a warp per row, which goes through all passes before it takes another one. What
// the passes give stays in registers.
#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using loop::ValueId;

/// Whether expensive values of rows are left in memory of the warp for later passes. Where the size
/// of rows is known, loops are unrolled as far as a warp's registers hold a row, and NVIDIA's
/// compiler sees that two passes load and compute the same; longer rows are computed again.
bool Emitter::keeps_rows(const Phase& phase) {
  const auto first = phase.passes.at(0).at(0);
  const auto width = dim(g_.type(g_.def(first).operands[0]).shape.back());
  std::int64_t size = 0;
  return !b_.is_constant(width, &size) && phase.passes.size() > 1;
}

void Emitter::rows_on_gpu(const Phase& phase) {
  const bool keeps = keeps_rows(phase);
  parallel(b_.i64(0), product(dims(phase.outer)), 4, [&](ValueId r) {
    Scope scope(*this);
    const Index row = unflatten(r, phase.outer);
    std::vector<KeptValue> kept;
    if (keeps) kept = keep_values(phase, b_.i64(1), r);
    for (const auto& pass : phase.passes) {
      to_keep_.clear();
      for (const KeptValue& keep : kept) {
        if (&phase.passes[keep.pass] == &pass) to_keep_.push_back(keep);
      }
      const auto values = reduce_rows(pass, row);
      for (std::size_t k = 0; k < pass.size(); ++k) {
        store(pass[k], row, values[k]);
        remember(pass[k], row, values[k]);
      }
      for (const KeptValue& keep : kept) {
        if (&phase.passes[keep.pass] == &pass) storage_[keep.value.index] = keep.storage;
      }
    }
    for (graph::ValueId root : phase.roots) {
      Index at = row;
      at.emplace_back();
      if (is_elementwise(g_.def(root).op)) {
        for (graph::ValueId operand : g_.def(root).operands) hoist(operand, at);
      }
      b_.vector(b_.i64(0), dim(g_.type(root).shape.back()), static_cast<int>(order::kLanes),
                [&](ValueId i) {
                  Scope element(*this);
                  at.back() = i;
                  store(root, at, compute(root, at));
                });
    }
    for (const KeptValue& keep : kept) storage_.erase(keep.value.index);
  });
}

}  // namespace sinter::lower
