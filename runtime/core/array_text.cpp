// Arrays as text for people.
#include <complex>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/convert.h"

namespace sinter {
namespace {

constexpr std::int64_t kFull = 1000;  ///< Arrays up to this size are written in full.
constexpr std::int64_t kEdge = 3;     ///< Of longer ones, this many at each end of an axis.

std::string element_text(DType dtype, const void* at) {
  if (dtype == DType::kBool) return *static_cast<const std::uint8_t*>(at) != 0 ? "true" : "false";
  if (dtype == DType::kC64 || dtype == DType::kC128) {
    double parts[2];
    const auto part = dtype == DType::kC64 ? DType::kF32 : DType::kF64;
    for (std::size_t i = 0; i < 2; ++i) {
      parts[i] =
          runtime::read_number(part, static_cast<const std::byte*>(at) + i * size_of(part)).f;
    }
    return fmt::format("{}{:+}i", parts[0], parts[1]);
  }
  const runtime::Number n = runtime::read_number(dtype, at);
  switch (n.kind) {
    case runtime::Number::Kind::kSigned:
      return fmt::format("{}", n.i);
    case runtime::Number::Kind::kUnsigned:
      return fmt::format("{}", n.u);
    case runtime::Number::Kind::kFloat:
      break;
  }
  if (dtype == DType::kF64) return fmt::format("{}", n.f);
  return fmt::format(
      "{}", static_cast<float>(n.f));  // the shortest text that reads back as the same float
}

void write_axis(std::string& out, const Array& array, int axis, const std::byte* at, bool abridge) {
  if (axis == array.rank()) {
    out += element_text(array.dtype(), at);
    return;
  }
  const auto i = static_cast<std::size_t>(axis);
  const std::int64_t n = array.shape()[i];
  const std::int64_t step = array.strides()[i] * static_cast<std::int64_t>(size_of(array.dtype()));
  const bool innermost = axis + 1 == array.rank();
  out += '[';
  for (std::int64_t k = 0; k < n; ++k) {
    if (k != 0)
      out += innermost ? ", " : ",\n" + std::string(static_cast<std::size_t>(axis) + 1, ' ');
    if (abridge && n > 2 * kEdge && k == kEdge) {
      out += "...";
      k = n - kEdge - 1;
      continue;
    }
    write_axis(out, array, axis + 1, at + k * step, abridge);
  }
  out += ']';
}

}  // namespace

std::string Array::type_text() const {
  if (rank() == 0) return std::string(name(dtype()));
  return fmt::format("{}{}", name(dtype()), runtime::shape_text(shape()));
}

std::string Array::to_string() const {
  if (!device().is_cpu()) return to_host().to_string();
  std::string out;
  write_axis(out, *this, 0, static_cast<const std::byte*>(raw_data()), size() > kFull);
  return out;
}

}  // namespace sinter
