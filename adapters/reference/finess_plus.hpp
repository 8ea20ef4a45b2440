// The FINESS+ flow "structures" (JSON): entities with their names, legal status and sites, and the
// GHT they are in. Read twice, since groups may stand before or after the entities they name.
#pragma once

#include "adapters/reference/session.hpp"

namespace probant::importer {

void import_finess_plus(Session& session);

}  // namespace probant::importer
