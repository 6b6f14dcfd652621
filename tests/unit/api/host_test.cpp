// What host programs put in and ask for: allocators, asynchronous calls, mapped files, many
// threads, several engines.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sinter/files.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

class Counting final : public Allocator {
 public:
  void* allocate(std::size_t bytes) noexcept override {
    if (refuse) return nullptr;
    ++allocated;
    in_use += bytes;
    auto* const memory = static_cast<std::byte*>(std::aligned_alloc(64, bytes + 64));
    return memory == nullptr ? nullptr : memory + shift;
  }
  void release(void* memory, std::size_t bytes) noexcept override {
    ++released;
    in_use -= bytes;
    std::free(static_cast<std::byte*>(memory) - shift);
  }
  std::atomic<int> allocated{0}, released{0};
  std::atomic<std::size_t> in_use{0};
  bool refuse = false;
  std::size_t shift = 0;
};

/// A program that needs memory for more than its result.
constexpr const char* kProgram = R"(
fn scaled(x: f64[N]) -> f64[N] { return x / sum(x) }
fn picked(x: f64[N], i: i64[K]) -> f64 { return sum(x[i] * x[i]) }
fn endless(x: f64) -> f64 {
    while x > 0 { x = x + 1.0 }
    return x
}
fn sized(x: f64[A, B]) -> f64 { return sum(x) }
)";

TEST(Host, AllocatorsGiveTheMemoryOfCalls) {
  const auto allocator = std::make_shared<Counting>();
  {
    Array kept;
    {
      EngineOptions options;
      options.allocator = allocator;
      const Engine engine(options);
      const Module module = engine.compile(kProgram);
      const Array x = Array::full(DType::kF64, {100000}, 2);
      for (int i = 0; i < 3; ++i) kept = module.function("scaled")(x);
      EXPECT_GE(allocator->allocated, 3);
      EXPECT_EQ(allocator->allocated - allocator->released, 1);  // nothing but `kept`
      EXPECT_GE(allocator->in_use, 800000u);

      allocator->refuse = true;
      EXPECT_ERROR(module.function("scaled")(x), ErrorKind::kResource, "E5001", "no memory");
      allocator->refuse = false;
      allocator->shift = 8;
      EXPECT_ERROR(module.function("scaled")(x), ErrorKind::kUser, "E5005", "multiple of 64");
      const Array i = Array::zeros(DType::kI64, {200000});
      const std::vector<Array> arguments{x, i};
      const std::vector<Array> results{Array::zeros(DType::kF64, {})};
      EXPECT_ERROR(module.function("picked").call_into(arguments, results), ErrorKind::kUser,
                   "E5005", "multiple of 64");
      allocator->shift = 0;
      EXPECT_EQ(module.function("picked")(x, i).item(), 800000);
    }
    EXPECT_EQ(kept.at<double>(0), 1e-5);  // outlives the engine
  }
  EXPECT_EQ(allocator->allocated, allocator->released);
  EXPECT_EQ(allocator->in_use, 0u);
}

TEST(Host, AsynchronousCalls) {
  const Engine engine;
  const Module module = engine.compile(kProgram);
  std::vector<std::future<std::vector<Array>>> calls;
  for (int i = 1; i <= 8; ++i) {
    calls.push_back(
        module.function("scaled").call_async({Array::full(DType::kF64, {1000 * i}, i)}));
  }
  for (int i = 1; i <= 8; ++i) {
    const std::vector<Array> results = calls[static_cast<std::size_t>(i) - 1].get();
    EXPECT_DOUBLE_EQ(results.at(0).at<double>(0), 1.0 / (1000 * i));
  }
  auto wrong = module.function("scaled").call_async({1.0, 2.0});
  EXPECT_ERROR(wrong.get(), ErrorKind::kUser, "E0301", "takes 1 argument");

  std::future<std::vector<Array>> endless;
  const CancelToken token;
  {
    const CancelToken copy = token;
    CallOptions options;
    options.cancel = &copy;
    endless = module.function("endless").call_async({1.0}, options);
  }
  EXPECT_EQ(endless.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout);
  token.cancel();
  EXPECT_ERROR(endless.get(), ErrorKind::kCancelled, "E6031", "cancelled");
}

TEST(Host, MappedFilesAreViews) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "mapped_test.npy";
  const Array x = Array::from<float>({1, 2, 3, 4, 5, 6}, {2, 3});
  save(path, x);
  const Engine engine;
  const auto total =
      engine.compile("fn total(x: f32[A, B]) -> f32 { return sum(x) }").function("total");
  {
    const Array mapped = map_npy(path);
    EXPECT_EQ(mapped.type_text(), "f32[2, 3]");
    EXPECT_FALSE(mapped.is_writable());
    EXPECT_EQ(mapped.to_vector<float>(), x.to_vector<float>());
    const Array row = mapped.select(0, 1);
    EXPECT_EQ(total(mapped).item<float>(), 21);
    std::filesystem::remove(path);  // the pages stay
    EXPECT_EQ(row.at<const float>(2), 6);
  }
  const auto write = [&](const std::string& header, const std::string& data) {
    std::ofstream file(path, std::ios::binary);
    const std::string preamble{"\x93NUMPY\x01\x00", 8};
    file << preamble << static_cast<char>(header.size()) << '\0' << header << data;
  };
  write("{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3)}\n",
        std::string("\1\0\2\0\3\0\4\0\5\0\6\0", 12));  // and not aligned
  EXPECT_EQ(map_npy(path).to_vector<std::int16_t>(), (std::vector<std::int16_t>{1, 3, 5, 2, 4, 6}));
  write("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3)}\n", "");
  EXPECT_EQ(map_npy(path).type_text(), "f64[0, 3]");
  write("{'descr': '>i2', 'fortran_order': False, 'shape': (1,)}\n", std::string("\0\1", 2));
  EXPECT_ERROR(map_npy(path), ErrorKind::kUser, "E4207", "byte order");
  write("{'descr': '<i2', 'fortran_order': False, 'shape': (2,)}\n", std::string("\0\1", 2));
  EXPECT_ERROR(map_npy(path), ErrorKind::kUser, "E4214", "needs 4 bytes");
  EXPECT_ERROR(map_npy(path + ".csv"), ErrorKind::kUser, "E4205", "only .npy");
  std::filesystem::remove(path);
  EXPECT_ERROR(map_npy(path), ErrorKind::kUser, "E4201", "mapped_test");
}

TEST(Host, OneEngineForThirtyTwoThreads) {
  std::atomic<int> compiles{0};
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.on_event = [&](const Event& event) { compiles += event.kind == Event::Kind::kCompiled; };
  const Engine engine(options);
  const Module module = engine.compile(kProgram);
  const Function sized = module.function("sized");
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 32; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 1; i <= 20; ++i) {
        const Array x = Array::full(DType::kF64, {t + 1, i}, 0.5);
        wrong += sized(x).item() != 0.5 * (t + 1) * i;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(compiles, 1);
}

TEST(Host, EnginesSideBySide) {
  EngineOptions narrow;
  narrow.vector_bits = 128;
  narrow.threads = 1;
  EngineOptions slow;
  slow.backend = Backend::kInterpreter;
  EngineOptions small;
  small.memory_limit = 1 << 16;
  std::vector<std::thread> threads;
  for (const EngineOptions& options : {EngineOptions(), narrow, slow}) {
    threads.emplace_back([options] {
      for (int i = 0; i < 5; ++i) {
        const Engine engine(options);
        const Array x = Array::full(DType::kF64, {300}, 2);
        EXPECT_EQ(engine.compile(kProgram).function("scaled")(x).at<double>(299), 1.0 / 300);
      }
    });
  }
  const Engine limited(small);
  const auto scaled = limited.compile(kProgram).function("scaled");
  EXPECT_ERROR(scaled(Array::full(DType::kF64, {100000}, 2)), ErrorKind::kResource, "E5002",
               "memory limit");
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sinter
