// The inbox: what Convergence sent that could not be applied, and what a person decides about it.
#include "adapters/service/convergence.hpp"
#include "adapters/service/pages.hpp"
#include "events/codec/proposal_in.hpp"
#include "projections/json_object.hpp"
#include "projections/readership.hpp"

namespace probant::service {
namespace {

/// A page ends after as many bytes of kept bodies: each may hold a megabyte.
constexpr std::size_t page_bytes = std::size_t{4} * 1024 * 1024;
/// What the platform told is for the staff, not for the establishments it is about.
constexpr auto inbox_readers = Roles::of(
    Role::ars, Role::ans, Role::ans_authorising_officer, Role::ans_accounting_officer,
    Role::ars_authorising_officer, Role::ars_accounting_officer, Role::auditor, Role::operator_);
constexpr auto resolvers = convergence::UpdateResolved::about.proposers;

http::Response no_such_update() {
  return http::problem(404, "unknown_update",
                       "Aucune mise à jour en attente sous cet identifiant, ou elle n'est pas de "
                       "votre ressort.");
}

/// Whoever reads what its number concerns, or what it names itself; of a number used for several
/// entities, only that. `reads`: whether the caller reads the number.
bool is_for(World const& world, InboxItem const& item, Actor const& reader, Instant at,
            std::function<bool(Dossier const&)> const& reads) {
  auto const* number = world.find(item.reference);
  if (!number) return false;
  return reads(*number) || (is_shared(*number) && may_read(world, alone(item), reader, at));
}

bool may_read_of(Call const& call, InboxItem const& item) {
  return is_for(call.world(), item, call.caller().actor, call.asked().at,
                [&](Dossier const& number) { return call.may_read(number); });
}

http::Response list(Call const& call) {
  auto const positions = waiting_updates(call.world(), [&](Dossier const& number) {
    return is_shared(number) || call.may_read(number);
  });
  auto const after = call.arguments().integer("after").value_or(-1);
  auto const limit = limit_of(call);
  std::string items;
  std::size_t count = 0;
  Position last = -1;
  bool more = false;
  for (auto const position : positions) {
    if (position <= after) continue;
    auto const item = received_update(call.ports().store, position);
    if (!item || !may_read_of(call, *item)) continue;
    more = count == limit || items.size() > page_bytes;
    if (more) break;
    items += (count++ > 0 ? "," : "") + to_json(*item);
    last = position;
  }
  auto response = json(200, "[" + items + "]");
  if (more) add_next(call.request(), response, std::to_string(last));
  return tagged(call.request(), std::move(response));
}

http::Response show(Call const& call) {
  auto const item = received_update(call.ports().store, *call.arguments().text("id"));
  if (!item || !may_read_of(call, *item) || !is_waiting(call.world(), *item))
    return no_such_update();
  return tagged(call.request(), json(200, to_json(*item)));
}

Outcome unreadable(Resolving const& resolving, Reasons reasons) {
  Outcome outcome;
  outcome.id = resolving.id;
  outcome.dossier = resolving.item.reference.text();
  outcome.reasons = std::move(reasons);
  return outcome;
}

/// The caller's, or one that no other order can have.
std::variant<std::string, http::Response> id_of(Call const& call, InboxItem const& item) {
  auto const key = call.request().header("idempotency-key");
  if (!key) {
    return std::string{reserved_ids} + "resolution/" + std::to_string(item.position) + "/" +
           std::to_string(call.ports().now().unix_ns());
  }
  bool const quoted = key->size() > 2 && key->starts_with('"') && key->ends_with('"');
  auto id = quoted ? key->substr(1, key->size() - 2) : *key;
  if (is_identifier(id) && !id.starts_with(reserved_ids)) return id;
  return bad_parameter("Idempotency-Key", *key, "un identifiant");
}

/// The same, for a route that is not answered from a world of its own.
bool may_resolve(Call const& call, InboxItem const& item) {
  auto const& world = call.present();
  auto const& reader = call.caller().actor;
  auto const at = call.now();
  return is_for(world, item, reader, at,
                [&](Dossier const& number) { return may_read(world, number, reader, at); });
}

void resolve(ConvergenceDesk const& desk, std::shared_ptr<Call const> const& call,
             Answer const& answer) {
  auto order = UpdateReader{}.read_resolution(call->request().body);
  if (auto const* issues = std::get_if<Issues>(&order)) return answer(answer_to(*issues));
  auto item = received_update(call->ports().store, *call->arguments().text("id"));
  if (!item || !may_resolve(*call, *item)) return answer(no_such_update());
  auto id = id_of(*call, *item);
  if (auto* refusal = std::get_if<http::Response>(&id)) return answer(std::move(*refusal));
  Resolving resolving{std::get<std::string>(std::move(id)), call->caller().actor, *std::move(item),
                      std::get<ResolutionIn>(std::move(order))};
  auto made = desk.resolve(resolving);
  if (auto* reasons = std::get_if<Reasons>(&made)) {
    return answer(answer_to(unreadable(resolving, std::move(*reasons))));
  }
  auto& proposal = std::get<Proposal>(made);
  proposal.correlation = call->trace();
  std::vector<Proposal> one;
  one.push_back(std::move(proposal));
  auto const offered = call->ports().propose(
      std::move(one),
      [answer](std::vector<Outcome> const& outcomes, std::exception_ptr const& failure) {
        answer(failure ? failed() : answer_to(outcomes.front()));
      });
  if (!offered) answer(busy());
}

Parameter id_in_path() {
  Parameter id{"id", Where::path, ParameterKind::text,
               "L'identifiant du message (webhook-id) ; ce qu'un chemin réserve s'y écrit encodé, "
               "une fois (« / » : %2F)"};
  id.max = 100;
  id.required = true;
  return id;
}

Route list_route() {
  Route route;
  route.name = "getInbox";
  route.method = "GET";
  route.path = "/v1/inbox";
  route.summary = "Les mises à jour de Convergence qui attendent une personne, gardées entières";
  route.callers = inbox_readers;
  Parameter after{"after", Where::query, ParameterKind::integer, "Après cette position"};
  after.min = -1;
  after.max = max_position;
  route.parameters = {after, limit_parameter()};
  add_past_parameters(route);
  route.headers = {"ETag", "Link"};
  route.replies = {{200, "application/json", "Inbox", "Une page ; Link : la suite"}};
  route.direct = list;
  return route;
}

Route resolve_route(ConvergenceDesk const& desk) {
  Route route;
  route.name = "resolveUpdate";
  route.method = "POST";
  route.path = "/v1/inbox/{id}/resolve";
  route.summary = "Applique une mise à jour gardée, ou l'écarte, avec les motifs";
  route.callers = resolvers;
  Parameter key{"Idempotency-Key", Where::header, ParameterKind::text,
                "L'identifiant de la résolution ; défaut : un nouveau"};
  key.max = 300;
  route.parameters = {id_in_path(), key};
  route.body = Body{{"application/json"}, max_proposal_bytes, "Resolution"};
  route.headers = {"ETag", "Location"};
  route.replies = {{200, "application/json", "Outcome", "Déjà reçue : la première réponse"},
                   {201, "application/json", "Outcome", "Enregistrée, et sur le disque"},
                   {404, "application/problem+json", "Problem", "Aucune sous cet identifiant"},
                   {422, "application/problem+json", "Refusal", "Refusée, avec tous les motifs"}};
  route.deferred = [desk](std::shared_ptr<Call const> const& call, Answer const& answer) {
    try {
      resolve(desk, call, answer);
    } catch (StoreError const&) {
      answer(failed());
    }
  };
  return route;
}

}  // namespace

Routes convergence_routes(ConvergenceDesk const& desk) {
  Routes routes{webhook_route(desk), feed_route(desk), list_route()};
  auto& one = routes.emplace_back();
  one.name = "getUpdate";
  one.method = "GET";
  one.path = "/v1/inbox/{id}";
  one.summary = "Une mise à jour gardée";
  one.callers = inbox_readers;
  one.parameters = {id_in_path()};
  add_past_parameters(one);
  one.headers = {"ETag"};
  one.replies = {{200, "application/json", "InboxItem", "La mise à jour, avec ses motifs"},
                 {404, "application/problem+json", "Problem", "Aucune sous cet identifiant"}};
  one.direct = show;
  routes.push_back(resolve_route(desk));
  return routes;
}

}  // namespace probant::service
