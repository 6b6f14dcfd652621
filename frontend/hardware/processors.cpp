#include "frontend/hardware/processors.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <string>
#include <system_error>

namespace sinter::hardware {
namespace {

/// Where a thread may run; 0 is the calling one.
std::vector<int> affinity(int thread) {
  std::vector<int> found;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(thread, sizeof set, &set) == 0)
    for (int processor = 0; processor < CPU_SETSIZE; ++processor)
      if (CPU_ISSET(processor, &set)) found.push_back(processor);
  return found;
}

void set_affinity(int thread, const std::vector<int>& processors) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int processor : processors) CPU_SET(processor, &set);
  sched_setaffinity(thread, sizeof set, &set);  // best effort
}

/// The ids of the process's threads, in the order in which they were made.
std::vector<int> threads() {
  std::vector<int> ids;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
    const std::string name = entry.path().filename();
    int id = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), id).ec == std::errc())
      ids.push_back(id);
  }
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

const std::vector<int>& usable_processors() {
  static const std::vector<int> processors = [] {
    std::vector<int> found = affinity(0);
    if (found.empty()) found.push_back(0);
    return found;
  }();
  return processors;
}

void pin_to_processor(int index) {
  const std::vector<int>& processors = usable_processors();
  set_affinity(0, {processors[static_cast<std::size_t>(index) % processors.size()]});
}

KeepProcessors::KeepProcessors() : thread_(gettid()), before_(affinity(0)) { usable_processors(); }

KeepProcessors::~KeepProcessors() {
  if (!before_.empty()) set_affinity(thread_, before_);
}

PinnedThreads::PinnedThreads() : left_alone_(threads()) {
  usable_processors();
  std::erase(left_alone_, gettid());
}

PinnedThreads::~PinnedThreads() {
  for (const int thread : threads()) {
    if (std::ranges::find(left_alone_, thread) == left_alone_.end())
      set_affinity(thread, usable_processors());
  }
}

int PinnedThreads::pin() {
  const std::vector<int>& processors = usable_processors();
  set_affinity(0, {processors[0]});
  std::size_t next = 1;
  for (const int thread : threads()) {
    if (thread == gettid() || std::ranges::find(left_alone_, thread) != left_alone_.end()) continue;
    set_affinity(thread, {processors[next++ % processors.size()]});
  }
  return static_cast<int>(next);
}

}  // namespace sinter::hardware
