// latency_worker process|kernels WORKLOAD POLICY CACHE_FOLDER: one process of the latency table,
// which prints what it measured as JSON. See README.md.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace {

using Clock = std::chrono::steady_clock;
using sinter::Array;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct Workload {
  const char* text;
  std::vector<Array> arguments;
};

Array ramp(const Array::Shape& shape) {
  Array x = Array::zeros(sinter::DType::kF32, shape);
  for (std::int64_t i = 0; i < x.size(); ++i)
    x.data<float>()[i] = static_cast<float>(i % 97) / 64 - 0.5F;
  return x;
}

Workload workload(const std::string& name) {
  if (name == "axpy") {
    return {"fn f(a: f32, x: f32[N], y: f32[N]) -> f32[N] { return a * x + y }",
            {Array(2.0F), ramp({1000}), ramp({1000})}};
  }
  return {
      "fn f(x: f32[B, D]) -> f32[B] {\n"
      "    p = softmax(x, axis=1)\n"
      "    return -sum(p * log(p), axis=1)\n"
      "}",
      {ramp({64, 256})}};
}

sinter::EngineOptions options_for(const std::string& policy, const std::string& folder) {
  sinter::EngineOptions options;
  options.threads = 1;
  options.disk_cache = sinter::CachePolicy::kOn;
  options.cache_directory = folder;
  if (policy == "generic") options.specialize = sinter::Specialize::kSymbolic;
  if (policy == "specialize") options.specialize = sinter::Specialize::kExact;
  if (policy == "interpret") options.backend = sinter::Backend::kInterpreter;
  return options;
}

/// The first call from the program's text on, in milliseconds.
double first_call(const sinter::Engine& engine, const Workload& work, Array& result) {
  const auto start = Clock::now();
  result = engine.compile(work.text).function("f").call(work.arguments)[0];
  return since(start);
}

double sum_of(const Array& array) {
  double sum = 0;
  for (const double value : array.to_vector<double>()) sum += value;
  return sum;
}

void process(const Workload& work, const std::string& policy, const std::string& folder) {
  Array result;
  const double ms = first_call(sinter::Engine(options_for(policy, folder)), work, result);
  fmt::print("{{\"first_ms\": {}, \"sum\": {}}}\n", ms, sum_of(result));
}

void kernels(const Workload& work, const std::string& policy, const std::string& folder) {
  // LLVM is loaded and warm.
  const sinter::Engine engine(options_for(policy, folder));
  const Array one = ramp({8});
  for (const char* text :
       {"fn g(x: f32[N]) { return exp(x) / 3 }", "fn g(x: f32[N]) { return sum(sqrt(abs(x))) }"})
    engine.compile(text).function("g")(one);
  Array result;
  const double cold = first_call(engine, work, result);
  const sinter::Engine another(options_for(policy, folder));
  const double disk = first_call(another, work, result);
  const auto ledger = another.ledger();
  const double loaded = ledger.empty() ? 0 : ledger.front().cost_ms();
  const sinter::Function f = another.compile(work.text).function("f");
  std::vector<double> calls(2000);
  for (std::size_t i = 0; i < calls.size(); ++i) f.call(work.arguments);
  another.wait_for_background();  // what is called often has its last code now
  for (double& ms : calls) {
    const auto start = Clock::now();
    result = f.call(work.arguments)[0];
    ms = since(start);
  }
  std::ranges::nth_element(calls, calls.begin() + 1000);
  fmt::print(
      "{{\"cold_ms\": {}, \"disk_ms\": {}, \"loaded_ms\": {}, \"call_us\": {}, \"sum\": {}}}\n",
      cold, disk, loaded, calls[1000] * 1000, sum_of(result));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fputs("usage: latency_worker process|kernels WORKLOAD POLICY CACHE_FOLDER\n", stderr);
    return 2;
  }
  try {
    const Workload work = workload(arguments[2]);
    const bool is_process = std::string(arguments[1]) == "process";
    (is_process ? process : kernels)(work, arguments[3], arguments[4]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "latency_worker: {}\n", error.what());
    return 1;
  }
  return 0;
}
