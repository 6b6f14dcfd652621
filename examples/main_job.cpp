// The main job: entropy, mutual information and tensor means of activations of real images, in
// Sinter's language, timed and compared with f64 references. See examples/README.md.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string_view>

#include "examples/reference.h"
#include "examples/report.h"
#include "examples/workload.h"
#include "sinter/sinter.h"

namespace examples {
namespace {

using sinter::Array;
using Clock = std::chrono::steady_clock;

// Largest accepted deviation from the f64 reference, relative to the mean absolute term. The
// programs compute in f32 (epsilon 6e-8). A softmax probability is off by a few epsilon (the
// subtraction of the maximum, exp, the sum and the division), squaring doubles that, and sums of
// terms of one sign do not add to it. A tensor mean adds products in blocks of 256, whose rounding
// errors grow with the square root of the block in practice.
constexpr double kActivationBound = 2e-6;  // absolute: tanh is at most 1
constexpr double kScalarBound = 2e-6;
constexpr double kTensorBound = 2e-6;

constexpr std::int64_t kClasses = 256;
constexpr std::int64_t kFeatures = 32;
constexpr double kWeightScale = 0.5;

struct Options {
  bool quick = false;
  bool json = false;
  int threads = 0;
  std::string data = SINTER_EXAMPLES_FOLDER "/data";
};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::uint64_t compiles_of(const sinter::Function& function) {
  try {
    return function.compile_info().compiles;
  } catch (const sinter::Error&) {
    return 0;  // never compiled
  }
}

/// A function compiled and timed on one set of arguments; its last results.
struct Measured {
  Row row;
  std::vector<Array> results;
};

Measured measure(const sinter::Function& function, const std::vector<Array>& arguments,
                 bool quick) {
  Measured measured;
  measured.row.program = function.signature().name;
  const std::uint64_t before = compiles_of(function);
  const auto start = Clock::now();
  function.prepare(arguments);
  const double prepared = milliseconds_since(start);
  if (compiles_of(function) != before) measured.row.compile_ms = prepared;

  measured.results = function.call(arguments);  // also warms caches and threads
  const double budget_ms = quick ? 20 : 200;
  const auto first = Clock::now();
  std::vector<double> times;
  while (times.size() < 5 || (times.size() < 501 && milliseconds_since(first) < budget_ms)) {
    const auto begin = Clock::now();
    function.call_into(arguments, measured.results);
    times.push_back(milliseconds_since(begin) * 1e3);
  }
  std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
  measured.row.run_us = times[times.size() / 2];
  measured.row.runs = static_cast<int>(times.size());
  return measured;
}

/// Worst deviation of an array from a reference, relative to the reference's magnitude.
double deviation(const Array& array, const std::vector<reference::Value>& expected) {
  const std::vector<float> values = array.to_vector<float>();
  if (values.size() != expected.size()) return HUGE_VAL;
  double worst = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double difference = std::abs(values[i] - expected[i].value);
    const double relative = difference == 0 ? 0 : difference / expected[i].magnitude;
    if (!(relative <= worst)) worst = relative;  // keeps NaN
  }
  return worst;
}

double norm(const Array& array) {
  double sum = 0;
  for (const float value : array.to_vector<float>()) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

std::string program_file(const char* name) {
  return fmt::format("{}/{}", SINTER_EXAMPLES_FOLDER, name);
}

class MainJob {
 public:
  MainJob(const Options& options, Report& report)
      : options_(options),
        report_(report),
        engine_(engine_options(options)),
        pixels_(load_digits(options.data)) {}

  void run() {
    const sinter::SystemInfo system = engine_.system_info();
    report_.fact("sinter", system.version);
    report_.fact("processor", fmt::format("{}, {}-bit vectors", system.cpu, system.vector_bits));
    report_.fact("threads", std::to_string(system.threads));
    report_.fact("data", fmt::format("{} images of {} pixels", pixels_.rows, pixels_.columns));
    compute_activations();
    entropy_and_information();
    tensor_means();
  }

 private:
  static sinter::EngineOptions engine_options(const Options& options) {
    sinter::EngineOptions result;
    result.threads = options.threads;
    // Compile times are part of the report: every run compiles.
    result.disk_cache = sinter::CachePolicy::kOff;
    return result;
  }

  /// x_ and y_, by Sinter, each checked against the reference.
  void compute_activations() {
    const sinter::Function activations =
        engine_.compile_file(program_file("activations.sinter")).function("activations");
    report_.section("Activations tanh(pixels @ w), w: 64 x 256; deviation is absolute");
    x_ = activation(activations, 1);
    y_ = activation(activations, 2);
  }

  Matrix activation(const sinter::Function& function, std::uint64_t seed) {
    const Matrix weights = seeded_weights(pixels_.columns, kClasses, kWeightScale, seed);
    Measured measured = measure(function, {as_array(pixels_), as_array(weights)}, options_.quick);
    std::vector<reference::Value> expected;
    for (const double value : reference::activations(pixels_, weights))
      expected.push_back({value, 1});
    finish(measured, fmt::format("B={}", pixels_.rows), expected, kActivationBound);
    return as_matrix(measured.results[0]);
  }

  void entropy_and_information() {
    const sinter::Module module = engine_.compile_file(program_file("entropy.sinter"));
    const std::vector<std::int64_t> sizes =
        options_.quick ? std::vector<std::int64_t>{256, 1024}
                       : std::vector<std::int64_t>{256, 1024, 4096, 16384, 65536};
    const sinter::Function entropy_of = module.function("entropy");
    const sinter::Function information_of = module.function("mutual_information");
    const sinter::Function factored = module.function("mutual_information_factored");
    const sinter::Function both = module.function("entropy_and_mutual_information");
    report_.section("Entropy and mutual information, D = 256, f32");
    for (const std::int64_t batch : sizes) {
      const Matrix xs = repeat_rows(x_, batch);
      const Matrix ys = repeat_rows(y_, batch);
      const Array x = as_array(xs);
      const Array y = as_array(ys);
      const reference::Value entropy = reference::entropy(x_, batch);
      const reference::Value information = reference::mutual_information(x_, y_, batch);
      const std::string size = fmt::format("B={}", batch);
      scalar(entropy_of, {x}, size, {entropy});
      scalar(information_of, {x, y}, size, {information});
      scalar(factored, {x, y}, size, {information});
      scalar(both, {x, y}, size, {entropy, information});
    }
  }

  void tensor_means() {
    const sinter::Module module = engine_.compile_file(program_file("tensor_mean.sinter"));
    const sinter::Function given_features = module.function("tensor_mean");
    const sinter::Function of_samples = module.function("tensor_mean_of_samples");
    const Matrix weights = seeded_weights(pixels_.columns, kFeatures, kWeightScale, 3);
    const std::vector<std::int64_t> sizes =
        options_.quick ? std::vector<std::int64_t>{64, 256}
                       : std::vector<std::int64_t>{64, 256, 1024, 4096, 8192};
    report_.section("Tensor mean, D = 32, f32; the result is the norm of the 32 x 32 x 32 values");
    for (const std::int64_t samples : sizes) {
      // Three different images for each sample: thirds of the data set apart.
      std::vector<Matrix> images;
      std::vector<Matrix> features;
      std::vector<std::vector<double>> exact;
      std::vector<std::vector<double>> given;
      for (std::int64_t i = 0; i < 3; ++i) {
        images.push_back(repeat_rows(pixels_, samples, i * pixels_.rows / 3));
        exact.push_back(reference::activations(images.back(), weights));
        features.push_back({samples, kFeatures, {exact.back().begin(), exact.back().end()}});
        given.emplace_back(features.back().values.begin(), features.back().values.end());
      }
      const std::string size = fmt::format("N={}", samples);
      tensor(given_features, {as_array(features[0]), as_array(features[1]), as_array(features[2])},
             size, given);
      tensor(of_samples,
             {as_array(images[0]), as_array(images[1]), as_array(images[2]), as_array(weights)},
             size, exact);
    }
  }

  /// A function of scalar results: one row, the worst deviation of all results.
  void scalar(const sinter::Function& function, const std::vector<Array>& arguments,
              const std::string& size, const std::vector<reference::Value>& expected) {
    Measured measured = measure(function, arguments, options_.quick);
    double worst = measured.results.size() == expected.size() ? 0 : HUGE_VAL;
    for (std::size_t i = 0; i < std::min(expected.size(), measured.results.size()); ++i) {
      const double found = deviation(measured.results[i], {expected[i]});
      if (!(found <= worst)) worst = found;
    }
    measured.row.size = size;
    measured.row.result_name = "value";
    measured.row.result = measured.results[0].item();
    measured.row.deviation = worst;
    measured.row.bound = kScalarBound;
    report_.add(measured.row);
  }

  void tensor(const sinter::Function& function, const std::vector<Array>& arguments,
              const std::string& size, const std::vector<std::vector<double>>& features) {
    Measured measured = measure(function, arguments, options_.quick);
    finish(measured, size, reference::tensor_mean(features[0], features[1], features[2], kFeatures),
           kTensorBound);
  }

  void finish(Measured& measured, const std::string& size,
              const std::vector<reference::Value>& expected, double bound) {
    measured.row.size = size;
    measured.row.result_name = "norm";
    measured.row.result = norm(measured.results[0]);
    measured.row.deviation = deviation(measured.results[0], expected);
    measured.row.bound = bound;
    report_.add(measured.row);
  }

  const Options& options_;
  Report& report_;
  sinter::Engine engine_;
  Matrix pixels_;
  Matrix x_, y_;
};

constexpr std::string_view kUsage =
    "Usage: main_job [--quick] [--json] [--threads N] [--data FOLDER]\n"
    "Runs Sinter's example programs on real images and compares them with f64 references.\n"
    "Exit status: 0 when every deviation is within its bound, 1 otherwise, 2 for a wrong option.\n";

/// False when the arguments make no sense.
bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--json") {
      options.json = true;
    } else if (argument == "--threads" && i + 1 < argc) {
      options.threads = std::atoi(argv[++i]);
      if (options.threads <= 0) return false;
    } else if (argument == "--data" && i + 1 < argc) {
      options.data = argv[++i];
    } else {
      return false;
    }
  }
  return true;
}

}  // namespace
}  // namespace examples

int main(int argc, char** argv) {
  examples::Options options;
  if (argc == 2 && std::string_view(argv[1]) == "--help") {
    fmt::print("{}", examples::kUsage);
    return 0;
  }
  if (!examples::parse(argc, argv, options)) {
    fmt::print(stderr, "{}", examples::kUsage);
    return 2;
  }
  try {
    examples::Report report(options.json);
    examples::MainJob(options, report).run();
    return report.finish() ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "main_job: {}\n", error.what());
    return 1;
  }
}
