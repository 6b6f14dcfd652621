// The compile half of the LLVM plugin: loop IR text to object code.
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "compiler/codegen/llvm_emit.h"
#include "compiler/codegen/llvm_plugin.h"
#include "compiler/codegen/widen.h"
#include "compiler/ir/loop_count.h"
#include "compiler/support/check.h"

namespace sinter {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t nanoseconds(Clock::duration d) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(d).count();
}

void initialize_target() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
}

struct Host {
  std::string cpu, features;
  bool avx512 = false;
  bool sse41 = false;
  int vector_bits = 128;
};

const Host& host() {
  static const Host h = [] {
    Host result;
    result.cpu = llvm::sys::getHostCPUName().str();
    const auto flags = llvm::sys::getHostCPUFeatures();
    std::vector<std::string> names;
    for (const auto& flag : flags)
      names.push_back((flag.getValue() ? "+" : "-") + flag.getKey().str());
    std::sort(names.begin(), names.end());
    for (const auto& name : names) result.features += (result.features.empty() ? "" : ",") + name;
    const auto has = [&](const char* name) { return flags.lookup(name); };
    result.avx512 = has("avx512f") && has("avx512dq") && has("avx512bw") && has("avx512vl");
    result.sse41 = has("sse4.1");
    const bool avx2 = has("avx2") && has("fma");
    result.vector_bits = result.avx512 ? 512 : avx2 ? 256 : 128;
    return result;
  }();
  return h;
}

/// A target machine per thread and configuration: making one costs as much as compiling a small
/// kernel.
llvm::TargetMachine& target_machine(const std::string& cpu, const std::string& features,
                                    bool quick) {
  struct Entry {
    std::string key;
    std::unique_ptr<llvm::TargetMachine> machine;
  };
  thread_local Entry entry;
  const std::string key = fmt::format("{}|{}|{}", cpu, features, quick);
  if (entry.key == key) return *entry.machine;
  initialize_target();
  const std::string triple = llvm::sys::getProcessTriple();
  std::string problem;
  const auto* target = llvm::TargetRegistry::lookupTarget(triple, problem);
  SINTER_CHECK(target, "{}", problem);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  // Small code model and PIC: the object can be linked anywhere, also into a shared object.
  entry.machine.reset(target->createTargetMachine(
      triple, cpu, features, options, llvm::Reloc::PIC_, llvm::CodeModel::Small,
      quick ? llvm::CodeGenOptLevel::None : llvm::CodeGenOptLevel::Less, true));
  SINTER_CHECK(entry.machine, "LLVM has no target machine for {}", triple);
  entry.key = key;
  return *entry.machine;
}

void set_output(sinter_llvm_result& result, std::string_view text) {
  result.data = static_cast<std::uint8_t*>(std::malloc(text.size() + 1));
  SINTER_CHECK(result.data, "out of memory for {} bytes", text.size());
  std::memcpy(result.data, text.data(), text.size());
  result.size = text.size();
}

bool has_feature(const std::string& features, std::string_view name) {
  return features.find("+" + std::string(name)) != std::string::npos;
}

codegen::EmitOptions emit_options(const sinter_llvm_request& request) {
  codegen::EmitOptions options;
  options.cpu = request.cpu ? request.cpu : host().cpu;
  options.features = request.features ? request.features : request.cpu ? "" : host().features;
  options.target.avx512 = request.cpu ? has_feature(options.features, "avx512dq") &&
                                            has_feature(options.features, "avx512vl")
                                      : host().avx512;
  // Rounding would be functions, too.
  if (!request.cpu && !host().sse41) {
    throw Error(ErrorKind::kUnavailable, "E8003",
                "compiling for a processor without SSE4.1 is not available yet");
  }
  return options;
}

/// What clang -O2 runs, for kernels whose loops are scalar code.
void optimize(llvm::TargetMachine& machine, llvm::Module& module) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager calls;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.SLPVectorization = true;  // as clang does
  llvm::PassBuilder builder(&machine, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(calls);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, calls, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O2).run(module, modules);
}

/// Code generation without what takes up to half of its time and gains vector loops nothing.
/// Strength reduction of addresses: most loops have one induction variable that machine addressing
/// serves. Scheduling after register allocation: the processor has it done before it begins.
/// Register tiles and scalar code need both: their loops are full.
class CodePasses final : public llvm::legacy::PassManager {
 public:
  explicit CodePasses(bool all) : all_(all) {}
  void add(llvm::Pass* pass) override {
    static constexpr std::array<llvm::StringLiteral, 3> kLeftOut{
        "Loop Strength Reduction", "Canonicalize Freeze Instructions in Loops",
        "Post RA top-down list latency scheduler"};
    if (!all_ &&
        std::find(kLeftOut.begin(), kLeftOut.end(), pass->getPassName()) != kLeftOut.end()) {
      delete pass;
      return;
    }
    PassManager::add(pass);
  }

 private:
  bool all_;
};

void write_code(llvm::TargetMachine& machine, llvm::Module& module, bool assembly, bool all_passes,
                sinter_llvm_result& result) {
  llvm::SmallVector<char, 0> output;
  llvm::raw_svector_ostream stream(output);
  CodePasses passes(all_passes);
  const auto kind =
      assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
  SINTER_CHECK(!machine.addPassesToEmitFile(passes, stream, nullptr, kind, true),
               "LLVM cannot write this output");
  passes.run(module);
  set_output(result, {output.data(), output.size()});
}

void compile(const sinter_llvm_request& request, sinter_llvm_result& result) {
  const auto start = Clock::now();
  const auto kernel = loop::parse_kernel({request.kernel, request.kernel_size});
  loop::verify(kernel);
  const auto parsed = Clock::now();
  result.parse_ns = nanoseconds(parsed - start);

  const auto options = emit_options(request);
  int bits = request.vector_bits;
  if (bits == 0) bits = request.cpu ? options.target.avx512 ? 512 : 256 : host().vector_bits;
  SINTER_CHECK(bits == 128 || bits == 256 || (bits == 512 && options.target.avx512),
               "vectors of {} bits", bits);
  const bool quick = request.quick != 0;
  const auto plan = codegen::plan_widening(kernel, bits, quick);
  if (request.output == SINTER_LLVM_WIDENING)
    return set_output(result, codegen::print(plan, kernel));

  auto& machine = target_machine(options.cpu, options.features, quick);
  llvm::LLVMContext context;
  auto module = codegen::emit_module(context, kernel, plan, options);
  module->setTargetTriple(machine.getTargetTriple().str());
  module->setDataLayout(machine.createDataLayout());
  if (kernel.scalar_loops && !quick) optimize(machine, *module);
  const auto emitted = Clock::now();
  result.emit_ns = nanoseconds(emitted - parsed);
  if (request.output == SINTER_LLVM_IR) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    module->print(stream, nullptr);
    return set_output(result, text);
  }
  const bool all_passes = kernel.scalar_loops || loop::has_register_tiles(kernel);
  write_code(machine, *module, request.output == SINTER_LLVM_ASSEMBLY, all_passes, result);
  result.codegen_ns = nanoseconds(Clock::now() - emitted);
}

}  // namespace
}  // namespace sinter

extern "C" {

SINTER_API const struct sinter_llvm_description* sinter_llvm_info(void) {
  static const struct sinter_llvm_description info = {
      SINTER_LLVM_PLUGIN_VERSION, sinter::host().vector_bits, LLVM_VERSION_STRING,
      sinter::host().cpu.c_str(), sinter::host().features.c_str()};
  return &info;
}

SINTER_API int sinter_llvm_compile(const sinter_llvm_request* request, sinter_llvm_result* result) {
  *result = {};
  try {
    sinter::compile(*request, *result);
    return 0;
  } catch (const std::exception& error) {
    result->error = strdup(error.what());
    return 1;
  }
}

SINTER_API void sinter_llvm_free(sinter_llvm_result* result) {
  std::free(result->data);
  std::free(result->error);
  *result = {};
}

}  // extern "C"
