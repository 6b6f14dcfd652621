// A program that uses LLVM itself and embeds Sinter: neither sees the other.
#include <cstdio>
#include <cstring>

#include "sinter/sinter.h"

// Of LLVM's C interface.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {
void* LLVMContextCreate(void);
void LLVMContextDispose(void* context);
void* LLVMModuleCreateWithNameInContext(const char* name, void* context);
char* LLVMPrintModuleToString(void* module);
void LLVMDisposeMessage(char* message);
void LLVMDisposeModule(void* module);
}
// NOLINTEND(readability-identifier-naming)

namespace {

bool use_llvm() {
  void* const context = LLVMContextCreate();
  void* const module = LLVMModuleCreateWithNameInContext("ours", context);
  char* const text = LLVMPrintModuleToString(module);
  const bool good = std::strstr(text, "ours") != nullptr;
  LLVMDisposeMessage(text);
  LLVMDisposeModule(module);
  LLVMContextDispose(context);
  return good;
}

}  // namespace

int main() {
  if (!use_llvm()) return 1;
  sinter::EngineOptions options;
  options.disk_cache = sinter::CachePolicy::kOff;  // so that the plugin's LLVM is used
  for (int i = 0; i < 3; ++i) {
    const sinter::Engine engine(options);
    const auto twice =
        engine.compile("fn twice(x: f64[N]) -> f64[N] { return 2 * x }").function("twice");
    if (twice(sinter::Array::from<double>({1, 2}, {2})).to_vector<double>()[1] != 4) return 1;
    if (!use_llvm()) return 1;
  }
  std::puts("both work");
}
