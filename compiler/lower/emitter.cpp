#include "compiler/lower/emitter.h"

#include <algorithm>

#include "compiler/lower/interchange.h"
#include "compiler/lower/region_state.h"
#include "compiler/lower/sites.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::ValueId;
using loop::BufferKind;

Emitter::Emitter(const graph::Graph& graph, const Options& options, const CopyingLoops& known)
    : g_(graph),
      ranges_(graph),
      options_(options),
      b_(result_.kernel),
      fused_(graph),
      known_(known),
      memo_(1),
      bound_(1) {}

Lowered Emitter::run() {
  result_.kernel.name = g_.name.empty() ? "kernel" : g_.name;
  region_of_.resize(g_.value_count());
  find_regions(graph::RegionId(0));
  for (graph::NodeId node : graph::loops_of(g_)) loop_number_[node.index] = poll_++;
  std::int32_t shows = 0;
  for (graph::NodeId node : graph::shows_of(g_)) show_number_[node.index] = shows++;
  if (options_.debug_info) {
    for (const SourceLocation& at : g_.locations)
      result_.kernel.places.push_back({at.line, at.column, at.file});
    if (!g_.locations.empty()) b_.set_place(0);
  }
  for (SiteOf& site : sites_of(g_)) {
    site_of_[site.failing.index] = result_.sites.size();
    result_.sites.push_back(std::move(site.site));
  }
  declare_inputs();
  declare_outputs();
  RegionState state(*this, g_.body(), nullptr, 0, false);
  run_nodes(state);
  // Results that are not where they belong: parameters, the same value twice, what could not be
  // computed in place.
  std::vector<Storage> places;
  for (std::size_t n = 0; n < g_.body().results.size(); ++n) {
    const loop::BufferId out(g_.parameter_names.size() + n);
    places.push_back({out, row_major(g_.type(g_.body().results[n]).shape), {}, true});
  }
  move_arrays(g_.body().results, places);
  fused_.check();
  result_.plan = std::move(plan_);
  result_.instructions = b_.instruction_count();
  return std::move(result_);
}

loop::ValueId Emitter::symbol(SymbolId id) {
  const Symbol& s = g_.dims[id];
  if (id.index < options_.known_sizes.size() && options_.known_sizes[id.index])
    return b_.i64(*options_.known_sizes[id.index]);
  if (const auto it = assumed_.find(id.index); it != assumed_.end()) return b_.i64(it->second);
  switch (s.op) {
    case DimOp::kParameter:
      break;
    case DimOp::kIndex:
    case DimOp::kValue:
      return symbols_.at(id.index);
    case DimOp::kMul:
      return b_.mul(dim(s.a), dim(s.b));
    case DimOp::kFloorDiv:
      return b_.op(Op::FloorDiv, dim(s.a), dim(s.b));
    case DimOp::kMod:
      return b_.op(Op::Mod, dim(s.a), dim(s.b));
    case DimOp::kMax:
      return b_.max(dim(s.a), dim(s.b));
    case DimOp::kMin:
      return b_.min(dim(s.a), dim(s.b));
  }
  const auto count = result_.kernel.integers.size();
  const auto value = b_.integer(s.name);
  if (result_.kernel.integers.size() > count)
    result_.integers.push_back({IntegerSource::kSize, id, 0, 0});
  return value;
}

loop::ValueId Emitter::dim(const Dim& d) {
  auto value = b_.i64(d.constant());
  for (const auto& [id, factor] : d.terms())
    value = b_.add(value, b_.mul(symbol(id), b_.i64(factor)));
  return value;
}

Index Emitter::dims(const Shape& shape) {
  Index result;
  for (const Dim& d : shape) result.push_back(dim(d));
  return result;
}

Index Emitter::row_major(const Shape& shape) {
  Index strides(shape.size());
  auto stride = b_.i64(1);
  for (std::size_t n = shape.size(); n-- > 0;) {
    strides[n] = stride;
    // Nothing is ever found in an array that is known to be empty; strides stay positive all the
    // same.
    const auto size = dim(shape[n]);
    std::int64_t known = 1;
    if (!b_.is_constant(size, &known) || known > 0) stride = b_.mul(stride, size);
  }
  return strides;
}

loop::ValueId Emitter::product(const Index& sizes) {
  auto result = b_.i64(1);
  for (auto size : sizes) result = b_.mul(result, size);
  return result;
}

loop::ValueId Emitter::offset(const Storage& storage, const Index& index) {
  const auto inside = offset(storage.strides, index);
  return storage.first ? b_.add(storage.first, inside) : inside;
}

loop::ValueId Emitter::offset(const Index& strides, const Index& index) {
  SINTER_CHECK(strides.size() == index.size(), "{} strides for {} indices", strides.size(),
               index.size());
  auto result = b_.i64(0);
  for (std::size_t n = 0; n < index.size(); ++n)
    result = b_.add(result, b_.mul(index[n], strides[n]));
  return result;
}

Index Emitter::unflatten(loop::ValueId flat, const Shape& shape) {
  Index index(shape.size());
  const auto is_one = [](const Dim& d) { return d == Dim(1); };
  const auto first = std::find_if_not(shape.begin(), shape.end(), is_one) - shape.begin();
  for (std::size_t n = shape.size(); n-- > 0;) {
    if (n == static_cast<std::size_t>(first)) {
      index[n] = flat;
    } else if (is_one(shape[n])) {
      index[n] = b_.i64(0);
    } else {
      const auto size = dim(shape[n]);
      index[n] = b_.op(Op::Mod, flat, size);
      flat = b_.op(Op::FloorDiv, flat, size);
    }
  }
  return index;
}

void Emitter::declare_inputs() {
  for (std::size_t n = 0; n < g_.body().arguments.size(); ++n) {
    const ValueId v = g_.body().arguments[n];
    const auto& type = g_.type(v);
    const Layout layout = n < options_.layouts.size() ? options_.layouts[n] : Layout::kContiguous;
    Storage storage{b_.buffer(g_.parameter_names[n], type.dtype, BufferKind::kInput),
                    row_major(type.shape),
                    {},
                    layout == Layout::kContiguous};
    for (std::size_t axis = 0; axis < type.shape.size() && layout != Layout::kContiguous; ++axis) {
      if (layout == Layout::kInnerContiguous && axis + 1 == type.shape.size()) continue;
      storage.strides[axis] = b_.integer(fmt::format("{}.stride{}", g_.parameter_names[n], axis));
      result_.integers.push_back(
          {IntegerSource::kStride, {}, static_cast<int>(n), static_cast<int>(axis)});
    }
    // Scalars are read once: what loops write is other memory.
    if (type.shape.empty()) scalars_[v.index] = b_.load(storage.buffer, b_.i64(0));
    storage_[v.index] = std::move(storage);
  }
}

/// Sizes of results are given by the caller, also those that are values of the program.
void Emitter::bind_result_size(const Dim& size) {
  for (const auto& [id, factor] : size.terms()) {
    const Symbol& s = g_.dims[id];
    if (s.op == DimOp::kValue && given_sizes_.insert(id.index).second) {
      symbols_[id.index] = b_.integer(fmt::format("{}.{}", s.name, id.index));
      result_.integers.push_back({IntegerSource::kSize, id, 0, 0});
    } else if (s.op != DimOp::kParameter && s.op != DimOp::kValue) {
      bind_result_size(s.a);
      bind_result_size(s.b);
    }
  }
}

void Emitter::declare_outputs() {
  std::vector<Storage> places;
  for (ValueId v : g_.body().results) {
    const auto& type = g_.type(v);
    for (const Dim& size : type.shape) bind_result_size(size);
    const auto buffer =
        b_.buffer(fmt::format("result{}", v.index), type.dtype, BufferKind::kOutput);
    places.push_back({buffer, row_major(type.shape), {}, true});
  }
  // Each result's own wish comes before those of the results that are updates of it.
  const auto& results = g_.body().results;
  for (std::size_t n = 0; n < results.size(); ++n) {
    if (!g_.is_argument(results[n])) preferred_.emplace(results[n].index, places[n]);
  }
  for (std::size_t n = 0; n < results.size(); ++n) prefer(results[n], places[n]);
}

/// Memory for what the phase stores and a later phase reads. Scalars are values of the loop IR, but
/// where a branch writes them.
void Emitter::declare_locals(const Phase& phase) {
  const auto declare = [&](ValueId v) {
    const auto& type = g_.type(v);
    if (storage_.contains(v.index) || of_rows_alone_.contains(v.index)) return;
    if (type.shape.empty() && phase.kind != PhaseKind::kRefine && !preferred_.contains(v.index))
      return;
    storage_[v.index] = new_array(v, type);
  };
  for (ValueId v : phase.computed()) {
    if (v != phase.contract || phase.roots.front() == v) declare(v);
  }
}

void Emitter::poll(graph::NodeId node) { b_.poll(loop_number_.at(node.index)); }

void Emitter::count_iteration(graph::NodeId node) {
  if (options_.counts_iterations) b_.count(loop_number_.at(node.index));
}

/// Iterations that are independent. Deep inside of loops a single axis is not worth handing out.
void Emitter::parallel(loop::ValueId begin, loop::ValueId end, int grain,
                       const loop::Builder::Body& body) {
  b_.poll(poll_);
  if (stays_on_thread()) return b_.serial(begin, end, body);
  b_.parallel(begin, end, grain, body);
}

/// Iterations 0..count-1 of so much work each, in vector instructions. Inside of loops those that
/// are too small to be handed out one by one go together.
void Emitter::parallel_tasks(loop::ValueId count, loop::ValueId work,
                             const loop::Builder::Body& body) {
  if (loop_depth_ == 0) return parallel(b_.i64(0), count, 1, body);
  constexpr std::int64_t kWorthwhile = 1 << 14;
  const auto together =
      b_.max(b_.op(Op::FloorDiv, b_.i64(kWorthwhile), b_.max(work, b_.i64(1))), b_.i64(1));
  const auto last = b_.sub(together, b_.i64(1));
  const auto groups = b_.op(Op::FloorDiv, b_.add(count, last), together);
  parallel(b_.i64(0), groups, 1, [&](loop::ValueId group) {
    const auto first = b_.mul(group, together);
    b_.serial(first, b_.min(count, b_.add(first, together)), body);
  });
}

/// How many axes the loops of a phase run over, those of size 1 left out.
int Emitter::rank_of(const Phase& phase) const {
  const auto axes = [](const Shape& shape) {
    return static_cast<int>(
        std::count_if(shape.begin(), shape.end(), [](const Dim& d) { return d != Dim(1); }));
  };
  switch (phase.kind) {
    case PhaseKind::kRows:
      return axes(phase.outer) + 1;
    case PhaseKind::kColumns:
      return axes(g_.type(g_.def(phase.roots.at(0)).operands[0]).shape);
    case PhaseKind::kContraction:
      return axes(g_.type(phase.contract).shape);
    default:
      return axes(g_.type(phase.roots.at(0)).shape);
  }
}

void Emitter::emit(const Phase& phase) {
  is_wide_ = rank_of(phase) > 1;
  ValueId root = phase.roots.empty() ? ValueId() : phase.roots.front();
  for (const auto& pass : phase.passes) {
    if (!root && !pass.empty()) root = pass.front();
  }
  SINTER_CHECK(root, "a phase that computes nothing");
  const AtPlace place(*this, g_.def(root));
  switch (phase.kind) {
    case PhaseKind::kElementwise:
      return elementwise(phase);
    case PhaseKind::kRows:
      return phase.outer.empty() ? whole_rows(phase) : rows(phase);
    case PhaseKind::kColumns:
      return columns(phase);
    case PhaseKind::kContraction:
      return contraction(phase);
    case PhaseKind::kConcat:
      return concat(phase);
    case PhaseKind::kRefine:
      return refine(phase.roots.at(0));
    case PhaseKind::kScan:
      return scan(phase);
  }
}

void Emitter::store(ValueId root, const Index& index, loop::ValueId value, loop::ValueId mask) {
  const auto found = storage_.find(root.index);
  if (found == storage_.end()) {
    SINTER_CHECK(index.empty() && !mask, "value {} has no memory", root.index);
    scalars_[root.index] = value;
    return;
  }
  b_.store(found->second.buffer, offset(found->second, index), value, mask, streaming_);
}

namespace {

/// Tells people of loops that are interchanged (interchange.h) once the kernel is complete.
void note_interchanged(Lowered& lowered) {
  for (const std::int32_t number : interchangeable_loops(lowered.kernel)) {
    for (LoopReport& report : lowered.loops) {
      if (report.number != number) continue;
      report.notes.push_back(
          {"several iterations at a time take the arrays that all of them read block by block",
           {},
           {}});
    }
  }
}

}  // namespace

Lowered lower(const graph::Graph& graph, const Options& options) {
  // Whether the updates in a loop's body are made in place shows only when it is emitted.
  CopyingLoops known;
  while (true) {
    Emitter emitter(graph, options, known);
    Lowered lowered = emitter.run();
    const CopyingLoops& found = emitter.copying();
    if (found.empty()) {
      if (!options.gpu && !options.leaves_out(Choice::kInterchange)) note_interchanged(lowered);
      return lowered;
    }
    known.parallel.insert(found.parallel.begin(), found.parallel.end());
    known.lanes.insert(found.lanes.begin(), found.lanes.end());
  }
}

}  // namespace sinter::lower
