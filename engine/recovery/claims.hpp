// What of an excess which recovery claims, and since when it can be claimed. Each claim takes the
// oldest part that none claims then, and holds it; what a judgment took from it, whole or in part,
// is free again, to be claimed since that judgment: while the withdrawal stood nobody could claim
// it (C. civ. art. 2234), and what a suit interrupts runs anew once it is over (art. 2231, 2242).
#pragma once

#include <optional>
#include <vector>

#include "engine/kernel/known_excess.hpp"

namespace probant {

/// A judgment that left money to be claimed again.
struct Freed {
  Happening judged;  ///< at the latest: on the day of the court, though the payer was told later
  Date on;
};

/// Money of one part of an excess, which has one fate.
struct Slice {
  Money amount;
  Happening known;
  RecoveryState const* holder = nullptr;  ///< that claims it
  std::optional<Freed> freed;             ///< by the last judgment that did

  /// The judgment, by its day, since which it is to be claimed, or was when it was; nothing when
  /// that counts from what showed it.
  std::optional<Date> judged_on() const;
  Date since() const { return judged_on().value_or(known.day()); }
};

/// As things stand, the oldest part first. Recoveries against one dossier, in the order of the log.
std::vector<Slice> claims_on(KnownExcess const& excess,
                             std::vector<RecoveryState const*> const& recoveries);
/// What a recovery took when it was opened, of what those opened before had left.
std::vector<Slice> taken_by(RecoveryState const& recovery, KnownExcess const& excess,
                            std::vector<RecoveryState const*> const& opened_before);

}  // namespace probant
