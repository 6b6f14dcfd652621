// The C interface: arrays.
#include "frontend/api/c_handles.h"
#include "sinter/dlpack.h"

namespace sinter::detail {

DType dtype_of(sinter_dtype dtype) {
  if (dtype < 0 || dtype >= kDTypeCount)
    user_error("E6041", "the dtype is {}, expected 0 to {}", dtype, kDTypeCount - 1);
  return static_cast<DType>(dtype);
}

Array::Shape list_of(const std::int64_t* numbers, std::size_t count, const char* what) {
  if (count == 0) return {};
  given(numbers, what);
  if (count > static_cast<std::size_t>(Array::kMaxRank)) {
    user_error("E4101", "an array of {} axes was asked for; at most {} are possible", count,
               Array::kMaxRank);
  }
  return {numbers, numbers + count};
}

namespace {

static_assert(static_cast<int>(DType::kBool) == SINTER_BOOL &&
              static_cast<int>(DType::kI64) == SINTER_I64 &&
              static_cast<int>(DType::kU64) == SINTER_U64 &&
              static_cast<int>(DType::kF32) == SINTER_F32 &&
              static_cast<int>(DType::kC128) == SINTER_C128 && kDTypeCount == SINTER_C128 + 1);

/// Memory of the caller's, given back by the caller's function. Armed once the view is made.
class Owner {
 public:
  Owner(void (*deleter)(void*), void* context) : deleter_(deleter), context_(context) {}
  Owner(const Owner&) = delete;
  Owner& operator=(const Owner&) = delete;
  ~Owner() {
    if (armed_) deleter_(context_);
  }
  void arm() { armed_ = true; }

 private:
  void (*deleter_)(void*);
  void* context_;
  bool armed_ = false;
};

template <typename T>
sinter_status scalar(T value, sinter_array** array, sinter_error** error) {
  return guarded(error, [&] {
    given(array, "array");
    *array = new sinter_array{Array(value)};
  });
}

template <typename Tensor>
sinter_status take_tensor(Tensor* tensor, sinter_array** array, sinter_error** error) {
  return guarded(error, [&] {
    given(array, "array");
    auto made = std::make_unique<sinter_array>();  // first: what fails leaves the tensor
    made->array = from_dlpack(tensor);
    *array = made.release();
  });
}

}  // namespace
}  // namespace sinter::detail

namespace detail = sinter::detail;

extern "C" {

sinter_status sinter_array_empty(sinter_dtype dtype, size_t rank, const int64_t* shape,
                                 sinter_array** array, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(array, "array");
    const auto sizes = detail::list_of(shape, rank, "shape");
    *array = new sinter_array{sinter::Array::empty(detail::dtype_of(dtype), sizes)};
  });
}

sinter_status sinter_array_view(void* data, sinter_dtype dtype, size_t rank, const int64_t* shape,
                                const int64_t* strides, int writable,
                                void (*deleter)(void* context), void* context, sinter_array** array,
                                sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(array, "array");
    const auto sizes = detail::list_of(shape, rank, "shape");
    const auto steps =
        strides == nullptr ? sinter::Array::Shape() : detail::list_of(strides, rank, "strides");
    std::shared_ptr<detail::Owner> owner;
    if (deleter != nullptr) owner = std::make_shared<detail::Owner>(deleter, context);
    auto made = std::make_unique<sinter_array>(sinter_array{sinter::Array::view_bytes(
        data, detail::dtype_of(dtype), sizes, steps, writable != 0, owner)});
    if (owner) owner->arm();
    *array = made.release();
  });
}

sinter_status sinter_array_from_double(double value, sinter_array** array, sinter_error** error) {
  return detail::scalar(value, array, error);
}

sinter_status sinter_array_from_int64(int64_t value, sinter_array** array, sinter_error** error) {
  return detail::scalar(value, array, error);
}

sinter_status sinter_array_from_uint64(uint64_t value, sinter_array** array, sinter_error** error) {
  return detail::scalar(value, array, error);
}

sinter_status sinter_array_from_bool(int value, sinter_array** array, sinter_error** error) {
  return detail::scalar(value != 0, array, error);
}

sinter_status sinter_array_share(const sinter_array* array, sinter_array** copy,
                                 sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(copy, "copy");
    *copy = new sinter_array{detail::given(array, "array").array};
  });
}

void sinter_array_free(sinter_array* array) { delete array; }

sinter_dtype sinter_array_dtype(const sinter_array* array) {
  return static_cast<sinter_dtype>(array->array.dtype());
}

size_t sinter_array_rank(const sinter_array* array) {
  return static_cast<size_t>(array->array.rank());
}

const int64_t* sinter_array_shape(const sinter_array* array) { return array->array.shape().data(); }

const int64_t* sinter_array_strides(const sinter_array* array) {
  return array->array.strides().data();
}

int64_t sinter_array_size(const sinter_array* array) { return array->array.size(); }

void* sinter_array_data(const sinter_array* array) { return array->array.raw_data(); }

int sinter_array_is_contiguous(const sinter_array* array) {
  return array->array.is_contiguous() ? 1 : 0;
}

int sinter_array_is_writable(const sinter_array* array) {
  return array->array.is_writable() ? 1 : 0;
}

sinter_status sinter_array_to_double(const sinter_array* array, double* value,
                                     sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(value, "value") = detail::given(array, "array").array.item<double>();
  });
}

sinter_status sinter_array_to_int64(const sinter_array* array, int64_t* value,
                                    sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(value, "value") = detail::given(array, "array").array.item<int64_t>();
  });
}

int32_t sinter_array_device(const sinter_array* array) {
  const sinter::Device device = array->array.device();
  return device.is_cpu() ? -1 : device.number;
}

sinter_status sinter_array_to_device(const sinter_engine* engine, const sinter_array* array,
                                     sinter_array** copy, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(copy, "copy");
    const auto& source = detail::given(array, "array").array;
    *copy = new sinter_array{detail::given(engine, "engine").engine.to_device(source)};
  });
}

sinter_status sinter_array_to_host(const sinter_array* array, sinter_array** copy,
                                   sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(copy, "copy");
    *copy = new sinter_array{detail::given(array, "array").array.to_host()};
  });
}

sinter_status sinter_array_empty_on_device(const sinter_engine* engine, sinter_dtype dtype,
                                           size_t rank, const int64_t* shape, sinter_array** array,
                                           sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(array, "array");
    const auto sizes = detail::list_of(shape, rank, "shape");
    *array = new sinter_array{
        detail::given(engine, "engine").engine.empty_on_device(detail::dtype_of(dtype), sizes)};
  });
}

sinter_status sinter_array_view_on_device(const sinter_engine* engine, void* data,
                                          sinter_dtype dtype, size_t rank, const int64_t* shape,
                                          int writable, void (*deleter)(void* context),
                                          void* context, sinter_array** array,
                                          sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(array, "array");
    const auto sizes = detail::list_of(shape, rank, "shape");
    std::shared_ptr<detail::Owner> owner;
    if (deleter != nullptr) owner = std::make_shared<detail::Owner>(deleter, context);
    auto made = std::make_unique<sinter_array>(sinter_array{
        detail::given(engine, "engine")
            .engine.view_on_device(data, detail::dtype_of(dtype), sizes, writable != 0, owner)});
    if (owner) owner->arm();
    *array = made.release();
  });
}

sinter_status sinter_array_assign(const sinter_array* to, const sinter_array* from,
                                  sinter_error** error) {
  return detail::guarded(
      error, [&] { detail::given(to, "to").array.assign(detail::given(from, "from").array); });
}

sinter_status sinter_engine_wait_for_device(const sinter_engine* engine, sinter_error** error) {
  return detail::guarded(error, [&] { detail::given(engine, "engine").engine.wait_for_device(); });
}

sinter_status sinter_array_from_dlpack(DLManagedTensorVersioned* tensor, sinter_array** array,
                                       sinter_error** error) {
  return detail::take_tensor(tensor, array, error);
}

sinter_status sinter_array_from_unversioned_dlpack(DLManagedTensor* tensor, sinter_array** array,
                                                   sinter_error** error) {
  return detail::take_tensor(tensor, array, error);
}

sinter_status sinter_array_to_dlpack(const sinter_array* array, DLManagedTensorVersioned** tensor,
                                     sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(tensor, "tensor") = sinter::to_dlpack(detail::given(array, "array").array);
  });
}

sinter_status sinter_array_to_unversioned_dlpack(const sinter_array* array,
                                                 DLManagedTensor** tensor, sinter_error** error) {
  return detail::guarded(error, [&] {
    detail::given(tensor, "tensor") =
        sinter::to_unversioned_dlpack(detail::given(array, "array").array);
  });
}

}  // extern "C"
