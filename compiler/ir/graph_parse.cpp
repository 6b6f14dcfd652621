// Reads the text form that graph_print.cpp writes, a line at a time.
#include <bit>
#include <charconv>
#include <unordered_map>

#include "compiler/ir/graph.h"
#include "compiler/ir/graph_text.h"
#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  Graph run() {
    if (!next_line() || !take_word("graph")) fail("'graph'");
    graph_.name = name();
    graph_.exact = take_word("exact");
    for (const FactorRounding& rounding : kFactorRoundings) {
      if (take_word(rounding.name)) graph_.factor_rounding = rounding.op;
    }
    end_of_line();
    while (true) {
      if (!next_line()) fail("'return'");
      if (take_word("return")) break;
      statement();
      end_of_line();
    }
    skip_space();
    if (!line_.empty()) graph_.set_results(values());
    end_of_line();
    if (next_line()) fail("the end of the text");
    return std::move(graph_);
  }

 private:
  [[noreturn]] void fail(std::string_view expected) {
    user_error("E0701", "graph text, line {}: expected {} at '{}'", number_, expected, line_);
  }

  // --- characters and words ---
  bool next_line() {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      line_ = rest_.substr(0, end);
      rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
      ++number_;
      if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
      skip_space();
      if (!line_.empty() && line_[0] != '#') return true;
    }
    line_ = {};
    return false;
  }
  void skip_space() {
    while (!line_.empty() && line_[0] == ' ') line_.remove_prefix(1);
  }
  void end_of_line() {
    skip_space();
    if (!line_.empty()) fail("the end of the line");
  }
  bool take(std::string_view text) {
    skip_space();
    if (!line_.starts_with(text)) return false;
    line_.remove_prefix(text.size());
    return true;
  }
  void need(std::string_view text) {
    if (!take(text)) fail(fmt::format("'{}'", text));
  }
  bool take_word(std::string_view word) {
    skip_space();
    if (!line_.starts_with(word)) return false;
    if (line_.size() > word.size() && is_name_character(line_[word.size()])) return false;
    line_.remove_prefix(word.size());
    return true;
  }
  template <typename T>
  T integer() {
    skip_space();
    T result{};
    auto [end, error] = std::from_chars(line_.data(), line_.data() + line_.size(), result);
    if (error != std::errc{}) fail("a number");
    line_.remove_prefix(static_cast<std::size_t>(end - line_.data()));
    return result;
  }
  std::string string() {
    need("\"");
    std::string result;
    while (!line_.empty() && line_[0] != '"') {
      if (line_[0] == '\\' && line_.size() > 1) {
        line_.remove_prefix(1);
        result += line_[0] == 'n' ? '\n' : line_[0];
      } else {
        result += line_[0];
      }
      line_.remove_prefix(1);
    }
    if (line_.empty()) fail("'\"'");
    line_.remove_prefix(1);
    return result;
  }
  std::string name() {
    skip_space();
    if (line_.starts_with('"')) return string();
    std::size_t size = 0;
    while (size < line_.size() && is_name_character(line_[size])) ++size;
    if (size == 0) fail("a name");
    std::string result(line_.substr(0, size));
    line_.remove_prefix(size);
    return result;
  }
  /// The text up to one of `ends` outside of parentheses.
  Dim size(std::string_view ends) {
    std::size_t depth = 0;
    std::size_t i = 0;
    for (; i < line_.size(); ++i) {
      if (depth == 0 && ends.find(line_[i]) != std::string_view::npos) break;
      if (line_[i] == '(') ++depth;
      if (line_[i] == ')' && depth > 0) --depth;
    }
    auto text = line_.substr(0, i);
    line_.remove_prefix(i);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return graph_.dims.parse(std::string(text));
  }
  std::vector<Dim> sizes() {
    std::vector<Dim> result;
    need("[");
    while (!take("]")) {
      if (!result.empty()) need(",");
      result.push_back(size(",]"));
    }
    return result;
  }
  template <typename T>
  std::vector<T> integers() {
    std::vector<T> result;
    need("[");
    while (!take("]")) {
      if (!result.empty()) need(",");
      result.push_back(integer<T>());
    }
    return result;
  }

  // --- statements ---
  void statement() {
    if (take_word("dim")) {
      const auto before = graph_.dims.size();
      const Dim dim = size("");
      if (!dim.as_symbol() || dim.as_symbol()->index != before) fail("a new symbol");
    } else if (take_word("index")) {
      const std::string symbol = name();
      need("=");
      skip_space();
      const Dim begin = size(":");
      need(":");
      skip_space();
      const SymbolId id = graph_.dims.index(symbol, begin, size(""));
      if (graph_.dims[id].name != symbol) fail("a new name");
    } else if (take_word("value")) {
      const std::string symbol = name();
      if (graph_.dims[graph_.dims.value(symbol)].name != symbol) fail("a new name");
    } else if (take_word("location")) {
      location();
    } else if (take_word("fused")) {
      graph_.fused_blocks = places();
    } else if (take_word("guard")) {
      guard();
    } else {
      definition();
    }
  }
  void location() {
    if (integer<std::size_t>() != graph_.locations.size()) fail("the next number");
    SourceLocation at;
    at.begin = integer<std::uint32_t>();
    need("..");
    at.end = integer<std::uint32_t>();
    at.line = integer<std::uint32_t>();
    need(":");
    at.column = integer<std::uint32_t>();
    at.file = string();
    graph_.locations.push_back(std::move(at));
  }
  void guard() {
    Guard result;
    skip_space();
    result.left = size("=>");
    result.kind = take("==") ? GuardKind::kEqual : (need(">="), GuardKind::kAtLeast);
    skip_space();
    result.right = size(":");
    skip_space();
    if (line_.empty()) {  // as print_code writes it
      graph_.guards.push_back(std::move(result));
      return;
    }
    need(":");
    result.code = name();
    result.message = string();
    result.locations = places();
    graph_.guards.push_back(std::move(result));
  }
  LocationSet places() {
    LocationSet result;
    if (!take("@")) return result;
    do {
      result.push_back(integer<std::uint32_t>());
    } while (take(","));
    return result;
  }
  ValueId value() {
    need("%");
    const auto found = numbers_.find(integer<std::size_t>());
    if (found == numbers_.end()) fail("a value defined above");
    return found->second;
  }
  std::vector<ValueId> values() {
    std::vector<ValueId> result{value()};
    while (take(",")) result.push_back(value());
    return result;
  }
  /// The lines of a region up to the one that starts with "}", which stays the current line.
  RegionId region(const std::vector<Type>& arguments) {
    const RegionId id = graph_.begin_region(arguments);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (i > 0 && !next_line()) fail("an argument");
      need("%");
      name_value(integer<std::size_t>(), graph_.region(id).arguments[i]);
      need("=");
      if (!take_word("argument")) fail("'argument'");
      need(":");
      (void)type();
      end_of_line();
    }
    if (!arguments.empty() && !next_line()) fail("'yield'");
    while (!take_word("yield")) {
      statement();
      end_of_line();
      if (!next_line()) fail("'yield'");
    }
    skip_space();
    graph_.end_region(line_.empty() ? std::vector<ValueId>() : values());
    end_of_line();
    if (!next_line()) fail("'}'");
    need("}");
    return id;
  }

  /// The argument lines that follow, without taking them: their types are what the region is
  /// opened with.
  std::vector<Type> arguments_ahead() {
    if (!next_line()) fail("a region");
    const auto line = line_, rest = rest_;
    const int number = number_;
    std::vector<Type> types;
    while (take("%")) {
      (void)integer<std::size_t>();
      need("=");
      if (!take_word("argument")) break;
      need(":");
      types.push_back(type());
      if (!next_line()) break;
    }
    line_ = line, rest_ = rest, number_ = number;
    return types;
  }

  void control(Op op, const std::vector<std::size_t>& results) {
    skip_space();
    std::vector<ValueId> operands;
    if (line_.starts_with('%')) operands = values();
    Attribute attribute;
    if (op == Op::For) {
      need("{");
      LoopAttr loop;
      loop.index = graph_.dims.named(name());
      loop.stops = take_word("stops");
      loop.parallel = take_word("parallel");
      if (take_word("chunk")) loop.chunk = integer<std::int64_t>();
      if (take_word("threads")) loop.threads = integer<std::int64_t>();
      need("}");
      attribute = loop;
    }
    need("{");
    LocationSet locations = places();
    end_of_line();
    std::vector<RegionId> regions{region(arguments_ahead())};
    while (take("{")) {
      end_of_line();
      regions.push_back(region(arguments_ahead()));
    }
    std::vector<Type> types;
    if (take(":")) {
      do {
        types.push_back(type());
      } while (take(","));
    }
    graph_.set_locations(std::move(locations));
    const auto ids = graph_.append_control(op, std::move(operands), std::move(attribute),
                                           std::move(regions), types);
    if (ids.size() != results.size()) fail("as many types as results");
    for (std::size_t i = 0; i < ids.size(); ++i) name_value(results[i], ids[i]);
  }

  void name_value(std::size_t number, ValueId id) {
    if (!numbers_.emplace(number, id).second) fail("a new number on the left");
  }

  static std::optional<Op> control_op(std::string_view text) {
    for (const Op op : {Op::If, Op::For, Op::While}) {
      const auto word = info(op).spelling;
      if (text.starts_with(word) &&
          (text.size() == word.size() || !is_name_character(text[word.size()])))
        return op;
    }
    return std::nullopt;
  }

  void definition() {
    std::vector<std::size_t> results;
    while (!control_op(line_)) {
      need("%");
      results.push_back(integer<std::size_t>());
      if (take(",")) {
        skip_space();
        continue;
      }
      need("=");
      skip_space();
      break;
    }
    if (const auto op = control_op(line_)) {
      line_.remove_prefix(info(*op).spelling.size());
      return control(*op, results);
    }
    if (results.size() != 1) fail("control flow");
    const auto number = results[0];
    ValueId id;
    if (take_word("parameter")) {
      std::string parameter = name();
      need(":");
      id = graph_.add_parameter(std::move(parameter), type());
    } else {
      id = node();
    }
    name_value(number, id);
  }
  ValueId node() {
    const auto op = op_from_spelling(name());
    if (!op) fail("an op");
    skip_space();
    std::vector<ValueId> operands;
    if (line_.starts_with('%')) operands = values();
    skip_space();
    // A constant's bits depend on the type behind it.
    std::string_view number;
    Attribute attribute;
    if (*op == Op::Constant) {
      number = line_.substr(0, line_.find(' '));
      line_.remove_prefix(number.size());
    } else {
      attribute = this->attribute(info(*op).attribute);
    }
    need(":");
    Type result = type();
    if (*op == Op::Constant) attribute = ConstantAttr{constant(number, result.dtype)};
    graph_.set_locations(places());
    return graph_.append(*op, std::move(operands), std::move(attribute), std::move(result));
  }
  Type type() {
    const auto dtype = dtype_from_name(name());
    if (!dtype) fail("a dtype");
    return {*dtype, line_.starts_with('[') ? sizes() : Shape{}};
  }
  Attribute attribute(AttributeKind kind) {
    if (kind == AttributeKind::None) return {};
    need("{");
    Attribute result;
    if (kind == AttributeKind::Dim) {
      result = DimAttr{size("}")};
    } else if (kind == AttributeKind::Axis) {
      need("axis=");
      AxisAttr axis{integer<int>()};
      if (take(",")) {
        need("written=");
        axis.written = integer<int>();
      }
      result = axis;
    } else if (kind == AttributeKind::Axes) {
      need("axes=");
      result = AxesAttr{integers<int>()};
    } else if (kind == AttributeKind::Slice) {
      need("start=");
      auto start = sizes();
      need(",");
      need("step=");
      result = SliceAttr{std::move(start), integers<std::int64_t>()};
    } else if (kind == AttributeKind::Show) {
      ShowAttr show;
      need("text=");
      need("[");
      while (!take("]")) {
        if (!show.texts.empty()) need(",");
        show.texts.push_back(string());
      }
      need(",");
      need("function=");
      show.function = string();
      need(",");
      need("callers=");
      show.callers = integers<std::uint32_t>();
      while (take(",")) {
        if (take("code=")) {
          show.code = string();
        } else if (take("and=")) {
          const auto dtype = dtype_from_name(name());
          if (!dtype) fail("a dtype");
          show.further.push_back({*dtype, integer<int>()});
        } else if (take("kept=")) {
          show.kept = integer<int>();
        } else {
          need("batch=");
          show.batch_axes = integer<int>();
        }
      }
      result = std::move(show);
    } else if (kind == AttributeKind::Scatter) {
      const std::string mode = name();
      ScatterAttr scatter;
      while (graph::name(scatter.mode) != mode) {
        if (scatter.mode == ScatterMode::kMax) fail("set, add, mul, min or max");
        scatter.mode = static_cast<ScatterMode>(static_cast<int>(scatter.mode) + 1);
      }
      if (take(",")) {
        need("calls");
        scatter.holds_calls = true;
      }
      result = scatter;
    } else {
      ContractAttr contract;
      need("index=");
      need("[");
      while (!take("]")) {
        if (!contract.operand_indices.empty()) need(",");
        contract.operand_indices.push_back(integers<int>());
      }
      need(",");
      need("split=");
      contract.split = integer<int>();
      result = std::move(contract);
    }
    need("}");
    return result;
  }
  std::uint64_t constant(std::string_view text, DType dtype) {
    const auto read = [&](auto value, auto... format) {
      auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format...);
      if (error != std::errc{} || end != text.data() + text.size()) fail("a constant");
      return value;
    };
    if (dtype == DType::kBool) {
      if (text != "true" && text != "false") fail("true or false");
      return text == "true";
    }
    if (text.starts_with("0x")) {
      text.remove_prefix(2);
      return read(std::uint64_t{}, 16);
    }
    if (dtype == DType::kF32) return std::bit_cast<std::uint32_t>(read(float{}));
    if (dtype == DType::kF64) return std::bit_cast<std::uint64_t>(read(double{}));
    if (is_unsigned_integer(dtype)) return read(std::uint64_t{});
    const auto bits = static_cast<std::uint64_t>(read(std::int64_t{}));
    const auto width = size_of(dtype) * 8;
    return width == 64 ? bits : bits & ((std::uint64_t{1} << width) - 1);
  }

  Graph graph_;
  std::string_view rest_, line_;
  int number_ = 0;
  std::unordered_map<std::size_t, ValueId> numbers_;
};

}  // namespace

Graph parse_graph(std::string_view text) { return Parser(text).run(); }

}  // namespace sinter::graph
