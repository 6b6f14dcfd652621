// Monte Carlo pricing of European and Asian calls. The European one is compared with the closed
// formula, an expression written in C++. Usage: example_option_pricing [PATHS].
#include "sinter/lazy.h"
#include "sinter/sinter.h"

#include <cmath>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr const char* kProgram = R"(
# Prices along paths of geometric Brownian motion; z holds standard normal numbers.
fn paths(z: f64[P, S], spot: f64, rate: f64, volatility: f64, years: f64) -> f64[P, S] {
    dt = years / S
    steps = (rate - volatility ** 2 / 2) * dt + volatility * sqrt(dt) * z
    return spot * exp(cumsum(steps, axis=1))
}

# Price and standard error of a call on the last price, and of one on the mean price.
fn calls(z: f64[P, S], spot: f64, strike: f64, rate: f64, volatility: f64, years: f64) -> (f64, f64, f64, f64) {
    prices = paths(z, spot, rate, volatility, years)
    discount = exp(-rate * years)
    european = discount * maximum(prices[:, -1] - strike, 0)
    asian = discount * maximum(mean(prices, axis=1) - strike, 0)
    return mean(european), sqrt(var(european) / P), mean(asian), sqrt(var(asian) / P)
}
)";

using sinter::Expr;

/// The closed formula of Black and Scholes.
Expr european_call(const Expr& spot, const Expr& strike, const Expr& rate, const Expr& volatility,
                   const Expr& years) {
  const Expr spread = volatility * sqrt(years);
  const Expr d1 = (log(spot / strike) + (rate + pow(volatility, 2) / 2) * years) / spread;
  const auto normal = [](const Expr& d) { return 0.5 * erfc(-d / std::sqrt(2.0)); };
  return spot * normal(d1) - strike * exp(-rate * years) * normal(d1 - spread);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::int64_t count = argc > 1 ? std::stoll(argv[1]) : 200'000;
    constexpr std::int64_t kSteps = 12;
    std::mt19937_64 engine_of_numbers(2026);
    std::normal_distribution<double> normal;
    std::vector<double> z(static_cast<std::size_t>(count * kSteps));
    for (double& value : z) value = normal(engine_of_numbers);

    const sinter::Engine engine;
    const auto calls = engine.compile(kProgram, "calls.sinter").function("calls");
    const auto closed = sinter::lazy::jit(engine, european_call);
    const std::vector<sinter::Array> arguments{
        sinter::Array::view(z.data(), {count, kSteps}), 100.0, 105.0, 0.03, 0.2, 1.0};
    const auto results = calls.call(arguments);
    const double price = results[0].item(), error = results[1].item();
    const double exact = closed(100.0, 105.0, 0.03, 0.2, 1.0).item();
    std::cout << "european " << price << " +- " << error << ", closed formula " << exact << '\n'
              << "asian " << results[2].item() << " +- " << results[3].item() << '\n';
    if (!(std::abs(price - exact) < 5 * error)) {
      std::cerr << "the two differ by more than five standard errors\n";
      return 1;
    }
  } catch (const sinter::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
