#include "frontend/measure/machine.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "frontend/hardware/clock.h"
#include "frontend/hardware/processors.h"

namespace sinter::measure {
namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

std::string system_name() {
  utsname names{};
  if (uname(&names) != 0) return "unknown system";
  return fmt::format("{} {} {}", names.sysname, names.release, names.machine);
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// Seconds of all processors together that were spent on anything, since the system started.
double busy_seconds() {
  std::ifstream file("/proc/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.size() > 4 ? line.substr(4) : "");
  double busy = 0;
  double value = 0;
  // user, nice, system, idle, iowait, irq, softirq, steal
  for (int field = 0; field < 8 && fields >> value; ++field) {
    if (field != 3 && field != 4) busy += value;
  }
  return busy / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// A number of bytes of /proc/self/status, such as VmHWM.
std::optional<std::uint64_t> status_bytes(std::string_view name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(name)) continue;
    std::istringstream fields(line.substr(name.size() + 1));
    std::uint64_t kilobytes = 0;
    if (fields >> kilobytes) return kilobytes * 1024;
  }
  return std::nullopt;
}

}  // namespace

Machine describe_machine() {
  const SystemInfo system = Engine().system_info();
  Machine machine;
  machine.sinter = system.version;
  machine.processor = processor_name();
  machine.features = system.cpu_features;
  machine.processors = static_cast<int>(hardware::usable_processors().size());
  machine.llvm = system.llvm_version;
  machine.openmp = system.openmp;
  machine.system = system_name();
  machine.gpus = system.gpus;
  const hardware::ClockQuality clock = hardware::clock_quality();
  machine.clock_resolution_ns = clock.resolution_ns;
  machine.clock_overhead_ns = clock.overhead_ns;
  return machine;
}

std::string utc_now() {
  const time_t now = time(nullptr);
  tm parts{};
  gmtime_r(&now, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

LoadMeter::LoadMeter()
    : busy_s_(busy_seconds()), wall_s_(static_cast<double>(hardware::now_ns()) / 1e9) {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  rusage children{};
  getrusage(RUSAGE_CHILDREN, &children);
  own_s_ = seconds(usage.ru_utime) + seconds(usage.ru_stime) + seconds(children.ru_utime) +
           seconds(children.ru_stime);
  switches_ = static_cast<std::uint64_t>(usage.ru_nivcsw);
}

Load LoadMeter::read() const {
  Load load;
  std::ifstream("/proc/loadavg") >> load.average;
  const LoadMeter now;
  const double wall = now.wall_s_ - wall_s_;
  if (wall > 0.1)  // the system counts hundredths
    load.others = std::max(0.0, (now.busy_s_ - busy_s_ - (now.own_s_ - own_s_)) / wall);
  load.involuntary_switches = now.switches_ - switches_;
  return load;
}

PeakMemory::PeakMemory() {
  // The system forgets the peak, and begins with what is held now.
  if (std::ofstream file("/proc/self/clear_refs"); file << "5" && file.flush())
    before_ = status_bytes("VmRSS:");
}

std::optional<std::uint64_t> PeakMemory::growth() const {
  const auto peak = status_bytes("VmHWM:");
  if (!peak || !before_) return std::nullopt;
  return *peak > *before_ ? *peak - *before_ : 0;
}

}  // namespace sinter::measure
