#include "frontend/measure/json.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "frontend/measure/recommend.h"
#include "frontend/measure/tradeoff.h"

namespace sinter::measure {
namespace {

using nlohmann::json;

struct Phase {
  const char* name;
  double CompileTimes::* time;
};
constexpr std::array<Phase, 7> kPhases = {{{"parse", &CompileTimes::parse},
                                           {"check", &CompileTimes::check},
                                           {"passes", &CompileTimes::passes},
                                           {"disk", &CompileTimes::disk},
                                           {"lowering", &CompileTimes::lowering},
                                           {"llvm", &CompileTimes::llvm},
                                           {"link", &CompileTimes::link}}};

template <typename T>
json optional(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

/// JSON has no infinities.
json finite(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }

json write(const Estimate& estimate) {
  return {{"center_ms", estimate.center}, {"low_ms", estimate.low},
          {"high_ms", estimate.high},     {"confidence", estimate.confidence},
          {"samples", estimate.samples},  {"outliers", estimate.outliers},
          {"calls", estimate.calls}};
}

json write(const std::optional<Estimate>& estimate) {
  return estimate ? write(*estimate) : json(nullptr);
}

json write(const Start& start) {
  json phases;
  for (const Phase& phase : kPhases) phases[phase.name] = start.phases.*phase.time;
  return {{"state", start.state},
          {"first_call", write(start.first_call)},
          {"phases_ms", phases},
          {"memory_bytes", optional(start.memory)},
          {"code_bytes", start.code_bytes}};
}

json write(const WayResult& way) {
  json starts = json::array();
  for (const Start& start : way.starts) starts.push_back(write(start));
  return {{"way", way.way},
          {"threads", way.threads},
          {"label", way.label()},
          {"note", way.note},
          {"problem", way.problem},
          {"starts", starts},
          {"call", write(way.call)},
          {"transfer", write(way.transfer)},
          {"gigabytes_per_second", optional(way.gigabytes_per_second)},
          {"gigaflops", optional(way.gigaflops)},
          {"roofline", optional(way.roofline)}};
}

/// What follows from a point's times where nothing is compiled, or the disk cache is full.
json write_tradeoff(const Point& point, const std::string& state) {
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

json write(const Point& point) {
  json sizes = json::array();
  for (const auto& [name, size] : point.sizes) sizes.push_back({{"name", name}, {"size", size}});
  json ways = json::array();
  for (const WayResult& way : point.ways) ways.push_back(write(way));
  return {{"sizes", sizes},
          {"arguments", point.arguments},
          {"bytes", optional(point.bytes)},
          {"operations", optional(point.operations)},
          {"at_least", point.at_least},
          {"is_double", point.is_double},
          {"ways", ways},
          {"cold", write_tradeoff(point, "cold")},
          {"disk", write_tradeoff(point, "disk")}};
}

json write(const Roof& roof) {
  json bandwidths = json::array();
  for (const Roof::Bandwidth& one : roof.bandwidths) {
    bandwidths.push_back({{"bytes", one.bytes},
                          {"triad_gigabytes_per_second", one.triad},
                          {"read_gigabytes_per_second", one.read}});
  }
  return {{"threads", roof.threads},
          {"gigaflops_f32", roof.gigaflops_f32},
          {"gigaflops_f64", roof.gigaflops_f64},
          {"bandwidths", bandwidths}};
}

json write(const Load& load) {
  return {{"average", load.average},
          {"others", optional(load.others)},
          {"involuntary_switches", load.involuntary_switches}};
}

json write(const Machine& machine) {
  return {{"sinter", machine.sinter},
          {"processor", machine.processor},
          {"features", machine.features},
          {"processors", machine.processors},
          {"llvm", machine.llvm},
          {"openmp", machine.openmp},
          {"system", machine.system},
          {"gpus", machine.gpus},
          {"peers", machine.peers},
          {"clock_resolution_ns", machine.clock_resolution_ns},
          {"clock_overhead_ns", machine.clock_overhead_ns},
          {"open_ms", machine.open_ms},
          {"pinned_threads", machine.pinned_threads},
          {"load_before", write(machine.before)},
          {"load_after", write(machine.after)}};
}

json write(const Method& method) {
  return {{"blocks", method.blocks},     {"batches", method.batches},
          {"starts", method.starts},     {"batch_ms", method.batch_ms},
          {"budget_s", method.budget_s}, {"pause_ms", method.pause_ms},
          {"seed", method.seed}};
}

// Reading: nlohmann's at() and get() throw of what is missing or of another type.

Estimate read_estimate(const json& from) {
  Estimate estimate;
  from.at("center_ms").get_to(estimate.center);
  from.at("low_ms").get_to(estimate.low);
  from.at("high_ms").get_to(estimate.high);
  from.at("confidence").get_to(estimate.confidence);
  from.at("samples").get_to(estimate.samples);
  from.at("outliers").get_to(estimate.outliers);
  from.at("calls").get_to(estimate.calls);
  return estimate;
}

template <typename T>
std::optional<T> read_optional(const json& from) {
  if (from.is_null()) return std::nullopt;
  if constexpr (std::is_same_v<T, Estimate>) {
    return read_estimate(from);
  } else {
    return from.get<T>();
  }
}

Start read_start(const json& from) {
  Start start;
  from.at("state").get_to(start.state);
  start.first_call = read_estimate(from.at("first_call"));
  for (const Phase& phase : kPhases)
    from.at("phases_ms").at(phase.name).get_to(start.phases.*phase.time);
  start.memory = read_optional<std::uint64_t>(from.at("memory_bytes"));
  from.at("code_bytes").get_to(start.code_bytes);
  return start;
}

WayResult read_way(const json& from) {
  WayResult way;
  from.at("way").get_to(way.way);
  from.at("threads").get_to(way.threads);
  from.at("note").get_to(way.note);
  from.at("problem").get_to(way.problem);
  for (const json& start : from.at("starts")) way.starts.push_back(read_start(start));
  way.call = read_optional<Estimate>(from.at("call"));
  way.transfer = read_optional<Estimate>(from.at("transfer"));
  way.gigabytes_per_second = read_optional<double>(from.at("gigabytes_per_second"));
  way.gigaflops = read_optional<double>(from.at("gigaflops"));
  way.roofline = read_optional<double>(from.at("roofline"));
  return way;
}

Point read_point(const json& from) {
  Point point;
  for (const json& size : from.at("sizes"))
    point.sizes.emplace_back(size.at("name").get<std::string>(),
                             size.at("size").get<std::string>());
  from.at("arguments").get_to(point.arguments);
  point.bytes = read_optional<std::uint64_t>(from.at("bytes"));
  point.operations = read_optional<std::uint64_t>(from.at("operations"));
  from.at("at_least").get_to(point.at_least);
  from.at("is_double").get_to(point.is_double);
  for (const json& way : from.at("ways")) point.ways.push_back(read_way(way));
  return point;
}

Roof read_roof(const json& from) {
  Roof roof;
  from.at("threads").get_to(roof.threads);
  from.at("gigaflops_f32").get_to(roof.gigaflops_f32);
  from.at("gigaflops_f64").get_to(roof.gigaflops_f64);
  for (const json& one : from.at("bandwidths")) {
    roof.bandwidths.push_back({one.at("bytes").get<std::uint64_t>(),
                               one.at("triad_gigabytes_per_second").get<double>(),
                               one.at("read_gigabytes_per_second").get<double>()});
  }
  return roof;
}

Load read_load(const json& from) {
  Load load;
  from.at("average").get_to(load.average);
  load.others = read_optional<double>(from.at("others"));
  from.at("involuntary_switches").get_to(load.involuntary_switches);
  return load;
}

Machine read_machine(const json& from) {
  Machine machine;
  from.at("sinter").get_to(machine.sinter);
  from.at("processor").get_to(machine.processor);
  from.at("features").get_to(machine.features);
  from.at("processors").get_to(machine.processors);
  from.at("llvm").get_to(machine.llvm);
  from.at("openmp").get_to(machine.openmp);
  from.at("system").get_to(machine.system);
  from.at("gpus").get_to(machine.gpus);
  from.at("peers").get_to(machine.peers);
  from.at("clock_resolution_ns").get_to(machine.clock_resolution_ns);
  from.at("clock_overhead_ns").get_to(machine.clock_overhead_ns);
  from.at("open_ms").get_to(machine.open_ms);
  from.at("pinned_threads").get_to(machine.pinned_threads);
  machine.before = read_load(from.at("load_before"));
  machine.after = read_load(from.at("load_after"));
  return machine;
}

Method read_method(const json& from) {
  Method method;
  from.at("blocks").get_to(method.blocks);
  from.at("batches").get_to(method.batches);
  from.at("starts").get_to(method.starts);
  from.at("batch_ms").get_to(method.batch_ms);
  from.at("budget_s").get_to(method.budget_s);
  from.at("pause_ms").get_to(method.pause_ms);
  from.at("seed").get_to(method.seed);
  return method;
}

}  // namespace

json to_json(const Report& report) {
  json roofs = json::array();
  for (const Roof& roof : report.roofs) roofs.push_back(write(roof));
  json points = json::array();
  for (const Point& point : report.points) points.push_back(write(point));
  json crossings = json::array();
  for (const Crossover& one : crossovers(report)) {
    crossings.push_back({{"sweep", one.sweep},
                         {"fixed", one.fixed},
                         {"below", one.below},
                         {"above", one.above},
                         {"size", one.size},
                         {"low", one.low},
                         {"high", one.high}});
  }
  return {{"schema", kSchema},
          {"date", report.date},
          {"file", report.file},
          {"function", report.function},
          {"signature", report.signature},
          {"twin", report.twin},
          {"interrupted", report.interrupted},
          {"seconds", report.seconds},
          {"machine", write(report.machine)},
          {"method", write(report.method)},
          {"roofs", roofs},
          {"points", points},
          {"crossovers", crossings}};
}

Report read_report(const std::string& text, const std::string& name) {
  const auto fail = [&](const std::string& reason) {
    throw Error(ErrorKind::kUser, "E6307",
                fmt::format("{} is no report of sinter measure: {}", name, reason));
  };
  try {
    const json from = json::parse(text);
    if (!from.is_object() || from.value("schema", "") != kSchema)
      fail(fmt::format("its \"schema\" is not \"{}\"", kSchema));
    Report report;
    from.at("date").get_to(report.date);
    from.at("file").get_to(report.file);
    from.at("function").get_to(report.function);
    from.at("signature").get_to(report.signature);
    from.at("twin").get_to(report.twin);
    from.at("interrupted").get_to(report.interrupted);
    from.at("seconds").get_to(report.seconds);
    report.machine = read_machine(from.at("machine"));
    report.method = read_method(from.at("method"));
    for (const json& roof : from.at("roofs")) report.roofs.push_back(read_roof(roof));
    for (const json& point : from.at("points")) report.points.push_back(read_point(point));
    return report;
  } catch (const json::exception& error) {
    fail(error.what());
  }
  return {};
}

}  // namespace sinter::measure
