// Invariants of the loop IR:
//  - every operand is defined earlier in the same block or in a block that encloses it;
//  - operand counts and types fit the instruction and the op table; offsets, bounds and sizes are
//  i64;
//  - a register with lanes > 1 is read and written by `get`/`set` only inside a vector loop with as
//  many lanes, or set outside of
//    any vector loop (all lanes at once); a register with one lane is never set inside a vector
//    loop;
//  - registers do not cross the boundary of a parallel loop: a register used in its body is not
//  used outside of it;
//  - parallel loops do not stand inside parallel or vector loops; inside a vector loop only
//  unrolled loops stand;
//  - unrolled loops have constant bounds; register arrays are indexed by constants or induction
//  variables of unrolled loops;
//  - a local buffer is used only after its `alloc`, within the block of the `alloc`; inputs are
//  never stored to;
//  - conditions of `if` are uniform: they do not depend on a vector loop's induction variable (no
//  `if` inside vector loops).
#include <map>

#include "compiler/ir/loop.h"
#include "compiler/support/check.h"

namespace sinter::loop {
namespace {

class Verifier {
 public:
  explicit Verifier(const Kernel& kernel)
      : k_(kernel),
        defined_(kernel.instructions.size(), false),
        allocated_(kernel.buffers.size(), false) {}

  void run() {
    for (std::size_t b = 0; b < k_.buffers.size(); ++b)
      allocated_[b] = k_.buffers[b].kind != BufferKind::kLocal;
    block(k_.body());
  }

 private:
  void block(BlockId id) {
    const auto& list = k_.block(id).instructions;
    std::vector<std::uint32_t> allocs;
    for (ValueId v : list) {
      current_ = v;
      instruction(v);
      if (k_[v].code == Code::kAlloc) allocs.push_back(k_[v].buffer.index);
    }
    for (ValueId v : list) defined_[v.index] = false;
    for (auto b : allocs) allocated_[b] = false;
  }

  void need(bool ok, std::string_view what) {
    SINTER_CHECK(
        ok, "loop IR of '{}', instruction {} ({}): {}", k_.name, current_.index,
        k_[current_].code == Code::kOp ? info(k_[current_].op).spelling : name(k_[current_].code),
        what);
  }

  DType type(const Instruction& i, std::size_t n) { return k_[i.operands[n]].type; }

  void need_operands(const Instruction& i, std::size_t low, std::size_t high) {
    need(i.operands.size() >= low && i.operands.size() <= high, "wrong number of operands");
    for (ValueId v : i.operands) {
      need(v.index < k_.instructions.size() && defined_[v.index], "an operand is not defined here");
      need(has_value(k_[v].code), "an operand has no value");
    }
  }

  void elementwise(const Instruction& i) {
    const auto arity = static_cast<std::size_t>(info(i.op).arity);
    need(is_elementwise(i.op), "not an elementwise op");
    need_operands(i, arity, arity);
    const DType a = type(i, 0);
    const DType b = arity > 1 ? type(i, 1) : a;
    const bool same = a == b;
    const bool is_float = a == DType::kF32 || a == DType::kF64;
    switch (info(i.op).rule) {
      case TypeRule::Numeric:
        need(same && i.type == a && a != DType::kBool, "operand types");
        break;
      case TypeRule::Float:
      case TypeRule::Math:
        need(same && i.type == a && is_float, "operand types");
        break;
      case TypeRule::Integer:
        need(same && i.type == a && is_integer(a), "operand types");
        break;
      case TypeRule::Bitwise:
        need(same && i.type == a && !is_float, "operand types");
        break;
      case TypeRule::Compare:
        need(same && i.type == DType::kBool, "operand types");
        break;
      case TypeRule::FloatTest:
        need(is_float && i.type == DType::kBool, "operand types");
        break;
      case TypeRule::Logical:
        need(a == DType::kBool && i.type == a, "operand types");
        break;
      case TypeRule::Select:
        need(a == DType::kBool && b == type(i, 2) && i.type == b, "operand types");
        break;
      case TypeRule::Cast:
        need(is_computable(a) && is_computable(i.type), "operand types");
        break;
      case TypeRule::Bits:
        need(size_of(a) == size_of(i.type), "operand widths");
        break;
      case TypeRule::Scale:
        need(is_float && same && i.type == a, "operand types");
        break;
      case TypeRule::None:
        need(false, "no type rule");
        break;
    }
  }

  void register_use(const Instruction& i, std::size_t index_operand) {
    need(i.reg.index < k_.registers.size(), "unknown register");
    const Register& r = k_.registers[i.reg.index];
    need(i.type == r.type, "register type");
    need((i.operands.size() > index_operand) == (r.count > 1),
         "register arrays and only they are indexed");
    if (i.operands.size() > index_operand) {
      const Instruction& index = k_[i.operands[index_operand]];
      need(index.code == Code::kConst ||
               (index.code == Code::kFor && index.kind == LoopKind::kUnrolled),
           "register arrays are indexed by constants");
    }
    const auto [it, first] = region_of_register_.emplace(i.reg.index, parallel_);
    need(first || it->second == parallel_, "a register crosses the boundary of a parallel loop");
    if (i.code == Code::kGet)
      need(r.lanes == 1 || lanes_ == r.lanes, "lanes differ from the vector loop's");
    if (i.code == Code::kSet) {
      need(lanes_ == 0 || lanes_ == r.lanes, "a register without lanes is set in a vector loop");
    }
    if (i.code == Code::kLane || i.code == Code::kReduceLanes || i.code == Code::kScanLanes)
      need(lanes_ == 0, "inside a vector loop");
  }

  void memory(const Instruction& i, std::size_t operands) {
    need(i.buffer.index < k_.buffers.size(), "unknown buffer");
    need(allocated_[i.buffer.index], "the buffer has no memory here");
    need(!i.masked || !i.streaming, "a store under a mask bypasses the cache");
    const std::size_t extra = i.masked || i.streaming ? 1 : 0;
    need_operands(i, operands + extra, operands + extra);
    if (i.streaming) need(type(i, operands) == DType::kBool, "whether to bypass it is not bool");
    need(type(i, 0) == DType::kI64, "the offset is not i64");
    if (i.masked) need(type(i, operands) == DType::kBool, "the mask is not bool");
  }

  /// Values that are computed, or vectors of a GPU.
  void copied(const Instruction& i) {
    const Instruction& value = k_[i.operands[1]];
    const auto bytes = static_cast<std::size_t>(i.lanes) * size_of(i.type);
    need(!i.atomic && !i.streaming, "a store that is asynchronous and something else");
    need(lanes_ != 0, "outside of a vector loop");
    need(i.lanes == 1 || (value.code == Code::kLoad && value.async && value.lanes == i.lanes &&
                          (bytes == 4 || bytes == 8 || bytes == 16)),
         "what is copied is no vector that is loaded for it");
  }

  void loop(ValueId id, const Instruction& i) {
    need_operands(i, 2, 2);
    need(type(i, 0) == DType::kI64 && type(i, 1) == DType::kI64, "bounds are not i64");
    need(static_cast<std::int64_t>(i.bits) > 0, "the step is not positive");
    if (i.until) {
      need(i.kind == LoopKind::kSerial, "only serial loops end early");
      need(i.until.index < k_.registers.size() &&
               k_.registers[i.until.index].type == DType::kBool &&
               k_.registers[i.until.index].lanes == 1 && k_.registers[i.until.index].count == 1,
           "the register that ends the loop is not one bool");
    }
    need(i.poll >= -1 &&
             (i.poll == -1 || i.kind == LoopKind::kSerial || i.kind == LoopKind::kParallel),
         "only serial and parallel loops poll");
    need(!i.ordered || i.kind == LoopKind::kParallel ||
             (i.kind == LoopKind::kSerial && parallel_ != kOutside &&
              k_[ValueId(parallel_)].ordered),
         "only parallel loops order failures, and serial ones in them");
    const int outer_lanes = lanes_;
    const std::uint32_t outer_parallel = parallel_;
    switch (i.kind) {
      case LoopKind::kSerial:
        need(lanes_ == 0, "a serial loop inside a vector loop");
        break;
      case LoopKind::kParallel:
        need(lanes_ == 0 && parallel_ == kOutside,
             "a parallel loop inside a parallel or vector loop");
        need(i.lanes >= 1, "the grain is not positive");
        parallel_ = id.index;
        break;
      case LoopKind::kVector:
        need(lanes_ == 0, "a vector loop inside a vector loop");
        need(i.lanes >= 1 && (i.lanes & (i.lanes - 1)) == 0, "lanes are not a power of two");
        lanes_ = i.lanes;
        break;
      case LoopKind::kUnrolled:
        need(k_[i.operands[0]].code == Code::kConst && k_[i.operands[1]].code == Code::kConst,
             "bounds are not constant");
        need(i.lanes >= 0, "a tile with a negative number of rows");
        break;
      default:
        need(false, "GPU loops do not reach the CPU");
        break;
    }
    defined_[id.index] = true;
    block(i.body);
    defined_[id.index] = false;
    lanes_ = outer_lanes;
    parallel_ = outer_parallel;
    current_ = id;
  }

  void instruction(ValueId id) {
    const Instruction& i = k_[id];
    switch (i.code) {
      case Code::kOp:
        elementwise(i);
        break;
      case Code::kConst:
        need_operands(i, 0, 0);
        break;
      case Code::kInteger:
        need_operands(i, 0, 0);
        need(i.bits < k_.integers.size() && i.type == DType::kI64, "unknown integer");
        break;
      case Code::kThreads:
        need_operands(i, 0, 0);
        break;
      case Code::kLoad:
        memory(i, 1);
        need(i.type == value_type(k_.buffers[i.buffer.index].type),
             "type differs from the buffer's");
        break;
      case Code::kStore:
        memory(i, i.atomic ? 3 : 2);
        need(type(i, 1) == value_type(k_.buffers[i.buffer.index].type),
             "type differs from the buffer's");
        if (i.async) copied(i);
        need(k_.buffers[i.buffer.index].kind != BufferKind::kInput, "stores to an input");
        need(!i.atomic || !i.streaming, "a store that is atomic and streams");
        need(!i.atomic || i.op == Op::Add || i.op == Op::Mul || i.op == Op::Min || i.op == Op::Max,
             "an op that is not atomic");
        break;
      case Code::kPrefetch:
        memory(i, 1);
        break;
      case Code::kAwait:
        need_operands(i, 0, 0);
        need(lanes_ == 0, "inside a vector loop");
        break;
      case Code::kGet:
        need_operands(i, 0, 1);
        register_use(i, 0);
        break;
      case Code::kSet:
        need_operands(i, 1, 2);
        need(type(i, 0) == i.type, "type differs from the register's");
        register_use(i, 1);
        break;
      case Code::kReduceLanes:
      case Code::kScanLanes:
        need_operands(i, 0, 1);
        need(i.op == Op::Add || i.op == Op::Mul || i.op == Op::Max || i.op == Op::Min ||
                 i.op == Op::And || i.op == Op::Or,
             "lanes cannot be combined with this op");
        register_use(i, 0);
        break;
      case Code::kLane:
        need_operands(i, 1, 2);
        register_use(i, 1);
        break;
      case Code::kFor:
        loop(id, i);
        return;  // the induction variable ends with the body
      case Code::kIf:
        need_operands(i, 1, 1);
        need(type(i, 0) == DType::kBool, "the condition is not bool");
        need(lanes_ == 0, "inside a vector loop");
        block(i.body);
        block(i.otherwise);
        current_ = id;
        break;
      case Code::kAlloc:
        need(i.buffer.index < k_.buffers.size() && !allocated_[i.buffer.index],
             "the buffer has memory already");
        need(lanes_ == 0, "inside a vector loop");
        need_operands(i, 1, 1);
        need(type(i, 0) == DType::kI64, "the size is not i64");
        allocated_[i.buffer.index] = true;
        break;
      case Code::kFailIf:
        need_operands(i, 2, 4);
        need(i.operands.size() != 3, "a position without the size of its axis");
        need(type(i, 0) == DType::kBool, "operand types");
        for (std::size_t n = 1; n < i.operands.size(); ++n)
          need(type(i, n) == DType::kI64, "operand types");
        break;
      case Code::kShow:
        need(lanes_ == 0, "inside a vector loop");
        if (i.buffer) {
          need(i.buffer.index < k_.buffers.size() && allocated_[i.buffer.index],
               "the buffer has no memory here");
          for (std::size_t n = 0; n < i.operands.size(); ++n)
            need(type(i, n) == DType::kI64, "a size is not i64");
        } else {
          need_operands(i, 1, 1);
        }
        break;
      case Code::kStopIfFailed:
      case Code::kCount:
        need_operands(i, 0, 0);
        need(lanes_ == 0, "inside a vector loop");
        break;
    }
    defined_[id.index] = has_value(i.code);
  }

  static constexpr std::uint32_t kOutside = 0xffffffffu;
  const Kernel& k_;
  std::vector<bool> defined_, allocated_;
  std::map<std::uint32_t, std::uint32_t>
      region_of_register_;  // register -> parallel loop that uses it
  int lanes_ = 0;           // of the vector loop that we are in
  std::uint32_t parallel_ = kOutside;
  ValueId current_;
};

}  // namespace

void verify(const Kernel& kernel) { Verifier(kernel).run(); }

}  // namespace sinter::loop
