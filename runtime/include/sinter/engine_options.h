// Options of an engine, and the interface of thread pools. Included by sinter.h. Standard library
// only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sinter/array.h"
#include "sinter/error.h"
#include "sinter/export.h"
#include "sinter/host_function.h"

namespace sinter {

enum class Backend : std::uint8_t {
  kLlvm,         ///< Native code.
  kInterpreter,  ///< The reference interpreter: slow and simple, for debugging.
  kCuda,  ///< Native code for an NVIDIA GPU. Arguments of the host are copied there, results back.
  kAuto,  ///< kLlvm or kCuda, per program and sizes: the one whose calls are measured to be faster,
          ///< transfers included. Where an argument lies on the GPU, calls run there. Without a GPU
          ///< it is kLlvm. Function::placement says what was chosen, and why.
};

/// What a kernel is compiled for.
enum class Specialize : std::uint8_t {
  kSymbolic,  ///< Sizes are run-time values: one kernel serves all shapes of the same dtypes, ranks
              ///< and contiguity.
  kExact,     ///< Sizes are constants of the kernel: a compile per shape.
  kAuto,      ///< Symbolic; sizes that took long enough to pay for it get an exact kernel, compiled
              ///< in the background and kept where it is measured to be faster.
};

/// How much work goes into the machine code of a kernel. Results have the same bits.
enum class Effort : std::uint8_t {
  kAuto,  ///< With Specialize::kAuto: quick code where the call that waits for it has little to do,
          ///< and in the background full code once calls have taken what that is worth. Else full.
  kQuick,  ///< Code that is made several times faster, and runs slower: 1.2 to 3 times for array
           ///< operations, more for loops of the program.
  kFull,
};

/// What one function is run by, where that is not what the engine's options say.
struct FunctionPolicy {
  /// None: as EngineOptions::specialize says.
  std::optional<Specialize> specialize = std::nullopt;
  /// None: as EngineOptions::effort says.
  std::optional<Effort> effort = std::nullopt;
  bool interpret = false;  ///< The interpreter, whatever the engine's backend is.
  /// Names of values that are computed on the processor, with all that they need, where the
  /// engine's backend is kCuda; the rest runs on the GPU, and what it takes of them is copied there
  /// in every call. `p` is what the function itself gives that name at its end, outside of loops
  /// and branches; `softmax.p` is what functions `softmax` that it calls do. Each part is compiled
  /// by itself: no algebra of reductions looks through the values that are named. Unknown names,
  /// and those that leave nothing to either side, are user errors (E6018).
  std::vector<std::string> on_processor = {};
  friend bool operator==(const FunctionPolicy&, const FunctionPolicy&) = default;
};

/// How compiled objects become code; results are the same.
enum class Loader : std::uint8_t {
  kSmall,  ///< Sinter's own object loader.
  kOrc,    ///< LLVM's ORC and JITLink.
};

/// Runs the parts of parallel loops. The default uses OpenMP; a host program may hand in its own
/// thread pool.
class SINTER_API Executor {
 public:
  virtual ~Executor();
  /// The largest number of tasks that can run at the same time, the caller included; at least 1.
  virtual int concurrency() const = 0;
  /// Runs task(context, i) for every i in 0..tasks-1, each once, and returns when all are done.
  /// Tasks do not throw and do not wait for each other. May be called from several threads at once.
  /// May throw only while no task is running; what did not run is then done by the caller.
  virtual void run(int tasks, void (*task)(void* context, int index), void* context) = 0;
};

/// Where the results and temporaries of calls lie. The default takes memory from the system and
/// keeps what is freed for later calls; a host program may hand in its own.
class SINTER_API Allocator {
 public:
  virtual ~Allocator();
  /// At least `bytes` bytes that start at a multiple of 64, or null when there are none. Called
  /// from any thread.
  virtual void* allocate(std::size_t bytes) noexcept = 0;
  /// `bytes` is what was asked for. Called from any thread, after the engine's end too: results
  /// keep the allocator alive.
  virtual void release(void* memory, std::size_t bytes) noexcept = 0;
};

/// What a `print` of a program shows.
struct SINTER_API Printed {
  SourceLocation location;
  std::vector<std::pair<std::string, Array>>
      values;                ///< As the program writes them, and what they are.
  std::string text() const;  ///< "a.sinter:3: x = 2.5\n".
};

/// Whether compiled kernels are kept on disk, for other processes and later runs.
enum class CachePolicy : std::uint8_t {
  kAutomatic,  ///< On, unless the environment variable SINTER_CACHE is "off".
  kOn,
  kOff,
};

/// Something that an engine did, for logs.
struct Event {
  enum class Kind : std::uint8_t {
    kCompiled,      ///< A kernel was compiled.
    kReadFromDisk,  ///< A kernel was taken from the disk cache.
    kWarning,       ///< Something did not work that calls can do without, such as the disk cache.
  };
  Kind kind = Kind::kWarning;
  std::string function;     ///< Empty for warnings.
  std::string text;         ///< What the kernel is for, or the warning.
  double milliseconds = 0;  ///< What it took; 0 for warnings.
};

/// What one kernel cost to get and what its calls took, as Engine::ledger reports it. Times in
/// milliseconds.
struct LedgerEntry {
  enum class Origin : std::uint8_t { kCompiled, kCompiledInBackground, kDisk };
  std::string function;
  std::string specialization;  ///< What the kernel was compiled for: "x: f32[B, D] contiguous".
  Origin origin = Origin::kCompiled;
  bool is_quick = false;   ///< Quick code, as Effort tells.
  double disk_ms = 0;      ///< Looking in the disk cache, reading and writing it.
  double lowering_ms = 0;  ///< Graph to loops.
  double llvm_ms = 0;      ///< Loops to machine code: LLVM's time, or NVRTC's.
  double link_ms = 0;      ///< Machine code to callable code.
  std::size_t code_bytes = 0;
  std::uint64_t calls = 0;  ///< Counted when EngineOptions::count_calls is set.
  double run_ms = 0;  ///< Of all calls that were counted, until they returned: on a GPU before the
                      ///< end, where results stay there.
  double fastest_ms = 0;  ///< Of one call.
  bool is_alive = false;  ///< Whether the kernel is still there.
  double cost_ms() const { return disk_ms + lowering_ms + llvm_ms + link_ms; }
};

/// What a process that compiles may take.
struct CompilerLimits {
  std::chrono::milliseconds time{10'000};     ///< For one kernel.
  std::size_t memory = std::size_t{1} << 30;  ///< Bytes, beyond what LLVM takes to start.
};

/// What one program, and all together, may cost before anything runs; 0: any. What is beyond is an
/// error of kind resource (E5208), and the engine stays usable.
struct ProgramLimits {
  std::size_t source_bytes = std::size_t{64} << 20;  ///< Of a text or file, imported ones too.
  std::size_t nodes = 0;  ///< Operations of a function, calls inlined; never over 10,000 (E0012).
  int dimensions = 0;     ///< Axes of any array of a function.
  std::size_t code_bytes = 0;  ///< Pages of machine code that live at once, of all kernels.
  /// Of one kernel, and of the passes of a function: looked at before LLVM begins, which only
  /// EngineOptions::compiler_process can end.
  std::chrono::milliseconds compile_time{0};
};

struct EngineOptions {
  int threads = 0;  ///< Threads a call may use, the caller included; 0: one per processor available
                    ///< to the process.
  Backend backend = Backend::kLlvm;
  int device = 0;       ///< Which GPU, as CUDA numbers them. For Backend::kCuda and kAuto.
  int vector_bits = 0;  ///< 128, 256 or 512; 0: what suits the host. Results do not depend on it.
  Specialize specialize = Specialize::kAuto;
  Effort effort = Effort::kAuto;  ///< Of Backend::kLlvm.
  std::size_t max_specializations =
      8;  ///< Kernels for exact sizes that kAuto makes per program; idle ones give way to others.
  bool count_calls = false;  ///< Every call is measured for Engine::ledger; calls of typed
                             ///< functions lose their short way.
  Loader loader = Loader::kSmall;
  /// Set: LLVM runs in child processes, for programs of strangers. What takes more than the limits,
  /// or ends the compiler, is an error of the call (E5206, E5207), and LLVM is never loaded here.
  /// Results are the same; the first compile takes some 20 ms longer. Only with Loader::kSmall.
  std::optional<CompilerLimits> compiler_process;
  /// For programs of strangers; limits of calls are in CallOptions.
  ProgramLimits limits;
  /// Passes, and choices of schedules (compiler/lower/choices.h), by name; an unknown name is a
  /// user error. Schedules never change results; of a GPU only passes can be left out.
  std::vector<std::string> disabled_passes;
  std::size_t memory_limit =
      0;  ///< Bytes of array memory the engine's calls may hold at once; 0: no limit.
  std::int64_t loop_work = 32768;  ///< About how many scalar operations of a parallel loop a thread
                                   ///< takes at least. Results do not depend on it.
  std::shared_ptr<Executor> executor;  ///< Null: OpenMP.
  std::shared_ptr<Allocator>
      allocator;  ///< Null: the system. Nothing is kept for later calls then.
  /// Functions of the host that programs call by name, each name once.
  std::vector<HostFunction> functions;
  /// What programs print. Empty: text on standard error. Called while the call runs, in the order
  /// of its prints, from the thread that it runs on; an Error that it throws is what
  /// the call throws, anything else becomes one (E6046).
  std::function<void(const Printed&)> on_print;
  /// Line tables of the program in compiled code, for gdb and profilers. Results are the same.
  bool debug_info = false;
  /// A folder: compiled functions are noted there in jit-PID.dump, as "sinter:NAME", for
  /// `perf record -k mono` and `perf inject --jit`. Empty: they are not. Only with Loader::kSmall.
  std::string perf_directory;
  CachePolicy disk_cache = CachePolicy::kAutomatic;
  /// Folder of the disk cache, an absolute path. Empty: $SINTER_CACHE_DIR, else
  /// $XDG_CACHE_HOME/sinter, else
  /// ~/.cache/sinter.
  std::string cache_directory;
  /// Bytes that the disk cache may hold; beyond that the least recently used kernels go.
  std::uint64_t cache_limit = std::uint64_t{512} << 20;
  /// Called for each event, from the thread that it happens on, possibly from several at once. It
  /// must not call the engine; what it throws is lost.
  std::function<void(const Event&)> on_event;
};

}  // namespace sinter
