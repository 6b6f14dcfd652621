// The CUDA driver, opened with dlopen when a GPU is first asked for. The few functions that are
// used are declared here: no header of CUDA's is needed to build.
#pragma once

#include <cstddef>
#include <string>

#include "runtime/cuda/device.h"

namespace sinter::runtime::cuda {

struct DeviceInfo {
  std::string name;
  int architecture = 0;  ///< 90 for compute capability 9.0.
  int multiprocessors = 0;
  std::size_t memory_bytes = 0;
};

/// A node of a graph that launches a kernel, as the driver lays it out (CUDA_KERNEL_NODE_PARAMS, of
/// both versions: the second has the last two members more).
struct KernelNode {
  void* function = nullptr;
  unsigned grid[3] = {1, 1, 1};
  unsigned block[3] = {1, 1, 1};
  unsigned shared_bytes = 0;
  void** parameters = nullptr;
  void** extra = nullptr;
  void* kernel = nullptr;
  void* context = nullptr;
};

/// The library's functions. CUDA's handles are pointers, its results numbers: 0 is success.
class Driver {
 public:
  /// Opened once in a process. Where the library, or a GPU, is missing: an error (E5221) that says
  /// what was looked for.
  static const Driver& instance();
  /// Whether there is a GPU; else `reason` says why not.
  static bool is_available(std::string* reason = nullptr);

  int version() const { return version_; }  ///< 12040 is 12.4.
  int device_count() const { return device_count_; }
  DeviceInfo info(int device) const;
  /// An error for a call's result other than success: E5220 out of memory, E5222 else. `sticky`
  /// results are those after which a context is of no use any more.
  void check(int result, const char* call) const;

  struct Functions {
    int (*init)(unsigned) = nullptr;
    int (*version)(int*) = nullptr;
    int (*count)(int*) = nullptr;
    int (*get)(int*, int) = nullptr;
    int (*name)(char*, int, int) = nullptr;
    int (*attribute)(int*, int, int) = nullptr;
    int (*total_memory)(std::size_t*, int) = nullptr;
    int (*retain_context)(void**, int) = nullptr;
    int (*release_context)(int) = nullptr;
    int (*push_context)(void*) = nullptr;
    int (*pop_context)(void**) = nullptr;
    int (*create_stream)(void**, unsigned) = nullptr;
    int (*destroy_stream)(void*) = nullptr;
    int (*wait_for_stream)(void*) = nullptr;
    int (*let_stream_wait)(void*, void*, unsigned) = nullptr;
    int (*create_event)(void**, unsigned) = nullptr;
    int (*destroy_event)(void*) = nullptr;
    int (*record_event)(void*, void*) = nullptr;
    int (*query_event)(void*) = nullptr;
    int (*wait_for_event)(void*) = nullptr;
    int (*allocate_pinned)(void**, std::size_t, unsigned) = nullptr;
    int (*release_pinned)(void*) = nullptr;
    int (*pointer_attribute)(void*, int, DeviceAddress) = nullptr;
    int (*allocate)(DeviceAddress*, std::size_t) = nullptr;
    int (*release)(DeviceAddress) = nullptr;
    int (*copy_to_device)(DeviceAddress, const void*, std::size_t, void*) = nullptr;
    int (*copy_to_host)(void*, DeviceAddress, std::size_t, void*) = nullptr;
    int (*copy)(DeviceAddress, DeviceAddress, std::size_t, void*) = nullptr;
    int (*copy_between)(DeviceAddress, void*, DeviceAddress, void*, std::size_t, void*) = nullptr;
    int (*fill)(DeviceAddress, unsigned char, std::size_t, void*) = nullptr;
    int (*load_module)(void**, const void*) = nullptr;
    int (*unload_module)(void*) = nullptr;
    int (*get_function)(void**, void*, const char*) = nullptr;
    int (*launch)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                  void*, void**, void**) = nullptr;
    // Of graphs; null where the driver is too old for them.
    int (*create_graph)(void**, unsigned) = nullptr;
    int (*destroy_graph)(void*) = nullptr;
    int (*add_kernel)(void**, void*, void* const*, std::size_t, const KernelNode*) = nullptr;
    int (*instantiate)(void**, void*, unsigned long long) = nullptr;
    int (*change_kernel)(void*, void*, const KernelNode*) = nullptr;
    int (*launch_graph)(void*, void*) = nullptr;
    int (*destroy_executable)(void*) = nullptr;
    int (*error_name)(int, const char**) = nullptr;
    int (*error_text)(int, const char**) = nullptr;
  };
  const Functions& functions() const { return f_; }
  bool has_graphs() const { return f_.launch_graph != nullptr; }

 private:
  Driver();
  void find_graphs(void* library);
  Functions f_;
  int version_ = 0;
  int device_count_ = 0;
};

/// While it lives, a context is the thread's current one.
class CurrentContext {
 public:
  CurrentContext(const Driver& driver, void* context) : driver_(driver), outer_(held) {
    if (outer_ == context) return;
    driver.check(driver.functions().push_context(context), "cuCtxPushCurrent");
    held = context;
    is_pushed_ = true;
  }
  ~CurrentContext() {
    if (!is_pushed_) return;
    void* context = nullptr;
    driver_.functions().pop_context(&context);
    held = outer_;
  }
  CurrentContext(const CurrentContext&) = delete;
  CurrentContext& operator=(const CurrentContext&) = delete;

 private:
  static inline thread_local void* held = nullptr;  ///< Of the innermost one that lives.
  const Driver& driver_;
  void* outer_;
  bool is_pushed_ = false;
};

}  // namespace sinter::runtime::cuda
