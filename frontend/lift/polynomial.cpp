#include "frontend/lift/polynomial.h"

#include <algorithm>

namespace sinter::lift {

Polynomial::Polynomial(std::int64_t constant) {
  if (constant != 0) terms_[{}] = constant;
}

Polynomial Polynomial::variable(int id) {
  Polynomial result;
  result.terms_[{id}] = 1;
  return result;
}

void Polynomial::add(const Monomial& monomial, std::int64_t coefficient) {
  auto& term = terms_[monomial];
  // Wraps where a program is absurd; such sizes fail their guards when the function is called.
  term = static_cast<std::int64_t>(static_cast<std::uint64_t>(term) +
                                   static_cast<std::uint64_t>(coefficient));
  if (term == 0) terms_.erase(monomial);
}

bool Polynomial::is_constant() const {
  return terms_.empty() || (terms_.size() == 1 && terms_.begin()->first.empty());
}

std::optional<std::int64_t> Polynomial::constant() const {
  if (terms_.empty()) return 0;
  if (!is_constant()) return std::nullopt;
  return terms_.begin()->second;
}

std::optional<int> Polynomial::single() const {
  if (terms_.size() != 1) return std::nullopt;
  const auto& [monomial, coefficient] = *terms_.begin();
  if (monomial.size() != 1 || coefficient != 1) return std::nullopt;
  return monomial[0];
}

bool Polynomial::mentions(int id) const {
  return mentions_any([id](int other) { return other == id; });
}

bool Polynomial::mentions_any(const std::function<bool(int)>& which) const {
  return std::any_of(terms_.begin(), terms_.end(), [&](const auto& term) {
    return std::any_of(term.first.begin(), term.first.end(), which);
  });
}

std::optional<Polynomial> Polynomial::coefficient(int id) const {
  Polynomial result;
  for (const auto& [monomial, coefficient] : terms_) {
    const auto count = std::count(monomial.begin(), monomial.end(), id);
    if (count > 1) return std::nullopt;
    if (count == 0) continue;
    Monomial rest = monomial;
    rest.erase(std::find(rest.begin(), rest.end(), id));
    result.add(rest, coefficient);
  }
  return result;
}

Polynomial Polynomial::with(int id, const Polynomial& value) const {
  Polynomial result;
  for (const auto& [monomial, coefficient] : terms_) {
    Polynomial product(coefficient);
    for (const int variable : monomial) {
      product = product * (variable == id ? value : Polynomial::variable(variable));
    }
    result = result + product;
  }
  return result;
}

bool Polynomial::is_nonnegative() const {
  return std::all_of(terms_.begin(), terms_.end(),
                     [](const auto& term) { return term.second >= 0; });
}

bool Polynomial::may_be_nonnegative() const {
  // Sizes of very different magnitude, for each variable another sequence of them.
  for (unsigned trial = 0; trial < 32; ++trial) {
    double value = 0;
    for (const auto& [monomial, coefficient] : terms_) {
      double product = static_cast<double>(coefficient);
      for (const int id : monomial) {
        const bool large = ((trial >> (static_cast<unsigned>(id) % 5U)) & 1U) != 0;
        product *= large ? 1000.0 + id : 10.0 + id;
      }
      value += product;
    }
    if (value >= 0) return true;
  }
  return false;
}

std::string Polynomial::text(const std::function<std::string(int)>& name) const {
  std::string result;
  const auto append = [&](const Monomial& monomial, std::int64_t coefficient) {
    const bool negative = coefficient < 0;
    const auto magnitude = negative ? -coefficient : coefficient;
    if (result.empty()) {
      if (negative) result += "-";
    } else {
      result += negative ? " - " : " + ";
    }
    std::string product;
    if (magnitude != 1 || monomial.empty()) product = std::to_string(magnitude);
    for (const int id : monomial) product += (product.empty() ? "" : " * ") + name(id);
    result += product;
  };
  // Variables first, constants last: `n - 1`, not `-1 + n`; what is added before what is taken
  // away.
  for (const bool negative : {false, true}) {
    for (const auto& [monomial, coefficient] : terms_) {
      if (!monomial.empty() && (coefficient < 0) == negative) append(monomial, coefficient);
    }
  }
  if (const auto constant = terms_.find({}); constant != terms_.end()) append({}, constant->second);
  return result.empty() ? "0" : result;
}

Polynomial operator+(const Polynomial& a, const Polynomial& b) {
  Polynomial result = a;
  for (const auto& [monomial, coefficient] : b.terms_) result.add(monomial, coefficient);
  return result;
}

Polynomial operator-(const Polynomial& a, const Polynomial& b) {
  Polynomial result = a;
  for (const auto& [monomial, coefficient] : b.terms_) result.add(monomial, -coefficient);
  return result;
}

Polynomial operator*(const Polynomial& a, const Polynomial& b) {
  Polynomial result;
  for (const auto& [x, p] : a.terms_) {
    for (const auto& [y, q] : b.terms_) {
      Monomial product = x;
      product.insert(product.end(), y.begin(), y.end());
      std::sort(product.begin(), product.end());
      result.add(product, static_cast<std::int64_t>(static_cast<std::uint64_t>(p) *
                                                    static_cast<std::uint64_t>(q)));
    }
  }
  return result;
}

}  // namespace sinter::lift
