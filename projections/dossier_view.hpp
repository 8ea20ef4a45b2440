// One dossier as it stands: phase, facts, amounts, open deadlines, and what may happen next.
#pragma once

#include <string>
#include <vector>

#include "engine/kernel/procedure.hpp"
#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"

namespace probant {

/// `version` is 0 for a dossier not (yet) known. `deadlines` are those neither met nor cancelled.
struct DossierView {
  DossierId dossier;
  Version version = 0;
  Position position = -1;  ///< of its last event; -1: none
  PhaseView phase;
  std::string facts;  ///< JSON object
  std::optional<Amounts> amounts;
  std::vector<Deadline> deadlines;
  std::vector<EventType> allowed_next;
};

DossierView view_of(World const& world, DossierId const& dossier, Instant at);
std::string to_json(DossierView const& view);

}  // namespace probant
