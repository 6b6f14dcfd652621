// Emits the phases of a schedule as loop IR. Internal to lowering.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/ir/loop_builder.h"
#include "compiler/lower/lower.h"
#include "compiler/lower/reduce.h"
#include "compiler/lower/schedule.h"

namespace sinter::lower {

/// Loop IR values of the position in each axis of a graph value.
using Index = std::vector<loop::ValueId>;

/// Memory of a graph value: a buffer and its strides in elements.
struct Storage {
  loop::BufferId buffer;
  Index strides;
};

class Emitter {
 public:
  Emitter(const graph::Graph& graph, const Options& options);
  Lowered run();

 private:
  // emitter.cpp
  void declare_inputs();
  void declare_outputs();
  void declare_locals(const Phase& phase);
  void emit(const Phase& phase);
  loop::ValueId dim(const Dim& dim);
  loop::ValueId symbol(SymbolId id);
  Index dims(const Shape& shape);
  Index row_major(const Shape& shape);
  loop::ValueId product(const Index& sizes);
  loop::ValueId offset(const Index& strides, const Index& index);
  Index unflatten(loop::ValueId flat, const Shape& shape);
  void store(graph::ValueId root, const Index& index, loop::ValueId value, loop::ValueId mask = {});
  void declare_sites();

  // eval.cpp: the value of a graph value at an index, at the place where the builder stands.
  loop::ValueId eval(graph::ValueId v, const Index& index);
  loop::ValueId compute(graph::ValueId v,
                        const Index& index);  ///< Not looking at what `v` itself is stored as.
  loop::ValueId eval_uncached(graph::ValueId v, const Index& index, bool ignore_storage);
  loop::ValueId eval_elementwise(graph::ValueId v, const graph::Node& node, const Index& index);
  loop::ValueId eval_gather(graph::ValueId v, const graph::Node& node, const Index& index);
  loop::ValueId eval_refine(const graph::Node& node, const Index& index);
  loop::ValueId load_reshaped(const graph::Node& node, const Index& index);
  Index operand_index(const graph::Node& node, const Index& index);
  void check_operand(graph::ValueId v, Op op, loop::ValueId deciding, const Index& index);
  /// Evaluates now whatever `v` needs that does not depend on the missing (invalid) entries of the
  /// index.
  void hoist(graph::ValueId v, const Index& index);
  void hoist(graph::ValueId v, const Index& index,
             std::set<std::pair<std::uint32_t, std::vector<std::uint32_t>>>& seen);
  bool reaches_lazy_reduction(graph::ValueId v) const;
  bool reaches_lazy_reduction(graph::ValueId v, std::set<std::uint32_t>& seen) const;

  // reductions.cpp
  std::vector<loop::ValueId> reduce_rows(const std::vector<graph::ValueId>& reductions,
                                         const Index& row);
  std::vector<loop::ValueId> reduce_together(const std::vector<graph::ValueId>& reductions,
                                             const Index& row);
  loop::ValueId arg_reduce(graph::ValueId reduction, const Index& row);
  loop::ValueId eval_lazy_reduction(graph::ValueId v, const graph::Node& node, const Index& index);
  loop::ValueId eval_lazy_contraction(const graph::Node& node, const Index& index);
  Accumulator accumulator(graph::ValueId reduction);
  loop::ValueId accumulate(const graph::Node& node, loop::ValueId current,
                           const std::vector<loop::ValueId>& terms);
  loop::ValueId order_zeros(graph::ValueId reduction, loop::ValueId best,
                            const std::function<loop::ValueId(loop::ValueId)>& element,
                            loop::ValueId n);
  void rows(const Phase& phase);
  void whole_rows(const Phase& phase);  ///< kRows with no outer axis: parallel over blocks.
  void whole_pass(const std::vector<graph::ValueId>& reductions);
  void columns(const Phase& phase);
  void column_strip(graph::ValueId v, const Index& outer, loop::ValueId first, loop::ValueId width,
                    int tile);

  // contraction.cpp
  void contraction(const Phase& phase);
  struct ContractionShape;
  void tiled_contraction(const Phase& phase, const ContractionShape& shape);
  void simple_contraction(const Phase& phase);
  loop::ValueId factor(const graph::Node& node, const Index& indices, bool right);

  // elementwise.cpp
  void elementwise(const Phase& phase);
  bool is_collapsible(graph::ValueId v, bool top) const;
  void concat(const Phase& phase);
  void refine(const Phase& phase);
  int cost(graph::ValueId v) const;
  void parallel_chunks(loop::ValueId count, int cost,
                       const std::function<void(loop::ValueId begin, loop::ValueId end)>& body);

  /// Values that are at hand only inside one loop body.
  class Scope {
   public:
    explicit Scope(Emitter& e) : e_(e) { e_.memo_.emplace_back(), e_.bound_.emplace_back(); }
    ~Scope() { e_.memo_.pop_back(), e_.bound_.pop_back(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Emitter& e_;
  };
  void bind(graph::ValueId v, loop::ValueId value) { bound_.back()[v.index] = value; }

  const graph::Graph& g_;
  const Options& options_;
  Lowered result_;
  loop::Builder b_;
  Schedule schedule_;
  std::map<std::uint32_t, Storage> storage_;
  std::map<std::uint32_t, loop::ValueId> symbols_;  ///< Loop indices and values of the program.
  /// While the last pass over a group of rows is emitted: how many rows ahead its arguments are
  /// prefetched.
  loop::ValueId rows_ahead_;
  std::map<std::uint32_t, std::uint64_t> site_of_;  ///< Of values whose computation can fail.
  std::vector<std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, loop::ValueId>> memo_;
  std::vector<std::map<std::uint32_t, loop::ValueId>> bound_;
};

}  // namespace sinter::lower
