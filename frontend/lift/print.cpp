// Expressions as text. The language's literals, dimensions and indices are weak: they take the type
// of what they meet, which in a translated expression is always the type that C++ computes in.
#include <charconv>
#include <cmath>
#include <limits>

#include "frontend/lift/emit.h"

namespace sinter::lift {
namespace {

// Precedences of the language's grammar, the loosest first.
constexpr int kIf = 0, kOr = 1, kAnd = 2, kNot = 3, kCompare = 4, kBitOr = 5, kBitXor = 6,
              kBitAnd = 7, kShift = 8, kSum = 9, kProduct = 10, kUnary = 11, kAtom = 13;

int precedence_of(const std::string& op) {
  if (op == "|") return kBitOr;
  if (op == "^") return kBitXor;
  if (op == "&") return kBitAnd;
  if (op == "<<" || op == ">>") return kShift;
  if (op == "+" || op == "-") return kSum;
  if (op == "*" || op == "/" || op == "%") return kProduct;
  return kCompare;
}

std::string float_text(double value, DType type) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[64];
  if (type == DType::kF32) {
    // The shortest text that is the same float when it is read as a double first.
    const auto single = static_cast<float>(value);
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, single).ptr;
    double read = 0;
    std::from_chars(buffer, end, read);
    if (static_cast<float>(read) == single) value = read;
  }
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

}  // namespace

std::string Emitter::name_of(int id) {
  used_variables_.insert(id);
  zero_lines_.erase(id);
  const auto index = index_names_.find(id);
  return index == index_names_.end() ? variable(id).name : index->second;
}

std::string Emitter::polynomial_text(const Polynomial& given) {
  Polynomial value = given;
  for (const Axis& axis : axes_) {
    if (!(axis.low == Polynomial(0)))
      value = value.with(axis.id, Polynomial::variable(axis.id) + axis.low);
  }
  return value.text([&](int id) { return name_of(id); });
}

std::string Emitter::text(const ExprPtr& e, int precedence) {
  const Printed printed = print(e);
  return printed.precedence < precedence ? "(" + printed.text + ")" : printed.text;
}

/// With the type that it has in C++, also where it is weak.
std::string Emitter::typed(const ExprPtr& e) {
  const Printed printed = print(e);
  if (!printed.weak || e->type == DType::kBool) return printed.text;
  return std::string(name(e->type)) + "(" + printed.text + ")";
}

std::string Emitter::subscript(const ExprPtr& e) {
  if (e->kind == ExprKind::kAffine) return polynomial_text(*e->polynomial);
  return text(e);
}

Emitter::Printed Emitter::print(const ExprPtr& pointer) {
  const Expr& e = *pointer;
  switch (e.kind) {
    case ExprKind::kConstant:
      return print_constant(e);
    case ExprKind::kScalar:
      return print_scalar(e);
    case ExprKind::kAffine: {
      std::string found = polynomial_text(*e.polynomial);
      return {found, found.find(' ') == std::string::npos ? kUnary : kSum, true};
    }
    case ExprKind::kLoad:
      return print_load(e);
    case ExprKind::kUnary:
      if (e.name == "not") return {"not " + text(e.children[0], kNot), kNot, false};
      return {e.name + text(e.children[0], kUnary), kUnary, print(e.children[0]).weak};
    case ExprKind::kBinary:
      return print_binary(e);
    case ExprKind::kAnd:
      return {text(e.children[0], kAnd) + " and " + text(e.children[1], kNot), kAnd, false};
    case ExprKind::kOr:
      return {text(e.children[0], kOr) + " or " + text(e.children[1], kAnd), kOr, false};
    case ExprKind::kSelect:
      return print_select(e);
    case ExprKind::kCast:
      return print_cast(e);
    case ExprKind::kCall:
    case ExprKind::kHelper: {
      std::string arguments;
      bool first = true;
      for (const ExprPtr& child : e.children) {
        // One typed argument gives the others theirs.
        arguments += (first ? "" : ", ") + (first ? typed(child) : text(child));
        first = false;
      }
      return {e.name + "(" + arguments + ")", kAtom, false};
    }
  }
  return {};
}

Emitter::Printed Emitter::print_constant(const Expr& e) {
  if (e.type == DType::kBool) return {e.integer != 0 ? "true" : "false", kAtom, false};
  if (is_float(e.type)) {
    const std::string found = float_text(e.real, e.type);
    return {found, found[0] == '-' ? kUnary : kAtom, true};
  }
  if (is_unsigned_integer(e.type)) {
    const auto bits = static_cast<std::uint64_t>(e.integer);
    const std::uint64_t mask =
        size_of(e.type) == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * size_of(e.type))) - 1;
    const std::uint64_t value = bits & mask;
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return {std::to_string(value), kAtom, true};
    return {"(~u64(" + std::to_string(~value) + "))", kAtom, false};
  }
  if (e.integer == std::numeric_limits<std::int64_t>::min())
    return {"(-9223372036854775807 - 1)", kAtom, true};
  return {std::to_string(e.integer), e.integer < 0 ? kUnary : kAtom, true};
}

Emitter::Printed Emitter::print_scalar(const Expr& e) {
  const auto expanded = expanded_.find(e.id);
  if (expanded != expanded_.end()) {
    zero_lines_.erase(e.id);
    const auto& [label, axes] = expanded->second;
    if (axes.empty()) return {label, kAtom, false};
    return {label + "[" + index_list(axes) + "]", kAtom, false};
  }
  const Variable& found = variable(e.id);
  if (found.kind == Variable::Kind::kIndex) {
    const std::string position = polynomial_text(Polynomial::variable(e.id));
    return {position, position.find(' ') == std::string::npos ? kAtom : kSum, true};
  }
  // What may become a dimension is weak then; its type is written in the open.
  const bool may_be_dimension =
      (found.kind == Variable::Kind::kParameter && is_integer(found.type)) ||
      found.kind == Variable::Kind::kSize || found.kind == Variable::Kind::kDerived;
  return {name_of(e.id), kAtom, may_be_dimension};
}

Emitter::Printed Emitter::print_load(const Expr& e) {
  need(e.id);
  zero_array_lines_.erase(e.id);
  std::string inside;
  const auto prefix = private_.find(e.id);
  if (prefix != private_.end()) {
    for (std::size_t i = 0; i < prefix->second; ++i)
      inside += (inside.empty() ? "" : ", ") + name_of(private_axes_[i].id);
  }
  bool outside = false;
  const ArrayInfo& info = function_.arrays[static_cast<std::size_t>(e.id)];
  for (std::size_t i = 0; i < e.children.size(); ++i) {
    inside += (inside.empty() ? "" : ", ") + subscript(e.children[i]);
    if (e.children[i]->kind != ExprKind::kAffine) {
      may_fail_ = true;
      continue;
    }
    if (axes_.empty() || !in_mask_) continue;
    // A choice of array expressions evaluates both sides: what lies outside is replaced there, and
    // never chosen.
    std::vector<Range> known;
    for (const Axis& axis : axes_)
      known.push_back({axis.id, axis.low, axis.low + axis.length, true});
    const Polynomial& at = *e.children[i]->polynomial;
    const bool inside_axis = smallest(at, known).is_nonnegative() &&
                             (info.size[i] - Polynomial(1) - largest(at, known)).is_nonnegative();
    outside = outside || !inside_axis;
  }
  const std::string& own = info.name;
  return {(outside ? "border(" + own + ", clamp)" : own) + "[" + inside + "]", kAtom, false};
}

bool Emitter::is_nonnegative(const ExprPtr& e) const {
  if (is_unsigned_integer(e->type)) return true;
  if (e->kind == ExprKind::kConstant) return e->integer >= 0;
  if (e->kind == ExprKind::kCast)
    return is_integer(e->children[0]->type) && size_of(e->type) > size_of(e->children[0]->type) &&
           is_nonnegative(e->children[0]);
  if (e->kind == ExprKind::kScalar && variable(e->id).kind == Variable::Kind::kIndex) {
    for (const Axis& axis : axes_) {
      if (axis.id == e->id) return axis.low.is_constant() && axis.low.is_nonnegative();
    }
  }
  return false;
}

/// C++ rounds quotients of integers towards zero, // rounds them down.
Emitter::Printed Emitter::print_division(const Expr& e) {
  const Expr* divisor = constant_integer(e.children[1]);
  if (divisor == nullptr || divisor->integer == 0) may_fail_ = true;
  const bool positive = is_unsigned_integer(e.type) ||
                        (is_nonnegative(e.children[0]) && is_nonnegative(e.children[1]));
  const std::string a = typed(e.children[0]);
  const std::string b = text(e.children[1]);
  if (!axes_.empty() && divisor == nullptr && size_of(e.type) <= 4) {
    // The quotient in f64 is exact enough to be cut, and vectors divide by it.
    const std::string type(name(e.type));
    const std::string quotient = type + "(f64(" + a + ") / f64(" + typed(e.children[1]) + "))";
    if (e.name == "/") return {quotient, kAtom, false};
    const Printed whole = print(e.children[0]);
    const std::string first = whole.weak ? a : text(e.children[0], kSum);
    return {first + " - " + text(e.children[1], kUnary) + " * " + quotient, kSum, false};
  }
  if (e.name == "%") {
    if (positive) {
      const Printed left = print(e.children[0]);
      const std::string bare = left.weak ? a : text(e.children[0], kProduct);
      return {bare + " % " + text(e.children[1], kUnary), kProduct, false};
    }
    return {"fmod(" + a + ", " + b + ")", kAtom, false};
  }
  const Printed left = print(e.children[0]);
  const std::string bare = left.weak ? a : text(e.children[0], kProduct);
  if (positive) return {bare + " // " + text(e.children[1], kUnary), kProduct, false};
  const std::string whole = left.weak ? a : text(e.children[0], kSum);
  return {"(" + whole + " - fmod(" + a + ", " + b + ")) // " + text(e.children[1], kUnary),
          kProduct, false};
}

Emitter::Printed Emitter::print_binary(const Expr& e) {
  if ((e.name == "/" || e.name == "%") && is_integer(e.type)) return print_division(e);
  const int precedence = precedence_of(e.name);
  const Printed a = print(e.children[0]);
  const Printed b = print(e.children[1]);
  const bool compares = precedence == kCompare;
  bool weak = a.weak && b.weak;
  std::string left = a.precedence < precedence || (compares && a.precedence == kCompare)
                         ? "(" + a.text + ")"
                         : a.text;
  const std::string right = b.precedence <= precedence ? "(" + b.text + ")" : b.text;
  // Weak integers are i64: signed ones of C++ do not overflow, unsigned ones wrap, and so do shifts
  // and bits.
  const bool plain = e.name == "+" || e.name == "-" || e.name == "*" || compares;
  const DType operand = e.children[0]->type;
  if (weak && operand != DType::kBool && (!plain || !is_signed_integer(operand))) {
    left = std::string(name(operand)) + "(" + a.text + ")";
    weak = false;
  }
  return {left + " " + e.name + " " + right, precedence, weak && !compares};
}

Emitter::Printed Emitter::print_select(const Expr& e) {
  const bool saved = in_mask_;
  if (!axes_.empty()) {
    const std::string condition = text(e.children[0]);
    in_mask_ = true;
    const std::string a = typed(e.children[1]);
    const std::string b = text(e.children[2]);
    in_mask_ = saved;
    return {"where(" + condition + ", " + a + ", " + b + ")", kAtom, false};
  }
  const auto simple = [](const auto& self, const ExprPtr& side) -> bool {
    if (side->kind == ExprKind::kLoad || side->kind == ExprKind::kHelper ||
        side->kind == ExprKind::kSelect)
      return false;
    if (side->kind == ExprKind::kBinary && (side->name == "/" || side->name == "%") &&
        is_integer(side->type))
      return false;
    for (const ExprPtr& child : side->children) {
      if (!self(self, child)) return false;
    }
    return true;
  };
  if (simple(simple, e.children[1]) && simple(simple, e.children[2]))
    return {"where(" + text(e.children[0]) + ", " + typed(e.children[1]) + ", " +
                typed(e.children[2]) + ")",
            kAtom, false};
  return {"if " + text(e.children[0]) + " { " + typed(e.children[1]) + " } else { " +
              typed(e.children[2]) + " }",
          kIf, false};
}

Emitter::Printed Emitter::print_cast(const Expr& e) {
  const ExprPtr& from = e.children[0];
  if (e.type == DType::kBool) return {text(from, kSum) + " != 0", kCompare, false};
  return {
      std::string(name(e.type)) + "(" +
          (is_unsigned_integer(from->type) && size_of(from->type) > 4
               ? text(from)
               : (print(from).weak && is_unsigned_integer(from->type) ? typed(from) : text(from))) +
          ")",
      kAtom, false};
}

}  // namespace sinter::lift
