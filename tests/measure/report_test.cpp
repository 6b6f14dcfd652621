#include <algorithm>

#include "frontend/measure/html.h"
#include "frontend/measure/json.h"
#include "frontend/measure/roof.h"
#include "frontend/measure/table.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

/// Three sizes, and a fourth one that could not be measured.
Report sample_report() {
  std::vector<Point> points;
  for (const char* const b : {"64", "256", "1024"}) {
    const double n = std::stod(b);
    WayResult failing;
    failing.way = "cuda";
    failing.problem = "there is no <driver>";
    points.push_back(
        point({{"B", b}, {"D", "256"}},
              {way("interp", 1, 3, 0.01 * n), way("generic", 1, 20, 0.001 * n),
               way("generic", 2, 20, 0.05 + 0.0005 * n), way("specialized", 1, 21, 0.0009 * n),
               way("specialized", 2, 21, 0.05 + 0.00045 * n), failing}));
    for (WayResult& one : points.back().ways) {
      if (!one.call) continue;
      one.gigaflops = 1e6 / one.call->center / 1e6;
      one.gigabytes_per_second = 262144 / one.call->center / 1e6;
      one.roofline = 0.1;
    }
  }
  points.back().ways[1].note = "a note";
  points.back().ways[1].transfer = sure(0.5);
  points[0].trials.push_back({"interp", "generic", 40, {30, std::nullopt}});
  Point failed = point({{"B", "4096"}, {"D", "256"}}, {});
  failed.problem = "no <memory>";
  points.push_back(failed);
  return report(points);
}

TEST(Json, ComesBackAsItWas) {
  const Report made = sample_report();
  const std::string text = to_json(made).dump();
  const Report back = read_report(text, "it");
  EXPECT_EQ(to_json(back).dump(), text);
  EXPECT_EQ(back.points.size(), 4U);
  EXPECT_EQ(back.points[0].trials[0].found[0], 30);
  EXPECT_FALSE(back.points[0].trials[0].found[1].has_value());
  EXPECT_EQ(back.points[3].problem, "no <memory>");
  EXPECT_EQ(back.roofs[0].bandwidths[0].gigabytes_per_second.triad, 60);
  EXPECT_EQ(back.points[0].ways[1].starts[0].phases.llvm, 10);
  EXPECT_EQ(back.points[2].ways[1].note, "a note");
  EXPECT_EQ(back.points[2].ways[5].problem, "there is no <driver>");
}

TEST(Json, HoldsWhatFollows) {
  const nlohmann::json made = to_json(sample_report());
  EXPECT_EQ(made["schema"], kSchema);
  const nlohmann::json& cold = made["points"][0]["cold"];
  EXPECT_EQ(cold["break_even"].size(), 10U);
  EXPECT_EQ(cold["totals"].size(), 5U);
  EXPECT_EQ(cold["totals"][0]["totals"].size(), 7U);
  EXPECT_EQ(cold["best"][0]["label"], "interp");
  EXPECT_FALSE(cold["recommendation"].get<std::string>().empty());
  bool found = false;
  for (const nlohmann::json& one : made["crossovers"])
    found = found || (one["below"] == "generic" && one["above"] == "generic, 2 threads");
  EXPECT_TRUE(found);
}

TEST(Json, SaysWhatItCannotRead) {
  const Error no_json = error_of([] { read_report("{", "old.json"); });
  EXPECT_EQ(no_json.code(), "E6307");
  expect_words(no_json.what(), "old.json is no report of sinter measure");
  const Error other = error_of([] { read_report(R"({"schema": "sinter-measure-9"})", "it"); });
  EXPECT_EQ(other.code(), "E6307");
  expect_words(other.what(), R"(its "schema" is not "sinter-measure-2")");
  nlohmann::json made = to_json(sample_report());
  made["points"][0]["ways"][0].erase("threads");
  const Error missing = error_of([&] { read_report(made.dump(), "it"); });
  EXPECT_EQ(missing.code(), "E6307");
  expect_words(missing.what(), "'threads'");
}

TEST(Table, ShowsTimesAndWhatFollows) {
  const std::string text = table(sample_report());
  expect_words(text, "row_means(x: f32[B, D]) -> f32[B], rows.sinter");
  expect_words(
      text, "B = 64, D = 256: 256 KiB of arguments and results, 1.00 million operations per call");
  expect_words(text, "a process's first compile takes 12.0 ms more than the first calls below");
  expect_words(text, "640 µs (634 to 646)");
  expect_words(text, "generic pays against interp from ");
  expect_words(text, "; really made, from: 30, not within 40\n");
  expect_words(text, "cuda: there is no <driver>");
  expect_words(text, "generic: copying there and back takes 500 µs");
  expect_words(text, "Nothing compiled yet: ");
  expect_words(text, "What it does by itself: auto runs the kernel for all sizes");
  expect_words(text, "generic, 2 threads is faster than generic from B = ");
  expect_words(text,
               "B = 4096, D = 256: 256 KiB of arguments and results, 1.00 million operations per "
               "call\n  not measured: no <memory>\n");
  EXPECT_EQ(text.find("The machine was busy"), std::string::npos);
  Report busy = sample_report();
  busy.machine.after.others = 0.5;
  expect_words(table(busy), "The machine was busy: other processes used 50% of a processor.");
  expect_words(html(busy), "<strong>The machine was busy");
  Report interrupted = sample_report();
  interrupted.interrupted = true;
  expect_words(table(interrupted), "Interrupted: this is what was measured until then.");
}

TEST(Csv, HasARowPerWayAndSize) {
  const std::string text = csv(sample_report());
  EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 3 * 6);
  expect_words(text, "\"B = 64, D = 256\",generic,2,0.082,");
  // As many fields in each row.
  expect_words(text, "\"B = 64, D = 256\",cuda,1,,,,,,,,,,,,there is no <driver>\n");
}

TEST(Html, StandsAlone) {
  const std::string text = html(sample_report());
  expect_words(text, "<!DOCTYPE html>");
  expect_words(text, "a &lt;processor&gt;");
  expect_words(text,
               "<td colspan=\"9\" class=\"words\">not measured: there is no &lt;driver&gt;</td>");
  expect_words(text, "<li><strong>generic</strong>: machine code that is right for all sizes</li>");
  expect_words(text, "<td>30, not within 40</td>");
  expect_words(text, "B = 4096, D = 256 was not measured: no &lt;memory&gt;");
  EXPECT_EQ(text.find("src="), std::string::npos);
  EXPECT_EQ(text.find("href="), std::string::npos);
  EXPECT_EQ(text.find("url(http"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_EQ(text.find("inf"), std::string::npos);
  // Over size, over calls and the phases for each size, the roofline.
  std::size_t plots = 0;
  for (std::size_t at = 0; (at = text.find("<svg", at)) != std::string::npos; ++at) ++plots;
  EXPECT_EQ(plots, 1U + 3U + 3U + 1U);
  EXPECT_FALSE(html(report({})).empty());
}

TEST(Roofline, IsTheSlowerOfBytesAndOperations) {
  Point made = point({}, {});
  made.bytes = 1'000'000;
  made.operations = 1'000'000;
  const Roof roof{1, 100, 50, {{1 << 16, {600, 500, 550, 500}}, {1 << 20, {80, 60, 70, 60}}}};
  EXPECT_DOUBLE_EQ(least_time(roof, made).value(), 1e6 / 80 / 1e6);  // the nearest size, the best
  made.operations = 100'000'000;
  EXPECT_DOUBLE_EQ(least_time(roof, made).value(), 1);
  made.is_double = true;
  EXPECT_DOUBLE_EQ(least_time(roof, made).value(), 2);
  made.bytes.reset();
  EXPECT_FALSE(least_time(roof, made).has_value());
  EXPECT_FALSE(least_time({}, point({}, {})).has_value());
}

TEST(Roofline, MoreThreadsCanDoWhatFewerCan) {
  const Roof one{1, 100, 50, {{1 << 16, {600, 500, 550, 500}}, {1 << 20, {80, 60, 70, 60}}}};
  // Of a busy machine, where one of two threads had to wait.
  std::vector<Roof> roofs{{2, 0.7, 200, {{1 << 16, {900, 1, 1, 1}}, {1 << 20, {9, 9, 9, 9}}}}, one};
  keep_order(roofs);
  EXPECT_EQ(roofs[0].gigaflops_f32, 100);
  EXPECT_EQ(roofs[0].gigaflops_f64, 200);
  EXPECT_EQ(roofs[0].bandwidths[0].gigabytes_per_second.read, 900);
  EXPECT_EQ(roofs[0].bandwidths[0].gigabytes_per_second.write, 500);
  EXPECT_EQ(roofs[0].bandwidths[1].gigabytes_per_second.copy, 70);
  EXPECT_EQ(roofs[1].gigaflops_f64, 50);  // fewer are left as they are
}

TEST(Roofline, KeepsTheBestOfAllProbes) {
  Roof roof{1, 1e9, 0, {{1 << 20, {1e9, 0, 0, 0}}}};
  probe_multiply_adds(roof, 1e5);
  probe_bandwidth(roof, 1 << 16, 1e5);
  probe_bandwidth(roof, 1 << 20, 1e5);
  EXPECT_EQ(roof.gigaflops_f32, 1e9);
  EXPECT_GT(roof.gigaflops_f64, 0);
  ASSERT_EQ(roof.bandwidths.size(), 2U);
  EXPECT_EQ(roof.bandwidths[0].bytes, 1U << 16);  // in order of size
  EXPECT_EQ(roof.bandwidths[1].gigabytes_per_second.read, 1e9);
  EXPECT_GT(roof.bandwidths[1].gigabytes_per_second.triad, 0);
}

}  // namespace
}  // namespace sinter::measure
