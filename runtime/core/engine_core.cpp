#include "runtime/core/engine_core.h"

#include <algorithm>

#include "compiler/pipeline.h"
#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

constexpr int kMostThreads = 4096;

void check_options(const EngineOptions& options) {
  if (options.threads < 0 || options.threads > kMostThreads) {
    user_error("E6001", "engine option threads is {}; 0 (all processors) to {} were expected",
               options.threads, kMostThreads);
  }
  if (const int bits = options.vector_bits;
      bits != 0 && bits != 128 && bits != 256 && bits != 512) {
    user_error("E6001", "engine option vector_bits is {}; 0, 128, 256 or 512 were expected", bits);
  }
  for (const std::string& pass : options.disabled_passes) {
    std::string known;
    for (const auto& row : kGraphPasses)
      known += (known.empty() ? "" : ", ") + std::string(row.name);
    const bool found =
        std::ranges::any_of(kGraphPasses, [&](const auto& row) { return row.name == pass; });
    if (!found)
      user_error("E6001", "engine option disabled_passes names '{}'; the passes are {}", pass,
                 known);
  }
}

}  // namespace

EngineCore::EngineCore(EngineOptions options) : options_(std::move(options)) {
  check_options(options_);
  pool_ =
      options_.memory_limit == 0
          ? std::make_shared<Pool>()
          : std::make_shared<Pool>(options_.memory_limit,
                                   std::min(options_.memory_limit, Pool::default_cache_bound()));
  executor_ =
      options_.executor != nullptr ? options_.executor : make_openmp_executor(options_.threads);
  const int most = std::max(executor_->concurrency(), 1);
  threads_ = options_.threads == 0 ? most : std::min(options_.threads, most);
  code_memory_ = CodeMemory::make();
}

const LlvmPlugin& EngineCore::plugin() const {
  const std::lock_guard lock(plugin_mutex_);
  if (plugin_ == nullptr) {
    auto opened = LlvmPlugin::open();
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

}  // namespace sinter::runtime
