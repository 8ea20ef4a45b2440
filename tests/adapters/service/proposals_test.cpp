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
