// Questions about every dossier at once, as far as the caller reads them: deadlines and money.
#include <algorithm>
#include <array>
#include <iterator>

#include "adapters/service/accepted.hpp"
#include "adapters/service/due_cursor.hpp"
#include "adapters/service/feeds.hpp"
#include "adapters/service/kept.hpp"
#include "adapters/service/pages.hpp"
#include "adapters/service/routes.hpp"
#include "projections/json_object.hpp"

namespace probant::service {
namespace {

constexpr auto csv_type = "text/csv; charset=utf-8; header=present";
constexpr auto xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr auto ics_type = "text/calendar; charset=utf-8";

/// `format`, else the form that Accept prefers; JSON otherwise.
std::string format_of(Call const& call) {
  if (!call.arguments().knows("format")) return {};  // has one only
  if (auto const format = call.arguments().text("format")) return *format;
  static constexpr std::array<Form, 3> forms{
      {{"application/json", "json"}, {"text/csv", "csv"}, {xlsx_type, "xlsx"}}};
  return std::string{preferred(call.request().header("accept").value_or(""), forms)};
}

/// A list as it was asked for; needs nothing of the call but what is here.
struct Written {
  http::Request request;
  Writers const& writers;
  std::string format;
  std::string file;
  std::optional<std::string> next;  ///< after which the next page begins

  http::Response operator()(std::function<Sheet()> const& to_sheet,
                            std::function<std::string()> const& to_json) const {
    http::Response response;
    if (format == "csv") {
      response = http::respond(200, csv_type, writers.csv(to_sheet()));
    } else if (format == "xlsx") {
      response = http::respond(200, xlsx_type, writers.xlsx(to_sheet()));
    } else {
      response = json(200, to_json());
    }
    if (format != "json") {
      response.headers.push_back(
          {"content-disposition", "attachment; filename=\"" + file + "." + format + "\""});
    }
    response.headers.push_back({"vary", "Accept"});
    if (next) add_next(request, response, *next);
    return tagged(request, std::move(response));
  }
};

/// Now when it is short, elsewhere when others would wait for it.
http::Response list(Call const& call, std::size_t rows, Call::Writing writing) {
  constexpr std::size_t rows_written_at_once = 1'000;
  constexpr std::size_t workbook = 8;  // as much work as so many rows of JSON
  auto const work = format_of(call) == "xlsx" ? rows * workbook : rows;
  if (work <= rows_written_at_once) return writing();
  call.answer_with(rows, std::move(writing));
  return {};
}

Written written(Call const& call, std::string file, std::optional<std::string> next) {
  return {call.request(), call.ports().writers, format_of(call), std::move(file), std::move(next)};
}

/// All there are; computed once a second, however many ask.
struct Everything {
  std::optional<std::vector<Deadline>> due;
  std::optional<std::vector<ExposureRow>> money;
  std::shared_ptr<Feeds> feeds = std::make_shared<Feeds>();
};
using KeptEverything = Kept<Everything>;

/// As far as the caller reads them, and asked for.
std::vector<Deadline> find_deadlines(Call const& call, KeptEverything& kept) {
  auto const& arguments = call.arguments();
  auto const region = arguments.region("region");
  auto const responsible = arguments.text("responsible");
  auto const states = arguments.words("state");
  auto const wanted = [&](Deadline const& one) {
    return (!region || one.region == region) && (!responsible || one.responsible == *responsible) &&
           (states.empty() || std::ranges::find(states, name_of(one.state)) != states.end()) &&
           call.readable(one.dossier);
  };
  DeadlineFilter filter;
  filter.dossier = arguments.dossier("dossier");
  std::vector<Deadline> found;
  if (filter.dossier || !about_the_present(call)) {
    found = deadlines(call.world(), call.asked().at, filter);
    std::erase_if(found, [&](Deadline const& one) { return !wanted(one); });
    return found;
  }
  auto& all = kept.of(call).due;
  if (!all) all = deadlines(call.world(), call.asked().at);
  std::ranges::copy_if(*all, std::back_inserter(found), wanted);
  return found;
}

std::vector<ExposureRow> find_rows(Call const& call, KeptEverything& kept) {
  ExposureFilter const filter{call.arguments().region("region"),
                              call.arguments().dossier("dossier")};
  auto const wanted = [&](ExposureRow const& row) {
    return filter.holds(row) && call.readable(row.dossier);
  };
  std::vector<ExposureRow> rows;
  if (filter.dossier || !about_the_present(call)) {
    rows = exposure(call.world(), call.asked().at, filter);
    std::erase_if(rows, [&](ExposureRow const& row) { return !wanted(row); });
    return rows;
  }
  auto& all = kept.of(call).money;
  if (!all) all = exposure(call.world(), call.asked().at);
  std::ranges::copy_if(*all, std::back_inserter(rows), wanted);
  return rows;
}

http::Response answer_deadlines(Call const& call, KeptEverything& kept) {
  auto found = find_deadlines(call, kept);
  std::optional<DueCursor> after;
  if (auto const text = call.arguments().text("after")) {
    after = DueCursor::parse(*text);
    if (!after) return bad_parameter("after", *text, std::string{DueCursor::expected});
  }
  auto const next = leave_page(found, after, call.arguments().integer("limit"), DueCursor::of);
  auto const link = next ? std::optional{next->text()} : std::nullopt;
  auto const rows = found.size();
  return list(call, rows, [as = written(call, "echeances", link), found = std::move(found)] {
    return as([&] { return sheet_of(found); },
              [&] {
                return json_array(found,
                                  [](Deadline const& deadline) { return to_json(deadline); });
              });
  });
}

/// Who reads the feed and how it is narrowed down.
std::string feed_key(Call const& call) {
  auto const& actor = call.caller().actor;
  auto key = std::string{name_of(actor.role)} + "\n" + actor.organisation;
  for (auto const& filter : deadline_filters()) {
    key += "\n" + std::string{call.request().parameter(filter.name).value_or("")};
  }
  return key;
}

http::Response feed_answer(http::Request const& request, std::string text) {
  auto response = http::respond(200, ics_type, std::move(text));
  response.headers.push_back({"content-disposition", "inline; filename=\"echeances.ics\""});
  // The address is a secret: nothing that keeps a copy may serve it to another.
  response.headers.push_back({"cache-control", "private, no-cache"});
  response.headers.push_back({"referrer-policy", "no-referrer"});
  return tagged(request, std::move(response));
}

/// Many look at the same hour: that of the present is written once a second, aside.
http::Response calendar(Call const& call, KeptEverything& kept) {
  auto const feeds = about_the_present(call) ? kept.of(call).feeds : nullptr;
  auto const key = feed_key(call);
  auto const known = [feeds, key] { return feeds ? feeds->find(key) : std::nullopt; };
  if (auto text = known()) return feed_answer(call.request(), *std::move(text));
  auto found = find_deadlines(call, kept);
  auto const rows = found.size();
  auto const write = call.ports().writers.ics(std::move(found), call.world());
  return list(call, rows, [feeds, key, known, write, request = call.request()] {
    auto text = known();  // whoever waited in front may have written it
    if (!text) {
      text = write();
      if (feeds) feeds->keep(key, *text);
    }
    return feed_answer(request, *std::move(text));
  });
}

/// What comes after `after` of a list whose keys are texts; the key of the next page.
template <class Row, class KeyOf>
std::optional<std::string> page_of(Call const& call, std::vector<Row>& rows, KeyOf key_of) {
  return leave_page(rows, call.arguments().text("after"), call.arguments().integer("limit"),
                    key_of);
}

http::Response exposure_groups(Call const& call, std::vector<ExposureRow> const& rows,
                               ExposureBy by) {
  auto groups = group(rows, by);
  // A group without a heading has a key all the same.
  auto const next =
      page_of(call, groups, [](ExposureGroup const& one) { return "=" + one.heading; });
  auto const count = groups.size();
  return list(call, count, [as = written(call, "exposition", next), by, groups] {
    return as([&] { return sheet_of(groups, by); },
              [&] {
                return json_array(groups,
                                  [&](ExposureGroup const& one) { return to_json(one, by); });
              });
  });
}

http::Response answer_exposure(Call const& call, KeptEverything& kept) {
  auto const word = call.arguments().text("by").value_or("dossier");
  auto const by = parse_name<ExposureBy>(word).value_or(ExposureBy::dossier);
  auto found = find_rows(call, kept);
  if (by != ExposureBy::dossier) return exposure_groups(call, found, by);
  std::optional<DossierId> after;
  if (auto const text = call.arguments().text("after")) {
    after = DossierId::parse(*text);
    if (!after) return bad_parameter("after", *text, "le dossier où la page d'avant finit");
  }
  auto const last = leave_page(found, after, call.arguments().integer("limit"),
                               [](ExposureRow const& row) { return row.dossier; });
  auto const next = last ? std::optional{last->text()} : std::nullopt;
  auto const count = found.size();
  return list(call, count, [as = written(call, "exposition", next), rows = std::move(found)] {
    return as(
        [&] { return sheet_of(rows, ExposureBy::dossier); },
        [&] { return json_array(rows, [](ExposureRow const& row) { return to_json(row); }); });
  });
}

template <class Enumeration>
Parameter word(std::string name, ParameterKind kind, std::string description) {
  Parameter parameter{std::move(name), Where::query, kind, std::move(description)};
  parameter.words = {Names<Enumeration>::values.begin(), Names<Enumeration>::values.end()};
  return parameter;
}

void add_instants(Route& route) {
  route.parameters.push_back({"at", Where::query, ParameterKind::moment,
                              "Comme valid_at : les actes jusqu'à cet instant"});
  add_past_parameters(route);
}

/// The whole list, unless `limit` is given: then a page.
void add_pages(Route& route) {
  Parameter after{"after", Where::query, ParameterKind::text,
                  "Après cette ligne : ce que Link donne"};
  route.parameters.push_back(after);
  route.parameters.push_back(optional_limit_parameter());
}

/// JSON as described, or a table.
void add_formats(Route& route) {
  Parameter format{"format", Where::query, ParameterKind::word,
                   "Forme de la réponse ; l'emporte sur Accept ; défaut : json"};
  format.words = {"json", "csv", "xlsx"};
  route.parameters.push_back(format);
  route.replies.push_back({200, csv_type, "", "Tableau, mêmes noms et valeurs que le JSON"});
  route.replies.push_back({200, xlsx_type, "", "Classeur, montants en euros"});
}

using KeptPtr = std::shared_ptr<KeptEverything>;

Route deadlines_route(KeptPtr const& kept) {
  Route due;
  due.name = "findDeadlines";
  due.method = "GET";
  due.path = "/v1/deadlines";
  due.summary = "Les échéances";
  due.callers = readers;
  due.lists = true;
  due.parameters = deadline_filters();
  add_instants(due);
  add_pages(due);
  due.headers = {"Content-Disposition", "ETag", "Link"};
  due.replies = {{200, "application/json", "Deadlines",
                  "Par jour, dossier et clé ; Link : la suite, avec limit"}};
  add_formats(due);
  due.direct = [kept](Call const& call) { return answer_deadlines(call, *kept); };
  return due;
}

Route calendar_route(KeptPtr const& kept) {
  Route feed;
  feed.name = "getCalendar";
  feed.method = "GET";
  feed.path = "/v1/deadlines.ics";
  feed.summary =
      "Les échéances pour un agenda (iCalendar) ; l'adresse, avec link, vaut jeton et se révoque";
  feed.callers = readers;
  feed.lists = true;
  feed.by_link = true;
  feed.parameters = deadline_filters();
  constexpr std::int64_t max_link = 64;
  Parameter link{"link", Where::query, ParameterKind::text,
                 "Fait par « probant token create --calendar » ; à la place d'Authorization"};
  link.max = max_link;
  feed.parameters.push_back(link);
  add_past_parameters(feed);
  feed.headers = {"Cache-Control", "Content-Disposition", "ETag"};
  feed.replies = {{200, ics_type, "", "RFC 5545 ; ce qui est fait ou annulé reste, marqué"}};
  feed.direct = [kept](Call const& call) { return calendar(call, *kept); };
  return feed;
}

Route exposure_route(KeptPtr const& kept) {
  Route money;
  money.name = "getExposure";
  money.method = "GET";
  money.path = "/v1/exposure";
  money.summary = "Financements et exposition à la surcompensation";
  money.callers = readers;
  money.lists = true;
  money.parameters = {
      word<ExposureBy>("by", ParameterKind::word, "Une ligne par… ; défaut : dossier"),
      {"region", Where::query, ParameterKind::region, "Code INSEE de la région"},
      {"dossier", Where::query, ParameterKind::dossier, "Un seul dossier"}};
  add_instants(money);
  add_pages(money);
  money.headers = {"Content-Disposition", "ETag", "Link"};
  money.replies = {{200, "application/json", "Exposure",
                    "Les lignes ; null : inconnu, jamais 0 ; Link : la suite, avec limit"}};
  add_formats(money);
  money.direct = [kept](Call const& call) { return answer_exposure(call, *kept); };
  return money;
}

}  // namespace

std::vector<Parameter> deadline_filters() {
  Parameter responsible{"responsible", Where::query, ParameterKind::word,
                        "À qui il revient d'agir"};
  responsible.words = {"establishment", "ars", "ans"};
  return {{"region", Where::query, ParameterKind::region, "Code INSEE de la région"},
          responsible,
          word<DeadlineState>("state", ParameterKind::words,
                              "État de l'échéance, ou plusieurs entre des virgules"),
          {"dossier", Where::query, ParameterKind::dossier, "Un seul dossier"}};
}

Routes portfolio_routes() {
  Routes routes;
  auto const kept = std::make_shared<KeptEverything>();
  routes.push_back(deadlines_route(kept));
  routes.push_back(calendar_route(kept));
  routes.push_back(exposure_route(kept));
  return routes;
}

}  // namespace probant::service
