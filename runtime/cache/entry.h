// What one file of the disk cache holds, and its bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/lower/lower.h"

namespace sinter::runtime {

/// A compiled kernel without what follows from its graph.
struct CacheEntry {
  std::string symbol;                          ///< The kernel's name in the object.
  std::vector<lower::IntegerSource> integers;  ///< What the call fills in.
  std::vector<std::byte> object;               ///< An ELF relocatable object.
};

/// The file: magic, format, the sizes of the parts, the key, the parts, and the XXH3 of all that.
/// Numbers are little-endian.
std::vector<std::byte> pack(const std::string& key, const CacheEntry& entry);

/// An entry, or what is wrong with the bytes. With an empty key any key is accepted.
struct Unpacked {
  std::optional<CacheEntry> entry;
  std::string key;
  std::string problem;  ///< "its checksum is wrong"; empty when there is an entry.
};
Unpacked unpack(std::span<const std::byte> bytes, const std::string& expected_key);

}  // namespace sinter::runtime
