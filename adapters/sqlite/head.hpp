// The row that says how long the log is and what its tree stands at, and whether the tables bear
// that out.
#pragma once

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/sealed_head.hpp"
#include "engine/log/merkle.hpp"

namespace probant::sqlite {

struct StoredHead {
  Frontier frontier;
  std::optional<Instant> recorded_at;  ///< of the last event
  Position indexed_events = 0;         ///< events before this position are in dossier_index
  std::int64_t indexed_proposals = 0;  ///< proposals below this sequence are in proposal_index
  bool sealable = false;               ///< the row has a place for a seal
  std::optional<Bytes32> seal;

  Position next() const { return static_cast<Position>(frontier.size()); }
  Head head(Hasher& hasher) const { return {next(), recorded_at, frontier.root(hasher)}; }
  SealedHead sealed_head(Hasher& hasher) const { return {head(hasher), seal, sealable}; }
};

/// Refuses a file whose tables contradict each other: `what`, in French, from `position` on.
[[noreturn]] void incoherent(std::string const& what, std::optional<Position> position = {});

/// In one snapshot. Throws StoreError when events or leaves do not run from 0 to the size.
StoredHead load_head(Connection& connection);

}  // namespace probant::sqlite
