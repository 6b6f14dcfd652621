#include "frontend/measure/ways.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace sinter::measure {
namespace {

struct Named {
  std::string_view name;
  Backend backend;
  Specialize specialize;
  const char* meaning;
};

constexpr std::array<Named, 4> kWays = {{
    {"interp", Backend::kInterpreter, Specialize::kSymbolic,
     "the interpreter; nothing is compiled"},
    {"generic", Backend::kLlvm, Specialize::kSymbolic, "machine code that is right for all sizes"},
    {"specialized", Backend::kLlvm, Specialize::kExact, "machine code for these sizes alone"},
    {"auto", Backend::kLlvm, Specialize::kAuto,
     "what engines do by default: quick code first, then generic, and specialized where that pays"},
}};

[[noreturn]] void fail(std::string_view text, std::string_view reason) {
  throw Error(ErrorKind::kUser, "E6301",
              fmt::format("there is no way '{}': {}; ways are interp, generic, specialized, auto, "
                          "cuda and cudaN, with :quick, :vectors=128, 256 or 512 and :without=PASS "
                          "behind them, and :processor=NAME behind cuda",
                          text, reason));
}

bool read_number(std::string_view text, int& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

void read_name(std::string_view text, std::string_view name, Way& way) {
  const auto* const known = std::ranges::find(kWays, name, &Named::name);
  if (known != kWays.end()) {
    way.backend = known->backend;
    way.specialize = known->specialize;
  } else if (name.starts_with("cuda") &&
             (name.size() == 4 || read_number(name.substr(4), way.device))) {
    way.backend = Backend::kCuda;
  } else {
    fail(text, fmt::format("'{}' is no name of one", name));
  }
}

void read_modifier(std::string_view text, std::string_view modifier, Way& way) {
  const std::size_t equals = std::min(modifier.find('='), modifier.size());
  const std::string_view key = modifier.substr(0, equals);
  const std::string_view value = modifier.substr(std::min(equals + 1, modifier.size()));
  if (key == "without" && !value.empty()) {
    way.disabled_passes.emplace_back(value);
  } else if (key == "processor" && !value.empty() && way.backend == Backend::kCuda) {
    way.on_processor.emplace_back(value);
  } else if (modifier == "quick" && way.is_threaded() && !way.is_automatic()) {
    way.effort = Effort::kQuick;
  } else if (key == "vectors" && way.is_threaded()) {
    if (!read_number(value, way.vector_bits) ||
        (way.vector_bits != 128 && way.vector_bits != 256 && way.vector_bits != 512))
      fail(text, fmt::format("vectors have 128, 256 or 512 bits, not '{}'", value));
  } else {
    fail(text, fmt::format("'{}' changes nothing about it", modifier));
  }
}

}  // namespace

Way parse_way(std::string_view text) {
  Way way;
  way.text = std::string(text);
  std::size_t begin = 0;
  for (bool first = true; begin <= text.size(); first = false) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    first ? read_name(text, word, way) : read_modifier(text, word, way);
    begin = end + 1;
  }
  return way;
}

std::string way_meaning(const Way& way) {
  std::string text = "machine code on a GPU";
  for (const Named& known : kWays)
    if (way.backend == known.backend && way.specialize == known.specialize) text = known.meaning;
  for (const std::string& name : way.on_processor)
    text += fmt::format(", but {} on the processor", name);
  if (way.effort == Effort::kQuick) text += ", made in a hurry";
  if (way.vector_bits != 0) text += fmt::format(", with vectors of {} bits", way.vector_bits);
  for (const std::string& pass : way.disabled_passes) text += fmt::format(", without {}", pass);
  return text;
}

FunctionPolicy function_policy(const Way& way) {
  FunctionPolicy policy;
  policy.on_processor = way.on_processor;
  return policy;
}

EngineOptions engine_options(const Way& way, int threads, const std::string& cache_directory) {
  EngineOptions options;
  options.backend = way.backend;
  options.specialize = way.specialize;
  options.effort = way.effort;
  options.vector_bits = way.vector_bits;
  options.disabled_passes = way.disabled_passes;
  options.device = way.device;
  options.threads = threads;
  options.disk_cache = cache_directory.empty() ? CachePolicy::kOff : CachePolicy::kOn;
  options.cache_directory = cache_directory;
  options.on_print = [](const Printed&) {};  // of a thousand calls nobody reads it
  return options;
}

}  // namespace sinter::measure
