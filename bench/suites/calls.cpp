// What a call costs beside its work: arrays of up to 16 elements, through every interface. Prints a
// table of nanoseconds per call.
#include <fmt/format.h>

#include "bench/common/measure.h"
#include "sinter/sinter.h"
#include "sinter/sinter_c.h"

namespace sinter {
namespace {

constexpr const char* kProgram =
    "fn axpy(a: f32, x: f32[N], y: f32[N]) -> f32[N] { return a * x + y }";
constexpr std::int64_t kSize = 16;

/// What the kernel does, called through a pointer.
[[gnu::noinline]] void axpy(float a, const float* x, const float* y, float* z, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) z[i] = a * x[i] + y[i];
}

struct CCall {
  explicit CCall(const std::vector<float>& x, const std::vector<float>& y, std::vector<float>& z) {
    const std::string_view program = kProgram;
    sinter_engine_new(nullptr, &engine, nullptr);
    sinter_compile(engine, program.data(), program.size(), nullptr, &module, nullptr);
    sinter_module_function(module, "axpy", &function, nullptr);
    sinter_array_from_double(2, &arguments[0], nullptr);
    view(x.data(), &arguments[1]);
    view(y.data(), &arguments[2]);
    view(z.data(), &result);
  }
  CCall(const CCall&) = delete;
  CCall& operator=(const CCall&) = delete;
  ~CCall() {
    for (sinter_array* array : {arguments[0], arguments[1], arguments[2], result})
      sinter_array_free(array);
    sinter_function_free(function);
    sinter_module_free(module);
    sinter_engine_free(engine);
  }
  static void view(const float* data, sinter_array** array) {
    sinter_array_view(const_cast<float*>(data), SINTER_F32, 1, &kSize, nullptr, 1, nullptr, nullptr,
                      array, nullptr);
  }
  void operator()() const {
    sinter_call_into(function, arguments, 3, nullptr, &result, 1, nullptr);
  }

  sinter_engine* engine = nullptr;
  sinter_module* module = nullptr;
  sinter_function* function = nullptr;
  sinter_array* arguments[3] = {nullptr, nullptr, nullptr};
  sinter_array* result = nullptr;
};

Module compiled(Specialize specialize) {
  EngineOptions options;
  options.effort = Effort::kFull;
  options.specialize = specialize;
  return Engine(options).compile(kProgram);
}

void run() {
  using Type = void(float, View<const float, 1>, View<const float, 1>, View<float, 1>);
  const Module module = compiled(Specialize::kAuto);
  const auto typed = module.get<Type>("axpy");
  const auto dynamic = module.function("axpy");
  const Module symbolic = compiled(Specialize::kSymbolic), exact = compiled(Specialize::kExact);
  const auto typed_symbolic = symbolic.get<Type>("axpy"), typed_exact = exact.get<Type>("axpy");
  const auto dynamic_symbolic = symbolic.function("axpy");
  const std::vector<float> x(kSize, 1), y(kSize, 2);
  std::vector<float> z(kSize), w(2 * kSize);
  const Array ax = Array::view(x.data(), {kSize}), ay = Array::view(y.data(), {kSize});
  const Array az = Array::view(z.data(), {kSize}), a = Array::full(DType::kF32, {}, 2);
  const std::vector<Array> arguments{a, ax, ay}, results{az};
  const CCall c(x, y, z);
  std::int64_t size = 0;
  const std::vector<bench::Contestant> contestants{
      {"the work, in C++", [&] { axpy(2, x.data(), y.data(), z.data(), kSize); }},
      {"TypedFunction", [&] { typed(2, x, y, z); }},
      {"TypedFunction, sizes never known", [&] { typed_symbolic(2, x, y, z); }},
      {"TypedFunction, exact sizes", [&] { typed_exact(2, x, y, z); }},
      {"TypedFunction, 16 sizes in turn",
       [&] {
         size = size % kSize + 1;
         const auto n = static_cast<std::size_t>(size);
         typed(2, std::span(x).first(n), std::span(y).first(n), std::span(z).first(n));
       }},
      {"TypedFunction, strided result",
       [&] { typed(2, x, y, View<float, 1>(w.data(), {kSize}, {2})); }},
      {"Function::call_into", [&] { dynamic.call_into(arguments, results); }},
      {"Function::call_into, sizes never known",
       [&] { dynamic_symbolic.call_into(arguments, results); }},
      {"sinter_call_into", [&] { c(); }},
      {"Function::operator()", [&] { dynamic(2.0F, ax, ay); }},
  };
  bench::pin_to_processor(0);
  const auto timings = bench::measure(contestants, {});
  fmt::print("| call | ns, median | ns, best |\n|---|---|---|\n");
  for (const auto& timing : timings)
    fmt::print("| {} | {:.1f} | {:.1f} |\n", timing.name, timing.median_ns, timing.best_ns);
}

}  // namespace
}  // namespace sinter

int main() {
  try {
    sinter::run();
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
