// Any file is read or refused; what is read can be written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "runtime/io/file.h"
#include "runtime/io/npy.h"
#include "sinter/array.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  try {
    runtime::MemorySource source(std::as_bytes(std::span(data, size)), "fuzz.npy");
    const Array array = runtime::read_npy(source);
    std::size_t written = 0;
    runtime::write_npy(array, [&](const void*, std::size_t bytes) { written += bytes; });
    if (written < array.bytes()) std::abort();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInternal) std::abort();
  }
  return 0;
}
