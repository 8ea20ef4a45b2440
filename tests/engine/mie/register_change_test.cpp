// What the register says later, and what it does to funding that was already ordered and paid.
#include "engine/aap/eligibility.hpp"
#include "engine/register/funded.hpp"
#include "tests/support/explanations.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view home = "register:010780054";
constexpr std::string_view second_site = "010000032";
constexpr std::string_view later = "2026-12-01T09:00:00Z";

/// 400 and 600 agents on two sites: a ceiling of 20,000 €, of which 15,000 € are paid.
Funding paid_on_two_sites() {
  Funding funding{funding_dossier};
  constexpr std::string_view early = "2026-01-10T09:00:00Z";
  funding.given_in(home,
                   entity_recorded(beneficiary, {site_record(beneficiary_site, ""),
                                                 site_record(second_site, "")}),
                   early);
  funding.given_in(home, workforce(beneficiary_site, 2024, 400), early);
  funding.given_in(home, workforce(second_site, 2024, 600), early);
  auto const candidacy = "hospiconnect:" + std::string{beneficiary};
  funding.given_in(candidacy, candidacy_filed(beneficiary), "2026-02-03T14:12:00Z");
  funding.given_in(candidacy, hospiconnect::CandidacyValidated{decision("2026-03-02")},
                   "2026-03-02T10:00:00Z");
  funding.record(funding_requested(), "2026-03-11T09:00:00Z");
  funding.record(mie::RequestValidated{decision("2026-03-25")}, "2026-03-25T09:00:00Z");
  for (auto const party : {mie::Party::beneficiary, mie::Party::ans}) {
    funding.given(mie::ConventionSigned{party, day("2026-05-18")}, "2026-05-18T09:00:00Z");
  }
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(15'000))});
  CHECK(pay(funding, 2026) == Money::euros(15'000));
  return funding;
}

/// What the register answers to a fact, and the funding once it is recorded.
Answer tell(Funding& funding, EventBody body) {
  Proposal proposal;
  proposal.dossier = dossier(home);
  proposal.actor = actor("op-1", Role::operator_, "");
  Context const context{funding.world(), proposal, instant(later), instant(later)};
  Verdict verdict;
  auto told = body;
  auto const& state = *funding.world().state<RegisterState>(proposal.dossier);
  decide(state, told, context, verdict);
  warn_of_funded(state, told, context, verdict);
  funding.given_in(home, std::move(body), later);
  return {std::move(verdict), std::move(told)};
}

std::string tree_of(Funding const& funding, Figure which) {
  auto const all = figures(funding.state(), funding.view("2029-01-01T00:00:00Z"), Tracing::on);
  auto const& tree = all[static_cast<std::size_t>(which)].value().tree.value();
  CHECK(support::holds(tree));
  std::string text;
  auto const add = [&](auto const& self, Explanation const& node) -> void {
    text += node.label.value + "\n" + (node.formula ? node.formula->value + "\n" : "");
    if (!node.operands) return;
    for (auto const& operand : *node.operands) self(self, operand);
  };
  add(add, tree);
  return text;
}

void check_untouched(Funding const& funding) {
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::paid_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
}

}  // namespace

TEST_CASE("mie: a site that an extract leaves out keeps the workforce it had", "[mie][register]") {
  auto funding = paid_on_two_sites();
  tell(funding, entity_recorded(beneficiary, {site_record(beneficiary_site, "")}))
      .accepted()
      .warning("site_left_out")
      .saying("010000032");
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(20'000));
  check_untouched(funding);
  CHECK_THAT(tree_of(funding, Figure::ceiling_net_cents),
             Catch::Contains("Effectif 2024 du site 010000032") &&
                 Catch::Contains("absent du référentiel depuis l'événement"));
  tell(funding, entity_recorded(beneficiary, {})).accepted().warning("site_left_out");
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(20'000));
}

TEST_CASE("mie: a workforce lowered after a payment takes nothing of what was ordered",
          "[mie][register]") {
  auto funding = paid_on_two_sites();
  tell(funding, workforce(second_site, 2024, 100))
      .accepted()
      .warning("ceiling_changed")
      .saying("mie:010780054")
      .saying("Plafond calculé : 10")
      .saying("(avant : 20")
      .citing("mie.ceiling.rule");
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(10'000));
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(15'000));
  check_untouched(funding);
  CHECK_THAT(tree_of(funding, Figure::entitlement_cents),
             Catch::Contains("Plafond à l'ordre OP-1 du 12/10/2026") &&
                 Catch::Contains("garde le plafond en vigueur à l'ordre"));
  // And gives nothing more than what the ceiling of today allows.
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
  funding.when(payment_ordered(2027), "2027-10-12T09:00:00Z", authorising)
      .refused_with({"nothing_payable"});
  // A control still finds what was not spent.
  funding.record(mie::ControlOpened{}, "2027-10-13T09:00:00Z");
  funding.record(control_concluded(Money::euros(14'000)), "2027-10-14T09:00:00Z");
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
}

TEST_CASE("mie: a workforce raised after a payment is payable with the next", "[mie][register]") {
  auto funding = paid_on_two_sites();
  tell(funding, workforce(second_site, 2024, 700)).accepted().warning("ceiling_changed");
  check_untouched(funding);
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(9'000))});
  CHECK(pay(funding, 2027) == Money::euros(7'000));
}

TEST_CASE("mie: cards are deducted from a ceiling kept as from any other", "[mie][register]") {
  auto funding = paid_on_two_sites();
  tell(funding, workforce(second_site, 2024, 100)).accepted();
  funding.record(cards_ordered(100, "2026-12-02"), "2026-12-02T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(13'800));
}

TEST_CASE("mie: a fact that changes no ceiling is recorded without a word", "[mie][register]") {
  auto funding = paid_on_two_sites();
  tell(funding, workforce(second_site, 2024, 600)).accepted().without_warning();
  tell(funding, workforce(second_site, 2023, 10)).accepted().without_warning();
  tell(funding, entity_recorded(beneficiary,
                                {site_record(beneficiary_site, ""), site_record(second_site, "")}))
      .accepted()
      .without_warning();
}

TEST_CASE("mie: a site that goes to another entity leaves with its workforce", "[mie][register]") {
  auto funding = paid_on_two_sites();
  funding.given_in("register:750712184",
                   entity_recorded("750712184", {site_record(second_site, "")}), later);
  tell(funding, entity_recorded(beneficiary, {site_record(beneficiary_site, "")})).accepted();
  CHECK(figure(funding, Figure::ceiling_gross_cents) == Money::euros(8'000));
  check_untouched(funding);
}

TEST_CASE("aap: whose project it is does not change when the register leaves a site out",
          "[aap][register]") {
  auto funding = paid_on_two_sites();
  aap::ProjectFiled project;
  project.lead_pmsi = pmsi(second_site);
  project.perimeter.push_back({site(second_site), project.lead_pmsi});
  tell(funding, entity_recorded(beneficiary, {site_record(beneficiary_site, "")}));
  auto const* lead = lead_entity(project, funding.view(later));
  REQUIRE(lead);
  CHECK(lead->entity->entity == entity(beneficiary));
}

TEST_CASE("mie: a request that counts a site left out says so", "[mie][register]") {
  auto funding = eligible(1000);
  funding.given_in(home, entity_recorded(beneficiary, {}), "2026-03-10T09:00:00Z");
  funding.when(funding_requested(), "2026-03-11T09:00:00Z").accepted().warning("site_left_out");
}

}  // namespace probant::test
