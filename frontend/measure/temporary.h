// Folders for what is needed only while something is measured.
#pragma once

#include <string>

namespace sinter::measure {

/// A folder under the system's for temporary files, which goes with everything in it. Where there
/// can be none, a resource error (E6306).
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Removes all folders that there are now, for a process that ends without destructors. Other
/// threads may still be using them.
void remove_temporary_folders();

}  // namespace sinter::measure
