// Arrays to and from other libraries, without copies, by DLPack 1.x (memory of the processor and of
// CUDA GPUs).
// Standard library only: the structs are those of DLPack's own header, which only who looks inside
// of them needs.
#pragma once

#include "sinter/array.h"
#include "sinter/export.h"

struct DLManagedTensor;
struct DLManagedTensorVersioned;

namespace sinter {

/// A view of the tensor's memory, read-only when the tensor is. Takes the tensor over: its deleter
/// is called when the last handle to the memory is gone, from the thread where that happens. A
/// tensor that no array can be (another device, major version or element type) is a user error
/// (E6051), and stays the caller's. What computes a tensor on a GPU has to be done, or has to be on
/// a stream that waits for it.
SINTER_API Array from_dlpack(DLManagedTensorVersioned* tensor);
/// The same for the struct from before DLPack 1.0, which is taken to be writable.
SINTER_API Array from_dlpack(DLManagedTensor* tensor);

/// The array as a tensor, which keeps its memory alive until the tensor's deleter is called. That
/// is the caller's to do, from any thread. Of an array on a GPU all that computes it is done.
SINTER_API DLManagedTensorVersioned* to_dlpack(const Array& array);
/// The same as the struct from before DLPack 1.0, which cannot say that an array is read-only: such
/// an array is a user error (E6052).
SINTER_API DLManagedTensor* to_unversioned_dlpack(const Array& array);

}  // namespace sinter
