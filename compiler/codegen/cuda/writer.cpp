#include "compiler/codegen/cuda/writer.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/split.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::BlockId;
using loop::BufferKind;
using loop::Code;
using loop::Instruction;
using loop::LoopKind;
using loop::ValueId;

namespace {

constexpr std::uint32_t kRegisterKey = 1u << 31;

bool uses_register(const Instruction& i) {
  return i.code == Code::kGet || i.code == Code::kSet || i.code == Code::kReduceLanes ||
         i.code == Code::kScanLanes || i.code == Code::kLane;
}

std::string name_of(ValueId v) { return fmt::format("v{}", v.index); }

}  // namespace

void Accesses::add(const Accesses& other) {
  read.insert(other.read.begin(), other.read.end());
  written.insert(other.written.begin(), other.written.end());
  written.insert(other.landed.begin(), other.landed.end());
}

bool Accesses::conflicts(const Accesses& next) const {
  const auto meets = [](const std::set<std::uint32_t>& a, const std::set<std::uint32_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::uint32_t key) { return b.contains(key); });
  };
  return meets(written, next.read) || meets(written, next.written) || meets(read, next.written) ||
         meets(written, next.copied);
}

Writer::Writer(const Program& program, DeviceKernel& kernel)
    : p_(program), k_(program.kernel), kernel_(kernel) {
  const auto add = [&](ValueId v) {
    inside_.insert(v.index);
    const Instruction& i = k_[v];
    if (i.code == Code::kAlloc) scratch_.insert(i.buffer.index);
    if (i.code == Code::kStore && i.async) {
      copied_.insert(i.buffer.index);
      copies_vectors_ |= i.lanes > 1;
    }
    if (uses_register(i)) registers_.insert(i.reg.index);
  };
  if (kernel.loop) {
    for_each(k_, k_[kernel.loop].body, add);
  } else {
    for (const ValueId v : kernel.once) for_each(k_, v, add);
  }
}

void Writer::line(const std::string& text) {
  text_ += std::string(static_cast<std::size_t>(2 * depth_), ' ') + text + "\n";
}

std::string Writer::text() {
  if (p_.may_fail) {
    const std::string failure = parameter(Parameter::kFailure, 0, "Failure* failure");
    line(fmt::format("if (((volatile Failure*){})->stopped) return;", failure));
  }
  const std::string check = std::move(text_);
  text_.clear();
  body();
  if (kernel_.epilogue) epilogue();
  std::string parameters;
  for (const std::string& declaration : kernel_.declarations)
    parameters += (parameters.empty() ? "\n    " : ",\n    ") + declaration;
  const int threads = kernel_.threads();
  if (exchanges_) shared_ += fmt::format("  __shared__ u64 exchange[{}];\n", threads);
  std::string count;
  // A block with very many results waits for memory often: another one is to run meanwhile.
  constexpr int kManyLanes = 16384;
  const bool is_large = std::any_of(registers_.begin(), registers_.end(), [&](std::uint32_t r) {
    return k_.registers[r].lanes >= kManyLanes;
  });
  if (kernel_.is_epilogue) {
    return fmt::format("SINTER_FUNCTION void {}({}) {{\n{}{}{}{}}}\n", kernel_.name, parameters,
                       check, shared_, prologue_, text_);
  }
  if (kernel_.epilogue)
    count = fmt::format("static __device__ unsigned {}_blocks = 0;\n", kernel_.name);
  return fmt::format(
      "{}extern \"C\" __global__ void __launch_bounds__({}{}) {}({}) {{\n{}{}{}{}}}\n", count,
      threads, is_large ? ", 2" : "", kernel_.name, parameters, check, shared_, prologue_, text_);
}

/// The block that ends last does what is run once.
void Writer::epilogue() {
  const DeviceKernel& last = p_.kernels[*kernel_.epilogue];
  std::string arguments;
  for (std::size_t n = 0; n < last.parameters.size(); ++n) {
    const std::string name =
        parameter(last.parameters[n].kind, last.parameters[n].number, last.declarations[n]);
    arguments += (n == 0 ? "" : ", ") + name;
  }
  const bool one_thread = last.mapping == Mapping::kThread;
  line(fmt::format("if (is_last_block(&{}_blocks){}) {}({});", kernel_.name,
                   one_thread ? " && threadIdx.x == 0" : "", last.name, arguments));
}

void Writer::declare_registers() {
  for (const std::uint32_t n : registers_) {
    if (p_.registers.contains(n)) continue;
    const loop::Register& r = k_.registers[n];
    std::string declaration = fmt::format("{} r{}", type_text(r.type), n);
    if (r.count > 1) declaration += fmt::format("[{}]", r.count);
    if (slots(r) > 1) declaration += fmt::format("[{}]", slots(r));
    line(declaration + ";");
  }
}

void Writer::body() {
  if (!kernel_.scratch.empty()) {
    parameter(Parameter::kScratch, 0, "char* scratch_memory");
    parameter(Parameter::kScratchStride, 0, "i64 scratch_stride");
  }
  if (kernel_.loop) return iterations();
  if (!alone()) line(fmt::format("const int t = (int)(threadIdx.x & {}u);", threads() - 1));
  if (!kernel_.scratch.empty()) {
    if (!alone()) line("extern __shared__ __align__(16) char shared_memory[];");
    line(fmt::format(
        "char* const scratch = {};",
        alone() ? "scratch_memory" : "scratch_memory ? scratch_memory : shared_memory"));
  }
  declare_registers();
  for (const ValueId v : kernel_.once) instruction(v);
}

void Writer::iterations() {
  const Instruction& loop = k_[kernel_.loop];
  const int group = threads();
  const int groups = kernel_.threads() / group;
  line(fmt::format("const i64 group = (i64)blockIdx.x * {} + threadIdx.x / {};", groups, group));
  // As a mask: what NVIDIA's compiler knows of a thread's lanes follows from known bits.
  if (!alone()) line(fmt::format("const int t = (int)(threadIdx.x & {}u);", group - 1));
  if (!kernel_.scratch.empty()) {
    if (!alone()) line("extern __shared__ __align__(16) char shared_memory[];");
    const std::string own = "scratch_memory + group * scratch_stride";
    line(alone() ? fmt::format("char* const scratch = {};", own)
                 : fmt::format("char* const scratch = scratch_memory ? {} : shared_memory + "
                               "threadIdx.x / {} * scratch_stride;",
                               own, group));
  }
  if (kernel_.own_buffer) begin_own_copy();
  const std::string index = name_of(kernel_.loop);
  const std::string begin = operand(loop.operands[0]), end = operand(loop.operands[1]);
  const bool wide = find_wide();
  if (wide) wide_iterations(index, end);
  open(fmt::format("for (i64 {0} = {1} + group; {0} < {2}; {0} += (i64)gridDim.x * {3})", index,
                   wide ? "whole" : begin, end, groups));
  iteration();
  close();
  if (kernel_.own_buffer) end_own_copy();
}

void Writer::iteration() {
  const Instruction& loop = k_[kernel_.loop];
  if (p_.may_fail) line("bool failed = false;");
  declare_registers();
  touched_ = {};
  for_each(k_, loop.body, [&](ValueId v) {
    if (k_[v].code != Code::kFor && k_[v].code != Code::kIf) touched_.add(accesses(v));
  });
  line("{");
  ++depth_;
  block(loop.body);
  close();
  if (p_.may_fail) line("next_iteration:;");
}

void Writer::block(BlockId id) {
  const auto& list = k_.block(id).instructions;
  for (std::size_t n = 0; n < list.size(); ++n) {
    if (n + 1 < list.size() && are_pair(list[n], list[n + 1])) {
      store_pair(list[n], list[n + 1]);
      ++n;
    } else {
      instruction(list[n]);
    }
  }
}

/// What an instruction touches, inner blocks included.
Accesses Writer::accesses(ValueId id) const {
  Accesses result;
  for_each(k_, id, [&](ValueId v) {
    const Instruction& i = k_[v];
    if (i.code == Code::kLoad && k_.buffers[i.buffer.index].kind != BufferKind::kInput)
      result.read.insert(i.buffer.index);
    if (i.code == Code::kStore) (i.async ? result.copied : result.written).insert(i.buffer.index);
    if (i.code == Code::kAwait) result.landed = copied_;
    const bool in_state = uses_register(i) && p_.registers.contains(i.reg.index);
    if (in_state) {
      const bool writes = i.code == Code::kSet || i.code == Code::kScanLanes;
      (writes ? result.written : result.read).insert(kRegisterKey | i.reg.index);
    }
    if (i.until && p_.registers.contains(i.until.index))
      result.read.insert(kRegisterKey | i.until.index);
  });
  return result;
}

/// Threads of a group meet where one of them may read what another one has written, or write what
/// another one may not have read yet.
void Writer::meet_before(const Accesses& next) {
  if (alone() || in_lanes_) return;
  if (touched_.conflicts(next)) {
    line(meet());
    touched_ = {};
  }
  touched_.add(next);
}

std::string Writer::parameter(Parameter::Kind kind, std::uint32_t number,
                              const std::string& declaration) {
  const Parameter wanted{kind, number};
  const auto& list = kernel_.parameters;
  if (std::find(list.begin(), list.end(), wanted) == list.end()) {
    kernel_.parameters.push_back(wanted);
    kernel_.declarations.push_back(declaration);
  }
  return declaration.substr(declaration.find_last_of(" *") + 1);
}

std::string Writer::buffer(loop::BufferId id) {
  std::string name = fmt::format("b{}", id.index);
  if (scratch_.contains(id.index)) return name;
  const loop::Buffer& b = k_.buffers[id.index];
  const bool input = b.kind == BufferKind::kInput;
  return parameter(
      Parameter::kBuffer, id.index,
      fmt::format("{}{}* __restrict__ {}", input ? "const " : "", type_text(b.type), name));
}

std::string Writer::op_text(const Instruction& i) {
  std::vector<std::string> operands;
  for (const ValueId v : i.operands) operands.push_back(operand(v));
  std::int64_t power = 0;
  if ((i.op == Op::FloorDiv || i.op == Op::Mod) && is_integer(i.type)) {
    const Instruction& divisor = k_[i.operands[1]];
    if (divisor.code == Code::kConst && std::has_single_bit(divisor.bits) &&
        static_cast<std::int64_t>(divisor.bits) > 0 &&
        divisor.bits < std::uint64_t{1} << (8 * size_of(i.type) - 1))
      power = static_cast<std::int64_t>(divisor.bits);
  }
  return expression(i.op, k_[i.operands.back()].type, i.type, operands, power);
}

/// A value that the kernel does not compute in its course: from its parameters, before it starts.
std::string Writer::outside(ValueId v) {
  const Instruction& i = k_[v];
  if (i.code == Code::kFor) return parameter(Parameter::kIndex, v.index, "i64 " + name_of(v));
  if (i.code == Code::kInteger)
    return parameter(Parameter::kInteger, static_cast<std::uint32_t>(i.bits),
                     fmt::format("i64 n{}", i.bits));
  if (outside_.contains(v.index)) return name_of(v);
  std::string value;
  if (const Slot* slot = p_.slot(v)) {
    parameter(Parameter::kState, 0, "char* state");
    value = fmt::format("*(const {}*)(state + {})", type_text(i.type), slot->offset);
  } else if (i.code == Code::kLoad) {
    const std::string offset = operand(i.operands[0]);
    value = fmt::format("{}[{}]", buffer(i.buffer), offset);
    if (i.masked)
      value = fmt::format("{} ? {} : {}(0)", operand(i.operands[1]), value, type_text(i.type));
  } else {
    SINTER_CHECK(i.code == Code::kOp, "value {} is defined outside of kernel {}", v.index,
                 kernel_.name);
    value = op_text(i);
  }
  prologue_ += fmt::format("  const {} {} = {};\n", type_text(i.type), name_of(v), value);
  outside_.insert(v.index);
  return name_of(v);
}

std::string Writer::operand(ValueId v) {
  const Instruction& i = k_[v];
  if (i.code == Code::kConst) return constant_text(i.type, i.bits);
  if (inside_.contains(v.index) || v == kernel_.loop) {
    if (i.code == Code::kInteger) return outside(v);
    return name_of(v);
  }
  return outside(v);
}

/// A value; it is left in the state where others need it.
void Writer::define(ValueId id, const std::string& value) {
  const std::string type = type_text(k_[id].type);
  line(fmt::format("const {} {} = {};", type, name_of(id), value));
  const Slot* slot = p_.slot(id);
  if (slot == nullptr) return;
  parameter(Parameter::kState, 0, "char* state");
  line(fmt::format("{}*({}*)(state + {}) = {};", alone() ? "" : "if (t == 0) ", type, slot->offset,
                   name_of(id)));
}

void Writer::instruction(ValueId id) {
  const Instruction& i = k_[id];
  switch (i.code) {
    case Code::kConst:
    case Code::kInteger:
    case Code::kPrefetch:
      return;
    case Code::kOp: {
      const std::string text = pattern_text(id);
      return define(id, text.empty() ? op_text(i) : text);
    }
    case Code::kLoad:
      return load(id);
    case Code::kStore:
      return store(id);
    case Code::kGet:
      meet_before(accesses(id));
      return define(id, register_text(i.reg, index_of(i, 0), slot_));
    case Code::kSet:
      return set(id);
    case Code::kReduceLanes:
      return reduce_lanes(id);
    case Code::kScanLanes:
      return scan_lanes(id);
    case Code::kLane:
      return lane(id);
    case Code::kIf:
      return branch(id);
    case Code::kAlloc:
      return allocate(id);
    case Code::kFailIf:
      return fail_if(id);
    case Code::kStopIfFailed:
      return stop_if_failed();
    case Code::kFor:
      if (i.kind == LoopKind::kVector) return vector_loop(id);
      if (i.kind == LoopKind::kUnrolled)
        return i.lanes > 0 ? multiply_tiles(id) : unrolled_loop(id);
      SINTER_CHECK(i.kind == LoopKind::kSerial, "a loop of another kind in kernel {}",
                   kernel_.name);
      return serial_loop(id);
    case Code::kAwait:
      touched_.add(accesses(id));
      if (copies_vectors_) line(fmt::format("await_copies<{}>();", i.bits));
      return;
    case Code::kShow:
    case Code::kCount:
    case Code::kThreads:
      break;
  }
  SINTER_CHECK(false, "an instruction that no GPU runs in kernel {}", kernel_.name);
}

void Writer::load(ValueId id) {
  const Instruction& i = k_[id];
  if (i.async) return;  // a store's
  if (is_wide(id)) {
    if (i.operands[0] != kernel_.loop) {
      line(fmt::format("if (part == 0) w{} = *(const Wide<{}>*)({} + {});", id.index,
                       type_text(i.type), buffer(i.buffer), operand(i.operands[0])));
    }
    return define(id, wide_part(id));
  }
  meet_before(accesses(id));
  std::string value = fmt::format("{}[{}]", buffer(i.buffer), operand(i.operands[0]));
  if (const DType stored = k_.buffers[i.buffer.index].type; stored != i.type)
    value = fmt::format("from_{}({})", name(stored), value);
  if (i.masked)
    value = fmt::format("{} ? {} : {}(0)", operand(i.operands[1]), value, type_text(i.type));
  define(id, value);
}

void Writer::store(ValueId id) {
  const Instruction& i = k_[id];
  if (i.atomic) return combine_at(id);
  if (i.async && i.lanes > 1) return store_async(id);
  if (is_wide(id)) return line(fmt::format("{} = {};", wide_part(id), operand(i.operands[1])));
  meet_before(accesses(id));
  std::string condition;
  if (!alone() && !in_lanes_) condition = "t == 0";
  if (i.masked) condition += (condition.empty() ? "" : " && ") + operand(i.operands[2]);
  std::string value = operand(i.operands[1]);
  if (const DType stored = k_.buffers[i.buffer.index].type; stored != i.type)
    value = fmt::format("to_{}({})", name(stored), value);
  line(fmt::format("{}{}[{}] = {};", condition.empty() ? "" : "if (" + condition + ") ",
                   buffer(i.buffer), operand(i.operands[0]), value));
}

std::string Writer::index_of(const Instruction& i, std::size_t n) {
  return i.operands.size() > n ? operand(i.operands[n]) : "";
}

std::string Writer::register_text(loop::RegisterId reg, const std::string& index,
                                  const std::string& slot) {
  const loop::Register& r = k_.registers[reg.index];
  const auto state = p_.registers.find(reg.index);
  if (state == p_.registers.end()) {
    std::string name = fmt::format("r{}", reg.index);
    if (r.count > 1) name += "[" + (index.empty() ? "0" : index) + "]";
    if (slots(r) > 1) name += "[" + slot + "]";
    return name;
  }
  parameter(Parameter::kState, 0, "char* state");
  std::string place = index.empty() || r.count == 1 ? "0" : index;
  if (r.lanes > 1) place = fmt::format("{} * {} + {} * {} + t", place, r.lanes, slot, threads());
  return fmt::format("(({}*)(state + {}))[{}]", type_text(r.type), state->second.offset, place);
}

/// Outside of a vector loop all lanes are set.
void Writer::set(ValueId id) {
  const Instruction& i = k_[id];
  meet_before(accesses(id));
  const loop::Register& r = k_.registers[i.reg.index];
  const std::string value = operand(i.operands[0]), index = index_of(i, 1);
  if (in_lanes_) return line(register_text(i.reg, index, slot_) + " = " + value + ";");
  std::string condition;
  if (p_.registers.contains(i.reg.index) && !alone())
    condition = r.lanes == 1 ? "if (t == 0) " : fmt::format("if (t < {}) ", r.lanes);
  each_slot(slots(r),
            [&] { line(condition + register_text(i.reg, index, slot_) + " = " + value + ";"); });
}

/// How often a body is written out: those without loops but over a thread's lanes may be.
int Writer::unroll_factor(const Instruction& loop) const {
  constexpr int kFewInstructions = 16, kMostInstructions = 100;
  int count = 0;
  bool loops = static_cast<bool>(loop.until);
  for_each(k_, loop.body, [&](ValueId v) {
    ++count;
    const Instruction& i = k_[v];
    loops |= i.code == Code::kFor && (i.kind != LoopKind::kVector || i.lanes > kWarpThreads);
  });
  if (alone() || loops || count > kMostInstructions) return 1;
  return count <= kFewInstructions ? 8 : 4;
}

/// Threads that come round again must not meet what slower ones have yet to do: the body starts as
/// if all of it had just been done.
void Writer::serial_loop(ValueId id) {
  const Instruction& i = k_[id];
  const Accesses all = accesses(id);
  const std::string begin = operand(i.operands[0]), end = operand(i.operands[1]);
  meet_before_loop(all);
  // Several loads are to be under way at once.
  if (const int times = unroll_factor(i); times > 1) line(fmt::format("#pragma unroll {}", times));
  open(fmt::format("for (i64 {0} = {1}; {0} < {2}; {0} += {3})", name_of(id), begin, end, i.bits));
  const ValueId outer = std::exchange(turns_, i.ordered ? id : turns_);
  block(i.body);
  turns_ = outer;
  if (i.until) {
    Accesses read;
    if (p_.registers.contains(i.until.index)) read.read.insert(kRegisterKey | i.until.index);
    meet_before(read);
    line(fmt::format("if ({}) break;", register_text(i.until, "", "0")));
  }
  close();
  touched_.add(all);
}

void Writer::meet_before_loop(const Accesses& all) {
  if (alone() || in_lanes_) return;
  if (touched_.conflicts(all)) {
    line(meet());
    touched_ = {};
  }
  touched_.add(all);
}

void Writer::unrolled_loop(ValueId id) {
  const Instruction& i = k_[id];
  meet_before_loop(accesses(id));
  line("#pragma unroll");
  open(fmt::format("for (i64 {0} = {1}; {0} < {2}; {0} += {3})", name_of(id),
                   operand(i.operands[0]), operand(i.operands[1]), i.bits));
  block(i.body);
  close();
}

void Writer::branch(ValueId id) {
  const Instruction& i = k_[id];
  const std::string condition = operand(i.operands[0]);
  const Accesses before = touched_;
  open(fmt::format("if ({})", condition));
  block(i.body);
  --depth_;
  const Accesses after = std::move(touched_);
  touched_ = before;
  if (!k_.block(i.otherwise).instructions.empty()) {
    line("} else {");
    ++depth_;
    block(i.otherwise);
    --depth_;
  }
  line("}");
  touched_.add(after);
}

void Writer::allocate(ValueId id) {
  const Instruction& i = k_[id];
  const std::string element = stored_text(k_.buffers[i.buffer.index].type);
  if (const auto& shared = kernel_.shared;
      std::find(shared.begin(), shared.end(), id) != shared.end()) {
    const int groups = kernel_.threads() / threads();
    const std::string array = fmt::format("s{}", i.buffer.index);
    shared_ += fmt::format("  __shared__ __align__(16) {} {}[{}][{}];\n", element, array, groups,
                           operand(i.operands[0]));
    return line(fmt::format("{}* const {} = {}[threadIdx.x / {}];", element, buffer(i.buffer),
                            array, threads()));
  }
  SINTER_CHECK(!copied_.contains(i.buffer.index), "what {} copies to is not shared", kernel_.name);
  const auto found = std::find(kernel_.scratch.begin(), kernel_.scratch.end(), id);
  SINTER_CHECK(found != kernel_.scratch.end(), "memory that kernel {} does not have", kernel_.name);
  const auto number = static_cast<std::uint32_t>(found - kernel_.scratch.begin());
  const std::string offset =
      parameter(Parameter::kScratchOffset, number, fmt::format("i64 scratch_offset{}", number));
  line(fmt::format("{0}* const {1} = ({0}*)(scratch + {2});", element, buffer(i.buffer), offset));
}

void Writer::fail_if(ValueId id) {
  const Instruction& i = k_[id];
  const bool ordered = kernel_.loop && k_[kernel_.loop].ordered;
  std::string chunk = ordered ? name_of(kernel_.loop) + " + 1" : "0";
  if (turns_) {
    chunk =
        fmt::format("{} * {} + {}", name_of(turns_), operand(k_[kernel_.loop].operands[1]), chunk);
  }
  std::string what = operand(i.operands[1]);
  if (i.operands.size() > 2) {
    what += fmt::format(", {}, {}, {}", i.lanes, operand(i.operands[2]), operand(i.operands[3]));
  } else {
    what += ", 0, 0, 0";
  }
  open(fmt::format("if ({})", operand(i.operands[0])));
  if (kernel_.loop) line("failed = true;");
  line(fmt::format("{}sinter_fail(failure, {}, {}, {});",
                   alone() || in_lanes_ ? "" : "if (t == 0) ", chunk, i.bits, what));
  close();
}

/// An iteration of a parallel loop ends; what runs once ends the whole call.
void Writer::stop_if_failed() {
  if (!p_.may_fail) return;
  if (kernel_.loop) {
    if (alone()) return line("if (failed) goto next_iteration;");
    if (kernel_.mapping == Mapping::kBlock || kernel_.mapping == Mapping::kPair)
      return line("if (__syncthreads_or(failed)) goto next_iteration;");
    return line("if (__any_sync(0xffffffffu, failed)) goto next_iteration;");
  }
  const std::string found = fmt::format("failed{}", unique_++);
  if (!alone()) line(meet());
  line(fmt::format("const bool {} = ((volatile Failure*)failure)->failed != 0;", found));
  if (!alone()) line(meet());
  line(fmt::format("if ({}) {{", found));
  line(fmt::format("  {}failure->stopped = 1;", alone() ? "" : "if (t == 0) "));
  line("  return;");
  line("}");
}

}  // namespace sinter::cuda
