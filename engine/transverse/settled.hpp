// What a correction may no longer move: amounts that were ordered, paid or granted on the ground of
// the event that it corrects. Private to engine/transverse.
#pragma once

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/world.hpp"

namespace probant {

/// Refuses a correction that would change an amount already paid, the grant that an instalment was
/// ordered on, or would leave a grant above its ceiling. `corrected` is completed, `dossier`
/// today's.
void keep_what_is_settled(transverse::CorrectionRecorded const& correction, Event const& corrected,
                          Dossier const& dossier, Verdict& verdict);

}  // namespace probant
