// Code memory and the object loader, on objects that clang makes here.
#include "runtime/jit_llvm/object_loader.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/common/temporary.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter::runtime {
namespace {

using test::expect_error;

/// An object of a C program; empty when there is no compiler.
std::string object_of(const std::string& source, const std::string& flags = "-O2 -fPIC") {
  const std::string compiler = SINTER_TEST_CLANG;
  if (compiler.empty()) return {};
  const test::TemporaryFolder folder;
  test::write_file(folder / "a.c", source);
  const std::string command = compiler + " -c -march=x86-64-v3 " + flags + " -o " +
                              (folder / "a.o") + " " + (folder / "a.c");
  return std::system(command.c_str()) == 0 ? test::read_file(folder / "a.o") : std::string();
}

LoadedCode load(const std::string& object, CodeMemory& memory) {
  return load_object(std::as_bytes(std::span(object)), memory);
}

#define OBJECT_OR_SKIP(variable, ...)                  \
  const std::string variable = object_of(__VA_ARGS__); \
  if (variable.empty()) GTEST_SKIP() << "no clang found"

constexpr const char* kProgram = R"(
static const double table[8] = {1, 2, 3, 5, 8, 13, 21, 34};
const int* exported(void);
static __attribute__((noinline)) double pick(int i) { return table[i & 7]; }
double kernel(int i, double x) { return pick(i) * x + 0.1; }
typedef float v8 __attribute__((vector_size(32)));
void vectors(float* p) { v8 a; __builtin_memcpy(&a, p, 32); a = a * (v8){1,2,3,4,5,6,7,8}; __builtin_memcpy(p, &a, 32); }
const int shared_table[3] = {7, 8, 9};
const int* exported(void) { return shared_table; }
int (*const pointers[2])(int) ;
int jump(int i) { switch (i) { case 0: return 5; case 1: return 77; case 2: return 3; case 3: return 91; case 4: return 12; case 5: return 63; } return -1; }
int (*address(void))(int) { return jump; }
)";

std::string permissions_of(const void* address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    char permissions[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, permissions) != 3) continue;
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    if (at >= from && at < to) return permissions;
  }
  return "unmapped";
}

TEST(CodeMemory, PagesAreWritableOrExecutableNeverBoth) {
  const auto memory = CodeMemory::make();
  const std::byte* data = nullptr;
  {
    CodeBlock block = memory->allocate(5000);
    EXPECT_EQ(block.size(), 8192u);
    data = block.data();
    EXPECT_EQ(permissions_of(data), "rw-p");
    std::memset(block.data(), 0xc3, 5000);
    block.seal();
    EXPECT_EQ(permissions_of(data), "r-xp");
    EXPECT_EQ(memory->bytes_in_use(), 8192u);
  }
  EXPECT_EQ(permissions_of(data), "---p");
  EXPECT_EQ(memory->bytes_in_use(), 0u);
}

TEST(CodeMemory, ManyBlocksShareASlabAndFreedPagesAreUsedAgain) {
  const auto memory = CodeMemory::make();
  std::vector<CodeBlock> blocks;
  for (int i = 0; i < 1000; ++i) blocks.push_back(memory->allocate(100));
  EXPECT_EQ(memory->slab_count(), 1u);
  std::byte* freed = blocks[500].data();
  {
    const CodeBlock gone = std::move(blocks[500]);
  }
  EXPECT_EQ(memory->allocate(10).data(), freed);
  {
    const CodeBlock large = memory->allocate(CodeMemory::kSlab + 1);
    EXPECT_EQ(memory->slab_count(), 2u);
  }
  EXPECT_EQ(memory->slab_count(), 1u) << "an empty slab goes back to the system";
  blocks.clear();
  EXPECT_EQ(memory->bytes_in_use(), 0u);
  expect_error(
      "E5003", "cannot reserve", [&] { memory->allocate(std::size_t{1} << 62); },
      ErrorKind::kResource);
}

TEST(Loader, RunsCodeWithConstantsCallsVectorsAndTables) {
  for (const char* flags :
       {"-O2 -fPIC",
        "-O2 -fno-pic -mcmodel=small -fno-jump-tables -fdirect-access-external-data -fpie",
        "-O0 -fPIC", "-O2 -fPIC -ffunction-sections -fdata-sections",
        "-O2 -fPIC -mcmodel=small -g"}) {
    OBJECT_OR_SKIP(object, kProgram, flags);
    const auto memory = CodeMemory::make();
    const LoadedCode code = load(object, *memory);
    const auto kernel = reinterpret_cast<double (*)(int, double)>(code.lookup("kernel"));
    ASSERT_NE(kernel, nullptr) << flags;
    EXPECT_EQ(kernel(4, 2.0), 16.1);
    EXPECT_EQ(permissions_of(reinterpret_cast<void*>(kernel)), "r-xp");
    float values[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    if (__builtin_cpu_supports("avx2")) {
      reinterpret_cast<void (*)(float*)>(code.lookup("vectors"))(values);
      EXPECT_EQ(values[7], 8);
    }
    EXPECT_EQ(reinterpret_cast<const int* (*)()>(code.lookup("exported"))()[2], 9);
    EXPECT_EQ(reinterpret_cast<int (*)(int)>(code.lookup("jump"))(3), 91);
    EXPECT_EQ(reinterpret_cast<int (*(*)())(int)>(code.lookup("address"))()(1), 77);
    EXPECT_EQ(code.lookup("pick"), nullptr) << "a local symbol";
    EXPECT_EQ(code.lookup("nothing"), nullptr);
  }
}

TEST(Loader, FindsTheFusedOperationsOfC) {
  OBJECT_OR_SKIP(object, R"(
double fma(double, double, double);
float fmaf(float, float, float);
double both(double x, double y, double z) { return fma(x, y, z) + fmaf(2, x, fmaf(1, y, z)) + fma(y, y, x); }
double (*address(void))(double, double, double) { return fma; }
)",
                 "-O2 -fPIC -march=x86-64-v2");
  const auto memory = CodeMemory::make();
  const LoadedCode code = load(object, *memory);
  const auto both = reinterpret_cast<double (*)(double, double, double)>(code.lookup("both"));
  EXPECT_EQ(both(3, 5, 7), 22 + 18 + 28);
  const auto address =
      reinterpret_cast<double (*(*)())(double, double, double)>(code.lookup("address"));
  EXPECT_EQ(address()(1 + 0x1p-52, 1 - 0x1p-52, -1), -0x1p-104) << "rounded once";
}

TEST(Loader, CodeIsFreedWithItsObject) {
  OBJECT_OR_SKIP(object, kProgram);
  const auto memory = CodeMemory::make();
  const void* address = nullptr;
  {
    const LoadedCode code = load(object, *memory);
    address = code.lookup("kernel");
  }
  EXPECT_EQ(permissions_of(address), "---p");
  for (int i = 0; i < 3000; ++i) load(object, *memory);
  EXPECT_EQ(memory->bytes_in_use(), 0u);
  EXPECT_EQ(memory->slab_count(), 1u);
}

TEST(Loader, ManyThreadsLoadAndRun) {
  OBJECT_OR_SKIP(object, kProgram);
  const auto memory = CodeMemory::make();
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const LoadedCode code = load(object, *memory);
        wrong += reinterpret_cast<int (*)(int)>(code.lookup("jump"))(1) == 77 ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(Loader, RefusesWhatKernelsDoNotHave) {
  if (std::string(SINTER_TEST_CLANG).empty()) GTEST_SKIP() << "no clang found";
  const auto memory = CodeMemory::make();
  const auto refused = [&](const char* code, const char* words, const char* source,
                           const char* flags = "-O2 -fPIC") {
    const std::string object = object_of(source, flags);
    ASSERT_FALSE(object.empty()) << source;
    expect_error(code, words, [&] { load(object, *memory); }, ErrorKind::kInternal);
  };
  refused("E5102", "undefined symbol 'expf'",
          "float expf(float); float k(float x) { return expf(x); }");
  refused("E5102", "undefined symbol 'weak'",
          "__attribute__((weak)) int weak(void); int k(void) { return weak(); }");
  refused("E5103", "section .bss is writable", "int count; int k(void) { return ++count; }");
  refused("E5103", "section .data is writable", "int count = 3; int k(void) { return ++count; }");
  refused("E5103", "section .tbss is writable",
          "__thread int count; int k(void) { return ++count; }");
  refused("E5103", "section .init_array",
          "__attribute__((constructor)) static void start(void) { __asm__(\"nop\"); }");
  refused("E5101", "does not fit in 32 bits",
          "static const int t[4] = {1,2,3,4}; int k(long i) { return t[i]; }", "-O2 -fno-pic");
  refused("E5101", "it is not for x86-64", "int k(void) { return 1; }",
          "--target=aarch64-linux-gnu -march=armv8-a");
  EXPECT_EQ(memory->bytes_in_use(), 0u);
}

TEST(Loader, EveryTruncationIsAnError) {
  OBJECT_OR_SKIP(object, kProgram);
  const auto memory = CodeMemory::make();
  for (std::size_t size = 0; size < object.size(); ++size) {
    expect_error(
        "E5101", "damaged object file", [&] { load(object.substr(0, size), *memory); },
        ErrorKind::kInternal);
  }
  EXPECT_EQ(memory->bytes_in_use(), 0u);
}

TEST(Loader, EveryFlippedBitIsAnErrorOrLoads) {
  OBJECT_OR_SKIP(
      object,
      "static const float t[3] = {1, 2, 4}; const int c = 5; const int* g(void) { return &c; }\n"
      "float kernel(int i) { return t[i % 3]; }");
  const auto memory = CodeMemory::make();
  int refused = 0;
  for (std::size_t bit = 0; bit < object.size() * 8; ++bit) {
    std::string bytes = object;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    try {
      load(bytes, *memory);  // loading must be safe; running such code is what checksums prevent
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == "E5101" || error.code() == "E5102" || error.code() == "E5103" ||
                  error.code() == "E5003")
          << error.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_EQ(memory->bytes_in_use(), 0u);
}

TEST(Loader, AChildAfterForkKeepsItsCode) {
  OBJECT_OR_SKIP(object, kProgram);
  const auto memory = CodeMemory::make();
  auto code = std::make_unique<LoadedCode>(load(object, *memory));
  const auto jump = reinterpret_cast<int (*)(int)>(code->lookup("jump"));
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    char go = 0;
    const bool told =
        read(pipe_ends[0], &go, 1) == 1;  // by now the parent has freed and overwritten its own
    _exit(told && jump(1) == 77 ? 0 : 1);
  }
  code.reset();
  CodeBlock over = memory->allocate(4096);
  std::memset(over.data(), 0, over.size());
  ASSERT_EQ(write(pipe_ends[1], "g", 1), 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

}  // namespace
}  // namespace sinter::runtime
