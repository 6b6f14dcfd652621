// Scalar loops against the same loops in C: every program of programs.sinter on one thread and on
// all, beside reference.c in one interleaved run. Results must agree bit for bit.
//   bench_loops [--threads N] [PROGRAM...]
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <random>

#include "bench/common/measure.h"
#include "bench/loops/reference.h"
#include "sinter/sinter.h"

namespace {

using sinter::Array;
using sinter::DType;
using Shape = std::vector<std::int64_t>;

struct Case {
  std::string name;
  std::string size;
  std::vector<Array> arguments;
  std::vector<Array> results;                        ///< Of Sinter's call.
  std::vector<Array> expected;                       ///< What C writes to.
  std::function<void(const std::vector<Array>&)> c;  ///< Fills the expected arrays.
};

template <typename T>
T* data(const Array& a) {
  return static_cast<T*>(a.raw_data());
}

/// The C programs work in place: the output begins as a copy, as Sinter's values do.
void copy(const Array& from, const Array& to) {
  std::memcpy(to.raw_data(), from.raw_data(), from.bytes());
}

class Cases {
 public:
  std::vector<Case> all() {
    searching();
    recurrences();
    matrices();
    grids();
    return std::move(cases_);
  }

 private:
  template <typename T>
  Array random(const Shape& shape, double low, double high) {
    std::int64_t count = 1;
    for (const auto size : shape) count *= size;
    std::vector<T> values(static_cast<std::size_t>(count));
    std::uniform_real_distribution<double> any(low, high);
    for (T& value : values) value = static_cast<T>(any(random_));
    return Array::from<T>(values, shape);
  }
  static Array zeros(DType dtype, const Shape& shape) { return Array::zeros(dtype, shape); }
  static Array scalar(std::int64_t value) { return Array::from<std::int64_t>({value}, {}); }

  void add(std::string name, std::string size, std::vector<Array> arguments,
           const std::vector<std::pair<DType, Shape>>& results,
           std::function<void(const std::vector<Array>&)> c) {
    Case made{std::move(name), std::move(size), std::move(arguments), {}, {}, std::move(c)};
    for (const auto& [dtype, shape] : results) {
      made.results.push_back(zeros(dtype, shape));
      made.expected.push_back(zeros(dtype, shape));
    }
    cases_.push_back(std::move(made));
  }

  void searching();
  void recurrences();
  void matrices();
  void grids();

  std::mt19937_64 random_{1};
  std::vector<Case> cases_;
};

void Cases::searching() {
  add("collatz", "below 20,000", {scalar(20000)}, {{DType::kI64, {}}},
      [](const auto& out) { *data<std::int64_t>(out[0]) = collatz(20000); });

  const Array sorted = random<double>({1 << 14}, 0, 1);
  std::sort(data<double>(sorted), data<double>(sorted) + sorted.size());
  const Array queries = random<double>({1 << 13}, 0, 1);
  add("binary_search", "8,192 in 16,384", {sorted, queries}, {{DType::kI64, {1 << 13}}},
      [=](const auto& out) {
        binary_search(sorted.size(), queries.size(), data<double>(sorted), data<double>(queries),
                      data<std::int64_t>(out[0]));
      });

  const Array unsorted = random<double>({2000}, 0, 1);
  add("insertion_sort", "2,000", {unsorted}, {{DType::kF64, {2000}}}, [=](const auto& out) {
    copy(unsorted, out[0]);
    insertion_sort(unsorted.size(), data<double>(out[0]));
  });

  const Array candidates = Array::full(DType::kBool, {200000}, 1);
  const Array marks = zeros(DType::kBool, {200000});
  add("sieve", "200,000", {candidates}, {{DType::kI64, {}}}, [=](const auto& out) {
    copy(candidates, marks);
    *data<std::int64_t>(out[0]) = sieve(marks.size(), data<std::uint8_t>(marks));
  });

  add("common_divisors", "200 x 200", {scalar(200)}, {{DType::kI64, {}}},
      [](const auto& out) { *data<std::int64_t>(out[0]) = common_divisors(200); });

  const Array left = random<std::uint8_t>({500}, 0, 4), right = random<std::uint8_t>({500}, 0, 4);
  const Array table = zeros(DType::kI64, {501, 501});
  add("edit_distance", "500 x 500", {left, right}, {{DType::kI64, {}}}, [=](const auto& out) {
    copy(zeros(DType::kI64, {501, 501}), table);
    *data<std::int64_t>(out[0]) =
        edit_distance(left.size(), right.size(), data<std::uint8_t>(left),
                      data<std::uint8_t>(right), data<std::int64_t>(table));
  });
}

void Cases::recurrences() {
  const Array x = random<double>({100000}, 0.5, 2);
  const Array a = Array::from<double>({0.25}, {});
  add("ema", "100,000", {x, a}, {{DType::kF64, {100000}}}, [=](const auto& out) {
    copy(x, out[0]);
    ema(x.size(), data<double>(x), 0.25, data<double>(out[0]));
  });
  add("running_sum", "100,000", {x}, {{DType::kF64, {}}},
      [=](const auto& out) { *data<double>(out[0]) = running_sum(x.size(), data<double>(x)); });

  const Array many = random<std::int64_t>({1000000}, -1000, 1000);
  add("integer_sum", "1,000,000", {many}, {{DType::kI64, {}}}, [=](const auto& out) {
    *data<std::int64_t>(out[0]) = integer_sum(many.size(), data<std::int64_t>(many));
  });

  const Array bytes = random<std::uint8_t>({100000}, 0, 256);
  add("crc16", "100,000", {bytes}, {{DType::kU16, {}}}, [=](const auto& out) {
    *data<std::uint16_t>(out[0]) = crc16(bytes.size(), data<std::uint8_t>(bytes));
  });

  const Array roots = random<double>({10000}, 1, 1000);
  add("newton", "10,000", {roots}, {{DType::kF64, {10000}}},
      [=](const auto& out) { newton(roots.size(), data<double>(roots), data<double>(out[0])); });

  const Array bins = random<std::int64_t>({100000}, 0, 256);
  const Array empty = zeros(DType::kI64, {256});
  add("histogram", "100,000 in 256", {bins, empty}, {{DType::kI64, {256}}}, [=](const auto& out) {
    copy(empty, out[0]);
    histogram(bins.size(), data<std::int64_t>(bins), data<std::int64_t>(out[0]));
  });

  const Array place = random<double>({5, 3}, -1, 1), speed = random<double>({5, 3}, -1, 1);
  const Array mass = random<double>({5}, 0.1, 1);
  add("nbody", "5 bodies, 2,000 steps", {place, speed, mass, scalar(2000)},
      {{DType::kF64, {5, 3}}, {DType::kF64, {5, 3}}}, [=](const auto& out) {
        copy(place, out[0]);
        copy(speed, out[1]);
        nbody(5, data<double>(out[0]), data<double>(out[1]), data<double>(mass), 2000);
      });
}

void Cases::matrices() {
  const Array matrix = random<double>({200, 200}, 0, 1);
  for (int i = 0; i < 200; ++i) data<double>(matrix)[i * 201] += 200;
  add("lu", "200", {matrix}, {{DType::kF64, {200, 200}}}, [=](const auto& out) {
    copy(matrix, out[0]);
    lu(200, data<double>(out[0]));
  });

  const Array paths = random<std::int64_t>({150, 150}, 1, 1000);
  add("floyd_warshall", "150", {paths}, {{DType::kI64, {150, 150}}}, [=](const auto& out) {
    copy(paths, out[0]);
    floyd_warshall(150, data<std::int64_t>(out[0]));
  });

  const Array a = random<double>({128, 128}, 0, 1), b = random<double>({128, 128}, 0, 1);
  const Array c = zeros(DType::kF64, {128, 128});
  add("product", "128", {a, b, c}, {{DType::kF64, {128, 128}}}, [=](const auto& out) {
    product(128, 128, 128, data<double>(a), data<double>(b), data<double>(out[0]));
  });

  const Shape rows{64, 1000};
  const Array lower = random<double>(rows, -1, 1), main = random<double>(rows, 3, 4);
  const Array upper = random<double>(rows, -1, 1), right = random<double>(rows, -1, 1);
  const Array scratch = zeros(DType::kF64, rows);
  add("thomas", "64 x 1,000", {lower, main, upper, right}, {{DType::kF64, rows}},
      [=](const auto& out) {
        copy(main, scratch);
        copy(right, out[0]);
        thomas(64, 1000, data<double>(lower), data<double>(scratch), data<double>(upper),
               data<double>(out[0]));
      });
}

void Cases::grids() {
  const Array cx = random<double>({128}, -2, 1), cy = random<double>({128}, -1, 1);
  add("mandelbrot", "128 x 128, 100 steps", {cx, cy, scalar(100)}, {{DType::kI64, {128, 128}}},
      [=](const auto& out) {
        mandelbrot(128, 128, data<double>(cx), data<double>(cy), 100, data<std::int64_t>(out[0]));
      });

  const Array u = random<double>({300, 300}, 0, 1);
  add("seidel", "300 x 300, 10 steps", {u, scalar(10)}, {{DType::kF64, {300, 300}}},
      [=](const auto& out) {
        copy(u, out[0]);
        seidel(300, 300, data<double>(out[0]), 10);
      });

  const Array before = random<double>({500, 500}, 0, 1), edges = zeros(DType::kF64, {500, 500});
  add("jacobi", "500 x 500", {before, edges}, {{DType::kF64, {500, 500}}}, [=](const auto& out) {
    copy(edges, out[0]);
    jacobi(500, 500, data<double>(before), data<double>(out[0]));
  });

  const Array plate_before = random<double>({2048, 2048}, 0, 1);
  const Array other = zeros(DType::kF64, {2048, 2048});
  add("plate", "2,048 x 2,048, 20 steps", {plate_before, scalar(20)}, {{DType::kF64, {2048, 2048}}},
      [=](const auto& out) {
        copy(plate_before, out[0]);
        copy(plate_before, other);
        plate(2048, 2048, data<double>(out[0]), data<double>(other), 20);
      });
}

bool equal(const Case& c) {
  for (std::size_t i = 0; i < c.results.size(); ++i) {
    const Array &found = c.results[i], &expected = c.expected[i];
    if (std::memcmp(found.raw_data(), expected.raw_data(), found.bytes()) != 0) return false;
  }
  return true;
}

sinter::Module module_for(int threads) {
  sinter::EngineOptions options;
  options.effort = sinter::Effort::kFull;
  options.threads = threads;
  return sinter::Engine(options).compile_file(SINTER_BENCH_LOOPS);
}

/// One row of the table; false where the results differ.
bool run(const Case& c, int threads) {
  const auto one = module_for(1).function(c.name);
  const auto all = module_for(threads).function(c.name);
  const sinter::bench::MeasureOptions options{11, 1e6};
  bool same = true;
  for (const auto& function : {one, all}) {
    function.call_into(c.arguments, c.results);
    c.c(c.expected);
    same &= equal(c);
  }
  const auto times =
      sinter::bench::measure({{"C", [&] { c.c(c.expected); }},
                              {"one", [&] { one.call_into(c.arguments, c.results); }},
                              {"all", [&] { all.call_into(c.arguments, c.results); }}},
                             options);
  const double reference = times[0].best_ns;
  fmt::print("| {} | {} | {:.1f} | {:.1f} | {:.2f} | {:.1f} | {:.2f} | {:.1f} |{}\n", c.name,
             c.size, reference / 1e3, times[1].best_ns / 1e3, times[1].best_ns / reference,
             times[2].best_ns / 1e3, times[2].best_ns / reference, one.compile_info().times.total(),
             same ? "" : " RESULTS DIFFER");
  std::fflush(stdout);
  return same;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    int threads = 2;
    std::vector<std::string> names;
    for (int i = 1; i < argc; ++i) {
      if (std::string(argv[i]) == "--threads" && i + 1 < argc) {
        threads = std::stoi(argv[++i]);
      } else {
        names.emplace_back(argv[i]);
      }
    }
    const std::vector<Case> cases = Cases().all();
    // OpenMP's threads are made before this one is pinned: they would be pinned along.
    const Case& warm = cases.back();
    module_for(threads).function(warm.name).call_into(warm.arguments, warm.results);
    sinter::bench::pin_to_processor(0);
    fmt::print("C compiled by {}; best of 11 interleaved rounds, microseconds; compile in ms\n\n",
               SINTER_BENCH_COMPILER);
    fmt::print("| program | size | C | 1 thread | ratio | {} threads | ratio | compile |\n",
               threads);
    fmt::print("|---|---|---|---|---|---|---|---|\n");
    bool same = true;
    for (const Case& c : cases) {
      if (names.empty() || std::find(names.begin(), names.end(), c.name) != names.end())
        same &= run(c, threads);
    }
    return same ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_loops: {}\n", error.what());
    return 1;
  }
}
