// While a service runs, a log that became read-only is tried again, at first after a second, then
// less and less often: what is recorded meanwhile is refused, and is taken again once the disk can
// be relied on (SqliteEventStore::recover), without a restart. That the log is still there, and not
// ahead of the clock, is looked at as often. A thread of its own that only asks; the store is
// worked on by the committer's.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "adapters/sqlite/event_store.hpp"
#include "engine/kernel/committer.hpp"

namespace probant::cli {

class Mending {
 public:
  /// Both must outlive it.
  Mending(SqliteEventStore& store, Committer& committer);
  ~Mending();
  Mending(Mending const&) = delete;
  Mending& operator=(Mending const&) = delete;

 private:
  void work();
  bool tell_ahead(bool before) const;
  bool recover();

  SqliteEventStore& store_;
  Committer& committer_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace probant::cli
