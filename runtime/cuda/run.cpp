#include "runtime/cuda/run.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

#include "compiler/interp/evaluate.h"
#include "compiler/support/check.h"

namespace sinter::runtime::cuda {

using loop::Code;
using loop::Instruction;
using loop::ValueId;
using sinter::cuda::DeviceKernel;
using sinter::cuda::Failure;
using sinter::cuda::kBlockThreads;
using sinter::cuda::Mapping;
using sinter::cuda::Parameter;
using sinter::cuda::Program;
using sinter::cuda::Step;

namespace {

constexpr std::int64_t kAlignment = 16;  // of parts of a group's memory
constexpr std::int64_t kExchangeBytes = 8 * kBlockThreads;
constexpr std::int64_t kMostBlocks = 1 << 20;  // of a launch
/// Memory of all groups of a launch together, where a group has more than a little.
constexpr std::int64_t kScratchBytes = std::int64_t{256} << 20;

class Run {
 public:
  Run(const Program& program, Device& device, Kernels& kernels, const RunInputs& inputs)
      : p_(program),
        k_(program.kernel),
        device_(device),
        kernels_(kernels),
        inputs_(inputs),
        buffers_(k_.buffers.size(), 0),
        integers_(inputs.integers) {
    std::ranges::copy(inputs.buffers, buffers_.begin());
    if (p_.state_bytes > 0) state_ = DeviceMemory(device, static_cast<std::size_t>(p_.state_bytes));
    if (p_.may_fail) failure_ = DeviceMemory::cleared(device, sizeof(Failure));
  }

  std::optional<RunFailure> run() {
    steps(p_.steps);
    if (!p_.may_fail) return {};
    return failure_of(read_failure());
  }

 private:
  Failure read_failure() {
    Failure failure;
    device_.read(&failure, failure_.address(), sizeof failure);
    return failure;
  }

  /// Before the host relies on what the device computed.
  bool is_stopped() { return p_.may_fail && read_failure().stopped != 0; }

  /// False: the call has been stopped.
  bool steps(const std::vector<Step>& list) {
    std::vector<DeviceMemory> memory;
    for (const Step& step : list) {
      if (!this->step(step, memory)) return false;
    }
    return true;
  }

  bool step(const Step& step, std::vector<DeviceMemory>& memory) {
    switch (step.kind) {
      case Step::kAllocate: {
        const Instruction& i = k_[step.instruction];
        const auto elements = integer(i.operands[0]);
        if (!elements) return false;
        memory.emplace_back(device_, bytes_of(*elements, k_.buffers[i.buffer.index].type));
        buffers_[i.buffer.index] = memory.back().address();
        return true;
      }
      case Step::kLaunch:
        return launch(step.kernel);
      case Step::kLoop:
        return loop(step);
      case Step::kBranch: {
        const auto condition = bits(k_[step.instruction].operands[0]);
        return condition && steps((*condition & 1) != 0 ? step.body : step.otherwise);
      }
    }
    return true;
  }

  bool loop(const Step& step) {
    const Instruction& i = k_[step.instruction];
    const auto begin = integer(i.operands[0]), end = integer(i.operands[1]);
    if (!begin || !end) return false;
    std::int64_t rounds = 0;
    for (std::int64_t n = *begin; n < *end; n += static_cast<std::int64_t>(i.bits)) {
      if (inputs_.is_ended && inputs_.is_ended()) return false;
      indices_[step.instruction.index] = n;
      if (!steps(step.body)) return false;
      if (i.until) {
        if (is_stopped()) return false;
        bool ends = false;
        const auto offset = static_cast<DeviceAddress>(p_.registers.at(i.until.index).offset);
        device_.read(&ends, state_.address() + offset, 1);
        if (ends) break;
      } else if (++rounds % 64 == 0 && is_stopped()) {
        return false;
      }
    }
    indices_.erase(step.instruction.index);
    return true;
  }

  static std::size_t bytes_of(std::int64_t elements, DType type) {
    std::int64_t bytes = 0;
    if (__builtin_mul_overflow(std::max<std::int64_t>(elements, 0),
                               static_cast<std::int64_t>(size_of(type)), &bytes))
      return std::numeric_limits<std::size_t>::max();
    return static_cast<std::size_t>(bytes);
  }

  // --- launches
  struct Scratch {
    std::vector<std::int64_t> offsets;
    std::int64_t stride = 0;
  };

  std::optional<Scratch> scratch_of(const DeviceKernel& kernel) {
    Scratch scratch;
    for (const ValueId alloc : kernel.scratch) {
      const auto elements = integer(k_[alloc].operands[0]);
      if (!elements) return {};
      const auto bytes = bytes_of(*elements, k_.buffers[k_[alloc].buffer.index].type);
      constexpr std::size_t kMost = std::size_t{1} << 40;
      if (bytes > kMost) {
        throw Error(ErrorKind::kResource, "E5220",
                    fmt::format("the device has no memory for a temporary of {} bytes", bytes));
      }
      scratch.offsets.push_back(scratch.stride);
      const auto part = static_cast<std::int64_t>(bytes);
      scratch.stride += (part + kAlignment - 1) / kAlignment * kAlignment;
    }
    return scratch;
  }

  bool launch(std::size_t number) {
    const DeviceKernel& kernel = p_.kernels[number];
    const auto scratch = scratch_of(kernel);
    if (!scratch) return false;
    const bool once = !kernel.loop;
    const int threads = kernel.threads();
    const std::int64_t groups = threads / sinter::cuda::group_threads(kernel.mapping);
    std::int64_t blocks = 1, own_bytes = 0;
    if (!once) {
      blocks = device_.busy_blocks() * kBlockThreads / threads;
      const auto begin = at_hand(k_[kernel.loop].operands[0]);
      const auto end = at_hand(k_[kernel.loop].operands[1]);
      if (begin && end) {
        const auto count = static_cast<std::int64_t>(*end) - static_cast<std::int64_t>(*begin);
        if (count <= 0 && !kernel.epilogue) return true;
        // Blocks that start when others end keep the memory busier than blocks that go round: on
        // an H100 by 3 to 5%. Memory of their own is for those alone that run at once.
        // Threads that do one element each would begin too often.
        const bool is_small =
            kernel.mapping == Mapping::kThread && kernel.iterations_per_thread == 1;
        own_bytes = own_copy_bytes(kernel, count);
        const bool goes_round = !kernel.scratch.empty() || own_bytes > 0;
        const std::int64_t most = goes_round ? blocks : is_small ? 4 * blocks : 16 * blocks;
        blocks = std::min(
            {(count - 1) / (groups * kernel.iterations_per_thread) + 1, most, kMostBlocks});
        blocks = std::max<std::int64_t>(blocks, 1);
      }
    }
    DeviceMemory memory;
    std::int64_t shared = own_bytes;
    has_own_copy_ = own_bytes > 0;
    if (scratch->stride > 0) {
      const bool fits =
          kernel.mapping != Mapping::kThread &&
          groups * scratch->stride + kernel.shared_bytes + kExchangeBytes <= device_.shared_bytes();
      if (fits) {
        shared = groups * scratch->stride;
      } else {
        const auto most = std::max<std::int64_t>(kScratchBytes / (groups * scratch->stride), 1);
        blocks = std::min(blocks, most);
        memory = DeviceMemory(device_, static_cast<std::size_t>(blocks * groups * scratch->stride));
      }
    }
    std::vector<std::uint64_t> arguments;
    for (const Parameter& p : kernel.parameters)
      arguments.push_back(argument(p, *scratch, memory.address()));
    kernels_.launch({number, blocks, threads, shared, arguments});
    return true;
  }

  /// Memory of a block's copy of what its threads scatter into; 0: they do so in the array itself,
  /// as that is large, or they are too few.
  std::int64_t own_copy_bytes(const DeviceKernel& kernel, std::int64_t iterations) {
    constexpr std::int64_t kMostBytes = 24 << 10, kLeastPerElement = 16;
    if (!kernel.own_buffer) return 0;
    const auto elements = at_hand(kernel.own_elements);
    if (!elements || *elements == 0 || *elements > kMostBytes) return 0;
    const auto count = static_cast<std::int64_t>(*elements);
    const auto bytes =
        static_cast<std::int64_t>(bytes_of(count, k_.buffers[kernel.own_buffer.index].type));
    if (bytes > kMostBytes || iterations < count * kLeastPerElement) return 0;
    return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  }

  std::uint64_t argument(const Parameter& p, const Scratch& scratch, DeviceAddress memory) const {
    switch (p.kind) {
      case Parameter::kBuffer:
        return buffers_.at(p.number);
      case Parameter::kInteger:
        return static_cast<std::uint64_t>(integers_[p.number]);
      case Parameter::kIndex:
        return static_cast<std::uint64_t>(indices_.at(p.number));
      case Parameter::kState:
        return state_.address();
      case Parameter::kFailure:
        return failure_.address();
      case Parameter::kScratch:
        return memory;
      case Parameter::kOwnCopy:
        return has_own_copy_ ? 1 : 0;
      case Parameter::kScratchStride:
        return static_cast<std::uint64_t>(scratch.stride);
      case Parameter::kScratchOffset:
        return static_cast<std::uint64_t>(scratch.offsets.at(p.number));
    }
    return 0;
  }

  // --- values that the host needs
  std::optional<std::int64_t> integer(ValueId v) {
    const auto value = bits(v);
    if (!value) return {};
    return static_cast<std::int64_t>(*value);
  }

  /// Waits for the device where that computes the value. Nothing: the call has been stopped.
  std::optional<std::uint64_t> bits(ValueId v) {
    if (const auto value = at_hand(v)) return value;
    if (is_stopped()) return {};
    return evaluate(v, true);
  }
  /// Nothing where the device would have to be asked.
  std::optional<std::uint64_t> at_hand(ValueId v) { return evaluate(v, false); }

  std::uint64_t read(DeviceAddress from, DType type) {
    std::uint64_t value = 0;
    device_.read(&value, from, size_of(type));
    return value;
  }

  /// An element of an argument that lies on the host. Nothing where there is none, be it that a
  /// kernel is yet to find that.
  std::optional<std::uint64_t> read_on_host(std::size_t buffer, std::uint64_t element,
                                            std::size_t bytes) {
    if (buffer >= inputs_.host.size()) return {};
    const std::span<const std::byte> data = inputs_.host[buffer];
    if (element >= data.size() / bytes) return {};
    HostRead read{buffer, element * bytes, bytes, 0};
    std::memcpy(&read.bits, data.data() + read.offset, bytes);
    if (inputs_.on_host_read) inputs_.on_host_read(read);
    return read.bits;
  }

  std::optional<std::uint64_t> evaluate(ValueId v, bool may_read) {
    const Instruction& i = k_[v];
    if (i.code == Code::kConst) return i.bits;
    if (i.code == Code::kInteger) return static_cast<std::uint64_t>(integers_[i.bits]);
    if (const auto index = indices_.find(v.index); index != indices_.end())
      return static_cast<std::uint64_t>(index->second);
    if (const auto* slot = p_.slot(v)) {
      if (!may_read) return {};
      return read(state_.address() + static_cast<DeviceAddress>(slot->offset), i.type);
    }
    std::vector<std::uint64_t> operands;
    for (const ValueId operand : i.operands) {
      const auto value = evaluate(operand, may_read);
      if (!value) return {};
      operands.push_back(*value);
    }
    if (i.code == Code::kLoad) {
      if (i.masked && (operands[1] & 1) == 0) return 0;
      if (const auto value = read_on_host(i.buffer.index, operands[0], size_of(i.type)))
        return value;
      if (!may_read) return {};
      return read(buffers_[i.buffer.index] + operands[0] * size_of(i.type), i.type);
    }
    SINTER_CHECK(i.code == Code::kOp, "the host cannot compute value {}", v.index);
    return operation(i, operands);
  }

  /// What sizes are made of, without tensors. Nothing: another op, or a special case.
  static std::optional<std::uint64_t> size_operation(Op op, std::int64_t a, std::int64_t b) {
    const auto x = static_cast<std::uint64_t>(a), y = static_cast<std::uint64_t>(b);
    const auto value = [](std::int64_t v) { return static_cast<std::uint64_t>(v); };
    switch (op) {
      case Op::Add:
        return x + y;
      case Op::Sub:
        return x - y;
      case Op::Mul:
        return x * y;
      case Op::Min:
        return value(std::min(a, b));
      case Op::Max:
        return value(std::max(a, b));
      case Op::FloorDiv:
        if (a >= 0 && b > 0) return value(a / b);
        return {};
      case Op::Mod:
        if (a >= 0 && b > 0) return value(a % b);
        return {};
      default:
        return {};
    }
  }

  /// As the interpreter computes it.
  std::uint64_t operation(const Instruction& i, const std::vector<std::uint64_t>& operands) const {
    if (i.type == DType::kI64 && operands.size() == 2 && k_[i.operands[0]].type == DType::kI64) {
      const auto quick = size_operation(i.op, static_cast<std::int64_t>(operands[0]),
                                        static_cast<std::int64_t>(operands[1]));
      if (quick) return *quick;
    }
    std::vector<interp::Tensor> tensors;
    for (std::size_t n = 0; n < operands.size(); ++n) {
      const DType type = k_[i.operands[n]].type;
      tensors.push_back({type, {}, std::vector<std::byte>(size_of(type))});
      std::memcpy(tensors.back().data.data(), &operands[n], size_of(type));
    }
    // Lowering has put a check before a division: here a zero divisor gives 0.
    if ((i.op == Op::FloorDiv || i.op == Op::Mod || i.op == Op::Fmod) && is_integer(i.type)) {
      const auto& divisor = tensors[1].data;
      if (std::ranges::all_of(divisor, [](std::byte b) { return b == std::byte{0}; })) return 0;
    }
    std::vector<const interp::Tensor*> pointers;
    for (const interp::Tensor& t : tensors) pointers.push_back(&t);
    interp::Tensor result{i.type, {}, std::vector<std::byte>(size_of(i.type))};
    interp::evaluate_elementwise(i.op, pointers, result);
    std::uint64_t value = 0;
    std::memcpy(&value, result.data.data(), size_of(i.type));
    return value;
  }

  const Program& p_;
  const loop::Kernel& k_;
  Device& device_;
  Kernels& kernels_;
  const RunInputs& inputs_;
  std::vector<DeviceAddress> buffers_;
  std::span<const std::int64_t> integers_;
  bool has_own_copy_ = false;  ///< Of the launch that is being made: its blocks.
  DeviceMemory state_, failure_;
  std::map<std::uint32_t, std::int64_t> indices_;  ///< Of loops that run.
};

}  // namespace

std::optional<RunFailure> failure_of(const Failure& failure) {
  if (failure.failed == 0) return {};
  return RunFailure{failure.site, failure.index, failure.axis, failure.position, failure.size};
}

std::optional<RunFailure> run(const Program& program, Device& device, Kernels& kernels,
                              const RunInputs& inputs) {
  return Run(program, device, kernels, inputs).run();
}

}  // namespace sinter::runtime::cuda
