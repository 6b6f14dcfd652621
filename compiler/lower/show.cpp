// Print, assert and calls of the host: their operands are stored, and handed over where the program
// comes by.
#include "compiler/lower/region_state.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

void Emitter::show_operands(const Node& node, std::int32_t site, std::size_t first) {
  for (std::size_t k = first; k < node.operands.size(); ++k) {
    const ValueId v = node.operands[k];
    const auto item = static_cast<std::int32_t>(k);
    const auto& type = g_.type(v);
    if (type.shape.empty()) {
      b_.show(site, item, scalar(v));
      continue;
    }
    const Index sizes = dims(type.shape);
    const auto found = storage_.find(v.index);
    if (found != storage_.end() && found->second.contiguous && !found->second.first) {
      b_.show(site, item, found->second.buffer, sizes);
      continue;
    }
    const auto buffer = b_.buffer("shown", type.dtype, loop::BufferKind::kLocal);
    b_.alloc(buffer, product(sizes));
    copy_value({buffer, row_major(type.shape), {}, true}, v);
    b_.show(site, item, buffer, sizes);
  }
}

void Emitter::run_show(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const ValueId result = node.results[0];
  const std::int32_t site = show_number_.at(state.region.nodes[position].index);
  if (node.op != Op::Assert) {
    b_.branch(b_.constant(DType::kBool, 1), [&] {
      Scope scope(*this);
      show_operands(node, site, 0);
      if (node.operands.empty()) b_.show(site, 0, b_.constant(DType::kBool, 1));
    });
    scalars_[result.index] = b_.constant(DType::kBool, 1);
    return;
  }
  const auto holds = scalar(node.operands[0]);
  b_.rarely(b_.op(Op::Not, holds), [&] {
    Scope scope(*this);
    show_operands(node, site, 0);
    b_.fail_if(b_.constant(DType::kBool, 1), site_of_.at(result.index), b_.i64(0));
  });
  scalars_[result.index] = holds;
}

/// The last item is the memory of the result.
void Emitter::run_call_host(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const ValueId result = node.results[0];
  const std::int32_t site = show_number_.at(state.region.nodes[position].index);
  const auto& type = g_.type(result);
  const auto item = static_cast<std::int32_t>(node.operands.size());
  if (type.shape.empty()) {
    const auto buffer = b_.buffer("given", type.dtype, loop::BufferKind::kLocal);
    b_.alloc(buffer, b_.i64(1));
    show_operands(node, site, 0);
    b_.show(site, item, buffer, {});
    scalars_[result.index] = b_.load(buffer, b_.i64(0));
    return;
  }
  const auto buffer = b_.buffer("given", type.dtype, loop::BufferKind::kLocal);
  b_.alloc(buffer, product(dims(type.shape)));
  const Storage storage{buffer, row_major(type.shape), {}, true};
  occupant_[buffer.index] = result;
  show_operands(node, site, 0);
  b_.show(site, item, storage.buffer, dims(type.shape));
  storage_[result.index] = storage;
}

}  // namespace sinter::lower
