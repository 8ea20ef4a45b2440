// A HOP'EN 2 project for tests, and the world it is filed in: two entities with a site each, their
// activity, a validated HospiConnect candidacy with its milestone, and an open window.
#pragma once

#include "tests/support/scenario.hpp"

namespace probant::test::projects {

inline constexpr std::string_view lead_entity_number = "010780054";
inline constexpr std::string_view lead = "010000024";  ///< site and FINESS PMSI alike
inline constexpr std::string_view partner_entity_number = "750712184";
inline constexpr std::string_view partner = "750100125";
inline constexpr std::string_view lead_register = "register:010780054";
inline constexpr std::string_view partner_register = "register:750712184";
inline constexpr std::string_view register_day = "2026-01-05T08:00:00Z";
inline constexpr std::string_view filing_day = "2026-05-20T08:00:00Z";

inline aap::ProjectFiled project(std::vector<std::string_view> perimeter = {lead}) {
  aap::ProjectFiled filed;
  filed.lead_pmsi = pmsi(perimeter.front());
  filed.theme = aap::Theme::emergency_flow;
  filed.title = "Fluidifier l'aval des urgences";
  filed.objectives = {"1"};
  for (auto const number : perimeter) filed.perimeter.push_back({site(number), pmsi(number)});
  filed.team = {{"Chef de projet", "Cadre de santé"}};
  filed.lead_person = "Camille Martin";
  filed.business_stakes = "Réduire l'attente aux urgences.";
  filed.it_works = {"Interfacer le DPI et la gestion des lits."};
  filed.targets = {{"Lits visibles en temps réel", aap::TargetKind::quantitative, "90 %"}};
  filed.forecast = {{2026, Money::euros(20'000)}, {2027, Money::euros(20'000)}};
  filed.requested_cents = Money::euros(30'000);
  return filed;
}
inline aap::ProjectFiled catch_up(std::vector<std::string_view> perimeter = {lead}) {
  auto filed = project(std::move(perimeter));
  filed.theme = aap::Theme::maturity_catch_up;
  return filed;
}

inline aap::ProjectSelected selected(std::int64_t granted_cents) {
  return {decision(), Money::cents(granted_cents), {{"Robustesse", "Satisfaisante"}}};
}
inline aap::ProjectNotSelected not_selected() { return {decision(), "Hors des priorités."}; }
inline aap::ProjectWithdrawn withdrawn() { return {"Abandon du projet."}; }
inline aap::ComplementRequested complement_requested(std::string_view due_on = "2026-06-20") {
  return {{"Lettre d'engagement"}, day(due_on)};
}
inline aap::ComplementReceived complement_received() { return {{"Lettre d'engagement"}}; }
inline aap::ConventionSigned convention(std::string_view signed_on = "2026-07-01") {
  return {day(signed_on), {"ARS", "Établissement"}};
}
inline aap::InstalmentOrdered order(std::int64_t instalment) {
  return {instalment, "ORD-" + std::to_string(instalment), {}, {}};
}
inline aap::InstalmentPaid payment(std::int64_t instalment, std::string_view paid_on) {
  return {instalment, "VIR-" + std::to_string(instalment), day(paid_on), {}};
}
inline aap::ProofsDeposited proofs() { return {{{"Lits visibles en temps réel", true}}}; }
inline aap::AttainmentValidated attained() { return {decision("2027-09-01")}; }
inline aap::AttainmentRefused not_attained() {
  return {decision("2027-09-01"), "Cible non atteinte."};
}

/// The register alone: both entities, with 5 000 of activity each.
inline void given_register(Scenario<AapState>& scenario) {
  auto other = entity_recorded(partner_entity_number, {site_record(partner, partner)});
  other.region = region("11");
  scenario
      .given_in(lead_register, entity_recorded(lead_entity_number, {site_record(lead, lead)}),
                register_day)
      .given_in(lead_register, activity_recorded(lead, 5'000), register_day)
      .given_in(partner_register, other, register_day)
      .given_in(partner_register, activity_recorded(partner, 5'000), register_day);
}
inline void given_window(Scenario<AapState>& scenario) {
  scenario.given_in("programme:hopen2-2026",
                    window_opened("aap.window", "2026-04-15", "2026-05-29"),
                    "2026-04-01T08:00:00Z");
}
inline void given_candidacy(Scenario<AapState>& scenario, std::string_view number) {
  auto const where = "hospiconnect:" + std::string{number};
  scenario.given_in(where, candidacy_filed(number), "2026-01-25T08:00:00Z")
      .given_in(where, hospiconnect::CandidacyValidated{decision("2026-03-01")},
                "2026-03-01T08:00:00Z");
}
inline void given_note(Scenario<AapState>& scenario, std::string_view number,
                       std::string_view at = "2026-04-10T08:00:00Z") {
  scenario.given_in("hospiconnect:" + std::string{number},
                    hospiconnect::NoteDeCadrageDeposited{entity(number)}, at);
}
inline void given_indicators(Scenario<AapState>& scenario, std::string_view number,
                             std::string_view at = "2026-04-11T08:00:00Z") {
  scenario.given_in("hospiconnect:" + std::string{number},
                    hospiconnect::MaturityIndicatorsCompleted{entity(number)}, at);
}

/// Everything a project of any theme needs to be accepted.
inline Scenario<AapState> ready(std::shared_ptr<Rulebook const> rules = nullptr) {
  Scenario<AapState> scenario{"aap:2026-0417", std::move(rules)};
  given_register(scenario);
  given_window(scenario);
  given_candidacy(scenario, lead_entity_number);
  given_note(scenario, lead_entity_number);
  given_indicators(scenario, lead_entity_number);
  return scenario;
}
inline Scenario<AapState> filed() {
  auto scenario = ready();
  scenario.record(project(), filing_day);
  return scenario;
}
/// Selected with this grant, under convention.
inline Scenario<AapState> granted(std::int64_t cents) {
  auto scenario = filed();
  scenario.record(selected(cents), "2026-06-15T08:00:00Z");
  scenario.record(convention(), "2026-07-02T08:00:00Z");
  return scenario;
}
/// Granted, first instalment paid, proofs deposited in time.
inline Scenario<AapState> proven(std::int64_t cents) {
  auto scenario = granted(cents);
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.record(payment(1, "2026-12-10"), "2026-12-10T08:00:00Z");
  scenario.record(proofs(), "2027-06-30T08:00:00Z");
  return scenario;
}

}  // namespace probant::test::projects
