// Files as arrays without reading them. Standard library only; load and save stand in array.h.
#pragma once

#include <string>

#include "sinter/array.h"
#include "sinter/export.h"

namespace sinter {

/// The array of an `.npy` file as a read-only view of the file itself: nothing is read until
/// elements are, and files may be larger than memory. The file stays mapped until the last handle
/// is gone; whoever cuts it off meanwhile ends the process. A file that load() refuses is refused
/// here, too, and so are numbers of the other byte order (E4207).
SINTER_API Array map_npy(const std::string& path);

}  // namespace sinter
