// `:time`.
#include <fmt/format.h>

#include "frontend/repl/commands.h"
#include "frontend/repl/timing.h"

namespace sinter::repl {
namespace {

constexpr double kSeconds = 0.5;
constexpr std::size_t kSmall = std::size_t{256} << 10;

struct Timed {
  std::vector<Array> results;
  CompileInfo info;
  Timing timing;
};

/// Three digits and a unit.
std::string time_text(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.3g} ns", seconds * 1e9);
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} s", seconds);
}

std::size_t bytes_of(const std::vector<Array>& arrays) {
  std::size_t bytes = 0;
  for (const Array& array : arrays) bytes += array.bytes();
  return bytes;
}

}  // namespace

void time_code(Context& context, const std::string& code) {
  Session& session = context.session;
  if (session.defines(code)) fail_command(fmt::format("write a call: :time {}(...)", code));
  const Subject subject = subject_of(context, code);
  const Timed timed = session.work([subject, cancel = session.cancel()] {
    CallOptions options;
    options.cancel = &cancel;
    Timed done;
    done.results = subject.function.call(subject.arguments, options);  // compiles
    done.info = subject.function.compile_info();
    done.timing = measure([&] { done.results = subject.function.call(subject.arguments, options); },
                          kSeconds);
    return done;
  });
  const Timing& timing = timed.timing;
  std::ostream& out = context.terminal.out;
  out << fmt::format("{} (quartiles {} and {}, fastest {}; {} samples of {} call{})\n",
                     time_text(timing.median), time_text(timing.lower), time_text(timing.upper),
                     time_text(timing.fastest), timing.samples, timing.batch,
                     timing.batch == 1 ? "" : "s");
  out << fmt::format("{} before the first call: {}\n",
                     timed.info.from_disk ? "loaded from the disk cache" : "compiled",
                     time_text(timed.info.times.total() * 1e-3));
  const std::size_t bytes = bytes_of(subject.arguments) + bytes_of(timed.results);
  // Small work runs on one thread.
  const int threads = bytes < kSmall ? 1 : session.engine().system_info().threads;
  const double bandwidth = measure_bandwidth(bytes, threads);
  const double reached = static_cast<double>(bytes) / timing.median;
  out << fmt::format(
      "{} bytes of values in and out: {:.3g} GB/s, {:.2g} % of the {:.3g} GB/s at which {} "
      "thread{} read as many\n",
      bytes, reached * 1e-9, 100 * reached / bandwidth, bandwidth * 1e-9, threads,
      threads == 1 ? "" : "s");
}

}  // namespace sinter::repl
