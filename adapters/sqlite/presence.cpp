#include "adapters/sqlite/presence.hpp"

#include <sys/stat.h>

#include "adapters/sqlite/directory.hpp"

namespace probant::sqlite {

Presence::Presence(std::filesystem::path const& directory)
    : log_{log_file(directory)}, wal_{log_file(directory).string() + "-wal"} {
  renew();
}

std::optional<Presence::Mark> Presence::look(std::filesystem::path const& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return Mark{found.st_dev, found.st_ino, found.st_size};
}

std::string Presence::missing(Marked const& file) {
  if (!file.mark) return {};
  auto const now = look(file.path);
  if (!now) return file.path.string() + " n'est plus là : il a été supprimé ou déplacé.";
  if (now->device != file.mark->device || now->inode != file.mark->inode) {
    return file.path.string() + " a été remplacé par un autre fichier.";
  }
  if (now->bytes < file.mark->bytes) return file.path.string() + " a été raccourci.";
  return {};
}

std::string Presence::missing() const {
  auto why = missing(log_);
  return why.empty() ? missing(wal_) : why;
}

void Presence::renew() {
  log_.mark = look(log_.path);
  wal_.mark = look(wal_.path);
}

}  // namespace probant::sqlite
