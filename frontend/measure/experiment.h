// The whole of a measurement: every size, every way, in the order that makes them comparable.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "frontend/measure/inputs.h"
#include "frontend/measure/peers.h"
#include "frontend/measure/report.h"
#include "frontend/measure/starts.h"
#include "frontend/measure/ways.h"

namespace sinter::measure {

struct Request {
  Program program;
  std::vector<Input> inputs;
  std::vector<Sweep> sweeps;
  std::vector<Way> ways;
  std::vector<int> threads;
  PeerRequest peers;
  Method method;
};

/// How far it has come.
struct Progress {
  std::string text;  ///< What is done now: "B = 256, D = 256: calls".
  double share = 0;  ///< Of all of it, from 0 to 1.
};

/// Who is told while it runs; both may be empty.
struct Observer {
  std::function<void(const Progress&)> progress;
  /// Given what there is, whenever there is more: what is left when the process has to end.
  std::function<void(Report)> keep;
};

/// What came of it.
struct Measured {
  Report report;
  std::optional<Error> error;  ///< The first one that a size failed with.
};

/// Measures. What a single way cannot do becomes its problem in the report; what no way can do at a
/// size (the program fails, the arguments do not fit) becomes the size's. Where nothing could be
/// measured at any size, the error is thrown. When the token is cancelled, the report holds what
/// was measured until then.
Measured run_experiment(const Request& request, const CancelToken& cancel,
                        const Observer& observer);

}  // namespace sinter::measure
