// The FINESS extracts as published: establishments (etalab-cs1100502), the same with coordinates
// (cs1100507), and legal entities (cs1100501, whose column order the map gives).
#pragma once

#include "adapters/reference/session.hpp"

namespace probant::importer {

void import_finess_csv(Session& session);

}  // namespace probant::importer
