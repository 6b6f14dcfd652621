// A line editor for inputs of one line or more: history, search, completion, colours.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "frontend/repl/buffer.h"
#include "frontend/repl/history.h"
#include "frontend/repl/keys.h"
#include "frontend/repl/screen.h"

namespace sinter::repl {

/// What could stand at the cursor: each candidate replaces the last `replaces` bytes before it.
struct Completion {
  std::size_t replaces = 0;
  std::vector<std::string> candidates;
};

/// The terminal, as the editor needs it.
class Device {
 public:
  virtual ~Device() = default;
  virtual Key next() = 0;       ///< Waits for one.
  virtual bool has_next() = 0;  ///< Whether next() would not wait.
  virtual void write(const std::string& text) = 0;
  virtual std::size_t width() = 0;
  virtual std::size_t height() = 0;
  virtual void suspend() = 0;  ///< Ctrl-Z.
};

/// What the editor asks the session.
struct Assistant {
  std::function<bool(const std::string& text)> is_whole;
  std::function<Completion(const std::string& text, std::size_t cursor)> complete;
  std::function<std::vector<Stretch>(const std::string& text, std::size_t cursor)> tint;
};

class Editor {
 public:
  Editor(Device& device, History& history, Assistant assistant)
      : device_(device), history_(history), assistant_(std::move(assistant)) {}

  enum class End {
    kInput,      ///< A whole input.
    kCancelled,  ///< Ctrl-C.
    kLeft,       ///< Ctrl-D on an empty line, or no terminal any more.
  };
  struct Result {
    End end = End::kInput;
    std::string text;
  };
  Result read(const std::string& prompt, const std::string& next_prompt);

 private:
  std::optional<Result> handle(const Key& key);
  std::optional<Result> control(char letter);
  void alt(const std::string& letter);
  void move(const Key& key);
  std::optional<Result> enter();
  void type(const std::string& text);
  void older();
  void newer();
  void complete();
  void show_candidates(const std::vector<std::string>& candidates);
  /// Search backward; the key that ends it is handled as any other one, if it is not Enter.
  std::optional<Result> search();
  Layout layout();
  void draw();
  Result finish(End end);

  Device& device_;
  History& history_;
  Assistant assistant_;
  Buffer buffer_;
  Screen screen_;
  std::string prompt_;
  std::string next_prompt_;
  std::size_t place_ = 0;  ///< In the history; its size is the new input.
  std::string draft_;      ///< The new input, while older ones are shown.
  bool in_history_ = false;
};

}  // namespace sinter::repl
