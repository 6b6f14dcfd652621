// The formatter: what it makes of programs, that doing it twice changes nothing, and that programs
// stay what they are.
#include "frontend/lang/format.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

std::string tree(const std::string& text) {
  const auto input = source(text);
  Reporter reporter(*input);
  const std::string result = print(parse(input, reporter));
  EXPECT_FALSE(reporter.has_errors()) << text;
  return result;
}

/// Formats and checks what holds for every program.
std::string format(const std::string& text) {
  const std::string once = format_source(text, "test.sinter");
  EXPECT_EQ(format_source(once, "test.sinter"), once);
  EXPECT_EQ(tree(once), tree(text));
  EXPECT_EQ(std::count(once.begin(), once.end(), '#'), std::count(text.begin(), text.end(), '#'));
  return once;
}

std::string body(const std::string& text) {
  const std::string result = format("fn f(x) {\n" + text + "\n}\n");
  return result.substr(10, result.size() - 12);
}

TEST(Format, Spaces) {
  EXPECT_EQ(body("a=x+1;b  =  -x ** -2*( y-- 3 )"), "    a = x + 1; b = -x ** -2 * (y - -3)\n");
  EXPECT_EQ(body("a = x [ 1 : -1 , :: 2 , newaxis, ... ]"), "    a = x[1:-1, ::2, newaxis, ...]\n");
  EXPECT_EQ(body("a = sum( x ,axis = -1,keepdims=true) @y"),
            "    a = sum(x, axis=-1, keepdims=true) @ y\n");
  EXPECT_EQ(body("a = sum [k,j in 0 .. N-1]x[k]*-y[j]"),
            "    a = sum[k, j in 0..N - 1] x[k] * -y[j]\n");
  EXPECT_EQ(body("a = max[k] (x[k])+max[k]-x[k]"), "    a = max[k] (x[k]) + max[k] -x[k]\n");
  EXPECT_EQ(body("a [i,j]=x . T[ j,i ]"), "    a[i, j] = x.T[j, i]\n");
  EXPECT_EQ(body("a = not(x)and not y or ~ z&1"), "    a = not (x) and not y or ~z & 1\n");
  EXPECT_EQ(body("a = if x>0{x}else{-x}"), "    a = if x > 0 { x } else { -x }\n");
  EXPECT_EQ(body("a , b=f (x) ,( 0 , )"), "    a, b = f(x), (0,)\n");
  EXPECT_EQ(body("x+=1\nh[k]**=2"), "    x += 1\n    h[k] **= 2\n");
  EXPECT_EQ(body("h[ k ]min= x-1\nh  max=2"), "    h[k] min= x - 1\n    h max= 2\n");
  EXPECT_EQ(body("parallel  for i in 0 .. n by -2{ continue}"),
            "    parallel for i in 0..n by -2 { continue }\n");
  EXPECT_EQ(body("a = sum[i in 1. .. 2] x + 0. .T * sum[i in 0 .. .5] x"),
            "    a = sum[i in 1. ..2] x + 0. .T * sum[i in 0.. .5] x\n");
}

TEST(Format, Functions) {
  EXPECT_EQ(format("@exact fn f ( x:f32[ B,D ],y )->( f32,T[ ...,D ] )\n{ return x,y }"),
            "@exact fn f(x: f32[B, D], y) -> (f32, T[..., D]) { return x, y }\n");
  EXPECT_EQ(
      format(
          "\n\n@exact\nfn f(x) {\n\n\n  y = x;\n\n\n  return y }\nfn g(x) { return x } fn h() {}"),
      "@exact\nfn f(x) {\n    y = x\n\n    return y\n}\n\nfn g(x) { return x }\nfn h() {}\n");
  EXPECT_EQ(format("fn f(\nx: f32,\n  y: f32\n) { return x\n}"),
            "fn f(\n    x: f32,\n    y: f32\n) {\n    return x\n}\n");
}

TEST(Format, LinesStayTheAuthors) {
  EXPECT_EQ(body("y = f(g(\nx,\n  2),\n3\n)\nz = x +\n y *\n2"),
            "    y = f(g(\n        x,\n        2),\n        3\n    )\n    z = x +\n        y *\n   "
            "     2\n");
  EXPECT_EQ(body("if x { y = 1\n}\nelse { y = 2 }"),
            "    if x {\n        y = 1\n    } else { y = 2 }\n");
  EXPECT_EQ(body("for i in 0..3 { while x { break } }"),
            "    for i in 0..3 { while x { break } }\n");
}

TEST(Format, Comments) {
  EXPECT_EQ(format("#!run\n\n\n# about f\nfn f(x) { # here\n# there\n  y = x #  end\t\n  # "
                   "before\n  return (y # in\n + 1) } # last\n#over"),
            "#!run\n\n# about f\nfn f(x) {  # here\n    # there\n    y = x  #  end\n    # before\n"
            "    return (y  # in\n        + 1)\n}  # last\n#over\n");
  EXPECT_EQ(body("if x {\n y = 1\n}\n# why\nelse {\n y = 2\n}"),
            "    if x {\n        y = 1\n    }\n    # why\n    else {\n        y = 2\n    }\n");
  EXPECT_EQ(format("fn f(x) {\n return x\n}\n# g\nfn g(x) { return x }"),
            "fn f(x) {\n    return x\n}\n\n# g\nfn g(x) { return x }\n");
  EXPECT_EQ(format("# only"), "# only\n");
  EXPECT_EQ(format(""), "");
}

TEST(Format, AlignedColumnsStayAligned) {
  EXPECT_EQ(body("m[b]   =   1\ne[b, d] = 2\n\nx = 3"),
            "    m[b]    = 1\n    e[b, d] = 2\n\n    x = 3\n");
  EXPECT_EQ(body("a = 1\nbb = 2"), "    a = 1\n    bb = 2\n");
}

TEST(Format, RefusesWhatIsNoProgram) {
  const Error error = error_of([] { (void)format_source("fn f( {", "test.sinter"); });
  EXPECT_EQ(error.code(), "E0101");
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Format, ProgramsOfTheRepository) {
  int programs = 0;
  for (const char* folder : {"examples", "docs", "tests", "bench", "frontend", "README.md"}) {
    const auto root = std::filesystem::path(SINTER_SOURCES) / folder;
    std::vector<std::filesystem::path> files{root};
    if (std::filesystem::is_directory(root)) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(root))
        files.push_back(entry.path());
    }
    for (const auto& path : files) {
      if (path.extension() == ".sinter" && path.filename() != "broken.sinter") {
        format(read(path));
        ++programs;
      }
      if (path.extension() != ".md") continue;
      const std::string page = read(path);
      for (auto at = page.find("```sinter\n"); at != std::string::npos;
           at = page.find("```sinter\n", at + 1)) {
        const auto begin = page.find('\n', at) + 1;
        format(page.substr(begin, page.find("```", begin) - begin));
        ++programs;
      }
    }
  }
  EXPECT_GT(programs, 15);
}

/// Tokens of a program with other spaces, line ends and comments between them.
TEST(Format, SpacesMeanNothing) {
  const std::string base =
      "@exact\nfn f(x: f32[B, D], k: i64) -> (f32[B], T[..., D]) {\n"
      "    m[b] = max[d] x[b, d] ** -2 + sum[i, j in 0..B - 1] (x[i, j] - -1) // 3\n"
      "    if any(x > 0) and not k == 2 { y = x[1:-1, ::2, newaxis] } else { y = -x.T @ x }\n"
      "    for t in 0..k { m[t] += if k { 1.5 } else { 2e-3 }; continue }\n"
      "    return m, sum(y, axis=(0, 1), keepdims=true) << ~k\n}\n"
      "fn g(x, y) { return f(x, k=1) }\n";
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::string text;
    int depth = 0;
    for (const char c : base) {
      if (c == '(' || c == '[') ++depth;
      if (c == ')' || c == ']') --depth;
      const auto roll = random() % 12;
      if (c == ' ' && roll == 0) text += "   \t";
      if (c == ' ' && roll == 1 && depth > 0) text += "\n";
      if (c == ' ' && roll == 2 && depth > 0) text += " # note\n\n";
      if (c == '\n' && roll == 3) text += "  # note";
      if (c == '\n' && roll == 4) text += "\n# note\n";
      if (c == '\n' && roll == 5) text += ";\n\n\n";
      text += c;
    }
    format(text);
  }
}

}  // namespace
}  // namespace sinter::lang
