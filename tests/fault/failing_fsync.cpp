// Preloaded into the program (LD_PRELOAD): while the file that PROBANT_FSYNC_FAILS names exists,
// the disk does not confirm anything. And before the call that PROBANT_DIES_AT numbers, of those
// that make something durable or put it in place, the program is killed.
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace {

bool fails() {
  auto const* const mark = std::getenv("PROBANT_FSYNC_FAILS");
  if (!mark || ::access(mark, F_OK) != 0) return false;
  errno = EIO;
  return true;
}

void perhaps_die() {
  static std::atomic<long> calls{0};
  auto const* const number = std::getenv("PROBANT_DIES_AT");
  if (number && ++calls == std::strtol(number, nullptr, 10)) std::raise(SIGKILL);
}

int really(char const* name, int descriptor) {
  using Sync = int (*)(int);
  perhaps_die();
  return reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, name))(descriptor);
}

}  // namespace

extern "C" int fsync(int descriptor) { return fails() ? -1 : really("fsync", descriptor); }
extern "C" int fdatasync(int descriptor) { return fails() ? -1 : really("fdatasync", descriptor); }

extern "C" int rename(char const* from, char const* to) {
  using Rename = int (*)(char const*, char const*);
  perhaps_die();
  return reinterpret_cast<Rename>(::dlsym(RTLD_NEXT, "rename"))(from, to);
}
