// Questions about every dossier at once, as far as the caller reads them: deadlines and money.
#include <algorithm>

#include "adapters/service/routes.hpp"
#include "projections/exposure.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

http::Response find_deadlines(Call const& call) {
  auto const& arguments = call.arguments();
  DeadlineFilter filter;
  filter.region = arguments.region("region");
  filter.responsible = arguments.text("responsible");
  filter.dossier = arguments.dossier("dossier");
  if (auto const state = arguments.text("state")) filter.state = parse_name<DeadlineState>(*state);
  auto const found = readable_deadlines(call, filter);
  return tagged(
      call.request(),
      json(200, json_array(found, [](Deadline const& deadline) { return to_json(deadline); })));
}

http::Response find_exposure(Call const& call) {
  auto const word = call.arguments().text("by").value_or("dossier");
  auto const by = parse_name<ExposureBy>(word).value_or(ExposureBy::dossier);
  auto const rows = readable_exposure(call);
  auto const body =
      by == ExposureBy::dossier
          ? json_array(rows, [](ExposureRow const& row) { return to_json(row); })
          : json_array(group(rows, by), [&](ExposureGroup const& one) { return to_json(one, by); });
  return tagged(call.request(), json(200, body));
}

template <class Enumeration>
Parameter word(std::string name, std::string description) {
  Parameter parameter{std::move(name), Where::query, ParameterKind::word, std::move(description)};
  parameter.words = {Names<Enumeration>::values.begin(), Names<Enumeration>::values.end()};
  return parameter;
}

void add_instants(Route& route) {
  route.parameters.push_back({"at", Where::query, ParameterKind::moment,
                              "Comme valid_at : les actes jusqu'à cet instant"});
  add_past_parameters(route);
}

}  // namespace

std::vector<Parameter> deadline_filters() {
  Parameter responsible{"responsible", Where::query, ParameterKind::word,
                        "À qui il revient d'agir"};
  responsible.words = {"establishment", "ars", "ans"};
  return {{"region", Where::query, ParameterKind::region, "Code INSEE de la région"},
          responsible,
          word<DeadlineState>("state", "État de l'échéance"),
          {"dossier", Where::query, ParameterKind::dossier, "Un seul dossier"}};
}

std::vector<Deadline> readable_deadlines(Call const& call, DeadlineFilter const& filter) {
  auto found = deadlines(call.world(), call.asked().at, filter);
  std::erase_if(found, [&](Deadline const& one) { return !call.readable(one.dossier); });
  return found;
}

std::vector<ExposureRow> readable_exposure(Call const& call) {
  auto rows = exposure(call.world(), call.asked().at);
  std::erase_if(rows, [&](ExposureRow const& row) { return !call.readable(row.dossier); });
  return rows;
}

Routes portfolio_routes() {
  Routes routes;
  auto& due = routes.emplace_back();
  due.name = "findDeadlines";
  due.method = "GET";
  due.path = "/v1/deadlines";
  due.summary = "Les échéances";
  due.callers = readers;
  due.parameters = deadline_filters();
  add_instants(due);
  due.replies = {{200, "application/json", "Deadlines", "Par jour, dossier et clé"}};
  due.direct = find_deadlines;
  auto& money = routes.emplace_back();
  money.name = "getExposure";
  money.method = "GET";
  money.path = "/v1/exposure";
  money.summary = "Financements et exposition à la surcompensation";
  money.callers = readers;
  money.parameters = {word<ExposureBy>("by", "Une ligne par… ; défaut : dossier")};
  add_instants(money);
  money.replies = {{200, "application/json", "Exposure", "Les lignes ; null : inconnu, jamais 0"}};
  money.direct = find_exposure;
  return routes;
}

}  // namespace probant::service
