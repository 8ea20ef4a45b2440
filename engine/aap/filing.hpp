// What is checked when a project is filed, apart from eligibility (AAP HOP'EN 2, Modalité de
// soumission des projets, Maille de candidature).
#pragma once

#include "engine/kernel/view.hpp"

namespace probant {

/// Adds every reason to refuse, and fills the computed fields of `filed`.
void decide_filing(aap::ProjectFiled& filed, Context const& context, Verdict& verdict);

}  // namespace probant
