// The one way a proposal is judged: generic checks that hold for every event, then its procedure.
// Pure: the same world, proposal and instants give the same decision, down to the byte.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// A stored event as a correction needs it: itself with earlier corrections applied, and where and
/// by whom it was recorded. Nothing when there is no such position.
struct StoredFact {
  DossierId dossier;
  Event event;
  bool erased = false;
  Actor actor;
  Instant occurred_at;
  Instant recorded_at;
  std::function<Dossier()> before;  ///< folds its dossier up to it; while the store is there
  /// Folds its dossier whole, with this in its place; while the store is there.
  std::function<Dossier(Event const&)> with;
};
using FactReader = std::function<std::optional<StoredFact>(Position)>;

struct Decision {
  Event event;  ///< completed; only meaningful when nothing was refused
  Verdict verdict;
  std::vector<Subject> subjects_read;
  std::vector<DossierId> dossiers_read;
};

/// `occurred_at` is when the act takes effect, `recorded_at` when it is written down.
Decision decide(World const& world, Proposal const& proposal, Instant occurred_at,
                Instant recorded_at, FactReader const& facts);

}  // namespace probant
