// Loops of the program whose iterations are independent: blocks of iterations run on several
// threads, each in order. What a block gives of reduced scalars, and what the last one gives of
// others, goes through memory.
#include <algorithm>
#include <utility>

#include "compiler/ir/identity.h"
#include "compiler/lower/dependence.h"
#include "compiler/lower/lanes.h"
#include "compiler/lower/lanes_emit.h"
#include "compiler/lower/recurrence.h"
#include "compiler/lower/region_state.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;
using loop::BufferKind;

namespace {

constexpr std::int64_t kMaximumBlocks = 256;
constexpr std::int64_t kMaximumBlocksOfGpu = 1 << 16;
constexpr std::int64_t kUnknownTrips = 16;  // assumed of a loop whose number of iterations is open
constexpr std::int64_t kLargest = std::int64_t{1} << 20;  // of factors of an estimate

bool shows(const graph::Graph& graph, const graph::Region& region) {
  return std::any_of(region.nodes.begin(), region.nodes.end(), [&](graph::NodeId id) {
    const Node& node = graph.node(id);
    return is_show(node.op) ||
           std::any_of(node.regions.begin(), node.regions.end(),
                       [&](graph::RegionId inner) { return shows(graph, graph.region(inner)); });
  });
}

}  // namespace

struct Emitter::ParallelLoop {
  loop::ValueId begin, end;
  loop::ValueId per_block, blocks;
  std::vector<Storage> arrays;
  std::vector<loop::BufferId> memory;  ///< By carried scalar: what blocks give.
  std::vector<loop::ValueId> initial;  ///< Of scalars.
  bool lanes = false;                  ///< Iterations of a block run side by side.
  /// On a GPU neighbouring threads take neighbouring iterations: each has one, or every one that is
  /// `blocks` behind the one before.
  bool one_each = false, interleaved = false;
};

std::int64_t Emitter::most_blocks() const {
  return options_.gpu ? kMaximumBlocksOfGpu : kMaximumBlocks;
}

std::string Emitter::head_of(const Node& node) const {
  const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
  const Symbol& symbol = g_.dims[attribute.index];
  std::vector<std::string> options;
  if (attribute.chunk > 0) options.push_back(fmt::format("chunk={}", attribute.chunk));
  if (attribute.threads > 0) options.push_back(fmt::format("threads={}", attribute.threads));
  const std::string how = !attribute.parallel ? ""
                          : options.empty()
                              ? "parallel "
                              : fmt::format("parallel({}) ", fmt::join(options, ", "));
  return fmt::format("{}for {} in {}..{}", how, symbol.name, g_.dims.print(symbol.a),
                     g_.dims.print(symbol.b));
}

/// Whether the iterations run side by side, in the lanes of vectors.
bool Emitter::in_lanes(const Node& node, const LoopFacts& facts) const {
  // Iterations that are counted are counted one by one; on a GPU each has a thread.
  return !options_.gpu && !options_.counts_iterations && !options_.leaves_out(Choice::kLanes) &&
         !node.results.empty() && !known_.lanes.contains(node.results[0].index) &&
         runs_in_lanes(g_, node, facts);
}

/// A loop that runs in order, and why.
LoopReport Emitter::report_of(const Node& node, const LoopFacts& facts, int depth) const {
  LoopReport report{node.locations, head_of(node), depth, "serial", {}};
  for (const Obstacle& o : facts.obstacles) report.notes.push_back({o.text, o.first, o.second});
  if (const std::string text = recurrence_of(g_, node, facts); !text.empty())
    report.notes.push_back({fmt::format("it is {}", text), {}, {}});
  return report;
}

/// Decides, and notes for people what becomes of the loop and why.
bool Emitter::runs_parallel(const Node& node, const LoopFacts& facts, bool lanes) {
  const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
  const Symbol& symbol = g_.dims[attribute.index];
  LoopReport report = report_of(node, facts, enclosing_loops_);
  const bool scalars =
      std::all_of(facts.carried.begin(), facts.carried.end(), [&](const Carried& c) {
        const auto k = static_cast<std::size_t>(&c - facts.carried.data());
        return c.kind != Carry::kSerial || g_.type(node.operands[k]).rank() > 0;
      });
  const bool asserted = attribute.parallel && scalars && !attribute.stops;
  const auto trips = (symbol.b - symbol.a).as_constant();
  const bool independent = facts.independent() || asserted;
  bool parallel = false;
  const auto note = [&](const char* text) { report.notes.push_back({text, {}, {}}); };
  if (shows(g_, g_.region(node.regions[0]))) {
    note("it prints, asserts or calls the host, which happens in order");
  } else if (!independent) {
  } else if (known_.parallel.contains(node.results.empty() ? 0 : node.results[0].index)) {
    note("its iterations are independent, but an array is copied in each of them");
  } else if (in_parallel_) {
    note("its iterations are independent, but it stands inside of a parallel loop");
  } else if (loop_depth_ >= 2) {
    note("its iterations are independent, but two loops around it run in order");
  } else if (trips && *trips < kUnknownTrips) {
    note("its iterations are independent, but only few");
  } else if (node.results.empty()) {
    note("it does nothing");
  } else {
    parallel = true;
    report.outcome = "parallel";
    if (!facts.independent()) note("independent because the program says so");
    for (const Carried& c : facts.carried) {
      if (c.kind == Carry::kReduction) {
        report.notes.push_back(
            {fmt::format("a scalar is reduced by `{}`, in any order", info(c.op).spelling),
             {},
             {}});
      } else if (c.kind == Carry::kScattered) {
        const char* const how =
            options_.gpu
                ? ""
                : ": each block of iterations has a copy, where it is long enough for that";
        report.notes.push_back(
            {fmt::format("elements of an array are combined by `{}`, in any order{}",
                         info(c.op).spelling, how),
             {},
             {}});
      }
    }
  }
  if (lanes) {
    report.notes.push_back(
        {fmt::format("{} iterations at a time run side by side, in the lanes of vectors",
                     lanes_of(g_, node, options_.vector_bits).side_by_side),
         {},
         {}});
  }
  result_.loops.push_back(std::move(report));
  return parallel;
}

/// About how many scalar operations one run of a region takes, as a value of the loop IR. Inner
/// loops are looked at in the middle of the range of the outer one.
loop::ValueId Emitter::work_of(const graph::Region& region) {
  const auto bounded = [&](loop::ValueId v) {
    return b_.max(b_.i64(1), b_.min(v, b_.i64(kLargest)));
  };
  const auto computes = [&](graph::NodeId id) {
    const Op op = g_.node(id).op;
    return op != Op::Slice && op != Op::Reshape && op != Op::Broadcast && op != Op::Transpose &&
           op != Op::Constant && op != Op::DimSize;
  };
  auto total = b_.i64(std::ranges::count_if(region.nodes, computes) + 1);
  for (const graph::NodeId n : region.nodes) {
    const Node& node = g_.node(n);
    if (node.op == Op::BindSize) {
      symbols_[std::get<graph::DimAttr>(node.attribute).dim.as_symbol()->index] =
          b_.i64(kUnknownTrips);
    } else if (node.op == Op::For) {
      const auto index = std::get<graph::LoopAttr>(node.attribute).index;
      const auto begin = dim(g_.dims[index].a);
      const auto trips = b_.sub(dim(g_.dims[index].b), begin);
      symbols_[index.index] = b_.add(begin, b_.op(Op::Shr, trips, b_.i64(1)));
      const auto inner = b_.mul(bounded(trips), work_of(g_.region(node.regions[0])));
      total = b_.add(total, b_.min(inner, b_.i64(kLargest)));
    } else if (node.op == Op::While) {
      const auto inner = work_of(g_.region(node.regions[1]));
      total = b_.add(total, b_.mul(b_.i64(kUnknownTrips), inner));
    } else if (node.op == Op::If) {
      total = b_.add(total, work_of(g_.region(node.regions[0])));
      total = b_.add(total, work_of(g_.region(node.regions[1])));
    } else if (!node.results.empty() && node.op != Op::Update && node.op != Op::Scatter) {
      // Elements of arrays are computed several at a time.
      const auto& shape = g_.type(node.results[0]).shape;
      const bool one =
          std::all_of(shape.begin(), shape.end(), [](const Dim& d) { return d.is_constant(); });
      if (!one && node.op != Op::Slice && node.op != Op::Reshape && node.op != Op::Broadcast)
        total = b_.add(total, bounded(b_.op(Op::Shr, product(dims(shape)), b_.i64(3))));
    }
  }
  return total;
}

loop::ValueId Emitter::identity(Op op, DType type) {
  return b_.constant(type, identity_bits(op, type));
}

Emitter::ParallelLoop Emitter::begin_parallel(RegionState& state, std::size_t position,
                                              const LoopFacts& facts, bool lanes) {
  const Node& node = state.node(g_, position);
  const Symbol& symbol = g_.dims[std::get<graph::LoopAttr>(node.attribute).index];
  ParallelLoop whole{dim(symbol.a), dim(symbol.b), {}, {}, {}, {}, {}, lanes, false, false};
  const std::size_t count = node.operands.size();
  whole.arrays.resize(count);
  whole.memory.resize(count);
  whole.initial.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto& type = g_.type(node.results[k]);
    if (type.rank() > 0) {
      whole.arrays[k] = carried_place(state, position, k);
      continue;
    }
    whole.initial[k] = scalar(node.operands[k]);
    if (facts.carried[k].kind == Carry::kSame) continue;
    whole.memory[k] = b_.buffer("blocks", type.dtype, BufferKind::kLocal);
    b_.alloc(whole.memory[k], b_.i64(most_blocks()));
  }
  const auto trips = b_.sub(whole.end, whole.begin);
  const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
  if (attribute.chunk > 0 || attribute.threads > 0) {
    whole.per_block = asked_block(attribute, trips);
    const auto last = b_.sub(whole.per_block, b_.i64(1));
    whole.blocks = b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.add(trips, last), whole.per_block));
    if (has_copies(facts)) limit_copies(node, facts, trips, whole);
    return whole;
  }
  const auto is_memory = [](loop::BufferId buffer) { return static_cast<bool>(buffer); };
  if (options_.gpu && std::ranges::none_of(whole.memory, is_memory)) {
    whole.one_each = true;
    whole.per_block = b_.i64(1);
    whole.blocks = b_.max(b_.i64(0), trips);
    return whole;
  }
  whole.interleaved = options_.gpu;
  const auto before = symbols_;
  symbols_[std::get<graph::LoopAttr>(node.attribute).index.index] =
      b_.add(whole.begin, b_.op(Op::Shr, trips, b_.i64(1)));
  const auto& body = g_.region(node.regions[0]);
  auto work = b_.min(work_of(body), b_.i64(kLargest));
  // Straight code is done for several iterations at a time.
  const bool is_straight =
      std::ranges::all_of(body.nodes, [&](graph::NodeId n) { return g_.node(n).regions.empty(); });
  if (is_straight && !options_.gpu) work = b_.max(b_.op(Op::Shr, work, b_.i64(2)), b_.i64(1));
  symbols_ = before;
  if (options_.gpu) {  // without a branch, so that the host knows how many blocks there are
    const auto least = b_.add(b_.op(Op::FloorDiv, trips, b_.i64(most_blocks())), b_.i64(1));
    const auto per =
        b_.max(b_.max(least, b_.i64(1)), b_.op(Op::FloorDiv, b_.i64(options_.loop_work), work));
    whole.per_block = per;
    whole.blocks =
        b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.add(trips, b_.sub(per, b_.i64(1))), per));
    return whole;
  }
  const auto per_block = b_.reg("per_block", DType::kI64);
  const auto blocks = b_.reg("blocks", DType::kI64);
  b_.set(per_block, trips);
  b_.set(blocks, b_.i64(1));
  const auto several = b_.op(Op::Gt, b_.min(trips, b_.i64(std::int64_t{1} << 40)),
                             b_.op(Op::FloorDiv, b_.i64(options_.loop_work), work));
  b_.branch(several, [&] {
    const auto least = b_.add(b_.op(Op::FloorDiv, trips, b_.i64(most_blocks())), b_.i64(1));
    auto per = b_.max(least, b_.op(Op::FloorDiv, b_.i64(options_.loop_work), work));
    if (lanes) {
      const auto strip = b_.i64(lanes_of(g_, node, options_.vector_bits).side_by_side);
      per = b_.mul(b_.op(Op::FloorDiv, b_.add(per, b_.sub(strip, b_.i64(1))), strip), strip);
    }
    b_.set(per_block, per);
    b_.set(blocks, b_.op(Op::FloorDiv, b_.add(trips, b_.sub(per, b_.i64(1))), per));
  });
  whole.per_block = b_.get(per_block);
  whole.blocks = b_.get(blocks);
  if (has_copies(facts)) limit_copies(node, facts, trips, whole);
  return whole;
}

/// Whether blocks combine elements of arrays in copies of their own. On a GPU all of them do so in
/// the array itself.
bool Emitter::has_copies(const LoopFacts& facts) const { return facts.scatters() && !options_.gpu; }

/// Iterations of a block as the program says: a thread is given a chunk at least, and there are no
/// more blocks than threads that the loop may use.
loop::ValueId Emitter::asked_block(const graph::LoopAttr& asked, loop::ValueId trips) {
  const auto least = b_.add(b_.op(Op::FloorDiv, trips, b_.i64(most_blocks())), b_.i64(1));
  auto block = b_.max(least, b_.i64(std::max<std::int64_t>(asked.chunk, 1)));
  if (asked.threads > 0) {
    const auto rounded = b_.add(trips, b_.i64(asked.threads - 1));
    block = b_.max(block, b_.op(Op::FloorDiv, rounded, b_.i64(asked.threads)));
  }
  return block;
}

void Emitter::run_block(RegionState& state, std::size_t position, const LoopFacts& facts,
                        const ParallelLoop& whole, loop::ValueId block) {
  const Node& node = state.node(g_, position);
  LoopState loop{node, {}, whole.arrays};
  loop.registers.resize(node.operands.size());
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    if (!whole.memory[k]) continue;
    const DType type = g_.type(node.results[k]).dtype;
    loop.registers[k] = b_.reg("carried", type);
    const bool reduced = facts.carried[k].kind == Carry::kReduction;
    b_.set(loop.registers[k], reduced ? identity(facts.carried[k].op, type) : whole.initial[k]);
  }
  if (whole.one_each) {
    return iteration(state, position, loop, b_.add(whole.begin, block), {});
  }
  const auto from = b_.add(whole.begin, b_.mul(block, whole.per_block));
  const auto to = b_.min(whole.end, b_.add(from, whole.per_block));
  b_.poll(poll_);
  if (whole.interleaved) {
    const auto first = b_.add(whole.begin, block);
    const auto rest = b_.sub(b_.sub(whole.end, first), b_.i64(1));
    const auto count = b_.add(b_.op(Op::FloorDiv, rest, whole.blocks), b_.i64(1));
    b_.serial_ordered(count, [&](loop::ValueId n) {
      iteration(state, position, loop, b_.add(first, b_.mul(n, whole.blocks)), {});
    });
  } else if (whole.lanes) {
    LaneLoop(*this, state, position, facts, loop).run(from, to);
  } else {
    b_.serial(from, to, [&](loop::ValueId index) { iteration(state, position, loop, index, {}); });
  }
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    if (whole.memory[k]) b_.store(whole.memory[k], block, b_.get(loop.registers[k]));
  }
}

/// Notes copies of an array that a parallel loop updates, or to all of it: the elements of other
/// iterations must not be moved along.
void Emitter::is_copied(ValueId v, const Storage& to, bool whole) {
  if (!in_parallel_) return;
  const auto from = storage_.find(v.index);
  if ((from != storage_.end() && parallel_buffers_.contains(from->second.buffer.index)) ||
      (whole && parallel_buffers_.contains(to.buffer.index)))
    copying_.parallel.insert(parallel_loop_);
}

/// What blocks give of a scalar that is reduced in any order, by many threads.
loop::ValueId Emitter::combine_blocks_in_lanes(Op op, loop::BufferId memory, loop::ValueId blocks,
                                               loop::ValueId initial) {
  constexpr int kThreads = 256;
  const DType type = b_.type(initial);
  const auto total = b_.reg("total", type, kThreads);
  b_.set(total, identity(op, type));
  b_.vector(b_.i64(0), blocks, kThreads, [&](loop::ValueId block) {
    b_.set(total, b_.op(op, b_.get(total), b_.load(memory, block)));
  });
  return b_.op(op, initial, b_.reduce_lanes(op, total));
}

/// Results: reduced scalars are combined in the order of the blocks, of private ones the last
/// block's counts.
void Emitter::end_parallel(RegionState& state, std::size_t position, const LoopFacts& facts,
                           const ParallelLoop& whole) {
  const Node& node = state.node(g_, position);
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    const ValueId result = node.results[k];
    if (whole.arrays[k].buffer) {
      storage_[result.index] = whole.arrays[k];
      occupant_[whole.arrays[k].buffer.index] = result;
      continue;
    }
    if (!whole.memory[k]) {
      scalars_[result.index] = whole.initial[k];
      continue;
    }
    if (facts.carried[k].kind != Carry::kReduction) {
      auto last = b_.sub(whole.blocks, b_.i64(1));
      if (whole.interleaved) {
        const auto trips = b_.max(b_.i64(1), b_.sub(whole.end, whole.begin));
        last = b_.op(Op::Mod, b_.sub(trips, b_.i64(1)), whole.blocks);
      }
      scalars_[result.index] = b_.load(whole.memory[k], last);
      continue;
    }
    if (options_.gpu && facts.carried[k].op != Op::Xor) {
      scalars_[result.index] = combine_blocks_in_lanes(facts.carried[k].op, whole.memory[k],
                                                       whole.blocks, whole.initial[k]);
      continue;
    }
    const auto total = b_.reg("total", g_.type(result).dtype);
    b_.set(total, whole.initial[k]);
    b_.serial(b_.i64(0), whole.blocks, [&](loop::ValueId block) {
      const auto part = b_.load(whole.memory[k], block);
      b_.set(total, b_.op(facts.carried[k].op, b_.get(total), part));
    });
    scalars_[result.index] = b_.get(total);
  }
}

/// Blocks that have copies of arrays: a few, and each long enough to be worth filling its copy with
/// the identity and combining it with the array afterwards.
void Emitter::limit_copies(const Node& node, const LoopFacts& facts, loop::ValueId trips,
                           ParallelLoop& whole) {
  auto elements = b_.i64(1);
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    if (facts.carried[k].kind == Carry::kScattered)
      elements = b_.max(elements, product(dims(g_.type(node.results[k]).shape)));
  }
  whole.per_block = b_.max(whole.per_block, least_per_copy(trips, elements));
  const auto last = b_.sub(whole.per_block, b_.i64(1));
  whole.blocks = b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.add(trips, last), whole.per_block));
}

/// A loop with arrays that blocks combine in copies of their own. One block alone needs none.
void Emitter::run_scattering_blocks(RegionState& state, std::size_t position,
                                    const LoopFacts& facts, const ParallelLoop& whole) {
  const Node& node = state.node(g_, position);
  const auto several = b_.op(Op::Gt, whole.blocks, b_.i64(1));
  const auto outer = std::exchange(in_parallel_, true);
  const auto occupants = occupant_;
  const auto wishes = preferred_;
  const auto on_threads = [&] {
    std::vector<Copies> copies(node.operands.size());
    for (std::size_t k = 0; k < node.operands.size(); ++k) {
      if (facts.carried[k].kind == Carry::kScattered)
        copies[k] = make_copies(g_.type(node.results[k]), facts.carried[k].op, whole.blocks);
    }
    b_.parallel_ordered(b_.i64(0), whole.blocks, [&](loop::ValueId block) {
      Scope scope(*this);
      parallel_loop_ = node.results[0].index;
      ParallelLoop own = whole;
      for (std::size_t k = 0; k < node.operands.size(); ++k) {
        if (copies[k].buffer) own.arrays[k] = copy_of_block(copies[k]);
        if (!copies[k].buffer && own.arrays[k].buffer)
          parallel_buffers_.insert(own.arrays[k].buffer.index);
      }
      run_block(state, position, facts, own, block);
      parallel_buffers_.clear();
      for (std::size_t k = 0; k < node.operands.size(); ++k) {
        if (copies[k].buffer) hand_over(copies[k], own.arrays[k], block);
      }
    });
    b_.stop_if_failed();
    for (std::size_t k = 0; k < node.operands.size(); ++k) {
      if (copies[k].buffer) combine_copies(copies[k], whole.arrays[k], whole.blocks);
    }
  };
  const auto storage = storage_;
  const auto scalars = scalars_;
  const auto alone = [&] {  // The same again: people are told of it once.
    Scope scope(*this);
    storage_ = storage;  // Nothing that the other side has made is there.
    scalars_ = scalars;
    occupant_ = occupants;
    preferred_ = wishes;
    const std::size_t told = result_.loops.size(), planned = plan_.size();
    run_block(state, position, facts, whole, b_.i64(0));
    b_.stop_if_failed();
    result_.loops.resize(told);
    plan_.resize(planned);
  };
  b_.branch(several, on_threads, alone);
  occupant_ = occupants;
  preferred_ = wishes;
  in_parallel_ = outer;
}

void Emitter::run_parallel_for(RegionState& state, std::size_t position, const LoopFacts& facts,
                               bool lanes) {
  plan_ += lanes ? ": parallel, side by side\n" : ": parallel\n";
  ++enclosing_loops_;
  const ParallelLoop whole = begin_parallel(state, position, facts, lanes);
  b_.poll(poll_);
  if (has_copies(facts)) {
    run_scattering_blocks(state, position, facts, whole);
    end_parallel(state, position, facts, whole);
    --enclosing_loops_;
    return;
  }
  b_.parallel_ordered(b_.i64(0), whole.blocks, [&](loop::ValueId block) {
    Scope scope(*this);
    in_parallel_ = true;
    combines_at_once_ = facts.scatters();
    parallel_loop_ = state.node(g_, position).results[0].index;
    for (const Storage& array : whole.arrays) {
      if (array.buffer) parallel_buffers_.insert(array.buffer.index);
    }
    run_block(state, position, facts, whole, block);
    parallel_buffers_.clear();
    in_parallel_ = false;
    combines_at_once_ = false;
  });
  b_.stop_if_failed();
  end_parallel(state, position, facts, whole);
  --enclosing_loops_;
}

}  // namespace sinter::lower
