#include "runtime/io/zip.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

constexpr std::uint32_t kLocal = 0x04034b50;
constexpr std::uint32_t kCentral = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kCentralSize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::uint64_t kDirectoryCap = std::uint64_t{64} << 20;
/// Deflate cannot expand more than this; a larger ratio is a lie about the size.
constexpr std::uint64_t kDeflateRatio = 1040;

/// Little-endian fields of a byte string, bounds-checked by the caller's sizes.
std::uint64_t field(std::string_view bytes, std::size_t at, std::size_t width) {
  SINTER_CHECK(at + width <= bytes.size(), "zip field at {}", at);
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}
std::uint16_t u16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(field(bytes, at, 2));
}
std::uint32_t u32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(field(bytes, at, 4));
}
std::uint64_t u64(std::string_view bytes, std::size_t at) { return field(bytes, at, 8); }

void put(std::string& out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

/// A member's bytes as they come out of the archive.
class MemberSource final : public ByteSource {
 public:
  MemberSource(const InputFile& file, const ZipMember& member, std::uint64_t offset)
      : file_(file),
        member_(member),
        label_(file.path() + ": member " + member.name),
        at_(offset),
        left_(member.compressed),
        remaining_(member.size),
        crc_(static_cast<std::uint32_t>(crc32(0, nullptr, 0))) {
    if (member_.method == 8) SINTER_CHECK(inflateInit2(&stream_, -15) == Z_OK, "zlib");
  }
  ~MemberSource() override {
    if (member_.method == 8) inflateEnd(&stream_);
  }
  MemberSource(const MemberSource&) = delete;
  MemberSource& operator=(const MemberSource&) = delete;

  const std::string& label() const override { return label_; }
  std::uint64_t remaining() const override { return remaining_; }

  void read(void* to, std::size_t size) override {
    if (size > remaining_) {
      user_error("E4202", "{}: the file is cut short: {} more bytes are needed, {} are there",
                 label_, size, remaining_);
    }
    auto* target = static_cast<unsigned char*>(to);
    remaining_ -= size;
    while (size != 0) {
      const std::size_t part = std::min<std::size_t>(size, std::size_t{1} << 30);
      if (member_.method == 0) {
        file_.read_at(at_, target, part);
        at_ += part;
      } else {
        inflate_part(target, part);
      }
      crc_ = static_cast<std::uint32_t>(crc32(crc_, target, static_cast<uInt>(part)));
      target += part;
      size -= part;
    }
  }

  void finish() override {
    if (remaining_ != 0) damaged(fmt::format("{} bytes are left over", remaining_));
    if (member_.method == 8) {
      unsigned char extra = 0;
      stream_.next_out = &extra;
      stream_.avail_out = 1;
      while (!ended_ && stream_.avail_out == 1) step();
      if (stream_.avail_out == 0) damaged("it expands to more than its stated size");
    }
    if (crc_ != member_.crc)
      damaged(fmt::format("its CRC is {:08x}, {:08x} is stated", crc_, member_.crc));
  }

 private:
  [[noreturn]] void damaged(const std::string& what) const {
    user_error("E4242", "{}: damaged: {}", label_, what);
  }

  /// One call of inflate, with input at hand as long as there is any.
  void step() {
    if (stream_.avail_in == 0 && left_ != 0) {
      const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left_, buffer_.size()));
      file_.read_at(at_, buffer_.data(), part);
      at_ += part;
      left_ -= part;
      stream_.next_in = buffer_.data();
      stream_.avail_in = static_cast<uInt>(part);
    }
    const int status = inflate(&stream_, Z_NO_FLUSH);
    ended_ = status == Z_STREAM_END;
    if (status == Z_BUF_ERROR) damaged("its deflate stream is cut short");
    if (status != Z_OK && !ended_) damaged(stream_.msg != nullptr ? stream_.msg : "unreadable");
  }

  void inflate_part(unsigned char* to, std::size_t size) {
    stream_.next_out = to;
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out != 0) {
      if (ended_) damaged("it expands to less than its stated size");
      step();
    }
  }

  const InputFile& file_;
  ZipMember member_;
  std::string label_;
  std::uint64_t at_, left_, remaining_;
  std::uint32_t crc_;
  bool ended_ = false;
  z_stream stream_{};
  std::array<unsigned char, 1 << 16> buffer_;
};

std::string deflated(std::string_view bytes) {
  z_stream z{};
  SINTER_CHECK(
      deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK,
      "zlib");
  std::string out(deflateBound(&z, bytes.size()), '\0');
  z.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<unsigned char*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const int status = deflate(&z, Z_FINISH);
  out.resize(out.size() - z.avail_out);
  deflateEnd(&z);
  SINTER_CHECK(status == Z_STREAM_END, "deflate gave {}", status);
  return out;
}

}  // namespace

ZipReader::ZipReader(const std::string& path) : file_(path) { read_directory(); }

void ZipReader::damaged(const std::string& what) const {
  user_error("E4241", "{}: not a readable zip archive: {}", file_.path(), what);
}

void ZipReader::read_directory() {
  if (file_.size() < kEndSize) damaged(fmt::format("it has {} bytes", file_.size()));
  const std::uint64_t tail_size = std::min<std::uint64_t>(file_.size(), kEndSize + 0xffff);
  const std::uint64_t tail_offset = file_.size() - tail_size;
  std::string tail(tail_size, '\0');
  file_.read_at(tail_offset, tail.data(), tail.size());
  std::size_t end = tail.size() - kEndSize + 1;
  bool found = false;
  while (
      !found &&
      end-- >
          0) {  // the comment after the record is of any length, and must reach the end of the file
    found = u32(tail, end) == kEnd && end + kEndSize + u16(tail, end + 20) == tail.size();
  }
  if (!found) damaged("its end record is missing (the file may be cut short)");
  std::uint64_t count = u16(tail, end + 10);
  std::uint64_t size = u32(tail, end + 12);
  std::uint64_t offset = u32(tail, end + 16);
  std::uint64_t limit = tail_offset + end;
  if (u16(tail, end + 4) != 0 || u16(tail, end + 6) != 0 || u16(tail, end + 8) != count) {
    damaged("it is split over several files, or its end record is damaged");
  }
  if (count == 0xffff || size == 0xffffffff || offset == 0xffffffff) {
    if (limit < 20) damaged("its zip64 locator is missing");
    std::string locator(20, '\0');
    file_.read_at(limit - 20, locator.data(), locator.size());
    if (u32(locator, 0) != kLocator64) damaged("its zip64 locator is missing");
    const std::uint64_t record = u64(locator, 8);
    if (record > limit - 20 || limit - 20 - record < 56)
      damaged("its zip64 end record lies outside the file");
    std::string end64(56, '\0');
    file_.read_at(record, end64.data(), end64.size());
    if (u32(end64, 0) != kEnd64) damaged("its zip64 end record is missing");
    count = u64(end64, 32);
    size = u64(end64, 40);
    offset = u64(end64, 48);
    limit = record;
  }
  if (offset > limit || size > limit - offset) damaged("its directory lies outside the file");
  read_entries(offset, size, count);
}

void ZipReader::read_entries(std::uint64_t offset, std::uint64_t size, std::uint64_t count) {
  if (size > kDirectoryCap)
    damaged(fmt::format("its directory has {} bytes; {} are read", size, kDirectoryCap));
  directory_offset_ = offset;
  std::string bytes(size, '\0');
  file_.read_at(offset, bytes.data(), bytes.size());
  std::string_view rest = bytes;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (rest.size() < kCentralSize || u32(rest, 0) != kCentral)
      damaged(fmt::format("directory entry {} is damaged", i));
    const std::size_t name_size = u16(rest, 28);
    const std::size_t extra_size = u16(rest, 30);
    const std::size_t total = kCentralSize + name_size + extra_size + u16(rest, 32);
    if (rest.size() < total) damaged(fmt::format("directory entry {} is cut short", i));
    ZipMember member;
    member.flags = u16(rest, 8);
    member.method = u16(rest, 10);
    member.crc = u32(rest, 16);
    member.compressed = u32(rest, 20);
    member.size = u32(rest, 24);
    member.header_offset = u32(rest, 42);
    member.name = rest.substr(kCentralSize, name_size);
    std::string_view extra = rest.substr(kCentralSize + name_size, extra_size);
    while (extra.size() >= 4) {
      const std::size_t length = u16(extra, 2);
      if (extra.size() - 4 < length)
        damaged(fmt::format("the extra field of member {} is damaged", member.name));
      if (u16(extra, 0) == 1) {  // zip64: only the fields that overflowed, in this order
        std::string_view wide = extra.substr(4, length);
        for (std::uint64_t* value : {&member.size, &member.compressed, &member.header_offset}) {
          if (*value != 0xffffffff) continue;
          if (wide.size() < 8)
            damaged(fmt::format("the zip64 sizes of member {} are missing", member.name));
          *value = u64(wide, 0);
          wide.remove_prefix(8);
        }
      }
      extra.remove_prefix(4 + length);
    }
    for (const ZipMember& other : members_) {
      if (other.name == member.name) damaged(fmt::format("member {} is there twice", member.name));
    }
    members_.push_back(std::move(member));
    rest.remove_prefix(total);
  }
  if (!rest.empty())
    damaged(fmt::format("its directory has {} bytes after {} entries", rest.size(), count));
}

std::unique_ptr<ByteSource> ZipReader::open(const ZipMember& member) const {
  const auto bad = [&](const std::string& what) {
    user_error("E4242", "{}: member {}: {}", file_.path(), member.name, what);
  };
  if ((member.flags & 1) != 0) bad("it is encrypted");
  if (member.method != 0 && member.method != 8) {
    bad(fmt::format("compression method {} is not known (0, stored, and 8, deflated, are)",
                    member.method));
  }
  if (member.header_offset > directory_offset_ ||
      directory_offset_ - member.header_offset < kLocalSize) {
    bad("damaged: its header lies outside the file");
  }
  std::string local(kLocalSize, '\0');
  file_.read_at(member.header_offset, local.data(), local.size());
  if (u32(local, 0) != kLocal) bad("damaged: its header is missing");
  const std::size_t name_size = u16(local, 26);
  const std::uint64_t data = member.header_offset + kLocalSize + name_size + u16(local, 28);
  if (data > directory_offset_ || member.compressed > directory_offset_ - data) {
    bad(fmt::format("damaged: its {} bytes lie outside the file", member.compressed));
  }
  std::string local_name(name_size, '\0');
  file_.read_at(member.header_offset + kLocalSize, local_name.data(), name_size);
  if (local_name != member.name || u16(local, 8) != member.method) {
    bad("damaged: its header disagrees with the directory");
  }
  if (member.method == 0 && member.size != member.compressed) {
    bad(fmt::format("damaged: stored as it is, but of {} bytes in {}", member.size,
                    member.compressed));
  }
  if (member.method == 8 && member.size / kDeflateRatio > member.compressed) {
    bad(fmt::format("damaged: {} bytes cannot expand to {}", member.compressed, member.size));
  }
  return std::make_unique<MemberSource>(file_, member, data);
}

void ZipWriter::add(const std::string& name, std::string_view bytes, bool compress) {
  constexpr std::uint64_t kLimit = std::numeric_limits<std::uint32_t>::max();
  if (bytes.size() >= kLimit || file_.written() + bytes.size() >= kLimit) {
    unavailable("E4243", "writing .npz archives of 4 GiB and more");
  }
  SINTER_CHECK(name.size() < 0xffff && members_.size() < 0xfffe, "zip member {}", members_.size());
  const std::string packed = compress ? deflated(bytes) : std::string();
  const std::string_view data = compress ? std::string_view(packed) : bytes;
  ZipMember member;
  member.name = name;
  member.method = compress ? 8 : 0;
  member.crc = static_cast<std::uint32_t>(
      crc32(crc32(0, nullptr, 0), reinterpret_cast<const unsigned char*>(bytes.data()),
            static_cast<uInt>(bytes.size())));
  member.compressed = data.size();
  member.size = bytes.size();
  member.header_offset = file_.written();
  std::string header;
  put(header, kLocal, 4);
  put(header, 20, 2);  // version needed
  put(header, 0, 2);
  put(header, member.method, 2);
  put(header, 0x00210000, 4);  // 1980-01-01: the same arrays give the same file
  put(header, member.crc, 4);
  put(header, member.compressed, 4);
  put(header, member.size, 4);
  put(header, name.size(), 2);
  put(header, 0, 2);
  file_.write(header + name);
  file_.write(data);
  members_.push_back(std::move(member));
}

void ZipWriter::close() {
  const std::uint64_t offset = file_.written();
  for (const ZipMember& member : members_) {
    std::string entry;
    put(entry, kCentral, 4);
    put(entry, 20, 2);
    put(entry, 20, 2);
    put(entry, 0, 2);
    put(entry, member.method, 2);
    put(entry, 0x00210000, 4);
    put(entry, member.crc, 4);
    put(entry, member.compressed, 4);
    put(entry, member.size, 4);
    put(entry, member.name.size(), 2);
    entry.resize(42, '\0');  // no extra field, no comment, first disk, no attributes
    put(entry, member.header_offset, 4);
    file_.write(entry + member.name);
  }
  std::string end;
  put(end, kEnd, 4);
  put(end, 0, 4);
  put(end, members_.size(), 2);
  put(end, members_.size(), 2);
  put(end, file_.written() - offset, 4);
  put(end, offset, 4);
  put(end, 0, 2);
  file_.write(end);
  file_.close();
}

}  // namespace sinter::runtime
