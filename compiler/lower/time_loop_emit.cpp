// Loops in time over stencils, in tiles. A step's rows depend on rows nearby of the step before, so
// a statement stays some rows behind the one before it (TimeLoop::delays), and a step behind the
// step before: then one way down the rows makes several steps, and what it works on stays in the
// cache. Tiles of rows that do that independently of each other become narrower from statement to
// statement; what lies between two of them is made afterwards, by tiles that become wider.
#include "compiler/lower/time_loop_emit.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>

namespace sinter::lower {

using graph::Node;
using graph::ValueId;
using loop::BufferKind;

namespace {

constexpr std::int64_t kBandBytes = std::int64_t{384} << 10;  // what a core's own cache keeps
constexpr std::int64_t kSharedBytes = std::int64_t{3} << 20;  // a core's part of what all share
constexpr std::int64_t kChunkBytes = std::int64_t{32} << 10;  // rows of a statement at a time
constexpr std::int64_t kMostPeriods = 32;
constexpr std::int64_t kFewPeriods = 4;  // make the arithmetic of most steps the slower part
constexpr std::int64_t kMostTiles = 64;
constexpr std::int64_t kTestWork = 16;  // loop_work below it: small arrays are to be cut up, too

}  // namespace

TimeTiles::TimeTiles(Emitter& emitter, Emitter::RegionState& state, std::size_t position,
                     const TimeLoop& loop)
    : e_(emitter),
      b_(emitter.b_),
      g_(emitter.g_),
      state_(state),
      position_(position),
      loop_(loop),
      node_(state.node(emitter.g_, position)),
      body_(emitter.g_.region(node_.regions[0])) {}

void TimeTiles::explain(const TimeLoop& loop, LoopReport& report) {
  report.outcome = "serial, several steps at a time on a band of rows";
  const auto note = [&](std::string text) { report.notes.push_back({std::move(text), {}, {}}); };
  note(loop.delay_of_period == 0
           ? std::string("no row needs another row")
           : fmt::format("{} {} row{} behind those before",
                         loop.delays.size() > 1 ? "two steps stay" : "a step stays",
                         loop.delay_of_period, loop.delay_of_period == 1 ? "" : "s"));
  if (loop.swaps()) note("two arrays change places, which copies nothing");
  const auto doubled = std::ranges::count(loop.doubled, true);
  if (doubled == 0) return;
  note(fmt::format("{} double-buffered: steps write a second place in turn, and nothing is copied",
                   doubled == 1 ? "an array is" : fmt::format("{} arrays are", doubled)));
}

/// Fails as the first step would, if there is one.
void TimeTiles::check_positions(loop::ValueId trips) {
  for (const auto& [v, position] : loop_.positions) {
    const auto at = e_.dim(position);
    e_.checked_positions_[v.index] = at;
    if (g_.type(v).rank() == 0) {
      const Node& source = g_.def(v);
      const ValueId from = source.operands[0];
      if (!g_.is_argument(from) && g_.def(from).op == Op::Iota) e_.scalars_[v.index] = at;
    }
  }
  for (const auto& [symbol, position] : loop_.symbols) e_.symbols_[symbol.index] = e_.dim(position);
  if (loop_.checks.empty()) return;
  b_.branch(b_.op(Op::Gt, trips, b_.i64(0)), [&] {
    Emitter::Scope scope(e_);
    for (const TimeLoop::Check& check : loop_.checks) {
      const Emitter::AtPlace place(e_, g_.def(check.of));
      const auto given = b_.cast(e_.eval(check.position, {}), DType::kI64);
      e_.checked_place({given, e_.dim(check.size), check.shown}, g_.type(check.position).dtype,
                       e_.site_of_.at(check.of.index), b_.i64(0));
    }
  });
  b_.stop_if_failed();
}

void TimeTiles::take_places() {
  const std::size_t count = node_.operands.size();
  homes_.resize(count);
  seconds_.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto& type = g_.type(node_.results[k]);
    const ValueId argument = body_.arguments[k + 1];
    if (type.rank() == 0) {
      e_.scalars_[argument.index] = e_.scalar(node_.operands[k]);
      continue;
    }
    homes_[k] = e_.carried_place(state_, position_, k);
    if (!loop_.doubled[k]) continue;
    const auto buffer = b_.buffer("second", type.dtype, BufferKind::kLocal);
    b_.alloc(buffer, e_.product(e_.dims(type.shape)));
    seconds_[k] = {buffer, e_.row_major(type.shape), {}, true};
    e_.copy(seconds_[k], type.shape, [&](const Index& index) {
      return b_.load(homes_[k].buffer, e_.offset(homes_[k], index));
    });
  }
}

const Storage& TimeTiles::place(std::size_t array, std::size_t half, bool before) const {
  const bool second = loop_.doubled[array] && before == (half == 1);
  return second ? seconds_[array] : homes_[half == 0 ? array : loop_.next_place[array]];
}

/// An odd number of steps begins with arrays in each other's places, so that it ends with each in
/// its own.
void TimeTiles::change_places(loop::ValueId is_odd) {
  if (!loop_.swaps()) return;
  b_.branch(b_.op(Op::Gt, is_odd, b_.i64(0)), [&] {
    Emitter::Scope scope(e_);
    for (std::size_t k = 0; k < homes_.size(); ++k) {
      const std::size_t other = loop_.next_place[k];
      if (other <= k) continue;
      const auto &a = homes_[k].buffer, &b = homes_[other].buffer;
      const auto count = e_.product(e_.dims(g_.type(node_.results[k]).shape));
      e_.parallel_chunks(count, 4, [&](loop::ValueId begin, loop::ValueId end) {
        b_.vector(begin, end, 64, [&](loop::ValueId i) {
          const auto first = b_.load(a, i), second = b_.load(b, i);
          b_.store(a, i, second);
          b_.store(b, i, first);
        });
      });
    }
  });
}

loop::ValueId TimeTiles::elements_of_row(const Shape& shape) {
  return e_.product(e_.dims(Shape(shape.begin() + 1, shape.end())));
}

/// Of all arrays that a step works on.
loop::ValueId TimeTiles::row_bytes() {
  auto sum = b_.i64(0);
  std::size_t rank = 0;
  const auto add = [&](const graph::Type& type, std::int64_t places) {
    const auto each = b_.i64(places * static_cast<std::int64_t>(size_of(type.dtype)));
    sum = b_.add(sum, b_.mul(elements_of_row(type.shape), each));
  };
  for (std::size_t k = 0; k < homes_.size(); ++k) {
    const auto& type = g_.type(node_.results[k]);
    if (type.rank() > 0) add(type, loop_.doubled[k] ? 2 : 1);
    rank = std::max(rank, type.shape.size());
  }
  for (const ValueId v : loop_.others) {
    if (g_.type(v).shape.size() == rank) add(g_.type(v), 1);
  }
  return at_least_one(sum);
}

/// About how many scalar operations a period takes for a row.
loop::ValueId TimeTiles::row_work() {
  auto sum = b_.i64(0);
  for (const TimeStage& stage : loop_.stages) {
    const int cost = stage.copies ? 1 : e_.cost(stage.value);
    const auto each = b_.i64(cost * static_cast<std::int64_t>(halves()));
    sum = b_.add(sum, b_.mul(b_.max(elements_of_row(stage.shape), b_.i64(0)), each));
  }
  return at_least_one(sum);
}

TimeTiles::Plan TimeTiles::plan(loop::ValueId trips) {
  Plan p;
  const auto i = [&](std::int64_t n) { return b_.i64(n); };
  const auto divide = [&](loop::ValueId a, loop::ValueId d) { return b_.op(Op::FloorDiv, a, d); };
  const bool is_test = e_.options_.loop_work < kTestWork;
  p.first_step = halves() == 1 ? i(0) : b_.op(Op::And, trips, i(1));
  p.periods = halves() == 1 ? trips : b_.op(Op::Shr, b_.add(trips, i(1)), i(1));

  p.rows = i(1);
  for (const TimeStage& stage : loop_.stages)
    p.rows = b_.max(p.rows, e_.dim(g_.type(node_.results[stage.array]).shape[0]));
  const auto bytes = row_bytes();
  const auto work = row_work();
  const std::int64_t delay = std::max<std::int64_t>(loop_.delay_of_period, 1);
  // Tiles are several times as high as they become narrower.
  const auto in_own = divide(i(kBandBytes / delay), bytes);
  const auto in_shared = b_.min(divide(i(kSharedBytes / delay), bytes), i(kFewPeriods));
  const auto in_cache = is_test ? i(4) : b_.max(in_own, in_shared);
  const auto among_rows = divide(p.rows, i((is_test ? 6 : 16) * delay));
  const auto most = b_.min(b_.min(in_cache, among_rows), i(kMostPeriods));
  // What one thread has done before another one could help is made step by step.
  const auto enough = i(4 * e_.options_.loop_work);
  const auto is_small = b_.op(Op::Lt, p.rows, divide(enough, work));
  p.together = b_.select(is_small, i(kMostPeriods), at_least_one(most));
  const auto longest =
      b_.add(b_.mul(b_.sub(p.together, i(1)), i(loop_.delay_of_period)), i(loop_.longest_delay()));
  // Fewer rows than that would take as long to begin as to compute.
  const auto worthwhile =
      b_.max(divide(enough, b_.mul(work, p.together)), divide(i(e_.options_.loop_work), work));
  const auto least = at_least_one(b_.max(b_.mul(longest, i(is_test ? 2 : 4)), worthwhile));
  const auto fitting = b_.min(at_least_one(divide(p.rows, least)), i(kMostTiles));
  const bool is_alone = e_.in_parallel_ || e_.loop_depth_ >= 2;
  p.tiles = is_alone ? i(1) : b_.select(is_small, i(1), fitting);
  p.per_tile = divide(p.rows, p.tiles);
  const auto piece = at_least_one(divide(i(is_test ? 64 : kChunkBytes), bytes));
  p.chunk = b_.select(is_small, b_.add(p.rows, b_.add(longest, i(1))), piece);
  return p;
}

void TimeTiles::run() {
  Emitter::Scope scope(e_);
  const auto& symbol = g_.dims[std::get<graph::LoopAttr>(node_.attribute).index];
  begin_ = e_.dim(symbol.a);
  const auto trips = b_.max(b_.sub(e_.dim(symbol.b), begin_), b_.i64(0));
  check_positions(trips);
  take_places();
  const Plan p = plan(trips);
  change_places(p.first_step);
  const auto last = b_.sub(p.together, b_.i64(1));
  const auto blocks = b_.op(Op::FloorDiv, b_.add(p.periods, last), p.together);
  b_.poll(e_.poll_);
  b_.serial(b_.i64(0), blocks, [&](loop::ValueId block) {
    Emitter::Scope block_scope(e_);
    period_block(p, b_.mul(block, p.together));
  });
  for (std::size_t k = 0; k < homes_.size(); ++k) {
    const ValueId result = node_.results[k];
    if (!homes_[k].buffer) {
      e_.scalars_[result.index] = e_.scalars_.at(body_.arguments[k + 1].index);
      continue;
    }
    e_.storage_[result.index] = homes_[k];
    e_.occupant_[homes_[k].buffer.index] = result;
  }
}

/// Periods that are made together, from number `first` on: tiles that become narrower, then what is
/// left between them.
void TimeTiles::period_block(const Plan& plan, loop::ValueId first) {
  const auto count = b_.min(plan.together, b_.sub(plan.periods, first));
  const auto passes = b_.min(plan.tiles, b_.i64(2));
  b_.serial(b_.i64(0), passes, [&](loop::ValueId pass) {
    Emitter::Scope pass_scope(e_);
    const auto body = [&](loop::ValueId number) {
      Emitter::Scope tile_scope(e_);
      band(plan, tile_of(plan, pass, number), first, count);
    };
    b_.poll(e_.poll_);
    const auto tiles = b_.sub(plan.tiles, pass);
    if (e_.in_parallel_ || e_.loop_depth_ >= 2) return b_.serial(b_.i64(0), tiles, body);
    b_.parallel_ordered(b_.i64(0), tiles, body);
  });
}

TimeTiles::Tile TimeTiles::tile_of(const Plan& plan, loop::ValueId pass, loop::ValueId number) {
  const auto i = [&](std::int64_t n) { return b_.i64(n); };
  const auto is_between = b_.op(Op::Eq, pass, i(1));
  const auto next = b_.add(number, i(1));
  const auto right = b_.mul(next, plan.per_tile);
  const auto is_first = b_.op(Op::Eq, number, i(0));
  const auto is_last = b_.op(Op::Eq, next, plan.tiles);
  Tile tile;
  tile.left = b_.select(is_between, right, b_.mul(number, plan.per_tile));
  tile.left_slope = b_.select(is_between, i(-1), b_.select(is_first, i(0), i(1)));
  tile.right = b_.select(is_last, plan.rows, right);  // Between tiles none is the last.
  tile.right_slope = b_.select(is_between, i(1), b_.select(is_last, i(0), i(-1)));
  return tile;
}

/// One way down the rows of a tile.
void TimeTiles::band(const Plan& plan, const Tile& tile, loop::ValueId first, loop::ValueId count) {
  const auto one = b_.i64(1);
  const auto longest = b_.add(b_.mul(b_.sub(count, one), b_.i64(loop_.delay_of_period)),
                              b_.i64(loop_.longest_delay()));
  const auto end = b_.add(tile.right, b_.mul(b_.add(tile.right_slope, one), longest));
  const auto length = b_.sub(end, tile.left);
  const auto chunks = b_.op(Op::FloorDiv, b_.add(length, b_.sub(plan.chunk, one)), plan.chunk);
  b_.poll(e_.poll_);
  b_.serial(b_.i64(0), chunks, [&](loop::ValueId chunk) {
    Emitter::Scope chunk_scope(e_);
    const auto at = b_.add(tile.left, b_.mul(chunk, plan.chunk));
    b_.serial(b_.i64(0), count, [&](loop::ValueId number) {
      Emitter::Scope period_scope(e_);
      period(plan, tile, at, number, b_.add(first, number));
    });
  });
}

/// The rows of a period's statements whose turn it is when the first one is at row `at`.
void TimeTiles::period(const Plan& plan, const Tile& tile, loop::ValueId at, loop::ValueId number,
                       loop::ValueId of_loop) {
  const auto behind = b_.mul(number, b_.i64(loop_.delay_of_period));
  for (std::size_t half = 0; half < halves(); ++half) {
    Emitter::Scope half_scope(e_);
    bind(half);
    const auto step = b_.sub(b_.add(b_.mul(of_loop, b_.i64(static_cast<std::int64_t>(halves()))),
                                    b_.i64(static_cast<std::int64_t>(half))),
                             plan.first_step);
    const auto index = b_.add(begin_, step);
    e_.symbols_[std::get<graph::LoopAttr>(node_.attribute).index.index] = index;
    e_.scalars_[body_.arguments[0].index] = index;
    for (std::size_t n = 0; n < loop_.stages.size(); ++n) {
      const TimeStage& s = loop_.stages[n];
      const auto delay = b_.add(behind, b_.i64(loop_.delays[half][n]));
      const auto base = b_.sub(at, delay);
      const auto start = e_.dim(s.start[0]);
      auto low = b_.max(base, b_.add(tile.left, b_.mul(tile.left_slope, delay)));
      low = b_.max(low, start);
      auto high =
          b_.min(b_.add(base, plan.chunk), b_.add(tile.right, b_.mul(tile.right_slope, delay)));
      high = b_.min(high, b_.add(start, e_.dim(s.shape[0])));
      if (halves() > 1 && half == 0) high = b_.select(b_.op(Op::Lt, step, b_.i64(0)), low, high);
      target_ = e_.part_of(place(s.array, half, false), {s.start, s.step});
      stage(s, b_.sub(low, start), b_.sub(b_.max(high, low), start));
      if (half == 0) tell_plan(s);
      if (s.result) e_.storage_[s.result.index] = place(s.array, half, false);
    }
  }
}

/// Where the arrays are when a step begins.
void TimeTiles::bind(std::size_t half) {
  for (std::size_t k = 0; k < homes_.size(); ++k) {
    if (homes_[k].buffer) e_.storage_[body_.arguments[k + 1].index] = place(k, half, true);
  }
  for (const TimeStage& s : loop_.stages) {
    if (s.result) e_.storage_.erase(s.result.index);
  }
}

/// Rows low <= i < high of the part that a statement writes.
void TimeTiles::stage(const TimeStage& stage, loop::ValueId low, loop::ValueId high) {
  constexpr int kLanes = 64;
  const Shape& shape = stage.shape;
  // Axes of size 1 at the end would make rows of one element.
  std::size_t inner = shape.size() - 1;
  while (inner > 0 && shape[inner] == Dim(1)) --inner;
  Index index(shape.size(), b_.i64(0));
  const std::function<void(std::size_t)> loops = [&](std::size_t axis) {
    const auto begin = axis == 0 ? low : b_.i64(0);
    const auto end = axis == 0 ? high : e_.dim(shape[axis]);
    Emitter::Scope scope(e_);
    if (axis < inner) {
      b_.serial(begin, end, [&](loop::ValueId i) {
        index[axis] = i;
        loops(axis + 1);
      });
      return;
    }
    index[axis] = {};
    if (!stage.copies) {
      const Index of_value(index.begin() + static_cast<std::ptrdiff_t>(stage.picked), index.end());
      e_.hoist(stage.value, of_value);
    }
    b_.vector(begin, end, kLanes, [&](loop::ValueId i) {
      Emitter::Scope lane(e_);
      index[axis] = i;
      first_instruction_ = b_.instruction_count();
      element(stage, index);
      last_instruction_ = b_.instruction_count();
    });
  };
  loops(0);
}

void TimeTiles::element(const TimeStage& stage, const Index& index) {
  const auto at = e_.offset(target_, index);
  Index from(index.begin() + static_cast<std::ptrdiff_t>(stage.picked), index.end());
  if (stage.copies) {
    for (std::size_t axis = 0; axis < index.size(); ++axis)
      from[axis] = b_.add(e_.dim(stage.start[axis]), index[axis]);
  }
  auto value = e_.eval(stage.value, from);
  if (stage.mode != graph::ScatterMode::kSet)
    value = combine(b_, stage.mode, b_.load(target_.buffer, at), value);
  b_.store(target_.buffer, at, value);
}

/// A statement is a kernel of the plan, as it is where steps are made one by one.
void TimeTiles::tell_plan(const TimeStage& stage) {
  if (stage.copies || g_.is_argument(stage.value)) return;
  Phase phase;
  phase.roots = {stage.value};
  phase.outer = g_.type(stage.value).shape;
  PlannedKernel kernel;
  kernel.first_instruction = first_instruction_;
  kernel.last_instruction = last_instruction_;
  kernel.elements = phase.outer;
  ++e_.plan_depth_;
  e_.storage_[stage.value.index] = target_;  // where it is stored
  e_.plan_kernel(phase, std::move(kernel));
  e_.storage_.erase(stage.value.index);
  --e_.plan_depth_;
}

}  // namespace sinter::lower
