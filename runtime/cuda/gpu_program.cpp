#include "runtime/cuda/gpu_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/shape/binding.h"
#include "runtime/cache/identity.h"
#include "runtime/cache/key.h"
#include "runtime/core/stopwatch.h"
#include "runtime/cuda/nvrtc.h"

namespace sinter::runtime::cuda {

GpuProgram::GpuProgram(const EngineCore& core, const graph::Graph& graph, Describe describe)
    : core_(core), graph_(graph), describe_(std::move(describe)), device_(core.gpu()) {}

GpuProgram::~GpuProgram() { core_.background().forget(this); }

std::shared_ptr<const GpuCode> GpuProgram::code_for(std::span<const std::int64_t> sizes,
                                                    bool& made) {
  const Specialize specialize = core_.options().specialize;
  std::string key;
  KnownSizes known;
  if (specialize != Specialize::kSymbolic) {
    known = graph::exact_sizes(graph_.dims, sizes);
    for (const auto& size : known) key += size ? fmt::format("|{}", *size) : "|";
  }
  made = false;
  if (specialize == Specialize::kAuto) {
    if (auto code = specialized(key, known)) return code;
    known.clear();
    key.clear();
  }
  return codes_.get(key, [&] {
    made = true;
    return make(known, false);
  });
}

/// The code for exactly these sizes; null before it is there. It is compiled in the background when
/// they have come up some times: a call's own time is not known, as nobody waits for its end.
std::shared_ptr<const GpuCode> GpuProgram::specialized(const std::string& key,
                                                       const KnownSizes& known) {
  constexpr int kOften = 8;                 // calls
  constexpr std::size_t kMostShapes = 256;  // that are counted
  const std::lock_guard lock(shapes_mutex_);
  if (shapes_.size() >= kMostShapes && !shapes_.contains(key)) return nullptr;
  Shape& shape = shapes_[key];
  if (shape.code != nullptr || ++shape.calls != kOften) return shape.code;
  const auto made =
      std::ranges::count_if(shapes_, [](const auto& one) { return one.second.calls >= kOften; });
  if (std::cmp_greater(made, core_.options().max_specializations)) return nullptr;
  core_.background().add(this, [this, key, known] {
    try {
      std::shared_ptr<const GpuCode> code = make(known, true);
      const std::lock_guard shapes_lock(shapes_mutex_);
      shapes_[key].code = std::move(code);
    } catch (const Error&) {  // The code for all sizes serves.
    }
  });
  return nullptr;
}

/// Code, told of in the ledger and to whoever asked for events.
std::shared_ptr<GpuCode> GpuProgram::make(const KnownSizes& known_sizes, bool in_background) const {
  auto code = compile(known_sizes);
  code->record = std::make_shared<KernelRecord>();
  LedgerEntry& entry = code->record->entry;
  entry.function = graph_.name;
  entry.specialization = fmt::format("cuda:{}, {}", device_->number(), describe_(known_sizes));
  entry.origin = code->from_disk ? LedgerEntry::Origin::kDisk
                 : in_background ? LedgerEntry::Origin::kCompiledInBackground
                                 : LedgerEntry::Origin::kCompiled;
  entry.lowering_ms = code->lowering_ms;
  entry.llvm_ms = code->nvrtc_ms;
  entry.link_ms = code->load_ms;
  entry.code_bytes = code->code_bytes;
  core_.ledger().add(code->record);
  core_.report({code->from_disk ? Event::Kind::kReadFromDisk : Event::Kind::kCompiled, graph_.name,
                entry.specialization, entry.cost_ms()});
  return code;
}

/// From the disk cache, else through NVRTC: for the device itself, or as PTX where it is newer than
/// the compiler.
std::shared_ptr<GpuCode> GpuProgram::compile(const KnownSizes& known_sizes) const {
  Stopwatch watch;
  auto code = std::make_shared<GpuCode>();
  code->kernel = make_gpu_kernel(graph_, known_sizes);
  code->lowering_ms = watch.lap();
  const std::string& source = code->kernel.program.source;
  const Nvrtc& nvrtc = Nvrtc::instance();
  const auto& known = nvrtc.architectures();
  const int wanted = device_->info().architecture;
  const bool exact = std::ranges::find(known, wanted) != known.end();
  const int newest = known.empty() ? wanted : known.back();
  const int architecture = exact ? wanted : std::min(wanted, newest);
  DiskCache* const cache = core_.disk_cache();
  std::string key;
  if (cache != nullptr) {
    key = source_key({graph_.name, source,
                      fmt::format("{}_{}", exact ? "sm" : "compute", architecture),
                      nvrtc.version_text(), Nvrtc::options(), sinter_build()});
    if (auto entry = cache->load(key)) {
      code->loaded = device_->load(code->kernel.program, entry->object);
      code->code_bytes = entry->object.size();
      code->from_disk = true;
      code->load_ms = watch.lap();
      return code;
    }
  }
  const CompiledSource compiled =
      exact ? nvrtc.cubin(source, architecture) : nvrtc.ptx(source, architecture);
  code->nvrtc_ms = watch.lap();
  code->loaded = device_->load(code->kernel.program, compiled.code);
  code->code_bytes = compiled.code.size();
  if (cache != nullptr) cache->store(key, {"cuda", code->kernel.integers, compiled.code});
  code->load_ms = watch.lap();
  return code;
}

std::optional<RunFailure> GpuProgram::call(const GpuCode& code, std::span<const Array> arguments,
                                           std::span<const Array> results,
                                           std::span<const std::int64_t> sizes,
                                           const std::function<bool()>& is_ended) {
  return cuda::call(code.kernel, *device_, *code.loaded, &code.plans, arguments, results, sizes,
                    is_ended);
}

}  // namespace sinter::runtime::cuda
