#include "bench/spike/compiled.h"

#include "compiler/support/check.h"

namespace sinter::bench {

Compiled::Compiled(const runtime::LlvmPlugin& plugin, std::shared_ptr<runtime::CodeMemory> memory,
                   const loop::Kernel& kernel, int vector_bits)
    : memory_(std::move(memory)) {
  loop::verify(kernel);
  const auto output = plugin.compile(loop::print(kernel), SINTER_LLVM_OBJECT, vector_bits);
  compile_ms_ = output.milliseconds;
  code_ = runtime::load_object(output.bytes, *memory_);
  entry_ = reinterpret_cast<abi::Kernel>(code_.lookup(kernel.name));
  SINTER_CHECK(entry_ != nullptr, "the object defines no '{}'", kernel.name);
}

void Compiled::run(runtime::Pool& memory, Executor& executor, int threads,
                   std::span<void* const> buffers, std::span<const std::int64_t> integers) const {
  runtime::CallState(memory, executor, threads).run(entry_, buffers, integers);
}

}  // namespace sinter::bench
