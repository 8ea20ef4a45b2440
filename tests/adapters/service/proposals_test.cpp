#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;
using Catch::Contains;

namespace {

http::Headers headers(std::string const& version, std::string const& key = "") {
  http::Headers all{{"content-type", "application/json"}};
  if (!version.empty()) all.push_back({"if-match", version});
  if (!key.empty()) all.push_back({"idempotency-key", key});
  return all;
}

std::string entity_line(std::string const& finess, std::string const& more = "") {
  return R"({"type":"register.entity_recorded","dossier":"register:)" + finess + R"(")" + more +
         R"(,"data":{"entity":")" + finess +
         R"(","name":"CH","legal_status":"public","region":"11","sites":[],"source":"essai"}})";
}

std::string code_of(http::Response const& response) {
  auto const at = response.body.find("urn:probant:problem:") + 20;
  return response.body.substr(at, response.body.find('"', at) - at);
}

}  // namespace

TEST_CASE("service: a proposal is recorded as its token's, and again is a duplicate", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::operator_, "");
  auto const first =
      desk.post("/v1/events", secret, entity_line(foreign_entity), headers("\"0\"", "k"));
  INFO(first.body);
  CHECK(first.status == 201);
  CHECK(first.header("etag") == "\"1\"");
  CHECK_THAT(first.body, Contains("\"outcome\":\"recorded\",\"id\":\"k\""));
  auto const stored = desk.get(*first.header("location"), secret);
  CHECK_THAT(stored.body, Contains("\"actorid\":\"u-operator\",\"actorrole\":\"operator\""));
  auto const again =
      desk.post("/v1/events", secret, entity_line(foreign_entity), headers("\"0\"", "\"k\""));
  CHECK(again.status == 200);
  CHECK_THAT(again.body, Contains("\"outcome\":\"duplicate\",\"id\":\"k\""));
  CHECK(again.header("location") == first.header("location"));
}

TEST_CASE("service: without the version read 428, with an old one 412", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::operator_, "");
  auto const body = entity_line(own_entity, R"(,"id":"k")");
  auto const size = desk.store.head().next;
  CHECK(desk.post("/v1/events", secret, body, headers("")).status == 428);
  CHECK(desk.post("/v1/events", secret, body, headers("7")).status == 400);
  CHECK(desk.post("/v1/events", secret, body, headers("W/\"7\"")).status == 400);
  CHECK(desk.post("/v1/events", secret, body, headers("\"\"")).status == 400);
  CHECK(desk.store.head().next == size);
  auto const old = desk.post("/v1/events", secret, body, headers("\"0\""));
  CHECK(old.status == 412);
  CHECK(code_of(old) == "version_conflict");
  CHECK(old.body.find("\"type\":") == old.body.rfind("\"type\":"));  // that of the problem alone
  auto create = headers("");
  create.push_back({"if-none-match", "*"});
  CHECK(desk.post("/v1/events", secret, body, create).status == 412);
}

TEST_CASE("service: nobody speaks for another", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::operator_, "");
  auto const size = desk.store.head().next;
  auto const other = GENERATE(as<std::string>{}, R"({"id":"u-other","role":"operator"})",
                              R"({"id":"u-operator","role":"ans"})",
                              R"({"id":"u-operator","role":"operator","organisation":"ANS"})");
  auto const refused =
      desk.post("/v1/events", secret, entity_line(foreign_entity, R"(,"actor":)" + other),
                headers("\"0\"", "k"));
  INFO(refused.body);
  CHECK(refused.status == 403);
  CHECK(code_of(refused) == "forbidden_role");
  CHECK(desk.store.head().next == size);
  auto const own =
      desk.post("/v1/events", secret,
                entity_line(foreign_entity, R"(,"actor":{"id":"u-operator","role":"operator"})"),
                headers("\"0\"", "k"));
  CHECK(own.status == 201);
}

TEST_CASE("service: an establishment does not date its own acts", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::establishment, own_entity);
  auto const body = [](std::string const& more) {
    return R"({"id":"w","type":"aap.project_withdrawn","dossier":"aap:2026-0417")" + more +
           R"(,"data":{"grounds":"essai"}})";
  };
  auto const dated = desk.post("/v1/events", secret,
                               body(R"(,"occurred_at":"2026-11-19T08:00:00Z")"), headers("\"2\""));
  CHECK(dated.status == 422);
  CHECK_THAT(dated.body, Contains("\"field\":\"occurred_at\""));
  auto const now = desk.post("/v1/events", secret, body(""), headers("\"2\""));
  INFO(now.body);
  CHECK_THAT(now.body, Contains("2026-11-20T08:00:00Z") || Contains("not_allowed_now"));
}

TEST_CASE("service: a refusal has every reason, and is a problem named after the first",
          "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::ars, foreign_region);
  auto const refused =
      desk.post("/v1/events", secret,
                R"({"id":"r","type":"dossier.legal_hold_set","dossier":"aap:2026-0417",)"
                R"("data":{"grounds":"x"}})",
                headers("\"2\""));
  CHECK(refused.status == 422);
  CHECK(refused.header("content-type") == "application/problem+json");
  CHECK(code_of(refused) == "not_competent_ars");
  CHECK_THAT(refused.body, Contains("\"reasons\":[{\"code\":\"not_competent_ars\""));
}

TEST_CASE("service: what cannot be read is answered with the fields at fault", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::operator_, "");
  auto const wrong = desk.post("/v1/events", secret, "{", headers("\"0\"", "k"));
  CHECK(wrong.status == 422);
  auto const nameless =
      desk.post("/v1/events", secret, entity_line(foreign_entity), headers("\"0\""));
  CHECK(nameless.status == 422);
  CHECK_THAT(nameless.body, Contains("\"field\":\"id\""));
  auto const two = desk.post("/v1/events", secret, entity_line(foreign_entity, R"(,"id":"other")"),
                             headers("\"0\"", "k"));
  CHECK_THAT(two.body, Contains("Idempotency-Key"));
  auto text = headers("\"0\"", "k");
  text[0].value = "text/plain";
  CHECK(desk.post("/v1/events", secret, entity_line(foreign_entity), text).status == 415);
  text[0].value = "application/json; charset=ISO-8859-1";
  CHECK(desk.post("/v1/events", secret, entity_line(foreign_entity), text).status == 415);
  text[0].value = "Application/JSON; charset=\"UTF-8\"";
  text.push_back({"content-encoding", "gzip"});
  CHECK(desk.post("/v1/events", secret, entity_line(foreign_entity), text).status == 415);
  text.back().value = "identity";
  CHECK(desk.post("/v1/events", secret, entity_line(foreign_entity), text).status == 201);
}

TEST_CASE("service: a batch is answered line by line, in order", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::operator_, "");
  auto const lines = entity_line(foreign_entity, R"(,"id":"a")") + "\n\nnonsense\r\n" +
                     entity_line("130783293", R"(,"id":"b")") + "\n" +
                     entity_line(foreign_entity, R"(,"id":"a")");
  auto const answer = desk.post("/v1/events/batch", secret, lines,
                                {{"content-type", "application/x-ndjson; charset=utf-8"}});
  CHECK(answer.status == 200);
  std::vector<std::string> starts;
  std::istringstream stream{answer.body};
  for (std::string line; std::getline(stream, line);) {
    starts.push_back(line.substr(0, line.find(',', line.find(',') + 1)));
  }
  CHECK(starts == std::vector<std::string>{
                      R"({"outcome":"recorded","id":"a")",
                      R"({"outcome":"invalid","line":3)",
                      R"({"outcome":"recorded","id":"b")",
                      R"({"outcome":"duplicate","id":"a")",
                  });
}

TEST_CASE("service: when the queue is full nothing is taken, and it says when to come back",
          "[service]") {
  ServiceDesk desk;
  desk.full = true;
  auto const secret = desk.token(Role::operator_, "");
  auto const busy =
      desk.post("/v1/events", secret, entity_line(foreign_entity), headers("\"0\"", "k"));
  CHECK(busy.status == 503);
  CHECK(busy.header("retry-after") == "1");
}

TEST_CASE("service: a refusal tells a stranger nothing of a dossier they may not read",
          "[service]") {
  ServiceDesk desk;
  auto const stranger = GENERATE(as<Actor>{}, Actor{"u-ars", Role::ars, foreign_region},
                                 Actor{"u-est", Role::establishment, foreign_entity});
  auto const secret = desk.token(stranger.role, stranger.organisation);
  REQUIRE(desk.get("/v1/dossiers/aap:2026-0417", secret).status == 404);
  auto const line = [](std::string const& id) {
    return R"({"id":")" + id +
           R"(","type":"aap.project_withdrawn","dossier":"aap:2026-0417","data":{"grounds":"x"}})";
  };
  auto const told_nothing = [](std::string const& body) {
    INFO(body);
    CHECK_THAT(body, Contains("forbidden_role") || Contains("not_competent_ars"));
    for (auto const* code : {"version_conflict", "not_allowed_now", "window_closed"}) {
      CHECK_THAT(body, !Contains(code));
    }
    CHECK_THAT(body, !Contains("l'état"));
  };
  auto const one = desk.post("/v1/events", secret, line("s-1"), headers("\"77\""));
  CHECK(one.status == 422);
  told_nothing(one.body);
  told_nothing(desk.post("/v1/events", secret, line("s-1"), headers("\"77\"")).body);
  auto const batch = desk.post("/v1/events/batch", secret, line("s-2") + "\n" + line("s-3") + "\n",
                               {{"content-type", "application/x-ndjson"}});
  CHECK(batch.status == 200);
  told_nothing(batch.body);
  // The log has every reason, for those who may read them.
  auto const own = desk.token(Role::ars, own_region);
  auto const kept = desk.get("/v1/events?dossier=refusals:aap:2026-0417&limit=1000", own);
  CHECK_THAT(kept.body, Contains("version_conflict"));
}

TEST_CASE("service: a first filing that was refused is shown to whose it would have been",
          "[service]") {
  // Given a filing out of time, of a dossier that does not exist
  ServiceDesk desk;
  auto const entity = test::proposal(
      R"({"id":"w1","type":"register.entity_recorded","dossier":"register:690781810",
      "actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":"690781810","name":"HCL","legal_status":"public","region":"84",
      "sites":[],"source":"essai"}})");
  REQUIRE(desk.engine->record({&entity, 1}).front().reasons.empty());
  auto const [dossier, filing] = GENERATE(table<std::string, std::string>({
      {"hospiconnect:690781810",
       R"("type":"hospiconnect.candidacy_filed","data":{"candidate":"690781810",)"
       R"("entities":["690781810"]})"},
      {"mie:690781810", R"("type":"mie.funding_requested","data":{"beneficiary":"690781810",)"
                        R"("entities":["690781810"]})"},
  }));
  auto const establishment = desk.token(Role::establishment, "690781810");
  auto const refused = desk.post("/v1/events", establishment,
                                 R"({"id":"late-1","dossier":")" + dossier + R"(",)" + filing + "}",
                                 headers("\"0\""));
  INFO(refused.body);
  REQUIRE(refused.status == 422);
  // Then its region and the establishment see it, wherever refusals are seen; nobody else does
  auto const sees = [&](Role role, std::string const& organisation) {
    auto const secret = desk.token(role, organisation);
    auto const name = "refusals:" + dossier;
    auto const found = [&](std::string const& target) {
      return desk.get(target, secret).body.find("window_closed") != std::string::npos;
    };
    auto const listed = desk.get("/v1/dossiers?kind=refusals", secret).body;
    bool const shown = desk.get("/v1/dossiers/" + name, secret).status == 200;
    CHECK(shown == found("/v1/dossiers/" + name + "/history"));
    CHECK(shown == found("/v1/events?dossier=" + name));
    CHECK(shown == (listed.find(name) != std::string::npos));
    return shown;
  };
  CHECK(sees(Role::ans, ""));
  CHECK(sees(Role::ars, own_region));
  CHECK(sees(Role::establishment, "690781810"));
  CHECK_FALSE(sees(Role::ars, foreign_region));
  CHECK_FALSE(sees(Role::establishment, foreign_entity));
}

TEST_CASE("service: staff with a filing on paper are told where it is recorded", "[service]") {
  ServiceDesk desk;
  auto const ars = desk.token(Role::ars, own_region);
  auto const filing = [](std::string const& id, std::string const& more) {
    return R"({"id":")" + id + R"(","type":"hospiconnect.note_de_cadrage_deposited",)" +
           R"("dossier":"hospiconnect:010780054","data":{"entity":"010780054"})" + more + "}";
  };
  auto const version = desk.get("/v1/dossiers/hospiconnect:010780054", ars).header("etag");
  // As their own act, and as the establishment's
  auto const own = desk.post("/v1/events", ars, filing("p-1", ""), headers(version.value()));
  CHECK(own.status == 422);
  CHECK_THAT(own.body,
             Contains("forbidden_role") && Contains("probant record") && Contains("occurred_at"));
  auto const other =
      desk.post("/v1/events", ars,
                filing("p-2", R"(,"occurred_at":"2026-04-02T08:00:00Z","actor":{"id":"u-1",)"
                              R"("role":"establishment","organisation":"010780054"})"),
                headers("\"0\""));
  CHECK(other.status == 403);
  CHECK_THAT(other.body, Contains("probant record"));
  // What no establishment may do either has no such way.
  auto const order = desk.post(
      "/v1/events", ars,
      R"({"id":"p-3","type":"mie.payment_ordered","dossier":"mie:010780054","data":{"year":2026,)"
      R"("order_reference":"M-1"}})",
      headers("\"0\""));
  CHECK_THAT(order.body, Contains("forbidden_role") && !Contains("probant record"));
}

TEST_CASE("service: no value of a dossier is drawn out by guesses", "[service]") {
  ServiceDesk desk;
  auto const stranger = GENERATE(as<Actor>{}, Actor{"u-ars", Role::ars, foreign_region},
                                 Actor{"u-est", Role::establishment, foreign_entity});
  auto const secret = desk.token(stranger.role, stranger.organisation);
  auto const answer = [&](std::string const& id, std::string const& proposal) {
    auto const line = R"({"id":")" + id + R"(",)" + proposal + "}";
    auto const one = desk.post("/v1/events", secret, line, headers("\"0\""));
    auto const batch = desk.post("/v1/events/batch", secret, line + "\n",
                                 {{"content-type", "application/x-ndjson"}});
    return one.body + batch.body;
  };
  auto const corrected =
      answer("g-1", R"("type":"dossier.correction_recorded","dossier":"mie:010780054","data":)"
                    R"({"position":17,"corrections":[{"field":"costs[0].amount_cents","was":1,)"
                    R"("becomes":2}],"grounds":"x"})");
  INFO(corrected);
  CHECK_THAT(corrected, Contains("forbidden_role") || Contains("not_competent_ars"));
  CHECK_THAT(corrected, !Contains("valeur enregistrée") && !Contains("invalid_field"));
  auto const claim = [&](std::string const& id, std::string const& against) {
    return answer(id, R"("type":"recovery.opened","dossier":"recovery:)" + id +
                          R"(","data":{"against":")" + against +
                          R"(","cause":"non_compliance","amount_cents":99999999,"grounds":"x"})");
  };
  for (auto const& told : {claim("g-2", "mie:010780054"), claim("g-3", "mie:590780193")}) {
    INFO(told);
    CHECK_THAT(told, Contains("forbidden_role") || Contains("not_competent_ars"));
    CHECK_THAT(told, !Contains("€"));
  }
}

TEST_CASE("service: who may read the dossier is told every reason", "[service]") {
  ServiceDesk desk;
  auto const lifted = R"({"id":"s-2","type":"dossier.legal_hold_lifted",)"
                      R"("dossier":"aap:2026-0417","data":{"grounds":"x"}})";
  auto const told =
      desk.post("/v1/events", desk.token(Role::ars, own_region), lifted, headers("\"77\""));
  CHECK(told.status == 412);
  CHECK_THAT(told.body, Contains("version_conflict") && Contains("not_allowed_now"));
}
