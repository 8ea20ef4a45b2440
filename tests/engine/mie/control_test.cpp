// What a control recognises, and what that makes of what was paid and of what still may be.
#include "tests/support/explanations.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {
namespace {

constexpr std::string_view october_12 = "2026-10-12T09:00:00Z";

mie::CostLine equipment(std::int64_t euros) {
  return cost("Lecteurs", "2026-04-22", Money::euros(euros));
}

/// 2026 certified with these costs, for 1,000 agents: a ceiling of 20,000 €.
Funding ready(std::int64_t euros) {
  auto funding = under_convention(1000);
  certify(funding, 2026, {equipment(euros)});
  return funding;
}

Funding controlled(Funding funding, std::string_view at) {
  funding.record(mie::ControlOpened{}, at);
  return funding;
}

}  // namespace

TEST_CASE("mie: a control opens on a validated request and concludes once", "[mie]") {
  requested().when(mie::ControlOpened{}, october_12).refused_with({"not_allowed_now"});
  auto funding = validated();
  funding.when(control_concluded({}), october_12).refused_with({"not_allowed_now"});
  funding.record(mie::ControlOpened{}, october_12);
  funding.when(mie::ControlOpened{}, october_12).refused_with({"not_allowed_now"});
  funding.record(control_concluded({}), october_12);
  funding.when(control_concluded({}), october_12).refused_with({"not_allowed_now"});
  funding.when(mie::ControlOpened{}, october_12).accepted();
}

TEST_CASE("mie: a control finds what was paid above the recognised costs", "[mie]") {
  auto paid = ready(15'000);
  pay(paid, 2026);
  auto funding = controlled(paid, "2027-01-10T09:00:00Z");
  CHECK(figure(funding, Figure::unverified_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::recognised_costs_cents) == std::nullopt);
  auto const concluded = [&](Money recognised) {
    auto const answer = funding.when(control_concluded(recognised), "2027-02-10T09:00:00Z");
    answer.accepted();
    auto const& control = answer.as<mie::ControlConcluded>();
    CHECK(support::figure_of(control.explanation) == control.overcompensation_cents.cents());
    CHECK(support::holds(control.explanation));
    return control.overcompensation_cents;
  };
  CHECK(concluded(Money::euros(15'000)) == Money{});
  CHECK(concluded(Money::cents(1'499'999)) == Money::cents(1));
  CHECK(concluded(Money::euros(14'000)) == Money::euros(1'000));
  CHECK(concluded(Money{}) == Money::euros(15'000));
  funding.when(control_concluded(Money::cents(1'500'001)), "2027-02-10T09:00:00Z")
      .accepted()
      .warning("recognised_above_eligible")
      .citing("mie.payable.rule");
}

TEST_CASE("mie: after a control its recognised costs are those that count", "[mie]") {
  auto funding = ready(15'000);
  funding = controlled(std::move(funding), "2026-10-06T09:00:00Z");
  funding.record(control_concluded(Money::euros(9'000)), "2026-10-07T09:00:00Z");
  CHECK(figure(funding, Figure::recognised_costs_cents) == Money::euros(9'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(9'000));
  CHECK(figure(funding, Figure::eligible_costs_cents) == Money::euros(15'000));
  CHECK(pay(funding, 2026) == Money::euros(9'000));
  CHECK(figure(funding, Figure::unverified_cents) == Money{});
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  funding = controlled(std::move(funding), "2027-01-10T09:00:00Z");
  CHECK(figure(funding, Figure::recognised_costs_cents) == Money::euros(9'000));
  auto const second =
      funding.record(control_concluded(Money::euros(8'000)), "2027-02-10T09:00:00Z");
  CHECK(second.as<mie::ControlConcluded>().overcompensation_cents == Money::euros(1'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
}

TEST_CASE("mie: costs attested after a control are payable beside those it recognised", "[mie]") {
  auto funding = ready(12'000);
  CHECK(pay(funding, 2026) == Money::euros(12'000));
  funding = controlled(std::move(funding), "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(11'000)), "2026-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
  CHECK(figure(funding, Figure::recognised_costs_cents) == Money::euros(11'000));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(16'000));
  // What was paid in excess is kept from what is due for 2027: no recovery takes it back.
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  auto const order = funding.when(payment_ordered(2027), "2027-10-12T09:00:00Z", authorising);
  order.accepted().warning("excess_kept").saying(to_french(Money::euros(1'000)));
  auto const& terms = order.as<mie::PaymentOrdered>().explanation.operands.value();
  CHECK(terms.back().label.value == "Ordonnancé, dont " + to_french(Money::euros(1'000)) +
                                        " au-delà de ce qui était dû, retenus ici");
  CHECK(pay(funding, 2027) == Money::euros(4'000));
  CHECK(figure(funding, Figure::unverified_cents) == Money::euros(4'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  funding.when(payment_ordered(2027, "OP-9"), "2027-12-01T09:00:00Z", authorising)
      .refused_with({"nothing_payable"});
  funding = controlled(std::move(funding), "2028-01-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(15'000)), "2028-02-10T09:00:00Z");
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(15'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
  CHECK(figure(funding, Figure::unverified_cents) == Money{});
}

TEST_CASE("mie: money of a later campaign is unverified under whatever campaign it is ordered",
          "[mie]") {
  auto funding = ready(12'000);
  pay(funding, 2026);
  funding = controlled(std::move(funding), "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(12'000)), "2026-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::unverified_cents) == Money{});
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(3'000))});
  auto const order =
      funding.record(payment_ordered(2026, "OP-3"), "2027-10-12T09:00:00Z", authorising);
  CHECK(order.as<mie::PaymentOrdered>().amount_cents == Money::euros(3'000));
  funding.record(payment_executed(2026, "2027-10-26"), "2027-10-26T09:00:00Z", accounting);
  CHECK(figure(funding, Figure::unverified_cents) == Money::euros(3'000));
}

TEST_CASE("mie: what is paid back after a control is not kept from what is due next", "[mie]") {
  auto funding = ready(12'000);
  pay(funding, 2026);
  funding = controlled(std::move(funding), "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(11'000)), "2026-12-01T09:00:00Z");
  auto const recovery = [&](recovery::Cause cause, Money amount) {
    recovery::Opened const claim{dossier(funding_dossier), cause, amount, "contrôle"};
    funding.given_in("recovery:R-1", claim, "2026-12-10T09:00:00Z");
  };
  auto const withdraw = [&](Money amount) {
    recovery::WithdrawalDecided const decided{decision(), amount, "motifs"};
    funding.given_in("recovery:R-1", decided, "2027-02-01T09:00:00Z");
  };
  auto const payable = [&] {
    certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
    auto const answer =
        funding.when(payment_ordered(2027), "2027-10-12T09:00:00Z", authorising).accepted();
    auto const told =
        std::ranges::count(answer.verdict().warnings(), "excess_kept", &Warning::code);
    CHECK((told == 1) == (answer.as<mie::PaymentOrdered>().amount_cents < Money::euros(5'000)));
    auto const& order = answer.as<mie::PaymentOrdered>();
    CHECK(support::figure_of(order.explanation) == order.amount_cents.cents());
    CHECK(support::holds(order.explanation));
    return order.amount_cents;
  };

  SECTION("claimed and not decided, it is") {
    recovery(recovery::Cause::overcompensation, Money::euros(1'000));
    CHECK(payable() == Money::euros(4'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  }
  SECTION("withdrawn, it is not, and stays an excess") {
    recovery(recovery::Cause::overcompensation, Money::euros(1'000));
    withdraw(Money::euros(1'000));
    CHECK(payable() == Money::euros(5'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
    CHECK(pay(funding, 2027) == Money::euros(5'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
  }
  SECTION("what is waived is left to the beneficiary, and kept from what is due") {
    recovery(recovery::Cause::overcompensation, Money::euros(1'000));
    withdraw(Money::euros(1'000));
    recovery::Waived const waived{decision(), Money::euros(400), "remise"};
    funding.given_in("recovery:R-1", waived, "2027-03-01T09:00:00Z");
    CHECK(payable() == Money::cents(460'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(600));
  }
  SECTION("what a judgment annuls is not paid back") {
    recovery(recovery::Cause::overcompensation, Money::euros(1'000));
    withdraw(Money::euros(1'000));
    recovery::AppealDecided const judged{recovery::AppealOutcome::annulled, day("2027-05-02")};
    funding.given_in("recovery:R-1", judged, "2027-05-02T09:00:00Z");
    CHECK(payable() == Money::euros(4'000));
  }
  SECTION("what is withdrawn for another cause is not kept as well") {
    recovery(recovery::Cause::false_declaration, Money::euros(1'000));
    withdraw(Money::euros(1'000));
    CHECK(payable() == Money::euros(5'000));
    CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'000));
    CHECK(pay(funding, 2027) == Money::euros(5'000));
  }
  SECTION("beyond the excess it is not paid anew") {
    recovery(recovery::Cause::false_declaration, Money::euros(3'000));
    withdraw(Money::euros(3'000));
    CHECK(payable() == Money::euros(5'000));
    CHECK(pay(funding, 2027) == Money::euros(5'000));
    funding.when(payment_ordered(2027, "OP-9"), "2027-12-01T09:00:00Z", authorising)
        .refused_with({"nothing_payable"});
  }
}

TEST_CASE("mie: a control covers what was declared before it, whenever that was written down",
          "[mie][order]") {
  auto const act = [](Funding& funding, int which) {
    if (which == 0) declare(funding, 2026, {equipment(15'000)});
    if (which == 1) funding.record(mie::ControlOpened{}, "2026-07-02T09:00:00Z");
    if (which == 2) {
      funding.record(control_concluded(Money::euros(9'000)), "2026-08-01T09:00:00Z");
    }
  };
  for (auto const& order : {std::vector{0, 1, 2}, std::vector{1, 2, 0}, std::vector{1, 0, 2}}) {
    auto funding = under_convention(1000);
    for (auto const which : order) act(funding, which);
    funding.record(certified(2026), "2026-10-05T09:00:00Z");
    CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(9'000));
    CHECK(pay(funding, 2026) == Money::euros(9'000));
  }
}

TEST_CASE("mie: of two controls the one that concluded last counts", "[mie][order]") {
  auto funding = ready(15'000);
  funding = controlled(std::move(funding), "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(9'000)), "2027-03-01T09:00:00Z");
  funding = controlled(std::move(funding), "2026-11-11T09:00:00Z");
  funding.record(control_concluded(Money::euros(14'000)), "2026-12-01T09:00:00Z");
  CHECK(figure(funding, Figure::recognised_costs_cents) == Money::euros(9'000));
}

TEST_CASE("mie: an act written down late is measured by what was there on its day",
          "[mie][order]") {
  auto const cards = cards_ordered(100, "2026-11-05", "CPS-9");
  auto const funding_with = [&](bool cards_first) {
    auto funding = ready(25'000);
    if (cards_first) funding.record(cards, "2026-11-05T09:00:00Z");
    funding.record(payment_ordered(2026), october_12, authorising);
    funding.record(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting);
    if (!cards_first) funding.record(cards, "2026-11-05T09:00:00Z");
    return controlled(std::move(funding), "2026-10-28T09:00:00Z");
  };
  auto late = ready(25'000);
  late.record(cards, "2026-11-05T09:00:00Z");
  auto const order = late.when(payment_ordered(2026), october_12, authorising);
  order.accepted().warning("order_above_due").saying("800,");
  CHECK(order.as<mie::PaymentOrdered>().amount_cents == Money::euros(20'000));
  for (bool const cards_first : {false, true}) {
    auto const funding = funding_with(cards_first);
    auto const control =
        funding.when(control_concluded(Money::euros(25'000)), "2026-10-30T09:00:00Z");
    control.accepted();
    CHECK(control.as<mie::ControlConcluded>().overcompensation_cents == Money{});
    CHECK(figure(funding, Figure::overcompensation_cents) == Money::euros(1'200));
  }
}

TEST_CASE("mie: a control is not measured by payments and attestations after it", "[mie][order]") {
  auto funding = under_convention(1000);
  declare(funding, 2026, {equipment(15'000)});
  funding = controlled(std::move(funding), "2026-08-10T09:00:00Z");
  funding.record(certified(2026), "2026-10-05T09:00:00Z");
  pay(funding, 2026);
  auto const control = funding.when(control_concluded(Money::euros(9'000)), "2026-09-01T09:00:00Z");
  control.accepted();
  CHECK(control.as<mie::ControlConcluded>().overcompensation_cents == Money{});
}

TEST_CASE("mie: a payment that a control overtook is signalled", "[mie]") {
  auto funding = ready(12'000);
  funding.record(payment_ordered(2026), october_12, authorising);
  funding = controlled(std::move(funding), "2026-10-13T09:00:00Z");
  funding.record(control_concluded(Money{}), "2026-10-14T09:00:00Z");
  funding.when(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting)
      .accepted()
      .warning("order_above_due")
      .saying("000,00");
}

TEST_CASE("mie: what cards take from an order is said the same at the cards and at the payment",
          "[mie]") {
  auto funding = ready(25'000);
  funding.record(payment_ordered(2026), october_12, authorising);
  auto const no_indu = "à lui seul, il n'est pas un indu";
  funding.record(cards_ordered(100, "2026-10-20", "CPS-9"), "2026-10-20T09:00:00Z")
      .warning("cards_after_payment")
      .citing("mie.cards.after_payment")
      .saying(no_indu);
  auto const payment =
      funding.when(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting);
  payment.accepted().warning("order_above_due").citing("mie.cards.after_payment").saying(no_indu);
  for (auto const& warning : payment.verdict().warnings()) {
    CHECK(warning.message.find("à recouvrer") == std::string::npos);
  }
  // A control besides: each part is told under its own rule.
  funding = controlled(std::move(funding), "2026-10-21T09:00:00Z");
  funding.record(control_concluded(Money::euros(15'000)), "2026-10-22T09:00:00Z");
  funding.when(payment_executed(2026, "2026-10-26"), "2026-10-26T09:00:00Z", accounting)
      .accepted()
      .warning("order_above_due")
      .citing("mie.payable.rule")
      .saying("à recouvrer");
}

TEST_CASE("mie: a control before any attestation recognises what was declared", "[mie]") {
  auto funding = under_convention(1000);
  declare(funding, 2026, {equipment(15'000)});
  funding = controlled(std::move(funding), "2026-08-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(9'000)), "2026-09-01T09:00:00Z");
  funding.record(certified(2026), "2026-10-05T09:00:00Z");
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(9'000));
}

TEST_CASE("mie: a control concludes after it was opened", "[mie][order]") {
  auto const funding = controlled(ready(100), "2027-01-10T09:00:00Z");
  funding.when(control_concluded({}), "2027-01-10T08:59:59Z")
      .refused_with({"not_allowed_now"})
      .citing("mie.control.attestation");
}

TEST_CASE("mie: what a control recognises above the eligible costs is not funded", "[mie]") {
  auto funding = under_convention(1000);
  certify(funding, 2026,
          {cost("avant T0", "2026-01-05", Money::euros(2'000)), equipment(8'000),
           cost("subventionnée", "2026-06-12", Money::euros(500), Money::euros(500))});
  CHECK(pay(funding, 2026) == Money::euros(8'000));
  funding = controlled(std::move(funding), "2027-05-22T10:00:00Z");
  declare(funding, 2027, {cost("Licences", "2027-03-01", Money::euros(5'000))});
  funding.when(control_concluded(Money::euros(13'001)), "2027-08-31T10:00:00Z")
      .accepted()
      .warning("recognised_above_eligible");
  funding.when(control_concluded(Money::euros(13'000)), "2027-08-31T10:00:00Z")
      .accepted()
      .without_warning();
  funding.record(control_concluded(Money::euros(13'000)), "2027-08-31T10:00:00Z");
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(8'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  funding.record(certified(2027), "2027-10-05T09:00:00Z");
  // 2027 was declared when the control concluded: what it recognised covers that year already.
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(13'000));
  CHECK(pay(funding, 2027) == Money::euros(5'000));
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
  CHECK(figure(funding, Figure::unverified_cents) == Money{});
}

TEST_CASE("mie: a payment within the entitlement is never overcompensation", "[mie]") {
  auto funding = ready(12'000);
  CHECK(pay(funding, 2026) == Money::euros(12'000));
  funding = controlled(std::move(funding), "2026-11-10T09:00:00Z");
  funding.record(control_concluded(Money::euros(12'000)), "2026-12-01T09:00:00Z");
  certify(funding, 2027, {cost("Licences", "2027-02-01", Money::euros(5'000))});
  // Ordered in the name of a year that was controlled: the money is that of 2027.
  auto const order =
      funding.record(payment_ordered(2026, "OP-2"), "2027-10-12T09:00:00Z", authorising);
  CHECK(order.as<mie::PaymentOrdered>().amount_cents == Money::euros(5'000));
  funding.record(payment_executed(2026, "2027-10-26"), "2027-10-26T09:00:00Z", accounting);
  CHECK(figure(funding, Figure::overcompensation_cents) == Money{});
}

TEST_CASE("mie: what a control recognises above the declared costs is not funded", "[mie]") {
  auto funding = controlled(ready(100), "2026-10-06T09:00:00Z");
  funding.record(control_concluded(Money::euros(2'672)), "2026-10-07T09:00:00Z");
  CHECK(figure(funding, Figure::recognised_costs_cents) == Money::euros(2'672));
  CHECK(figure(funding, Figure::entitlement_cents) == Money::euros(100));
  CHECK(pay(funding, 2026) == Money::euros(100));
}

TEST_CASE("mie: a control compares with the ceiling when that is lower", "[mie]") {
  auto funding = ready(20'000);
  pay(funding, 2026);
  funding.record(cards_ordered(100, "2026-12-01"), "2026-12-01T09:00:00Z");
  funding = controlled(std::move(funding), "2027-01-10T09:00:00Z");
  auto const concluded =
      funding.record(control_concluded(Money::euros(20'000)), "2027-02-10T09:00:00Z");
  CHECK(concluded.as<mie::ControlConcluded>().overcompensation_cents == Money::euros(1'200));
}

TEST_CASE("mie: no amount is computed once an entity has left the register", "[mie]") {
  Funding funding{funding_dossier};
  funding.given(funding_requested(), "2026-03-11T09:00:00Z");
  funding.given(mie::RequestValidated{decision()}, "2026-03-25T09:00:00Z");
  funding.given(mie::ConventionSigned{mie::Party::beneficiary, day("2026-05-18")}, october_12);
  funding.given(mie::ConventionSigned{mie::Party::ans, day("2026-05-18")}, october_12);
  funding.given(declaration(2026, {equipment(100)}), "2026-06-30T09:00:00Z");
  funding.given(certified(2026), october_12);
  funding.given(mie::ControlOpened{}, october_12);
  funding.when(payment_ordered(2026), october_12, authorising).refused_with({"unknown_entity"});
  funding.when(control_concluded({}), october_12).refused_with({"unknown_entity"});
}

}  // namespace probant::test
