#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

#include "frontend/cli/commands.h"
#include "frontend/cli/debugger.h"
#include "frontend/cli/interrupt.h"
#include "frontend/cli/json.h"
#include "frontend/cli/ledger.h"
#include "frontend/cli/print.h"
#include "frontend/cli/style.h"
#include "frontend/cli/values.h"

namespace sinter::cli {
namespace {

using Clock = std::chrono::steady_clock;

struct Outcome {
  std::vector<Array> results;
  double compile_ms = 0;
  double run_ms = 0;
};

double milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

Outcome call(const Function& function, const std::vector<Array>& arguments,
             const CallOptions& options) {
  Outcome outcome;
  const auto start = Clock::now();
  function.prepare(arguments, Effort::kAuto);
  const auto prepared = Clock::now();
  outcome.results = function.call(arguments, options);
  outcome.compile_ms = milliseconds(prepared - start);
  outcome.run_ms = milliseconds(Clock::now() - prepared);
  return outcome;
}

void check_outputs(const RunOptions& options, const Signature& signature, std::size_t results) {
  if (options.outputs.empty() || options.outputs.size() == results) return;
  throw Error(
      ErrorKind::kUser, "E6106",
      fmt::format("{} has {} result{}, but -o is given {} times: give it once for each result",
                  signature.text, results, results == 1 ? "" : "s", options.outputs.size()));
}

void print_text(const std::vector<Array>& results, Terminal& terminal) {
  for (const Array& result : results) terminal.out << format_result(result, terminal.color_out);
}

/// On standard error: standard output is for results.
void print_shown(const Printed& printed, Terminal& terminal) {
  for (const auto& [name, value] : printed.values) {
    const std::string place =
        printed.location.line == 0
            ? ""
            : fmt::format("{}:{}: ", printed.location.file, printed.location.line);
    terminal.err << paint(terminal.color_err, Color::kNote, place) << format_shown(name, value);
  }
}

const char* backend_name(const RunOptions& options) {
  if (options.device == "auto") return "auto";
  if (options.device != "cpu") return "cuda";
  return options.backend == Backend::kLlvm ? "llvm" : "interp";
}

void print_json(const RunOptions& options, const Engine& engine, const Function& function,
                const Outcome& outcome, Terminal& terminal) {
  nlohmann::json document = {{"function", function.signature().name},
                             {"backend", backend_name(options)},
                             {"compile_ms", outcome.compile_ms},
                             {"run_ms", outcome.run_ms},
                             {"results", nlohmann::json::array()}};
  for (const Array& result : outcome.results) document["results"].push_back(to_json(result));
  if (options.device == "auto") document["placement"] = function.placement();
  for (const std::string& path : options.outputs) document["written"].push_back(path);
  if (options.ledger) {
    document["ledger"] = nlohmann::json::array();
    for (const LedgerEntry& row : engine.ledger()) document["ledger"].push_back(to_json(row));
  }
  terminal.out << document.dump() << '\n';
}

}  // namespace

namespace {

/// Under a person's commands.
int debug(const RunOptions& options, const Module& module, const Function& function,
          const std::vector<Array>& arguments, const CallOptions& call_options,
          Terminal& terminal) {
  const bool interactive = terminal.in == &std::cin && isatty(STDIN_FILENO) != 0;
  std::ifstream file(options.file);
  const std::string source{std::istreambuf_iterator<char>(file), {}};
  DebugSession session(source, options.function, module.function_names(), terminal, interactive);
  try {
    print_text(function.debug(arguments, session, call_options), terminal);
  } catch (const DebuggerQuit&) {
    return kOk;
  } catch (const Error& error) {
    try {
      session.at_error(error);
    } catch (const DebuggerQuit&) {
    }
    throw;
  }
  return kOk;
}

}  // namespace

int run(const RunOptions& options, Terminal& terminal) {
  const CancelToken token;
  const Interruptible interruptible(token);
  EngineOptions engine_options;
  engine_options.backend = options.backend;
  if (options.device == "auto") engine_options.backend = Backend::kAuto;
  if (const auto device = Device::parse(options.device); device && !device->is_cpu()) {
    engine_options.backend = Backend::kCuda;
    engine_options.device = device->number;
  }
  engine_options.threads = options.threads;
  engine_options.debug_info = options.debug_info;
  engine_options.perf_directory = options.perf_directory;
  engine_options.count_calls = options.ledger;
  if (!options.stop_at.empty()) engine_options.backend = Backend::kInterpreter;
  engine_options.on_print = [&](const Printed& printed) { print_shown(printed, terminal); };
  engine_options.on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::kWarning)
      terminal.err << paint(terminal.color_err, Color::kNote, "warning: ") << event.text << '\n';
  };
  const Engine engine(engine_options, {options.roots, {}});
  const Module module = engine.compile_file(options.file);
  FunctionPolicy policy;
  policy.on_processor = options.on_processor;
  const Function function = module.function(options.function, policy);
  const Signature& signature = function.signature();
  if (!signature.results.empty()) check_outputs(options, signature, signature.results.size());
  const std::vector<Array> arguments = read_values(signature, options.values);
  CallOptions call_options;
  call_options.cancel = &token;
  call_options.time_limit = options.timeout;
  call_options.iteration_limit = options.max_iterations;
  call_options.memory_limit = options.max_memory;
  for (const std::string& what : options.stop_at)
    (what == "nan" ? call_options.stop_at_nan : call_options.stop_at_infinity) = true;
  if (options.debug) return debug(options, module, function, arguments, call_options, terminal);
  Outcome outcome = call(function, arguments, call_options);
  for (std::uint64_t i = 1; i < options.repeat; ++i)
    outcome.results = function.call(arguments, call_options);
  check_outputs(options, signature, outcome.results.size());

  for (std::size_t i = 0; i < options.outputs.size(); ++i)
    save(options.outputs[i], outcome.results[i]);
  if (options.json) {
    print_json(options, engine, function, outcome, terminal);
  } else if (options.outputs.empty()) {
    print_text(outcome.results, terminal);
  } else {
    for (std::size_t i = 0; i < options.outputs.size(); ++i) {
      terminal.err << "wrote " << outcome.results[i].type_text() << " to " << options.outputs[i]
                   << '\n';
    }
  }
  if (options.time) {
    const bool from_disk =
        engine.options().backend != Backend::kInterpreter && function.compile_info().from_disk;
    terminal.err << fmt::format("{} in {:.2f} ms, ran in {:.3f} ms\n",
                                from_disk ? "loaded from the disk cache" : "compiled",
                                outcome.compile_ms, outcome.run_ms);
  }
  if (options.device == "auto" && !options.json) terminal.err << function.placement();
  if (options.ledger && !options.json) {
    engine.wait_for_background();
    terminal.err << ledger_text(engine.ledger());
  }
  return kOk;
}

}  // namespace sinter::cli
