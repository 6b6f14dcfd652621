// Engine and Module.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "frontend/api/boundary.h"
#include "frontend/api/imports.h"
#include "frontend/api/state.h"
#include "runtime/core/device_array.h"
#include "runtime/core/stopwatch.h"
#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/nvrtc.h"
#include "runtime/io/file.h"

namespace sinter {

using detail::EngineState;
using detail::FunctionState;
using detail::ModuleState;

namespace {

/// The processor's name as the system has it.
std::string system_cpu() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const auto at = line.find(": ");
    if (at != std::string::npos) return line.substr(at + 2);
  }
  return "unknown";
}

std::string vector_features() {
  std::string out;
#if defined(__x86_64__)
  const auto add = [&](const char* feature, bool present) {
    if (present) out += (out.empty() ? "" : ",") + std::string(feature);
  };
  add("sse4.2", __builtin_cpu_supports("sse4.2") != 0);
  add("avx", __builtin_cpu_supports("avx") != 0);
  add("avx2", __builtin_cpu_supports("avx2") != 0);
  add("fma", __builtin_cpu_supports("fma") != 0);
  add("avx512f", __builtin_cpu_supports("avx512f") != 0);
  add("avx512dq", __builtin_cpu_supports("avx512dq") != 0);
  add("avx512bw", __builtin_cpu_supports("avx512bw") != 0);
  add("avx512vl", __builtin_cpu_supports("avx512vl") != 0);
#endif
  return out;
}

bool huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  return std::getline(file, line) && line.find("[never]") == std::string::npos;
}

}  // namespace

std::string_view version() noexcept { return SINTER_VERSION; }

std::string detail::interface_problem(std::string_view built_with) {
  if (built_with == SINTER_INTERFACE_STAMP) return "";
  return fmt::format(
      "this program and the libsinter.so that it has found are of different builds (headers {} and "
      "{}): build or install both of them again",
      built_with, SINTER_INTERFACE_STAMP);
}

Engine::Engine(EngineOptions options, ImportOptions imports)
    : state_(std::make_shared<EngineState>()) {
  state_->imports = std::move(imports);
  state_->core = std::make_shared<runtime::EngineCore>(std::move(options));
}

const EngineOptions& Engine::options() const noexcept { return state_->core->options(); }

std::vector<LedgerEntry> Engine::ledger() const {
  return detail::at_boundary([&] { return state_->core->ledger().entries(); });
}

void Engine::wait_for_background() const {
  detail::at_boundary([&] { state_->core->background().wait(); });
}

void Engine::cancel_compiles() const {
  detail::at_boundary([&] { state_->core->cancel_compiles(); });
}

namespace {

/// `path` is empty for a program that is no file.
Module compile_program(const std::shared_ptr<EngineState>& engine, std::string source,
                       std::string name, const std::string& path) {
  return detail::at_boundary([&] {
    runtime::Stopwatch watch;
    const std::size_t most_bytes = engine->core->options().limits.source_bytes;
    detail::check_source_size(name, source.size(), most_bytes);
    detail::ImportLoader loader(engine->imports, path, most_bytes);
    std::vector<std::string> host;
    for (const HostFunction& function : engine->core->options().functions)
      host.push_back(function.declaration());
    auto parsed = lang::parse_module(std::move(source), std::move(name), &loader, host);
    const double parse_ms = watch.lap();
    lang::check_module(parsed);
    auto state = std::make_shared<ModuleState>(engine->core, std::move(parsed), parse_ms);
    return ModuleState::wrap(std::move(state));
  });
}

void describe_gpus(SystemInfo& info) {
  using runtime::cuda::Driver;
  using runtime::cuda::Nvrtc;
  if (Driver::is_available(&info.cuda_driver)) {
    const Driver& driver = Driver::instance();
    info.cuda_driver = fmt::format("{}.{}", driver.version() / 1000, driver.version() % 1000 / 10);
    for (int n = 0; n < driver.device_count(); ++n) {
      const auto gpu = driver.info(n);
      info.gpus.push_back(fmt::format("{} ({}.{}, {} multiprocessors, {:.1f} GiB)", gpu.name,
                                      gpu.architecture / 10, gpu.architecture % 10,
                                      gpu.multiprocessors,
                                      static_cast<double>(gpu.memory_bytes) / (1 << 30)));
    }
  }
  if (Nvrtc::is_available(&info.cuda_compiler)) {
    const Nvrtc& nvrtc = Nvrtc::instance();
    info.cuda_compiler = fmt::format("NVRTC {} in {}", nvrtc.version_text(), nvrtc.path());
  }
}

}  // namespace

Module Engine::compile(std::string_view source, std::string_view file_name) const {
  return compile_program(state_, std::string(source), std::string(file_name), {});
}

Module Engine::compile_file(const std::string& path) const {
  const std::size_t most_bytes = options().limits.source_bytes;
  auto text = detail::at_boundary([&] { return detail::read_source(path, most_bytes); });
  return compile_program(state_, std::move(text), path, path);
}

SystemInfo Engine::system_info() const {
  SystemInfo info;
  info.version = version();
  info.cpu = system_cpu();
  info.cpu_features = vector_features();
  info.threads = state_->core->threads();
  info.openmp = runtime::openmp_name();
  info.huge_pages = huge_pages();
  info.vector_bits = options().vector_bits;
  try {
    const runtime::LlvmPlugin& plugin = state_->core->plugin();
    info.llvm_plugin = plugin.path();
    info.llvm_version = plugin.description().llvm_version;
    info.cpu = plugin.description().host_cpu;
    if (info.vector_bits == 0) info.vector_bits = plugin.description().host_vector_bits;
  } catch (const Error& error) {
    info.llvm_problem = error.what();
  }
  describe_gpus(info);
  return info;
}

Array Engine::to_device(const Array& array) const {
  return detail::at_boundary([&] { return runtime::copy_to_device(array, state_->core->gpu()); });
}

Array Engine::empty_on_device(DType dtype, const Array::Shape& shape) const {
  return detail::at_boundary(
      [&] { return runtime::make_device_array(state_->core->gpu(), dtype, shape); });
}

Array Engine::view_on_device(void* address, DType dtype, const Array::Shape& shape, bool writable,
                             std::shared_ptr<void> owner) const {
  return detail::at_boundary([&] {
    const Array layout = Array::view_bytes(address, dtype, shape, {}, writable, owner);
    return runtime::view_on_device(state_->core->gpu(), layout, std::move(owner));
  });
}

void Engine::wait_for_device() const {
  detail::at_boundary([&] { state_->core->gpu()->wait(); });
}

std::vector<std::string> Module::function_names() const { return state_->parsed.function_names(); }

Signature Module::signature(std::string_view name) const {
  return detail::signature_of(state_->parsed.function(name));
}

Function Module::function(std::string_view name, const FunctionPolicy& policy) const {
  const std::scoped_lock lock(state_->mutex);
  auto [found, end] = state_->functions.equal_range(std::string(name));
  while (found != end && found->second->policy != policy) ++found;
  if (found == end) {
    auto made = std::make_unique<FunctionState>();
    made->policy = policy;
    made->module = state_.get();
    made->info = state_->parsed.function(name);
    made->signature = detail::signature_of(made->info);
    found = state_->functions.emplace(name, std::move(made));
  }
  // The handle keeps the module, which the function is part of.
  return FunctionState::wrap(std::shared_ptr<FunctionState>(state_, found->second.get()));
}

}  // namespace sinter
