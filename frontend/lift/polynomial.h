// Polynomials with integer coefficients over the variables of a function: what subscripts and
// bounds of loops are.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sinter::lift {

/// Variables of a product, sorted, each as often as it stands there.
using Monomial = std::vector<int>;

class Polynomial {
 public:
  Polynomial() = default;
  Polynomial(std::int64_t constant);  // NOLINT(google-explicit-constructor): `n - 1` reads well
  static Polynomial variable(int id);

  const std::map<Monomial, std::int64_t>& terms() const { return terms_; }
  bool is_constant() const;
  std::optional<std::int64_t> constant() const;
  /// The variable, where it is one and nothing else.
  std::optional<int> single() const;
  bool mentions(int id) const;
  bool mentions_any(const std::function<bool(int)>& which) const;
  /// What `id` is multiplied by; nothing where it stands in a power or several degrees.
  std::optional<Polynomial> coefficient(int id) const;
  /// With `value` in place of `id`.
  Polynomial with(int id, const Polynomial& value) const;
  /// Proved to be at least 0 where every variable is (sizes are).
  bool is_nonnegative() const;
  /// Whether it is at least 0 for some sizes that a program may have; tried, not proved.
  bool may_be_nonnegative() const;
  std::string text(const std::function<std::string(int)>& name) const;

  friend Polynomial operator+(const Polynomial& a, const Polynomial& b);
  friend Polynomial operator-(const Polynomial& a, const Polynomial& b);
  friend Polynomial operator*(const Polynomial& a, const Polynomial& b);
  friend bool operator==(const Polynomial& a, const Polynomial& b) { return a.terms_ == b.terms_; }
  friend bool operator<(const Polynomial& a, const Polynomial& b) { return a.terms_ < b.terms_; }

  void add(const Monomial& monomial, std::int64_t coefficient);

 private:
  std::map<Monomial, std::int64_t> terms_;
};

}  // namespace sinter::lift
