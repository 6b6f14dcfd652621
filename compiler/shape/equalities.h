// Equalities between sizes, as linear equations: what guards say is equal, and what follows from
// it.
#pragma once

#include <map>
#include <vector>

#include "compiler/shape/dim.h"

namespace sinter {

class Equalities {
 public:
  /// Takes note that a == b holds. An equation in which no symbol has the coefficient 1 or -1 is
  /// only used as it stands.
  void add(const Dim& a, const Dim& b);
  /// True when a == b follows by adding and subtracting equations. Operations are symbols here:
  /// from B == C does not follow floordiv(B, 2) == floordiv(C, 2).
  bool equal(const Dim& a, const Dim& b) const;
  /// An equal size in which no symbol stands that an equation was solved for.
  Dim reduce(const Dim& dim) const;
  std::size_t size() const { return added_; }

 private:
  std::map<SymbolId, Dim> solved_;  // No solved symbol stands in another one's solution.
  std::vector<Dim> unsolved_;       // Differences that are 0.
  std::size_t added_ = 0;
};

}  // namespace sinter
