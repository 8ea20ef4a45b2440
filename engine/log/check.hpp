// Whether a log is what its tree says: everything is read and computed again from the stored bytes.
// What this does not show, being inside the log itself: whether the tree is the one that was
// signed, and whether anything was cut off at the end together with its tree.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/log/event_store.hpp"

namespace probant {

/// `why` is French and says what does not hold; empty for a good log. `first_bad` is the first
/// position where something does not hold; nothing when it can only be said of the log as a whole.
struct LogCheck {
  Position checked = 0;       ///< events read
  Position erased = 0;        ///< of these, without payload
  Sha256 root{};              ///< computed from the envelopes
  std::vector<Sha256> peaks;  ///< likewise: what the root is made of
  std::optional<Position> first_bad;
  std::string why;

  bool good() const { return why.empty(); }
};

/// Checks [0, head) as of now: no position missing; versions and recording times in order; each
/// payload against its commitment, each envelope against the event beside it; a payload is missing
/// exactly when an event orders its erasure, and its blinding with it; full tiles and the root
/// against the envelopes. Payloads that do not decode are not its business. Reads from as many
/// threads as there are cores. Throws StoreError when the log cannot be read. `progress` is told,
/// on the calling thread, how many events of how many have been checked.
LogCheck check_log(EventStore const& store,
                   std::function<void(Position done, Position total)> const& progress = {});

/// The first event that is missing, whose payload is gone although nothing orders its erasure, or
/// that is not what its envelope says: its payload, its actor or its dates were changed since it
/// was stored. Nothing when there is none. Less than check_log, for whoever goes on writing:
/// neither the tree nor the order of the events is looked at.
std::optional<Position> first_altered(EventStore const& store);

/// What is read again of a log while it is written to, to decide or to sign by it, may have been
/// changed since it was compared: throws StoreError, naming the position, unless the event there,
/// or each of the dossier, is what its envelope says. Where there is no event, nothing is thrown.
void ensure_unaltered(EventStore const& store, Position position);
void ensure_unaltered(EventStore const& store, DossierId const& dossier);
/// The same of the whole log: as `first_altered`.
void ensure_unaltered(EventStore const& store);

}  // namespace probant
