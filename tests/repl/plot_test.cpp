#include "frontend/repl/plot.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace sinter::repl {
namespace {

TEST(Plot, DrawsALineFromCornerToCorner) {
  EXPECT_EQ(plot({0, 1, 2, 3}, {13, 4, false}),
            "3 |         *\n"
            "  |      ***\n"
            "  |   ***\n"
            "0 |***\n");
}

TEST(Plot, LeavesOutWhatIsNotFinite) {
  const std::string text = plot({0, NAN, 1, INFINITY}, {13, 2, false});
  EXPECT_EQ(text, "1 |      *\n0 |*\n");
  EXPECT_EQ(plot({NAN}, {13, 2, false}), "(nothing to plot)\n");
  EXPECT_EQ(plot({}, {13, 2, false}), "(nothing to plot)\n");
}

TEST(Plot, CountsInBins) {
  EXPECT_EQ(histogram({0, 1, 1, 4}, 2, {44, 12, false}),
            "         0 .. 2          ########## 3\n"
            "         2 .. 4          ### 1\n");
  EXPECT_EQ(histogram({NAN}, 2, {44, 12, false}), "(nothing to plot)\n");
}

TEST(Plot, DecidesByTheEdges) {
  // 0.29 * 100 is 28.999999999999996, but the edge of the next bin is 0.29; that of another, 35 *
  // 0.01, lies above 0.35.
  const std::string text = histogram({0, 0.29, 0.35, 1}, 100, {44, 12, false});
  EXPECT_NE(text.find("      0.28 .. 0.29       0\n      0.29 .. 0.3        ########## 1\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("      0.34 .. 0.35       ########## 1\n      0.35 .. 0.36       0\n"),
            std::string::npos)
      << text;
}

TEST(Plot, FitsNarrowTerminals) {
  EXPECT_EQ(histogram({0, 1, 1, 4}, 2, {30, 12, false}),
            "         0 ################# 3\n"
            "         2 ##### 1\n");
}

TEST(Plot, TakesNumbersOfEverySize) {
  const std::string text = plot({1.7e308, -1.7e308}, {20, 2, false});
  EXPECT_TRUE(text.starts_with(" 1.7e+308 |***")) << text;
  EXPECT_TRUE(plot({1e300, 1e300}, {20, 2, false}).ends_with("***\n"));
  EXPECT_EQ(plot_svg({1.7e308, -1.7e308}).find("nan"), std::string::npos);
  EXPECT_EQ(histogram({1.7e308, -1.7e308}, 2, {60, 2, false}).find("nan"), std::string::npos);
}

TEST(Plot, WritesSvg) {
  const std::string curve = plot_svg({1, 2, NAN, 4});
  EXPECT_TRUE(curve.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_NE(curve.find("<polyline"), std::string::npos);
  EXPECT_EQ(curve.find("nan"), std::string::npos);
  // A line ends where a value is not finite.
  EXPECT_NE(curve.find("<polyline", curve.find("<polyline") + 1), std::string::npos);
  EXPECT_NE(histogram_svg({1, 2, 2}, 2).find("<rect"), std::string::npos);
}

}  // namespace
}  // namespace sinter::repl
