// When a claim is time-barred: five years after its holder knew of it, or since the judgment that
// annulled what it had decided (C. civ. art. 2224, 2241, 2242). Whole Paris days; absent any other
// interruption, which the log does not know of.
#pragma once

#include <optional>
#include <string>

#include "engine/kernel/view.hpp"

namespace probant {

/// The last day for what became known on a day.
Date end_of_prescription(Date known, Rulebook const& rules);

/// French, for a limit that is counted from a judgment: which day, and why.
std::string counts_from_judgment(Date judged_on);

/// Since when what a recovery claims could be claimed. What its target's payer knew to be paid too
/// much, since then, whatever the cause and however late the recovery is opened; what a judgment
/// given before the opening left to be claimed again, since that judgment; what nothing had shown
/// before, from the opening.
struct Claimable {
  Date since;
  std::optional<Date> judged_on;  ///< when that is what it counts from
};
Claimable claimable_since(RecoveryState const& state, View const& view);

/// The last day for a recovery to decide what it withdraws.
Date prescription_day(RecoveryState const& state, View const& view);

}  // namespace probant
