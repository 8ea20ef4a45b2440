// The webhook and the inbox over the service: statuses, bodies, and who sees what.
#include "adapters/convergence/webhook.hpp"
#include "tests/adapters/service/service_desk.hpp"
#include "tests/support/updates.hpp"

using namespace probant;
using namespace probant::test;

namespace {

/// About the project of the example, in region 84.
Sent about_project(int sequence, std::string const& status) {
  return {.sequence = sequence, .status = status, .payload = "{}", .dossier = "aap:2026-0417"};
}

http::Response arrives(ServiceDesk& desk, std::string const& id, std::string const& body) {
  auto const timestamp = std::to_string(desk.clock.unix_seconds());
  return desk.post("/webhooks/convergence", "", body,
                   {{"content-type", "application/json"},
                    {"webhook-id", id},
                    {"webhook-timestamp", timestamp},
                    {"webhook-signature", webhook_secret().sign({id, timestamp, body})}});
}

bool holds(http::Response const& response, std::string_view text) {
  return response.body.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("webhook: applied is 201, again 200, kept 202, another body 409", "[service][webhook]") {
  ServiceDesk desk;
  auto const proofs = [](std::string const& label) {
    return Sent{.sequence = 4,
                .status = "PREUVES_DEPOSEES",
                .payload = R"({"targets":[{"label":")" + label + R"(","achieved":true}]})",
                .dossier = "aap:2026-0417",
                .occurred_at = "2026-11-19T08:00:00Z"}
        .body();
  };
  auto const applied = arrives(desk, "msg_1", proofs("DPI"));
  INFO(applied.body);
  CHECK((applied.status == 201 || applied.status == 202));
  auto const again = arrives(desk, "msg_1", proofs("DPI"));
  CHECK(again.status == 200);
  CHECK(holds(again, R"({"outcome":"duplicate","id":"msg_1")"));
  CHECK(arrives(desk, "msg_1", proofs("autre")).status == 409);
  auto const kept = arrives(desk, "msg_2", about_project(5, "INCONNU").body());
  CHECK(kept.status == 202);
  CHECK(holds(kept, R"({"outcome":"kept","id":"msg_2","disposition":"kept")"));
  CHECK(holds(kept, "unknown_status"));
}

TEST_CASE("webhook: an applied update is told with its positions", "[service][webhook]") {
  ServiceDesk desk;
  auto filed = note(1);
  filed.status = "CANDIDATURE_DEPOSEE";
  filed.dossier = "hospiconnect:590780193";
  filed.occurred_at = "2026-02-03T08:00:00Z";
  filed.payload = R"({"candidate":"590780193","entities":["590780193"]})";
  auto const entity = proposal(
      R"({"id":"w1","type":"register.entity_recorded","dossier":"register:590780193",
      "actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":"590780193","name":"CH","legal_status":"public","region":"11",
      "sites":[],"source":"essai"}})");
  REQUIRE(desk.engine->record({&entity, 1}).front().reasons.empty());
  auto const position = desk.store.head().next;
  auto const answer = arrives(desk, "msg_1", filed.body());
  INFO(answer.body);
  CHECK(answer.status == 201);
  CHECK(holds(answer, R"("outcome":"applied","id":"msg_1","disposition":"applied")"));
  CHECK(holds(answer, "\"applied_position\":" + std::to_string(position + 1)));
  CHECK(desk.get("/v1/inbox", desk.token(Role::ans, "")).body == "[]");
}

TEST_CASE("webhook: clocks that differ keep nothing for a person, and it is told",
          "[service][webhook]") {
  // Given a platform whose clock is four seconds ahead of ours
  ServiceDesk desk;
  auto const entity = proposal(
      R"({"id":"w1","type":"register.entity_recorded","dossier":"register:590780193",
      "actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":"590780193","name":"CH","legal_status":"public","region":"11",
      "sites":[],"source":"essai"}})");
  REQUIRE(desk.engine->record({&entity, 1}).front().reasons.empty());
  auto window = proposal(
      R"({"id":"w2","type":"programme.window_opened","dossier":"programme:hopen2-2026",
      "actor":{"id":"op","role":"operator","organisation":""},"data":{"key":"hospiconnect.window",
      "opens_on":"2026-01-20","closes_on":"2029-12-31","reason":"essai","source":"essai"}})");
  REQUIRE(desk.engine->record({&window, 1}).front().reasons.empty());
  auto const told = desk.clock.plus_seconds(4);
  // When it sends what happens right now, and the answer is that it is applied
  Sent filed{.sequence = 1,
             .status = "CANDIDATURE_DEPOSEE",
             .payload = R"({"candidate":"590780193","entities":["590780193"]})",
             .dossier = "hospiconnect:590780193",
             .occurred_at = told.text()};
  auto const answer = arrives(desk, "msg_1", filed.body());
  INFO(answer.body);
  REQUIRE(answer.status == 201);
  // Then the act is in effect when it was received, and what was said of it is shown beside
  auto const history =
      desk.get("/v1/dossiers/hospiconnect:590780193/history", desk.token(Role::ans, ""));
  INFO(history.body);
  CHECK(holds(history, R"("occurred_at":")" + desk.clock.text() + "\""));
  CHECK(holds(history, R"("signed":true,"happened_at":")" + told.text() + "\""));
}

TEST_CASE("webhook: what is not signed, malformed, too much or not storable",
          "[service][webhook]") {
  ServiceDesk desk;
  auto const size = desk.store.head().next;
  auto const unsigned_one = desk.post("/webhooks/convergence", "", note(1).body(), {});
  CHECK(unsigned_one.status == 401);
  CHECK(unsigned_one.header("www-authenticate"));
  CHECK(arrives(desk, "msg_1", "{}").status == 400);
  CHECK(desk.store.head().next == size);
  desk.full = true;
  auto const busy = arrives(desk, "msg_1", note(1).body());
  CHECK(busy.status == 503);
  CHECK(busy.header("retry-after"));
}

TEST_CASE("inbox: it shows each agency its region, and takes decisions from staff",
          "[service][inbox]") {
  ServiceDesk desk;
  REQUIRE(arrives(desk, "msg_1", about_project(5, "INCONNU").body()).status == 202);
  REQUIRE(arrives(desk, "msg_2", about_project(6, "INCONNU").body()).status == 202);
  auto const ars = desk.token(Role::ars, own_region);
  auto const list = desk.get("/v1/inbox", ars);
  CHECK(list.status == 200);
  CHECK(holds(list, R"("id":"msg_1")"));
  CHECK(holds(list, R"("id":"msg_2")"));
  CHECK(desk.get("/v1/inbox", desk.token(Role::ars, foreign_region)).body == "[]");
  CHECK(desk.get("/v1/inbox", desk.token(Role::establishment, own_entity)).status == 403);
  auto const page = desk.get("/v1/inbox?limit=1", ars);
  CHECK(holds(page, "msg_1"));
  CHECK_FALSE(holds(page, "msg_2"));
  CHECK(page.header("link"));
  CHECK(desk.get("/v1/inbox/msg_2", ars).status == 200);
  CHECK(desk.get("/v1/inbox/msg_2", desk.token(Role::ars, foreign_region)).status == 404);

  auto const dismiss = R"({"resolution":"dismiss","grounds":"Sans objet"})";
  auto const resolve = [&](std::string const& id, std::string const& token, std::string body) {
    return desk.post("/v1/inbox/" + id + "/resolve", token, std::move(body), {}).status;
  };
  CHECK(resolve("msg_9", ars, dismiss) == 404);
  CHECK(resolve("msg_1", desk.token(Role::ars, foreign_region), dismiss) == 404);
  CHECK(resolve("msg_1", desk.token(Role::establishment, own_entity), dismiss) == 403);
  CHECK(resolve("msg_1", ars, R"({"resolution":"forget","grounds":"x"})") == 422);
  CHECK(resolve("msg_1", ars, R"({"resolution":"dismiss"})") == 422);
  CHECK(resolve("msg_1", ars, R"({"resolution":"apply","grounds":"x"})") == 422);
  CHECK(resolve("msg_1", ars, dismiss) == 201);
  desk.clock = desk.clock.plus_seconds(1);
  CHECK(resolve("msg_1", ars, dismiss) == 422);
  CHECK_FALSE(holds(desk.get("/v1/inbox", ars), "msg_1"));
}

TEST_CASE("inbox: an update is found whatever its id is made of", "[service][inbox]") {
  // Given an update kept under an id that a path needs escaped
  auto const [id, written] = GENERATE(table<std::string, std::string>({
      {"msg/1", "msg%2F1"},
      {"msg/1/resolve", "msg%2f1%2fresolve"},
      {"50%2F", "50%252F"},
      {"a\\b?c#d\"e<f>", "a%5Cb%3Fc%23d%22e%3Cf%3E"},
  }));
  ServiceDesk desk;
  REQUIRE(arrives(desk, id, about_project(5, "INCONNU").body()).status == 202);
  auto const ars = desk.token(Role::ars, own_region);
  // Then it is shown and resolved by that id, and by no other way of writing it
  auto const shown = desk.get("/v1/inbox/" + written, ars);
  CHECK(shown.status == 200);
  CHECK(holds(shown, "\"sequence\":5"));
  CHECK(desk.get("/v1/inbox/%25" + written.substr(1), ars).status == 404);
  CHECK(desk.post("/v1/inbox/" + written + "/resolve", ars,
                  R"({"resolution":"dismiss","grounds":"Sans objet"})", {})
            .status == 201);
  CHECK(desk.get("/v1/inbox", ars).body == "[]");
}

TEST_CASE("inbox: a project that was never filed is its lead's ARS's to resolve",
          "[service][inbox]") {
  ServiceDesk desk;
  auto filing = about_project(1, "DOSSIER_DEPOSE");
  filing.dossier = "aap:2026-9999";
  filing.reference = "CVG-9";
  filing.payload = R"({"lead_pmsi":"010780054"})";
  REQUIRE(arrives(desk, "msg_1", filing.body()).status == 202);
  auto unknown = about_project(1, "LAUREAT");
  unknown.dossier = "aap:2026-9998";
  unknown.reference = "CVG-8";
  REQUIRE(arrives(desk, "msg_2", unknown.body()).status == 202);
  auto const own = desk.token(Role::ars, own_region);
  // Whether nothing is in its dossier yet, or the extension by which it may be applied
  if (GENERATE(false, true)) {
    auto const extension = proposal(
        R"({"id":"e1","type":"dossier.extension_granted","dossier":"aap:2026-9999",
        "actor":{"id":"a","role":"ars","organisation":")" +
        std::string{own_region} + R"("},"data":{"key":"aap.window","new_date":"2027-01-31",
        "decision":{"author":{"first_name":"A","last_name":"B","quality":"DG","service":"ARS"},
        "signed_on":"2026-05-19"},"grounds":"x"}})");
    REQUIRE(desk.engine->record({&extension, 1}).front().reasons.empty());
  }
  auto const list = desk.get("/v1/inbox", own);
  CHECK(holds(list, R"("id":"msg_1")"));
  CHECK_FALSE(holds(list, R"("id":"msg_2")"));  // nobody can tell whose it is
  CHECK(desk.get("/v1/inbox", desk.token(Role::ars, foreign_region)).body == "[]");
  CHECK(desk.post("/v1/inbox/msg_1/resolve", own,
                  R"({"resolution":"dismiss","grounds":"Déposé hors délai"})", {})
            .status == 201);
}

TEST_CASE("inbox: of a number used for two entities each region is told what names its own",
          "[service][inbox]") {
  ServiceDesk desk;
  auto update = about_project(5, "INCONNU");
  auto const reads = [&](std::string const& region, std::string const& id) {
    auto const token = desk.token(Role::ars, region);
    auto const alone = desk.get("/v1/inbox/" + id, token).status;
    auto const listed = holds(desk.get("/v1/inbox", token), "\"id\":\"" + id + "\"");
    CHECK(alone == (listed ? 200 : 404));
    return listed;
  };
  update.dossier = "mie:" + std::string{own_entity};
  REQUIRE(arrives(desk, "msg_1", update.body()).status == 202);
  CHECK(reads(own_region, "msg_1"));
  update.dossier = "hospiconnect:" + std::string{own_entity};
  update.sequence = 6;
  REQUIRE(arrives(desk, "msg_2", update.body()).status == 202);
  CHECK(reads(own_region, "msg_2"));  // one entity
  CHECK(desk.get("/v1/dossiers/convergence:" + update.reference, desk.token(Role::ars, own_region))
            .status == 200);
  auto const entity = proposal(
      R"({"id":"w1","type":"register.entity_recorded","dossier":"register:750712184",
      "actor":{"id":"op","role":"operator","organisation":""},
      "data":{"entity":"750712184","name":"CH","legal_status":"public","region":"11",
      "sites":[],"source":"essai"}})");
  REQUIRE(desk.engine->record({&entity, 1}).front().reasons.empty());
  update.dossier = "mie:" + std::string{foreign_entity};
  update.sequence = 7;
  REQUIRE(arrives(desk, "msg_3", update.body()).status == 202);
  for (auto const* id : {"msg_1", "msg_2", "msg_3"}) {
    bool const foreign = std::string_view{id} == "msg_3";
    CHECK(reads(own_region, id) == !foreign);
    CHECK(reads(foreign_region, id) == foreign);
    CHECK(holds(desk.get("/v1/inbox", desk.token(Role::ans, "ans")), id));
  }
  // No page follows for what is not theirs, and the number itself is nobody's of a region.
  CHECK_FALSE(desk.get("/v1/inbox?limit=2", desk.token(Role::ars, own_region)).header("link"));
  for (auto const* region : {own_region, foreign_region}) {
    auto const token = desk.token(Role::ars, region);
    CHECK(desk.get("/v1/dossiers/convergence:" + update.reference, token).status == 404);
  }
  auto const dismiss = R"({"resolution":"dismiss","grounds":"Sans objet"})";
  auto const own = desk.token(Role::ars, own_region);
  auto const refused = desk.post("/v1/inbox/msg_1/resolve", own, dismiss, {});
  CHECK(refused.status == 422);
  CHECK(holds(refused, "not_competent_ars"));
  CHECK(holds(refused, "a servi pour plusieurs"));
  CHECK(desk.post("/v1/inbox/msg_3/resolve", own, dismiss, {}).status == 404);
}

TEST_CASE("webhook: an id that is too long is told its header and its limit",
          "[service][webhook]") {
  ServiceDesk desk;
  auto const size = GENERATE(101U, 300U);
  auto const told = arrives(desk, std::string(size, 'm'), about_project(1, "INCONNU").body());
  INFO(told.body);
  CHECK(told.status == 400);
  CHECK(holds(told, R"("field":"webhook-id")"));
  CHECK(holds(told, "en-tête"));
  CHECK(holds(told, "100"));
  CHECK(arrives(desk, std::string(100, 'm'), about_project(1, "INCONNU").body()).status == 202);
}
