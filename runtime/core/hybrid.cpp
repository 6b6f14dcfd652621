#include "runtime/core/hybrid.h"

#include <algorithm>
#include <utility>

#include "compiler/shape/binding.h"
#include "runtime/core/array_state.h"
#include "runtime/core/program.h"

namespace sinter::runtime {
namespace {

std::vector<Array> on_host(std::span<const Array> arrays) {
  std::vector<Array> there;
  for (const Array& array : arrays) there.push_back(array.to_host());
  return there;
}

}  // namespace

Hybrid::Hybrid(const std::shared_ptr<const EngineCore>& core, passes::Split split,
               const FunctionPolicy& policy)
    : core_(core),
      first_(std::make_unique<Program>(core, std::move(split.first), policy, Backend::kLlvm)),
      second_(std::make_unique<Program>(core, std::move(split.second), policy, Backend::kCuda)),
      crossing_(split.crossing),
      results_(std::move(split.results)) {}

Hybrid::~Hybrid() = default;

void Hybrid::run(std::span<const Array> arguments, std::span<const Array> results,
                 std::optional<CompileEvent>& event, const CallOptions& options) {
  const std::vector<Array> computed = first_->call(on_host(arguments), event, options);
  std::vector<Array> taken(arguments.begin(), arguments.end());
  taken.insert(taken.end(), computed.begin(),
               computed.begin() + static_cast<std::ptrdiff_t>(crossing_));
  std::vector<Array> rest;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results_[i].in_second) {
      rest.push_back(results[i]);
    } else {
      results[i].assign(computed[results_[i].number]);
    }
  }
  std::optional<CompileEvent> second_event;
  second_->call_into(taken, rest, second_event, options);
  merge(event, second_event);
}

void Hybrid::prepare(std::span<const Array> arguments, std::span<const std::int64_t> sizes,
                     std::optional<CompileEvent>& event, Effort effort) {
  first_->prepare(on_host(arguments), event, effort);
  std::vector<Array> taken(arguments.begin(), arguments.end());
  const graph::Graph& graph = first_->graph();
  for (std::size_t i = 0; i < crossing_; ++i) {
    const graph::Type& type = graph.type(graph.body().results[i]);
    taken.push_back(make_array(core_->pool(), type.dtype,
                               graph::evaluate_shape(graph.dims, type.shape, sizes)));
  }
  std::optional<CompileEvent> second_event;
  second_->prepare(taken, second_event, effort);
  merge(event, second_event);
}

}  // namespace sinter::runtime
