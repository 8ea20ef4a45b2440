#include "engine/kernel/authorise.hpp"
#include "tests/support/desk.hpp"

namespace probant::test {
namespace {

using Codes = std::vector<std::string>;

/// `candidacy_validated` by an ARS; what varies is said.
std::string validation(std::string id, std::string region = "84", bool with_author = true,
                       std::string extra = "") {
  std::string const author =
      with_author ? R"("author":{"first_name":"C","last_name":"M","quality":"Q","service":"S"},)"
                  : "";
  return R"({"id":")" + id + R"(","type":"hospiconnect.candidacy_validated",)" + extra +
         R"("dossier":"hospiconnect:010780054","actor":{"id":"ars-1","role":"ars",)"
         R"("organisation":")" +
         region + R"("},"data":{"decision":{)" + author + R"("signed_on":"2026-03-02"}}})";
}

TEST_CASE("engine: an act is recorded with its position, version and instant", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto const outcome = desk.say(validation("v1"));
  CHECK(outcome.kind == OutcomeKind::recorded);
  CHECK(outcome.position == 2);
  CHECK(outcome.version == 2);
  CHECK(outcome.recorded_at == *Instant::parse("2026-05-20T08:00:00Z"));
  CHECK(desk.store.head().next == 3);
}

TEST_CASE("engine: the same proposal again gives the first answer and records nothing",
          "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto first = desk.say(validation("v1"));
  auto const before = desk.store.head().next;
  desk.at("2026-05-21T08:00:00Z");
  auto const again = desk.say(validation("v1"));
  CHECK(again.kind == OutcomeKind::duplicate);
  first.kind = OutcomeKind::duplicate;
  CHECK(to_json(again) == to_json(first));
  CHECK(desk.store.head().next == before);
}

TEST_CASE("engine: twice in one batch, the second is a duplicate", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  std::vector const batch{proposal(validation("v1")), proposal(validation("v1"))};
  auto const outcomes = desk.engine.record(batch);
  CHECK(outcomes[0].kind == OutcomeKind::recorded);
  CHECK(outcomes[1].kind == OutcomeKind::duplicate);
  CHECK(outcomes[1].position == outcomes[0].position);
}

TEST_CASE("engine: the id of another act is a conflict, and that is recorded", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  desk.given(validation("v1"));
  auto const outcome = desk.say(validation("v1", "93"));
  CHECK(codes(outcome) == Codes{"idempotency_conflict"});
  CHECK(desk.engine.world().find(*DossierId::parse("refusals:hospiconnect:010780054")));
}

TEST_CASE("engine: a refusal is recorded, and repeated when asked again", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto const refused = desk.say(validation("v1", "93"));
  CHECK(codes(refused) == Codes{"not_competent_ars"});
  CHECK_THAT(refused.reasons.front().source, Catch::Contains("DNS/2025/180"));
  CHECK_THAT(competent_ars_rule(DossierKind::aap).citation(),
             Catch::Contains("000_56e3d9c199e9e209"));
  CHECK_THAT(competent_ars_rule(DossierKind::mie).citation(),
             Catch::Contains("004_216ae045a3483cc5"));
  CHECK(desk.store.head().next == 3);
  auto const again = desk.say(validation("v1", "93"));
  CHECK(again.kind == OutcomeKind::duplicate);
  CHECK(codes(again) == Codes{"not_competent_ars"});
  CHECK(again.is_no());
  CHECK(desk.store.head().next == 3);
}

TEST_CASE("engine: every reason is given, not only the first", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto const outcome = desk.say(validation("v1", "93", false, R"("expected_version":7,)"));
  CHECK(codes(outcome) ==
        Codes{"version_conflict", "not_competent_ars", "decision_author_missing"});
}

TEST_CASE("engine: after a version conflict the id is free for the next attempt", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  CHECK(codes(desk.say(validation("v1", "84", true, R"("expected_version":0,)"))) ==
        Codes{"version_conflict"});
  CHECK(desk.say(validation("v1", "84", true, R"("expected_version":1,)")).kind ==
        OutcomeKind::recorded);
}

TEST_CASE("engine: an act may not lie after its recording, not by a second", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  CHECK(codes(desk.say(validation("v1", "84", true, R"("occurred_at":"2026-05-20T08:00:01Z",)"))) ==
        Codes{"occurred_in_future"});
  CHECK(desk.say(validation("v2", "84", true, R"("occurred_at":"2026-05-20T08:00:00Z",)")).kind ==
        OutcomeKind::recorded);
}

TEST_CASE("engine: there are no refusals of refusals", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  REQUIRE(desk.say(validation("v1", "11")).kind == OutcomeKind::refused);
  auto const refusals = DossierId::refusals_of(*DossierId::parse("hospiconnect:010780054"));
  auto const again = desk.say(
      R"({"id":"e1","type":"dossier.legal_hold_set","dossier":")" + refusals.text() +
      R"(","actor":{"id":"a","role":"auditor","organisation":""},"data":{"grounds":"essai"}})");
  CHECK(again.kind == OutcomeKind::refused);
  CHECK(desk.engine.world().find(refusals)->version == 2);
  desk.store.scan(0, desk.store.head().next, [](StoredEvent const& stored) {
    CHECK(DossierId::parse(stored.dossier.text()) == stored.dossier);
    return true;
  });
}

TEST_CASE("engine: recorded_at never goes back when the clock does", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  desk.given(validation("v1"));
  desk.at("2026-01-01T00:00:00Z");
  auto const outcome = desk.say(validation("v2"));
  CHECK(outcome.recorded_at == *Instant::parse("2026-05-20T08:00:00Z"));
}

TEST_CASE("engine: a clock that goes back is told once, until it has caught up", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto const setbacks = [&] {
    auto const* journal = desk.engine.world().state<JournalState>(DossierId::journal());
    return journal ? journal->clock_setbacks : 0;
  };
  desk.say(validation("v0", "11"));
  desk.at("2026-05-20T07:59:59Z");  // a second is forgiven
  desk.say(validation("v1", "11"));
  CHECK(setbacks() == 0);
  desk.at("2026-05-20T07:59:58.5Z");
  desk.say(validation("v2", "11"));
  desk.say(validation("v3", "11"));
  CHECK(setbacks() == 1);
  desk.at("2026-05-20T08:00:01Z");
  desk.say(validation("v4", "11"));
  desk.at("2026-05-19T08:00:00Z");
  auto const outcome = desk.say(validation("v5"));
  CHECK(outcome.position == desk.store.head().next - 1);
  CHECK(setbacks() == 2);
}

TEST_CASE("engine: a role that may not propose is refused, an auditor always", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  for (auto const* role : {"auditor", "ans", "operator", "ars_accounting_officer"}) {
    std::string const organisation = std::string_view{role}.starts_with("ars") ? "84" : "";
    auto const outcome = desk.say(
        R"({"id":"r-)" + std::string{role} +
        R"(","type":"hospiconnect.candidacy_withdrawn",)"
        R"("dossier":"hospiconnect:010780054","actor":{"id":"x","role":")" +
        role + R"(","organisation":")" + organisation + R"("},"data":{"grounds":"essai"}})");
    INFO(role);
    CHECK(codes(outcome) == Codes{"forbidden_role"});
  }
}

TEST_CASE("engine: an establishment acts for itself only", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  auto const line = [](std::string id, std::string organisation) {
    return R"({"id":")" + id +
           R"(","type":"hospiconnect.candidacy_withdrawn",)"
           R"("dossier":"hospiconnect:010780054","actor":{"id":"u","role":"establishment",)"
           R"("organisation":")" +
           organisation + R"("},"data":{"grounds":"essai"}})";
  };
  CHECK(codes(desk.say(line("w1", "750712184"))) == Codes{"forbidden_role"});
  CHECK(desk.say(line("w2", "010780054")).kind == OutcomeKind::recorded);
}

TEST_CASE("engine: a dossier begins with the act that founds it, or an extension", "[engine]") {
  Desk desk;
  desk.given_candidacy();
  CHECK(codes(desk.say(R"({"id":"p","type":"aap.project_withdrawn","dossier":"aap:x",
    "actor":{"id":"c","role":"convergence","organisation":""},"data":{"grounds":"essai"}})")) ==
        Codes{"unknown_dossier"});
  CHECK(desk.say(R"({"id":"e","type":"dossier.extension_granted","dossier":"mie:010780054",
    "actor":{"id":"a","role":"ans","organisation":""},"data":{"key":"mie.request",
    "new_date":"2026-06-15","grounds":"panne","decision":{"signed_on":"2026-05-01",
    "author":{"first_name":"C","last_name":"M","quality":"Q","service":"S"}}}})")
            .kind == OutcomeKind::recorded);
}

TEST_CASE("engine: warnings are stored with the act and read back as they were", "[engine]") {
  Warnings const warnings{
      {"convention_late", "Signée après « le 1er juin ».", "mie.convention", "S4"},
      {"finess_key", "Clé à vérifier.", "", ""}};
  CHECK(read_warnings(to_json(warnings)) == warnings);
  CHECK(read_warnings("").empty());
}

/// A store whose disk has failed.
class FailingStore final : public EventStore {
 public:
  AppendResult append(AppendBatch const&) override { return AppendResult::store_failed; }
  Head head() const override { return {}; }
  void scan(Position, Position, Visitor const&) const override {}
  void scan_dossier(DossierId const&, Visitor const&) const override {}
  void scan_leaves(Position, Position, LeafVisitor const&) const override {}
  std::optional<ProposalRecord> find_proposal(std::string_view) const override { return {}; }
  std::vector<Sha256> tile(TileId, unsigned) const override { return {}; }
};

TEST_CASE("engine: a store that fails acknowledges nothing", "[engine]") {
  FailingStore store;
  Instant const clock = *Instant::parse("2026-05-20T08:00:00Z");
  Engine engine{store, desk_ports(clock)};
  auto const one = proposal(R"({"id":"g1","type":"register.entity_recorded",
    "dossier":"register:010780054","actor":{"id":"op","role":"operator","organisation":""},
    "data":{"entity":"010780054","name":"CH","legal_status":"public","region":"84","sites":[],
    "source":"essai"}})");
  auto const outcome = engine.record({&one, 1}).front();
  CHECK(codes(outcome) == Codes{"store_read_only"});
  CHECK(engine.world().next_position() == 0);
}

}  // namespace
}  // namespace probant::test
