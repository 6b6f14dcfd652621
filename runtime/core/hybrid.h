// Programs whose calls run in two places: a first part on the processor, the rest on the GPU.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/passes/split.h"
#include "runtime/core/engine_core.h"
#include "sinter/array.h"

namespace sinter::runtime {

class Program;
struct CompileEvent;

/// The two programs of a split graph. Immutable but for their kernels; any thread may call it.
class Hybrid {
 public:
  Hybrid(const std::shared_ptr<const EngineCore>& core, passes::Split split,
         const FunctionPolicy& policy);
  ~Hybrid();

  /// Arguments and results are those of a call of the whole that was accepted. The limits of
  /// `options` hold for each of the two parts. The event has both parts' times.
  void run(std::span<const Array> arguments, std::span<const Array> results,
           std::optional<CompileEvent>& event, const CallOptions& options);
  /// Compiles what run() would.
  void prepare(std::span<const Array> arguments, std::span<const std::int64_t> sizes,
               std::optional<CompileEvent>& event, Effort effort);

  Program& first() const { return *first_; }    ///< What runs on the processor.
  Program& second() const { return *second_; }  ///< What runs on the GPU.
  std::size_t crossing() const { return crossing_; }

 private:
  std::shared_ptr<const EngineCore> core_;
  std::unique_ptr<Program> first_, second_;
  std::size_t crossing_;
  std::vector<passes::Split::Result> results_;
};

}  // namespace sinter::runtime
