#include "adapters/service/pages.hpp"

namespace probant::service {

Parameter limit_parameter() {
  Parameter parameter{"limit", Where::query, ParameterKind::integer,
                      "Combien au plus ; défaut : " + std::to_string(default_page)};
  parameter.min = 1;
  parameter.max = max_page;
  return parameter;
}

std::size_t limit_of(Call const& call) {
  return static_cast<std::size_t>(call.arguments().integer("limit").value_or(default_page));
}

Parameter optional_limit_parameter() {
  auto parameter = limit_parameter();
  parameter.description = "Combien au plus ; défaut : toute la liste";
  return parameter;
}

void add_next(http::Request const& request, http::Response& response, std::string const& key) {
  auto link = request.path + "?after=";
  http::append_encoded(link, key);
  for (auto const& parameter : request.query) {
    if (parameter.name == "after") continue;
    link += "&" + parameter.name + "=";  // known to the route, so plain
    http::append_encoded(link, parameter.value);
  }
  response.headers.push_back({"link", "<" + link + ">; rel=\"next\""});
}

}  // namespace probant::service
