#include "runtime/aot/gpu.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "runtime/cuda/gpu_kernel.h"
#include "runtime/cuda/nvrtc.h"

namespace sinter::runtime::aot {
namespace {

std::string text_of(const cuda::CompiledSource& compiled) {
  return {reinterpret_cast<const char*>(compiled.code.data()), compiled.code.size()};
}

}  // namespace

void check_architectures(std::span<const int> architectures) {
  if (architectures.empty()) return;
  const auto& known = cuda::Nvrtc::instance().architectures();
  for (const int architecture : architectures) {
    if (std::ranges::find(known, architecture) != known.end()) continue;
    user_error("E6062", "{} does not compile for sm_{}, but for {}", cuda::Nvrtc::instance().path(),
               architecture, fmt::join(known, ", "));
  }
}

GpuVersion compile_for_gpu(Plan& plan, std::span<const int> architectures) {
  cuda::GpuKernel kernel = cuda::make_gpu_kernel(*plan.function.graph, plan.function.known_sizes);
  GpuVersion version;
  for (const lower::IntegerSource& source : kernel.integers) {
    SINTER_CHECK(source.kind == lower::IntegerSource::kSize, "a stride of a contiguous array");
    version.integers.push_back(plan.row(Dim(source.symbol)));
  }
  const cuda::Nvrtc& nvrtc = cuda::Nvrtc::instance();
  const std::string& source = kernel.program.source;
  for (const int architecture : architectures)
    version.codes.push_back({architecture, false, text_of(nvrtc.cubin(source, architecture))});
  const int newest = std::ranges::max(architectures);
  // As text: the driver takes it up to a zero.
  version.codes.push_back({newest, true, text_of(nvrtc.ptx(source, newest)) + '\0'});
  version.program = std::move(kernel.program);
  return version;
}

}  // namespace sinter::runtime::aot
