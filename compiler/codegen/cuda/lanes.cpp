// Vector loops and registers with lanes: lane l of a group of G threads belongs to thread l mod G,
// as its copy number l / G.
#include <algorithm>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/split.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::Code;
using loop::Instruction;
using loop::ValueId;

/// Copies that a thread has of a register.
int Writer::slots(const loop::Register& reg) const { return std::max(1, reg.lanes / threads()); }

bool Writer::uses_lanes(ValueId id) const {
  bool uses = false;
  for_each(k_, id, [&](ValueId v) {
    const Instruction& i = k_[v];
    uses |= (i.code == Code::kGet || i.code == Code::kSet) && k_.registers[i.reg.index].lanes > 1;
  });
  return uses;
}

/// For each of a thread's copies of a register, which `slot_` names. A few are written out; more
/// are a loop, unrolled so that the copies stay in the GPU's registers.
void Writer::each_slot(int count, const std::function<void()>& body) {
  constexpr int kWrittenOut = 4;
  if (count > kWrittenOut) {
    slot_ = fmt::format("slot{}", unique_++);
    line("#pragma unroll");
    open(fmt::format("for (int {0} = 0; {0} < {1}; ++{0})", slot_, count));
    body();
    close();
  }
  for (int slot = 0; slot < count && count <= kWrittenOut; ++slot) {
    slot_ = std::to_string(slot);
    body();
  }
  slot_ = "0";
}

/// Whether a vector loop makes a known number of full steps.
bool Writer::is_even(const Instruction& loop, int step) const {
  const Instruction &from = k_[loop.operands[0]], &to = k_[loop.operands[1]];
  return from.code == Code::kConst && to.code == Code::kConst && to.bits > from.bits &&
         (to.bits - from.bits) % static_cast<std::uint64_t>(step) == 0;
}

/// Whether a vector loop makes one step at most: it ends at the smaller of a step and something
/// else.
bool Writer::is_single(const Instruction& loop, int step) const {
  const Instruction &from = k_[loop.operands[0]], &to = k_[loop.operands[1]];
  if (from.code != Code::kConst || from.bits != 0) return false;
  const auto fits = [&](ValueId v) {
    return k_[v].code == Code::kConst && k_[v].bits <= static_cast<std::uint64_t>(step);
  };
  if (to.code == Code::kOp && to.op == Op::Min) return fits(to.operands[0]) || fits(to.operands[1]);
  return fits(loop.operands[1]);
}

/// How many loops over lanes there are that go over long rows.
int Writer::row_passes() const {
  int passes = 0;
  for (const std::uint32_t v : inside_) {
    const Instruction& i = k_.instructions[v];
    if (i.code != Code::kFor || i.kind != loop::LoopKind::kVector) continue;
    const Instruction &from = k_[i.operands[0]], &to = k_[i.operands[1]];
    passes += from.code == Code::kConst && to.code == Code::kConst && to.bits - from.bits > kLongRow
                  ? 1
                  : 0;
  }
  return passes;
}

/// Several loads are to be under way at once; and a short loop of known size is to vanish, so that
/// NVIDIA's compiler sees what it has in common with others.
void Writer::unroll(const Instruction& loop) {
  const std::uint64_t most =
      kernel_.mapping == Mapping::kPair ? kMostUnrolledOfPair : kMostUnrolledOfWarp;
  const Instruction &from = k_[loop.operands[0]], &to = k_[loop.operands[1]];
  const bool known = from.code == Code::kConst && to.code == Code::kConst;
  // A row that is read once need not be held: some loads at a time.
  const bool held = row_passes() > 1 || kernel_.mapping != Mapping::kPair;
  if (known && to.bits - from.bits <= most && held) return line("#pragma unroll");
  constexpr std::size_t kFew = 16;  // instructions
  std::size_t count = 0;
  for_each(k_, loop.body, [&](ValueId) { ++count; });
  line(count <= kFew ? "#pragma unroll 16" : "#pragma unroll 4");
}

/// The part of a vector loop's body that is a thread's lane number `slot_`, at position `place`.
void Writer::lane_body(const Instruction& loop, const std::string& index, const std::string& place,
                       const std::string& end) {
  const std::string declaration = fmt::format("const i64 {} = {};", index, place);
  if (end.empty()) {
    line("{");
    ++depth_;
    line(declaration);
  } else {
    open(fmt::format("if ({} {} < {})", declaration, index, end));
  }
  block(loop.body);
  close();
}

/// Where no register has lanes, iterations may run in any order, on all threads. Else full steps
/// come first, without a check for each lane, and then one that is not full.
void Writer::vector_loop(ValueId id) {
  const Instruction& i = k_[id];
  const std::string begin = operand(i.operands[0]), end = operand(i.operands[1]);
  const std::string index = fmt::format("v{}", id.index);
  const int group = threads();
  const bool lanes = uses_lanes(id);
  const int copies = lanes ? std::max(1, i.lanes / group) : 1;
  const int step = lanes ? i.lanes : group;
  SINTER_CHECK(!alone() && (i.lanes % group == 0 || group % i.lanes == 0),
               "a loop of {} lanes on {} threads", i.lanes, group);
  meet_before(accesses(id));
  in_lanes_ = true;
  const Instruction &from = k_[i.operands[0]], &to = k_[i.operands[1]];
  const auto each_lane = [&](const std::string& first, const std::string& limit) {
    each_slot(copies, [&] {
      lane_body(i, index, fmt::format("{} + t + {} * {}", first, slot_, group), limit);
    });
  };
  if (lanes && i.lanes < group) {
    unroll(i);
    open(fmt::format("for (i64 {0} = {1} + t; t < {2} && {0} < {3}; {0} += {4})", index, begin,
                     i.lanes, end, step));
    block(i.body);
    close();
  } else if (is_even(i, step) && to.bits - from.bits == static_cast<std::uint64_t>(step)) {
    if (from.bits == 0) lanes_from_zero_ = id;
    each_lane(begin, "");
    lanes_from_zero_ = {};
  } else if (is_single(i, step)) {
    each_lane(begin, end);
  } else {
    const std::string first = fmt::format("first{}", unique_++);
    const bool even = is_even(i, step);
    if (!even) line(fmt::format("i64 {} = {};", first, begin));
    unroll(i);
    open(even ? fmt::format("for (i64 {0} = {1}; {0} < {2}; {0} += {3})", first, begin, end, step)
              : fmt::format("for (; {0} + {2} <= {1}; {0} += {2})", first, end, step));
    each_lane(first, "");
    close();
    if (!even) each_lane(first, end);
  }
  in_lanes_ = false;
}

std::string Writer::combine(Op op, DType type, const std::string& a, const std::string& b) {
  const std::string operands[] = {a, b};
  return expression(op, type, type, operands);
}

/// Every thread leaves a value for the others of its block.
void Writer::exchange(DType type, const std::string& from) {
  exchanges_ = true;
  line("__syncthreads();");
  line(fmt::format("(({}*)exchange)[t] = {};", type_text(type), from));
  line("__syncthreads();");
}

/// A thread's lanes of a register, as variables that may be changed.
std::vector<std::string> Writer::copies(const Instruction& i, const std::string& index) {
  const loop::Register& r = k_.registers[i.reg.index];
  const int number = unique_++;
  std::vector<std::string> names;
  for (int slot = 0; slot < slots(r); ++slot) {
    names.push_back(fmt::format("x{}_{}", number, slot));
    const bool some = p_.registers.contains(i.reg.index) && r.lanes < threads();
    line(fmt::format("{} {} = {}{};", type_text(r.type), names.back(),
                     some ? fmt::format("t >= {} ? {}(0) : ", r.lanes, type_text(r.type)) : "",
                     register_text(i.reg, index, std::to_string(slot))));
  }
  return names;
}

/// By halving: lane[l] = lane[l] op lane[l + h]. Lanes of one thread first, then across threads.
void Writer::reduce_lanes(ValueId id) {
  const Instruction& i = k_[id];
  const loop::Register& r = k_.registers[i.reg.index];
  meet_before(accesses(id));
  const auto x = copies(i, index_of(i, 0));
  const int group = threads();
  const std::string type = type_text(r.type);
  for (int h = r.lanes / 2; h >= 1; h /= 2) {
    if (h >= group) {
      for (int slot = 0; slot < h / group; ++slot) {
        const auto n = static_cast<std::size_t>(slot);
        const auto& other = x[n + static_cast<std::size_t>(h / group)];
        line(fmt::format("{} = {};", x[n], combine(i.op, r.type, x[n], other)));
      }
    } else if (kernel_.mapping == Mapping::kPair && h == kWarpThreads) {
      // Both warps combine the same two lanes, so that each can go on by itself.
      exchange(r.type, x[0]);
      const auto of = [&](int first) {
        return fmt::format("(({}*)exchange)[(t & 31) + {}]", type, first);
      };
      line(fmt::format("{} = {};", x[0], combine(i.op, r.type, of(0), of(kWarpThreads))));
    } else if (kernel_.mapping != Mapping::kBlock) {
      const std::string other = fmt::format("({})__shfl_down_sync(0xffffffffu, {}, {})", type,
                                            r.type == DType::kBool ? "(int)" + x[0] : x[0], h);
      const std::string name = fmt::format("y{}", unique_++);
      line(fmt::format("const {} {} = {};", type, name, other));
      line(fmt::format("{} = {};", x[0], combine(i.op, r.type, x[0], name)));
    } else {
      exchange(r.type, x[0]);
      const std::string other = fmt::format("(({}*)exchange)[t + {}]", type, h);
      line(fmt::format("if (t < {}) {} = {};", h, x[0], combine(i.op, r.type, x[0], other)));
    }
  }
  if (kernel_.mapping != Mapping::kBlock) {
    const std::string value = r.type == DType::kBool ? "(int)" + x[0] : x[0];
    return define(id, fmt::format("({})__shfl_sync(0xffffffffu, {}, 0)", type, value));
  }
  exchange(r.type, x[0]);
  define(id, fmt::format("(({}*)exchange)[0]", type));
}

/// Whether nothing but the last lane of a register that is scanned is used.
bool Writer::reads_last_lane_only(loop::RegisterId reg) const {
  bool only = true;
  for (const std::uint32_t v : inside_) {
    const Instruction& i = k_.instructions[v];
    if (i.reg != reg || (i.code != Code::kGet && i.code != Code::kLane)) continue;
    const auto last = static_cast<std::uint64_t>(k_.registers[reg.index].lanes - 1);
    only &= i.code == Code::kLane && k_[i.operands[0]].code == Code::kConst &&
            k_[i.operands[0]].bits == last;
  }
  return only;
}

/// What a scan leaves in its last lane: neighbours first, then neighbours of these. The ops are
/// commutative, so that each of two threads may combine the two values.
void Writer::combine_neighbours(ValueId id, const std::vector<std::string>& x) {
  const Instruction& i = k_[id];
  const DType type = k_.registers[i.reg.index].type;
  for (int h = 1; h < threads(); h *= 2) {
    for (const std::string& lane : x) {
      const std::string other = fmt::format("__shfl_xor_sync(0xffffffffu, {}, {})", lane, h);
      const std::string name = fmt::format("y{}", unique_++);
      line(fmt::format("const {} {} = {};", type_text(type), name, other));
      line(fmt::format("{} = {};", lane, combine(i.op, type, lane, name)));
    }
  }
  for (std::size_t h = 1; h < x.size(); h *= 2) {
    for (std::size_t slot = 2 * h - 1; slot < x.size(); slot += 2 * h)
      line(fmt::format("{} = {};", x[slot], combine(i.op, type, x[slot - h], x[slot])));
  }
}

/// One step of a warp's scan, to lanes that are fewer than a warp apart. What a thread hands on is
/// of its own row of lanes, or, for the next row, where it is one of the last.
void Writer::scan_step(ValueId id, const std::vector<std::string>& x, int h) {
  const Instruction& i = k_[id];
  const DType type = k_.registers[i.reg.index].type;
  std::vector<std::string> before;
  for (std::size_t slot = 0; slot < x.size(); ++slot) {
    before.push_back(fmt::format("y{}", unique_++));
    const std::string handed_on =
        slot == 0 ? x[0] : fmt::format("t >= {} ? {} : {}", threads() - h, x[slot - 1], x[slot]);
    line(fmt::format("const {} {} = __shfl_sync(0xffffffffu, {}, (t - {}) & 31);", type_text(type),
                     before.back(), handed_on, h));
  }
  for (std::size_t slot = 0; slot < x.size(); ++slot) {
    line(fmt::format("{}{} = {};", slot == 0 ? fmt::format("if (t >= {}) ", h) : "", x[slot],
                     combine(i.op, type, before[slot], x[slot])));
  }
}

/// By doubling: lane[l] = lane[l - h] op lane[l] for all l >= h at once.
void Writer::scan_lanes(ValueId id) {
  const Instruction& i = k_[id];
  const loop::Register& r = k_.registers[i.reg.index];
  SINTER_CHECK(!p_.registers.contains(i.reg.index), "a scan across kernels");
  const std::string index = index_of(i, 0), type = type_text(r.type);
  const auto x = copies(i, index);
  const int group = threads();
  if (kernel_.mapping == Mapping::kWarp && reads_last_lane_only(i.reg)) {
    combine_neighbours(id, x);
  } else {
    for (int h = 1; h < r.lanes; h *= 2) {
      if (kernel_.mapping == Mapping::kWarp && h < group) {
        scan_step(id, x, h);
        continue;
      }
      // Whole rows of lanes, from the last one down; a block has one.
      const auto back = static_cast<std::size_t>(h / group);
      for (std::size_t slot = x.size(); kernel_.mapping == Mapping::kWarp && slot-- > back;)
        line(fmt::format("{} = {};", x[slot], combine(i.op, r.type, x[slot - back], x[slot])));
      if (kernel_.mapping == Mapping::kWarp) continue;
      SINTER_CHECK(kernel_.mapping == Mapping::kBlock && x.size() == 1,
                   "a scan of more lanes than a block has threads");
      exchange(r.type, x[0]);
      const std::string before = fmt::format("y{}", unique_++);
      line(fmt::format("const {0} {1} = (({0}*)exchange)[t >= {2} ? t - {2} : t];", type, before,
                       h));
      line(fmt::format("if (t >= {}) {} = {};", h, x[0], combine(i.op, r.type, before, x[0])));
    }
  }
  for (std::size_t slot = 0; slot < x.size(); ++slot)
    line(fmt::format("{} = {};", register_text(i.reg, index, std::to_string(slot)), x[slot]));
}

void Writer::lane(ValueId id) {
  const Instruction& i = k_[id];
  const loop::Register& r = k_.registers[i.reg.index];
  meet_before(accesses(id));
  const std::string wanted = operand(i.operands[0]), type = type_text(r.type);
  const auto x = copies(i, index_of(i, 1));
  for (std::size_t slot = 1; slot < x.size(); ++slot)
    line(fmt::format("if ({} / {} == {}) {} = {};", wanted, threads(), slot, x[0], x[slot]));
  if (kernel_.mapping == Mapping::kWarp) {
    const std::string value = r.type == DType::kBool ? "(int)" + x[0] : x[0];
    return define(
        id, fmt::format("({})__shfl_sync(0xffffffffu, {}, (int)({}) & 31)", type, value, wanted));
  }
  exchange(r.type, x[0]);
  define(id, fmt::format("(({}*)exchange)[{} % {}]", type, wanted, threads()));
}

}  // namespace sinter::cuda
