#include "adapters/notary/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/log/system_fault.hpp"

namespace probant::notary {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(fs::path const& file, std::string_view what) {
  throw StoreError{file.string() + " : " + std::string{what} + " (" + errno_in_french(errno) +
                   ") ; vérifiez le disque et les droits."};
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_{descriptor} {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

void write_all(int descriptor, std::string_view bytes, fs::path const& file) {
  while (!bytes.empty()) {
    auto const written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail(file, "ce fichier n'a pas pu être écrit");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync_directory(fs::path const& directory) {
  Descriptor const descriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (descriptor.get() < 0 || ::fsync(descriptor.get()) != 0) {
    fail(directory, "ce répertoire n'a pas pu être écrit sur le disque");
  }
}

}  // namespace

std::optional<std::string> read_file(fs::path const& file, std::size_t max_bytes) {
  std::error_code error;
  if (!fs::exists(file, error) && !error) return std::nullopt;
  std::ifstream stream{file, std::ios::binary};
  std::string bytes(max_bytes + 1, '\0');
  if (!stream) fail(file, "ce fichier n'a pas pu être lu");
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad()) fail(file, "ce fichier n'a pas pu être lu");
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() <= max_bytes) return bytes;
  throw FileTooBig{file.string() + " : ce fichier dépasse " + std::to_string(max_bytes) +
                   " octets ; ce n'est pas celui qui est attendu."};
}

void write_file(fs::path const& file, std::string_view bytes, Readers readers) {
  auto fresh = file;
  fresh += ".new";
  mode_t const mode = readers == Readers::owner_only ? 0600 : 0644;
  ::unlink(fresh.c_str());  // left by a crash, perhaps with another mode
  {
    Descriptor const descriptor{
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)};
    if (descriptor.get() < 0) fail(fresh, "ce fichier n'a pas pu être créé");
    write_all(descriptor.get(), bytes, fresh);
    if (::fsync(descriptor.get()) != 0) fail(fresh, "ce fichier n'a pas atteint le disque");
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) fail(file, "ce fichier n'a pas été remplacé");
  sync_directory(fs::absolute(file).parent_path());
}

void copy_folder(fs::path const& from, fs::path const& to, std::size_t max_bytes) {
  if (!fs::exists(from)) return;
  fs::create_directories(to);
  for (auto const& entry : fs::directory_iterator{from}) {
    auto const target = to / entry.path().filename();
    if (entry.is_directory() && !entry.is_symlink()) {
      copy_folder(entry.path(), target, max_bytes);
    } else if (auto const bytes = read_file(entry.path(), max_bytes)) {
      write_file(target, *bytes);
    }
  }
}

bool readable_by_others(fs::path const& file) {
  auto const others = fs::perms::group_all | fs::perms::others_all;
  return (fs::status(file).permissions() & others) != fs::perms::none;
}

}  // namespace probant::notary
