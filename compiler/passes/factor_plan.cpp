// Which sums of products are factored, and how.
//
// The term is a tree of multiplications, divisions and negations. Its leaves that share a reduced
// axis belong to the same part; leaves without a reduced axis are outside. A subtree whose leaves
// all belong together is taken as written. Where a subtree mixes parts, each part takes its own
// side of it:
//
//   strip(x * y) = strip(x) * strip(y), or the one that there is       strip(x / y) likewise, or 1
//   / strip(y) strip(-x)    = strip(x), and the sign moves outside
//
// and what is outside is collected as powers: x * y adds those of y, x / y subtracts them.
//
// Safe: a stripped term is only accepted in forms whose underflow the check of the finished sum
// finds (see factor_build.cpp): a part as written, a product or a quotient of two such, a
// reciprocal of one, or the square of an accepted form. In anything longer, a partial product could
// lose its bits and be scaled back by the next factor.
//
// Pays: two or more parts are summed apart; or a reduced axis that nothing has becomes a
// multiplication by its size; or a division by something outside is done for every element of the
// term; or what moves out has a result axis that no part has, which the sums then need not have
// either. Moving a mere multiplication is not worth a second version.
#include <algorithm>
#include <map>
#include <numeric>

#include "compiler/passes/factor.h"

namespace sinter::passes {

using namespace graph;

std::optional<SumChain> sum_chain(const Graph& graph, ValueId top, int length) {
  SumChain chain;
  chain.term = top;
  std::vector<int> axes;  // of the sums, outermost first
  for (int i = 0; i < length; ++i) {
    const auto node = defined_by(graph, chain.term, Op::ReduceSum);
    if (!node) return std::nullopt;
    axes.push_back(axis_of(*node));
    chain.sums.push_back(chain.term);
    chain.term = node->operands[0];
  }
  std::reverse(chain.sums.begin(), chain.sums.end());
  std::vector<int> left(graph.type(chain.term).shape.size());
  std::iota(left.begin(), left.end(), 0);
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
    chain.reduced.push_back(left[static_cast<std::size_t>(*axis)]);
    left.erase(left.begin() + *axis);
  }
  return chain;
}

namespace {

using Kind = ProductNode::Kind;
constexpr int kMaxPower = 8;

class Planner {
 public:
  Planner(const Graph& graph, const SumChain& chain) : graph_(graph), chain_(chain) {}

  std::optional<Factoring> run() {
    const auto rank = graph_.type(chain_.term).rank();
    if (rank > 60) return std::nullopt;  // Parts are bits of a word.
    auto tree = product_tree(graph_, chain_.term);
    if (!tree) return std::nullopt;
    tree_ = std::move(*tree);
    group_axes();
    find_masks();
    plan_.term = chain_.term;
    plan_.shape = graph_.type(chain_.term).shape;
    for (int axis = 0; axis < rank; ++axis) {
      if (!is_reduced(axis)) plan_.kept.push_back(axis);
    }
    collect_outside(0, 1);
    std::erase_if(plan_.outside, [](const OutsidePower& p) { return p.power == 0; });
    for (int axis : chain_.reduced) {
      if (group_[axis] == axis && !add_part(axis)) return std::nullopt;
    }
    for (const OutsidePower& p : plan_.outside) {
      if (std::abs(p.power) > kMaxPower) return std::nullopt;
    }
    return pays() ? std::optional(std::move(plan_)) : std::nullopt;
  }

 private:
  static constexpr std::uint64_t kOutside = std::uint64_t{1} << 63;
  static std::uint64_t bit(int axis) { return std::uint64_t{1} << axis; }
  const ProductNode& node(int i) const { return tree_[static_cast<std::size_t>(i)]; }
  std::uint64_t mask(int i) const { return mask_[static_cast<std::size_t>(i)]; }
  bool is_reduced(int axis) const {
    return std::find(chain_.reduced.begin(), chain_.reduced.end(), axis) != chain_.reduced.end();
  }

  // Reduced axes that some leaf has together get the same group, named by the first reduced of
  // them.
  void group_axes() {
    for (int axis : chain_.reduced) group_[axis] = axis;
    for (const ProductNode& leaf : tree_) {
      if (leaf.kind != Kind::kLeaf) continue;
      int first = -1;
      for (int axis : chain_.reduced) {
        if (!leaf.placed.has(axis)) continue;
        if (first < 0) first = group_[axis];
        const int merged = group_[axis];
        for (auto& [other, group] : group_) {
          if (group == merged) group = first;
        }
      }
    }
    // Chains of merges may leave a group named by an axis of another: rename by the first reduced
    // member.
    std::map<int, int> name;
    for (int axis : chain_.reduced) name.emplace(group_[axis], axis);
    for (auto& [axis, group] : group_) group = name.at(group);
  }

  // By node: which groups its leaves belong to.
  void find_masks() {
    mask_.resize(tree_.size());
    for (std::size_t i = tree_.size(); i-- > 0;) {
      const ProductNode& n = tree_[i];
      if (n.kind != Kind::kLeaf) {
        mask_[i] = mask(n.a) | (n.b >= 0 ? mask(n.b) : std::uint64_t{0});
        continue;
      }
      for (int axis : n.placed.index) {
        if (axis >= 0 && is_reduced(axis)) mask_[i] |= bit(group_[axis]);
      }
      if (mask_[i] == 0) mask_[i] = kOutside;
    }
  }

  void collect_outside(int i, int power) {
    const ProductNode& n = node(i);
    if (mask(i) == kOutside && is_taken_whole(i)) {
      const auto same = [&](const OutsidePower& p) { return p.factor == n.placed; };
      const auto found = std::find_if(plan_.outside.begin(), plan_.outside.end(), same);
      if (found != plan_.outside.end()) {
        found->power += power;
      } else {
        plan_.outside.push_back({n.placed, power});
      }
      return;
    }
    if (is_taken_whole(i)) return;
    if (n.kind == Kind::kNeg && power % 2 != 0) plan_.negative = !plan_.negative;
    collect_outside(n.a, power);
    if (n.b >= 0) collect_outside(n.b, n.kind == Kind::kDiv ? -power : power);
  }

  // All leaves belong to one part.
  bool is_whole(int i) const { return (mask(i) & (mask(i) - 1)) == 0; }

  // Whole, and its value has no other reduced axes, as it has where its operands are repeated along
  // one that none of them varies along.
  bool is_taken_whole(int i) const {
    const auto& index = node(i).placed.index;
    return is_whole(i) && std::all_of(index.begin(), index.end(), [&](int axis) {
             return axis < 0 || !is_reduced(axis) || mask(i) == bit(group_.at(axis));
           });
  }

  // The node's side for one group, as a number in `terms`; -1: none.
  int strip(int i, std::uint64_t group, std::vector<Stripped>& terms) const {
    const auto add = [&](Stripped s) {
      terms.push_back(std::move(s));
      return static_cast<int>(terms.size()) - 1;
    };
    const ProductNode& n = node(i);
    if ((mask(i) & group) == 0) return -1;
    if (is_taken_whole(i)) return add({Stripped::Kind::kPart, n.placed, -1, -1});
    const int a = strip(n.a, group, terms);
    if (n.kind == Kind::kNeg) return a;
    if (n.kind == Kind::kMul && node(n.a).placed == node(n.b).placed) {
      return add({Stripped::Kind::kSquare, {}, a, -1});
    }
    const int b = strip(n.b, group, terms);
    if (b < 0) return a;
    if (n.kind == Kind::kMul) return a < 0 ? b : add({Stripped::Kind::kMul, {}, a, b});
    return a < 0 ? add({Stripped::Kind::kReciprocal, {}, b, -1})
                 : add({Stripped::Kind::kDiv, {}, a, b});
  }

  static bool is_safe(const std::vector<Stripped>& terms) {
    const auto is_part = [&](int i) {
      return terms[static_cast<std::size_t>(i)].kind == Stripped::Kind::kPart;
    };
    return std::all_of(terms.begin(), terms.end(), [&](const Stripped& s) {
      if (s.kind == Stripped::Kind::kPart || s.kind == Stripped::Kind::kSquare) return true;
      return is_part(s.a) && (s.b < 0 || is_part(s.b));
    });
  }

  bool add_part(int group) {
    SummedPart part;
    strip(0, bit(group), part.terms);
    if (!is_safe(part.terms)) return false;
    for (int axis : chain_.reduced) {
      if (group_[axis] == group) part.reduced.push_back(axis);
    }
    for (std::size_t axis = 0; axis < plan_.shape.size(); ++axis) {
      const int i = static_cast<int>(axis);
      const bool has = std::any_of(part.terms.begin(), part.terms.end(),
                                   [&](const Stripped& s) { return s.part.has(i); });
      if (has) part.space.push_back(i);
    }
    plan_.parts.push_back(std::move(part));
    return true;
  }

  // A quotient over all axes of the term whose divisor has something outside.
  bool divides_every_element() const {
    for (std::size_t i = 0; i < tree_.size(); ++i) {
      const ProductNode& n = tree_[i];
      if (n.kind != Kind::kDiv || is_whole(static_cast<int>(i)) || (mask(n.b) & kOutside) == 0)
        continue;
      const auto& index = n.placed.index;
      const auto real =
          index.size() - static_cast<std::size_t>(std::count(index.begin(), index.end(), -1));
      if (real == plan_.shape.size()) return true;
    }
    return false;
  }

  bool pays() const {
    const auto is_count = [](const SummedPart& p) { return p.terms.empty(); };
    if (std::any_of(plan_.parts.begin(), plan_.parts.end(), is_count)) return true;
    if (plan_.parts.size() > 1 || divides_every_element()) return true;
    // What is outside has a result axis that the summed part lacks.
    const auto& space = plan_.parts[0].space;
    return std::any_of(plan_.kept.begin(), plan_.kept.end(), [&](int axis) {
      const bool outside = std::any_of(plan_.outside.begin(), plan_.outside.end(),
                                       [&](const OutsidePower& p) { return p.factor.has(axis); });
      return outside && std::find(space.begin(), space.end(), axis) == space.end();
    });
  }

  const Graph& graph_;
  const SumChain& chain_;
  ProductTree tree_;
  std::map<int, int> group_;  // by reduced axis
  std::vector<std::uint64_t> mask_;
  Factoring plan_;
};

}  // namespace

std::optional<Factoring> plan_factoring(const Graph& graph, const SumChain& chain) {
  return Planner(graph, chain).run();
}

}  // namespace sinter::passes
