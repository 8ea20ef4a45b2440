#include "adapters/service/routes.hpp"

#include <algorithm>
#include <iterator>

namespace probant::service {

Routes all_routes() {
  Routes all;
  for (auto routes : {proposal_routes(), stream_routes(), event_routes(), dossier_routes(),
                      portfolio_routes(), evidence_routes(), health_routes()}) {
    std::ranges::move(routes, std::back_inserter(all));
  }
  return all;
}

Parameter dossier_in_path() {
  Parameter parameter{"dossier", Where::path, ParameterKind::dossier,
                      "Nature et référence, par exemple aap:2026-0417"};
  parameter.required = true;
  return parameter;
}

void add_past_parameters(Route& route) {
  route.past = true;
  route.parameters.push_back({"valid_at", Where::query, ParameterKind::moment,
                              "Les actes jusqu'à cet instant (RFC 3339, ou un jour : sa fin à "
                              "Paris) ; défaut : maintenant"});
  route.parameters.push_back({"known_at", Where::query, ParameterKind::moment,
                              "Ce qui était connu du journal à cet instant ; défaut : tout"});
}

}  // namespace probant::service
