// The structs of DLPack 1.x, as its specification lays them out. They have DLPack's own names, so
// that programs can hand over what they know from DLPack's header; public headers only name them.
#pragma once

#include <cstdint>

struct DLPackVersion {
  std::uint32_t major;
  std::uint32_t minor;
};

struct DLDevice {
  std::int32_t device_type;  ///< 1: memory of the processor; 2: of a CUDA GPU.
  std::int32_t device_id;
};

struct DLDataType {
  std::uint8_t code;
  std::uint8_t bits;
  std::uint16_t lanes;
};

struct DLTensor {
  void* data;
  DLDevice device;
  std::int32_t ndim;
  DLDataType dtype;
  std::int64_t* shape;
  std::int64_t* strides;  ///< In elements; null: rows one after another.
  std::uint64_t byte_offset;
};

struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

struct DLManagedTensorVersioned {
  DLPackVersion version;
  void* manager_ctx;
  void (*deleter)(DLManagedTensorVersioned* self);
  std::uint64_t flags;
  DLTensor dl_tensor;
};

namespace sinter::detail {

inline constexpr std::int32_t kDlpackCpu = 1;
inline constexpr std::int32_t kDlpackCuda = 2;
inline constexpr DLPackVersion kDlpackVersion{1, 0};
inline constexpr std::uint64_t kDlpackReadOnly = 1;
/// Values of DLDataType::code.
enum DlpackCode : std::uint8_t {
  kDlpackInt = 0,
  kDlpackUnsigned = 1,
  kDlpackFloat = 2,
  kDlpackBfloat = 4,
  kDlpackComplex = 5,
  kDlpackBool = 6
};

static_assert(sizeof(DLTensor) == 48 && sizeof(DLManagedTensor) == 64 &&
              sizeof(DLManagedTensorVersioned) == 80);

}  // namespace sinter::detail
