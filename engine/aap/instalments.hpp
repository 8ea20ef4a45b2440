// The two payments of a project: half on acceptance, the rest on attainment (AAP HOP'EN 2,
// Modalités de financement; rulebook, A19 and A20). The one who orders may not pay.
#pragma once

#include "engine/kernel/view.hpp"

namespace probant {

/// Add every reason to refuse, and fill the computed fields.
void decide_order(AapState const& state, aap::InstalmentOrdered& order, Context const& context,
                  Verdict& verdict);
void decide_payment(AapState const& state, aap::InstalmentPaid& payment, Context const& context,
                    Verdict& verdict);

/// From 1; 0 when the project has no such target. Warnings name numbers, never what somebody wrote:
/// they are kept for good, whatever is erased.
std::size_t number_of_target(aap::ProjectFiled const& project, Line const& label);

/// Warns that the proofs, as they read now, say targets not achieved whose attainment is validated;
/// `so` tells, in French, what is to be done then.
void warn_of_missed_targets(AapState const& state, std::string_view so, Context const& context,
                            Verdict& verdict);

/// Whether some instalment can be ordered, or paid, as the dossier stands.
bool can_order(AapState const& state);
bool can_pay(AapState const& state);

}  // namespace probant
