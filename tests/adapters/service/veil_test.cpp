// What a refusal tells who may not read the dossier: the same whether it exists or not.
#include "tests/adapters/service/service_desk.hpp"
#include "tests/support/updates.hpp"

using namespace probant;
using namespace probant::test;
using Catch::Contains;

namespace {

http::Headers headers(std::string const& version) {
  return {{"content-type", "application/json"}, {"if-match", version}};
}

std::string with_all(std::string text, std::string const& from, std::string const& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// Status, headers and body, without the dossier's name and the proposal's id.
std::string bare(http::Response const& response, std::string const& dossier,
                 std::string const& id) {
  auto text = std::to_string(response.status) + "\n";
  for (auto const& header : response.headers) {
    if (header.name != "log-size") text += header.name + ": " + header.value + "\n";
  }
  return with_all(with_all(text + response.body, dossier, "<dossier>"), id, "<id>");
}

/// An update of Convergence about the project that is there waits under its number.
void receive_about_there(ServiceDesk& desk) {
  Sent const update{.status = "INCONNU", .payload = "{}", .dossier = "aap:2026-0417"};
  auto const timestamp = std::to_string(desk.clock.unix_seconds());
  auto const kept =
      desk.post("/webhooks/convergence", "", update.body(),
                {{"content-type", "application/json"},
                 {"webhook-id", "m"},
                 {"webhook-timestamp", timestamp},
                 {"webhook-signature", webhook_secret().sign({"m", timestamp, update.body()})}});
  INFO(kept.body);
  REQUIRE(kept.status == 202);
  REQUIRE(desk.engine->world().find(*DossierId::parse("convergence:" + update.reference)));
}

/// Acts that begin no dossier.
std::vector<std::pair<std::string, std::string>> tried() {
  return {
      {"aap.project_withdrawn", R"({"grounds":"x"})"},
      {"dossier.legal_hold_set", R"({"grounds":"x"})"},
      {"dossier.correction_recorded",
       R"({"position":17,"corrections":[{"field":"title","was":"a","becomes":"b"}],)"
       R"("grounds":"x"})"},
      {"hospiconnect.note_de_cadrage_deposited", R"({"entity":"010780054"})"},
      {"aap.project_not_selected", R"({"decision":{"signed_on":"2026-06-01"},"grounds":"x"})"},
      {"aap.instalment_ordered", R"({"instalment":1,"order_reference":"M-1"})"},
      {"convergence.update_resolved", R"({"position":3,"resolution":"dismissed","grounds":"x"})"},
  };
}

}  // namespace

TEST_CASE("service: by proposing nobody learns whether a dossier exists that they may not read",
          "[service]") {
  ServiceDesk desk;
  auto const stranger = GENERATE(as<Actor>{}, Actor{"u-ars", Role::ars, foreign_region},
                                 Actor{"u-off", Role::ars_authorising_officer, foreign_region},
                                 Actor{"u-est", Role::establishment, foreign_entity});
  // There and not; with a number of Convergence that concerns what is there
  auto const [there, nowhere] = GENERATE(table<std::string, std::string>({
      {"aap:2026-0417", "aap:2026-9999"},
      {"mie:010780054", "mie:990780054"},
      {"hospiconnect:010780054", "hospiconnect:990780054"},
      {"register:010780054", "register:990780054"},
      {"convergence:CVG-1", "convergence:CVG-2"},
      {"refusals:aap:2026-0417", "refusals:aap:2026-9999"},
  }));
  auto const secret = desk.token(stranger.role, stranger.organisation);
  receive_about_there(desk);
  int acts = 0;
  for (auto const& [type, data] : tried()) {
    for (auto const* version : {"0", "2", "77"}) {
      CAPTURE(stranger.organisation, there, type, version);
      auto const told = [&](std::string const& dossier, std::string const& id) {
        auto const line = R"({"id":")" + id + R"(","type":")" + type + R"(","dossier":")" +
                          dossier + R"(","data":)" + data + "}";
        auto const batched = R"({"expected_version":)" + std::string{version} + "," +
                             with_all(line, id, id + "-batch").substr(1);
        auto const size = desk.store.head().next;
        std::string all;
        // Again, too: whether the id is taken tells no more than the refusal
        for (int round = 0; round < 2; ++round) {
          auto const tag = "\"" + std::string{version} + "\"";
          all += bare(desk.post("/v1/events", secret, line, headers(tag)), dossier, id);
          all += bare(desk.post("/v1/events/batch", secret, batched + "\n" + batched,
                                {{"content-type", "application/x-ndjson"}}),
                      dossier, id);
          all += bare(desk.get("/v1/dossiers/refusals:" + dossier, secret), dossier, id);
          all += bare(desk.get("/v1/events?dossier=refusals:" + dossier, secret), dossier, id);
        }
        return all + std::to_string(desk.store.head().next - size);
      };
      auto const number = std::to_string(++acts);
      auto const answer = told(there, "id-a-" + number);
      CHECK(answer == told(nowhere, "id-b-" + number));
      CHECK_THAT(answer, Contains("\"reasons\":[{"));
    }
  }
}

TEST_CASE("service: a claim against what its payer may not read tells nothing of it", "[service]") {
  ServiceDesk desk;
  auto const secret = desk.token(Role::ars, foreign_region);
  auto const claim = [&](std::string const& id, std::string const& against) {
    auto const line = R"({"id":")" + id + R"(","type":"recovery.opened","dossier":"recovery:)" +
                      id + R"(","data":{"against":")" + against +
                      R"(","cause":"non_compliance","amount_cents":9,"grounds":"x"}})";
    return bare(desk.post("/v1/events", secret, line, headers("\"0\"")), against, id) +
           bare(desk.get("/v1/dossiers/refusals:recovery:" + id, secret), against, id);
  };
  CHECK(claim("g-1", "aap:2026-0417") == claim("g-2", "aap:2026-9999"));
  CHECK(claim("g-3", "mie:010780054") == claim("g-4", "mie:990780054"));
}

TEST_CASE("service: who may begin a dossier, or would read it, is told why not", "[service]") {
  ServiceDesk desk;
  auto const ars = desk.token(Role::ars, own_region);
  // Would be the region's to read
  auto const unknown = desk.post("/v1/events", ars,
                                 R"({"id":"k-1","type":"dossier.legal_hold_set",)"
                                 R"("dossier":"hospiconnect:010780054","data":{"grounds":"x"}})",
                                 headers("\"77\""));
  CHECK_THAT(unknown.body, Contains("version_conflict"));
  // Is of the region, and the ANS's to claim
  auto const claim = [&](std::string const& id, std::string const& against) {
    return desk
        .post("/v1/events", ars,
              R"({"id":")" + id + R"(","type":"recovery.opened","dossier":"recovery:)" + id +
                  R"(","data":{"against":")" + against +
                  R"(","cause":"non_compliance","amount_cents":99999999999,"grounds":"x"}})",
              headers("\"0\""))
        .body;
  };
  CHECK_THAT(claim("k-2", "mie:010780054"), Contains("il revient à l'ANS"));
  CHECK_THAT(claim("k-3", "aap:2026-0417"), !Contains("not_competent_ars"));
  // A batch that begins a dossier is told of its next line as of any other
  auto const batch = desk.post(
      "/v1/events/batch", ars,
      R"({"id":"k-4","type":"dossier.extension_granted","dossier":"aap:2026-7777","data":)"
      R"({"key":"aap.window","new_date":"2027-01-31","decision":{"author":{"first_name":"A",)"
      R"("last_name":"B","quality":"DG","service":"ARS"},"signed_on":"2026-11-19"},)"
      R"("grounds":"x"}})"
      "\n"
      R"({"id":"k-5","type":"dossier.legal_hold_lifted","dossier":"aap:2026-7777",)"
      R"("expected_version":1,"data":{"grounds":"x"}})",
      {{"content-type", "application/x-ndjson"}});
  INFO(batch.body);
  CHECK_THAT(batch.body, Contains("\"recorded\",\"id\":\"k-4\""));
  CHECK_THAT(batch.body, !Contains("unknown_dossier"));
}
