#include "frontend/measure/peers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "frontend/hardware/processors.h"
#include "frontend/measure/worker.h"

namespace sinter::measure {
namespace {

constexpr std::pair<const char*, const char*> kTexts[] = {
#include "frontend/measure/peer_worker_text.inc"
};

[[noreturn]] void fail(const char* code, const std::string& text) {
  throw Error(ErrorKind::kUser, code, text);
}

std::vector<std::string> command(const PeerRequest& request, const std::string& peer,
                                 const std::string& function, int threads) {
  std::vector<int> processors = hardware::usable_processors();
  if (static_cast<int>(processors.size()) > threads)
    processors.resize(static_cast<std::size_t>(threads));
  return {request.python,
          "-W",
          "ignore",
          "-c",
          kTexts[0].second,
          peer,
          request.twin,
          function,
          std::to_string(threads),
          fmt::format("{}", fmt::join(processors, ","))};
}

/// How two arrays differ, relative to the norm of the first one; infinite where they cannot be the
/// same.
double difference(const Array& wanted, const Array& found) {
  if (!std::ranges::equal(wanted.shape(), found.shape())) return INFINITY;
  const std::vector<double> a = wanted.to_vector<double>();
  const std::vector<double> b = found.to_vector<double>();
  double norm = 0;
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) {
      if (std::isfinite(a[i])) norm += a[i] * a[i];
      continue;
    }
    norm += a[i] * a[i];
    apart += (a[i] - b[i]) * (a[i] - b[i]);
  }
  if (apart == 0) return 0;
  return std::isfinite(apart) && norm > 0 ? std::sqrt(apart / norm) : INFINITY;
}

}  // namespace

const std::vector<std::string>& peer_names() {
  static const std::vector<std::string> names{"numpy", "numba", "jax", "torch", "numba-cuda"};
  return names;
}

bool is_peer(const std::string& way) {
  return std::ranges::find(peer_names(), way) != peer_names().end();
}

double peer_tolerance(DType dtype) {
  if (dtype == DType::kF64) return 1e-9;
  return is_float(dtype) ? 1e-4 : 0;
}

struct Peer::State {
  State(const PeerRequest& request, std::string peer_name, const std::string& function, int threads,
        const CancelToken& cancel)
      : name(std::move(peer_name)), worker(command(request, name, function, threads), cancel) {}

  nlohmann::json answer() {
    const std::string line = worker.receive();
    nlohmann::json reply = nlohmann::json::parse(line, nullptr, false);
    if (reply.is_discarded()) fail("E6304", "its answer is no JSON");
    if (reply.contains("error")) fail("E6304", reply["error"].get<std::string>());
    return reply;
  }

  std::string name;
  Worker worker;
  std::string version;
  TemporaryFolder folder;
};

Peer::Peer(const PeerRequest& request, const std::string& peer, const std::string& function,
           int threads, const CancelToken& cancel)
    : state_(std::make_unique<State>(request, peer, function, threads, cancel)) {
  state_->version = state_->answer().value("version", "");
}

Peer::~Peer() = default;

const std::string& Peer::version() const { return state_->version; }

double Peer::first_call(const std::vector<Array>& arguments, const std::vector<Array>& results) {
  nlohmann::json request = {{"arguments", nlohmann::json::array()},
                            {"results", nlohmann::json::array()}};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string path = fmt::format("{}/argument{}.npy", state_->folder.path(), i);
    save(path, arguments[i]);
    request["arguments"].push_back(path);
  }
  for (std::size_t i = 0; i < results.size(); ++i)
    request["results"].push_back(fmt::format("{}/result{}.npy", state_->folder.path(), i));
  state_->worker.send(request.dump());
  const double ms = state_->answer().value("ns", 0.0) / 1e6;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Array found = load(request["results"][i].get<std::string>());
    const double apart = difference(results[i], found);
    if (apart <= peer_tolerance(results[i].dtype())) continue;
    const std::string how =
        std::isinf(apart) ? fmt::format("not {} with the same values", results[i].type_text())
                          : fmt::format("which differs by {:.1e} of the norm ({:.0e} is allowed)",
                                        apart, peer_tolerance(results[i].dtype()));
    fail("E6305", fmt::format("result {} of the twin is not that of the program: {}, {}", i,
                              found.type_text(), how));
  }
  return ms;
}

double Peer::run(std::int64_t calls) {
  state_->worker.send(nlohmann::json{{"run", calls}}.dump());
  return state_->answer().value("ns", 0.0);
}

}  // namespace sinter::measure
