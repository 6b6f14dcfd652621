#include "frontend/cli/cli.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>

#include "frontend/cli/commands.h"
#include "frontend/cli/json.h"
#include "frontend/cli/measure.h"
#include "frontend/cli/style.h"

namespace sinter::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit status: 0 success; 1 the program, its arguments or a file are wrong; 2 the command line "
    "is wrong;\n"
    "3 something is not available; 4 memory, disk, time or another limit ran out; 70 an internal "
    "error of Sinter;\n"
    "measure --compare: 5 something became slower, 6 something can no longer be measured, 7 "
    "nothing "
    "could be judged;\n"
    "130 interrupted.";

/// All options of all commands; CLI11 writes into it.
struct Parsed {
  RunOptions run;
  CheckOptions check;
  ExplainCommandOptions explain;
  BuildCommandOptions build;
  DoctorOptions doctor;
  FormatOptions format;
  ExplainErrorOptions explain_error;
  DocumentOptions document;
  CacheOptions cache;
  MeasureCommandOptions measure;
};

void add_roots(CLI::App& command, std::vector<std::string>& roots) {
  command
      .add_option("--root", roots,
                  "A folder that imports may come from, after that of the importing file; may be\n"
                  "given several times")
      ->type_name("FOLDER")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_file_and_function(CLI::App& command, std::string& file, std::string& function) {
  command.add_option("FILE", file, "Program text, usually NAME.sinter")->required();
  command.add_option("FUNCTION", function, "Name of the function")->required();
}

/// The reason where the text names no device.
std::string device_problem(const std::string& text) {
  if (text == "auto" || Device::parse(text)) return "";
  return fmt::format("'{}' is neither cpu, cuda, cuda:N nor auto", text);
}

/// What CLI11 reads enumerations from. Returns the reason where there is no such backend.
std::string backend_number(std::string& name) {
  if (name != "llvm" && name != "interp")
    return fmt::format("'{}' is neither llvm nor interp", name);
  name = std::to_string(static_cast<int>(name == "llvm" ? Backend::kLlvm : Backend::kInterpreter));
  return {};
}

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App& command =
      *app.add_subcommand("run", "Compile a function, call it and print its results");
  add_file_and_function(command, options.file, options.function);
  command.add_option("NAME=VALUE", options.values,
                     "One per parameter; VALUE is a number, true, false, a list such as [1, 2],\n"
                     "or a file: .npy, .npz, FILE.npz:MEMBER, .csv, .csv.gz");
  command
      .add_option("-o,--output", options.outputs,
                  "Write a result to a file (.npy, .npz, .csv, .csv.gz) instead of printing it;\n"
                  "once for each result, in order")
      ->type_name("FILE")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--backend", options.backend,
                  "llvm: native code (default); interp: the reference interpreter")
      ->transform(CLI::Validator(backend_number, "", "backend"))
      ->type_name("llvm|interp");
  command
      .add_option("--device", options.device,
                  "cpu (default), or cuda: the first NVIDIA GPU; cuda:1 the second; auto: cpu or "
                  "cuda, as calls are measured (with --repeat)")
      ->check(CLI::Validator(device_problem, "", "device"))
      ->type_name("cpu|cuda|cuda:N|auto");
  command
      .add_option(
          "--on-processor", options.on_processor,
          "With --device=cuda: values of the function, by name, that the processor computes")
      ->delimiter(',')
      ->type_name("NAME,...");
  command.add_option("--threads", options.threads, "Threads to use; 0: one per processor")
      ->check(CLI::Range(0, 4096))
      ->type_name("N");
  command.add_flag("--debug", options.debug,
                   "Run in the interpreter, statement by statement; commands come from standard "
                   "input\n(help lists them)");
  command
      .add_option("--stop-at", options.stop_at,
                  "Run in the interpreter, and stop where the first NaN or infinity comes up")
      ->delimiter(',')
      ->check(CLI::IsMember({"nan", "inf"}))
      ->type_name("nan,inf");
  command
      .add_option("--perf", options.perf_directory,
                  "Note compiled functions in FOLDER/jit-PID.dump, for perf inject --jit")
      ->type_name("FOLDER");
  command.add_flag("--debug-info", options.debug_info,
                   "Line tables in compiled code, for gdb and profilers");
  command
      .add_option("--timeout", options.timeout,
                  "Seconds that the call may run, its compile not counted; 0: any time")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  command
      .add_option("--max-iterations", options.max_iterations,
                  "Iterations that its loops may run together; 0: any number")
      ->type_name("N");
  command
      .add_option("--max-memory", options.max_memory,
                  "Bytes of results and temporaries that it may hold at once (also 64kb, 2gb);\n"
                  "0: any")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("BYTES");
  add_roots(command, options.roots);
  command.add_flag("--time", options.time,
                   "Say on standard error how long compiling and running took");
  command.add_option("--repeat", options.repeat, "Calls; the results of the last one are shown")
      ->check(CLI::Range(std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()))
      ->type_name("N");
  command.add_flag("--ledger", options.ledger,
                   "Say on standard error what each kernel cost to get and what its calls took");
  command.add_flag("--json", options.json, "Print one JSON document, errors included");
}

void add_check(CLI::App& app, CheckOptions& options) {
  CLI::App& command = *app.add_subcommand("check", "Parse and check a program without running it");
  command.add_option("FILE", options.file, "Program text, usually NAME.sinter")->required();
  add_roots(command, options.roots);
  command.add_flag("--json", options.json, "Print one JSON document, errors included");
}

void add_explain(CLI::App& app, ExplainCommandOptions& options) {
  CLI::App& command = *app.add_subcommand("explain", "Show what the compiler makes of a function");
  add_file_and_function(command, options.file, options.function);
  add_roots(command, options.roots);
  command
      .add_option("--shape", options.shapes,
                  "Sizes: DIMENSION=SIZE or PARAMETER=SIZExSIZE; what is not given stays symbolic")
      ->type_name("B=1024 ...");
  command
      .add_option("--dtype", options.dtypes,
                  "Dtypes: PARAMETER=DTYPE or TYPE_VARIABLE=DTYPE (default: f32)")
      ->type_name("x=f64 ...");
  CLI::Option* const ir =
      command
          .add_option("--ir", options.ir,
                      "Instead of the fusion plan and schedules: an intermediate form")
          ->check(CLI::IsMember({"graph", "loop", "llvm", "asm", "cuda", "ptx"}))
          ->type_name("graph|loop|llvm|asm|cuda|ptx");
  CLI::Option* const passes =
      command.add_flag("--passes", options.passes, "The graph after each pass")->excludes(ir);
  command
      .add_option("--html", options.html,
                  "All of it as one page for a browser, into this file (-: standard output)")
      ->type_name("FILE")
      ->excludes(ir)
      ->excludes(passes);
  command
      .add_option("--on-processor", options.on_processor,
                  "Both parts of a function that runs on a GPU but for these values")
      ->delimiter(',')
      ->type_name("NAME,...");
  command
      .add_option("--without", options.without,
                  "Leave passes or choices of schedules out, such as factor or time-tiles")
      ->delimiter(',')
      ->type_name("NAME,...");
  command
      .add_flag("--parallel", options.parallel,
                "What became of every loop, and why it is not parallel")
      ->excludes(ir)
      ->excludes(passes);
}

void add_list(CLI::App& command, const char* name, std::vector<std::string>& values,
              const char* description, const char* type) {
  command.add_option(name, values, description)->type_name(type)->allow_extra_args();
}

void add_build(CLI::App& app, BuildCommandOptions& options) {
  CLI::App& command = *app.add_subcommand(
      "build", "Compile functions ahead of time, for programs that need neither Sinter nor LLVM");
  CLI::Option* const file =
      command.add_option("FILE", options.file, "Program text, usually NAME.sinter");
  command.add_option("-o,--output", options.folder, "The folder that is written")
      ->required()
      ->type_name("FOLDER");
  CLI::Option* const functions =
      command.add_option("--fn", options.functions, "A function; may be given several times")
          ->type_name("NAME");
  add_list(command, "--dims", options.dimensions,
           "Sizes that are constants of the code: DIMENSION=SIZE or PARAMETER=SIZExSIZE; others\n"
           "are arguments",
           "D=256 ...");
  add_list(command, "--dtype", options.dtypes,
           "Dtypes: PARAMETER=DTYPE or TYPE_VARIABLE=DTYPE (default: f32)", "x=f64 ...");
  command
      .add_option("--name", options.library,
                  "Name of the library, which all its names in C begin with (default: as FILE)")
      ->type_name("NAME");
  command
      .add_option(
          "--level", options.levels,
          "x86-64 levels that there is code for; what the processor has is chosen when the\n"
          "code runs (default: 2,3,4)")
      ->delimiter(',')
      ->check(CLI::IsMember({2, 3, 4}))
      ->type_name("2,3,4");
  command
      .add_option("--cuda", options.gpus,
                  "NVIDIA GPUs that there is code for too, compiled by NVRTC; newer ones than all\n"
                  "get PTX. Every function has a second one, NAME_cuda")
      ->delimiter(',')
      ->type_name("sm_80,sm_90");
  CLI::Option* const cached =
      command
          .add_flag(
              "--from-cache", options.from_cache,
              "Instead of FILE: the functions whose kernels the disk cache holds, or those of\n"
              "--fn; a run with SINTER_CACHE_DIR set to a new folder fills one with what it calls")
          ->excludes(file);
  command
      .add_option("--cache-dir", options.cache_directory,
                  "That cache's folder (default: the one that engines use)")
      ->needs(cached)
      ->type_name("FOLDER");
  command.callback([cached, file, functions] {
    if (cached->count() != 0) return;
    if (file->count() == 0) throw CLI::RequiredError("FILE");
    if (functions->count() == 0) throw CLI::RequiredError("--fn");
  });
  command.add_flag("--shared", options.shared,
                   "Make libNAME.so too, with the C compiler that $CC names (default: cc)");
  command.add_flag("!--no-threads", options.threads, "Of libNAME.so: use no OpenMP");
  add_roots(command, options.roots);
}

void add_doctor(CLI::App& app, DoctorOptions& options) {
  CLI::App& command =
      *app.add_subcommand("doctor", "Say what was found on this machine, and whether it works");
  command.add_flag("--json", options.json, "Print one JSON document");
}

void add_format(CLI::App& app, FormatOptions& options) {
  CLI::App& command = *app.add_subcommand("fmt", "Bring programs into the one style, in place");
  command
      .add_option("FILE", options.files, "Programs; - reads standard input and prints the result")
      ->required();
  command.add_flag(
      "--check", options.check,
      "Change nothing; list the files that are not formatted, and fail if there are any");
}

void add_explain_error(CLI::App& app, ExplainErrorOptions& options) {
  CLI::App& command = *app.add_subcommand(
      "explain-error", "Say what an error code means, with an example and what to do");
  command.add_option("CODE", options.code, "As messages show it: E0201")->required();
}

/// Its options are sinter-lift's own.
void add_lift(CLI::App& app) {
  app.add_subcommand("lift", "Lift marked C++ functions to programs (sinter lift --help)");
}

void add_document(CLI::App& app, DocumentOptions& options) {
  CLI::App& command = *app.add_subcommand(
      "doc", "Print the documentation of a function of the language or its standard library");
  command.add_option("NAME", options.name, "The function; without it, all names are listed");
  command.add_flag("--library", options.library, "The whole standard library, as Markdown");
}

void add_cache(CLI::App& app, CacheOptions& options) {
  CLI::App& command = *app.add_subcommand("cache", "Look after the compiled kernels on disk");
  command
      .add_option("ACTION", options.action,
                  "stats: how many there are; list: each of them; verify: check every one and "
                  "remove what is\n"
                  "damaged; prune: remove the least recently used; clear: remove all")
      ->required()
      ->check(CLI::IsMember({"stats", "list", "verify", "prune", "clear"}));
  command
      .add_option("--dir", options.directory,
                  "The folder (default: $SINTER_CACHE_DIR, else $XDG_CACHE_HOME/sinter, else\n"
                  "~/.cache/sinter)")
      ->type_name("FOLDER");
  command.add_option("--max-size", options.megabytes, "What prune leaves, in MiB (default: 512)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("MIB");
  command.add_flag("--json", options.json, "Print one JSON document (stats and list)");
}

int report(const Error& error, bool json, Terminal& terminal) {
  if (json) {
    terminal.out << to_json(error).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                 << '\n';
  } else {
    terminal.err << paint_error(terminal.color_err, error_text(error)) << '\n';
  }
  return exit_code(error.kind());
}

int dispatch(const CLI::App& app, const Parsed& parsed, Terminal& terminal) {
  const std::string name = app.get_subcommands().front()->get_name();
  if (name == "run") return run(parsed.run, terminal);
  if (name == "check") return check(parsed.check, terminal);
  if (name == "explain") return explain(parsed.explain, terminal);
  if (name == "build") return build(parsed.build, terminal);
  if (name == "fmt") return format(parsed.format, terminal);
  if (name == "doc") return document(parsed.document, terminal);
  if (name == "explain-error") return explain_error_code(parsed.explain_error, terminal);
  if (name == "cache") return cache(parsed.cache, terminal);
  if (name == "measure") return measure(parsed.measure, terminal);
  return doctor(parsed.doctor, terminal);
}

/// What is wrong with a command line, and where to read on.
int misuse(const CLI::App& app, const CLI::ParseError& error,
           std::span<const std::string> arguments, Terminal& terminal) {
  if (arguments.empty()) {
    terminal.err << app.help();
    return kMisuse;
  }
  const auto commands = app.get_subcommands();
  std::string message = error.what();
  if (commands.empty()) {
    message = fmt::format("there is no {} '{}'",
                          arguments[0].starts_with('-') ? "option" : "command", arguments[0]);
  }
  const std::string command = commands.empty() ? "" : commands.front()->get_name() + " ";
  terminal.err << fmt::format("sinter: {}\nsee sinter {}--help\n", message, command);
  return kMisuse;
}

}  // namespace

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUser:
      return kUserError;
    case ErrorKind::kUnavailable:
      return kUnavailable;
    case ErrorKind::kCancelled:
      return kInterrupted;
    case ErrorKind::kResource:
      return kResource;
    case ErrorKind::kInternal:
      return kInternal;
  }
  return kInternal;
}

int run_cli(std::span<const std::string> arguments, Terminal& terminal) {
  CLI::App app(
      "Sinter compiles array programs to native code and runs them. Without a subcommand it starts "
      "a session.",
      "sinter");
  app.set_version_flag("--version", fmt::format("sinter {}", version()));
  app.require_subcommand(1);
  app.footer(kExitCodes);
  Parsed parsed;
  add_run(app, parsed.run);
  add_check(app, parsed.check);
  add_explain(app, parsed.explain);
  add_build(app, parsed.build);
  add_format(app, parsed.format);
  add_explain_error(app, parsed.explain_error);
  add_lift(app);
  add_document(app, parsed.document);
  add_cache(app, parsed.cache);
  add_measure(app, parsed.measure);
  add_doctor(app, parsed.doctor);
  bool json = false;
  try {
    if (!arguments.empty() && arguments[0] == "lift")
      return lift({{arguments.begin() + 1, arguments.end()}}, terminal);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 wants them
    app.parse(reversed);
    json = parsed.run.json || parsed.check.json || parsed.doctor.json || parsed.cache.json;
    return dispatch(app, parsed, terminal);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, terminal.out, terminal.err);  // --help
    return misuse(app, error, arguments, terminal);
  } catch (const Error& error) {
    return report(error, json, terminal);
  } catch (const std::bad_alloc&) {
    return report(Error(ErrorKind::kResource, "E8001", "out of memory"), json, terminal);
  } catch (const std::exception& error) {
    return report(
        Error(ErrorKind::kInternal, "E9002", fmt::format("internal error: {}", error.what())), json,
        terminal);
  }
}

}  // namespace sinter::cli
