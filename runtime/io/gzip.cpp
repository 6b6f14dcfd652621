#include "runtime/io/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

constexpr int kGzipWindow = 15 + 16;  // the largest window, gzip framing
constexpr std::size_t kChunk = std::size_t{1} << 18;

struct Inflater {
  z_stream stream{};
  Inflater() { SINTER_CHECK(inflateInit2(&stream, kGzipWindow) == Z_OK, "zlib"); }
  ~Inflater() { inflateEnd(&stream); }
};

struct Deflater {
  z_stream stream{};
  Deflater() {
    SINTER_CHECK(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8,
                              Z_DEFAULT_STRATEGY) == Z_OK,
                 "zlib");
  }
  ~Deflater() { deflateEnd(&stream); }
};

unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));  // zlib reads it only
}

}  // namespace

std::string gunzip(std::string_view compressed, std::uint64_t cap, const std::string& label) {
  const auto damaged = [&](const char* what) {
    user_error("E4231", "{}: damaged gzip data: {}", label, what);
  };
  if (compressed.empty()) damaged("it is empty");
  Inflater inflater;
  z_stream& z = inflater.stream;
  std::string out;
  while (true) {
    const std::size_t given =
        std::min<std::size_t>(compressed.size(), std::numeric_limits<uInt>::max());
    const std::size_t before = out.size();
    const std::size_t room = std::max(kChunk, out.size() / 2);
    out.resize(before + std::min<std::size_t>(room, std::numeric_limits<uInt>::max()));
    z.next_in = bytes_of(compressed);
    z.avail_in = static_cast<uInt>(given);
    z.next_out = reinterpret_cast<unsigned char*>(out.data() + before);
    z.avail_out = static_cast<uInt>(out.size() - before);
    const int status = inflate(&z, Z_NO_FLUSH);
    compressed.remove_prefix(given - z.avail_in);
    const bool stuck = z.avail_out == out.size() - before && given == z.avail_in;
    out.resize(out.size() - z.avail_out);
    if (out.size() > cap)
      user_error("E4203", "{}: it expands to more than the {} bytes that are read", label, cap);
    if (status == Z_STREAM_END) {
      // Further members may follow; so may zeros, which tape blocks are filled with.
      if (compressed.find_first_not_of('\0') == std::string_view::npos) return out;
      inflateReset(&z);
    } else if (status == Z_BUF_ERROR || (status == Z_OK && stuck)) {
      damaged("it is cut short");
    } else if (status != Z_OK) {
      damaged(z.msg != nullptr ? z.msg : "unreadable");
    }
  }
}

std::string gzip(std::string_view text) {
  Deflater deflater;
  z_stream& z = deflater.stream;
  std::string out;
  int status = Z_OK;
  while (status != Z_STREAM_END) {
    const std::size_t given = std::min<std::size_t>(text.size(), std::numeric_limits<uInt>::max());
    const std::size_t before = out.size();
    out.resize(before + kChunk);
    z.next_in = bytes_of(text);
    z.avail_in = static_cast<uInt>(given);
    z.next_out = reinterpret_cast<unsigned char*>(out.data() + before);
    z.avail_out = static_cast<uInt>(kChunk);
    status = deflate(&z, given == text.size() ? Z_FINISH : Z_NO_FLUSH);
    SINTER_CHECK(status == Z_OK || status == Z_STREAM_END, "deflate gave {}", status);
    text.remove_prefix(given - z.avail_in);
    out.resize(out.size() - z.avail_out);
  }
  return out;
}

}  // namespace sinter::runtime
