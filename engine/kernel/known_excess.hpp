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

/// Since when any event of the dossier may change what was paid too much: the control of a funding,
/// the withdrawal of a project. Before that, only a correction can show it.
std::optional<Happening> watched_since(Dossier const& dossier);

/// What a look at the dossier now finds. Nothing when it is not known, or cannot be.
std::optional<Money> excess_found(Dossier const& dossier, View const& view);

Money total_of(KnownExcess const& known);

/// What is more than before is known since `now`; what is less leaves the parts known last.
void note_excess(KnownExcess& known, Money found, Happening const& now);

}  // namespace probant
