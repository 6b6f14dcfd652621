// Parses the text form that loop_print.cpp writes. One pass over the lines, no look-ahead.
#include <charconv>

#include "compiler/ir/loop.h"
#include "compiler/support/check.h"

namespace sinter::loop {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Kernel run() {
    expect_line();
    need(take_word() == "kernel", "'kernel'");
    kernel_.name = std::string(take_word());
    kernel_.scalar_loops = line_ == "scalar_loops";
    if (kernel_.scalar_loops) take_word();
    header();
    block(kernel_.body());
    need(!next_line(), "the end of the text");
    return std::move(kernel_);
  }

 private:
  bool next_line() {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      line_ = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
      ++number_;
      if (const auto hash = line_.find('#'); hash != std::string_view::npos)
        line_ = line_.substr(0, hash);
      skip_space();
      if (!line_.empty()) return true;
    }
    return false;
  }
  void expect_line() { need(next_line(), "another line"); }
  void need(bool ok, std::string_view what) {
    SINTER_CHECK(ok, "loop IR text, line {}: expected {} at '{}'", number_, what, line_);
  }
  void skip_space() {
    const auto at = line_.find_first_not_of(" \t");
    line_ = at == std::string_view::npos ? std::string_view{} : line_.substr(at);
    while (!line_.empty() && (line_.back() == ' ' || line_.back() == '\r')) line_.remove_suffix(1);
  }
  std::string_view take_word() {
    skip_space();
    const auto end = std::min(line_.find(' '), line_.size());
    const auto word = line_.substr(0, end);
    line_ = line_.substr(end);
    skip_space();
    return word;
  }
  template <typename T>
  T integer(std::string_view word) {
    T value{};
    int base = 10;
    if (word.starts_with("0x")) {
      word.remove_prefix(2);
      base = 16;
    }
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
    need(error == std::errc() && end == word.data() + word.size(), "a number");
    return value;
  }
  std::uint32_t prefixed(std::string_view word, char prefix, std::size_t limit) {
    need(!word.empty() && word.front() == prefix, std::string(1, prefix));
    const auto value = integer<std::uint32_t>(word.substr(1));
    need(value < limit, "a declared number");
    return value;
  }
  template <typename T>
  T keyed(std::string_view word, std::string_view key) {
    need(word.starts_with(key), key);
    return integer<T>(word.substr(key.size()));
  }
  DType dtype(std::string_view word) {
    const auto type = dtype_from_name(word);
    need(type.has_value(), "a dtype");
    return *type;
  }

  void header() {
    for (;;) {
      expect_line();
      const auto word = take_word();
      if (word == "body") {
        need(take_word() == "{", "'{'");
        return;
      }
      if (word == "integer") {
        need(integer<std::size_t>(take_word()) == kernel_.integers.size(), "the next number");
        kernel_.integers.emplace_back(line_);
      } else if (word == "buffer") {
        take_word();
        const auto kind = take_word();
        need(kind == "input" || kind == "output" || kind == "local", "input, output or local");
        const DType type = dtype(take_word());
        kernel_.buffers.push_back({std::string(line_), type,
                                   kind == "input"    ? BufferKind::kInput
                                   : kind == "output" ? BufferKind::kOutput
                                                      : BufferKind::kLocal});
      } else if (word == "place") {
        const auto place = take_word();
        const auto colon = place.find(':');
        need(colon != std::string_view::npos, "LINE:COLUMN");
        kernel_.places.push_back({integer<std::uint32_t>(place.substr(0, colon)),
                                  integer<std::uint32_t>(place.substr(colon + 1)),
                                  std::string(line_)});
      } else {
        need(word == "register", "integer, buffer, register or body");
        take_word();
        Register r;
        r.type = dtype(take_word());
        r.lanes = keyed<std::int32_t>(take_word(), "lanes=");
        r.count = keyed<std::int32_t>(take_word(), "count=");
        r.name = std::string(line_);
        kernel_.registers.push_back(std::move(r));
      }
    }
  }

  ValueId value(std::string_view word) {
    need(word.size() > 1 && word[0] == '%', "a value");
    const auto number = integer<std::uint32_t>(word.substr(1));
    need(number < values_.size(), "a value defined above");
    return values_[number];
  }

  void block(BlockId id, int depth = 0) {
    need(depth < 400, "fewer nested blocks");
    for (;;) {
      expect_line();
      if (line_ == "}") return;
      if (line_ == "} else {") return;  // the caller looks at line_
      instruction(id, depth);
    }
  }

  void instruction(BlockId parent, int depth) {
    Instruction i;
    i.parent = parent;
    const ValueId id(kernel_.instructions.size());
    auto word = take_word();
    const bool defines = word.starts_with('%');
    if (defines) {
      need(integer<std::size_t>(word.substr(1)) == values_.size(), "the next value number");
      values_.push_back(id);
      need(take_word() == "=", "'='");
      word = take_word();
    }
    head(i, word);
    if (line_.starts_with('!')) i.place = integer<std::int32_t>(take_word().substr(1));
    need(defines == has_value(i.code), defines ? "an instruction with a value" : "a value number");
    const bool opens = i.code == Code::kFor || i.code == Code::kIf;
    while (!line_.empty() && line_ != "{") i.operands.push_back(value(take_word()));
    need(opens == (line_ == "{"), opens ? "'{'" : "the end of the line");
    kernel_.instructions.push_back(i);
    if (opens) {
      const BlockId body = new_block();
      kernel_[id].body = body;
      block(body, depth + 1);
      if (i.code == Code::kIf) {
        const BlockId otherwise = new_block();
        kernel_[id].otherwise = otherwise;
        if (line_ == "} else {") block(otherwise, depth + 1);
      }
    }
    kernel_.block(parent).instructions.push_back(id);
  }

  BlockId new_block() {
    kernel_.blocks.emplace_back();
    return BlockId(kernel_.blocks.size() - 1);
  }

  BufferId buffer() { return BufferId(prefixed(take_word(), '$', kernel_.buffers.size())); }
  RegisterId reg() { return RegisterId(prefixed(take_word(), '@', kernel_.registers.size())); }

  void head(Instruction& i, std::string_view word) {
    if (word == "const") {
      i.code = Code::kConst;
      i.type = dtype(take_word());
      i.bits = integer<std::uint64_t>(take_word());
    } else if (word == "integer") {
      i.code = Code::kInteger;
      i.bits = integer<std::uint64_t>(take_word());
      need(i.bits < kernel_.integers.size(), "a declared integer");
    } else if (word.starts_with("load")) {
      i.code = Code::kLoad;
      i.masked = word.find(".masked") != std::string_view::npos;
      async_suffix(i, word);
      i.type = dtype(take_word());
      i.buffer = buffer();
    } else if (word.starts_with("store")) {
      i.code = Code::kStore;
      i.masked = word.find(".masked") != std::string_view::npos;
      i.streaming = word.find(".streaming") != std::string_view::npos;
      if (const auto at = word.find(".atomic("); at != std::string_view::npos) {
        i.atomic = true;
        const auto op = op_from_spelling(word.substr(at + 8, word.size() - at - 9));
        need(op.has_value(), "an op");
        i.op = *op;
      }
      async_suffix(i, word);
      i.buffer = buffer();
      i.type = value_type(kernel_.buffers[i.buffer.index].type);
    } else if (word == "get" || word == "lane") {
      i.code = word == "get" ? Code::kGet : Code::kLane;
      i.type = dtype(take_word());
      i.reg = reg();
    } else if (word == "set") {
      i.code = Code::kSet;
      i.reg = reg();
      i.type = kernel_.registers[i.reg.index].type;
    } else if (word == "reduce_lanes" || word == "reduce_lanes.any_zero" || word == "scan_lanes") {
      i.code = word == "scan_lanes" ? Code::kScanLanes : Code::kReduceLanes;
      i.any_zero = word == "reduce_lanes.any_zero";
      i.op = op(take_word());
      i.type = dtype(take_word());
      i.reg = reg();
    } else if (word == "alloc" || word == "prefetch") {
      i.code = word == "alloc" ? Code::kAlloc : Code::kPrefetch;
      i.buffer = buffer();
    } else if (word == "fail_if") {
      i.code = Code::kFailIf;
      i.bits = keyed<std::uint64_t>(take_word(), "site=");
      if (line_.starts_with("axis=")) i.lanes = keyed<std::int32_t>(take_word(), "axis=");
    } else if (word == "stop_if_failed") {
      i.code = Code::kStopIfFailed;
    } else if (word == "show") {
      i.code = Code::kShow;
      i.bits = keyed<std::uint64_t>(take_word(), "site=");
      i.lanes = keyed<std::int32_t>(take_word(), "item=");
      if (line_.starts_with('$')) i.buffer = buffer();
    } else if (word == "count") {
      i.code = Code::kCount;
      i.bits = keyed<std::uint64_t>(take_word(), "loop=");
    } else if (word == "threads") {
      i.code = Code::kThreads;
    } else if (word == "await") {
      i.code = Code::kAwait;
      i.bits = integer<std::uint64_t>(take_word());
    } else if (word == "for") {
      for_head(i);
    } else if (word == "if" || word == "if.cold") {
      i.code = Code::kIf;
      i.cold = word == "if.cold";
    } else {
      i.code = Code::kOp;
      i.op = op(word);
      i.type = dtype(take_word());
    }
  }

  /// `.async(n)` at the end of a load or store.
  void async_suffix(Instruction& i, std::string_view word) {
    constexpr std::string_view kSuffix = ".async(";
    const auto at = word.find(kSuffix);
    if (at == std::string_view::npos) return;
    need(word.back() == ')', "')'");
    i.async = true;
    i.lanes = integer<std::int32_t>(
        word.substr(at + kSuffix.size(), word.size() - at - kSuffix.size() - 1));
  }

  Op op(std::string_view word) {
    const auto o = op_from_spelling(word);
    need(o.has_value() && is_elementwise(*o), "an instruction or elementwise op");
    return *o;
  }

  void for_head(Instruction& i) {
    i.code = Code::kFor;
    i.bits = 1;
    auto word = take_word();
    if (const auto open = word.find('('); open != std::string_view::npos) {
      need(word.back() == ')', "')'");
      i.lanes = integer<std::int32_t>(word.substr(open + 1, word.size() - open - 2));
      word = word.substr(0, open);
    }
    constexpr std::string_view kOrdered = ".ordered";
    if (word.ends_with(kOrdered)) {
      i.ordered = true;
      word.remove_suffix(kOrdered.size());
    }
    int kind = 0;
    while (kind <= static_cast<int>(LoopKind::kGpuThread) &&
           name(static_cast<LoopKind>(kind)) != word)
      ++kind;
    need(kind <= static_cast<int>(LoopKind::kGpuThread), "a kind of loop");
    i.kind = static_cast<LoopKind>(kind);
    if (line_.starts_with("step=")) i.bits = keyed<std::uint64_t>(take_word(), "step=");
    if (line_.starts_with("until="))
      i.until = RegisterId(keyed<std::uint32_t>(take_word(), "until="));
    if (line_.starts_with("poll=")) i.poll = keyed<std::int32_t>(take_word(), "poll=");
  }

  std::string_view rest_, line_;
  int number_ = 0;
  Kernel kernel_;
  std::vector<ValueId> values_;
};

}  // namespace

Kernel parse_kernel(std::string_view text) { return Parser(text).run(); }

}  // namespace sinter::loop
