// Each kind of data has one table of its members, `fields`, which is used in both directions: a
// Writer puts what it is shown into an object, a Reader takes it out of one.
#include "frontend/measure/json.h"

#include <fmt/format.h>

#include <cmath>
#include <concepts>

#include "frontend/measure/recommend.h"
#include "frontend/measure/tradeoff.h"

namespace sinter::measure {
namespace {

using nlohmann::json;

template <typename T, typename Data>
concept Is = std::same_as<std::remove_const_t<T>, Data>;

/// JSON has no infinities.
json finite(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

/// What follows from a point's times where nothing is compiled, or the disk cache is full.
json tradeoff_of(const Point& point, const std::string& state);
json crossovers_of(const Report& report);

void fields(auto& io, Is<Estimate> auto& estimate) {
  io("center_ms", estimate.center);
  io("low_ms", estimate.low);
  io("high_ms", estimate.high);
  io("confidence", estimate.confidence);
  io("samples", estimate.samples);
  io("outliers", estimate.outliers);
  io("calls", estimate.calls);
}

void fields(auto& io, Is<CompileTimes> auto& times) {
  for (const Phase& phase : kPhases) io(phase.name, times.*phase.time);
}

void fields(auto& io, Is<Start> auto& start) {
  io("state", start.state);
  io("first_call", start.first_call);
  io("phases_ms", start.phases);
  io("memory_bytes", start.memory);
  io("code_bytes", start.code_bytes);
}

void fields(auto& io, Is<WayResult> auto& way) {
  io("way", way.way);
  io("threads", way.threads);
  io.follows("label", [&] { return way.label(); });
  io("note", way.note);
  io("problem", way.problem);
  io("starts", way.starts);
  io("call", way.call);
  io("transfer", way.transfer);
  io("gigabytes_per_second", way.gigabytes_per_second);
  io("gigaflops", way.gigaflops);
  io("roofline", way.roofline);
}

void fields(auto& io, Is<std::pair<std::string, std::string>> auto& size) {
  io("name", size.first);
  io("size", size.second);
}

void fields(auto& io, Is<Trial> auto& trial) {
  io("sooner", trial.sooner);
  io("later", trial.later);
  io("calls", trial.calls);
  io("found", trial.found);
}

void fields(auto& io, Is<Point> auto& point) {
  io("sizes", point.sizes);
  io("arguments", point.arguments);
  io("bytes", point.bytes);
  io("operations", point.operations);
  io("at_least", point.at_least);
  io("is_double", point.is_double);
  io("problem", point.problem);
  io("ways", point.ways);
  io("trials", point.trials);
  io.follows("cold", [&] { return tradeoff_of(point, "cold"); });
  io.follows("disk", [&] { return tradeoff_of(point, "disk"); });
}

void fields(auto& io, Is<hardware::Bandwidth> auto& bandwidth) {
  io("read", bandwidth.read);
  io("write", bandwidth.write);
  io("copy", bandwidth.copy);
  io("triad", bandwidth.triad);
}

void fields(auto& io, Is<Roof::Bandwidth> auto& bandwidth) {
  io("bytes", bandwidth.bytes);
  io("gigabytes_per_second", bandwidth.gigabytes_per_second);
}

void fields(auto& io, Is<Roof> auto& roof) {
  io("threads", roof.threads);
  io("gigaflops_f32", roof.gigaflops_f32);
  io("gigaflops_f64", roof.gigaflops_f64);
  io("bandwidths", roof.bandwidths);
}

void fields(auto& io, Is<Load> auto& load) {
  io("average", load.average);
  io("others", load.others);
  io("involuntary_switches", load.involuntary_switches);
}

void fields(auto& io, Is<Machine> auto& machine) {
  io("sinter", machine.sinter);
  io("processor", machine.processor);
  io("features", machine.features);
  io("processors", machine.processors);
  io("llvm", machine.llvm);
  io("openmp", machine.openmp);
  io("system", machine.system);
  io("gpus", machine.gpus);
  io("peers", machine.peers);
  io("clock_resolution_ns", machine.clock_resolution_ns);
  io("clock_overhead_ns", machine.clock_overhead_ns);
  io("open_ms", machine.open_ms);
  io("pinned_threads", machine.pinned_threads);
  io("load_before", machine.before);
  io("load_after", machine.after);
}

void fields(auto& io, Is<Method> auto& method) {
  io("blocks", method.blocks);
  io("batches", method.batches);
  io("starts", method.starts);
  io("trials", method.trials);
  io("batch_ms", method.batch_ms);
  io("budget_s", method.budget_s);
  io("pause_ms", method.pause_ms);
  io("seed", method.seed);
}

void fields(auto& io, Is<Report> auto& report) {
  io.follows("schema", [] { return kSchema; });
  io("date", report.date);
  io("file", report.file);
  io("function", report.function);
  io("signature", report.signature);
  io("program", report.program);
  io("twin", report.twin);
  io("interrupted", report.interrupted);
  io("seconds", report.seconds);
  io("machine", report.machine);
  io("method", report.method);
  io("roofs", report.roofs);
  io("points", report.points);
  io.follows("crossovers", [&] { return crossovers_of(report); });
}

/// Data that has a table.
template <typename T>
concept Tabled = std::is_class_v<T> && !std::convertible_to<T, std::string>;

class Writer {
 public:
  void operator()(const char* name, const auto& value) { object_[name] = to_json(value); }
  void follows(const char* name, const auto& make) { object_[name] = make(); }

  static json to_json(const auto& value) { return value; }
  static json to_json(const Tabled auto& value) {
    Writer writer;
    fields(writer, value);
    return writer.object_;
  }
  template <typename T>
  static json to_json(const std::optional<T>& value) {
    return value ? to_json(*value) : json(nullptr);
  }
  template <typename T>
  static json to_json(const std::vector<T>& values) {
    json all = json::array();
    for (const T& value : values) all.push_back(to_json(value));
    return all;
  }

 private:
  json object_ = json::object();
};

/// nlohmann's at() and get_to() throw of what is missing or of another type.
class Reader {
 public:
  explicit Reader(const json& object) : object_(object) {}
  void operator()(const char* name, auto& value) { from_json(object_.at(name), value); }
  void follows(const char*, const auto&) {}

  static void from_json(const json& from, auto& value) { from.get_to(value); }
  static void from_json(const json& from, Tabled auto& value) {
    Reader reader(from);
    fields(reader, value);
  }
  template <typename T>
  static void from_json(const json& from, std::optional<T>& value) {
    value.reset();
    if (!from.is_null()) from_json(from, value.emplace());
  }
  template <typename T>
  static void from_json(const json& from, std::vector<T>& values) {
    values.clear();
    if (!from.is_array()) throw json::type_error::create(302, "type must be array", &from);
    for (const json& one : from) from_json(one, values.emplace_back());
  }

 private:
  const json& object_;
};

json tradeoff_of(const Point& point, const std::string& state) {
  const std::vector<Line> lines = lines_of(point, state);
  json totals = json::array();
  for (const Line& line : lines) {
    json calls = json::array();
    for (double count = 1; count <= 1e6; count *= 10)
      calls.push_back({{"calls", count}, {"total_ms", total(line, count)}});
    totals.push_back({{"label", line.label}, {"totals", calls}});
  }
  json all = json::array();
  for (const BreakEven& one : break_evens(lines)) {
    const char* const kind = one.kind == BreakEven::Kind::kAlways  ? "always"
                             : one.kind == BreakEven::Kind::kNever ? "never"
                                                                   : "from";
    all.push_back({{"sooner", one.sooner},
                   {"later", one.later},
                   {"kind", kind},
                   {"calls", finite(one.calls)},
                   {"low", finite(one.low)},
                   {"high", finite(one.high)}});
  }
  json best = json::array();
  for (const Choices& one : best_for_calls(lines))
    best.push_back({{"label", one.label}, {"from_calls", one.from_calls}});
  const Recommendation advice = recommend(point, state);
  return {{"totals", totals},
          {"break_even", all},
          {"best", best},
          {"recommendation", advice.text},
          {"automatic", advice.automatic},
          {"difference", advice.difference}};
}

json crossovers_of(const Report& report) {
  json all = json::array();
  for (const Crossover& one : crossovers(report)) {
    all.push_back({{"sweep", one.sweep},
                   {"fixed", one.fixed},
                   {"below", one.below},
                   {"above", one.above},
                   {"onset", one.is_onset},
                   {"size", one.size},
                   {"low", one.low},
                   {"high", one.high}});
  }
  return all;
}

}  // namespace

json to_json(const Report& report) { return Writer::to_json(report); }

Report read_report(const std::string& text, const std::string& name) {
  const auto fail = [&](const std::string& reason) {
    throw Error(ErrorKind::kUser, "E6307",
                fmt::format("{} is no report of sinter measure: {}", name, reason));
  };
  Report report;
  try {
    const json from = json::parse(text);
    if (!from.is_object() || from.value("schema", "") != kSchema)
      fail(fmt::format("its \"schema\" is not \"{}\"", kSchema));
    Reader::from_json(from, report);
  } catch (const json::exception& error) {
    fail(error.what());
  }
  return report;
}

}  // namespace sinter::measure
