#include "runtime/cuda/staging.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <system_error>

namespace sinter::runtime::cuda {
namespace {

constexpr std::size_t kHalf = std::size_t{1} << 20;       // of a lane's buffer
constexpr std::size_t kLeastPart = std::size_t{1} << 18;  // of a large copy
constexpr std::size_t kShared = std::size_t{2} << 20;     // copies of that size and more
constexpr int kCallersLanes = 2;
constexpr int kMostCopiers = 8;
constexpr unsigned kPortable = 1;      // memory that all contexts may use
constexpr unsigned kWithoutTimes = 2;  // of events
constexpr int kOutOfMemory = 2;

std::size_t aligned(std::size_t bytes) {
  constexpr std::size_t kAlignment = 64;
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

/// A copy, taken in parts by all who work on it.
struct Staging::Job {
  const Driver& driver;
  bool is_upload;
  DeviceAddress device;
  std::byte* host;  ///< Read alone where it is an upload.
  std::size_t bytes;
  std::size_t part_bytes;
  void* stream;
  std::atomic<std::size_t> next{0};
  std::atomic<int> result{0};  ///< The driver's, where a call failed.
  std::atomic<const char*> failed{nullptr};
  int helping = 0;  ///< Guarded by the staging's mutex.

  struct Part {
    std::size_t offset, bytes;
  };
  std::optional<Part> take() {
    if (result.load() != 0) return {};
    const std::size_t offset = next.fetch_add(1) * part_bytes;
    if (offset >= bytes) return {};
    return Part{offset, std::min(part_bytes, bytes - offset)};
  }
  /// Whether that is a failure.
  bool fails(int code, const char* call) {
    if (code == 0) return false;
    int none = 0;
    if (result.compare_exchange_strong(none, code)) failed = call;
    return true;
  }
};

/// Two buffers in turns, which one thread uses. Copies of one stream may follow each other in one
/// buffer.
class Staging::Lane {
 public:
  explicit Lane(const Driver& driver) : driver_(driver) {}
  ~Lane() {
    const auto& f = driver_.functions();
    for (Half& half : halves_) {
      if (half.event == nullptr) continue;
      f.wait_for_event(half.event);
      f.destroy_event(half.event);
    }
    if (memory_ != nullptr) f.release_pinned(memory_);
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// The driver's result.
  int open() {
    const auto& f = driver_.functions();
    void* memory = nullptr;
    if (const int result = f.allocate_pinned(&memory, 2 * kHalf, kPortable); result != 0)
      return result;
    memory_ = static_cast<std::byte*>(memory);
    for (std::size_t n = 0; n < halves_.size(); ++n) {
      halves_[n].begin = memory_ + n * kHalf;
      if (const int result = f.create_event(&halves_[n].event, kWithoutTimes); result != 0)
        return result;
    }
    return 0;
  }

  /// Room for the next copy, when no earlier one uses it any more; null where that fails.
  std::byte* room(std::size_t bytes, Job& job) {
    Half* half = &halves_[current_];
    // Parts that are read take turns, as each is waited for.
    if (!job.is_upload || half->stream != job.stream || half->used + bytes > kHalf) {
      current_ = 1 - current_;
      half = &halves_[current_];
      if (!wait(current_, job)) return nullptr;
      half->used = 0;
      half->stream = job.stream;
    }
    return half->begin + half->used;
  }
  /// After the copy that uses `bytes` of it; false where that fails.
  bool note(std::size_t bytes, Job& job) {
    Half& half = halves_[current_];
    half.used += aligned(bytes);
    half.is_pending = true;
    return !job.fails(driver_.functions().record_event(half.event, job.stream), "cuEventRecord");
  }
  std::size_t current() const { return current_; }
  /// Until the copies of a buffer have ended.
  bool wait(std::size_t number, Job& job) {
    Half& half = halves_[number];
    if (!half.is_pending) return true;
    if (job.fails(driver_.functions().wait_for_event(half.event), "cuEventSynchronize"))
      return false;
    half.is_pending = false;
    return true;
  }

 private:
  struct Half {
    std::byte* begin = nullptr;
    void* event = nullptr;
    void* stream = nullptr;  ///< Whose copies it holds.
    std::size_t used = 0;
    bool is_pending = false;
  };
  const Driver& driver_;
  std::byte* memory_ = nullptr;
  std::array<Half, 2> halves_;
  std::size_t current_ = 0;
};

int Staging::usual_copiers() {
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostCopiers);
}

Staging::Staging(const Driver& driver, void* context, int copiers)
    : driver_(driver), context_(context), helpers_wanted_(copiers - 1), process_(getpid()) {}

Staging::~Staging() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Staging::End::operator()(Staging* staging) const {
  if (getpid() == staging->process_) delete staging;
}

bool Staging::upload(DeviceAddress to, const void* from, std::size_t bytes, void* stream) {
  Job job{driver_, true, to,    const_cast<std::byte*>(static_cast<const std::byte*>(from)),
          bytes,   0,    stream};
  return run(job);
}

bool Staging::download(void* to, DeviceAddress from, std::size_t bytes, void* stream) {
  Job job{driver_, false, from, static_cast<std::byte*>(to), bytes, 0, stream};
  return run(job);
}

bool Staging::download(std::span<const Read> reads, void* stream) {
  std::size_t bytes = 0;
  for (const Read& one : reads) bytes += aligned(one.bytes);
  if (bytes > kHalf) return false;
  std::unique_ptr<Lane> lane = take_lane();
  if (lane == nullptr) return false;
  Job job{driver_, false, 0, nullptr, bytes, 0, stream};
  receive(reads, job, *lane);
  give_lane(std::move(lane));
  check(job);
  return true;
}

void Staging::receive(std::span<const Read> reads, Job& job, Lane& lane) {
  std::byte* const buffer = lane.room(job.bytes, job);
  if (buffer == nullptr) return;
  std::byte* part = buffer;
  for (const Read& one : reads) {
    const int result = job.driver.functions().copy_to_host(part, one.from, one.bytes, job.stream);
    if (job.fails(result, "cuMemcpyDtoHAsync")) break;
    part += aligned(one.bytes);
  }
  // Also where one failed: the others are under way.
  if (!lane.note(job.bytes, job) || !lane.wait(lane.current(), job) || job.result != 0) return;
  part = buffer;
  for (const Read& one : reads) {
    std::memcpy(one.to, part, one.bytes);
    part += aligned(one.bytes);
  }
}

void Staging::check(const Job& job) const {
  driver_.check(job.result, job.failed.load() == nullptr ? "?" : job.failed.load());
}

bool Staging::run(Job& job) {
  std::unique_ptr<Lane> lane = take_lane();
  if (lane == nullptr) return false;
  const bool is_shared = helpers_wanted_ > 0 && job.bytes >= kShared;
  const auto parts = static_cast<std::size_t>(is_shared ? 2 * (helpers_wanted_ + 1) : 4);
  constexpr std::size_t kPage = 4096;
  job.part_bytes = std::clamp((job.bytes / parts + kPage - 1) / kPage * kPage, kLeastPart, kHalf);
  bool posted = false;
  if (is_shared) {
    const std::lock_guard lock(mutex_);
    start_helpers();
    if (job_ == nullptr) {
      job_ = &job;
      ++job_number_;
      posted = true;
    }
  }
  if (posted) changed_.notify_all();
  work(job, *lane);
  if (posted) {
    std::unique_lock lock(mutex_);
    job_ = nullptr;
    changed_.wait(lock, [&] { return job.helping == 0; });
  }
  give_lane(std::move(lane));
  check(job);
  return true;
}

void Staging::work(Job& job, Lane& lane) { job.is_upload ? send(job, lane) : receive(job, lane); }

void Staging::send(Job& job, Lane& lane) {
  while (const auto part = job.take()) {
    std::byte* const buffer = lane.room(part->bytes, job);
    if (buffer == nullptr) return;
    std::memcpy(buffer, job.host + part->offset, part->bytes);
    const int result = job.driver.functions().copy_to_device(job.device + part->offset, buffer,
                                                             part->bytes, job.stream);
    if (job.fails(result, "cuMemcpyHtoDAsync") || !lane.note(part->bytes, job)) return;
  }
}

/// Two parts in turns: one is on its way while the other one is copied to where it belongs.
void Staging::receive(Job& job, Lane& lane) {
  struct Coming {
    Job::Part part;
    std::size_t half;
    const std::byte* buffer;
  };
  std::optional<Coming> coming;
  bool is_last = false;
  while (!is_last) {
    const auto part = job.take();
    std::optional<Coming> next;
    if (part) {
      std::byte* const buffer = lane.room(part->bytes, job);
      if (buffer == nullptr) return;
      const int result = job.driver.functions().copy_to_host(buffer, job.device + part->offset,
                                                             part->bytes, job.stream);
      if (job.fails(result, "cuMemcpyDtoHAsync") || !lane.note(part->bytes, job)) return;
      next = Coming{*part, lane.current(), buffer};
    }
    is_last = !part;
    if (coming) {
      if (!lane.wait(coming->half, job)) return;
      std::memcpy(job.host + coming->part.offset, coming->buffer, coming->part.bytes);
    }
    coming = next;
  }
}

// --- lanes and helpers

std::unique_ptr<Staging::Lane> Staging::take_lane() {
  if (getpid() != process_) return nullptr;
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !lanes_.empty() || lanes_ever_ < kCallersLanes; });
    if (!lanes_.empty()) {
      auto lane = std::move(lanes_.back());
      lanes_.pop_back();
      return lane;
    }
    ++lanes_ever_;
  }
  auto lane = std::make_unique<Lane>(driver_);
  const int result = lane->open();
  if (result == 0) return lane;
  {
    const std::lock_guard lock(mutex_);
    --lanes_ever_;
  }
  changed_.notify_all();
  if (result != kOutOfMemory) driver_.check(result, "cuMemHostAlloc");
  return nullptr;
}

void Staging::give_lane(std::unique_ptr<Lane> lane) {
  {
    const std::lock_guard lock(mutex_);
    lanes_.push_back(std::move(lane));
  }
  changed_.notify_all();
}

/// With the mutex held.
void Staging::start_helpers() {
  if (helpers_started_) return;
  helpers_started_ = true;
  try {
    for (int n = 0; n < helpers_wanted_; ++n) helpers_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {  // The system has no more threads: there are fewer.
  }
}

void Staging::help() {
  if (driver_.functions().push_context(context_) != 0) return;
  std::unique_ptr<Lane> lane;
  std::unique_lock lock(mutex_);
  std::uint64_t last = 0;
  while (true) {
    changed_.wait(lock, [&] { return ends_ || (job_ != nullptr && job_number_ != last); });
    if (ends_) break;
    Job& job = *job_;
    last = job_number_;
    ++job.helping;
    lock.unlock();
    if (lane == nullptr) {
      lane = std::make_unique<Lane>(driver_);
      if (lane->open() != 0) lane.reset();  // The caller copies alone.
    }
    if (lane != nullptr) work(job, *lane);
    lock.lock();
    if (--job.helping == 0) changed_.notify_all();
  }
  lock.unlock();
  lane.reset();
  void* context = nullptr;
  driver_.functions().pop_context(&context);
}

}  // namespace sinter::runtime::cuda
