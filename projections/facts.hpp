// What is known of a dossier, as named facts: the readable side of its state.
#pragma once

#include <string>

#include "engine/kernel/view.hpp"

namespace probant {

/// One JSON object; what is not known (any more) is null or absent, never a made-up value. `erased`
/// lists the types of the events whose content was erased, when there are any.
std::string facts_json(Dossier const& dossier, View const& view);

/// Of register:ght-<code>, in which nothing is recorded: its members, and which of them supports
/// it, as the register has them. "{}" for any other dossier, and of a group that nobody is in.
std::string group_facts_json(DossierId const& id, World const& world);

}  // namespace probant
