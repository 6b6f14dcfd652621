#include "compiler/shape/binding.h"

#include <algorithm>
#include <optional>

#include "compiler/ir/show.h"
#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

std::string print_sizes(std::span<const std::int64_t> shape) {
  return fmt::format("[{}]", fmt::join(shape, ", "));
}

std::string print_type(const DimTable& dims, const Type& type) {
  std::string out(name(type.dtype));
  if (type.shape.empty()) return out;
  out += '[';
  for (std::size_t i = 0; i < type.shape.size(); ++i) {
    if (i != 0) out += ", ";
    out += dims.print(type.shape[i]);
  }
  return out + ']';
}

/// The argument and axis that gave a symbol its value.
struct Origin {
  std::size_t argument;
  std::size_t axis;
};

void check_types(const Signature& s, std::span<const ArgumentInfo> arguments) {
  if (arguments.size() != s.types.size()) {
    user_error("E0301", "expected {} argument{} ({}), got {}", s.types.size(),
               s.types.size() == 1 ? "" : "s", fmt::join(s.names, ", "), arguments.size());
  }
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    const Type& expected = s.types[k];
    if (arguments[k].dtype != expected.dtype) {
      user_error("E0302", "argument '{}' has dtype {}, expected {}", s.names[k],
                 name(arguments[k].dtype), print_type(s.dims, expected));
    }
    if (arguments[k].shape.size() != expected.shape.size()) {
      user_error("E0303", "argument '{}' has {} axes (shape {}), expected {} ({})", s.names[k],
                 arguments[k].shape.size(), print_sizes(arguments[k].shape), expected.shape.size(),
                 print_type(s.dims, expected));
    }
  }
}

/// Sizes that are not a single symbol: constants and expressions.
void check_fixed_sizes(const Signature& s, std::span<const ArgumentInfo> arguments,
                       std::span<const std::int64_t> values) {
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    for (std::size_t axis = 0; axis < arguments[k].shape.size(); ++axis) {
      const Dim& dim = s.types[k].shape[axis];
      const std::int64_t found = arguments[k].shape[axis];
      const std::int64_t expected = s.dims.evaluate(dim, values);
      if (found == expected) continue;
      const std::string declared = dim.is_constant() ? "" : fmt::format(" ({})", s.dims.print(dim));
      user_error("E0305", "axis {} of argument '{}' has size {}, expected {}{}", axis, s.names[k],
                 found, expected, declared);
    }
  }
}

Signature signature_of(const Graph& graph, std::vector<Type>& types) {
  for (ValueId argument : graph.body().arguments) types.push_back(graph.type(argument));
  return {graph.dims, graph.parameter_names, types, graph.guards, graph.locations};
}

}  // namespace

std::vector<std::int64_t> bind_dims(const Signature& s, std::span<const ArgumentInfo> arguments) {
  check_types(s, arguments);
  std::vector<std::int64_t> values(s.dims.size(), 0);
  std::vector<std::optional<Origin>> origins(s.dims.size());
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    for (std::size_t axis = 0; axis < arguments[k].shape.size(); ++axis) {
      const std::int64_t found = arguments[k].shape[axis];
      SINTER_CHECK(found >= 0, "argument '{}' has the size {} on axis {}", s.names[k], found, axis);
      const auto symbol = s.types[k].shape[axis].as_symbol();
      if (!symbol || s.dims[*symbol].op != DimOp::kParameter) continue;
      auto& origin = origins[symbol->index];
      if (!origin) {
        origin = Origin{k, axis};
        values[symbol->index] = found;
      } else if (values[symbol->index] != found) {
        user_error(
            "E0304",
            "dimension {} is {} in argument '{}' (axis {}) but {} in argument '{}' (axis {})",
            s.dims[*symbol].name, values[symbol->index], s.names[origin->argument], origin->axis,
            found, s.names[k], axis);
      }
    }
  }
  check_fixed_sizes(s, arguments, values);
  return values;
}

std::vector<std::int64_t> bind_dims(const Graph& graph, std::span<const ArgumentInfo> arguments) {
  std::vector<Type> types;
  return bind_dims(signature_of(graph, types), arguments);
}

std::vector<std::optional<std::int64_t>> exact_sizes(const DimTable& dims,
                                                     std::span<const std::int64_t> values) {
  std::vector<std::optional<std::int64_t>> sizes(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (dims[SymbolId(i)].op == DimOp::kParameter) sizes[i] = values[i];
  }
  return sizes;
}

void check_guards(const Signature& s, std::span<const std::int64_t> values) {
  for (const Guard& guard : s.guards) {
    const std::int64_t left = s.dims.evaluate(guard.left, values);
    const std::int64_t right = s.dims.evaluate(guard.right, values);
    if (guard.kind == GuardKind::kEqual ? left == right : left >= right) continue;
    std::string message =
        graph::fill_sizes(guard.message, std::to_string(left), std::to_string(right));
    fail_at(ErrorKind::kUser, guard.code, message, s.locations, guard.locations);
  }
}

void check_guards(const Graph& graph, std::span<const std::int64_t> values) {
  check_guards({graph.dims, {}, {}, graph.guards, graph.locations}, values);
}

std::vector<std::int64_t> evaluate_shape(const DimTable& dims, const Shape& shape,
                                         std::span<const std::int64_t> values) {
  std::vector<std::int64_t> out;
  out.reserve(shape.size());
  for (const Dim& dim : shape) {
    out.push_back(dims.evaluate(dim, values));
    SINTER_CHECK(out.back() >= 0, "the size {} is {}", dims.print(dim), out.back());
  }
  return out;
}

std::int64_t element_count(std::span<const std::int64_t> shape) {
  for (std::int64_t size : shape) {
    if (size == 0) return 0;
  }
  std::int64_t count = 1;
  for (std::int64_t size : shape) {
    if (__builtin_mul_overflow(count, size, &count)) {
      throw Error(
          ErrorKind::kResource, "E0321",
          fmt::format("an array of shape {} has more than 2^63 elements", print_sizes(shape)));
    }
  }
  return count;
}

bool is_local(const DimTable& dims, const Shape& shape) {
  return std::any_of(shape.begin(), shape.end(), [&](const Dim& d) { return dims.is_local(d); });
}

std::string element_place(std::int64_t position, std::span<const std::int64_t> shape) {
  if (shape.empty()) return "";
  std::vector<std::int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    SINTER_CHECK(shape[axis] > 0, "an element of an empty array");
    index[axis] = position % shape[axis];
    position /= shape[axis];
  }
  return fmt::format(" at element {}", print_sizes(index));
}

void fail_at(ErrorKind kind, const std::string& code, const std::string& message,
             std::span<const SourceLocation> locations, const LocationSet& places) {
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.message = message;
  std::string text = message;
  if (!places.empty() && places.front() < locations.size()) {
    diagnostic.location = locations[places.front()];
    const SourceLocation& at = diagnostic.location;
    if (at.line != 0) text = fmt::format("{}:{}:{}: {}", at.file, at.line, at.column, message);
  }
  throw Error(kind, std::vector<Diagnostic>{diagnostic}, text);
}

}  // namespace sinter::graph
