// Emits one LLVM function: the kernel's entry, or the body of a parallel loop. Internal to codegen.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Support/KnownBits.h>

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "compiler/codegen/llvm_angle.h"
#include "compiler/codegen/llvm_debug.h"
#include "compiler/codegen/llvm_emit.h"

namespace sinter::codegen {

/// A loop IR value in LLVM. Inside a vector loop a value is uniform (one scalar), linear in the
/// lane (base + lane * stride, i64 only), or one vector per chunk.
struct Emitted {
  enum Form { kNone, kUniform, kLinear, kChunks } form = kNone;
  llvm::Value* scalar = nullptr;  ///< kUniform: the value. kLinear: the value of lane 0 of chunk 0.
  llvm::Value* stride = nullptr;  ///< kLinear.
  llvm::SmallVector<llvm::Value*, 8> chunks;
};

/// What a vector loop's body is being emitted for.
struct VectorContext {
  int lanes = 1;                      ///< Of the loop.
  int width = 1;                      ///< Elements per chunk.
  int chunks = 1;                     ///< Chunks side by side.
  llvm::Value* first_lane = nullptr;  ///< Lane of element 0 of chunk 0: constant, or a run-time
                                      ///< value (memory registers only).
  llvm::SmallVector<llvm::Value*, 8> masks;  ///< Per chunk; null: all lanes active.
  bool spilled = false;  ///< Registers with lanes are in memory for the time of this loop.
};

/// Elements from one lane to the next that are picked apart, or put together, in registers.
inline constexpr std::int64_t kMostApart = 8;

/// Stores of a vector loop's body that are made together (llvm_transpose.cpp).
struct TurnedStores {
  loop::ValueId place;                                      ///< Of all but a constant.
  std::map<std::int64_t, const loop::Instruction*> stores;  ///< By that constant.
  std::size_t left = 0;                                     ///< Still to come.
};

/// Vectors that loads from places close by have in common (llvm_strided.cpp).
struct Span {
  std::int64_t first = 0, last = 0;  ///< Constants of these places.
  std::vector<llvm::SmallVector<llvm::Value*, 8>> chunks;
};

struct ModuleState {
  llvm::Module& module;
  const loop::Kernel& kernel;
  const WideningPlan& plan;
  const EmitOptions& options;
  DebugInfo* debug = nullptr;  ///< Null: no debug information.
  /// Branches that are rarely taken end the call, which full code then makes again.
  bool leaves_cold_code = false;
  int parallel_bodies = 0;
  std::vector<llvm::MDNode*> scopes = {};        ///< Of each buffer's memory; made on first use,
  std::vector<llvm::MDNode*> other_scopes = {};  ///< as those of all others.
};

class FunctionEmitter {
 public:
  FunctionEmitter(ModuleState& state, llvm::Function* function);

  void emit_entry();  ///< The kernel's entry point.
  /// The body of a parallel loop; captured values arrive in a struct.
  void emit_parallel_body(loop::ValueId loop, const std::vector<loop::ValueId>& remade,
                          const std::vector<loop::ValueId>& values,
                          const std::vector<loop::BufferId>& buffers, llvm::StructType* captured);

 private:
  using Value = llvm::Value;
  struct HeapBlock {
    Value* memory;
    Value* bytes;
  };

  // llvm_function.cpp
  void finish();
  void block(loop::BlockId id);
  void instruction(loop::ValueId id);
  void set_place(std::int32_t place);  // llvm_debug.cpp
  void serial_loop(loop::ValueId id, const loop::Instruction& i);
  void parallel_loop(loop::ValueId id, const loop::Instruction& i);
  void run_parallel(const loop::Instruction& i, llvm::Function* body, Value* captured);
  void unrolled_loop(loop::ValueId id, const loop::Instruction& i);
  void branch(const loop::Instruction& i);
  Value* opaque(Value* integer);
  void cold_block(const loop::Instruction& branch);
  void alloc(const loop::Instruction& i);
  void abandon();
  void prefetch(const loop::Instruction& i);
  void release_down_to(std::size_t count);
  void fail_if(const loop::Instruction& i);
  void show(const loop::Instruction& i);
  void stop_if_failed();
  void leave();
  llvm::AllocaInst* flag(llvm::AllocaInst*& place, const char* name);
  Value* failed_flag();
  void report_failure(Value* condition, const loop::Instruction& i,
                      const std::function<Value*(loop::ValueId)>& operand);
  void counted_loop(Value* begin, Value* end, Value* step, const char* name,
                    const std::function<void(Value*)>& body,
                    const std::function<Value*()>& stop = {},
                    const std::function<void()>& between = {});
  void if_then(Value* condition, const std::function<void()>& then, bool likely = true);

  // llvm_poll.cpp
  bool is_one_group(const loop::Instruction& i) const;
  bool holds_loop(loop::BlockId id) const;
  Value* call_field(std::size_t offset);
  struct BodyOfLoop {
    int instructions = 0;
    bool may_leave = false, loads = false, stores = false;
    bool is_small = true;  ///< Straight, and of few instructions.
  };
  BodyOfLoop body_of(const loop::Instruction& loop) const;
  void poll(std::int64_t number);
  void leave_stopped(std::int64_t number);
  void count(const loop::Instruction& i);
  void polling_loop(const loop::Instruction& i, Value* begin, Value* end, Value* step,
                    const char* name, const std::function<void(Value*)>& body,
                    const std::function<Value*()>& stop = {});
  void polling_loop_that_stops(const loop::Instruction& i, Value* begin, Value* end, Value* step,
                               int copies, const std::function<void(Value*)>& body,
                               const std::function<Value*()>& stop);
  int copies_of(const loop::Instruction& loop) const;

  // llvm_vector.cpp
  void vector_loop(loop::ValueId id, const loop::Instruction& i);
  void vector_groups(loop::ValueId id, const loop::Instruction& i, const LoopPlan& plan,
                     Value* begin, Value* full);
  void cold_vector_loop(loop::ValueId id, const loop::Instruction& i, const LoopPlan& plan,
                        Value* begin, Value* count);
  void vector_tail(loop::ValueId id, const loop::Instruction& i, const LoopPlan& plan, Value* begin,
                   Value* rest);
  void vector_body(loop::ValueId id, const loop::Instruction& i, const VectorContext& context,
                   Value* first);
  void operation(loop::ValueId id, const loop::Instruction& i);
  llvm::SmallVector<Value*, 8> angle_chunks(const loop::Instruction& i);
  bool linear_operation(loop::ValueId id, const loop::Instruction& i);
  bool narrows_positions(const loop::Instruction& i, DType from);
  Value* positions(const Emitted& line, int c, DType type);
  llvm::KnownBits known_bits(const Value* integer, int depth = 0) const;
  void load(loop::ValueId id, const loop::Instruction& i);
  void store(const loop::Instruction& i);
  std::pair<loop::ValueId, std::int64_t> place_and_constant(loop::ValueId place) const;
  void find_strided_loads(loop::BlockId id);
  llvm::SmallVector<Value*, 8> load_span(loop::BufferId buffer, Value* offset, std::int64_t count);
  Value* pick(llvm::ArrayRef<Value*> vectors, std::int64_t first, std::int64_t stride);
  bool strided_load(loop::ValueId id, const loop::Instruction& i);
  void find_turned_stores(loop::BlockId id);
  bool turned_store(const loop::Instruction& i);
  void store_chunks(const loop::Instruction& i);
  void streaming_store(const loop::Instruction& i);
  Value* chunk(loop::ValueId id, int c);  // one vector of a value, made if need be
  Value* uniform(loop::ValueId id);       // the scalar of a uniform value
  Value* chunk_mask(const loop::Instruction& i, int c);
  Value* masked_lanes(Value* count, int width);
  Value* splat(Value* scalar, int width);
  Value* element_address(loop::BufferId buffer, Value* offset);
  llvm::Instruction* access(loop::BufferId buffer, llvm::Instruction* instruction);
  Value* load_if(Value* mask, loop::BufferId buffer, Value* address, llvm::Type* type);
  bool is_unit_stride(const Emitted& e) const;
  llvm::Align alignment(loop::BufferId buffer) const;
  Value* to_value(Value* memory, DType type);  // i8 -> i1 for bool
  Value* to_memory(Value* value, DType type);

  // llvm_registers.cpp
  Value* register_slot(loop::RegisterId reg, std::int64_t index, int chunk);
  Value* register_memory(loop::RegisterId reg, std::int64_t index, Value* lane);
  std::int64_t register_index(const loop::Instruction& i, std::size_t operand);
  bool in_memory(loop::RegisterId reg) const;
  Value* read_chunk(loop::RegisterId reg, std::int64_t index, int chunk);
  void write_chunk(loop::RegisterId reg, std::int64_t index, int chunk, Value* value);
  void get(loop::ValueId id, const loop::Instruction& i);
  void set(const loop::Instruction& i);
  void reduce_lanes(loop::ValueId id, const loop::Instruction& i);
  llvm::Function* lanes_function(Op op, const loop::Register& r, int width);
  void scan_lanes(const loop::Instruction& i);
  void lane(loop::ValueId id, const loop::Instruction& i);
  Value* alloca_at_entry(llvm::Type* type, Value* count, llvm::Align align, const char* name);
  void spill_registers(const loop::Instruction& loop_instruction, bool out);

  Emitted& slot(loop::ValueId id) { return values_[id.index]; }
  void set_uniform(loop::ValueId id, Value* v);
  llvm::Type* memory_type(DType type) { return codegen::memory_type(context_, type); }
  llvm::Type* value_type(DType type) { return codegen::value_type(context_, type); }
  Value* i64(std::int64_t v) { return b_.getInt64(static_cast<std::uint64_t>(v)); }
  const loop::Kernel& k() const { return state_.kernel; }

  ModuleState& state_;
  llvm::LLVMContext& context_;
  llvm::Function* function_;
  llvm::IRBuilder<> b_;
  llvm::Instruction* entry_marker_ = nullptr;  // allocas go before it
  Value* call_ = nullptr;
  std::vector<Emitted> values_;
  std::vector<Span> spans_;
  std::map<const loop::Instruction*, std::size_t> span_of_;
  std::vector<TurnedStores> turned_;
  std::map<const loop::Instruction*, std::size_t> turned_of_;
  std::vector<Value*> buffers_;
  std::vector<HeapBlock> heap_;
  std::set<std::uint32_t> taken_;  ///< Allocations of a parallel body that stand before its loop.
  llvm::AllocaInst* failed_ = nullptr;  ///< Whether this call of the function recorded a failure.
  bool abandons_ =
      false;  ///< Whether it, or a parallel body of its, may leave the call to full code.
  llvm::DenseMap<const llvm::Value*, unsigned> low_zeros_;  ///< Of induction variables: low bits.
  std::map<std::tuple<std::uint32_t, std::int64_t, int>, llvm::AllocaInst*> slots_;
  std::map<std::uint32_t, llvm::AllocaInst*> register_arrays_;
  const VectorContext* vector_ = nullptr;
  Angles angles_;               ///< The last ones that a vector loop's body reduced,
  loop::BlockId angles_block_;  ///< and where, while their quadrants are not taken.
  llvm::AllocaInst* streamed_ =
      nullptr;  ///< Whether stores bypassed the cache: other threads see them after a fence.
};

}  // namespace sinter::codegen
