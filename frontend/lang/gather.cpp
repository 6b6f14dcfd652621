// Planned subscripts as slices, picks and gathers of the graph.
#include <algorithm>
#include <set>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

/// What an axis of the array in work is for.
struct AxisTag {
  enum class Kind : std::uint8_t { Label, Axis, Drop, Positions };
  Kind kind = Kind::Axis;
  LabelId label = 0;
  int pick = 0;  ///< Which subscript it comes from: the order of the result's axes.
  int part = 0;
};

/// An array and the meaning of its axes, on the way from the subscripted array to the result.
struct PickWork {
  graph::Graph& graph;
  graph::ValueId id;
  std::vector<AxisTag> tags;

  Shape shape() const { return graph.type(id).shape; }
  int find(AxisTag::Kind kind, int pick) const {
    const auto at = std::find_if(tags.begin(), tags.end(), [&](const AxisTag& t) {
      return t.kind == kind && t.pick == pick;
    });
    return static_cast<int>(at - tags.begin());
  }
  void permute(const std::vector<int>& axes) {
    std::vector<AxisTag> moved;
    for (const int axis : axes) moved.push_back(tags[static_cast<std::size_t>(axis)]);
    tags = std::move(moved);
    id = graph.transpose(id, axes);
  }
  void drop() {
    Shape kept;
    std::vector<AxisTag> left;
    const Shape all = shape();
    for (std::size_t i = 0; i < tags.size(); ++i) {
      if (tags[i].kind == AxisTag::Kind::Drop) continue;
      kept.push_back(all[i]);
      left.push_back(tags[i]);
    }
    tags = std::move(left);
    id = graph.reshape(id, std::move(kept));
  }
  /// Replaces an axis by the axes of an array of positions.
  void gather(const graph::AxisAttr& from, const Value& positions, int pick, Op mode,
              graph::ValueId fill = {}) {
    const int axis = from.axis;
    const int rank = graph.type(positions.id).rank();
    id = graph.gather(mode, id, positions.id, from,
                      mode == Op::GatherFill ? fill : graph::ValueId());
    std::vector<AxisTag> inserted;
    for (int i = 0; i < rank; ++i) {
      const auto labels = static_cast<int>(positions.labels.size());
      inserted.push_back(
          i < labels ? AxisTag{AxisTag::Kind::Label, positions.labels[static_cast<std::size_t>(i)]}
                     : AxisTag{AxisTag::Kind::Axis, 0, pick, i - labels});
    }
    const auto at = tags.erase(tags.begin() + axis);
    tags.insert(at, inserted.begin(), inserted.end());
  }
  /// Labels in the order of their ids, then axes in the order of their subscripts.
  void sort() {
    std::vector<int> order(tags.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    const auto key = [&](int axis) {
      const AxisTag& tag = tags[static_cast<std::size_t>(axis)];
      return tag.kind == AxisTag::Kind::Label ? std::tuple{0, static_cast<int>(tag.label), 0}
                                              : std::tuple{1, tag.pick, tag.part};
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
    permute(order);
  }
};

namespace {

/// Labels that more than one axis depends on: those axes are picked together, element by element.
std::set<LabelId> shared_labels(const Value& base, const std::vector<Pick>& picks) {
  std::map<LabelId, int> uses;
  for (const LabelId label : base.labels) ++uses[label];
  for (const Pick& pick : picks) {
    if (pick.kind == Pick::Kind::Index) ++uses[pick.label];
    if (pick.kind == Pick::Kind::Positions) {
      for (const LabelId label : pick.positions.labels) ++uses[label];
    }
  }
  std::set<LabelId> shared;
  for (const auto& [label, count] : uses) {
    if (count > 1) shared.insert(label);
  }
  return shared;
}

bool depends_on(const Value& positions, const std::set<LabelId>& labels) {
  return std::any_of(positions.labels.begin(), positions.labels.end(),
                     [&](LabelId label) { return labels.contains(label); });
}

}  // namespace

/// The axis of the array that a subscript is about.
int Checker::axis_of(const std::vector<Pick>& picks, int number) {
  return static_cast<int>(std::count_if(picks.begin(), picks.begin() + number, [](const Pick& p) {
    return p.kind != Pick::Kind::NewAxis;
  }));
}

/// Where NumPy puts the axes of arrays of positions: at the first of the positions when they stand
/// side by side (fixed ones count), else in front (-1).
int Checker::array_place(const std::vector<Pick>& picks) const {
  const auto is_position = [](const Pick& pick) {
    return pick.kind == Pick::Kind::Positions || pick.kind == Pick::Kind::Drop;
  };
  const auto first = std::find_if(picks.begin(), picks.end(), is_position);
  const auto last = std::find_if(picks.rbegin(), picks.rend(), is_position).base();
  return std::all_of(first, last, is_position) ? static_cast<int>(first - picks.begin()) : -1;
}

/// Where positions beyond the ends read elements, there has to be one.
void Checker::require_some(const Pick& pick, const Dim& size) {
  Dim count = 1;
  for (const Dim& d : graph_.type(pick.positions.id).shape) count = graph_.dims.mul(count, d);
  require_at_least(size, graph_.dims.min(count, 1), Code::EmptyReduction, pick.span,
                   "an axis without elements has nothing beyond its ends");
}

/// Integers as positions: of u64 they stay so, because none of them counts from the end.
Value Checker::as_positions(const Value& given, Span span) {
  return dtype_of(given) == DType::kU64 ? given : cast(given, DType::kI64, span);
}

/// A position that lies inside of its axis. Where those outside mean a value of their own, `inside`
/// says which do not.
Value Checker::checked_position(const Pick& pick, int axis, const Dim& size,
                                std::optional<Value>& inside, Span span) {
  Value own = pick.positions;
  if (pick.proved) return own;
  if (pick.mode == Op::Gather) {
    // Gathering from 0, 1, 2, ... checks the positions and counts negative ones from the end.
    own.id = graph_.gather(Op::Gather, graph_.iota(size), own.id, {0, axis == 0 ? -1 : axis});
    return own;
  }
  require_some(pick, size);
  if (pick.mode == Op::GatherFill) {
    const Value within =
        elementwise(Op::And,
                    {elementwise(Op::Ge, {own, Value::of_integer(0)}, span, "border"),
                     elementwise(Op::Lt, {own, Value::of_size(size)}, span, "border")},
                    span, "border");
    inside = inside ? elementwise(Op::And, {*inside, within}, span, "border") : within;
  }
  mark(span);
  const Op mode = pick.mode == Op::GatherFill ? Op::GatherClamp : pick.mode;
  own.id = graph_.gather(mode, graph_.iota(size), own.id, {0});
  return own;
}

/// An affine subscript as an array of positions, inside the axis by what was proved or guarded.
void Checker::make_positions(Pick& pick) {
  mark(pick.span);
  Value positions = Value::array(graph_.iota(pick.size), {pick.label});
  if (pick.step != 1) {
    positions = elementwise(Op::Mul, {positions, Value::of_integer(pick.step)}, pick.span, "*");
  }
  if (pick.start != Dim(0)) {
    positions = elementwise(Op::Add, {positions, Value::of_size(pick.start)}, pick.span, "+");
  }
  pick.kind = Pick::Kind::Positions;
  pick.positions = std::move(positions);
  pick.proved = true;
}

/// One slice for everything that is regular; axes with positions stay whole.
void Checker::pick_regular(PickWork& work, const Value& base, const std::vector<Pick>& picks,
                           Span span) {
  const Shape original = work.shape();
  const std::size_t labels = base.labels.size();
  Shape sizes(original.begin(), original.begin() + static_cast<std::ptrdiff_t>(labels));
  Shape starts(labels, Dim(0));
  std::vector<std::int64_t> steps(labels, 1);
  for (const LabelId label : base.labels) work.tags.push_back({AxisTag::Kind::Label, label});
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const Pick& pick = picks[i];
    if (pick.kind == Pick::Kind::NewAxis) continue;
    const bool positions = pick.kind == Pick::Kind::Positions;
    const AxisTag::Kind kind = positions                        ? AxisTag::Kind::Positions
                               : pick.kind == Pick::Kind::Drop  ? AxisTag::Kind::Drop
                               : pick.kind == Pick::Kind::Index ? AxisTag::Kind::Label
                                                                : AxisTag::Kind::Axis;
    work.tags.push_back({kind, pick.label, static_cast<int>(i)});
    const Dim whole = original[sizes.size()];
    starts.push_back(positions ? Dim(0) : pick.start);
    steps.push_back(positions ? 1 : pick.step);
    sizes.push_back(positions ? whole : pick.size);
  }
  const bool unchanged =
      std::all_of(starts.begin(), starts.end(), [](const Dim& d) { return d == Dim(0); }) &&
      std::all_of(steps.begin(), steps.end(), [](std::int64_t s) { return s == 1; }) &&
      graph_.same_shape(original, sizes);
  mark(span);
  if (!unchanged) work.id = graph_.slice(work.id, sizes, std::move(starts), std::move(steps));
  work.drop();
}

/// Axes that share an index with another one, or all that have positions: one flat axis, one flat
/// position.
void Checker::pick_together(PickWork& work, const std::vector<Pick>& picks,
                            const std::set<LabelId>& shared, bool arrays, int number, Span span) {
  std::vector<int> axes;
  std::vector<int> others;
  std::vector<Value> positions;
  std::optional<Value> inside;
  graph::ValueId fill;
  Op mode = Op::GatherClamp;
  const Shape shape = work.shape();
  mark(span);
  for (std::size_t axis = 0; axis < work.tags.size(); ++axis) {
    const AxisTag& tag = work.tags[axis];
    const bool label = tag.kind == AxisTag::Kind::Label && shared.contains(tag.label);
    const Pick& pick = picks[static_cast<std::size_t>(tag.pick)];
    if (label) {
      positions.push_back(Value::array(graph_.iota(shape[axis]), {tag.label}));
    } else if (tag.kind == AxisTag::Kind::Positions &&
               (arrays || depends_on(pick.positions, shared))) {
      positions.push_back(
          checked_position(pick, axis_of(picks, tag.pick), shape[axis], inside, span));
      if (pick.mode == Op::GatherFill) fill = pick.fill;
      if (!pick.proved && pick.mode == Op::Gather) mode = Op::Gather;
    } else {
      others.push_back(static_cast<int>(axis));
      continue;
    }
    axes.push_back(static_cast<int>(axis));
  }
  Value flat = positions[0];
  Dim count = shape[static_cast<std::size_t>(axes[0])];
  for (std::size_t i = 1; i < axes.size(); ++i) {
    const Dim& size = shape[static_cast<std::size_t>(axes[i])];
    count = graph_.dims.mul(count, size);
    flat = elementwise(Op::Mul, {flat, Value::of_size(size)}, span, "*");
    flat = elementwise(Op::Add, {flat, positions[i]}, span, "+");
  }
  Shape shorter{count};
  for (const int axis : others) shorter.push_back(shape[static_cast<std::size_t>(axis)]);
  mark(span);
  std::vector<int> order = axes;
  order.insert(order.end(), others.begin(), others.end());
  work.permute(order);
  work.tags.erase(work.tags.begin() + 1,
                  work.tags.begin() + static_cast<std::ptrdiff_t>(axes.size()));
  work.id = graph_.reshape(work.id, std::move(shorter));
  work.gather({0}, flat, number, mode);
  if (!inside) return;
  const Value mask = broadcast_to(*inside, flat.labels, shape_of(flat));
  std::vector<int> leading;
  for (int axis = 0; axis < graph_.type(mask.id).rank(); ++axis) leading.push_back(axis);
  const auto wide = graph_.broadcast(mask.id, work.shape(), leading);
  const auto other = graph_.broadcast(fill, work.shape(), {});
  work.id = graph_.select(wide, work.id, other);
}

/// One array of positions.
void Checker::pick_positions(PickWork& work, const Pick& pick, const graph::AxisAttr& axis,
                             int number) {
  if (pick.mode != Op::Gather && pick.mode != Op::GatherFill)
    require_some(pick, work.shape()[static_cast<std::size_t>(axis.axis)]);
  mark(pick.span);
  const Op mode = pick.proved ? Op::GatherClamp : pick.mode;
  // Only what may fail is told of.
  work.gather({axis.axis, mode == Op::Gather && axis.written != axis.axis ? axis.written : -1},
              pick.positions, number, mode, pick.fill);
}

Value Checker::pick(const Value& base, std::vector<Pick> picks, Span span) {
  const std::set<LabelId> shared = shared_labels(base, picks);
  const auto arrays = std::count_if(picks.begin(), picks.end(), [&](const Pick& pick) {
    return pick.kind == Pick::Kind::Positions && rank_of(pick.positions) > 0;
  });
  const auto positions = std::count_if(picks.begin(), picks.end(), [](const Pick& pick) {
    return pick.kind == Pick::Kind::Positions;
  });
  if (arrays > 0 && !shared.empty()) {
    unavailable_at(Code::FeatureUnavailable, span,
                   "an array of positions beside indices that stand twice is");
  }
  // NumPy picks with several arrays of positions element by element.
  const bool together = arrays > 0 && positions > 1;
  const int place = arrays > 0 ? array_place(picks) : 0;
  for (Pick& pick : picks) {
    if (pick.kind == Pick::Kind::Index && shared.contains(pick.label)) make_positions(pick);
  }
  PickWork work{graph_, base.id, {}};
  pick_regular(work, base, picks, span);
  if (!shared.empty() || together) pick_together(work, picks, shared, together, place, span);
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const Pick& pick = picks[i];
    if (pick.kind != Pick::Kind::Positions || together || depends_on(pick.positions, shared))
      continue;
    const int number = static_cast<int>(i);
    const int axis = work.find(AxisTag::Kind::Positions, number);
    pick_positions(work, pick, {axis, axis_of(picks, number)}, arrays > 0 ? place : number);
  }
  mark(span);
  work.sort();

  std::vector<LabelId> labels;
  for (const AxisTag& tag : work.tags) {
    if (tag.kind == AxisTag::Kind::Label) labels.push_back(tag.label);
  }
  std::vector<int> fresh;
  // Axes of arrays that went to the front stand before everything else.
  int position =
      static_cast<int>(std::count_if(work.tags.begin(), work.tags.end(), [](const AxisTag& tag) {
        return tag.kind == AxisTag::Kind::Axis && tag.pick < 0;
      }));
  for (std::size_t i = 0; i < picks.size(); ++i) {
    if (picks[i].kind == Pick::Kind::NewAxis) {
      fresh.push_back(position++);
      continue;
    }
    position +=
        static_cast<int>(std::count_if(work.tags.begin(), work.tags.end(), [&](const AxisTag& tag) {
          return tag.kind == AxisTag::Kind::Axis && tag.pick == static_cast<int>(i);
        }));
  }
  return insert_axes(Value::array(work.id, std::move(labels)), fresh, span);
}

}  // namespace sinter::lang
