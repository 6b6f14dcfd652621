// Applies the one-line meanings to whole arrays.
#include "compiler/interp/evaluate.h"
#include "compiler/interp/meaning.h"

namespace sinter::interp {
namespace {

/// Does the rule of an op allow operands (for Select: the two values) of type T?
template <TypeRule rule, typename T>
constexpr bool allows() {
  constexpr bool is_float = std::floating_point<T>, is_bool = std::same_as<T, bool>;
  switch (rule) {
    case TypeRule::Numeric:
      return !is_bool;
    case TypeRule::Float:
    case TypeRule::Math:
    case TypeRule::FloatTest:
    case TypeRule::Scale:
      return is_float;
    case TypeRule::Integer:
      return !is_float && !is_bool;
    case TypeRule::Bitwise:
      return !is_float;
    case TypeRule::Logical:
      return is_bool;
    case TypeRule::Compare:
    case TypeRule::Select:
    case TypeRule::Cast:
    case TypeRule::Bits:
      return true;
    case TypeRule::None:
      break;
  }
  return false;
}

/// result[i] = f(i) for all i; a failing element becomes a failure of the node.
template <typename Out, typename F>
void fill(Tensor& result, F&& f) {
  const auto out = result.as<Out>();
  std::size_t i = 0;
  try {
    for (; i < out.size(); ++i) out[i] = static_cast<Out>(f(i));
  } catch (const ElementFailure& failure) {
    throw NodeFailure{failure.code, failure.message, static_cast<std::int64_t>(i)};
  }
}

template <Op op, typename T>
void run_conversion(Operands operands, Tensor& result) {
  const auto a = operands[0]->as<T>();
  with_type(result.dtype, [&](auto tag) {
    using To = typename decltype(tag)::type;
    if constexpr (op == Op::Cast || sizeof(T) == sizeof(To)) {
      fill<To>(result,
               [&](std::size_t i) { return kMeaning<op>(a[i], static_cast<To*>(nullptr)); });
    } else {
      internal_error(__FILE__, __LINE__, "bitcast between different widths");
    }
  });
}

template <Op op, TypeRule rule, int arity, typename T>
void run(Operands operands, Tensor& result) {
  using Out = std::conditional_t<rule == TypeRule::Compare || rule == TypeRule::FloatTest, bool, T>;
  constexpr auto& f = kMeaning<op>;
  if constexpr (rule == TypeRule::Cast || rule == TypeRule::Bits) {
    run_conversion<op, T>(operands, result);
  } else if constexpr (rule == TypeRule::Select) {
    const auto c = operands[0]->as<bool>();
    const auto a = operands[1]->as<T>(), b = operands[2]->as<T>();
    fill<Out>(result, [&](std::size_t i) { return f(c[i], a[i], b[i]); });
  } else if constexpr (arity == 1) {
    const auto a = operands[0]->as<T>();
    fill<Out>(result, [&](std::size_t i) { return f(a[i]); });
  } else if constexpr (arity == 2) {
    const auto a = operands[0]->as<T>(), b = operands[1]->as<T>();
    fill<Out>(result, [&](std::size_t i) { return f(a[i], b[i]); });
  } else {
    static_assert(arity == 3);
    const auto a = operands[0]->as<T>(), b = operands[1]->as<T>(), c = operands[2]->as<T>();
    fill<Out>(result, [&](std::size_t i) { return f(a[i], b[i], c[i]); });
  }
}

template <Op op, TypeRule rule, int arity>
void dispatch(Operands operands, Tensor& result) {
  static_assert(!std::same_as<std::remove_cvref_t<decltype(kMeaning<op>)>, int>,
                "this op has no line in compiler/interp/meaning.h");
  with_type(operands[rule == TypeRule::Select ? 1 : 0]->dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (allows<rule, T>()) {
      run<op, rule, arity, T>(operands, result);
    } else {
      internal_error(__FILE__, __LINE__,
                     fmt::format("{} of {}", info(op).spelling, name(operands[0]->dtype)));
    }
  });
}

}  // namespace

void evaluate_elementwise(Op op, Operands operands, Tensor& result) {
  for (const Tensor* operand : operands) {
    SINTER_CHECK(operand->shape == result.shape, "{} of different shapes", info(op).spelling);
  }
  switch (op) {
#define ELEMENTWISE(name, spelling, arity, rule, ...) \
  case Op::name:                                      \
    return dispatch<Op::name, TypeRule::rule, arity>(operands, result);
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
    default:
      internal_error(__FILE__, __LINE__, "not an elementwise op");
  }
}

}  // namespace sinter::interp
