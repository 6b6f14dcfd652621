#include "frontend/measure/roof.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace sinter::measure {
namespace {

/// From where the engine takes the memory of results: recycled, and on huge pages where it is
/// large. A probe on other pages would be slower than the calls that are held against it.
std::shared_ptr<void> memory_of_results(std::size_t bytes) {
  const auto array =
      std::make_shared<Array>(Array::empty(DType::kU8, {static_cast<std::int64_t>(bytes)}));
  return {array, array->raw_data()};
}

}  // namespace

void probe_multiply_adds(Roof& roof, double probe_ns) {
  hardware::SpinPool pool(roof.threads);
  const auto measured = [&](bool is_double) {
    return hardware::measure_multiply_adds(pool, roof.threads, is_double, probe_ns);
  };
  roof.gigaflops_f32 = std::max(roof.gigaflops_f32, measured(false));
  roof.gigaflops_f64 = std::max(roof.gigaflops_f64, measured(true));
}

void probe_bandwidth(Roof& roof, std::uint64_t bytes, double probe_ns) {
  hardware::SpinPool pool(roof.threads);
  auto known = std::ranges::lower_bound(roof.bandwidths, bytes, {}, &Roof::Bandwidth::bytes);
  if (known == roof.bandwidths.end() || known->bytes != bytes)
    known = roof.bandwidths.insert(known, {bytes, {}});
  known->gigabytes_per_second.improve(
      hardware::measure_bandwidth(pool, roof.threads, bytes, memory_of_results, probe_ns));
}

void keep_order(std::vector<Roof>& roofs) {
  for (Roof& more : roofs) {
    for (const Roof& fewer : roofs) {
      if (fewer.threads >= more.threads) continue;
      more.gigaflops_f32 = std::max(more.gigaflops_f32, fewer.gigaflops_f32);
      more.gigaflops_f64 = std::max(more.gigaflops_f64, fewer.gigaflops_f64);
      for (Roof::Bandwidth& own : more.bandwidths) {
        const auto same = std::ranges::find(fewer.bandwidths, own.bytes, &Roof::Bandwidth::bytes);
        if (same != fewer.bandwidths.end())
          own.gigabytes_per_second.improve(same->gigabytes_per_second);
      }
    }
  }
}

std::uint64_t probed_size(std::uint64_t bytes) {
  // More than any cache holds is the memory, however much it is.
  return std::clamp<std::uint64_t>(bytes, std::uint64_t{4} << 10, std::uint64_t{256} << 20);
}

std::optional<double> least_time(const Roof& roof, const Point& point) {
  if (!point.bytes || !point.operations) return std::nullopt;
  double best = 0;
  double distance = INFINITY;
  for (const Roof::Bandwidth& known : roof.bandwidths) {
    const double away =
        std::abs(std::log(static_cast<double>(known.bytes)) -
                 std::log(static_cast<double>(std::max<std::uint64_t>(*point.bytes, 1))));
    if (away >= distance) continue;
    distance = away;
    best = known.gigabytes_per_second.best();
  }
  const double peak = point.is_double ? roof.gigaflops_f64 : roof.gigaflops_f32;
  if (best <= 0 || peak <= 0) return std::nullopt;
  const double bytes_ms = static_cast<double>(*point.bytes) / best / 1e6;
  const double operations_ms = static_cast<double>(*point.operations) / peak / 1e6;
  return std::max(bytes_ms, operations_ms);
}

}  // namespace sinter::measure
