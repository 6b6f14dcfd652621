// The three spike kernels against the hand-written ones, in one run: vector widths 128, 256 and
// 512, symbolic and specialized sizes, 1 and 2 threads. Then bit-equality over widths,
// specialization and 1, 2 and 3 threads, on round and on odd sizes. Exits with 1 when bits differ
// or a result is far from an f64 reference.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

#include "bench/hand/hand.h"
#include "bench/spike/compiled.h"
#include "bench/spike/spike_kernels.h"

namespace {

using namespace sinter;
using bench::Compiled;
using bench::split;

enum class Workload { kEntropy, kTensorMean, kColumnSums };

struct Case {
  Workload workload;
  std::int64_t rows, columns;  ///< tensor mean: samples, 32

  std::string name() const {
    switch (workload) {
      case Workload::kEntropy:
        return fmt::format("entropy {}x{}", rows, columns);
      case Workload::kTensorMean:
        return fmt::format("tensor mean N={}", rows);
      default:
        return fmt::format("first-axis sum {}x{}", rows, columns);
    }
  }
};

/// Inputs and the result of a case, and how to get the result by hand and in f64.
struct Data {
  std::vector<std::vector<float>> inputs;
  std::vector<float> out, per_row;
  std::vector<void*> buffers;

  explicit Data(const Case& c) {
    std::mt19937 random(7);
    std::normal_distribution<float> normal;
    inputs.resize(c.workload == Workload::kTensorMean ? 3 : 1);
    for (auto& input : inputs) {
      input.resize(static_cast<std::size_t>(c.rows * c.columns));
      for (float& v : input) v = normal(random);
      buffers.push_back(input.data());
    }
    const std::int64_t results = c.workload == Workload::kEntropy      ? 1
                                 : c.workload == Workload::kTensorMean ? 32 * 32 * 32
                                                                       : c.columns;
    out.resize(static_cast<std::size_t>(results));
    per_row.resize(static_cast<std::size_t>(c.rows));
    buffers.push_back(out.data());
  }
};

loop::Kernel build(const Case& c, bool specialized, int bits) {
  const spike::Sizes sizes = specialized ? spike::Sizes{c.rows, c.columns} : spike::Sizes{};
  switch (c.workload) {
    case Workload::kEntropy:
      return spike::entropy(sizes);
    case Workload::kTensorMean:
      return bits == 512   ? spike::tensor_mean(sizes, 8, 32)
             : bits == 256 ? spike::tensor_mean(sizes, 4, 16)
                           : spike::tensor_mean(sizes, 4, 8);
    default:
      return spike::column_sums(sizes, bits < 512 ? 64 : c.columns < 1024 ? 128 : 256);
  }
}

void run_by_hand(const Case& c, Data& d, bench::SpinPool& pool, int threads) {
  pool.run(threads, [&](int t) {
    const auto* x = d.inputs[0].data();
    if (c.workload == Workload::kEntropy) {
      const auto r = split(c.rows, hand::kRowGroup, t, threads);
      hand::entropy_rows(x, r.begin, r.end, d.per_row.data());
    } else if (c.workload == Workload::kTensorMean) {
      const auto r = split(hand::kFeatures, 1, t, threads);
      hand::tensor_mean(x, d.inputs[1].data(), d.inputs[2].data(), c.rows, r.begin, r.end,
                        d.out.data());
    } else {
      const auto r = split(c.columns, 64, t, threads);
      hand::column_sums(x, c.rows, c.columns, r.begin, r.end, d.out.data());
    }
  });
  if (c.workload == Workload::kEntropy)
    d.out[0] = -hand::pairwise_sum(d.per_row.data(), c.rows) / static_cast<float>(c.rows);
}

/// Whether the hand-written kernels have this size.
bool taken_by_hand(const Case& c) {
  if (!hand::supported()) return false;
  if (c.workload == Workload::kEntropy) return c.columns == hand::kWidth;
  return c.workload == Workload::kTensorMean || c.columns % 64 == 0;
}

/// The hand-written kernels follow the language's rules: NaN and infinities, and exp over its
/// range.
bool check_hand_specials() {
  if (!hand::supported()) return true;
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> x{0.0f,    -0.0f, 1.0f,   -1.0f, 88.7228f, 88.7229f, -87.5f, -103.9f,
                             -104.5f, 3e38f, -3e38f, kInf,  -kInf,    kNan,     1e-40f, 20.5f};
  std::vector<float> e(x.size());
  hand::exp_values(x.data(), static_cast<std::int64_t>(x.size()), e.data());
  bool ok = std::isnan(e[13]);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto exact = static_cast<float>(std::exp(static_cast<double>(x[i])));
    ok = ok && (std::isnan(exact) || e[i] == exact ||
                std::fabs(e[i] - exact) <= std::nextafter(exact, kInf) - exact);
  }
  for (const std::size_t at : {std::size_t{0}, std::size_t{77}, std::size_t{255}}) {
    std::vector<float> row(hand::kWidth, 0.5f);
    row[at] = kNan;
    float sum = 0;
    hand::entropy_rows(row.data(), 0, 1, &sum);
    ok = ok && std::isnan(sum);
    row[at] = -kInf;
    hand::entropy_rows(row.data(), 0, 1, &sum);
    ok = ok && std::fabs(sum - 1.0f / 255) < 1e-8f;
  }
  if (!ok) fmt::print("the hand-written kernels break a rule on special values\n");
  return ok;
}

/// Plain f64 loops.
std::vector<double> reference(const Case& c, const Data& d) {
  std::vector<double> result(d.out.size(), 0.0);
  const auto& x = d.inputs[0];
  const auto rows = static_cast<std::size_t>(c.rows), columns = static_cast<std::size_t>(c.columns);
  for (std::size_t r = 0; r < rows; ++r) {
    const float* row = x.data() + r * columns;
    if (c.workload == Workload::kEntropy) {
      const double m = *std::max_element(row, row + columns);
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < columns; ++i) {
        const double e = std::exp(row[i] - m);
        sum += e, squares += e * e;
      }
      result[0] -= squares / (sum * sum) / static_cast<double>(rows);
    } else if (c.workload == Workload::kTensorMean) {
      for (std::size_t i = 0; i < 32; ++i)
        for (std::size_t j = 0; j < 32; ++j)
          for (std::size_t k = 0; k < 32; ++k)
            result[(i * 32 + j) * 32 + k] += static_cast<double>(row[i]) * d.inputs[1][r * 32 + j] *
                                             d.inputs[2][r * 32 + k] / static_cast<double>(rows);
    } else {
      for (std::size_t i = 0; i < columns; ++i) result[i] += row[i];
    }
  }
  return result;
}

/// Largest deviation, relative to the largest value.
double deviation(const std::vector<float>& got, const std::vector<double>& exact) {
  double worst = 0, scale = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    worst = std::max(worst, std::fabs(got[i] - exact[i]));
    scale = std::max(scale, std::fabs(exact[i]));
  }
  return worst / scale;
}

struct Variant {
  int bits;
  bool specialized;
  Compiled code;
};

class Bench {
 public:
  Bench()
      : plugin_(runtime::LlvmPlugin::open(SINTER_PLUGIN_FILE)),
        code_memory_(runtime::CodeMemory::make()),
        pool_(2),
        executor_(pool_) {}

  void print_limits() {
    for (int threads = 1; threads <= 2; ++threads) {
      const auto l = bench::measure_limits(pool_, threads);
      fmt::print(
          "limits, {} thread(s): FMA {:.0f} GFLOP/s; read L1 {:.0f}, L2 {:.0f}, DRAM {:.1f} GB/s; "
          "copy {:.1f} GB/s\n",
          threads, l.fma_f32_gflops, l.read_l1_gbs, l.read_l2_gbs, l.read_dram_gbs,
          l.copy_dram_gbs);
    }
  }

  void time_case(const Case& c) {
    Data d(c);
    const auto variants = compile(c);
    for (int threads = 1; threads <= 2; ++threads) {
      std::vector<bench::Contestant> contestants;
      if (taken_by_hand(c))
        contestants.push_back({"hand", [&, threads] { run_by_hand(c, d, pool_, threads); }});
      for (const Variant& v : variants)
        contestants.push_back({label(v), [&, threads] { run(v, c, d, executor_, threads); }});
      const auto timings = bench::measure(contestants);
      fmt::print("{:<26} {}", c.name(), threads);
      for (const auto& t : timings)
        fmt::print("  {}: {:.1f} us {:.2f} [{:.2f}]", t.name, t.median_ns / 1e3,
                   t.median_ns / timings[0].median_ns, t.best_ns / timings[0].best_ns);
      fmt::print("\n");
    }
  }

  /// Whether all variants give the same bits, near the reference.
  bool check_case(const Case& c) {
    Data d(c);
    const auto exact = reference(c, d);
    bench::SpinPool crowded(3);  // only here: its threads spin
    bench::SpinExecutor crowded_executor(crowded);
    std::vector<float> first;
    int runs = 0, different = 0;
    double worst = 0;
    for (const Variant& v : compile(c))
      for (int threads = 1; threads <= 3; ++threads) {
        std::fill(d.out.begin(), d.out.end(), 0.0f);
        run(v, c, d, threads == 3 ? crowded_executor : executor_, threads);
        if (first.empty()) first = d.out;
        const bool same =
            std::memcmp(first.data(), d.out.data(), first.size() * sizeof(float)) == 0;
        if (!same) fmt::print("  {} at {} thread(s) differs\n", label(v), threads);
        different += !same;
        worst = std::max(worst, deviation(d.out, exact));
        ++runs;
      }
    fmt::print("{:<28} {} runs, {} with other bits, at most {:.1e} from f64", c.name(), runs,
               different, worst);
    double by_hand = 0;
    if (taken_by_hand(c)) {
      std::fill(d.out.begin(), d.out.end(), 0.0f);
      run_by_hand(c, d, pool_, 2);
      by_hand = deviation(d.out, exact);
      fmt::print("; by hand {:.1e}", by_hand);
    }
    fmt::print("\n");
    return different == 0 && worst < 1e-5 && by_hand < 1e-5;
  }

 private:
  static std::string label(const Variant& v) {
    return fmt::format("{}{}", v.bits, v.specialized ? " known" : "");
  }

  std::vector<Variant> compile(const Case& c) {
    std::vector<Variant> variants;
    for (int bits : {128, 256, 512}) {
      if (bits > plugin_->description().host_vector_bits) continue;
      for (const bool specialized : {false, true})
        variants.push_back({bits, specialized,
                            Compiled(*plugin_, code_memory_, build(c, specialized, bits), bits)});
    }
    return variants;
  }

  void run(const Variant& v, const Case& c, Data& d, Executor& executor, int threads) {
    const std::int64_t integers[] = {c.rows, c.columns};
    v.code.run(memory_, executor, threads, d.buffers, integers);
  }

  std::shared_ptr<const runtime::LlvmPlugin> plugin_;
  std::shared_ptr<runtime::CodeMemory> code_memory_;
  runtime::Pool memory_;
  bench::SpinPool pool_;
  bench::SpinExecutor executor_;
};

}  // namespace

int main(int argc, char** argv) {
  const bool quick = argc > 1 && std::string_view(argv[1]) == "--check";
  Bench bench;
  bool ok = check_hand_specials();
  for (const Case& c :
       {Case{Workload::kEntropy, 1024, 256}, Case{Workload::kEntropy, 1003, 301},
        Case{Workload::kEntropy, 3, 5000}, Case{Workload::kTensorMean, 256, 32},
        Case{Workload::kTensorMean, 1, 32}, Case{Workload::kTensorMean, 1787, 32},
        Case{Workload::kColumnSums, 1024, 256}, Case{Workload::kColumnSums, 1001, 333}})
    ok = bench.check_case(c) && ok;
  if (quick) return ok ? 0 : 1;
  bench.print_limits();
  fmt::print(
      "size, threads, medians with their ratio to the hand-written kernel [ratio of the best]\n");
  for (const Case& c :
       {Case{Workload::kEntropy, 1024, 256}, Case{Workload::kEntropy, 4096, 256},
        Case{Workload::kTensorMean, 64, 32}, Case{Workload::kTensorMean, 256, 32},
        Case{Workload::kTensorMean, 1024, 32}, Case{Workload::kTensorMean, 8192, 32},
        Case{Workload::kColumnSums, 1024, 256}, Case{Workload::kColumnSums, 4096, 4096}})
    bench.time_case(c);
  return ok ? 0 : 1;
}
