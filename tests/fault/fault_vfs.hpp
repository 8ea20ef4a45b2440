// A layer under SQLite (a VFS over the system's own) for the files of one directory: it counts
// calls, makes the one asked for fail, and turns the power off. While it lives it is SQLite's
// default VFS, so that the program under test needs to know nothing of it. One at a time. Calls may
// come from any thread.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <memory>
#include <mutex>

#include "tests/fault/fault_disk.hpp"

namespace probant::test {

enum class Fault : std::uint8_t {
  none,
  read_error,   ///< EIO on a read
  short_write,  ///< half of it is written, then there is no room
  write_error,  ///< EIO on a write; nothing is written
  no_space,     ///< ENOSPC, from then on for every write that makes a file longer
  torn_page,    ///< the power goes right after the write, of which only some sectors survive
  sync_error,   ///< EIO on an fsync, after which the system takes its pages for clean
  lost_sync,    ///< an fsync says it is done, and is not
  crash,        ///< the power goes just before a write, fsync, truncation or removal
};

class FaultVfs {
 public:
  explicit FaultVfs(std::filesystem::path const& directory);
  FaultVfs(FaultVfs const&) = delete;
  FaultVfs& operator=(FaultVfs const&) = delete;
  ~FaultVfs();

  /// The `at`-th call, from 1, that this fault can strike, is struck. Counts from here.
  void plan(Fault fault, int at);
  bool struck() const { return struck_; }
  /// How many calls since `plan` it could have struck.
  int calls() const { return calls_; }

  /// From now on every call fails.
  void power_off() { down_ = true; }
  bool down() const { return down_; }
  /// The files become what survived. No connection may be open.
  void restart(Survival survival, std::uint64_t seed);

 private:
  friend struct FaultCalls;
  struct Tracked;

  /// Whether this call, which these faults can strike, is the one.
  bool strikes(std::initializer_list<Fault> faults);
  Tracked* tracked(char const* name);

  std::filesystem::path directory_;
  sqlite3_vfs* below_;
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Tracked>> files_;
  Fault fault_ = Fault::none;
  int at_ = 0;
  int calls_ = 0;
  bool struck_ = false;
  bool full_ = false;
  std::atomic<bool> down_ = false;
};

}  // namespace probant::test
