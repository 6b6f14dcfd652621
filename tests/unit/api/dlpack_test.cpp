// DLPack: what is taken in and handed out, and who lives how long.
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <vector>

#include "frontend/api/dlpack_types.h"
#include "sinter/dlpack.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

/// A tensor of the caller's: two rows of three, the second of each pair of columns.
struct Foreign {
  std::vector<float> data{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  std::array<std::int64_t, 2> shape{2, 3}, strides{6, 2};
  int deleted = 0;
  DLManagedTensorVersioned tensor{};

  Foreign() {
    tensor.version = {1, 1};
    tensor.manager_ctx = this;
    tensor.deleter = [](DLManagedTensorVersioned* self) {
      ++static_cast<Foreign*>(self->manager_ctx)->deleted;
    };
    tensor.dl_tensor = {data.data(), {1, 0}, 2, {2, 32, 1}, shape.data(), strides.data(), 4};
  }
};

TEST(Dlpack, ImportsAreViewsThatDeleteWithTheLastHandle) {
  Foreign foreign;
  {
    const Array array = from_dlpack(&foreign.tensor);
    EXPECT_EQ(array.type_text(), "f32[2, 3]");
    EXPECT_TRUE(array.is_writable());
    EXPECT_EQ(array.to_vector<float>(), (std::vector<float>{1, 3, 5, 7, 9, 11}));
    EXPECT_EQ(array.raw_data(), foreign.data.data() + 1);
    const Array column = array.select(1, 0);
    array.at<float>(0, 0) = 100;
    EXPECT_EQ(foreign.data[1], 100);
    const Engine engine;
    const auto twice =
        engine.compile("fn twice(x: f32[...]) -> f32[...] { return x + x }").function("twice");
    EXPECT_EQ(twice(column).to_vector<float>(), (std::vector<float>{200, 14}));
    EXPECT_EQ(foreign.deleted, 0);
  }
  EXPECT_EQ(foreign.deleted, 1);
  foreign.tensor.flags = 1;
  foreign.tensor.deleter = nullptr;
  EXPECT_FALSE(from_dlpack(&foreign.tensor).is_writable());
  foreign.tensor.dl_tensor.strides = nullptr;
  foreign.tensor.dl_tensor.byte_offset = 0;
  EXPECT_EQ(from_dlpack(&foreign.tensor).to_vector<float>(),
            (std::vector<float>{0, 100, 2, 3, 4, 5}));
}

TEST(Dlpack, WhatCannotBeTakenStaysTheCallers) {
  const auto refuse = [](const auto& change, const char* words) {
    Foreign foreign;
    change(foreign.tensor);
    EXPECT_ERROR(from_dlpack(&foreign.tensor), ErrorKind::kUser, "E6051", words);
    EXPECT_EQ(foreign.deleted, 0);
  };
  refuse([](auto& t) { t.version.major = 2; }, "DLPack 2.1; version 1 is needed");
  refuse([](auto& t) { t.dl_tensor.device.device_type = 10; }, "on device 10");
  refuse([](auto& t) { t.dl_tensor.dtype.bits = 8; }, "type code 2 with 8 bits");
  refuse([](auto& t) { t.dl_tensor.dtype.lanes = 4; }, "4 lanes");
  refuse([](auto& t) { t.dl_tensor.ndim = 17; }, "17 axes");
  refuse([](auto& t) { t.dl_tensor.ndim = -1; }, "-1 axes");
  refuse([](auto& t) { t.dl_tensor.shape = nullptr; }, "2 axes and no sizes");
  EXPECT_ERROR(from_dlpack(static_cast<DLManagedTensor*>(nullptr)), ErrorKind::kUser, "E6051",
               "null");
  Foreign foreign;
  foreign.shape[0] = -1;
  EXPECT_ERROR(from_dlpack(&foreign.tensor), ErrorKind::kUser, "E4101", "not negative");
  EXPECT_EQ(foreign.deleted, 0);
}

TEST(Dlpack, ExportsKeepTheMemory) {
  for (const DType dtype : {DType::kBool, DType::kI8, DType::kU16, DType::kI64, DType::kF16,
                            DType::kBF16, DType::kF64, DType::kC64, DType::kC128}) {
    int released = 0;
    std::vector<std::byte> memory(24 * 16);
    DLManagedTensorVersioned* tensor = nullptr;
    {
      const std::shared_ptr<void> owner(nullptr, [&](void*) { ++released; });
      const Array array = Array::view_bytes(memory.data(), dtype, {2, 3, 4}, {}, true, owner);
      tensor = to_dlpack(array.transpose());
    }
    EXPECT_EQ(released, 0);
    EXPECT_EQ(tensor->version.major, 1u);
    EXPECT_EQ(tensor->flags, 0u);
    EXPECT_EQ(tensor->dl_tensor.data, memory.data());
    EXPECT_EQ(tensor->dl_tensor.shape[0], 4);
    EXPECT_EQ(tensor->dl_tensor.strides[0], 1);
    EXPECT_EQ(tensor->dl_tensor.strides[2], 12);
    EXPECT_EQ(tensor->dl_tensor.dtype.bits, 8 * size_of(dtype));
    {
      const Array back = from_dlpack(tensor);  // and takes it over
      EXPECT_EQ(back.dtype(), dtype);
      EXPECT_EQ(released, 0);
    }
    EXPECT_EQ(released, 1);
  }
}

TEST(Dlpack, ReadOnlyNeedsTheVersionedTensor) {
  const std::vector<double> x{1, 2};
  const Array array = Array::view(x.data(), {2});
  EXPECT_ERROR(to_unversioned_dlpack(array), ErrorKind::kUser, "E6052", "read-only");
  auto* tensor = to_dlpack(array);
  EXPECT_EQ(tensor->flags, 1u);
  tensor->deleter(tensor);
  auto* old = to_unversioned_dlpack(array.copy());
  EXPECT_EQ(from_dlpack(old).to_vector<double>(), x);
}

}  // namespace
}  // namespace sinter
