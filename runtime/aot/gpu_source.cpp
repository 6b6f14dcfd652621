// The C text of functions that run on a GPU: tables, functions, and their code as bytes.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/aot/text.h"

namespace sinter::runtime::aot {
namespace {

std::string symbol_of(const std::string& library, const Built& built, const GpuCode& code) {
  return fmt::format("{}_{}_{}_{}", library, built.plan.function.name,
                     code.is_ptx ? "compute" : "sm", code.architecture);
}

std::string declarations(const std::string& library, std::span<const Built> functions) {
  std::string text = "#pragma GCC visibility push(hidden)\n";
  for (const Built& built : functions) {
    for (const GpuCode& code : built.gpu->codes)
      text += fmt::format("extern const unsigned char {}[];\n", symbol_of(library, built, code));
  }
  return text + "#pragma GCC visibility pop\n\n";
}

std::string tables(const std::string& library, const Built& built) {
  const GpuVersion& gpu = *built.gpu;
  const std::string& f = built.plan.function.name;
  std::string codes, kernels;
  for (const GpuCode& code : gpu.codes)
    codes += fmt::format("  {{{}, {}, {}}},\n", code.architecture, code.is_ptx ? 1 : 0,
                         symbol_of(library, built, code));
  for (const auto& kernel : gpu.program.kernels)
    kernels += kernel.is_epilogue ? "NULL, " : fmt::format("\"{}\", ", kernel.name);
  const std::string integers =
      gpu.integers.empty() ? "NULL"
                           : fmt::format("(const int[]){{{}}}", fmt::join(gpu.integers, ", "));
  return gpu_steps(gpu.program, f + "_cuda_steps") +
         fmt::format(
             "static const struct sinter_cuda_code {0}_cuda_codes[] = {{\n{1}}};\n"
             "static const char* const {0}_cuda_kernels[] = {{{2}NULL}};\n"
             "static const struct sinter_cuda_program {0}_cuda_program = {{\n"
             "  {3}, {0}_cuda_codes, {4}, {0}_cuda_kernels, {5}, {6}, {7}, {8}, {0}_cuda_steps\n"
             "}};\n\n",
             f, codes, kernels, gpu.codes.size(), gpu.program.kernels.size(), gpu.integers.size(),
             integers, gpu.program.state_bytes, gpu.program.may_fail ? 1 : 0);
}

std::string function(const std::string& library, const Built& built) {
  const Plan& plan = built.plan;
  const auto at_least_one = [](std::size_t count) { return std::max<std::size_t>(count, 1); };
  return fmt::format(
      "{0} {{\n"
      "  const int64_t given[] = {{{1}}};\n"
      "  void* const buffers[] = {{{2}}};\n"
      "  int64_t sizes[{3}], integers[{4}];\n"
      "  uint64_t memory[{5}] = {{0}};\n"
      "  return sinter_cuda_run(&{6}_function, &{6}_cuda_program, device, given, buffers, sizes, "
      "integers,\n"
      "                         memory, error);\n}}\n\n",
      c_gpu_declaration(library, plan), given_text(plan), buffers_text(plan),
      at_least_one(plan.sizes.size()), at_least_one(built.gpu->integers.size()),
      at_least_one(built.gpu->program.kernel.buffers.size()), plan.function.name);
}

/// Lines of numbers.
std::string bytes_text(const std::string& bytes) {
  constexpr std::size_t kPerLine = 32;
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += std::to_string(static_cast<unsigned char>(bytes[i]));
    text += i % kPerLine == kPerLine - 1 ? ",\n" : ",";
  }
  return text;
}

}  // namespace

std::string gpu_source(const std::string& library, std::span<const Built> functions) {
  std::string text = declarations(library, functions);
  for (const Built& built : functions) text += tables(library, built) + function(library, built);
  return text + fmt::format(
                    "int {0}_cuda_code(int device, sinter_aot_error* error) {{\n"
                    "  return sinter_cuda_code_for(\"{0}\", &{1}_cuda_program, device, error);\n"
                    "}}\n\n"
                    "void {0}_cuda_close(void) {{ sinter_cuda_close(); }}\n\n",
                    library, functions.front().plan.function.name);
}

std::string gpu_codes(const std::string& library, std::span<const Built> functions) {
  std::string text = fmt::format(
      "/* {0}: code for GPUs of the functions of {0}.h. Made by `sinter build`. */\n", library);
  text += declarations(library, functions);
  for (const Built& built : functions) {
    for (const GpuCode& code : built.gpu->codes)
      text += fmt::format("__attribute__((aligned(16))) const unsigned char {}[] = {{\n{}\n}};\n",
                          symbol_of(library, built, code), bytes_text(code.bytes));
  }
  return text;
}

}  // namespace sinter::runtime::aot
