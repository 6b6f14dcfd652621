#include "runtime/cuda/nvrtc.h"

#include <mutex>
#include <regex>
#include <sstream>

#include "compiler/support/check.h"
#include "runtime/cuda/library.h"
#include "runtime/environment.h"

namespace sinter::runtime::cuda {
namespace {

constexpr const char* kNames[] = {"libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so"};

/// Bits are the language's: no contraction, denormals kept, IEEE division and square root.
constexpr const char* kOptions[] = {"--std=c++17",       "--fmad=false",
                                    "--ftz=false",       "--prec-div=true",
                                    "--prec-sqrt=true",  "--device-as-default-execution-space",
                                    "--ptxas-options=-v"};

template <typename Function>
void find(void* library, const char* name, const std::string& path, Function& function) {
  if (!find_function(library, name, function)) {
    throw Error(
        ErrorKind::kUnavailable, "E5210",
        fmt::format("no CUDA compiler: {} lacks {}; NVRTC 11.2 or newer is needed", path, name));
  }
}

/// "ptxas info    : Compiling entry function 'name' for 'sm_90'", then lines of its resources.
std::map<std::string, Resources> read_resources(const std::string& log) {
  static const std::regex entry("Compiling entry function '([^']+)'");
  static const std::regex stack(
      "(\\d+) bytes stack frame, (\\d+) bytes spill stores, "
      "(\\d+) bytes spill loads");
  static const std::regex used("Used (\\d+) registers");
  static const std::regex shared("(\\d+) bytes smem");
  std::map<std::string, Resources> result;
  std::string name;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_search(line, match, entry)) name = match[1];
    if (name.empty()) continue;
    Resources& r = result[name];
    if (std::regex_search(line, match, stack)) {
      r.stack_bytes = std::stoi(match[1]);
      r.spill_bytes = std::stoi(match[2]) + std::stoi(match[3]);
    }
    if (std::regex_search(line, match, used)) {
      r.registers = std::stoi(match[1]);
      if (std::regex_search(line, match, shared)) r.shared_bytes = std::stoi(match[1]);
      name.clear();
    }
  }
  return result;
}

}  // namespace

std::string Nvrtc::options() {
  std::string text;
  for (const char* option : kOptions) text += (text.empty() ? "" : " ") + std::string(option);
  return text;
}

Nvrtc::Nvrtc() {
  std::vector<std::string> names(std::begin(kNames), std::end(kNames));
  if (const std::string named = environment::nvrtc(); !named.empty()) names = {named};
  void* library = nullptr;
  std::string tried;
  for (const std::string& name : names) {
    library = open_library(name);
    if (library != nullptr) {
      path_ = name;
      break;
    }
    tried += (tried.empty() ? "" : ", ") + name;
  }
  if (library == nullptr) {
    throw Error(
        ErrorKind::kUnavailable, "E5210",
        fmt::format("no CUDA compiler: none of {} can be opened; SINTER_NVRTC names another "
                    "libnvrtc",
                    tried));
  }
  find(library, "nvrtcVersion", path_, f_.version);
  find(library, "nvrtcGetNumSupportedArchs", path_, f_.count_architectures);
  find(library, "nvrtcGetSupportedArchs", path_, f_.architectures);
  find(library, "nvrtcCreateProgram", path_, f_.create);
  find(library, "nvrtcDestroyProgram", path_, f_.destroy);
  find(library, "nvrtcCompileProgram", path_, f_.compile);
  find(library, "nvrtcGetProgramLogSize", path_, f_.log_size);
  find(library, "nvrtcGetProgramLog", path_, f_.log);
  find(library, "nvrtcGetPTXSize", path_, f_.ptx_size);
  find(library, "nvrtcGetPTX", path_, f_.ptx);
  find(library, "nvrtcGetCUBINSize", path_, f_.cubin_size);
  find(library, "nvrtcGetCUBIN", path_, f_.cubin);
  find(library, "nvrtcGetErrorString", path_, f_.error_text);
  int major = 0, minor = 0, count = 0;
  f_.version(&major, &minor);
  version_ = 100 * major + minor;
  if (f_.count_architectures(&count) == 0 && count > 0) {
    architectures_.resize(static_cast<std::size_t>(count));
    f_.architectures(architectures_.data());
  }
}

const Nvrtc& Nvrtc::instance() {
  static const Nvrtc nvrtc;  // A failure is tried again by the next call.
  return nvrtc;
}

bool Nvrtc::is_available(std::string* reason) { return is_library_available<Nvrtc>(reason); }

std::string Nvrtc::version_text() const {
  return fmt::format("{}.{}", version_ / 100, version_ % 100);
}

CompiledSource Nvrtc::cubin(const std::string& source, int architecture) const {
  return compile(source, architecture, true);
}

CompiledSource Nvrtc::ptx(const std::string& source, int architecture) const {
  return compile(source, architecture, false);
}

CompiledSource Nvrtc::compile(const std::string& source, int architecture,
                              bool machine_code) const {
  struct Holder {
    const Functions& f;
    Handle handle = nullptr;
    ~Holder() {
      if (handle != nullptr) f.destroy(&handle);
    }
  } program{f_};
  const auto check = [&](int result, const char* call) {
    SINTER_CHECK(result == 0, "{}: {}", call, f_.error_text(result));
  };
  check(f_.create(&program.handle, source.c_str(), "sinter.cu", 0, nullptr, nullptr),
        "nvrtcCreateProgram");
  const std::string target =
      fmt::format("--gpu-architecture={}_{}", machine_code ? "sm" : "compute", architecture);
  std::vector<const char*> options(std::begin(kOptions), std::end(kOptions));
  if (!machine_code) options.pop_back();
  options.push_back(target.c_str());
  const int result = f_.compile(program.handle, static_cast<int>(options.size()), options.data());
  CompiledSource compiled;
  std::size_t size = 0;
  check(f_.log_size(program.handle, &size), "nvrtcGetProgramLogSize");
  compiled.log.resize(size);
  check(f_.log(program.handle, compiled.log.data()), "nvrtcGetProgramLog");
  while (!compiled.log.empty() && compiled.log.back() == '\0') compiled.log.pop_back();
  if (result != 0) {
    throw Error(ErrorKind::kInternal, "E5211",
                fmt::format("NVRTC {} ({}) refuses a source for {}:\n{}\n{}", version_text(),
                            f_.error_text(result), target, compiled.log, source));
  }
  const auto& get_size = machine_code ? f_.cubin_size : f_.ptx_size;
  const auto& get = machine_code ? f_.cubin : f_.ptx;
  check(get_size(program.handle, &size), "the size of the code");
  compiled.code.resize(size);
  check(get(program.handle, reinterpret_cast<char*>(compiled.code.data())), "the code");
  if (machine_code) compiled.kernels = read_resources(compiled.log);
  return compiled;
}

}  // namespace sinter::runtime::cuda
