// The link half of the LLVM plugin: object code into this process through ORC and JITLink.
#include <llvm/ExecutionEngine/Orc/LLJIT.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/Support/TargetSelect.h>

#include <math.h>  // NOLINT(modernize-deprecated-headers): the functions of C

#include <atomic>
#include <cstring>
#include <mutex>

#include "compiler/codegen/llvm_plugin.h"
#include "sinter/export.h"

namespace {

using namespace llvm;

/// One LLJIT serves the process; every linked object has a dylib of its own, so that kernels may
/// share names and are freed one by one.
Expected<orc::LLJIT&> jit() {
  static std::mutex mutex;
  static std::unique_ptr<orc::LLJIT> instance;
  std::lock_guard lock(mutex);
  if (instance) return *instance;
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  auto made = orc::LLJITBuilder()
                  .setObjectLinkingLayerCreator([](orc::ExecutionSession& session, const Triple&) {
                    return std::make_unique<orc::ObjectLinkingLayer>(session);
                  })
                  .setLinkProcessSymbolsByDefault(false)
                  .setPlatformSetUp(orc::setUpInactivePlatform)
                  .create();
  if (!made) return made.takeError();
  instance = std::move(*made);
  return *instance;
}

/// What kernels call on processors without the instruction.
orc::SymbolMap functions_of_c(orc::LLJIT& session) {
  orc::SymbolMap symbols;
  const auto add = [&](const char* name, auto* function) {
    symbols[session.mangleAndIntern(name)] = {orc::ExecutorAddr::fromPtr(function),
                                              JITSymbolFlags::Exported | JITSymbolFlags::Callable};
  };
  add("fma", static_cast<double (*)(double, double, double)>(&::fma));
  add("fmaf", &::fmaf);
  return symbols;
}

Expected<orc::JITDylib&> link(StringRef object, StringRef symbol, void** entry) {
  static std::atomic<std::uint64_t> number{0};
  auto session = jit();
  if (!session) return session.takeError();
  auto dylib = session->createJITDylib("kernel" + std::to_string(number++));
  if (!dylib) return dylib.takeError();
  if (auto error = dylib->define(orc::absoluteSymbols(functions_of_c(*session))))
    return joinErrors(std::move(error), session->getExecutionSession().removeJITDylib(*dylib));
  if (auto error = session->addObjectFile(*dylib, MemoryBuffer::getMemBufferCopy(object, symbol))) {
    return joinErrors(std::move(error), session->getExecutionSession().removeJITDylib(*dylib));
  }
  auto address = session->lookup(*dylib, symbol);
  if (!address)
    return joinErrors(address.takeError(), session->getExecutionSession().removeJITDylib(*dylib));
  *entry = address->toPtr<void*>();
  return *dylib;
}

}  // namespace

extern "C" {

SINTER_API void* sinter_llvm_link(const uint8_t* object, size_t size, const char* symbol,
                                  void** entry, char** error) {
  auto dylib = link({reinterpret_cast<const char*>(object), size}, symbol, entry);
  if (dylib) return &*dylib;
  *error = strdup(toString(dylib.takeError()).c_str());
  return nullptr;
}

SINTER_API void sinter_llvm_unlink(void* handle) {
  auto session = jit();
  if (!session) return consumeError(session.takeError());
  consumeError(session->getExecutionSession().removeJITDylib(*static_cast<orc::JITDylib*>(handle)));
}

}  // extern "C"
