#include "adapters/sqlite/directory.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include "engine/log/system_fault.hpp"

namespace probant::sqlite {
namespace {

namespace fs = std::filesystem;

/// Nothing is left in SQLite's journal: the main file says it all.
bool closed_properly(fs::path const& directory) {
  std::error_code error;
  auto const pending = fs::file_size(log_file(directory).string() + "-wal", error);
  return error || pending == 0;
}

std::uintmax_t big_endian(std::string_view bytes) {
  std::uintmax_t number = 0;
  for (char const byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

fs::path log_file(fs::path const& directory) { return directory / "log.sqlite"; }
fs::path lock_file(fs::path const& directory) { return directory / "lock"; }

fs::path unfinished_file(fs::path const& directory) { return directory / "unfinished"; }

void ensure_store_in(fs::path const& directory) {
  std::error_code error;
  auto const status = fs::status(log_file(directory), error);
  if (fs::is_regular_file(status)) return;
  if (error && error != std::errc::no_such_file_or_directory) {
    throw StoreError{log_file(directory).string() + " : le journal n'est pas accessible (" +
                     in_french(error) + ") ; vérifiez les droits sur son répertoire."};
  }
  throw StoreError{directory.string() +
                   " : il n'y a pas de journal dans ce répertoire ; vérifiez "
                   "--store, ou créez-en un avec « probant init »."};
}

// The SQLite file format, §1.3: page size at byte 16 (1 means 65,536), number of pages at byte 28.
void ensure_whole(fs::path const& directory) {
  if (!closed_properly(directory)) return;
  std::array<char, 32> header{};
  std::ifstream file{log_file(directory), std::ios::binary};
  if (!file.read(header.data(), header.size())) return;  // SQLite has its own words for it
  std::string_view const bytes{header.data(), header.size()};
  if (!bytes.starts_with("SQLite format 3")) return;
  auto const page_size = big_endian(bytes.substr(16, 2));
  auto const announced = (page_size == 1 ? 65'536 : page_size) * big_endian(bytes.substr(28, 4));
  auto const size = fs::file_size(log_file(directory));
  // Not while somebody writes: what is missing may be on its way.
  if (size == announced || !closed_properly(directory)) return;
  throw SqliteError{SQLITE_CORRUPT,
                    log_file(directory).string() + " : le fichier est abîmé ou tronqué (" +
                        std::to_string(size) + " octets au lieu de " + std::to_string(announced) +
                        ") ; restaurez une sauvegarde avec « probant restore »."};
}

bool is_vacant(fs::path const& directory, std::error_code& error) {
  if (!fs::exists(directory, error)) return !error;
  if (fs::exists(unfinished_file(directory), error)) return true;
  if (error) return false;
  fs::directory_iterator entries{directory, error};
  while (!error && entries != fs::directory_iterator{}) {
    if (entries->path() != lock_file(directory)) return false;
    entries.increment(error);
  }
  return !error;
}

void make_empty(fs::path const& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  bool const empty = !error && is_vacant(directory, error);
  if (error) {
    throw StoreError{directory.string() + " : ce répertoire ne peut pas être créé (" +
                     in_french(error) + ") ; choisissez-en un où vous avez le droit d'écrire."};
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
    auto const reason = errno_in_french(errno);
    if (descriptor >= 0) ::close(descriptor);
    if (durable) continue;
    throw StoreError{place.string() + " : le répertoire n'a pas pu être écrit sur le disque (" +
                     reason + ") ; vérifiez le disque."};
  }
}

Access reading(fs::path const& directory) {
  bool const writable = ::faccessat(AT_FDCWD, directory.c_str(), W_OK, AT_EACCESS) == 0;
  return !writable && closed_properly(directory) ? Access::sealed : Access::read;
}

}  // namespace probant::sqlite
