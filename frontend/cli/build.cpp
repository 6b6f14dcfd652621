// sinter build.
#include "sinter/build.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "frontend/cli/commands.h"
#include "frontend/cli/environment.h"
#include "frontend/cli/type_request.h"

extern char** environ;

namespace sinter::cli {
namespace {

/// "image filter.sinter" as a name in C.
std::string library_name(const std::string& file) {
  std::string name = std::filesystem::path(file).stem().string();
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain) c = '_';
  }
  return name;
}

/// Every option has to mean something to one of the functions at least.
std::vector<BuildFunction> functions_for(const Module& module, const BuildCommandOptions& options) {
  std::vector<TypeRequest> requests;
  for (const std::string& name : options.functions) requests.emplace_back(module.signature(name));
  for (const std::string& shape : options.dimensions) {
    bool taken = false;
    for (TypeRequest& request : requests) taken |= request.take_shape("--dims", shape);
    if (!taken) requests.front().unknown("--dims", shape);
  }
  for (const std::string& dtype : options.dtypes) {
    bool taken = false;
    for (TypeRequest& request : requests) taken |= request.take_dtype(dtype);
    if (!taken) requests.front().unknown("--dtype", dtype);
  }
  std::vector<BuildFunction> functions;
  for (std::size_t i = 0; i < requests.size(); ++i)
    functions.push_back({module.function(options.functions[i]), requests[i].options()});
  return functions;
}

void write(const std::filesystem::path& folder, const BuiltFile& file) {
  std::ofstream out(folder / file.name, std::ios::binary | std::ios::trunc);
  out << file.contents;
  out.close();
  if (!out) {
    throw Error(ErrorKind::kUser, "E4204",
                fmt::format("cannot write {}", (folder / file.name).string()));
  }
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  if (problem || !std::filesystem::is_directory(folder, problem))
    throw Error(ErrorKind::kUser, "E4204", fmt::format("cannot make {}", folder.string()));
}

/// The system's C compiler as $CC names it, without a shell.
void run_compiler(const std::vector<std::string>& arguments) {
  std::vector<char*> list;
  for (const std::string& argument : arguments) list.push_back(const_cast<char*>(argument.c_str()));
  list.push_back(nullptr);
  pid_t child = 0;
  int status = 0;
  if (posix_spawnp(&child, list[0], nullptr, nullptr, list.data(), environ) != 0 ||
      waitpid(child, &status, 0) != child || status != 0) {
    throw Error(
        ErrorKind::kUnavailable, "E6065",
        fmt::format("--shared needs a C compiler, and this failed: {}", fmt::join(arguments, " ")));
  }
}

void link_shared(const std::filesystem::path& folder, const std::string& library,
                 const std::vector<BuiltFile>& files, bool threads) {
  std::vector<std::string> arguments{
      environment::c_compiler(), "-std=gnu11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden"};
  if (threads) arguments.emplace_back("-fopenmp");
  arguments.emplace_back("-o");
  arguments.push_back((folder / ("lib" + library + ".so")).string());
  for (const BuiltFile& file : files) {
    if (file.name.ends_with(".o") || file.name.ends_with(".c"))
      arguments.push_back((folder / file.name).string());
  }
  for (const char* const library_option : {"-lm", "-ldl", "-pthread"})
    arguments.emplace_back(library_option);
  run_compiler(arguments);
}

/// "sm_90" is 90.
std::vector<int> architectures_of(const BuildCommandOptions& options) {
  std::vector<int> architectures;
  for (const std::string& text : options.gpus) {
    int number = 0;
    const char* const end = text.data() + text.size();
    const bool named = text.starts_with("sm_") && text.size() <= 6;
    if (!named || std::from_chars(text.data() + 3, end, number).ptr != end || number < 10) {
      throw Error(
          ErrorKind::kUser, "E6107",
          fmt::format("--cuda {}: names of GPU architectures are expected, as sm_80,sm_90", text));
    }
    architectures.push_back(number);
  }
  return architectures;
}

std::vector<BuiltFile> build_file(const BuildCommandOptions& options, const std::string& library) {
  const Engine engine({}, {options.roots, {}});
  const Module module = engine.compile_file(options.file);
  return sinter::build(functions_for(module, options),
                       {library, options.levels, architectures_of(options)});
}

}  // namespace

int build(const BuildCommandOptions& options, Terminal& terminal) {
  std::string library = options.library;
  if (library.empty()) library = options.from_cache ? "kernels" : library_name(options.file);
  const auto files = options.from_cache
                         ? build_from_cache(options.cache_directory, options.functions,
                                            {library, options.levels, architectures_of(options)})
                         : build_file(options, library);
  const std::filesystem::path folder = options.folder;
  make_folder(folder);
  for (const BuiltFile& file : files) write(folder, file);
  if (options.shared) link_shared(folder, library, files, options.threads);
  for (const BuiltFile& file : files) terminal.out << (folder / file.name).string() << '\n';
  if (options.shared) terminal.out << (folder / ("lib" + library + ".so")).string() << '\n';
  return kOk;
}

}  // namespace sinter::cli
