#include "compiler/codegen/cuda/split.h"

#include <algorithm>

#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::BlockId;
using loop::BufferKind;
using loop::Code;
using loop::Instruction;
using loop::Kernel;
using loop::LoopKind;
using loop::ValueId;

namespace {

constexpr int kHost = -1;
constexpr int kMostLanesOfWarp = 512;
constexpr std::int64_t kSharedBytes = 20 << 10;      // of memory of known size, per block
constexpr std::int64_t kMostSharedBytes = 48 << 10;  // the same where it is filled asynchronously

[[noreturn]] void cannot(std::string_view what) {
  throw Error(ErrorKind::kUnavailable, "E0710",
              fmt::format("{}: this is not available on a GPU yet", what));
}

bool is_parallel(const Instruction& i) {
  return i.code == Code::kFor && i.kind == LoopKind::kParallel;
}

bool uses_register(const Instruction& i) {
  return i.code == Code::kGet || i.code == Code::kSet || i.code == Code::kReduceLanes ||
         i.code == Code::kScanLanes || i.code == Code::kLane;
}

}  // namespace

void for_each(const Kernel& kernel, BlockId block, const std::function<void(ValueId)>& visit) {
  for (const ValueId v : kernel.block(block).instructions) for_each(kernel, v, visit);
}

void for_each(const Kernel& kernel, ValueId instruction,
              const std::function<void(ValueId)>& visit) {
  visit(instruction);
  const Instruction& i = kernel[instruction];
  if (i.code == Code::kFor || i.code == Code::kIf) for_each(kernel, i.body, visit);
  if (i.code == Code::kIf) for_each(kernel, i.otherwise, visit);
}

void Known::look_at(ValueId v, bool from_state) {
  const Instruction& i = k_[v];
  const bool pure =
      i.code == Code::kConst || i.code == Code::kInteger || i.code == Code::kOp ||
      (i.code == Code::kLoad && k_.buffers[i.buffer.index].kind == BufferKind::kInput);
  const auto all = [&](const std::vector<bool>& of) {
    return pure && std::all_of(i.operands.begin(), i.operands.end(),
                               [&](ValueId o) { return of[o.index]; });
  };
  strictly_[v.index] = all(strictly_);
  known_[v.index] = strictly_[v.index] || (from_state && all(known_));
}

Splitter::Splitter(Program& program)
    : p_(program),
      k_(program.kernel),
      known_(program.kernel),
      kernel_of_(program.kernel.instructions.size(), kHost) {}

void Splitter::run() {
  for (const Instruction& i : k_.instructions) {
    p_.may_fail |= i.code == Code::kFailIf;
    if (i.code == Code::kStore && i.async) is_copied_.insert(i.buffer.index);
  }
  p_.steps = block(k_.body());
  find_users();
  assign_slots();
}

std::vector<Step> Splitter::block(BlockId id) {
  std::vector<Step> steps;
  for (const ValueId v : k_.block(id).instructions) instruction(v, steps);
  flush(steps);
  return steps;
}

void Splitter::instruction(ValueId id, std::vector<Step>& steps) {
  const Instruction& i = k_[id];
  // What follows from values of kernels that have run is computed again by each kernel that needs
  // it, unless another one is about to be made anyway.
  known_.look_at(id, pending_.empty());
  if (known_(id) || i.code == Code::kPrefetch) return;
  if (i.code == Code::kStopIfFailed && !p_.may_fail) return;
  if (is_parallel(i)) return launch(id, steps);
  if (i.code == Code::kAlloc) return allocate(id, steps);
  if ((i.code == Code::kFor || i.code == Code::kIf) && needs_host(id))
    return i.code == Code::kFor ? host_loop(id, steps) : host_branch(id, steps);
  pending_.push_back(id);
}

/// Loops and branches that hold parallel loops, or memory whose size is not known before them.
bool Splitter::needs_host(ValueId id) const {
  std::set<std::uint32_t> inside;
  for_each(k_, id, [&](ValueId v) { inside.insert(v.index); });
  bool needs = false;
  for_each(k_, id, [&](ValueId v) {
    const Instruction& i = k_[v];
    needs |= is_parallel(i);
    if (i.code == Code::kAlloc) needs |= !is_fixed_outside(i.operands[0], inside);
  });
  return needs;
}

/// Whether a value follows from what is defined outside of a set of instructions.
bool Splitter::is_fixed_outside(ValueId value, const std::set<std::uint32_t>& inside) const {
  if (!inside.contains(value.index)) return true;
  const Instruction& i = k_[value];
  if (i.code == Code::kConst || i.code == Code::kInteger) return true;
  return i.code == Code::kOp && std::all_of(i.operands.begin(), i.operands.end(),
                                            [&](ValueId o) { return is_fixed_outside(o, inside); });
}

void Splitter::host_loop(ValueId id, std::vector<Step>& steps) {
  flush(steps);
  known_.add_index(id);
  Step step{Step::kLoop, id, 0, {}, {}};
  ++host_loops_;
  step.body = block(k_[id].body);
  --host_loops_;
  steps.push_back(std::move(step));
}

void Splitter::host_branch(ValueId id, std::vector<Step>& steps) {
  flush(steps);
  Step step{Step::kBranch, id, 0, {}, {}};
  step.body = block(k_[id].body);
  step.otherwise = block(k_[id].otherwise);
  steps.push_back(std::move(step));
}

/// Memory is there before whatever is collected runs, unless its size comes from that.
void Splitter::allocate(ValueId id, std::vector<Step>& steps) {
  if (!known_(k_[id].operands[0])) flush(steps);
  steps.push_back({Step::kAllocate, id, 0, {}, {}});
}

void Splitter::launch(ValueId parallel, std::vector<Step>& steps) {
  flush(steps);
  DeviceKernel kernel;
  kernel.name = fmt::format("sinter_{}", p_.kernels.size());
  kernel.loop = parallel;
  kernel.mapping = mapping_of({parallel}, false);
  take_scratch(kernel, {parallel});
  find_own_copy(kernel);
  if (host_loops_ > 0) repeated_.insert(static_cast<int>(p_.kernels.size()));
  steps.push_back({Step::kLaunch, {}, p_.kernels.size(), {}, {}});
  p_.kernels.push_back(std::move(kernel));
}

/// Whether a kernel that is run once may be done by the last block of the one before it.
bool Splitter::joins(const DeviceKernel& kernel, const std::vector<Step>& steps) const {
  if (steps.empty() || steps.back().kind != Step::kLaunch) return false;
  const DeviceKernel& before = p_.kernels[steps.back().kernel];
  return before.loop && !before.epilogue && kernel.scratch.empty() &&
         (before.mapping != Mapping::kPair || fits_pairs(kernel.once)) &&
         before.shared_bytes + kernel.shared_bytes <= std::max(kSharedBytes, before.shared_bytes);
}

/// A kernel for what has been collected, if that does anything.
void Splitter::flush(std::vector<Step>& steps) {
  if (pending_.empty()) return;
  DeviceKernel kernel;
  kernel.name = fmt::format("sinter_{}", p_.kernels.size());
  kernel.once = std::move(pending_);
  pending_.clear();
  kernel.mapping = mapping_of(kernel.once, true);
  take_scratch(kernel, kernel.once);
  if (host_loops_ > 0) repeated_.insert(static_cast<int>(p_.kernels.size()));
  for (const ValueId v : kernel.once) known_.add_state(v);
  kernel.is_epilogue = joins(kernel, steps);
  if (kernel.is_epilogue) {
    DeviceKernel& before = p_.kernels[steps.back().kernel];
    if (before.mapping == Mapping::kPair && kernel.mapping == Mapping::kBlock)
      kernel.mapping = Mapping::kPair;
    p_.kernels[steps.back().kernel].epilogue = p_.kernels.size();
  } else {
    steps.push_back({Step::kLaunch, {}, p_.kernels.size(), {}, {}});
  }
  p_.kernels.push_back(std::move(kernel));
}

/// Whether rows are long, and nothing but sums over lanes needs more than a thread has itself: then
/// a thread holds all of a lane in registers, where a warp would have to read a row once per pass.
bool Splitter::suits_pairs(ValueId loop) const {
  std::uint64_t longest = 0;
  bool suits = fits_pairs({loop});
  for_each(k_, loop, [&](ValueId v) {
    const Instruction& i = k_[v];
    if (i.code != Code::kFor || i.kind != LoopKind::kVector) return;
    const Instruction &from = k_[i.operands[0]], &to = k_[i.operands[1]];
    suits &= i.lanes == kPairThreads;
    if (from.code == Code::kConst && to.code == Code::kConst)
      longest = std::max(longest, to.bits - from.bits);
  });
  return suits && longest > kLongRow;
}

/// Whether two warps can do what these do with lanes.
bool Splitter::fits_pairs(const std::vector<ValueId>& instructions) const {
  bool fits = true;
  for (const ValueId root : instructions) {
    for_each(k_, root, [&](ValueId v) {
      const Instruction& i = k_[v];
      fits &= i.code != Code::kScanLanes && i.code != Code::kLane;
      if (!uses_register(i)) return;
      const int lanes = k_.registers[i.reg.index].lanes;
      fits &= lanes == 1 || lanes == kPairThreads;
    });
  }
  return fits;
}

Mapping Splitter::mapping_of(const std::vector<ValueId>& instructions, bool once) const {
  int lanes = 1;
  for (const ValueId root : instructions) {
    for_each(k_, root, [&](ValueId v) {
      const Instruction& i = k_[v];
      if (i.code == Code::kFor && i.kind == LoopKind::kVector) lanes = std::max(lanes, i.lanes);
      if (uses_register(i)) lanes = std::max(lanes, k_.registers[i.reg.index].lanes);
    });
  }
  if (lanes == 1) return Mapping::kThread;
  if (once || lanes > kMostLanesOfWarp) return Mapping::kBlock;
  return suits_pairs(instructions.front()) ? Mapping::kPair : Mapping::kWarp;
}

void Splitter::refuse(ValueId id) const {
  const Instruction& i = k_[id];
  if (i.code == Code::kShow) cannot("a program that prints, asserts or calls the host");
  if (i.code == Code::kCount) cannot("a limit of iterations");
}

/// Shared memory for an allocation of known size, where that is small.
bool Splitter::take_shared(DeviceKernel& kernel, ValueId alloc) const {
  const Instruction& size = k_[k_[alloc].operands[0]];
  if (kernel.mapping == Mapping::kThread || size.code != Code::kConst) return false;
  const auto elements = static_cast<std::int64_t>(size.bits);
  const auto each = static_cast<std::int64_t>(size_of(k_.buffers[k_[alloc].buffer.index].type));
  const std::int64_t groups = block_threads(kernel.mapping) / group_threads(kernel.mapping);
  if (elements < 1 || elements > kSharedBytes) return false;
  const std::int64_t bytes = (elements * each + 15) / 16 * 16 * groups;
  const bool fills = is_copied_.contains(k_[alloc].buffer.index);
  if (kernel.shared_bytes + bytes > (fills ? kMostSharedBytes : kSharedBytes)) return false;
  kernel.shared_bytes += bytes;
  kernel.shared.push_back(alloc);
  return true;
}

void Splitter::take_scratch(DeviceKernel& kernel, const std::vector<ValueId>& instructions) {
  std::set<std::uint32_t> inside;
  const auto number = static_cast<int>(p_.kernels.size());
  for (const ValueId root : instructions) {
    for_each(k_, root, [&](ValueId v) {
      refuse(v);
      inside.insert(v.index);
      kernel_of_[v.index] = number;
    });
  }
  for (const ValueId root : instructions) {
    for_each(k_, root, [&](ValueId v) {
      if (k_[v].code != Code::kAlloc) return;
      if (!is_fixed_outside(k_[v].operands[0], inside))
        cannot("memory in a loop whose size depends on its iteration");
      if (!take_shared(kernel, v)) kernel.scratch.push_back(v);
    });
  }
}

/// Whether the kernel's threads scatter into one array, and how large that is.
void Splitter::find_own_copy(DeviceKernel& kernel) const {
  if (!kernel.loop || kernel.mapping != Mapping::kThread || !kernel.scratch.empty()) return;
  bool one = true;
  for_each(k_, kernel.loop, [&](ValueId v) {
    const Instruction& i = k_[v];
    if (i.code != Code::kStore || !i.atomic) return;
    one &= known_(i.operands[2]);
    one &= !kernel.own_buffer || (kernel.own_buffer == i.buffer && kernel.own_op == i.op);
    kernel.own_buffer = i.buffer;
    kernel.own_elements = i.operands[2];
    kernel.own_op = i.op;
  });
  if (!one) kernel.own_buffer = {};
}

/// Notes that a kernel, or the host, needs a value.
void Splitter::use(ValueId v, int kernel) {
  const int from = kernel_of_[v.index];
  if (from == kernel && from != kHost) return;
  if (from != kHost) {
    shared_values_.insert(v.index);
    return;
  }
  if (!used_.emplace(v.index, kernel).second || k_[v].code == Code::kFor) return;
  SINTER_CHECK(known_(v), "value {} is computed nowhere", v.index);
  for (const ValueId operand : k_[v].operands) use(operand, kernel);
}

/// Values that another kernel than the one that computes them, or the host, needs.
void Splitter::find_users() {
  for (std::size_t n = 0; n < k_.instructions.size(); ++n) {
    const Instruction& i = k_.instructions[n];
    const int kernel = kernel_of_[n];
    if (kernel == kHost && i.code != Code::kFor && i.code != Code::kIf && i.code != Code::kAlloc)
      continue;
    for (const ValueId operand : i.operands) use(operand, kernel);
    if (uses_register(i)) register_users_[i.reg.index].insert(kernel);
    if (i.until) register_users_[i.until.index].insert(kernel);
  }
  // The host computes sizes of scratch memory.
  for (std::size_t n = 0; n < p_.kernels.size(); ++n) {
    const std::function<void(ValueId)> from_host = [&](ValueId v) {
      if (kernel_of_[v.index] != static_cast<int>(n)) return use(v, kHost);
      for (const ValueId operand : k_[v].operands) from_host(operand);
    };
    for (const ValueId alloc : p_.kernels[n].scratch) from_host(k_[alloc].operands[0]);
  }
}

std::int64_t Splitter::place(std::int64_t bytes) {
  const std::int64_t offset = p_.state_bytes;
  p_.state_bytes += (bytes + 7) / 8 * 8;
  return offset;
}

/// Whether a register lives in one kernel only: nothing is left in it for the kernel's next run.
bool Splitter::keeps_register(std::uint32_t reg, int kernel) const {
  if (kernel == kHost) return true;
  const DeviceKernel& user = p_.kernels[static_cast<std::size_t>(kernel)];
  if (user.loop || !repeated_.contains(kernel)) return false;
  for (const ValueId root : user.once) {
    bool used = false;
    for_each(k_, root, [&](ValueId v) {
      used |= (uses_register(k_[v]) && k_[v].reg.index == reg) ||
              (k_[v].until && k_[v].until.index == reg);
    });
    if (used) return k_[root].code != Code::kSet || k_.registers[reg].count > 1;
  }
  return false;
}

void Splitter::assign_slots() {
  for (const std::uint32_t v : shared_values_) p_.values[v] = {place(8)};
  for (const auto& [reg, users] : register_users_) {
    if (users.size() == 1 && !keeps_register(reg, *users.begin())) continue;
    const loop::Register& r = k_.registers[reg];
    p_.registers[reg] = {place(static_cast<std::int64_t>(size_of(r.type)) * r.lanes * r.count)};
  }
}

}  // namespace sinter::cuda
