// Zip archives as far as .npz needs them: stored and deflated members; zip64 is read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runtime/io/file.h"

namespace sinter::runtime {

struct ZipMember {
  std::string name;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;  ///< 0 stored, 8 deflated.
  std::uint32_t crc = 0;
  std::uint64_t compressed = 0;
  std::uint64_t size = 0;
  std::uint64_t header_offset = 0;
};

/// Reads the central directory when opened. Damage anywhere is an Error (E4241) that says what was
/// found.
class ZipReader {
 public:
  explicit ZipReader(const std::string& path);
  const std::vector<ZipMember>& members() const { return members_; }
  const std::string& path() const { return file_.path(); }
  /// The member's bytes, expanded; finish() checks length and CRC. The reader must outlive it.
  std::unique_ptr<ByteSource> open(const ZipMember& member) const;

 private:
  void read_directory();
  void read_entries(std::uint64_t offset, std::uint64_t size, std::uint64_t count);
  [[noreturn]] void damaged(const std::string& what) const;

  InputFile file_;
  std::uint64_t directory_offset_ = 0;
  std::vector<ZipMember> members_;
};

/// Writes an archive from start to end. Members and archives of 4 GiB and more are not available
/// yet.
class ZipWriter {
 public:
  explicit ZipWriter(const std::string& path) : file_(path) {}
  void add(const std::string& name, std::string_view bytes, bool compress);
  void close();

 private:
  OutputFile file_;
  std::vector<ZipMember> members_;
};

}  // namespace sinter::runtime
