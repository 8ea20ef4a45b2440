// Questions about one dossier, or to find one.
#include "adapters/service/routes.hpp"
#include "projections/dossier_view.hpp"

namespace probant::service {
namespace {

std::string version_tag(Version version) { return "\"" + std::to_string(version) + "\""; }

http::Response show(Call const& call) {
  auto const id = *call.arguments().dossier("dossier");
  auto const* dossier = call.readable(id);
  if (!dossier) return no_such_dossier();
  auto const view = view_of(call.world(), id, call.asked().at);
  return with_etag(call.request(), json(200, to_json(view)), version_tag(view.version));
}

}  // namespace

Routes dossier_routes() {
  Routes routes;
  auto& one = routes.emplace_back();
  one.name = "getDossier";
  one.method = "GET";
  one.path = "/v1/dossiers/{dossier}";
  one.summary = "L'état d'un dossier, maintenant ou alors : phase, faits, montants, échéances";
  one.callers = readers;
  one.parameters = {dossier_in_path()};
  add_past_parameters(one);
  one.replies = {{200, "application/json", "Dossier", "Le dossier ; ETag : sa version"}};
  one.direct = show;
  return routes;
}

}  // namespace probant::service
