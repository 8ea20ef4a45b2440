// Equipment funding (mie) for tests: its events with good defaults, and a beneficiary brought to a
// given point. The one shown is the worked example of the documentation: 2,112 agents, one site.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/kernel/figures.hpp"
#include "tests/support/scenario.hpp"

namespace probant::test {

using Funding = Scenario<MieState>;

inline constexpr std::string_view beneficiary = "010780054";
inline constexpr std::string_view beneficiary_site = "010000024";
inline constexpr std::string_view funding_dossier = "mie:010780054";

inline Actor const ans = actor("ans-1", Role::ans, "ans");
inline Actor const authorising = actor("ord-1", Role::ans_authorising_officer, "ans");
inline Actor const accounting = actor("cpt-1", Role::ans_accounting_officer, "ans");
inline Actor const ars = actor("ars-84-1", Role::ars, "84");

inline reference::WorkforceRecorded workforce(std::string_view number, std::int64_t year,
                                              std::optional<std::int64_t> salaried,
                                              std::optional<std::int64_t> liberal = 0) {
  reference::WorkforceRecorded recorded{site(number), year, {}, {}};
  if (salaried) recorded.salaried = Count{*salaried};
  if (liberal) recorded.liberal = Count{*liberal};
  return recorded;
}
inline reference::CeilingPublished ceiling_published(Money amount) {
  return {entity(beneficiary), amount, "liste de l'ANS"};
}

inline mie::FundingRequested funding_requested(std::vector<std::string_view> entities = {
                                                   beneficiary}) {
  mie::FundingRequested requested;
  requested.beneficiary = entity(entities.front());
  for (auto const one : entities) requested.entities.push_back(entity(one));
  return requested;
}
inline mie::ComplementRequested complement_requested(std::string_view due_on,
                                                     std::optional<mie::CampaignYear> year = {}) {
  return {year, {"une pièce"}, day(due_on)};
}
inline mie::ComplementReceived complement_received(std::optional<mie::CampaignYear> year = {}) {
  return {year, {"une pièce"}};
}
inline mie::CardsOrdered cards_ordered(std::int64_t quantity, std::string_view ordered_on,
                                       std::string reference = "CPS-7781") {
  return {quantity, std::move(reference), day(ordered_on)};
}
inline mie::CardsCancelled cards_cancelled(std::int64_t quantity,
                                           std::string reference = "CPS-7781") {
  return {quantity, std::move(reference)};
}

inline mie::CostLine cost(std::string label, std::string_view incurred_on, Money amount,
                          std::optional<Money> elsewhere = {}) {
  return {std::move(label), "equipment", {}, day(incurred_on), {}, amount, elsewhere};
}
/// Without costs, one line of 0 €: none at all is refused.
inline mie::DeclarationTransmitted declaration(std::int64_t year, std::vector<mie::CostLine> costs,
                                               bool achieved = true) {
  if (costs.empty()) costs.push_back(cost("Néant", "2026-04-22", Money{}));
  mie::DeclarationTransmitted declared{year, {{"a-fournir", achieved}}, {}};
  declared.costs.assign(costs.begin(), costs.end());
  return declared;
}
inline mie::ArsOpinionGiven opinion(std::int64_t year) { return {year, true, decision()}; }
inline mie::AttainmentCertified certified(std::int64_t year) { return {year, decision()}; }
inline mie::AttainmentDenied denied(std::int64_t year) { return {year, decision(), "motifs"}; }
inline mie::PaymentOrdered payment_ordered(std::int64_t year, std::string reference = "OP-1") {
  return {year, std::move(reference), {}, {}};
}
inline mie::PaymentExecuted payment_executed(std::int64_t year, std::string_view paid_on) {
  return {year, "V-1", day(paid_on), {}};
}
inline mie::ControlConcluded control_concluded(Money recognised) {
  return {recognised, "constats", {}, {}};
}

/// An entity with one site and, unless `agents` is nothing, that many salaried agents in 2024.
inline void give_entity(Funding& funding, std::string_view number, std::string_view site_number,
                        std::optional<std::int64_t> agents) {
  auto const dossier = "register:" + std::string{number};
  funding.given_in(dossier, entity_recorded(number, {site_record(site_number, "")}),
                   "2026-01-10T09:00:00Z");
  if (agents)
    funding.given_in(dossier, workforce(site_number, 2024, agents), "2026-01-10T09:05:00Z");
}

/// The entity of the example, its candidacy validated, nothing requested yet.
inline Funding eligible(std::optional<std::int64_t> agents = 2112,
                        std::shared_ptr<Rulebook const> rules = nullptr) {
  Funding funding{funding_dossier, std::move(rules)};
  give_entity(funding, beneficiary, beneficiary_site, agents);
  auto const candidacy = "hospiconnect:" + std::string{beneficiary};
  funding.given_in(candidacy, candidacy_filed(beneficiary), "2026-02-03T14:12:00Z");
  funding.given_in(candidacy, hospiconnect::CandidacyValidated{decision("2026-03-02")},
                   "2026-03-02T10:00:00Z");
  return funding;
}
inline Funding requested(std::optional<std::int64_t> agents = 2112,
                         std::shared_ptr<Rulebook const> rules = nullptr) {
  auto funding = eligible(agents, std::move(rules));
  funding.record(funding_requested(), "2026-03-11T09:00:00Z");
  return funding;
}
inline Funding validated(std::optional<std::int64_t> agents = 2112,
                         std::shared_ptr<Rulebook const> rules = nullptr) {
  auto funding = requested(agents, std::move(rules));
  funding.record(mie::RequestValidated{decision("2026-03-25")}, "2026-03-25T09:00:00Z");
  return funding;
}
inline Funding under_convention(std::optional<std::int64_t> agents = 2112,
                                std::shared_ptr<Rulebook const> rules = nullptr) {
  auto funding = validated(agents, std::move(rules));
  funding.record(mie::ConventionSigned{mie::Party::beneficiary, day("2026-05-18")},
                 "2026-05-18T09:00:00Z");
  funding.record(mie::ConventionSigned{mie::Party::ans, day("2026-05-26")}, "2026-05-26T09:00:00Z",
                 ans);
  return funding;
}

/// Declares these costs on 30 June of the year; `certify` attests it on 5 October.
inline void declare(Funding& funding, std::int64_t year, std::vector<mie::CostLine> costs) {
  funding.record(declaration(year, std::move(costs)), std::to_string(year) + "-06-30T15:00:00Z");
}
inline void certify(Funding& funding, std::int64_t year, std::vector<mie::CostLine> costs) {
  declare(funding, year, std::move(costs));
  funding.record(certified(year), std::to_string(year) + "-10-05T09:00:00Z");
}
/// Orders what is payable for the year on 12 October, executes it on the 26th; the amount.
inline Money pay(Funding& funding, std::int64_t year) {
  auto const prefix = std::to_string(year);
  auto const answer =
      funding.record(payment_ordered(year), prefix + "-10-12T09:00:00Z", authorising);
  funding.record(payment_executed(year, prefix + "-10-26"), prefix + "-10-26T09:00:00Z",
                 accounting);
  return answer.as<mie::PaymentOrdered>().amount_cents;
}

/// A figure as exposure shows it at an instant; nothing when it is not known.
inline std::optional<Money> figure(Funding const& funding, Figure which,
                                   std::string_view at = "2029-01-01T00:00:00Z") {
  auto const all = figures(funding.state(), funding.view(at), Tracing::off);
  auto const& found = all[static_cast<std::size_t>(which)];
  return found ? std::optional{found->value} : std::nullopt;
}

}  // namespace probant::test
