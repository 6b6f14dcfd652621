#include "compiler/shape/dim.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "compiler/support/check.h"
#include "compiler/support/few.h"

namespace sinter {
namespace {

// Sizes come from programs, which may be hostile: expressions are bounded, and sums and products
// are checked.
constexpr std::size_t kMaxTerms = 64;
constexpr std::uint32_t kMaxWeight = 500;

[[noreturn]] void overflow() {
  throw Error(ErrorKind::kResource, "E0711", "a size does not fit in 64 bits");
}
[[noreturn]] void too_large() {
  throw Error(ErrorKind::kResource, "E0712",
              fmt::format("a size expression is too large (more than {} terms, or {} operations)",
                          kMaxTerms, kMaxWeight));
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) overflow();
  return result;
}
std::int64_t checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) overflow();
  return result;
}
// b is positive.
std::int64_t floor_quotient(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t floor_remainder(std::int64_t a, std::int64_t b) { return a % b + (a % b < 0 ? b : 0); }

// a + factor * b, merging the sorted terms.
std::vector<std::pair<SymbolId, std::int64_t>> merge(
    const std::vector<std::pair<SymbolId, std::int64_t>>& a,
    const std::vector<std::pair<SymbolId, std::int64_t>>& b, std::int64_t factor) {
  std::vector<std::pair<SymbolId, std::int64_t>> result;
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() || j != b.end()) {
    if (j == b.end() || (i != a.end() && i->first < j->first)) {
      result.push_back(*i++);
    } else if (i == a.end() || j->first < i->first) {
      result.emplace_back(j->first, checked_mul(j->second, factor));
      ++j;
    } else {
      auto coefficient = checked_add(i->second, checked_mul(j->second, factor));
      if (coefficient != 0) result.emplace_back(i->first, coefficient);
      ++i, ++j;
    }
  }
  if (result.size() > kMaxTerms) too_large();
  return result;
}

std::string_view function_name(DimOp op) {
  switch (op) {
    case DimOp::kFloorDiv:
      return "floordiv";
    case DimOp::kMod:
      return "mod";
    case DimOp::kMax:
      return "max";
    case DimOp::kMin:
      return "min";
    case DimOp::kParameter:
    case DimOp::kIndex:
    case DimOp::kValue:
    case DimOp::kMul:
      break;
  }
  return "";
}

bool is_named(DimOp op) {
  return op == DimOp::kParameter || op == DimOp::kIndex || op == DimOp::kValue;
}

}  // namespace

std::optional<SymbolId> Dim::as_symbol() const {
  if (constant_ == 0 && terms_.size() == 1 && terms_[0].second == 1) return terms_[0].first;
  return std::nullopt;
}

Dim operator+(const Dim& a, const Dim& b) {
  Dim result(checked_add(a.constant_, b.constant_));
  result.terms_ = merge(a.terms_, b.terms_, 1);
  return result;
}

Dim operator-(const Dim& a, const Dim& b) { return a + b * -1; }

Dim operator*(const Dim& a, std::int64_t factor) {
  Dim result(checked_mul(a.constant_, factor));
  if (factor != 0) result.terms_ = merge({}, a.terms_, factor);
  return result;
}

SymbolId DimTable::parameter(const std::string& name) {
  if (auto found = find(name)) return *found;
  SINTER_CHECK(!index_.contains(name), "{} is the name of a loop's index", name);
  SymbolId id(symbols_.size());
  symbols_.push_back({name, DimOp::kParameter, {}, {}, 1});
  index_.emplace(name, id);
  return id;
}

SymbolId DimTable::named(const std::string& name) {
  auto found = index_.find(name);
  return found != index_.end() && is_named(symbols_[found->second.index].op) ? found->second
                                                                             : parameter(name);
}

SymbolId DimTable::fresh(const std::string& name, DimOp op, const Dim& a, const Dim& b) {
  const SymbolId id(symbols_.size());
  std::string unique = name;
  for (int n = 1; !index_.emplace(unique, id).second; ++n) unique = fmt::format("{}.{}", name, n);
  symbols_.push_back({std::move(unique), op, a, b, 1});
  return id;
}

SymbolId DimTable::index(const std::string& name, const Dim& begin, const Dim& end) {
  return fresh(name, DimOp::kIndex, begin, end);
}

SymbolId DimTable::value(const std::string& name) { return fresh(name, DimOp::kValue, {}, {}); }

bool DimTable::is_local(const Dim& dim) const {
  return std::any_of(dim.terms().begin(), dim.terms().end(), [&](const auto& term) {
    const Symbol& symbol = symbols_[term.first.index];
    if (symbol.op == DimOp::kIndex || symbol.op == DimOp::kValue) return true;
    return symbol.op != DimOp::kParameter && (is_local(symbol.a) || is_local(symbol.b));
  });
}

std::optional<SymbolId> DimTable::find(const std::string& name) const {
  auto found = index_.find(name);
  if (found == index_.end() || symbols_[found->second.index].op != DimOp::kParameter) {
    return std::nullopt;
  }
  return found->second;
}

std::uint32_t DimTable::weight(const Dim& dim) const {
  std::uint32_t sum = 1;
  for (auto& [symbol, coefficient] : dim.terms()) sum += symbols_[symbol.index].weight;
  return sum;
}

Dim DimTable::operation(DimOp op, const Dim& a, const Dim& b) {
  const auto size = weight(a) + weight(b);
  if (size > kMaxWeight) too_large();
  // The printed form is canonical, so it names the operation.
  auto name = op == DimOp::kMul ? print(a) + "*" + print(b)
                                : fmt::format("{}({}, {})", function_name(op), print(a), print(b));
  auto [place, inserted] = index_.emplace(std::move(name), SymbolId(symbols_.size()));
  if (inserted) symbols_.push_back({{}, op, a, b, size});
  return Dim(place->second);
}

// Products are expanded; the product of two symbols is a sorted list of factors, held as a
// left-nested kMul.
Dim DimTable::multiply_symbols(SymbolId a, SymbolId b) {
  std::vector<SymbolId> factors;
  for (auto symbol : {a, b}) {
    for (; symbols_[symbol.index].op == DimOp::kMul;
         symbol = *symbols_[symbol.index].a.as_symbol()) {
      factors.push_back(*symbols_[symbol.index].b.as_symbol());
    }
    factors.push_back(symbol);
  }
  std::sort(factors.begin(), factors.end());
  Dim product(factors[0]);
  for (std::size_t i = 1; i < factors.size(); ++i) {
    product = operation(DimOp::kMul, product, Dim(factors[i]));
  }
  return product;
}

Dim DimTable::mul(const Dim& a, const Dim& b) {
  if (a.is_constant()) return b * a.constant();
  if (b.is_constant()) return a * b.constant();
  if (a.terms().size() * b.terms().size() > kMaxTerms) too_large();
  Dim result = Dim(checked_mul(a.constant(), b.constant()));
  for (auto& [symbol, coefficient] : a.terms()) {
    result = result + Dim(symbol) * checked_mul(coefficient, b.constant());
    for (auto& [other, factor] : b.terms()) {
      result = result + multiply_symbols(symbol, other) * checked_mul(coefficient, factor);
    }
  }
  for (auto& [other, factor] : b.terms()) {
    result = result + Dim(other) * checked_mul(factor, a.constant());
  }
  return result;
}

Dim DimTable::floor_div(const Dim& a, const Dim& b) {
  if (a == b) return 1;
  const auto divisor = b.as_constant();
  if (!divisor) return a == Dim(0) ? Dim(0) : operation(DimOp::kFloorDiv, a, b);
  SINTER_CHECK(*divisor > 0, "a size is divided by {}", *divisor);
  // What the divisor divides moves out of the quotient.
  Dim whole(floor_quotient(a.constant(), *divisor));
  Dim rest(floor_remainder(a.constant(), *divisor));
  for (auto& [symbol, coefficient] : a.terms()) {
    whole = whole + Dim(symbol) * floor_quotient(coefficient, *divisor);
    rest = rest + Dim(symbol) * floor_remainder(coefficient, *divisor);
  }
  if (rest.is_constant()) return whole;
  return whole + operation(DimOp::kFloorDiv, rest, b);
}

Dim DimTable::mod(const Dim& a, const Dim& b) {
  if (a == b || a == Dim(0)) return 0;
  const auto divisor = b.as_constant();
  if (!divisor) return operation(DimOp::kMod, a, b);
  SINTER_CHECK(*divisor > 0, "a size is divided by {}", *divisor);
  Dim rest(floor_remainder(a.constant(), *divisor));
  for (auto& [symbol, coefficient] : a.terms()) {
    rest = rest + Dim(symbol) * floor_remainder(coefficient, *divisor);
  }
  if (rest.is_constant()) return rest;
  return operation(DimOp::kMod, rest, b);
}

/// max(a, b) is b + max(a - b, 0), so that equal values compare equal: what is left after taking
/// min(2, N) from N is max(N - 2, 0).
Dim DimTable::max(const Dim& a, const Dim& b) {
  if (at_least(a - b, 0)) return a;
  if (at_least(b - a, 0)) return b;
  const Dim d = a - b;
  const bool positive = d.terms()[0].second > 0;
  return positive ? b + operation(DimOp::kMax, d, 0) : a + operation(DimOp::kMax, d * -1, 0);
}

Dim DimTable::min(const Dim& a, const Dim& b) { return a + b - max(a, b); }

std::int64_t DimTable::evaluate(const Dim& dim, std::span<const std::int64_t> values) const {
  // Operands have lower numbers than the symbol that uses them: mark what is needed downwards,
  // compute upwards.
  std::size_t end = 0;
  for (auto& [symbol, coefficient] : dim.terms()) {
    end = std::max<std::size_t>(end, symbol.index + std::size_t{1});
  }
  constexpr std::size_t kFew = 64;
  const FewOrMany<char, kFew> needed(end);
  auto need = [&](const Dim& d) {
    for (auto& [symbol, coefficient] : d.terms()) needed[symbol.index] = 1;
  };
  need(dim);
  for (std::size_t i = end; i-- > 0;) {
    if (needed[i] != 0 && !is_named(symbols_[i].op)) need(symbols_[i].a), need(symbols_[i].b);
  }
  const FewOrMany<std::int64_t, kFew> found(end);
  auto sum = [&](const Dim& d) {
    auto result = d.constant();
    for (auto& [symbol, coefficient] : d.terms()) {
      result = checked_add(result, checked_mul(coefficient, found[symbol.index]));
    }
    return result;
  };
  for (std::size_t i = 0; i < end; ++i) {
    if (needed[i] == 0) continue;
    const Symbol& symbol = symbols_[i];
    if (is_named(symbol.op)) {
      SINTER_CHECK(i < values.size(), "the dimension {} has no value", symbol.name);
      found[i] = values[i];
      continue;
    }
    const auto a = sum(symbol.a);
    const auto b = sum(symbol.b);
    if ((symbol.op == DimOp::kFloorDiv || symbol.op == DimOp::kMod) && b <= 0) {
      user_error("E0713", "the size {} divides by {}, which is {}; it has to be positive",
                 print(Dim(SymbolId(i))), print(symbol.b), b);
    }
    switch (symbol.op) {
      case DimOp::kParameter:
      case DimOp::kIndex:
      case DimOp::kValue:
        break;
      case DimOp::kMul:
        found[i] = checked_mul(a, b);
        break;
      case DimOp::kFloorDiv:
        found[i] = floor_quotient(a, b);
        break;
      case DimOp::kMod:
        found[i] = floor_remainder(a, b);
        break;
      case DimOp::kMax:
        found[i] = std::max(a, b);
        break;
      case DimOp::kMin:
        found[i] = std::min(a, b);
        break;
    }
  }
  return sum(dim);
}

bool DimTable::at_least(const Dim& dim, std::int64_t bound) const {
  int budget = 64;
  try {
    return provably_at_least(dim, bound, budget);
  } catch (const Error&) {  // An intermediate expression overflowed or grew too large: not proved.
    return false;
  }
}

// True when dim >= bound follows from: parameters are at least 0; a product of two such things is
// too; mod is in 0..b-1; c * floordiv(a, c) is in a-c+1..a; a maximum is at least each operand, and
// is one of them; likewise min; a loop's index is in its range.
bool DimTable::provably_at_least(const Dim& dim, std::int64_t bound, int& budget) const {
  if (budget-- <= 0) return false;
  const bool negative = std::any_of(dim.terms().begin(), dim.terms().end(), [&](auto& term) {
    return term.second < 0 || !symbol_is_at_least_zero(term.first, budget);
  });
  if (!negative && dim.constant() >= bound) return true;
  // Replace one operation by what bounds it, in turn.
  for (auto& [id, coefficient] : dim.terms()) {
    const Symbol& symbol = symbols_[id.index];
    const Dim rest = dim - Dim(id) * coefficient;
    const auto with = [&](const Dim& d) {
      return provably_at_least(rest + d * coefficient, bound, budget);
    };
    const bool up = coefficient > 0;
    switch (symbol.op) {
      case DimOp::kParameter:
      case DimOp::kValue:
      case DimOp::kMul:
        break;
      case DimOp::kIndex:
        if (with(up ? symbol.a : symbol.b - 1)) return true;
        break;
      case DimOp::kMax:
        if (up ? with(symbol.a) || with(symbol.b) : with(symbol.a) && with(symbol.b)) return true;
        break;
      case DimOp::kMin:
        if (up ? with(symbol.a) && with(symbol.b) : with(symbol.a) || with(symbol.b)) return true;
        break;
      case DimOp::kMod:
        if (up ? with(0) : with(symbol.b - 1)) return true;
        break;
      case DimOp::kFloorDiv: {
        const auto c = symbol.b.as_constant();
        if (!c || *c > 1 << 20 || std::abs(coefficient) > 1 << 20) break;
        const Dim scaled = rest * *c + (up ? symbol.a - (*c - 1) : symbol.a) * coefficient;
        if (provably_at_least(scaled, checked_mul(bound, *c), budget)) return true;
        break;
      }
    }
  }
  return false;
}

bool DimTable::symbol_is_at_least_zero(SymbolId id, int& budget) const {
  const Symbol& symbol = symbols_[id.index];
  auto positive = [&](const Dim& d) { return provably_at_least(d, 0, budget); };
  switch (symbol.op) {
    case DimOp::kParameter:
    case DimOp::kMod:
      return true;
    case DimOp::kIndex:
      return positive(symbol.a);
    case DimOp::kValue:
      return false;
    case DimOp::kMul:
    case DimOp::kMin:
      return positive(symbol.a) && positive(symbol.b);
    case DimOp::kMax:
      return positive(symbol.a) || positive(symbol.b);
    case DimOp::kFloorDiv:
      return positive(symbol.a);
  }
  return false;
}

namespace {

/// rest + max(d, 0) as max(rest, rest + d), rest - max(d, 0) as min(rest, rest - d).
std::optional<std::string> print_extremum(const DimTable& table, const Dim& dim) {
  std::optional<std::pair<SymbolId, std::int64_t>> found;
  for (auto& [id, coefficient] : dim.terms()) {
    if (table[id].op != DimOp::kMax) continue;
    if (found || std::abs(coefficient) != 1) return std::nullopt;
    found.emplace(id, coefficient);
  }
  if (!found) return std::nullopt;
  const auto [id, coefficient] = *found;
  const Dim rest = dim - Dim(id) * coefficient;
  if (rest == Dim(0)) return std::nullopt;
  return fmt::format("{}({}, {})", coefficient > 0 ? "max" : "min", table.print(rest),
                     table.print(rest + table[id].a * coefficient));
}

}  // namespace

std::string DimTable::print(const Dim& dim) const {
  if (auto extremum = print_extremum(*this, dim)) return std::move(*extremum);
  std::string text;
  auto add = [&](std::int64_t coefficient, const std::string& what) {
    // The magnitude as unsigned, so that the smallest number prints too.
    const auto magnitude = coefficient < 0 ? 0 - static_cast<std::uint64_t>(coefficient)
                                           : static_cast<std::uint64_t>(coefficient);
    text += text.empty() ? (coefficient < 0 ? "-" : "") : (coefficient < 0 ? " - " : " + ");
    if (what.empty()) {
      text += fmt::format("{}", magnitude);
    } else {
      text += magnitude == 1 ? what : fmt::format("{}*{}", magnitude, what);
    }
  };
  for (auto& [id, coefficient] : dim.terms()) {
    const Symbol& symbol = symbols_[id.index];
    if (is_named(symbol.op)) {
      add(coefficient, symbol.name);
    } else if (symbol.op == DimOp::kMul) {
      add(coefficient, print(symbol.a) + "*" + print(symbol.b));
    } else {
      add(coefficient,
          fmt::format("{}({}, {})", function_name(symbol.op), print(symbol.a), print(symbol.b)));
    }
  }
  if (dim.constant() != 0 || text.empty()) add(dim.constant(), "");
  return text;
}

namespace {

// sum := ['-'] product (('+' | '-') product)*; product := factor ('*' factor)*;
// factor := number | name | function '(' sum ',' sum ')'
class DimParser {
 public:
  DimParser(DimTable& table, std::string_view text) : table_(table), text_(text) {}

  Dim whole() {
    Dim result = sum();
    skip_space();
    if (at_ != text_.size()) fail("the end");
    return result;
  }

 private:
  [[noreturn]] void fail(const char* expected) {
    user_error("E0714", "bad size expression '{}': expected {} at position {}", text_, expected,
               at_);
  }
  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  Dim sum() {
    if (++depth_ > 100) fail("less nesting");
    Dim result = take('-') ? product() * -1 : product();
    while (true) {
      if (take('+')) {
        result = result + product();
      } else if (take('-')) {
        result = result - product();
      } else {
        --depth_;
        return result;
      }
    }
  }
  Dim product() {
    Dim result = factor();
    while (take('*')) result = table_.mul(result, factor());
    return result;
  }
  Dim factor() {
    skip_space();
    std::int64_t number = 0;
    auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error == std::errc::result_out_of_range) overflow();
    if (error == std::errc{}) {
      at_ = static_cast<std::size_t>(end - text_.data());
      return number;
    }
    const auto begin = at_;
    auto letter = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
    };
    while (at_ < text_.size() && letter(text_[at_])) ++at_;
    if (at_ == begin) fail("a number or a name");
    const std::string name(text_.substr(begin, at_ - begin));
    if (!take('(')) return Dim(table_.named(name));
    const Dim a = sum();
    if (!take(',')) fail("','");
    const Dim b = sum();
    if (!take(')')) fail("')'");
    if (name == "max") return table_.max(a, b);
    if (name == "min") return table_.min(a, b);
    if (b.is_constant() && b.constant() <= 0) fail("a positive divisor");
    if (name == "floordiv") return table_.floor_div(a, b);
    if (name == "mod") return table_.mod(a, b);
    fail("floordiv, mod, max or min");
  }

  DimTable& table_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Dim DimTable::parse(const std::string& text) { return DimParser(*this, text).whole(); }

}  // namespace sinter
