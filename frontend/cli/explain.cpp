#include <fmt/format.h>

#include <fstream>

#include "frontend/cli/commands.h"
#include "frontend/cli/type_request.h"

namespace sinter::cli {
namespace {

Explain what_to_explain(const ExplainCommandOptions& options) {
  if (!options.html.empty()) return Explain::kHtml;
  if (options.passes) return Explain::kPasses;
  if (options.parallel) return Explain::kParallel;
  if (options.ir == "graph") return Explain::kGraph;
  if (options.ir == "loop") return Explain::kLoop;
  if (options.ir == "llvm") return Explain::kLlvm;
  if (options.ir == "asm") return Explain::kAsm;
  if (options.ir == "cuda") return Explain::kCuda;
  if (options.ir == "ptx") return Explain::kPtx;
  return Explain::kPlan;
}

}  // namespace

int explain(const ExplainCommandOptions& options, Terminal& terminal) {
  FunctionPolicy policy;
  policy.on_processor = options.on_processor;
  EngineOptions engine_options;
  if (!options.on_processor.empty()) engine_options.backend = Backend::kCuda;
  engine_options.disabled_passes = options.without;
  const Engine engine(engine_options, {options.roots, {}});
  const Function function = engine.compile_file(options.file).function(options.function, policy);
  const Signature signature = function.signature();
  TypeRequest request(signature);
  for (const std::string& shape : options.shapes) {
    if (!request.take_shape("--shape", shape)) request.unknown("--shape", shape);
  }
  for (const std::string& dtype : options.dtypes) {
    if (!request.take_dtype(dtype)) request.unknown("--dtype", dtype);
  }
  std::string text = function.explain(what_to_explain(options), request.options());
  if (!text.ends_with('\n')) text += '\n';
  if (options.html.empty() || options.html == "-") {
    terminal.out << text;
    return kOk;
  }
  std::ofstream file(options.html);
  file << text;
  file.close();
  if (!file) {
    throw Error(ErrorKind::kUser, "E6107", fmt::format("--html: cannot write {}", options.html));
  }
  terminal.err << "wrote " << options.html << '\n';
  return kOk;
}

}  // namespace sinter::cli
