// `:time`.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "frontend/hardware/limits.h"
#include "frontend/hardware/spin_pool.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/timing.h"

namespace sinter::repl {
namespace {

constexpr double kSeconds = 0.5;
constexpr std::size_t kSmall = std::size_t{256} << 10;
constexpr std::size_t kLeastProbed = std::size_t{4} << 10;
constexpr std::size_t kMostProbed = std::size_t{256}
                                    << 20;  ///< More is the memory, whatever it is.

struct Timed {
  std::vector<Array> results;
  CompileInfo info;
  Timing timing;
  Cost cost;
};

/// What the machine reaches, per second.
struct Limits {
  double gigabytes = 0;
  double gigaflops = 0;
};

/// From where the engine takes the memory of results, so that a probe is not slower than calls.
std::shared_ptr<void> memory_of_results(std::size_t bytes) {
  const auto array =
      std::make_shared<Array>(Array::empty(DType::kU8, {static_cast<std::int64_t>(bytes)}));
  return {array, array->raw_data()};
}

/// Three digits and a unit.
std::string time_text(double seconds) {
  if (seconds < 1e-6) return fmt::format("{:.3g} ns", seconds * 1e9);
  if (seconds < 1e-3) return fmt::format("{:.3g} us", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} s", seconds);
}

}  // namespace

void time_code(Context& context, const std::string& code) {
  Session& session = context.session;
  if (session.defines(code)) fail_command(fmt::format("write a call: :time {}(...)", code));
  const Subject subject = subject_of(context, code, Purpose::kValues);
  Subject sized = subject;
  set_sizes(sized);
  const Timed timed = session.work([subject, sized, cancel = session.cancel()] {
    CallOptions options;
    options.cancel = &cancel;
    Timed done;
    done.results = subject.function.call(subject.arguments, options);  // compiles
    done.info = subject.function.compile_info();
    done.timing = measure([&] { done.results = subject.function.call(subject.arguments, options); },
                          kSeconds);
    done.cost = sized.function.cost(sized.types);
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
  const std::size_t bytes = timed.cost.bytes;
  // Small work runs on one thread.
  const int threads = bytes < kSmall ? 1 : session.engine().system_info().threads;
  const bool is_f32 = !timed.results.empty() && timed.results.front().dtype() == DType::kF32;
  const Limits limits = session.work([bytes, threads, is_f32] {
    const std::size_t probed = std::clamp(bytes, kLeastProbed, kMostProbed);
    Limits best;
    // More threads can do what one can, even where others use the processors.
    for (const int count : std::set<int>{1, threads}) {
      hardware::SpinPool pool(count);
      best.gigabytes =
          std::max(best.gigabytes,
                   hardware::measure_bandwidth(pool, count, probed, memory_of_results).best());
      best.gigaflops =
          std::max(best.gigaflops, hardware::measure_multiply_adds(pool, count, !is_f32));
    }
    return best;
  });
  const auto show = [&](const std::string& what, double amount, const char* unit, double most) {
    const double reached = amount / timing.median * 1e-9;
    const double share = most > 0 ? 100 * reached / most : 0;
    out << fmt::format("{}: {:.3g} {}, {:.2g} % of the {:.3g} that {} thread{} reach{} here\n",
                       what, reached, unit, share, most, threads, threads == 1 ? "" : "s",
                       threads == 1 ? "es" : "");
  };
  show(fmt::format("{} bytes of values in and out", bytes), static_cast<double>(bytes), "GB/s",
       limits.gigabytes);
  if (timed.cost.operations == 0) return;
  show(fmt::format("{}{} operations of {}", timed.cost.at_least ? "at least " : "",
                   timed.cost.operations, is_f32 ? "f32" : "f64"),
       static_cast<double>(timed.cost.operations), "Gflop/s", limits.gigaflops);
}

}  // namespace sinter::repl
