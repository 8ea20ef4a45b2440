#include "adapters/sqlite/directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace probant::sqlite {
namespace {

namespace fs = std::filesystem;

std::string wal_of(fs::path const& directory) { return log_file(directory).string() + "-wal"; }

}  // namespace

fs::path log_file(fs::path const& directory) { return directory / "log.sqlite"; }
fs::path lock_file(fs::path const& directory) { return directory / "lock"; }

void ensure_store_in(fs::path const& directory) {
  std::error_code error;
  auto const status = fs::status(log_file(directory), error);
  if (fs::is_regular_file(status)) return;
  if (error && error != std::errc::no_such_file_or_directory) {
    throw StoreError{log_file(directory).string() + " : le journal n'est pas accessible (" +
                     error.message() + ") ; vérifiez les droits sur son répertoire."};
  }
  throw StoreError{directory.string() +
                   " : il n'y a pas de journal dans ce répertoire ; vérifiez "
                   "--store, ou créez-en un avec « probant init »."};
}

void make_empty(fs::path const& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  bool const empty = !error && fs::is_empty(directory, error);
  if (error) {
    throw StoreError{directory.string() + " : ce répertoire ne peut pas être créé (" +
                     error.message() + ") ; choisissez-en un où vous avez le droit d'écrire."};
  }
  if (empty) return;
  throw StoreError{directory.string() +
                   " : ce répertoire n'est pas vide ; un journal se crée dans "
                   "un répertoire vide ou qui n'existe pas encore."};
}

void clear_away(fs::path const& directory) noexcept {
  std::error_code ignored;
  for (auto const* suffix : {"", "-wal", "-shm", "-journal"}) {
    fs::remove(log_file(directory).string() + suffix, ignored);
  }
  fs::remove(lock_file(directory), ignored);
}

void sync_names(fs::path const& directory) {
  for (auto const& place : {directory, fs::absolute(directory).parent_path()}) {
    int const descriptor = ::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const durable = descriptor >= 0 && ::fsync(descriptor) == 0;
    auto const reason = std::generic_category().message(errno);
    if (descriptor >= 0) ::close(descriptor);
    if (durable) continue;
    throw StoreError{place.string() + " : le répertoire n'a pas pu être écrit sur le disque (" +
                     reason + ") ; vérifiez le disque."};
  }
}

Access reading(fs::path const& directory) {
  bool const writable = ::faccessat(AT_FDCWD, directory.c_str(), W_OK, AT_EACCESS) == 0;
  std::error_code error;
  auto const pending = fs::file_size(wal_of(directory), error);
  bool const closed = error || pending == 0;
  return !writable && closed ? Access::sealed : Access::read;
}

}  // namespace probant::sqlite
