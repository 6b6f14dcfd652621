// What the host does of a GPU's program, as a function in C: the steps of runtime/cuda/run.cpp with
// everything known that is known when it is built.
#include <fmt/format.h>

#include <optional>
#include <set>

#include "compiler/support/check.h"
#include "runtime/aot/gpu.h"
#include "runtime/aot/text.h"

namespace sinter::runtime::aot {
namespace {

using loop::Code;
using loop::Instruction;
using loop::ValueId;
using sinter::cuda::DeviceKernel;
using sinter::cuda::Mapping;
using sinter::cuda::Parameter;
using sinter::cuda::Program;
using sinter::cuda::Step;

std::string variable(ValueId v) { return fmt::format("v{}", v.index); }

class Writer {
 public:
  explicit Writer(const Program& program) : p_(program), k_(program.kernel) {}

  std::string function(const std::string& name) {
    line("static int {}(struct sinter_cuda_call* call) {{", name);
    ++depth_;
    steps(p_.steps);
    line("return 1;");
    --depth_;
    line("}}");
    return std::move(text_);
  }

 private:
  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += std::string(2 * static_cast<std::size_t>(depth_), ' ') +
             fmt::format(format, std::forward<Args>(args)...) + '\n';
  }
  void open() {
    line("{{");
    ++depth_;
    written_.emplace_back();
  }
  void close() {
    written_.pop_back();
    --depth_;
    line("}}");
  }

  /// Memory that the list allocates lives to its end.
  void steps(const std::vector<Step>& list) {
    bool allocates = false;
    for (const Step& step : list) allocates |= step.kind == Step::kAllocate;
    if (allocates) {
      open();
      line("const int held = call->held.count;");
    }
    for (const Step& step : list) {
      open();
      this->step(step);
      close();
    }
    if (!allocates) return;
    line("sinter_cuda_release_to(call, held);");
    close();
  }

  void step(const Step& step) {
    switch (step.kind) {
      case Step::kAllocate: {
        const Instruction& i = k_[step.instruction];
        value(i.operands[0]);
        line("if (!sinter_cuda_allocate(call, {}, &call->buffers[{}])) return 0;",
             bytes(step.instruction), i.buffer.index);
        return;
      }
      case Step::kLaunch:
        return launch(step.kernel);
      case Step::kLoop:
        return loop(step);
      case Step::kBranch: {
        const ValueId condition = k_[step.instruction].operands[0];
        value(condition);
        line("if ({} != 0) {{", variable(condition));
        ++depth_;
        steps(step.body);
        --depth_;
        line("}} else {{");
        ++depth_;
        steps(step.otherwise);
        --depth_;
        line("}}");
        return;
      }
    }
  }

  void loop(const Step& step) {
    const Instruction& i = k_[step.instruction];
    value(i.operands[0]);
    value(i.operands[1]);
    const std::string index = variable(step.instruction);
    indices_.insert(step.instruction.index);
    const bool looks = !i.until && p_.may_fail;
    if (looks) line("int64_t rounds = 0;");
    line("for (int64_t {0} = {1}; {0} < {2}; {0} += INT64_C({3})) {{", index,
         variable(i.operands[0]), variable(i.operands[1]), static_cast<std::int64_t>(i.bits));
    ++depth_;
    line("(void){};", index);
    steps(step.body);
    if (i.until) {
      line("uint8_t ends = 0;");
      line("if (!sinter_cuda_goes_on(call)) return 0;");
      line("if (!sinter_cuda_read(call, &ends, call->state + {}, 1)) return 0;",
           p_.registers.at(i.until.index).offset);
      line("if (ends != 0) break;");
    } else if (looks) {
      line("if (++rounds % 64 == 0 && !sinter_cuda_goes_on(call)) return 0;");
    }
    --depth_;
    line("}}");
    indices_.erase(step.instruction.index);
  }

  std::string bytes(ValueId alloc) const {
    const Instruction& i = k_[alloc];
    return fmt::format("sinter_cuda_bytes({}, {})", variable(i.operands[0]),
                       size_of(k_.buffers[i.buffer.index].type));
  }

  void launch(std::size_t number) {
    const DeviceKernel& kernel = p_.kernels[number];
    std::string parts;
    for (const ValueId alloc : kernel.scratch) {
      value(k_[alloc].operands[0]);
      parts += (parts.empty() ? "" : ", ") + bytes(alloc);
    }
    const bool once = !kernel.loop;
    const int threads = kernel.threads();
    std::string range = "0, 0, 0";
    if (!once) {
      const ValueId begin = k_[kernel.loop].operands[0], end = k_[kernel.loop].operands[1];
      if (is_at_hand(begin) && is_at_hand(end)) {
        value(begin);
        value(end);
        range = fmt::format("1, {}, {}", variable(begin), variable(end));
      }
    }
    const std::size_t count = kernel.scratch.size();
    line("struct sinter_cuda_launch launch = {{{}, {}, {}, {}, {}, {}, {}, {}, 0, 0, 0, 0}};",
         number, threads, threads / sinter::cuda::group_threads(kernel.mapping), once ? 1 : 0,
         kernel.mapping == Mapping::kThread ? 1 : 0, kernel.epilogue ? 1 : 0,
         kernel.iterations_per_thread, kernel.shared_bytes);
    line("const int held = call->held.count;");
    if (count > 0) {
      line("const int64_t parts[] = {{{}}};", parts);
      line("int64_t offsets[{}];", count);
    }
    line("const int go = sinter_cuda_prepare(call, &launch, {}, {}, {}, {});",
         count > 0 ? "parts" : "NULL", count > 0 ? "offsets" : "NULL", count, range);
    line("if (go < 0) return 0;");
    line("if (go > 0) {{");
    ++depth_;
    start(kernel);
    --depth_;
    line("}}");
    line("sinter_cuda_release_to(call, held);");
  }

  void start(const DeviceKernel& kernel) {
    std::string arguments;
    for (const Parameter& p : kernel.parameters)
      arguments += (arguments.empty() ? "" : ", ") + argument(p);
    const std::size_t count = kernel.parameters.size();
    if (count > 0) {
      line("const uint64_t arguments[] = {{{}}};", arguments);
      line("void* pointers[{}];", count);
    }
    line("if (!sinter_cuda_start(call, &launch, {}, {}, {})) return 0;",
         count > 0 ? "arguments" : "NULL", count > 0 ? "pointers" : "NULL", count);
  }

  static std::string argument(const Parameter& p) {
    switch (p.kind) {
      case Parameter::kBuffer:
        return fmt::format("call->buffers[{}]", p.number);
      case Parameter::kInteger:
        return fmt::format("(uint64_t)call->integers[{}]", p.number);
      case Parameter::kIndex:
        return fmt::format("(uint64_t)v{}", p.number);
      case Parameter::kState:
        return "call->state";
      case Parameter::kFailure:
        return "call->failure";
      case Parameter::kScratch:
        return "launch.memory";
      case Parameter::kOwnCopy:
        return "0";
      case Parameter::kScratchStride:
        return "(uint64_t)launch.stride";
      case Parameter::kScratchOffset:
        return fmt::format("(uint64_t)offsets[{}]", p.number);
    }
    return "0";
  }

  // --- values that the host needs

  bool is_index(ValueId v) const { return indices_.contains(v.index); }

  /// Whether the host has it without asking the GPU.
  bool is_at_hand(ValueId v) const {
    const Instruction& i = k_[v];
    if (i.code == Code::kConst || i.code == Code::kInteger || is_index(v)) return true;
    if (p_.slot(v) != nullptr || i.code != Code::kOp) return false;
    for (const ValueId operand : i.operands) {
      if (!is_at_hand(operand)) return false;
    }
    return true;
  }

  /// Makes it a variable of the block that is open.
  void value(ValueId v) {
    if (!is_at_hand(v)) line("if (!sinter_cuda_goes_on(call)) return 0;");
    write(v);
  }

  void write(ValueId v) {
    if (is_index(v) || !written_.back().insert(v.index).second) return;
    const Instruction& i = k_[v];
    const std::string type(c_type(i.type));
    if (i.code == Code::kConst)
      return line("const {} {} = {};", type, variable(v), host_constant(i.type, i.bits));
    if (i.code == Code::kInteger)
      return line("const {} {} = call->integers[{}];", type, variable(v), i.bits);
    if (const auto* slot = p_.slot(v)) {
      line("{} {};", type, variable(v));
      return read(v, fmt::format("call->state + {}", slot->offset));
    }
    std::vector<std::string> operands;
    for (const ValueId operand : i.operands) {
      write(operand);
      operands.push_back(variable(operand));
    }
    if (i.code == Code::kLoad) return load(v, operands);
    SINTER_CHECK(i.code == Code::kOp, "the host cannot compute value {}", v.index);
    line("const {} {} = {};", type, variable(v),
         host_expression(i.op, k_[i.operands.back()].type, i.type, operands));
  }

  /// An element of an argument; 0 where its mask is false.
  void load(ValueId v, const std::vector<std::string>& operands) {
    const Instruction& i = k_[v];
    const std::string from = fmt::format("call->buffers[{}] + (uint64_t){} * {}", i.buffer.index,
                                         operands[0], size_of(i.type));
    line("{} {} = 0;", c_type(i.type), variable(v));
    if (i.masked) line("if ({} != 0) {{", operands[1]);
    read(v, from);
    if (i.masked) line("}}");
  }

  void read(ValueId v, const std::string& from) {
    line("if (!sinter_cuda_read(call, &{0}, {1}, sizeof {0})) return 0;", variable(v), from);
  }

  const Program& p_;
  const loop::Kernel& k_;
  std::string text_;
  int depth_ = 0;
  std::vector<std::set<std::uint32_t>> written_;  ///< By block that is open.
  std::set<std::uint32_t> indices_;               ///< Of loops that are open.
};

}  // namespace

std::string gpu_steps(const Program& program, const std::string& name) {
  return Writer(program).function(name);
}

}  // namespace sinter::runtime::aot
