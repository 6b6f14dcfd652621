#include "runtime/jit_llvm/perf_dump.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

struct Header {
  std::uint32_t magic = 0x4a695444;  // "JiTD"
  std::uint32_t version = 1;
  std::uint32_t size = sizeof(Header);
  std::uint32_t machine = EM_X86_64;
  std::uint32_t unused = 0;
  std::uint32_t process = 0;
  std::uint64_t time = 0;
  std::uint64_t flags = 0;
};
static_assert(sizeof(Header) == 40);

/// Behind it: the name, a zero, the code.
struct CodeLoad {
  std::uint32_t kind = 0;  // JIT_CODE_LOAD
  std::uint32_t size = 0;
  std::uint64_t time = 0;
  std::uint32_t process = 0;
  std::uint32_t thread = 0;
  std::uint64_t virtual_address = 0;
  std::uint64_t address = 0;
  std::uint64_t code_size = 0;
  std::uint64_t number = 0;
};
static_assert(sizeof(CodeLoad) == 56);

/// As `perf record -k mono` dates its samples.
std::uint64_t now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

std::size_t page_size() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

[[noreturn]] void cannot(const std::string& path, int reason) {
  throw Error(ErrorKind::kResource, "E5209",
              fmt::format("cannot write {} for perf: {}", path, std::strerror(reason)));
}

}  // namespace

PerfDump::PerfDump(std::string folder) : folder_(std::move(folder)) { open(); }

PerfDump::~PerfDump() { close(); }

void PerfDump::open() {
  process_ = getpid();
  const std::string path = fmt::format("{}/jit-{}.dump", folder_, process_);
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file_ < 0) cannot(path, errno);
  // Of engines that begin at the same time one writes the header.
  struct stat status{};
  Header header;
  header.process = static_cast<std::uint32_t>(process_);
  header.time = now();
  const bool locked = flock(file_, LOCK_EX) == 0 && fstat(file_, &status) == 0;
  const bool begun = locked && (status.st_size != 0 || write(&header, sizeof header));
  const int reason = errno;
  flock(file_, LOCK_UN);
  if (!begun) {
    close();
    cannot(path, reason);
  }
  marker_ = mmap(nullptr, page_size(), PROT_READ | PROT_EXEC, MAP_PRIVATE, file_, 0);
  if (marker_ != MAP_FAILED) return;
  const int why = errno;
  marker_ = nullptr;
  close();
  cannot(path, why);
}

void PerfDump::close() noexcept {
  if (marker_ != nullptr) munmap(marker_, page_size());
  if (file_ >= 0) ::close(file_);
  marker_ = nullptr;
  file_ = -1;
}

bool PerfDump::write(const void* data, std::size_t size) const noexcept {
  return ::write(file_, data, size) == static_cast<ssize_t>(size);
}

bool PerfDump::add(std::string_view name, std::span<const std::byte> code) noexcept {
  try {
    const std::lock_guard lock(mutex_);
    if (process_ != getpid()) {
      close();
      functions_ = 0;
      open();
    }
    CodeLoad record;
    record.size = static_cast<std::uint32_t>(sizeof record + name.size() + 1 + code.size());
    record.time = now();
    record.process = static_cast<std::uint32_t>(process_);
    record.thread = static_cast<std::uint32_t>(gettid());
    record.address = record.virtual_address = reinterpret_cast<std::uint64_t>(code.data());
    record.code_size = code.size();
    // Numbers are to differ within the file, which several engines may write.
    record.number = record.address + functions_++;
    std::vector<char> bytes(record.size);
    std::memcpy(bytes.data(), &record, sizeof record);
    std::memcpy(bytes.data() + sizeof record, name.data(), name.size());
    std::memcpy(bytes.data() + sizeof record + name.size() + 1, code.data(), code.size());
    return write(bytes.data(), bytes.size());  // at once: appended whole
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace sinter::runtime
