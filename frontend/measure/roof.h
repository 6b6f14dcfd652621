// The limits of the machine, measured in the same run as the program: the roofline.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// Measures what so many pinned threads can do, and keeps it in `roof`, where the best that was
/// ever seen stays: multiply-adds of the widest vectors, and the bandwidths of arrays that take so
/// many bytes together, in the memory that results of calls lie in.
void probe_multiply_adds(Roof& roof, double probe_ns);
void probe_bandwidth(Roof& roof, std::uint64_t bytes, double probe_ns);

/// More threads can do at least what fewer can. Where others use the processors, threads that wait
/// for each other seem to be slower than one of them.
void keep_order(std::vector<Roof>& roofs);

/// The size at which bandwidths are measured for a call that uses so many bytes.
std::uint64_t probed_size(std::uint64_t bytes);

/// The milliseconds that the limits allow for a call; nothing where the roof says nothing of it.
/// Bytes pass at the best bandwidth that was measured at the next size.
std::optional<double> least_time(const Roof& roof, const Point& point);

}  // namespace sinter::measure
