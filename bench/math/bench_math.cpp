// Nanoseconds per element of every math function, beside glibc's vector math: one thread, data in
// the first-level cache, both contestants in turn. Prints a Markdown table.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "bench/common/measure.h"
#include "bench/math/libmvec_loops.h"
#include "compiler/ir/loop_builder.h"
#include "compiler/math/math.h"
#include "runtime/core/call_state.h"
#include "runtime/jit_llvm/object_loader.h"
#include "runtime/jit_llvm/plugin.h"

namespace {

using namespace sinter;

constexpr std::int64_t kCount = 2048;
constexpr std::int64_t kPasses =
    16;  // over the same data in one call, so that calling costs nothing

/// Where each function spends its time in earnest; results are finite, and no angle is beyond the
/// fast reduction.
std::pair<double, double> interval(const std::string& name) {
  if (name == "asin" || name == "acos" || name == "atanh") return {-0.999, 0.999};
  if (name == "acosh") return {1, 50};
  if (name == "log" || name == "log2" || name == "log10" || name == "pow") return {0.01, 20};
  if (name == "log1p") return {-0.9, 20};
  if (name == "lgamma") return {0.1, 30};
  if (name == "erf" || name == "erfc") return {-4, 4};
  return {-20, 20};
}

template <typename T>
std::vector<T> numbers(std::pair<double, double> range, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> distribution(range.first, range.second);
  std::vector<T> values(kCount);
  for (T& v : values) v = static_cast<T>(distribution(engine));
  return values;
}

/// out[i] = function(x[i]), or function(x[i], y[i]): the loop that a program with one call becomes.
loop::Kernel kernel_of(Op op, DType type) {
  loop::Kernel kernel;
  kernel.name = "math";
  loop::Builder b(kernel);
  std::vector<loop::BufferId> inputs{b.buffer("x", type, loop::BufferKind::kInput)};
  if (info(op).arity == 2) inputs.push_back(b.buffer("y", type, loop::BufferKind::kInput));
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  const auto n = b.integer("n");
  b.serial(b.i64(0), b.i64(kPasses), [&](loop::ValueId) {
    b.vector(b.i64(0), n, 64, [&](loop::ValueId i) {
      std::vector<loop::ValueId> operands;
      for (auto buffer : inputs) operands.push_back(b.load(buffer, i));
      b.store(out, i, math::expand(b, op, operands));
    });
  });
  return kernel;
}

class Contest {
 public:
  /// `older`: code for a processor without AVX-512, on this one.
  Contest(const runtime::LlvmPlugin& plugin, bool older) : plugin_(plugin), older_(older) {}

  /// Nanoseconds per element of Sinter and of the loop.
  template <typename T>
  std::pair<double, double> run(const std::string& name, const loop::Kernel& kernel,
                                void (*loop)(const T*, const T*, T*, std::int64_t)) {
    const auto memory = runtime::CodeMemory::make();
    const runtime::PluginTarget haswell{"haswell", nullptr};
    const int bits = older_ ? 256 : plugin_.description().host_vector_bits;
    const auto object = plugin_.compile(loop::print(kernel), SINTER_LLVM_OBJECT, bits, false,
                                        older_ ? &haswell : nullptr);
    const auto code = runtime::load_object(object.bytes, *memory);
    const auto entry = reinterpret_cast<abi::Kernel>(code.lookup(kernel.name));
    auto x = numbers<T>(interval(name), 1), y = numbers<T>({-4, 4}, 2);
    std::vector<T> found(kCount), expected(kCount);
    std::vector<void*> buffers{x.data(), found.data()};
    if (kernel.buffers.size() == 3) buffers.insert(buffers.begin() + 1, y.data());
    const auto ours = [&] {
      runtime::CallState(pool_, *executor_, 1).run(entry, buffers, {&kCount, 1});
    };
    const auto theirs = [&] {
      for (std::int64_t pass = 0; pass < kPasses; ++pass)
        loop(x.data(), y.data(), expected.data(), kCount);
    };
    ours();
    theirs();
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double wanted = static_cast<double>(expected[i]);
      if (std::fabs(static_cast<double>(found[i]) - wanted) > 1e-4 * (1 + std::fabs(wanted))) {
        fmt::print(stderr, "{}({}) is {}, glibc says {}\n", name, x[i], found[i], wanted);
        std::exit(1);
      }
    }
    const auto times = bench::measure({{"sinter", ours}, {"libmvec", theirs}}, {15, 3e5});
    return {times[0].median_ns / (kCount * kPasses), times[1].median_ns / (kCount * kPasses)};
  }

 private:
  const runtime::LlvmPlugin& plugin_;
  const bool older_;
  runtime::Pool pool_;
  std::shared_ptr<Executor> executor_ = runtime::make_openmp_executor(1);
};

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool older = std::erase(arguments, "--avx2") > 0;
  const std::string only = arguments.empty() ? "" : arguments[0];
  bench::pin_to_processor(0);
  const auto plugin = runtime::LlvmPlugin::open(SINTER_PLUGIN_FILE);
  Contest contest(*plugin, older);
  fmt::print("| function | f32 | libmvec f32 | f64 | libmvec f64 |\n|---|---|---|---|---|\n");
  for (const bench::MathLoop& loop : bench::math_loops()) {
    const std::string name = loop.name;
    if (!only.empty() && only != name) continue;
    const auto op = op_from_spelling(name);
    if (!op) continue;
    const auto [f32, peer32] = contest.run<float>(name, kernel_of(*op, DType::kF32), loop.f32);
    const auto [f64, peer64] = contest.run<double>(name, kernel_of(*op, DType::kF64), loop.f64);
    fmt::print("| {} | {:.3f} | {:.3f} | {:.3f} | {:.3f} |\n", name, f32, peer32, f64, peer64);
    std::fflush(stdout);
  }
  return 0;
}
