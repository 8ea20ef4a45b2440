#include "adapters/service/openapi_headers.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "projections/cloud_event.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

struct Header {
  std::string_view name;
  std::string_view description;  ///< French
  std::string_view type = "string";
};

constexpr std::array<Header, 8> known_headers{{
    {"Cache-Control", "Qui peut en garder copie, et combien de temps"},
    {"Content-Disposition", "Le nom du fichier, quand la réponse en est un"},
    {"ETag", "À rendre dans If-None-Match ; d'un dossier, sa version, à rendre dans If-Match"},
    {"Link", "La page suivante, rel=\"next\" (RFC 8288) ; absent de la dernière"},
    {"Location", "L'adresse de ce qui vient d'être fait"},
    {"Log-Size", "Combien d'événements le journal avait alors", "integer"},
    {"Retry-After", "Dans combien de secondes réessayer", "integer"},
    {"WWW-Authenticate",
     "Pourquoi le jeton, ou la signature, ne suffit pas (RFC 6750 §3, RFC 9470)"},
}};

std::string header_json(Header const& header) {
  return JsonObject{}
      .text("description", header.description)
      .raw("schema", JsonObject{}.text("type", header.type).json())
      .json();
}

std::vector<std::string> names_of(Route const& route, int status) {
  if (status == 401) return {"WWW-Authenticate"};
  if (status == 429 || status == 503) return {"Retry-After"};
  if (status < 300 || status == 304) return route.headers;
  return {};
}

std::string webhook_parameter(std::string_view name, std::string_view description) {
  return JsonObject{}
      .text("name", name)
      .text("in", "header")
      .flag("required", true)
      .text("description", description)
      .raw("schema", R"({"type":"string"})")
      .json();
}

std::string description(std::string_view text) {
  return JsonObject{}.text("description", text).json();
}

}  // namespace

std::string headers_json(Route const& route, int status) {
  JsonObject object;
  bool any = false;
  for (auto const& name : names_of(route, status)) {
    auto const header = std::ranges::find(known_headers, name, &Header::name);
    if (header == known_headers.end()) throw std::logic_error{"openapi: no header " + name};
    object.raw(name, header_json(*header));
    any = true;
  }
  return any ? object.json() : std::string{};
}

std::string webhooks_json() {
  std::vector<std::string> const parameters{
      webhook_parameter("webhook-id",
                        "Le même à chaque envoi de cet événement à cet abonné, et "
                        "jamais celui d'un autre événement"),
      webhook_parameter("webhook-timestamp", "Secondes depuis 1970, de cet envoi"),
      webhook_parameter("webhook-signature",
                        "« v1, » et l'empreinte ; deux, entre une espace, tant que le secret "
                        "d'avant reste bon")};
  auto const shape = R"({"schema":{"$ref":"#/components/schemas/CloudEvent"}})";
  JsonObject responses;
  responses.raw("200", description("Pris, comme tout 2xx : l'événement suivant vient"));
  responses.raw("410", description("L'abonnement prend fin"));
  responses.raw("default", description("Réessayé, dix fois en trois jours ; Retry-After est "
                                       "respecté. Rien d'autre n'est envoyé entre-temps"));
  JsonObject post;
  post.text("operationId", "eventRecorded");
  post.text("summary", "Un événement, à qui s'y est abonné (Standard Webhooks 1.0.0)");
  post.raw("parameters", json_array(parameters, [](auto const& one) { return one; }));
  post.raw("requestBody", JsonObject{}
                              .flag("required", true)
                              .raw("content", JsonObject{}.raw(cloud_event_type, shape).json())
                              .json());
  post.raw("responses", responses.json()).raw("security", "[]");
  return JsonObject{}.raw("eventRecorded", JsonObject{}.raw("post", post.json()).json()).json();
}

}  // namespace probant::service
