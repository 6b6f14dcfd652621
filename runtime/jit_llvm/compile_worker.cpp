// The program sinter_compile_worker PLUGIN MEMORY: compiles for another process what arrives on its
// standard input, until that ends. MEMORY: bytes that it may use beyond what LLVM takes to start.
#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <string_view>

#include "compiler/codegen/llvm_plugin.h"
#include "runtime/jit_llvm/compile_protocol.h"

namespace sinter::runtime {
namespace {

constexpr int kSocket = STDIN_FILENO;

/// False at the end of the input.
bool receive(void* to, std::size_t size) {
  auto* at = static_cast<char*>(to);
  while (size > 0) {
    const ssize_t got = read(kSocket, at, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool send_all(const void* from, std::size_t size) {
  const auto* at = static_cast<const char*>(from);
  while (size > 0) {
    const ssize_t sent = send(kSocket, at, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool answer(CompileStatus status, const void* bytes, std::size_t size) {
  const CompileAnswer head{status, 0, size};
  return send_all(&head, sizeof head) && send_all(bytes, size);
}

void limit(int resource, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(resource, &both);
}

/// Of address space that is taken now.
rlim_t taken() {
  unsigned long pages = 0;
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%lu", &pages) != 1) pages = 0;
  if (file != nullptr) std::fclose(file);
  return static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

/// The open plugin; a message where it cannot be opened.
struct Plugin {
  explicit Plugin(const char* path) {
    void* const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library != nullptr) {
      compile =
          reinterpret_cast<sinter_llvm_compile_fn>(dlsym(library, SINTER_LLVM_COMPILE_SYMBOL));
      release = reinterpret_cast<sinter_llvm_free_fn>(dlsym(library, SINTER_LLVM_FREE_SYMBOL));
    }
    if (compile == nullptr || release == nullptr) {
      const char* const reason = dlerror();
      problem = reason == nullptr ? path : reason;
    }
  }
  sinter_llvm_compile_fn compile = nullptr;
  sinter_llvm_free_fn release = nullptr;
  std::string problem;
};

/// One kernel; false when the process is to end.
bool serve(const Plugin& plugin, const CompileRequest& head, const std::string& kernel) {
  if (!plugin.problem.empty())
    return answer(CompileStatus::kNoPlugin, plugin.problem.data(), plugin.problem.size());
  sinter_llvm_request request{};
  request.kernel = kernel.data();
  request.kernel_size = kernel.size();
  request.vector_bits = head.vector_bits;
  request.output = head.output;
  request.quick = head.quick;
  sinter_llvm_result result{};
  bool goes_on = false;
  if (plugin.compile(&request, &result) == 0) {
    goes_on = answer(CompileStatus::kDone, result.data, result.size);
  } else {
    const std::string_view message = result.error == nullptr ? "unknown reason" : result.error;
    const bool memory = message.find("bad_alloc") != std::string_view::npos;
    goes_on = answer(memory ? CompileStatus::kOutOfMemory : CompileStatus::kFailed, message.data(),
                     message.size()) &&
              !memory;
  }
  plugin.release(&result);
  return goes_on;
}

int run(const char* path, const char* memory) {
  limit(RLIMIT_CORE, 0);
  const Plugin plugin(path);
  limit(RLIMIT_AS, taken() + std::strtoull(memory, nullptr, 10));
  CompileRequest head;
  std::string kernel;
  while (receive(&head, sizeof head)) {
    try {
      kernel.resize(head.size);
    } catch (const std::exception&) {
      answer(CompileStatus::kOutOfMemory, "", 0);
      return 1;
    }
    if (!receive(kernel.data(), kernel.size()) || !serve(plugin, head, kernel)) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace sinter::runtime

int main(int count, char** arguments) {
  return count == 3 ? sinter::runtime::run(arguments[1], arguments[2]) : 2;
}
