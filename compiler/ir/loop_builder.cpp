#include "compiler/ir/loop_builder.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "compiler/support/check.h"

namespace sinter::loop {
namespace {

DType result_type(Op op, DType first, DType second) {
  switch (info(op).rule) {
    case TypeRule::Compare:
    case TypeRule::FloatTest:
      return DType::kBool;
    case TypeRule::Select:
      return second;
    default:
      return first;
  }
}

bool is_foldable(Op op) {
  return op == Op::Add || op == Op::Sub || op == Op::Mul || op == Op::Min || op == Op::Max;
}

std::int64_t fold(Op op, std::int64_t a, std::int64_t b) {
  const auto ua = static_cast<std::uint64_t>(a), ub = static_cast<std::uint64_t>(b);
  switch (op) {
    case Op::Add:
      return static_cast<std::int64_t>(ua + ub);
    case Op::Sub:
      return static_cast<std::int64_t>(ua - ub);
    case Op::Mul:
      return static_cast<std::int64_t>(ua * ub);
    case Op::Min:
      return std::min(a, b);
    default:
      return std::max(a, b);
  }
}

}  // namespace

Builder::Builder(Kernel& kernel) : kernel_(kernel) { open_.push_back({kernel.body(), {}}); }

ValueId Builder::append(Instruction instruction) {
  const ValueId id(kernel_.instructions.size());
  instruction.parent = open_.back().block;
  instruction.place = place_;
  kernel_.block(open_.back().block).instructions.push_back(id);
  kernel_.instructions.push_back(std::move(instruction));
  depth_.push_back(open_.size() - 1);
  return id;
}

ValueId Builder::pure(Instruction instruction) {
  std::size_t level = 0;
  std::vector<std::uint32_t> operands;
  for (ValueId v : instruction.operands) {
    level = std::max(level, depth(v));
    operands.push_back(v.index);
  }
  Key key{instruction.code, instruction.op, instruction.type, instruction.bits,
          std::move(operands)};
  for (std::size_t i = level; i < open_.size(); ++i) {
    if (auto it = open_[i].values.find(key); it != open_[i].values.end()) return it->second;
  }
  const ValueId id(kernel_.instructions.size());
  instruction.parent = open_[level].block;
  instruction.place = place_;
  kernel_.block(open_[level].block).instructions.push_back(id);
  kernel_.instructions.push_back(std::move(instruction));
  depth_.push_back(level);
  open_[level].values.emplace(std::move(key), id);
  return id;
}

ValueId Builder::integer(const std::string& name) {
  auto it = std::find(kernel_.integers.begin(), kernel_.integers.end(), name);
  const auto number = static_cast<std::uint64_t>(it - kernel_.integers.begin());
  if (it == kernel_.integers.end()) kernel_.integers.push_back(name);
  Instruction i;
  i.code = Code::kInteger;
  i.bits = number;
  return pure(std::move(i));
}

ValueId Builder::threads() {
  Instruction i;
  i.code = Code::kThreads;
  return pure(std::move(i));
}

BufferId Builder::buffer(const std::string& name, DType type, BufferKind kind) {
  kernel_.buffers.push_back({name, type, kind});
  return BufferId(kernel_.buffers.size() - 1);
}

RegisterId Builder::reg(const std::string& name, DType type, int lanes, int count) {
  kernel_.registers.push_back({name, type, lanes, count});
  return RegisterId(kernel_.registers.size() - 1);
}

ValueId Builder::constant(DType type, std::uint64_t bits) {
  Instruction i;
  i.code = Code::kConst;
  i.type = type;
  i.bits = bits;
  return pure(std::move(i));
}

ValueId Builder::number(DType type, double value) {
  if (type == DType::kF32)
    return constant(type, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
  if (type == DType::kF64) return constant(type, std::bit_cast<std::uint64_t>(value));
  auto bits = type == DType::kU64 ? static_cast<std::uint64_t>(value)
                                  : static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  if (size_of(type) < 8) bits &= (std::uint64_t{1} << (8 * size_of(type))) - 1;
  return constant(type, bits);
}

bool Builder::is_constant(ValueId v, std::int64_t* value) const {
  const Instruction& i = kernel_[v];
  if (i.code != Code::kConst) return false;
  if (value) *value = static_cast<std::int64_t>(i.bits);
  return true;
}

ValueId Builder::op(Op op, std::span<const ValueId> operands) {
  Instruction i;
  i.code = Code::kOp;
  i.op = op;
  i.operands.assign(operands.begin(), operands.end());
  const DType first = type(operands[0]);
  i.type = result_type(op, first, operands.size() > 1 ? type(operands[1]) : first);
  std::int64_t a = 0, b = 0;
  if (first == DType::kI64 && is_foldable(op) && is_constant(operands[0], &a) &&
      is_constant(operands[1], &b)) {
    return i64(fold(op, a, b));
  }
  return pure(std::move(i));
}

ValueId Builder::op(Op o, ValueId a, ValueId b) {
  const ValueId v[] = {a, b};
  return op(o, v);
}
ValueId Builder::op(Op o, ValueId a, ValueId b, ValueId c) {
  const ValueId v[] = {a, b, c};
  return op(o, v);
}

ValueId Builder::cast(ValueId a, DType to) {
  if (type(a) == to) return a;
  Instruction i;
  i.code = Code::kOp;
  i.op = Op::Cast;
  i.type = to;
  i.operands = {a};
  return pure(std::move(i));
}

ValueId Builder::bitcast(ValueId a, DType to) {
  Instruction i;
  i.code = Code::kOp;
  i.op = Op::BitCast;
  i.type = to;
  i.operands = {a};
  return pure(std::move(i));
}

ValueId Builder::add(ValueId a, ValueId b) {
  std::int64_t v = 0;
  if (is_constant(a, &v) && v == 0) return b;
  if (is_constant(b, &v) && v == 0) return a;
  return op(Op::Add, a, b);
}
ValueId Builder::sub(ValueId a, ValueId b) {
  std::int64_t v = 0;
  if (a == b) return i64(0);
  if (is_constant(b, &v) && v == 0) return a;
  return op(Op::Sub, a, b);
}
ValueId Builder::mul(ValueId a, ValueId b) {
  std::int64_t v = 0;
  if (is_constant(a, &v) && (v == 0 || v == 1)) return v == 0 ? a : b;
  if (is_constant(b, &v) && (v == 0 || v == 1)) return v == 0 ? b : a;
  return op(Op::Mul, a, b);
}
ValueId Builder::min(ValueId a, ValueId b) { return a == b ? a : op(Op::Min, a, b); }
ValueId Builder::max(ValueId a, ValueId b) { return a == b ? a : op(Op::Max, a, b); }

ValueId Builder::ceil_div(ValueId a, std::int64_t positive) {
  std::int64_t v = 0;
  if (is_constant(a, &v)) return i64((v + positive - 1) / positive);
  SINTER_CHECK(std::has_single_bit(static_cast<std::uint64_t>(positive)),
               "{} is not a power of two", positive);
  const int shift = std::countr_zero(static_cast<std::uint64_t>(positive));
  return op(Op::Shr, add(a, i64(positive - 1)), i64(shift));
}

ValueId Builder::load(BufferId buffer, ValueId offset, ValueId mask) {
  Instruction i;
  i.code = Code::kLoad;
  i.type = value_type(kernel_.buffers[buffer.index].type);
  i.buffer = buffer;
  i.operands = {offset};
  if (mask) {
    i.operands.push_back(mask);
    i.masked = true;
  }
  return append(std::move(i));
}

void Builder::store(BufferId buffer, ValueId offset, ValueId value, ValueId mask,
                    ValueId streaming) {
  Instruction i;
  i.code = Code::kStore;
  i.type = value_type(kernel_.buffers[buffer.index].type);
  i.buffer = buffer;
  i.operands = {offset, value};
  if (mask) {
    i.operands.push_back(mask);
    i.masked = true;
  } else if (streaming) {
    i.operands.push_back(streaming);
    i.streaming = true;
  }
  append(std::move(i));
}

void Builder::copy_async(const AsyncCopy& copy) {
  const ValueId value = load(copy.from, copy.from_offset, copy.there);
  store(copy.to, copy.to_offset, value, copy.takes_place);
  for (const ValueId part : {value, kernel_.block(open_.back().block).instructions.back()}) {
    kernel_[part].async = true;
    kernel_[part].lanes = copy.count;
  }
}

void Builder::store_async(BufferId to, ValueId offset, ValueId value) {
  store(to, offset, value);
  Instruction& i = kernel_[kernel_.block(open_.back().block).instructions.back()];
  i.async = true;
  i.lanes = 1;
}

void Builder::await(std::uint64_t groups) {
  Instruction i;
  i.code = Code::kAwait;
  i.bits = groups;
  append(std::move(i));
}

void Builder::combine_at(BufferId buffer, ValueId offset, ValueId value, ValueId elements, Op op,
                         ValueId mask) {
  Instruction i;
  i.code = Code::kStore;
  i.type = value_type(kernel_.buffers[buffer.index].type);
  i.buffer = buffer;
  i.atomic = true;
  i.op = op;
  i.operands = {offset, value, elements};
  i.masked = static_cast<bool>(mask);
  if (mask) i.operands.push_back(mask);
  append(std::move(i));
}

void Builder::prefetch(BufferId buffer, ValueId offset) {
  Instruction i;
  i.code = Code::kPrefetch;
  i.buffer = buffer;
  i.operands = {offset};
  append(std::move(i));
}

void Builder::alloc(BufferId buffer, ValueId elements) {
  Instruction i;
  i.code = Code::kAlloc;
  i.buffer = buffer;
  i.operands = {elements};
  append(std::move(i));
}

ValueId Builder::get(RegisterId reg, ValueId index) {
  Instruction i;
  i.code = Code::kGet;
  i.type = kernel_.registers[reg.index].type;
  i.reg = reg;
  if (index) i.operands = {index};
  return append(std::move(i));
}

void Builder::set(RegisterId reg, ValueId value, ValueId index) {
  Instruction i;
  i.code = Code::kSet;
  i.type = kernel_.registers[reg.index].type;
  i.reg = reg;
  i.operands = {value};
  if (index) i.operands.push_back(index);
  append(std::move(i));
}

ValueId Builder::reduce_lanes(Op op, RegisterId reg, ValueId index, bool any_zero) {
  Instruction i;
  i.code = Code::kReduceLanes;
  i.any_zero = any_zero;
  i.op = op;
  i.type = kernel_.registers[reg.index].type;
  i.reg = reg;
  if (index) i.operands = {index};
  return append(std::move(i));
}

void Builder::scan_lanes(Op op, RegisterId reg, ValueId index) {
  Instruction i;
  i.code = Code::kScanLanes;
  i.op = op;
  i.type = kernel_.registers[reg.index].type;
  i.reg = reg;
  if (index) i.operands = {index};
  append(std::move(i));
}

ValueId Builder::lane(RegisterId reg, ValueId lane, ValueId index) {
  Instruction i;
  i.code = Code::kLane;
  i.type = kernel_.registers[reg.index].type;
  i.reg = reg;
  i.operands = {lane};
  if (index) i.operands.push_back(index);
  return append(std::move(i));
}

void Builder::fail_if(ValueId condition, std::uint64_t site, ValueId index,
                      const std::optional<AxisPosition>& outside) {
  Instruction i;
  i.code = Code::kFailIf;
  i.bits = site;
  i.operands = {condition, index};
  if (outside) {
    i.lanes = outside->axis;
    i.operands.push_back(outside->position);
    i.operands.push_back(outside->size);
  }
  append(std::move(i));
}

void Builder::stop_if_failed() {
  Instruction i;
  i.code = Code::kStopIfFailed;
  append(std::move(i));
}

void Builder::show(std::int32_t site, std::int32_t item, ValueId scalar) {
  Instruction i;
  i.code = Code::kShow;
  i.type = type(scalar);
  i.bits = static_cast<std::uint64_t>(site);
  i.lanes = item;
  i.operands = {scalar};
  append(std::move(i));
}

void Builder::show(std::int32_t site, std::int32_t item, BufferId buffer,
                   std::span<const ValueId> sizes) {
  Instruction i;
  i.code = Code::kShow;
  i.type = value_type(kernel_.buffers[buffer.index].type);
  i.bits = static_cast<std::uint64_t>(site);
  i.lanes = item;
  i.buffer = buffer;
  i.operands.assign(sizes.begin(), sizes.end());
  append(std::move(i));
}

void Builder::count(std::int32_t loop) {
  Instruction i;
  i.code = Code::kCount;
  i.bits = static_cast<std::uint64_t>(loop);
  append(std::move(i));
}

BlockId Builder::new_block() {
  kernel_.blocks.emplace_back();
  return BlockId(kernel_.blocks.size() - 1);
}

// The loop instruction enters its parent block only when its body is complete, so that everything
// hoisted out of the body meanwhile stands before it.
void Builder::loop(LoopKind kind, ValueId begin, ValueId end, std::int64_t step, int lanes,
                   const Body& body, RegisterId until) {
  const ValueId id(kernel_.instructions.size());
  const BlockId block = new_block();
  Instruction i;
  i.code = Code::kFor;
  i.kind = kind;
  i.operands = {begin, end};
  i.bits = static_cast<std::uint64_t>(step);
  i.lanes = lanes;
  i.until = until;
  i.poll = std::exchange(poll_, -1);
  i.place = place_;
  i.body = block;
  i.parent = open_.back().block;
  kernel_.instructions.push_back(std::move(i));
  depth_.push_back(open_.size());  // the induction variable lives in the body
  open_.push_back({block, {}});
  vector_loops_ += kind == LoopKind::kVector;
  body(id);
  vector_loops_ -= kind == LoopKind::kVector;
  open_.pop_back();
  kernel_.block(open_.back().block).instructions.push_back(id);
}

void Builder::serial(ValueId begin, ValueId end, const Body& body, std::int64_t step) {
  loop(LoopKind::kSerial, begin, end, step, 0, body);
}
void Builder::serial_until(ValueId begin, ValueId end, RegisterId until, const Body& body) {
  loop(LoopKind::kSerial, begin, end, 1, 0, body, until);
}
void Builder::parallel(ValueId begin, ValueId end, int grain, const Body& body, std::int64_t step) {
  loop(LoopKind::kParallel, begin, end, step, grain, body);
}
void Builder::parallel_ordered(ValueId begin, ValueId end, const Body& body) {
  loop(LoopKind::kParallel, begin, end, 1, 1, body);
  kernel_[kernel_.block(open_.back().block).instructions.back()].ordered = true;
}
void Builder::serial_ordered(ValueId end, const Body& body) {
  loop(LoopKind::kSerial, i64(0), end, 1, 0, body);
  kernel_[kernel_.block(open_.back().block).instructions.back()].ordered = true;
}
void Builder::vector(ValueId begin, ValueId end, int lanes, const Body& body) {
  loop(LoopKind::kVector, begin, end, 1, lanes, body);
}
void Builder::unrolled(std::int64_t count, const Body& body) {
  loop(LoopKind::kUnrolled, i64(0), i64(count), 1, 0, body);
}

void Builder::products(std::int64_t depth, int rows, const Body& body) {
  loop(LoopKind::kUnrolled, i64(0), i64(depth), 1, rows, body);
}

void Builder::branch(ValueId condition, const std::function<void()>& then,
                     const std::function<void()>& otherwise, bool cold) {
  const ValueId id(kernel_.instructions.size());
  Instruction i;
  i.code = Code::kIf;
  i.cold = cold;
  i.operands = {condition};
  i.body = new_block();
  i.otherwise = new_block();
  i.parent = open_.back().block;
  i.place = place_;
  const BlockId blocks[] = {i.body, i.otherwise};
  kernel_.instructions.push_back(std::move(i));
  depth_.push_back(open_.size() - 1);
  open_.push_back({blocks[0], {}});
  then();
  open_.pop_back();
  if (otherwise) {
    open_.push_back({blocks[1], {}});
    otherwise();
    open_.pop_back();
  }
  kernel_.block(open_.back().block).instructions.push_back(id);
}

}  // namespace sinter::loop
