// Places in a source text, error codes, and the collection and rendering of diagnostics.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/error.h"

namespace sinter::lang {

/// Byte offsets [begin, end) in the files of a program, as if they stood one after the other.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};
inline Span join(Span a, Span b) { return {a.begin, b.end}; }

/// The texts of a program's files and their lines. File 0 is the program itself, the others are
/// what it imports and the parts of the standard library that it uses.
class Source {
 public:
  Source(std::string text, std::string file) { add(std::move(text), std::move(file)); }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// One more file; returns its number. Views of the texts stay valid.
  std::size_t add(std::string text, std::string file);
  std::size_t file_count() const { return files_.size(); }
  std::string_view file_text(std::size_t file) const { return files_[file].text; }
  const std::string& file_name(std::size_t file) const { return files_[file].name; }
  std::uint32_t file_begin(std::size_t file) const { return files_[file].begin; }

  std::string_view text(Span span) const;
  /// Of the program itself.
  std::string_view text() const { return file_text(0); }
  const std::string& file() const { return file_name(0); }
  /// Lines and columns count from 1; columns count characters, not bytes. Offsets are those of the
  /// file.
  SourceLocation locate(Span span) const;
  /// The line of a place, or another one of its file, without its end; empty when there is none.
  std::string_view line(const SourceLocation& place) const { return line(place, place.line); }
  std::string_view line(const SourceLocation& place, std::uint32_t number) const;
  /// Where a place stands among all others of the program.
  std::uint64_t order(const SourceLocation& place) const;

 private:
  struct File {
    std::string text;
    std::string name;
    std::uint32_t begin = 0;
    std::vector<std::uint32_t> line_starts;
  };
  const File& file_at(std::uint32_t offset) const;
  const File* find(std::string_view name) const;

  std::deque<File> files_;
};

enum class Code : std::uint8_t {
#define ERROR_CODE(name, ...) name,
#include "frontend/lang/error_codes.def"
#undef ERROR_CODE
};

struct CodeInfo {
  std::string_view code;  ///< "E0201"
  ErrorKind kind;
  std::string_view title;
  std::string_view explanation;
};
const CodeInfo& info(Code code);
/// All codes, in the order of the table.
std::span<const CodeInfo> all_codes();
/// The entry of "E0201"; null when there is none.
const CodeInfo* find_code(std::string_view code);

/// A diagnostic under construction, in terms of one source.
struct Problem {
  Code code;
  Span span;
  std::string message;
  std::vector<std::pair<Span, std::string>> notes =
      {};  ///< A note with the span {0, 0} has no place.
  std::string help = {};
};

/// Text for people: code, message, place, source line with a caret, notes, help. Hostile characters
/// of the source are replaced, long lines are cut.
std::string render(const Diagnostic& diagnostic, const Source& source);

/// Collects the diagnostics of one run.
class Reporter {
 public:
  static constexpr std::size_t kMaximum = 20;

  explicit Reporter(const Source& source) : source_(&source) {}
  const Source& source() const { return *source_; }
  void report(const Problem& problem);
  /// Throws an Error with this one diagnostic; `report(Error)` collects it where the statement
  /// ends.
  [[noreturn]] void fail(const Problem& problem) const;
  /// Takes over the diagnostics of a caught error. Errors without a place are given `fallback`.
  /// Internal errors are thrown again.
  void report(const Error& error, Span fallback);
  bool has_errors() const { return !diagnostics_.empty(); }
  bool full() const { return diagnostics_.size() >= kMaximum; }
  /// A limit was reached: what would be said about the rest is noise, and may take long.
  bool at_limit() const { return at_limit_; }
  /// Throws when there are errors: one Error with all diagnostics, in the order of their places.
  void raise_if_any();

 private:
  Diagnostic diagnose(const Problem& problem) const;
  void add(Diagnostic diagnostic, ErrorKind kind);

  const Source* source_;
  std::vector<Diagnostic> diagnostics_;
  ErrorKind kind_ = ErrorKind::kUnavailable;
  bool at_limit_ = false;
};

/// The candidate nearest to `name` in spelling, when it is near enough to be what was meant.
std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates);
/// "did you mean `x`?" or nothing.
std::string suggestion(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace sinter::lang
