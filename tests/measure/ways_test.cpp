#include "frontend/measure/ways.h"

#include "frontend/cli/measure.h"
#include "frontend/measure/inputs.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

TEST(Ways, FromText) {
  EXPECT_EQ(parse_way("interp").backend, Backend::kInterpreter);
  EXPECT_EQ(parse_way("generic").specialize, Specialize::kSymbolic);
  EXPECT_EQ(parse_way("specialized").specialize, Specialize::kExact);
  EXPECT_EQ(parse_way("auto").specialize, Specialize::kAuto);
  EXPECT_EQ(parse_way("cuda").backend, Backend::kCuda);
  EXPECT_EQ(parse_way("cuda1").device, 1);
  const Way hybrid = parse_way("cuda:processor=p:processor=m");
  EXPECT_EQ(hybrid.backend, Backend::kCuda);
  EXPECT_EQ(function_policy(hybrid).on_processor, (std::vector<std::string>{"p", "m"}));
  const Way way = parse_way("generic:vectors=128:without=factor:without=cse");
  EXPECT_EQ(way.text, "generic:vectors=128:without=factor:without=cse");
  const EngineOptions options = engine_options(way, 2, "/tmp/cache");
  EXPECT_EQ(options.vector_bits, 128);
  EXPECT_EQ(options.threads, 2);
  EXPECT_EQ(options.disabled_passes, (std::vector<std::string>{"factor", "cse"}));
  EXPECT_EQ(options.disk_cache, CachePolicy::kOn);
  EXPECT_EQ(engine_options(way, 1, "").disk_cache, CachePolicy::kOff);
  EXPECT_EQ(options.effort, Effort::kAuto);
  EXPECT_EQ(engine_options(parse_way("specialized:quick"), 1, "").effort, Effort::kQuick);
}

TEST(Ways, AreExplained) {
  EXPECT_EQ(way_meaning(parse_way("interp")), "the interpreter; nothing is compiled");
  EXPECT_EQ(way_meaning(parse_way("generic:quick")),
            "machine code that is right for all sizes, made in a hurry");
  EXPECT_EQ(way_meaning(parse_way("specialized")), "machine code for these sizes alone");
  EXPECT_EQ(way_meaning(parse_way("cuda1")), "machine code on a GPU");
  EXPECT_EQ(way_meaning(parse_way("cuda:processor=p")),
            "machine code on a GPU, but p on the processor");
  EXPECT_EQ(way_meaning(parse_way("generic:vectors=128:without=factor")),
            "machine code that is right for all sizes, with vectors of 128 bits, without factor");
}

TEST(Ways, UnknownOnes) {
  const std::pair<const char*, const char*> cases[] = {
      {"fast", "there is no way 'fast': 'fast' is no name of one; ways are interp, generic"},
      {"", "'' is no name of one"},
      {"cudax", "'cudax' is no name of one"},
      {"generic:vectors=100", "vectors have 128, 256 or 512 bits, not '100'"},
      {"interp:vectors=128", "'vectors=128' changes nothing about it"},
      {"generic:without=", "'without=' changes nothing about it"},
      {"generic:processor=p", "'processor=p' changes nothing about it"},
      {"cuda:processor=", "'processor=' changes nothing about it"},
      {"auto:quick", "'quick' changes nothing about it"},
      {"interp:quick", "'quick' changes nothing about it"},
      {"generic:quick=1", "'quick=1' changes nothing about it"},
      {"generic:O3", "'O3' changes nothing about it"},
  };
  for (const auto& [text, words] : cases) {
    const Error error = error_of([&] { parse_way(text); });
    EXPECT_EQ(error.code(), "E6301");
    EXPECT_EQ(error.kind(), ErrorKind::kUser);
    expect_words(error.what(), words);
  }
}

Signature signature_of(const std::string& text) {
  const Engine engine;
  const Module module = engine.compile(text);
  return module.function(module.function_names()[0]).signature();
}

TEST(Sweeps, FromText) {
  const Signature signature = signature_of("fn f(x: f32[B, D], y: T[D]) -> f32 { return sum(x) }");
  const auto sweeps = cli::read_sweeps(signature, {"B=16,64", "y=8"});
  ASSERT_EQ(sweeps.size(), 2U);
  EXPECT_EQ(combinations(sweeps).size(), 2U);
  const auto inputs = cli::plan_inputs(signature, {}, {"T=f64"}, sweeps);
  const auto arguments = make_arguments(inputs, sweeps, {1, 0}, 1);
  EXPECT_EQ(arguments[0].type_text(), "f32[64, 8]");
  EXPECT_EQ(arguments[1].type_text(), "f64[8]");
  EXPECT_EQ(choice_of(sweeps, {1, 0})[0].second, "64");
  EXPECT_EQ(combinations({}).size(), 1U);
}

TEST(Sweeps, WrongOnes) {
  const Signature signature = signature_of("fn f(x: f32[Batch, D]) -> f32 { return sum(x) }");
  const std::pair<const char*, const char*> cases[] = {
      {"Batch", "--dim Batch: write B=256,1024"},
      {"Bacth=3", "has neither a dimension nor a parameter 'Bacth'; did you mean 'Batch'?"},
      {"Batch=3,x", "'x' is no size"},
      {"Batch=-3", "'-3' is no size"},
      {"Batch=", "'' is no size"},
      {"Batch=3x3", "'3x3' is no size of one dimension"},
  };
  for (const auto& [text, words] : cases) {
    const Error error = error_of([&] { cli::read_sweeps(signature, {text}); });
    EXPECT_EQ(error.code(), "E6302");
    expect_words(error.what(), words);
  }
  const Error twice = error_of([&] { cli::read_sweeps(signature, {"D=1", "D=2"}); });
  expect_words(twice.what(), "'D' is given twice");
  const Error same = error_of([&] { cli::read_sweeps(signature, {"D=1,2,1"}); });
  expect_words(same.what(), "--dim D=1,2,1: the size 1 is given twice");
  const Error both = error_of([&] { cli::read_sweeps(signature, {"D=1", "x=4x4"}); });
  EXPECT_EQ(both.code(), "E6302");
  expect_words(both.what(), "--dim D: the shape of 'x' is given as well, and says what D is");
}

TEST(Dtypes, WrongOnes) {
  const Signature signature =
      signature_of("fn f(first: T[N], second: T[N], x: f32[N]) -> f32 { return sum(x) }");
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"x=f99"}, "--dtype x=f99: write x=f64"},
      {{"x"}, "--dtype x: write x=f64"},
      {{"x=f64"}, "--dtype x=f64: 'x' is declared as f32[N]"},
      {{"secnd=f64"},
       "has neither a parameter nor a type variable 'secnd'; did you mean 'second'?"},
      {{"=f64"}, "neither a parameter nor a type variable ''"},
      {{"f32=f64"}, "neither a parameter nor a type variable 'f32'"},
      {{"T=f64", "T=f64"}, "--dtype T=f64: 'T' is given twice"},
      {{"T=f64", "first=f32"}, "--dtype T=f64: 'first' is asked to be f32 as well"},
  };
  for (const auto& [dtypes, words] : cases) {
    const Error error =
        error_of([&, given = dtypes] { cli::plan_inputs(signature, {}, given, {}); });
    EXPECT_EQ(error.code(), "E6302");
    expect_words(error.what(), words);
  }
  EXPECT_EQ(cli::plan_inputs(signature, {}, {"T=f64", "x=f32"}, {})[1].dtype, DType::kF64);
}

TEST(Inputs, WhatIsGivenDecides) {
  const Signature signature = signature_of(
      "fn f(x: f32[N, D], y: T[N], a = 2, z: f64[3] = [1.0, 2, 3]) -> f32 { return sum(x) }");
  const std::string x = "x=[[1, 2], [3, 4], [5, 6]]";
  const auto error = [&](std::vector<std::string> values, std::vector<std::string> dims,
                         std::vector<std::string> dtypes) {
    const Error found = error_of(
        [&] { cli::plan_inputs(signature, values, dtypes, cli::read_sweeps(signature, dims)); });
    EXPECT_EQ(found.code(), "E6302");
    return std::string(found.what());
  };
  expect_words(error({x}, {"x=4x4"}, {}),
               "--dim x: 'x' is given as an argument, whose shape is f32[3, 2]");
  expect_words(error({x}, {"N=3,4"}, {}),
               "--dim N=3,4: 'x' is given as an argument, f32[3, 2], so that N is 3");
  expect_words(error({"y=[1.0, 2.0]"}, {"N=2", "D=3"}, {"y=f32"}),
               "--dtype y=f32: 'y' is given as an argument, f64[2]");
  // The same size may be said twice.
  const auto sweeps = cli::read_sweeps(signature, {"N=3"});
  EXPECT_EQ(cli::plan_inputs(signature, {x}, {}, sweeps).size(), 4U);
  // A size that is asked for comes before a default value.
  const auto sized = cli::read_sweeps(signature, {"N=3", "D=2", "z=3"});
  EXPECT_FALSE(cli::plan_inputs(signature, {}, {}, sized)[3].given.has_value());
}

TEST(Inputs, WhatCannotBeMadeUp) {
  const Signature unknown = signature_of("fn f(x: f32[B, D]) -> f32 { return sum(x) }");
  const auto sweeps = cli::read_sweeps(unknown, {"B=3"});
  const Error size =
      error_of([&] { make_arguments(cli::plan_inputs(unknown, {}, {}, sweeps), sweeps, {0}, 1); });
  EXPECT_EQ(size.code(), "E6303");
  expect_words(size.what(), "the size 'D' of the parameter 'x' is not known: add --dim D=SIZE");
  const Signature any = signature_of("fn f(x) { return x }");
  const Error shape = error_of([&] { cli::plan_inputs(any, {}, {}, {}); });
  EXPECT_EQ(shape.code(), "E6303");
  expect_words(shape.what(), "the shape of 'x' is not declared: add --dim x=SIZExSIZE");
  const Signature count = signature_of("fn f(n: i64) -> i64 { return n }");
  const Error number = error_of([&] { cli::plan_inputs(count, {}, {}, {}); });
  EXPECT_EQ(number.code(), "E6303");
  expect_words(number.what(),
               "'n' of f(n: i64) -> i64 is a number that decides what is done: add n=VALUE");
  for (const auto& [text, code] : {std::pair{"n", "E6101"}, std::pair{"m=1", "E6102"}})
    EXPECT_EQ(error_of([&, given = text] { cli::plan_inputs(count, {given}, {}, {}); }).code(),
              code);
  EXPECT_EQ(error_of([&] { cli::plan_inputs(count, {"n=1", "n=2"}, {}, {}); }).code(), "E6102");
}

TEST(Inputs, AreTheSameForASeed) {
  const Signature signature = signature_of(
      "fn f(x: f32[N], y: f32[N], n: i32[N], b: bool[N], a: f64) -> f32 { return sum(x) }");
  const auto sweeps = cli::read_sweeps(signature, {"N=1000"});
  const auto inputs = cli::plan_inputs(signature, {"a=2"}, {}, sweeps);
  const auto one = make_arguments(inputs, sweeps, {0}, 1);
  const auto again = make_arguments(inputs, sweeps, {0}, 1);
  const auto other = make_arguments(inputs, sweeps, {0}, 2);
  EXPECT_EQ(one[0].to_vector<float>(), again[0].to_vector<float>());
  EXPECT_NE(one[0].to_vector<float>(), other[0].to_vector<float>());
  EXPECT_NE(one[0].to_vector<float>(), one[1].to_vector<float>());
  double mean = 0;
  double square = 0;
  for (const float x : one[0].to_vector<float>()) {
    mean += x / 1000.0;
    square += x * x / 1000.0;
  }
  EXPECT_NEAR(mean, 0, 0.15);
  EXPECT_NEAR(square, 1, 0.2);
  for (const std::int64_t n : one[2].to_vector<std::int64_t>()) EXPECT_TRUE(n >= 0 && n < 100);
  EXPECT_EQ(one[3].dtype(), DType::kBool);
  EXPECT_EQ(one[4].type_text(), "f64");
  EXPECT_EQ(one[4].item(), 2);
}

TEST(Inputs, MoveToOtherPlaces) {
  const std::vector<Array> made{Array::from<float>({1, 2, 3, 4}, {2, 2}), Array(3.0)};
  const auto a = relocated(made, 1);
  const auto b = relocated(made, 2);
  EXPECT_EQ(a[0].to_vector<float>(), made[0].to_vector<float>());
  EXPECT_EQ(a[0].type_text(), "f32[2, 2]");
  EXPECT_EQ(a[1].item(), 3);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(a[0].raw_data()) % 64, 0U);
  const auto offset = [](const Array& array) {
    return reinterpret_cast<std::uintptr_t>(array.raw_data()) % 4096;
  };
  EXPECT_NE(offset(a[0]), offset(b[0]));
  EXPECT_EQ(relocated({Array::zeros(DType::kF32, {0, 3})}, 1)[0].size(), 0);
}

}  // namespace
}  // namespace sinter::measure
