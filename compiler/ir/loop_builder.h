// Builds loop IR. Pure instructions are placed in the outermost open block where their operands
// exist and equal ones are shared, so loop-invariant code motion and common subexpression
// elimination happen while building.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::loop {

class Builder {
 public:
  explicit Builder(Kernel& kernel);
  /// So far; instructions are numbered in the order in which they are made.
  std::uint32_t instruction_count() const {
    return static_cast<std::uint32_t>(kernel_.instructions.size());
  }

  // Declarations.
  ValueId integer(
      const std::string& name);  ///< The size or stride of that name (declared on first use).
  ValueId threads();             ///< How many the call has at most.
  BufferId buffer(const std::string& name, DType type, BufferKind kind);
  RegisterId reg(const std::string& name, DType type, int lanes = 1, int count = 1);

  // Values.
  ValueId constant(DType type, std::uint64_t bits);
  ValueId i64(std::int64_t value) {
    return constant(DType::kI64, static_cast<std::uint64_t>(value));
  }
  ValueId number(DType type, double value);  ///< Any computable type, the value rounded to it.
  ValueId op(Op op, std::span<const ValueId> operands);
  ValueId op(Op op, ValueId a) { return this->op(op, std::span(&a, 1)); }
  ValueId op(Op op, ValueId a, ValueId b);
  ValueId op(Op op, ValueId a, ValueId b, ValueId c);
  ValueId cast(ValueId a, DType to);
  ValueId bitcast(ValueId a, DType to);
  ValueId select(ValueId c, ValueId a, ValueId b) { return op(Op::Select, c, a, b); }
  // i64 arithmetic with the obvious foldings.
  ValueId add(ValueId a, ValueId b);
  ValueId sub(ValueId a, ValueId b);
  ValueId mul(ValueId a, ValueId b);
  ValueId min(ValueId a, ValueId b);
  ValueId max(ValueId a, ValueId b);
  ValueId ceil_div(ValueId a, std::int64_t positive);

  // Memory and registers.
  ValueId load(BufferId buffer, ValueId offset, ValueId mask = {});
  void store(BufferId buffer, ValueId offset, ValueId value, ValueId mask = {},
             ValueId streaming = {});
  /// `count` elements, which are 0 where `there` is false, to shared memory; nothing is copied
  /// where `takes_place` is false. GPUs only: LOOP_IR.md, `async`.
  struct AsyncCopy {
    BufferId to, from;
    ValueId to_offset, from_offset;
    std::int32_t count = 1;
    ValueId there, takes_place;
  };
  void copy_async(const AsyncCopy& copy);
  /// The same of one value that has been computed.
  void store_async(BufferId to, ValueId offset, ValueId value);
  void await(std::uint64_t groups);
  void prefetch(BufferId buffer, ValueId offset);
  void alloc(BufferId buffer, ValueId elements);
  ValueId get(RegisterId reg, ValueId index = {});
  void set(RegisterId reg, ValueId value, ValueId index = {});
  ValueId reduce_lanes(Op op, RegisterId reg, ValueId index = {}, bool any_zero = false);
  /// For h = 1, 2, 4, ...: lane[l] = lane[l - h] op lane[l] for l >= h, all at once.
  void scan_lanes(Op op, RegisterId reg, ValueId index = {});
  ValueId lane(RegisterId reg, ValueId lane, ValueId index = {});
  /// A position along an axis, for failures that are about one.
  struct AxisPosition {
    ValueId position, size;
    std::int32_t axis = 0;
  };
  /// `index`: of the element that fails.
  void fail_if(ValueId condition, std::uint64_t site, ValueId index,
               const std::optional<AxisPosition>& outside = {});
  void stop_if_failed();
  /// The serial or parallel loop that is opened next looks whether the call is to end (see
  /// Instruction::poll).
  void poll(std::int32_t number) { poll_ = number; }
  void count(std::int32_t loop);
  void show(std::int32_t site, std::int32_t item, ValueId scalar);
  void show(std::int32_t site, std::int32_t item, BufferId buffer, std::span<const ValueId> sizes);
  /// The place of instructions that are made from now on; the one before.
  std::int32_t set_place(std::int32_t place) { return std::exchange(place_, place); }

  /// What `op` makes of an element and a value takes its place in one step: iterations of a
  /// parallel loop may do so to the same element. The order must not matter. Where the mask is
  /// false nothing happens. `elements`: all offsets of the buffer at which that is done are below
  /// it.
  void combine_at(BufferId buffer, ValueId offset, ValueId value, ValueId elements, Op op,
                  ValueId mask = {});

  // Structure. The callback builds the body and receives the induction variable.
  using Body = std::function<void(ValueId)>;
  void serial(ValueId begin, ValueId end, const Body& body, std::int64_t step = 1);
  /// A serial loop that ends after an iteration that leaves the register true.
  void serial_until(ValueId begin, ValueId end, RegisterId until, const Body& body);
  void parallel(ValueId begin, ValueId end, int grain, const Body& body, std::int64_t step = 1);
  /// From 0 on, in a parallel loop of the program: failures of earlier iterations come first,
  /// whichever of the parallel loop's iterations they are in.
  void serial_ordered(ValueId end, const Body& body);
  /// A parallel loop of the program: failures of earlier iterations come first.
  void parallel_ordered(ValueId begin, ValueId end, const Body& body);
  void vector(ValueId begin, ValueId end, int lanes, const Body& body);
  void unrolled(std::int64_t count, const Body& body);
  /// The same around a vector loop that adds up products, which matrix units may do: LOOP_IR.md.
  void products(std::int64_t depth, int rows, const Body& body);
  void branch(ValueId condition, const std::function<void()>& then,
              const std::function<void()>& otherwise = {}, bool cold = false);
  /// A branch that is rarely taken: its code is kept small.
  void rarely(ValueId condition, const std::function<void()>& then) {
    branch(condition, then, {}, true);
  }

  bool in_vector_loop() const { return vector_loops_ > 0; }

  const Kernel& kernel() const { return kernel_; }
  DType type(ValueId v) const { return kernel_[v].type; }
  /// The value of an i64 constant, when v is one.
  bool is_constant(ValueId v, std::int64_t* value = nullptr) const;

 private:
  using Key = std::tuple<Code, Op, DType, std::uint64_t, std::vector<std::uint32_t>>;
  struct Open {
    BlockId block;
    std::map<Key, ValueId> values;  // pure values that stand in this block
  };

  ValueId pure(Instruction instruction);
  ValueId append(Instruction instruction);
  void loop(LoopKind kind, ValueId begin, ValueId end, std::int64_t step, int lanes,
            const Body& body, RegisterId until = {});
  std::size_t depth(ValueId v) const { return depth_[v.index]; }
  BlockId new_block();

  Kernel& kernel_;
  std::vector<Open> open_;
  std::int32_t poll_ = -1;
  std::int32_t place_ = -1;
  int vector_loops_ = 0;            // that are open
  std::vector<std::size_t> depth_;  // position in open_ of the block that a value was put in
};

}  // namespace sinter::loop
