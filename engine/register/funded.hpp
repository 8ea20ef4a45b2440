// What a fact of the register does to funding already ordered and to projects already filed:
// nothing of it is taken away, but whoever records the fact is told which dossiers rest on the
// figures it changes. It is told of what is recorded, not of what is judged again: what a
// correction does is told of each dossier by itself, see engine/transverse/consequences.hpp.
#pragma once

#include "engine/kernel/verdict.hpp"
#include "engine/kernel/view.hpp"

namespace probant {

/// Warns of each funding with orders whose ceiling the fact moves, and of each project whose
/// category it would have moved, with the figures before and after; of sites that the entity's
/// record leaves out while funding rests on their workforce; of each catch-up project that a
/// payment for use would have closed when it was filed.
void warn_of_funded(RegisterState const& state, EventBody const& body, Context const& context,
                    Verdict& verdict);

}  // namespace probant
