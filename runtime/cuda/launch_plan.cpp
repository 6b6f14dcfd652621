#include "runtime/cuda/launch_plan.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "runtime/cuda/plan_recorder.h"

namespace sinter::runtime::cuda {
namespace {

constexpr std::size_t kFewLaunches = 4;   // are asked for one by one
constexpr std::size_t kMostVariants = 4;  // of a graph
constexpr std::size_t kMissed = 8;        // addresses that are remembered
constexpr std::size_t kOften = 3;         // calls that find no graph: then there is one, to change

}  // namespace

std::shared_ptr<LaunchPlan> LaunchPlan::record(const sinter::cuda::Program& program,
                                               const Device& device, const RunInputs& inputs) {
  auto plan = std::make_shared<LaunchPlan>();
  plan->integers_.assign(inputs.integers.begin(), inputs.integers.end());
  PlanRecorder recorder(program, device, *plan);
  std::vector<DeviceAddress> buffers;
  for (std::size_t n = 0; n < inputs.buffers.size(); ++n)
    buffers.push_back(PlanRecorder::address_of(n));
  RunInputs recorded{buffers, inputs.integers, inputs.host, {}, {}};
  recorded.on_host_read = [&](const HostRead& read) {
    if (std::ranges::find(plan->reads_, read) == plan->reads_.end()) plan->reads_.push_back(read);
  };
  try {
    run(program, recorder, recorder, recorded);
  } catch (const PlanRecorder::CannotPlan&) {
    plan->is_direct_ = true;
    plan->launches_.clear();
    plan->arguments_.clear();
    for (const auto& data : inputs.host) plan->on_host_.push_back(!data.empty());
  }
  return plan;
}

bool LaunchPlan::suits(std::span<const std::int64_t> integers,
                       std::span<const std::span<const std::byte>> host) const {
  if (!std::ranges::equal(integers, integers_)) return false;
  for (const HostRead& read : reads_) {
    const auto data = host[read.buffer];
    if (data.size() < read.offset + read.bytes ||
        std::memcmp(data.data() + read.offset, &read.bits, read.bytes) != 0)
      return false;
  }
  if (!is_direct_) return true;
  for (std::size_t n = 0; n < on_host_.size(); ++n) {
    if (on_host_[n] == host[n].empty()) return false;
  }
  return true;
}

std::optional<std::size_t> LaunchPlan::last_use(std::size_t buffer) const {
  if (buffer >= last_use_.size() || last_use_[buffer] == 0) return {};
  return last_use_[buffer] - 1;
}

Launch LaunchPlan::launch(std::size_t n, std::span<const DeviceAddress> bases,
                          std::span<std::uint64_t> values) const {
  const PlannedLaunch& planned = launches_[n];
  for (std::size_t a = 0; a < planned.arguments; ++a) {
    const PlannedArgument& argument = arguments_[planned.first_argument + a];
    values[a] = bases[argument.base] + argument.value;
  }
  return {planned.kernel, planned.blocks, planned.threads, planned.shared_bytes,
          values.first(planned.arguments)};
}

// --- graphs

bool LaunchPlan::is_touched(const PlannedLaunch& launch, std::span<const DeviceAddress> before,
                            std::span<const DeviceAddress> now) const {
  const auto first = arguments_.begin() + static_cast<std::ptrdiff_t>(launch.first_argument);
  return std::any_of(
      first, first + static_cast<std::ptrdiff_t>(launch.arguments),
      [&](const PlannedArgument& argument) { return before[argument.base] != now[argument.base]; });
}

/// Whether the same addresses came up before, and no graph had them.
bool LaunchPlan::was_missed(std::span<const DeviceAddress> bases) {
  const auto same = [&](const auto& known) { return std::ranges::equal(known, bases); };
  if (std::ranges::any_of(missed_, same)) return true;
  if (missed_.size() == kMissed) missed_.erase(missed_.begin());
  missed_.emplace_back(bases.begin(), bases.end());
  return false;
}

LaunchPlan::Variant* LaunchPlan::make_variant(Kernels& kernels,
                                              std::span<const DeviceAddress> bases) {
  std::vector<std::uint64_t> values(arguments_.size());
  std::vector<Launch> list;
  for (std::size_t n = 0; n < launches_.size(); ++n)
    list.push_back(launch(n, bases, std::span(values).subspan(launches_[n].first_argument)));
  std::unique_ptr<LaunchGraph> graph;
  try {
    graph = kernels.graph(list);
  } catch (const Error& error) {  // Graphs take memory of the device's; launches do not.
    if (error.code() != "E5220") throw;
  }
  if (graph == nullptr) {
    has_no_graphs_ = true;
    return nullptr;
  }
  return &variants_.emplace_back(Variant{{bases.begin(), bases.end()}, std::move(graph)});
}

/// The graph in which the fewest launches have to change.
LaunchPlan::Variant* LaunchPlan::change_variant(std::span<const DeviceAddress> bases) {
  auto best = variants_.end();
  std::size_t fewest = launches_.size() + 1;
  for (auto variant = variants_.begin(); variant != variants_.end(); ++variant) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(
        launches_,
        [&](const PlannedLaunch& planned) { return is_touched(planned, variant->bases, bases); }));
    if (count >= fewest) continue;
    fewest = count;
    best = variant;
  }
  if (best == variants_.end()) return nullptr;
  std::vector<std::uint64_t> values(most_arguments_);
  try {
    for (std::size_t n = 0; n < launches_.size(); ++n) {
      if (is_touched(launches_[n], best->bases, bases))
        best->graph->change(n, launch(n, bases, values));
    }
    best->bases.assign(bases.begin(), bases.end());
  } catch (...) {
    variants_.erase(best);  // It is of neither addresses.
    throw;
  }
  return &*best;
}

bool LaunchPlan::launch_graph(Kernels& kernels, std::span<const DeviceAddress> bases) {
  if (launches_.size() < kFewLaunches) return false;
  const std::lock_guard lock(mutex_);
  if (has_no_graphs_) return false;
  const auto known = std::ranges::find_if(
      variants_, [&](const Variant& variant) { return std::ranges::equal(variant.bases, bases); });
  Variant* chosen = known == variants_.end() ? nullptr : &*known;
  if (chosen == nullptr) {
    const bool often = variants_.empty() && missed_.size() + 1 >= kOften;
    if ((was_missed(bases) || often) && variants_.size() < kMostVariants) {
      chosen = make_variant(kernels, bases);
    } else {
      chosen = change_variant(bases);
    }
  }
  if (chosen == nullptr) return false;
  chosen->graph->launch();
  return true;
}

// --- what calls share

std::shared_ptr<LaunchPlan> LaunchPlans::find(const sinter::cuda::Program& program,
                                              const Device& device, const RunInputs& inputs) {
  {
    const std::lock_guard lock(mutex_);
    for (auto plan = plans_.begin(); plan != plans_.end(); ++plan) {
      if (!(*plan)->suits(inputs.integers, inputs.host)) continue;
      if (plan != plans_.begin()) std::rotate(plans_.begin(), plan, plan + 1);
      return plans_.front();
    }
  }
  auto made = LaunchPlan::record(program, device, inputs);
  std::shared_ptr<LaunchPlan> dropped;  // It waits for its graphs: after the lock.
  const std::lock_guard lock(mutex_);
  if (plans_.size() == kMost) {
    dropped = std::move(plans_.back());
    plans_.pop_back();
  }
  plans_.insert(plans_.begin(), made);
  return made;
}

std::shared_ptr<const DeviceMemory> LaunchPlans::constant(Device& device,
                                                          std::span<const std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find_if(constants_, [&](const Constant& constant) {
    return std::ranges::equal(constant.bytes, bytes);
  });
  if (known != constants_.end()) {
    if (known != constants_.begin()) std::rotate(constants_.begin(), known, known + 1);
    return constants_.front().memory;
  }
  auto memory = std::make_shared<const DeviceMemory>(
      DeviceMemory::holding(device, bytes.data(), bytes.size()));
  if (constants_.size() == kMostConstants) constants_.pop_back();
  constants_.insert(constants_.begin(), {{bytes.begin(), bytes.end()}, memory});
  return memory;
}

DeviceMemory LaunchPlans::take_failure(Device& device) {
  {
    const std::lock_guard lock(mutex_);
    if (!failures_.empty()) {
      DeviceMemory memory = std::move(failures_.back());
      failures_.pop_back();
      return memory;
    }
  }
  return DeviceMemory::cleared(device, sizeof(sinter::cuda::Failure));
}

void LaunchPlans::give_failure(DeviceMemory memory) {
  const std::lock_guard lock(mutex_);
  failures_.push_back(std::move(memory));
}

}  // namespace sinter::runtime::cuda
