// Judges the events that any dossier accepts: extension, correction, legal hold, erasure by two
// people (of which it fills in what is kept).
#pragma once

#include "engine/kernel/decide.hpp"

namespace probant {

void decide_transverse(World const& world, Dossier const& dossier, EventBody& body,
                       Context const& context, FactReader const& facts, Verdict& verdict);

/// Refuses an extension of what is not a date of the dossier, or to a day that is no later.
void check_extension(transverse::ExtensionGranted const&, Context const&, Verdict&);

/// Why this event of the dossier is not erased along with another, in French: legal hold, accounts,
/// what others rest on. Empty when it may be.
std::string why_never_erased(Event const& event, DossierId const& id, World const& world);

/// Whether events of this type are never erased by themselves, whatever else the dossier holds.
bool is_never_erased(EventType type, DossierId const& dossier);

/// dossier.* events possible now; of a dossier without events, an extension that lets it begin.
std::vector<EventType> possible_transverse_events(Dossier const& dossier, Rulebook const& rules);

}  // namespace probant
