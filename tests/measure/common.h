// Reports that were never measured.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// An estimate of twelve samples.
inline Estimate sure(double center, double spread = 0.01) {
  return {center, center * (1 - spread), center * (1 + spread), 0.96, 12, 0, 120};
}

inline WayResult way(const std::string& name, int threads, double first_ms, double call_ms,
                     double spread = 0.01) {
  WayResult result;
  result.way = name;
  result.threads = threads;
  Start cold;
  cold.state = "cold";
  cold.first_call = sure(first_ms, spread);
  if (name != "interp") {
    cold.phases.llvm = first_ms / 2;
    cold.code_bytes = 4096;
    cold.memory = 1 << 20;
  }
  result.starts.push_back(cold);
  result.call = sure(call_ms, spread);
  return result;
}

inline Point point(std::vector<std::pair<std::string, std::string>> sizes,
                   std::vector<WayResult> ways) {
  Point made;
  made.sizes = std::move(sizes);
  made.arguments = {"x: f32[256, 256]"};
  made.bytes = 262144;
  made.operations = 1000000;
  made.ways = std::move(ways);
  return made;
}

inline Report report(std::vector<Point> points) {
  Report made;
  made.date = "2026-01-31T12:00:00Z";
  made.file = "rows.sinter";
  made.function = "row_means";
  made.signature = "row_means(x: f32[B, D]) -> f32[B]";
  made.machine.processor = "a <processor>";
  made.machine.processors = 2;
  made.machine.llvm = "19";
  made.machine.open_ms = 12;
  made.roofs.push_back({1, 100, 50, {{262144, {80, 60, 70, 60}}}});
  made.points = std::move(points);
  return made;
}

inline void expect_words(const std::string& text, const std::string& words) {
  EXPECT_NE(text.find(words), std::string::npos) << "'" << words << "' is not in:\n" << text;
}

template <typename Body>
Error error_of(const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorKind::kInternal, "none", "none");
}

}  // namespace sinter::measure
