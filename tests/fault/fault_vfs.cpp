#include "tests/fault/fault_vfs.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "tests/support/file_bytes.hpp"

namespace probant::test {
namespace {

namespace fs = std::filesystem;

}  // namespace

struct FaultVfs::Tracked {
  std::string name;
  DurableFile durable;
};

/// SQLite's view of an open file; the file of the system's VFS follows it in memory.
struct OpenFile {
  sqlite3_file base;
  FaultVfs* vfs;
  DurableFile* file;
};

// Callbacks of C: noexcept by nature, each finds its FaultVfs again.
struct FaultCalls {
  using File = sqlite3_file;
  static constexpr auto header = (sizeof(OpenFile) + 15U) / 16U * 16U;

  static OpenFile& self(File* file) { return *reinterpret_cast<OpenFile*>(file); }
  static File* below(File* file) {
    return reinterpret_cast<File*>(reinterpret_cast<char*>(file) + header);
  }
  static FaultVfs& of(sqlite3_vfs* vfs) { return *static_cast<FaultVfs*>(vfs->pAppData); }

  static int read(File* file, void* to, int size, sqlite3_int64 offset) {
    auto& vfs = *self(file).vfs;
    std::lock_guard const lock{vfs.mutex_};
    if (vfs.down_ || vfs.strikes({Fault::read_error})) return SQLITE_IOERR_READ;
    return below(file)->pMethods->xRead(below(file), to, size, offset);
  }

  static int write(File* file, void const* from, int size, sqlite3_int64 offset) {
    auto& vfs = *self(file).vfs;
    std::lock_guard const lock{vfs.mutex_};
    if (vfs.strikes({Fault::crash})) vfs.down_ = true;
    if (vfs.down_) return SQLITE_IOERR_WRITE;
    auto const part = [&](int bytes) {
      int const code = below(file)->pMethods->xWrite(below(file), from, bytes, offset);
      if (code == SQLITE_OK) {
        std::string written{static_cast<char const*>(from), static_cast<std::size_t>(bytes)};
        self(file).file->write(static_cast<std::uint64_t>(offset), std::move(written));
      }
      return code;
    };
    if (vfs.strikes({Fault::short_write})) {
      int const code = part(size / 2);
      return code == SQLITE_OK ? SQLITE_FULL : code;
    }
    if (vfs.strikes({Fault::write_error})) return SQLITE_IOERR_WRITE;
    if (vfs.fault_ == Fault::no_space && (vfs.strikes({Fault::no_space}) || vfs.full_)) {
      vfs.full_ = true;
      sqlite3_int64 now = 0;
      below(file)->pMethods->xFileSize(below(file), &now);
      if (offset + size > now) return SQLITE_FULL;
    }
    int const code = part(size);
    if (vfs.strikes({Fault::torn_page})) {
      self(file).file->tear_last();
      vfs.down_ = true;
    }
    return code;
  }

  static int truncate(File* file, sqlite3_int64 size) {
    auto& vfs = *self(file).vfs;
    std::lock_guard const lock{vfs.mutex_};
    if (vfs.strikes({Fault::crash})) vfs.down_ = true;
    if (vfs.down_) return SQLITE_IOERR_TRUNCATE;
    int const code = below(file)->pMethods->xTruncate(below(file), size);
    if (code == SQLITE_OK) self(file).file->truncate(static_cast<std::uint64_t>(size));
    return code;
  }

  // The system's own fsync is not called: what is durable is decided here.
  static int sync(File* file, int) {
    auto& vfs = *self(file).vfs;
    std::lock_guard const lock{vfs.mutex_};
    if (vfs.strikes({Fault::crash})) vfs.down_ = true;
    if (vfs.down_) return SQLITE_IOERR_FSYNC;
    auto& durable = *self(file).file;
    if (vfs.strikes({Fault::sync_error})) {
      durable.lose_sync();
      return SQLITE_IOERR_FSYNC;
    }
    if (vfs.strikes({Fault::lost_sync})) {
      durable.lose_sync();
      return SQLITE_OK;
    }
    durable.sync();
    for (auto const& [name, other] : vfs.files_) other->durable.settle_removal();
    return SQLITE_OK;
  }

  static int file_size(File* file, sqlite3_int64* size) {
    if (self(file).vfs->down_) return SQLITE_IOERR_FSTAT;
    return below(file)->pMethods->xFileSize(below(file), size);
  }
  static int close(File* file) { return below(file)->pMethods->xClose(below(file)); }
  static int lock(File* file, int kind) { return below(file)->pMethods->xLock(below(file), kind); }
  static int unlock(File* file, int kind) {
    return below(file)->pMethods->xUnlock(below(file), kind);
  }
  static int check_lock(File* file, int* held) {
    return below(file)->pMethods->xCheckReservedLock(below(file), held);
  }
  static int control(File* file, int what, void* argument) {
    return below(file)->pMethods->xFileControl(below(file), what, argument);
  }
  static int sector_size(File* file) { return below(file)->pMethods->xSectorSize(below(file)); }
  static int traits(File* file) {
    return below(file)->pMethods->xDeviceCharacteristics(below(file));
  }
  static int map(File* file, int page, int size, int extend, void volatile** memory) {
    return below(file)->pMethods->xShmMap(below(file), page, size, extend, memory);
  }
  static int shared_lock(File* file, int offset, int count, int flags) {
    return below(file)->pMethods->xShmLock(below(file), offset, count, flags);
  }
  static void barrier(File* file) { below(file)->pMethods->xShmBarrier(below(file)); }
  static int unmap(File* file, int remove) {
    return below(file)->pMethods->xShmUnmap(below(file), remove);
  }

  static int open(sqlite3_vfs* vfs, char const* name, File* file, int flags, int* out) {
    static sqlite3_io_methods const methods = {
        2,       &close,      &read,    &write,       &truncate, &sync, &file_size,   &lock,
        &unlock, &check_lock, &control, &sector_size, &traits,   &map,  &shared_lock, &barrier,
        &unmap,  nullptr,     nullptr};
    auto& own = of(vfs);
    std::lock_guard const lock{own.mutex_};
    file->pMethods = nullptr;
    if (own.down_) return SQLITE_CANTOPEN;
    auto* const known = name == nullptr ? nullptr : own.tracked(name);
    if (known == nullptr) return own.below_->xOpen(own.below_, name, file, flags, out);
    int const code = own.below_->xOpen(own.below_, name, below(file), flags, out);
    if (code != SQLITE_OK) return code;
    self(file) = {{&methods}, &own, &known->durable};
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, char const* name, int sync_names) {
    auto& own = of(vfs);
    std::lock_guard const lock{own.mutex_};
    auto* const known = own.tracked(name);
    if (known != nullptr && own.strikes({Fault::crash})) own.down_ = true;
    if (own.down_) return SQLITE_IOERR_DELETE;
    int const code = own.below_->xDelete(own.below_, name, sync_names);
    if (code == SQLITE_OK && known != nullptr) known->durable.remove();
    return code;
  }

  static int access(sqlite3_vfs* vfs, char const* name, int flags, int* result) {
    auto& own = of(vfs);
    if (own.down_) return SQLITE_IOERR_ACCESS;
    return own.below_->xAccess(own.below_, name, flags, result);
  }
  static int full_name(sqlite3_vfs* vfs, char const* name, int size, char* out) {
    return of(vfs).below_->xFullPathname(of(vfs).below_, name, size, out);
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    return of(vfs).below_->xRandomness(of(vfs).below_, size, out);
  }
  static int sleep(sqlite3_vfs* vfs, int microseconds) {
    return of(vfs).below_->xSleep(of(vfs).below_, microseconds);
  }
  static int last_error(sqlite3_vfs* vfs, int size, char* out) {
    return of(vfs).below_->xGetLastError(of(vfs).below_, size, out);
  }
  static int now(sqlite3_vfs* vfs, double* days) {
    return of(vfs).below_->xCurrentTime(of(vfs).below_, days);
  }
  static int now_ms(sqlite3_vfs* vfs, sqlite3_int64* ms) {
    return of(vfs).below_->xCurrentTimeInt64(of(vfs).below_, ms);
  }
};

FaultVfs::FaultVfs(fs::path const& directory)
    : directory_{fs::absolute(directory)}, below_{sqlite3_vfs_find(nullptr)}, vfs_{} {
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(FaultCalls::header) + below_->szOsFile;
  vfs_.mxPathname = below_->mxPathname;
  vfs_.zName = "probant-fault";
  vfs_.pAppData = this;
  vfs_.xOpen = &FaultCalls::open;
  vfs_.xDelete = &FaultCalls::remove;
  vfs_.xAccess = &FaultCalls::access;
  vfs_.xFullPathname = &FaultCalls::full_name;
  vfs_.xRandomness = &FaultCalls::randomness;
  vfs_.xSleep = &FaultCalls::sleep;
  vfs_.xGetLastError = &FaultCalls::last_error;
  vfs_.xCurrentTime = &FaultCalls::now;
  vfs_.xCurrentTimeInt64 = &FaultCalls::now_ms;
  if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error{"no fault VFS"};
}

FaultVfs::~FaultVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(below_, 1);
}

void FaultVfs::plan(Fault fault, int at) {
  fault_ = fault;
  at_ = at;
  calls_ = 0;
  struck_ = false;
  full_ = false;
}

bool FaultVfs::strikes(std::initializer_list<Fault> faults) {
  if (down_ || std::ranges::find(faults, fault_) == faults.end()) return false;
  if (++calls_ != at_) return false;
  return struck_ = true;
}

// A file whose name came into being or went away behind our back is taken as it is.
FaultVfs::Tracked* FaultVfs::tracked(char const* name) {
  fs::path const path{name};
  if (path.parent_path() != directory_) return nullptr;
  auto& known = files_[path.filename().string()];
  bool const there = fs::exists(path);
  if (!known) {
    known.reset(new Tracked{path.string(), DurableFile{file_bytes(path)}});
  } else if (!there) {
    known->durable.remove();
  }
  return known.get();
}

void FaultVfs::restart(Survival survival, std::uint64_t seed) {
  std::lock_guard const lock{mutex_};
  std::mt19937_64 random{seed};
  for (auto const& [name, file] : files_) {
    auto const image = file->durable.after_crash(survival, random);
    fs::remove(file->name);
    if (image) std::ofstream{file->name, std::ios::binary} << *image;
    file->durable = DurableFile{image};
  }
  fs::remove(directory_ / "log.sqlite-shm");
  down_ = false;
  plan(Fault::none, 0);
}

}  // namespace probant::test
