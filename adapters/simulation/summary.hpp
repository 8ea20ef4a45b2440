// What a simulation came to: events, refusals, dossiers and money, for people and for programs.
#pragma once

#include <map>
#include <string>

#include "adapters/simulation/check.hpp"
#include "adapters/simulation/stage.hpp"
#include "projections/exposure.hpp"

namespace probant::simulation {

struct PhaseCount {
  std::string label;  ///< French
  std::int64_t dossiers = 0;
};

struct Summary {
  Tally tally;
  /// By dossier kind, then by phase; register, programme and refusals are counted, not detailed.
  std::map<DossierKind, std::map<std::string, PhaseCount>> dossiers;
  std::vector<ExposureGroup> money;  ///< by programme
};

Summary summarise(World const& world, Instant at, Tally tally);

/// One JSON object: `{"events","refused","duplicates","events_by_type","refusals_by_reason",
/// "dossiers","money","violations"}`.
std::string to_json(Summary const& summary, std::vector<Violation> const& violations);

}  // namespace probant::simulation
