// A libcuda whose devices are the processor's own memory: what the runtime calls of the driver, and
// nothing else. "Machine code" is the path of a library of emulated kernels (emulation.cpp).
//
// Streams are queues that run as late as possible: when somebody waits for them, and no further
// than that. So what is used too early is not there yet, and what is overwritten too early is gone.
//
// SINTER_FAKE_GPU_BYTES limits a device's memory, SINTER_FAKE_GPU_PINNED_BYTES that of the host
// which devices can reach; SINTER_FAKE_GPU_ARCHITECTURE is their compute capability (90),
// SINTER_FAKE_GPU_COUNT how many there are (1). What tests ask of it else: fake_driver.h.
#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr int kSuccess = 0, kOutOfMemory = 2, kInvalid = 1, kNotFound = 500, kNotReady = 600;
constexpr std::size_t kMostDevices = 8;
constexpr std::size_t kMostQueued = 20000;

std::size_t number_from(const char* variable, std::size_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// Operations in order; the first `done` of all that there ever were have run.
struct Stream {
  int device = 0;
  std::deque<std::function<void()>> queue;
  std::uint64_t done = 0;
  std::uint64_t end() const { return done + queue.size(); }
};

/// A place in a stream.
struct Event {
  int device = 0;
  Stream* stream = nullptr;
  std::uint64_t position = 0;
};

struct Context {
  int device = 0;
};

struct Memory {
  std::size_t bytes = 0;
  int device = 0;
};

struct Function {
  void (*entry)(const std::uint64_t*) = nullptr;
  void (*emulate)(void (*)(const std::uint64_t*), std::int64_t, int, const std::uint64_t*, int,
                  unsigned) = nullptr;
  int arguments = 0;
};

struct Node {
  std::size_t place = 0;  ///< In its graph.
  Function* function = nullptr;
  unsigned blocks = 0, threads = 0;
  std::array<std::uint64_t, 64> arguments{};
};

/// Also what is made of it for launches, where nodes have the same places.
struct Graph {
  int device = 0;
  std::vector<std::unique_ptr<Node>> nodes;
};

struct Failing {
  std::string call;
  int result = 0, after = 0;
};

/// As the real one it answers until the very end of the process, when engines that are static end.
struct State {
  std::mutex mutex;
  std::array<Context, kMostDevices> contexts;
  std::map<std::uint64_t, Memory> memory;
  std::array<std::size_t, kMostDevices> used{};
  std::map<std::uint64_t, std::size_t> pinned;
  std::size_t pinned_bytes = 0;
  std::vector<Stream*> streams, destroyed;  ///< Events may still name those.
  std::map<std::string_view, std::size_t> counts;
  Failing failing;
  int sticky = kSuccess;
};
State& state = *new State;
/// A thread's stack of contexts. Without a destructor: objects that live until the process ends
/// come here after those of the thread are gone.
struct ContextStack {
  static constexpr std::size_t kMost = 64;
  std::array<Context*, kMost> of{};
  std::size_t count = 0;

  bool empty() const { return count == 0; }
  Context* back() const { return of[count - 1]; }
  void push_back(Context* context) {
    if (count == kMost) std::abort();
    of[count++] = context;
  }
  void pop_back() { --count; }
};
thread_local ContextStack current;

bool is_sticky(int result) { return result == 700 || result == 719; }

/// What every function begins with: it is counted, and fails where that was asked for.
int begin(const char* call) {
  const std::lock_guard lock(state.mutex);
  ++state.counts[call];
  if (state.sticky != kSuccess) return state.sticky;
  if (state.failing.call != call || --state.failing.after != 0) return kSuccess;
  const int result = state.failing.result;
  state.failing.call.clear();
  if (is_sticky(result)) state.sticky = result;
  return result;
}
#define BEGIN \
  if (const int wrong = begin(__func__); wrong != kSuccess) return wrong

int device_now() { return current.empty() ? -1 : current.back()->device; }

/// Runs a stream up to there.
void drain(Stream& stream, std::uint64_t position) {
  while (stream.done < position && !stream.queue.empty()) {
    const auto operation = std::move(stream.queue.front());
    stream.queue.pop_front();
    ++stream.done;
    operation();
  }
}

void drain_all() {
  for (Stream* stream : state.streams) drain(*stream, stream->end());
}

/// What is queued on a stream belongs to the device that is current.
int enqueue(void* handle, std::function<void()> operation) {
  auto* stream = static_cast<Stream*>(handle);
  if (stream == nullptr || device_now() != stream->device) return kInvalid;
  stream->queue.push_back(std::move(operation));
  if (stream->queue.size() > kMostQueued) drain(*stream, stream->end());
  return kSuccess;
}

/// Whether all of these bytes are one device's.
bool is_on(std::uint64_t address, std::size_t bytes, int device) {
  const auto after = state.memory.upper_bound(address);
  if (after == state.memory.begin()) return false;
  const auto& [begin, memory] = *std::prev(after);
  return memory.device == device && address + bytes <= begin + memory.bytes;
}

bool is_pinned(const void* memory) {
  const auto address = reinterpret_cast<std::uint64_t>(memory);
  const auto after = state.pinned.upper_bound(address);
  if (after == state.pinned.begin()) return false;
  const auto& [begin, bytes] = *std::prev(after);
  return address < begin + bytes;
}

void* pointer(std::uint64_t address) { return reinterpret_cast<void*>(address); }

void run(const Node& node) {
  node.function->emulate(node.function->entry, node.blocks, static_cast<int>(node.threads),
                         node.arguments.data(), 1, 0);
}

/// As CUDA lays it out.
struct KernelNode {
  void* function;
  unsigned grid[3], block[3];
  unsigned shared_bytes;
  void** parameters;
  void** extra;
  void *kernel, *context;
};

int make_node(void* function, unsigned blocks, unsigned threads, void** parameters, Node& node) {
  if (function == nullptr || blocks == 0 || threads == 0) return kInvalid;
  node.function = static_cast<Function*>(function);
  node.blocks = blocks;
  node.threads = threads;
  for (int n = 0; n < node.function->arguments; ++n)
    std::memcpy(&node.arguments[static_cast<std::size_t>(n)], parameters[n], 8);
  return kSuccess;
}

int node_from(const KernelNode& from, Node& node) {
  if (from.grid[1] != 1 || from.grid[2] != 1 || from.block[1] != 1 || from.block[2] != 1)
    return kInvalid;
  return make_node(from.function, from.grid[0], from.block[0], from.parameters, node);
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the names are the driver's
extern "C" {

#define VISIBLE __attribute__((visibility("default")))
#define FAKE VISIBLE int

VISIBLE void sinter_fake_fail(const char* call, int result, int after) {
  const std::lock_guard lock(state.mutex);
  state.failing = {call == nullptr ? "" : call, result, after};
  if (call == nullptr) state.sticky = kSuccess;
}
VISIBLE std::size_t sinter_fake_count(const char* call) {
  const std::lock_guard lock(state.mutex);
  const auto found = state.counts.find(call);
  return found == state.counts.end() ? 0 : found->second;
}
VISIBLE void sinter_fake_pin(const void* memory, std::size_t bytes) {
  const std::lock_guard lock(state.mutex);
  state.pinned[reinterpret_cast<std::uint64_t>(memory)] = bytes;
}
VISIBLE std::size_t sinter_fake_pending() {
  const std::lock_guard lock(state.mutex);
  std::size_t count = 0;
  for (const Stream* stream : state.streams) count += stream->queue.size();
  return count;
}

FAKE cuInit(unsigned) {
  for (std::size_t n = 0; n < kMostDevices; ++n) state.contexts[n].device = static_cast<int>(n);
  return kSuccess;
}
FAKE cuDriverGetVersion(int* version) { return *version = 12040, kSuccess; }
FAKE cuDeviceGetCount(int* count) {
  *count = static_cast<int>(std::min(number_from("SINTER_FAKE_GPU_COUNT", 1), kMostDevices));
  return kSuccess;
}
FAKE cuDeviceGet(int* device, int number) { return *device = number, kSuccess; }
FAKE cuDeviceGetName(char* name, int size, int) {
  std::snprintf(name, static_cast<std::size_t>(size), "Fake");
  return kSuccess;
}
FAKE cuDeviceGetAttribute(int* value, int attribute, int) {
  const auto architecture = static_cast<int>(number_from("SINTER_FAKE_GPU_ARCHITECTURE", 90));
  *value = attribute == 75 ? architecture / 10 : attribute == 76 ? architecture % 10 : 2;
  return kSuccess;
}
FAKE cuDeviceTotalMem_v2(std::size_t* bytes, int) {
  return *bytes = number_from("SINTER_FAKE_GPU_BYTES", std::size_t{1} << 30), kSuccess;
}
FAKE cuDevicePrimaryCtxRetain(void** context, int device) {
  BEGIN;
  *context = &state.contexts[static_cast<std::size_t>(device)];
  return kSuccess;
}
FAKE cuDevicePrimaryCtxRelease_v2(int) { return kSuccess; }
FAKE cuCtxPushCurrent_v2(void* context) {
  current.push_back(static_cast<Context*>(context));
  return kSuccess;
}
FAKE cuCtxPopCurrent_v2(void** context) {
  if (current.empty()) return kInvalid;
  *context = current.back();
  current.pop_back();
  return kSuccess;
}

// --- streams and events

FAKE cuStreamCreate(void** stream, unsigned) {
  BEGIN;
  if (device_now() < 0) return kInvalid;
  const std::lock_guard lock(state.mutex);
  state.streams.push_back(new Stream{device_now(), {}, 0});
  *stream = state.streams.back();
  return kSuccess;
}
FAKE cuStreamDestroy_v2(void* handle) {
  const std::lock_guard lock(state.mutex);
  auto* stream = static_cast<Stream*>(handle);
  drain(*stream, stream->end());
  std::erase(state.streams, stream);
  state.destroyed.push_back(stream);
  return kSuccess;
}
FAKE cuStreamSynchronize(void* handle) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  auto* stream = static_cast<Stream*>(handle);
  drain(*stream, stream->end());
  return kSuccess;
}
FAKE cuStreamWaitEvent(void* handle, void* awaited, unsigned) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  const Event event = *static_cast<Event*>(awaited);
  auto* stream = static_cast<Stream*>(handle);
  if (event.stream == nullptr) return kSuccess;
  stream->queue.emplace_back([event] { drain(*event.stream, event.position); });
  return kSuccess;
}
FAKE cuEventCreate(void** event, unsigned) {
  BEGIN;
  if (device_now() < 0) return kInvalid;
  *event = new Event{device_now(), nullptr, 0};
  return kSuccess;
}
FAKE cuEventDestroy_v2(void* event) {
  delete static_cast<Event*>(event);
  return kSuccess;
}
FAKE cuEventRecord(void* handle, void* on) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  auto* event = static_cast<Event*>(handle);
  auto* stream = static_cast<Stream*>(on);
  if (event->device != stream->device) return kInvalid;
  event->stream = stream;
  event->position = stream->end();
  return kSuccess;
}
FAKE cuEventQuery(void* handle) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  const auto* event = static_cast<Event*>(handle);
  const bool is_done = event->stream == nullptr || event->stream->done >= event->position;
  return is_done ? kSuccess : kNotReady;
}
FAKE cuEventSynchronize(void* handle) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  const auto* event = static_cast<Event*>(handle);
  if (event->stream != nullptr) drain(*event->stream, event->position);
  return kSuccess;
}

// --- memory

FAKE cuMemAlloc_v2(std::uint64_t* address, std::size_t bytes) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  const int device = device_now();
  if (device < 0) return kInvalid;
  std::size_t& used = state.used[static_cast<std::size_t>(device)];
  if (used + bytes > number_from("SINTER_FAKE_GPU_BYTES", std::size_t{1} << 30))
    return kOutOfMemory;
  void* block = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  std::memset(block, 0xc7, bytes);
  *address = reinterpret_cast<std::uint64_t>(block);
  state.memory[*address] = {bytes, device};
  used += bytes;
  return kSuccess;
}
FAKE cuMemFree_v2(std::uint64_t address) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  drain_all();
  const auto found = state.memory.find(address);
  if (found == state.memory.end()) return kInvalid;
  state.used[static_cast<std::size_t>(found->second.device)] -= found->second.bytes;
  state.memory.erase(found);
  std::free(pointer(address));
  return kSuccess;
}
FAKE cuMemHostAlloc(void** memory, std::size_t bytes, unsigned) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (state.pinned_bytes + bytes > number_from("SINTER_FAKE_GPU_PINNED_BYTES", 1 << 30))
    return kOutOfMemory;
  *memory = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  std::memset(*memory, 0xc7, bytes);
  state.pinned[reinterpret_cast<std::uint64_t>(*memory)] = bytes;
  state.pinned_bytes += bytes;
  return kSuccess;
}
FAKE cuMemFreeHost(void* memory) {
  const std::lock_guard lock(state.mutex);
  drain_all();
  const auto found = state.pinned.find(reinterpret_cast<std::uint64_t>(memory));
  if (found == state.pinned.end()) return kInvalid;
  state.pinned_bytes -= found->second;
  state.pinned.erase(found);
  std::free(memory);
  return kSuccess;
}
FAKE cuPointerGetAttribute(void* value, int attribute, std::uint64_t address) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (attribute != 2) return kInvalid;
  const bool pinned = is_pinned(pointer(address));
  if (!pinned && !is_on(address, 1, 0) && !is_on(address, 1, 1)) return kInvalid;
  *static_cast<unsigned*>(value) = pinned ? 1 : 2;
  return kSuccess;
}

// --- copies

/// Ordinary memory has been read when this returns, small parts at once; other memory is read when
/// the stream comes there.
FAKE cuMemcpyHtoDAsync_v2(std::uint64_t to, const void* from, std::size_t bytes, void* stream) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (!is_on(to, bytes, device_now())) return kInvalid;
  if (is_pinned(from)) return enqueue(stream, [=] { std::memcpy(pointer(to), from, bytes); });
  const auto* begin = static_cast<const std::byte*>(from);
  auto copy = std::make_shared<std::vector<std::byte>>(begin, begin + bytes);
  return enqueue(stream, [=] { std::memcpy(pointer(to), copy->data(), bytes); });
}
/// Into ordinary memory it is done when this returns.
FAKE cuMemcpyDtoHAsync_v2(void* to, std::uint64_t from, std::size_t bytes, void* handle) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (!is_on(from, bytes, device_now())) return kInvalid;
  const int result = enqueue(handle, [=] { std::memcpy(to, pointer(from), bytes); });
  auto* stream = static_cast<Stream*>(handle);
  if (result == kSuccess && !is_pinned(to)) drain(*stream, stream->end());
  return result;
}
FAKE cuMemcpyDtoDAsync_v2(std::uint64_t to, std::uint64_t from, std::size_t bytes, void* stream) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (!is_on(to, bytes, device_now()) || !is_on(from, bytes, device_now())) return kInvalid;
  return enqueue(stream, [=] { std::memmove(pointer(to), pointer(from), bytes); });
}
FAKE cuMemcpyPeerAsync(std::uint64_t to, void* to_context, std::uint64_t from, void* from_context,
                       std::size_t bytes, void* stream) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (!is_on(to, bytes, static_cast<Context*>(to_context)->device) ||
      !is_on(from, bytes, static_cast<Context*>(from_context)->device))
    return kInvalid;
  return enqueue(stream, [=] { std::memcpy(pointer(to), pointer(from), bytes); });
}
FAKE cuMemsetD8Async(std::uint64_t to, unsigned char value, std::size_t bytes, void* stream) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  if (!is_on(to, bytes, device_now())) return kInvalid;
  return enqueue(stream, [=] { std::memset(pointer(to), value, bytes); });
}

// --- kernels

FAKE cuModuleLoadData(void** module, const void* image) {
  BEGIN;
  *module = dlopen(static_cast<const char*>(image), RTLD_NOW | RTLD_LOCAL);
  return *module != nullptr ? kSuccess : 200;
}
FAKE cuModuleUnload(void* module) {
  const std::lock_guard lock(state.mutex);
  drain_all();
  return dlclose(module) == 0 ? kSuccess : kInvalid;
}
FAKE cuModuleGetFunction(void** function, void* module, const char* name) {
  BEGIN;
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
                    unsigned ty, unsigned tz, unsigned, void* stream, void** parameters, void**) {
  BEGIN;
  if (y != 1 || z != 1 || ty != 1 || tz != 1) return kInvalid;
  Node node;
  if (const int wrong = make_node(function, x, threads, parameters, node); wrong != kSuccess)
    return wrong;
  const std::lock_guard lock(state.mutex);
  return enqueue(stream, [node] { run(node); });
}

// --- graphs

FAKE cuGraphCreate(void** graph, unsigned) {
  BEGIN;
  *graph = new Graph{device_now(), {}};
  return kSuccess;
}
FAKE cuGraphDestroy(void* graph) {
  delete static_cast<Graph*>(graph);
  return kSuccess;
}
FAKE cuGraphAddKernelNode_v2(void** made, void* handle, void* const* before, std::size_t count,
                             const KernelNode* from) {
  BEGIN;
  auto* graph = static_cast<Graph*>(handle);
  // A chain: each node waits for the one that was added last.
  if (count != (graph->nodes.empty() ? 0 : 1)) return kInvalid;
  if (count == 1 && *before != graph->nodes.back().get()) return kInvalid;
  auto node = std::make_unique<Node>();
  node->place = graph->nodes.size();
  if (const int wrong = node_from(*from, *node); wrong != kSuccess) return wrong;
  graph->nodes.push_back(std::move(node));
  *made = graph->nodes.back().get();
  return kSuccess;
}
FAKE cuGraphInstantiateWithFlags(void** executable, void* handle, unsigned long long) {
  BEGIN;
  const auto* graph = static_cast<Graph*>(handle);
  auto* made = new Graph{graph->device, {}};
  // A node is found by the graph's node: the same place.
  for (const auto& node : graph->nodes) made->nodes.push_back(std::make_unique<Node>(*node));
  *executable = made;
  return kSuccess;
}
FAKE cuGraphExecDestroy(void* executable) {
  delete static_cast<Graph*>(executable);
  return kSuccess;
}
FAKE cuGraphExecKernelNodeSetParams_v2(void* handle, void* node, const KernelNode* from) {
  BEGIN;
  auto* executable = static_cast<Graph*>(handle);
  const std::lock_guard lock(state.mutex);
  const std::size_t place = static_cast<Node*>(node)->place;
  if (place >= executable->nodes.size()) return kInvalid;
  return node_from(*from, *executable->nodes[place]);
}
FAKE cuGraphLaunch(void* handle, void* stream) {
  BEGIN;
  const std::lock_guard lock(state.mutex);
  for (const auto& node : static_cast<Graph*>(handle)->nodes) {
    const int result = enqueue(stream, [copy = *node] { run(copy); });
    if (result != kSuccess) return result;
  }
  return kSuccess;
}

FAKE cuGetErrorName(int, const char** name) { return *name = "CUDA_ERROR_FAKE", kSuccess; }
FAKE cuGetErrorString(int result, const char** text) {
  *text = result == kOutOfMemory ? "out of memory" : "invalid";
  return kSuccess;
}
}
// NOLINTEND(readability-identifier-naming)
