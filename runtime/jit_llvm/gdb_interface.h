// Telling gdb of compiled kernels, by its JIT interface. Only for kernels with debug information.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace sinter::runtime {

/// While it lives, gdb knows an object whose section addresses say where it was loaded.
class GdbObject {
 public:
  explicit GdbObject(std::vector<std::byte> object);
  ~GdbObject();
  GdbObject(const GdbObject&) = delete;
  GdbObject& operator=(const GdbObject&) = delete;

 private:
  struct Entry;
  std::unique_ptr<Entry> entry_;
};

}  // namespace sinter::runtime
