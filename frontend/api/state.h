// What the handles of the public API point at.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/pass_runner.h"
#include "frontend/lang/module.h"
#include "runtime/core/engine_core.h"
#include "runtime/core/once_map.h"
#include "runtime/core/program.h"
#include "sinter/sinter.h"

namespace sinter::detail {

/// Functions of expressions that were evaluated before (lazy.h), by their text; the oldest go.
struct KnownExpressions {
  static constexpr std::size_t kMost = 1024;
  std::mutex mutex;  ///< Of what follows.
  std::unordered_map<std::string, Function> functions;
  std::deque<std::string> order;
};

struct EngineState {
  std::shared_ptr<const runtime::EngineCore> core;
  ImportOptions imports;
  KnownExpressions expressions;

  static EngineState& of(const Engine& engine) { return *engine.state_; }
};

struct ModuleState;

/// The kernels of one function; programs that make them in the background keep it, too.
class CompileHistory {
 public:
  static constexpr std::size_t kMost = 256;  ///< Beyond that the oldest go.

  void add(CompileInfo info);
  std::vector<CompileInfo> all() const;
  /// The last one that a call waited for.
  std::optional<CompileInfo> last() const;

 private:
  mutable std::mutex mutex_;
  std::deque<CompileInfo> kernels_;
  std::optional<CompileInfo> last_;
  std::uint64_t compiles_ = 0;
};

/// A program with what making it cost.
struct CompiledProgram {
  CompiledProgram(std::shared_ptr<const runtime::EngineCore> core, graph::Graph graph,
                  const FunctionPolicy& policy)
      : program(std::move(core), std::move(graph), policy) {}
  runtime::Program program;
  double check_ms = 0, passes_ms = 0;
  std::string reason;  ///< Why it was needed.
};

struct FunctionState {
  const ModuleState* module = nullptr;  ///< Which this is part of.
  lang::FunctionInfo info;
  Signature signature;
  FunctionPolicy policy;
  runtime::OnceMap<CompiledProgram> programs;  ///< By argument types.

  const std::shared_ptr<CompileHistory> history = std::make_shared<CompileHistory>();

  std::mutex mutex;  ///< Of what follows.
  std::vector<lang::ArgumentType> last_types;

  std::shared_ptr<CompiledProgram> make_program(const std::vector<lang::ArgumentType>& types);

  static Function wrap(std::shared_ptr<FunctionState> state) { return Function(std::move(state)); }
  static std::shared_ptr<FunctionState> of(const Function& function) { return function.state_; }

  /// body(), with errors that have a place in the program shown there.
  template <typename Body>
  decltype(auto) with_source(Body&& body) const {
    try {
      return std::forward<Body>(body)();
    } catch (const Error& error) {
      show_source(error);
      throw;
    }
  }
  /// Throws the error with the line and a caret, where it has a place in this program.
  void show_source(const Error& error) const;

  /// The arguments with weak scalars converted to what the parameters ask for; `storage` holds them
  /// if there are any.
  std::span<const Array> settle(std::span<const Array> arguments,
                                std::vector<Array>& storage) const;
  /// The types that a program is compiled for: sizes of 1 count only on axes that have no name.
  std::vector<lang::ArgumentType> types_of(std::span<const Array> arguments) const;
  /// What tells the types of one program from those of another.
  std::string key_of(std::span<const Array> arguments) const;
  std::shared_ptr<CompiledProgram> program_for(std::span<const Array> arguments);
  std::shared_ptr<CompiledProgram> program_for(const std::vector<lang::ArgumentType>& types);
  /// Compiles for arguments like these, and notes it.
  void compile_for(std::span<const Array> arguments,
                   const std::function<void(runtime::Program&, std::span<const Array>,
                                            std::optional<runtime::CompileEvent>&)>& compile);
  /// Notes a kernel compile for compile_info and compile_history.
  void record(const CompiledProgram& program, const std::optional<runtime::CompileEvent>& event);
};

struct ModuleState {
  ModuleState(std::shared_ptr<const runtime::EngineCore> engine, lang::ParsedModule module,
              double milliseconds)
      : core(std::move(engine)), parsed(std::move(module)), parse_ms(milliseconds) {}

  std::shared_ptr<const runtime::EngineCore> core;
  lang::ParsedModule parsed;
  double parse_ms;

  std::mutex mutex;  ///< Of what follows.
  /// Those that were asked for, by name: all handles of a function and policy share its kernels.
  std::unordered_multimap<std::string, std::unique_ptr<FunctionState>> functions;

  static Module wrap(std::shared_ptr<ModuleState> state) { return Module(std::move(state)); }
};

Signature signature_of(const lang::FunctionInfo& info);

/// The types to compile for: those given, the declared ones for the rest.
std::vector<lang::ArgumentType> argument_types(const FunctionState& state,
                                               const ExplainOptions& options);
/// Sizes by symbol, from dimension names and from the arguments' shapes; empty when none is given.
std::vector<std::optional<std::int64_t>> known_sizes(const graph::Graph& graph,
                                                     const ExplainOptions& options);

/// The folder given, or the one that engines use.
std::string cache_folder(const std::string& given);
/// A disk cache for tools; a user error (E6021) where it cannot be used.
std::shared_ptr<runtime::DiskCache> open_cache(const std::string& directory);

/// Too few or too many arguments, in terms of the signature.
void check_count(const lang::FunctionInfo& info, std::size_t count);

}  // namespace sinter::detail
