// The folder of the disk cache: opening it safely, its size, pruning.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <tuple>

#include "runtime/cache/disk_cache.h"
#include "runtime/cache/posix_file.h"

namespace sinter::runtime {
namespace {

constexpr const char* kFormatFolder = "v1";
constexpr const char* kSizeFile = "size";
constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
/// What a killed writer left is removed when it is older than this.
constexpr std::int64_t kAbandonedSeconds = 3600;
/// Pruning leaves room, so that not every later entry prunes again.
constexpr double kPruneTo = 0.8;

/// Makes the folder and the ones above it.
bool make_folders(const std::string& directory) {
  for (std::size_t at = directory.find('/', 1);; at = directory.find('/', at + 1)) {
    const std::string part = directory.substr(0, at);
    if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return false;
    if (at == std::string::npos) return true;
  }
}

/// Why a folder cannot be trusted or used; empty when it can.
std::string folder_problem(int folder) {
  struct stat status{};
  if (fstat(folder, &status) != 0) return std::strerror(errno);
  if (status.st_uid != geteuid()) {
    return fmt::format("it belongs to user {}, not to user {} who runs this process", status.st_uid,
                       geteuid());
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fmt::format("others may write to it (mode {:04o}; 0700 is expected)",
                       status.st_mode & 07777);
  }
  if (faccessat(folder, ".", W_OK, AT_EACCESS) != 0) return "it cannot be written to";
  return "";
}

std::string open_problem() {
  if (errno == ELOOP || errno == ENOTDIR) return "it is a symbolic link or no folder";
  return std::strerror(errno);
}

/// Calls `visit(name)` for every name in a folder.
template <typename Visit>
void for_each_name(int parent, const char* path, const Visit& visit) {
  const int descriptor = openat(parent, path, kFolderFlags);
  if (descriptor < 0) return;
  DIR* const folder = fdopendir(descriptor);
  if (folder == nullptr) {
    close(descriptor);
    return;
  }
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') visit(std::string(entry->d_name));
  }
  closedir(folder);
}

bool is_hexadecimal(const std::string& text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

DiskCache::DiskCache(int folder, std::string directory, std::uint64_t limit, Warn warn)
    : folder_(folder), directory_(std::move(directory)), limit_(limit), warn_(std::move(warn)) {}

DiskCache::~DiskCache() { close(folder_); }

std::shared_ptr<DiskCache> DiskCache::open(const std::string& directory, std::uint64_t limit,
                                           Warn warn) {
  const auto refuse = [&](const std::string& problem) {
    if (warn) {
      warn(fmt::format("kernel cache in {} is not used, {}; kernels are kept in memory only",
                       directory, problem));
    }
    return nullptr;
  };
  if (!directory.starts_with('/')) return refuse("its path is not absolute");
  if (!make_folders(directory)) return refuse(open_problem());
  const PosixFile outer(::open(directory.c_str(), kFolderFlags));
  if (!outer) return refuse(open_problem());
  if (const std::string problem = folder_problem(outer.descriptor()); !problem.empty())
    return refuse(problem);
  if (mkdirat(outer.descriptor(), kFormatFolder, 0700) != 0 && errno != EEXIST)
    return refuse(open_problem());
  PosixFile inner(openat(outer.descriptor(), kFormatFolder, kFolderFlags));
  if (!inner) return refuse(open_problem());
  if (const std::string problem = folder_problem(inner.descriptor()); !problem.empty())
    return refuse(problem);
  return std::shared_ptr<DiskCache>(
      new DiskCache(inner.release(), directory, limit, std::move(warn)));
}

/// The bytes of all entries are kept in a file of their own, under a lock, so that storing an entry
/// looks at no other. A writer that is killed between renaming and counting makes the number wrong
/// until the next pruning, which counts.
void DiskCache::account(std::int64_t bytes) {
  const PosixFile file(openat(folder_, kSizeFile, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file || flock(file.descriptor(), LOCK_EX) != 0) return;
  std::int64_t total = 0;
  if (pread(file.descriptor(), &total, sizeof total, 0) != sizeof total) total = 0;
  total = std::max<std::int64_t>(total, 0) + bytes;
  if (std::cmp_greater(total, limit_)) {
    prune(static_cast<std::uint64_t>(kPruneTo * static_cast<double>(limit_)));
    total = 0;
    for (const Item& item : list()) total += static_cast<std::int64_t>(item.bytes);
  }
  // A full disk leaves the old number: nothing else can be done about it.
  [[maybe_unused]] const auto written = pwrite(file.descriptor(), &total, sizeof total, 0);
}

std::vector<DiskCache::Item> DiskCache::list() const {
  std::vector<Item> items;
  for_each_name(folder_, ".", [&](const std::string& shard) {
    if (shard.size() != 2 || !is_hexadecimal(shard)) return;
    for_each_name(folder_, shard.c_str(), [&](const std::string& rest) {
      struct stat status{};
      if (rest.size() != 30 || !is_hexadecimal(rest)) return;
      if (fstatat(folder_, (shard + "/" + rest).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
      items.push_back({shard + rest, static_cast<std::uint64_t>(status.st_size),
                       status.st_mtim.tv_sec, status.st_mtim.tv_nsec});
    });
  });
  std::ranges::sort(items, {}, [](const Item& item) {
    return std::tie(item.used, item.used_nanoseconds, item.name);
  });
  return items;
}

std::string DiskCache::examine(const std::string& name, std::string& function) const {
  std::string problem;
  const auto bytes = read(path_of(name), false, problem);
  if (!bytes) return problem.empty() ? "it is gone" : problem;
  const Unpacked unpacked = unpack(*bytes, "");
  if (unpacked.entry) function = unpacked.entry->symbol;
  return unpacked.problem;
}

std::optional<std::string> DiskCache::key_of(const std::string& name) const {
  std::string problem;
  const auto bytes = read(path_of(name), false, problem);
  if (!bytes) return std::nullopt;
  Unpacked unpacked = unpack(*bytes, "");
  return unpacked.entry ? std::optional(std::move(unpacked.key)) : std::nullopt;
}

bool DiskCache::remove(const std::string& name) {
  return unlinkat(folder_, path_of(name).c_str(), 0) == 0;
}

std::size_t DiskCache::prune(std::uint64_t bytes) {
  const std::int64_t now = std::time(nullptr);
  for_each_name(folder_, ".", [&](const std::string& name) {
    struct stat status{};
    if (!name.starts_with("tmp-")) return;
    if (fstatat(folder_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        now - status.st_mtim.tv_sec > kAbandonedSeconds)
      unlinkat(folder_, name.c_str(), 0);
  });
  const std::vector<Item> items = list();
  std::uint64_t total = 0;
  for (const Item& item : items) total += item.bytes;
  std::size_t removed = 0;
  for (const Item& item : items) {
    if (total <= bytes) break;
    if (remove(item.name)) ++removed;
    total -= item.bytes;
  }
  return removed;
}

}  // namespace sinter::runtime
