// XXH3 with 128 bits (xxHash, by Yann Collet), in its canonical byte order.
#pragma once

#include <array>
#include <cstddef>

namespace sinter::runtime {

using Checksum = std::array<unsigned char, 16>;
Checksum checksum(const void* data, std::size_t size);

}  // namespace sinter::runtime
