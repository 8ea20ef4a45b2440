// Whether the index of dossiers leads where it must: nothing signed covers it, and whoever reads or
// writes by dossier relies on it. The events themselves tell, each by its dossier and version.
#pragma once

#include "adapters/sqlite/connection.hpp"

namespace probant::sqlite {

/// Refuses an index that does not hold each position it covers once. Takes 0.2 s for a million.
void ensure_index_covers(Connection& connection);

/// Refuses what the index, or the events after it, led to under the name of a dossier.
[[noreturn]] void led_astray(DossierId const& dossier);

}  // namespace probant::sqlite
