// Lists that come whole, or page by page when `limit` is given; and the log as it was known then.
#include "adapters/service/due_cursor.hpp"
#include "tests/adapters/service/service_desk.hpp"

namespace probant::test {
namespace {

std::string next_of(http::Response const& response) {
  auto const link = response.header("link").value_or("<>");
  return link.substr(1, link.find('>') - 1);
}

/// The items of a JSON array, as they stand between its brackets.
std::string items_of(http::Response const& response) {
  REQUIRE(response.status == 200);
  return response.body.substr(1, response.body.size() - 2);
}

}  // namespace

TEST_CASE("pages: page after page makes the list, whatever their length", "[service]") {
  // Given a list, whole, as the auditor reads it
  auto const target =
      GENERATE(as<std::string>{}, "/v1/deadlines?at=2026-07-01",
               "/v1/deadlines?dossier=mie:010780054", "/v1/exposure?", "/v1/exposure?by=region",
               "/v1/exposure?by=programme", "/v1/dossiers/mie:010780054/history?");
  auto const limit = GENERATE(1, 2, 7);
  ServiceDesk desk;
  auto const token = desk.token(Role::auditor, "");
  auto const whole = desk.get(target, token);
  CHECK(!whole.header("link"));
  // When it is read by pages, following their links
  std::string paged;
  int pages = 0;
  for (auto at = target + "&limit=" + std::to_string(limit); !at.empty(); ++pages) {
    auto const page = desk.get(at, token);
    paged += (paged.empty() ? "" : ",") + items_of(page);
    at = next_of(page);
    REQUIRE(pages < 200);
  }
  // Then nothing is missing and nothing comes twice
  CHECK(paged == items_of(whole));
  CHECK(pages > 0);
}

TEST_CASE("pages: a key that no list gave is refused, naming it", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::auditor, "");
  for (auto const* bad :
       {"x", "2026-06-01", "2026-06-01~mie:010780054~k~0", "2026-13-01~mie:010780054~k~1",
        "2026-06-01~mie:010780054~~1", "2026-06-01~mie:010780054~k~1~2"}) {
    auto const answer = desk.get(std::string{"/v1/deadlines?limit=2&after="} + bad, token);
    CHECK(answer.status == 400);
    CHECK(answer.body.find("after") != std::string::npos);
  }
  CHECK(desk.get("/v1/exposure?limit=2&after=x", token).status == 400);
  CHECK(desk.get("/v1/deadlines?limit=0", token).status == 400);
  auto const text = "2026-06-01~mie:010780054~mie.convention~1";
  CHECK(service::DueCursor::parse(text)->text() == text);
}

TEST_CASE("pages: the log as it was known then, and up to an act", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::auditor, "");
  auto const count = [&](std::string const& target) {
    std::size_t events = 0;
    for (auto at = target; !at.empty();) {
      auto const page = desk.get(at, token);
      REQUIRE(page.status == 200);
      for (auto from = page.body.find("specversion"); from != std::string::npos;
           from = page.body.find("specversion", from + 1)) {
        ++events;
      }
      at = next_of(page);
    }
    return events;
  };
  std::size_t known = 0;
  std::size_t valid = 0;
  auto const then = *parse_moment("2026-06-30");
  desk.store.scan(0, desk.store.head().next, [&](StoredEvent const& event) {
    known += event.recorded_at <= then ? 1U : 0U;
    valid += event.occurred_at <= then ? 1U : 0U;
    return true;
  });
  CHECK(known > 0);
  CHECK(known < static_cast<std::size_t>(desk.store.head().next));
  CHECK(count("/v1/events?limit=3&known_at=2026-06-30") == known);
  CHECK(count("/v1/events?limit=1000&known_at=2026-06-30") == known);
  CHECK(count("/v1/events?limit=3&valid_at=2026-06-30") == valid);
  CHECK(count("/v1/events?dossier=mie:010780054&limit=3&known_at=2026-06-30") <
        count("/v1/events?dossier=mie:010780054&limit=3"));
}

}  // namespace probant::test
