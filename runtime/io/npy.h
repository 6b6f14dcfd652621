// NumPy's .npy format, versions 1.0 to 3.0.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/io/file.h"
#include "sinter/array.h"

namespace sinter::runtime {

/// Longest header text that is read. NumPy writes 118 bytes for the types we have.
inline constexpr std::uint32_t kNpyHeaderCap = std::uint32_t{1} << 20;

struct NpyHeader {
  DType dtype = DType::kF64;
  bool swap = false;  ///< Elements have the other byte order.
  bool fortran_order = false;
  std::vector<std::int64_t> shape;
};

/// Parses the dictionary text, "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }". `label`
/// names the file in errors.
NpyHeader parse_npy_header(std::string_view text, const std::string& label);

/// Reads up to the data, and checks that the rest of the source is the data.
NpyHeader read_npy_header(ByteSource& source);

/// Reads one array, which must use up the source. The result is row-major; booleans are 0 or 1.
Array read_npy(ByteSource& source);

/// Writes format 1.0, row-major, little-endian. bf16, which NumPy has no name for, is '<V2', as
/// ml_dtypes writes it.
void write_npy(const Array& array, const std::function<void(const void*, std::size_t)>& write);

}  // namespace sinter::runtime
