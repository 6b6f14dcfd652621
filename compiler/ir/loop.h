// The loop IR: explicit loops, buffers and scalars. Both backends start from it. See
// compiler/ir/LOOP_IR.md for the meaning of every instruction and the invariants that the verifier
// checks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ops.h"
#include "compiler/support/ids.h"
#include "sinter/dtype.h"
#include "sinter/error.h"

namespace sinter::loop {

using ValueId = Id<struct LoopValueTag>;  ///< An instruction; also the value that it defines.
using BlockId = Id<struct LoopBlockTag>;
using BufferId = Id<struct LoopBufferTag>;
using RegisterId = Id<struct LoopRegisterTag>;

enum class Code : std::uint8_t {
  kOp,            ///< Elementwise op of the op table on scalars.
  kConst,         ///< Constant, its bits in `bits`.
  kInteger,       ///< Size or stride number `bits` of the call, i64.
  kLoad,          ///< Element at an offset of a buffer; with a mask, 0 where the mask is false.
  kStore,         ///< Writes an element; with a mask, only where it is true.
  kGet,           ///< Reads a register.
  kSet,           ///< Writes a register.
  kReduceLanes,   ///< Combines the lanes of a register with `op` by halving (compiler/README.md).
  kScanLanes,     ///< Scans the lanes of a register in place with `op`, by doubling.
  kLane,          ///< One lane of a register.
  kFor,           ///< Loop; the instruction is its own induction variable (i64).
  kIf,            ///< Two-way branch on a bool.
  kAlloc,         ///< Gives a local buffer its memory until the end of the enclosing block.
  kFailIf,        ///< Records a checked run-time error where a bool is true.
  kPrefetch,      ///< Hint: the element will be read soon.
  kStopIfFailed,  ///< Leaves the kernel when a failure has been recorded.
  kShow,          ///< Shows item `lanes` of print or assert `bits` (graph::shows_of) to the host.
  kCount,    ///< Counts an iteration of loop `bits` of the program; ends the call at its limit.
  kThreads,  ///< How many threads the call has at most, 1 or more; on processors.
  kAwait,    ///< What all but the last `bits` of its kind were preceded by has been copied (async).
};

enum class LoopKind : std::uint8_t {
  kSerial,
  kParallel,
  kVector,
  kUnrolled,
  kGpuBlock,
  kGpuThread
};

/// Operands by code:  kOp: the op's;  kLoad: offset [, mask];  kStore: offset, value [, mask or
/// whether to bypass the cache];
/// atomic: offset, value, elements [, mask];  kGet: [index];  kSet: value [, index];  kReduceLanes,
/// kScanLanes: [index];  kLane: lane [, index]; kFor: begin, end;  kIf: condition;  kAlloc:
/// elements;  kFailIf: condition, index of the element [, position that is none in axis `lanes`,
/// size of the axis];  kPrefetch: offset;  kShow: value, or with a buffer: sizes of its row-major
/// elements.
struct Instruction {
  Code code = Code::kConst;
  Op op = Op::Neg;
  DType type = DType::kI64;  ///< Type of the value; meaningless for codes without one.
  LoopKind kind = LoopKind::kSerial;
  bool masked = false;     ///< kLoad, kStore: the last operand is a mask.
  bool atomic = false;     ///< kStore: `op` of the element and the value, in one step.
  bool streaming = false;  ///< kStore: bypass the cache where the last operand is true (a hint).
  bool async = false;      ///< kLoad, kStore: `lanes` elements; they are there after a kAwait.
  /// kReduceLanes of a largest or least float: which sign a zero has is left open.
  bool any_zero = false;
  bool cold = false;  ///< kIf: the first block is rarely taken, its code is kept small (a hint).
  /// kFor parallel: failures of earlier iterations come first. kFor serial inside of it: those of
  /// its own earlier iterations do, whichever iteration of the parallel loop they are in.
  bool ordered = false;
  std::vector<ValueId> operands;
  std::uint64_t bits =
      0;  ///< kConst: bits. kInteger: number. kFailIf: site. kFor: step. kCount: loop.
  /// kFor serial or parallel: the number of the loop of the program that this is (graph::loops_of):
  /// every so often it looks whether the call is to end. -1: not so.
  std::int32_t poll = -1;
  /// kLoad, kStore async: elements. kFor vector: lanes. kFor parallel: grain (iterations per
  /// chunk). kFor unrolled: rows of the tile whose products it adds up (matrix_tile.h), or 0.
  std::int32_t lanes = 0;
  BufferId buffer;
  RegisterId reg;
  RegisterId
      until;  ///< kFor serial: the loop ends after an iteration that leaves it true; or none.
  BlockId body, otherwise;  ///< kFor: body. kIf: body, otherwise (may be empty blocks).
  BlockId parent;           ///< The block that the instruction stands in.
  std::int32_t place = -1;  ///< In Kernel::places, for debug information; -1: none.
};

enum class BufferKind : std::uint8_t { kInput, kOutput, kLocal };

/// f16 and bf16: local buffers of a GPU, whose values are f32 outside of them.
struct Buffer {
  std::string name;
  DType type = DType::kF32;
  BufferKind kind = BufferKind::kInput;
};

/// Of what loads give and stores take.
constexpr DType value_type(DType stored) {
  return stored == DType::kF16 || stored == DType::kBF16 ? DType::kF32 : stored;
}

/// A mutable scalar that lives in machine registers. With lanes > 1 every lane of a vector loop
/// with the same number of lanes has its own copy; count > 1 makes it an array indexed by constants
/// (after unrolling).
struct Register {
  std::string name;
  DType type = DType::kF32;
  std::int32_t lanes = 1;
  std::int32_t count = 1;
};

/// A line and column of a source file.
struct Place {
  std::uint32_t line = 0, column = 0;
  std::string file;
};

struct Block {
  std::vector<ValueId> instructions;
};

class Kernel {
 public:
  std::string name;
  /// The kernel has loops whose iterations depend on each other: LLVM's own passes pay for them.
  bool scalar_loops = false;
  std::vector<std::string> integers;  ///< Names of the call's sizes and strides.
  std::vector<Buffer> buffers;        ///< Inputs, outputs, then locals.
  std::vector<Register> registers;
  std::vector<Instruction> instructions;
  std::vector<Block> blocks;  ///< blocks[0] is the body.
  std::vector<Place> places;  ///< Not empty: debug information is asked for.

  Kernel() : blocks(1) {}
  BlockId body() const { return BlockId(0); }
  const Instruction& operator[](ValueId id) const { return instructions[id.index]; }
  Instruction& operator[](ValueId id) { return instructions[id.index]; }
  const Block& block(BlockId id) const { return blocks[id.index]; }
  Block& block(BlockId id) { return blocks[id.index]; }
};

std::string print(const Kernel& kernel);
/// Inverse of print. Bad text is an internal error that names the line.
Kernel parse_kernel(std::string_view text);
/// Checks every invariant of LOOP_IR.md; an internal error shows the instruction that breaks one.
void verify(const Kernel& kernel);

std::string_view name(Code code);
std::string_view name(LoopKind kind);
bool has_value(Code code);

}  // namespace sinter::loop
