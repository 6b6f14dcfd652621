#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "frontend/cli/print.h"

namespace sinter::cli {
namespace {

std::string shortest(double value, bool is_f32, std::chars_format format) {
  std::array<char, 512> buffer{};
  char* const end = buffer.data() + buffer.size();
  const auto result = is_f32 ? std::to_chars(buffer.data(), end, static_cast<float>(value), format)
                             : std::to_chars(buffer.data(), end, value, format);
  return {buffer.data(), result.ptr};
}

void trim_zeros(std::string& digits) {
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
}

/// A number in parts: "-12." and "5", and for scientific notation the exponent "e-05".
struct Parts {
  std::string left;  ///< Sign and digits before the point.
  std::string right;
  std::string exponent;
};

Parts split(const std::string& text) {
  Parts parts;
  const std::size_t e = text.find('e');
  const std::string mantissa = text.substr(0, e);
  if (e != std::string::npos) parts.exponent = text.substr(e);
  const std::size_t point = mantissa.find('.');
  parts.left = mantissa.substr(0, point);
  if (point != std::string::npos) parts.right = mantissa.substr(point + 1);
  return parts;
}

/// The shortest digits, or where these are more than `precision` after the point, the value rounded
/// to that many.
Parts parts_of(double value, bool is_f32, int precision, bool scientific) {
  Parts parts = split(shortest(
      value, is_f32, scientific ? std::chars_format::scientific : std::chars_format::fixed));
  if (static_cast<int>(parts.right.size()) > precision) {
    parts = split(scientific ? fmt::format("{:.{}e}", value, precision)
                             : fmt::format("{:.{}f}", value, precision));
  }
  trim_zeros(parts.right);
  return parts;
}

bool needs_scientific(const std::vector<double>& values) {
  double largest = 0;
  double smallest = HUGE_VAL;
  for (const double value : values) {
    if (!std::isfinite(value) || value == 0) continue;
    largest = std::max(largest, std::abs(value));
    smallest = std::min(smallest, std::abs(value));
  }
  if (largest == 0) return false;
  return largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000;
}

std::string special_name(double value) {
  if (std::isnan(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

}  // namespace

std::string format_scalar(double value, bool is_f32) {
  if (!std::isfinite(value)) return special_name(value);
  const double size = std::abs(value);
  const bool fixed = size == 0 || (size >= 1e-4 && size < 1e16);
  const std::string text =
      shortest(value, is_f32, fixed ? std::chars_format::fixed : std::chars_format::scientific);
  return fixed && text.find('.') == std::string::npos ? text + ".0" : text;
}

std::vector<std::string> format_floats(const std::vector<double>& values, bool is_f32,
                                       int precision) {
  const bool scientific = needs_scientific(values);
  std::vector<Parts> parts(values.size());
  std::size_t left = 0;
  std::size_t right = 0;
  std::size_t exponent = 0;
  std::size_t special = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      special = std::max(special, special_name(values[i]).size());
      continue;
    }
    parts[i] = parts_of(values[i], is_f32, precision, scientific);
    left = std::max(left, parts[i].left.size());
    right = std::max(right, parts[i].right.size());
    exponent = std::max(exponent, parts[i].exponent.size());
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      texts.push_back(special_name(values[i]));
    } else {
      // Positional numbers are padded with blanks, the shorter mantissas of scientific ones with
      // their exact digits.
      if (scientific && parts[i].right.size() < right) {
        parts[i].right = split(fmt::format("{:.{}e}", values[i], right)).right;
      }
      const std::string fill(right - parts[i].right.size(), ' ');
      std::string& power = parts[i].exponent;  // "e-05": zeros go behind the sign
      if (!power.empty()) power.insert(2, exponent - power.size(), '0');
      texts.push_back(std::string(left - parts[i].left.size(), ' ') + parts[i].left + "." +
                      parts[i].right + fill + power);
    }
    special = std::max(special, texts.back().size());
  }
  for (std::string& text : texts) text.insert(0, special - text.size(), ' ');
  return texts;
}

}  // namespace sinter::cli
