// Deadlines and money in the forms that calendars and spreadsheets read.
#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

namespace {

constexpr auto feed = "/v1/deadlines.ics";
constexpr auto workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::string link(ServiceDesk& desk, Role role, std::string const& organisation) {
  return desk.issue({"u-agenda", role, organisation}, *Instant::parse("2030-01-01T00:00:00Z"),
                    service::TokenUse::calendar);
}

std::string at_link(std::string const& secret) { return std::string{feed} + "?link=" + secret; }

}  // namespace

TEST_CASE("portfolio: what looks at every dossier is answered on another thread", "[service]") {
  ServiceDesk desk;
  REQUIRE(desk.get(at_link(link(desk, Role::ars, own_region)), "").status == 200);
  CHECK(desk.writing != std::this_thread::get_id());
  // And what was recorded just before is in it
  auto const listed = [&] {
    return desk.get("/v1/dossiers?q=750712184", desk.token(Role::ans, "")).body;
  };
  CHECK(listed() == "[]");
  auto const answer = desk.post(
      "/v1/events", desk.token(Role::operator_, ""),
      R"({"id":"p-1","type":"register.entity_recorded","dossier":"register:750712184","data":{)"
      R"("entity":"750712184","name":"CH","legal_status":"public","region":"11","sites":[],)"
      R"("source":"essai"}})",
      {{"content-type", "application/json"}, {"if-match", "\"0\""}});
  REQUIRE(answer.status == 201);
  CHECK(listed().find("register:750712184") != std::string::npos);
}

TEST_CASE("calendar: its address is its token, and good for nothing else", "[service]") {
  ServiceDesk desk;
  auto const secret = link(desk, Role::ars, own_region);
  auto const answer = desk.get(at_link(secret), "");
  CHECK(answer.status == 200);
  CHECK(answer.header("content-type") == "text/calendar; charset=utf-8");
  CHECK(answer.body.find("aap:2026-0417") != std::string::npos);
  CHECK(desk.told.back().asked == "link");
  CHECK(desk.get("/v1/deadlines", secret).status == 401);
  CHECK(desk.get(feed, secret).status == 401);
  CHECK(desk.get("/v1/deadlines?link=" + secret, "").status == 401);
  CHECK(desk.get(at_link(desk.token(Role::ars, own_region)), "").status == 401);
  CHECK(desk.get(feed, "").status == 401);
  CHECK(desk.get(feed, desk.token(Role::ars, own_region)).body == answer.body);

  auto book = *desk.tokens;
  book.revoke(book.find(secret)->id(), desk.clock);
  desk.tokens = std::make_shared<service::TokenBook const>(std::move(book));
  CHECK(desk.get(at_link(secret), "").status == 401);
}

TEST_CASE("calendar: of another region it has nothing", "[service]") {
  ServiceDesk desk;
  auto const answer = desk.get(at_link(link(desk, Role::ars, foreign_region)), "");
  CHECK(answer.status == 200);
  CHECK(answer.body.find("2026-0417") == std::string::npos);
  CHECK(answer.body.find(own_entity) == std::string::npos);
}

TEST_CASE("calendar: unchanged, it is not sent again", "[service]") {
  ServiceDesk desk;
  auto const target = at_link(link(desk, Role::ans, "")) + "&responsible=establishment";
  auto const first = desk.get(target, "");
  desk.clock = desk.clock.plus_seconds(3'600);
  auto const again = desk.get(target, "", {{"if-none-match", *first.header("etag")}});
  CHECK(again.status == 304);
}

TEST_CASE("calendar: of one second it is computed once for those who read the same", "[service]") {
  ServiceDesk desk;
  auto const ars = desk.get(feed, desk.token(Role::ars, own_region)).body;
  CHECK(desk.calendars == 1);
  CHECK(desk.get(feed, desk.token(Role::ars, own_region)).body == ars);
  CHECK(desk.get(at_link(link(desk, Role::ars, own_region)), "").body == ars);
  CHECK(desk.calendars == 1);
  CHECK(desk.get(feed, desk.token(Role::ars, foreign_region)).body != ars);
  CHECK(desk.calendars == 2);
  desk.clock = desk.clock.plus_seconds(1);
  CHECK(desk.get(feed, desk.token(Role::ars, own_region)).body == ars);
  CHECK(desk.calendars == 3);
}

TEST_CASE("calendar: what was known of a day is not what is known of it today", "[service]") {
  // Given observations that are awaited, and a correction of their date, made the day after.
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const propose = [&](std::string const& type, std::string const& data) {
    auto const answer = desk.post("/v1/events/batch", token,
                                  R"({"id":")" + type + R"(","type":")" + type +
                                      R"(","dossier":"recovery:R-1","data":)" + data + "}",
                                  {{"content-type", "application/x-ndjson"}});
    INFO(answer.body);
    REQUIRE(answer.body.starts_with(R"({"outcome":"recorded")"));
  };
  propose("recovery.opened",
          R"({"against":"mie:010780054","cause":"non_compliance","amount_cents":100000,)"
          R"("grounds":"Essai"})");
  propose("recovery.formal_notice_served",
          R"({"notified_on":"2026-11-18","respond_within_days":20,"grounds":"Essai"})");
  auto const position = std::to_string(desk.store.head().next - 1);
  auto const then = desk.clock.text();
  desk.clock = desk.clock.plus_seconds(86'400);
  propose("dossier.correction_recorded",
          R"({"position":)" + position +
              R"(,"corrections":[{"field":"notified_on","was":"2026-11-18",)"
              R"("becomes":"2026-11-20"}],"grounds":"Faute de frappe"})");
  // When the same day is asked about as it is known now, and as it was known then.
  auto const target = std::string{feed} + "?dossier=recovery:R-1&valid_at=" + then;
  auto const now = desk.get(target, token).body;
  auto const as_known = desk.get(target + "&known_at=" + then, token).body;
  // Then neither is answered with the other.
  CHECK(now.find("DTSTART;VALUE=DATE:20261210") != std::string::npos);
  CHECK(as_known.find("DTSTART;VALUE=DATE:20261208") != std::string::npos);
}

TEST_CASE("portfolio: several states at once, as on the command line", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const all = desk.get("/v1/deadlines?format=csv", token).body;
  auto const some = desk.get("/v1/deadlines?format=csv&state=met,met_late", token).body;
  CHECK(some.find(",met,") != std::string::npos);
  CHECK(some.find(",overdue,") == std::string::npos);
  CHECK(some.size() < all.size());
  CHECK(desk.get("/v1/deadlines?state=met,", token).status == 400);
  CHECK(desk.get("/v1/deadlines?state=met,sometimes", token).status == 400);
}

TEST_CASE("portfolio: the form is asked for by parameter, else by Accept", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const target = GENERATE(as<std::string>{}, "/v1/deadlines", "/v1/exposure?by=region");
  auto const type = [&](std::string const& extra, http::Headers headers) {
    auto const mark = target.find('?') == std::string::npos ? "?" : "&";
    auto const answer = desk.get(target + (extra.empty() ? "" : mark + extra), token, headers);
    CHECK(answer.status == 200);
    CHECK(answer.header("vary") == "Accept");
    return *answer.header("content-type");
  };
  CHECK(type("", {}) == "application/json");
  CHECK(type("", {{"accept", "*/*"}}) == "application/json");
  CHECK(type("", {{"accept", "text/csv, application/json;q=0.5"}}).starts_with("text/csv"));
  CHECK(type("", {{"accept", "text/csv;q=0.1, application/json"}}) == "application/json");
  CHECK(type("", {{"accept", "text/csv ; header=present ; q=0"}}) == "application/json");
  CHECK(type("", {{"accept", "*/*;q=0.1, TEXT/CSV;q=0.25"}}).starts_with("text/csv"));
  CHECK(type("", {{"accept", std::string{"text/csv;q=0.2, "} + workbook + ";q=0.21"}}) == workbook);
  CHECK(type("", {{"accept", "text/csv;q=9;;,,"}}) == "application/json");
  CHECK(type("", {{"accept", workbook}}) == workbook);
  CHECK(type("format=xlsx", {{"accept", "application/json"}}) == workbook);
  CHECK(type("format=json", {{"accept", "text/csv"}}) == "application/json");
}
