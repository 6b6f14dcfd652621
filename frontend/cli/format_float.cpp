#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "frontend/cli/print.h"

namespace sinter::cli {
namespace {

/// The fewest digits that give the value back: "-1.25e+02".
std::string shortest_scientific(double value, bool is_f32) {
  std::array<char, 64> buffer{};
  char* const end = buffer.data() + buffer.size();
  constexpr auto kFormat = std::chars_format::scientific;
  const auto result = is_f32 ? std::to_chars(buffer.data(), end, static_cast<float>(value), kFormat)
                             : std::to_chars(buffer.data(), end, value, kFormat);
  return {buffer.data(), result.ptr};
}

/// The same digits without an exponent, with zeros where they end before the point: 142606752 of
/// f32 is 142606750, as in NumPy.
std::string shortest_fixed(double value, bool is_f32) {
  const std::string text = shortest_scientific(value, is_f32);
  const std::size_t e = text.find('e');
  std::string digits = text.substr(0, e);
  const std::string sign = digits.starts_with('-') ? "-" : "";
  std::erase_if(digits, [](char c) { return c == '-' || c == '.'; });
  const int point = std::stoi(text.substr(e + 1)) + 1;  // digits before it
  if (point <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  const auto before = static_cast<std::size_t>(point);
  if (digits.size() <= before) return sign + digits + std::string(before - digits.size(), '0');
  return sign + digits.substr(0, before) + "." + digits.substr(before);
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
  Parts parts =
      split(scientific ? shortest_scientific(value, is_f32) : shortest_fixed(value, is_f32));
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
      fixed ? shortest_fixed(value, is_f32) : shortest_scientific(value, is_f32);
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
      // their exact digits: 1e-04 of f32 is 9.9999997e-05.
      if (scientific && parts[i].right.size() < right)
        parts[i] = split(fmt::format("{:.{}e}", values[i], right));
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
