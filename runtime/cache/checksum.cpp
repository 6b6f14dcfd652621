#include "runtime/cache/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace sinter::runtime {

Checksum checksum(const void* data, std::size_t size) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(data, size));
  Checksum out;
  std::ranges::copy(canonical.digest, out.begin());
  return out;
}

}  // namespace sinter::runtime
