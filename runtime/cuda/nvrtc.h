// NVIDIA's run-time compiler, opened with dlopen when it is first asked for. The few functions that
// are used are declared here: no header of CUDA's is needed to build.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sinter::runtime::cuda {

/// What the assembler says of one kernel.
struct Resources {
  int registers = 0;     ///< Per thread.
  int shared_bytes = 0;  ///< Of fixed size, per block.
  int stack_bytes = 0;   ///< Per thread.
  int spill_bytes = 0;   ///< Stored and loaded because registers ran out.
};

struct CompiledSource {
  std::vector<std::byte> code;  ///< A cubin, or PTX as text.
  std::string log;
  std::map<std::string, Resources> kernels;  ///< By name; of cubins only.
};

class Nvrtc {
 public:
  /// Opened once in a process. Where the library is missing: an error (E5210) that says what was
  /// looked for.
  static const Nvrtc& instance();
  /// Whether it can be opened; else `reason` says why not.
  static bool is_available(std::string* reason = nullptr);

  const std::string& path() const { return path_; }
  /// Of the compiler: 12.9 is 1209.
  int version() const { return version_; }
  std::string version_text() const;
  /// Compute capabilities that it compiles for, as 90 for 9.0.
  const std::vector<int>& architectures() const { return architectures_; }

  /// Machine code for a compute capability. What the compiler says of a source that Sinter made is
  /// an internal error (E5211) that keeps the source. Thread-safe.
  CompiledSource cubin(const std::string& source, int architecture) const;
  CompiledSource ptx(const std::string& source, int architecture) const;
  /// The options of every compile, for cache keys.
  static std::string options();

 private:
  Nvrtc();
  CompiledSource compile(const std::string& source, int architecture, bool machine_code) const;

  using Handle = void*;
  struct Functions {
    int (*version)(int*, int*) = nullptr;
    int (*count_architectures)(int*) = nullptr;
    int (*architectures)(int*) = nullptr;
    int (*create)(Handle*, const char*, const char*, int, const char* const*,
                  const char* const*) = nullptr;
    int (*destroy)(Handle*) = nullptr;
    int (*compile)(Handle, int, const char* const*) = nullptr;
    int (*log_size)(Handle, std::size_t*) = nullptr;
    int (*log)(Handle, char*) = nullptr;
    int (*ptx_size)(Handle, std::size_t*) = nullptr;
    int (*ptx)(Handle, char*) = nullptr;
    int (*cubin_size)(Handle, std::size_t*) = nullptr;
    int (*cubin)(Handle, char*) = nullptr;
    const char* (*error_text)(int) = nullptr;
  } f_;
  std::string path_;
  int version_ = 0;
  std::vector<int> architectures_;
};

}  // namespace sinter::runtime::cuda
