// The C interface: functions of the host that programs call.
#include "frontend/api/c_handles.h"

namespace sinter::detail {
namespace {

/// Ends the program's call where the host's function says so.
void check(sinter_status status, sinter_error* error) {
  const std::unique_ptr<sinter_error, void (*)(sinter_error*)> owned(error, &sinter_error_free);
  if (status == SINTER_OK) return;
  if (owned) throw Error(owned->error);
  throw std::runtime_error(fmt::format("it returned the status {}", status));  // becomes an E6046
}

/// Handles of arrays for the time of a call.
class Handles {
 public:
  explicit Handles(std::span<const Array> arrays) {
    handles_.reserve(arrays.size());
    for (const Array& array : arrays) handles_.push_back({array});
    for (const sinter_array& handle : handles_) pointers_.push_back(&handle);
  }
  const sinter_array* const* data() const { return pointers_.data(); }

 private:
  std::vector<sinter_array> handles_;
  std::vector<const sinter_array*> pointers_;
};

}  // namespace

HostFunction host_function(const sinter_host_function* from) {
  given(from, "a function of functions");
  const sinter_host_function f = of_size(from, sinter_host_function{}, "sinter_host_function");
  const std::string declaration = &given(f.declaration, "the declaration of a function");
  if ((f.call == nullptr) == (f.call_numbers == nullptr)) {
    user_error("E6041", "the host function '{}' has {} of call and call_numbers, expected one",
               declaration, f.call == nullptr ? "none" : "both");
  }
  if (f.call_numbers != nullptr) {
    return HostFunction::numbers(
        declaration, [f](const void* const* arguments, void* const* results) {
          sinter_error* error = nullptr;
          const sinter_status status = f.call_numbers(f.context, arguments, results, &error);
          check(status, error);
        });
  }
  return HostFunction::array(
      declaration, [f](std::span<const Array> arguments, std::span<const Array> results) {
        const Handles in(arguments), out(results);
        sinter_error* error = nullptr;
        const sinter_status status =
            f.call(f.context, in.data(), arguments.size(), out.data(), results.size(), &error);
        check(status, error);
      });
}

}  // namespace sinter::detail
