#include "runtime/cuda/driver_device.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <vector>

#include "runtime/core/stopwatch.h"
#include "runtime/cuda/run.h"

namespace sinter::runtime::cuda {
namespace {

constexpr int kOutOfMemory = 2;
constexpr int kNonBlocking = 1;        // a stream that does not wait for the default one
constexpr unsigned kWithoutTimes = 2;  // an event
constexpr int kBlocksPerMultiprocessor = 8;
constexpr std::size_t kTiny = 4096;                       // the driver copies them at once
constexpr std::size_t kInOrder = std::size_t{256} << 10;  // copies up to that have no other stream

/// An event that is awaited once.
class Event {
 public:
  explicit Event(const Driver& driver) : driver_(driver) {
    driver.check(driver.functions().create_event(&event_, kWithoutTimes), "cuEventCreate");
  }
  ~Event() { driver_.functions().destroy_event(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  /// Until what was launched on the stream so far has ended.
  void wait_for(void* stream) {
    driver_.check(driver_.functions().record_event(event_, stream), "cuEventRecord");
    driver_.check(driver_.functions().wait_for_event(event_), "cuEventSynchronize");
  }

 private:
  const Driver& driver_;
  void* event_ = nullptr;
};

}  // namespace

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
    const CurrentContext current(driver_, context_);
    open_streams();
  } catch (const Error&) {
    f.release_context(handle);
    throw;
  }
}

void DriverDevice::open_streams() {
  const auto& f = driver_.functions();
  for (void** stream : {&stream_, &upload_, &download_})
    driver_.check(f.create_stream(stream, kNonBlocking), "cuStreamCreate");
  driver_.check(f.create_event(&uploaded_, kWithoutTimes), "cuEventCreate");
  marks_.emplace(driver_, stream_);
  staging_.reset(new Staging(driver_, context_, Staging::usual_copiers()));
}

DriverDevice::~DriverDevice() {
  trim();
  const auto& f = driver_.functions();
  if (f.push_context(context_) == 0) {
    staging_.reset();
    marks_.reset();
    f.destroy_event(uploaded_);
    for (void* stream : {stream_, upload_, download_}) f.destroy_stream(stream);
    void* context = nullptr;
    f.pop_context(&context);
  }
  int handle = 0;
  if (f.get(&handle, number_) == 0) f.release_context(handle);
}

// --- memory

DeviceAddress DriverDevice::allocate(std::size_t bytes) {
  const std::size_t size = KeptMemory::rounded(bytes);
  {
    const std::lock_guard lock(mutex_);
    if (const auto kept = kept_.take(size)) return *kept;
  }
  return allocate_new(size);
}

DeviceAddress DriverDevice::allocate_new(std::size_t size) {
  constexpr std::size_t kMost = std::size_t{1} << 46;
  if (size > kMost) {
    throw Error(ErrorKind::kResource, "E5220",
                fmt::format("the device has no memory for {} bytes", size));
  }
  const CurrentContext current(driver_, context_);
  DeviceAddress memory = 0;
  int result = driver_.functions().allocate(&memory, size);
  if (result == kOutOfMemory) {
    trim();
    result = driver_.functions().allocate(&memory, size);
  }
  driver_.check(result, "cuMemAlloc");
  return memory;
}

/// For a copy on another stream than the kernels'.
KeptMemory::Block DriverDevice::allocate_unused(std::size_t bytes) {
  const std::size_t size = KeptMemory::rounded(bytes);
  {
    const std::lock_guard lock(mutex_);
    if (const auto kept = kept_.take_unused(size, *marks_)) return *kept;
  }
  return {allocate_new(size), 0};
}

void DriverDevice::release(DeviceAddress memory, std::size_t bytes) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    kept_.add(KeptMemory::rounded(bytes), {memory, marks_->next()});
  } catch (const std::bad_alloc&) {  // There is no memory to note it: it is lost until the end.
  }
}

void DriverDevice::trim() noexcept {
  const auto& f = driver_.functions();
  if (f.push_context(context_) != 0) return;
  try {
    const std::lock_guard lock(mutex_);
    for (void* stream : {stream_, upload_, download_}) f.wait_for_stream(stream);
    for (const DeviceAddress memory : kept_.take_all()) f.release(memory);
  } catch (const std::bad_alloc&) {  // It stays.
  }
  void* context = nullptr;
  f.pop_context(&context);
}

void DriverDevice::clear(DeviceAddress memory, std::size_t bytes) {
  if (bytes == 0) return;
  const CurrentContext current(driver_, context_);
  driver_.check(driver_.functions().fill(memory, 0, bytes, stream_), "cuMemsetD8Async");
}

// --- copies to the device

void DriverDevice::write(DeviceAddress to, const void* from, std::size_t bytes) {
  if (bytes == 0) return;
  const CurrentContext current(driver_, context_);
  if (bytes <= kInOrder) return write_in_order(to, from, bytes);
  {
    const std::lock_guard lock(mutex_);
    marks_->let_wait(upload_, marks_->next());
  }
  send(to, from, bytes);
}

DeviceAddress DriverDevice::upload(const void* from, std::size_t bytes) {
  if (bytes <= kInOrder) return Device::upload(from, bytes);
  const CurrentContext current(driver_, context_);
  const KeptMemory::Block block = allocate_unused(bytes);
  try {
    {
      const std::lock_guard lock(mutex_);
      marks_->let_wait(upload_, block.free_from);
    }
    send(block.address, from, bytes);
  } catch (...) {
    release(block.address, bytes);
    throw;
  }
  return block.address;
}

/// On the kernels' stream.
void DriverDevice::write_in_order(DeviceAddress to, const void* from, std::size_t bytes) {
  const auto& f = driver_.functions();
  if (bytes <= kTiny) {
    std::array<std::byte, kTiny> copy;  // pageable: the driver has copied it when it returns
    std::memcpy(copy.data(), from, bytes);
    driver_.check(f.copy_to_device(to, copy.data(), bytes, stream_), "cuMemcpyHtoDAsync");
    return;
  }
  if (staging_->upload(to, from, bytes, stream_)) return;
  driver_.check(f.copy_to_device(to, from, bytes, stream_), "cuMemcpyHtoDAsync");
  // The caller's memory may be pinned by others: then the copy is still under way.
  Event(driver_).wait_for(stream_);
}

/// On the stream for it; kernels that are launched later wait for its end.
void DriverDevice::send(DeviceAddress to, const void* from, std::size_t bytes) {
  const auto& f = driver_.functions();
  try {
    if (is_pinned(from) || !staging_->upload(to, from, bytes, upload_)) {
      driver_.check(f.copy_to_device(to, from, bytes, upload_), "cuMemcpyHtoDAsync");
      Event(driver_).wait_for(upload_);
    }
  } catch (const Error&) {
    // What is under way must have ended before the memory is used for something else.
    f.wait_for_stream(upload_);
    throw;
  }
  join_upload();
}

void DriverDevice::join_upload() {
  const auto& f = driver_.functions();
  const std::lock_guard lock(mutex_);
  driver_.check(f.record_event(uploaded_, upload_), "cuEventRecord");
  driver_.check(f.let_stream_wait(stream_, uploaded_, 0), "cuStreamWaitEvent");
}

/// Whether the device reaches that memory of the host as it is: its owner has pinned it.
bool DriverDevice::is_pinned(const void* memory) const {
  constexpr int kMemoryType = 2;
  constexpr unsigned kHost = 1;
  unsigned type = 0;
  const int result = driver_.functions().pointer_attribute(&type, kMemoryType,
                                                           reinterpret_cast<DeviceAddress>(memory));
  return result == 0 && type == kHost;
}

// --- copies from the device

void DriverDevice::read(void* to, DeviceAddress from, std::size_t bytes) {
  read_after(0, to, from, bytes);
}

void DriverDevice::read_together(std::span<const Read> reads) {
  if (reads.empty()) return;
  const CurrentContext current(driver_, context_);
  if (staging_->download(reads, stream_)) return;
  for (const Read& one : reads) read(one.to, one.from, one.bytes);
}

Mark DriverDevice::mark() {
  const CurrentContext current(driver_, context_);
  const std::lock_guard lock(mutex_);
  return marks_->record();
}

void DriverDevice::read_after(Mark mark, void* to, DeviceAddress from, std::size_t bytes) {
  if (bytes == 0) return;
  const CurrentContext current(driver_, context_);
  if (mark == 0 && bytes <= kInOrder) {
    if (staging_->download(to, from, bytes, stream_)) return;
    driver_.check(driver_.functions().copy_to_host(to, from, bytes, stream_), "cuMemcpyDtoHAsync");
    return Event(driver_).wait_for(stream_);
  }
  {
    const std::lock_guard lock(mutex_);
    marks_->let_wait(download_, mark == 0 ? marks_->next() : mark);
  }
  fetch(to, from, bytes);
}

/// On the stream for it.
void DriverDevice::fetch(void* to, DeviceAddress from, std::size_t bytes) {
  const auto& f = driver_.functions();
  const bool direct = bytes > kInOrder && is_pinned(to);
  try {
    if (!direct && staging_->download(to, from, bytes, download_)) return;
    driver_.check(f.copy_to_host(to, from, bytes, download_), "cuMemcpyDtoHAsync");
    Event(driver_).wait_for(download_);
  } catch (const Error&) {
    f.wait_for_stream(download_);
    throw;
  }
}

// --- within and between devices

void DriverDevice::copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) {
  if (bytes == 0) return;
  const CurrentContext current(driver_, context_);
  driver_.check(driver_.functions().copy(to, from, bytes, stream_), "cuMemcpyDtoDAsync");
}

bool DriverDevice::receive(DeviceAddress to, Device& source, DeviceAddress from,
                           std::size_t bytes) {
  auto* const other = dynamic_cast<DriverDevice*>(&source);
  if (other == nullptr || other == this) return false;
  if (bytes == 0) return true;
  const auto& f = driver_.functions();
  {
    const CurrentContext current(driver_, other->context_);
    const std::lock_guard lock(other->mutex_);
    other->marks_->let_wait(upload_, other->marks_->next());
  }
  const CurrentContext current(driver_, context_);
  {
    const std::lock_guard lock(mutex_);
    marks_->let_wait(upload_, marks_->next());
  }
  driver_.check(f.copy_between(to, context_, from, other->context_, bytes, upload_),
                "cuMemcpyPeerAsync");
  join_upload();
  // The source's memory is its own again when the copy has ended.
  const std::lock_guard lock(mutex_);
  driver_.check(f.record_event(uploaded_, upload_), "cuEventRecord");
  driver_.check(f.let_stream_wait(other->stream_, uploaded_, 0), "cuStreamWaitEvent");
  return true;
}

void DriverDevice::wait() {
  const CurrentContext current(driver_, context_);
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

}  // namespace sinter::runtime::cuda
