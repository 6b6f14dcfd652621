#include "frontend/lang/diagnostics.h"

#include <algorithm>
#include <array>

#include "compiler/support/check.h"

namespace sinter::lang {
namespace {

constexpr auto kCodes = std::to_array<CodeInfo>({
#define ERROR_CODE(name, code, kind, title, explanation) \
  {code, ErrorKind::k##kind, title, explanation},
#include "frontend/lang/error_codes.def"
#undef ERROR_CODE
});

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Kinds from the least to the most telling: an error of the user's wins over a missing feature.
int weight(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUnavailable:
      return 0;
    case ErrorKind::kResource:
    case ErrorKind::kCancelled:
      return 1;
    case ErrorKind::kUser:
      return 2;
    case ErrorKind::kInternal:
      return 3;
  }
  return 3;
}

}  // namespace

std::size_t Source::add(std::string text, std::string file) {
  File added{std::move(text), std::move(file), 0, {0}};
  // A place behind the last character belongs to its file, hence the 1.
  if (!files_.empty()) {
    const File& last = files_.back();
    added.begin = last.begin + static_cast<std::uint32_t>(last.text.size()) + 1;
  }
  for (std::size_t i = 0; i < added.text.size(); ++i) {
    if (added.text[i] == '\n') added.line_starts.push_back(static_cast<std::uint32_t>(i + 1));
  }
  files_.push_back(std::move(added));
  return files_.size() - 1;
}

const Source::File& Source::file_at(std::uint32_t offset) const {
  const auto after =
      std::upper_bound(files_.begin() + 1, files_.end(), offset,
                       [](std::uint32_t at, const File& file) { return at < file.begin; });
  return *(after - 1);
}

const Source::File* Source::find(std::string_view name) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const File& file) { return file.name == name; });
  return found == files_.end() ? nullptr : &*found;
}

std::string_view Source::text(Span span) const {
  const File& file = file_at(span.begin);
  return std::string_view(file.text).substr(span.begin - file.begin, span.end - span.begin);
}

SourceLocation Source::locate(Span span) const {
  const File& file = file_at(span.begin);
  const std::uint32_t begin = span.begin - file.begin;
  const auto& starts = file.line_starts;
  const auto after = std::upper_bound(starts.begin(), starts.end(), begin);
  const auto line = static_cast<std::uint32_t>(after - starts.begin());
  const std::string_view before =
      std::string_view(file.text).substr(starts[line - 1], begin - starts[line - 1]);
  const auto characters =
      std::count_if(before.begin(), before.end(), [](char c) { return !is_continuation(c); });
  return {file.name, begin, span.end - file.begin, line,
          static_cast<std::uint32_t>(characters + 1)};
}

std::string_view Source::line(const SourceLocation& place, std::uint32_t number) const {
  const File* file = find(place.file);
  if (!file || number == 0 || number > file->line_starts.size()) return {};
  const auto& starts = file->line_starts;
  const std::size_t begin = starts[number - 1];
  const std::size_t end = number < starts.size() ? starts[number] - 1 : file->text.size();
  std::string_view found = std::string_view(file->text).substr(begin, end - begin);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

std::uint64_t Source::order(const SourceLocation& place) const {
  const File* file = find(place.file);
  return std::uint64_t{file ? file->begin : 0} + place.begin;
}

const CodeInfo& info(Code code) { return kCodes[static_cast<std::size_t>(code)]; }
std::span<const CodeInfo> all_codes() { return kCodes; }
const CodeInfo* find_code(std::string_view code) {
  const auto found = std::find_if(kCodes.begin(), kCodes.end(),
                                  [&](const CodeInfo& entry) { return entry.code == code; });
  return found == kCodes.end() ? nullptr : &*found;
}

Diagnostic Reporter::diagnose(const Problem& problem) const {
  Diagnostic result{std::string(info(problem.code).code),
                    problem.message,
                    source_->locate(problem.span),
                    {},
                    problem.help};
  for (const auto& [span, text] : problem.notes) {
    result.notes.emplace_back(span.end == 0 ? SourceLocation{} : source_->locate(span), text);
  }
  return result;
}

void Reporter::add(Diagnostic diagnostic, ErrorKind kind) {
  const bool known =
      std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& other) {
        return other.code == diagnostic.code && other.message == diagnostic.message &&
               other.location.begin == diagnostic.location.begin &&
               other.location.file == diagnostic.location.file;
      });
  at_limit_ |= kind == ErrorKind::kResource;
  if (known || full()) return;
  if (diagnostics_.empty() || weight(kind) > weight(kind_)) kind_ = kind;
  diagnostics_.push_back(std::move(diagnostic));
}

void Reporter::report(const Problem& problem) { add(diagnose(problem), info(problem.code).kind); }

void Reporter::fail(const Problem& problem) const {
  throw Error(info(problem.code).kind, {diagnose(problem)}, problem.message);
}

void Reporter::report(const Error& error, Span fallback) {
  if (error.kind() == ErrorKind::kInternal) throw error;
  for (Diagnostic diagnostic : error.diagnostics()) {
    if (diagnostic.location.line == 0) diagnostic.location = source_->locate(fallback);
    add(std::move(diagnostic), error.kind());
  }
}

void Reporter::raise_if_any() {
  if (diagnostics_.empty()) return;
  std::stable_sort(diagnostics_.begin(), diagnostics_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     return source_->order(a.location) < source_->order(b.location);
                   });
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics_) {
    if (!text.empty()) text += '\n';
    text += render(diagnostic, *source_);
  }
  if (full()) text += fmt::format("\nOnly the first {} errors are shown.\n", kMaximum);
  throw Error(kind_, std::move(diagnostics_), text);
}

std::optional<std::string_view> nearest(std::string_view name,
                                        std::span<const std::string_view> candidates) {
  constexpr std::size_t kLongest = 40;
  if (name.empty() || name.size() > kLongest) return std::nullopt;
  std::optional<std::string_view> best;
  // One slip in a short name, more in longer ones: less would be near everything.
  std::size_t best_distance = name.size() / 4 + 2;
  if (name.size() < 4) best_distance = 2;
  for (std::string_view candidate : candidates) {
    if (candidate.size() > kLongest || candidate == name) continue;
    // Edit distance with neighbouring letters swapped counted as one, three rows at a time.
    std::array<std::array<std::size_t, kLongest + 1>, 3> rows{};
    for (std::size_t j = 0; j <= candidate.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= name.size(); ++i) {
      auto& row = rows[i % 3];
      const auto& above = rows[(i + 2) % 3];
      const auto& above2 = rows[(i + 1) % 3];
      row[0] = i;
      for (std::size_t j = 1; j <= candidate.size(); ++j) {
        row[j] = std::min({above[j] + 1, row[j - 1] + 1,
                           above[j - 1] + (name[i - 1] == candidate[j - 1] ? 0 : 1)});
        if (i > 1 && j > 1 && name[i - 1] == candidate[j - 2] && name[i - 2] == candidate[j - 1]) {
          row[j] = std::min(row[j], above2[j - 2] + 1);
        }
      }
    }
    const std::size_t distance = rows[name.size() % 3][candidate.size()];
    if (distance < best_distance && distance < std::max(name.size(), candidate.size())) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view name, std::span<const std::string_view> candidates) {
  const auto found = nearest(name, candidates);
  return found ? fmt::format("did you mean `{}`?", *found) : std::string();
}

}  // namespace sinter::lang
