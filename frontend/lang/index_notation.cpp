// Index notation: indices, their ranges, definitions and reducers.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

/// Sets a flag for as long as it lives.
class Scoped {
 public:
  Scoped(bool& flag, bool value) : flag_(flag), saved_(flag) { flag = value; }
  ~Scoped() { flag_ = saved_; }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;

 private:
  bool& flag_;
  bool saved_;
};

/// Takes indices out of scope again.
class ScopedIndices {
 public:
  explicit ScopedIndices(std::vector<LabelId>& indices)
      : indices_(indices), count_(indices.size()) {}
  ~ScopedIndices() { indices_.resize(std::min(count_, indices_.size())); }
  ScopedIndices(const ScopedIndices&) = delete;
  ScopedIndices& operator=(const ScopedIndices&) = delete;

 private:
  std::vector<LabelId>& indices_;
  std::size_t count_;
};

}  // namespace

std::optional<LabelId> Checker::find_index(std::string_view name) const {
  for (auto it = frame_->indices.rbegin(); it != frame_->indices.rend(); ++it) {
    if (labels_[*it].name == name) return *it;
  }
  return std::nullopt;
}

/// Where a name that is no index of the statement is bound.
std::optional<Span> Checker::bound_elsewhere(std::string_view name) const {
  if (const auto index = find_index(name)) return labels_[*index].span;
  if (const auto dim = frame_->dims.find(name); dim != frame_->dims.end()) return dim->second.span;
  if (!frame_->names.contains(name)) {
    const ConstantDecl* constant = find_constant(name);
    return constant ? std::optional(constant->span) : std::nullopt;
  }
  if (!frame_->function) return Span{};
  for (const ParameterDecl& parameter : frame_->function->parameters) {
    if (parameter.name == name) return parameter.span;
  }
  for (const StmtId id : frame_->function->body) {
    for (const ExprId target : syntax_[id].targets) {
      const Expr& expr = node(target);
      const Expr& base = expr.kind == ExprKind::Subscript ? node(expr.children[0]) : expr;
      if (base.kind == ExprKind::Name && base.name == name) return base.span;
    }
  }
  return Span{};
}

/// `a[i, j] = ...` with distinct names that are not bound. Everything else on the left is an update
/// of an array.
bool Checker::is_definition(const Expr& target) {
  const Expr& array = node(target.children[0]);
  const bool exists = frame_->names.contains(array.name) || find_constant(array.name);
  for (std::size_t i = 1; i < target.children.size(); ++i) {
    const Expr& item = node(target.children[i]);
    const bool named = item.kind == ExprKind::Name || item.kind == ExprKind::Binder;
    for (std::size_t j = 1; named && j < i; ++j) {
      const Expr& other = node(target.children[j]);
      if (other.name != item.name || exists) continue;
      fail(Code::DuplicateName, item.mark,
           fmt::format("index `{}` stands twice on the left", item.name),
           {{other.mark, "the first one is here"}});
    }
    const auto bound = named ? bound_elsewhere(item.name) : std::optional<Span>(Span{});
    if (!bound) continue;
    if (exists) return false;
    if (named) {
      fail(Code::IndexRebound, item.mark,
           fmt::format("`{}` is already bound and cannot be an index of a definition", item.name),
           {{*bound, "it is bound here"}}, "choose another name for the index");
    }
    fail(Code::UnknownName, array.span,
         fmt::format("unknown name `{}`: there is no array to update", array.name), {},
         "a definition has distinct names as subscripts: a[i, j] = ...");
  }
  if (frame_->dims.contains(array.name)) bind(target.children[0], Value::of_integer(0));  // reports
  return true;
}

LabelId Checker::bind_index(const Expr& binder) {
  if (is_reserved(binder.name) || find_function(binder.name)) {
    fail(Code::ReservedName, binder.mark,
         fmt::format("`{}` is the name of a {}", binder.name,
                     is_reserved(binder.name) ? reserved_as(binder.name) : "function"),
         {}, "choose another name for the index");
  }
  if (const auto bound = bound_elsewhere(binder.name)) {
    fail(Code::IndexRebound, binder.mark,
         fmt::format("`{}` is already bound and cannot be an index here", binder.name),
         {{*bound, "it is bound here"}}, "choose another name for the index");
  }
  Label label;
  label.name = binder.name;
  label.span = binder.mark;
  if (binder.kind == ExprKind::Binder && !binder.children.empty()) set_given_range(label, binder);
  labels_.push_back(std::move(label));
  return static_cast<LabelId>(labels_.size() - 1);
}

void Checker::set_given_range(Label& label, const Expr& binder) {
  const Scoped outside(frame_->elements, false);
  Dim bounds[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const Value value = eval(binder.children[i]);
    const Span span = node(binder.children[i]).span;
    if (is_integer_scalar(value)) {
      bounds[i] = bind_scalar(value, "n", span);
    } else if (value.is_size()) {
      bounds[i] = size_expression(binder.children[i]);
    } else {
      fail(Code::BadArgument, span, "a bound of a range is an integer or a size");
    }
  }
  label.known = label.given = true;
  // Sizes have names of the program, or of a function of the library: the numbers are wanted, too.
  const bool is_known = bounds[0].is_constant() && bounds[1].is_constant();
  const std::string_view found = is_known ? "" : " has {left} elements";
  label.lo = bounds[0];
  label.extent = at_least_zero(bounds[1] - bounds[0], Code::NegativeSize, binder.span,
                               fmt::format("the range of {} ends before it begins: {}..{}{}",
                                           binder.name, show(bounds[0]), show(bounds[1]), found));
  label.source = binder.span;
  label.origin = fmt::format("the range {}..{}", show(bounds[0]), show(bounds[1]));
}

void Checker::add_range(LabelId id, const Dim& size, std::string origin, Span span) {
  Label& label = labels_[id];
  if (label.given) return;  // the use is an obligation, checked where it stands
  if (!label.known) {
    label.known = true;
    label.extent = size;
    label.origin = std::move(origin);
    label.source = span;
    return;
  }
  const std::string here = fmt::format("{} runs over {} here", label.name, label.origin);
  const Dim common =
      require_equal({label.extent, label.origin}, {size, origin}, Code::RangeConflict, span,
                    fmt::format("index {} has two ranges", label.name), {{label.source, here}});
  labels_[id].extent = common;
}

bool Checker::mentions(ExprId id, std::span<const std::string_view> names) const {
  std::vector<ExprId> pending{id};
  while (!pending.empty()) {
    const Expr& expr = node(pending.back());
    pending.pop_back();
    if (expr.kind == ExprKind::Name &&
        std::find(names.begin(), names.end(), expr.name) != names.end())
      return true;
    for (const ExprId child : expr.children) {
      if (child) pending.push_back(child);
    }
  }
  return false;
}

void Checker::ranges_of_subscript(ExprId id, const Value& base, std::span<const LabelId> labels) {
  const Expr& expr = node(id);
  const Shape shape = shape_of(base);
  const std::vector<int> axes = axes_of_items(expr, static_cast<int>(shape.size()));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Expr& item = node(expr.children[i + 1]);
    if (item.kind != ExprKind::Name || axes[i] < 0 || axes[i] >= static_cast<int>(shape.size()))
      continue;
    for (const LabelId label : labels) {
      if (labels_[label].name != item.name) continue;
      add_range(label, shape[static_cast<std::size_t>(axes[i])],
                axis_text(axes[i], expr.children[0]), item.span);
    }
  }
}

/// Sets the ranges of indices from their plain uses in the bodies; it is an error when one has
/// none.
void Checker::find_ranges(std::span<const ExprId> bodies, std::span<const LabelId> labels) {
  std::vector<std::string_view> inner;  // indices of reducers inside: not bound yet
  std::vector<ExprId> later;
  std::vector<ExprId> pending(bodies.rbegin(), bodies.rend());
  while (!pending.empty()) {
    const ExprId id = pending.back();
    pending.pop_back();
    const Expr& expr = node(id);
    for (auto child = expr.children.rbegin(); child != expr.children.rend(); ++child) {
      if (*child) pending.push_back(*child);
    }
    if (expr.kind == ExprKind::Binder) inner.push_back(expr.name);
    if (expr.kind != ExprKind::Subscript) continue;
    const bool uses = std::any_of(expr.children.begin() + 1, expr.children.end(), [&](ExprId item) {
      return node(item).kind == ExprKind::Name &&
             std::any_of(labels.begin(), labels.end(),
                         [&](LabelId l) { return labels_[l].name == node(item).name; });
    });
    if (!uses) continue;
    const Expr& base = node(expr.children[0]);
    if (base.kind != ExprKind::Name) {
      later.push_back(id);
    } else if (const auto found = frame_->names.find(base.name); found != frame_->names.end()) {
      if (found->second.kind == Value::Kind::Poisoned) throw Poison{};
      ranges_of_subscript(id, found->second, labels);
    }
  }
  // Arrays without a name are evaluated now, and once.
  for (const ExprId id : later) {
    const ExprId base = node(id).children[0];
    if (mentions(base, inner)) continue;
    if (!frame_->bases.contains(base)) {
      Value value = eval_outside_elements(base);
      frame_->bases.emplace(base, std::move(value));
    }
    ranges_of_subscript(id, frame_->bases.at(base), labels);
  }
  for (const LabelId label : labels) {
    if (!labels_[label].known) (void)label_value(label, labels_[label].span);
  }
}

/// The positions of an index as a value: lo, lo + 1, ...
Value Checker::label_value(LabelId id, Span span) {
  const Label label = labels_[id];
  if (!label.known) {
    fail(
        Code::NoRange, span, fmt::format("index `{}` has no range", label.name), {},
        fmt::format(
            "use it as a plain subscript, x[{0}], or give the range where it is bound: {0} in 0..n",
            label.name));
  }
  mark(span);
  const Value value = Value::array(graph_.iota(label.extent), {id}, true);
  if (label.lo == Dim(0)) return value;
  return elementwise(Op::Add, {value, Value::of_size(label.lo)}, span, "+");
}

void Checker::define(const Expr& target, ExprId body) {
  const ScopedIndices scope(frame_->indices);
  std::vector<LabelId> own;
  for (std::size_t i = 1; i < target.children.size(); ++i) {
    const LabelId label = bind_index(node(target.children[i]));
    if (labels_[label].lo != Dim(0)) {
      fail(Code::RangeStart, node(target.children[i]).span,
           fmt::format("index `{}` of a definition starts at {}, not at 0", labels_[label].name,
                       show(labels_[label].lo)),
           {}, "shift the subscripts on the right instead");
    }
    own.push_back(label);
  }
  frame_->indices.insert(frame_->indices.end(), own.begin(), own.end());
  find_ranges(body, own);
  Value value;
  {
    const Scoped elements(frame_->elements, true);
    value = eval(body);
  }
  require_value(value, node(body).span);
  value = to_array(value, node(body).span);
  // The definition's indices become axes; what is left belongs to a caller.
  std::vector<LabelId> all;
  std::set_union(value.labels.begin(), value.labels.end(), own.begin(), own.end(),
                 std::back_inserter(all));
  value = broadcast_to(value, all, {});
  std::erase_if(value.labels, [&](LabelId label) {
    return std::find(own.begin(), own.end(), label) != own.end();
  });
  frame_->names[node(target.children[0]).name] = std::move(value);
}

Value Checker::eval_reducer(const Expr& expr) {
  const ScopedIndices scope(frame_->indices);
  std::vector<LabelId> own;
  for (std::size_t i = 0; i + 1 < expr.children.size(); ++i) {
    const Expr& binder = node(expr.children[i]);
    for (const LabelId other : own) {
      if (labels_[other].name != binder.name) continue;
      fail(Code::DuplicateName, binder.mark, fmt::format("index `{}` stands twice", binder.name),
           {{labels_[other].span, "the first one is here"}});
    }
    own.push_back(bind_index(binder));
  }
  frame_->indices.insert(frame_->indices.end(), own.begin(), own.end());
  const ExprId body = expr.children.back();
  find_ranges(body, own);
  Value value;
  {
    const Scoped elements(frame_->elements, true);
    value = eval(body);
  }
  require_value(value, node(body).span);
  const bool weak = !value.is_array() ? value.kind != Value::Kind::Boolean : value.weak;
  value = to_array(value, node(body).span);
  std::vector<LabelId> all;
  std::set_union(value.labels.begin(), value.labels.end(), own.begin(), own.end(),
                 std::back_inserter(all));
  value = broadcast_to(value, all, {});
  // The reduced indices were bound last, so they are the last axes.
  value.labels.resize(value.labels.size() - own.size());
  value.weak = weak;
  std::vector<int> axes;
  for (std::size_t i = 0; i < own.size(); ++i) axes.push_back(static_cast<int>(i));
  if (own.size() > 1 && (expr.name == "argmax" || expr.name == "argmin")) {
    unavailable_at(Code::FeatureUnavailable, expr.mark,
                   fmt::format("`{}` over several indices is", expr.name));
  }
  value = reduce(expr.name, std::move(value), std::move(axes), false, expr.mark);
  if ((expr.name == "argmax" || expr.name == "argmin") && labels_[own[0]].lo != Dim(0)) {
    value = elementwise(Op::Add, {value, Value::of_size(labels_[own[0]].lo)}, expr.mark, "+");
  }
  return value;
}

}  // namespace sinter::lang
