// A libnvrtc that compiles kernels for the processor (shim.inc): with the libcuda of
// fake_driver.cpp a whole engine runs on a GPU that is not there. "Machine code" is the path of a
// library.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <regex>
#include <string>

#include "tests/common/temporary.h"
#include "tests/cuda/as_cpp.h"

namespace {

constexpr int kSuccess = 0, kCompilation = 6;
constexpr int kArchitectures[] = {80, 90};

struct Source {
  std::string text, log, library;
};

/// Libraries lie there until the process ends, or in SINTER_FAKE_NVRTC_FOLDER for others to use.
std::string place_of(int number) {
  const char* const named = std::getenv("SINTER_FAKE_NVRTC_FOLDER");
  if (named != nullptr)
    return std::string(named) + "/" + std::to_string(getpid()) + "_" + std::to_string(number);
  static const sinter::test::TemporaryFolder made;
  return made / std::to_string(number);
}

/// Calls as fake_driver.cpp looks for them: one function per kernel, and its number of arguments.
std::string calls_of(const std::string& source) {
  static const std::regex kernel(
      "extern \"C\" __global__ void __launch_bounds__\\([^)]*\\) (sinter_(\\d+))\\(([^)]*)\\)");
  std::string calls;
  for (std::sregex_iterator it(source.begin(), source.end(), kernel), end; it != end; ++it) {
    const std::string name = (*it)[1], number = (*it)[2], parameters = (*it)[3];
    const bool none = parameters.find_first_not_of(" \n") == std::string::npos;
    const auto count = none ? 0 : 1 + std::count(parameters.begin(), parameters.end(), ',');
    calls += sinter::test::call_of("call_0_" + number, name, count);
    calls += "extern \"C\" int arguments_0_" + number + " = " + std::to_string(count) + ";\n";
  }
  return calls;
}

std::string as_cpp(const std::string& source) {
  return std::string("#include \"") + SINTER_TEST_SHIM + "\"\n" + sinter::test::kArgument +
         sinter::test::kernels_as_cpp(source) + calls_of(source);
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the names are NVRTC's
extern "C" {

#define FAKE __attribute__((visibility("default"))) int

FAKE nvrtcVersion(int* major, int* minor) { return *major = 12, *minor = 4, kSuccess; }
FAKE nvrtcGetNumSupportedArchs(int* count) { return *count = 2, kSuccess; }
FAKE nvrtcGetSupportedArchs(int* list) {
  std::memcpy(list, kArchitectures, sizeof kArchitectures);
  return kSuccess;
}
FAKE nvrtcCreateProgram(void** program, const char* text, const char*, int, const char**,
                        const char**) {
  *program = new Source{text, "", ""};
  return kSuccess;
}
FAKE nvrtcDestroyProgram(void** program) {
  delete static_cast<Source*>(*program);
  return kSuccess;
}
FAKE nvrtcCompileProgram(void* program, int, const char**) {
  auto* source = static_cast<Source*>(program);
  static int count = 0;
  const std::string base = place_of(__sync_fetch_and_add(&count, 1));
  std::ofstream(base + ".cpp") << as_cpp(source->text);
  const std::string command = sinter::test::compile_command(SINTER_TEST_COMPILER, base + ".cpp",
                                                            base + ".so", base + ".log");
  if (std::system(command.c_str()) != 0) {
    source->log = sinter::test::read_file(base + ".log");
    return kCompilation;
  }
  source->library = base + ".so";
  return kSuccess;
}
FAKE nvrtcGetProgramLogSize(void* program, std::size_t* size) {
  return *size = static_cast<Source*>(program)->log.size() + 1, kSuccess;
}
FAKE nvrtcGetProgramLog(void* program, char* log) {
  return std::strcpy(log, static_cast<Source*>(program)->log.c_str()), kSuccess;
}
FAKE nvrtcGetCUBINSize(void* program, std::size_t* size) {
  return *size = static_cast<Source*>(program)->library.size() + 1, kSuccess;
}
FAKE nvrtcGetCUBIN(void* program, char* code) {
  return std::strcpy(code, static_cast<Source*>(program)->library.c_str()), kSuccess;
}
FAKE nvrtcGetPTXSize(void* program, std::size_t* size) { return nvrtcGetCUBINSize(program, size); }
FAKE nvrtcGetPTX(void* program, char* code) { return nvrtcGetCUBIN(program, code); }
__attribute__((visibility("default"))) const char* nvrtcGetErrorString(int result) {
  return result == kSuccess ? "NVRTC_SUCCESS" : "NVRTC_ERROR_COMPILATION";
}
}
// NOLINTEND(readability-identifier-naming)
