#include "frontend/cli/json.h"

#include <cmath>

namespace sinter::cli {
namespace {

using nlohmann::json;

json scalar(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  return value;
}

/// Row-major elements as nested lists.
template <typename T>
json nest(const std::vector<T>& values, std::span<const std::int64_t> shape, std::size_t& next) {
  if (shape.empty()) {
    if constexpr (std::is_floating_point_v<T>) {
      return scalar(values[next++]);
    } else {
      return values[next++];
    }
  }
  json list = json::array();
  for (std::int64_t i = 0; i < shape[0]; ++i) list.push_back(nest(values, shape.subspan(1), next));
  return list;
}

template <typename T>
json nest(const Array& array) {
  std::size_t next = 0;
  return nest(array.to_vector<T>(), array.shape(), next);
}

json values_of(const Array& array) {
  if (array.dtype() == DType::kBool) {
    // Through integers: std::vector<bool> has no elements to refer to.
    std::vector<std::int64_t> integers = array.to_vector<std::int64_t>();
    std::size_t next = 0;
    json list = nest(integers, array.shape(), next);
    const auto to_bool = [](auto&& self, json& item) -> void {
      if (item.is_array()) {
        for (json& child : item) self(self, child);
      } else {
        item = item.get<std::int64_t>() != 0;
      }
    };
    to_bool(to_bool, list);
    return list;
  }
  if (is_signed_integer(array.dtype())) return nest<std::int64_t>(array);
  if (is_unsigned_integer(array.dtype())) return nest<std::uint64_t>(array);
  return nest<double>(array);
}

json to_json(const SourceLocation& location) {
  if (location.line == 0) return nullptr;
  return {{"file", location.file},
          {"line", location.line},
          {"column", location.column},
          {"begin", location.begin},
          {"end", location.end}};
}

std::string_view kind_name(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUser:
      return "user";
    case ErrorKind::kUnavailable:
      return "unavailable";
    case ErrorKind::kCancelled:
      return "cancelled";
    case ErrorKind::kResource:
      return "resource";
    case ErrorKind::kInternal:
      return "internal";
  }
  return "internal";
}

}  // namespace

json to_json(const Array& array) {
  return {{"dtype", name(array.dtype())},
          {"shape", std::vector<std::int64_t>(array.shape().begin(), array.shape().end())},
          {"values", values_of(array)}};
}

json to_json(const Error& error) {
  json diagnostics = json::array();
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    json notes = json::array();
    for (const auto& [location, text] : diagnostic.notes) {
      notes.push_back({{"location", to_json(location)}, {"text", text}});
    }
    diagnostics.push_back({{"code", diagnostic.code},
                           {"message", diagnostic.message},
                           {"location", to_json(diagnostic.location)},
                           {"notes", notes},
                           {"help", diagnostic.help}});
  }
  return {{"error",
           {{"kind", kind_name(error.kind())},
            {"code", error.code()},
            {"message", error.what()},
            {"diagnostics", diagnostics}}}};
}

json to_json(const Signature& signature) {
  json parameters = json::array();
  for (const Parameter& parameter : signature.parameters) {
    parameters.push_back({{"name", parameter.name}, {"type", parameter.type}});
  }
  return {{"name", signature.name},
          {"text", signature.text},
          {"parameters", parameters},
          {"results", signature.results},
          {"dimensions", signature.dimensions}};
}

json to_json(const CompileInfo& info) {
  return {{"specialization", info.specialization},
          {"reason", info.reason},
          {"compiles", info.compiles},
          {"code_bytes", info.code_bytes},
          {"from_disk", info.from_disk},
          {"ms",
           {{"disk", info.times.disk},
            {"parse", info.times.parse},
            {"check", info.times.check},
            {"passes", info.times.passes},
            {"lowering", info.times.lowering},
            {"llvm", info.times.llvm},
            {"link", info.times.link},
            {"total", info.times.total()}}}};
}

}  // namespace sinter::cli
