#include "frontend/lang/standard_library.h"

#include <algorithm>
#include <map>
#include <vector>

namespace sinter::lang {
namespace {

constexpr LibraryFile kFiles[] = {
#include "frontend/lang/standard_library_text.inc"
};

/// Functions stand at the beginning of a line: that is all that has to be known of the texts.
std::map<std::string_view, const LibraryFile*> find_functions() {
  std::map<std::string_view, const LibraryFile*> result;
  for (const LibraryFile& file : kFiles) {
    constexpr std::string_view kStart = "\nfn ";
    for (std::size_t at = file.text.find(kStart); at != std::string_view::npos;
         at = file.text.find(kStart, at)) {
      at += kStart.size();
      result.emplace(file.text.substr(at, file.text.find('(', at) - at), &file);
    }
  }
  return result;
}

const std::map<std::string_view, const LibraryFile*>& functions() {
  static const auto result = find_functions();
  return result;
}

}  // namespace

std::span<const LibraryFile> library_files() { return kFiles; }

const LibraryFile* library_file_of(std::string_view function) {
  const auto found = functions().find(function);
  return found == functions().end() ? nullptr : found->second;
}

std::span<const std::string_view> library_function_names() {
  static const auto names = [] {
    std::vector<std::string_view> result;
    for (const auto& [name, file] : functions()) result.push_back(name);
    return result;
  }();
  return names;
}

}  // namespace sinter::lang
