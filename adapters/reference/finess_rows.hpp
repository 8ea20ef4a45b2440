// One line of a FINESS extract into a checked row: strict, the first defect refuses the line.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/reference/csv.hpp"
#include "adapters/reference/session.hpp"
#include "adapters/reference/site_table.hpp"

namespace probant::importer {

/// What an entities file says of an entity.
struct EntityRow {
  std::int64_t line = 0;
  Line name;
  reference::LegalStatus legal_status = reference::LegalStatus::public_;
  Region region;
};
using EntityRows = std::unordered_map<Entity, EntityRow>;

/// `structureet;…`: adds a row, or reports why not to the session.
void read_site(Session& session, std::int64_t line, Fields const& fields, SiteTable& table);
/// `structureej;…`, in the order of columns that the map gives.
void read_entity(Session& session, std::int64_t line, Fields const& fields, EntityRows& rows);

}  // namespace probant::importer
