#include <fmt/format.h>

#include <optional>
#include <vector>

#include "frontend/cli/commands.h"
#include "frontend/cli/json.h"
#include "frontend/cli/style.h"
#include "sinter/cache.h"

namespace sinter::cli {
namespace {

constexpr const char* kProgram = "fn twice_the_mean(x: f32[N]) -> f32 { return 2 * mean(x) }";

/// One line of the report.
struct Finding {
  std::string name;
  std::string text;
  bool good = true;
};

/// Compiles and runs a program: the one finding that everything else is for.
Finding try_program(Backend backend, const char* name) {
  try {
    EngineOptions options;
    options.backend = backend;
    const Engine engine(options);
    const Function function = engine.compile(kProgram, "doctor").function("twice_the_mean");
    const double value = function(Array::from<float>({1, 2, 3, 4})).item();
    if (value != 5) return {name, fmt::format("gives {} where 5 is right", value), false};
    return {name, "compiles and runs a program"};
  } catch (const Error& error) {
    return {name, error.what(), false};
  }
}

Finding cache_finding() {
  try {
    const KernelCache cache;
    std::uint64_t bytes = 0;
    const auto kernels = cache.list();
    for (const CachedKernel& kernel : kernels) bytes += kernel.bytes;
    return {"cache", fmt::format("{}: {} kernels, {:.2f} MiB", cache.directory(), kernels.size(),
                                 static_cast<double>(bytes) / (1024 * 1024))};
  } catch (const Error& error) {  // Kernels are kept in memory then: nothing that is needed.
    return {"cache", error.what()};
  }
}

std::vector<Finding> examine() {
  const SystemInfo system = Engine().system_info();
  const bool llvm = !system.llvm_version.empty();
  std::vector<Finding> findings{
      {"sinter", system.version},
      {"processor", system.cpu},
      {"features", system.cpu_features},
      {"vectors", fmt::format("{} bits", system.vector_bits)},
      {"threads", fmt::format("{} ({})", system.threads, system.openmp)},
      {"huge pages", system.huge_pages ? "can be asked for" : "not available"},
      {"llvm",
       llvm ? fmt::format("{} in {}", system.llvm_version, system.llvm_plugin)
            : system.llvm_problem,
       llvm},
      {"cuda driver", system.cuda_driver},
      {"cuda compiler", system.cuda_compiler},
      cache_finding(),
  };
  findings.push_back(try_program(Backend::kLlvm, "backend llvm"));
  findings.push_back(try_program(Backend::kInterpreter, "backend interp"));
  for (const std::string& gpu : system.gpus) findings.push_back({"gpu", gpu});
  if (!system.gpus.empty()) findings.push_back(try_program(Backend::kCuda, "backend cuda"));
  return findings;
}

}  // namespace

int doctor(const DoctorOptions& options, Terminal& terminal) {
  const std::vector<Finding> findings = examine();
  bool healthy = true;
  for (const Finding& finding : findings) healthy = healthy && finding.good;
  if (options.json) {
    nlohmann::json document = {{"ok", healthy}, {"findings", nlohmann::json::array()}};
    for (const Finding& finding : findings) {
      document["findings"].push_back(
          {{"name", finding.name}, {"text", finding.text}, {"ok", finding.good}});
    }
    terminal.out << document.dump() << '\n';
  } else {
    for (const Finding& finding : findings) {
      const std::string text =
          finding.good ? finding.text : paint(terminal.color_out, Color::kError, finding.text);
      terminal.out << paint(terminal.color_out, Color::kName, fmt::format("{:<15}", finding.name))
                   << text << '\n';
    }
    terminal.out << (healthy ? "Everything that is needed was found.\n"
                             : "Something that is needed is missing.\n");
  }
  return healthy ? kOk : kUnavailable;
}

}  // namespace sinter::cli
