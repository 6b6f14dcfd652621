// Memory of a device that nobody uses, kept for the next who asks.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "runtime/cuda/marks.h"

namespace sinter::runtime::cuda {

/// One thread at a time uses it.
class KeptMemory {
 public:
  struct Block {
    DeviceAddress address = 0;
    Mark free_from = 0;  ///< For other streams than the kernels': they wait for it.
  };
  /// The sizes that there are: four per power of two, from 512 bytes on.
  static std::size_t rounded(std::size_t bytes);

  void add(std::size_t size, Block block) { blocks_[size].push_back(block); }
  /// For what is launched later: the one that came last, which the caches know best.
  std::optional<DeviceAddress> take(std::size_t size);
  /// For another stream: one whose last use has ended. Where all may be in use the oldest of them,
  /// unless there are few: then none, as a new one would not have to wait.
  std::optional<Block> take_unused(std::size_t size, Marks& marks);
  /// All of it, for the driver; nothing is kept.
  std::vector<DeviceAddress> take_all();

 private:
  std::map<std::size_t, std::vector<Block>> blocks_;  ///< By size; the oldest first.
};

}  // namespace sinter::runtime::cuda
