// The money of a recovery in time: what came in and what went back, in their legal order, and what
// was due before acts that took effect later but were written down first. Pure.
#pragma once

#include <vector>

#include "engine/recovery/state.hpp"

namespace probant {

/// Receipts, and restitutions as what they take away, in their legal order.
std::vector<DatedAmount> cash(RecoveryState const& state);

/// The act by which everything added up reached `amount`, and stayed there; nothing while it has
/// not.
std::optional<Happening> reached(std::vector<DatedAmount> const& movements, Money amount);

/// Whether it came in by that act, and so was owed back since then if it was too much.
bool is_receipt(RecoveryState const& state, Happening const& act);

/// What ever came beyond what was due, be it given back since.
Money came_beyond(RecoveryState const& state);

/// Without the money that came, went back or was forgiven after an instant, and without a judgment
/// given since.
RecoveryState as_of(RecoveryState state, Instant at);

}  // namespace probant
