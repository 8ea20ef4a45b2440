// The last step of both FINESS imports: entity by entity, what the register should hold, and an
// event where it does not.
#pragma once

#include <string>

#include "adapters/reference/entity_merge.hpp"
#include "adapters/reference/finess_rows.hpp"

namespace probant::importer {

/// Merges with the register and proposes the record if it says anything new. `line` is where a
/// rejection points.
void settle_entity(Session& session, EntityFacts facts, MergeContext const& context,
                   std::int64_t line);

/// `sites` grouped; entities in order of number.
void propose_entities(Session& session, SiteTable const& sites, EntityRows const& entities,
                      std::string const& source);

}  // namespace probant::importer
