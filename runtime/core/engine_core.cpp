#include "runtime/core/engine_core.h"

#include <algorithm>

#include "compiler/lower/choices.h"
#include "compiler/pipeline.h"
#include "compiler/support/check.h"
#include "runtime/cache/identity.h"
#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/nvrtc.h"
#include "runtime/environment.h"

namespace sinter::runtime {
namespace {

constexpr int kMostThreads = 4096;

bool is_pass(std::string_view name) {
  return std::ranges::any_of(kGraphPasses, [&](const auto& row) { return row.name == name; });
}

void check_options(const EngineOptions& options) {
  if (options.threads < 0 || options.threads > kMostThreads) {
    user_error("E6001", "engine option threads is {}; 0 (all processors) to {} were expected",
               options.threads, kMostThreads);
  }
  if (const int bits = options.vector_bits;
      bits != 0 && bits != 128 && bits != 256 && bits != 512) {
    user_error("E6001", "engine option vector_bits is {}; 0, 128, 256 or 512 were expected", bits);
  }
  if (options.compiler_process && options.loader == Loader::kOrc)
    user_error("E6001", "engine option compiler_process needs Loader::kSmall: ORC links with LLVM");
  if (options.compiler_process && options.compiler_process->time.count() <= 0)
    user_error("E6001", "engine option compiler_process has a time limit of {} ms",
               options.compiler_process->time.count());
  if (!options.perf_directory.empty() && options.loader == Loader::kOrc)
    user_error("E6001", "engine option perf_directory needs Loader::kSmall");
  if (options.limits.dimensions < 0 || options.limits.compile_time.count() < 0)
    user_error("E6001", "engine option limits has a number below 0: {} axes, {} ms to compile",
               options.limits.dimensions, options.limits.compile_time.count());
  for (const std::string& name : options.disabled_passes) {
    if (is_pass(name) || lower::choice_named(name)) continue;
    std::string passes, choices;
    for (const auto& row : kGraphPasses)
      passes += (passes.empty() ? "" : ", ") + std::string(row.name);
    for (const auto& row : lower::kChoices)
      choices += (choices.empty() ? "" : ", ") + std::string(row.name);
    user_error("E6001",
               "'{}' cannot be left out (disabled_passes): the passes are {}; the choices of "
               "schedules are {}",
               name, passes, choices);
  }
}

}  // namespace

EngineCore::EngineCore(EngineOptions options) : options_(std::move(options)) {
  check_options(options_);
  for (const std::string& name : options_.disabled_passes) {
    if (const auto choice = lower::choice_named(name)) left_out_ |= lower::bit_of(*choice);
    if (is_pass(name)) disabled_passes_.push_back(name);
  }
  std::size_t kept = Pool::default_cache_bound();
  if (options_.memory_limit != 0) kept = std::min(options_.memory_limit, kept);
  pool_ = std::make_shared<Pool>(options_.memory_limit, kept, options_.allocator);
  executor_ =
      options_.executor != nullptr ? options_.executor : make_openmp_executor(options_.threads);
  const int most = std::max(executor_->concurrency(), 1);
  threads_ = options_.threads == 0 ? most : std::min(options_.threads, most);
  code_memory_ = CodeMemory::make(options_.limits.code_bytes);
  if (!options_.perf_directory.empty())
    perf_dump_ = std::make_unique<PerfDump>(options_.perf_directory);
  if (options_.compiler_process)
    compilers_ = std::make_unique<CompilerProcesses>(*options_.compiler_process);
}

void EngineCore::check_compile_time(std::string_view function, std::string_view phase,
                                    double ms) const {
  const auto limit = options_.limits.compile_time.count();
  if (limit == 0 || ms <= static_cast<double>(limit)) return;
  throw Error(ErrorKind::kResource, "E5208",
              fmt::format("{} of {} took {:.0f} ms; EngineOptions::limits allows {}", phase,
                          function, ms, limit));
}

const LlvmPlugin& EngineCore::plugin() const {
  const std::lock_guard lock(plugin_mutex_);
  if (plugin_ == nullptr) {
    auto opened = LlvmPlugin::open();
    BackgroundQueue::end_before_what_is_loaded();
    if (options_.vector_bits > std::max(256, opened->description().host_vector_bits)) {
      user_error("E6001",
                 "engine option vector_bits is {}, but this processor ({}) has vectors of {} bits",
                 options_.vector_bits, opened->description().host_cpu,
                 opened->description().host_vector_bits);
    }
    plugin_ = std::move(opened);
  }
  return *plugin_;
}

PluginOutput EngineCore::compile(std::string_view kernel, sinter_llvm_output output,
                                 bool quick) const {
  if (compilers_ != nullptr) {
    if (options_.vector_bits > std::max(256, this_processor().vector_bits)) {
      user_error("E6001",
                 "engine option vector_bits is {}, but this processor has vectors of {} bits",
                 options_.vector_bits, this_processor().vector_bits);
    }
    return compilers_->compile(kernel, output, options_.vector_bits, quick);
  }
  PluginOutput out = plugin().compile(kernel, output, options_.vector_bits, quick);
  BackgroundQueue::end_before_what_is_loaded();  // and before what LLVM has made on first use
  return out;
}

bool EngineCore::is_plugin_open() const {
  const std::lock_guard lock(plugin_mutex_);
  return plugin_ != nullptr;
}

int EngineCore::vector_bits() const {
  return options_.vector_bits != 0 ? options_.vector_bits : this_processor().vector_bits;
}

const std::string& EngineCore::llvm_build() const {
  std::call_once(llvm_build_once_, [&] { llvm_build_ = runtime::llvm_build(); });
  return llvm_build_;
}

std::shared_ptr<cuda::DriverDevice> EngineCore::gpu() const {
  const std::lock_guard lock(gpu_mutex_);
  if (gpu_ == nullptr) gpu_ = cuda::DriverDevice::open(options_.device);
  return gpu_;
}

TransferCosts EngineCore::transfer_costs(std::string& reason) const {
  const std::lock_guard lock(costs_mutex_);
  if (!transfer_costs_.is_known() && no_transfers_.empty()) {
    if (cuda::Nvrtc::is_available(&no_transfers_)) {
      try {
        transfer_costs_ = cuda::measure_transfers(*gpu());
      } catch (const Error& error) {
        no_transfers_ = error.what();
      }
    }
  }
  reason = no_transfers_;
  return transfer_costs_;
}

DiskCache* EngineCore::disk_cache() const {
  std::call_once(disk_cache_once_, [this] {
    if (options_.disk_cache == CachePolicy::kOff) return;
    if (options_.disk_cache == CachePolicy::kAutomatic && environment::cache_is_off()) return;
    // Without these two nothing tells the kernels of one build from those of another.
    if (sinter_build().empty() || llvm_build().empty()) return;
    const std::string directory = options_.cache_directory.empty() ? environment::cache_directory()
                                                                   : options_.cache_directory;
    if (directory.empty()) return;
    disk_cache_ = DiskCache::open(
        directory, options_.cache_limit,
        [this](const std::string& warning) { report({Event::Kind::kWarning, "", warning, 0}); });
  });
  return disk_cache_.get();
}

void EngineCore::report(const Event& event) const noexcept {
  if (!options_.on_event) return;
  try {
    options_.on_event(event);
  } catch (...) {  // A log that fails must not fail a call.
  }
}

}  // namespace sinter::runtime
