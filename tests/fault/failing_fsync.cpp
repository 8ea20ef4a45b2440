// Preloaded into the program (LD_PRELOAD): while the file that PROBANT_FSYNC_FAILS names exists,
// the disk does not confirm anything.
#include <dlfcn.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

bool fails() {
  auto const* const mark = std::getenv("PROBANT_FSYNC_FAILS");
  if (!mark || ::access(mark, F_OK) != 0) return false;
  errno = EIO;
  return true;
}

int really(char const* name, int descriptor) {
  using Sync = int (*)(int);
  return reinterpret_cast<Sync>(::dlsym(RTLD_NEXT, name))(descriptor);
}

}  // namespace

extern "C" int fsync(int descriptor) { return fails() ? -1 : really("fsync", descriptor); }
extern "C" int fdatasync(int descriptor) { return fails() ? -1 : really("fdatasync", descriptor); }
