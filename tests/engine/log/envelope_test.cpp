#include "engine/log/envelope.hpp"

#include <catch2/catch.hpp>

#include "tests/contract/example_events.hpp"

namespace probant {
namespace {

using test::aap_dossier;
using test::example_event;

std::string envelope_of(NewEvent const& event, Position position) {
  Hasher hasher;
  std::string envelope = "left from before";
  write_envelope(envelope, hasher, event, position, event.causation);
  return envelope;
}

NewEvent full_event() {
  auto event = example_event(aap_dossier("2026-0417"), 3);
  event.causation = 811;
  event.correlation = "lot \"7\"\n";
  event.warnings = R"([{"code":"convention_late"}])";
  return event;
}

StoredEvent stored(NewEvent const& event, Position position) {
  return {.position = position,
          .dossier = event.dossier,
          .version = event.version,
          .type = event.type,
          .schema = event.schema,
          .occurred_at = event.occurred_at,
          .recorded_at = event.recorded_at,
          .actor = event.actor,
          .proposal_id = event.proposal_id,
          .rulebook = event.rulebook,
          .payload = event.payload,
          .warnings = event.warnings};
}

bool agrees(std::string const& envelope, NewEvent const& event, Position position) {
  Hasher hasher;
  auto const commitment = payload_commitment(hasher, event.blinding, event.payload);
  return envelope_agrees(envelope, hasher, stored(event, position), commitment);
}

}  // namespace

TEST_CASE("envelope: canonical text of an event with everything", "[log][envelope]") {
  auto const event = full_event();
  auto const commitment = hmac_sha256(as_text(event.blinding), event.payload).text();
  CHECK(envelope_of(event, 812) ==
        R"({"actor":{"id":"u-118","organisation":"010780054","role":"establishment"},)"
        R"("causation":811,"correlation":"lot \"7\"\n","dossier":"aap:2026-0417",)"
        R"("occurred_at":"2026-05-20T08:00:00Z","payload_commit":")" +
            commitment +
            R"(","position":812,"proposal":"aap:2026-0417/3",)"
            R"("recorded_at":"2026-05-20T08:01:00Z","rulebook":"hopen2-2026/1","schema":1,)"
            R"("subjects":["dossier:aap:2026-0417","pmsi:010780054"],)"
            R"("type":"aap.project_withdrawn","v":1,"version":3,"warnings_sha256":")" +
            sha256(event.warnings).text() + "\"}");
}

TEST_CASE("envelope: what an event does not have is absent", "[log][envelope]") {
  auto event = example_event(aap_dossier("x"), 1);
  event.subjects.clear();
  auto const envelope = envelope_of(event, 0);
  CHECK(envelope.find("causation") == std::string::npos);
  CHECK(envelope.find("correlation") == std::string::npos);
  CHECK(envelope.find("warnings") == std::string::npos);
  CHECK(envelope.find(R"("subjects":[],"type")") != std::string::npos);
}

TEST_CASE("envelope: it agrees with its event and with no other", "[log][envelope]") {
  auto const event = full_event();
  auto const envelope = envelope_of(event, 812);
  REQUIRE(agrees(envelope, event, 812));
  CHECK_FALSE(agrees(envelope, event, 813));
  CHECK_FALSE(agrees(envelope + " ", event, 812));
  CHECK_FALSE(agrees("", event, 812));
  for (std::size_t length = 0; length < envelope.size(); ++length) {
    CHECK_FALSE(agrees(envelope.substr(0, length), event, 812));
  }
  auto const altered = [&](auto&& change) {
    auto other = event;
    change(other);
    return agrees(envelope, other, 812);
  };
  CHECK_FALSE(altered([](auto& e) { e.dossier = aap_dossier("2026-0418"); }));
  CHECK_FALSE(altered([](auto& e) { e.version = 4; }));
  CHECK_FALSE(altered([](auto& e) { e.type = *event_type("aap.project_filed"); }));
  CHECK_FALSE(altered([](auto& e) { e.schema = 2; }));
  CHECK_FALSE(altered([](auto& e) { e.occurred_at = e.recorded_at; }));
  CHECK_FALSE(altered([](auto& e) { e.recorded_at = e.occurred_at; }));
  CHECK_FALSE(altered([](auto& e) { e.actor.id = "u-119"; }));
  CHECK_FALSE(altered([](auto& e) { e.actor.role = Role::ars; }));
  CHECK_FALSE(altered([](auto& e) { e.actor.organisation = "84"; }));
  CHECK_FALSE(altered([](auto& e) { e.proposal_id += "x"; }));
  CHECK_FALSE(altered([](auto& e) { e.rulebook = "hopen2-2026/2"; }));
  CHECK_FALSE(altered([](auto& e) { e.payload += " "; }));
  CHECK_FALSE(altered([](auto& e) { e.blinding[31] ^= 1; }));
  CHECK_FALSE(altered([](auto& e) { e.warnings.clear(); }));
}

TEST_CASE("envelope: text in a value cannot pose as a key", "[log][envelope]") {
  auto event = full_event();
  event.correlation = R"(,"dossier":"aap:other","payload_commit":"00")";
  event.subjects = {R"(x],"type":"aap.project_filed")"};
  CHECK(agrees(envelope_of(event, 812), event, 812));
}

TEST_CASE("envelope: it tells whom it concerns, whole names only", "[log][envelope]") {
  auto event = full_event();
  event.subjects = {",", R"(a"b\)", "pmsi:1"};
  auto const envelope = envelope_of(event, 812);
  for (auto const& subject : event.subjects) CHECK(envelope_concerns(envelope, {"none", subject}));
  CHECK_FALSE(envelope_concerns(envelope, {}));
  CHECK_FALSE(envelope_concerns(envelope, {"pmsi:", "b", "a", R"(a"b)", "", R"(","a)", "type"}));
  event.subjects.clear();
  CHECK_FALSE(envelope_concerns(envelope_of(event, 812), {"", "type", "aap.project_withdrawn"}));
}

TEST_CASE("envelope: values that need escapes agree escaped, and no other way", "[log][envelope]") {
  auto event = full_event();
  event.actor.id = "u\"\\\n\x01é";
  event.proposal_id = R"(p"1)";
  event.recorded_at = event.occurred_at;
  auto const envelope = envelope_of(event, 812);
  REQUIRE(agrees(envelope, event, 812));
  auto raw = envelope;
  raw.replace(raw.find(R"(p\"1)"), 4, event.proposal_id);
  CHECK_FALSE(agrees(raw, event, 812));
}

TEST_CASE("envelope: any byte changed is found, but for links and subjects", "[log][envelope]") {
  auto const event = full_event();
  auto const envelope = envelope_of(event, 812);
  auto const links = envelope.find(R"(,"causation")");
  auto const dossier = envelope.find(R"(,"dossier")");
  auto const subjects = envelope.find("[\"dossier") + 1;
  auto const type = envelope.find(R"(],"type")");
  for (std::size_t at = 0; at < envelope.size(); ++at) {
    bool const elsewhere = (at >= links && at < dossier) || (at >= subjects && at < type);
    if (elsewhere) continue;
    INFO(at << " " << envelope.substr(at));
    auto changed = envelope;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    CHECK_FALSE(agrees(changed, event, 812));
  }
}

TEST_CASE("envelope: an erased payload leaves the rest to be compared", "[log][envelope]") {
  Hasher hasher;
  auto event = full_event();
  auto const envelope = envelope_of(event, 812);
  CHECK(envelope_agrees(envelope, hasher, stored(event, 812), std::nullopt));
  auto no_digest = envelope;
  no_digest[envelope.find("commit\":\"") + 12] = 'x';
  CHECK_FALSE(envelope_agrees(no_digest, hasher, stored(event, 812), std::nullopt));
  event.version = 4;
  CHECK_FALSE(envelope_agrees(envelope, hasher, stored(event, 812), std::nullopt));
}

}  // namespace probant
