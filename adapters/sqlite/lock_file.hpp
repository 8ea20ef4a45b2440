// One writing process per store: an advisory lock (flock) on a file in its directory, in which the
// holder writes who it is. The system releases it when the process ends, however it ends.
#pragma once

#include <filesystem>

namespace probant::sqlite {

class LockFile {
 public:
  /// Throws StoreError naming the process that holds the lock and since when.
  explicit LockFile(std::filesystem::path const& file);
  LockFile(LockFile const&) = delete;
  LockFile& operator=(LockFile const&) = delete;
  ~LockFile();

 private:
  int descriptor_ = -1;
};

}  // namespace probant::sqlite
