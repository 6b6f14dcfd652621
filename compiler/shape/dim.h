// Symbolic sizes. A Dim is affine in symbols: constant + sum of coefficient * symbol. A symbol is a
// dimension parameter (bound at the call), the index of a loop, an integer that the program
// computes while it runs, or stands for an operation on Dims that is not affine (a product, a
// quotient, a maximum). Equal Dims compare equal: terms are sorted and merged, products are
// expanded, and equal operations share one symbol. Expressions that overflow 64 bits or grow
// without bound are a resource Error.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/support/ids.h"

namespace sinter {

struct SymbolTag;
using SymbolId = Id<SymbolTag>;

class Dim {
 public:
  Dim(std::int64_t constant = 0) : constant_(constant) {}  // NOLINT: sizes convert implicitly
  explicit Dim(SymbolId symbol) : terms_{{symbol, 1}} {}

  bool is_constant() const { return terms_.empty(); }
  std::int64_t constant() const { return constant_; }
  std::optional<std::int64_t> as_constant() const {
    return is_constant() ? std::optional(constant_) : std::nullopt;
  }
  /// The symbol when the Dim is exactly one symbol.
  std::optional<SymbolId> as_symbol() const;
  const std::vector<std::pair<SymbolId, std::int64_t>>& terms() const { return terms_; }

  friend Dim operator+(const Dim& a, const Dim& b);
  friend Dim operator-(const Dim& a, const Dim& b);
  friend Dim operator*(const Dim& a, std::int64_t factor);
  friend bool operator==(const Dim&, const Dim&) = default;

 private:
  std::int64_t constant_ = 0;
  std::vector<std::pair<SymbolId, std::int64_t>> terms_;  // sorted by symbol, no zero coefficient
};

enum class DimOp : std::uint8_t {
  kParameter,
  kIndex,  ///< The index of a loop: a <= index < b wherever it is used.
  kValue,  ///< A scalar of the program, given by bind_size; any 64-bit integer.
  kMul,
  kFloorDiv,
  kMod,
  kMax,
  kMin
};

struct Symbol {
  std::string name;  ///< Parameters: the dimension's name, or "x.0" for an unnamed axis.
  DimOp op = DimOp::kParameter;
  Dim a, b;                  ///< Operands; their symbols have lower numbers than this one.
  std::uint32_t weight = 1;  ///< Operations in it, written out; bounded.
};

/// Owns the symbols of one graph.
class DimTable {
 public:
  SymbolId parameter(const std::string& name);  ///< Finds or makes a parameter symbol.
  std::optional<SymbolId> find(const std::string& name) const;
  /// The symbol of that name, of whatever kind; a new parameter where there is none.
  SymbolId named(const std::string& name);
  /// A new symbol for the index of a loop over begin..end-1; the name gets a number where it is
  /// taken.
  SymbolId index(const std::string& name, const Dim& begin, const Dim& end);
  SymbolId value(const std::string& name);  ///< A new symbol for a scalar of the program.
  /// Whether the Dim uses loop indices or values of the program, so that it has no value at the
  /// call.
  bool is_local(const Dim& dim) const;
  Dim mul(const Dim& a, const Dim& b);
  Dim floor_div(const Dim& a, const Dim& b);  ///< b is positive.
  Dim mod(const Dim& a, const Dim& b);        ///< b is positive; result in 0..b-1.
  Dim max(const Dim& a, const Dim& b);
  Dim min(const Dim& a, const Dim& b);

  const Symbol& operator[](SymbolId id) const { return symbols_[id.index]; }
  std::size_t size() const { return symbols_.size(); }

  /// Value under a binding of the named symbols (values[id.index]; others are ignored).
  /// Overflow of the 64-bit range is an Error (resource).
  std::int64_t evaluate(const Dim& dim, std::span<const std::int64_t> values) const;
  /// "2*B + D - 1"; compound symbols print as "floordiv(H, 2)".
  std::string print(const Dim& dim) const;
  /// Inverse of print. Throws Error on bad text.
  Dim parse(const std::string& text);
  /// True when the Dim is known to be at least `bound` for every non-negative value of the
  /// parameters.
  bool at_least(const Dim& dim, std::int64_t bound) const;

 private:
  SymbolId fresh(const std::string& name, DimOp op, const Dim& a, const Dim& b);
  Dim operation(DimOp op, const Dim& a, const Dim& b);
  Dim multiply_symbols(SymbolId a, SymbolId b);
  std::uint32_t weight(const Dim& dim) const;
  bool provably_at_least(const Dim& dim, std::int64_t bound, int& budget) const;
  bool symbol_is_at_least_zero(SymbolId id, int& budget) const;

  std::vector<Symbol> symbols_;
  std::unordered_map<std::string, SymbolId> index_;  // by printed form
};

using Shape = std::vector<Dim>;

}  // namespace sinter
