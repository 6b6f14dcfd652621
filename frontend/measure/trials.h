// Whether break-evens hold: the calls that they speak of, really made.
#pragma once

#include <vector>

#include "frontend/measure/report.h"
#include "frontend/measure/starts.h"
#include "frontend/measure/tradeoff.h"

namespace sinter::measure {

/// The break-evens that can be tried within the budget: it is certain that they pay, and both ways
/// are among the starters.
std::vector<BreakEven> triable(const std::vector<Line>& lines, const std::vector<Starter>& starters,
                               double budget_s);

/// Makes `method.trials` times, for each of those, the calls of both ways from an empty disk cache
/// on, in random order, up to half more calls than the break-even says, and finds the number of
/// calls from which on the later one was not behind any more.
std::vector<Trial> make_trials(const Program& program, const std::vector<Starter>& starters,
                               const std::vector<Line>& lines, const std::vector<Array>& arguments,
                               const Method& method, const CancelToken& cancel);

/// The number of calls from which on `later` is not behind `sooner`, of the times at which each
/// call was done; nothing where it is behind in the end.
std::optional<double> overtaken(const std::vector<double>& sooner,
                                const std::vector<double>& later);

}  // namespace sinter::measure
