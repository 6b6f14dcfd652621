// The limits of the machine, measured in the same run as the program: the roofline.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// Measures with so many pinned threads: fused multiply-adds of the widest vectors, and the
/// bandwidths of arrays that take so many bytes together (each a size at which a program is
/// measured). `next` is called between probes; where it returns false, what there is is returned.
Roof measure_roof(int threads, const std::vector<std::uint64_t>& sizes,
                  const std::function<bool()>& next);

/// The milliseconds that the limits allow for a call; nothing where the roof says nothing of it.
/// Bytes pass at the better of both bandwidths that were measured at the next size.
std::optional<double> least_time(const Roof& roof, const Point& point);

}  // namespace sinter::measure
