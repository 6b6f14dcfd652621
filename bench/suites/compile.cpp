// What compiling costs in a warm process: from text to callable code, and each phase of it.
#include <fmt/format.h>

#include <algorithm>

#include "bench/common/measure.h"
#include "bench/suites/suite.h"

namespace sinter::suite {
namespace {

struct Program {
  const char* name;
  const char* text;
  std::vector<Array::Shape> shapes;
};

const Program kPrograms[] = {
    {"scale", "fn f(x: f32[N], a: f32) -> f32[N] { return a * x }", {{8}, {}}},
    {"chain",
     "fn f(x: f32[N], y: f32[N]) -> f32[N] { return tanh(x) * exp(-y * y) + 0.5 * log(x * x + 1) }",
     {{8}, {8}}},
    {"sum", "fn f(x: f32[N]) -> f32 { return sum(x) }", {{8}}},
    {"entropy",
     R"(
fn softmax(x: f32[B, D]) -> f32[B, D] {
    m[b] = max[d] x[b, d]
    e[b, d] = exp(x[b, d] - m[b])
    return e / sum(e, axis=1, keepdims=true)
}
fn f(x: f32[B, D]) -> f32 { return -mean(sum(softmax(x) ** 2, axis=1)) }
)",
     {{4, 8}}},
    {"softmax",
     R"(
fn f(x: f32[B, D]) -> f32[B, D] {
    e = exp(x - max(x, axis=1, keepdims=true))
    return e / sum(e, axis=1, keepdims=true)
}
)",
     {{4, 8}}},
    {"matmul", "fn f(a: f32[M, K], b: f32[K, N]) -> f32[M, N] { return a @ b }", {{8, 8}, {8, 8}}},
    {"layer",
     "fn f(a: f32[M, K], b: f32[K, N]) -> f32[M, N] { return tanh(a @ b) }",
     {{8, 8}, {8, 8}}},
};

void add_program(const Program& program) {
  benchmark::RegisterBenchmark(fmt::format("compile/{}", program.name).c_str(),
                               [&program](benchmark::State& state) {
                                 std::vector<Array> arguments;
                                 for (std::size_t i = 0; i < program.shapes.size(); ++i)
                                   arguments.push_back(random_array(DType::kF32, program.shapes[i],
                                                                    static_cast<unsigned>(i)));
                                 CompileTimes best;
                                 double best_ns = 1e300;
                                 std::size_t bytes = 0;
                                 for (auto _ : state) {
                                   const auto start = bench::now_ns();
                                   const Function f = engine(1).compile(program.text).function("f");
                                   f.prepare(arguments);
                                   const auto took = static_cast<double>(bench::now_ns() - start);
                                   if (took >= best_ns) continue;
                                   best_ns = took;
                                   best = f.compile_info().times;
                                   bytes = f.compile_info().code_bytes;
                                 }
                                 state.counters["best_us"] = best_ns / 1e3;
                                 state.counters["front_us"] = (best.parse + best.check) * 1e3;
                                 state.counters["passes_us"] = best.passes * 1e3;
                                 state.counters["lower_us"] = best.lowering * 1e3;
                                 state.counters["llvm_us"] = best.llvm * 1e3;
                                 state.counters["link_us"] = best.link * 1e3;
                                 state.counters["bytes"] = static_cast<double>(bytes);
                               })
      ->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace sinter::suite

int main(int argc, char** argv) {
  for (const auto& program : sinter::suite::kPrograms) sinter::suite::add_program(program);
  return sinter::suite::run(argc, argv);
}
