#include "runtime/aot/object.h"

#include <elf.h>

#include <cstring>

#include "compiler/support/check.h"

namespace sinter::runtime::aot {
namespace {

template <typename T>
T read(const std::string& object, std::uint64_t offset) {
  SINTER_CHECK(offset <= object.size() && sizeof(T) <= object.size() - offset,
               "a record at {} of {} bytes", offset, object.size());
  T value;
  std::memcpy(&value, object.data() + offset, sizeof value);
  return value;
}

}  // namespace

void hide_symbol(std::string& object, const std::string& symbol) {
  const auto header = read<Elf64_Ehdr>(object, 0);
  const auto section = [&](std::uint64_t i) {
    return read<Elf64_Shdr>(object, header.e_shoff + i * sizeof(Elf64_Shdr));
  };
  for (unsigned i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr table = section(i);
    if (table.sh_type != SHT_SYMTAB) continue;
    const Elf64_Shdr names = section(table.sh_link);
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
      auto entry = read<Elf64_Sym>(object, table.sh_offset + at);
      const std::uint64_t name = names.sh_offset + entry.st_name;
      const bool is_global = ELF64_ST_BIND(entry.st_info) == STB_GLOBAL;
      if (!is_global || name >= object.size() || symbol != object.c_str() + name) continue;
      entry.st_other = STV_HIDDEN;
      std::memcpy(object.data() + table.sh_offset + at, &entry, sizeof entry);
      return;
    }
  }
  internal_error(__FILE__, __LINE__, "the object has no symbol " + symbol);
}

}  // namespace sinter::runtime::aot
