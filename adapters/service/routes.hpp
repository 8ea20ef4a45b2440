// The route table: every list of routes, and what they share.
#pragma once

#include "adapters/service/service.hpp"
#include "events/codec/issue.hpp"
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

/// What was proposed, answered: 201, 200 for a repetition, else a problem with every reason.
http::Response answer_to(Outcome const& outcome);
bool has(Outcome const& outcome, ReasonCode code);
/// 422 with every fault of a text that was read, or 403 when it claims another's role.
http::Response answer_to(Issues const& issues);
/// For the metrics: so many proposals are answered `invalid`, which nobody judged.
void count_invalid(Call const& call, std::size_t proposals);
/// 503: nothing was taken; and when the log could not answer.
http::Response busy();
http::Response failed();

}  // namespace probant::service
