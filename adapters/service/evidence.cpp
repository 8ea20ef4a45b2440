// What lets others watch the log: its last checkpoint and the hashes of its tree for anyone (C2SP
// tlog-checkpoint, tlog-tiles), its entries and receipts for those who may read them.
#include "adapters/service/routes.hpp"
#include "engine/log/erasures.hpp"
#include "engine/log/receipt.hpp"

namespace probant::service {
namespace {

constexpr auto plain_text = "text/plain; charset=utf-8";
constexpr auto bytes = "application/octet-stream";

http::Response checkpoint(Call const& call) {
  auto response = http::respond(200, plain_text, call.ports().checkpoint().note.bytes());
  response.headers.push_back({"cache-control", "no-cache"});
  return tagged(call.request(), std::move(response));
}

/// A tile or bundle of the log as last signed, never of more: what was once shown never changes.
std::optional<TilePath> asked_tile(Call const& call) {
  auto const path = TilePath::parse(std::string_view{call.request().path}.substr(1));
  if (!path) return std::nullopt;
  auto const size = call.ports().checkpoint().checkpoint.size;
  if (path->width > tile_width_at(path->id, size)) return std::nullopt;
  return path;
}

http::Response for_ever(std::string body, std::string_view who) {
  auto response = http::respond(200, bytes, std::move(body));
  response.headers.push_back({"cache-control", std::string{who} + ", max-age=31536000, immutable"});
  return response;
}

http::Response tile(Call const& call) {
  auto const path = asked_tile(call);
  if (!path || path->entries) return http::not_found();
  auto const hashes = call.ports().store.tile(path->id, path->width);
  if (hashes.size() != path->width) return http::not_found();
  return for_ever(tile_bytes(hashes), "public");
}

http::Response entries(Call const& call) {
  auto const path = asked_tile(call);
  if (!path || !path->entries) return http::not_found();
  auto const from = static_cast<Position>(path->id.index) * tile_width;
  std::string bundle;
  call.ports().store.scan_leaves(from, from + path->width, [&](StoredLeaf const& leaf) {
    append_entry(bundle, leaf.envelope);
    return true;
  });
  return for_ever(std::move(bundle), "private");
}

http::Response proof(Call const& call) {
  auto const position = *call.arguments().integer("position");
  bool readable = false;
  call.ports().store.scan(position, position + 1, [&](StoredEvent const& event) {
    readable = call.readable(event.dossier) != nullptr;
    return false;
  });
  if (!readable) return no_such_event();
  auto const last = call.ports().checkpoint();
  auto const index = static_cast<std::uint64_t>(position);
  if (index >= last.checkpoint.size) {
    return unavailable("checkpoint_pending", "Le point de contrôle suivant n'est pas encore signé.",
                       1);
  }
  ensure_as_ordered(call.ports().store, position);
  Tree tree{call.ports().store, last.checkpoint.size};
  return tagged(call.request(),
                http::respond(200, plain_text,
                              receipt_of(call.ports().store, tree, last.note, position).file));
}

Route route(std::string name, std::string path, std::string summary, Direct direct) {
  Route route;
  route.name = std::move(name);
  route.method = "GET";
  route.path = std::move(path);
  route.summary = std::move(summary);
  route.direct = std::move(direct);
  return route;
}

Parameter tile_path() {
  Parameter parameter{"path", Where::path, ParameterKind::text, "Par exemple 0/x001/234.p/56"};
  parameter.required = true;
  return parameter;
}

}  // namespace

Routes evidence_routes() {
  Routes routes;
  routes.push_back(route("getCheckpoint", "/checkpoint",
                         "Le dernier point de contrôle signé du journal", checkpoint));
  routes.back().headers = {"Cache-Control", "ETag"};
  routes.back().replies = {{200, plain_text, "", "Une note signée (C2SP tlog-checkpoint)"}};
  routes.push_back(route("getEntries", "/tile/entries/{path+}",
                         "256 enveloppes d'événements à la fois", entries));
  routes.back().callers = supervisors;
  routes.back().parameters = {tile_path()};
  routes.back().headers = {"Cache-Control"};
  routes.back().replies = {{200, bytes, "", "Un lot d'entrées (C2SP tlog-tiles)"}};
  routes.push_back(
      route("getTile", "/tile/{path+}", "256 empreintes de l'arbre du journal à la fois", tile));
  routes.back().parameters = {tile_path()};
  routes.back().headers = {"Cache-Control"};
  routes.back().replies = {{200, bytes, "", "Une tuile (C2SP tlog-tiles)"}};
  routes.push_back(route("getProof", "/v1/proofs/{position}",
                         "Le reçu d'un événement, vérifiable sans ce service", proof));
  routes.back().callers = readers;
  routes.back().parameters = {position_in_path()};
  routes.back().headers = {"ETag"};
  routes.back().replies = {{200, plain_text, "",
                            "Une preuve d'inclusion (C2SP tlog-proof), avec ce qu'il faut pour "
                            "la vérifier seule (probant-verify proof)"}};
  return routes;
}

}  // namespace probant::service
