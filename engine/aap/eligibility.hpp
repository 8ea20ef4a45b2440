// Who may take part in a project (AAP HOP'EN 2, Conditions d'éligibilité; rulebook, A13 to A16, A32
// and A33): what is found for each FINESS PMSI of the perimeter, and what of it stands in the way.
#pragma once

#include <vector>

#include "engine/kernel/view.hpp"

namespace probant {

/// One FINESS PMSI of a project and the legal entities of its sites in the perimeter; those the
/// register names for the number when the perimeter shows none.
struct Participant {
  Pmsi pmsi;
  std::vector<RegisterState const*> entities;
};

/// The distinct participants, leader first, then in order of number.
std::vector<Participant> participants_of(aap::ProjectFiled const& project, View const& view);

/// The legal entity of the leader's first site; null when the register knows none.
RegisterState const* lead_entity(aap::ProjectFiled const& project, View const& view);

/// Adds every reason why a participant is not entitled, and returns what was found for each of
/// them, those included whose situation does not stand in the way.
Any<aap::ParticipantEligibility> check_eligibility(aap::ProjectFiled const& project,
                                                   Context const& context, Verdict& verdict);

/// Warns when a candidacy that the project rested on when it was filed is no longer validated.
void warn_of_lost_candidacies(aap::ProjectFiled const& project, Context const& context,
                              Verdict& verdict);

/// Whether a payment for use closes the catch-up to what is filed at the instant of `then`.
bool closes_catch_up(reference::UsageProgramme programme, Money amount, Date paid_on,
                     View const& then);

/// Warns of payments that would have closed the catch-up to the project, had they been known when
/// it was filed.
void warn_of_usage_payments(AapState const& state, Context const& context, Verdict& verdict);

}  // namespace probant
