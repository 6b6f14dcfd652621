// The functions whose kernels a disk cache holds: what a run used, when it had a cache of its own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "runtime/cache/disk_cache.h"

namespace sinter::runtime::aot {

struct CachedFunction {
  std::string name;  ///< Of the function; "entropy_2" for a second one of the name.
  std::string signature;
  graph::Graph graph;
  std::vector<std::optional<std::int64_t>> known_sizes;
};

/// Every function of this build's entries, once for all layouts of its arguments, in order of the
/// names; only those of `names` unless it is empty. A name without an entry is a user error
/// (E6062).
std::vector<CachedFunction> cached_functions(const DiskCache& cache,
                                             const std::vector<std::string>& names);

}  // namespace sinter::runtime::aot
