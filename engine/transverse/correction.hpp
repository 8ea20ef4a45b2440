// Whether an event could have been recorded as a correction makes it: with its actor and its
// instants, in the dossier as it stood before it. A correction mends what was written down wrongly;
// it is no way around the rules. What the engine had computed is computed again.
#pragma once

#include "engine/kernel/decide.hpp"

namespace probant {

/// Refuses for every reason that the corrected event gives rise to and the event as it stands does
/// not, and warns likewise. The second is judged too because the world has moved on since: a
/// project that is counted today would count itself. Fills in `correction`'s computed fields.
/// `dossier` is today's: what was ordered, paid or granted since on computed amounts may not lose
/// its ground. Of the acts of management, only an extension is corrected.
void decide_correction(transverse::CorrectionRecorded& correction, Dossier const& dossier,
                       World const& world, Context const& context, FactReader const& facts,
                       Verdict& verdict);

}  // namespace probant
