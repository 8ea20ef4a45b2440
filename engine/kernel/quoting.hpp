// Refusals that may repeat what an erasure empties: the reasons of a refusal quote what somebody
// wrote « … ». Reads the log, changes nothing.
#pragma once

#include "engine/kernel/echoes.hpp"

namespace probant {

/// Of the erasure of a position and its echoes: warns of the refusals, in the dossiers that it
/// empties or that these concern, of which a reason quotes a text that goes, or is the text of a
/// refusal that goes. They stay, each to be erased by itself. Throws StoreError when the log cannot
/// be read.
void warn_of_refusals(Position position, std::vector<Echo> const& echoes, EventStore const& store,
                      World const& world, Verdict& verdict);

}  // namespace probant
