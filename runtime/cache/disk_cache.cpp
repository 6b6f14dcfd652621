// Loading and storing entries. disk_cache_folder.cpp has the folder's own affairs.
#include "runtime/cache/disk_cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "runtime/cache/key.h"
#include "runtime/cache/posix_file.h"

namespace sinter::runtime {
namespace {

/// A name that no other writer has, living or dead.
std::string temporary_name() {
  static std::atomic<std::uint64_t> count{0};
  std::uint64_t random = 0;
  if (getrandom(&random, sizeof random, GRND_NONBLOCK) != sizeof random) random = 0;
  return fmt::format("tmp-{}-{}-{:016x}", getpid(), count++, random);
}

}  // namespace

void DiskCache::warn(const std::string& message) const {
  if (warn_) warn_(fmt::format("kernel cache in {}: {}", directory_, message));
}

std::optional<std::vector<std::byte>> DiskCache::read(const std::string& path, bool note_use,
                                                      std::string& problem) const {
  const PosixFile file(
      openat(folder_, path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file) {
    if (errno == ELOOP) {
      problem = "it is a symbolic link";
    } else if (errno != ENOENT) {
      problem = std::strerror(errno);
    }
    return std::nullopt;
  }
  struct stat status{};
  if (fstat(file.descriptor(), &status) != 0) {
    problem = std::strerror(errno);
  } else if (!S_ISREG(status.st_mode)) {
    problem = "it is no regular file";
  } else if (status.st_uid != geteuid()) {
    problem = fmt::format("it belongs to user {}", status.st_uid);
  } else if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    problem = "others may write to it";
  } else if (static_cast<std::uint64_t>(status.st_size) > kLargestEntry) {
    problem = fmt::format("it has {} bytes, more than any entry", status.st_size);
  }
  if (!problem.empty()) return std::nullopt;
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  if (!file.read_all(bytes)) {
    problem = errno == 0 ? "it became shorter while it was read" : std::strerror(errno);
    return std::nullopt;
  }
  // The time of the last change is the time of the last use. A folder that cannot be written to
  // only loses that order.
  if (note_use) futimens(file.descriptor(), nullptr);
  return bytes;
}

std::optional<CacheEntry> DiskCache::load(const std::string& key) {
  const std::string name = key_name(key);
  std::string problem;
  const auto bytes = read(path_of(name), true, problem);
  if (bytes) {
    Unpacked unpacked = unpack(*bytes, key);
    if (unpacked.entry) return std::move(unpacked.entry);
    problem = unpacked.problem;
  }
  if (!problem.empty()) {
    warn(fmt::format("entry {} is not used, {}", name, problem));
    // It would be in the way of a good one for ever. What is no file of ours is left alone by
    // unlinkat's own rules (a folder) or is only a name (a link).
    if (unlinkat(folder_, path_of(name).c_str(), 0) == 0 && bytes)
      account(-static_cast<std::int64_t>(bytes->size()));
  }
  return std::nullopt;
}

bool DiskCache::publish(const std::string& name, const std::vector<std::byte>& bytes,
                        std::string& problem) {
  const std::string shard = name.substr(0, 2);
  if (mkdirat(folder_, shard.c_str(), 0700) != 0 && errno != EEXIST) {
    problem = std::strerror(errno);
    return false;
  }
  const std::string temporary = temporary_name();
  const PosixFile file(openat(folder_, temporary.c_str(),
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) {
    problem = std::strerror(errno);
    return false;
  }
  // No fsync: after a crash of the machine a torn entry fails its checksum.
  if (!file.write_all(bytes) ||
      renameat(folder_, temporary.c_str(), folder_, path_of(name).c_str()) != 0) {
    problem = std::strerror(errno);
    unlinkat(folder_, temporary.c_str(), 0);
    return false;
  }
  return true;
}

void DiskCache::store(const std::string& key, const CacheEntry& entry) {
  const std::vector<std::byte> bytes = pack(key, entry);
  if (bytes.size() > kLargestEntry || bytes.size() > limit_) return;
  const std::string name = key_name(key);
  std::string problem;
  if (publish(name, bytes, problem)) {
    account(static_cast<std::int64_t>(bytes.size()));
  } else {
    warn(fmt::format("entry {} cannot be written: {}", name, problem));
  }
}

}  // namespace sinter::runtime
