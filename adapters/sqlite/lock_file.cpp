#include "adapters/sqlite/lock_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <system_error>

#include "engine/log/system_fault.hpp"

namespace probant::sqlite {
namespace {

std::string now() {
  auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
  auto const seconds = std::chrono::duration_cast<std::chrono::seconds>(since_epoch).count();
  return Instant::from_unix_seconds(seconds).text();
}

/// "processus 4242 depuis le 20/05/2026 10:00:00"; what the file says, as far as it can be read.
std::string holder(int descriptor) {
  std::array<char, 64> bytes{};
  auto const size = ::pread(descriptor, bytes.data(), bytes.size(), 0);
  std::string_view const text{bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
  auto const space = text.find(' ');
  auto const since = space == std::string_view::npos
                         ? std::nullopt
                         : Instant::parse(text.substr(space + 1, text.find('\n') - space - 1));
  if (!since) return "un autre processus";
  return "le processus " + std::string{text.substr(0, space)} + " depuis le " + to_french(*since);
}

}  // namespace

LockFile::LockFile(std::filesystem::path const& file)
    : descriptor_{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)} {
  if (descriptor_ < 0) {
    throw StoreError{file.string() + " : le verrou du journal ne peut pas être ouvert (" +
                     errno_in_french(errno) +
                     ") ; donnez à ce compte le droit d'écrire dans le répertoire du journal, ou "
                     "n'utilisez que des commandes de lecture."};
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    auto const who = holder(descriptor_);
    ::close(descriptor_);
    throw LockHeld{file.parent_path().string() + " : " + who +
                   " écrit déjà dans ce journal ; arrêtez-le le temps de cette commande."};
  }
  auto const text = std::to_string(::getpid()) + " " + now() + "\n";
  bool const written =
      ::ftruncate(descriptor_, 0) == 0 &&
      ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  if (written) return;
  ::close(descriptor_);
  throw StoreError{file.string() +
                   " : le verrou du journal ne peut pas être écrit ; vérifiez la "
                   "place sur le disque."};
}

LockFile::~LockFile() { ::close(descriptor_); }

}  // namespace probant::sqlite
