// Judges the events that any dossier accepts: extension, correction, legal hold, erasure by two
// people (of which it fills in what is kept).
#pragma once

#include "engine/kernel/decide.hpp"

namespace probant {

void decide_transverse(World const& world, Dossier const& dossier, EventBody& body,
                       Context const& context, FactReader const& facts, Verdict& verdict);

/// dossier.* events possible now.
std::vector<EventType> possible_transverse_events(Dossier const& dossier, Rulebook const& rules);

}  // namespace probant
