// Emits the phases of a schedule as loop IR. Internal to lowering.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/ir/loop_builder.h"
#include "compiler/lower/dependence.h"
#include "compiler/lower/fused.h"
#include "compiler/lower/lower.h"
#include "compiler/lower/ranges.h"
#include "compiler/lower/reduce.h"
#include "compiler/lower/schedule.h"

namespace sinter::lower {

/// Columns that a GPU's warp works on side by side.
inline constexpr int kWarpColumns = 32;

/// Loop IR values of the position in each axis of a graph value.
using Index = std::vector<loop::ValueId>;

/// Memory of a graph value: a buffer, its strides in elements and the offset of its first element
/// (none: 0).
struct Storage {
  loop::BufferId buffer;
  Index strides;
  loop::ValueId first;
  bool contiguous = true;  ///< Row-major from the start of the buffer.
};

struct ContractionRoles;

/// Loops that turned out not to work in place, by their first result: what was emitted is of no use
/// then.
struct CopyingLoops {
  std::set<std::uint32_t> parallel;  ///< Cannot run in parallel,
  std::set<std::uint32_t> lanes;     ///< or not with their iterations side by side.
  bool empty() const { return parallel.empty() && lanes.empty(); }
};

class Emitter {
 public:
  /// `known`: of loops for which this was found before.
  Emitter(const graph::Graph& graph, const Options& options, const CopyingLoops& known);
  Lowered run();
  const CopyingLoops& copying() const { return copying_; }

 private:
  friend class LaneLoop;
  friend class TimeTiles;
  friend class TiledContraction;
  friend class BlockContraction;

  // emitter.cpp
  void declare_inputs();
  void bind_result_size(const Dim& size);
  void declare_outputs();
  void declare_locals(const Phase& phase);
  /// The loop of this node is opened next.
  void poll(graph::NodeId node);
  void count_iteration(graph::NodeId node);
  void parallel(loop::ValueId begin, loop::ValueId end, int grain, const loop::Builder::Body& body);
  /// Whether what is emitted now runs on the thread that it is on.
  bool stays_on_thread() const { return in_parallel_ || (loop_depth_ >= 2 && !is_wide_); }
  void parallel_tasks(loop::ValueId count, loop::ValueId work, const loop::Builder::Body& body);
  int rank_of(const Phase& phase) const;
  bool is_at_hand(graph::ValueId v) const {
    return storage_.contains(v.index) || scalars_.contains(v.index);
  }
  void emit(const Phase& phase);
  void plan_kernel(const Phase& phase, PlannedKernel kernel);
  loop::ValueId dim(const Dim& dim);
  loop::ValueId symbol(SymbolId id);
  Index dims(const Shape& shape);
  Index row_major(const Shape& shape);
  loop::ValueId product(const Index& sizes);
  loop::ValueId offset(const Index& strides, const Index& index);
  loop::ValueId offset(const Storage& storage, const Index& index);
  Index unflatten(loop::ValueId flat, const Shape& shape);
  void store(graph::ValueId root, const Index& index, loop::ValueId value, loop::ValueId mask = {});

  // regions.cpp: segments of plain nodes, and what lives how long.
  struct RegionState;
  void run_nodes(RegionState& state);
  void run_segment(RegionState& state, std::size_t begin, std::size_t end);
  bool may_lie_elsewhere(graph::ValueId v, const RegionState& state, std::size_t end,
                         const Schedule& schedule) const;
  graph::ValueId placed_part(graph::ValueId operand, bool dense, const RegionState& state,
                             std::size_t end, const Segment& segment,
                             const Schedule& schedule) const;
  Storage before_reshapes(graph::ValueId operand, graph::ValueId v, Storage place);
  Storage part_from(const Storage& whole, std::size_t axis, loop::ValueId start);
  bool place_parts(const graph::Node& node, const RegionState& state, std::size_t end,
                   const Segment& segment, const Schedule& schedule);
  void place_values(const RegionState& state, std::size_t end, const Segment& segment,
                    Schedule& schedule);
  void view_arguments(const RegionState& state, std::size_t end, const Segment& segment,
                      Schedule& schedule);
  bool is_parameter(graph::ValueId v) const;
  void tell_place(graph::ValueId v, graph::ValueId whole);
  void run_barrier(RegionState& state, std::size_t position);
  void stop_if_failed(const RegionState& state, std::size_t begin, std::size_t end);
  void choose_outputs(RegionState& state, std::size_t begin, std::size_t end,
                      Segment& segment) const;
  bool can_wait(RegionState& state, std::size_t end, graph::ValueId v, Segment& segment) const;
  bool is_made_in(const Segment& segment, graph::ValueId v) const;
  bool consume_lazily(const graph::Node& next, graph::ValueId v, Segment& segment) const;
  bool is_dead_after(graph::ValueId v, const RegionState* state, std::size_t position) const;
  bool is_reusable(graph::ValueId v, const RegionState& state, std::size_t position) const;
  Storage new_array(graph::ValueId v, const graph::Type& type);
  void store_in_memory(graph::ValueId v);
  void prefer(graph::ValueId v, const Storage& storage);
  void find_regions(graph::RegionId id);
  void copy(const Storage& to, const Shape& shape,
            const std::function<loop::ValueId(const Index&)>& element,
            const std::function<void(const Index&)>& before_rows = {});
  void copy_value(const Storage& to, graph::ValueId v);
  void move_arrays(const std::vector<graph::ValueId>& values, const std::vector<Storage>& places);
  loop::ValueId scalar(graph::ValueId v) { return eval(v, {}); }

  // overlap.cpp: what is read from memory that is about to be written.
  /// The part of an array of shape `whole` that an update writes.
  struct Part {
    const graph::SliceAttr& slice;
    const Shape& shape;
    const Shape& whole;
  };
  bool is_disjoint(const graph::Node& node, loop::BufferId buffer, const Part& part) const;
  bool reaches_buffer(graph::ValueId v, const Schedule* schedule, loop::BufferId buffer, bool top,
                      const Part* part = nullptr) const;
  bool reads_in_place(graph::ValueId root, const Schedule& schedule, loop::BufferId buffer,
                      const Part* part) const;
  bool may_write(const Schedule& schedule, graph::ValueId v, loop::BufferId buffer,
                 const Part* part) const;

  std::vector<graph::ValueId> thin_slices(const Segment& segment, loop::BufferId buffer) const;
  bool replace(const RegionState& state, std::size_t end, graph::ValueId v, Segment& segment,
               Schedule& schedule, bool fixed);

  // control.cpp
  struct LoopState;
  void run_if(RegionState& state, std::size_t position);
  void run_for(RegionState& state, std::size_t position);
  bool run_in_tiles(RegionState& state, std::size_t position);
  void run_while(RegionState& state, std::size_t position);
  void iteration(RegionState& state, std::size_t position, LoopState& loop, loop::ValueId index,
                 loop::RegisterId stop);
  Storage carried_place(RegionState& state, std::size_t position, std::size_t k);
  LoopState begin_loop(RegionState& state, std::size_t position);
  void bind_arguments(LoopState& loop, const graph::Region& region, std::size_t first);
  void prefer_results(const LoopState& loop, const std::vector<graph::ValueId>& results);
  void end_iteration(LoopState& loop, const std::vector<graph::ValueId>& results);
  void end_loop(LoopState& loop);
  graph::ValueId outer_source(graph::ValueId v, const graph::Node& node) const;

  // show.cpp
  void run_show(RegionState& state, std::size_t position);
  void run_call_host(RegionState& state, std::size_t position);
  void show_operands(const graph::Node& node, std::int32_t site, std::size_t first);
  // parallel_loops.cpp
  struct ParallelLoop;
  LoopReport report_of(const graph::Node& node, const LoopFacts& facts, int depth) const;
  bool in_lanes(const graph::Node& node, const LoopFacts& facts) const;
  bool runs_parallel(const graph::Node& node, const LoopFacts& facts, bool lanes);
  void run_parallel_for(RegionState& state, std::size_t position, const LoopFacts& facts,
                        bool lanes);
  ParallelLoop begin_parallel(RegionState& state, std::size_t position, const LoopFacts& facts,
                              bool lanes);
  loop::ValueId asked_block(const graph::LoopAttr& asked, loop::ValueId trips);
  void run_block(RegionState& state, std::size_t position, const LoopFacts& facts,
                 const ParallelLoop& whole, loop::ValueId block);
  loop::ValueId elements_of(const Storage& array, const Shape& shape);
  bool has_copies(const LoopFacts& facts) const;
  void limit_copies(const graph::Node& node, const LoopFacts& facts, loop::ValueId trips,
                    ParallelLoop& whole);
  void run_scattering_blocks(RegionState& state, std::size_t position, const LoopFacts& facts,
                             const ParallelLoop& whole);
  loop::ValueId combine_blocks_in_lanes(Op op, loop::BufferId memory, loop::ValueId blocks,
                                        loop::ValueId initial);
  void end_parallel(RegionState& state, std::size_t position, const LoopFacts& facts,
                    const ParallelLoop& whole);
  loop::ValueId work_of(const graph::Region& region);
  std::int64_t most_blocks() const;
  std::string head_of(const graph::Node& node) const;
  void is_copied(graph::ValueId v, const Storage& to, bool whole);
  loop::ValueId identity(Op op, DType type);

  // copies.cpp: arrays that blocks of iterations combine, each in a copy of its own.
  struct Copies {
    loop::BufferId buffer;  ///< One copy after another; none: there are none.
    Shape shape;
    Index strides;
    loop::ValueId elements;  ///< Of one.
    Op op = Op::Add;
    DType type = DType::kI64;
  };
  loop::ValueId least_per_copy(loop::ValueId trips, loop::ValueId elements);
  Copies make_copies(const graph::Type& type, Op op, loop::ValueId blocks);
  Storage copy_of_block(const Copies& copies);
  void hand_over(const Copies& copies, const Storage& own, loop::ValueId block);
  void combine_copies(const Copies& copies, const Storage& whole, loop::ValueId blocks);

  // update.cpp
  bool reads_base(const graph::Node& node) const;
  Storage update_target(RegionState& state, std::size_t position, const graph::Node& node,
                        bool reads);
  Storage part_of(const Storage& whole, const graph::SliceAttr& part);
  void run_update(RegionState& state, std::size_t position);
  std::optional<graph::ValueId> mask_of_positions(const graph::Region& region,
                                                  const graph::Node& scatter) const;
  void collect_ranks(graph::ValueId place, std::set<std::uint32_t>& ranks) const;
  void write_positions(graph::ValueId mask, const Storage& to);
  void run_scatter(RegionState& state, std::size_t position);
  void scatter_in_order(const Storage& whole, std::optional<Op> free, loop::ValueId count,
                        const graph::Type& type,
                        const std::function<void(const Storage&, loop::ValueId)>& at_position);

  // eval.cpp: the value of a graph value at an index, at the place where the builder stands.
  loop::ValueId eval(graph::ValueId v, const Index& index);
  loop::ValueId compute(graph::ValueId v,
                        const Index& index);  ///< Not looking at what `v` itself is stored as.
  loop::ValueId eval_uncached(graph::ValueId v, const Index& index, bool ignore_storage);
  loop::ValueId eval_elementwise(graph::ValueId v, const graph::Node& node, const Index& index);
  /// A position that was checked.
  struct Place {
    loop::ValueId position;  ///< Counted from the start of its axis.
    loop::ValueId inside;  ///< Whether it lies in its axis; without meaning to what follows if not.
  };
  Place checked_place(const loop::Builder::AxisPosition& given, DType type, std::uint64_t site,
                      loop::ValueId at);
  bool is_proved(graph::ValueId result, graph::ValueId position, const Dim& size, Op op);
  loop::ValueId eval_gather(graph::ValueId v, const graph::Node& node, const Index& index);
  loop::ValueId eval_refine(const graph::Node& node, const Index& index);
  loop::ValueId load_reshaped(const graph::Node& node, const Index& index);
  Index operand_index(const graph::Node& node, const Index& index);
  loop::ValueId mapped_position(graph::ValueId v, Op mode, loop::ValueId position,
                                loop::ValueId size);
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
  struct PartsOfAll {
    loop::ValueId count, distance;
  };
  PartsOfAll combine_some_blocks(const std::vector<Accumulator>& accumulators,
                                 const std::vector<loop::BufferId>& partial, loop::ValueId blocks);
  loop::ValueId end_of_block(loop::ValueId n, loop::ValueId begin);
  graph::ValueId counted(graph::ValueId reduction) const;
  std::vector<loop::ValueId> reduce_part(const std::vector<graph::ValueId>& reductions,
                                         std::span<const Accumulator> accumulators, const Index& at,
                                         loop::ValueId begin, loop::ValueId end,
                                         const std::map<std::uint32_t, Storage>& roots = {});
  void store_on_the_way(const std::map<std::uint32_t, Storage>& roots, const Index& at);
  std::vector<loop::ValueId> terms_of(graph::ValueId reduction, const Index& at);
  std::vector<std::vector<graph::ValueId>> by_size(
      const std::vector<graph::ValueId>& reductions) const;
  void store_row(graph::ValueId root, const Index& row);
  loop::ValueId arg_reduce(graph::ValueId reduction, const Index& row);
  loop::ValueId whole_position(graph::ValueId reduction);
  loop::ValueId is_extremum(loop::ValueId x, loop::ValueId extremum);
  loop::ValueId eval_lazy_reduction(graph::ValueId v, const graph::Node& node, const Index& index);
  loop::ValueId eval_lazy_contraction(const graph::Node& node, const Index& index);
  Accumulator accumulator(graph::ValueId reduction);
  loop::ValueId accumulate(const graph::Node& node, loop::ValueId current,
                           const std::vector<loop::ValueId>& terms);
  std::int64_t reads_ahead(std::span<const graph::ValueId> values) const;
  loop::ValueId order_zeros(graph::ValueId reduction, loop::ValueId best,
                            const std::function<loop::ValueId(loop::ValueId)>& element,
                            loop::ValueId n);
  void rows(const Phase& phase);
  void row_values(const Phase& phase, std::size_t pass, loop::ValueId first, loop::ValueId count);
  void whole_rows(const Phase& phase);  ///< kRows with no outer axis: parallel over blocks.
  void whole_pass(const std::vector<graph::ValueId>& reductions,
                  const std::map<std::uint32_t, Storage>& roots);
  // rows_gpu.cpp
  void rows_on_gpu(const Phase& phase);
  bool goes_by_warps(const Phase& phase);
  loop::ValueId width_of(const Phase& phase);
  void rows_by_warps(const Phase& phase);
  void short_rows(const Phase& phase);
  void short_row(const Phase& phase, const Index& row,
                 const std::map<std::uint32_t, Storage>& roots);
  void rows_in_parts(const Phase& phase);
  void pass_in_parts(const Phase& phase, const std::vector<graph::ValueId>& reductions,
                     loop::ValueId count);
  loop::ValueId reduce_short(graph::ValueId reduction,
                             const std::function<Index(std::int64_t)>& at);
  std::optional<std::int64_t> longest_row(const Phase& phase);
  void keep_row(graph::ValueId v, const Index& row, loop::ValueId value);
  bool keeps_rows(const Phase& phase);
  // rows_across.cpp
  bool goes_across(const Phase& phase);
  std::optional<SymbolId> width_to_ask_for(const Phase& phase) const;
  void rows_of_some_width(const Phase& phase, SymbolId width, std::size_t guess);
  void rows_one_by_one(const Phase& phase);
  std::set<std::uint32_t> values_of_rows_alone(const Schedule& schedule, std::size_t number,
                                               const Segment& segment) const;
  std::vector<graph::ValueId> read_across_again(const Phase& phase) const;
  Storage turned_copy(graph::ValueId v);
  void rows_across(const Phase& phase);
  void hoist_row(graph::ValueId reduction, const Index& row, int width);
  // wide_columns.cpp
  struct WideStrip;
  void each_column(const WideStrip& strip, const std::function<void(loop::ValueId)>& body);
  void take_rows(const WideStrip& strip, loop::ValueId k, int together);
  void take_block(const WideStrip& strip, loop::ValueId begin, loop::ValueId end, int together);
  void order_zeros_of_columns(const WideStrip& strip, loop::ValueId n, int together);
  void wide_strip(const WideStrip& strip, loop::ValueId n, int together);
  void wide_columns(const Phase& phase);

  // narrow_columns.cpp
  struct NarrowColumns;
  bool narrow_columns(const Phase& phase);
  std::vector<graph::ValueId> narrow_arrays(const Phase& phase) const;
  void take_narrow(const NarrowColumns& c, const Index& index,
                   const std::vector<loop::RegisterId>& sums, loop::ValueId column);
  void narrow_group(const NarrowColumns& c, loop::ValueId group);
  void turn_rows(const NarrowColumns& c, graph::ValueId v, loop::BufferId tile,
                 loop::ValueId first_block, loop::ValueId from);
  void narrow_rest(const NarrowColumns& c);
  void combine_narrow(const NarrowColumns& c);
  // columns.cpp, columns_gpu.cpp
  void columns(const Phase& phase);
  struct ColumnState;
  /// Blocks of the reduced axis, and where their results go (outer index, column).
  struct ColumnPart {
    loop::ValueId first_block, blocks;
    loop::ValueId levels;  ///< Of the pairwise tree over that many blocks or more, fixed outside.
    loop::ValueId end;     ///< The row behind the last one.
    std::function<void(graph::ValueId value, const Index& index, loop::ValueId result)> store;
    bool blocks_are_full = false;
  };
  void column_strip(const std::vector<graph::ValueId>& values, const Index& outer,
                    loop::ValueId first, loop::ValueId width, int tile, const ColumnPart& part);
  bool columns_in_parts(const Phase& phase);
  void store_parts(const Shape& shape,
                   const std::vector<std::pair<graph::ValueId, loop::BufferId>>& partial,
                   loop::ValueId parts);
  /// `count` parts, `distance` elements apart; -1: they have been combined in memory.
  struct PartsLeft {
    std::int64_t count;
    loop::ValueId distance;
  };
  void combine_groups(const std::vector<std::pair<Op, loop::BufferId>>& partial,
                      loop::ValueId parts, loop::ValueId count, std::int64_t some);
  PartsLeft leave_few_parts(const std::vector<std::pair<Op, loop::BufferId>>& partial,
                            loop::ValueId parts, loop::ValueId count);
  loop::ValueId accumulate_column(const ColumnState& s, loop::ValueId current,
                                  const std::vector<loop::ValueId>& terms);
  void column_position(const ColumnState& s, loop::RegisterId best_at, loop::ValueId k,
                       loop::ValueId term);

  // row_cache.cpp: values of a group of rows that a later pass needs again, or what is stored.
  struct KeptValue {
    graph::ValueId value;
    std::size_t pass = 0;  ///< The pass that computes it.
    Storage storage;
    bool is_root = false;  ///< The phase stores it, there.
  };
  std::map<std::uint32_t, Storage> take_roots(const Phase& phase);
  std::vector<KeptValue> keep_values(const Phase& phase,
                                     const std::map<std::uint32_t, Storage>& roots,
                                     loop::ValueId group, loop::ValueId first);
  std::vector<KeptValue> take_kept(const std::vector<graph::ValueId>& reductions);
  void forget_kept(const std::vector<KeptValue>& kept);

  // scan.cpp
  Accumulator scan_accumulator(const graph::Node& node);
  void scan(const Phase& phase);
  void scan_rows(graph::ValueId v);
  void scan_row(graph::ValueId v, const Index& outer, loop::ValueId n);
  struct ScanRow;
  void scan_block(const ScanRow& row, loop::ValueId begin, loop::ValueId end, bool stores);
  void scan_in_parts(graph::ValueId v, const Shape& outer, loop::ValueId n);
  void scan_sums(const Accumulator& a, loop::BufferId sums, loop::BufferId before,
                 loop::ValueId rows, loop::ValueId blocks);
  void scan_columns(graph::ValueId v, std::size_t axis);
  void scan_strip(graph::ValueId v, std::size_t axis, const Index& outer, loop::ValueId first,
                  loop::ValueId columns, int tile);

  // border.cpp
  /// Reads beyond the ends of arrays, and bounds on the positions at which all are inside.
  struct Borders {
    std::set<std::uint32_t> reads;
    std::set<std::uint32_t> elsewhere;  ///< Also read at other positions.
    std::vector<Dim> low, high;
    std::set<std::tuple<std::uint32_t, int, std::string>> seen;
  };
  bool is_always_inside(graph::ValueId gather);
  std::optional<int> axis_before(const graph::Node& node, int axis) const;
  std::optional<int> step_along(graph::ValueId v, int axis) const;
  bool reads_in_order(graph::ValueId v, int axis, const std::set<std::uint32_t>& at_hand);
  void find_borders(graph::ValueId v, int axis, const Dim& shift, Borders& found, bool top);
  std::pair<int, Dim> moved_axis(const graph::Node& node, int axis, const Dim& shift) const;
  void vector_inside(const std::vector<graph::ValueId>& roots, std::size_t axis,
                     loop::ValueId begin, loop::ValueId end, const loop::Builder::Body& body);

  // contraction.cpp
  void contraction(const Phase& phase);
  bool contraction_of_few(const Phase& phase);
  void simple_contraction(const Phase& phase);
  void block_contraction(const Phase& phase, const ContractionRoles& roles);
  loop::ValueId factor(const graph::Node& node, const Index& indices, bool right);
  loop::ValueId reduced_size(const graph::Node& node);

  // elementwise_tiles.cpp
  /// An element that is stored elsewhere.
  struct Turned {
    loop::ValueId place, value;
  };
  std::optional<std::size_t> read_across(graph::ValueId v, bool top,
                                         std::set<std::uint32_t>& seen) const;
  std::vector<graph::ValueId> read_along(std::size_t across,
                                         const std::vector<graph::ValueId>& roots) const;
  void each_element_of_tiles(const Shape& shape, std::size_t across,
                             const std::function<void(const Index&)>& body);
  void each_turned_tile(const Phase& phase, std::size_t across, int grain,
                        const std::function<void(const Index&)>& hoist_all,
                        const std::function<void(const Index&)>& stores);
  struct ShortAxis {
    std::size_t few, lanes;
  };
  /// Elements, which the code generator picks apart.
  static constexpr std::int64_t kMostOfShortAxis = 8;
  std::optional<ShortAxis> short_axis(const Phase& phase, std::optional<std::size_t> across);
  /// A size that this kernel is made for.
  std::optional<std::int64_t> size_if_known(const Dim& size);
  void each_short_row(const Shape& shape, const ShortAxis& axis, int grain,
                      const std::function<void(const Index&)>& hoist_all,
                      const std::function<void(const Index&)>& stores);
  Storage turn_tile(graph::ValueId v, std::size_t across, const Index& first, const Index& count,
                    std::int64_t tile_side);
  void turn_block(loop::BufferId to, std::int64_t side,
                  const std::function<Turned(loop::ValueId lane, loop::ValueId number)>& element);
  std::int64_t turned_side(DType type) const;

  // elementwise.cpp
  void elementwise(const Phase& phase);
  void each_element(const Shape& shape, bool flat, const std::function<void(const Index&)>& body);
  bool is_collapsible(graph::ValueId v) const;
  loop::ValueId bypasses_cache(const Phase& phase, const Shape& shape);
  int worthwhile(int cost, DType type) const;
  bool concat_short_rows(const graph::Node& node);
  void concat(const Phase& phase);
  void refine(graph::ValueId v);
  int cost(graph::ValueId v) const;
  void parallel_chunks(loop::ValueId count, int grain,
                       const std::function<void(loop::ValueId begin, loop::ValueId end)>& body);

  /// While it lives, instructions belong to a node's place in the source, when places are asked
  /// for.
  class AtPlace {
   public:
    AtPlace(Emitter& e, const graph::Node& node)
        : e_(e),
          asked_(e.options_.debug_info && !node.locations.empty()),
          before_(asked_ ? e.b_.set_place(static_cast<std::int32_t>(node.locations.front())) : -1) {
    }
    ~AtPlace() {
      if (asked_) e_.b_.set_place(before_);
    }
    AtPlace(const AtPlace&) = delete;
    AtPlace& operator=(const AtPlace&) = delete;

   private:
    Emitter& e_;
    bool asked_;
    std::int32_t before_;
  };

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
  /// The value of `v` at this index is at hand until the scope ends.
  void remember(graph::ValueId v, const Index& index, loop::ValueId value);

  const graph::Graph& g_;
  Ranges ranges_;
  const Options& options_;
  Lowered result_;
  loop::Builder b_;
  std::string plan_;
  int plan_depth_ = 0;
  int kernel_number_ = 1;
  int loop_depth_ = 0;
  std::map<std::uint32_t, std::int32_t> loop_number_;  ///< By node, as graph::loops_of has them.
  FusedBlocks fused_;
  std::map<std::uint32_t, std::int32_t> show_number_;  ///< By node, as graph::shows_of has them.
  std::int32_t poll_ = 0;  ///< The innermost loop of the program; their number where there is none.
  int enclosing_loops_ = 0;
  bool combines_at_once_ = false;             ///< Scatters whose order does not matter: atomically.
  bool in_parallel_ = false;                  ///< In the body of a parallel loop of the program,
  std::uint32_t parallel_loop_ = 0;           ///< which is this one
  std::set<std::uint32_t> parallel_buffers_;  ///< and updates arrays in these buffers in place.
  const CopyingLoops& known_;
  CopyingLoops copying_;
  bool is_wide_ = false;  ///< What is emitted has several axes, which may be worth several threads.
  std::map<std::uint32_t, loop::ValueId> scalars_;    ///< Values of rank 0 that are at hand.
  std::map<std::uint32_t, Storage> preferred_;        ///< Where a value had best be stored.
  std::map<std::uint32_t, graph::ValueId> occupant_;  ///< By buffer: the value that it holds.
  std::map<std::uint32_t, Storage> written_;  ///< Updates whose part was computed in its place.
  /// Concatenations and the numbers of their operands that lie in them.
  std::set<std::pair<std::uint32_t, std::size_t>> placed_;
  std::vector<graph::RegionId> region_of_;  ///< By value.
  std::map<std::uint32_t, Storage> storage_;
  std::map<std::uint32_t, Storage> turned_;  ///< Transposes: the part that the tile at hand reads.
  std::map<std::uint32_t, loop::ValueId> symbols_;  ///< Loop indices and values of the program.
  std::set<std::uint32_t> given_sizes_;             ///< Of those, the values that the caller knows.
  /// While the last pass over a group of rows is emitted: how many rows ahead its arguments are
  /// prefetched.
  loop::ValueId rows_ahead_;
  std::int64_t bytes_ahead_ = 0;  ///< How far in front loads of contiguous arguments ask for more,
  std::size_t rank_ahead_ = 0;    ///< of those that no axis of the pass repeats: they come once.
  loop::ValueId streaming_;  ///< Whether what is stored is so large that it bypasses the cache.
  loop::ValueId load_mask_;  ///< Where it is false, what is read may lie outside of its array.
  /// Of gathers that were checked before: where they read.
  std::map<std::uint32_t, loop::ValueId> checked_positions_;
  std::map<std::uint32_t, bool> always_inside_;  ///< What is_always_inside() has found.
  std::set<std::uint32_t> inside_;  ///< Gathers whose positions are inside in the loop at hand.
  std::set<std::uint32_t> of_rows_alone_;          ///< Values per row that need no memory.
  std::set<std::uint32_t> maybe_of_rows_alone_;    ///< Those that need none in some of the code.
  std::map<std::uint32_t, std::int64_t> assumed_;  ///< Sizes that were looked at before.
  std::vector<KeptValue> to_keep_;  ///< While a pass over a group of rows is emitted.
  std::map<std::uint32_t, std::uint64_t> site_of_;  ///< Of values whose computation can fail.
  std::vector<std::map<std::pair<std::uint32_t, std::vector<std::uint32_t>>, loop::ValueId>> memo_;
  std::vector<std::map<std::uint32_t, loop::ValueId>> bound_;
};

}  // namespace sinter::lower
