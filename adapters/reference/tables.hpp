// The four imports that read a table: SAE workforce, combined activity, usage payments, published
// ceilings. Columns: README.md in this folder.
#pragma once

#include "adapters/reference/session.hpp"

namespace probant::importer {

void import_workforce(Session& session);
void import_activity(Session& session);
void import_usage_payments(Session& session);
void import_ceilings(Session& session);

}  // namespace probant::importer
