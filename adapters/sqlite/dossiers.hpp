// The writer's side of the dossiers: their keys, where each of them stands, and the index of their
// events. Like that of proposals, the index is brought up to date thousands of events at a time:
// each event of a batch belongs to another dossier as a rule, and an index kept up at each append
// would rewrite a page of 8 KiB for it.
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

/// `recent` from any thread, the rest from the writer's.
class Dossiers {
 public:
  struct Last {
    Version version = 0;
    Position position = -1;
  };

  /// `indexed`: the position before which the index covers everything.
  Dossiers(Connection& connection, Position indexed);

  Last last(DossierId const& dossier);
  /// Within a transaction: the dossier now ends with this event. Returns its key.
  std::int64_t add(DossierId const& dossier, Last event);
  /// Events that other processes find only by reading them all.
  std::size_t unindexed() const { return unindexed_.size(); }
  /// Within a transaction, at its end: indexes when that many events are not. Returns the position
  /// before which everything is indexed now.
  Position settle(Position next, std::size_t at_least = unindexed_limit);
  /// After the transaction is committed.
  void publish();
  /// Positions of the dossier that are not indexed, in order.
  std::vector<Position> recent(DossierId const& dossier) const;

 private:
  // Indexing so many at once takes some 20 ms; reading them again on opening, 10.
  static constexpr std::size_t unindexed_limit = 16'384;

  struct Stream {
    std::int64_t key = 0;
    Last last;
  };
  struct Entry {
    std::int64_t key;
    Version version;
    Position position;
    auto operator<=>(Entry const&) const = default;
  };

  void load_tail(Connection& connection);
  Stream* find(DossierId const& dossier);

  Statement find_;
  Statement insert_;
  Statement index_;
  Statement last_;
  Position indexed_;
  std::int64_t next_key_ = 0;
  std::unordered_map<DossierId, Stream> streams_;
  std::vector<Entry> unindexed_;
  std::vector<std::pair<DossierId, Position>> pending_;
  mutable std::mutex mutex_;
  std::unordered_map<DossierId, std::vector<Position>> recent_;
};

}  // namespace probant::sqlite
