// LLVM in processes of its own: the same results, and what goes wrong there stays there.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/sanitizers.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = R"(
fn entropy(x: f32[B, D]) -> f32[B] {
    p = softmax(x, axis=1)
    return -sum(p * log(p), axis=1)
}
fn steps(x: f64[N]) {
    y = x
    for i in 1..N { y[i] += y[i - 1] * 0.5 }
    return y
})";

EngineOptions options_with(CompilerLimits limits = {}) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.compiler_process = limits;
  return options;
}

/// Children of this process by the compiler's name.
std::vector<pid_t> compilers() {
  std::vector<pid_t> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::istringstream stat(test::read_file(entry.path() / "stat"));
    std::string id, command, state;
    pid_t parent = 0;
    stat >> id >> command >> state >> parent;
    if (parent == getpid() && command.starts_with("(sinter_compile") && state != "Z")
      found.push_back(std::stoi(name));
  }
  return found;
}

/// The rest of a test with another plugin than LLVM's.
class Plugin {
 public:
  explicit Plugin(const char* what) {
    setenv("SINTER_LLVM_PLUGIN", SINTER_BAD_PLUGIN, 1);
    setenv("SINTER_TEST_PLUGIN", what, 1);
  }
  ~Plugin() {
    unsetenv("SINTER_LLVM_PLUGIN");
    unsetenv("SINTER_TEST_PLUGIN");
  }
};

const Array kX = Array::from<float>({1, 2, 3, 4, 4, 4}, {2, 3});

TEST(CompilerProcess, GivesTheSameBitsWithoutLlvmInThisOne) {
  const Function f = Engine(options_with()).compile(kProgram).function("entropy");
  const auto found = f(kX).to_vector<float>();
  EXPECT_EQ(test::read_file("/proc/self/maps").find("LLVM"), std::string::npos);
  EngineOptions plain = options_with();
  plain.compiler_process.reset();
  EXPECT_EQ(Engine(plain).compile(kProgram).function("entropy")(kX).to_vector<float>(), found);
  EXPECT_EQ(compilers().size(), 1U);
}

TEST(CompilerProcess, ServesOneKernelAfterAnotherAndEndsWithTheEngine) {
  {
    const Engine engine(options_with());
    const Module module = engine.compile(kProgram);
    module.function("entropy")(kX);
    const auto first = compilers();
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(module.function("steps")(Array::from<double>({1, 2})).to_vector<double>(),
              (std::vector<double>{1, 2.5}));
    EXPECT_EQ(compilers(), first);
    // One that is gone is replaced.
    kill(first[0], SIGKILL);
    EXPECT_EQ(engine.compile("fn f(x: f64[N]) { return 3 * x }")
                  .function("f")(Array::from<double>({1}))
                  .item(),
              3);
    EXPECT_EQ(compilers().size(), 1U);
    EXPECT_NE(compilers(), first);
  }
  EXPECT_TRUE(compilers().empty());
}

TEST(CompilerProcess, CanBeCancelled) {
  const Engine engine(options_with({std::chrono::minutes(10), std::size_t{1} << 40}));
  std::string slow = "fn f(x: f64[N]) -> f64[N] {\n    y = x\n";
  for (int i = 0; i < 300; ++i) {
    slow += "    y = sin(y * " + std::to_string(i) + ".5) + cos(x / " + std::to_string(i + 1) +
            ".25) * exp(-y) + tanh(x - " + std::to_string(i) + ")\n";
  }
  const Function function = engine.compile(slow + "    return y\n}").function("f");
  const Array x = Array::from<double>({1, 2});
  std::atomic<bool> ended{false};
  std::thread call([&] {
    EXPECT_ERROR(function(x), ErrorKind::kCancelled, "E6031", "compiling was cancelled");
    ended = true;
  });
  // Its process is there some time after the call has begun.
  while (!ended) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    engine.cancel_compiles();
  }
  call.join();
  EXPECT_TRUE(compilers().empty());
  // The engine goes on, with another process.
  EXPECT_EQ(engine.compile("fn g(x: f64[N]) { return 3 * x }").function("g")(x).to_vector<double>(),
            (std::vector<double>{3, 6}));
  engine.cancel_compiles();  // nothing runs
  EXPECT_EQ(engine.compile("fn g(x: f64[N]) { return 4 * x }").function("g")(x).to_vector<double>(),
            (std::vector<double>{4, 8}));
  Engine(EngineOptions()).cancel_compiles();  // no processes at all
}

TEST(CompilerProcess, CompilesForManyThreadsAtOnce) {
  const Engine engine(options_with());
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 3; ++i) {
        const std::string text =
            "fn f(x: f64[N]) { return x + " + std::to_string(10 * t + i) + " }";
        wrong +=
            engine.compile(text).function("f")(Array::from<double>({1})).item() != 10 * t + i + 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(CompilerProcess, AChildAfterForkHasItsOwn) {
  const Engine engine(options_with());
  const Module module = engine.compile(kProgram);
  module.function("entropy")(kX);
  const pid_t child = fork();
  if (child == 0) {
    const auto y = module.function("steps")(Array::from<double>({1, 2})).to_vector<double>();
    _exit(y[1] == 2.5 ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(module.function("steps")(Array::from<double>({1, 2})).to_vector<double>()[1], 2.5);
}

TEST(CompilerProcess, EndsWhatTakesTooLong) {
  using std::chrono::milliseconds;
  const Engine engine(options_with({.time = milliseconds(200)}));
  {
    const Plugin plugin("hang");
    EXPECT_ERROR(engine.compile(kProgram).function("entropy")(kX), ErrorKind::kResource, "E5206",
                 "longer than its limit of 200 ms");
  }
  EXPECT_TRUE(compilers().empty());
  // A failure is not remembered: with LLVM the same engine works.
  const Engine patient(options_with());
  EXPECT_EQ(patient.compile(kProgram).function("entropy")(kX).size(), 2);
}

TEST(CompilerProcess, SaysHowTheCompilerEnded) {
  const auto refused = [](const char* what, ErrorKind kind, const char* code, const char* words) {
    const Plugin plugin(what);
    const Engine engine(options_with({.memory = std::size_t{64} << 20}));
    const Function f = engine.compile(kProgram).function("entropy");
    EXPECT_ERROR(f(kX), kind, code, words);
    EXPECT_ERROR(f(kX), kind, code, words);  // again, with a process of its own
  };
  // Sanitizers catch the signal, and need more address space than any limit.
  if (!test::kSanitized)
    refused("crash", ErrorKind::kResource, "E5207", "ended by signal 11 (Segmentation fault)");
  refused("exit", ErrorKind::kResource, "E5207", "ended by exit status 7");
  if (!test::kSanitized)
    refused("exhaust", ErrorKind::kResource, "E5207", "no more memory; it may use 64 MiB");
  refused("fail", ErrorKind::kInternal, "E5202", "the LLVM backend failed: no");
  refused("rubbish", ErrorKind::kInternal, "E5101", "not an ELF file");
}

TEST(CompilerProcess, LimitsTheMemoryOfLlvm) {
  if (test::kSanitized) GTEST_SKIP() << "sanitizers need more address space than any limit";
  const Engine engine(options_with({.memory = std::size_t{1} << 20}));
  EXPECT_ERROR(engine.compile(kProgram).function("entropy")(kX), ErrorKind::kResource, "E5207",
               "it may use 1 MiB");
}

TEST(CompilerProcess, ChecksItsOptions) {
  EngineOptions options = options_with();
  options.loader = Loader::kOrc;
  EXPECT_ERROR(Engine(options), ErrorKind::kUser, "E6001", "needs Loader::kSmall");
  EXPECT_ERROR(Engine(options_with({.time = std::chrono::milliseconds(0)})), ErrorKind::kUser,
               "E6001", "a time limit of 0 ms");
  const test::TemporaryFolder folder;
  fs::copy(SINTER_BAD_PLUGIN, folder / "libalone.so");
  setenv("SINTER_LLVM_PLUGIN", (folder / "libalone.so").c_str(), 1);
  EXPECT_ERROR(Engine(options_with()).compile(kProgram).function("entropy")(kX),
               ErrorKind::kUnavailable, "E5205", "cannot be started: No such file");
  unsetenv("SINTER_LLVM_PLUGIN");
}

}  // namespace
}  // namespace sinter
