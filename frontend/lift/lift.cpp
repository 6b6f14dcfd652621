#include "frontend/lift/lift.h"

#include <chrono>
#include <filesystem>

#include "frontend/lift/counting.h"
#include "frontend/lift/emit.h"
#include "sinter/sinter.h"

namespace sinter::lift {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string at(const Place& place) {
  return std::filesystem::path(place.file).filename().string() + ":" + std::to_string(place.line) +
         ":" + std::to_string(place.column);
}

std::string report_of(const Lifted& lifted) {
  std::string text = at(lifted.function.place) + ": " + lifted.function.qualified_name + ": lifted";
  if (lifted.function.name != lifted.function.plain_name) text += " as " + lifted.function.name;
  text += "\n";
  for (const LoopReport& loop : lifted.loops) {
    text += "    " + at(loop.place) + ": " + loop.kind;
    if (!loop.reason.why.empty()) {
      text += ": ";
      if (loop.reason.place.line != 0 && loop.reason.place.line != loop.place.line)
        text += "line " + std::to_string(loop.reason.place.line) + ": ";
      text += loop.reason.why;
      if (!loop.reason.help.empty()) text += " (" + loop.reason.help + ")";
    }
    text += "\n";
  }
  for (const Guard& guard : lifted.function.guards) {
    text += "    plain C++ is called unless " + guard.value.text([&](int id) {
      return lifted.function.variables[static_cast<std::size_t>(id)].cpp;
    }) +
            " >= 0: " + guard.why + "\n";
  }
  return text;
}

std::string report_of(const Refused& refused) {
  std::string text = at(refused.place) + ": " + refused.name + ": not lifted\n    " +
                     at(refused.reason.place) + ": " + refused.reason.why + "\n";
  if (!refused.reason.help.empty()) text += "    help: " + refused.reason.help + "\n";
  return text;
}

/// The language's own checker has the last word.
void check(const Engine& engine, const Lifted& lifted) {
  try {
    const Module module = engine.compile(lifted.text, lifted.function.name + ".sinter");
    (void)module.function(lifted.function.name).result_types({});
  } catch (const Error& error) {
    throw Refusal{{lifted.function.place,
                   "the program that it would be is refused: " + std::string(error.what()),
                   "please report this"}};
  }
}

}  // namespace

LiftedFile lift_file(const std::string& file, const std::vector<std::string>& flags, bool has_flags,
                     const std::string& database, const std::string& header) {
  LiftedFile result;
  result.file = file;
  auto start = Clock::now();
  Translation translation = translate_file(file, flags, has_flags, database, header);
  result.clang_ms = since(start);
  result.dependencies = std::move(translation.dependencies);
  result.errors = std::move(translation.errors);
  result.refused = std::move(translation.refused);
  start = Clock::now();
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  const Engine engine(options);
  for (Function& function : translation.functions) {
    const Place place = function.place;
    const std::string name = function.qualified_name;
    try {
      count_loops(function);
      find_shapes(function);
      Lifted lifted = emit(std::move(function));
      check(engine, lifted);
      result.functions.push_back(std::move(lifted));
    } catch (const Refusal& refusal) {
      result.refused.push_back({name, place, refusal.reason, ""});
    }
  }
  if (!result.functions.empty())
    result.source = "# Lifted from " + std::filesystem::path(file).filename().string() + "\n";
  for (const Lifted& lifted : result.functions) result.source += "\n" + lifted.text;
  for (const Lifted& lifted : result.functions) result.report += report_of(lifted);
  for (const Refused& refused : result.refused) result.report += report_of(refused);
  if (result.functions.empty() && result.refused.empty())
    result.report = at({file, 1, 1}) + ": no function is marked with SINTER_JIT\n";
  result.lift_ms = since(start);
  return result;
}

}  // namespace sinter::lift
