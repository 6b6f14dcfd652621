// The whole of a measurement: every size, every way, in the order that makes them comparable.
#pragma once

#include <functional>
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

/// Measures. What a single way cannot do becomes its problem in the report; what no way can do (the
/// program is wrong, the arguments do not fit) is thrown. When the token is cancelled, the report
/// holds what was measured until then.
Report run_experiment(const Request& request, const CancelToken& cancel,
                      const std::function<void(const Progress&)>& progress);

}  // namespace sinter::measure
