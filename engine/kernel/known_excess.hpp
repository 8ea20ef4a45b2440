// What is known to have been paid too much in a dossier, and since when. A claim is time-barred
// from the day its holder knew of it (C. civ. art. 2224): that is noted as the log is folded, for
// what is computed today of a past day would count what was learnt since. Pure.
#pragma once

#include <optional>
#include <vector>

#include "engine/recovery/state.hpp"

namespace probant {

class View;
struct Dossier;

/// Oldest first, each with the act that showed it; together, the most that any look found. What was
/// known once stays so: a correction that hides it, and is put right, gives no time.
using KnownExcess = std::vector<DatedAmount>;

/// Whether an event of the dossier may show that too much was paid: money left it, or, of a
/// project, it was withdrawn. Before that, only a correction can.
bool may_have_excess(Dossier const& dossier);

/// Whether some act by which money was paid, or found to be too much, took effect after `act`.
bool came_late(Happening const& act, Dossier const& dossier);

/// The last of them, or `act` if none took effect after it.
Happening latest_act(Happening const& act, Dossier const& dossier);

/// What each act showed on its own day, as the dossier stands now: whatever was written down late
/// is in its place.
KnownExcess excess_by_law(Dossier const& dossier, View const& view);

/// What is known once an act was written down late: besides what was known before, what it makes
/// to have been known sooner. `before` and `after`: by law, without that act and with it.
KnownExcess with_late_act(KnownExcess const& known, KnownExcess const& before,
                          KnownExcess const& after);

/// What a look at the dossier now finds. Nothing when it is not known, or cannot be.
std::optional<Money> excess_found(Dossier const& dossier, View const& view);

Money total_of(KnownExcess const& known);

/// What is more than before is known since `now`; what is less leaves the parts known last.
void note_excess(KnownExcess& known, Money found, Happening const& now);

}  // namespace probant
