// From loop IR to running code, through the plugin and both loaders.
#include "runtime/jit_llvm/plugin.h"

#include <cstdlib>
#include <memory>
#include <numeric>
#include <span>

#include "compiler/ir/loop_builder.h"
#include "runtime/core/call_state.h"
#include "runtime/jit_llvm/object_loader.h"
#include "tests/common/temporary.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter::runtime {
namespace {

using test::expect_error;

/// y[i] = x[i] * 2.5 + i, in parallel over blocks of 256; written past the cache for at least so
/// many elements.
std::string kernel_text(std::int64_t streaming_from = -1) {
  loop::Kernel kernel;
  kernel.name = "scale_and_count";
  loop::Builder b(kernel);
  const auto n = b.integer("n");
  const auto x = b.buffer("x", DType::kF32, loop::BufferKind::kInput);
  const auto y = b.buffer("y", DType::kF32, loop::BufferKind::kOutput);
  const auto streams =
      streaming_from < 0 ? loop::ValueId() : b.op(Op::Ge, n, b.i64(streaming_from));
  b.parallel(b.i64(0), b.ceil_div(n, 256), 4, [&](loop::ValueId block) {
    const auto begin = b.mul(block, b.i64(256));
    b.vector(begin, b.min(n, b.add(begin, b.i64(256))), 64, [&](loop::ValueId i) {
      const auto product = b.op(Op::Mul, b.load(x, i), b.number(DType::kF32, 2.5));
      b.store(y, i, b.op(Op::Add, product, b.cast(i, DType::kF32)), {}, streams);
    });
  });
  loop::verify(kernel);
  return loop::print(kernel);
}

std::shared_ptr<const LlvmPlugin> plugin() { return LlvmPlugin::open(SINTER_TEST_PLUGIN); }

struct alignas(64) AlignedFloats {
  float values[16];
};

/// `first`: where the result starts, in elements after an address that every vector fits.
void expect_right(abi::Kernel kernel, std::size_t first = 0) {
  Pool pool;
  const auto executor = make_openmp_executor(2);
  for (const std::int64_t n : {0, 1, 63, 256, 1000, 10001}) {
    std::vector<float> x(static_cast<std::size_t>(n));
    const auto memory = std::make_unique<AlignedFloats[]>(x.size() / 16 + 3);
    const std::span<float> y(&memory[0].values[0] + first, x.size() + 1);
    std::fill(y.begin(), y.end(), -1.0f);
    std::iota(x.begin(), x.end(), 0.0f);
    void* const buffers[] = {x.data(), y.data()};
    const std::int64_t integers[] = {n};
    CallState call(pool, *executor, 2);
    call.run(kernel, buffers, integers);
    for (std::size_t i = 0; i < x.size(); ++i)
      ASSERT_EQ(y[i], x[i] * 2.5f + static_cast<float>(i)) << n;
    EXPECT_EQ(y.back(), -1) << "nothing is written beyond the end";
  }
}

TEST(Plugin, BothLoadersGiveTheSameKernel) {
  const auto memory = CodeMemory::make();
  for (const int bits : {0, 128, 256}) {
    const auto object = plugin()->compile(kernel_text(), SINTER_LLVM_OBJECT, bits);
    EXPECT_GT(object.milliseconds, 0);
    {
      const LoadedCode code = load_object(object.bytes, *memory);
      expect_right(reinterpret_cast<abi::Kernel>(code.lookup("scale_and_count")));
    }
    const OrcCode code = plugin()->link(object.bytes, "scale_and_count");
    expect_right(reinterpret_cast<abi::Kernel>(code.entry()));
  }
}

/// x86-64-v2: LLVM calls fma where there is no instruction.
TEST(Plugin, KernelsForOlderProcessorsGiveTheSame) {
  loop::Kernel kernel;
  kernel.name = "fused";
  loop::Builder b(kernel);
  const auto n = b.integer("n");
  const auto x = b.buffer("x", DType::kF64, loop::BufferKind::kInput);
  const auto y = b.buffer("y", DType::kF64, loop::BufferKind::kOutput);
  b.vector(b.i64(0), n, 64, [&](loop::ValueId i) {
    const auto value = b.load(x, i);
    b.store(y, i, b.op(Op::Fma, value, value, b.number(DType::kF64, -1)));
  });
  loop::verify(kernel);
  const PluginTarget old{"x86-64-v2", ""};
  const auto object = plugin()->compile(loop::print(kernel), SINTER_LLVM_OBJECT, 128, false, &old);
  const auto memory = CodeMemory::make();
  const LoadedCode loaded = load_object(object.bytes, *memory);
  const OrcCode linked = plugin()->link(object.bytes, "fused");
  Pool pool;
  const auto executor = make_openmp_executor(1);
  for (void* const entry : {loaded.lookup("fused"), linked.entry()}) {
    std::vector<double> in(100, 1 + 0x1p-30), out(100);
    void* const buffers[] = {in.data(), out.data()};
    const std::int64_t integers[] = {100};
    CallState call(pool, *executor, 1);
    call.run(reinterpret_cast<abi::Kernel>(entry), buffers, integers);
    for (const double value : out) ASSERT_EQ(value, 0x1p-29 + 0x1p-60);
  }
}

TEST(Plugin, StoresPastTheCacheWhereVectorsAreAligned) {
  const auto memory = CodeMemory::make();
  const auto text = kernel_text(1000);
  const auto written = [&](sinter_llvm_output output) {
    const auto bytes = plugin()->compile(text, output, 256).bytes;
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  };
  EXPECT_NE(written(SINTER_LLVM_ASSEMBLY).find("movnt"), std::string::npos);
  // A fence costs as much as a small call: it stands behind a branch of its own.
  const std::string ir = written(SINTER_LLVM_IR);
  const std::size_t fence = ir.find("fence seq_cst");
  ASSERT_NE(fence, std::string::npos);
  EXPECT_EQ(ir.find("fence", fence + 5), std::string::npos);
  EXPECT_EQ(ir.rfind("\nthen", fence), ir.rfind("\n\n", fence) + 1) << "its block is conditional";
  for (const int bits : {0, 128, 256}) {
    const LoadedCode code =
        load_object(plugin()->compile(text, SINTER_LLVM_OBJECT, bits).bytes, *memory);
    for (const std::size_t first : {0, 4, 8, 9})
      expect_right(reinterpret_cast<abi::Kernel>(code.lookup("scale_and_count")), first);
  }
}

/// Compiles and runs a kernel of one input and one output, of known sizes.
void run_kernel(const std::string& text, const std::string& name, int bits, void* in, void* out) {
  const auto memory = CodeMemory::make();
  const LoadedCode code =
      load_object(plugin()->compile(text, SINTER_LLVM_OBJECT, bits).bytes, *memory);
  void* const buffers[] = {in, out};
  const std::int64_t integers[] = {0};
  Pool pool;
  const auto executor = make_openmp_executor(1);
  CallState call(pool, *executor, 1);
  call.run(reinterpret_cast<abi::Kernel>(code.lookup(name)), buffers, integers);
}

std::vector<int> vector_widths() {
  std::vector<int> widths{128};
  for (const int bits : {256, 512}) {
    if (plugin()->description().host_vector_bits >= bits) widths.push_back(bits);
  }
  return widths;
}

/// out[8 + c + n l] = x[l + 50 c] for square blocks of `side`, in lanes l; `rereads`: what was
/// stored is read between two stores.
std::string turning_kernel(DType type, std::int64_t side, bool rereads) {
  loop::Kernel kernel;
  kernel.name = "turn";
  loop::Builder b(kernel);
  const auto x = b.buffer("x", type, loop::BufferKind::kInput);
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.vector(b.i64(0), b.i64(side), static_cast<int>(side), [&](loop::ValueId lane) {
    const auto line = b.mul(lane, b.i64(side));
    for (std::int64_t c = 0; c < side; ++c) {
      auto value = b.load(x, b.add(b.mul(b.i64(c), b.i64(50)), lane));
      if (rereads && c == side - 1)
        value = b.op(Op::Add, value, b.load(out, b.add(line, b.i64(8))));
      b.store(out, b.add(line, b.i64(8 + c)), value);
    }
  });
  return loop::print(kernel);
}

template <typename T>
void expect_turned(DType type, int bits, bool rereads) {
  const std::int64_t side = bits / 8 / static_cast<std::int64_t>(sizeof(T));
  const std::string text = turning_kernel(type, side, rereads);
  const auto ir = plugin()->compile(text, SINTER_LLVM_IR, bits).bytes;
  const std::string_view words(reinterpret_cast<const char*>(ir.data()), ir.size());
  EXPECT_EQ(words.find("masked.scatter") != std::string_view::npos, rereads) << words;
  std::vector<T> in(50 * static_cast<std::size_t>(side)), out(8 + side * side + 8, T{-1});
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<T>(i);
  run_kernel(text, "turn", bits, in.data(), out.data());
  for (std::int64_t at = 0; at < static_cast<std::int64_t>(out.size()); ++at) {
    const std::int64_t c = (at - 8) % side, lane = (at - 8) / side;
    const bool inside = at >= 8 && lane < side;
    T expected = inside ? static_cast<T>(50 * c + lane) : T{-1};
    if (rereads && inside && c == side - 1) expected += static_cast<T>(lane);
    ASSERT_EQ(out[static_cast<std::size_t>(at)], expected) << bits << " bits, " << at;
  }
}

TEST(Plugin, TurnsBlocksInRegisters) {
  for (const int bits : vector_widths()) {
    for (const bool rereads : {false, true}) {
      expect_turned<float>(DType::kF32, bits, rereads);
      expect_turned<double>(DType::kF64, bits, rereads);
      expect_turned<std::int64_t>(DType::kI64, bits, rereads);
    }
  }
}

/// out[s i + c] = x[s i + (s - 1 - c)] for the s components of points.
std::string components_kernel(DType type, std::int64_t s, std::int64_t points) {
  loop::Kernel kernel;
  kernel.name = "components";
  loop::Builder b(kernel);
  const auto x = b.buffer("x", type, loop::BufferKind::kInput);
  const auto out = b.buffer("out", type, loop::BufferKind::kOutput);
  b.vector(b.i64(0), b.i64(points), 64, [&](loop::ValueId i) {
    const auto point = b.mul(i, b.i64(s));
    std::vector<loop::ValueId> values;
    for (std::int64_t c = 0; c < s; ++c)
      values.push_back(b.load(x, b.add(point, b.i64(s - 1 - c))));
    for (std::int64_t c = 0; c < s; ++c)
      b.store(out, b.add(point, b.i64(c)), values[static_cast<std::size_t>(c)]);
  });
  return loop::print(kernel);
}

template <typename T>
void expect_components(DType type, int bits, std::int64_t s) {
  constexpr std::int64_t kPoints = 131;
  const std::string text = components_kernel(type, s, kPoints);
  // Without a rest under masks.
  const auto ir = plugin()->compile(components_kernel(type, s, 128), SINTER_LLVM_IR, bits).bytes;
  const std::string_view words(reinterpret_cast<const char*>(ir.data()), ir.size());
  EXPECT_NE(words.find("shufflevector"), std::string_view::npos) << words;
  EXPECT_EQ(words.find("masked.gather"), std::string_view::npos) << words;
  EXPECT_EQ(words.find("masked.scatter"), std::string_view::npos) << words;
  const auto count = static_cast<std::size_t>(kPoints * s);
  std::vector<T> in(count), found(count + 4, static_cast<T>(-1));
  for (std::size_t n = 0; n < in.size(); ++n) in[n] = static_cast<T>(n);
  run_kernel(text, "components", bits, in.data(), found.data());
  for (std::int64_t n = 0; n < kPoints * s + 4; ++n) {
    const std::int64_t from = n / s * s + (s - 1 - n % s);
    ASSERT_EQ(found[static_cast<std::size_t>(n)],
              n < kPoints * s ? static_cast<T>(from) : static_cast<T>(-1))
        << bits << " bits, " << s << " components, " << n;
  }
}

TEST(Plugin, TakesComponentsOfPointsApartInRegisters) {
  for (const int bits : vector_widths()) {
    for (const std::int64_t s : {2, 3, 4}) {
      expect_components<std::uint8_t>(DType::kU8, bits, s);
      expect_components<std::int16_t>(DType::kI16, bits, s);
      expect_components<float>(DType::kF32, bits, s);
      if (bits >= 256) expect_components<double>(DType::kF64, bits, s);
    }
  }
}

TEST(Plugin, DescribesItselfAndWritesText) {
  EXPECT_EQ(std::string(plugin()->description().llvm_version).substr(0, 3), "19.");
  EXPECT_GE(plugin()->description().host_vector_bits, 128);
  const auto text = [&](sinter_llvm_output output) {
    const auto out = plugin()->compile(kernel_text(), output, 256);
    return std::string(reinterpret_cast<const char*>(out.bytes.data()), out.bytes.size());
  };
  EXPECT_NE(text(SINTER_LLVM_IR).find("<8 x float>"), std::string::npos);
  EXPECT_NE(text(SINTER_LLVM_ASSEMBLY).find("ymm"), std::string::npos);
}

TEST(Plugin, FailuresAreErrors) {
  expect_error(
      "E5202", "the LLVM backend failed",
      [] { plugin()->compile("no kernel", SINTER_LLVM_OBJECT, 0); }, ErrorKind::kInternal);
  expect_error(
      "E5203", "ORC cannot link",
      [] { plugin()->link(std::as_bytes(std::span("no object")), "f"); }, ErrorKind::kInternal);
  expect_error(
      "E5201", "cannot be opened", [] { LlvmPlugin::open("/nowhere/libsinter_llvm.so"); },
      ErrorKind::kUnavailable);
  const test::TemporaryFolder folder;
  test::write_file(folder / "text.so", "not a library");
  expect_error(
      "E5201", "cannot be opened", [&] { LlvmPlugin::open(folder / "text.so"); },
      ErrorKind::kUnavailable);
  expect_error(
      "E5201", "lacks sinter_llvm_info", [] { LlvmPlugin::open("libc.so.6"); },
      ErrorKind::kUnavailable);
}

TEST(Plugin, TheEnvironmentMayNameIt) {
  setenv("SINTER_LLVM_PLUGIN", "/nowhere/else.so", 1);
  expect_error(
      "E5201", "looked for /nowhere/else.so", [] { LlvmPlugin::open(); }, ErrorKind::kUnavailable);
  setenv("SINTER_LLVM_PLUGIN", SINTER_TEST_PLUGIN, 1);
  EXPECT_EQ(LlvmPlugin::open()->path(), SINTER_TEST_PLUGIN);
  unsetenv("SINTER_LLVM_PLUGIN");
}

}  // namespace
}  // namespace sinter::runtime
