#include "frontend/repl/assistant.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "frontend/repl/commands.h"
#include "frontend/repl/repl.h"

namespace sinter::repl {
namespace {

using lang::Token;
using lang::TokenKind;

const std::vector<std::string>& known_functions() {
  static const std::vector<std::string> names = documented_names();
  return names;
}

const std::set<std::string>& keywords() {
  static const std::set<std::string> words = {
#define KEYWORD(name, spelling) spelling,
#define PUNCTUATION(name, spelling)
#include "frontend/lang/tokens.def"
#undef KEYWORD
#undef PUNCTUATION
  };
  return words;
}

bool is_name_part(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Those that begin so, each once, sorted.
template <typename Names>
void take(std::set<std::string>& found, const Names& names, const std::string& beginning) {
  for (const auto& name : names)
    if (std::string_view(name).starts_with(beginning)) found.emplace(name);
}

/// Values, constants and functions of the session.
std::set<std::string> own_names(const Session& session, const std::string& beginning) {
  std::set<std::string> found;
  take(found, session.value_names(), beginning);
  for (const Definition& definition : session.definitions())
    take(found, std::array{definition.name}, beginning);
  found.erase("");
  return found;
}

std::set<std::string> names_of(const Session& session, const std::string& beginning) {
  std::set<std::string> found = own_names(session, beginning);
  take(found, session.host_names(), beginning);
  take(found, known_functions(), beginning);
  take(found, keywords(), beginning);
  return found;
}

Completion files(const std::string& path, bool in_quotes) {
  namespace fs = std::filesystem;
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
  const std::string beginning = path.substr(folder.size());
  std::set<std::string> found;
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end;
       at.increment(error)) {
    std::string name = at->path().filename().string();
    if (!name.starts_with(beginning) || (beginning.empty() && name.starts_with('.'))) continue;
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      name += '/';
    } else if (in_quotes) {
      name += '"';
    }
    found.insert(std::move(name));
  }
  return {beginning.size(), {found.begin(), found.end()}};
}

/// The words of "[auto|symbolic|exact]".
std::vector<std::string> words_of(const Command& command) {
  std::vector<std::string> words(1);
  for (const char c : command.arguments) {
    if (c == '|') {
      words.emplace_back();
    } else if (c != '[' && c != ']') {
      words.back() += c;
    }
  }
  return words;
}

/// The part of a command line behind its name that the cursor ends.
Completion complete_command(const Session& session, const std::string& line) {
  std::set<std::string> found;
  const std::size_t blank = line.find(' ');
  if (blank == std::string::npos) {
    const std::string beginning = line.substr(1);
    for (const Command& command : commands())
      if (command.name.starts_with(beginning)) found.emplace(command.name);
    return {beginning.size(), {found.begin(), found.end()}};
  }
  const Command* const command = find_command(line.substr(1, blank - 1));
  if (command == nullptr) return {};
  // All behind the blanks: file names may have some, and other commands take one word.
  const std::string argument =
      line.substr(std::min(line.find_first_not_of(' ', blank), line.size()));
  using Takes = Command::Takes;
  if (command->takes == Takes::kFile) return files(argument, false);
  if (command->name == "help" || (command->name == "doc" && argument.starts_with(':'))) {
    const std::size_t colon = argument.starts_with(':') ? 1 : 0;
    for (const Command& other : commands())
      if (other.name.starts_with(argument.substr(colon))) found.emplace(other.name);
    return {argument.size() - colon, {found.begin(), found.end()}};
  }
  if (command->arguments.find('|') != std::string_view::npos) {
    take(found, words_of(*command), argument);
  } else if (command->takes == Takes::kName) {
    found = names_of(session, argument);
  } else if (command->takes == Takes::kOwn) {
    found = own_names(session, argument);
  }
  return {argument.size(), {found.begin(), found.end()}};
}

/// What `:explain` takes before the code: "--html" and a file, which may stand in quotes.
std::optional<Completion> complete_page(const std::string& line) {
  constexpr std::string_view kOption = "--html";
  const std::size_t begin = std::min(line.find_first_not_of(' ', line.find(' ')), line.size());
  const std::string words = line.substr(begin);
  if (words.starts_with('-') && kOption.starts_with(words))
    return Completion{words.size(), {std::string(kOption)}};
  if (!words.starts_with(std::string(kOption) + ' ')) return std::nullopt;
  const std::size_t file = words.find_first_not_of(' ', kOption.size());
  const std::string path = file == std::string::npos ? "" : words.substr(file);
  if (path.find_first_of(" \"") != std::string::npos) return std::nullopt;
  return files(path, false);
}

/// Where the bracket stands that belongs to the closing token `index`.
std::optional<std::size_t> opening(const std::vector<Token>& tokens, std::size_t index) {
  int depth = 0;
  for (std::size_t i = index + 1; i-- > 0;) {
    if (closes(tokens[i].kind)) ++depth;
    if (opens(tokens[i].kind) && --depth == 0) return i;
  }
  return std::nullopt;
}

/// Comments are no tokens: they begin with # between two of them and end with the line.
void add_comments(std::vector<Stretch>& found, const std::string& text, std::size_t begin,
                  std::size_t end) {
  while (begin < end) {
    const std::size_t hash = text.find('#', begin);
    if (hash >= end) return;
    const std::size_t line_end = std::min(text.find('\n', hash), text.size());
    found.push_back({hash, line_end, Tint::kComment});
    begin = line_end;
  }
}

Tint tint_of(const Session& session, const Token& token, const std::string& word) {
  switch (token.kind) {
    case TokenKind::Integer:
    case TokenKind::Float:
      return Tint::kNumber;
    case TokenKind::Text:
      return Tint::kText;
    case TokenKind::Name:
      break;
    default:
      return keywords().contains(word) ? Tint::kKeyword : Tint::kNone;
  }
  if (session.values().contains(word) || session.literals().contains(word)) return Tint::kNone;
  const bool known = session.defines(word) || std::ranges::binary_search(known_functions(), word);
  const auto hosts = session.host_names();
  return known || std::ranges::find(hosts, word) != hosts.end() ? Tint::kFunction : Tint::kNone;
}

}  // namespace

Completion complete(const Session& session, const std::string& text, std::size_t cursor) {
  const std::size_t line_begin = cursor == 0 ? std::string::npos : text.rfind('\n', cursor - 1);
  const std::size_t begin = line_begin == std::string::npos ? 0 : line_begin + 1;
  const std::string line = text.substr(begin, cursor - begin);
  const std::size_t quote = line.rfind('"');
  if (std::ranges::count(line, '"') % 2 == 1) return files(line.substr(quote + 1), true);
  if (begin == 0 && line.starts_with(':')) {
    const Command* const command = find_command(line.substr(1, line.find(' ') - 1));
    const bool code = command != nullptr && command->takes == Command::Takes::kCode;
    if (line.find(' ') == std::string::npos || !code) return complete_command(session, line);
    if (command->name == "explain")
      if (auto page = complete_page(line)) return *page;
  }
  std::size_t start = line.size();
  while (start > 0 && is_name_part(line[start - 1])) --start;
  const std::string beginning = line.substr(start);
  if (beginning.empty()) return {};
  const std::set<std::string> found = names_of(session, beginning);
  return {beginning.size(), {found.begin(), found.end()}};
}

std::vector<Stretch> tints(const Session& session, const std::string& text, std::size_t cursor) {
  std::vector<Stretch> found;
  std::size_t begin = 0;
  if (text.starts_with(':')) {
    begin = std::min(text.find_first_of(" \n"), text.size());
    found.push_back({0, begin, Tint::kCommand});
    const Command* const command = find_command(text.substr(1, begin - 1));
    if (command == nullptr || command->takes != Command::Takes::kCode) return found;
  }
  const std::string code = std::string(begin, ' ') + text.substr(begin);
  const std::vector<Token> tokens = tokens_of(code);
  std::size_t at = begin;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind == TokenKind::EndOfStatement || token.kind == TokenKind::EndOfFile) continue;
    add_comments(found, code, at, token.span.begin);
    at = token.span.end;
    const std::string word = code.substr(token.span.begin, token.span.end - token.span.begin);
    Tint tint = tint_of(session, token, word);
    if (closes(token.kind) && token.span.end == cursor) {
      if (const auto open = opening(tokens, i)) {
        const Stretch pair{tokens[*open].span.begin, tokens[*open].span.end, Tint::kPair};
        found.insert(std::ranges::lower_bound(found, pair.begin, {}, &Stretch::begin), pair);
        tint = Tint::kPair;
      }
    }
    if (tint != Tint::kNone) found.push_back({token.span.begin, token.span.end, tint});
  }
  add_comments(found, code, at, code.size());
  return found;
}

Assistant make_assistant(const Session& session, bool color) {
  Assistant assistant;
  assistant.is_whole = Repl::is_whole;
  assistant.complete = [&session](const std::string& text, std::size_t cursor) {
    return complete(session, text, cursor);
  };
  assistant.tint = [&session, color](const std::string& text, std::size_t cursor) {
    return color ? tints(session, text, cursor) : std::vector<Stretch>();
  };
  return assistant;
}

}  // namespace sinter::repl
