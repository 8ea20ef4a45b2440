// The route table: every list of routes, and what they share.
#pragma once

#include "adapters/service/service.hpp"
#include "projections/deadlines.hpp"
#include "projections/exposure.hpp"

namespace probant::service {

Routes dossier_routes();
Routes event_routes();
Routes stream_routes();
Routes proposal_routes();
Routes portfolio_routes();
Routes evidence_routes();
Routes health_routes();

/// All of them.
Routes all_routes();

/// Parameters that several routes have.
inline constexpr std::int64_t max_position = 1'000'000'000'000;
Parameter dossier_in_path();
Parameter position_in_path();
std::vector<Parameter> deadline_filters();
void add_past_parameters(Route& route);

/// 404, the same whether there is none or it is not for the caller to read.
http::Response no_such_event();

}  // namespace probant::service
