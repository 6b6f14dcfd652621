// The disk cache: what is damaged, foreign or in the way is a miss and a warning.
#include "runtime/cache/disk_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "compiler/pipeline.h"
#include "runtime/cache/identity.h"
#include "runtime/cache/key.h"
#include "tests/common/temporary.h"

namespace sinter::runtime {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 40;

/// A folder of its own, removed at the end.
class DiskCacheTest : public ::testing::Test {
 protected:
  std::shared_ptr<DiskCache> open(std::uint64_t limit = kNoLimit) {
    return DiskCache::open(directory_, limit,
                           [this](const std::string& text) { warnings_.push_back(text); });
  }
  /// Exactly one warning since the last call, with these words.
  void expect_warning(const std::string& words) {
    ASSERT_EQ(warnings_.size(), 1U) << "expected: " << words;
    EXPECT_NE(warnings_[0].find(words), std::string::npos) << warnings_[0];
    warnings_.clear();
  }
  std::string file_of(const std::string& key) const {
    const std::string name = key_name(key);
    return directory_ + "/v1/" + name.substr(0, 2) + "/" + name.substr(2);
  }

  const test::TemporaryFolder folder_;
  std::string directory_ = folder_ / "cache";
  std::vector<std::string> warnings_;
};

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

CacheEntry entry_of(int number, std::size_t size = 64) {
  CacheEntry entry;
  entry.symbol = "kernel" + std::to_string(number);
  entry.integers = {{lower::IntegerSource::kSize, SymbolId(3), 0, 0},
                    {lower::IntegerSource::kStride, SymbolId(), number, 1}};
  std::string object(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    object[i] = static_cast<char>(number + static_cast<int>(i));
  entry.object = bytes_of(object);
  return entry;
}

bool same(const CacheEntry& a, const CacheEntry& b) {
  bool equal =
      a.symbol == b.symbol && a.object == b.object && a.integers.size() == b.integers.size();
  for (std::size_t i = 0; equal && i < a.integers.size(); ++i) {
    equal = a.integers[i].kind == b.integers[i].kind &&
            a.integers[i].symbol == b.integers[i].symbol &&
            a.integers[i].input == b.integers[i].input && a.integers[i].axis == b.integers[i].axis;
  }
  return equal;
}

std::vector<char> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::vector<char>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

TEST_F(DiskCacheTest, GivesBackWhatWasStored) {
  const auto cache = open();
  ASSERT_NE(cache, nullptr);
  EXPECT_FALSE(cache->load("a").has_value());
  cache->store("a", entry_of(1));
  cache->store("b", entry_of(2, 100'000));
  const auto other = open();  // as another process would
  ASSERT_TRUE(other->load("a").has_value());
  EXPECT_TRUE(same(*other->load("a"), entry_of(1)));
  EXPECT_TRUE(same(*other->load("b"), entry_of(2, 100'000)));
  EXPECT_FALSE(other->load("c").has_value());
  EXPECT_TRUE(warnings_.empty());
  struct stat status{};
  ASSERT_EQ(stat(directory_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700U);
}

TEST_F(DiskCacheTest, EveryTruncationIsAMiss) {
  const auto cache = open();
  cache->store("key", entry_of(7));
  const std::vector<char> whole = read_file(file_of("key"));
  ASSERT_GT(whole.size(), 100U);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_file(file_of("key"),
               {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
    EXPECT_FALSE(cache->load("key").has_value()) << length;
    expect_warning("is not used");
    EXPECT_FALSE(fs::exists(file_of("key"))) << "a damaged entry stays in the way";
  }
  write_file(file_of("key"), whole);
  EXPECT_TRUE(cache->load("key").has_value());
  std::vector<char> longer = whole;
  longer.push_back('x');
  write_file(file_of("key"), longer);
  EXPECT_FALSE(cache->load("key").has_value());
  expect_warning("length");
}

TEST_F(DiskCacheTest, EveryFlippedBitIsAMiss) {
  const auto cache = open();
  cache->store("key", entry_of(7));
  const std::vector<char> whole = read_file(file_of("key"));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::vector<char> damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    write_file(file_of("key"), damaged);
    EXPECT_FALSE(cache->load("key").has_value()) << bit;
    expect_warning("is not used");
  }
}

TEST_F(DiskCacheTest, TheFullKeyIsCompared) {
  const auto cache = open();
  cache->store("key", entry_of(7));
  fs::create_directories(fs::path(file_of("other")).parent_path());
  fs::rename(file_of("key"), file_of("other"));  // as if both had one hash
  EXPECT_FALSE(cache->load("other").has_value());
  expect_warning("another key");
}

TEST_F(DiskCacheTest, LinksAreNotFollowed) {
  const auto cache = open();
  cache->store("key", entry_of(7));
  fs::rename(file_of("key"), folder_ / "elsewhere");
  fs::create_symlink(folder_ / "elsewhere", file_of("key"));
  EXPECT_FALSE(cache->load("key").has_value());
  expect_warning("symbolic link");
  EXPECT_TRUE(fs::exists(folder_ / "elsewhere"));

  fs::create_directory_symlink(directory_, folder_ / "link");
  directory_ = folder_ / "link";
  EXPECT_EQ(open(), nullptr);
  expect_warning("symbolic link");
}

TEST_F(DiskCacheTest, FoldersThatCannotBeTrustedAreRefusedOnce) {
  ASSERT_NE(open(), nullptr);
  ASSERT_EQ(chmod(directory_.c_str(), 0777), 0);
  EXPECT_EQ(open(), nullptr);
  expect_warning(
      "others may write to it (mode 0777; 0700 is expected); kernels are kept in memory only");
  ASSERT_EQ(chmod(directory_.c_str(), 0700), 0);
  ASSERT_EQ(chmod((directory_ + "/v1").c_str(), 0720), 0);
  EXPECT_EQ(open(), nullptr);
  expect_warning("others may write to it");

  directory_ = folder_ / "file";
  write_file(directory_, {'x'});
  EXPECT_EQ(open(), nullptr);
  expect_warning("no folder");
  directory_ = folder_ / "file/below";
  EXPECT_EQ(open(), nullptr);
  expect_warning("no folder");
  directory_ = "relative";
  EXPECT_EQ(open(), nullptr);
  expect_warning("not absolute");
}

TEST_F(DiskCacheTest, ForeignOwnersAreRefused) {
  if (geteuid() == 0) {
    ASSERT_NE(open(), nullptr);
    ASSERT_EQ(chown(directory_.c_str(), 65534, 65534), 0);
  } else {
    directory_ = "/";
  }
  EXPECT_EQ(open(), nullptr);
  expect_warning("belongs to user");
}

TEST_F(DiskCacheTest, ForeignEntriesAreMisses) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const auto cache = open();
  cache->store("key", entry_of(7));
  ASSERT_EQ(chown(file_of("key").c_str(), 65534, 65534), 0);
  EXPECT_FALSE(cache->load("key").has_value());
  expect_warning("it belongs to user 65534");
  cache->store("key", entry_of(7));
  ASSERT_EQ(chmod(file_of("key").c_str(), 0666), 0);
  EXPECT_FALSE(cache->load("key").has_value());
  expect_warning("others may write to it");
}

/// Runs `body` in a child, as a user without root's powers, and gives its exit status.
template <typename Body>
int in_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

TEST_F(DiskCacheTest, ReadOnlyFoldersAreRefused) {
  ASSERT_NE(open(), nullptr);
  if (geteuid() == 0) {
    for (const std::string& path : {folder_.path(), directory_, directory_ + "/v1"})
      ASSERT_EQ(chown(path.c_str(), 65534, 65534), 0);
  }
  ASSERT_EQ(chmod((directory_ + "/v1").c_str(), 0500), 0);
  EXPECT_EQ(in_child([&] {
              if (geteuid() == 0 && setuid(65534) != 0) return 2;
              const bool refused = open() == nullptr;
              return refused && warnings_.size() == 1 &&
                             warnings_[0].find("cannot be written to") != std::string::npos
                         ? 0
                         : 1;
            }),
            0);
}

TEST_F(DiskCacheTest, AFullDiskIsAWarning) {
  EXPECT_EQ(in_child([&] {
              const auto cache = open();
              cache->store("small", entry_of(1));
              signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{1000, 1000};
              if (cache == nullptr || setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
              cache->store("key", entry_of(7, 100'000));
              if (warnings_.size() != 1) return 3;
              if (warnings_[0].find("cannot be written: File too large") == std::string::npos)
                return 4;
              if (cache->load("key").has_value()) return 5;
              return cache->load("small").has_value() ? 0 : 6;
            }),
            0);
  int left = 0;
  for (const auto& entry : fs::directory_iterator(directory_ + "/v1"))
    left += entry.path().filename().string().starts_with("tmp-") ? 1 : 0;
  EXPECT_EQ(left, 0) << "half an entry was left behind";
}

TEST_F(DiskCacheTest, ASmallFileSystemThatIsFullIsAWarning) {
  fs::create_directory(directory_);
  if (mount("none", directory_.c_str(), "tmpfs", 0, "size=64k,mode=0700") != 0)
    GTEST_SKIP() << "this process may not mount a small file system";
  {
    const auto cache = open();
    ASSERT_NE(cache, nullptr);
    for (int i = 0; i < 8; ++i) cache->store("key" + std::to_string(i), entry_of(i, 16'000));
    EXPECT_FALSE(warnings_.empty());
    EXPECT_NE(warnings_[0].find("No space left"), std::string::npos) << warnings_[0];
    EXPECT_TRUE(same(*cache->load("key0"), entry_of(0, 16'000)));
  }
  umount(directory_.c_str());
}

TEST_F(DiskCacheTest, TheLeastRecentlyUsedGoFirst) {
  constexpr std::size_t kSize = 10'000;
  const auto cache = open(10 * kSize);
  for (int i = 0; i < 8; ++i) {
    cache->store("key" + std::to_string(i), entry_of(i, kSize));
    ASSERT_TRUE(cache->load("key0").has_value());  // in use all the time
  }
  EXPECT_EQ(cache->list().size(), 8U);
  for (int i = 8; i < 40; ++i) cache->store("key" + std::to_string(i), entry_of(i, kSize));
  std::uint64_t total = 0;
  for (const auto& item : cache->list()) total += item.bytes;
  EXPECT_LE(total, 10 * kSize);
  EXPECT_TRUE(cache->load("key39").has_value());
  EXPECT_FALSE(cache->load("key1").has_value());
  EXPECT_TRUE(warnings_.empty());
  const std::size_t left = cache->list().size();
  EXPECT_EQ(cache->prune(0), left);
  EXPECT_TRUE(cache->list().empty());
}

TEST_F(DiskCacheTest, WhatKilledWritersLeaveIsRemoved) {
  const auto cache = open();
  const std::string left = directory_ + "/v1/tmp-1-0-00";
  write_file(left, {'x'});
  cache->prune(kNoLimit);
  EXPECT_TRUE(fs::exists(left)) << "it may still be in use";
  fs::last_write_time(left, fs::file_time_type::clock::now() - std::chrono::hours(2));
  cache->prune(kNoLimit);
  EXPECT_FALSE(fs::exists(left));
}

/// Several processes store and load the same keys and are killed at random; every entry that is
/// loaded has to be whole.
void storm(const std::string& directory, int processes, int keys, int rounds) {
  const auto work = [&](unsigned seed) {
    int warnings = 0;
    const auto cache =
        DiskCache::open(directory, kNoLimit, [&](const std::string&) { ++warnings; });
    if (cache == nullptr) return 2;
    std::mt19937 random(seed);
    for (int i = 0; i < rounds * keys; ++i) {
      const int number = static_cast<int>(random() % static_cast<unsigned>(keys));
      const std::string key = "key" + std::to_string(number);
      const auto size = static_cast<std::size_t>(1000 + 100 * number);
      if (const auto found = cache->load(key)) {
        if (!same(*found, entry_of(number, size))) return 3;
      } else {
        cache->store(key, entry_of(number, size));
      }
      if (random() % 8 == 0) cache->remove(key_name(key));
    }
    return warnings == 0 ? 0 : 4;
  };
  std::mt19937 random(1);
  std::vector<pid_t> children;
  int killed = 0;
  const auto start = [&](unsigned seed) {
    const pid_t child = fork();
    if (child == 0) _exit(work(seed));
    children.push_back(child);
  };
  for (int i = 0; i < processes; ++i) start(static_cast<unsigned>(i));
  while (!children.empty()) {
    usleep(static_cast<useconds_t>(random() % 3000));
    const std::size_t which = random() % children.size();
    const bool kill_it = killed < 3 * processes && random() % 3 == 0;
    if (kill_it) kill(children[which], SIGKILL);
    int status = 0;
    if (waitpid(children[which], &status, kill_it ? 0 : WNOHANG) <= 0) continue;
    children.erase(children.begin() + static_cast<std::ptrdiff_t>(which));
    if (WIFSIGNALED(status)) {
      ASSERT_EQ(WTERMSIG(status), SIGKILL);
      ++killed;
      start(random());
    } else {
      ASSERT_EQ(WEXITSTATUS(status), 0);
    }
  }
  EXPECT_GT(killed, 0);
}

TEST_F(DiskCacheTest, ProcessesThatAreKilledLeaveWholeEntries) { storm(directory_, 4, 20, 50); }
TEST_F(DiskCacheTest, LongManyProcessesThatAreKilledLeaveWholeEntries) {
  storm(directory_, 16, 200, 50);
}

graph::Graph graph_of(const std::string& dtype, const std::string& place = "a.sinter") {
  graph::Graph graph = graph::parse_graph(fmt::format(R"(graph twice
  dim N
  location 0 3..9 1:4 "{1}"
  guard N >= 1 : E0301 "in {1}" @0
  %0 = parameter x : {0}[N]
  %1 = add %0, %0 : {0}[N] @0
  return %1
)",
                                                      dtype, place));
  optimize(graph);
  return graph;
}

TEST(CacheKey, CoversEveryPartAndNothingElse) {
  const graph::Graph f32 = graph_of("f32"), f64 = graph_of("f64"),
                     moved = graph_of("f32", "b.sinter");
  KeyParts parts;
  parts.graph = &f32;
  parts.layouts = {lower::Layout::kContiguous};
  parts.known_sizes = {std::nullopt};
  parts.vector_bits = 512;
  parts.processor = "p";
  parts.sinter_build = "s";
  parts.llvm_build = "l";
  const std::string base = cache_key(parts);
  EXPECT_EQ(cache_key(parts), base);

  const auto expect_other = [&](const char* what, const auto& change) {
    KeyParts changed = parts;
    change(changed);
    EXPECT_NE(cache_key(changed), base) << what;
    EXPECT_NE(key_name(cache_key(changed)), key_name(base)) << what;
  };
  expect_other("graph", [&](KeyParts& p) { p.graph = &f64; });
  expect_other("layouts", [](KeyParts& p) { p.layouts = {lower::Layout::kStrided}; });
  expect_other("known_sizes", [](KeyParts& p) { p.known_sizes = {64}; });
  expect_other("effort", [](KeyParts& p) { p.quick = true; });
  expect_other("vector_bits", [](KeyParts& p) { p.vector_bits = 256; });
  expect_other("processor", [](KeyParts& p) { p.processor += "+avx512"; });
  expect_other("sinter_build", [](KeyParts& p) { p.sinter_build = "s2"; });
  expect_other("llvm_build", [](KeyParts& p) { p.llvm_build = "l2"; });
  expect_other("options", [](KeyParts& p) { p.options = "o"; });
  expect_other("fields that run together", [](KeyParts& p) {
    p.processor = "";
    p.sinter_build = "sp";
  });

  parts.graph = &moved;
  EXPECT_EQ(cache_key(parts), base) << "a place in a source file decides no code";
  EXPECT_EQ(key_name(base).size(), 32U);
}

TEST(CacheKey, TheBuildAndTheProcessorAreKnown) {
  EXPECT_GE(sinter_build().size(), 16U) << "linked without a build id";
  EXPECT_FALSE(this_processor().identity.empty());
#ifdef SINTER_TEST_PLUGIN
  EXPECT_NE(llvm_build().find("libsinter_llvm"), std::string::npos) << llvm_build();
#endif
}

}  // namespace
}  // namespace sinter::runtime
