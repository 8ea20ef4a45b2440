// Whether the files of an open log are still those that their names lead to. A process goes on
// writing to a file that was deleted or replaced, and all of it is gone when it ends: what is
// written there must not be confirmed. Looks at names only, opens nothing (POSIX would drop
// SQLite's locks).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace probant::sqlite {

class Presence {
 public:
  /// Of the log in this directory as it is now.
  explicit Presence(std::filesystem::path const& directory);

  /// What is missing, replaced or shorter than it was, as a French sentence; empty: nothing.
  std::string missing() const;
  /// The files have their present lengths by our own doing.
  void renew();

 private:
  struct Mark {
    dev_t device;
    ino_t inode;
    off_t bytes;
  };
  struct Marked {
    std::filesystem::path path;
    std::optional<Mark> mark{};  ///< nothing: has not been there yet
  };
  static std::optional<Mark> look(std::filesystem::path const& path);
  static std::string missing(Marked const& file);

  Marked log_;
  Marked wal_;
};

}  // namespace probant::sqlite
