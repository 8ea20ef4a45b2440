// A directory that is being filled: a new store, a restored one, a backup. Until all of it is there
// it holds a file `unfinished`, locked by who is at it; what a killed attempt left is cleared away
// by the next one, and nothing else opens it meanwhile. Throws StoreError with the way out.
#pragma once

#include <filesystem>
#include <memory>

#include "adapters/sqlite/lock_file.hpp"

namespace probant::sqlite {

class Making {
 public:
  /// Makes the directory when there is none; refuses one that is not vacant.
  explicit Making(std::filesystem::path directory);
  /// Unless done, empties the directory.
  ~Making();
  Making(Making const&) = delete;
  Making& operator=(Making const&) = delete;

  /// All of it is on the disk.
  void done();

 private:
  std::filesystem::path directory_;
  std::unique_ptr<LockFile> lock_;  ///< none once done
};

/// Refuses a directory that an attempt left half filled, or is still filling.
void ensure_finished(std::filesystem::path const& directory);

}  // namespace probant::sqlite
