#include "runtime/io/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstring>
#include <limits>
#include <numeric>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"

namespace sinter::runtime {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::string_view kMagic = "\x93NUMPY";

struct Descr {
  std::string_view text;  ///< Without the byte order.
  DType dtype;
};
constexpr std::array<Descr, kDTypeCount> kDescrs{{{"b1", DType::kBool},
                                                  {"i1", DType::kI8},
                                                  {"i2", DType::kI16},
                                                  {"i4", DType::kI32},
                                                  {"i8", DType::kI64},
                                                  {"u1", DType::kU8},
                                                  {"u2", DType::kU16},
                                                  {"u4", DType::kU32},
                                                  {"u8", DType::kU64},
                                                  {"f2", DType::kF16},
                                                  {"V2", DType::kBF16},
                                                  {"f4", DType::kF32},
                                                  {"f8", DType::kF64},
                                                  {"c8", DType::kC64},
                                                  {"c16", DType::kC128}}};

/// What a foreign byte may look like in a message.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text.substr(0, 40)) {
    out += std::isprint(static_cast<unsigned char>(c)) != 0
               ? std::string(1, c)
               : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  if (text.size() > 40) out += "...";
  return out + "'";
}

/// A reader of the few Python literals that a header consists of.
class HeaderParser {
 public:
  HeaderParser(std::string_view text, const std::string& label) : text_(text), label_(label) {}

  NpyHeader parse() {
    expect('{');
    while (!accept('}')) {
      const std::string key = string("a key");
      expect(':');
      if (key == "descr") {
        once(has_descr_, key);
        descr();
      } else if (key == "fortran_order") {
        once(has_order_, key);
        header_.fortran_order = boolean();
      } else if (key == "shape") {
        once(has_shape_, key);
        shape();
      } else {
        fail("the key {} is not one of 'descr', 'fortran_order', 'shape'", quoted(key));
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skip_space();
    if (at_ != text_.size()) fail("{} follows the dictionary", quoted(text_.substr(at_)));
    if (!has_descr_) fail("the key 'descr' is missing");
    if (!has_order_) fail("the key 'fortran_order' is missing");
    if (!has_shape_) fail("the key 'shape' is missing");
    return header_;
  }

 private:
  template <typename... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    user_error("E4212", "{}: bad .npy header: {}", label_,
               fmt::format(format, std::forward<Args>(args)...));
  }

  void once(bool& seen, const std::string& key) const {
    if (seen) fail("the key {} is given twice", quoted(key));
    seen = true;
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t'))
      ++at_;
  }

  bool accept(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string found() const {
    return at_ < text_.size() ? quoted(text_.substr(at_, 12)) : std::string("the end");
  }

  void expect(char c) {
    if (!accept(c)) fail("'{}' was expected, {} was found", c, found());
  }

  std::string string(const char* what) {
    skip_space();
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"')) {
      fail("{} (a string) was expected, {} was found", what, found());
    }
    const char quote = text_[at_];
    const auto end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail("a string is not closed");
    std::string value(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return value;
  }

  bool boolean() {
    skip_space();
    for (const bool value : {true, false}) {
      const std::string_view word = value ? "True" : "False";
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return value;
      }
    }
    fail("True or False was expected for 'fortran_order', {} was found", found());
  }

  void descr() {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '[') {
      unavailable("E4213", "{}: reading records (structured arrays)", label_);
    }
    const std::string text = string("the element type");
    const char order = text.empty() ? '\0' : text[0];
    const std::string_view type =
        text.empty() ? std::string_view{} : std::string_view(text).substr(1);
    if (type.starts_with('O'))
      user_error("E4213", "{}: holds Python objects (descr '{}'), which are not read", label_,
                 text);
    const auto* row = std::ranges::find(kDescrs, type, &Descr::text);
    if (row == kDescrs.end() || (order != '<' && order != '>' && order != '|' && order != '=')) {
      user_error("E4213", "{}: the element type {} is not one that Sinter has", label_,
                 quoted(text));
    }
    header_.dtype = row->dtype;
    header_.swap = order == '>' && size_of(row->dtype) > 1;
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      skip_space();
      std::int64_t value = 0;
      const std::size_t start = at_;
      for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, text_[at_] - '0', &value)) {
          fail("a size is larger than 2^63-1");
        }
      }
      if (at_ == start)
        fail("a size (an integer, not negative) was expected, {} was found", found());
      if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // written by Python 2
      header_.shape.push_back(value);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  std::string_view text_;
  const std::string& label_;
  std::size_t at_ = 0;
  NpyHeader header_;
  bool has_descr_ = false, has_order_ = false, has_shape_ = false;
};

template <typename T>
void swap_elements(std::byte* data, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i, data += sizeof(T)) {
    T value;
    std::memcpy(&value, data, sizeof value);
    if constexpr (sizeof(T) == 2) value = __builtin_bswap16(value);
    if constexpr (sizeof(T) == 4) value = __builtin_bswap32(value);
    if constexpr (sizeof(T) == 8) value = __builtin_bswap64(value);
    std::memcpy(data, &value, sizeof value);
  }
}

void swap_bytes(std::byte* data, std::size_t bytes, DType dtype) {
  const std::size_t part = is_complex(dtype) ? size_of(dtype) / 2 : size_of(dtype);
  if (part == 2) swap_elements<std::uint16_t>(data, bytes / 2);
  if (part == 4) swap_elements<std::uint32_t>(data, bytes / 4);
  if (part == 8) swap_elements<std::uint64_t>(data, bytes / 8);
}

std::string read_header_text(ByteSource& source) {
  std::array<char, 8> magic{};
  source.read(magic.data(), magic.size());
  if (std::string_view(magic.data(), 6) != kMagic) {
    user_error("E4211", "{}: not an .npy file: it starts with {}, not '\\x93NUMPY'", source.label(),
               quoted({magic.data(), 6}));
  }
  const int major = static_cast<unsigned char>(magic[6]);
  const int minor = static_cast<unsigned char>(magic[7]);
  if (major < 1 || major > 3 || minor != 0) {
    user_error("E4211", "{}: .npy format {}.{}; 1.0, 2.0 and 3.0 are known", source.label(), major,
               minor);
  }
  std::array<unsigned char, 4> length{};
  source.read(length.data(), major == 1 ? 2 : 4);
  const std::uint32_t size =
      static_cast<std::uint32_t>(length[0]) | static_cast<std::uint32_t>(length[1]) << 8 |
      static_cast<std::uint32_t>(length[2]) << 16 | static_cast<std::uint32_t>(length[3]) << 24;
  if (size > kNpyHeaderCap) {
    user_error("E4212", "{}: bad .npy header: it is {} bytes long; at most {} are read",
               source.label(), size, kNpyHeaderCap);
  }
  std::string text(size, '\0');
  source.read(text.data(), text.size());
  return text;
}

/// Bytes of the data, or an error that names the shape.
std::uint64_t data_bytes(const NpyHeader& header, const std::string& label) {
  std::int64_t total = static_cast<std::int64_t>(size_of(header.dtype));
  bool empty = false;
  for (const std::int64_t size : header.shape) {
    if (size == 0) {
      empty = true;
    } else if (__builtin_mul_overflow(total, size, &total)) {
      user_error("E4212", "{}: bad .npy header: shape {} of {} is larger than 2^63-1 bytes", label,
                 shape_text(header.shape), name(header.dtype));
    }
  }
  return empty ? 0 : static_cast<std::uint64_t>(total);
}

}  // namespace

NpyHeader parse_npy_header(std::string_view text, const std::string& label) {
  return HeaderParser(text, label).parse();
}

NpyHeader read_npy_header(ByteSource& source) {
  NpyHeader header = parse_npy_header(read_header_text(source), source.label());
  if (header.shape.size() > static_cast<std::size_t>(Array::kMaxRank)) {
    user_error("E4212", "{}: the array has {} axes; at most {} are possible", source.label(),
               header.shape.size(), Array::kMaxRank);
  }
  const std::uint64_t bytes = data_bytes(header, source.label());
  if (bytes != source.remaining()) {  // before any memory is asked for
    user_error("E4214", "{}: {} of shape {} needs {} bytes of data, the file has {}",
               source.label(), name(header.dtype), shape_text(header.shape), bytes,
               source.remaining());
  }
  return header;
}

Array read_npy(ByteSource& source) {
  const NpyHeader header = read_npy_header(source);
  const std::uint64_t bytes = source.remaining();
  std::vector<std::int64_t> stored = header.shape;
  if (header.fortran_order) std::ranges::reverse(stored);
  const Array array = make_array(nullptr, header.dtype, stored);
  auto* data = static_cast<std::byte*>(array.raw_data());
  source.read(data, bytes);
  source.finish();
  if (header.swap) swap_bytes(data, bytes, header.dtype);
  if (header.dtype == DType::kBool) {
    for (std::uint64_t i = 0; i < bytes; ++i) data[i] = std::byte{data[i] != std::byte{0}};
  }
  return header.fortran_order ? array.transpose().contiguous() : array;
}

void write_npy(const Array& array, const std::function<void(const void*, std::size_t)>& write) {
  const auto* row = std::ranges::find(kDescrs, array.dtype(), &Descr::dtype);
  std::string shape = "(";
  for (const std::int64_t size : array.shape()) shape += fmt::format("{}, ", size);
  if (array.rank() > 1) shape.resize(shape.size() - 2);
  if (array.rank() == 1) shape.resize(shape.size() - 1);
  shape += ")";
  std::string header = fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': {}, }}",
                                   size_of(array.dtype()) == 1 ? '|' : '<', row->text, shape);
  constexpr std::size_t kPreamble = 10;
  header.append(63 - (kPreamble + header.size()) % 64, ' ');  // data starts at a multiple of 64
  header += '\n';
  std::string preamble(kMagic);
  preamble += {'\x01', '\x00', static_cast<char>(header.size() & 0xff),
               static_cast<char>(header.size() >> 8)};
  write(preamble.data(), preamble.size());
  write(header.data(), header.size());
  const Array data = array.contiguous();
  write(data.raw_data(), data.bytes());
}

}  // namespace sinter::runtime
