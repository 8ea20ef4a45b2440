// Judges the events that any dossier accepts: extension, correction, legal hold, erasure by two
// people (of which it fills in what is kept).
#pragma once

#include "engine/transverse/twin.hpp"

namespace probant {

void decide_transverse(World const& world, Dossier const& dossier, EventBody& body,
                       Context const& context, FactReader const& facts, Verdict& verdict);

/// What the erasure of the event at `position` takes with it: where else its content stands, unless
/// that has to stay (legal hold, accounts).
std::optional<Twin> erased_with(Position position, StoredFact const& fact, World const& world,
                                FactReader const& facts);

/// dossier.* events possible now.
std::vector<EventType> possible_transverse_events(Dossier const& dossier, Rulebook const& rules);

}  // namespace probant
