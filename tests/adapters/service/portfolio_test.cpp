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
  CHECK(type("", {{"accept", workbook}}) == workbook);
  CHECK(type("format=xlsx", {{"accept", "application/json"}}) == workbook);
  CHECK(type("format=json", {{"accept", "text/csv"}}) == "application/json");
}
