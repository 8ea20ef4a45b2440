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

/// Whether some instalment can be ordered, or paid, as the dossier stands.
bool can_order(AapState const& state);
bool can_pay(AapState const& state);

}  // namespace probant
