// Curves and histograms as text and as SVG.
#pragma once

#include <string>
#include <vector>

namespace sinter::repl {

struct PlotSize {
  int columns = 72;
  int rows = 12;
  bool unicode = true;  ///< Braille dots and blocks; else ASCII.
};

/// Values against their positions. Values that are not finite are left out.
std::string plot(const std::vector<double>& values, const PlotSize& size);
/// Counts of values in bins of equal width.
std::string histogram(const std::vector<double>& values, int bins, const PlotSize& size);
std::string plot_svg(const std::vector<double>& values);
std::string histogram_svg(const std::vector<double>& values, int bins);

}  // namespace sinter::repl
