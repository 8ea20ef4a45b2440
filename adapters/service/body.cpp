#include "adapters/service/body.hpp"

#include <simdjson.h>

#include <algorithm>

#include "adapters/service/openapi.hpp"

namespace probant::service {
namespace {

namespace dom = simdjson::dom;
using Value = std::variant<std::string, std::int64_t, std::vector<std::string>>;

constexpr std::size_t max_depth = 8;

std::string expected_of(std::string_view type) {
  if (type == "string") return "un texte, non vide";
  if (type == "integer") return "un nombre entier";
  return "une liste de textes";
}

std::optional<std::string> text_of(dom::element const& element) {
  std::string_view text;
  bool const good = element.get(text) == simdjson::SUCCESS && !text.empty() &&
                    text.size() <= JsonBody::max_text_bytes;
  return good ? std::optional{std::string{text}} : std::nullopt;
}

std::optional<Value> value_of(dom::element const& element, std::string_view type) {
  if (type == "string") return text_of(element);
  if (type == "integer") {
    std::int64_t number = 0;
    if (element.get(number) == simdjson::SUCCESS) return number;
    return std::nullopt;
  }
  dom::array items;
  if (element.get(items) != simdjson::SUCCESS || items.size() > JsonBody::max_items) {
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (auto const item : items) {
    auto text = text_of(item);
    if (!text) return std::nullopt;
    texts.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace

std::variant<JsonBody, http::Response> JsonBody::read(Call const& call) {
  auto const members = members_of(call.route().body.value().schema);
  auto const& text = call.request().body;
  dom::parser parser;
  dom::object object;
  bool const parsed = parser.allocate(text.size() + 1, max_depth) == simdjson::SUCCESS &&
                      parser.parse(simdjson::padded_string{text}).get(object) == simdjson::SUCCESS;
  if (!parsed) {
    return http::problem(400, "invalid_field", "Le corps n'est pas un objet JSON bien formé.");
  }
  JsonBody body;
  for (auto const [name, element] : object) {
    auto const member = std::ranges::find(members, name, &Member::name);
    if (member == members.end()) return bad_parameter(name, name, "un champ connu ici");
    auto value = value_of(element, member->type);
    if (!value) {
      return bad_parameter(name, simdjson::minify(element), expected_of(member->type));
    }
    if (!body.values_.emplace(name, *std::move(value)).second) {
      return bad_parameter(name, name, "ce champ une seule fois");
    }
  }
  for (auto const& [name, type, optional] : members) {
    if (!optional && !body.values_.contains(name)) {
      return bad_parameter(name, "", expected_of(type));
    }
  }
  return body;
}

}  // namespace probant::service
