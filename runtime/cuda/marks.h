// Times on a stream: events that other streams can wait for.
#pragma once

#include <array>

#include "runtime/cuda/driver.h"

namespace sinter::runtime::cuda {

/// Numbered from 1 on. One thread at a time uses them, with the stream's context current where
/// anything is recorded. Few events serve many marks: who asks for an old one may wait for a later
/// one.
class Marks {
 public:
  Marks(const Driver& driver, void* stream) : driver_(driver), stream_(stream) {}
  ~Marks();
  Marks(const Marks&) = delete;
  Marks& operator=(const Marks&) = delete;

  /// The mark of what has been launched so far; it is recorded when something is to wait for it, or
  /// by record().
  Mark next() const { return last_ + 1; }
  Mark record();
  /// Another stream goes on when the mark has been reached.
  void let_wait(void* stream, Mark mark);
  /// Whether it is known to have been reached.
  bool is_reached(Mark mark);

 private:
  static constexpr std::size_t kEvents = 32;
  void*& event_of(Mark mark) { return events_[mark % kEvents]; }

  const Driver& driver_;
  void* stream_;
  std::array<void*, kEvents> events_{};
  Mark last_ = 0, reached_ = 0;
};

}  // namespace sinter::runtime::cuda
