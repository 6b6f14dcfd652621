#include "runtime/cuda/plan_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <iterator>

#include "compiler/support/check.h"

namespace sinter::runtime::cuda {

using sinter::cuda::Parameter;

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 46;
constexpr std::size_t kMostLaunches = 4096;
constexpr std::size_t kAlignment = 256;

/// Memory of an arena comes in whole pieces, also that of 0 bytes.
std::size_t pieces(std::size_t bytes) {
  return (std::max<std::size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

/// The first gap that is large enough, else the end.
DeviceAddress PlanRecorder::allocate(std::size_t bytes) {
  if (bytes > kMostBytes) {
    throw Error(ErrorKind::kResource, "E5220",
                fmt::format("the device has no memory for {} bytes", bytes));
  }
  const std::size_t size = pieces(bytes);
  for (auto gap = free_.begin(); gap != free_.end(); ++gap) {
    const auto [offset, room] = *gap;
    if (room < size) continue;
    free_.erase(gap);
    if (room > size) free_.emplace(offset + size, room - size);
    return kArena + offset;
  }
  std::size_t begin = plan_.arena_bytes_;
  if (!free_.empty()) {
    const auto last = std::prev(free_.end());
    if (last->first + last->second == begin) {  // a gap at the end grows
      begin = last->first;
      free_.erase(last);
    }
  }
  plan_.arena_bytes_ = begin + size;
  return kArena + begin;
}

void PlanRecorder::release(DeviceAddress memory, std::size_t bytes) noexcept {
  if (memory == kFailure) return;
  std::size_t begin = memory - kArena, size = pieces(bytes);
  try {
    if (const auto next = free_.find(begin + size); next != free_.end()) {
      size += next->second;
      free_.erase(next);
    }
    if (const auto after = free_.lower_bound(begin); after != free_.begin()) {
      const auto before = std::prev(after);
      if (before->first + before->second == begin) {
        before->second += size;
        return;
      }
    }
    free_.emplace(begin, size);
  } catch (const std::bad_alloc&) {  // It is not used again.
  }
}

DeviceAddress PlanRecorder::allocate_cleared(std::size_t bytes) {
  SINTER_CHECK(bytes == sizeof(sinter::cuda::Failure) && !plan_.may_fail_,
               "a call wants {} bytes of zeros", bytes);
  plan_.may_fail_ = true;
  return kFailure;
}

/// Whether the call has been stopped is not known: then its kernels return at once.
void PlanRecorder::read(void* to, DeviceAddress from, std::size_t bytes) {
  if (from != kFailure) throw CannotPlan();
  std::memset(to, 0, bytes);
}

PlannedArgument PlanRecorder::planned(const Parameter& parameter, std::uint64_t value) const {
  const bool is_address =
      parameter.kind == Parameter::kBuffer || parameter.kind == Parameter::kState ||
      parameter.kind == Parameter::kFailure || parameter.kind == Parameter::kScratch;
  if (!is_address || value == 0) return {PlannedArgument::kNumber, value};
  if (value < kArena) return {PlannedArgument::kFailure, value - kFailure};
  if (value < kBuffer) return {PlannedArgument::kArena, value - kArena};
  const auto buffer = static_cast<std::uint32_t>((value - kBuffer) >> kBufferBits);
  return {PlannedArgument::kBuffers + buffer, value - address_of(buffer)};
}

/// By the launch that comes next.
void PlanRecorder::note_use(std::size_t buffer) {
  auto& last = plan_.last_use_;
  if (last.size() <= buffer) last.resize(buffer + 1);
  if (last[buffer] == 0) plan_.wanted_.push_back(buffer);
  last[buffer] = plan_.launches_.size() + 1;
}

void PlanRecorder::launch(const Launch& launch) {
  if (plan_.launches_.size() == kMostLaunches) throw CannotPlan();
  const auto& parameters = program_.kernels[launch.kernel].parameters;
  PlannedLaunch planned{
      launch.kernel,           launch.blocks,     launch.threads,       launch.shared_bytes,
      plan_.arguments_.size(), parameters.size(), plan_.wanted_.size(), 0};
  for (std::size_t n = 0; n < parameters.size(); ++n) {
    plan_.arguments_.push_back(this->planned(parameters[n], launch.arguments[n]));
    const std::uint32_t base = plan_.arguments_.back().base;
    if (base >= PlannedArgument::kBuffers) note_use(base - PlannedArgument::kBuffers);
  }
  planned.wanted = plan_.wanted_.size() - planned.first_wanted;
  plan_.launches_.push_back(planned);
  plan_.most_arguments_ = std::max(plan_.most_arguments_, parameters.size());
}

}  // namespace sinter::runtime::cuda
