#include "tests/cuda/emulation.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/common/temporary.h"
#include "tests/cuda/as_cpp.h"

namespace sinter::test {
namespace {

using cuda::DeviceKernel;
using cuda::Mapping;
using cuda::Program;
using runtime::cuda::DeviceAddress;

constexpr std::size_t kPage = 4096;

std::size_t pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

std::string as_cpp(const Program& program, std::size_t number) {
  const std::string text = kernels_as_cpp(program.source);
  std::string calls;
  for (std::size_t k = 0; k < program.kernels.size(); ++k) {
    const DeviceKernel& kernel = program.kernels[k];
    if (kernel.is_epilogue) continue;
    calls += call_of(fmt::format("call_{}_{}", number, k), kernel.name, kernel.parameters.size());
  }
  return fmt::format("namespace program_{} {{\n{}\n{}}}\n", number, text, calls);
}

class EmulatedKernels : public runtime::cuda::Kernels {
 public:
  EmulatedKernels(const Program& program, std::size_t number, std::shared_ptr<void> library,
                  unsigned order)
      : program_(program), number_(number), library_(std::move(library)), order_(order) {}

  void launch(const runtime::cuda::Launch& launch) override {
    using Entry = void (*)(const std::uint64_t*);
    using Emulate = void (*)(Entry, std::int64_t, int, const std::uint64_t*, int, unsigned);
    const std::string name = fmt::format("call_{}_{}", number_, launch.kernel);
    const auto entry = reinterpret_cast<Entry>(dlsym(library_.get(), name.c_str()));
    const auto emulate = reinterpret_cast<Emulate>(dlsym(library_.get(), "sinter_emulate"));
    if (entry == nullptr || emulate == nullptr) throw std::runtime_error("no kernel " + name);
    const DeviceKernel& launched = program_.kernels[launch.kernel];
    const bool fibers =
        launched.mapping != Mapping::kThread || launched.epilogue || launched.own_buffer;
    emulate(entry, launch.blocks, launch.threads, launch.arguments.data(), fibers ? 1 : 0, order_);
  }

 private:
  const Program& program_;
  std::size_t number_;
  std::shared_ptr<void> library_;
  unsigned order_;
};

}  // namespace

DeviceAddress EmulatedDevice::allocate(std::size_t bytes) {
  if (bytes > std::size_t{1} << 40)
    throw Error(ErrorKind::kResource, "E5220", "the emulated device has no such memory");
  const std::size_t size = pages(bytes);
  auto* memory = static_cast<char*>(mmap(nullptr, size + 2 * kPage, PROT_NONE,
                                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (memory == MAP_FAILED) throw std::runtime_error("no memory for an emulated device");
  if (size > 0) {
    mprotect(memory + kPage, size, PROT_READ | PROT_WRITE);
    std::memset(memory + kPage, 0xc7, size);
  }
  // Against the end, as far as 16-byte accesses allow.
  return reinterpret_cast<DeviceAddress>(memory + kPage + (size - bytes) / 16 * 16);
}

void EmulatedDevice::release(DeviceAddress memory, std::size_t bytes) noexcept {
  const std::size_t size = pages(bytes);
  const DeviceAddress begin = memory - (size - bytes) / 16 * 16 - kPage;
  munmap(reinterpret_cast<void*>(begin), size + 2 * kPage);
}

void EmulatedDevice::clear(DeviceAddress memory, std::size_t bytes) {
  std::memset(reinterpret_cast<void*>(memory), 0, bytes);
}

void EmulatedDevice::write(DeviceAddress to, const void* from, std::size_t bytes) {
  if (bytes > 0) std::memcpy(reinterpret_cast<void*>(to), from, bytes);
}

void EmulatedDevice::read(void* to, DeviceAddress from, std::size_t bytes) {
  if (bytes > 0) std::memcpy(to, reinterpret_cast<const void*>(from), bytes);
}

void EmulatedDevice::copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) {
  if (bytes > 0)
    std::memmove(reinterpret_cast<void*>(to), reinterpret_cast<const void*>(from), bytes);
}

bool can_emulate() { return std::filesystem::exists(SINTER_TEST_COMPILER); }

Emulation::Emulation(const std::vector<const Program*>& programs) : programs_(programs) {
  const test::TemporaryFolder folder;
  const std::string source = folder / "kernels.cpp", library = folder / "kernels.so";
  {
    std::ofstream file(source);
    file << "#include \"" << SINTER_TEST_SHIM << "\"\n" << kArgument;
    for (std::size_t n = 0; n < programs.size(); ++n) file << as_cpp(*programs[n], n);
  }
  const std::string command =
      compile_command(SINTER_TEST_COMPILER, source, library, folder / "errors");
  const int status = std::system(command.c_str());
  if (status != 0) {
    throw std::runtime_error("the emulation does not compile:\n" +
                             test::read_file(folder / "errors").substr(0, 4000));
  }
  void* const handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw std::runtime_error(dlerror());
  library_ = std::shared_ptr<void>(handle, [](void* h) { dlclose(h); });
}

std::unique_ptr<runtime::cuda::Kernels> Emulation::kernels(std::size_t program,
                                                           unsigned order) const {
  return std::make_unique<EmulatedKernels>(*programs_[program], program, library_, order);
}

}  // namespace sinter::test
