#include "engine/log/proof_file.hpp"
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

TEST_CASE("service: 304 hides no deadline that a new day made overdue", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const other = desk.token(Role::ans, "");
  auto const target = "/v1/dossiers/aap:2026-0417";
  desk.clock = *Instant::parse("2027-06-30T21:59:50Z");  // ten seconds to midnight in Paris
  auto const before = desk.get(target, secret);
  http::Headers const held{{"if-none-match", before.header("etag").value()}};
  CHECK_THAT(before.body, Contains("\"due_soon\"") && !Contains("\"overdue\""));
  CHECK(desk.get(target, secret, held).status == 304);
  CHECK(desk.get(target, other, held).status == 200);  // who was sent nothing has nothing
  desk.clock = desk.clock.plus_seconds(20);
  auto const after = desk.get(target, secret, held);
  CHECK(after.status == 200);
  CHECK(after.header("etag") == before.header("etag"));
  CHECK_THAT(after.body, Contains("\"overdue\""));
  // One token may stand for several who hold different days of it.
  CHECK(desk.get(target, secret, held).status == 200);
  desk.clock = desk.clock.plus_seconds(-20);
  CHECK(desk.get(target + std::string{"?valid_at=2026-05-31"}, secret).status == 200);
}

TEST_CASE("service: 304 on a history is for who was sent this one", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const target = "/v1/dossiers/aap:2026-0417/history";
  // Its version is no news: what its items tell of Convergence's receipts goes without an event.
  http::Headers const held{{"if-none-match", "\"2\""}};
  CHECK(desk.get(target, secret, held).status == 200);
  CHECK(desk.get(target, secret, held).status == 304);
  CHECK(desk.get(target, desk.token(Role::ans, ""), held).status == 200);
}

TEST_CASE("service: a new event is seen by the next question", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::ans, "");
  auto const target = std::string{"/v1/dossiers/mie:"} + own_entity;
  auto const before = desk.get(target, secret).header("etag").value();
  auto const one =
      proposal(std::string{R"({"id":"hold","type":"dossier.legal_hold_set","dossier":"mie:)"} +
               own_entity + R"(","actor":{"id":"u-9","role":"ans"},"data":{"grounds":"essai"}})");
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
  auto const expired = desk.get(target, desk.expired_token(Role::ars));
  CHECK(expired.status == 401);
  CHECK(expired.header("www-authenticate") == "Bearer realm=\"probant\", error=\"invalid_token\"");
  CHECK(desk.get(target, "", {{"authorization", "Basic dTpw"}}).status == 401);
  auto const secret = desk.token(Role::auditor, "");
  CHECK(desk.get(target, secret).status == 200);
  auto book = *desk.tokens;
  book.revoke(book.find(secret)->id(), desk.clock);
  desk.tokens = std::make_shared<service::TokenBook const>(book);
  CHECK(desk.get(target, secret).status == 401);
  auto const calendar =
      desk.issue({"u-7", Role::auditor, ""}, *Instant::parse("2030-01-01T00:00:00Z"),
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
  auto const bad = GENERATE(as<std::string>{}, "?nothing=1", "?valid_at=hier",
                            "?valid_at=", "?valid_at=2026-05-31&valid_at=2026-05-31");
  CHECK(desk.get("/v1/dossiers/aap:2026-0417" + bad, secret).status == 400);
  CHECK(desk.get("/v1/dossiers/nonsense", secret).status == 400);
  CHECK(desk.get("/v1/events/01", secret).status == 400);
}

TEST_CASE("service: alive always, ready only while the log can be written and signed",
          "[service]") {
  ServiceDesk desk;
  CHECK(desk.get("/livez", "").status == 200);
  desk.condition.signed_at = desk.clock.plus_seconds(-90);
  auto const able = desk.get("/readyz", "");
  CHECK(able.status == 200);
  CHECK_THAT(able.body, Contains("\"fsync_failed\":false") && Contains("\"holes\":0") &&
                            Contains("\"checkpoint_age_seconds\":90"));
  desk.condition.cannot_write = "disque plein";
  desk.condition.unsynced = true;
  auto const not_ready = desk.get("/readyz", "");
  CHECK(not_ready.status == 503);
  CHECK_THAT(not_ready.body, Contains("\"writable\":false") && Contains("disque plein") &&
                                 Contains("\"fsync_failed\":true"));
  CHECK(desk.get("/livez", "").status == 200);
}

TEST_CASE("service: what is told of an answer has no secret and no query", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  desk.get("/v1/dossiers/aap:2026-0417?valid_at=2026-05-31", secret,
           {{"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}});
  REQUIRE(desk.told.size() == 1);
  auto const& told = desk.told.front();
  CHECK(told.dossier == "aap:2026-0417");
  CHECK(told.status == 200);
  CHECK(told.token == desk.tokens->find(secret)->id());
  CHECK(told.trace == "4bf92f3577b34da6a3ce929d0e0e4736");
}

namespace {

/// What the `Link` header points to, or nothing.
std::string next_of(http::Response const& response) {
  auto const link = response.header("link").value_or("<>");
  return link.substr(1, link.find('>') - 1);
}

std::size_t count(std::string const& text, std::string const& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("service: page by page, every event once and in order", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const limit = GENERATE(1, 7, 1000);
  std::string all;
  std::size_t pages = 0;
  auto target = "/v1/events?limit=" + std::to_string(limit);
  while (!target.empty()) {
    auto const page = desk.get(target, secret);
    REQUIRE(page.status == 200);
    CHECK(count(page.body, "\"specversion\"") <= static_cast<std::size_t>(limit));
    all += page.body;
    target = next_of(page);
    REQUIRE(++pages < 100);
  }
  auto const size = desk.store.head().next;
  CHECK(count(all, "\"specversion\"") == static_cast<std::size_t>(size));
  std::size_t at = 0;
  for (Position position = 0; position < size; ++position) {
    at = all.find("\"position\":" + std::to_string(position) + ",", at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("service: events by dossier, type and subject", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const aap = desk.get("/v1/events?dossier=aap:2026-0417", secret);
  CHECK(count(aap.body, "\"subject\":\"aap:2026-0417\"") == 2);
  CHECK(count(aap.body, "\"specversion\"") == 2);
  CHECK(count(desk.get("/v1/events?dossier=aap:2026-0417&after=12", secret).body,
              "\"specversion\"") == 1);
  auto const filed = desk.get("/v1/events?type=aap.project_filed", secret);
  CHECK(count(filed.body, "\"type\":\"aap.project_filed\"") == count(filed.body, "specversion"));
  CHECK(count(filed.body, "specversion") > 0);
  auto const own = desk.get("/v1/events?subject=entity:010780054", secret);
  CHECK(count(own.body, "specversion") > 5);
  CHECK(desk.get("/v1/events?subject=entity:750712184", secret).body == "[]");
  // A dossier by its name, which is the `subject` of its events, or as envelopes name it: its own
  // events, and those of others that concern it
  auto const funding = desk.get("/v1/events?limit=1000&subject=mie:010780054", secret);
  auto const of_it = desk.get("/v1/events?limit=1000&dossier=mie:010780054", secret);
  CHECK(count(of_it.body, R"("subject":"mie:010780054")") > 3);
  CHECK(count(funding.body, R"("subject":"mie:010780054")") ==
        count(of_it.body, R"("subject":"mie:010780054")"));
  CHECK(funding.body ==
        desk.get("/v1/events?limit=1000&subject=dossier:mie:010780054", secret).body);
  // With a dossier: of that one's events, those that concern it
  CHECK(desk.get("/v1/events?dossier=aap:2026-0417&subject=mie:010780054", secret).body == "[]");
  // And nothing else is taken for one
  auto const wrong = GENERATE(as<std::string>{}, "010780054", "entity:1",
                              "pmsi:", "siret:010780054", "dossier:x", "", "aap:");
  for (auto const* route : {"/v1/events", "/v1/events/stream"}) {
    auto const refused = desk.get(std::string{route} + "?subject=" + wrong, secret);
    CAPTURE(route, wrong, refused.body);
    CHECK(refused.status == 400);
    CHECK(count(refused.body, R"("field":"subject")") == 1);
  }
  CHECK(desk.get("/v1/events?type=nothing", secret).status == 400);
  CHECK(desk.get("/v1/events?limit=0", secret).status == 400);
}

TEST_CASE("service: dossiers are found page by page", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const all = desk.get("/v1/dossiers", secret);
  CHECK(all.header("link") == std::nullopt);
  std::string paged;
  for (std::string target = "/v1/dossiers?limit=1"; !target.empty();) {
    auto const page = desk.get(target, secret);
    paged += page.body;
    target = next_of(page);
  }
  CHECK(count(paged, "\"dossier\"") == count(all.body, "\"dossier\""));
  auto const one = desk.get("/v1/dossiers?kind=aap&region=84&phase=selected&q=urgences", secret);
  CHECK(count(one.body, "\"dossier\":\"aap:2026-0417\"") == 1);
  CHECK(desk.get("/v1/dossiers?kind=aap&region=84&phase=RETENU&q=urgences", secret).body ==
        one.body);
  auto const unknown = desk.get("/v1/dossiers?phase=nothing", secret);
  CHECK(unknown.status == 400);
  CHECK_THAT(unknown.body, Catch::Contains("selected (retenu)"));
}

TEST_CASE("service: history, explanation, deadlines and exposure, now and then", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::ars, own_region);
  auto const mie = std::string{"/v1/dossiers/mie:"} + own_entity;
  auto const whole = desk.get(mie + "/history", secret);
  auto const part = desk.get(mie + "/history?known_at=2026-06-30", secret);
  CHECK(count(part.body, "\"legal_basis\"") < count(whole.body, "\"legal_basis\""));
  CHECK(part.header("etag") != whole.header("etag"));
  CHECK_THAT(desk.get(mie + "/explain/entitlement", secret).body,
             Contains("\"value\":3160050") && Contains("\"operands\""));
  CHECK(desk.get(mie + "/explain/entitlement_cents", secret).status == 200);
  CHECK_THAT(desk.get(mie + "/explain/payable?valid_at=2026-10-10", secret).body,
             Contains("\"value\":3160050"));
  CHECK(desk.get(mie + "/explain/payable_cents", secret).status == 200);
  CHECK(desk.get(mie + "/explain/recovered", secret).status == 404);
  CHECK(desk.get(mie + "/explain/nothing", secret).status == 400);
  auto const overdue = desk.get("/v1/deadlines?state=overdue&at=2027-07-01", secret);
  CHECK_THAT(overdue.body, Contains("\"key\":\"aap.proofs\""));
  CHECK(desk.get("/v1/deadlines?at=2026-07-01&valid_at=2026-07-01", secret).status == 400);
  auto const by = desk.get("/v1/exposure?by=region", secret);
  CHECK_THAT(by.body, Contains("\"region\":\"84\",\"dossiers\":2"));
  CHECK_THAT(desk.get("/v1/exposure?at=2026-03-01", secret).body, !Contains("aap:2026-0417"));
  auto const one = desk.get("/v1/exposure?dossier=aap:2026-0417", secret);
  CHECK_THAT(one.body, Contains("aap:2026-0417") && !Contains("mie:"));
  CHECK(desk.get("/v1/exposure?region=11", secret).body == "[]");
}

TEST_CASE("service: who watches the log finds its tree, and its receipts", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::auditor, "");
  auto const checkpoint = desk.get("/checkpoint", "");
  CHECK(checkpoint.body.starts_with("example.org/log\n"));
  auto const size = desk.store.head().next;
  auto const width = std::to_string(size);
  auto const tile = desk.get("/tile/0/000.p/" + width, "");
  CHECK(tile.body.size() == static_cast<std::size_t>(size) * 32);
  CHECK_THAT(tile.header("cache-control").value(), Contains("immutable"));
  CHECK(desk.get("/tile/0/000.p/" + std::to_string(size + 1), "").status == 404);
  CHECK(desk.get("/tile/0/000", "").status == 404);
  auto const bundle = desk.get("/tile/entries/000.p/" + width, secret);
  auto const receipt = desk.get("/v1/proofs/5", secret);
  auto const proof = ProofFile::parse(receipt.body);
  REQUIRE(proof);
  CHECK_THAT(proof->extra.value_or(""), Contains("\"envelope\"") && Contains("\"payload\""));
  auto const envelopes = parse_bundle(bundle.body, static_cast<unsigned>(size));
  REQUIRE(envelopes);
  auto const key = SigningKey::from_seed("example.org/log", KeyType::ed25519, sha256("k").bytes);
  CHECK(check_proof_file(*proof, (*envelopes)[5], key->verifier()).why.empty());
  CHECK_FALSE(check_proof_file(*proof, (*envelopes)[6], key->verifier()).why.empty());
  CHECK(desk.get("/v1/proofs/" + width, secret).status == 404);
}
