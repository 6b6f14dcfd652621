// The subcommands. Each returns an exit code and throws sinter::Error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/cli/cli.h"
#include "sinter/sinter.h"

namespace sinter::cli {

struct RunOptions {
  std::string file;
  std::string function;
  std::vector<std::string> values;   ///< "name=value"
  std::vector<std::string> outputs;  ///< One file per result, in order; may be empty.
  std::vector<std::string> roots;    ///< Folders that imports may come from.
  Backend backend = Backend::kLlvm;
  std::string device = "cpu";             ///< "cpu", "cuda" or "cuda:N".
  std::vector<std::string> on_processor;  ///< Values that do not run on the GPU.
  int threads = 0;
  bool debug = false;
  bool debug_info = false;
  std::string perf_directory;
  std::vector<std::string> stop_at;  ///< "nan", "inf".
  double timeout = 0;
  std::uint64_t max_iterations = 0;
  std::uint64_t max_memory = 0;
  std::uint64_t repeat = 1;  ///< Calls; the last one's results are shown.
  bool json = false;
  bool time = false;
  bool ledger = false;
};
int run(const RunOptions& options, Terminal& terminal);

struct CheckOptions {
  std::string file;
  std::vector<std::string> roots;
  bool json = false;
};
int check(const CheckOptions& options, Terminal& terminal);

struct ExplainCommandOptions {
  std::string file;
  std::string function;
  std::vector<std::string> roots;
  std::vector<std::string> shapes;  ///< "B=1024" for a dimension, "x=1024x64" for a parameter.
  std::vector<std::string> dtypes;  ///< "x=f64" for a parameter.
  std::string ir;                   ///< "", "graph", "loop", "llvm" or "asm".
  bool passes = false;
  bool parallel = false;
  std::vector<std::string> on_processor;  ///< Values that do not run on the GPU with the rest.
  std::vector<std::string> without;       ///< Passes and choices of schedules that are left out.
  std::string html;                       ///< A file for the page; "-" is standard output.
};
int explain(const ExplainCommandOptions& options, Terminal& terminal);

struct BuildCommandOptions {
  std::string file;
  std::vector<std::string> functions;
  std::vector<std::string> dimensions;  ///< "D=256" for a dimension, "x=1024x64" for a parameter.
  std::vector<std::string> dtypes;      ///< "x=f64" for a parameter.
  std::string folder;
  std::string library;      ///< Empty: after the file.
  bool from_cache = false;  ///< The functions of the disk cache, not of a file.
  std::string cache_directory;
  std::vector<int> levels{2, 3, 4};
  std::vector<std::string> gpus;  ///< "sm_90".
  bool shared = false;
  bool threads = true;  ///< Of the shared library.
  std::vector<std::string> roots;
};
int build(const BuildCommandOptions& options, Terminal& terminal);

struct FormatOptions {
  std::vector<std::string> files;  ///< "-" is standard input.
  bool check = false;              ///< Change nothing; say what would change.
};
int format(const FormatOptions& options, Terminal& terminal);

struct ExplainErrorOptions {
  std::string code;
};
int explain_error_code(const ExplainErrorOptions& options, Terminal& terminal);

struct DocumentOptions {
  std::string name;           ///< Empty: list all names.
  bool library = false;       ///< The whole standard library as Markdown.
  std::size_t columns = 101;  ///< Of the terminal, for the list.
};
int document(const DocumentOptions& options, Terminal& terminal);

struct CacheOptions {
  std::string action;     ///< "stats", "list", "verify", "prune" or "clear".
  std::string directory;  ///< Empty: the one that engines use.
  double megabytes = 512;
  bool json = false;
};
int cache(const CacheOptions& options, Terminal& terminal);

struct DoctorOptions {
  bool json = false;
};
int doctor(const DoctorOptions& options, Terminal& terminal);

/// What sinter-lift gets.
struct LiftOptions {
  std::vector<std::string> arguments;
};
int lift(const LiftOptions& options, Terminal& terminal);

}  // namespace sinter::cli
