// Any text is a program or gets an error that says why it is none.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "frontend/lang/module.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sinter;
  try {
    const lang::ParsedModule module =
        lang::parse_module(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
    lang::check_module(module);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInternal) {
      std::fprintf(stderr, "%s\n", error.what());
      std::abort();
    }
  }
  return 0;
}
