// What led to the values of a session, so that it can be written as a program.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "frontend/repl/names.h"
#include "sinter/sinter.h"

namespace sinter::repl {

class Session;

/// Where the value of one of the session's own functions comes from.
struct Origin {
  std::string file;                     ///< Empty where it is none.
  std::string member;                   ///< Of an .npz file.
  std::function<Array(Session&)> make;  ///< Gives the same value again, where it is no file's.
};

/// A statement that was carried out, or a value that a function of the session gave.
struct Step {
  struct Made {
    std::string name;
    DType dtype = DType::kF64;
    int rank = 0;
  };
  std::string text;                ///< The statement; empty for values of the session's functions.
  bool is_value = false;           ///< The text is an expression, and its value becomes `_`.
  bool is_several = false;         ///< The expression has several values; `_` is the first.
  std::vector<Use> uses;           ///< Where values stand in the text.
  std::vector<std::string> reads;  ///< Values that it uses.
  std::vector<std::string> needs;  ///< Functions and constants that it uses.
  std::vector<Made> made;          ///< Names that it gives a value.
  /// Names that are weak numbers where it begins, with these.
  std::vector<std::pair<std::string, std::string>> numbers;
  std::string program;     ///< The definitions that it used.
  bool is_hidden = false;  ///< The value of `origin` is none of the session: a statement used it.
  std::optional<Origin> origin;  ///< Of the value of one of the session's functions.
};

/// The statements of a session as the body of a function. Names that mean two things in it, such as
/// a value and an index, are changed. Values that it cannot compute are left to others.
struct Script {
  /// A value of one of the session's own functions. Where it is a value of the session as it is,
  /// the function does not return it.
  struct Input {
    std::string parameter;
    Step::Made type;
    const Step* step = nullptr;
    bool is_read = false;  ///< By another step; if not, it is no parameter.
  };
  struct Result {
    std::string name;      ///< In the session.
    std::string variable;  ///< In the function.
  };
  struct Lost {
    std::string name;
    std::string reason;
  };
  std::vector<Input> inputs;
  std::vector<Result> results;  ///< In the order in which they were made.
  std::vector<Lost> lost;       ///< Values that have to be kept as files, and why.
  std::string body;             ///< Lines, indented, without the return.
  std::vector<std::pair<std::size_t, const Step*>> lines;  ///< Where steps begin in it, from 0.
  std::set<std::string> names;  ///< All that stand in it, and those that it must not use.

  /// The step of a line of the body; null where there is none.
  const Step* step_at(std::size_t line) const;
  /// A name that stands nowhere.
  std::string new_name(const std::string& base);
};

class Record {
 public:
  void add(Step step) { steps_.push_back(std::move(step)); }
  std::size_t size() const { return steps_.size(); }
  /// Forgets all but the first steps.
  void cut(std::size_t size) { steps_.resize(size); }
  void clear() { steps_.clear(); }
  /// Forgets steps that none of these values depends on, now and then: where half of them may go.
  void tidy(const std::map<std::string, Array>& values);
  /// `why_not` tells why a step would not do the same now; nothing where it would. Names of
  /// `taken` mean something else where the script will stand.
  Script script(const std::vector<std::string>& values,
                const std::function<std::string(const Step&)>& why_not,
                const std::set<std::string>& taken) const;

 private:
  /// The steps that lead to these values, first to last; leaves those that no step makes.
  std::vector<const Step*> leading_to(std::set<std::string>& values) const;

  std::vector<Step> steps_;
  std::size_t tidied_ = 0;  ///< How many there were when it was tidied.
};

}  // namespace sinter::repl
