// What a fact of the register does to funding already ordered: nothing of it is taken away, but
// whoever records the fact is told which dossiers rest on the figures it changes.
#pragma once

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Warns of each funding with orders whose ceiling the fact moves, with the figures before and
/// after, and of sites that the entity's record leaves out while funding rests on their workforce.
void warn_of_funded(RegisterState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict);

}  // namespace probant
