// What is kept of the present must never be what was.
#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

TEST_CASE("kept: an event recorded shows at once, in the same second", "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::operator_, "");
  auto const target = GENERATE(as<std::string>{}, "/v1/dossiers/register:750712184",
                               "/v1/deadlines?state=open,due_soon,overdue,upcoming");
  auto const before = desk.get(target, token);
  CHECK(desk.get(target, token).body == before.body);
  auto const answer = desk.post(
      "/v1/events/batch", token,
      R"({"id":"k-1","type":"register.entity_recorded","dossier":"register:750712184","data":{)"
      R"("entity":"750712184","name":"CH","legal_status":"public","region":"11","sites":[],)"
      R"("source":"essai"}})"
      "\n"
      R"({"id":"k-2","type":"programme.date_set","dossier":"programme:hopen2-2026","data":{)"
      R"("key":"aap.proofs","date":"2027-09-30","reason":"Essai","source":"Essai"}})",
      {{"content-type", "application/x-ndjson"}});
  INFO(answer.body);
  REQUIRE(answer.body.find("refused") == std::string::npos);
  auto const after = desk.get(target, token);
  CHECK(after.status == 200);
  CHECK(after.body != before.body);
}

TEST_CASE("kept: what one may read is not what another was answered", "[service]") {
  ServiceDesk desk;
  for (auto const* target : {"/v1/deadlines", "/v1/exposure", "/v1/dossiers/aap:2026-0417"}) {
    INFO(target);
    CHECK(desk.get(target, desk.token(Role::ans, "")).body.find("2026-0417") != std::string::npos);
    CHECK(desk.get(target, desk.token(Role::ars, foreign_region)).body.find("2026-0417") ==
          std::string::npos);
  }
}

TEST_CASE("kept: another day has other deadlines, and a date asked for is not the present",
          "[service]") {
  ServiceDesk desk;
  auto const token = desk.token(Role::ans, "");
  auto const today = desk.get("/v1/deadlines", token).body;
  auto const then = desk.get("/v1/deadlines?at=2027-08-01", token).body;
  CHECK(then != today);
  CHECK(desk.get("/v1/deadlines", token).body == today);
  desk.clock = *Instant::parse("2027-08-01T10:00:00Z");
  CHECK(desk.get("/v1/deadlines", token).body == then);
}
