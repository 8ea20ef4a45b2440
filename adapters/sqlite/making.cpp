#include "adapters/sqlite/making.hpp"

#include "adapters/sqlite/directory.hpp"

namespace probant::sqlite {
namespace {

namespace fs = std::filesystem;

void empty(fs::path const& directory) noexcept {
  std::error_code ignored;
  fs::directory_iterator entries{directory, ignored};
  while (!ignored && entries != fs::directory_iterator{}) {
    std::error_code kept;
    if (entries->path() != unfinished_file(directory)) fs::remove_all(entries->path(), kept);
    entries.increment(ignored);
  }
}

}  // namespace

Making::Making(fs::path directory) : directory_{std::move(directory)} {
  make_empty(directory_);
  lock_ = std::make_unique<LockFile>(unfinished_file(directory_));
  empty(directory_);
}

Making::~Making() {
  if (!lock_) return;
  std::error_code ignored;
  empty(directory_);
  fs::remove(unfinished_file(directory_), ignored);
}

void Making::done() {
  sync_names(directory_);
  fs::remove(unfinished_file(directory_));
  sync_names(directory_);
  lock_.reset();
}

void ensure_finished(fs::path const& directory) {
  std::error_code error;
  if (!fs::exists(unfinished_file(directory), error)) return;
  throw StoreError{directory.string() +
                   " : ce répertoire n'a pas été achevé (le processus qui le remplissait a été "
                   "interrompu, ou y travaille encore) ; relancez la même commande, elle reprend "
                   "depuis le début."};
}

}  // namespace probant::sqlite
