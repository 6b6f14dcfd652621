#include "frontend/measure/temporary.h"

#include <stdlib.h>

#include <filesystem>
#include <mutex>
#include <set>
#include <system_error>

#include "sinter/error.h"

namespace sinter::measure {
namespace {

/// The folders there are. Never destroyed: a process may end while another thread asks for it.
struct Folders {
  std::mutex mutex;
  std::set<std::string> paths;
};
Folders& folders() {
  static auto* const all = new Folders;
  return *all;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code failed;
  std::string pattern = (std::filesystem::temp_directory_path(failed) / "sinter-XXXXXX").string();
  const std::lock_guard lock(folders().mutex);
  if (failed || mkdtemp(pattern.data()) == nullptr)
    throw Error(ErrorKind::kResource, "E6306",
                "cannot make a folder for temporary files: check TMPDIR, and the space left");
  path_ = pattern;
  folders().paths.insert(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  const std::lock_guard lock(folders().mutex);
  folders().paths.erase(path_);
}

void remove_temporary_folders() {
  const std::lock_guard lock(folders().mutex);
  for (const std::string& path : folders().paths) {
    // Whoever writes into it meanwhile makes the first try fail.
    for (int tries = 0; tries < 10; ++tries) {
      std::error_code failed;
      std::filesystem::remove_all(path, failed);
      if (!failed) break;
    }
  }
}

}  // namespace sinter::measure
