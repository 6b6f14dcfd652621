// Sinter: compiles array programs while your program runs.
//
//   sinter::Engine engine;
//   auto module = engine.compile("fn scale(x: f32[N], a: f32) -> f32[N] { return a * x }");
//   auto scale = module.function("scale");
//   sinter::Array y = scale(sinter::Array::from<float>({1, 2, 3}, {3}), 2.0f);
//
// Everything throws sinter::Error and nothing else. There is no global state: engines are
// independent of each other, and an engine, its modules and functions may be used from any number
// of threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/array.h"
#include "sinter/call_options.h"
#include "sinter/device.h"
#include "sinter/dtype.h"
#include "sinter/engine_options.h"
#include "sinter/error.h"
#include "sinter/export.h"
#include "sinter/result.h"
#include "sinter/typed.h"
#include "sinter/view.h"

namespace sinter {

/// Where programs may import other files from.
struct ImportOptions {
  /// Folders in which imports are looked for, after the folder of the importing file. Programs read
  /// no file outside of them and of the folder of the program itself.
  std::vector<std::string> roots;
  /// Texts that programs can import and that are no files, asked before any folder: gets
  /// "a/b.sinter" for `import a.b` and returns the text, or nothing. May be null.
  std::function<std::optional<std::string>(const std::string& path)> sources;
};

/// Wall time in milliseconds that each phase of a compile took; 0 for phases that did not run.
struct CompileTimes {
  double parse = 0;     ///< Text to syntax tree; once per module.
  double check = 0;     ///< Types, shapes and the graph.
  double passes = 0;    ///< Graph to graph.
  double disk = 0;      ///< Looking in the disk cache, reading and writing it.
  double lowering = 0;  ///< Graph to loops.
  double llvm = 0;      ///< Loops to machine code.
  double link = 0;      ///< Machine code to callable code.
  double total() const { return parse + check + passes + disk + lowering + llvm + link; }
};

/// One compile, as `Function::compile_info` reports it.
struct CompileInfo {
  std::string specialization;  ///< What it was compiled for: "x: f32[B, D] contiguous".
  std::string reason;  ///< Why it was needed: "first call", "new dtype of x: f64 (had f32)".
  CompileTimes times;
  std::size_t code_bytes = 0;
  bool from_disk = false;  ///< The kernel came from the disk cache: lowering and LLVM did not run.
  bool in_background = false;  ///< For what is called often; no call waited for it.
  bool is_quick = false;       ///< Quick code, as Effort tells.
  std::uint64_t compiles = 0;  ///< Compiles of this function so far, this one included.
};

struct Parameter {
  std::string name;
  std::string type;           ///< As declared: "f32[B, D]".
  std::string default_value;  ///< As declared; empty where an argument has to be given.
};

struct Signature {
  std::string name;
  std::vector<Parameter> parameters;
  std::vector<std::string> results;     ///< Declared result types; empty when not declared.
  std::vector<std::string> dimensions;  ///< Dimension names in order of first use.
  std::string text;                     ///< "entropy(x: f32[B, D]) -> f32".
};

enum class Explain : std::uint8_t {
  kPlan,      ///< Which ops were fused and how each kernel is scheduled.
  kGraph,     ///< The graph IR after all passes.
  kPasses,    ///< The graph IR after each pass.
  kParallel,  ///< What became of every loop, and why it is not parallel.
  kLoop,      ///< The loop IR.
  kLlvm,      ///< LLVM IR.
  kAsm,       ///< Assembly text.
  kHtml,      ///< One self-contained page: the program, kernels, loops and assembly, linked.
  kCuda,      ///< CUDA C++, behind the steps in which it is launched.
  kPtx,       ///< NVIDIA's assembly text, for the GPU of the engine or, without one, for 8.0.
};

/// What a call of given sizes costs, whatever the machine.
struct Cost {
  std::uint64_t bytes = 0;       ///< Of the arguments and results together.
  std::uint64_t operations = 0;  ///< Of floats, math functions as what they consist of; fma is two.
  bool at_least = false;         ///< Loops or branches depend on data: there may be more.
};

/// The type of one argument, without its elements. A size of -1 is left symbolic.
struct ArgumentType {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
};

/// What to explain a function for. Arguments left out take their declared types (f32 for type
/// variables, rank 0 where no rank is declared); `dimensions` gives sizes by name ("B" = 1024).
struct ExplainOptions {
  std::vector<ArgumentType> arguments;
  std::vector<std::pair<std::string, std::int64_t>> dimensions;
};

/// What the sizes of a call have to meet beyond what the signature says, as "K = N" for `x @ y` of
/// x: f64[N, K] and y: f64[N]. The call compares them and names both where they differ.
struct SizeCondition {
  std::string left, right;  ///< In terms of the signature's dimensions.
  bool is_equality = true;  ///< Else the left size has to be at least the right one.
  SourceLocation location;
};

/// What this build and this machine offer; for reports.
struct SystemInfo {
  std::string version;  ///< Of Sinter.
  std::string cpu;  ///< LLVM's name of the host processor, or the system's when LLVM is missing.
  std::string cpu_features;  ///< The vector features in use, comma separated.
  int vector_bits = 0;
  int threads = 0;
  std::string openmp;  ///< "libomp", "libgomp", ...
  std::string
      llvm_version;  ///< Empty when the LLVM plugin cannot be opened; then llvm_problem says why.
  std::string llvm_plugin;  ///< Path of the plugin.
  std::string llvm_problem;
  std::vector<std::string> gpus;  ///< "NVIDIA H100 (9.0, 132 multiprocessors, 79.6 GiB)".
  std::string cuda_driver;        ///< "12.4", or why there is none.
  std::string cuda_compiler;      ///< Version and file of NVRTC, or why there is none.
  bool huge_pages = false;        ///< Transparent huge pages can be asked for.
};

/// A function that a debugged call is in.
struct DebugFrame {
  std::string function;
  SourceLocation location;  ///< The statement that comes next; of callers, the call.
};

/// Where a debugged call stands: before a statement.
struct DebugStop {
  std::vector<DebugFrame> frames;                ///< The innermost function first.
  std::vector<std::string> names;                ///< Names of that function which have a value.
  std::function<Array(std::size_t name)> value;  ///< A copy of the value of a name.
};

class SINTER_API Debugger {
 public:
  virtual ~Debugger();
  /// Called before each statement, from the thread of the call; what it throws ends the call.
  virtual void at_statement(const DebugStop& stop) = 0;
};

namespace detail {
struct EngineState;
struct ModuleState;
struct FunctionState;
}  // namespace detail

/// One function of a module. Keeps the module and the engine alive.
class SINTER_API Function {
 public:
  const Signature& signature() const noexcept;

  /// Calls the function, compiling it first when these types have not been seen. The last arguments
  /// may be left out where their parameters have default values. Arguments of the wrong number,
  /// type or shape are user errors that name the parameter, what was found and what was expected.
  std::vector<Array> call(std::span<const Array> arguments) const { return call(arguments, {}); }
  /// The same within limits, or until it is cancelled.
  std::vector<Array> call(std::span<const Array> arguments, const CallOptions& options) const;
  /// The same for functions of one result.
  template <typename... Arguments>
  Array operator()(Arguments&&... arguments) const {
    const std::vector<Array> list{Array(std::forward<Arguments>(arguments))...};
    return single(call(list));
  }
  /// Writes into the caller's arrays, which have the results' dtypes and shapes, are writable and
  /// may have any strides (not zero). They may overlap the arguments, but not each other.
  void call_into(std::span<const Array> arguments, std::span<const Array> results) const {
    call_into(arguments, results, {});
  }
  void call_into(std::span<const Array> arguments, std::span<const Array> results,
                 const CallOptions& options) const;

  /// call and call_into with the error as a value.
  Result<std::vector<Array>> try_call(std::span<const Array> arguments,
                                      const CallOptions& options = {}) const {
    return sinter::try_call([&] { return call(arguments, options); });
  }
  Result<void> try_call_into(std::span<const Array> arguments, std::span<const Array> results,
                             const CallOptions& options = {}) const {
    return sinter::try_call([&] { call_into(arguments, results, options); });
  }

  /// call on a thread of its own. The future's destructor waits for the call to end; a token in the
  /// options, which is copied, ends it.
  std::future<std::vector<Array>> call_async(std::vector<Array> arguments,
                                             const CallOptions& options = {}) const;

  /// Calls the function statement by statement, as it is written, in the interpreter (whatever the
  /// engine's backend is).
  std::vector<Array> debug(std::span<const Array> arguments, Debugger& debugger,
                           const CallOptions& options = {}) const;

  /// Compiles for arguments of these types without calling: full code, as nobody waits; with
  /// Effort::kAuto what a call would wait for.
  void prepare(std::span<const Array> arguments, Effort effort = Effort::kFull) const;
  /// Compiles for arguments of these types, layouts and sizes, in the foreground; calls with such
  /// arguments run on that kernel from then on, whatever the policy, and it stays as long as the
  /// module. A user error (E6016) where the function does not run on the processor's kernels.
  void pin(std::span<const Array> arguments) const;

  /// The kernel last compiled for this function; a user error when there was none.
  CompileInfo compile_info() const;
  /// The kernels compiled for this function, first to last, those made in the background included;
  /// the oldest are forgotten where there are very many.
  std::vector<CompileInfo> compile_history() const;
  /// Where calls run with Backend::kAuto, and why: a line for each dtypes and sizes that have come
  /// up. Empty with other backends.
  std::string placement() const;
  /// The types of the results: "f64[3]". Sizes that are not given, or are known only when the
  /// function has run, are written as in the graph.
  std::vector<std::string> result_types(const ExplainOptions& options) const;
  /// In the order of the program. Of a function that does not declare all its types: for those
  /// given; none where they are not.
  std::vector<SizeCondition> conditions(const ExplainOptions& options = {}) const;
  /// What a call costs. All sizes have to be given (E6005).
  Cost cost(const ExplainOptions& options) const;
  /// Text for people (see Explain).
  std::string explain(Explain what, const ExplainOptions& options = {}) const;

 private:
  friend struct detail::FunctionState;
  explicit Function(std::shared_ptr<detail::FunctionState> state) : state_(std::move(state)) {}
  static Array single(std::vector<Array> results);
  std::shared_ptr<detail::FunctionState> state_;
};

/// A checked program text.
class SINTER_API Module {
 public:
  /// An unknown name is a user error that lists the names there are. All handles of one name and
  /// policy share their kernels.
  Function function(std::string_view name, const FunctionPolicy& policy = {}) const;
  /// The same with C++ types (see TypedFunction): get<float(View<const float, 2>)>("entropy").
  /// Types that are not the function's are a user error (E6042) that says what was expected.
  template <typename Type>
  TypedFunction<Type> get(std::string_view name) const {
    return TypedFunction<Type>(function(name));
  }
  std::vector<std::string> function_names() const;  ///< In source order.
  Signature signature(std::string_view name) const;

 private:
  friend struct detail::ModuleState;
  explicit Module(std::shared_ptr<detail::ModuleState> state) : state_(std::move(state)) {}
  std::shared_ptr<detail::ModuleState> state_;
};

/// Compiles programs and owns what they share: options, threads, memory pool and compiled kernels.
class SINTER_API Engine {
 public:
  explicit Engine(EngineOptions options = {}, ImportOptions imports = {});

  /// Parses and checks a program. Errors carry places in it; `file_name` is what they call it.
  Module compile(std::string_view source, std::string_view file_name = "<source>") const;
  /// The same for a file. What it imports is looked for in its folder and in the engine's roots.
  Module compile_file(const std::string& path) const;

  /// compile with the error as a value.
  Result<Module> try_compile(std::string_view source,
                             std::string_view file_name = "<source>") const {
    return sinter::try_call([&] { return compile(source, file_name); });
  }

  const EngineOptions& options() const noexcept;
  SystemInfo system_info() const;

  /// A copy of the array in the memory of the engine's GPU (EngineOptions::device); itself when it
  /// lies there. With Backend::kCuda, calls that have an argument on the GPU leave their results
  /// there, and return without waiting for them unless the program has checks. No GPU: E5221.
  Array to_device(const Array& array) const;
  /// An array in that memory whose elements are not set.
  Array empty_on_device(DType dtype, const Array::Shape& shape) const;
  /// A view of memory there that the program got by other means: rows one after another from
  /// `address` on. What others have asked of the GPU for it has to be done. `owner` keeps it alive.
  Array view_on_device(void* address, DType dtype, const Array::Shape& shape, bool writable = true,
                       std::shared_ptr<void> owner = nullptr) const;
  /// Returns when everything that was asked of the GPU is done.
  void wait_for_device() const;

  /// What the engine's kernels cost to get and what their calls took, in the order in which they
  /// were made.
  std::vector<LedgerEntry> ledger() const;
  /// Returns when no compile waits or runs in the background.
  void wait_for_background() const;
  /// Ends the compiles that run now in processes of their own (EngineOptions::compiler_process):
  /// they throw E6031 (cancelled), and the next call compiles anew. Others cannot be ended.
  void cancel_compiles() const;

 private:
  friend struct detail::EngineState;
  std::shared_ptr<detail::EngineState> state_;
};

/// The program in the one style of the language: the same meaning, comments kept. Errors are those
/// of compile for a text that does not parse.
SINTER_API std::string format_source(std::string_view source,
                                     std::string_view file_name = "<source>");

/// What an error code ("E0201") means, with an example and what to do; an unknown code is a user
/// error.
SINTER_API std::string explain_error(std::string_view code);

/// What a function of the language or of its standard library does: its signature, what it means,
/// examples. An unknown name is a user error with the nearest one.
SINTER_API std::string documentation(std::string_view name);

/// The whole standard library as Markdown.
SINTER_API std::string library_reference();

/// The names that `documentation` knows, sorted.
SINTER_API std::vector<std::string> documented_names();

/// "0.1.0".
SINTER_API std::string_view version() noexcept;

namespace detail {

/// For programs that are built beside the library, with SINTER_INTERFACE_STAMP: why they cannot
/// work with this one, which is of another build. Empty where they can.
SINTER_API std::string interface_problem(std::string_view built_with);

}  // namespace detail

}  // namespace sinter
