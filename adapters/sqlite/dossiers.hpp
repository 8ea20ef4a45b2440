// The writer's side of the dossiers: their keys, where each of them stands, and the index of their
// events, which is brought up to date behind them: each event of a batch belongs to another dossier
// as a rule.
#pragma once

#include <mutex>
#include <unordered_map>
#include <vector>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/merging.hpp"

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
  std::size_t unindexed() const { return unindexed_.waiting(); }
  /// Within a transaction, at its end: indexes some, or all. Returns the position before which
  /// everything is indexed now.
  Position settle(Position next);
  Position settle_all(Position next);
  /// After the transaction is committed.
  void publish();
  /// Positions of the dossier that are not indexed, in order.
  std::vector<Position> recent(DossierId const& dossier) const;

 private:
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

  using Recent = std::unordered_map<DossierId, std::vector<Position>>;

  void load_tail(Connection& connection, Position indexed);
  void index(Entry const& entry) { index_.run(entry.key, entry.version, entry.position); }
  Stream* find(DossierId const& dossier);

  Statement find_;
  Statement insert_;
  Statement index_;
  Statement last_;
  std::int64_t next_key_ = 0;
  std::unordered_map<DossierId, Stream> streams_;
  Merging<Entry> unindexed_;
  Merged merged_ = Merged::nothing;  ///< in this transaction
  std::vector<std::pair<DossierId, Position>> pending_;
  mutable std::mutex mutex_;
  Recent recent_;
  Recent merging_;  ///< those on their way into the index, before `recent_`
};

}  // namespace probant::sqlite
