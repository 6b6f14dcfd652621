#include "runtime/aot/plan.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/shape/binding.h"
#include "compiler/support/check.h"

namespace sinter::runtime::aot {
namespace {

/// Words of C and C++, and names that the generated text uses.
constexpr std::array kReserved = {
    "alignas",   "alignof",   "and",        "asm",      "auto",     "bool",      "break",
    "case",      "catch",     "char",       "class",    "compl",    "concept",   "const",
    "consteval", "constexpr", "continue",   "decltype", "default",  "delete",    "do",
    "double",    "else",      "enum",       "error",    "explicit", "export",    "extern",
    "false",     "float",     "for",        "friend",   "goto",     "if",        "inline",
    "int",       "int64_t",   "long",       "main",     "mutable",  "namespace", "new",
    "noexcept",  "not",       "nullptr",    "operator", "or",       "private",   "protected",
    "public",    "register",  "requires",   "restrict", "return",   "short",     "signed",
    "sizeof",    "static",    "std",        "struct",   "switch",   "template",  "this",
    "throw",     "true",      "try",        "typedef",  "typeid",   "typename",  "union",
    "unsigned",  "using",     "virtual",    "void",     "volatile", "while",     "xor",
    "NULL",      "sinter",    "sinter_aot", "linux",    "unix",     "given",     "buffers",
    "sizes",     "integers",  "status",     "device",   "memory"};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string type_text(const DimTable& dims, const graph::Type& type) {
  std::string text(name(type.dtype));
  if (type.shape.empty()) return text;
  std::vector<std::string> sizes;
  for (const Dim& dim : type.shape) sizes.push_back(dims.print(dim));
  return fmt::format("{}[{}]", text, fmt::join(sizes, ", "));
}

bool is_identifier(std::string_view text) {
  return !text.empty() && is_letter(text.front()) && text.find("__") == std::string_view::npos &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c); }) &&
         std::ranges::find(kReserved, text) == kReserved.end();
}

std::string Names::take(std::string_view wanted) {
  std::string text;
  for (const char c : wanted) {
    const bool plain = is_letter(c) || is_digit(c);
    if (c != '_' || !text.ends_with('_')) text += plain ? c : '_';
  }
  if (text.empty() || !is_letter(text.front()) || text.front() == '_') text.insert(0, "n");
  while (!is_identifier(text) || taken_.contains(text)) text += text.ends_with('_') ? "1" : "_";
  taken_.insert(text);
  return text;
}

std::string c_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '?') {
      out += '\\';
      out += c;
    } else if (c >= ' ' && c <= '~') {
      out += c;
    } else {
      out += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return out + '"';
}

std::string comment_text(std::string text) {
  for (const char* const end : {"*/", "/*"}) {
    for (std::size_t at = text.find(end); at != std::string::npos; at = text.find(end))
      text.insert(at + 1, " ");
  }
  return text;
}

Plan::Plan(const Function& f) : function(f), sites(lower::failure_sites(*f.graph)) {
  const graph::Graph& graph = *f.graph;
  const auto& arguments = graph.body().arguments;
  for (const graph::ValueId argument : arguments) {
    for (const Dim& dim : graph.type(argument).shape) {
      const auto symbol = dim.as_symbol();
      if (dim.is_constant()) continue;
      SINTER_CHECK(symbol && graph.dims[*symbol].op == DimOp::kParameter,
                   "an argument with an axis of {}", graph.dims.print(dim));
      const auto same = [&](const SizePlan& size) { return size.symbol == *symbol; };
      if (known(*symbol) || std::ranges::any_of(given, same)) continue;
      const std::string& label = graph.dims[*symbol].name;
      given.push_back({names_.take(label), label, *symbol});
    }
  }
  for (std::size_t i = 0; i < arguments.size(); ++i)
    add_array(graph.parameter_names[i], arguments[i], false);
  const auto& results = graph.body().results;
  for (std::size_t i = 0; i < results.size(); ++i)
    add_array(results.size() == 1 ? "result" : fmt::format("result{}", i), results[i], true);
  for (const graph::Guard& guard : graph.guards) row(guard.left), row(guard.right);
  for (const lower::Site& site : sites) {
    const Shape& shape = graph.type(site.value).shape;
    if (graph::is_local(graph.dims, shape)) continue;
    for (const Dim& dim : shape) row(dim);
  }
}

void Plan::add_array(const std::string& label, graph::ValueId value, bool is_result) {
  const graph::Type& type = function.graph->type(value);
  ArrayPlan array{names_.take(label), type.dtype, type, type_text(function.graph->dims, type),
                  is_result,          {}};
  for (const Dim& dim : type.shape) array.sizes.push_back(row(dim));
  arrays.push_back(std::move(array));
}

bool Plan::returns_number() const {
  return result_count() == 1 && arrays.back().type.shape.empty();
}

std::optional<std::int64_t> Plan::known(SymbolId symbol) const {
  return symbol.index < function.known_sizes.size() ? function.known_sizes[symbol.index]
                                                    : std::nullopt;
}

int Plan::row(const Dim& dim) {
  const auto found = std::ranges::find(sizes, dim);
  if (found != sizes.end()) return static_cast<int>(found - sizes.begin());
  sizes.push_back(dim);
  return static_cast<int>(sizes.size() - 1);
}

std::string Plan::known_text() const {
  std::string text;
  const DimTable& dims = function.graph->dims;
  for (std::size_t i = 0; i < function.known_sizes.size(); ++i) {
    const SymbolId symbol(static_cast<std::uint32_t>(i));
    if (!function.known_sizes[i] || dims[symbol].op != DimOp::kParameter) continue;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", dims[symbol].name,
                        *function.known_sizes[i]);
  }
  return text;
}

}  // namespace sinter::runtime::aot
