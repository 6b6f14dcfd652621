// Byte sources and files. Every failure is an Error that names the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::runtime {

/// A sequence of bytes whose length is known beforehand.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// What error messages call it: a path, or "archive.npz: member x.npy".
  virtual const std::string& label() const = 0;
  /// Bytes not read yet, as the container states it.
  virtual std::uint64_t remaining() const = 0;
  /// Reads exactly `size` bytes; a source that ends early is an Error (E4202).
  virtual void read(void* to, std::size_t size) = 0;
  /// To be called after the last byte: checks what can only be checked then (lengths, checksums).
  virtual void finish() {}
};

/// A regular file open for reading. Reading at a position does not move anything.
class InputFile {
 public:
  explicit InputFile(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  /// Reads exactly `size` bytes from `offset` on; Error E4202 when the file has less.
  void read_at(std::uint64_t offset, void* to, std::size_t size) const;
  /// The whole file as memory that may be read, until the last copy of the pointer is gone. The
  /// file is not empty.
  std::shared_ptr<const std::byte> map() const;

 private:
  std::string path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::string& path) : file_(path) {}
  const std::string& label() const override { return file_.path(); }
  std::uint64_t remaining() const override { return file_.size() - at_; }
  void read(void* to, std::size_t size) override;
  const InputFile& file() const { return file_; }

 private:
  InputFile file_;
  std::uint64_t at_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::span<const std::byte> bytes, std::string label)
      : bytes_(bytes), label_(std::move(label)) {}
  const std::string& label() const override { return label_; }
  std::uint64_t remaining() const override { return bytes_.size(); }
  void read(void* to, std::size_t size) override;

 private:
  std::span<const std::byte> bytes_;
  std::string label_;
};

/// A file that is written from start to end. `close` reports what went wrong with any write;
/// without it the destructor closes silently (an error is already on its way).
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  void write(const void* bytes, std::size_t size);
  void write(std::string_view text) { write(text.data(), text.size()); }
  std::uint64_t written() const { return written_; }
  void close();

 private:
  [[noreturn]] void fail(int error) const;
  std::string path_;
  std::FILE* file_ = nullptr;
  std::uint64_t written_ = 0;
};

/// The whole file as text; more than `cap` bytes are an Error (E4203).
std::string read_text_file(const std::string& path, std::uint64_t cap);

}  // namespace sinter::runtime
