// What an event concerns: every entity, site, PMSI number and dossier its data names, so that the
// store can index them and an append can be conditional on them.
#pragma once

#include <vector>

#include "events/envelope.hpp"

namespace probant {

Subject subject(Entity entity);        ///< `entity:010780054`
Subject subject(Site site);            ///< `site:010000024`
Subject subject(Pmsi pmsi);            ///< `pmsi:010780054`
Subject subject(DossierId const& id);  ///< `dossier:aap:2026-0417`

/// Sorted, without repetition. The event's own dossier is not among them unless its data names it.
std::vector<Subject> subjects_of(Event const& event);

}  // namespace probant
