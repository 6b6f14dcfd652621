#include "runtime/cache/entry.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

#include "runtime/cache/checksum.h"

namespace sinter::runtime {
namespace {

static_assert(std::endian::native == std::endian::little, "entries are written as they are");

constexpr char kMagic[8] = {'S', 'i', 'n', 't', 'e', 'r', 'K', '\n'};
constexpr std::uint32_t kFormat = 1;

struct Header {
  char magic[8];
  std::uint32_t format;
  std::uint32_t integer_count;
  std::uint64_t key_size;
  std::uint64_t symbol_size;
  std::uint64_t object_size;
};
static_assert(sizeof(Header) == 40);

struct PackedInteger {
  std::uint32_t kind;
  std::uint32_t symbol;
  std::int32_t input;
  std::int32_t axis;
};

void append(std::vector<std::byte>& out, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const std::byte*>(data);
  out.insert(out.end(), bytes, bytes + size);
}

std::vector<std::byte> with_checksum(std::vector<std::byte> bytes) {
  const Checksum sum = checksum(bytes.data(), bytes.size());
  append(bytes, sum.data(), sum.size());
  return bytes;
}

/// Reads parts one after another; the sizes have been checked against the whole.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}
  void take(void* to, std::size_t size) {
    if (size > 0) std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  std::string text(std::size_t size) {
    std::string out(size, '\0');
    take(out.data(), size);
    return out;
  }

 private:
  std::span<const std::byte> bytes_;
};

/// What is wrong with the frame of an entry: everything but the meaning of its parts.
std::string frame_problem(std::span<const std::byte> bytes, Header& header) {
  if (bytes.size() < sizeof(Header) + sizeof(Checksum))
    return fmt::format("it has {} bytes, less than any entry", bytes.size());
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) return "it is no kernel of Sinter's";
  if (header.format != kFormat)
    return fmt::format("it has format {}; format {} is needed", header.format, kFormat);
  // Each part is at most the whole before they are added up, so the sum cannot overflow.
  const std::uint64_t whole = bytes.size();
  const std::uint64_t integers = std::uint64_t{header.integer_count} * sizeof(PackedInteger);
  const std::uint64_t fixed = sizeof(Header) + sizeof(Checksum);
  if (integers > whole || header.key_size > whole || header.symbol_size > whole ||
      header.object_size > whole ||
      fixed + integers + header.key_size + header.symbol_size + header.object_size != whole)
    return "its length is not what its header says";
  const auto content = bytes.first(bytes.size() - sizeof(Checksum));
  const Checksum sum = checksum(content.data(), content.size());
  if (std::memcmp(sum.data(), bytes.data() + content.size(), sum.size()) != 0)
    return "its checksum is wrong";
  return "";
}

}  // namespace

std::vector<std::byte> pack(const std::string& key, const CacheEntry& entry) {
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.format = kFormat;
  header.integer_count = static_cast<std::uint32_t>(entry.integers.size());
  header.key_size = key.size();
  header.symbol_size = entry.symbol.size();
  header.object_size = entry.object.size();
  std::vector<std::byte> out;
  append(out, &header, sizeof header);
  append(out, key.data(), key.size());
  append(out, entry.symbol.data(), entry.symbol.size());
  for (const lower::IntegerSource& source : entry.integers) {
    const PackedInteger packed{source.kind, source.symbol.index, source.input, source.axis};
    append(out, &packed, sizeof packed);
  }
  append(out, entry.object.data(), entry.object.size());
  return with_checksum(std::move(out));
}

Unpacked unpack(std::span<const std::byte> bytes, const std::string& expected_key) {
  Unpacked out;
  Header header;
  out.problem = frame_problem(bytes, header);
  if (!out.problem.empty()) return out;
  Reader reader(bytes.subspan(sizeof header));
  out.key = reader.text(header.key_size);
  if (!expected_key.empty() && out.key != expected_key) {
    out.problem = "it is the entry of another key";
    return out;
  }
  CacheEntry entry;
  entry.symbol = reader.text(header.symbol_size);
  for (std::uint32_t i = 0; i < header.integer_count; ++i) {
    PackedInteger packed;
    reader.take(&packed, sizeof packed);
    if (packed.kind > lower::IntegerSource::kStride) {
      out.problem = fmt::format("integer {} is of no known kind", i);
      return out;
    }
    entry.integers.push_back({static_cast<lower::IntegerSource::Kind>(packed.kind),
                              SymbolId(packed.symbol), packed.input, packed.axis});
  }
  entry.object.resize(header.object_size);
  reader.take(entry.object.data(), entry.object.size());
  out.entry = std::move(entry);
  return out;
}

}  // namespace sinter::runtime
