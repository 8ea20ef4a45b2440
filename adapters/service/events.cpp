// The log, event by event.
#include "adapters/service/cloud_event.hpp"
#include "adapters/service/routes.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

http::Response no_such_event() {
  return http::problem(404, "unknown_position",
                       "Il n'y a pas d'événement à cette position, ou il n'est pas de votre "
                       "ressort.");
}

http::Response one_event(Call const& call) {
  auto const position = *call.arguments().integer("position");
  std::string found;
  call.ports().store.scan(position, position + 1, [&](StoredEvent const& event) {
    auto const* dossier = call.readable(event.dossier);
    if (dossier) found = cloud_event(event, call.ports().origin);
    return false;
  });
  if (found.empty()) return no_such_event();
  return tagged(call.request(), http::respond(200, cloud_event_type, std::move(found)));
}

}  // namespace

std::string cloud_event(StoredEvent const& event, std::string_view origin) {
  JsonObject object;
  object.text("specversion", "1.0").text("id", std::to_string(event.position));
  object.text("source", "//" + std::string{origin}).text("type", catalogue[event.type].name);
  object.text("subject", event.dossier.text()).text("time", event.occurred_at.text());
  object.text("datacontenttype", "application/json");
  object.number("position", event.position).number("version", event.version);
  object.text("recordedat", event.recorded_at.text()).text("actorid", event.actor.id);
  object.text("actorrole", name_of(event.actor.role));
  if (!event.actor.organisation.empty()) {
    object.text("actororganisation", event.actor.organisation);
  }
  if (!event.proposal_id.empty()) object.text("proposalid", event.proposal_id);
  if (!event.rulebook.empty()) object.text("rulebook", event.rulebook);
  if (event.erased) object.flag("erased", true);
  return object.raw("data", event.erased ? "null" : event.payload).json();
}

Routes event_routes() {
  Routes routes;
  auto& one = routes.emplace_back();
  one.name = "getEvent";
  one.method = "GET";
  one.path = "/v1/events/{position}";
  one.summary = "Un événement du journal (CloudEvents)";
  one.callers = readers;
  Parameter position{"position", Where::path, ParameterKind::integer, "Position dans le journal"};
  position.max = 1'000'000'000'000;
  position.required = true;
  one.parameters = {position};
  one.replies = {{200, cloud_event_type, "CloudEvent", "L'événement"}};
  one.direct = one_event;
  return routes;
}

}  // namespace probant::service
