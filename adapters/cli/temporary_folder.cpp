#include "adapters/cli/temporary_folder.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <vector>

#include "engine/log/event_store.hpp"

namespace probant::cli {
namespace {

namespace fs = std::filesystem;

/// -1 where another process uses it, or it is another account's.
int lock_folder(fs::path const& folder) {
  int const lock = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct ::stat opened {};
  bool const ours = lock >= 0 && ::fstat(lock, &opened) == 0 && opened.st_uid == ::geteuid() &&
                    ::flock(lock, LOCK_EX | LOCK_NB) == 0;
  std::error_code error;
  if (ours && fs::is_directory(folder, error)) return lock;
  if (lock >= 0) ::close(lock);
  return -1;
}

void clear_left_behind(fs::path const& place, std::string const& prefix) {
  std::vector<fs::path> left;
  std::error_code error;
  for (auto const& entry : fs::directory_iterator{place, error}) {
    if (entry.path().filename().string().starts_with(prefix)) left.push_back(entry.path());
  }
  for (auto const& folder : left) {
    int const lock = lock_folder(folder);
    if (lock < 0) continue;
    fs::remove_all(folder, error);
    ::close(lock);
  }
}

}  // namespace

TemporaryFolder::TemporaryFolder(std::string const& prefix) {
  auto const place = fs::temp_directory_path();
  clear_left_behind(place, prefix);
  constexpr int attempts = 8;  // another process may clear it away before it is locked
  for (int attempt = 0; attempt < attempts && lock_ < 0; ++attempt) {
    auto name = (place / (prefix + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) break;
    path_ = name;
    lock_ = lock_folder(path_);
  }
  if (lock_ >= 0) return;
  throw StoreError{place.string() +
                   " : aucun répertoire temporaire n'a pu y être créé ; vérifiez le disque."};
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  ::close(lock_);
}

}  // namespace probant::cli
