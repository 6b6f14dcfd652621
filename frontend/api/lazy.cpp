// Expressions as programs: a traced expression is the text of a function, a line per operation.
#include "sinter/lazy.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/state.h"

namespace sinter::lazy {

struct Expr::Node {
  std::string text;            ///< Of an operation or a literal.
  std::vector<Expr> operands;  ///< What $0, $1, ... stand for.
  std::optional<Array> array;  ///< Of a leaf.
  std::optional<std::size_t> parameter;

  explicit Node(std::string t) : text(std::move(t)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  /// A long chain of operands does not end in a deep chain of calls.
  ~Node() {
    std::vector<Expr> rest = std::move(operands);
    while (!rest.empty()) {
      const std::shared_ptr<const Node> last = std::move(rest.back().node_);
      rest.pop_back();
      if (last == nullptr || last.use_count() != 1) continue;
      auto& more = const_cast<Node&>(*last).operands;
      std::ranges::move(more, std::back_inserter(rest));
      more.clear();
    }
  }

  static Expr wrap(std::shared_ptr<const Node> node) { return Expr(std::move(node)); }
};

namespace {

using Node = Expr::Node;

Expr text_node(std::string text, std::vector<Expr> operands = {}) {
  auto node = std::make_shared<Node>(std::move(text));
  node->operands = std::move(operands);
  return Node::wrap(std::move(node));
}

/// The digits behind a $, which name an operand.
std::size_t operand_number(std::string_view text, std::size_t& at, std::size_t count) {
  std::size_t number = 0;
  const auto [end, error] =
      std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
  if (error != std::errc() || number >= count) {
    user_error("E6072", "'{}': a $ is followed by the number of an operand, 0 to {}", text,
               static_cast<std::int64_t>(count) - 1);
  }
  at = static_cast<std::size_t>(end - text.data());
  return number;
}

/// Writes a function of the expressions.
class Writer {
 public:
  explicit Writer(std::optional<std::size_t> parameters) : parameters_(parameters) {}

  void add(const Expr& result) {
    // Depth first without recursion: a node is written once its operands are.
    std::vector<std::pair<const Node*, std::size_t>> open{{result.node().get(), 0}};
    while (!open.empty()) {
      auto& [node, next] = open.back();
      if (names_.contains(node)) {
        open.pop_back();
      } else if (next < node->operands.size()) {
        open.emplace_back(node->operands[next++].node().get(), 0);
      } else {
        write(*node);
        open.pop_back();
      }
    }
    results_.push_back(names_.at(result.node().get()));
  }

  std::string text() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < parameters_.value_or(arrays_.size()); ++i)
      names.push_back(fmt::format("x{}", i));
    return fmt::format("fn traced({}) {{\n{}    return {}\n}}\n", fmt::join(names, ", "), body_,
                       fmt::join(results_, ", "));
  }
  const std::vector<Array>& arrays() const { return arrays_; }

 private:
  void write(const Node& node) {
    std::string& name = names_[&node];
    if (node.array) {
      if (parameters_)
        user_error("E6071", "a function traced by jit uses an array; make it a parameter");
      name = fmt::format("x{}", arrays_.size());
      arrays_.push_back(*node.array);
    } else if (node.parameter) {
      if (!parameters_)
        user_error("E6071", "parameter {} of a function traced by jit is evaluated outside of it",
                   *node.parameter);
      name = fmt::format("x{}", *node.parameter);
    } else if (node.operands.empty()) {
      name = node.text;
    } else {
      name = fmt::format("v{}", ++values_);
      body_ += fmt::format("    {} = {}\n", name, substituted(node));
    }
  }

  std::string substituted(const Node& node) const {
    std::string out;
    for (std::size_t at = 0; at < node.text.size();) {
      if (node.text[at] != '$') {
        out += node.text[at++];
      } else {
        const std::size_t number = operand_number(node.text, at, node.operands.size());
        out += names_.at(node.operands[number].node().get());
      }
    }
    return out;
  }

  std::optional<std::size_t> parameters_;  ///< Of jit; nothing for an evaluation.
  std::unordered_map<const Node*, std::string> names_;
  std::vector<Array> arrays_;
  std::vector<std::string> results_;
  std::string body_;
  std::size_t values_ = 0;
};

Function compile(const Engine& engine, const std::string& text) {
  return engine.compile(text, "<expression>").function("traced");
}

/// The function of a text, compiled before or now.
Function known_function(const Engine& engine, const std::string& text) {
  auto& known = sinter::detail::EngineState::of(engine).expressions;
  const std::lock_guard lock(known.mutex);
  const auto found = known.functions.find(text);
  if (found != known.functions.end()) return found->second;
  Function function = compile(engine, text);
  if (known.order.size() == known.kMost) {
    known.functions.erase(known.order.front());
    known.order.pop_front();
  }
  known.order.push_back(text);
  known.functions.emplace(text, function);
  return function;
}

std::string text_of(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "(-inf)";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return std::signbit(value) ? "(" + text + ")" : text;
}

}  // namespace

Expr::Expr(const Array& array) {
  auto node = std::make_shared<Node>("");
  node->array = array;
  node_ = std::move(node);
}

Expr Expr::code(std::string_view text, std::vector<Expr> operands) {
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return text_node(std::move(line), std::move(operands));
}

Expr Expr::literal(bool value) { return text_node(value ? "true" : "false"); }
Expr Expr::literal(double value) { return text_node(text_of(value)); }
Expr Expr::literal(std::int64_t value) {
  if (value == std::numeric_limits<std::int64_t>::min())
    return text_node(fmt::format("({} - 1)", value + 1));
  return text_node(value < 0 ? fmt::format("({})", value) : std::to_string(value));
}
Expr Expr::literal(std::uint64_t value) { return text_node(fmt::format("{}", value)); }

std::vector<Array> evaluate(const Engine& engine, std::span<const Expr> values) {
  return sinter::detail::at_boundary([&] {
    Writer writer(std::nullopt);
    for (const Expr& value : values) writer.add(value);
    return known_function(engine, writer.text()).call(writer.arrays());
  });
}

Array evaluate(const Engine& engine, const Expr& value) {
  return evaluate(engine, std::span(&value, 1)).front();
}

namespace detail {

Expr parameter(std::size_t number) {
  auto node = std::make_shared<Node>("");
  node->parameter = number;
  return Node::wrap(std::move(node));
}

Function trace(const Engine& engine, std::span<const Expr> results, std::size_t count) {
  return sinter::detail::at_boundary([&] {
    Writer writer(count);
    for (const Expr& result : results) writer.add(result);
    return known_function(engine, writer.text());
  });
}

}  // namespace detail
}  // namespace sinter::lazy
