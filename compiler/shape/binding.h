// What happens with sizes when a graph is called: dimension parameters are bound from the
// arguments' shapes, then the guards are checked. The interpreter and the runtime share this, so
// both reject the same calls in the same words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::graph {

/// What is known about one argument before its data is looked at.
struct ArgumentInfo {
  DType dtype = DType::kF32;
  std::span<const std::int64_t> shape;  ///< Elements along each axis.
};

/// The part of a graph that decides whether a call is accepted. It refers to its owner's data.
struct Signature {
  const DimTable& dims;
  std::span<const std::string> names;  ///< One per parameter.
  std::span<const Type> types;         ///< One per parameter.
  std::span<const Guard> guards;
  std::span<const SourceLocation> locations;  ///< What the guards' location sets index.
};

/// Binds every dimension parameter from the arguments. The result has one value per symbol of the
/// table (what DimTable::evaluate takes); symbols that are not parameters, or that no argument
/// mentions, stay 0. Errors (user): E0301 wrong number of arguments, E0302 wrong dtype, E0303 wrong
/// rank, E0304 two arguments give a dimension different sizes, E0305 an axis has another size than
/// the declared one.
std::vector<std::int64_t> bind_dims(const Signature& signature,
                                    std::span<const ArgumentInfo> arguments);
std::vector<std::int64_t> bind_dims(const Graph& graph, std::span<const ArgumentInfo> arguments);

/// What a kernel for exact sizes knows of a binding, by symbol index: dimension parameters. Other
/// symbols follow from these, or are values of the program.
std::vector<std::optional<std::int64_t>> exact_sizes(const DimTable& dims,
                                                     std::span<const std::int64_t> values);

/// Throws the error of the first guard that does not hold under a binding: the guard's code, its
/// message with {left} and {right} replaced by the sizes found, and its place.
void check_guards(const Signature& signature, std::span<const std::int64_t> values);
void check_guards(const Graph& graph, std::span<const std::int64_t> values);

/// The sizes of a shape under a binding. A negative size is an internal error: guards exclude it.
std::vector<std::int64_t> evaluate_shape(const DimTable& dims, const Shape& shape,
                                         std::span<const std::int64_t> values);
/// Number of elements; Error (resource, E0321) when it does not fit 63 bits.
std::int64_t element_count(std::span<const std::int64_t> shape);

/// Whether a size of the shape is known only while the program runs, so that failures cannot name
/// the element.
bool is_local(const DimTable& dims, const Shape& shape);

/// " at element [1, 2]" for a row-major position in an array of that shape; nothing for a scalar.
std::string element_place(std::int64_t position, std::span<const std::int64_t> shape);

/// An error at the first place of a location set: the text starts with "file:line:column: " where
/// there is one.
[[noreturn]] void fail_at(ErrorKind kind, const std::string& code, const std::string& message,
                          std::span<const SourceLocation> locations, const LocationSet& places);

}  // namespace sinter::graph
