// What a call on a GPU costs beside its kernels, and how fast arrays move: a table on standard
// output. `cuda_overheads [SECONDS]` takes about that long per row (default 0.3).
#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace {

using Clock = std::chrono::steady_clock;
using sinter::Array;
using sinter::DType;

constexpr const char* kPrograms = R"(
fn plus(x: f32[N], a: f32) -> f32[N] { return x + a }
fn fma4(x: f32[N], y: f32[N], z: f32[N], w: f32[N]) -> f32[N] { return x * y + z * w }
fn entropy(x: f32[B, D]) -> f32 {
    e = exp(x - max(x, 1)[:, newaxis])
    p = e / sum(e, 1)[:, newaxis]
    return -mean(sum(p ** 2, axis=1))
}
fn heat(u: f64[H, W], steps: i64) -> f64[H, W] {
    for t in 0..steps {
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    }
    return u
}
fn work(x: f32[N], batch: f32[N]) -> f32[N] {
    s = x
    for k in 0..24 { s = sin(s + batch) }
    return s
}
fn pair(x: f32[N], y: f32[N]) -> (f32[N], f32[N]) { return x / max(x), y / max(y) }
)";

double seconds = 0.3;

double microseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// The fastest of many, microseconds.
double fastest(const std::function<void()>& body) {
  body();
  double best = 1e18;
  const auto begin = Clock::now();
  for (int n = 0; n < 5 || microseconds_since(begin) < 1e6 * seconds; ++n) {
    const auto start = Clock::now();
    body();
    best = std::min(best, microseconds_since(start));
  }
  return best;
}

sinter::Engine engine_of(bool with_graphs) {
  setenv("SINTER_CUDA_GRAPHS", with_graphs ? "on" : "off", 1);
  sinter::EngineOptions options;
  options.backend = sinter::Backend::kCuda;
  options.disk_cache = sinter::CachePolicy::kOff;
  options.specialize = sinter::Specialize::kSymbolic;
  return sinter::Engine(options);
}

Array filled(std::int64_t count, float value) {
  Array array = Array::empty(DType::kF32, {count});
  std::fill_n(array.data<float>(), count, value);
  return array;
}

/// Until the calls have returned, and until the GPU has done them; microseconds per call.
void row(const char* name, const sinter::Engine& engine, const std::function<void()>& call) {
  constexpr int kCalls = 200;
  double host = 1e18;
  for (int n = 0; n < 10; ++n) call();
  const double all = fastest([&] {
    const auto start = Clock::now();
    for (int n = 0; n < kCalls; ++n) call();
    host = std::min(host, microseconds_since(start) / kCalls);
    engine.wait_for_device();
  });
  const double one = fastest([&] {
    call();
    engine.wait_for_device();
  });
  fmt::print("| {} | {:.2f} | {:.2f} | {:.2f} |\n", name, host, all / kCalls, one);
}

void calls() {
  fmt::print(
      "| call, arrays on the GPU | until it returns, us | of many, us | one and its end, us "
      "|\n|---|---|---|---|\n");
  const sinter::Engine engine = engine_of(true);
  const auto module = engine.compile(kPrograms);
  const auto plus = module.function("plus"), fma4 = module.function("fma4"),
             entropy = module.function("entropy");
  const Array x = engine.to_device(filled(1000, 1)), large = engine.to_device(filled(65536, 1));
  const Array rows = large.reshape({256, 256}), out = engine.empty_on_device(DType::kF32, {1000});
  row("x + a, 1000", engine, [&] { plus(x, 2.0f); });
  const std::vector<Array> arguments{x, Array(2.0f)}, results{out};
  row("x + a into an array, 1000", engine, [&] { plus.call_into(arguments, results); });
  row("x * y + z * w, 1000", engine, [&] { fma4(x, x, x, x); });
  row("entropy 256x256", engine, [&] { entropy(rows); });
  const Array u = engine.to_device(filled(4096, 1).astype(DType::kF64)).reshape({64, 64});
  for (const bool graphs : {false, true}) {
    const sinter::Engine other = engine_of(graphs);
    const auto heat = other.compile(kPrograms).function("heat");
    const char* const how = graphs ? "graph" : "one by one";
    row(fmt::format("heat 64x64, 100 steps, {}", how).c_str(), other,
        [&] { heat(u, std::int64_t{100}); });
    row(fmt::format("heat 64x64, 5 steps, {}", how).c_str(), other,
        [&] { heat(u, std::int64_t{5}); });
    std::vector<Array> kept;
    std::size_t next = 0;
    row(fmt::format("heat 64x64, 100 steps, results elsewhere, {}", how).c_str(), other, [&] {
      if (kept.size() < 97)
        kept.emplace_back(heat(u, std::int64_t{100}));
      else
        kept[next++ % 97] = heat(u, std::int64_t{100});
    });
  }
}

/// Lets the GPU reach the memory as it is; false where the driver cannot.
bool pin(void* memory, std::size_t bytes) {
  void* const library = dlopen("libcuda.so.1", RTLD_NOW);
  if (library == nullptr) return false;
  const auto retain =
      reinterpret_cast<int (*)(void**, int)>(dlsym(library, "cuDevicePrimaryCtxRetain"));
  const auto push = reinterpret_cast<int (*)(void*)>(dlsym(library, "cuCtxPushCurrent_v2"));
  const auto register_memory = reinterpret_cast<int (*)(void*, std::size_t, unsigned)>(
      dlsym(library, "cuMemHostRegister_v2"));
  void* context = nullptr;
  return retain != nullptr && push != nullptr && register_memory != nullptr &&
         retain(&context, 0) == 0 && push(context) == 0 && register_memory(memory, bytes, 1) == 0;
}

/// Memory that is freed while it is pinned is in the driver's way wherever it comes up again.
void unpin(void* memory) {
  void* const library = dlopen("libcuda.so.1", RTLD_NOW);
  const auto unregister = reinterpret_cast<int (*)(void*)>(dlsym(library, "cuMemHostUnregister"));
  if (unregister != nullptr) unregister(memory);
}

void transfers() {
  fmt::print(
      "\n| bytes | to the GPU, GB/s | back, GB/s | back to a new array, GB/s |\n"
      "|---|---|---|---|\n");
  const sinter::Engine engine = engine_of(true);
  const auto print = [&](const std::string& name, const Array& host) {
    const Array there = engine.to_device(host);
    const auto rate = [&](double us) { return static_cast<double>(host.bytes()) / us / 1e3; };
    const double up = rate(fastest([&] {
      engine.to_device(host);
      engine.wait_for_device();
    }));
    const double down = rate(fastest([&] { host.assign(there); }));
    const double fresh = rate(fastest([&] { there.to_host(); }));
    fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} |\n", name, up, down, fresh);
  };
  for (const std::int64_t kib : {4, 64, 256, 1024, 4096, 16384, 65536, 262144})
    print(fmt::format("{} KiB", kib), filled(256 * kib, 1));
  Array pinned = filled(std::int64_t{16} << 20, 1);
  if (pin(pinned.raw_data(), pinned.bytes())) {
    print("65536 KiB, pinned", pinned);
    unpin(pinned.raw_data());
  }
}

void overlaps() {
  fmt::print("\n| what | us |\n|---|---|\n");
  const sinter::Engine engine = engine_of(true);
  const auto module = engine.compile(kPrograms);
  const auto work = module.function("work"), pair = module.function("pair");
  constexpr std::int64_t kCount = std::int64_t{16} << 20;
  const Array batch = filled(kCount, 0.5f), x = engine.to_device(batch);
  const Array batch_there = engine.to_device(batch);
  constexpr int kCalls = 8;
  const auto chain = [&](const Array& argument) {
    return fastest([&] {
             Array y = x;
             for (int n = 0; n < kCalls; ++n) y = work(y, argument);
             engine.wait_for_device();
           }) /
           kCalls;
  };
  const auto copy = fastest([&] {
    engine.to_device(batch);
    engine.wait_for_device();
  });
  fmt::print("| 64 MiB to the GPU | {:.0f} |\n", copy);
  fmt::print("| a call of work, batch there | {:.0f} |\n", chain(batch_there));
  fmt::print("| a call of work in a chain, batch of the host | {:.0f} |\n", chain(batch));
  const std::vector<Array> both{batch, batch};
  const std::vector<Array> results{filled(kCount, 0), filled(kCount, 0)};
  fmt::print("| pair: two of 64 MiB there, two back | {:.0f} |\n",
             fastest([&] { pair.call_into(both, results); }));
}

}  // namespace

int main(int count, char** arguments) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // what is done is seen, even where time runs out
  if (count > 1) seconds = std::strtod(arguments[1], nullptr);
  try {
    calls();
    transfers();
    overlaps();
  } catch (const sinter::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
