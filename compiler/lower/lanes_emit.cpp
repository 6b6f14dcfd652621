// Loops whose iterations run side by side (see lanes.h): strips of iterations, one in each lane.
// What stands between two inner loops is one vector loop; the inner loops run in order around
// theirs. Values that live longer than a vector loop wait in registers with lanes.
#include "compiler/lower/lanes_emit.h"

#include <algorithm>

#include "compiler/lower/lanes.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::Region;
using graph::ValueId;

namespace {

/// Widest element that a body works on, in bytes, and the scalars that its loops carry.
struct Weight {
  std::size_t widest = 1;
  int carried = 0;
};

void weigh(const graph::Graph& g, const Region& region, Weight& weight) {
  for (const graph::NodeId id : region.nodes) {
    const Node& node = g.node(id);
    for (const graph::RegionId inner : node.regions) weigh(g, g.region(inner), weight);
    for (const ValueId v : node.results) {
      const auto& type = g.type(v);
      if (node.op == Op::For && type.rank() == 0) ++weight.carried;
      // Positions stay scalar.
      if (node.op != Op::DimSize && node.op != Op::Constant)
        weight.widest = std::max(weight.widest, size_of(type.dtype));
    }
  }
}

}  // namespace

Lanes lanes_of(const graph::Graph& graph, const Node& loop, int vector_bits) {
  Weight weight;
  weigh(graph, graph.region(loop.regions[0]), weight);
  // Several vectors hide the latency of a chain, as long as what is carried stays in registers.
  const int registers = vector_bits >= 512 ? 28 : 12;
  const int vectors = weight.carried * 4 <= registers ? 4 : weight.carried * 2 <= registers ? 2 : 1;
  const int one = vector_bits / 8 / static_cast<int>(weight.widest);
  return {one * vectors, one};
}

LaneLoop::LaneLoop(Emitter& emitter, Emitter::RegionState& state, std::size_t position,
                   const LoopFacts& facts, Emitter::LoopState& loop)
    : e_(emitter),
      b_(emitter.b_),
      g_(emitter.g_),
      state_(state),
      position_(position),
      facts_(facts),
      loop_(loop),
      body_(g_.region(loop.node.regions[0])),
      index_(std::get<graph::LoopAttr>(loop.node.attribute).index),
      all_(lanes_of(g_, loop.node, e_.options_.vector_bits)) {
  number(body_);
  run_ = 0;
  find_crossing(body_);
}

/// Numbers the stretches of nodes that become one vector loop each.
void LaneLoop::number(const Region& region) {
  ++run_;
  for (const graph::NodeId id : region.nodes) {
    const Node& node = g_.node(id);
    if (node.op == Op::For) {
      number(g_.region(node.regions[0]));
      ++run_;
    } else {
      number_branch(node);
    }
  }
}

/// A node between two loops; the sides of a branch belong to the stretch that it stands in.
void LaneLoop::number_branch(const Node& node) {
  for (const ValueId v : node.results) run_of_[v.index] = run_;
  for (const graph::RegionId side : node.regions) {
    for (const graph::NodeId id : g_.region(side).nodes) number_branch(g_.node(id));
  }
}

/// Finds the values that are used outside of the vector loop that computes them.
void LaneLoop::find_crossing(const Region& region) {
  const auto use = [&](ValueId v, bool same_run) {
    const auto made = run_of_.find(v.index);
    if (made != run_of_.end() && !(same_run && made->second == run_) && is_one_element(g_, v) &&
        !is_constant(g_, v))
      crossing_.insert(v.index);
  };
  ++run_;
  for (const graph::NodeId id : region.nodes) {
    const Node& node = g_.node(id);
    const bool is_loop = node.op == Op::For;
    for (const ValueId v : node.operands) use(v, !is_loop);
    if (node.op == Op::If) {
      for (const ValueId v : graph::captures(g_, node)) use(v, true);
    }
    if (!is_loop) continue;
    find_crossing(g_.region(node.regions[0]));
    ++run_;
  }
  for (const ValueId v : region.results) use(v, false);
}

/// Whole strips, then the rest a vector at a time under masks, whose code is kept small.
void LaneLoop::run(loop::ValueId begin, loop::ValueId end) {
  const auto strips = [&](loop::ValueId first, loop::ValueId last, int lanes, const auto& body) {
    b_.poll(e_.poll_);
    b_.serial(b_.i64(0), b_.ceil_div(b_.sub(last, first), lanes),
              [&](loop::ValueId number) { body(b_.add(first, b_.mul(number, b_.i64(lanes)))); });
  };
  strips(begin, end, all_.side_by_side, [&](loop::ValueId first) {
    const auto left = b_.sub(end, first);
    const auto whole = b_.i64(all_.side_by_side);
    const auto rest = [&] {
      lanes_ = all_.one_vector;
      strips(first, end, lanes_,
             [&](loop::ValueId one) { strip(one, b_.min(b_.i64(lanes_), b_.sub(end, one))); });
    };
    const auto full = [&] {
      lanes_ = all_.side_by_side;
      strip(first, whole);
    };
    b_.branch(b_.op(Op::Lt, left, whole), rest, full, true);
  });
}

void LaneLoop::strip(loop::ValueId first, loop::ValueId width) {
  const Emitter::Scope scope(e_);
  first_ = first, width_ = width;
  held_.clear();
  const std::size_t count = loop_.node.operands.size();
  for (std::size_t k = 0; k < count; ++k) {
    const ValueId argument = body_.arguments[k + 1];
    if (loop_.arrays[k].buffer) {
      e_.storage_[argument.index] = loop_.arrays[k];
      e_.occupant_[loop_.arrays[k].buffer.index] = argument;
    } else if (facts_.carried[k].kind == Carry::kReduction) {
      const DType type = g_.type(argument).dtype;
      const auto held = b_.reg("reduced", type, lanes_);
      b_.set(held, e_.identity(facts_.carried[k].op, type));
      held_[argument.index] = held;
    } else if (facts_.carried[k].kind == Carry::kSame) {
      e_.scalars_[argument.index] = e_.scalar(loop_.node.operands[k]);
    }
  }
  Emitter::RegionState inner(e_, body_, &state_, position_, true);
  region(inner);
  finish();
  is_first_ = false;
}

/// What the strip gives of the scalars that the loop carries.
void LaneLoop::finish() {
  const std::size_t count = loop_.node.operands.size();
  std::vector<loop::RegisterId> last(count);
  for (std::size_t k = 0; k < count; ++k) {
    if (!loop_.registers[k] || facts_.carried[k].kind == Carry::kSame) continue;
    last[k] = b_.reg("given", g_.type(body_.results[k]).dtype, lanes_);
    if (facts_.carried[k].kind == Carry::kReduction)
      b_.set(last[k], e_.identity(facts_.carried[k].op, g_.type(body_.results[k]).dtype));
  }
  if (std::ranges::none_of(last, [](loop::RegisterId r) { return static_cast<bool>(r); })) return;
  vector([&] {
    for (std::size_t k = 0; k < count; ++k) {
      if (last[k]) b_.set(last[k], value(body_.results[k]));
    }
  });
  for (std::size_t k = 0; k < count; ++k) {
    if (!last[k]) continue;
    if (facts_.carried[k].kind == Carry::kReduction) {
      const Op op = facts_.carried[k].op;
      b_.set(loop_.registers[k],
             b_.op(op, b_.get(loop_.registers[k]), b_.reduce_lanes(op, last[k])));
    } else {
      b_.set(loop_.registers[k], b_.lane(last[k], b_.sub(width_, b_.i64(1))));
    }
  }
}

/// A vector loop over the iterations of the strip.
void LaneLoop::vector(const std::function<void()>& body) {
  b_.vector(b_.i64(0), width_, lanes_, [&](loop::ValueId lane) {
    const Emitter::Scope scope(e_);
    const auto index = b_.add(first_, lane);
    e_.symbols_[index_.index] = index;
    e_.bind(body_.arguments[0], index);
    body();
    e_.symbols_.erase(index_.index);
  });
}

/// A scalar of the body, in a vector loop.
loop::ValueId LaneLoop::value(ValueId v) {
  const auto held = held_.find(v.index);
  return held == held_.end() ? e_.eval(v, {}) : b_.get(held->second);
}

void LaneLoop::region(Emitter::RegionState& state) {
  const auto& nodes = state.region.nodes;
  for (std::size_t begin = 0; begin < nodes.size();) {
    std::size_t end = begin;
    while (end < nodes.size() && g_.node(nodes[end]).op != Op::For) ++end;
    if (end > begin) {
      check_positions(state, begin, end);
      vector([&] { stretch(state, begin, end); });
    }
    if (end < nodes.size()) inner_loop(state, end++);
    begin = end;
  }
}

/// The nodes between two loops, for one lane.
void LaneLoop::stretch(Emitter::RegionState& state, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    bind_held(state.node(g_, i).operands);
    bind_held(graph::captures(g_, state.node(g_, i)));
  }
  straight(state, begin, end);
}

/// Values that wait in registers are at hand in this vector loop.
void LaneLoop::bind_held(const std::vector<ValueId>& values) {
  for (const ValueId v : values) {
    const auto held = held_.find(v.index);
    if (held != held_.end() && !e_.bound_.back().contains(v.index))
      e_.bind(v, b_.get(held->second));
  }
}

/// An element is at hand in the vector loop, and waits for others that use it.
void LaneLoop::hold(ValueId v, loop::ValueId element) {
  e_.bind(v, element);
  if (!crossing_.contains(v.index)) return;
  const auto held = b_.reg("held", g_.type(v).dtype, lanes_);
  b_.set(held, element);
  held_[v.index] = held;
}

void LaneLoop::straight(Emitter::RegionState& state, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const Node& node = state.node(g_, i);
    const Emitter::AtPlace place(e_, node);
    if (node.op == Op::Update || node.op == Op::Scatter) {
      write(state, i);
      continue;
    }
    if (node.op == Op::If) {
      choose(state, i);
      continue;
    }
    const ValueId v = node.results[0];
    if (is_constant(g_, v) || !is_one_element(g_, v)) continue;  // computed where it is used
    hold(v, node.op == Op::Gather ? gather(node) : e_.compute(v, zeros(v)));
  }
}

/// Both sides of a branch: each lane takes the values of one of them, and writes what that one
/// does.
void LaneLoop::choose(Emitter::RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const std::size_t count = node.results.size();
  const auto condition = e_.eval(node.operands[0], {});
  const auto outer = mask_;
  std::vector<loop::ValueId> values[2];
  std::vector<Storage> places(count);
  for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
    const Region& region = g_.region(node.regions[side]);
    const auto own = side == 0 ? condition : b_.op(Op::Not, condition);
    mask_ = outer ? b_.op(Op::And, outer, own) : own;
    Emitter::RegionState inner(e_, region, &state, position, false);
    const auto occupants = e_.occupant_;
    straight(inner, 0, region.nodes.size());
    e_.occupant_ = occupants;
    values[side].resize(count);
    for (std::size_t k = 0; k < count; ++k) {
      const ValueId result = region.results[k];
      if (g_.type(result).rank() == 0) {
        values[side][k] = e_.eval(result, {});
        continue;
      }
      const auto found = e_.storage_.find(result.index);
      if (found == e_.storage_.end() || (side == 1 && found->second.buffer != places[k].buffer)) {
        refuse();
      } else {
        places[k] = found->second;
      }
    }
  }
  mask_ = outer;
  for (std::size_t k = 0; k < count; ++k) {
    const ValueId result = node.results[k];
    if (g_.type(result).rank() == 0) {
      hold(result, b_.select(condition, values[0][k], values[1][k]));
    } else if (places[k].buffer) {
      e_.storage_[result.index] = places[k];
      e_.occupant_[places[k].buffer.index] = result;
    }
  }
}

Index LaneLoop::zeros(ValueId v) const {
  return Index(static_cast<std::size_t>(g_.type(v).rank()), b_.i64(0));
}

/// The positions of gathers and scatters that may be outside are so for all lanes at once: the
/// checks stand before the vector loop.
void LaneLoop::check_positions(Emitter::RegionState& state, std::size_t begin, std::size_t end) {
  bool checked = false;
  const auto check = [&](const Node& node, std::size_t operand, std::size_t axis, int shown) {
    const ValueId v = node.operands[operand];
    const Dim& size = g_.type(node.operands[0]).shape[axis];
    if (is_inside(g_, *named_position(g_, v), size)) return;
    const Emitter::AtPlace place(e_, node);
    const auto given = b_.cast(e_.eval(v, {}), DType::kI64);
    const auto found = e_.checked_place({given, e_.dim(size), shown}, g_.type(v).dtype,
                                        e_.site_of_.at(node.results[0].index), b_.i64(0));
    checked_[{node.results[0].index, operand}] = found.position;
    checked = true;
  };
  for (std::size_t i = begin; i < end; ++i) {
    const Node& node = state.node(g_, i);
    if (node.op == Op::Gather) {
      const auto& axis = std::get<graph::AxisAttr>(node.attribute);
      check(node, 1, static_cast<std::size_t>(axis.axis), axis.shown());
    } else if (node.op == Op::Scatter) {
      for (std::size_t k = 2; k < node.operands.size(); ++k)
        check(node, k, k - 2, static_cast<int>(k) - 2);
    }
  }
  if (checked) b_.stop_if_failed();
}

loop::ValueId LaneLoop::position(const Node& node, std::size_t operand) {
  const auto found = checked_.find({node.results[0].index, operand});
  if (found != checked_.end()) return found->second;
  return b_.cast(e_.eval(node.operands[operand], {}), DType::kI64);
}

/// An element of an array, or of what slices and transpositions pick from one.
loop::ValueId LaneLoop::gather(const Node& node) {
  ValueId source = node.operands[0];
  while (!e_.storage_.contains(source.index) && !g_.is_argument(source) &&
         !g_.def(source).operands.empty())
    source = g_.def(source).operands[0];
  if (const auto place = e_.storage_.find(source.index); place != e_.storage_.end()) {
    const auto occupant = e_.occupant_.find(place->second.buffer.index);
    if (occupant != e_.occupant_.end() && occupant->second != source) refuse();
  }
  const auto axis = std::get<graph::AxisAttr>(node.attribute).axis;
  Index from = zeros(node.results[0]);
  from.insert(from.begin() + axis, position(node, 1));
  return e_.eval(node.operands[0], from);
}

/// One element of an array, in its place.
void LaneLoop::write(Emitter::RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const ValueId base = node.operands[0], result = node.results[0];
  auto element = e_.eval(node.operands[1], zeros(node.operands[1]));
  const Storage whole = e_.storage_.at(base.index);
  if (!e_.is_reusable(base, state, position)) refuse();
  if (node.op == Op::Update) {
    const auto& part = std::get<graph::SliceAttr>(node.attribute);
    b_.store(whole.buffer, e_.offset(e_.part_of(whole, part), zeros(node.operands[1])), element,
             mask_);
  } else {
    Index to;
    for (std::size_t k = 2; k < node.operands.size(); ++k) to.push_back(this->position(node, k));
    const auto at = e_.offset(whole, to);
    const auto mode = std::get<graph::ScatterAttr>(node.attribute).mode;
    if (mode != graph::ScatterMode::kSet)
      element = combine(b_, mode, b_.load(whole.buffer, at), element);
    b_.store(whole.buffer, at, element, mask_);
  }
  e_.storage_[result.index] = whole;
  e_.occupant_[whole.buffer.index] = result;
  if (!is_first_) return;
  e_.result_.loops.push_back(
      {node.locations, std::string(info(node.op).spelling), depth(), "in place", {}});
}

/// An array that an inner loop carries stays where it is.
void LaneLoop::carry_array(Emitter::RegionState& state, std::size_t position, std::size_t k) {
  const Node& node = state.node(g_, position);
  const ValueId initial = node.operands[k];
  const auto captured = graph::captures(g_, node);
  const bool once = std::ranges::count(node.operands, initial) == 1 &&
                    std::ranges::find(captured, initial) == captured.end();
  if (!once || !e_.is_reusable(initial, state, position)) refuse();
  const ValueId argument = g_.region(node.regions[0]).arguments[k + 1];
  const Storage place = e_.storage_.at(initial.index);
  e_.storage_[argument.index] = place;
  e_.occupant_[place.buffer.index] = argument;
}

void LaneLoop::inner_loop(Emitter::RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const Emitter::AtPlace place(e_, node);
  const Region& body = g_.region(node.regions[0]);
  const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
  const Symbol& symbol = g_.dims[attribute.index];
  report(node);
  const std::size_t count = node.operands.size();
  std::vector<loop::RegisterId> carried(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto& type = g_.type(node.results[k]);
    if (type.rank() == 0) carried[k] = b_.reg("carried", type.dtype, lanes_);
  }
  const bool has_scalars =
      std::ranges::any_of(carried, [](loop::RegisterId r) { return static_cast<bool>(r); });
  const auto take = [&](const std::vector<ValueId>& values) {
    if (!has_scalars) return;
    vector([&] {
      std::vector<loop::ValueId> taken(count);  // all of them before any is set
      for (std::size_t k = 0; k < count; ++k) {
        if (carried[k]) taken[k] = value(values[k]);
      }
      for (std::size_t k = 0; k < count; ++k) {
        if (carried[k]) b_.set(carried[k], taken[k]);
      }
    });
  };
  take(node.operands);
  const auto begin = e_.dim(symbol.a), end = e_.dim(symbol.b);
  ++inner_depth_;
  b_.poll(e_.loop_number_.at(state.region.nodes[position].index));
  b_.serial(begin, end, [&](loop::ValueId index) {
    const Emitter::Scope scope(e_);
    e_.symbols_[attribute.index.index] = index;
    e_.scalars_[body.arguments[0].index] = index;
    for (std::size_t k = 0; k < count; ++k) {
      if (carried[k]) {
        held_[body.arguments[k + 1].index] = carried[k];
      } else {
        carry_array(state, position, k);
      }
    }
    Emitter::RegionState inner(e_, body, &state, position, true);
    region(inner);
    take(body.results);
    check_places(node, body);
  });
  --inner_depth_;
  for (std::size_t k = 0; k < count; ++k) {
    const ValueId result = node.results[k];
    if (carried[k]) {
      held_[result.index] = carried[k];
      continue;
    }
    const Storage whole = e_.storage_.at(node.operands[k].index);
    e_.storage_[result.index] = whole;
    e_.occupant_[whole.buffer.index] = result;
  }
}

/// Arrays that change places from one iteration to the next would have to be copied.
void LaneLoop::check_places(const Node& node, const Region& body) {
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    if (g_.type(node.results[k]).rank() == 0) continue;
    const auto given = e_.storage_.find(body.results[k].index);
    const Storage& place = e_.storage_.at(node.operands[k].index);
    if (given == e_.storage_.end() || given->second.buffer != place.buffer) refuse();
  }
}

/// Tells people of an inner loop.
void LaneLoop::report(const Node& node) {
  if (!is_first_) return;
  const LoopFacts facts = analyze_loop(g_, node);
  LoopReport report = e_.report_of(node, facts, depth());
  if (facts.independent() && !facts.scatters()) {
    report.notes.push_back(
        {"its iterations are independent, but those of a loop around it run side by side", {}, {}});
  }
  e_.result_.loops.push_back(std::move(report));
  e_.plan_ += std::string(static_cast<std::size_t>(2 * depth()), ' ') + e_.head_of(node) + "\n";
}

}  // namespace sinter::lower
