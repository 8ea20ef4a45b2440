// The inbox: updates of the Convergence platform that could not be applied, kept whole with the
// reasons until a person resolves them. A pure function of the world; bodies are read from the log.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/kernel/world.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

struct InboxItem {
  Position position = 0;  ///< of the receipt
  DossierId reference;
  Instant received_at;
  Actor received_from;
  convergence::UpdateReceived update;
  /// Then `update` says what was kept, and why the rest is not there. Dossier and number are kept
  /// together.
  bool erased = false;

  bool knows_dossier() const { return !update.concerns.reference.empty(); }
};

/// Positions of what waits in the dossiers that `may_read` lets through, oldest first.
std::vector<Position> waiting_updates(World const& world,
                                      std::function<bool(Dossier const&)> const& may_read);

/// Whether updates of this number may concern others than the number itself does: it was used for
/// several entities.
bool is_shared(Dossier const& number);
/// The number as if this update were all it was used for: what it names says whose it is.
Dossier alone(InboxItem const& item);

/// The update whose receipt stands at `position`, waiting or not; nothing when there is none there.
/// Throws StoreError.
std::optional<InboxItem> received_update(EventStore const& store, Position position);
/// By the sender's id of the message.
std::optional<InboxItem> received_update(EventStore const& store, std::string_view webhook_id);
bool is_waiting(World const& world, InboxItem const& item);

/// `{"id","position","reference","dossier","sequence","status","type","happened_at","received_at",
/// "reasons","body","headers"}`; of an erased one "erased", and null for what is not known any
/// more.
std::string to_json(InboxItem const& item);

}  // namespace probant
