// A libcuda whose device is the processor's own memory: what the runtime calls of the driver, and
// nothing else. "Machine code" is the path of a library of emulated kernels (emulation.cpp).
// SINTER_FAKE_GPU_BYTES limits the device's memory, SINTER_FAKE_GPU_ARCHITECTURE is its compute
// capability (90).
#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

namespace {

constexpr int kSuccess = 0, kOutOfMemory = 2, kInvalid = 1, kNotFound = 500;

// As the real one it answers until the very end of the process, when engines that are static end.
std::mutex& mutex = *new std::mutex;
std::map<std::uint64_t, std::size_t>& memory = *new std::map<std::uint64_t, std::size_t>;
std::size_t used = 0;
thread_local int contexts = 0;

std::size_t limit() {
  const char* text = std::getenv("SINTER_FAKE_GPU_BYTES");
  return text == nullptr ? std::size_t{1} << 30 : std::strtoull(text, nullptr, 10);
}

int architecture() {
  const char* text = std::getenv("SINTER_FAKE_GPU_ARCHITECTURE");
  return text == nullptr ? 90 : std::atoi(text);
}

struct Function {
  void (*entry)(const std::uint64_t*) = nullptr;
  void (*emulate)(void (*)(const std::uint64_t*), std::int64_t, int, const std::uint64_t*, int,
                  unsigned) = nullptr;
  int arguments = 0;
};

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the names are the driver's
extern "C" {

#define FAKE __attribute__((visibility("default"))) int

FAKE cuInit(unsigned) { return kSuccess; }
FAKE cuDriverGetVersion(int* version) { return *version = 12040, kSuccess; }
FAKE cuDeviceGetCount(int* count) { return *count = 1, kSuccess; }
FAKE cuDeviceGet(int* device, int number) { return *device = number, kSuccess; }
FAKE cuDeviceGetName(char* name, int size, int) {
  std::snprintf(name, static_cast<std::size_t>(size), "Fake");
  return kSuccess;
}
FAKE cuDeviceGetAttribute(int* value, int attribute, int) {
  *value = attribute == 75 ? architecture() / 10 : attribute == 76 ? architecture() % 10 : 2;
  return kSuccess;
}
FAKE cuDeviceTotalMem_v2(std::size_t* bytes, int) { return *bytes = limit(), kSuccess; }
FAKE cuDevicePrimaryCtxRetain(void** context, int) {
  *context = &memory;
  return kSuccess;
}
FAKE cuDevicePrimaryCtxRelease_v2(int) { return kSuccess; }
FAKE cuCtxPushCurrent_v2(void* context) {
  ++contexts;
  return context == &memory ? kSuccess : kInvalid;
}
FAKE cuCtxPopCurrent_v2(void** context) {
  *context = &memory;
  return contexts-- > 0 ? kSuccess : kInvalid;
}
FAKE cuStreamCreate(void** stream, unsigned) {
  *stream = &mutex;
  return contexts > 0 ? kSuccess : kInvalid;
}
FAKE cuStreamDestroy_v2(void*) { return kSuccess; }
FAKE cuStreamSynchronize(void*) { return kSuccess; }
FAKE cuMemAlloc_v2(std::uint64_t* address, std::size_t bytes) {
  const std::lock_guard lock(mutex);
  if (contexts == 0) return kInvalid;
  if (used + bytes > limit()) return kOutOfMemory;
  void* block = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  std::memset(block, 0xc7, bytes);
  *address = reinterpret_cast<std::uint64_t>(block);
  memory[*address] = bytes;
  used += bytes;
  return kSuccess;
}
FAKE cuMemFree_v2(std::uint64_t address) {
  const std::lock_guard lock(mutex);
  const auto found = memory.find(address);
  if (found == memory.end()) return kInvalid;
  used -= found->second;
  memory.erase(found);
  std::free(reinterpret_cast<void*>(address));
  return kSuccess;
}
FAKE cuMemcpyHtoDAsync_v2(std::uint64_t to, const void* from, std::size_t bytes, void*) {
  std::memcpy(reinterpret_cast<void*>(to), from, bytes);
  return kSuccess;
}
FAKE cuMemcpyDtoHAsync_v2(void* to, std::uint64_t from, std::size_t bytes, void*) {
  std::memcpy(to, reinterpret_cast<const void*>(from), bytes);
  return kSuccess;
}
FAKE cuMemcpyDtoDAsync_v2(std::uint64_t to, std::uint64_t from, std::size_t bytes, void*) {
  std::memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
  return kSuccess;
}
FAKE cuMemsetD8Async(std::uint64_t to, unsigned char value, std::size_t bytes, void*) {
  std::memset(reinterpret_cast<void*>(to), value, bytes);
  return kSuccess;
}
FAKE cuModuleLoadData(void** module, const void* image) {
  *module = dlopen(static_cast<const char*>(image), RTLD_NOW | RTLD_LOCAL);
  return *module != nullptr ? kSuccess : 200;
}
FAKE cuModuleUnload(void* module) { return dlclose(module) == 0 ? kSuccess : kInvalid; }
FAKE cuModuleGetFunction(void** function, void* module, const char* name) {
  const std::string number = std::strrchr(name, '_') + 1;
  const auto count = static_cast<int*>(dlsym(module, ("arguments_0_" + number).c_str()));
  auto* found = new Function;
  found->entry =
      reinterpret_cast<decltype(found->entry)>(dlsym(module, ("call_0_" + number).c_str()));
  found->emulate = reinterpret_cast<decltype(found->emulate)>(dlsym(module, "sinter_emulate"));
  if (found->entry == nullptr || found->emulate == nullptr || count == nullptr) {
    delete found;
    return kNotFound;
  }
  found->arguments = *count;
  *function = found;
  return kSuccess;
}
FAKE cuLaunchKernel(void* function, unsigned x, unsigned y, unsigned z, unsigned threads,
                    unsigned ty, unsigned tz, unsigned, void*, void** parameters, void**) {
  if (contexts == 0 || x == 0 || y != 1 || z != 1 || ty != 1 || tz != 1) return kInvalid;
  const auto* f = static_cast<Function*>(function);
  std::uint64_t arguments[64] = {};
  for (int n = 0; n < f->arguments; ++n) std::memcpy(&arguments[n], parameters[n], 8);
  const std::lock_guard lock(mutex);  // the emulation is one GPU
  f->emulate(f->entry, x, static_cast<int>(threads), arguments, 1, 0);
  return kSuccess;
}
FAKE cuGetErrorName(int, const char** name) { return *name = "CUDA_ERROR_FAKE", kSuccess; }
FAKE cuGetErrorString(int result, const char** text) {
  *text = result == kOutOfMemory ? "out of memory" : "invalid";
  return kSuccess;
}
}
// NOLINTEND(readability-identifier-naming)
