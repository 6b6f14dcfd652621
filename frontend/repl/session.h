// What a session knows: definitions, values, and how an input is carried out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/repl/input.h"
#include "frontend/repl/program.h"
#include "frontend/repl/record.h"
#include "sinter/sinter.h"

namespace sinter::repl {

/// Something that can be called and explained.
struct Compiled {
  Function function;
  std::vector<Array> arguments;
  std::string note;  ///< Which definitions changed since it was compiled before; may be empty.
  std::function<void(const Error&)> rethrow;  ///< With places in the input and the definitions.
};

class Session {
 public:
  explicit Session(EngineOptions options, ImportOptions imports = {});

  /// Functions of the session itself: given their arguments, they may have a value.
  struct HostValue {
    Array value;
    std::string again;  ///< The call that gives the same value.
  };
  using Host =
      std::function<std::optional<HostValue>(Session&, const std::vector<std::string>& arguments)>;
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
  /// Carries out an input. `show` gets the values of each expression, as soon as they are there.
  /// When something fails, the session is as it was.
  using Show = std::function<void(const std::vector<Array>& values)>;
  Outcome evaluate(const std::string& input, const Show& show = {},
                   const std::string& name = "<input>");

  /// An expression (or statements) as something to explain and to time, without running it.
  Compiled compile(const std::string& input);
  /// A function that is defined, with all that it needs.
  Function defined_function(const std::string& name) const;
  /// Throws an error of such a function with its places in the definitions.
  [[noreturn]] void rethrow_of(const std::string& name, const Error& error) const;
  /// The value of one expression.
  Array value_of(const std::string& expression);

  bool defines(std::string_view name) const { return find_function(definitions_, name) != nullptr; }
  /// All definitions, as a program that can be saved.
  std::string program() const { return whole_program(definitions_, literals_).text; }
  /// The program that a function needs, for debuggers.
  Program program_of(const std::string& name) const {
    return needed_program(definitions_, literals_, name);
  }
  const std::vector<Definition>& definitions() const { return definitions_; }
  const std::map<std::string, Array>& values() const { return values_; }
  const Literals& literals() const { return literals_; }
  std::vector<std::string> value_names() const;
  /// Forgets everything, or one name; false when there is none.
  void reset();
  bool forget(const std::string& name);

  /// The statements that led to the values as a function of the program, which compiles. Values
  /// that it does not compute are lost.
  struct SavedScript {
    Script script;
    std::string name;
    std::string text;  ///< Of the function; empty when there is none.
  };
  SavedScript saved_script() const;
  /// The value of a call of the session's own functions.
  Array host_value(const std::string& call);

  const Engine& engine() const { return engine_; }
  void set_options(const EngineOptions& options);  ///< A new engine.
  /// Ends the running call; a new one for each input.
  CancelToken& cancel() { return cancel_; }

 private:
  struct Known {
    Function function;                    ///< Of the module; it knows what it was compiled for.
    std::vector<Definition> definitions;  ///< That it was made with.
    std::string program;
    std::string note;
  };
  struct Wrapped {
    std::string text;
    std::vector<std::string> parameters;
    std::vector<std::string> assigned;
    bool has_value = false;
    std::size_t lines_before = 0;  ///< Of the statements.
    std::string weak;              ///< "n = 3; ": numbers that the statements may change.
  };

  std::vector<Array> run(const std::string& statements, const Effect& effect,
                         const std::string& input, const std::string& recorded);
  void record(const Wrapped& wrapped, const Effect& effect, const std::string& recorded,
              const std::vector<Array>& results);
  std::vector<Array> run_statement(const std::string& input, std::size_t begin, std::size_t end);
  std::optional<std::vector<Array>> run_host_statement(const std::string& piece);
  struct Hidden {
    std::vector<std::string> names;  ///< Of the values that stand for calls.
    std::string recorded;            ///< The text with these names, without blanks behind them.
  };
  std::string replace_host_calls(const std::string& text, Hidden& hidden);
  /// The definitions that a step uses as they are now.
  std::string used_by(const Step& step) const;
  void keep_host_value(const std::string& name, const HostValue& value);
  Wrapped wrap(const std::string& statements, const Effect& effect) const;
  Known function_of(const Wrapped& wrapped, const std::string& input);
  std::vector<Array> arguments_of(const Wrapped& wrapped) const;
  /// The error with its places in the input and in the definitions, instead of the wrapped text.
  [[noreturn]] void rethrow(const Error& error, std::size_t lines_before, std::size_t header_lines,
                            const std::string& input, const Program& program) const;
  std::vector<std::string> define(const std::string& input, const std::vector<Item>& items);
  void check_definitions(const std::string& input, const std::vector<Item>& items,
                         const std::vector<Definition>& others) const;
  void add_constants(const std::string& input, const std::vector<Item>& items);
  void check_constants(const Literals& before) const;

  Engine engine_;
  ImportOptions imports_;
  CancelToken cancel_;
  std::string input_name_ = "<input>";  ///< What messages call the input.
  Runner runner_;
  std::vector<Definition> definitions_;
  std::map<std::string, Array> values_;
  Literals literals_;
  std::map<std::string, Host> hosts_;
  Record record_;
  std::map<std::string, Known> known_;  ///< By the wrapped text, so that kernels are kept.
};

}  // namespace sinter::repl
