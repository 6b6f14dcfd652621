// Compiled kernels in a folder, shared by processes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runtime/cache/entry.h"

namespace sinter::runtime {

/// A folder of entries, one file each, in DIR/v1/XX/ with XX the first two digits of the name.
/// Nothing is trusted: the folder and its files belong to this user and nobody else may write to
/// them, symbolic links are not followed, every byte of an entry is covered by a checksum, and the
/// full key is compared. What is wrong is a miss and a warning, never an exception. Entries appear
/// by renaming a complete file, so readers see whole entries only, whoever is killed. All members
/// may be called from any thread, and any number of processes may share the folder.
class DiskCache {
 public:
  using Warn = std::function<void(const std::string&)>;
  static constexpr std::uint64_t kLargestEntry = std::uint64_t{64} << 20;

  /// The folder is made where it is missing, with mode 0700. Null, after one warning, where it
  /// cannot be used: not a folder, a link, another owner, open to others, or not writable. `limit`
  /// bounds the bytes of all entries; the least recently used ones go first.
  static std::shared_ptr<DiskCache> open(const std::string& directory, std::uint64_t limit,
                                         Warn warn);
  ~DiskCache();
  DiskCache(const DiskCache&) = delete;
  DiskCache& operator=(const DiskCache&) = delete;

  std::optional<CacheEntry> load(const std::string& key);
  void store(const std::string& key, const CacheEntry& entry);

  /// No warning is given from here on: whoever asked for them goes away.
  void forget_warnings() { warn_ = nullptr; }

  // For people and their tools.
  struct Item {
    std::string name;  ///< 32 digits.
    std::uint64_t bytes = 0;
    std::int64_t used = 0;  ///< When it was last used, seconds since 1970.
    std::int64_t used_nanoseconds = 0;
  };
  std::vector<Item> list() const;  ///< Least recently used first.
  /// What is wrong with an entry; empty when it is whole. `function` becomes the kernel's name.
  std::string examine(const std::string& name, std::string& function) const;
  /// The key of an entry; nothing where it is damaged or gone.
  std::optional<std::string> key_of(const std::string& name) const;
  bool remove(const std::string& name);
  /// Removes the least recently used entries until at most `bytes` are left, and what killed
  /// writers left behind. Returns how many entries went.
  std::size_t prune(std::uint64_t bytes);

 private:
  DiskCache(int folder, std::string directory, std::uint64_t limit, Warn warn);
  /// "ab/cdef...": entries are spread over 256 folders.
  static std::string path_of(const std::string& name) {
    return name.substr(0, 2) + "/" + name.substr(2);
  }
  void warn(const std::string& message) const;
  std::optional<std::vector<std::byte>> read(const std::string& path, bool note_use,
                                             std::string& problem) const;
  bool publish(const std::string& name, const std::vector<std::byte>& bytes, std::string& problem);
  void account(std::int64_t bytes);

  int folder_ = -1;  ///< DIR/v1
  std::string directory_;
  std::uint64_t limit_;
  Warn warn_;
};

}  // namespace sinter::runtime
