#include "frontend/repl/keys.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace sinter::repl {
namespace {

constexpr char kEscape = '\x1b';
constexpr std::string_view kPasteEnd = "\x1b[201~";

using Kind = Key::Kind;

std::size_t bytes_after(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte >= 0xf0) return 3;
  if (byte >= 0xe0) return 2;
  return byte >= 0xc0 ? 1 : 0;
}

/// What follows "ESC [", as terminals send it.
Kind meaning(std::string_view sequence) {
  constexpr std::array<std::pair<std::string_view, Kind>, 24> kSequences = {{
      {"A", Kind::kUp},          {"B", Kind::kDown},         {"C", Kind::kRight},
      {"D", Kind::kLeft},        {"H", Kind::kHome},         {"F", Kind::kEnd},
      {"1~", Kind::kHome},       {"7~", Kind::kHome},        {"4~", Kind::kEnd},
      {"8~", Kind::kEnd},        {"3~", Kind::kDelete},      {"1;5C", Kind::kWordRight},
      {"1;5D", Kind::kWordLeft}, {"1;3C", Kind::kWordRight}, {"1;3D", Kind::kWordLeft},
      {"5C", Kind::kWordRight},  {"5D", Kind::kWordLeft},    {"1;2A", Kind::kUp},
      {"1;2B", Kind::kDown},     {"1;2C", Kind::kRight},     {"1;2D", Kind::kLeft},
      {"1;5A", Kind::kUp},       {"1;5B", Kind::kDown},      {"Z", Kind::kTab},
  }};
  const auto* const found =
      std::ranges::find(kSequences, sequence, &std::pair<std::string_view, Kind>::first);
  return found == kSequences.end() ? Kind::kUnknown : found->second;
}

}  // namespace

std::optional<Key> KeyDecoder::feed(char byte) {
  switch (state_) {
    case State::kPlain:
      return plain(byte);
    case State::kEscape:
      return escape(byte);
    case State::kSequence:
    case State::kShortSequence:
      return sequence(byte);
    case State::kPaste:
      return paste(byte);
  }
  return std::nullopt;
}

std::optional<Key> KeyDecoder::plain(char byte) {
  if (missing_ > 0) {
    pending_ += byte;
    if (--missing_ > 0) return std::nullopt;
    return Key{Kind::kText, std::exchange(pending_, {})};
  }
  switch (byte) {
    case kEscape:
      state_ = State::kEscape;
      return std::nullopt;
    case '\r':
    case '\n':
      return Key{Kind::kEnter, {}};
    case '\t':
      return Key{Kind::kTab, {}};
    case '\x7f':
    case '\b':
      return Key{Kind::kBackspace, {}};
    default:
      break;
  }
  if (static_cast<unsigned char>(byte) < 0x20)
    return Key{Kind::kControl, std::string(1, static_cast<char>(byte + 0x60))};
  missing_ = bytes_after(byte);
  if (missing_ == 0) return Key{Kind::kText, std::string(1, byte)};
  pending_ = byte;
  return std::nullopt;
}

std::optional<Key> KeyDecoder::escape(char byte) {
  pending_.clear();
  if (byte == kEscape) return std::nullopt;
  if (byte == '[' || byte == 'O') {
    state_ = byte == '[' ? State::kSequence : State::kShortSequence;
    return std::nullopt;
  }
  state_ = State::kPlain;
  return Key{Kind::kAlt, std::string(1, byte)};
}

std::optional<Key> KeyDecoder::sequence(char byte) {
  constexpr std::size_t kLongest = 16;
  pending_ += byte;
  const bool last = (byte >= '@' && byte <= '~') || pending_.size() > kLongest;
  if (!last) return std::nullopt;
  const std::string text = std::exchange(pending_, {});
  state_ = State::kPlain;
  if (text == "200~") {
    state_ = State::kPaste;
    return std::nullopt;
  }
  return Key{meaning(text), {}};
}

std::optional<Key> KeyDecoder::paste(char byte) {
  pending_ += byte;
  if (!pending_.ends_with(kPasteEnd)) return std::nullopt;
  pending_.resize(pending_.size() - kPasteEnd.size());
  state_ = State::kPlain;
  return Key{Kind::kPaste, std::exchange(pending_, {})};
}

std::string cleaned(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') result += '\n';
    } else if (c == '\t') {
      result += "    ";
    } else if (c == '\n' || static_cast<unsigned char>(c) >= 0x20) {
      if (c != '\x7f') result += c;
    }
  }
  return result;
}

char32_t character_at(const std::string& text, std::size_t at, std::size_t& bytes) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t more = bytes_after(text[at]);
  bytes = 1;
  if (first < 0x80 || more == 0 || at + more >= text.size()) {
    if (first < 0x80) return first;
    if (more == 0 || at + more > text.size() - 1) return 0xfffd;
  }
  char32_t character = first & (0x3fU >> more);
  for (std::size_t i = 1; i <= more; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xc0U) != 0x80) return 0xfffd;
    character = (character << 6U) | (byte & 0x3fU);
  }
  bytes = more + 1;
  return character;
}

int column_width(char32_t c) {
  struct Block {
    char32_t first, last;
  };
  constexpr std::array kNone = {Block{0x300, 0x36f}, Block{0x200b, 0x200f}, Block{0xfe00, 0xfe0f}};
  constexpr std::array kWide = {
      Block{0x1100, 0x115f}, Block{0x2e80, 0xa4cf},   Block{0xac00, 0xd7a3},
      Block{0xf900, 0xfaff}, Block{0xfe30, 0xfe6f},   Block{0xff00, 0xff60},
      Block{0xffe0, 0xffe6}, Block{0x1f300, 0x1faff}, Block{0x20000, 0x3fffd}};
  const auto in = [c](const Block& block) { return c >= block.first && c <= block.last; };
  if (std::ranges::any_of(kNone, in)) return 0;
  return std::ranges::any_of(kWide, in) ? 2 : 1;
}

}  // namespace sinter::repl
