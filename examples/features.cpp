// Feature engineering on the half-hourly electricity demand of Victoria: lags, calendar, weather,
// and a regression on them, compared with repeating the last week. Usage: example_features FILE.
#include "sinter/sinter.h"

#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr const char* kProgram = R"(
day = 48     # half hours
week = 336

# A row of features for each half hour but those of the first week, which have no past.
fn features(demand: f64[N], temperature: f64[N], holiday: f64[N]) -> f64[N - 336, 12] {
    M = N - week
    lag_day[i in 0..M] = demand[i + week - day]
    lag_week[i in 0..M] = demand[i]
    now[i in 0..M] = temperature[i + week]
    off[i in 0..M] = holiday[i + week]
    total = pad(cumsum(demand), (1, 0))
    # The mean of the day that ended a day ago, and of all that is known of the week before now.
    mean_day = (total[week - day : N - day] - total[week - 2 * day : N - 2 * day]) / day
    mean_week = (total[week - day : N - day] - total[: N - week]) / (week - day)
    heat = maximum(now - 20, 0)
    cold = maximum(15 - now, 0)
    phase = arange(M) * (2 * pi / day)
    weekday = (arange(M) + week) // day % 7     # 0 is a Wednesday, as the first of January 2014
    weekend = f64((weekday == 3) | (weekday == 4))
    return stack((ones(M), lag_day, lag_week, mean_day, mean_week, heat, heat ** 2, cold, off,
                  weekend, sin(phase), cos(phase)), axis=1)
}

# Weights that make sum((x @ w - y) ** 2) + ridge * sum(w ** 2) least: the normal equations, by
# Gauss's elimination.
fn regression(x: f64[N, K], y: f64[N], ridge: f64) -> f64[K] {
    a[i, j] = sum[n] x[n, i] * x[n, j]
    b[i] = sum[n] x[n, i] * y[n]
    a = a + ridge * eye(K)
    for p in 0..K {
        for r in p + 1..K {
            factor = a[r, p] / a[p, p]
            a[r, :] = a[r, :] - factor * a[p, :]
            b[r] = b[r] - factor * b[p]
        }
    }
    w = b
    for q in 0..K {
        i = K - 1 - q
        rest = 0.0
        for j in i + 1..K { rest += a[i, j] * w[j] }
        w[i] = (b[i] - rest) / a[i, i]
    }
    return w
}

# Mean absolute errors, relative to the mean, of the model and of last week's demand.
fn errors(x: f64[N, K], y: f64[N], w: f64[K]) -> (f64, f64) {
    return mean(abs(x @ w - y)) / mean(y), mean(abs(x[:, 2] - y)) / mean(y)
}
)";

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 2) {
      std::cerr << "usage: example_features FILE\n";
      return 2;
    }
    constexpr std::int64_t kWeek = 336;
    const sinter::Engine engine;
    const sinter::Module module = engine.compile(kProgram, "features.sinter");
    const sinter::Array table = sinter::load(argv[1]);
    const sinter::Array demand = table.select(1, 0);
    const sinter::Array x =
        module.function("features")(demand, table.select(1, 1), table.select(1, 2));
    const std::int64_t rows = x.shape(0);
    const sinter::Array y = demand.slice(0, kWeek, kWeek + rows);
    std::cout << rows << " rows of " << x.shape(1) << " features\n";

    // Learned from ten months, judged by the last two.
    const std::int64_t known = rows * 10 / 12;
    const sinter::Array w =
        module.function("regression")(x.slice(0, 0, known), y.slice(0, 0, known), 1e-3);
    const auto judged = module.function("errors").call(
        std::vector<sinter::Array>{x.slice(0, known, rows), y.slice(0, known, rows), w});
    std::cout << "model " << 100 * judged[0].item() << " %, last week " << 100 * judged[1].item()
              << " %\n";
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
