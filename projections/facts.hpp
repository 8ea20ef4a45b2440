// What is known of a dossier, as named facts: the readable side of its state.
#pragma once

#include <string>

#include "engine/kernel/world.hpp"

namespace probant {

/// One JSON object; what is not known is null or absent, never a made-up value.
std::string facts_json(ProcedureState const& state);

}  // namespace probant
