// What perf is told of compiled functions, read back as the format's specification says.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

template <typename T>
T take(const std::string& bytes, std::size_t& at) {
  T value{};
  if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

std::string dump_of(const std::string& folder, pid_t process) {
  std::ifstream file(folder + "/jit-" + std::to_string(process) + ".dump", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Functions and their code; fails where the file is not as it should be.
std::multimap<std::string, std::string> functions_in(const std::string& dump, pid_t process) {
  std::multimap<std::string, std::string> found;
  std::size_t at = 0;
  EXPECT_EQ(take<std::uint32_t>(dump, at), 0x4a695444U);
  EXPECT_EQ(take<std::uint32_t>(dump, at), 1U);
  EXPECT_EQ(take<std::uint32_t>(dump, at), 40U);
  EXPECT_EQ(take<std::uint32_t>(dump, at), 62U);  // EM_X86_64
  take<std::uint32_t>(dump, at);
  EXPECT_EQ(take<std::uint32_t>(dump, at), static_cast<std::uint32_t>(process));
  auto time = take<std::uint64_t>(dump, at);
  EXPECT_EQ(take<std::uint64_t>(dump, at), 0U);
  std::set<std::uint64_t> numbers;
  while (at < dump.size()) {
    const std::size_t begin = at;
    EXPECT_EQ(take<std::uint32_t>(dump, at), 0U);
    const auto size = take<std::uint32_t>(dump, at);
    const auto loaded = take<std::uint64_t>(dump, at);
    EXPECT_GE(loaded, time);
    time = loaded;
    EXPECT_EQ(take<std::uint32_t>(dump, at), static_cast<std::uint32_t>(process));
    EXPECT_NE(take<std::uint32_t>(dump, at), 0U);
    const auto address = take<std::uint64_t>(dump, at);
    EXPECT_EQ(take<std::uint64_t>(dump, at), address);
    const auto code_size = take<std::uint64_t>(dump, at);
    EXPECT_TRUE(numbers.insert(take<std::uint64_t>(dump, at)).second);
    const std::string name(dump.c_str() + at);
    EXPECT_EQ(begin + size, at + name.size() + 1 + code_size);
    if (begin + size > dump.size() || size < 56) {
      ADD_FAILURE() << "a record of " << size << " bytes at " << begin;
      break;
    }
    found.emplace(name, dump.substr(at + name.size() + 1, code_size));
    at = begin + size;
  }
  return found;
}

EngineOptions options_for(const test::TemporaryFolder& folder) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.perf_directory = folder.path();
  return options;
}

double call(const Engine& engine, const std::string& name) {
  const auto module =
      engine.compile("fn " + name + "(x: f64[N]) -> f64 { return sum(x * x) + 1 }\n");
  return module.function(name)(Array::from<double>({1, 2}, {2})).item<double>();
}

TEST(Perf, IsToldOfEveryFunction) {
  const test::TemporaryFolder folder;
  {
    const Engine one(options_for(folder)), two(options_for(folder));
    EXPECT_EQ(call(one, "squares"), 6);
    EXPECT_EQ(call(two, "others"), 6);
  }
  const auto found = functions_in(dump_of(folder.path(), getpid()), getpid());
  EXPECT_EQ(found.count("sinter:squares"), 1);
  EXPECT_EQ(found.count("sinter:others"), 1);
  for (const auto& [name, code] : found) {
    EXPECT_FALSE(code.empty()) << name;
    EXPECT_EQ(code.find("squares"), std::string::npos);
    EXPECT_NE(std::count(code.begin(), code.end(), '\xc3'), 0) << name << " does not return";
  }
}

TEST(Perf, AChildHasAFileOfItsOwn) {
  const test::TemporaryFolder folder;
  const Engine engine(options_for(folder));
  EXPECT_EQ(call(engine, "before"), 6);
  const pid_t child = fork();
  if (child == 0) _exit(call(engine, "inside") == 6 ? 0 : 1);
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(call(engine, "behind"), 6);
  const auto own = functions_in(dump_of(folder.path(), getpid()), getpid());
  EXPECT_EQ(own.count("sinter:before") + own.count("sinter:behind"), 2);
  EXPECT_EQ(own.count("sinter:inside"), 0);
  const auto childs = functions_in(dump_of(folder.path(), child), child);
  EXPECT_EQ(childs.count("sinter:inside"), 1);
  EXPECT_EQ(childs.count("sinter:before"), 0);
}

TEST(Perf, AFolderThatIsNotThereIsAnError) {
  EngineOptions options;
  options.perf_directory = "/nowhere/at/all";
  try {
    const Engine engine(options);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "E5209");
    EXPECT_EQ(error.kind(), ErrorKind::kResource);
    EXPECT_EQ(std::string(error.what()), "cannot write /nowhere/at/all/jit-" +
                                             std::to_string(getpid()) +
                                             ".dump for perf: No such file or directory");
  }
  options.loader = Loader::kOrc;
  try {
    const Engine engine(options);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "E6001");
  }
}

}  // namespace
}  // namespace sinter
