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
  void gather(int axis, const Value& positions, int pick) {
    const int rank = graph.type(positions.id).rank();
    id = graph.gather(id, positions.id, axis);
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

/// NumPy picks several arrays of positions together, by rules of its own; they are refused.
void Checker::check_positions(const std::vector<Pick>& picks, bool shared, Span span) const {
  int arrays = 0;
  int fixed = 0;
  for (const Pick& pick : picks) {
    const bool positions = pick.kind == Pick::Kind::Positions;
    if (positions && rank_of(pick.positions) > 0) ++arrays;
    if (pick.kind == Pick::Kind::Drop || (positions && rank_of(pick.positions) == 0)) ++fixed;
  }
  if (arrays > 1 || (arrays == 1 && (fixed > 0 || shared))) {
    unavailable_at(Code::FeatureUnavailable, span,
                   "an array of positions beside other positions is");
  }
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

/// Axes that share an index with another one: one flat axis, one flat position.
void Checker::pick_together(PickWork& work, const std::vector<Pick>& picks,
                            const std::set<LabelId>& shared, Span span) {
  std::vector<int> axes;
  std::vector<int> others;
  std::vector<Value> positions;
  const Shape shape = work.shape();
  mark(span);
  for (std::size_t axis = 0; axis < work.tags.size(); ++axis) {
    const AxisTag& tag = work.tags[axis];
    const bool label = tag.kind == AxisTag::Kind::Label && shared.contains(tag.label);
    const Pick& pick = picks[static_cast<std::size_t>(tag.pick)];
    if (label) {
      positions.push_back(Value::array(graph_.iota(shape[axis]), {tag.label}));
    } else if (tag.kind == AxisTag::Kind::Positions && depends_on(pick.positions, shared)) {
      Value own = pick.positions;
      // Gathering from 0, 1, 2, ... checks the positions and counts negative ones from the end.
      if (!pick.proved) own.id = graph_.gather(graph_.iota(shape[axis]), own.id, 0);
      positions.push_back(std::move(own));
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
  work.gather(0, flat, 0);
}

Value Checker::pick(const Value& base, std::vector<Pick> picks, Span span) {
  const std::set<LabelId> shared = shared_labels(base, picks);
  check_positions(picks, !shared.empty(), span);
  for (Pick& pick : picks) {
    if (pick.kind == Pick::Kind::Index && shared.contains(pick.label)) make_positions(pick);
  }
  PickWork work{graph_, base.id, {}};
  pick_regular(work, base, picks, span);
  if (!shared.empty()) pick_together(work, picks, shared, span);
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const Pick& pick = picks[i];
    if (pick.kind != Pick::Kind::Positions || depends_on(pick.positions, shared)) continue;
    mark(pick.span);
    const int number = static_cast<int>(i);
    work.gather(work.find(AxisTag::Kind::Positions, number), pick.positions, number);
  }
  mark(span);
  work.sort();

  std::vector<LabelId> labels;
  for (const AxisTag& tag : work.tags) {
    if (tag.kind == AxisTag::Kind::Label) labels.push_back(tag.label);
  }
  std::vector<int> fresh;
  int position = 0;
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
