// What tests ask of the fake driver beside what the runtime does; found with dlsym in the library
// that SINTER_CUDA_DRIVER names.
#pragma once

#include <cstddef>

extern "C" {

/// From the `after`-th call of that function on (1: the next) it fails once with this result; one
/// that is sticky is what every later call gives. Null: nothing fails any more.
using sinter_fake_fail_function = void (*)(const char* call, int result, int after);
/// How often a function has been called.
using sinter_fake_count_function = std::size_t (*)(const char* call);
/// Memory that the device can reach, as cuMemHostAlloc gives it, of the host's own making.
using sinter_fake_pin_function = void (*)(const void* memory, std::size_t bytes);
/// What is queued and has not run; of all streams of all devices.
using sinter_fake_pending_function = std::size_t (*)();
}
