// Robust estimates. No distribution is assumed: times are skewed, and have several modes.
#pragma once

#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

double median(std::vector<double> values);

/// The median of independent samples, with the narrowest interval of order statistics that holds
/// the true median with at least 95%: from the k-th to the k-th last sample, where the number of
/// samples below the median is binomial. Of fewer than six samples it is the least and the largest
/// one, and the confidence is what it is: 1 - 2^(1 - n).
Estimate estimate(const std::vector<double>& samples);

/// How many values lie more than 5 scaled median absolute deviations from the median (3.5 standard
/// deviations or so of a normal distribution would be common; times of calls have heavier tails).
int count_outliers(const std::vector<double>& values);

}  // namespace sinter::measure
