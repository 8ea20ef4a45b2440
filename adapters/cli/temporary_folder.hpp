// A folder of our own where the system keeps temporary files, for as long as this lives. Those that
// killed processes left are removed by the next one.
#pragma once

#include <filesystem>

namespace probant::cli {

class TemporaryFolder {
 public:
  /// `prefix`: how its name begins, and that of those left behind. Throws StoreError.
  explicit TemporaryFolder(std::string const& prefix);
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder const&) = delete;
  TemporaryFolder& operator=(TemporaryFolder const&) = delete;

  std::filesystem::path const& path() const { return path_; }

 private:
  std::filesystem::path path_;
  int lock_ = -1;  ///< held meanwhile: who finds it free finds a folder left behind
};

}  // namespace probant::cli
