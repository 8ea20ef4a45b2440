// Replay: the log folded into a world, bounded by what had happened and by what was known. Every
// question about the past is this one operation; nothing takes a special path.
#pragma once

#include <functional>
#include <limits>
#include <optional>

#include "engine/kernel/decide.hpp"
#include "engine/kernel/event_reader.hpp"
#include "engine/kernel/world.hpp"
#include "engine/log/event_store.hpp"

namespace probant {

/// `valid_at` bounds occurred_at, `known_at` bounds recorded_at; both included. `before` is the
/// first position that is left out: a log that grows meanwhile does not show.
struct Bounds {
  std::optional<Instant> valid_at{};
  std::optional<Instant> known_at{};
  Position before = std::numeric_limits<Position>::max();

  bool admits(Instant occurred_at, Instant recorded_at) const {
    return (!valid_at || occurred_at <= *valid_at) && (!known_at || recorded_at <= *known_at);
  }
};

/// Sees each admitted event, decoded, before it is folded; `world` is the world just before it.
using Observer = std::function<void(RecordedEvent const&, StoredEvent const&, World const& world)>;

/// Throws StoreError naming the position when a stored event cannot be read.
World replay(EventStore const& store, Bounds const& bounds = {},
             std::shared_ptr<Rulebook const> imposed = nullptr, Observer const& observe = {});

/// Folds into a world without bounds what was appended since: what replay would give, without
/// reading what is already there. Throws StoreError as replay does; the world is then to be thrown
/// away.
void catch_up(World& world, EventStore const& store);

/// The corrections known within the bounds, which count from the moment they are known, whatever
/// `valid_at` says; and every erasure, which no bound can undo.
Amendments amendments_of(EventStore const& store, DossierId const& id, Bounds const& bounds);

/// One dossier folded anew with its amendments.
Dossier fold_amended(EventStore const& store, DossierId const& id, Bounds const& bounds);

/// A stored event for a correction to look at, earlier corrections applied.
std::optional<StoredFact> read_fact(EventStore const& store, Position position);

}  // namespace probant
