#include "compiler/lower/interchange.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace sinter::lower {
namespace {

using loop::BlockId;
using loop::BufferId;
using loop::Code;
using loop::Instruction;
using loop::Kernel;
using loop::LoopKind;
using loop::ValueId;

constexpr std::int64_t kGroup = 8;  // iterations that share what they read
// Arrays of fewer bytes stay in the second cache anyway.
constexpr std::int64_t kSmallBytes = std::int64_t{1} << 18;

/// All instructions of a block and of the blocks inside it, in order.
void visit(const Kernel& k, BlockId block, const std::function<void(ValueId)>& body) {
  for (const ValueId v : k.block(block).instructions) {
    body(v);
    const Instruction& i = k[v];
    if (i.code == Code::kFor || i.code == Code::kIf) visit(k, i.body, body);
    if (i.code == Code::kIf) visit(k, i.otherwise, body);
  }
}

bool is_plain_serial(const Instruction& i) {
  return i.code == Code::kFor && i.kind == LoopKind::kSerial && i.bits == 1 && !i.until;
}

/// What a part of an iteration touches.
struct Touched {
  std::set<std::uint32_t> loads, stores, reads, sets;  ///< Buffers, buffers; registers, registers.
};

/// A loop and its parts, as the header names them.
struct Candidate {
  ValueId outer, blocks;
  std::vector<ValueId> before, after;
  std::vector<ValueId> again;  ///< Of what stands before: what other parts compute once more.
  std::map<std::uint32_t, ValueId> own;  ///< Buffers that an iteration gets: their elements.
};

class Analysis {
 public:
  Analysis(const Kernel& kernel, ValueId outer) : k_(kernel), outer_(outer) {
    visit(k_, k_[outer].body, [&](ValueId v) { inside_.insert(v.index); });
  }

  std::optional<Candidate> candidate() {
    Candidate c{outer_, {}, {}, {}, {}, {}};
    if (!split(c) || !has_plain_instructions()) return std::nullopt;
    for (const ValueId v : c.before) {
      const Instruction& i = k_[v];
      if (i.code != Code::kAlloc) continue;
      if (is_inside(i.operands[0])) return std::nullopt;
      c.own.emplace(i.buffer.index, i.operands[0]);
    }
    const Touched before = touched(c.before), blocks = touched({c.blocks}),
                  after = touched(c.after);
    if (!keeps_memory_apart(c, before, blocks, after)) return std::nullopt;
    if (!keeps_registers_apart(c, before, blocks, after)) return std::nullopt;
    std::set<std::uint32_t> stored = after.stores;
    stored.insert(before.stores.begin(), before.stores.end());
    for (const ValueId v : c.before) {
      if (is_cheap(k_[v], stored)) c.again.push_back(v);
    }
    if (!can_be_computed_again(c) || !reads_the_same(c)) return std::nullopt;
    return c;
  }

 private:
  bool is_inside(ValueId v) const { return v == outer_ || inside_.contains(v.index); }

  /// The one loop over blocks, what stands before it and what behind.
  bool split(Candidate& c) const {
    for (const ValueId v : k_.block(k_[outer_].body).instructions) {
      const Instruction& i = k_[v];
      bool has_vectors = false;
      if (is_plain_serial(i) && !is_inside(i.operands[0]) && !is_inside(i.operands[1])) {
        visit(k_, i.body, [&](ValueId inner) {
          has_vectors |= k_[inner].code == Code::kFor && k_[inner].kind == LoopKind::kVector;
        });
      }
      if (has_vectors && !c.blocks) {
        c.blocks = v;
      } else if (has_vectors) {
        return false;
      } else {
        (c.blocks ? c.after : c.before).push_back(v);
      }
    }
    return static_cast<bool>(c.blocks);
  }

  /// Nothing that has to happen in the order of the program, such as a failure.
  bool has_plain_instructions() const {
    return std::ranges::all_of(inside_, [&](std::uint32_t v) {
      const Instruction& i = k_.instructions[v];
      switch (i.code) {
        case Code::kOp:
        case Code::kConst:
        case Code::kInteger:
        case Code::kLoad:
        case Code::kGet:
        case Code::kSet:
        case Code::kReduceLanes:
        case Code::kScanLanes:
        case Code::kLane:
        case Code::kIf:
        case Code::kAlloc:
        case Code::kPrefetch:
          return true;
        case Code::kStore:
          return !i.atomic;
        case Code::kFor:
          return i.kind != LoopKind::kParallel;
        default:
          return false;
      }
    });
  }

  Touched touched(const std::vector<ValueId>& part) const {
    Touched t;
    const auto note = [&](ValueId v) {
      const Instruction& i = k_[v];
      if (i.code == Code::kLoad) t.loads.insert(i.buffer.index);
      if (i.code == Code::kStore) t.stores.insert(i.buffer.index);
      if (i.code == Code::kSet || i.code == Code::kScanLanes) t.sets.insert(i.reg.index);
      if (i.code == Code::kGet || i.code == Code::kReduceLanes || i.code == Code::kLane ||
          i.code == Code::kScanLanes)
        t.reads.insert(i.reg.index);
      if (i.code == Code::kFor && i.until) t.reads.insert(i.until.index);
    };
    for (const ValueId v : part) {
      note(v);
      if (k_[v].code == Code::kFor || k_[v].code == Code::kIf) visit(k_, k_[v].body, note);
      if (k_[v].code == Code::kIf) visit(k_, k_[v].otherwise, note);
    }
    return t;
  }

  /// What comes before and the blocks write memory of their iteration alone, and read nothing that
  /// what comes behind writes.
  static bool keeps_memory_apart(const Candidate& c, const Touched& before, const Touched& blocks,
                                 const Touched& after) {
    const auto is_own = [&](std::uint32_t b) { return c.own.contains(b); };
    const auto is_read_only = [&](std::uint32_t b) {
      return is_own(b) || !after.stores.contains(b);
    };
    return std::ranges::all_of(before.stores, is_own) &&
           std::ranges::all_of(blocks.stores, is_own) &&
           std::ranges::all_of(before.loads, is_read_only) &&
           std::ranges::all_of(blocks.loads, is_read_only);
  }

  /// No register carries anything from one part to another, or from one block to the next.
  bool keeps_registers_apart(const Candidate& c, const Touched& before, const Touched& blocks,
                             const Touched& after) const {
    const Touched* const parts[] = {&before, &blocks, &after};
    for (const Touched* a : parts) {
      for (const Touched* b : parts) {
        if (a != b && std::ranges::any_of(a->sets, [&](std::uint32_t r) {
              return b->sets.contains(r) || b->reads.contains(r);
            }))
          return false;
      }
    }
    std::set<std::uint32_t> set_before;
    bool in_order = true;
    for (const ValueId v : k_.block(k_[c.blocks].body).instructions) {
      const Instruction& i = k_[v];
      if (i.code == Code::kSet) {
        set_before.insert(i.reg.index);
        continue;
      }
      for (const std::uint32_t r : touched({v}).reads)
        in_order &= set_before.contains(r) || !blocks.sets.contains(r);
    }
    return in_order;
  }

  /// Arithmetic, and elements that the loop does not change.
  static bool is_cheap(const Instruction& i, const std::set<std::uint32_t>& stored) {
    return i.code == Code::kOp || i.code == Code::kConst || i.code == Code::kInteger ||
           (i.code == Code::kLoad && !stored.contains(i.buffer.index));
  }

  /// Whether other parts use nothing of what comes before but what is computed again.
  bool can_be_computed_again(const Candidate& c) const {
    std::set<std::uint32_t> lost;
    for (const ValueId v : c.before) lost.insert(v.index);
    for (const ValueId v : c.again) lost.erase(v.index);
    bool again = true;
    const auto check = [&](ValueId v) {
      for (const ValueId operand : k_[v].operands) again &= !lost.contains(operand.index);
    };
    visit(k_, k_[c.blocks].body, check);
    for (const ValueId v : c.after) {
      check(v);
      if (k_[v].code == Code::kFor || k_[v].code == Code::kIf) visit(k_, k_[v].body, check);
      if (k_[v].code == Code::kIf) visit(k_, k_[v].otherwise, check);
    }
    std::ranges::for_each(c.again, check);  // all the way down
    return again;
  }

  /// Blocks read the same elements in every iteration, and more of them than a cache holds.
  bool reads_the_same(const Candidate& c) const {
    std::set<std::uint32_t> varies{outer_.index};
    for (const ValueId v : c.before) varies.insert(v.index);
    bool same = true;
    std::set<std::uint32_t> arrays;
    std::int64_t width = 0;
    visit(k_, k_[c.blocks].body, [&](ValueId v) {
      const Instruction& i = k_[v];
      if (i.code == Code::kLoad && !c.own.contains(i.buffer.index)) {
        if (varies.contains(i.operands[0].index)) same = false;
        if (arrays.insert(i.buffer.index).second)
          width += static_cast<std::int64_t>(size_of(i.type));
      }
      const bool changes = std::ranges::any_of(
          i.operands, [&](ValueId operand) { return varies.contains(operand.index); });
      // What registers hold is taken to differ.
      if (changes || i.code == Code::kGet) varies.insert(v.index);
    });
    return same && !arrays.empty() && !is_small(c, width);
  }

  bool is_small(const Candidate& c, std::int64_t width) const {
    const Instruction& end = k_[k_[c.blocks].operands[1]];
    if (end.code != Code::kConst) return false;
    constexpr std::int64_t kElements = 4096;  // of a block
    return static_cast<std::int64_t>(end.bits) <= kSmallBytes / (kElements * width);
  }

  const Kernel& k_;
  ValueId outer_;
  std::set<std::uint32_t> inside_;
};

class Interchange {
 public:
  Interchange(Kernel& kernel, Candidate candidate) : k_(kernel), c_(std::move(candidate)) {}

  void run() {
    const Instruction outer = k_[c_.outer];  // by value: instructions move
    const BlockId group_body = new_block();
    const ValueId group = append(for_loop(outer.operands[0], outer.operands[1], kGroup, group_body),
                                 outer.parent, false);
    k_[group].poll = outer.poll;
    k_[group].place = outer.place;
    block_ = group_body;
    const ValueId several = constant(kGroup);
    const ValueId end = op(Op::Min, op(Op::Add, group, several), outer.operands[1]);
    for (const auto& [buffer, elements] : c_.own) {
      Instruction alloc;
      alloc.code = Code::kAlloc;
      alloc.buffer = BufferId(buffer);
      alloc.operands = {op(Op::Mul, elements, several)};
      append(std::move(alloc), group_body);
    }
    each(group, end, [&] {
      for (const ValueId v : c_.before) {
        if (k_[v].code != Code::kAlloc) clone(v);
      }
    });
    blocks(group, end);
    each(group, end, [&] {
      compute_again();
      for (const ValueId v : c_.after) clone(v);
    });
    auto& list = k_.block(outer.parent).instructions;
    std::ranges::replace(list, c_.outer, group);
  }

 private:
  /// for b { for k { block(k, b) } }
  void blocks(ValueId group, ValueId end) {
    const BlockId outside = block_;
    Instruction loop = k_[c_.blocks];
    const BlockId from = loop.body, to = new_block();
    loop.body = to;
    const ValueId copy = append(std::move(loop), outside);
    block_ = to;
    each(group, end, [&] {
      now_[c_.blocks.index] = copy;
      compute_again();
      clone_block(from, block_);
    });
    block_ = outside;
  }

  /// A loop over the group's iterations.
  void each(ValueId group, ValueId end, const std::function<void()>& body) {
    const BlockId outside = block_, inside = new_block();
    const ValueId iteration = append(for_loop(group, end, 1, inside), outside, false);
    block_ = inside;
    now_.clear();
    shift_.clear();
    now_[c_.outer.index] = iteration;
    const ValueId number = op(Op::Sub, iteration, group);
    for (const auto& [buffer, elements] : c_.own) shift_[buffer] = op(Op::Mul, number, elements);
    body();
    block_ = outside;
    k_.block(outside).instructions.push_back(iteration);
  }

  void compute_again() {
    for (const ValueId v : c_.again) clone(v);
  }

  void clone(ValueId v) {
    Instruction i = k_[v];
    for (ValueId& operand : i.operands) {
      if (const auto it = now_.find(operand.index); it != now_.end()) operand = it->second;
    }
    const bool moves = i.code == Code::kLoad || i.code == Code::kStore || i.code == Code::kPrefetch;
    if (const auto it = shift_.find(i.buffer.index); moves && it != shift_.end())
      i.operands[0] = op(Op::Add, i.operands[0], it->second);
    const BlockId body = i.body, otherwise = i.otherwise, here = block_;
    const bool is_loop = i.code == Code::kFor, is_branch = i.code == Code::kIf;
    if (is_loop || is_branch) i.body = new_block();
    if (is_branch) i.otherwise = new_block();
    const BlockId new_body = i.body, new_otherwise = i.otherwise;
    now_[v.index] = append(std::move(i), here);
    if (is_loop || is_branch) clone_block(body, new_body);
    if (is_branch) clone_block(otherwise, new_otherwise);
    block_ = here;
  }

  void clone_block(BlockId from, BlockId to) {
    block_ = to;
    for (std::size_t n = 0; n < k_.block(from).instructions.size(); ++n)
      clone(k_.block(from).instructions[n]);
  }

  BlockId new_block() {
    k_.blocks.emplace_back();
    return BlockId(k_.blocks.size() - 1);
  }

  ValueId append(Instruction i, BlockId block, bool listed = true) {
    const ValueId id(k_.instructions.size());
    i.parent = block;
    k_.instructions.push_back(std::move(i));
    if (listed) k_.block(block).instructions.push_back(id);
    return id;
  }

  static Instruction for_loop(ValueId begin, ValueId end, std::int64_t step, BlockId body) {
    Instruction i;
    i.code = Code::kFor;
    i.operands = {begin, end};
    i.bits = static_cast<std::uint64_t>(step);
    i.body = body;
    return i;
  }

  ValueId constant(std::int64_t value) {
    Instruction i;
    i.bits = static_cast<std::uint64_t>(value);
    return append(std::move(i), block_);
  }

  ValueId op(Op op, ValueId a, ValueId b) {
    Instruction i;
    i.code = Code::kOp;
    i.op = op;
    i.operands = {a, b};
    return append(std::move(i), block_);
  }

  Kernel& k_;
  const Candidate c_;
  BlockId block_;                           ///< Where instructions are appended.
  std::map<std::uint32_t, ValueId> now_;    ///< What takes the place of a value.
  std::map<std::uint32_t, ValueId> shift_;  ///< By buffer: where this iteration's part begins.
};

/// Outer loops first: what stands inside of one that is found is not looked at.
std::vector<Candidate> candidates(const Kernel& kernel) {
  std::vector<Candidate> found;
  std::set<std::uint32_t> inside;
  visit(kernel, kernel.body(), [&](ValueId v) {
    if (!is_plain_serial(kernel[v]) || inside.contains(v.index)) return;
    auto candidate = Analysis(kernel, v).candidate();
    if (!candidate) return;
    visit(kernel, kernel[v].body, [&](ValueId inner) { inside.insert(inner.index); });
    found.push_back(std::move(*candidate));
  });
  return found;
}

}  // namespace

int interchange_loops(Kernel& kernel) {
  const std::vector<Candidate> all = candidates(kernel);
  for (const Candidate& candidate : all) Interchange(kernel, candidate).run();
  return static_cast<int>(all.size());
}

std::vector<std::int32_t> interchangeable_loops(const Kernel& kernel) {
  std::vector<std::int32_t> numbers;
  for (const Candidate& candidate : candidates(kernel))
    numbers.push_back(kernel[candidate.outer].poll);
  return numbers;
}

}  // namespace sinter::lower
