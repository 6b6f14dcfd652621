// Text inside of HTML and SVG. Header only: tools that see the public headers use it too.
#pragma once

#include <string>
#include <string_view>

namespace sinter {

/// Text with what is special in HTML and XML made plain, in quoted attributes too.
inline std::string escaped(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    switch (c) {
      case '&':
        plain += "&amp;";
        break;
      case '<':
        plain += "&lt;";
        break;
      case '>':
        plain += "&gt;";
        break;
      case '"':
        plain += "&quot;";
        break;
      default:
        plain += c;
    }
  }
  return plain;
}

}  // namespace sinter
