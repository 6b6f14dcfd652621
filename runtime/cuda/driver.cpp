#include "runtime/cuda/driver.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "runtime/cuda/library.h"
#include "runtime/environment.h"

namespace sinter::runtime::cuda {
namespace {

constexpr const char* kLibrary = "libcuda.so.1";
constexpr int kOutOfMemory = 2;
// Attributes of devices, as the driver numbers them.
constexpr int kMultiprocessors = 16, kMajor = 75, kMinor = 76;

[[noreturn]] void no_driver(const std::string& what) {
  throw Error(ErrorKind::kUnavailable, "E5221", "no CUDA driver: " + what);
}

template <typename Function>
void find(void* library, const char* name, const std::string& path, Function& function) {
  if (!find_function(library, name, function))
    no_driver(fmt::format("{} lacks {}; it is too old", path, name));
}

/// Errors after which the driver refuses everything in this process: memory that cannot be
/// corrected, illegal addresses, time-outs, contexts that are gone, assertions, illegal
/// instructions and their kind.
bool is_sticky(int result) {
  constexpr std::array kResults = {214, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719};
  return std::ranges::find(kResults, result) != kResults.end();
}

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
  find(library, "cuStreamWaitEvent", path, f_.let_stream_wait);
  find(library, "cuEventCreate", path, f_.create_event);
  find(library, "cuEventDestroy_v2", path, f_.destroy_event);
  find(library, "cuEventRecord", path, f_.record_event);
  find(library, "cuEventQuery", path, f_.query_event);
  find(library, "cuEventSynchronize", path, f_.wait_for_event);
  find(library, "cuMemHostAlloc", path, f_.allocate_pinned);
  find(library, "cuMemFreeHost", path, f_.release_pinned);
  find(library, "cuPointerGetAttribute", path, f_.pointer_attribute);
  find(library, "cuMemcpyPeerAsync", path, f_.copy_between);
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
  find_graphs(library);
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

void Driver::find_graphs(void* library) {
  const bool has_kernels =
      find_function(library, "cuGraphAddKernelNode_v2", f_.add_kernel) &&
      find_function(library, "cuGraphExecKernelNodeSetParams_v2", f_.change_kernel);
  const bool had_kernels =
      has_kernels || (find_function(library, "cuGraphAddKernelNode", f_.add_kernel) &&
                      find_function(library, "cuGraphExecKernelNodeSetParams", f_.change_kernel));
  const bool all = had_kernels && find_function(library, "cuGraphCreate", f_.create_graph) &&
                   find_function(library, "cuGraphDestroy", f_.destroy_graph) &&
                   find_function(library, "cuGraphInstantiateWithFlags", f_.instantiate) &&
                   find_function(library, "cuGraphExecDestroy", f_.destroy_executable) &&
                   find_function(library, "cuGraphLaunch", f_.launch_graph);
  if (!all) f_.launch_graph = nullptr;
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

}  // namespace sinter::runtime::cuda
