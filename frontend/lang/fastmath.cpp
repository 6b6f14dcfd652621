// @fastmath(...): what is written is replaced by what is faster and nearly the same. It happens
// here, in the graph, so that every backend computes the same bits.
#include <algorithm>
#include <array>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

struct Option {
  std::string_view name;
  bool FastMath::* flag;
};
constexpr auto kOptions = std::to_array<Option>({{"contract", &FastMath::contract},
                                                 {"reciprocal", &FastMath::reciprocal},
                                                 {"finite", &FastMath::finite}});
constexpr std::string_view kHelp =
    "it takes contract, reciprocal, finite, and one of tf32, f16 and bf16";

const Option* find_option(std::string_view name) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(),
                                  [&](const Option& o) { return o.name == name; });
  return found == kOptions.end() ? nullptr : &*found;
}

std::optional<Op> find_factor_rounding(std::string_view name) {
  for (const graph::FactorRounding& rounding : graph::kFactorRoundings) {
    if (rounding.name == name) return rounding.op;
  }
  return {};
}

}  // namespace

/// False when something was reported.
bool Checker::check_fastmath(const FunctionDecl& function) const {
  bool good = true;
  const auto report = [&](Span span, std::string message) {
    reporter_.report({Code::BadArgument, span, std::move(message), {}, std::string(kHelp)});
    good = false;
  };
  bool exact = false;
  bool fast = false;
  std::optional<Op> rounding;
  for (const Decorator& decorator : function.decorators) {
    exact = exact || decorator.name == "exact";
    if (decorator.name != "fastmath") continue;
    fast = true;
    if (decorator.arguments.empty()) report(decorator.span, "@fastmath says what it allows");
    for (const ExprId argument : decorator.arguments) {
      const Expr& expr = node(argument);
      const bool is_name = expr.kind == ExprKind::Name;
      const auto found = is_name ? find_factor_rounding(expr.name) : std::nullopt;
      if (found && rounding && *rounding != *found)
        report(expr.span, "factors are rounded in one way, and another one stands here already");
      if (found) rounding = found;
      if (!found && !(is_name && find_option(expr.name)))
        report(expr.span, fmt::format("@fastmath does not know {}", quote(argument)));
    }
  }
  if (exact && fast) report(function.name_span, "a function is @exact or @fastmath, not both");
  return good;
}

FastMath Checker::fastmath_of(const FunctionDecl& function) const {
  FastMath result;
  for (const Decorator& decorator : function.decorators) {
    if (decorator.name != "fastmath") continue;
    for (const ExprId argument : decorator.arguments) {
      const std::string_view name = node(argument).name;
      if (const Option* option = find_option(name)) result.*option->flag = true;
      if (const auto found = find_factor_rounding(name)) result.factor_rounding = found;
    }
  }
  return result;
}

graph::ValueId Checker::constant_like(graph::ValueId value, DType dtype, double number) {
  const graph::ValueId constant = dtype == DType::kBool ? graph_.constant(dtype, number != 0)
                                                        : graph_.constant_float(dtype, number);
  if (graph_.type(value).rank() == 0) return constant;
  return graph_.broadcast(constant, Shape(graph_.type(value).shape), {});
}

/// The value that stands for an elementwise op on floats under the options of the function.
std::optional<graph::ValueId> Checker::relaxed(Op op, const std::vector<graph::ValueId>& operands) {
  const FastMath& fast = frame_->fastmath;
  const DType dtype = graph_.type(operands[0]).dtype;
  if (!is_float(dtype) || !(fast.contract || fast.reciprocal || fast.finite)) return std::nullopt;
  const auto make = [&](Op made, std::vector<graph::ValueId> of) {
    return graph_.elementwise(made, of);
  };
  const auto made_by = [&](graph::ValueId value, Op wanted) -> const graph::Node* {
    if (graph_.is_argument(value)) return nullptr;
    const graph::Node& node = graph_.def(value);
    return node.op == wanted ? &node : nullptr;
  };
  if (fast.finite) {
    if (op == Op::IsNan || op == Op::IsInf) return constant_like(operands[0], DType::kBool, 0);
    if (op == Op::IsFinite) return constant_like(operands[0], DType::kBool, 1);
    const bool same = operands.size() == 2 && operands[0] == operands[1];
    if (same && op == Op::Sub) return constant_like(operands[0], dtype, 0);
    if (same && op == Op::Eq) return constant_like(operands[0], DType::kBool, 1);
    if (same && op == Op::Ne) return constant_like(operands[0], DType::kBool, 0);
  }
  if (fast.contract && (op == Op::Add || op == Op::Sub)) {
    for (std::size_t i = 0; i < 2; ++i) {
      const graph::Node* product = made_by(operands[i], Op::Mul);
      if (!product) continue;
      graph::ValueId a = product->operands[0];
      const graph::ValueId b = product->operands[1];
      graph::ValueId rest = operands[1 - i];
      if (op == Op::Sub && i == 0) rest = make(Op::Neg, {rest});
      if (op == Op::Sub && i == 1) a = make(Op::Neg, {a});
      return make(Op::Fma, {a, b, rest});
    }
  }
  if (fast.reciprocal && op == Op::Div) {
    const graph::Node* shared = made_by(operands[1], Op::Broadcast);
    if (!shared) return std::nullopt;
    const graph::ValueId divisor = shared->operands[0];
    const auto attribute = shared->attribute;
    const graph::ValueId one = constant_like(divisor, dtype, 1);
    const graph::ValueId inverse = make(Op::Div, {one, divisor});
    const graph::ValueId wide = graph_.broadcast(inverse, Shape(graph_.type(operands[1]).shape),
                                                 std::get<graph::AxesAttr>(attribute).axes);
    return make(Op::Mul, {operands[0], wide});
  }
  return std::nullopt;
}

}  // namespace sinter::lang
