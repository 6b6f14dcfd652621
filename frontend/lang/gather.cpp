// Planned subscripts as slices, picks and gathers of the graph.
#include <algorithm>
#include <set>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

/// What an axis of the array in work is for.
struct Tag {
  enum class Kind : std::uint8_t { Label, Axis, Drop, Positions };
  Kind kind = Kind::Axis;
  LabelId label = 0;
  int pick = 0;  ///< Which subscript it comes from: the order of the result's axes.
  int part = 0;
};

/// An array and the meaning of its axes, on the way from the subscripted array to the result.
struct Work {
  graph::Graph& graph;
  graph::ValueId id;
  std::vector<Tag> tags;

  Shape shape() const { return graph.type(id).shape; }
  int find(Tag::Kind kind, int pick) const {
    const auto at = std::find_if(tags.begin(), tags.end(),
                                 [&](const Tag& t) { return t.kind == kind && t.pick == pick; });
    return static_cast<int>(at - tags.begin());
  }
  void permute(const std::vector<int>& axes) {
    std::vector<Tag> moved;
    for (const int axis : axes) moved.push_back(tags[static_cast<std::size_t>(axis)]);
    tags = std::move(moved);
    id = graph.transpose(id, axes);
  }
  void drop() {
    Shape kept;
    std::vector<Tag> left;
    const Shape all = shape();
    for (std::size_t i = 0; i < tags.size(); ++i) {
      if (tags[i].kind == Tag::Kind::Drop) continue;
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
    std::vector<Tag> inserted;
    for (int i = 0; i < rank; ++i) {
      const auto labels = static_cast<int>(positions.labels.size());
      inserted.push_back(i < labels
                             ? Tag{Tag::Kind::Label, positions.labels[static_cast<std::size_t>(i)]}
                             : Tag{Tag::Kind::Axis, 0, pick, i - labels});
    }
    const auto at = tags.erase(tags.begin() + axis);
    tags.insert(at, inserted.begin(), inserted.end());
  }
  /// Labels in the order of their ids, then axes in the order of their subscripts.
  void sort() {
    std::vector<int> order(tags.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    const auto key = [&](int axis) {
      const Tag& tag = tags[static_cast<std::size_t>(axis)];
      return tag.kind == Tag::Kind::Label ? std::tuple{0, static_cast<int>(tag.label), 0}
                                          : std::tuple{1, tag.pick, tag.part};
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return key(a) < key(b); });
    permute(order);
  }
};

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

}  // namespace

Value Checker::pick(const Value& base, std::vector<Pick> picks, Span span) {
  mark(span);
  const std::set<LabelId> shared = shared_labels(base, picks);
  // Subscripts of NumPy's kind that it would treat together and we do not.
  int arrays = 0;
  int fixed = 0;
  for (const Pick& pick : picks) {
    if (pick.kind == Pick::Kind::Positions && rank_of(pick.positions) > 0) ++arrays;
    if (pick.kind == Pick::Kind::Drop ||
        (pick.kind == Pick::Kind::Positions && rank_of(pick.positions) == 0))
      ++fixed;
  }
  if (arrays > 1 || (arrays == 1 && (fixed > 0 || !shared.empty()))) {
    unavailable_at(Code::FeatureUnavailable, span,
                   "an array of positions beside other positions is");
  }

  // One slice for everything that is regular.
  Work work{graph_, base.id, {}};
  const Shape original = work.shape();
  Shape sizes;
  Shape starts;
  std::vector<std::int64_t> steps;
  std::vector<int> grouped;  // picks whose axes share an index with another axis
  for (std::size_t i = 0; i < base.labels.size(); ++i) {
    work.tags.push_back({Tag::Kind::Label, base.labels[i]});
    starts.emplace_back(0);
    steps.push_back(1);
    sizes.push_back(original[i]);
  }
  for (std::size_t i = 0; i < picks.size(); ++i) {
    Pick& pick = picks[i];
    if (pick.kind == Pick::Kind::NewAxis) continue;
    const Dim whole = original[sizes.size()];
    const int number = static_cast<int>(i);
    if (pick.kind == Pick::Kind::Index && shared.contains(pick.label)) {
      // As positions: start + step * index, inside by what was proved or guarded.
      Value positions = Value::array(graph_.iota(pick.size), {pick.label});
      if (pick.step != 1)
        positions = elementwise(Op::Mul, {positions, Value::of_integer(pick.step)}, pick.span, "*");
      if (pick.start != Dim(0))
        positions = elementwise(Op::Add, {positions, Value::of_size(pick.start)}, pick.span, "+");
      pick.kind = Pick::Kind::Positions;
      pick.positions = std::move(positions);
      pick.proved = true;
    }
    if (pick.kind == Pick::Kind::Positions) {
      work.tags.push_back({Tag::Kind::Positions, 0, number});
      starts.emplace_back(0);
      steps.push_back(1);
      sizes.push_back(whole);
      const auto is_shared = [&](LabelId label) { return shared.contains(label); };
      if (std::any_of(pick.positions.labels.begin(), pick.positions.labels.end(), is_shared))
        grouped.push_back(number);
    } else {
      const Tag::Kind kind = pick.kind == Pick::Kind::Drop    ? Tag::Kind::Drop
                             : pick.kind == Pick::Kind::Index ? Tag::Kind::Label
                                                              : Tag::Kind::Axis;
      work.tags.push_back({kind, pick.label, number});
      starts.push_back(pick.start);
      steps.push_back(pick.step);
      sizes.push_back(pick.size);
    }
  }
  mark(span);
  const bool unchanged =
      std::all_of(starts.begin(), starts.end(), [](const Dim& d) { return d == Dim(0); }) &&
      std::all_of(steps.begin(), steps.end(), [](std::int64_t s) { return s == 1; }) &&
      graph_.same_shape(original, sizes);
  if (!unchanged) work.id = graph_.slice(work.id, sizes, std::move(starts), std::move(steps));
  work.drop();

  if (!grouped.empty()) {
    // Axes that share an index: one flat axis, one flat position.
    std::vector<int> axes;
    std::vector<Value> positions;
    const Shape shape = work.shape();
    for (std::size_t axis = 0; axis < work.tags.size(); ++axis) {
      const Tag& tag = work.tags[axis];
      if (tag.kind == Tag::Kind::Label && shared.contains(tag.label)) {
        axes.push_back(static_cast<int>(axis));
        positions.push_back(Value::array(graph_.iota(shape[axis]), {tag.label}));
      } else if (tag.kind == Tag::Kind::Positions &&
                 std::find(grouped.begin(), grouped.end(), tag.pick) != grouped.end()) {
        const Pick& pick = picks[static_cast<std::size_t>(tag.pick)];
        axes.push_back(static_cast<int>(axis));
        Value own = pick.positions;
        // Gathering from 0, 1, 2, ... checks the positions and counts negative ones from the end.
        if (!pick.proved) own.id = graph_.gather(graph_.iota(shape[axis]), own.id, 0);
        positions.push_back(std::move(own));
      }
    }
    std::vector<int> order = axes;
    for (int axis = 0; axis < static_cast<int>(work.tags.size()); ++axis) {
      if (std::find(axes.begin(), axes.end(), axis) == axes.end()) order.push_back(axis);
    }
    work.permute(order);
    Value flat = positions[0];
    Dim count = shape[static_cast<std::size_t>(axes[0])];
    for (std::size_t i = 1; i < axes.size(); ++i) {
      const Dim& size = shape[static_cast<std::size_t>(axes[i])];
      count = graph_.dims.mul(count, size);
      flat = elementwise(Op::Mul, {flat, Value::of_size(size)}, span, "*");
      flat = elementwise(Op::Add, {flat, positions[i]}, span, "+");
    }
    Shape shorter{count};
    const Shape moved = work.shape();
    shorter.insert(shorter.end(), moved.begin() + static_cast<std::ptrdiff_t>(axes.size()),
                   moved.end());
    work.tags.erase(work.tags.begin() + 1,
                    work.tags.begin() + static_cast<std::ptrdiff_t>(axes.size()));
    mark(span);
    work.id = graph_.reshape(work.id, std::move(shorter));
    work.gather(0, flat, 0);
  }
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const int number = static_cast<int>(i);
    const bool done = std::find(grouped.begin(), grouped.end(), number) != grouped.end();
    if (picks[i].kind != Pick::Kind::Positions || done) continue;
    mark(picks[i].span);
    work.gather(work.find(Tag::Kind::Positions, number), picks[i].positions, number);
  }
  mark(span);
  work.sort();

  std::vector<LabelId> labels;
  for (const Tag& tag : work.tags) {
    if (tag.kind == Tag::Kind::Label) labels.push_back(tag.label);
  }
  Value result = Value::array(work.id, std::move(labels));
  std::vector<int> fresh;
  int position = 0;
  for (std::size_t i = 0; i < picks.size(); ++i) {
    const auto own = [&](const Tag& tag) {
      return tag.kind == Tag::Kind::Axis && tag.pick == static_cast<int>(i);
    };
    if (picks[i].kind == Pick::Kind::NewAxis)
      fresh.push_back(position++);
    else
      position += static_cast<int>(std::count_if(work.tags.begin(), work.tags.end(), own));
  }
  return fresh.empty() ? result : insert_axes(result, fresh, span);
}

}  // namespace sinter::lang
