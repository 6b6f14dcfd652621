#include "runtime/io/file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

std::string reason(int error) { return std::generic_category().message(error); }

[[noreturn]] void truncated(const std::string& label, std::uint64_t wanted, std::uint64_t found) {
  user_error("E4202", "{}: the file is cut short: {} more bytes are needed, {} are there", label,
             wanted, found);
}

}  // namespace

InputFile::InputFile(const std::string& path) : path_(path) {
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) user_error("E4201", "cannot open {}: {}", path, reason(errno));
  struct stat info{};
  if (fstat(fd_, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd_);
    user_error("E4201", "cannot read {}: it is not a regular file", path);
  }
  size_ = static_cast<std::uint64_t>(info.st_size);
}

InputFile::~InputFile() { ::close(fd_); }

void InputFile::read_at(std::uint64_t offset, void* to, std::size_t size) const {
  if (offset > size_ || size > size_ - offset)
    truncated(path_, size, offset > size_ ? 0 : size_ - offset);
  auto* target = static_cast<std::byte*>(to);
  while (size != 0) {
    const ssize_t n =
        pread(fd_, target, std::min(size, std::size_t{1} << 30), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) user_error("E4201", "cannot read {}: {}", path_, reason(errno));
    if (n == 0) truncated(path_, size, 0);
    target += n;
    offset += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
}

std::shared_ptr<const std::byte> InputFile::map() const {
  void* const memory = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_, 0);
  if (memory == MAP_FAILED) {
    throw Error(ErrorKind::kUser, "E4201",
                fmt::format("{}: cannot be mapped: {}", path_, std::strerror(errno)));
  }
  return {static_cast<const std::byte*>(memory),
          [size = size_](const std::byte* at) { munmap(const_cast<std::byte*>(at), size); }};
}

void FileSource::read(void* to, std::size_t size) {
  file_.read_at(at_, to, size);
  at_ += size;
}

void MemorySource::read(void* to, std::size_t size) {
  if (size > bytes_.size()) truncated(label_, size, bytes_.size());
  if (size != 0) std::memcpy(to, bytes_.data(), size);
  bytes_ = bytes_.subspan(size);
}

OutputFile::OutputFile(const std::string& path)
    : path_(path), file_(std::fopen(path.c_str(), "wbe")) {
  if (file_ == nullptr) fail(errno);
}

OutputFile::~OutputFile() {
  if (file_ != nullptr) std::fclose(file_);
}

void OutputFile::fail(int error) const {
  if (error == ENOSPC || error == EDQUOT || error == EIO) {
    throw Error(ErrorKind::kResource, "E4204",
                fmt::format("cannot write {}: {}", path_, reason(error)));
  }
  user_error("E4204", "cannot write {}: {}", path_, reason(error));
}

void OutputFile::write(const void* bytes, std::size_t size) {
  if (size != 0 && std::fwrite(bytes, 1, size, file_) != size) fail(errno);
  written_ += size;
}

void OutputFile::close() {
  std::FILE* file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) fail(errno);
}

std::string read_text_file(const std::string& path, std::uint64_t cap) {
  const InputFile file(path);
  if (file.size() > cap)
    user_error("E4203", "{}: {} bytes are more than the {} that are read", path, file.size(), cap);
  std::string text(file.size(), '\0');
  file.read_at(0, text.data(), text.size());
  return text;
}

}  // namespace sinter::runtime
