// Runs Sinter's side of the comparison with NumPy: requests as JSON lines on standard input,
// answers on standard output.
//   {"file": "entropy.sinter", "case": "entropy", "arguments": ["x.npy"], "budget_s": 0.1}
//   {"us": {"sinter": 17.5}, "compile_ms": 12.1, "results": [[-0.004]]}
// With "save": ["y.npy"] the results go to files instead, and "us" is a number; what a call throws
// is answered as {"error": "..."}.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace {

using Clock = std::chrono::steady_clock;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

constexpr double kSlow = 1e6;  // microseconds: a call that takes longer is not repeated

/// Median over calls that fill the budget, after one call that warms up.
double median_time(const sinter::Function& function, const std::vector<sinter::Array>& arguments,
                   const std::vector<sinter::Array>& results, double budget_s) {
  function.call_into(arguments, results);
  std::vector<double> times;
  const auto start = Clock::now();
  const auto is_enough = [&] {
    if (times.size() < 3) return !times.empty() && times[0] > kSlow;
    return microseconds_since(start) > budget_s * 1e6 || times.size() >= 10000;
  };
  while (!is_enough()) {
    const auto begin = Clock::now();
    function.call_into(arguments, results);
    times.push_back(microseconds_since(begin));
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

/// At most 4096 values, spread over the whole, as in python_worker.py.
std::vector<double> compared(const sinter::Array& array) {
  const std::vector<double> values = array.to_vector<double>();
  const std::size_t step = std::max<std::size_t>(1, (values.size() + 4095) / 4096);
  std::vector<double> found;
  for (std::size_t i = 0; i < values.size(); i += step) found.push_back(values[i]);
  return found;
}

nlohmann::json answer(const sinter::Engine& engine, const std::string& folder,
                      const nlohmann::json& request) {
  const sinter::Module module =
      engine.compile_file(folder + "/" + request.at("file").get<std::string>());
  const sinter::Function function = module.function(request.at("case").get<std::string>());
  std::vector<sinter::Array> arguments;
  // In own memory, as NumPy loads them: the pages of a mapped file are small ones.
  for (const auto& path : request.at("arguments"))
    arguments.push_back(sinter::load(path.get<std::string>()).copy());
  const auto start = Clock::now();
  const std::vector<sinter::Array> results = function.call(arguments);
  const double first_call_ms = microseconds_since(start) / 1e3;
  const double median =
      median_time(function, arguments, results, request.at("budget_s").get<double>());
  nlohmann::json reply = {{"us", {{"sinter", median}}},
                          {"first_call_ms", first_call_ms},
                          {"compile_ms", function.compile_info().times.total()}};
  if (request.contains("save")) {
    for (std::size_t k = 0; k < results.size(); ++k)
      sinter::save(request.at("save").at(k).get<std::string>(), results[k]);
    reply["us"] = median;
    return reply;
  }
  reply["results"] = nlohmann::json::array();
  for (const sinter::Array& result : results) reply["results"].push_back(compared(result));
  return reply;
}

/// In a comparison that goes on without a program, what it throws is its answer.
nlohmann::json answer_or_error(const sinter::Engine& engine, const std::string& folder,
                               const nlohmann::json& request) {
  if (!request.contains("save")) return answer(engine, folder, request);
  try {
    return answer(engine, folder, request);
  } catch (const sinter::Error& error) {
    const std::string text = error.what();
    return {{"error", text.substr(0, text.find('\n'))}};
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: sinter_worker EXAMPLES_FOLDER THREADS\n");
    return 2;
  }
  try {
    sinter::EngineOptions options;
    options.threads = std::stoi(argv[2]);
    options.disk_cache = sinter::CachePolicy::kOff;  // compile times are reported
    options.effort = sinter::Effort::kFull;          // what lasts; bench/latency has first calls
    const sinter::Engine engine(options);
    std::string line;
    while (std::getline(std::cin, line)) {
      std::cout << answer_or_error(engine, argv[1], nlohmann::json::parse(line)).dump()
                << std::endl;
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "sinter_worker: {}\n", error.what());
    return 1;
  }
}
