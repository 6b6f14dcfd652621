// Graphs as programs: binding, layouts, overlap, failures, kernels made once; native code against
// the interpreter.
#include "runtime/core/program.h"

#include <xmmintrin.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <thread>

#include "compiler/pipeline.h"
#include "runtime/cache/entry.h"
#include "runtime/core/array_state.h"
#include "tests/common/temporary.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter::runtime {
namespace {

using test::expect_error;

constexpr const char* kSoftmax = R"(graph softmax
  dim B
  dim D
  guard D >= 1 : E0301 "the axis is empty: D is {left}"
  %0 = parameter x : f32[B, D]
  %1 = reduce_max %0 {axis=1} : f32[B]
  %2 = broadcast %1 {axes=[0]} : f32[B, D]
  %3 = sub %0, %2 : f32[B, D]
  %4 = exp %3 : f32[B, D]
  %5 = reduce_sum %4 {axis=1} : f32[B]
  %6 = broadcast %5 {axes=[0]} : f32[B, D]
  %7 = div %4, %6 : f32[B, D]
  return %7
)";

constexpr const char* kAddAndSum = R"(graph add_and_sum
  dim N
  dim M
  %0 = parameter x : f64[N, M]
  %1 = parameter y : f64[N, M]
  %2 = add %0, %1 : f64[N, M]
  %3 = reduce_sum %2 {axis=1} : f64[N]
  return %2, %3
)";

constexpr const char* kDivide = R"(graph divide
  dim N
  location 0 3..9 7:4 "a.sinter"
  %0 = parameter a : i64[N]
  %1 = parameter b : i64[N]
  %2 = floordiv %0, %1 : i64[N] @0
  return %2
)";

std::shared_ptr<Program> program(const char* text, EngineOptions options = {}) {
  if (options.cache_directory.empty()) options.disk_cache = CachePolicy::kOff;
  graph::Graph graph = graph::parse_graph(text);
  optimize(graph);
  return std::make_shared<Program>(std::make_shared<EngineCore>(std::move(options)),
                                   std::move(graph));
}

EngineOptions with(Backend backend) {
  EngineOptions options;
  options.backend = backend;
  return options;
}

Array numbers(DType dtype, const Array::Shape& shape, int seed = 1) {
  std::vector<double> values(static_cast<std::size_t>(Array::empty(dtype, shape).size()));
  std::uint32_t state = static_cast<std::uint32_t>(seed);
  for (double& value : values) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<double>(state >> 8) / double(1 << 22) - 2;
  }
  return Array::from(values, shape).astype(dtype);
}

std::vector<Array> call(Program& program, std::vector<Array> arguments) {
  std::optional<CompileEvent> event;
  return program.call(arguments, event);
}

void expect_same(const Array& a, const Array& b) {
  ASSERT_EQ(a.type_text(), b.type_text());
  const Array x = a.contiguous();
  const Array y = b.contiguous();
  EXPECT_EQ(std::memcmp(x.raw_data(), y.raw_data(), x.bytes()), 0);
}

/// The same numbers in memory of other strides.
std::vector<Array> layouts_of(const Array& a) {
  const Array wide = Array::empty(a.dtype(), {a.shape(0), a.shape(1) + 3});
  const Array inner = wide.slice(1, 2, 2 + a.shape(1));
  inner.assign(a);
  const Array columns = Array::empty(a.dtype(), {a.shape(1), a.shape(0)}).transpose();
  columns.assign(a);
  const Array backwards = Array::empty(a.dtype(), {a.shape(0), a.shape(1)}).slice(1, -1, -1000, -1);
  backwards.assign(a);
  const Array rows = Array::empty(a.dtype(), {a.shape(0), a.shape(1)}).slice(0, -1, -1000, -1);
  rows.assign(a);
  return {a, inner, columns, backwards, rows};
}

TEST(Program, EveryLayoutGivesTheInterpretersBits) {
  const auto native = program(kAddAndSum);
  const auto interpreter = program(kAddAndSum, with(Backend::kInterpreter));
  for (const auto& shape :
       {Array::Shape{5, 7}, Array::Shape{3, 200}, Array::Shape{0, 4}, Array::Shape{4, 0}}) {
    const Array x = numbers(DType::kF64, shape);
    const Array y = numbers(DType::kF64, shape, 2);
    const auto expected = call(*interpreter, {x, y});
    for (const Array& view : layouts_of(x)) {
      for (const auto& found : {call(*native, {view, y}), call(*interpreter, {view, y})}) {
        ASSERT_EQ(found.size(), 2u);
        expect_same(found[0], expected[0]);
        expect_same(found[1], expected[1]);
      }
    }
  }
}

TEST(Program, WidthsThreadsLoadersAndSpecializationGiveTheSameBits) {
  const Array x = numbers(DType::kF32, {301, 130});
  const auto expected = call(*program(kSoftmax), {x});
  for (const int bits : {128, 256}) {
    for (const auto specialize : {Specialize::kSymbolic, Specialize::kExact}) {
      for (const auto loader : {Loader::kSmall, Loader::kOrc}) {
        EngineOptions options;
        options.vector_bits = bits;
        options.specialize = specialize;
        options.loader = loader;
        options.threads = bits == 128 ? 1 : 3;
        expect_same(call(*program(kSoftmax, options), {x})[0], expected[0]);
      }
    }
  }
  const auto meaning = call(*program(kSoftmax, with(Backend::kInterpreter)), {x});
  for (std::int64_t i = 0; i < x.size(); ++i) {
    ASSERT_NEAR(expected[0].data<float>()[i], meaning[0].data<float>()[i],
                1e-6 * meaning[0].data<float>()[i]);
  }
}

TEST(Program, BindingAndGuardErrorsAreTheInterpreters) {
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    const auto softmax = program(kSoftmax, with(backend));
    expect_error("E0301", "the axis is empty: D is 0",
                 [&] { call(*softmax, {numbers(DType::kF32, {3, 0})}); });
    expect_error("E0302", "has dtype f64", [&] { call(*softmax, {numbers(DType::kF64, {3, 1})}); });
    expect_error("E0303", "has 1 axes", [&] { call(*softmax, {numbers(DType::kF32, {3})}); });
    const auto add = program(kAddAndSum, with(backend));
    expect_error("E0304", "dimension N is 2 in argument 'x'",
                 [&] { call(*add, {numbers(DType::kF64, {2, 3}), numbers(DType::kF64, {3, 3})}); });
  }
}

TEST(Program, RunTimeFailuresNameTheLowestElement) {
  std::vector<std::int64_t> divisors(10000, 3);
  divisors[7001] = divisors[1234] = divisors[9999] = 0;
  const Array a = Array::from(std::vector<std::int64_t>(10000, 7));
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    const auto divide = program(kDivide, with(backend));
    expect_error("E0310", "a.sinter:7:4: integer division by zero",
                 [&] { call(*divide, {a, Array::from(divisors)}); });
    expect_error("E0310", "1234", [&] { call(*divide, {a, Array::from(divisors)}); });
    EXPECT_EQ(call(*divide, {a, a})[0].at<std::int64_t>(9999), 1) << "the program stays usable";
  }
}

TEST(Program, ResultsMayOverlapArgumentsAndHaveAnyStrides) {
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    const auto add = program(kAddAndSum, with(backend));
    const Array x = numbers(DType::kF64, {4, 6});
    const Array y = numbers(DType::kF64, {4, 6}, 2);
    const auto expected = call(*add, {x, y});
    std::optional<CompileEvent> event;
    for (const Array& target : layouts_of(Array::zeros(DType::kF64, {4, 6}))) {
      const Array sums = Array::zeros(DType::kF64, {8}).slice(0, 0, 8, 2);
      add->call_into(std::vector{x, y}, std::vector{target, sums}, event);
      expect_same(target, expected[0]);
      expect_same(sums, expected[1]);
    }
    const Array in_place = x.copy();
    add->call_into(std::vector{in_place, y}, std::vector{in_place, Array::zeros(DType::kF64, {4})},
                   event);
    expect_same(in_place, expected[0]);
    const Array buffer = Array::zeros(DType::kF64, {5, 6});
    buffer.slice(0, 0, 4).assign(
        x);  // shifted by a row: every row is read after its neighbour is written
    add->call_into(std::vector{buffer.slice(0, 0, 4), y},
                   std::vector{buffer.slice(0, 1, 5), Array::zeros(DType::kF64, {4})}, event);
    expect_same(buffer.slice(0, 1, 5), expected[0]);
  }
}

TEST(Program, UnsuitableResultsAreRefused) {
  const auto add = program(kAddAndSum);
  const std::vector<Array> arguments{numbers(DType::kF64, {4, 6}), numbers(DType::kF64, {4, 6})};
  const Array good = Array::zeros(DType::kF64, {4, 6});
  const Array sums = Array::zeros(DType::kF64, {4});
  const auto refused = [&](const char* code, const char* words, std::vector<Array> results) {
    std::optional<CompileEvent> event;
    expect_error(code, words, [&] { add->call_into(arguments, results, event); });
  };
  refused("E6011", "add_and_sum gives 2 results; 1 arrays", {good});
  refused("E6012", "result 1 of add_and_sum is f64[4]; the array given for it is f64[5]",
          {good, Array::zeros(DType::kF64, {5})});
  refused("E6012", "is f64[4, 6]; the array given for it is f32[4, 6]",
          {Array::zeros(DType::kF32, {4, 6}), sums});
  double memory[24] = {};
  refused("E6013", "read-only", {Array::view(static_cast<const double*>(memory), {4, 6}), sums});
  refused("E6014", "share memory (strides [1, 1])", {Array::view(memory, {4, 6}, {1, 1}), sums});
  refused("E6015", "results 0 and 1 of add_and_sum overlap", {good, good.select(1, 0)});
}

TEST(Program, KernelsAreMadeOncePerVariant) {
  const auto add = program(kAddAndSum);
  const Array x = numbers(DType::kF64, {4, 6});
  std::optional<CompileEvent> event;
  (void)add->call(std::vector{x, x}, event);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->specialization, "x: f64[N, M] contiguous, y: f64[N, M] contiguous");
  EXPECT_EQ(event->reason, "");
  EXPECT_GT(event->times.lowering, 0);
  EXPECT_GT(event->times.llvm, 0);
  EXPECT_GT(event->times.link, 0);
  EXPECT_GT(event->code_bytes, 100u);
  event.reset();
  (void)add->call(std::vector{numbers(DType::kF64, {9, 31}), numbers(DType::kF64, {9, 31})}, event);
  EXPECT_FALSE(event.has_value()) << "new sizes are no compile";
  (void)add->call(std::vector{x.slice(1, 0, 3), x.slice(1, 3, 6)}, event);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->reason, "x is inner-contiguous (was contiguous)");

  EngineOptions options;
  options.specialize = Specialize::kExact;
  const auto exact = program(kAddAndSum, options);
  event.reset();
  (void)exact->call(std::vector{x, x}, event);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->specialization, "x: f64[4, 6] contiguous, y: f64[4, 6] contiguous");
  event.reset();
  (void)exact->call(std::vector{x.slice(0, 0, 2), x.slice(0, 0, 2)}, event);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->reason, "new sizes");
}

TEST(Program, ManyThreadsShareOneCompile) {
  const auto softmax = program(kSoftmax);
  const Array x = numbers(DType::kF32, {64, 33});
  std::atomic<int> compiles{0};
  std::vector<Array> results(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < results.size(); ++t) {
      threads.emplace_back([&, t] {
        std::optional<CompileEvent> event;
        results[t] = softmax->call(std::vector{x}, event)[0];
        compiles += event.has_value() ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(compiles.load(), 1);
  for (const Array& result : results) expect_same(result, results[0]);
}

TEST(Program, ForeignBoolsAndUnalignedMemoryAreTaken) {
  constexpr const char* kSelect = R"(graph pick
  dim N
  %0 = parameter c : bool[N]
  %1 = parameter x : f32[N]
  %2 = neg %1 : f32[N]
  %3 = where %0, %1, %2 : f32[N]
  %4 = not %0 : bool[N]
  return %3, %4
)";
  const unsigned char flags[4] = {0, 1, 2, 255};
  alignas(8) std::byte memory[17] = {};
  const float values[4] = {1, 2, 3, 4};
  std::memcpy(memory + 1, values, sizeof values);
  const Array c =
      Array::view_bytes(const_cast<unsigned char*>(flags), DType::kBool, {4}, {}, false);
  const Array x = Array::view_bytes(memory + 1, DType::kF32, {4}, {}, true);
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    const auto found = call(*program(kSelect, with(backend)), {c, x});
    EXPECT_EQ(found[0].to_vector<float>(), (std::vector<float>{-1, 2, 3, 4}));
    EXPECT_EQ(found[1].to_vector<int>(), (std::vector<int>{1, 0, 0, 0}));
  }
}

TEST(Program, TheHostsFloatingPointStateIsUntouched) {
  const unsigned before = _mm_getcsr();
  const unsigned host = 0x1f80 | 0x8040 | 0x4000;  // flush to zero, round upwards
  const Array tiny = Array::from<double>({5e-324, 1.0}, {1, 2});
  const Array zero = Array::from<double>({0.0, 0x1p-60}, {1, 2});
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    const auto add = program(kAddAndSum, with(backend));
    _mm_setcsr(host);
    const auto found = call(*add, {tiny, zero});
    const unsigned after = _mm_getcsr();
    _mm_setcsr(before);
    EXPECT_EQ(after, host);
    EXPECT_EQ(found[0].data<double>()[0], 5e-324) << "denormals are kept";
    EXPECT_EQ(found[0].data<double>()[1], 1.0) << "rounded to nearest";
  }
}

TEST(Program, MemoryLimitsAreResourceErrorsAndTheProgramStaysUsable) {
  for (const Backend backend : {Backend::kLlvm, Backend::kInterpreter}) {
    EngineOptions options = with(backend);
    options.memory_limit = 1 << 20;
    const auto add = program(kAddAndSum, options);
    const Array big = Array::zeros(DType::kF64, {1000, 1000});
    expect_error(
        "E5002", "memory limit of 1048576 bytes", [&] { call(*add, {big, big}); },
        ErrorKind::kResource);
    const Array small = numbers(DType::kF64, {4, 6});
    EXPECT_EQ(call(*add, {small, small}).size(), 2u);
  }
}

TEST(EngineCore, OptionsThatMakeNoSenseAreRefused) {
  const auto refused = [](const char* words, const auto& change) {
    EngineOptions options;
    change(options);
    expect_error("E6001", words, [&] { EngineCore core(options); });
  };
  refused("threads is -1", [](EngineOptions& o) { o.threads = -1; });
  refused("vector_bits is 64", [](EngineOptions& o) { o.vector_bits = 64; });
  refused("'nothing' cannot be left out (disabled_passes): the passes are simplify",
          [](EngineOptions& o) { o.disabled_passes = {"nothing"}; });
}

/// A folder for a disk cache.
class ProgramDiskCache : public ::testing::TestWithParam<Loader> {
 protected:
  ProgramDiskCache() {
    options_.cache_directory = directory_;
    options_.disk_cache = CachePolicy::kOn;
    options_.loader = GetParam();
    options_.on_event = [this](const Event& event) { events_.push_back(event); };
  }

  /// Softmax by a new engine, as a new process would run it.
  std::vector<float> softmax(std::optional<CompileEvent>& event) {
    const Array x = Array::from<float>({1, 2, 3, 4, 4, 4}, {2, 3});
    const auto core = std::make_shared<EngineCore>(options_);
    graph::Graph graph = graph::parse_graph(kSoftmax);
    optimize(graph);
    Program program(core, std::move(graph));
    const std::vector<Array> results = program.call(std::vector{x}, event);
    opened_plugin_ = core->is_plugin_open();
    return results[0].to_vector<float>();
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> found;
    for (const auto& item : std::filesystem::recursive_directory_iterator(directory_))
      if (item.is_regular_file() && item.path().filename() != "size") found.push_back(item.path());
    return found;
  }

  const test::TemporaryFolder folder_;
  const std::string directory_ = folder_.path();
  EngineOptions options_;
  std::vector<Event> events_;
  bool opened_plugin_ = false;
};

TEST_P(ProgramDiskCache, ASecondEngineLoadsWhatTheFirstCompiled) {
  std::optional<CompileEvent> first, second;
  const auto compiled = softmax(first);
  ASSERT_TRUE(first.has_value());
  EXPECT_FALSE(first->from_disk);
  EXPECT_TRUE(opened_plugin_);
  ASSERT_EQ(files().size(), 1U);
  const auto loaded = softmax(second);
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(second->from_disk);
  EXPECT_EQ(second->times.llvm, 0);
  EXPECT_EQ(opened_plugin_, GetParam() == Loader::kOrc) << "a hit needs no LLVM";
  EXPECT_EQ(second->specialization, first->specialization);
  EXPECT_EQ(loaded, compiled);
  ASSERT_EQ(events_.size(), 2U);
  EXPECT_EQ(events_[0].kind, Event::Kind::kCompiled);
  EXPECT_EQ(events_[1].kind, Event::Kind::kReadFromDisk);
  EXPECT_EQ(events_[1].function, "softmax");
}

TEST_P(ProgramDiskCache, OtherOptionsAreOtherKernels) {
  std::optional<CompileEvent> event;
  softmax(event);
  options_.vector_bits = 128;
  softmax(event);
  EXPECT_FALSE(event->from_disk);
  options_.specialize = Specialize::kExact;
  softmax(event);
  EXPECT_FALSE(event->from_disk);
  options_.disabled_passes = {"dot", "factor", "contraction", "simplify", "simplify-again"};
  softmax(event);
  EXPECT_EQ(files().size(), event->from_disk ? 3U : 4U);
}

TEST_P(ProgramDiskCache, ADamagedEntryIsCompiledAgainAndReplaced) {
  std::optional<CompileEvent> event;
  const auto right = softmax(event);
  const auto path = files().at(0);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  EXPECT_EQ(softmax(event), right);
  EXPECT_FALSE(event->from_disk);
  ASSERT_EQ(events_.size(), 3U);
  EXPECT_EQ(events_[1].kind, Event::Kind::kWarning);
  EXPECT_NE(events_[1].text.find("is not used"), std::string::npos) << events_[1].text;
  EXPECT_EQ(softmax(event), right);
  EXPECT_TRUE(event->from_disk);
}

TEST_P(ProgramDiskCache, AnEntryWhoseObjectDoesNotLoadIsCompiledAgain) {
  std::optional<CompileEvent> event;
  const auto right = softmax(event);
  const auto path = files().at(0);
  std::ifstream in(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const Unpacked whole = unpack(std::as_bytes(std::span(bytes)), "");
  ASSERT_TRUE(whole.entry.has_value());
  CacheEntry broken = *whole.entry;
  broken.object.resize(broken.object.size() / 2);
  const auto packed = pack(whole.key, broken);
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(packed.data()),
             static_cast<std::streamsize>(packed.size()));
  EXPECT_EQ(softmax(event), right);
  EXPECT_FALSE(event->from_disk);
  EXPECT_NE(events_.at(1).text.find("cannot be loaded"), std::string::npos) << events_[1].text;
}

TEST_P(ProgramDiskCache, FailuresOfLoadedKernelsHaveTheirPlaces) {
  for (const bool from_disk : {false, true}) {
    const auto divide = program(kDivide, options_);
    const Array a = Array::from<std::int64_t>({1, 2, 3}, {3});
    const Array b = Array::from<std::int64_t>({1, 0, 3}, {3});
    std::optional<CompileEvent> event;
    expect_error("E0310", "a.sinter:7:4", [&] { divide->call(std::vector{a, b}, event); });
    ASSERT_TRUE(event.has_value());
    EXPECT_EQ(event->from_disk, from_disk);
  }
}

TEST_P(ProgramDiskCache, AFolderThatCannotBeUsedWarnsOnce) {
  options_.cache_directory = "/proc/sinter";
  const auto core = std::make_shared<EngineCore>(options_);
  for (const char* text : {kSoftmax, kAddAndSum}) {
    graph::Graph graph = graph::parse_graph(text);
    Program program(core, std::move(graph));
    std::optional<CompileEvent> event;
    const Array x = text == kSoftmax ? Array::from<float>({1, 2}, {1, 2}).copy()
                                     : Array::from<double>({1, 2}, {1, 2}).copy();
    const std::vector<Array> arguments(text == kSoftmax ? 1 : 2, x);
    program.call(arguments, event);
    EXPECT_FALSE(event->from_disk);
  }
  const auto warnings = std::ranges::count_if(
      events_, [](const Event& event) { return event.kind == Event::Kind::kWarning; });
  EXPECT_EQ(warnings, 1);
}

INSTANTIATE_TEST_SUITE_P(Loaders, ProgramDiskCache, ::testing::Values(Loader::kSmall, Loader::kOrc),
                         [](const auto& parameter) {
                           return parameter.param == Loader::kOrc ? "Orc" : "Small";
                         });

}  // namespace
}  // namespace sinter::runtime
