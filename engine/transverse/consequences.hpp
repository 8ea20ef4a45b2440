// What a correction does to the money of the dossiers that rest on it: its own, or those that stand
// on an entity of the register. It is told when the correction is recorded, with the figures before
// and after; what was paid beyond what is due then has its deadline in the dossier concerned.
#pragma once

#include <vector>

#include "engine/kernel/decide.hpp"

namespace probant {

/// Dossiers whose region, establishments or ceilings come from this register, each once.
std::vector<Dossier const*> standing_on(DossierId const& id, RegisterState const& state,
                                        World const& world);

/// Warns of every funding that the correction leaves ordered or paid beyond what is due, and of
/// every project whose category it changes. `correction` is completed, `dossier` today's.
void warn_of_consequences(transverse::CorrectionRecorded const& correction, StoredFact const& fact,
                          Dossier const& dossier, World const& world, Context const& context,
                          Verdict& verdict);

}  // namespace probant
