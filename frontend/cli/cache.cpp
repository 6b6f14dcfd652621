#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "frontend/cli/commands.h"
#include "frontend/cli/json.h"
#include "frontend/cli/style.h"
#include "sinter/cache.h"

namespace sinter::cli {
namespace {

constexpr double kMebibyte = 1024.0 * 1024.0;

std::uint64_t total_bytes(const std::vector<CachedKernel>& kernels) {
  std::uint64_t total = 0;
  for (const CachedKernel& kernel : kernels) total += kernel.bytes;
  return total;
}

std::size_t damaged(const std::vector<CachedKernel>& kernels) {
  return static_cast<std::size_t>(
      std::ranges::count_if(kernels, [](const auto& kernel) { return !kernel.problem.empty(); }));
}

std::string time_text(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::localtime(static_cast<std::time_t>(seconds)));
}

int show_statistics(const KernelCache& cache, bool json, Terminal& terminal) {
  const std::vector<CachedKernel> kernels = cache.list();
  if (json) {
    terminal.out << nlohmann::json{{"directory", cache.directory()},
                                   {"kernels", kernels.size()},
                                   {"bytes", total_bytes(kernels)},
                                   {"damaged", damaged(kernels)}}
                        .dump()
                 << '\n';
    return kOk;
  }
  terminal.out << fmt::format("{}: {} kernels, {:.2f} MiB", cache.directory(), kernels.size(),
                              static_cast<double>(total_bytes(kernels)) / kMebibyte);
  if (damaged(kernels) > 0) terminal.out << fmt::format(", {} damaged", damaged(kernels));
  terminal.out << '\n';
  return kOk;
}

int show_list(const KernelCache& cache, bool json, Terminal& terminal) {
  nlohmann::json document = nlohmann::json::array();
  for (const CachedKernel& kernel : cache.list()) {
    if (json) {
      document.push_back({{"name", kernel.name},
                          {"function", kernel.function},
                          {"bytes", kernel.bytes},
                          {"last_used", kernel.last_used},
                          {"problem", kernel.problem}});
    } else {
      terminal.out << fmt::format(
          "{}  {}  {:>8}  {}\n", kernel.name, time_text(kernel.last_used), kernel.bytes,
          kernel.problem.empty() ? kernel.function : "damaged: " + kernel.problem);
    }
  }
  if (json) terminal.out << document.dump() << '\n';
  return kOk;
}

int verify(const KernelCache& cache, Terminal& terminal) {
  const std::vector<CachedKernel> kernels = cache.list();
  std::size_t bad = 0;
  for (const CachedKernel& kernel : kernels) {
    if (kernel.problem.empty()) continue;
    ++bad;
    const bool removed = cache.remove(kernel);
    terminal.err << fmt::format("{}: {}; {}\n", kernel.name, kernel.problem,
                                removed ? "removed" : "it cannot be removed");
  }
  terminal.out << fmt::format("{} kernels are whole, {} were not\n", kernels.size() - bad, bad);
  return bad == 0 ? kOk : kUserError;
}

}  // namespace

int cache(const CacheOptions& options, Terminal& terminal) {
  const KernelCache cache(options.directory);
  if (options.action == "stats") return show_statistics(cache, options.json, terminal);
  if (options.action == "list") return show_list(cache, options.json, terminal);
  if (options.action == "verify") return verify(cache, terminal);
  const bool all = options.action == "clear";
  const auto bytes = static_cast<std::uint64_t>(options.megabytes * kMebibyte);
  const std::size_t removed = cache.prune(all ? 0 : bytes);
  terminal.out << fmt::format("removed {} kernels\n", removed);
  return kOk;
}

}  // namespace sinter::cli
