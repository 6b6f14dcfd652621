#include "compiler/shape/equalities.h"

#include <algorithm>

#include "sinter/error.h"

namespace sinter {

Dim Equalities::reduce(const Dim& dim) const {
  Dim result = dim;
  for (auto& [symbol, coefficient] : dim.terms()) {
    if (const auto found = solved_.find(symbol); found != solved_.end()) {
      result = result + (found->second - Dim(symbol)) * coefficient;
    }
  }
  return result;
}

void Equalities::add(const Dim& a, const Dim& b) {
  ++added_;
  try {
    const Dim difference = reduce(a) - reduce(b);
    // Solve for what stands alone on the left, else for the youngest symbol that has a coefficient
    // of 1 or -1.
    const auto& terms = difference.terms();
    const auto single = a.as_symbol();
    const auto solvable = [&](const auto& term) { return term.second == 1 || term.second == -1; };
    auto found = std::find_if(terms.rbegin(), terms.rend(), [&](const auto& term) {
      return single && term.first == *single && solvable(term);
    });
    if (found == terms.rend()) found = std::find_if(terms.rbegin(), terms.rend(), solvable);
    if (found == terms.rend()) {
      if (!terms.empty()) unsolved_.push_back(difference);
      return;
    }
    const auto [symbol, coefficient] = *found;
    const Dim solution = (Dim(symbol) * coefficient - difference) * coefficient;
    std::map<SymbolId, Dim> solved = solved_;
    solved.emplace(symbol, solution);
    for (auto& [other, expression] : solved) {
      for (const auto& [used, factor] : expression.terms()) {
        if (used != symbol) continue;
        expression = expression + (solution - Dim(symbol)) * factor;
        break;
      }
    }
    solved_ = std::move(solved);
    for (Dim& other : unsolved_) other = reduce(other);
  } catch (const Error&) {
    // The combined equation overflows or is too long: less is known, nothing is wrong.
  }
}

bool Equalities::equal(const Dim& a, const Dim& b) const {
  if (a == b) return true;
  if (added_ == 0) return false;
  try {
    const Dim difference = reduce(a) - reduce(b);
    if (difference == Dim(0)) return true;
    return std::any_of(unsolved_.begin(), unsolved_.end(), [&](const Dim& zero) {
      return difference == zero || difference == zero * -1;
    });
  } catch (const Error&) {
    return false;
  }
}

}  // namespace sinter
