// Copies between ordinary memory of the host and a device's, through buffers that the device can
// reach: one part is copied by the processor while another is on its way.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "runtime/cuda/driver.h"

namespace sinter::runtime::cuda {

/// All members may be called from any thread, with the device's context current. Large copies are
/// shared with threads of its own, which the first of them starts.
class Staging {
 public:
  /// `copiers`: how many threads share a copy, the caller included.
  Staging(const Driver& driver, void* context, int copiers);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Deletes it, but leaves it where the process is a fork: then its threads are not there, and
  /// nobody can say what they were doing.
  struct End {
    void operator()(Staging* staging) const;
  };

  /// On that stream. `from` may be used again when this returns. False, and nothing was done, where
  /// the system has no memory for the buffers, and in a fork.
  bool upload(DeviceAddress to, const void* from, std::size_t bytes, void* stream);
  /// The same; the bytes are there when this returns.
  bool download(void* to, DeviceAddress from, std::size_t bytes, void* stream);
  /// All of them; false where they are too large, or there is no memory for the buffers.
  bool download(std::span<const Read> reads, void* stream);
  /// How many threads share a copy when nothing else is said.
  static int usual_copiers();

 private:
  struct Job;
  class Lane;
  bool run(Job& job);
  void check(const Job& job) const;
  void work(Job& job, Lane& lane);
  static void send(Job& job, Lane& lane);
  static void receive(Job& job, Lane& lane);
  static void receive(std::span<const Read> reads, Job& job, Lane& lane);
  void start_helpers();
  void help();
  std::unique_ptr<Lane> take_lane();
  void give_lane(std::unique_ptr<Lane> lane);

  const Driver& driver_;
  void* context_;
  const int helpers_wanted_;
  const pid_t process_;

  std::mutex mutex_;  ///< Of what follows.
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< That no caller uses.
  int lanes_ever_ = 0;
  std::vector<std::thread> helpers_;
  bool helpers_started_ = false;
  Job* job_ = nullptr;  ///< That helpers may join, each once.
  std::uint64_t job_number_ = 0;
  bool ends_ = false;
};

}  // namespace sinter::runtime::cuda
