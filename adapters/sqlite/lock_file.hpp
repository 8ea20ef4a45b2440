// One writing process per store: an advisory lock (flock) on a file in its directory, in which the
// holder writes who it is. The system releases it when the process ends, however it ends.
#pragma once

#include <filesystem>

#include "engine/log/event_store.hpp"

namespace probant::sqlite {

/// By the process that `what()` names, with since when; what it may do meanwhile is for who knows
/// what was to be done.
class LockHeld : public StoreError {
 public:
  using StoreError::StoreError;
};

class LockFile {
 public:
  /// Throws LockHeld, or StoreError when the file cannot be written.
  explicit LockFile(std::filesystem::path const& file);
  LockFile(LockFile const&) = delete;
  LockFile& operator=(LockFile const&) = delete;
  ~LockFile();

 private:
  int descriptor_ = -1;
};

}  // namespace probant::sqlite
