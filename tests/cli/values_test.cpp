#include "frontend/cli/values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "frontend/cli/declared.h"
#include "tests/common/temporary.h"

namespace sinter::cli {
namespace {

/// The error that a call throws; fails when it throws none.
template <typename Call>
Error error_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {ErrorKind::kInternal, "", ""};
}

void expect_error(const Error& error, const char* code, const char* words) {
  EXPECT_EQ(error.kind(), ErrorKind::kUser);
  EXPECT_EQ(error.code(), code);
  EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
}

Signature signature() {
  Signature result;
  result.name = "f";
  result.parameters = {{"x", "f32[N, M]", {}}, {"scale", "f32", {}}};
  result.text = "f(x: f32[N, M], scale: f32) -> f32";
  return result;
}

TEST(Declared, ReadsTypes) {
  const Declared matrix = parse_declared("f32[B, 3]");
  EXPECT_EQ(matrix.dtype, DType::kF32);
  EXPECT_EQ(matrix.rank, 2);
  EXPECT_EQ(matrix.sizes, (std::vector<std::string>{"B", "3"}));
  EXPECT_EQ(parse_declared("i64").rank, 0);
  EXPECT_FALSE(parse_declared("T[B]").dtype.has_value());
  EXPECT_FALSE(parse_declared("T[..., D]").rank.has_value());
  EXPECT_FALSE(parse_declared("x").rank.has_value());
}

TEST(Declared, SuggestsNames) {
  EXPECT_EQ(closest("wieghts", {"x", "weights"}), "weights");
  EXPECT_EQ(closest("zzz", {"x", "weights"}), "");
}

TEST(Values, Scalars) {
  EXPECT_EQ(read_value("a", "f32", "-2.5e-3").item(), -2.5e-3);
  EXPECT_EQ(read_value("a", "i64", "7").dtype(), DType::kI64);
  EXPECT_TRUE(read_value("a", "i64", "7").is_weak());
  EXPECT_EQ(read_value("a", "u64", "18446744073709551615").dtype(), DType::kU64);
  EXPECT_EQ(read_value("a", "bool", "true").dtype(), DType::kBool);
  EXPECT_TRUE(std::isinf(read_value("a", "f32", "inf").item()));
  EXPECT_TRUE(std::isnan(read_value("a", "f32", "nan").item()));
}

TEST(Values, Lists) {
  const Array matrix = read_value("x", "f32[N, M]", "[[1, 2, 3], [4, 5, 6]]");
  EXPECT_EQ(matrix.type_text(), "f32[2, 3]");
  EXPECT_EQ(matrix.at<float>(1, 2), 6);
  EXPECT_EQ(read_value("x", "T[N]", "[1, 2]").dtype(), DType::kI64);
  EXPECT_EQ(read_value("x", "T[N]", "[1, 2.5]").dtype(), DType::kF64);
  EXPECT_EQ(read_value("x", "T[N]", "[true, false]").dtype(), DType::kBool);
  EXPECT_EQ(read_value("x", "f32[N]", "[]").type_text(), "f32[0]");
  EXPECT_EQ(read_value("x", "f32[N, M]", "[[], []]").type_text(), "f32[2, 0]");
  EXPECT_TRUE(std::isnan(read_value("x", "f32[N]", "[inf,nan]").at<float>(1)));
}

TEST(Values, WrongLists) {
  const auto read = [](const char* type, const char* text) {
    return error_of([&] { read_value("x", type, text); });
  };
  expect_error(read("f32[N]", "[1, 2"), "E6104", "cannot read the list");
  expect_error(read("f32[N, M]", "[[1, 2], [3]]"), "E6104", "differ in length");
  expect_error(read("f32[N, M]", "[1, [2]]"), "E6104", "differ in depth");
  expect_error(read("f32[N, M]", "[[1], 2]"), "E6104", "differ in depth");
  expect_error(read("f32[N]", "[1, \"a\"]"), "E6104", "which is no number");
  expect_error(read("f32[N]", "[1,, 2]"), "E6104", "cannot read the list");
  expect_error(read("f32[N]", "[1] 2"), "E6104", "cannot read the list");
  expect_error(read("f32[N]", std::string(100000, '[').c_str()), "E6104", "nested too deeply");
  expect_error(read("f32[N]", "[1, true]"), "E6104", "both booleans and numbers");
  expect_error(read("u8[N]", "[1, 300]"), "E6105", "do not fit the declared dtype u8");
  expect_error(read("i32[N]", "[1.5]"), "E6105", "do not fit the declared dtype i32");
}

class ValueFiles : public testing::Test {
 protected:
  std::string path(const char* file) const { return folder_ / file; }
  const test::TemporaryFolder folder_;
};

TEST_F(ValueFiles, Npy) {
  save(path("x.npy"), Array::from<double>({1, 2}, {2}));
  EXPECT_EQ(read_value("x", "f32[N]", path("x.npy")).type_text(),
            "f64[2]");  // typed files keep their type
}

TEST_F(ValueFiles, NpzMember) {
  save(path("x.npz"), Array::from<float>({1, 2}, {2}), "weights");
  EXPECT_EQ(read_value("x", "f32[N]", path("x.npz")).size(), 2);
  EXPECT_EQ(read_value("x", "f32[N]", path("x.npz") + ":weights").size(), 2);
}

TEST_F(ValueFiles, CsvTakesTheDeclaredType) {
  std::ofstream(path("x.csv")) << "1,2,3\n4,5,6\n";
  EXPECT_EQ(read_value("x", "f32[N, M]", path("x.csv")).type_text(), "f32[2, 3]");
  EXPECT_EQ(read_value("x", "T[N, M]", path("x.csv")).type_text(), "f64[2, 3]");
  std::ofstream(path("row.csv")) << "1,2,3\n";
  EXPECT_EQ(read_value("x", "i32[N]", path("row.csv")).type_text(), "i32[3]");
}

TEST_F(ValueFiles, MissingFile) {
  const Error error = error_of([&] { read_value("x", "f32[N]", path("none.npy")); });
  EXPECT_EQ(error.kind(), ErrorKind::kUser);
  EXPECT_NE(std::string(error.what()).find("none.npy"), std::string::npos);
}

TEST(Values, ByName) {
  const std::vector<Array> arrays = read_values(signature(), {"scale=3", "x=[[1, 2]]"});
  ASSERT_EQ(arrays.size(), 2U);
  EXPECT_EQ(arrays[0].type_text(), "f32[1, 2]");
  EXPECT_EQ(arrays[1].item(), 3);
}

TEST(Values, WrongNames) {
  const auto read = [](std::vector<std::string> values) {
    return error_of([&] { read_values(signature(), values); });
  };
  expect_error(read({"x"}), "E6101", "write name=value");
  expect_error(read({"=3"}), "E6101", "write name=value");
  expect_error(read({"scael=3"}), "E6102", "did you mean 'scale'?");
  expect_error(read({"scale=3", "scale=4"}), "E6102", "given twice");
  expect_error(read({"scale=3"}), "E6102", "'x' of f(x: f32[N, M], scale: f32) -> f32 is missing");
  expect_error(read({"x=nowhere.npy", "scale=3"}), "E4201",
               "argument 'x': cannot open nowhere.npy: No such file or directory");
  expect_error(read({"scale=three", "x=[[1]]"}), "E6103", "cannot read 'three'");
}

}  // namespace
}  // namespace sinter::cli
