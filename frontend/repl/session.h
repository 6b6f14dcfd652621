// What a session knows: definitions, values, and how an input is carried out.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/repl/input.h"
#include "sinter/sinter.h"

namespace sinter::repl {

/// A function, or an import, as it was written.
struct Definition {
  Item::Kind kind = Item::Kind::kFunction;
  std::string name;  ///< Of a function.
  std::string text;
};

/// Statements made a function: its text, which values are its arguments and what its results mean.
struct Wrapped {
  std::string text;
  std::vector<std::string> parameters;
  std::vector<std::string> assigned;
  bool has_value = false;
  std::vector<std::uint32_t> lines;  ///< Of each of its lines: the line of the input, or 0.
};

/// Something that can be called and explained.
struct Compiled {
  Function function;
  std::vector<Array> arguments;
};

class Session {
 public:
  explicit Session(EngineOptions options);

  /// Functions of the session itself: given their arguments, they may have a value.
  using Host =
      std::function<std::optional<Array>(Session&, const std::vector<std::string>& arguments)>;
  void add_host(std::string name, Host host) { hosts_[std::move(name)] = std::move(host); }
  std::vector<std::string> host_names() const;

  struct Outcome {
    std::vector<std::string> defined;  ///< Functions that are new or new again.
    std::vector<Array> values;         ///< Of the last expression.
  };
  /// Carries out an input. When it fails, the session is as it was.
  Outcome evaluate(const std::string& input);

  /// An expression (or statements) as something to explain and to time, without running it.
  Compiled compile(const std::string& input);
  /// A function that is defined.
  Function defined_function(const std::string& name) const;
  bool defines(std::string_view name) const;

  std::string program() const;  ///< All definitions, as a program.
  const std::vector<Definition>& definitions() const { return definitions_; }
  const std::map<std::string, Array>& values() const { return values_; }
  const std::map<std::string, std::string>& literals() const { return literals_; }
  std::vector<std::string> value_names() const;
  void reset();
  const EngineOptions& options() const { return engine_.options(); }
  void set_threads(int threads);
  const Engine& engine() const { return engine_; }
  /// Ends running calls; replaced before each input.
  CancelToken& cancel() { return cancel_; }
  const std::string& last_input() const { return last_input_; }

 private:
  std::vector<Array> run(const std::string& statements, const Effect& effect,
                         const std::string& input);
  std::vector<Array> run_statement(const std::string& input, std::size_t begin, std::size_t end);
  std::string replace_host_calls(const std::string& text, std::vector<std::string>& hidden);
  Wrapped wrap(const std::string& statements, const Effect& effect) const;
  Module compile_wrapped(const Wrapped& wrapped, const std::string& input) const;
  std::vector<Array> arguments_of(const Wrapped& wrapped) const;
  /// The error with its places in the input and in the definitions, instead of the wrapped text.
  [[noreturn]] static void rethrow(const Error& error, const Wrapped& wrapped,
                                   const std::string& input, const std::string& definitions);
  std::vector<std::string> define(const std::string& input, const std::vector<Item>& items);
  void check_definitions(const std::string& input, const std::vector<Item>& items,
                         const std::vector<Definition>& others) const;

  Engine engine_;
  CancelToken cancel_;
  std::vector<Definition> definitions_;
  std::map<std::string, Array> values_;
  std::map<std::string, std::string> literals_;  ///< Weak scalars, as they were written.
  std::map<std::string, Host> hosts_;
  std::string last_input_;
};

}  // namespace sinter::repl
