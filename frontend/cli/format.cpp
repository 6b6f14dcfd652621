// sinter fmt and sinter explain-error.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "frontend/cli/commands.h"
#include "frontend/cli/style.h"

namespace sinter::cli {
namespace {

std::string read_input(const std::string& path, Terminal& terminal) {
  if (path == "-") {
    if (!terminal.in) return {};
    return {std::istreambuf_iterator<char>(*terminal.in), {}};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    throw Error(ErrorKind::kUser, "E4201", fmt::format("cannot open {}", path));
  return text;
}

/// Into a new file that then takes the place of the old one: a full disk loses nothing.
void replace_file(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".formatted";
  std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  std::error_code error;
  if (file) {
    const auto permissions = std::filesystem::status(path, error).permissions();
    std::filesystem::permissions(fresh, permissions, error);
    std::filesystem::rename(fresh, std::filesystem::canonical(path), error);
  }
  if (!file || error) {
    std::error_code ignored;
    std::filesystem::remove(fresh, ignored);
    throw Error(ErrorKind::kUser, "E4204", fmt::format("cannot write {}", path));
  }
}

}  // namespace

int format(const FormatOptions& options, Terminal& terminal) {
  int changed = 0;
  for (const std::string& path : options.files) {
    const std::string text = read_input(path, terminal);
    const std::string result = format_source(text, path == "-" ? "<stdin>" : path);
    if (options.check) {
      if (result == text) continue;
      ++changed;
      terminal.out << path << ": " << paint(terminal.color_out, Color::kError, "not formatted")
                   << '\n';
    } else if (path == "-") {
      terminal.out << result;
    } else if (result != text) {
      replace_file(path, result);
    }
  }
  return changed == 0 ? kOk : kUserError;
}

int explain_error_code(const ExplainErrorOptions& options, Terminal& terminal) {
  terminal.out << explain_error(options.code);
  return kOk;
}

}  // namespace sinter::cli
