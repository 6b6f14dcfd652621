#include "frontend/api/imports.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "runtime/io/file.h"

namespace sinter::detail {
namespace {

namespace fs = std::filesystem;

bool is_inside(const fs::path& file, const fs::path& root) {
  return std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

/// The folder without symbolic links; nothing where there is none.
std::optional<fs::path> folder(const fs::path& path) {
  std::error_code error;
  fs::path result = fs::canonical(path.empty() ? fs::path(".") : path, error);
  if (error) return std::nullopt;
  return result;
}

}  // namespace

ImportLoader::ImportLoader(const ImportOptions& options, const std::string& program,
                           std::size_t most_bytes)
    : options_(options), most_bytes_(most_bytes) {
  if (!program.empty()) {
    const fs::path path(program);
    folders_.emplace(program, path.parent_path());
    if (const auto own = folder(path.parent_path())) {
      roots_.push_back(*own);
      std::error_code error;
      const fs::path real = fs::canonical(path, error);
      if (!error) names_.emplace(real, program);
    }
  }
  for (const std::string& root : options.roots) {
    const auto found = folder(root);
    if (!found) user_error("E6007", "the root {} is no folder that can be read", root);
    roots_.push_back(*found);
  }
}

std::vector<fs::path> ImportLoader::folders_for(const std::string& importer) const {
  std::vector<fs::path> result;
  if (const auto own = folders_.find(importer); own != folders_.end())
    result.push_back(own->second);
  result.insert(result.end(), options_.roots.begin(), options_.roots.end());
  return result;
}

std::optional<lang::ModuleLoader::File> ImportLoader::load(const std::string& path,
                                                           const std::string& importer) {
  std::string relative = path;
  std::ranges::replace(relative, '.', '/');
  relative += ".sinter";
  if (options_.sources) {
    if (auto text = options_.sources(relative)) {
      check_source_size(relative, text->size(), most_bytes_);
      return File{std::move(*text), relative};
    }
  }
  for (const fs::path& place : folders_for(importer)) {
    if (auto file = read(place / relative, path)) return file;
  }
  return std::nullopt;
}

std::optional<lang::ModuleLoader::File> ImportLoader::read(const fs::path& file,
                                                           const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(file, error);
  if (error) return std::nullopt;
  const bool allowed =
      std::ranges::any_of(roots_, [&](const fs::path& root) { return is_inside(real, root); });
  if (!allowed) {
    user_error("E0210",
               "module `{}` is {}, which leads out of the folders that imports may come from", path,
               file.string());
  }
  const auto [known, fresh] = names_.emplace(real, file.lexically_normal().string());
  if (fresh) folders_.emplace(known->second, file.parent_path());
  return File{read_source(real.string(), most_bytes_), known->second};
}

std::string ImportLoader::places(const std::string& importer) const {
  std::vector<std::string> shown;
  for (const fs::path& place : folders_for(importer))
    shown.push_back(place.empty() ? "." : place.string());
  if (shown.empty()) return "no folder is given that imports could come from";
  return fmt::format("looked for in {}", fmt::join(shown, ", "));
}

void check_source_size(const std::string& name, std::size_t bytes, std::size_t most_bytes) {
  if (most_bytes == 0 || bytes <= most_bytes) return;
  throw Error(
      ErrorKind::kResource, "E5208",
      fmt::format("{} has {} bytes; EngineOptions::limits allows {}", name, bytes, most_bytes));
}

std::string read_source(const std::string& path, std::size_t most_bytes) {
  check_source_size(path, runtime::InputFile(path).size(), most_bytes);
  return runtime::read_text_file(path, most_bytes == 0 ? UINT64_MAX : most_bytes);
}

}  // namespace sinter::detail
