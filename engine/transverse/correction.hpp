// Whether an event could have been recorded as a correction makes it: with its actor and its
// instants, in the dossier as it stood before it. A correction mends what was written down wrongly;
// it is no way around the rules.
#pragma once

#include "engine/kernel/decide.hpp"

namespace probant {

/// Refuses for every reason that `corrected` gives rise to and the event as it stands does not, and
/// warns likewise. The second is judged too because the world has moved on since: a project that is
/// counted today would count itself.
void judge_correction(StoredFact const& fact, Event corrected, World const& world,
                      Verdict& verdict);

}  // namespace probant
