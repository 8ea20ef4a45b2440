// Who reads what, wherever it is read: of an establishment that moved, of a filing that was
// refused.
#include "tests/adapters/service/service_desk.hpp"

using namespace probant;
using namespace probant::test;

namespace {

/// What the example files, from its data on.
std::string filing() {
  std::ifstream lines{std::string{PROBANT_TEST_DATA} + "/data/example/example-proposals.jsonl"};
  for (std::string line; std::getline(lines, line);) {
    if (line.find("aap.project_filed") != std::string::npos)
      return line.substr(line.find("\"data\""));
  }
  return {};
}

/// An extension of the filing's window, granted before anyone has filed.
http::Response put_off(ServiceDesk& desk, std::string const& id, std::string const& region,
                       std::string const& version) {
  return desk.post("/v1/events", desk.token(Role::ars, region),
                   R"({"id":")" + id +
                       R"(","type":"dossier.extension_granted","dossier":"aap:2026-7777","data":)"
                       R"({"key":"aap.window","new_date":"2027-01-31","decision":{"author":)"
                       R"({"first_name":"A","last_name":"B","quality":"DG","service":"ARS"},)"
                       R"("signed_on":"2026-11-19"},"grounds":"panne"}})",
                   {{"content-type", "application/json"}, {"if-match", "\"" + version + "\""}});
}

}  // namespace

TEST_CASE("service: a dossier is read by the region that has it now, at every instant asked",
          "[service]") {
  // Given an establishment that moved to another region
  ServiceDesk desk;
  auto const before = desk.clock.text();
  auto const owner = desk.token(Role::operator_, "");
  desk.clock = desk.clock.plus_seconds(3600);
  auto const asked_before = [&](std::string const& region) {
    auto const list =
        desk.get("/v1/dossiers?kind=mie&known_at=" + before, desk.token(Role::ars, region));
    return list.body.find("mie:010780054") != std::string::npos;
  };
  CHECK(asked_before(own_region));
  CHECK(asked_before(own_region));
  CHECK_FALSE(asked_before(foreign_region));
  auto const moved =
      desk.post("/v1/events", owner,
                R"({"id":"moved","type":"register.entity_recorded","dossier":"register:010780054",)"
                R"("data":{"entity":"010780054","name":"CH","legal_status":"public",)"
                R"("region":"11","sites":[],"source":"essai"}})",
                {{"content-type", "application/json"},
                 {"if-match", *desk.get("/v1/dossiers/register:010780054", owner).header("etag")}});
  INFO(moved.body);
  REQUIRE(moved.status == 201);
  desk.clock = desk.clock.plus_seconds(3600);
  // Then all that tells of it tells the region that has it now, and no more the other
  auto const told = [&](std::string const& region, std::string const& target) {
    auto const answer = desk.get(target, desk.token(Role::ars, region));
    auto text = std::to_string(answer.status) + answer.body;
    if (answer.more) {
      for (auto piece = answer.more(false); piece && !piece->empty(); piece = answer.more(false)) {
        text += *piece;
      }
    }
    return text.find("mie:010780054") != std::string::npos ||
           text.find(R"("type":"mie.)") != std::string::npos;
  };
  for (auto const& target :
       {std::string{"/v1/dossiers/mie:010780054"}, std::string{"/v1/dossiers?kind=mie"},
        std::string{"/v1/dossiers/mie:010780054/history"}, std::string{"/v1/deadlines"},
        std::string{"/v1/deadlines.ics"}, std::string{"/v1/exposure"},
        std::string{"/v1/events?limit=1000"}}) {
    CAPTURE(target);
    auto const past = target + (target.find('?') == std::string::npos ? "?" : "&");
    for (auto const& asked : {target, past + "known_at=" + before, past + "valid_at=" + before,
                              past + "valid_at=2027-06-01"}) {
      CAPTURE(asked);
      CHECK(told(foreign_region, asked));
      CHECK_FALSE(told(own_region, asked));
    }
  }
  CHECK(told(foreign_region, "/v1/events/stream?after=-1"));
  CHECK_FALSE(told(own_region, "/v1/events/stream?after=-1"));
}

TEST_CASE("service: a refused first filing is read the same way wherever events are", "[service]") {
  // Given a project filed too late by the establishment of the example, under a name nobody has
  ServiceDesk desk;
  auto const owner = desk.token(Role::establishment, own_entity);
  auto const version = std::string{R"("0")"};
  auto const filed =
      desk.post("/v1/events", owner,
                R"({"id":"late","type":"aap.project_filed","dossier":"aap:2026-0999",)" + filing(),
                {{"content-type", "application/json"}, {"if-match", version}});
  INFO(filed.body);
  REQUIRE(filed.status == 422);
  REQUIRE(filed.body.find("window_closed") != std::string::npos);
  auto const reads = [&](Role role, std::string const& organisation) {
    auto const secret = desk.token(role, organisation);
    auto const name = std::string{"refusals:aap:2026-0999"};
    auto const found = [&](std::string const& target) {
      auto const answer = desk.get(target, secret);
      auto text = answer.body;
      if (answer.more) {
        for (auto piece = answer.more(false); piece && !piece->empty();
             piece = answer.more(false)) {
          text += *piece;
        }
      }
      return text.find("\"proposal\":\"late\"") != std::string::npos;
    };
    auto const events = "/v1/events?dossier=" + name;
    bool const shown = found("/v1/dossiers/" + name + "/history");
    CHECK(found(events) == shown);
    CHECK(found("/v1/events?limit=1000&type=dossier.proposal_refused") == shown);
    CHECK(found("/v1/events/stream?after=-1") == shown);
    CHECK(found("/v1/events/stream?after=-1&dossier=" + name) == shown);
    return shown;
  };
  CHECK(reads(Role::establishment, own_entity));
  CHECK(reads(Role::ars, own_region));
  CHECK(reads(Role::auditor, ""));
  CHECK_FALSE(reads(Role::establishment, foreign_entity));
  CHECK_FALSE(reads(Role::ars, foreign_region));
}

TEST_CASE("service: an extension before the filing is read by the region that granted it",
          "[service]") {
  // Given a window put off by an ARS for a project that nobody has filed yet
  ServiceDesk desk;
  auto const granted = put_off(desk, "x-1", own_region, "0");
  INFO(granted.body);
  REQUIRE(granted.status == 201);
  auto const told = [&](Role role, std::string const& organisation, std::string const& target) {
    auto const answer = desk.get(target, desk.token(role, organisation));
    auto text = answer.body;
    if (answer.more) {
      for (auto piece = answer.more(false); piece && !piece->empty(); piece = answer.more(false)) {
        text += *piece;
      }
    }
    return text.find(R"(:"aap:2026-7777")") != std::string::npos ||
           text.find("UID:aap:2026-7777") != std::string::npos;
  };
  // Then whatever tells of dossiers tells its region of it, and no other
  auto const target = GENERATE(
      as<std::string>{}, "/v1/dossiers/aap:2026-7777", "/v1/dossiers?kind=aap&region=84",
      "/v1/deadlines?region=84", "/v1/deadlines?dossier=aap:2026-7777", "/v1/deadlines.ics",
      "/v1/events?dossier=aap:2026-7777", "/v1/events?limit=1000", "/v1/events/stream?after=-1");
  CAPTURE(target);
  CHECK(told(Role::ars, own_region, target));
  CHECK(told(Role::ars_authorising_officer, own_region, target));
  CHECK(told(Role::auditor, "", target));
  CHECK_FALSE(told(Role::ars, foreign_region, target));
  CHECK_FALSE(told(Role::establishment, own_entity, target));
  // And a refused act tells the one what is wrong, and the other no more than of no dossier
  CHECK(put_off(desk, "x-2", own_region, "0").body.find("version_conflict") != std::string::npos);
  // But of an extension for leads of its own, under a number that an ARS may have mistyped
  CHECK(put_off(desk, "x-3", foreign_region, "0").body.find("version_conflict") !=
        std::string::npos);
  auto const held = [&](std::string const& dossier) {
    auto text = desk.post("/v1/events", desk.token(Role::ars, foreign_region),
                          R"({"id":"h-)" + dossier + R"(","type":"dossier.legal_hold_set",)" +
                              R"("dossier":"aap:)" + dossier + R"(","data":{"grounds":"x"}})",
                          {{"content-type", "application/json"}, {"if-match", "\"0\""}})
                    .body;
    for (auto at = text.find(dossier); at != std::string::npos; at = text.find(dossier)) {
      text.replace(at, dossier.size(), "<>");
    }
    return text;
  };
  CHECK(held("2026-7777") == held("2026-6666"));
  // And what the one granted is no bound to the other: both read it then
  CHECK(put_off(desk, "x-4", foreign_region, "1").status == 201);
  auto const dossier = "/v1/dossiers/aap:2026-7777";
  CHECK(told(Role::ars, own_region, dossier));
  CHECK(told(Role::ars, foreign_region, dossier));
  // When its establishment files it, who cannot read it yet
  auto const file = [&](std::string const& id, std::string const& version) {
    return desk.post(
        "/v1/events", desk.token(Role::establishment, own_entity),
        R"({"id":")" + id + R"(","type":"aap.project_filed","dossier":"aap:2026-7777",)" + filing(),
        {{"content-type", "application/json"}, {"if-match", "\"" + version + "\""}});
  };
  // Then it is told what it was refused for: of the name, that something stands under it
  auto const conflict = file("f-1", "0");
  INFO(conflict.body);
  CHECK(conflict.status == 412);
  auto const filed = file("f-2", "2");
  INFO(filed.body);
  CHECK(filed.body.find("unknown_dossier") == std::string::npos);
  CHECK(filed.body.find("forbidden_role") == std::string::npos);
}
