#include "adapters/service/openapi.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "adapters/service/openapi_headers.hpp"
#include "events/values/dossier.hpp"
#include "events/values/region.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

std::string schema_of(Parameter const& parameter) {
  JsonObject schema;
  switch (parameter.kind) {
    case ParameterKind::integer:
      schema.text("type", "integer").number("minimum", parameter.min);
      return schema.number("maximum", parameter.max).json();
    case ParameterKind::word:
      return schema.text("type", "string").raw("enum", json_texts(parameter.words)).json();
    case ParameterKind::words: {
      auto const one = JsonObject{}.text("type", "string").raw("enum", json_texts(parameter.words));
      return schema.text("type", "array").number("minItems", 1).raw("items", one.json()).json();
    }
    case ParameterKind::dossier:
      return schema.text("type", "string").text("pattern", DossierId::pattern).json();
    case ParameterKind::region:
      return schema.text("type", "string").text("pattern", Region::pattern).json();
    case ParameterKind::moment:
    case ParameterKind::subject:
    case ParameterKind::text:
      break;
  }
  return schema.text("type", "string").number("maxLength", parameter.max).json();
}

std::string parameter_json(Parameter const& parameter) {
  static constexpr std::array<std::string_view, 3> places{"path", "query", "header"};
  auto const place = places[static_cast<std::size_t>(parameter.where)];
  JsonObject object;
  object.text("name", parameter.name).text("in", place).flag("required", parameter.required);
  object.text("description", parameter.description).raw("schema", schema_of(parameter));
  if (parameter.kind == ParameterKind::words) object.text("style", "form").flag("explode", false);
  return object.json();
}

/// What stands under a media type: JSON has a schema, text is a string, and of other bytes there is
/// nothing to say (OpenAPI 3.1, "Considerations for File Uploads").
std::string media_json(std::string_view media_type, std::string_view schema) {
  if (schema.empty()) {
    if (media_type.ends_with("json") && !media_type.ends_with("ndjson")) {
      throw std::logic_error{"openapi: JSON without a schema"};
    }
    bool const text = media_type.starts_with("text/") || media_type.ends_with("ndjson") ||
                      media_type.ends_with("jsonl");
    return text ? R"({"schema":{"type":"string"}})" : "{}";
  }
  if (!has_schema(schema)) throw std::logic_error{"openapi: no schema " + std::string{schema}};
  auto const shape = JsonObject{}.text("$ref", "#/components/schemas/" + std::string{schema});
  return JsonObject{}.raw("schema", shape.json()).json();
}

using Replies = std::map<int, std::vector<Reply>>;

/// What any route of this kind can answer, beside what it says itself.
Replies all_replies(Route const& route) {
  Replies replies;
  for (auto const& reply : route.replies) replies[reply.status].push_back(reply);
  auto const also = [&](int status, std::string description) {
    auto& at = replies[status];
    constexpr auto problem = "application/problem+json";
    if (std::ranges::find(at, problem, &Reply::media_type) == at.end()) {
      at.push_back({status, problem, "Problem", std::move(description)});
    }
  };
  also(400, "Un paramètre est faux");
  if (!route.callers.empty()) {
    also(401, "Il manque un jeton, ou il n'est pas bon");
    also(403, "Le rôle du jeton n'y a pas accès");
    also(429, "Trop de requêtes ; réessayez après Retry-After secondes");
  }
  if (route.path.find('{') != std::string::npos) also(404, "Inconnu, ou pas de votre ressort");
  if (route.method != "GET") also(413, "Le corps est trop long");
  if (route.body) {
    also(415, "Content-Type n'est pas celui attendu");
  }
  also(503, "Réessayez après Retry-After secondes");
  also(500, "Défaut du service");
  return replies;
}

std::string content_json(std::vector<Reply> const& ways) {
  JsonObject media;
  for (auto const& way : ways) media.raw(way.media_type, media_json(way.media_type, way.schema));
  return media.json();
}

std::string replies_json(Route const& route) {
  JsonObject object;
  for (auto const& [status, ways] : all_replies(route)) {
    JsonObject reply;
    reply.text("description", ways.front().description);
    auto const headers = headers_json(route, status);
    if (!headers.empty()) reply.raw("headers", headers);
    if (!ways.front().media_type.empty()) reply.raw("content", content_json(ways));
    object.raw(std::to_string(status), reply.json());
  }
  if (std::ranges::find(route.headers, "ETag") != route.headers.end() && route.method == "GET") {
    JsonObject unchanged;
    unchanged.text("description", "Rien n'a changé (If-None-Match)");
    object.raw("304", unchanged.raw("headers", headers_json(route, 304)).json());
  }
  return object.json();
}

std::string body_json(Body const& body) {
  JsonObject media;
  for (auto const& type : body.media_types) media.raw(type, media_json(type, body.schema));
  return JsonObject{}.flag("required", true).raw("content", media.json()).json();
}

std::string operation_json(Route const& route) {
  JsonObject operation;
  operation.text("operationId", route.name).text("summary", route.summary);
  if (!route.parameters.empty()) {
    operation.raw("parameters", json_array(route.parameters, parameter_json));
  }
  if (route.body) operation.raw("requestBody", body_json(*route.body));
  operation.raw("responses", replies_json(route));
  operation.raw("security", route.callers.empty() ? "[]"
                            : route.by_link       ? R"([{"token":[]},{"link":[]}])"
                                                  : R"([{"token":[]}])");
  if (!route.callers.empty()) {
    std::vector<std::string> roles;
    for (std::size_t i = 0; i < Names<Role>::values.size(); ++i) {
      if (route.callers.has(static_cast<Role>(i))) roles.emplace_back(Names<Role>::values[i]);
    }
    operation.raw("x-roles", json_texts(roles));
  }
  return operation.json();
}

/// OpenAPI has no parameter for the rest of a path: it is one segment there.
std::string path_of(Route const& route) {
  auto path = route.path;
  auto const rest = path.find("+}");
  if (rest != std::string::npos) path.erase(rest, 1);
  return path;
}

constexpr std::string_view who_reads =
    "Une ARS lit sa région, un établissement ce qui concerne son entité, l'ANS, les auditeurs et "
    "les exploitants tout ; ce qui n'est pas de votre ressort se répond comme ce qui n'existe pas. "
    "Le présent seul en décide, partout et quel que soit l'instant demandé : quand un "
    "établissement change de région, la nouvelle ARS lit tout son passé, et ses listes, agendas, "
    "flux et abonnements continuent avec lui ; l'ancienne n'en lit ni n'en reçoit plus rien.";

std::string lower(std::string text) {
  for (auto& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return text;
}

}  // namespace

std::string openapi_json(std::span<Route const> routes) {
  std::vector<std::string> order;
  std::map<std::string, JsonObject> paths;
  for (auto const& route : routes) {
    auto const path = path_of(route);
    if (!paths.contains(path)) order.push_back(path);
    paths[path].raw(lower(route.method), operation_json(route));
  }
  JsonObject all;
  for (auto const& path : order) all.raw(path, paths[path].json());
  JsonObject info;
  info.text("title", "probant").text("version", "1");
  info.text("summary", "Le journal qui prouve ce qu'il dit (HospiConnect et HOP'EN 2)");
  info.text("description", who_reads);
  auto const token = R"({"type":"http","scheme":"bearer"})";
  JsonObject components;
  components.raw("schemas", schemas_json());
  auto const link = R"({"type":"apiKey","in":"query","name":"link"})";
  components.raw("securitySchemes", JsonObject{}.raw("token", token).raw("link", link).json());
  return JsonObject{}
      .text("openapi", "3.1.0")
      .raw("info", info.json())
      .raw("servers", R"([{"url":"/"}])")
      .raw("paths", all.json())
      .raw("webhooks", webhooks_json())
      .raw("components", components.json())
      .json();
}

}  // namespace probant::service
