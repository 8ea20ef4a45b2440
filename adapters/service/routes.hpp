// The route table: every list of routes, and what they share.
#pragma once

#include "adapters/service/service.hpp"

namespace probant::service {

Routes dossier_routes();
Routes event_routes();
Routes proposal_routes();
Routes health_routes();

/// All of them.
Routes all_routes();

/// Parameters that several routes have.
Parameter dossier_in_path();
void add_past_parameters(Route& route);

}  // namespace probant::service
