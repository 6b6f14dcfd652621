#include "compiler/shape/dim.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "compiler/shape/equalities.h"
#include "sinter/error.h"

namespace sinter {
namespace {

struct Sizes {
  DimTable table;
  Dim b{table.parameter("B")};
  Dim d{table.parameter("D")};
  std::string print(const Dim& dim) const { return table.print(dim); }
};

template <typename F>
void expect_error(F&& f, ErrorKind kind, std::string_view code, std::string_view words) {
  try {
    f();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    EXPECT_EQ(error.code(), code);
    EXPECT_NE(std::string_view(error.what()).find(words), std::string_view::npos) << error.what();
    return;
  }
  FAIL() << "no error; expected: " << words;
}

TEST(Dim, EqualExpressionsAreEqual) {
  Sizes s;
  EXPECT_EQ(s.b + s.d, s.d + s.b);
  EXPECT_EQ(s.b - s.b, Dim(0));
  EXPECT_EQ(s.table.mul(s.b + 1, s.d), s.table.mul(s.d, s.b) + s.d);
  EXPECT_EQ(s.table.mul(s.table.mul(s.b, s.d), s.b), s.table.mul(s.b, s.table.mul(s.b, s.d)));
  EXPECT_EQ(s.table.floor_div(s.b * 4 + 6, 4), s.b + 1 + s.table.floor_div(2, 4));
  EXPECT_EQ(s.table.floor_div(s.b * 4 + s.d + 5, 4), s.b + 1 + s.table.floor_div(s.d + 1, 4));
  EXPECT_EQ(s.table.mod(s.b * 4 + s.d + 5, 4), s.table.mod(s.d + 1, 4));
  EXPECT_EQ(s.table.mod(s.b, 1), Dim(0));
  EXPECT_EQ(s.table.max(s.b, s.d), s.table.max(s.d, s.b));
  EXPECT_EQ(s.table.max(s.b, s.b + 1), s.b + 1);
  EXPECT_EQ(s.table.min(s.b, s.b + 1), s.b);
  EXPECT_EQ(s.b.as_symbol(), s.table.find("B"));
  EXPECT_EQ((s.b * 2).as_symbol(), std::nullopt);
  EXPECT_EQ(s.table.find("C"), std::nullopt);
}

TEST(Dim, PrintsAndParses) {
  Sizes s;
  const Dim all[] = {0,
                     -7,
                     s.b * 2 + s.d - 1,
                     s.d * -1,
                     s.table.mul(s.b, s.d) * 3 - s.b,
                     s.table.floor_div(s.table.max(s.b, s.d) - 1, 2) * -2 + 5,
                     s.table.mod(s.table.mul(s.b, s.b), s.d),
                     s.table.min(s.b, 7),
                     std::numeric_limits<std::int64_t>::max()};
  for (const Dim& dim : all) EXPECT_EQ(s.table.parse(s.print(dim)), dim) << s.print(dim);
  EXPECT_EQ(s.print(all[2]), "2*B + D - 1");
  EXPECT_EQ(s.print(all[3]), "-D");
  EXPECT_EQ(s.print(all[5]), "-2*floordiv(max(D + 1, B + 1), 2) + 7");
}

TEST(Dim, BadTextIsAnError) {
  Sizes s;
  auto bad = [&](const std::string& text, std::string_view words) {
    expect_error([&] { s.table.parse(text); }, ErrorKind::kUser, "E0714", words);
  };
  bad("", "expected a number or a name at position 0");
  bad("B +", "expected a number or a name");
  bad("B D", "expected the end at position 2");
  bad("max(B", "expected ','");
  bad("max(B, D", "expected ')'");
  bad("pow(B, D)", "expected floordiv, mod, max or min");
  bad("floordiv(B, 0)", "expected a positive divisor");
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "max(";
  bad(deep, "expected less nesting");
}

TEST(Dim, OverflowAndGrowthAreResourceErrors) {
  Sizes s;
  const auto big = std::numeric_limits<std::int64_t>::max();
  auto overflows = [&](auto&& f) {
    expect_error(f, ErrorKind::kResource, "E0711", "does not fit in 64 bits");
  };
  overflows([&] { Dim(big) + 1; });
  overflows([&] { (s.b * big) * 2; });
  overflows([&] { s.table.parse("99999999999999999999"); });
  const std::int64_t values[] = {std::int64_t{1} << 40, std::int64_t{1} << 40};
  overflows([&] { s.table.evaluate(s.table.mul(s.b, s.d), values); });
  EXPECT_FALSE(s.table.at_least(s.table.floor_div(s.b, 3) * -2 + s.d * big,
                                0));  // Not proved, not an error.
  auto grows = [&](auto&& f) { expect_error(f, ErrorKind::kResource, "E0712", "too large"); };
  grows([&] {
    Dim chain = s.b;
    for (int i = 0; i < 100000; ++i) chain = s.table.floor_div(chain, s.d);
  });
  grows([&] {
    Dim sum = s.b;
    for (int i = 0; i < 100; ++i) sum = sum + Dim(s.table.parameter("x" + std::to_string(i)));
  });
  grows([&] {
    Dim sum = s.b + s.d + 1;
    for (int i = 0; i < 8; ++i) sum = s.table.mul(sum, sum);
  });
}

TEST(Dim, EvaluatesEveryOperation) {
  Sizes s;
  const std::int64_t values[] = {7, 3};
  auto is = [&](const char* text, std::int64_t expected) {
    EXPECT_EQ(s.table.evaluate(s.table.parse(text), values), expected) << text;
  };
  is("2*B - D + 1", 12);
  is("B*D", 21);
  is("floordiv(B, D)", 2);
  is("floordiv(1 - B, 4)", -2);
  is("mod(1 - B, 4)", 2);
  is("mod(B, D)", 1);
  is("max(B - 10, D)", 3);
  is("min(B - 10, D)", -3);
  const std::int64_t zero[] = {7, 0};
  expect_error([&] { s.table.evaluate(s.table.parse("mod(B, D)"), zero); }, ErrorKind::kUser,
               "E0713", "divides by D, which is 0");
}

TEST(Dim, ProvesLowerBounds) {
  Sizes s;
  auto proves = [&](const char* text, std::int64_t bound) {
    return s.table.at_least(s.table.parse(text), bound);
  };
  EXPECT_TRUE(proves("B", 0));
  EXPECT_FALSE(proves("B", 1));
  EXPECT_TRUE(proves("B + 2*D + 3", 3));
  EXPECT_FALSE(proves("B - D", 0));
  EXPECT_TRUE(proves("B*D", 0));
  EXPECT_TRUE(proves("max(B - 2, 0)", 0));
  EXPECT_TRUE(proves("B - max(B - 2, 0)", 0));
  EXPECT_FALSE(proves("B - max(B + 1, 0)", 0));
  EXPECT_TRUE(proves("B - min(B, D)", 0));
  EXPECT_TRUE(proves("B - floordiv(B, 2)", 0));
  EXPECT_TRUE(proves("B - 2*floordiv(B, 2)", 0));
  EXPECT_FALSE(proves("B - 3*floordiv(B, 2)", 0));
  EXPECT_TRUE(proves("3 - mod(B, 4)", 0));
  EXPECT_FALSE(proves("2 - mod(B, 4)", 0));
}

// Whatever is built, its value is what the operations say, and proofs hold for every value.
TEST(Dim, RandomExpressionsEvaluateAsBuilt) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    Sizes s;
    std::int64_t values[] = {static_cast<int>(random() % 9), static_cast<int>(random() % 9)};
    std::vector<std::pair<Dim, std::int64_t>> pool{{s.b, values[0]}, {s.d, values[1]}, {3, 3}};
    for (int i = 0; i < 8; ++i) {
      const auto [a, x] = pool[random() % pool.size()];
      const auto [b, y] = pool[random() % pool.size()];
      const auto k = static_cast<std::int64_t>(random() % 4 + 1);
      const auto floored = x / k - (x % k < 0);
      switch (random() % 7) {
        case 0:
          pool.emplace_back(a + b, x + y);
          break;
        case 1:
          pool.emplace_back(a - b, x - y);
          break;
        case 2:
          pool.emplace_back(s.table.mul(a, b), x * y);
          break;
        case 3:
          pool.emplace_back(s.table.floor_div(a, k), floored);
          break;
        case 4:
          pool.emplace_back(s.table.mod(a, k), x - k * floored);
          break;
        case 5:
          pool.emplace_back(s.table.max(a, b), std::max(x, y));
          break;
        case 6:
          pool.emplace_back(s.table.min(a, b), std::min(x, y));
          break;
      }
      const auto& [dim, expected] = pool.back();
      ASSERT_EQ(s.table.evaluate(dim, values), expected) << s.print(dim);
      ASSERT_EQ(s.table.parse(s.print(dim)), dim) << s.print(dim);
      for (std::int64_t bound = -3; bound <= 3; ++bound) {
        if (s.table.at_least(dim, bound)) {
          ASSERT_GE(expected, bound) << s.print(dim);
        }
      }
    }
  }
}

TEST(Equalities, FollowLinearly) {
  Sizes s;
  const Dim e(s.table.parameter("E")), f(s.table.parameter("F")), h(s.table.parameter("H"));
  Equalities equalities;
  EXPECT_TRUE(equalities.equal(s.b, s.b));
  EXPECT_FALSE(equalities.equal(s.b, s.d));
  equalities.add(s.d, e);
  equalities.add(f + 1, e + 1);
  equalities.add(s.b, s.d + f + 2);
  EXPECT_TRUE(equalities.equal(s.d, f));
  EXPECT_TRUE(equalities.equal(s.b - 2, e * 2));
  EXPECT_FALSE(equalities.equal(s.b, e * 2));
  EXPECT_FALSE(equalities.equal(h, e));
  // 2 * H == 3 * E has no symbol to solve for; it is used as it stands.
  equalities.add(h * 2, e * 3);
  EXPECT_TRUE(equalities.equal(h * 2 + 1, f * 3 + 1));
  EXPECT_FALSE(equalities.equal(h * 4, f * 6));
  EXPECT_EQ(equalities.size(), 4u);
}

TEST(Equalities, OverflowOnlyMeansNotKnown) {
  Sizes s;
  const auto big = std::numeric_limits<std::int64_t>::max();
  Equalities equalities;
  equalities.add(s.b, s.d * big);
  equalities.add(s.d, s.b * big);
  EXPECT_FALSE(equalities.equal(s.b * big, s.d));
  EXPECT_TRUE(equalities.equal(s.b, s.d * big));
}

}  // namespace
}  // namespace sinter
