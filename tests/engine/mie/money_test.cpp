#include "engine/mie/amounts.hpp"
#include "tests/support/explanations.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view october_12 = "2026-10-12T09:00:00Z";

mie::CostLine equipment(std::int64_t euros) {
  return cost("Lecteurs", "2026-04-22", Money::euros(euros));
}

/// 2026 certified with these costs, for 1,000 agents: a ceiling of 20,000 €.
Funding ready(std::int64_t euros, std::int64_t cards = 0) {
  auto funding = under_convention(1000);
  if (cards > 0) funding.record(cards_ordered(cards, "2026-06-03"), "2026-06-03T09:00:00Z");
  certify(funding, 2026, {equipment(euros)});
  return funding;
}

}  // namespace

TEST_CASE("mie: the worked example is paid 31 600,50 €", "[mie]") {
  auto funding = under_convention();
  funding.record(cards_ordered(150, "2026-06-03"), "2026-06-03T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::cents(4'044'000));
  declare(funding, 2026,
          {cost("Lecteurs sans contact, 400 postes", "2026-04-22", Money::cents(2'350'000)),
           cost("Déploiement", "2026-06-12", Money::cents(910'050), Money::cents(100'000))});
  funding.when(payment_ordered(2026), "2026-07-20T09:00:00Z", authorising)
      .refused_with({"attainment_not_certified"});
  funding.record(certified(2026), "2026-10-05T09:00:00Z");
  auto const ordered = funding.record(payment_ordered(2026), october_12, authorising);
  auto const& payment = ordered.as<mie::PaymentOrdered>();
  CHECK(payment.amount_cents == Money::cents(3'160'050));
  CHECK(support::figure_of(payment.explanation) == 3'160'050);
  CHECK(support::holds(payment.explanation));
  auto const executed =
      funding.record(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting);
  CHECK(executed.as<mie::PaymentExecuted>().amount_cents == Money::cents(3'160'050));
  CHECK(figure(funding, Figure::paid_cents) == Money::cents(3'160'050));
}

TEST_CASE("mie: every reason not to pay is given at once", "[mie]") {
  validated()
      .when(payment_ordered(2026), october_12, authorising)
      .refused_with({"attainment_not_certified", "convention_missing"});
}

TEST_CASE("mie: only a certified year is paid", "[mie]") {
  auto funding = under_convention(1000);
  declare(funding, 2026, {equipment(100)});
  funding.when(payment_ordered(2026), october_12, authorising)
      .refused_with({"attainment_not_certified"})
      .citing("mie.advance");
  funding.record(denied(2026), "2026-10-05T09:00:00Z");
  funding.when(payment_ordered(2026), october_12, authorising)
      .refused_with({"attainment_not_certified"});
  auto other_year = ready(100);
  other_year.when(payment_ordered(2027), october_12, authorising)
      .refused_with({"attainment_not_certified"});
}

TEST_CASE("mie: nothing is payable for no costs, or twice for the same", "[mie]") {
  ready(0)
      .when(payment_ordered(2026), october_12, authorising)
      .refused_with({"nothing_payable"})
      .citing("mie.payable.rule");
  auto funding = ready(100);
  CHECK(pay(funding, 2026) == Money::euros(100));
  funding.when(payment_ordered(2026, "OP-2"), "2026-11-02T09:00:00Z", authorising)
      .refused_with({"nothing_payable"});
}

TEST_CASE("mie: one cent is payable", "[mie]") {
  auto funding = under_convention(1000);
  certify(funding, 2026, {cost("Vis", "2026-04-22", Money::cents(1))});
  CHECK(pay(funding, 2026) == Money::cents(1));
}

TEST_CASE("mie: a year with an order not executed yet takes no other", "[mie]") {
  auto funding = ready(100);
  funding.record(payment_ordered(2026), october_12, authorising);
  funding.when(payment_ordered(2026, "OP-2"), october_12, authorising)
      .refused_with({"not_allowed_now"})
      .saying("ordonnancé");
}

TEST_CASE("mie: a payment is executed once, by another than who ordered it", "[mie]") {
  constexpr auto at = "2026-10-26T09:00:00Z";
  auto const execution = payment_executed(2026, "2026-10-26");
  auto funding = ready(100);
  funding.when(execution, at, accounting).refused_with({"not_allowed_now"});
  funding.record(payment_ordered(2026), october_12, authorising);
  funding.when(payment_executed(2027, "2026-10-26"), at, accounting)
      .refused_with({"not_allowed_now"});
  for (auto const* same : {"ord-1", "ORD-1", "Ord -1"}) {
    funding.when(execution, at, actor(same, Role::ans_accounting_officer, "ans"))
        .refused_with({"segregation_of_duties"});
  }
  funding.when(payment_executed(2026, "2026-10-27"), at, accounting)
      .refused_with({"occurred_in_future"});
  funding.record(execution, at, accounting);
  funding.when(execution, at, accounting).refused_with({"not_allowed_now"});
}

TEST_CASE("mie: a payment reference told twice in a dossier deserves attention", "[mie]") {
  auto funding = ready(100);
  pay(funding, 2026);
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(50))});
  funding.record(payment_ordered(2027), "2027-10-12T09:00:00Z", authorising);
  auto execution = payment_executed(2027, "2027-10-26");
  execution.payment_reference = payment_executed(2026, "2026-10-26").payment_reference;
  funding.when(execution, "2027-10-26T09:00:00Z", accounting)
      .accepted()
      .warning("payment_reference_reused")
      .citing("payment.order");
  execution.payment_reference = "VIR-ANOTHER";
  funding.when(execution, "2027-10-26T09:00:00Z", accounting).without_warning();
}

TEST_CASE("mie: a payment follows its order, which follows the attestation", "[mie][order]") {
  auto funding = ready(100);
  funding.when(payment_ordered(2026), "2026-10-05T08:59:59Z", authorising)
      .refused_with({"attainment_not_certified"})
      .citing("mie.advance");
  funding.when(payment_ordered(2026), "2026-10-05T09:00:00Z", authorising).accepted();
  funding.when(payment_ordered(2026), "2026-05-20T09:00:00Z", authorising)
      .refused_with({"attainment_not_certified", "convention_missing"});
  funding.record(payment_ordered(2026), october_12, authorising);
  funding.when(payment_executed(2026, "2026-10-12"), "2026-10-12T08:59:59Z", accounting)
      .refused_with({"not_allowed_now"})
      .citing("payment.order");
  funding.when(payment_executed(2026, "2026-10-11"), "2026-10-12T09:00:00Z", accounting)
      .refused_with({"invalid_field"})
      .saying("data.paid_on");
  funding.when(payment_executed(2026, "2026-10-12"), "2026-10-12T09:00:00Z", accounting).accepted();
}

TEST_CASE("mie: costs of later campaigns add up under one ceiling", "[mie]") {
  auto funding = ready(12'000);
  CHECK(pay(funding, 2026) == Money::euros(12'000));
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
  CHECK(pay(funding, 2027) == Money::euros(5'000));
  certify(funding, 2028, {cost("Formation", "2028-02-01", Money::euros(5'000))});
  CHECK(pay(funding, 2028) == Money::euros(3'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(20'000));
  CHECK(figure(funding, Figure::eligible_costs_cents) == Money::euros(22'000));
}

TEST_CASE("mie: a denied year brings nothing to the entitlement", "[mie]") {
  auto funding = ready(5'000);
  declare(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(4'000))});
  funding.record(denied(2027), "2027-10-05T09:00:00Z");
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(5'000));
  CHECK(figure(funding, Figure::eligible_costs_cents) == Money::euros(9'000));
}

TEST_CASE("mie: cards ordered after a payment are deducted from the next one", "[mie]") {
  auto funding = ready(19'000);
  CHECK(pay(funding, 2026) == Money::euros(19'000));
  funding.record(cards_ordered(50, "2026-12-01"), "2026-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(9'000))});
  CHECK(pay(funding, 2027) == Money::euros(400));
  funding.record(cards_ordered(100, "2027-12-01", "CPS-2"), "2027-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(18'200));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'200));
  funding.when(payment_ordered(2027, "OP-3"), "2027-12-02T09:00:00Z", authorising)
      .refused_with({"nothing_payable"});
}

TEST_CASE("mie: cancelled cards give their deduction back, and are payable again", "[mie]") {
  auto funding = ready(20'000, 100);
  CHECK(pay(funding, 2026) == Money::euros(18'800));
  auto const cancel = [&](std::int64_t quantity, std::string reference = "CPS-7781") {
    return funding.when(cards_cancelled(quantity, std::move(reference)), "2026-11-01T09:00:00Z");
  };
  cancel(101).refused_with({"invalid_field"}).saying("n'en compte que 100");
  cancel(100).accepted();
  cancel(1, "CPS-0").refused_with({"invalid_field"});
  funding.record(cards_cancelled(60), "2026-11-01T09:00:00Z");
  cancel(41).refused_with({"invalid_field"});
  cancel(40).accepted();
  auto const again =
      funding.record(payment_ordered(2026, "OP-2"), "2026-11-02T09:00:00Z", authorising);
  CHECK(again.as<mie::PaymentOrdered>().amount_cents == Money::euros(720));
}

TEST_CASE("mie: each order of cards counts by its own day, whatever its reference", "[mie]") {
  struct Order {
    std::int64_t quantity;
    std::string_view ordered_on;
  };
  auto const deducted = [](std::vector<Order> const& orders, std::int64_t cancelled) {
    auto funding = under_convention(1000);
    for (auto const& order : orders) {
      funding.record(cards_ordered(order.quantity, order.ordered_on),
                     std::string{order.ordered_on} + "T09:00:00Z");
    }
    if (cancelled > 0) funding.record(cards_cancelled(cancelled), "2028-11-01T09:00:00Z");
    return figure(funding, Figure::cards_deduction_cents);
  };
  Order const early{10, "2026-06-03"};
  Order const late{500, "2028-10-02"};  // after the last declarations
  CHECK(deducted({early, late}, 0) == Money::euros(120));
  CHECK(deducted({late, early}, 0) == Money::euros(120));
  CHECK(deducted({early, late}, 500) == Money::euros(120));
  CHECK(deducted({early}, 10) == Money{});
}

TEST_CASE("mie: cards are not cancelled before they are ordered, nor corrected away",
          "[mie][order]") {
  auto funding = under_convention(1000);
  funding.record(cards_ordered(100, "2026-06-10"), "2026-06-10T09:00:00Z");
  funding.when(cards_cancelled(1), "2026-06-10T08:59:59Z").refused_with({"invalid_field"});
  funding.record(cards_cancelled(60), "2026-06-11T09:00:00Z");
  CHECK_FALSE(cancels_more_than_ordered(funding.state()));
  // As a correction of the order to 59 would leave it.
  auto corrected = funding.state();
  corrected.cards.front().quantity = 59;
  CHECK(cancels_more_than_ordered(corrected));
  auto const all = figures(corrected, funding.view("2026-06-12T00:00:00Z"), Tracing::off);
  CHECK(amount_of(all, Figure::cards_deduction_cents) == Money{});
}

TEST_CASE("mie: cards need a live request", "[mie]") {
  constexpr auto at = "2026-06-03T09:00:00Z";
  auto const order = cards_ordered(10, "2026-06-03");
  eligible().when(order, at).refused_with({"not_allowed_now"});
  auto funding = requested();
  funding.when(order, at).accepted().without_warning();
  funding.record(mie::RequestRejected{decision(), "motifs"}, "2026-03-25T09:00:00Z");
  funding.when(order, at).refused_with({"not_allowed_now"});
  funding.when(cards_cancelled(1), at).refused_with({"not_allowed_now", "invalid_field"});
}

TEST_CASE("mie: cards ordered before publication are flagged and not deducted", "[mie]") {
  auto funding = requested();
  constexpr auto at = "2026-06-03T09:00:00Z";
  funding.when(cards_ordered(10, "2026-01-29"), at).accepted().without_warning();
  funding.when(cards_ordered(10, "2026-01-28"), at).accepted().warning("cards_before_period");
  funding.when(cards_ordered(10, "2026-06-04"), at)
      .refused_with({"occurred_in_future"})
      .citing("log.time");
  funding.given(cards_ordered(10, "2026-01-28"), at);
  CHECK(figure(funding, Figure::cards_deduction_cents) == Money{});
  funding.given(cards_cancelled(4), at);
  CHECK(figure(funding, Figure::cards_deduction_cents) == Money{});
  funding.given(cards_ordered(10, "2026-01-29", "CPS-2"), at);
  CHECK(figure(funding, Figure::cards_deduction_cents) == Money::euros(120));
  funding.when(cards_ordered(5, "2026-06-03", "CPS-2"), at)
      .accepted()
      .warning("order_reference_reused");
}

TEST_CASE("mie: cards ordered after the last declaration day are not deducted", "[mie]") {
  auto funding = ready(19'000);
  funding.when(cards_ordered(50, "2028-07-17"), "2028-07-17T09:00:00Z")
      .accepted()
      .without_warning();
  funding.when(cards_ordered(50, "2028-07-18"), "2028-07-18T09:00:00Z")
      .accepted()
      .warning("cards_after_period");
  funding.record(cards_ordered(50, "2028-07-18"), "2028-07-18T09:00:00Z");
  CHECK(figure(funding, Figure::ceiling_net_cents) == Money::euros(20'000));
}

TEST_CASE("mie: cards that bring the ceiling below what was ordered are signalled", "[mie]") {
  auto funding = ready(19'000);
  pay(funding, 2026);
  funding.when(cards_ordered(83, "2026-12-01"), "2026-12-01T09:00:00Z")
      .accepted()
      .without_warning();
  funding.when(cards_ordered(84, "2026-12-01"), "2026-12-01T09:00:00Z")
      .accepted()
      .warning("cards_after_payment")
      .citing("mie.cards.after_payment");
  // Cards outside the period are deducted from nothing.
  funding.record(cards_ordered(84, "2026-12-01"), "2026-12-01T09:00:00Z");
  auto const answer =
      funding.when(cards_ordered(10, "2028-07-18", "CPS-9"), "2028-07-20T09:00:00Z");
  answer.accepted();
  CHECK(answer.verdict().warnings().size() == 1);
  answer.warning("cards_after_period");
}

TEST_CASE(
    "mie: objectives not achieved, though attested, are told of when money is ordered and paid",
    "[mie]") {
  auto funding = under_convention(1000);
  certify(funding, 2026, {cost("Lecteurs", "2026-04-22", Money::euros(10'000))});
  auto said = funding.state().campaign(2026)->declaration.value();
  said.objectives.front().achieved = false;  // as a correction leaves it
  funding.given(said, "2026-06-30T15:00:00Z");
  auto const told = [](Answer const& answer) {
    answer.accepted().warning("objective_not_achieved").citing("mie.attainment.test");
    answer.saying("objectifs n° 1").saying("Vérifiez avant de payer");
  };
  told(funding.record(payment_ordered(2026), "2026-10-12T09:00:00Z", authorising));
  told(funding.record(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting));
}

TEST_CASE("mie: a payment beside a recovery is signalled", "[mie]") {
  auto funding = ready(12'000);
  pay(funding, 2026);
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
  recovery::Opened opened{dossier(funding_dossier), recovery::Cause::false_declaration,
                          Money::euros(2'000), "fausses factures"};
  funding.given_in("recovery:R-1", opened, "2027-10-06T09:00:00Z");
  funding.when(payment_ordered(2027), "2027-10-12T09:00:00Z", authorising)
      .accepted()
      .warning("recovery_against_dossier");
}

}  // namespace probant::test
