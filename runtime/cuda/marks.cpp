#include "runtime/cuda/marks.h"

#include <algorithm>

namespace sinter::runtime::cuda {

constexpr unsigned kWithoutTimes = 2;

Marks::~Marks() {
  for (void* event : events_) {
    if (event != nullptr) driver_.functions().destroy_event(event);
  }
}

Mark Marks::record() {
  const auto& f = driver_.functions();
  void*& event = event_of(last_ + 1);
  if (event == nullptr) driver_.check(f.create_event(&event, kWithoutTimes), "cuEventCreate");
  driver_.check(f.record_event(event, stream_), "cuEventRecord");
  return ++last_;
}

void Marks::let_wait(void* stream, Mark mark) {
  if (mark <= reached_) return;
  if (mark > last_) mark = record();
  driver_.check(driver_.functions().let_stream_wait(stream, event_of(mark), 0),
                "cuStreamWaitEvent");
}

bool Marks::is_reached(Mark mark) {
  if (mark <= reached_) return true;
  if (mark > last_ || driver_.functions().query_event(event_of(mark)) != 0) return false;
  reached_ = std::max(reached_, mark);
  return true;
}

}  // namespace sinter::runtime::cuda
