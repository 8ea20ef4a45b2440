// What is asked of the decision that an act carries, whatever it decides: an author, and a day of
// signature that is not to come and follows what it decides on. Pure.
#pragma once

#include "engine/kernel/procedure.hpp"

namespace probant {

/// Refuses with decision_author_missing.
void check_author(EventBody const& body, Verdict& verdict);

/// Its text exists once it is signed: refuses a day after the act was recorded, and warns of one
/// after its effect or before its matter.
void check_signature(Dossier const& dossier, EventBody const& body, Context const& context,
                     Verdict& verdict);

}  // namespace probant
