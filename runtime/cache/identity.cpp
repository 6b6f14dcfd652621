#include "runtime/cache/identity.h"

#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstring>

#include "runtime/jit_llvm/plugin.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace sinter::runtime {
namespace {

#if defined(__x86_64__)

struct Leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Leaf cpuid(unsigned leaf, unsigned subleaf = 0) {
  Leaf out;
  if (__get_cpuid_count(leaf, subleaf, &out.eax, &out.ebx, &out.ecx, &out.edx) == 0) return {};
  return out;
}

/// Register state that the system saves (XCR0): without it features that CPUID names are not
/// usable.
std::uint64_t enabled_state() {
  if ((cpuid(1).ecx & bit_OSXSAVE) == 0) return 0;
  std::uint32_t low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (std::uint64_t{high} << 32) | low;
}

Processor find_processor() {
  const Leaf vendor = cpuid(0), model = cpuid(1), seven = cpuid(7), seven_one = cpuid(7, 1);
  const Leaf extended = cpuid(0x80000001), sizes = cpuid(0x80000008);
  const Leaf save = cpuid(0xd, 1), key_locker = cpuid(0x19), trace = cpuid(0x14);
  const Leaf avx10 = cpuid(0x24);
  const std::uint64_t state = enabled_state();
  Processor out;
  // Leaf 1's ebx is left out: it numbers the core that happens to run this.
  out.identity = fmt::format(
      "{:08x}.{:08x}.{:08x}-{:08x}.{:08x}.{:08x}-{:08x}.{:08x}.{:08x}-{:08x}.{:08x}.{:08x}-{:08x}.{"
      ":08x}-"
      "{:08x}-{:08x}-{:08x}-{:08x}-{:08x}-{:x}",
      vendor.ebx, vendor.ecx, vendor.edx, model.eax, model.ecx, model.edx, seven.ebx, seven.ecx,
      seven.edx, seven_one.eax, seven_one.ebx, seven_one.edx, extended.ecx, extended.edx, sizes.ebx,
      save.eax, key_locker.ebx, trace.ebx, avx10.ebx, state);
  constexpr unsigned kNeeded = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  constexpr std::uint64_t kVectorState = 0xe6;  // SSE, AVX, and the three parts of AVX-512
  const bool avx512 = (seven.ebx & kNeeded) == kNeeded && (state & kVectorState) == kVectorState;
  constexpr std::uint64_t kAvxState = 0x6;
  const bool avx2 =
      (model.ecx & bit_FMA) != 0 && (seven.ebx & bit_AVX2) != 0 && (state & kAvxState) == kAvxState;
  out.vector_bits = avx512 ? 512 : avx2 ? 256 : 128;  // as runtime/jit_llvm/plugin_compile.cpp
  return out;
}

#else

Processor find_processor() { return {"", 128}; }

#endif

/// The build id of the loaded object that holds an address; empty when it has none.
struct BuildId {
  std::uintptr_t address;
  std::string text;
};

int look_for_build_id(dl_phdr_info* object, std::size_t, void* data) {
  auto& wanted = *static_cast<BuildId*>(data);
  bool holds = false;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    const auto begin = object->dlpi_addr + segment.p_vaddr;
    holds |= segment.p_type == PT_LOAD && wanted.address >= begin &&
             wanted.address < begin + segment.p_memsz;
  }
  if (!holds) return 0;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* at = reinterpret_cast<const char*>(object->dlpi_addr + segment.p_vaddr);
    const char* const end = at + segment.p_memsz;
    while (end - at >= static_cast<std::ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
      ElfW(Nhdr) note;
      std::memcpy(&note, at, sizeof note);
      const char* const name = at + sizeof note;
      const char* const content = name + ((note.n_namesz + 3) & ~3U);
      if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
          std::memcmp(name, "GNU", 4) == 0) {
        for (unsigned b = 0; b < note.n_descsz; ++b)
          wanted.text += fmt::format("{:02x}", static_cast<unsigned char>(content[b]));
        return 1;
      }
      at = content + ((note.n_descsz + 3) & ~3U);
    }
  }
  return 1;
}

/// Path, size and change of a file; empty when there is none.
std::string file_identity(const std::string& path) {
  struct stat status{};
  if (path.empty() || stat(path.c_str(), &status) != 0) return "";
  return fmt::format("{} {} {}.{:09}", path, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec);
}

}  // namespace

const Processor& this_processor() {
  static const Processor found = find_processor();
  return found;
}

const std::string& sinter_build() {
  static const std::string found = [] {
    BuildId wanted{reinterpret_cast<std::uintptr_t>(&look_for_build_id), ""};
    dl_iterate_phdr(&look_for_build_id, &wanted);
    return wanted.text;
  }();
  return found;
}

std::string llvm_build() {
  const std::string plugin = file_identity(LlvmPlugin::find());
  if (plugin.empty()) return "";
  return plugin + " " + file_identity(SINTER_LLVM_LIBRARY);
}

}  // namespace sinter::runtime
