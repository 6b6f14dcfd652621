// Plots as SVG that are understood without colours: lines differ in dashes, marks in their shape,
// areas in their hatching, and each line has its name at its end.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace sinter::measure {

struct Mark {
  double x = 0;
  double y = 0;
  double low = 0;  ///< Of the interval of y; equal where there is none.
  double high = 0;
};

struct Series {
  std::string label;
  std::vector<Mark> marks;
  bool has_line = true;
  std::size_t marked = 1;  ///< Every so many marks are drawn; 0: none of them.
  int style = 0;  ///< Dashes and shape of marks; the same number looks the same in all plots.
};

/// A plot with logarithmic axes.
struct LogPlot {
  std::string description;  ///< For those who do not see it.
  std::string x_label;
  std::string y_label;
  std::vector<double> x_ticks;  ///< Empty: powers of ten.
  std::function<std::string(double)> x_text;
  std::function<std::string(double)> y_text;
  std::vector<Series> series;
};
std::string svg(const LogPlot& plot);

/// Bars of stacked parts, one below the other.
struct Bars {
  std::string description;
  std::vector<std::string> parts;
  struct Bar {
    std::string label;
    std::vector<double> values;  ///< As many as parts.
  };
  std::vector<Bar> bars;
  std::function<std::string(double)> text;
};
std::string svg(const Bars& bars);

}  // namespace sinter::measure
