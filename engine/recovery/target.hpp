// What a recovery is against: a mie dossier, whose payer is the ANS, or an aap dossier, whose payer
// is the ARS of its region. Read through the view, which notes what a decision rested on.
#pragma once

#include <optional>

#include "engine/kernel/view.hpp"
#include "engine/rules/explained.hpp"

namespace probant {

/// Only these dossiers receive money.
inline bool can_be_recovered(DossierKind kind) {
  return kind == DossierKind::mie || kind == DossierKind::aap;
}

/// Who never recovers in that dossier, being of the other payer; nobody in one that is no recovery.
Roles never_recovering(Dossier const& dossier, EventBody const& body);

/// The rule that governs the recovery of what that dossier was paid. The arrêté binds the ANS and
/// those it funds: of an ARS's money, the house rule `<key>.aap` holds, under the general law.
Parameter const& governing_rule(std::string_view key, DossierId const& against, View const& view);

/// The region of the beneficiary or of the lead; nothing when the register does not tell.
std::optional<Region> region_of_target(DossierId const& against, View const& view);

/// Where the establishment is: its public holidays move the ends of the limits it is given (CPC
/// 642). The rulebook's zone when the register does not tell.
HolidayZone holiday_zone_of(DossierId const& against, View const& view);

/// The overcompensation computed for that dossier; nothing where it has none, or is not known.
std::optional<Money> overcompensation_of(DossierId const& against, View const& view);

/// What was paid too much in that dossier and is known to be recovered: of an overcompensation, not
/// what cards ordered after the payment account for. Nothing where it is not known.
std::optional<Money> excess_of(DossierId const& against, View const& view);

/// When the last control of that dossier was concluded; nothing where there was none.
std::optional<Happening> control_of(DossierId const& against, View const& view);

/// What recoveries other than the view's own take back of it as overcompensation: withdrawn, or
/// with `claimed` what they were opened for as well, unless they were given up.
Money overcompensation_taken(DossierId const& against, bool claimed, View const& view);

/// What all recoveries together take back of it as overcompensation: withdrawn, less what was
/// waived or written off. Nothing of one whose decisions were erased, as if it had been waived.
Explained<Money> withdrawn_overcompensation(DossierId const& against, View const& view,
                                            Explainer const& explain);

/// The same of those opened for any other cause.
Explained<Money> withdrawn_otherwise(DossierId const& against, View const& view,
                                     Explainer const& explain);

/// Paid in the dossier by the view's instant, less what recoveries other than the view's own have
/// already taken back.
Money still_recoverable(DossierId const& against, View const& view);

}  // namespace probant
