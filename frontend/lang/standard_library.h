// The standard library: programs of the language that are part of Sinter (std/*.sinter), embedded
// when it is built.
#pragma once

#include <span>
#include <string_view>

namespace sinter::lang {

struct LibraryFile {
  std::string_view name;  ///< "std/losses.sinter"
  std::string_view text;
};

std::span<const LibraryFile> library_files();

/// The file that has a function of this name; null when none has.
const LibraryFile* library_file_of(std::string_view function);

/// Names of all functions, sorted.
std::span<const std::string_view> library_function_names();

}  // namespace sinter::lang
