// What was typed before, kept in a file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::repl {

class History {
 public:
  /// Reads the file; without one, or where it cannot be read, the history starts empty. Nothing
  /// here is an error: a session works without.
  explicit History(std::string file);

  /// Appends an entry, to the file too, unless it is empty or the one before.
  void add(const std::string& entry);
  const std::vector<std::string>& entries() const { return entries_; }

  /// The newest entry before `index` that begins with `prefix`, and is not `except`.
  std::optional<std::size_t> before(std::size_t index, std::string_view prefix,
                                    std::string_view except) const;
  /// The oldest entry behind `index` that does.
  std::optional<std::size_t> after(std::size_t index, std::string_view prefix,
                                   std::string_view except) const;
  /// The newest entry before `index` that holds `words`.
  std::optional<std::size_t> search(std::size_t index, std::string_view words) const;

  /// $XDG_STATE_HOME/sinter/history, else ~/.local/state/sinter/history; empty where there is no
  /// such place.
  static std::string default_file();

 private:
  std::string file_;
  std::vector<std::string> entries_;
};

}  // namespace sinter::repl
