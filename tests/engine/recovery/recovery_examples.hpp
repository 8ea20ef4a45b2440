// Recoveries for tests: recovery:R-1 against mie:010780054, to which the ANS paid 1 000,00 €, or
// against aap:P-1, to which the ARS of region 84 paid 25 500,00 €.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/scenario.hpp"

namespace probant::test {

using RecoveryScenario = Scenario<RecoveryState>;

inline constexpr std::string_view mie_dossier = "mie:010780054";
inline constexpr std::string_view aap_dossier = "aap:P-1";

inline Actor ans() { return actor("u-ans", Role::ans, ""); }
inline Actor ars() { return actor("u-ars", Role::ars); }
inline Actor ans_orders() { return actor("u-orders", Role::ans_authorising_officer, ""); }
inline Actor ans_cashes() { return actor("u-cashes", Role::ans_accounting_officer, ""); }
inline Actor ars_orders() { return actor("u-orders", Role::ars_authorising_officer); }
inline Actor ars_cashes() { return actor("u-cashes", Role::ars_accounting_officer); }

inline recovery::Opened opened(std::string_view against, std::int64_t cents) {
  return {dossier(against), recovery::Cause::overcompensation, Money::cents(cents), "contrôle"};
}
inline recovery::FormalNoticeServed notice(std::string_view notified_on, std::int64_t days = 15) {
  return {day(notified_on), days, "motifs", {}};
}
inline recovery::ObservationsReceived observations() { return {"nos observations"}; }
inline recovery::BreachRemedied remedied() { return {"pièces produites"}; }
inline recovery::WithdrawalDecided withdrawal(std::int64_t cents) {
  return {decision(), Money::cents(cents), "motifs"};
}
inline recovery::RepaymentOrdered repayment_ordered(std::string_view due_on) {
  return {"OR-1", {}, day(due_on)};
}
inline recovery::InstalmentsGranted instalments(
    std::vector<std::pair<std::string_view, std::int64_t>> const& lines) {
  recovery::InstalmentsGranted granted;
  for (auto const& [due_on, cents] : lines) {
    granted.schedule.push_back({day(due_on), Money::cents(cents)});
  }
  return granted;
}
inline recovery::RepaymentReceived received(std::int64_t cents, std::string_view on) {
  return {Money::cents(cents), day(on), "VIR-1"};
}
inline recovery::Waived waived(std::int64_t cents) {
  return {decision(), Money::cents(cents), "remise"};
}
inline recovery::WrittenOff written_off(std::int64_t cents) {
  return {decision(), Money::cents(cents), "irrécouvrable"};
}
inline recovery::AppealFiled appeal_filed(std::string_view on) { return {"TA de Lyon", day(on)}; }
inline recovery::AppealDecided appeal_decided(recovery::AppealOutcome outcome,
                                              std::string_view on) {
  return {outcome, day(on)};
}

inline recovery::RestitutionOrdered restitution_ordered() { return {"RE-1", {}}; }
inline recovery::RestitutionPaid restitution_paid(std::string_view on) {
  return {"VR-1", day(on), {}};
}

/// The register, a funding paid 1 000,00 € and a project paid 25 500,00 €; nothing
/// else ordered.
inline RecoveryScenario paid(std::string_view dossier_text = "recovery:R-1") {
  RecoveryScenario scenario{dossier_text};
  scenario.given_in("register:010780054",
                    entity_recorded("010780054", {site_record("010000024", "010780054")}),
                    "2026-01-05T08:00:00Z");
  mie::FundingRequested request;
  request.beneficiary = entity("010780054");
  request.entities.push_back(request.beneficiary);
  scenario.given_in(mie_dossier, request, "2026-02-01T08:00:00Z");
  mie::PaymentOrdered order;
  order.year = 2026;
  order.amount_cents = Money::euros(1'000);
  scenario.given_in(mie_dossier, order, "2026-03-01T08:00:00Z");
  mie::PaymentExecuted execution;
  execution.year = 2026;
  execution.amount_cents = order.amount_cents;
  execution.paid_on = day("2026-03-02");
  scenario.given_in(mie_dossier, execution, "2026-03-02T08:00:00Z");
  aap::ProjectFiled project;
  project.lead_pmsi = pmsi("010780054");
  scenario.given_in(aap_dossier, project, "2026-03-03T08:00:00Z");
  aap::InstalmentOrdered first;
  first.instalment = 1;
  first.amount_cents = Money::euros(25'500);
  scenario.given_in(aap_dossier, first, "2026-03-04T08:00:00Z");
  aap::InstalmentPaid payment;
  payment.instalment = 1;
  payment.amount_cents = first.amount_cents;
  payment.paid_on = day("2026-03-05");
  scenario.given_in(aap_dossier, payment, "2026-03-05T08:00:00Z");
  return scenario;
}

/// Opened on 15/06/2026 for 1 000,00 € against the funding.
inline RecoveryScenario opened_against_mie() {
  auto scenario = paid();
  scenario.record(opened(mie_dossier, 100'000), "2026-06-15T08:00:00Z", ans());
  return scenario;
}
/// And a notice of 15 days notified on 01/07/2026: the establishment has until the 16th.
inline RecoveryScenario noticed() {
  auto scenario = opened_against_mie();
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ans());
  return scenario;
}
/// And the withdrawal of `cents` decided on 20/07/2026.
inline RecoveryScenario withdrawn(std::int64_t cents = 100'000) {
  auto scenario = noticed();
  scenario.record(withdrawal(cents), "2026-07-20T08:00:00Z", ans());
  return scenario;
}
/// And the repayment ordered on 01/08/2026, due on 30/09/2026.
inline RecoveryScenario ordered(std::int64_t cents = 100'000) {
  auto scenario = withdrawn(cents);
  scenario.record(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders());
  return scenario;
}

}  // namespace probant::test
