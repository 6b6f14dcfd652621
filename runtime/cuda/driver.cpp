#include "runtime/cuda/driver.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "compiler/support/check.h"
#include "runtime/core/stopwatch.h"
#include "runtime/cuda/library.h"
#include "runtime/cuda/run.h"
#include "runtime/environment.h"

namespace sinter::runtime::cuda {
namespace {

constexpr const char* kLibrary = "libcuda.so.1";
constexpr int kOutOfMemory = 2;
// Attributes of devices, as the driver numbers them.
constexpr int kMultiprocessors = 16, kMajor = 75, kMinor = 76;
constexpr int kNonBlocking = 1;  // a stream that does not wait for the default one
constexpr int kBlocksPerMultiprocessor = 8;

[[noreturn]] void no_driver(const std::string& what) {
  throw Error(ErrorKind::kUnavailable, "E5221", "no CUDA driver: " + what);
}

template <typename Function>
void find(void* library, const char* name, const std::string& path, Function& function) {
  if (!find_function(library, name, function))
    no_driver(fmt::format("{} lacks {}; it is too old", path, name));
}

/// While it lives, a context is the thread's current one.
class Current {
 public:
  Current(const Driver& driver, void* context) : driver_(driver) {
    driver.check(driver.functions().push_context(context), "cuCtxPushCurrent");
  }
  ~Current() {
    void* context = nullptr;
    driver_.functions().pop_context(&context);
  }
  Current(const Current&) = delete;
  Current& operator=(const Current&) = delete;

 private:
  const Driver& driver_;
};

/// Errors after which the driver refuses everything in this process.
bool is_sticky(int result) { return result >= 700 && result <= 720; }

}  // namespace

Driver::Driver() {
  const std::string named = environment::cuda_driver();
  const std::string path = named.empty() ? kLibrary : named;
  void* const library = open_library(path);
  if (library == nullptr) no_driver(path + " not found");
  find(library, "cuInit", path, f_.init);
  find(library, "cuDriverGetVersion", path, f_.version);
  find(library, "cuDeviceGetCount", path, f_.count);
  find(library, "cuDeviceGet", path, f_.get);
  find(library, "cuDeviceGetName", path, f_.name);
  find(library, "cuDeviceGetAttribute", path, f_.attribute);
  find(library, "cuDeviceTotalMem_v2", path, f_.total_memory);
  find(library, "cuDevicePrimaryCtxRetain", path, f_.retain_context);
  find(library, "cuDevicePrimaryCtxRelease_v2", path, f_.release_context);
  find(library, "cuCtxPushCurrent_v2", path, f_.push_context);
  find(library, "cuCtxPopCurrent_v2", path, f_.pop_context);
  find(library, "cuStreamCreate", path, f_.create_stream);
  find(library, "cuStreamDestroy_v2", path, f_.destroy_stream);
  find(library, "cuStreamSynchronize", path, f_.wait_for_stream);
  find(library, "cuMemAlloc_v2", path, f_.allocate);
  find(library, "cuMemFree_v2", path, f_.release);
  find(library, "cuMemcpyHtoDAsync_v2", path, f_.copy_to_device);
  find(library, "cuMemcpyDtoHAsync_v2", path, f_.copy_to_host);
  find(library, "cuMemcpyDtoDAsync_v2", path, f_.copy);
  find(library, "cuMemsetD8Async", path, f_.fill);
  find(library, "cuModuleLoadData", path, f_.load_module);
  find(library, "cuModuleUnload", path, f_.unload_module);
  find(library, "cuModuleGetFunction", path, f_.get_function);
  find(library, "cuLaunchKernel", path, f_.launch);
  find(library, "cuGetErrorName", path, f_.error_name);
  find(library, "cuGetErrorString", path, f_.error_text);
  const int result = f_.init(0);
  if (result != 0) {
    const char* text = nullptr;
    f_.error_text(result, &text);
    no_driver(fmt::format("cuInit says '{}'", text == nullptr ? "unknown error" : text));
  }
  check(f_.version(&version_), "cuDriverGetVersion");
  check(f_.count(&device_count_), "cuDeviceGetCount");
  if (device_count_ == 0) no_driver(path + " knows of no GPU");
}

const Driver& Driver::instance() {
  static const Driver driver;  // A failure is tried again by the next call.
  return driver;
}

bool Driver::is_available(std::string* reason) { return is_library_available<Driver>(reason); }

void Driver::check(int result, const char* call) const {
  if (result == 0) return;
  const char *name = nullptr, *text = nullptr;
  f_.error_name(result, &name);
  f_.error_text(result, &text);
  const std::string what = fmt::format("{}: {} ({})", call, text == nullptr ? "?" : text,
                                       name == nullptr ? "unknown" : name);
  if (result == kOutOfMemory) {
    throw Error(ErrorKind::kResource, "E5220", "the device has no more memory: " + what);
  }
  throw Error(
      ErrorKind::kResource, "E5222",
      what + (is_sticky(result) ? "; the GPU is of no use to this process any more: start it again"
                                : ""));
}

DeviceInfo Driver::info(int device) const {
  DeviceInfo info;
  int handle = 0, major = 0, minor = 0;
  check(f_.get(&handle, device), "cuDeviceGet");
  char name[256] = {};
  check(f_.name(name, sizeof name - 1, handle), "cuDeviceGetName");
  info.name = name;
  check(f_.attribute(&major, kMajor, handle), "cuDeviceGetAttribute");
  check(f_.attribute(&minor, kMinor, handle), "cuDeviceGetAttribute");
  check(f_.attribute(&info.multiprocessors, kMultiprocessors, handle), "cuDeviceGetAttribute");
  check(f_.total_memory(&info.memory_bytes, handle), "cuDeviceTotalMem");
  info.architecture = 10 * major + minor;
  return info;
}

// --- a device

std::shared_ptr<DriverDevice> DriverDevice::open(int number) {
  const Driver& driver = Driver::instance();
  if (number < 0 || number >= driver.device_count()) {
    throw Error(ErrorKind::kUnavailable, "E5221",
                fmt::format("no CUDA device {}: there are {}", number, driver.device_count()));
  }
  static std::mutex mutex;
  static std::map<int, std::weak_ptr<DriverDevice>> living;
  const std::lock_guard lock(mutex);
  std::weak_ptr<DriverDevice>& known = living[number];
  if (auto device = known.lock()) return device;
  std::shared_ptr<DriverDevice> device(new DriverDevice(number));
  known = device;
  return device;
}

DriverDevice::DriverDevice(int number)
    : driver_(Driver::instance()), number_(number), info_(driver_.info(number)) {
  int handle = 0;
  const auto& f = driver_.functions();
  driver_.check(f.get(&handle, number), "cuDeviceGet");
  driver_.check(f.retain_context(&context_, handle), "cuDevicePrimaryCtxRetain");
  try {
    const Current current(driver_, context_);
    driver_.check(f.create_stream(&stream_, kNonBlocking), "cuStreamCreate");
  } catch (const Error&) {
    f.release_context(handle);
    throw;
  }
}

DriverDevice::~DriverDevice() {
  trim();
  const auto& f = driver_.functions();
  if (f.push_context(context_) == 0) {
    f.destroy_stream(stream_);
    void* context = nullptr;
    f.pop_context(&context);
  }
  int handle = 0;
  if (f.get(&handle, number_) == 0) f.release_context(handle);
}

/// Four sizes per power of two, from 512 bytes on.
std::size_t DriverDevice::rounded(std::size_t bytes) {
  constexpr std::size_t kLeast = 512;
  if (bytes <= kLeast) return kLeast;
  const std::size_t step = std::bit_floor(bytes) / 4;
  return (bytes + step - 1) / step * step;
}

/// Everything runs on one stream: memory that was released may be used again at once.
DeviceAddress DriverDevice::allocate(std::size_t bytes) {
  constexpr std::size_t kMost = std::size_t{1} << 46;
  if (bytes > kMost) {
    throw Error(ErrorKind::kResource, "E5220",
                fmt::format("the device has no memory for {} bytes", bytes));
  }
  const std::size_t size = rounded(bytes);
  {
    const std::lock_guard lock(mutex_);
    auto& free = kept_[size];
    if (!free.empty()) {
      const DeviceAddress memory = free.back();
      free.pop_back();
      return memory;
    }
  }
  const Current current(driver_, context_);
  DeviceAddress memory = 0;
  int result = driver_.functions().allocate(&memory, size);
  if (result == kOutOfMemory) {
    trim();
    result = driver_.functions().allocate(&memory, size);
  }
  driver_.check(result, "cuMemAlloc");
  return memory;
}

void DriverDevice::release(DeviceAddress memory, std::size_t bytes) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    kept_[rounded(bytes)].push_back(memory);
  } catch (const std::bad_alloc&) {  // There is no memory to note it: it is lost until the end.
  }
}

void DriverDevice::trim() noexcept {
  const auto& f = driver_.functions();
  if (f.push_context(context_) != 0) return;
  {
    const std::lock_guard lock(mutex_);
    f.wait_for_stream(stream_);
    for (auto& [size, free] : kept_) {
      for (const DeviceAddress memory : free) f.release(memory);
    }
    kept_.clear();
  }
  void* context = nullptr;
  f.pop_context(&context);
}

void DriverDevice::clear(DeviceAddress memory, std::size_t bytes) {
  if (bytes == 0) return;
  const Current current(driver_, context_);
  driver_.check(driver_.functions().fill(memory, 0, bytes, stream_), "cuMemsetD8Async");
}

void DriverDevice::write(DeviceAddress to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  const Current current(driver_, context_);
  const auto& f = driver_.functions();
  std::array<std::byte, 4096> staging;  // pageable: the driver has copied it when it returns
  const bool staged = bytes <= staging.size();
  if (staged) std::memcpy(staging.data(), from, bytes);
  driver_.check(f.copy_to_device(to, staged ? staging.data() : from, bytes, stream_),
                "cuMemcpyHtoDAsync");
  if (staged) return;
  // The caller's memory may be pinned by others: then the copy is still under way.
  driver_.check(f.wait_for_stream(stream_), "cuStreamSynchronize");
}

void DriverDevice::read(void* to, DeviceAddress from, std::size_t bytes) {
  if (bytes == 0) return;
  const Current current(driver_, context_);
  const auto& f = driver_.functions();
  driver_.check(f.copy_to_host(to, from, bytes, stream_), "cuMemcpyDtoHAsync");
  driver_.check(f.wait_for_stream(stream_), "cuStreamSynchronize");
}

void DriverDevice::copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) {
  if (bytes == 0) return;
  const Current current(driver_, context_);
  driver_.check(driver_.functions().copy(to, from, bytes, stream_), "cuMemcpyDtoDAsync");
}

void DriverDevice::wait() {
  const Current current(driver_, context_);
  driver_.check(driver_.functions().wait_for_stream(stream_), "cuStreamSynchronize");
}

std::int64_t DriverDevice::busy_blocks() const {
  return std::int64_t{kBlocksPerMultiprocessor} * std::max(info_.multiprocessors, 1);
}

/// What every device gives a block without being asked for more.
std::int64_t DriverDevice::shared_bytes() const { return 48 << 10; }

TransferCosts measure_transfers(DriverDevice& device) {
  constexpr std::size_t kSmall = 64, kLarge = std::size_t{8} << 20;
  constexpr int kRounds = 5;
  std::vector<std::byte> memory(kLarge);
  const DeviceMemory there(device, kLarge);
  const auto fastest = [&](std::size_t bytes) {
    double best = 0;
    for (int n = 0; n < kRounds; ++n) {
      Stopwatch watch;
      device.write(there.address(), memory.data(), bytes);
      device.read(memory.data(), there.address(), bytes);
      const double ms = watch.lap();
      best = n == 0 ? ms : std::min(best, ms);
    }
    return best;
  };
  const double latency = fastest(kSmall);
  return {latency, 2.0 * kLarge / std::max(fastest(kLarge) - latency, 1e-3)};
}

// --- kernels

class DriverKernels : public Kernels {
 public:
  DriverKernels(std::shared_ptr<DriverDevice> device, const sinter::cuda::Program& program,
                std::span<const std::byte> code)
      : device_(std::move(device)) {
    const Driver& driver = device_->driver_;
    const Current current(driver, device_->context_);
    driver.check(driver.functions().load_module(&module_, code.data()), "cuModuleLoadData");
    try {
      for (const sinter::cuda::DeviceKernel& kernel : program.kernels) {
        void* function = nullptr;
        if (!kernel.is_epilogue)
          driver.check(driver.functions().get_function(&function, module_, kernel.name.c_str()),
                       "cuModuleGetFunction");
        functions_.push_back(function);
      }
    } catch (const Error&) {
      driver.functions().unload_module(module_);
      throw;
    }
  }
  ~DriverKernels() override {
    const auto& f = device_->driver_.functions();
    if (f.push_context(device_->context_) != 0) return;
    f.wait_for_stream(device_->stream_);
    f.unload_module(module_);
    void* context = nullptr;
    f.pop_context(&context);
  }
  DriverKernels(const DriverKernels&) = delete;
  DriverKernels& operator=(const DriverKernels&) = delete;

  void launch(std::size_t kernel, std::int64_t blocks, int threads, std::int64_t shared_bytes,
              std::span<const std::uint64_t> arguments) override {
    std::vector<void*> parameters;
    for (const std::uint64_t& argument : arguments)
      parameters.push_back(const_cast<std::uint64_t*>(&argument));
    const Driver& driver = device_->driver_;
    const Current current(driver, device_->context_);
    driver.check(driver.functions().launch(functions_.at(kernel), static_cast<unsigned>(blocks), 1,
                                           1, static_cast<unsigned>(threads), 1, 1,
                                           static_cast<unsigned>(shared_bytes), device_->stream_,
                                           parameters.data(), nullptr),
                 "cuLaunchKernel");
  }

 private:
  std::shared_ptr<DriverDevice> device_;
  void* module_ = nullptr;
  std::vector<void*> functions_;
};

std::unique_ptr<Kernels> DriverDevice::load(const sinter::cuda::Program& program,
                                            std::span<const std::byte> code) {
  return std::make_unique<DriverKernels>(shared_from_this(), program, code);
}

}  // namespace sinter::runtime::cuda
