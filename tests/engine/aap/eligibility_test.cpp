#include "engine/register/funded.hpp"
#include "tests/engine/aap/projects.hpp"
#include "tests/support/rulebooks.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

std::shared_ptr<Rulebook const> with(std::string_view key, std::string_view value) {
  return std::make_shared<Rulebook const>(support::builtin_with(key, value));
}

Scenario<AapState> without_hospiconnect() {
  Scenario<AapState> scenario{"aap:2026-0417"};
  given_register(scenario);
  given_window(scenario);
  return scenario;
}

reference::UsagePaymentRecorded usage_payment(
    std::string_view number, std::int64_t cents, std::string_view paid_on = "2024-12-01",
    reference::UsageProgramme programme = reference::UsageProgramme::sun_es) {
  return {pmsi(number), programme, Money::cents(cents), day(paid_on)};
}

reference::EntityRecorded ght_member(reference::LegalStatus status) {
  auto record = entity_recorded(partner_entity_number, {site_record(partner, partner)});
  record.legal_status = status;
  record.ght = "075";
  record.ght_role = reference::GhtRole::member;
  return record;
}

}  // namespace

TEST_CASE("aap: the leader's entity needs a validated candidacy", "[aap][eligibility]") {
  auto scenario = without_hospiconnect();
  auto const missing = {std::string_view{"candidacy_not_validated"},
                        std::string_view{"note_de_cadrage_missing"},
                        std::string_view{"maturity_indicators_missing"}};
  scenario.when(project(), filing_day).refused_with(missing).saying(lead_entity_number);
  auto const where = "hospiconnect:" + std::string{lead_entity_number};
  scenario.given_in(where, candidacy_filed(lead_entity_number), "2026-01-25T08:00:00Z");
  given_note(scenario, lead_entity_number);
  given_indicators(scenario, lead_entity_number);
  scenario.when(project(), filing_day)
      .refused_with({"candidacy_not_validated"})
      .saying("« déposée »")
      .citing("aap.eligibility.other_themes");
  scenario.given_in(where, hospiconnect::CandidacyValidated{decision()}, filing_day);
  scenario.when(project(), "2026-05-20T07:59:59Z")
      .refused_with({"candidacy_not_validated"})
      .saying("n'a été validée que le 20/05/2026")
      .saying("et l'acte est daté du 20/05/2026");
  scenario.when(project(), filing_day).accepted();
  scenario.given_in(where, hospiconnect::CandidacyWithdrawn{"Abandon."}, filing_day);
  scenario.when(project(), filing_day).refused_with({"candidacy_not_validated"});
}

TEST_CASE("aap: the candidacy of the GHT's support covers the leader's entity",
          "[aap][eligibility]") {
  auto scenario = without_hospiconnect();
  auto const where = "hospiconnect:" + std::string{partner_entity_number};
  scenario
      .given_in(where,
                candidacy_filed(partner_entity_number, {partner_entity_number, lead_entity_number}),
                "2026-01-25T08:00:00Z")
      .given_in(where, hospiconnect::CandidacyValidated{decision()}, "2026-03-01T08:00:00Z")
      .given_in(where, hospiconnect::NoteDeCadrageDeposited{entity(partner_entity_number)},
                "2026-04-01T08:00:00Z")
      .given_in(where, hospiconnect::MaturityIndicatorsCompleted{entity(partner_entity_number)},
                "2026-04-01T08:00:00Z");
  // The milestone is kept per entity: the support's own does not do for the leader.
  scenario.when(project(), filing_day)
      .refused_with({"note_de_cadrage_missing", "maturity_indicators_missing"})
      .citing("hospiconnect.milestone.items");
  scenario
      .given_in(where, hospiconnect::NoteDeCadrageDeposited{entity(lead_entity_number)},
                "2026-05-01T08:00:00Z")
      .given_in(where, hospiconnect::MaturityIndicatorsCompleted{entity(lead_entity_number)},
                "2026-05-01T08:00:00Z");
  scenario.when(project(), filing_day).accepted();
}

TEST_CASE("aap: each half of the milestone is needed at the act's instant", "[aap][eligibility]") {
  auto scenario = without_hospiconnect();
  given_candidacy(scenario, lead_entity_number);
  given_indicators(scenario, lead_entity_number, "2026-05-19T08:00:00Z");
  scenario.when(project(), filing_day).refused_with({"note_de_cadrage_missing"});
  given_note(scenario, lead_entity_number, filing_day);
  scenario.when(project(), "2026-05-20T07:59:59Z").refused_with({"note_de_cadrage_missing"});
  scenario.when(project(), filing_day).accepted();
  scenario.when(project(), "2026-05-19T07:59:59Z")
      .refused_with({"note_de_cadrage_missing", "maturity_indicators_missing"});
}

TEST_CASE("aap: the leader alone is judged, every participant is shown", "[aap][eligibility]") {
  auto const answer = ready().when(project({lead, partner}), filing_day);
  auto const& eligibility = answer.accepted().as<aap::ProjectFiled>().eligibility;
  REQUIRE(eligibility.size() == 2);
  CHECK(eligibility[0].pmsi == pmsi(lead));
  CHECK(eligibility[0].eligible);
  CHECK(eligibility[0].findings.size() == 3);
  CHECK(eligibility[1].pmsi == pmsi(partner));
  CHECK_FALSE(eligibility[1].eligible);
  CHECK(eligibility[1].findings.size() == 3);
}

TEST_CASE("aap: under the other reading every participant is judged", "[aap][eligibility]") {
  auto const scenario = ready(with("aap.eligibility.participants", "\"all\""));
  scenario.when(project({lead, partner}), filing_day)
      .refused_with(
          {"candidacy_not_validated", "note_de_cadrage_missing", "maturity_indicators_missing"})
      .saying(partner_entity_number);
  scenario.when(project(), filing_day).accepted();
}

TEST_CASE("aap: catch-up needs no HospiConnect candidacy", "[aap][eligibility]") {
  without_hospiconnect().when(catch_up(), filing_day).accepted();
  auto scenario =
      Scenario<AapState>{"aap:2026-0417", with("aap.catch_up.requires_hospiconnect", "true")};
  given_register(scenario);
  given_window(scenario);
  scenario.when(catch_up(), filing_day)
      .refused_with(
          {"candidacy_not_validated", "note_de_cadrage_missing", "maturity_indicators_missing"});
}

TEST_CASE("aap: any usage payment closes catch-up, not the other themes", "[aap][eligibility]") {
  auto const paid = [](reference::UsagePaymentRecorded payment) {
    auto scenario = ready();
    scenario.given_in(lead_register, payment, register_day);
    return scenario;
  };
  paid(usage_payment(lead, 1))
      .when(catch_up(), filing_day)
      .refused_with({"usage_payment_received"})
      .saying("SUN-ES")
      .citing("aap.eligibility.catch_up");
  paid(usage_payment(lead, 1)).when(project(), filing_day).accepted();
  paid(usage_payment(lead, 0)).when(catch_up(), filing_day).accepted();
  paid(usage_payment(lead, 1, "2024-12-01", reference::UsageProgramme::hopen2_phase1))
      .when(catch_up(), filing_day)
      .refused_with({"usage_payment_received"})
      .saying("HOP'EN 2 phase 1");
  paid(usage_payment(lead, 1, "2026-05-20"))
      .when(catch_up(), filing_day)
      .refused_with({"usage_payment_received"});
  paid(usage_payment(lead, 1, "2026-05-21")).when(catch_up(), filing_day).accepted();
}

TEST_CASE("aap: a usage payment learnt after the filing is told of", "[aap][eligibility]") {
  auto const told = [](aap::ProjectFiled const& filed, reference::UsagePaymentRecorded payment) {
    auto scenario = ready();
    scenario.record(filed, filing_day);
    Proposal proposal;
    proposal.dossier = dossier(lead_register);
    auto const late = instant("2026-09-01T08:00:00Z");
    Verdict verdict;
    warn_of_funded({}, EventBody{payment}, Context{scenario.world(), proposal, late, late},
                   verdict);
    CHECK_FALSE(verdict.refused());
    return verdict.warnings();
  };
  auto const warned = told(catch_up(), usage_payment(lead, 1));
  REQUIRE(warned.size() == 1);
  CHECK(warned.front().code == "usage_payment_received");
  CHECK_THAT(warned.front().message, Catch::Contains("aap:2026-0417"));
  CHECK(told(catch_up({lead, partner}), usage_payment(partner, 1, "2026-05-20")).size() == 1);
  // It closes neither another theme, nor what was filed before it was made.
  CHECK(told(project(), usage_payment(lead, 1)).empty());
  CHECK(told(catch_up(), usage_payment(lead, 1, "2026-05-21")).empty());
  CHECK(told(catch_up(), usage_payment(lead, 0)).empty());
  CHECK(told(catch_up({lead}), usage_payment(partner, 1)).empty());
}

TEST_CASE("aap: a usage payment learnt after the filing is told to who decides and who orders",
          "[aap][eligibility]") {
  constexpr std::string_view june = "2026-06-15T08:00:00Z";
  constexpr std::string_view december = "2026-12-01T08:00:00Z";
  auto const learnt = [](aap::ProjectFiled filed, reference::UsagePaymentRecorded payment) {
    auto scenario = ready();
    filed.requested_cents = Money::euros(35'000);
    scenario.record(filed, filing_day);
    scenario.given_in(payment.pmsi == pmsi(lead) ? lead_register : partner_register, payment,
                      "2026-06-01T08:00:00Z");
    return scenario;
  };
  auto const under_convention = [](Scenario<AapState>& scenario) {
    scenario.record(selected(3'000'000), june);
    scenario.record(convention(), "2026-07-02T08:00:00Z");
  };
  // Given a payment made before the filing and learnt after it, when the project is selected and
  // its instalments are ordered, then each is told of it
  auto scenario = learnt(catch_up({lead, partner}), usage_payment(partner, 1, "2026-05-20"));
  scenario.when(selected(3'000'000), june)
      .accepted()
      .warning("usage_payment_received")
      .citing("aap.eligibility.catch_up");
  under_convention(scenario);
  scenario.when(order(1), december).accepted().warning("usage_payment_received");
  scenario.record(order(1), december);
  scenario.record(proofs(), "2027-06-01T08:00:00Z");
  scenario.record(attained(), "2027-09-01T08:00:00Z");
  scenario.when(order(2), "2027-09-02T08:00:00Z").accepted().warning("usage_payment_received");
  // Nobody is, of one that would have closed nothing
  for (auto other : {learnt(project(), usage_payment(lead, 1)),
                     learnt(catch_up(), usage_payment(lead, 1, "2026-05-21")),
                     learnt(catch_up(), usage_payment(lead, 0)),
                     learnt(catch_up(), usage_payment(partner, 1))}) {
    other.when(selected(3'000'000), june).accepted().without_warning();
    under_convention(other);
    other.when(order(1), december).accepted().without_warning();
  }
}

TEST_CASE("aap: a usage payment of any participant closes catch-up", "[aap][eligibility]") {
  auto scenario = ready();
  scenario.given_in(partner_register, usage_payment(partner, 100), register_day);
  scenario.when(catch_up({lead, partner}), filing_day)
      .refused_with({"usage_payment_received"})
      .saying(partner);
  scenario.when(catch_up({lead}), filing_day).accepted();
}

TEST_CASE("aap: a public GHT member needs the GHT's validation", "[aap][eligibility][ght]") {
  auto scenario = ready();
  scenario.given_in(partner_register, ght_member(reference::LegalStatus::public_), register_day);
  auto filed = project({lead, partner});
  scenario.when(filed, filing_day)
      .refused_with({"ght_validation_missing"})
      .saying("075")
      .citing("aap.ght_validation.required");
  scenario.when(project({lead}), filing_day).accepted();
  filed.ght_validated = true;
  scenario.when(filed, filing_day).accepted();
}

TEST_CASE("aap: a private entity attached to a GHT needs no validation",
          "[aap][eligibility][ght]") {
  auto scenario = ready();
  scenario.given_in(partner_register, ght_member(reference::LegalStatus::private_nonprofit),
                    register_day);
  scenario.when(project({lead, partner}), filing_day).accepted();
}

TEST_CASE("aap: the leader's region is competent; its entity and its candidate apply",
          "[aap][competence]") {
  auto scenario = ready();
  auto const where = "hospiconnect:" + std::string{partner_entity_number};
  scenario.given_in(
      where, candidacy_filed(partner_entity_number, {partner_entity_number, lead_entity_number}),
      "2026-01-25T08:00:00Z");
  auto const of = [&](EventBody const& body) {
    return competence(scenario.state(), body, scenario.view(filing_day));
  };
  auto const together = of(project({lead, partner}));
  CHECK(together.region == region("84"));
  CHECK(together.applicants ==
        std::vector{entity(lead_entity_number), entity(partner_entity_number)});
  CHECK(of(project({partner, lead})).region == region("11"));
  CHECK_FALSE(of(withdrawn()).region);
  scenario.record(project({lead, partner}), filing_day);
  CHECK(of(withdrawn()).region == region("84"));
}
