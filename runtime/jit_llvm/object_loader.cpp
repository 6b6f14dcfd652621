#include "runtime/jit_llvm/object_loader.h"

#include <elf.h>
#include <math.h>  // NOLINT(modernize-deprecated-headers): the functions of C

#include <cstring>
#include <limits>
#include <vector>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

constexpr std::uint64_t kSizeCap = std::uint64_t{1}
                                   << 30;          ///< Well inside the reach of 32-bit distances.
constexpr std::uint64_t kLargestAlignment = 4096;  ///< Code blocks start on a page.

template <typename... Args>
[[noreturn]] void damaged(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kInternal, "E5101",
              "damaged object file: " + fmt::format(format, std::forward<Args>(args)...));
}

template <typename... Args>
[[noreturn]] void unsupported(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kInternal, "E5103",
              "cannot load object file: " + fmt::format(format, std::forward<Args>(args)...));
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 80)) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

/// What kernels call on processors without the instruction; everything else is an error.
const void* external(std::string_view name) {
  if (name == "fma")
    return reinterpret_cast<const void*>(static_cast<double (*)(double, double, double)>(&::fma));
  if (name == "fmaf") return reinterpret_cast<const void*>(&::fmaf);
  return nullptr;
}

constexpr std::uint64_t kStubSize = 16;

struct Section {
  Elf64_Shdr header;
  std::string_view name;
  bool loaded = false;
  std::uint64_t offset = 0;  ///< In the code block, when loaded.
};

}  // namespace

/// One load; the members follow its stages.
class ObjectLoader {
 public:
  ObjectLoader(std::span<const std::byte> object, CodeMemory& memory)
      : object_(object), memory_(memory) {}

  LoadedCode load() {
    read_sections();
    read_symbols();
    lay_out();
    LoadedCode code;
    code.block_ = memory_.allocate(total_);
    base_ = code.block_.data();
    copy_sections();
    for (const Section& section : sections_) {
      if (section.header.sh_type == SHT_RELA || section.header.sh_type == SHT_REL)
        relocate(section);
    }
    code.block_.seal();
    publish(code);
    return code;
  }

  /// The object, with the addresses of loaded sections in their headers; after load.
  std::vector<std::byte> image() const {
    std::vector<std::byte> copy(object_.begin(), object_.end());
    const auto header = record<Elf64_Ehdr>(0, "the ELF header");
    for (std::size_t i = 0; i < sections_.size(); ++i) {
      if (!sections_[i].loaded) continue;
      const auto address = reinterpret_cast<std::uint64_t>(base_) + sections_[i].offset;
      const std::uint64_t at =
          header.e_shoff + i * sizeof(Elf64_Shdr) + offsetof(Elf64_Shdr, sh_addr);
      std::memcpy(copy.data() + at, &address, sizeof address);
    }
    return copy;
  }

  /// After load.
  std::vector<LoadedFunction> functions() const {
    std::vector<LoadedFunction> list;
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      const Elf64_Sym& symbol = symbols_[i];
      if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF) continue;
      const std::uint64_t address = address_of(i);
      const Section& home = section(symbol.st_shndx, "a function");
      if (symbol.st_size > home.header.sh_size - symbol.st_value)
        damaged("function '{}' ends outside its section", printable(symbol_names_[i]));
      list.push_back({std::string(symbol_names_[i]),
                      {reinterpret_cast<const std::byte*>(address), symbol.st_size}});
    }
    return list;
  }

 private:
  /// A record at a byte offset of the file, which need not be aligned.
  template <typename T>
  T record(std::uint64_t offset, const char* what) const {
    if (offset > object_.size() || sizeof(T) > object_.size() - offset) {
      damaged("{} at byte {} lies outside its {} bytes", what, offset, object_.size());
    }
    T value;
    std::memcpy(&value, object_.data() + offset, sizeof value);
    return value;
  }

  std::span<const std::byte> contents(const Section& section) const {
    const Elf64_Shdr& h = section.header;
    if (h.sh_type == SHT_NOBITS) return {};
    if (h.sh_offset > object_.size() || h.sh_size > object_.size() - h.sh_offset) {
      damaged("section {} (bytes {} to {}+{}) lies outside its {} bytes", printable(section.name),
              h.sh_offset, h.sh_offset, h.sh_size, object_.size());
    }
    return object_.subspan(h.sh_offset, h.sh_size);
  }

  static std::string_view string_at(std::span<const std::byte> table, std::uint64_t offset) {
    if (offset >= table.size()) damaged("a name lies outside its string table");
    const auto* text = reinterpret_cast<const char*>(table.data()) + offset;
    const void* end = std::memchr(text, 0, table.size() - offset);
    if (end == nullptr) damaged("a name is not terminated");
    return {text, static_cast<std::size_t>(static_cast<const char*>(end) - text)};
  }

  void read_sections() {
    const auto header = record<Elf64_Ehdr>(0, "the ELF header");
    const unsigned char* id = header.e_ident;
    if (std::memcmp(id, ELFMAG, SELFMAG) != 0) damaged("it is not an ELF file");
    if (id[EI_CLASS] != ELFCLASS64 || id[EI_DATA] != ELFDATA2LSB || header.e_machine != EM_X86_64) {
      damaged("it is not for x86-64 (class {}, data {}, machine {})", id[EI_CLASS], id[EI_DATA],
              header.e_machine);
    }
    if (header.e_type != ET_REL) damaged("it is not relocatable (type {})", header.e_type);
    if (header.e_shentsize != sizeof(Elf64_Shdr) || header.e_shnum == 0) {
      damaged("its section table has {} entries of {} bytes", header.e_shnum, header.e_shentsize);
    }
    for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
      if (header.e_shoff > object_.size())
        damaged("its section table lies outside its {} bytes", object_.size());
      sections_.push_back(
          {record<Elf64_Shdr>(header.e_shoff + i * sizeof(Elf64_Shdr), "a section header"),
           {},
           false,
           0});
    }
    const auto names = contents(section(header.e_shstrndx, "the section names"));
    for (Section& s : sections_) s.name = string_at(names, s.header.sh_name);
  }

  const Section& section(std::uint64_t index, const char* what) const {
    if (index >= sections_.size()) damaged("{}: there is no section {}", what, index);
    return sections_[index];
  }

  void read_symbols() {
    const Section* table = nullptr;
    for (const Section& s : sections_) {
      if (s.header.sh_type != SHT_SYMTAB) continue;
      if (table != nullptr) damaged("it has two symbol tables");
      table = &s;
      symbol_table_ = static_cast<std::size_t>(&s - sections_.data());
    }
    if (table == nullptr) damaged("it has no symbol table");
    const auto bytes = contents(*table);
    if (table->header.sh_entsize != sizeof(Elf64_Sym) || bytes.size() % sizeof(Elf64_Sym) != 0) {
      damaged("its symbol table has {} bytes in entries of {}", bytes.size(),
              table->header.sh_entsize);
    }
    const auto names = contents(section(table->header.sh_link, "the symbol names"));
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, bytes.data() + at, sizeof symbol);
      symbols_.push_back(symbol);
      symbol_names_.push_back(string_at(names, symbol.st_name));
    }
  }

  /// Which sections are loaded, and where in the block.
  void lay_out() {
    for (Section& s : sections_) {
      const Elf64_Shdr& h = s.header;
      if ((h.sh_flags & SHF_ALLOC) == 0 || h.sh_size == 0) continue;
      if (h.sh_type == SHT_X86_64_UNWIND || s.name == ".eh_frame" || h.sh_type == SHT_NOTE)
        continue;
      if (h.sh_type != SHT_PROGBITS && h.sh_type != SHT_NOBITS) {
        unsupported("section {} has type {:#x}", printable(s.name), h.sh_type);
      }
      const bool constant = s.name.starts_with(".data.rel.ro");
      if (((h.sh_flags & SHF_WRITE) != 0 && !constant) || (h.sh_flags & SHF_TLS) != 0) {
        unsupported("section {} is writable; kernels have no variables", printable(s.name));
      }
      const std::uint64_t alignment = h.sh_addralign == 0 ? 1 : h.sh_addralign;
      if ((alignment & (alignment - 1)) != 0 || alignment > kLargestAlignment) {
        damaged("section {} has alignment {}", printable(s.name), alignment);
      }
      if (h.sh_type == SHT_PROGBITS) (void)contents(s);  // checks the bounds
      total_ = (total_ + alignment - 1) & ~(alignment - 1);
      if (h.sh_size > kSizeCap || total_ + h.sh_size > kSizeCap) {
        damaged("section {} has {} bytes; {} are loaded at most", printable(s.name), h.sh_size,
                kSizeCap);
      }
      s.loaded = true;
      s.offset = total_;
      total_ += h.sh_size;
    }
    count_entries();
    total_ = (total_ + 7) & ~std::uint64_t{7};
    got_offset_ = total_;
    total_ += 8 * got_count_;
    stub_offset_ = total_;
    total_ += kStubSize * stub_count_;
  }

  bool is_undefined(std::uint64_t index) const {
    return index < symbols_.size() && symbols_[index].st_shndx == SHN_UNDEF;
  }

  /// Room for one slot or stub per relocation that may want one; equal symbols share theirs.
  void count_entries() {
    for (const Section& s : sections_) {
      if (s.header.sh_type != SHT_RELA) continue;
      const auto bytes = contents(s);
      for (std::size_t at = 0; at + sizeof(Elf64_Rela) <= bytes.size(); at += sizeof(Elf64_Rela)) {
        Elf64_Rela entry;
        std::memcpy(&entry, bytes.data() + at, sizeof entry);
        const auto type = ELF64_R_TYPE(entry.r_info);
        got_count_ += type == R_X86_64_GOTPCREL || type == R_X86_64_GOTPCRELX ||
                      type == R_X86_64_REX_GOTPCRELX;
        stub_count_ += (type == R_X86_64_PLT32 || type == R_X86_64_PC32) &&
                       is_undefined(ELF64_R_SYM(entry.r_info));
      }
    }
  }

  void copy_sections() {
    for (const Section& s : sections_) {
      const auto bytes = s.loaded ? contents(s) : std::span<const std::byte>{};
      if (!bytes.empty()) std::memcpy(base_ + s.offset, bytes.data(), bytes.size());
    }
  }

  std::uint64_t address_of(std::uint64_t index) const {
    if (index >= symbols_.size()) damaged("there is no symbol {}", index);
    const Elf64_Sym& symbol = symbols_[index];
    const std::string name = printable(symbol_names_[index]);
    if (symbol.st_shndx == SHN_UNDEF) {
      if (const void* const found = external(symbol_names_[index]))
        return reinterpret_cast<std::uint64_t>(found);
      throw Error(ErrorKind::kInternal, "E5102",
                  fmt::format("the object file refers to the undefined symbol '{}'", name));
    }
    if (symbol.st_shndx == SHN_ABS) return symbol.st_value;
    if (symbol.st_shndx >= SHN_LORESERVE)
      unsupported("symbol '{}' is of a special kind ({:#x})", name, symbol.st_shndx);
    const Section& home = section(symbol.st_shndx, "a symbol");
    if (!home.loaded)
      unsupported("symbol '{}' lies in section {}, which is not loaded", name,
                  printable(home.name));
    if (symbol.st_value > home.header.sh_size)
      damaged("symbol '{}' lies outside its section", name);
    const auto type = ELF64_ST_TYPE(symbol.st_info);
    if (type == STT_TLS || type == STT_GNU_IFUNC)
      unsupported("symbol '{}' is of type {}", name, type);
    return reinterpret_cast<std::uint64_t>(base_) + home.offset + symbol.st_value;
  }

  /// Where a symbol is within reach of 32 bits: what lies outside is jumped to by a stub.
  std::uint64_t near_address_of(std::uint64_t index) {
    const std::uint64_t address = address_of(index);
    if (!is_undefined(index)) return address;
    const auto [at, fresh] = stubs_.try_emplace(index, stubs_.size());
    SINTER_CHECK(at->second < stub_count_, "{} of {} stubs", at->second, stub_count_);
    std::byte* const stub = base_ + stub_offset_ + kStubSize * at->second;
    if (fresh) {
      constexpr unsigned char kJump[] = {0xff, 0x25, 0, 0, 0, 0};  // jmp *[rip], the address behind
      std::memcpy(stub, kJump, sizeof kJump);
      std::memcpy(stub + sizeof kJump, &address, sizeof address);
    }
    return reinterpret_cast<std::uint64_t>(stub);
  }

  /// Address of the slot that holds a symbol's address.
  std::uint64_t got_slot(std::uint64_t index) {
    const auto [at, fresh] = got_.try_emplace(index, got_.size());
    SINTER_CHECK(at->second < got_count_, "{} of {} slots", at->second, got_count_);
    std::byte* slot = base_ + got_offset_ + 8 * at->second;
    if (fresh) {
      const std::uint64_t value = address_of(index);
      std::memcpy(slot, &value, sizeof value);
    }
    return reinterpret_cast<std::uint64_t>(slot);
  }

  void relocate(const Section& table) {
    const Section& target = section(table.header.sh_info, "a relocation table");
    if (!target.loaded) return;
    if (table.header.sh_type == SHT_REL)
      unsupported("section {} has relocations without addends", printable(target.name));
    const auto bytes = contents(table);
    if (table.header.sh_entsize != sizeof(Elf64_Rela) || bytes.size() % sizeof(Elf64_Rela) != 0) {
      damaged("relocation table {} has {} bytes in entries of {}", printable(table.name),
              bytes.size(), table.header.sh_entsize);
    }
    if (table.header.sh_link != symbol_table_)
      damaged("relocation table {} has no symbols", printable(table.name));
    if (target.header.sh_type == SHT_NOBITS)
      damaged("section {} is relocated but has no bytes", printable(target.name));
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(Elf64_Rela)) {
      Elf64_Rela entry;
      std::memcpy(&entry, bytes.data() + at, sizeof entry);
      apply(target, entry);
    }
  }

  void apply(const Section& target, const Elf64_Rela& entry) {
    const std::uint64_t symbol = ELF64_R_SYM(entry.r_info);
    const auto type = static_cast<std::uint32_t>(ELF64_R_TYPE(entry.r_info));
    if (type == R_X86_64_NONE) return;
    const std::uint64_t width = type == R_X86_64_64 || type == R_X86_64_PC64 ? 8 : 4;
    if (entry.r_offset > target.header.sh_size || width > target.header.sh_size - entry.r_offset) {
      damaged("a relocation at {} lies outside section {}", entry.r_offset, printable(target.name));
    }
    std::byte* place = base_ + target.offset + entry.r_offset;
    const auto here = reinterpret_cast<std::uint64_t>(place);
    const auto addend = static_cast<std::uint64_t>(entry.r_addend);
    std::uint64_t value = 0;
    switch (type) {
      case R_X86_64_64:
      case R_X86_64_32:
      case R_X86_64_32S:
        value = address_of(symbol) + addend;
        break;
      case R_X86_64_PC64:
        value = address_of(symbol) + addend - here;
        break;
      case R_X86_64_PC32:
      case R_X86_64_PLT32:
        value = near_address_of(symbol) + addend - here;
        break;
      case R_X86_64_GOTPCREL:
      case R_X86_64_GOTPCRELX:
      case R_X86_64_REX_GOTPCRELX:
        value = got_slot(symbol) + addend - here;
        break;
      default:
        unsupported("relocation type {} in section {}", type, printable(target.name));
    }
    if (width == 8) {
      std::memcpy(place, &value, 8);
      return;
    }
    const auto narrow = static_cast<std::uint32_t>(value);
    const std::uint64_t widened =
        type == R_X86_64_32
            ? narrow
            : static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(narrow)});
    if (widened != value) {
      damaged("a relocation (type {}) in section {} does not fit in 32 bits", type,
              printable(target.name));
    }
    std::memcpy(place, &narrow, 4);
  }

  void publish(LoadedCode& code) const {
    for (std::size_t i = 0; i < symbols_.size(); ++i) {
      const Elf64_Sym& symbol = symbols_[i];
      if (ELF64_ST_BIND(symbol.st_info) != STB_GLOBAL || symbol.st_shndx == SHN_UNDEF) continue;
      const auto address = address_of(i);
      code.symbols_.emplace(symbol_names_[i], reinterpret_cast<void*>(address));
    }
  }

  std::span<const std::byte> object_;
  CodeMemory& memory_;
  std::vector<Section> sections_;
  std::vector<Elf64_Sym> symbols_;
  std::vector<std::string_view> symbol_names_;
  std::size_t symbol_table_ = 0;
  std::uint64_t total_ = 0, got_offset_ = 0, got_count_ = 0, stub_offset_ = 0, stub_count_ = 0;
  std::unordered_map<std::uint64_t, std::uint64_t> got_, stubs_;
  std::byte* base_ = nullptr;
};

void* LoadedCode::lookup(std::string_view symbol) const {
  const auto found = symbols_.find(std::string(symbol));
  return found == symbols_.end() ? nullptr : found->second;
}

LoadedCode load_object(std::span<const std::byte> object, CodeMemory& memory,
                       std::vector<std::byte>* debug_image,
                       std::vector<LoadedFunction>* functions) {
  ObjectLoader loader(object, memory);
  LoadedCode code = loader.load();
  if (debug_image != nullptr) *debug_image = loader.image();
  if (functions != nullptr) *functions = loader.functions();
  return code;
}

}  // namespace sinter::runtime
