#include "runtime/io/csv.h"

#include <locale.h>

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/convert.h"

namespace sinter::runtime {
namespace {

constexpr char kSpaces = ' ';  ///< Runs of blanks separate.

char separator_of(std::string_view line) {
  for (const char c : {'\t', ';', ','}) {
    if (line.find(c) != std::string_view::npos) return c;
  }
  return kSpaces;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Beyond the range of double: the nearest representable value, as strtod gives it.
double out_of_range(std::string_view text) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(std::string(text).c_str(), nullptr, c_locale);
}

bool parse_number(std::string_view text, double& value) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = trimmed(text.substr(1, text.size() - 2));
  std::string_view digits = text;
  if (digits.starts_with('+')) {
    digits.remove_prefix(1);
    if (digits.starts_with('-')) return false;
  }
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || end != digits.data() + digits.size()) return false;
  if (error == std::errc::result_out_of_range) value = out_of_range(digits);
  return error == std::errc() || error == std::errc::result_out_of_range;
}

/// Calls field(text, offset in the line) for each field of a line; stops when it returns false.
template <typename Field>
bool for_each_field(std::string_view line, char separator, const Field& field) {
  std::size_t at = 0;
  if (separator == kSpaces) {
    while (true) {
      while (at < line.size() && line[at] == ' ') ++at;
      if (at == line.size()) return true;
      const std::size_t end = std::min(line.find(' ', at), line.size());
      if (!field(line.substr(at, end - at), at)) return false;
      at = end;
    }
  }
  while (true) {
    const std::size_t end = std::min(line.find(separator, at), line.size());
    if (!field(trimmed(line.substr(at, end - at)), at)) return false;
    if (end == line.size()) return true;
    at = end + 1;
  }
}

/// Names and no number: a row with a number in it is data, whatever else it holds.
bool is_header(std::string_view line, char separator) {
  bool named = false;
  double ignored = 0;
  return for_each_field(line, separator,
                        [&](std::string_view text, std::size_t) {
                          named |= !text.empty();
                          return !parse_number(text, ignored);
                        }) &&
         named;
}

class Table {
 public:
  Table(std::string_view text, const std::string& label) : text_(text), label_(label) {}

  Array parse() {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    while (!text_.empty()) {
      std::size_t end = std::min(text_.find('\n'), text_.size());
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++line_number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (const auto content = trimmed(line); content.empty() || content.front() == '#') continue;
      add(line);
    }
    if (rows_ == 0) user_error("E4221", "{}: there are no numbers in it", label_);
    return Array::from(values_, {rows_, columns_});
  }

 private:
  void add(std::string_view line) {
    if (first_line_ == 0) {
      first_line_ = line_number_;
      separator_ = separator_of(line);
      if (is_header(line, separator_)) return;
    }
    std::int64_t count = 0;
    for_each_field(line, separator_, [&](std::string_view field, std::size_t offset) {
      ++count;
      double value = 0;
      if (!parse_number(field, value)) bad_field(field, offset, count);
      values_.push_back(value);
      return true;
    });
    if (rows_ == 0) {
      columns_ = count;
      first_row_line_ = line_number_;
    } else if (count != columns_) {
      user_error("E4223", "{}:{}: {} fields, but line {} has {}", label_, line_number_, count,
                 first_row_line_, columns_);
    }
    ++rows_;
  }

  [[noreturn]] void bad_field(std::string_view field, std::size_t offset,
                              std::int64_t number) const {
    const auto place = fmt::format("{}:{}:{}", label_, line_number_, offset + 1);
    if (field.empty())
      user_error("E4222", "{}: field {} is empty; write nan for a missing number", place, number);
    std::string shown(field.substr(0, 40));
    if (field.size() > 40) shown += "...";
    user_error("E4222", "{}: field {} is '{}', which is not a number{}", place, number, shown,
               line_number_ == first_line_ ? "; a header holds no numbers" : "");
  }

  std::string_view text_;
  const std::string& label_;
  std::int64_t line_number_ = 0, first_line_ = 0, first_row_line_ = 0;
  std::int64_t rows_ = 0, columns_ = 0;
  char separator_ = ',';
  std::vector<double> values_;
};

void append_element(std::string& out, DType dtype, const void* at) {
  const Number n = read_number(dtype, at);
  switch (n.kind) {
    case Number::Kind::kSigned:
      out += fmt::format("{}", n.i);
      return;
    case Number::Kind::kUnsigned:
      out += fmt::format("{}", n.u);
      return;
    case Number::Kind::kFloat:
      break;
  }
  if (std::isnan(n.f)) {
    out += "nan";
  } else if (dtype == DType::kF64) {
    out += fmt::format("{}", n.f);
  } else {
    out += fmt::format("{}", static_cast<float>(n.f));
  }
}

}  // namespace

Array parse_csv(std::string_view text, const std::string& label) {
  return Table(text, label).parse();
}

std::string format_csv(const Array& array) {
  if (array.rank() > 2) {
    user_error("E4224", "{} has {} axes; a .csv file holds at most two", array.type_text(),
               array.rank());
  }
  if (is_complex(array.dtype()))
    user_error("E4224", "{} is complex; a .csv file holds real numbers", array.type_text());
  const Array data = array.contiguous();
  const std::int64_t columns = data.rank() == 2 ? data.shape(1) : 1;
  const auto width = static_cast<std::int64_t>(size_of(data.dtype()));
  const auto* first = static_cast<const std::byte*>(data.raw_data());
  std::string out;
  for (std::int64_t i = 0; i < data.size(); ++i) {
    append_element(out, data.dtype(), first + i * width);
    out += (i + 1) % columns == 0 ? '\n' : ',';
  }
  return out;
}

}  // namespace sinter::runtime
