// The text form of graphs: see "Text form" in compiler/ir/README.md. graph_parse.cpp reads it.
#include <bit>
#include <cmath>
#include <unordered_map>

#include "compiler/ir/graph.h"
#include "compiler/ir/graph_text.h"
#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

template <typename T, typename F>
std::string join(const std::vector<T>& items, F&& text) {
  std::string result;
  for (const T& item : items) {
    if (!result.empty()) result += ", ";
    result += text(item);
  }
  return result;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '\n') {
      result += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

// Names stand bare where the parser can read them so.
std::string name_text(const std::string& name) {
  for (char c : name) {
    if (!is_name_character(c)) return quoted(name);
  }
  return name.empty() ? quoted(name) : name;
}

// Shortest decimal that reads back to the same bits; NaNs and what decimal cannot tell apart print
// as bits.
template <typename Float, typename Bits>
std::string float_text(std::uint64_t bits) {
  const auto number = std::bit_cast<Float>(static_cast<Bits>(bits));
  return std::isnan(number) ? fmt::format("0x{:x}", bits) : fmt::format("{}", number);
}

}  // namespace

std::string constant_text(DType dtype, std::uint64_t bits) {
  if (dtype == DType::kBool) return bits ? "true" : "false";
  if (dtype == DType::kF32) return float_text<float, std::uint32_t>(bits);
  if (dtype == DType::kF64) return float_text<double, std::uint64_t>(bits);
  if (is_signed_integer(dtype)) {
    const auto unused = 64 - static_cast<int>(size_of(dtype)) * 8;
    return fmt::format("{}", static_cast<std::int64_t>(bits << unused) >> unused);
  }
  return fmt::format("{}", bits);
}

namespace {

class Printer {
 public:
  Printer(const Graph& graph, bool places) : graph_(graph), with_places_(places) {}

  std::string run() {
    text_ = "graph " + name_text(graph_.name) + (graph_.exact ? " exact" : "");
    for (const FactorRounding& rounding : kFactorRoundings) {
      if (graph_.factor_rounding == rounding.op) text_ += fmt::format(" {}", rounding.name);
    }
    text_ += '\n';
    for (std::size_t i = 0; i < graph_.dims.size(); ++i) symbol(SymbolId(i));
    for (std::size_t i = 0; with_places_ && i < graph_.locations.size(); ++i) {
      const SourceLocation& at = graph_.locations[i];
      line("location {} {}..{} {}:{} {}", i, at.begin, at.end, at.line, at.column, quoted(at.file));
    }
    if (with_places_ && !graph_.fused_blocks.empty()) line("fused{}", places(graph_.fused_blocks));
    for (const Guard& guard : graph_.guards) {
      const std::string error = with_places_
                                    ? fmt::format(" : {} {}{}", name_text(guard.code),
                                                  quoted(guard.message), places(guard.locations))
                                    : "";
      line("guard {} {} {}{}", size(guard.left),
           guard.kind == GuardKind::kEqual ? "==" : ">=", size(guard.right), error);
    }
    const Region& body = graph_.body();
    for (std::size_t i = 0; i < body.arguments.size(); ++i) {
      const ValueId id = body.arguments[i];
      line("%{} = parameter {} : {}", define(id), name_text(graph_.parameter_names.at(i)),
           type(id));
    }
    for (NodeId id : body.nodes) node(graph_.node(id));
    line("return{}{}", body.results.empty() ? "" : " ", values(body.results));
    return std::move(text_);
  }

 private:
  void symbol(SymbolId id) {
    const Symbol& symbol = graph_.dims[id];
    if (symbol.op == DimOp::kIndex) {
      line("index {} = {} : {}", symbol.name, size(symbol.a), size(symbol.b));
    } else {
      line("{} {}", symbol.op == DimOp::kValue ? "value" : "dim", size(Dim(id)));
    }
  }

  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += std::string(static_cast<std::size_t>(depth_) * 2, ' ') +
             fmt::format(format, std::forward<Args>(args)...) + "\n";
  }

  void region(RegionId id) {
    const Region& region = graph_.region(id);
    ++depth_;
    for (ValueId argument : region.arguments) {
      const auto number = define(argument);
      line("%{} = argument : {}", number, type(argument));
    }
    for (NodeId node : region.nodes) this->node(graph_.node(node));
    line("yield{}{}", region.results.empty() ? "" : " ", values(region.results));
    --depth_;
  }

  void control(const Node& node) {
    for (ValueId result : node.results) define(result);
    const auto space = [](std::string text) { return text.empty() ? text : " " + text; };
    const std::string results = values(node.results);
    line("{}{}{}{}{} {{{}", results, results.empty() ? "" : " = ", info(node.op).spelling,
         space(values(node.operands)), space(attribute_text(node)), places(node.locations));
    for (std::size_t i = 0; i < node.regions.size(); ++i) {
      if (i > 0) line("}} {{");
      region(node.regions[i]);
    }
    line("}}{}{}", node.results.empty() ? "" : " : ",
         join(node.results, [&](ValueId id) { return type(id); }));
  }

  void node(const Node& node) {
    if (is_control(node.op)) return control(node);
    std::string left = values(node.operands);
    if (!left.empty()) left = " " + left;
    const ValueId result = node.results.at(0);
    std::string attribute = attribute_text(node);
    if (!attribute.empty()) attribute = " " + attribute;
    const auto number = define(result);
    line("%{} = {}{}{} : {}{}", number, info(node.op).spelling, left, attribute, type(result),
         places(node.locations));
  }

  std::string attribute_text(const Node& node) const {
    const auto ints = [](const auto& list) {
      return "[" + join(list, [](auto i) { return fmt::format("{}", i); }) + "]";
    };
    if (auto* a = std::get_if<ConstantAttr>(&node.attribute)) {
      return constant_text(graph_.type(node.results.at(0)).dtype, a->bits);
    }
    if (auto* a = std::get_if<DimAttr>(&node.attribute)) return "{" + size(a->dim) + "}";
    if (auto* a = std::get_if<AxisAttr>(&node.attribute))
      return a->written < 0 ? fmt::format("{{axis={}}}", a->axis)
                            : fmt::format("{{axis={}, written={}}}", a->axis, a->written);
    if (auto* a = std::get_if<AxesAttr>(&node.attribute)) return "{axes=" + ints(a->axes) + "}";
    if (auto* a = std::get_if<SliceAttr>(&node.attribute)) {
      return fmt::format("{{start=[{}], step={}}}",
                         join(a->start, [&](const Dim& d) { return size(d); }), ints(a->step));
    }
    if (auto* a = std::get_if<ContractAttr>(&node.attribute)) {
      return fmt::format("{{index=[{}], split={}}}", join(a->operand_indices, ints), a->split);
    }
    if (auto* a = std::get_if<ScatterAttr>(&node.attribute)) {
      return fmt::format("{{{}{}}}", graph::name(a->mode), a->holds_calls ? ", calls" : "");
    }
    if (auto* a = std::get_if<ShowAttr>(&node.attribute)) {
      const std::string code = a->code.empty() ? "" : ", code=" + quoted(a->code);
      const std::string batch = a->batch_axes == 0 ? "" : fmt::format(", batch={}", a->batch_axes);
      std::string further;
      for (const auto& result : a->further)
        further += fmt::format(", and={} {}", sinter::name(result.dtype), result.rank);
      if (a->kept != 0) further += fmt::format(", kept={}", a->kept);
      return fmt::format("{{text=[{}], function={}, callers={}{}{}{}}}", join(a->texts, quoted),
                         quoted(a->function), ints(a->callers), code, batch, further);
    }
    if (auto* a = std::get_if<LoopAttr>(&node.attribute)) {
      const auto option = [](std::string_view name, std::int64_t value) {
        return value == 0 ? std::string() : fmt::format(" {} {}", name, value);
      };
      return fmt::format("{{{}{}{}{}{}}}", graph_.dims[a->index].name, a->stops ? " stops" : "",
                         a->parallel ? " parallel" : "", option("chunk", a->chunk),
                         option("threads", a->threads));
    }
    return "";
  }

  // Values are numbered in the order of their definitions.
  std::size_t define(ValueId id) { return numbers_.emplace(id, numbers_.size()).first->second; }
  std::string values(const std::vector<ValueId>& ids) const {
    return join(ids, [&](ValueId id) {
      auto found = numbers_.find(id);
      return found == numbers_.end() ? "%?" : fmt::format("%{}", found->second);
    });
  }
  std::string size(const Dim& dim) const { return graph_.dims.print(dim); }
  std::string type(ValueId id) const {
    const Type& type = graph_.type(id);
    std::string result(sinter::name(type.dtype));
    if (!type.shape.empty()) {
      result += "[" + join(type.shape, [&](const Dim& d) { return size(d); }) + "]";
    }
    return result;
  }
  std::string places(const LocationSet& set) const {
    return set.empty() || !with_places_ ? "" : " @" + fmt::format("{}", fmt::join(set, ","));
  }

  const Graph& graph_;
  bool with_places_;
  std::string text_;
  std::unordered_map<ValueId, std::size_t> numbers_;
  int depth_ = 1;
};

}  // namespace

std::string print(const Graph& graph) { return Printer(graph, true).run(); }
std::string print_code(const Graph& graph) { return Printer(graph, false).run(); }

}  // namespace sinter::graph
