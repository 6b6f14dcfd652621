// What led to the values of a session, so that it can be written as a program.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::repl {

/// A statement that was carried out, or a value that a function of the session gave.
struct Step {
  struct Made {
    std::string name;
    std::string scalar;  ///< The dtype of a scalar; empty for arrays.
  };
  std::string text;                ///< The statement; empty for values of the session's functions.
  std::vector<std::string> reads;  ///< Values that it uses.
  std::vector<Made> made;          ///< Names that it gives a value.
  std::string program;             ///< The definitions that it used.
  std::string again;               ///< `load("x.npy")`: a call of the session that gives the value.
  std::string type;                ///< Of that value: "f64[10, 3]".
  bool lost = false;               ///< Nothing can make its values again.
};

/// The statements of a session as one function. Values that it cannot compute are left to others:
/// those that were made with definitions that have changed since.
struct Script {
  struct Input {
    std::string parameter;
    std::string again;
    std::string type;
  };
  std::vector<Input> inputs;
  std::string body;                  ///< Lines, indented, without the return.
  std::vector<std::string> results;  ///< In the order in which they were made.
  std::vector<std::string> loaded;   ///< Values that are inputs as they are.
  std::vector<std::string> lost;     ///< Values that have to be kept as files.
};

class Record {
 public:
  void add(Step step) { steps_.push_back(std::move(step)); }
  void clear() { steps_.clear(); }
  /// Forgets the steps that none of these values depends on.
  void keep(const std::vector<std::string>& values);
  /// `is_current` tells whether a step would still do the same, with the definitions of now.
  Script script(const std::vector<std::string>& values,
                const std::function<bool(const Step&)>& is_current) const;

 private:
  /// The steps that lead to these values, first to last; leaves those that no step makes.
  std::vector<const Step*> leading_to(std::set<std::string>& values) const;

  std::vector<Step> steps_;
};

}  // namespace sinter::repl
