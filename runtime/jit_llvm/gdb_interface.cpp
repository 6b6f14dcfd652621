#include "runtime/jit_llvm/gdb_interface.h"

#include <cstdint>
#include <mutex>
#include <utility>

#include "sinter/export.h"

// gdb finds these by name: it sets a breakpoint in the function, and reads the list when it is hit.
// The list is the one thing of Sinter that is global, because gdb looks for one per library.
extern "C" {
struct JitCodeEntry {
  JitCodeEntry* next_entry;
  JitCodeEntry* prev_entry;
  const char* symfile_addr;
  std::uint64_t symfile_size;
};

struct JitDescriptor {
  std::uint32_t version;
  std::uint32_t action_flag;
  JitCodeEntry* relevant_entry;
  JitCodeEntry* first_entry;
};

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): gdb's name
SINTER_API void __attribute__((noinline)) __jit_debug_register_code() {
  asm volatile("" ::: "memory");
}

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): gdb's name
SINTER_API JitDescriptor __jit_debug_descriptor = {1, 0, nullptr, nullptr};
}

namespace sinter::runtime {
namespace {

enum Action : std::uint32_t { kNothing = 0, kRegister = 1, kUnregister = 2 };

std::mutex& list_mutex() {
  static std::mutex mutex;
  return mutex;
}

void tell(Action action, JitCodeEntry& entry) {
  __jit_debug_descriptor.relevant_entry = &entry;
  __jit_debug_descriptor.action_flag = action;
  __jit_debug_register_code();
  __jit_debug_descriptor.action_flag = kNothing;
  __jit_debug_descriptor.relevant_entry = nullptr;
}

}  // namespace

struct GdbObject::Entry {
  std::vector<std::byte> object;
  JitCodeEntry code{};
};

GdbObject::GdbObject(std::vector<std::byte> object) : entry_(std::make_unique<Entry>()) {
  entry_->object = std::move(object);
  JitCodeEntry& code = entry_->code;
  code.symfile_addr = reinterpret_cast<const char*>(entry_->object.data());
  code.symfile_size = entry_->object.size();
  const std::lock_guard lock(list_mutex());
  code.next_entry = __jit_debug_descriptor.first_entry;
  if (code.next_entry != nullptr) code.next_entry->prev_entry = &code;
  __jit_debug_descriptor.first_entry = &code;
  tell(kRegister, code);
}

GdbObject::~GdbObject() {
  const std::lock_guard lock(list_mutex());
  JitCodeEntry& code = entry_->code;
  if (code.next_entry != nullptr) code.next_entry->prev_entry = code.prev_entry;
  (code.prev_entry != nullptr ? code.prev_entry->next_entry : __jit_debug_descriptor.first_entry) =
      code.next_entry;
  tell(kUnregister, code);
}

}  // namespace sinter::runtime
