#include "runtime/aot/cached.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "compiler/support/check.h"
#include "runtime/aot/plan.h"
#include "runtime/cache/identity.h"

namespace sinter::runtime::aot {
namespace {

/// The fields of a key (runtime/cache/key.cpp): a name, a length, a line break, the content.
std::map<std::string, std::string, std::less<>> fields_of(std::string_view key) {
  std::map<std::string, std::string, std::less<>> fields;
  while (!key.empty()) {
    const std::size_t space = key.find(' '), line = key.find('\n');
    std::size_t size = 0;
    if (space == std::string_view::npos || line == std::string_view::npos || space > line) break;
    const auto [end, error] = std::from_chars(key.data() + space + 1, key.data() + line, size);
    if (error != std::errc() || end != key.data() + line || size >= key.size() - line) break;
    fields.emplace(key.substr(0, space), key.substr(line + 1, size));
    key.remove_prefix(line + 1 + size + 1);
  }
  return fields;
}

/// "0=3 2=256 ".
std::vector<std::optional<std::int64_t>> read_sizes(std::string_view text, std::size_t count) {
  std::vector<std::optional<std::int64_t>> sizes;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::size_t symbol = 0;
    std::int64_t size = 0;
    at = std::from_chars(at, end, symbol).ptr;
    SINTER_CHECK(at != end && *at == '=' && symbol < count, "sizes of a key: {}", text);
    at = std::from_chars(at + 1, end, size).ptr;
    SINTER_CHECK(at != end && *at == ' ', "sizes of a key: {}", text);
    ++at;
    sizes.resize(count);
    sizes[symbol] = size;
  }
  return sizes;
}

std::string signature_of(const graph::Graph& graph) {
  std::vector<std::string> parameters, results;
  const auto& arguments = graph.body().arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    parameters.push_back(graph.parameter_names[i] + ": " +
                         type_text(graph.dims, graph.type(arguments[i])));
  for (const graph::ValueId result : graph.body().results)
    results.push_back(type_text(graph.dims, graph.type(result)));
  const std::string list = fmt::format("{}", fmt::join(results, ", "));
  return fmt::format("{}({}) -> {}", graph.name, fmt::join(parameters, ", "),
                     results.size() == 1 ? list : "(" + list + ")");
}

}  // namespace

std::vector<CachedFunction> cached_functions(const DiskCache& cache,
                                             const std::vector<std::string>& names) {
  std::map<std::string, std::map<std::string, CachedFunction>> found;  // by name, then by code
  for (const DiskCache::Item& item : cache.list()) {
    const auto key = cache.key_of(item.name);
    auto fields = fields_of(key.value_or(""));
    if (fields["sinter"] != sinter_build()) continue;  // also of what is damaged
    graph::Graph graph = graph::parse_graph(fields["graph"]);
    const std::string name = graph.name;
    if (!names.empty() && std::ranges::find(names, name) == names.end()) continue;
    const std::string signature = signature_of(graph);
    auto sizes = read_sizes(fields["sizes"], graph.dims.size());
    found[name].try_emplace(fields["graph"] + fields["sizes"],
                            CachedFunction{name, signature, std::move(graph), std::move(sizes)});
  }
  for (const std::string& name : names) {
    if (!found.contains(name))
      user_error("E6062", "the cache has no kernel of {} that this build compiled", name);
  }
  std::vector<CachedFunction> functions;
  for (auto& [name, versions] : found) {
    int number = 0;
    for (auto& [code, function] : versions) {
      if (++number > 1) function.name = fmt::format("{}_{}", name, number);
      functions.push_back(std::move(function));
    }
  }
  return functions;
}

}  // namespace sinter::runtime::aot
