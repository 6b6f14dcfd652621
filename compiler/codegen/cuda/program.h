// A loop IR kernel as a program for a GPU: CUDA kernels, and the steps in which a host launches
// them. How a kernel becomes one is described in README.md. Nothing here knows the driver.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::cuda {

/// Which threads run one iteration of a parallel loop (or what stands between parallel loops).
enum class Mapping : std::uint8_t {
  kThread,  ///< One thread: nothing in it is done by several lanes.
  kWarp,    ///< 32 threads; vector loops are spread over them.
  kPair,    ///< Two warps, which are a block: long rows, a thread for each of the order's lanes.
  kBlock,   ///< All threads of a block: what is run once, and loops of very many lanes.
};

inline constexpr int kWarpThreads = 32;
inline constexpr int kPairThreads = 64;
inline constexpr int kBlockThreads =
    256;                         ///< Of every launch but those of pairs and of one thread.
inline constexpr int kWide = 4;  ///< Iterations that move vectors of elements.

constexpr int group_threads(Mapping mapping) {
  if (mapping == Mapping::kThread) return 1;
  if (mapping == Mapping::kPair) return kPairThreads;
  return mapping == Mapping::kWarp ? kWarpThreads : kBlockThreads;
}
constexpr int block_threads(Mapping mapping) {
  return mapping == Mapping::kPair ? kPairThreads : kBlockThreads;
}

/// One argument of a kernel; all are 8 bytes.
struct Parameter {
  enum Kind : std::uint8_t {
    kBuffer,         ///< First element of buffer `number`.
    kInteger,        ///< Integer `number` of the call.
    kIndex,          ///< The induction variable of a loop that the host runs (value `number`).
    kState,          ///< Memory of the call: slots, at the offsets of the program.
    kFailure,        ///< The call's Failure.
    kScratch,        ///< Memory of all groups, or null: then it is dynamic shared memory.
    kScratchStride,  ///< Its bytes per group.
    kOwnCopy,        ///< Whether each block has a copy of what it scatters into.
    kScratchOffset,  ///< Where allocation `number` of the kernel starts in a group's part.
  } kind = kBuffer;
  std::uint32_t number = 0;
  bool operator==(const Parameter&) const = default;
};

struct DeviceKernel {
  std::string name;
  Mapping mapping = Mapping::kThread;
  loop::ValueId loop;                  ///< The parallel loop that it runs; none: run once.
  std::vector<loop::ValueId> once;     ///< The instructions that it runs else.
  std::vector<loop::ValueId> scratch;  ///< Allocations that every group has for itself.
  std::vector<loop::ValueId> shared;   ///< The same, small and of known size: in shared memory.
  std::int64_t shared_bytes = 0;       ///< Of `shared`, per block.
  /// The one array that its threads scatter into, if they do: each block may do so in a copy of its
  /// own, in dynamic shared memory, where it has `own_elements` elements and these are few.
  loop::BufferId own_buffer;
  loop::ValueId own_elements;
  Op own_op = Op::Add;
  int iterations_per_thread = 1;  ///< Of `loop`, of a thread that does no more than it must.
  std::vector<Parameter> parameters;
  std::vector<std::string> declarations;  ///< Of the parameters, in C++.
  /// A kernel that is run once, by the block of this one that ends last.
  std::optional<std::size_t> epilogue;
  bool is_epilogue = false;  ///< It is no kernel of its own, but part of another one.

  /// Threads of a block of its launches.
  int threads() const { return !loop && mapping == Mapping::kThread ? 1 : block_threads(mapping); }
};

/// What the host does, in order.
struct Step {
  enum Kind : std::uint8_t {
    kAllocate,  ///< Memory for a buffer until the end of the list of steps that this stands in.
    kLaunch,
    kLoop,    ///< `body` for each index; ends after an iteration that leaves a register true.
    kBranch,  ///< `body` or `otherwise`.
  } kind = kLaunch;
  loop::ValueId instruction;  ///< kAllocate, kLoop, kBranch: its instruction of the kernel.
  std::size_t kernel = 0;     ///< kLaunch.
  std::vector<Step> body, otherwise;
};

/// Memory of the call for a value or register that several kernels or the host need.
struct Slot {
  std::int64_t offset = 0;
};

/// What a kernel writes where a checked error happens; the layout is part of the source.
struct Failure {
  std::int32_t lock = 0;
  std::int32_t failed = 0;   ///< A failure has been recorded.
  std::int32_t stopped = 0;  ///< What follows does not run any more.
  std::int32_t unused = 0;
  std::int64_t chunk = 0;  ///< Of several failures the lowest (chunk, site, index) is kept.
  std::int64_t site = 0;
  std::int64_t index = 0;
  std::int64_t axis = 0, position = 0, size = 0;  ///< See abi::Runtime::fail.
};
static_assert(sizeof(Failure) == 64);

struct Program {
  loop::Kernel kernel;
  std::vector<DeviceKernel> kernels;
  std::vector<Step> steps;
  std::map<std::uint32_t, Slot> values;     ///< By value.
  std::map<std::uint32_t, Slot> registers;  ///< By register: lanes, then the next of an array.
  std::int64_t state_bytes = 0;
  bool may_fail = false;
  std::string source;  ///< CUDA C++ without includes.

  const Slot* slot(loop::ValueId v) const {
    const auto found = values.find(v.index);
    return found == values.end() ? nullptr : &found->second;
  }
};

/// Ops of f32 that are not expanded.
inline constexpr Op kOwnOps[] = {Op::RoundTf32, Op::RoundF16, Op::RoundBf16};

/// Lowered with Options::gpu, math expanded. What cannot run on a GPU is an error (E0710) that says
/// why.
Program make_program(loop::Kernel kernel);

/// A readable list of the steps, for people: one line each.
std::string print_steps(const Program& program);

}  // namespace sinter::cuda
