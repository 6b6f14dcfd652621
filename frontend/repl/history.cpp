#include "frontend/repl/history.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "frontend/cli/environment.h"

namespace sinter::repl {
namespace {

constexpr std::size_t kMost = 10000;

// One entry per line of the file: a newline is \n there, and a backslash is doubled.
std::string on_one_line(const std::string& entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\n') {
      line += "\\n";
    } else {
      line += c;
      if (c == '\\') line += c;
    }
  }
  return line;
}

std::string from_one_line(const std::string& line) {
  std::string entry;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      entry += line[i];
    } else {
      ++i;
      entry += line[i] == 'n' ? '\n' : line[i];
    }
  }
  return entry;
}

}  // namespace

History::History(std::string file) : file_(std::move(file)) {
  if (file_.empty()) return;
  std::ifstream stream(file_);
  std::size_t lines = 0;
  for (std::string line; std::getline(stream, line); ++lines) {
    std::string entry = from_one_line(line);
    if (!entry.empty() && (entries_.empty() || entries_.back() != entry))
      entries_.push_back(std::move(entry));
  }
  if (entries_.size() > kMost)
    entries_.erase(entries_.begin(), entries_.end() - static_cast<std::ptrdiff_t>(kMost));
  if (lines <= 2 * kMost) return;
  // Too long by far: written anew, under another name first, so that it is never half there.
  const std::string next = file_ + ".new";
  std::ofstream shorter(next);
  for (const std::string& entry : entries_) shorter << on_one_line(entry) << '\n';
  shorter.close();
  std::error_code ignored;
  if (shorter) std::filesystem::rename(next, file_, ignored);
}

void History::add(const std::string& entry) {
  if (entry.empty() || (!entries_.empty() && entries_.back() == entry)) return;
  entries_.push_back(entry);
  if (file_.empty()) return;
  std::error_code ignored;
  const auto folder = std::filesystem::path(file_).parent_path();
  if (!std::filesystem::exists(folder, ignored)) {
    std::filesystem::create_directories(folder, ignored);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  }
  std::ofstream stream(file_, std::ios::app);  // other sessions append too
  stream << on_one_line(entry) + "\n";
}

std::optional<std::size_t> History::before(std::size_t index, std::string_view prefix,
                                           std::string_view except) const {
  for (std::size_t i = std::min(index, entries_.size()); i-- > 0;)
    if (entries_[i].starts_with(prefix) && entries_[i] != except) return i;
  return std::nullopt;
}

std::optional<std::size_t> History::after(std::size_t index, std::string_view prefix,
                                          std::string_view except) const {
  for (std::size_t i = index + 1; i < entries_.size(); ++i)
    if (entries_[i].starts_with(prefix) && entries_[i] != except) return i;
  return std::nullopt;
}

std::optional<std::size_t> History::search(std::size_t index, std::string_view words) const {
  for (std::size_t i = std::min(index, entries_.size()); i-- > 0;)
    if (entries_[i].find(words) != std::string::npos) return i;
  return std::nullopt;
}

std::string History::default_file() {
  const std::string folder = cli::environment::state_folder();
  return folder.empty() ? folder : folder + "/history";
}

}  // namespace sinter::repl
