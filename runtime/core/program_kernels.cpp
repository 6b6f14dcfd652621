// Which kernel a call runs on.
#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/fp_state.h"
#include "runtime/core/program.h"

namespace sinter::runtime {
namespace {

using lower::Layout;

const char* text_of(Layout layout) {
  switch (layout) {
    case Layout::kContiguous:
      return "contiguous";
    case Layout::kInnerContiguous:
      return "inner-contiguous";
    case Layout::kStrided:
      return "strided";
  }
  return "";
}

Layout layout_of(const Array& array) {
  if (array.is_contiguous()) return Layout::kContiguous;
  const bool unit_inner = array.strides().back() == 1 || array.shape().back() == 1;
  return unit_inner ? Layout::kInnerContiguous : Layout::kStrided;
}

}  // namespace

KernelVariant Program::variant_for(std::vector<std::optional<std::int64_t>> known_sizes) const {
  KernelVariant variant;
  variant.layouts.assign(parameter_types_.size(), Layout::kContiguous);
  variant.known_sizes = std::move(known_sizes);
  return variant;
}

std::string Program::describe(const KernelVariant& variant) const {
  std::string out;
  for (std::size_t i = 0; i < parameter_types_.size(); ++i) {
    const graph::Type& type = parameter_types_[i];
    out += fmt::format("{}{}: {}", i == 0 ? "" : ", ", graph_.parameter_names[i], name(type.dtype));
    if (type.shape.empty()) continue;
    std::vector<std::string> sizes;
    for (const Dim& dim : type.shape) {
      const auto symbol = dim.as_symbol();
      const bool known = symbol && symbol->index < variant.known_sizes.size() &&
                         variant.known_sizes[symbol->index];
      sizes.push_back(known ? std::to_string(*variant.known_sizes[symbol->index])
                            : graph_.dims.print(dim));
    }
    out += fmt::format("[{}] {}", fmt::join(sizes, ", "), text_of(variant.layouts[i]));
  }
  return out;
}

/// What changed since the kernel before.
std::string Program::reason_for(const KernelVariant& variant) {
  const std::lock_guard lock(last_mutex_);
  std::string reason;
  if (last_variant_) {
    for (std::size_t i = 0; i < variant.layouts.size() && reason.empty(); ++i) {
      if (variant.layouts[i] == last_variant_->layouts[i]) continue;
      reason = fmt::format("{} is {} (was {})", graph_.parameter_names[i],
                           text_of(variant.layouts[i]), text_of(last_variant_->layouts[i]));
    }
    if (reason.empty() && variant.counts_iterations != last_variant_->counts_iterations)
      reason = variant.counts_iterations ? "iterations are limited" : "iterations are not limited";
    const bool same_sizes = variant.known_sizes == last_variant_->known_sizes;
    if (reason.empty()) reason = same_sizes ? "full code is wanted" : "new sizes";
  }
  last_variant_ = variant;
  return reason;
}

/// The layouts of a call's arguments, and its sizes where they decide.
std::string Program::key_of(const Bound& bound, bool exact) const {
  std::string key;  // short: a hit of a symbolic kernel does not allocate
  for (const Array& array : bound.arguments)
    key += static_cast<char>('0' + static_cast<int>(layout_of(array)));
  if (!exact) return key;
  for (std::size_t i = 0; i < bound.sizes.size(); ++i) {
    if (graph_.dims[SymbolId(i)].op != DimOp::kParameter) continue;  // see graph::exact_sizes
    std::array<char, sizeof(std::int64_t)> bytes;
    std::memcpy(bytes.data(), &bound.sizes[i], sizeof(std::int64_t));
    key.append(bytes.data(), bytes.size());
  }
  return key;
}

KernelVariant Program::variant_of(const Bound& bound, bool exact) const {
  KernelVariant variant;
  for (const Array& array : bound.arguments) variant.layouts.push_back(layout_of(array));
  if (exact) variant.known_sizes = graph::exact_sizes(graph_.dims, bound.sizes);
  return variant;
}

/// The kernel that is meant to stay, made where there is none.
std::shared_ptr<NativeKernel> Program::kernel_for(const Bound& bound,
                                                  std::optional<CompileEvent>& event,
                                                  bool counts_iterations) {
  const bool exact = specialize_ == Specialize::kExact && exact_kernels_ < kMostExactKernels;
  std::string key = key_of(bound, exact);
  if (counts_iterations) key += 'i';
  return kernels_.get(key, [&] {
    KernelVariant variant = variant_of(bound, exact);
    variant.counts_iterations = counts_iterations;
    const Effort effort = effort_ == Effort::kQuick ? Effort::kQuick : Effort::kFull;
    auto kernel = make_kernel(variant, {effort}, event);
    if (exact) ++exact_kernels_;
    return kernel;
  });
}

/// What quick code leaves calls to.
std::shared_ptr<NativeKernel> Program::full_kernel_for(const Bound& bound,
                                                       std::optional<CompileEvent>& event,
                                                       bool counts_iterations) {
  if (begins_quickly() && !counts_iterations) {
    auto kernel = kernel_for(bound, event);
    if (!kernel->is_quick()) return kernel;  // Else making it in the background has failed.
  }
  std::string key = key_of(bound, false) + 'f';
  if (counts_iterations) key += 'i';
  return kernels_.get(key, [&] {
    KernelVariant variant = variant_of(bound, false);
    variant.counts_iterations = counts_iterations;
    return make_kernel(variant, {}, event);
  });
}

/// The kernel that is meant to stay where it is there; else quick code where that will do.
std::shared_ptr<NativeKernel> Program::kernel_for_now(const Bound& bound,
                                                      std::optional<CompileEvent>& event) {
  const std::string key = key_of(bound, false);
  if (auto kernel = kernels_.find(key)) return kernel;
  auto kernel = quick_kernels_.get(key, [&] {
    const auto integers = [&](std::span<const lower::IntegerSource> sources) {
      return integers_for(sources, bound);
    };
    return make_kernel(variant_of(bound, false), {Effort::kAuto, integers}, event);
  });
  if (!kernel->is_quick()) return kernels_.get(key, [&] { return kernel; });
  // This call may have more to do than the one that quick code was made for.
  return kernel->suits(integers_for(kernel->integers(), bound)) ? kernel : kernel_for(bound, event);
}

std::shared_ptr<NativeKernel> Program::make_kernel(const KernelVariant& variant,
                                                   const CodeWanted& wanted,
                                                   std::optional<CompileEvent>& event) {
  auto kernel = NativeKernel::make(*core_, graph_, variant, wanted);
  event = CompileEvent{describe(variant),    reason_for(variant),    kernel->times(),
                       kernel->code_bytes(), kernel->is_from_disk(), false,
                       kernel->is_quick()};
  kernel->enter(core_->ledger(), graph_.name, event->specialization, false);
  core_->report({kernel->is_from_disk() ? Event::Kind::kReadFromDisk : Event::Kind::kCompiled,
                 graph_.name, event->specialization, kernel->cost_ms()});
  return kernel;
}

/// A call of quick code is done: it may be the one after which full code is made. Where that fails
/// the quick code stays.
void Program::note_quick(const std::shared_ptr<NativeKernel>& quick, const std::string& key,
                         double ms, const std::function<KernelVariant()>& variant) noexcept {
  try {
    if (!quick->earns_full_code(ms)) return;
    const auto job = [this, quick, key, variant = variant()]() noexcept {
      try {
        kernels_.get(key, [&] {
          auto kernel = in_background(variant, "calls have earned full code");
          return kernel == nullptr ? quick : kernel;
        });
      } catch (const std::exception&) {  // Somebody who prepares the kernel is told.
      }
    };
    if (!core_->background().add(this, job)) kernels_.get(key, [&] { return quick; });
  } catch (const std::exception&) {  // The call itself is done: nothing is lost but a kernel.
  }
}

/// The kernel of these sizes where one was pinned or has been earned, else the one for all sizes.
Program::Chosen Program::choose(const Bound& bound, std::optional<CompileEvent>& event,
                                const CallOptions& options) {
  const bool counts_iterations = options.iteration_limit != 0;
  if (has_pinned_ && !counts_iterations) {
    if (auto kernel = pinned_.find(key_of(bound, true)))
      return {std::move(kernel), {}, true, false};
  }
  if (specialize_ != Specialize::kAuto || counts_iterations)
    return {kernel_for(bound, event, counts_iterations), {}, false, false};
  Chosen chosen{nullptr, key_of(bound, true)};
  chosen.kernel = promotions_.find(chosen.shape);
  chosen.is_exact = chosen.kernel != nullptr;
  if (chosen.is_exact) return chosen;
  if (!begins_quickly()) {
    chosen.kernel = kernel_for(bound, event);
    return chosen;
  }
  chosen.kernel = kernel_for_now(bound, event);
  chosen.is_for_now =
      chosen.kernel->is_quick() && kernels_.find(key_of(bound, false)) != chosen.kernel;
  return chosen;
}

/// A call of a shape that is watched is done: it may be the one after which the shape has earned a
/// kernel.
void Program::note(const Chosen& chosen, double ms,
                   const std::function<KernelVariant()>& exact) noexcept {
  try {
    if (!promotions_.note(chosen.shape, chosen.is_exact, ms, chosen.kernel->cost_ms())) return;
    const auto job = [this, shape = chosen.shape, variant = exact()] {
      promotions_.settle(shape, in_background(variant, "these sizes are called often"));
    };
    if (!core_->background().add(this, job)) promotions_.settle(chosen.shape, nullptr);
  } catch (const std::bad_alloc&) {  // The call itself is done: nothing is lost but a kernel.
  }
}

/// What measures the calls of a plan; empty where nothing is to be decided.
CallPlan::Watch Program::watch(const Bound& bound, const Chosen& chosen) {
  if (chosen.is_for_now) return watch_quick(bound, chosen);
  if (chosen.shape.empty() || promotions_.is_settled(chosen.shape)) return {};
  return [this, chosen, exact = variant_of(bound, true)](double ms, auto&) {
    return judge(chosen, ms, exact);
  };
}

CallPlan::Verdict Program::judge(const Chosen& chosen, double ms, const KernelVariant& exact) {
  note(chosen, ms, [&] { return exact; });
  if ((promotions_.find(chosen.shape) != nullptr) != chosen.is_exact)
    return CallPlan::Verdict::kRetire;
  return promotions_.is_settled(chosen.shape) ? CallPlan::Verdict::kEnough
                                              : CallPlan::Verdict::kGoOn;
}

/// The same for a plan of quick code: it goes over to the kernel that is meant to stay.
CallPlan::Watch Program::watch_quick(const Bound& bound, const Chosen& chosen) {
  return [this, chosen, key = key_of(bound, false), variant = variant_of(bound, false),
          exact = variant_of(bound, true)](double ms, std::shared_ptr<const NativeKernel>& better) {
    const auto kernel = kernels_.find(key);
    if (kernel == nullptr) {
      note_quick(chosen.kernel, key, ms, [&] { return variant; });
      return CallPlan::Verdict::kGoOn;
    }
    if (kernel != chosen.kernel) better = kernel;
    return judge({kernel, chosen.shape, false, false}, ms, exact);
  };
}

/// A kernel that a background compile gives; null when it fails, which calls can do without.
std::shared_ptr<NativeKernel> Program::in_background(const KernelVariant& variant,
                                                     const char* reason) const noexcept {
  const FpStateGuard fp;  // the thread has the state of the host's thread that started it
  try {
    auto kernel = NativeKernel::make(*core_, graph_, variant);
    const std::string text = describe(variant);
    kernel->enter(core_->ledger(), graph_.name, text, true);
    if (on_background_compile_) {
      on_background_compile_({text, reason, kernel->times(), kernel->code_bytes(),
                              kernel->is_from_disk(), true, false});
    }
    core_->report({kernel->is_from_disk() ? Event::Kind::kReadFromDisk : Event::Kind::kCompiled,
                   graph_.name, text, kernel->cost_ms()});
    return kernel;
  } catch (const std::exception& error) {
    core_->report({Event::Kind::kWarning, graph_.name,
                   fmt::format("a compile in the background failed: {}", error.what()), 0});
    return nullptr;
  }
}

std::vector<std::int64_t> Program::integers_for(std::span<const lower::IntegerSource> sources,
                                                const Bound& bound) {
  std::vector<std::int64_t> integers;
  integers.reserve(sources.size());
  for (const lower::IntegerSource& source : sources) {
    if (source.kind == lower::IntegerSource::kSize) {
      integers.push_back(bound.sizes[source.symbol.index]);
    } else {
      const Array& array = bound.arguments[static_cast<std::size_t>(source.input)];
      integers.push_back(array.strides()[static_cast<std::size_t>(source.axis)]);
    }
  }
  return integers;
}

std::unique_ptr<const CallPlan> Program::plan(std::span<const Array> arguments,
                                              std::span<const Array> results) {
  const auto is_bool = [](const Array& array) { return array.dtype() == DType::kBool; };
  if (result_sizes_ || core_->options().count_calls || backend_ != Backend::kLlvm ||
      !graph::shows_of(graph_).empty() || std::ranges::any_of(arguments, is_bool) ||
      !std::ranges::all_of(results, &Array::is_contiguous))
    return nullptr;
  const Bound bound = bind(arguments);
  std::optional<CompileEvent> event;  // The kernel is there: the call before made it.
  const Chosen chosen = choose(bound, event, {});
  return std::make_unique<CallPlan>(core_, chosen.kernel,
                                    integers_for(chosen.kernel->integers(), bound), arguments,
                                    results, watch(bound, chosen));
}

}  // namespace sinter::runtime
