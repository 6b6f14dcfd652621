#include "runtime/cuda/kept_memory.h"

#include <algorithm>
#include <bit>

namespace sinter::runtime::cuda {

std::size_t KeptMemory::rounded(std::size_t bytes) {
  constexpr std::size_t kLeast = 512;
  if (bytes <= kLeast) return kLeast;
  const std::size_t step = std::bit_floor(bytes) / 4;
  return (bytes + step - 1) / step * step;
}

std::optional<DeviceAddress> KeptMemory::take(std::size_t size) {
  const auto found = blocks_.find(size);
  if (found == blocks_.end() || found->second.empty()) return {};
  const DeviceAddress address = found->second.back().address;
  found->second.pop_back();
  return address;
}

std::optional<KeptMemory::Block> KeptMemory::take_unused(std::size_t size, Marks& marks) {
  constexpr std::size_t kInUse = 2;
  const auto found = blocks_.find(size);
  if (found == blocks_.end() || found->second.empty()) return {};
  auto& list = found->second;
  auto unused = std::ranges::find_if(
      list, [&](const Block& block) { return marks.is_reached(block.free_from); });
  if (unused == list.end()) {
    if (list.size() < kInUse) return {};
    unused = list.begin();
  }
  const Block block = *unused;
  list.erase(unused);
  return block;
}

std::vector<DeviceAddress> KeptMemory::take_all() {
  std::vector<DeviceAddress> all;
  for (const auto& [size, list] : blocks_) {
    for (const Block& block : list) all.push_back(block.address);
  }
  blocks_.clear();
  return all;
}

}  // namespace sinter::runtime::cuda
