// The C interface: functions as plain function pointers.
#include "frontend/api/c_handles.h"
#include "sinter/pointer.h"

struct sinter_pointer {
  sinter::detail::PointerCode code;
};

using sinter::detail::given;
using sinter::detail::guarded;

sinter_status sinter_function_pointer(const sinter_function* function, int returns_result,
                                      sinter_pointer** pointer, sinter_error** error) {
  return guarded(error, [&] {
    auto& place = given(pointer, "pointer");
    place = new sinter_pointer{{given(function, "function").function, returns_result != 0}};
  });
}

void (*sinter_pointer_code(const sinter_pointer* pointer))(void) {
  return reinterpret_cast<void (*)()>(pointer->code.entry());
}

sinter_error* sinter_pointer_error(const sinter_pointer* pointer) {
  sinter_error* copy = nullptr;
  static_cast<void>(guarded(&copy, [&] {
    if (const auto error = pointer->code.last_error()) throw *error;
  }));
  return copy;
}

void sinter_pointer_free(sinter_pointer* pointer) { delete pointer; }
