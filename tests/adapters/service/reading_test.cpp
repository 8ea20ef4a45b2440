#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;
using Catch::Contains;

TEST_CASE("service: a dossier as it is, and as it was", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const now = desk.get("/v1/dossiers/aap:2026-0417", secret);
  CHECK(now.status == 200);
  CHECK_THAT(now.body, Contains("\"phase\":\"selected\",\"version\":2"));
  auto const then = desk.get("/v1/dossiers/aap:2026-0417?valid_at=2026-05-31", secret);
  CHECK_THAT(then.body, Contains("\"phase\":\"filed\",\"version\":1"));
  CHECK(then.header("etag") == "\"1\"");
  CHECK(desk.get("/v1/dossiers/aap:2026-0417?known_at=2026-01-31", secret).status == 404);
}

TEST_CASE("service: what the caller has already is not sent again", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const target = "/v1/dossiers/aap:2026-0417";
  auto const etag = desk.get(target, secret).header("etag").value();
  auto const same = desk.get(target, secret, {{"if-none-match", "\"7\", " + etag}});
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  CHECK(same.header("etag") == etag);
  CHECK(desk.get(target, secret, {{"if-none-match", "\"1\""}}).status == 200);
}

TEST_CASE("service: a new event is seen by the next question", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::ans, "");
  auto const target = std::string{"/v1/dossiers/mie:"} + own_entity;
  auto const before = desk.get(target, secret).header("etag").value();
  auto const one = proposal(std::string{R"({"id":"hold","type":"dossier.legal_hold_set","dossier":"mie:)"} +
                            own_entity +
                            R"(","actor":{"id":"u-9","role":"ans"},"data":{"grounds":"essai"}})");
  REQUIRE(desk.engine->record({&one, 1}).front().kind == OutcomeKind::recorded);
  auto const after = desk.get(target, secret);
  CHECK(after.header("etag").value() != before);
  CHECK_THAT(after.body, Contains("{\"track\":\"legal_hold\"") || Contains("legal_hold_lifted"));
}

TEST_CASE("service: what is not the caller's looks like what does not exist", "[service]") {
  ServiceDesk desk;
  auto const own = desk.token(Role::ars, own_region);
  auto const foreign = desk.token(Role::ars, foreign_region);
  CHECK(desk.get("/v1/dossiers/aap:2026-0417", own).status == 200);
  auto const denied = desk.get("/v1/dossiers/aap:2026-0417", foreign);
  auto const unknown = desk.get("/v1/dossiers/aap:2026-9999", foreign);
  CHECK(denied.status == 404);
  CHECK(denied.body == unknown.body);
  CHECK(desk.get("/v1/events/12", own).status == 200);
  CHECK(desk.get("/v1/events/12", foreign).body == desk.get("/v1/events/999", foreign).body);
}

TEST_CASE("service: no token, an unknown one, an expired one, a revoked one, a calendar's",
          "[service]") {
  ServiceDesk desk;
  auto const target = "/v1/dossiers/aap:2026-0417";
  auto const none = desk.get(target, "");
  CHECK(none.status == 401);
  CHECK(none.header("www-authenticate") == "Bearer realm=\"probant\"");
  CHECK(desk.get(target, "probant_" + std::string(43, 'a')).status == 401);
  CHECK(desk.get(target, desk.expired_token(Role::ars)).status == 401);
  CHECK(desk.get(target, "", {{"authorization", "Basic dTpw"}}).status == 401);
  auto const secret = desk.token(Role::auditor, "");
  CHECK(desk.get(target, secret).status == 200);
  auto book = *desk.tokens;
  book.revoke(book.find(secret)->id(), desk.clock);
  desk.tokens = std::make_shared<service::TokenBook const>(book);
  CHECK(desk.get(target, secret).status == 401);
  auto const calendar = desk.issue({"u-7", Role::auditor, ""},
                                   *Instant::parse("2030-01-01T00:00:00Z"),
                                   service::TokenUse::calendar);
  CHECK(desk.get(target, calendar).status == 401);
}

TEST_CASE("service: wrong addresses, methods and parameters", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  CHECK(desk.get("/v1/nothing", secret).status == 404);
  CHECK(desk.get("/v1/dossiers/aap:2026-0417/nothing", secret).status == 404);
  auto const post = desk.post("/v1/dossiers/aap:2026-0417", secret, "", {});
  CHECK(post.status == 405);
  CHECK(post.header("allow") == "GET, HEAD");
  auto const bad = GENERATE(as<std::string>{}, "?nothing=1", "?valid_at=hier", "?valid_at=",
                            "?valid_at=2026-05-31&valid_at=2026-05-31");
  CHECK(desk.get("/v1/dossiers/aap:2026-0417" + bad, secret).status == 400);
  CHECK(desk.get("/v1/dossiers/nonsense", secret).status == 400);
  CHECK(desk.get("/v1/events/01", secret).status == 400);
}

TEST_CASE("service: alive always, ready only while the log can be written and signed",
          "[service]") {
  ServiceDesk desk;
  CHECK(desk.get("/livez", "").status == 200);
  CHECK(desk.get("/readyz", "").status == 200);
  desk.condition.cannot_write = "disque plein";
  auto const not_ready = desk.get("/readyz", "");
  CHECK(not_ready.status == 503);
  CHECK_THAT(not_ready.body, Contains("\"writable\":false") && Contains("disque plein"));
  CHECK(desk.get("/livez", "").status == 200);
}

TEST_CASE("service: what is told of an answer has no secret and no query", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  desk.get("/v1/dossiers/aap:2026-0417?valid_at=2026-05-31", secret,
           {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
  REQUIRE(desk.told.size() == 1);
  auto const& told = desk.told.front();
  CHECK(told.path == "/v1/dossiers/{dossier}");
  CHECK(told.dossier == "aap:2026-0417");
  CHECK(told.status == 200);
  CHECK(told.token == desk.tokens->find(secret)->id());
  CHECK(told.trace == "4bf92f3577b34da6a3ce929d0e0e4736");
}
