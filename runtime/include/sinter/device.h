// Where arrays lie. Included by array.h. Standard library only.
#pragma once

#include <cstdint>
#include <string>

namespace sinter {

/// A place for elements of arrays.
struct Device {
  enum class Kind : std::uint8_t {
    kCpu,   ///< The processor's memory.
    kCuda,  ///< The memory of an NVIDIA GPU.
  };
  Kind kind = Kind::kCpu;
  int number = 0;  ///< Of the GPU, as CUDA counts them.

  bool is_cpu() const noexcept { return kind == Kind::kCpu; }
  std::string text() const {  ///< "cpu", "cuda:0".
    return is_cpu() ? "cpu" : "cuda:" + std::to_string(number);
  }
  friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace sinter
