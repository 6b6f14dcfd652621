// A function to be built ahead of time, as its C interface sees it: names, arrays, and the sizes
// that calls need.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"

namespace sinter::runtime::aot {

/// What to build.
struct Function {
  std::string name;                                      ///< In the program.
  std::string signature;                                 ///< As declared.
  std::string doc;                                       ///< Comment above it.
  const graph::Graph* graph = nullptr;                   ///< After the passes.
  std::vector<std::optional<std::int64_t>> known_sizes;  ///< By symbol index; may be empty.
};

/// Names that are identifiers of C and C++ and differ from each other.
class Names {
 public:
  /// `wanted`, made an identifier that is not taken, which it then is.
  std::string take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

bool is_identifier(std::string_view text);
/// "f32[B, D]".
std::string type_text(const DimTable& dims, const graph::Type& type);
/// A string literal of C.
std::string c_string(std::string_view text);
/// Text that can stand in a comment.
std::string comment_text(std::string text);

struct ArrayPlan {
  std::string name;  ///< In C.
  DType dtype = DType::kF32;
  graph::Type type;
  std::string type_text;  ///< "f32[B, D]".
  bool is_result = false;
  std::vector<int> sizes;  ///< Rows of Plan::sizes.
};

/// A size that calls give.
struct SizePlan {
  std::string name;   ///< In C.
  std::string label;  ///< In the program.
  SymbolId symbol;
};

class Plan {
 public:
  explicit Plan(const Function& function);

  const Function& function;
  std::vector<ArrayPlan> arrays;  ///< Arguments, then results.
  std::vector<SizePlan> given;
  std::vector<Dim> sizes;  ///< What the table of sizes holds.
  std::vector<lower::Site> sites;

  std::size_t result_count() const { return function.graph->body().results.size(); }
  std::size_t argument_count() const { return arrays.size() - result_count(); }
  /// One result that is a number: C++ returns it.
  bool returns_number() const;
  std::optional<std::int64_t> known(SymbolId symbol) const;
  /// The row of a size, a new one where there is none.
  int row(const Dim& dim);
  /// "B = 3, D = 256"; empty when no size is known.
  std::string known_text() const;

 private:
  void add_array(const std::string& name, graph::ValueId value, bool is_result);
  Names names_;
};

}  // namespace sinter::runtime::aot
