// Formatting works on tokens and on what stands between them, so it follows the grammar only where
// spaces depend on it.
#include "frontend/lang/format.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/support/check.h"
#include "frontend/lang/format_spacing.h"
#include "frontend/lang/parser.h"

namespace sinter::lang {
namespace {

constexpr std::size_t kIndent = 4;

/// A token or a comment, and what separates it from the one before.
struct Element {
  std::optional<Token> token;  ///< None for a comment.
  std::string_view text;
  int newlines = 0;             ///< In the source, before it; 2 stands for more.
  bool semicolon = false;       ///< Before it, on the same line.
  bool ends_statement = false;  ///< A statement ends before it.
};

class Elements {
 public:
  Elements(const Source& source, const std::vector<Token>& tokens) : source_(source) {
    std::size_t at = source.text().starts_with("\xef\xbb\xbf") ? 3 : 0;
    for (const Token& token : tokens) {
      if (token.kind == TokenKind::EndOfStatement) {
        next_.ends_statement = true;
        continue;
      }
      gap(at, token.span.begin);
      if (token.kind == TokenKind::EndOfFile) break;
      add(token, source.text(token.span));
      at = token.span.end;
    }
  }
  std::vector<Element> take() { return std::move(elements_); }

 private:
  void gap(std::size_t begin, std::size_t end) {
    const std::string_view text = source_.text();
    for (std::size_t i = begin; i < end; ++i) {
      if (text[i] == '\n') {
        next_.newlines = std::min(next_.newlines + 1, 2);
      } else if (text[i] == ';') {
        next_.semicolon = true;
      } else if (text[i] == '#') {
        const std::size_t stop = std::min(text.find('\n', i), text.size());
        std::string_view comment = text.substr(i, stop - i);
        while (comment.ends_with(' ') || comment.ends_with('\t') || comment.ends_with('\r'))
          comment.remove_suffix(1);
        add(std::nullopt, comment);
        i = stop - 1;
      }
    }
  }
  void add(std::optional<Token> token, std::string_view text) {
    next_.token = token;
    next_.text = text;
    // The end of a statement shows at the next token; comments do not use it up.
    const bool ended = !token && next_.ends_statement;
    elements_.push_back(next_);
    next_ = {};
    next_.ends_statement = ended;
  }

  const Source& source_;
  std::vector<Element> elements_;
  Element next_;
};

bool is(const Element& element, TokenKind kind) {
  return element.token && element.token->kind == kind;
}
bool opens(const Element& element) {
  return is(element, TokenKind::LeftParen) || is(element, TokenKind::LeftBracket) ||
         is(element, TokenKind::LeftBrace);
}
bool closes(const Element& element) {
  return is(element, TokenKind::RightParen) || is(element, TokenKind::RightBracket) ||
         is(element, TokenKind::RightBrace);
}

/// Where lines have to be broken or joined, whatever the author did.
void settle_lines(std::vector<Element>& elements) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (opens(elements[i])) open.push_back(i);
    if (!closes(elements[i]) || open.empty()) continue;
    const std::size_t from = open.back();
    open.pop_back();
    if (!is(elements[i], TokenKind::RightBrace)) continue;
    const auto broken = [](const Element& element) { return element.newlines > 0; };
    const auto first = elements.begin() + static_cast<std::ptrdiff_t>(from) + 1;
    const auto last = elements.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    if (!std::any_of(first, last, broken)) continue;
    if (first->token || first->newlines > 0) first->newlines = 1;  // a comment may stay behind `{`
    elements[i].newlines = 1;
  }
  for (std::size_t i = 1; i < elements.size(); ++i) {
    const bool after_brace = is(elements[i - 1], TokenKind::RightBrace);
    if (after_brace && is(elements[i], TokenKind::Else)) elements[i].newlines = 0;
    if (elements[i - 1].token && is(elements[i], TokenKind::LeftBrace)) elements[i].newlines = 0;
    if (after_brace && is(elements[i], TokenKind::Fn))
      elements[i].newlines = std::max(elements[i].newlines, 1);
    if (is(elements[i - 1], TokenKind::LeftBrace))
      elements[i].newlines = std::min(elements[i].newlines, 1);
  }
  if (!elements.empty()) elements[0].newlines = 0;
}

class Formatter {
 public:
  explicit Formatter(std::vector<Element> elements) : elements_(std::move(elements)) {}

  std::string run() {
    for (std::size_t i = 0; i < elements_.size(); ++i) element(i);
    if (!line_.text.empty()) lines_.push_back(line_);
    align();
    std::string text;
    for (const Line& line : lines_) text += line.text + "\n";
    return text;
  }

 private:
  struct Line {
    std::string text;
    std::size_t indent = 0;
    std::size_t assign = 0;  ///< Column of the first `=` or `+=` of a statement; 0: none.
    bool spread = false;     ///< It had more than one space before it.
  };
  struct Bracket {
    std::size_t indent;  ///< Of the line that it was opened in.
    bool brace;
    bool several_lines = false;
  };

  void element(std::size_t i) {
    const Element& found = elements_[i];
    const bool breaks = i > 0 && found.newlines > 0;
    if (found.ends_statement && (breaks || found.semicolon)) spacing_.restart();
    if (breaks) {
      next_line(i);
    } else if (i > 0) {
      line_.text += separator(i);
    }
    const bool in_block = !brackets_.empty() && brackets_.back().several_lines;
    if (in_block && line_.assign == 0 && spacing_.is_statement_assignment(found.token)) {
      line_.assign = line_.text.size();
      const Element& before = elements_[i - 1];
      line_.spread = before.token && found.token->span.begin > before.token->span.end + 1;
    }
    line_.text += found.text;
    if (!found.token) return;
    spacing_.take(*found.token, found.text);
    if (opens(found)) brackets_.push_back({line_.indent, is(found, TokenKind::LeftBrace)});
    if (closes(found) && !brackets_.empty()) {
      last_closed_ = brackets_.back();
      brackets_.pop_back();
    }
  }

  std::string separator(std::size_t i) const {
    const Element& found = elements_[i];
    if (!found.token) return "  ";
    if (found.semicolon && !is(elements_[i - 1], TokenKind::LeftBrace) &&
        !is(found, TokenKind::RightBrace)) {
      return "; ";
    }
    return spacing_.space_before(*found.token, found.text) ? " " : "";
  }

  void next_line(std::size_t i) {
    const Element& found = elements_[i];
    lines_.push_back(std::move(line_));
    line_ = {};
    const bool closing = is(found, TokenKind::RightBrace);
    for (Bracket& bracket : brackets_) bracket.several_lines = true;
    if ((found.newlines > 1 && !closing) || separates_functions(i)) lines_.emplace_back();
    if (closes(found) && !brackets_.empty()) {
      line_.indent = brackets_.back().indent;
    } else {
      if (!brackets_.empty()) line_.indent = brackets_.back().indent + kIndent;
      if (continues(i)) line_.indent += kIndent;
    }
    line_.text.assign(line_.indent, ' ');
  }

  /// A line in the middle of a statement that no bracket indents.
  bool continues(std::size_t i) const {
    if (!brackets_.empty() && !brackets_.back().brace) return false;
    std::size_t before = i;
    while (before > 0 && !elements_[before - 1].token) --before;
    if (before == 0) return false;
    std::size_t next = i;  // A comment stands as the token behind it does.
    while (next < elements_.size() && !elements_[next].token) ++next;
    for (std::size_t k = before; k <= next && k < elements_.size(); ++k) {
      if (elements_[k].ends_statement) return false;
    }
    const Element& last = elements_[before - 1];
    const bool boundary = is(last, TokenKind::LeftBrace) || is(last, TokenKind::RightBrace);
    return next < elements_.size() && !boundary;
  }

  /// Between a function of several lines and what follows it stands an empty line.
  bool separates_functions(std::size_t i) const {
    return brackets_.empty() && elements_[i].newlines < 2 && i > 0 &&
           is(elements_[i - 1], TokenKind::RightBrace) && last_closed_.several_lines;
  }

  /// Neighbouring lines of one block whose `=` the author had put into one column get one again.
  void align() {
    for (std::size_t i = 0; i < lines_.size();) {
      std::size_t end = i;
      std::size_t column = 0;
      bool spread = false;
      while (end < lines_.size() && lines_[end].assign != 0 &&
             lines_[end].indent == lines_[i].indent) {
        column = std::max(column, lines_[end].assign);
        spread = spread || lines_[end].spread;
        ++end;
      }
      for (std::size_t k = i; spread && k < end; ++k)
        lines_[k].text.insert(lines_[k].assign, column - lines_[k].assign, ' ');
      i = std::max(end, i + 1);
    }
  }

  std::vector<Element> elements_;
  Spacing spacing_;
  std::vector<Line> lines_;
  Line line_;
  std::vector<Bracket> brackets_;
  Bracket last_closed_{0, false, false};
};

/// The syntax tree as text; throws what is wrong with a source.
std::string tree(const std::shared_ptr<const Source>& source) {
  Reporter reporter(*source);
  const Syntax syntax = parse(source, reporter);
  reporter.raise_if_any();
  return print(syntax);
}

}  // namespace

std::string format_source(const std::string& text, const std::string& file) {
  const auto source = std::make_shared<const Source>(text, file);
  const std::string meaning = tree(source);
  Reporter reporter(*source);
  std::vector<Element> elements = Elements(*source, tokenize(*source, reporter)).take();
  settle_lines(elements);
  std::string result = Formatter(std::move(elements)).run();
  const std::string again = tree(std::make_shared<const Source>(result, file));
  SINTER_CHECK(again == meaning, "formatting {} changed the program", file);
  return result;
}

}  // namespace sinter::lang
