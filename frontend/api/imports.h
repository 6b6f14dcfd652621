// Where the files come from that a program imports: texts of the host program, and folders.
#pragma once

#include <filesystem>
#include <map>

#include "frontend/lang/module.h"
#include "sinter/sinter.h"

namespace sinter::detail {

class ImportLoader final : public lang::ModuleLoader {
 public:
  /// `program` is the path of the program, or empty where its text comes from memory.
  /// No file or text may have more than `most_bytes`; 0: any number.
  ImportLoader(const ImportOptions& options, const std::string& program, std::size_t most_bytes);
  std::optional<File> load(const std::string& path, const std::string& importer) override;
  std::string places(const std::string& importer) const override;

 private:
  std::vector<std::filesystem::path> folders_for(const std::string& importer) const;
  std::optional<File> read(const std::filesystem::path& file, const std::string& path);

  const ImportOptions& options_;
  const std::size_t most_bytes_;
  std::vector<std::filesystem::path> roots_;  ///< Canonical; nothing outside of them is read.
  std::map<std::string, std::filesystem::path> folders_;  ///< Of the files read, by their names.
  std::map<std::filesystem::path, std::string> names_;    ///< Names of the files, by their paths.
};

/// Throws Error (resource, E5208) where a text is longer than an engine allows; 0: any length.
void check_source_size(const std::string& name, std::size_t bytes, std::size_t most_bytes);
/// A file of at most so many bytes.
std::string read_source(const std::string& path, std::size_t most_bytes);

}  // namespace sinter::detail
