// What a session knows: definitions, values, and how an input is carried out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/repl/input.h"
#include "frontend/repl/program.h"
#include "frontend/repl/record.h"
#include "sinter/sinter.h"

namespace sinter::repl {

/// Where something in a text that was made for the compiler was typed: in the input, or in the
/// definition that is named as its file.
using Places = std::function<SourceLocation(const SourceLocation& made)>;

/// Something that can be called and explained.
struct Compiled {
  Function function;
  std::vector<Array> arguments;
  ExplainOptions types;  ///< Of the arguments, without sizes other than 1, which is compiled for.
  std::string note;      ///< Which definitions changed since it was compiled before; may be empty.
  std::function<void(const Error&)> rethrow;  ///< With places in the input and the definitions.
  Places places;
};

/// What a call of the session's own functions is for.
enum class Purpose {
  kRun,     ///< It is carried out.
  kValues,  ///< Its value is wanted, without files, plots and random numbers that are used up.
  kTypes,   ///< As kValues, and the elements do not matter.
};

/// What is told of an input while it is carried out, in its order.
struct Listener {
  std::function<void(const std::vector<Array>& values)> value = {};  ///< Of an expression.
  std::function<void(const std::string& function)> defined = {};
};

/// The error, whose text ends with a note.
Error with_note(const Error& error, std::string_view note);

class Session {
 public:
  explicit Session(EngineOptions options, ImportOptions imports = {});

  /// Functions of the session itself: given their arguments, they may have a value.
  struct HostValue {
    Array value;
    Origin origin;
  };
  using Host = std::function<std::optional<HostValue>(Session&, const HostCall&, Purpose)>;
  void add_host(std::string name, Host host) { hosts_[std::move(name)] = std::move(host); }
  std::vector<std::string> host_names() const;

  /// Carries out what may take long: compiles and calls. It may leave work behind that is of no
  /// use any more, so `work` shares nothing with the session. Without one, work is done at once.
  using Runner = std::function<void(const std::function<void()>& work)>;
  void set_runner(Runner runner) { runner_ = std::move(runner); }
  /// What a function gives that shares nothing with the session.
  template <typename Work>
  auto work(Work function) const {
    const auto result = std::make_shared<std::optional<decltype(function())>>();
    const std::function<void()> task = [result, function] { *result = function(); };
    if (runner_) {
      runner_(task);
    } else {
      task();
    }
    return std::move(**result);
  }

  struct Outcome {
    std::vector<std::string> defined;  ///< Functions that are new or new again.
    std::vector<Array> values;         ///< Of the last expression.
  };
  /// Carries out an input. When something fails, the session is as it was.
  Outcome evaluate(const std::string& input, const Listener& listener = {},
                   const std::string& name = "<input>");

  /// An expression (or statements) as something to explain and to time, without running it.
  /// `result` is the type that it is to have, "f32[3]": that of weak numbers is decided by it.
  Compiled compile(const std::string& input, Purpose purpose = Purpose::kTypes,
                   const std::string& result = {});
  /// A function that is defined, with all that it needs.
  Function defined_function(const std::string& name) const;
  /// Throws an error of such a function with its places in the definitions.
  [[noreturn]] void rethrow_of(const std::string& name, const Error& error) const;
  /// The places of such a function.
  Places places_of(const std::string& name) const;
  /// The value of one expression; `type` as the result of `compile`.
  Array value_of(const std::string& expression, Purpose purpose, const std::string& type = {});

  /// An input that was compiled.
  struct Known {
    std::string input;
    Function function;         ///< Of the module; it knows what it was compiled for.
    Program program;           ///< The definitions that it was made with.
    ExplainOptions types;      ///< Of the last arguments; see Compiled.
    std::string note;          ///< See Compiled.
    std::uint64_t number = 0;  ///< Those asked for later have higher ones.
  };
  /// The inputs whose code uses a function as it is now, first to last.
  std::vector<Known> inputs_using(const std::string& name) const;

  bool defines(std::string_view name) const { return find_function(definitions_, name) != nullptr; }
  /// All definitions, as a program that can be saved.
  std::string program() const { return whole_program(definitions_, literals_).text; }
  /// The program that a function needs, for debuggers.
  Program program_of(const std::string& name) const {
    return needed_program(definitions_, literals_, {&name, 1});
  }
  const std::vector<Definition>& definitions() const { return definitions_; }
  const std::map<std::string, Array>& values() const { return values_; }
  const Literals& literals() const { return literals_; }
  std::vector<std::string> value_names() const;
  /// Forgets everything, or one name; false when there is none. Throws where definitions need it.
  void reset();
  bool forget(const std::string& name);

  /// The statements that led to the values as a function of the program, which compiles.
  struct SavedScript {
    Script script;
    std::string name;
    std::string text;  ///< Of the function; empty when there is none.
  };
  SavedScript saved_script() const;

  /// The seed of the session's next random numbers, which are the same in every session. One that
  /// is given decides the later ones, too. Only what is run uses them up.
  std::uint64_t next_seed(std::optional<std::uint64_t> given, Purpose purpose);

  const Engine& engine() const { return engine_; }
  void set_options(const EngineOptions& options);  ///< A new engine.
  /// What kernels cost and bought back, those of earlier engines first.
  std::vector<LedgerEntry> ledger() const;
  /// Ends the running call; a new one for each input.
  CancelToken& cancel() { return cancel_; }

 private:
  /// Statements whose calls of the session's own functions have been carried out.
  struct Prepared {
    std::string text;      ///< With names in place of the calls; nothing else is moved.
    std::string recorded;  ///< The same without blanks behind the names.
    std::map<std::string, HostValue> given;  ///< What the names stand for.
    Effect effect;                           ///< Of `recorded`.
  };
  /// The same as a function.
  struct Wrapped {
    std::string text;
    std::string header;  ///< "fn input(x, y)".
    std::vector<std::string> parameters;
    std::vector<Array> arguments;
    /// Weak ones that are variables of the function, not constants of the program.
    std::vector<std::pair<std::string, std::string>> numbers;
    std::size_t lines_before = 0;  ///< Of the statements.
  };
  /// Where an input stands in a text that was made of it.
  struct Typed {
    std::string input;
    std::string name;              ///< What messages call it.
    std::size_t lines_before = 0;  ///< In the text.
    std::size_t lines = 0;         ///< Of the text before the program.
    std::string header = {};       ///< Its first line, up to the parameters.
  };
  /// What an input has changed so far: what it was before.
  struct Changes {
    std::map<std::string, std::optional<Array>> values;
    std::map<std::string, std::optional<std::string>> literals;
    std::optional<std::vector<Definition>> definitions;
    std::optional<std::mt19937_64> seeds;
    std::size_t steps = 0;
  };

  bool exists(std::string_view name) const;
  void set_value(const std::string& name, std::optional<Array> value);
  void set_literal(const std::string& name, std::optional<std::string> text);
  void take_back();

  Prepared prepare(const std::string& text, Purpose purpose);
  static std::vector<std::string> program_names(const Prepared& prepared, const Wrapped& wrapped);
  Wrapped wrap(const Prepared& prepared, const std::string& before,
               const std::string& result = {}) const;
  Known function_of(const Wrapped& wrapped, const Prepared& prepared, const Typed& typed);
  std::vector<Array> run(const Prepared& prepared, const std::string& before,
                         const std::string& input);
  void record(const Prepared& prepared, const Wrapped& wrapped, const std::vector<Array>& results);
  void record(const std::string& name, const HostValue& value, bool is_hidden);
  std::vector<Array> run_statement(const std::string& input, std::size_t begin, std::size_t end);
  std::optional<std::vector<Array>> run_host_statement(const std::string& piece);
  /// The definitions that names need.
  Program needed(const std::vector<std::string>& names) const {
    return needed_program(definitions_, literals_, names);
  }
  /// Why a step would not do the same with the definitions of now; nothing where it would.
  std::string why_not(const Step& step) const;
  std::string two_meanings(const Step& step) const;
  static Places places(const Typed& typed, const Program& program);
  /// The error with its places in the input and in the definitions, instead of the made text.
  [[noreturn]] void rethrow(const Error& error, const Typed& typed, const Program& program) const;
  void add_help(Diagnostic& diagnostic, std::string_view name, bool in_function) const;
  std::vector<std::string> define(const std::string& input, const std::vector<Item>& items);
  void check_definitions(const std::string& input, const std::vector<Item>& items,
                         const std::vector<Definition>& others) const;
  void add_constants(const std::string& input, const std::vector<Item>& items);
  void check_constants() const;
  void check_program() const;  ///< All definitions as they are.

  Engine engine_;
  std::vector<LedgerEntry> earlier_ledger_;
  ImportOptions imports_;
  CancelToken cancel_;
  std::string input_name_ = "<input>";  ///< What messages call the input.
  Runner runner_;
  std::vector<Definition> definitions_;
  std::map<std::string, Array> values_;
  Literals literals_;
  std::map<std::string, Host> hosts_;
  Record record_;
  std::mt19937_64 seeds_{0};
  Changes changes_;
  std::map<std::string, Known> known_;  ///< By the wrapped text, so that kernels are kept.
  std::uint64_t compiled_ = 0;          ///< How often one was asked for.
};

}  // namespace sinter::repl
