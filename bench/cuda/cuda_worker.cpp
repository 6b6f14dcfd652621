// Runs Sinter's side of the comparison on a GPU: requests as JSON lines on standard input, answers
// on standard output. Arrays stay on the GPU from one request to the next.
//   {"prepare": "entropy 1024", "file": "entropy.sinter", "function": "entropy",
//    "arguments": ["x.npy", 3], "specialize": "exact", "results": ["r0.npy"]}
//   {"compile_ms": 120.0, "first_call_ms": 130.0}
//   {"time": "entropy 1024", "seconds": 0.05}     a call, of many that are asked for at once
//   {"us": 17.5, "calls": 2000}
//   {"single": "entropy 1024"}      one call, and its end awaited
//   {"transfers": "entropy 1024"}   one call on arrays of the host
//   {"cpu": "entropy 1024"}         one call of native code on the processor, all threads
//   {"drop": "entropy 1024"}
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace {

using Clock = std::chrono::steady_clock;
using sinter::Array;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// A function with its arguments, on the host and on the GPU.
struct Case {
  sinter::Function function, native;
  std::vector<Array> on_host, on_device;
};

class Worker {
 public:
  nlohmann::json answer(const nlohmann::json& request) {
    if (request.contains("prepare")) return prepare(request);
    if (request.contains("time"))
      return time(cases_.at(request.at("time").get<std::string>()), request.at("seconds"));
    if (request.contains("single")) return single(request.at("single"), &Case::on_device);
    if (request.contains("transfers")) return single(request.at("transfers"), &Case::on_host);
    if (request.contains("cpu")) return on_processor(request.at("cpu"));
    cases_.erase(request.at("drop").get<std::string>());
    return nlohmann::json::object();
  }

 private:
  static sinter::Engine engine_for(bool exact) {
    sinter::EngineOptions options;
    options.backend = sinter::Backend::kCuda;
    options.disk_cache = sinter::CachePolicy::kOff;
    options.specialize = exact ? sinter::Specialize::kExact : sinter::Specialize::kSymbolic;
    return sinter::Engine(options);
  }

  /// Scalars stay on the host.
  static Array argument(const nlohmann::json& value) {
    if (value.is_string()) return sinter::load(value.get<std::string>());
    if (value.is_number_integer()) return Array(value.get<std::int64_t>());
    return Array(value.get<double>());
  }

  nlohmann::json prepare(const nlohmann::json& request) {
    const sinter::Engine& engine = request.at("specialize") == "exact" ? exact_ : symbolic_;
    const auto file = request.at("file").get<std::string>();
    const auto function = request.at("function").get<std::string>();
    Case made{engine.compile_file(file).function(function),
              native_.compile_file(file).function(function),
              {},
              {}};
    for (const auto& value : request.at("arguments")) {
      made.on_host.push_back(argument(value));
      const Array& array = made.on_host.back();
      made.on_device.push_back(array.rank() == 0 ? array : engine.to_device(array));
    }
    const auto start = Clock::now();
    const auto results = made.function.call(made.on_device);
    engine.wait_for_device();
    const double first = microseconds_since(start) / 1e3;
    const auto& files = request.at("results");
    for (std::size_t n = 0; n < files.size(); ++n)
      sinter::save(files[n].get<std::string>(), results.at(n).to_host());
    const double compile = made.function.compile_info().times.total();
    cases_.insert_or_assign(request.at("prepare").get<std::string>(), std::move(made));
    return {{"compile_ms", compile}, {"first_call_ms", first}};
  }

  /// As many calls as fill the time, in batches that are waited for: the median batch.
  nlohmann::json time(const Case& one, double seconds) {
    const auto batch = [&](int calls) {
      const auto start = Clock::now();
      for (int n = 0; n < calls; ++n) one.function.call(one.on_device);
      exact_.wait_for_device();
      return microseconds_since(start) / calls;
    };
    const double guess = std::max(batch(2), 1.0);
    constexpr int kBatches = 5;
    const int calls = std::clamp(static_cast<int>(seconds * 1e6 / kBatches / guess), 1, 2000);
    std::vector<double> times;
    for (int n = 0; n < kBatches; ++n) times.push_back(batch(calls));
    std::sort(times.begin(), times.end());
    return {{"us", times[kBatches / 2]}, {"calls", calls}};
  }

  nlohmann::json single(const std::string& name, std::vector<Array> Case::* arguments) {
    const Case& one = cases_.at(name);
    std::vector<double> times;
    for (int n = 0; n < 7; ++n) {
      const auto start = Clock::now();
      const auto results = one.function.call(one.*arguments);
      exact_.wait_for_device();
      times.push_back(microseconds_since(start));
    }
    std::sort(times.begin(), times.end());
    return {{"us", times[times.size() / 2]}};
  }

  nlohmann::json on_processor(const std::string& name) {
    const Case& one = cases_.at(name);
    const auto results = one.native.call(one.on_host);
    std::vector<double> times;
    for (int n = 0; n < 7; ++n) {
      const auto start = Clock::now();
      one.native.call_into(one.on_host, results);
      times.push_back(microseconds_since(start));
    }
    std::sort(times.begin(), times.end());
    return {{"us", times[times.size() / 2]}};
  }

  static sinter::Engine native_engine() {
    sinter::EngineOptions options;
    options.disk_cache = sinter::CachePolicy::kOff;
    options.specialize = sinter::Specialize::kExact;
    return sinter::Engine(options);
  }

  sinter::Engine native_ = native_engine();
  sinter::Engine exact_ = engine_for(true), symbolic_ = engine_for(false);
  std::map<std::string, Case> cases_;
};

}  // namespace

int main() {
  Worker worker;
  for (std::string line; std::getline(std::cin, line);) {
    nlohmann::json reply;
    try {
      reply = worker.answer(nlohmann::json::parse(line));
    } catch (const std::exception& error) {
      reply = {{"error", error.what()}};
    }
    std::cout << reply.dump() << std::endl;
  }
  return 0;
}
