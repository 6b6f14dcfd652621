#include "compiler/codegen/cuda/program.h"

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/split.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

namespace {

const char* text_of(Mapping mapping) {
  switch (mapping) {
    case Mapping::kThread:
      return "thread";
    case Mapping::kWarp:
      return "warp";
    case Mapping::kPair:
      return "pair of warps";
    case Mapping::kBlock:
      return "block";
  }
  return "";
}

void print(const Program& program, const std::vector<Step>& steps, int depth, std::string& out) {
  for (const Step& step : steps) {
    out += std::string(static_cast<std::size_t>(2 * depth), ' ');
    switch (step.kind) {
      case Step::kAllocate: {
        const auto& buffer = program.kernel.buffers[program.kernel[step.instruction].buffer.index];
        out += fmt::format("allocate {}: {}\n", buffer.name, name(buffer.type));
        break;
      }
      case Step::kLaunch: {
        const DeviceKernel& kernel = program.kernels[step.kernel];
        out +=
            kernel.loop
                ? fmt::format("launch {}: a {} per iteration", kernel.name, text_of(kernel.mapping))
                : fmt::format("launch {}: once, on a {}", kernel.name, text_of(kernel.mapping));
        if (kernel.epilogue) {
          const DeviceKernel& last = program.kernels[*kernel.epilogue];
          out +=
              fmt::format("; then {} on a {} of the last block", last.name, text_of(last.mapping));
        }
        out += '\n';
        break;
      }
      case Step::kLoop:
        out += "loop\n";
        print(program, step.body, depth + 1, out);
        break;
      case Step::kBranch:
        out += "if\n";
        print(program, step.body, depth + 1, out);
        if (step.otherwise.empty()) break;
        out += std::string(static_cast<std::size_t>(2 * depth), ' ') + "else\n";
        print(program, step.otherwise, depth + 1, out);
        break;
    }
  }
}

}  // namespace

Program make_program(loop::Kernel kernel) {
  Program program;
  program.kernel = std::move(kernel);
  Splitter(program).run();
  std::string text;
  // What a kernel calls stands before it.
  for (DeviceKernel& k : program.kernels) {
    if (k.is_epilogue) text += "\n" + Writer(program, k).text();
  }
  for (DeviceKernel& k : program.kernels) {
    if (!k.is_epilogue) text += "\n" + Writer(program, k).text();
  }
  program.source = fmt::format("// {}\n{}{}", program.kernel.name, prelude(text), text);
  return program;
}

std::string print_steps(const Program& program) {
  std::string out;
  print(program, program.steps, 0, out);
  return out;
}

}  // namespace sinter::cuda
