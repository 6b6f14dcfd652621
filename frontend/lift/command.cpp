#include "frontend/lift/command.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "frontend/lift/dispatch.h"
#include "frontend/lift/lift.h"

namespace sinter::lift {
namespace {

constexpr const char* kHelp =
    "Lifts marked C++ functions (SINTER_JIT) to programs of Sinter's language.\n"
    "\n"
    "Usage: sinter lift [OPTIONS] FILE.cpp [-- FLAGS]\n"
    "\n"
    "  FLAGS             what the C++ compiler gets: -I, -D, -std=...; without --, a compilation "
    "database\n"
    "                    near FILE is read, and -std=c++20 is the default\n"
    "  -p FOLDER         where compile_commands.json lies\n"
    "  --report          the report alone: what became of every function and loop\n"
    "  --source          the program alone\n"
    "  -o FILE           write the program to a file\n"
    "  --header FILE     write a C++ header whose functions run the programs, with plain C++ "
    "behind them\n"
    "  --depfile FILE    with --header: the files that it depends on, as make reads them\n"
    "  --report-to FILE  write the report to a file\n"
    "  --strict          fail where a marked function cannot be lifted\n"
    "  --time            say on standard error how long it took\n"
    "  --help            this text\n"
    "\n"
    "Exit status: 0 success; 1 a file is wrong, or (with --strict) a function was not lifted; 2 "
    "the command line is\n"
    "wrong; 4 a file could not be written.\n";

struct Options {
  std::string file, database, output, header, report_file, depfile;
  std::vector<std::string> flags;
  bool has_flags = false, report = false, source = false, strict = false, time = false,
       help = false;
};

/// The reason where the command line is wrong; nothing where it is right.
std::string parse(const std::vector<std::string>& arguments, Options& options) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const auto next = [&](std::string& to) {
      if (i + 1 >= arguments.size() || arguments[i + 1] == "--") return argument + " needs a value";
      to = arguments[++i];
      return std::string();
    };
    std::string problem;
    if (argument == "--") {
      options.has_flags = true;
      options.flags.assign(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, arguments.end());
      break;
    }
    if (argument == "-p") {
      problem = next(options.database);
    } else if (argument == "-o") {
      problem = next(options.output);
    } else if (argument == "--header") {
      problem = next(options.header);
    } else if (argument == "--depfile") {
      problem = next(options.depfile);
    } else if (argument == "--report-to") {
      problem = next(options.report_file);
    } else if (argument == "--report") {
      options.report = true;
    } else if (argument == "--source") {
      options.source = true;
    } else if (argument == "--strict") {
      options.strict = true;
    } else if (argument == "--time") {
      options.time = true;
    } else if (argument == "--help" || argument == "-h") {
      options.help = true;
    } else if (argument.starts_with("-")) {
      problem = "there is no option '" + argument + "'";
    } else if (!options.file.empty()) {
      problem = "one file at a time: '" + options.file + "' or '" + argument + "'";
    } else {
      options.file = argument;
    }
    if (!problem.empty()) return problem;
  }
  if (!options.help && options.file.empty()) return "FILE is missing";
  if (options.report && options.source) return "--report and --source exclude each other";
  return "";
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (file) return true;
  std::cerr << "sinter-lift: " << path << " cannot be written\n";
  return false;
}

std::string dependencies_text(const std::string& target, const std::vector<std::string>& files) {
  const auto escaped = [](const std::string& path) {
    std::string result;
    for (const char c : path) result += c == ' ' ? std::string("\\ ") : std::string(1, c);
    return result;
  };
  std::string text = escaped(target) + ":";
  for (const std::string& file : files) text += " \\\n  " + escaped(file);
  return text + "\n";
}

}  // namespace

int run_command(const std::vector<std::string>& arguments) {
  constexpr int kUserError = 1, kMisuse = 2, kResource = 4;
  Options options;
  const std::string problem = parse(arguments, options);
  if (!problem.empty()) {
    std::cerr << "sinter-lift: " << problem << "\nsee sinter lift --help\n";
    return kMisuse;
  }
  if (options.help) {
    std::cout << kHelp;
    return 0;
  }
  if (!std::filesystem::exists(options.file)) {
    std::cerr << "sinter-lift: there is no file " << options.file << "\n";
    return kUserError;
  }
  const LiftedFile lifted =
      lift_file(options.file, options.flags, options.has_flags, options.database, options.header);
  if (!lifted.errors.empty()) {
    for (const std::string& error : lifted.errors) std::cerr << "sinter-lift: " << error << "\n";
    return kUserError;
  }
  if (options.time)
    std::fprintf(stderr, "lifting took %.0f ms: %.0f ms in Clang, %.0f ms to lift and check\n",
                 lifted.clang_ms + lifted.lift_ms, lifted.clang_ms, lifted.lift_ms);
  if (!options.output.empty() && !write_file(options.output, lifted.source)) return kResource;
  if (!options.report_file.empty() && !write_file(options.report_file, lifted.report))
    return kResource;
  if (!options.header.empty() && !write_file(options.header, dispatch_header(lifted)))
    return kResource;
  if (!options.depfile.empty() &&
      !write_file(options.depfile, dependencies_text(options.header, lifted.dependencies)))
    return kResource;
  const bool to_files = !options.output.empty() || !options.header.empty();
  if (options.report) std::cout << lifted.report;
  if (options.source) std::cout << lifted.source;
  if (!options.report && !options.source && !to_files) {
    std::cout << lifted.source;
    if (!lifted.source.empty()) std::cout << "\n";
    std::string line;
    for (const char c : lifted.report) {
      if (line.empty()) line = "# ";
      line += c;
      if (c == '\n') {
        std::cout << line;
        line.clear();
      }
    }
  }
  std::cout.flush();
  if (!std::cout) return kResource;
  return options.strict && !lifted.refused.empty() ? kUserError : 0;
}

}  // namespace sinter::lift
