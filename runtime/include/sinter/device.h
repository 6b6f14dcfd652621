// Where arrays lie. Included by array.h. Standard library only.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  /// The inverse: "cpu", "cuda:1", and "cuda", the first GPU. Nothing where `text` is none of them.
  static std::optional<Device> parse(std::string_view text) noexcept {
    if (text == "cpu") return Device{};
    Device gpu{Kind::kCuda, 0};
    if (text == "cuda") return gpu;
    if (!text.starts_with("cuda:")) return {};
    text.remove_prefix(5);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), gpu.number);
    if (error != std::errc() || end != text.data() + text.size() || gpu.number < 0) return {};
    return gpu;
  }
  friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace sinter
