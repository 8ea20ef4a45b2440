// Questions about one dossier, or to find one.
#include <unordered_map>

#include "adapters/service/kept.hpp"
#include "adapters/service/pages.hpp"
#include "adapters/service/routes.hpp"
#include "adapters/service/sent.hpp"
#include "engine/log/digest.hpp"
#include "projections/directory.hpp"
#include "projections/dossier_view.hpp"
#include "projections/explanation.hpp"
#include "projections/exposure.hpp"
#include "projections/history.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

std::string version_tag(Version version) { return "\"" + std::to_string(version) + "\""; }

/// As JSON, and its digest.
struct Body {
  std::string json;
  Sha256 digest;

  static Body of(Call const& call, DossierId const& id) {
    Body body{to_json(view_of(call.world(), id, call.asked().at)), {}};
    body.digest = sha256(body.json);
    return body;
  }
};

/// A second's worth of different ones at most, and what was sent of them.
struct Shown {
  Kept<std::unordered_map<DossierId, Body>> bodies;
  Sent sent;
};

Body shown(Call const& call, DossierId const& id, Shown& kept) {
  constexpr std::size_t max_kept = 4096;
  if (!about_the_present(call)) return Body::of(call, id);
  auto& bodies = kept.bodies.of(call);
  if (bodies.size() >= max_kept) return Body::of(call, id);
  auto const [place, made] = bodies.try_emplace(id);
  if (made) place->second = Body::of(call, id);
  return place->second;
}

/// 304 only when what was sent under the version is what would be sent now.
http::Response by_version(Call const& call, http::Response response, Version version,
                          Sha256 const& content, Sent& sent) {
  auto const whom = call.caller().token + "\n" + call.arguments().told();
  auto const tag = version_tag(version);
  if (sent.only_this(whom, version, content)) {
    return with_etag(call.request(), std::move(response), tag);
  }
  response.headers.push_back({"etag", tag});
  return response;
}

http::Response show(Call const& call, Shown& kept) {
  auto const id = *call.arguments().dossier("dossier");
  auto const* dossier = call.readable(id);
  if (!dossier) return no_such_dossier();
  auto body = shown(call, id, kept);
  return by_version(call, json(200, std::move(body.json)), dossier->version, body.digest,
                    kept.sent);
}

/// An item also changes without an event of the dossier: once the receipt that it came by is
/// erased.
http::Response past_of(Call const& call, Sent& sent) {
  auto const id = *call.arguments().dossier("dossier");
  auto const* dossier = call.readable(id);
  if (!dossier) return no_such_dossier();
  auto bounds = call.asked().bounds;
  bounds.before = call.world().next_position();
  auto items = history(call.ports().store, id, bounds);
  add_former_dates(items, id, call.world());
  auto const next =
      leave_page(items, call.arguments().integer("after"), call.arguments().integer("limit"),
                 [](HistoryItem const& item) { return std::int64_t{item.version}; });
  auto response =
      json(200, json_array(items, [](HistoryItem const& item) { return to_json(item); }));
  if (next) add_next(call.request(), response, std::to_string(*next));
  auto const content = sha256(response.body);
  return by_version(call, std::move(response), dossier->version, content, sent);
}

http::Response explain(Call const& call) {
  auto const* dossier = call.readable(*call.arguments().dossier("dossier"));
  if (!dossier) return no_such_dossier();
  auto const name = *call.arguments().text("figure");
  auto unfolded = unfold(call.world(), *dossier, name, call.asked().at);
  if (!unfolded) {
    return http::problem(404, "unknown_figure",
                         why_not_unfolded(call.world(), dossier->id, name, call.asked().at));
  }
  auto bounds = call.asked().bounds;
  bounds.before = call.world().next_position();
  auto const tree = with_corrections(*std::move(unfolded), call.ports().store, bounds);
  auto const rulebooks = rulebooks_behind(call.world(), *dossier, call.asked().at);
  return tagged(call.request(), json(200, explanation_json(tree, rulebooks)));
}

http::Response find(Call const& call) {
  auto const& arguments = call.arguments();
  DirectoryFilter filter;
  filter.query = arguments.text("q").value_or("");
  filter.region = arguments.region("region");
  filter.phase = arguments.text("phase").value_or("");
  if (!filter.phase.empty() && !is_phase(filter.phase)) {
    return bad_parameter("phase", filter.phase, "l'un de : " + known_phases());
  }
  if (auto const kind = arguments.text("kind")) filter.kind = parse_name<DossierKind>(*kind);
  auto const after = arguments.dossier("after");
  auto const limit = limit_of(call);
  std::vector<DirectoryEntry> page;
  bool more = false;
  for (auto& entry : search(call.world(), filter)) {
    if (after && entry.dossier <= *after) continue;
    if (!call.readable(entry.dossier)) continue;
    more = page.size() == limit;
    if (more) break;
    page.push_back(std::move(entry));
  }
  auto response =
      json(200, json_array(page, [](DirectoryEntry const& entry) { return to_json(entry); }));
  if (more) add_next(call.request(), response, page.back().dossier.text());
  return tagged(call.request(), std::move(response));
}

std::vector<std::string> figure_names() {
  auto names = names_to_unfold();
  auto const short_ones = names;
  for (auto const& name : short_ones) names.push_back(name + "_cents");
  return names;
}

Route of_one(std::string name, std::string path, std::string summary, Direct direct) {
  Route route;
  route.name = std::move(name);
  route.method = "GET";
  route.path = "/v1/dossiers/{dossier}" + std::move(path);
  route.summary = std::move(summary);
  route.callers = readers;
  route.parameters = {dossier_in_path()};
  route.direct = std::move(direct);
  return route;
}

Route directory_route() {
  Route route;
  route.name = "findDossiers";
  route.method = "GET";
  route.path = "/v1/dossiers";
  route.summary = "Cherche des dossiers par nature, région, phase, nom ou numéro";
  route.callers = readers;
  route.lists = true;
  Parameter kind{"kind", Where::query, ParameterKind::word, "Nature de dossier"};
  kind.words = {Names<DossierKind>::values.begin(), Names<DossierKind>::values.end()};
  route.parameters = {
      kind,
      {"region", Where::query, ParameterKind::region, "Code INSEE de la région"},
      {"phase", Where::query, ParameterKind::text,
       "Phase, par son nom ou son libellé : " + known_phases()},
      {"q", Where::query, ParameterKind::text, "Partie d'un nom ou d'un numéro"},
      {"after", Where::query, ParameterKind::dossier, "Après ce dossier (page suivante)"},
      limit_parameter()};
  add_past_parameters(route);
  route.headers = {"ETag", "Link"};
  route.replies = {{200, "application/json", "Directory", "Les dossiers ; Link : la suite"}};
  route.direct = find;
  return route;
}

Route explain_route() {
  auto route = of_one("explainFigure", "/explain/{figure}",
                      "D'où vient un montant : ses opérandes, règles et sources", explain);
  Parameter figure{"figure", Where::path, ParameterKind::word, "Par exemple ceiling_net"};
  figure.required = true;
  figure.words = figure_names();
  route.parameters.push_back(figure);
  add_past_parameters(route);
  route.headers = {"ETag"};
  route.replies = {{200, "application/json", "Explanation", "L'arbre du montant"}};
  return route;
}

}  // namespace

Routes dossier_routes() {
  Routes routes;
  routes.push_back(directory_route());
  auto one =
      of_one("getDossier", "",
             "L'état d'un dossier, maintenant ou alors : phase, faits, montants, échéances",
             [kept = std::make_shared<Shown>()](Call const& call) { return show(call, *kept); });
  add_past_parameters(one);
  one.headers = {"ETag"};
  one.replies = {{200, "application/json", "Dossier",
                  "Le dossier ; ETag : sa version. If-None-Match : 304 seulement si rien n'y a "
                  "changé non plus par le jour ou par d'autres dossiers"}};
  routes.push_back(std::move(one));
  auto past =
      of_one("getHistory", "/history", "L'histoire d'un dossier, décision par décision",
             [sent = std::make_shared<Sent>()](Call const& call) { return past_of(call, *sent); });
  add_past_parameters(past);
  Parameter after{"after", Where::query, ParameterKind::integer, "Après cette version"};
  after.max = max_position;
  past.parameters.push_back(after);
  past.parameters.push_back(optional_limit_parameter());
  past.headers = {"ETag", "Link"};
  past.replies = {{200, "application/json", "History",
                   "Les événements, dans l'ordre ; Link : la suite, avec limit"}};
  routes.push_back(std::move(past));
  routes.push_back(explain_route());
  return routes;
}

}  // namespace probant::service
