// The money: ordered, scheduled, received, waived, written off, in that order and never beyond what
// remains due.
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

TEST_CASE("recovery: the order is for what remains due", "[recovery]") {
  auto scenario = withdrawn(80'000);
  scenario.record(waived(30'000), "2026-07-22T08:00:00Z", ans());
  auto const answer =
      scenario.when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders());
  answer.accepted().without_warning();
  CHECK(answer.as<recovery::RepaymentOrdered>().amount_cents == Money::cents(50'000));
}

TEST_CASE("recovery: nothing is ordered before the withdrawal, nor twice, nor for nothing",
          "[recovery]") {
  noticed()
      .when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders())
      .refused_with({"not_allowed_now"})
      .saying("mise en demeure notifiée");
  ordered()
      .when(repayment_ordered("2026-09-30"), "2026-08-02T08:00:00Z", ans_orders())
      .refused_with({"not_allowed_now"})
      .saying("ordre émis");
  auto scenario = withdrawn();
  scenario.record(waived(100'000), "2026-07-22T08:00:00Z", ans());
  scenario.when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders())
      .refused_with({"nothing_payable"});
}

TEST_CASE("recovery: an order tells of a surcompensation that is no more", "[recovery]") {
  auto scenario = withdrawn(80'000);
  auto const control = [&](std::int64_t recognised, std::string_view at) {
    scenario.given_in(mie_dossier,
                      mie::ControlConcluded{Money::cents(recognised), "constats", {}, {}}, at);
  };
  scenario.given_in("register:010780054",
                    reference::CeilingPublished{entity("010780054"), Money::euros(5'000), "liste"},
                    "2026-01-05T08:00:00Z");
  auto const order = repayment_ordered("2026-09-30");
  control(20'000, "2026-07-21T08:00:00Z");
  scenario.when(order, "2026-08-01T08:00:00Z", ans_orders()).accepted().without_warning();
  control(20'001, "2026-07-22T08:00:00Z");
  scenario.when(order, "2026-08-01T08:00:00Z", ans_orders())
      .accepted()
      .warning("above_overcompensation")
      .saying("799,99")
      .citing("mie.overcompensation.basis");
  scenario.record(waived(1), "2026-07-31T08:00:00Z", ans());
  scenario.when(order, "2026-08-01T08:00:00Z", ans_orders()).accepted().without_warning();
}

TEST_CASE("recovery: an order is due today at the earliest", "[recovery]") {
  auto const scenario = withdrawn();
  scenario.when(repayment_ordered("2026-08-01"), "2026-08-01T08:00:00Z", ans_orders()).accepted();
  scenario.when(repayment_ordered("2026-07-31"), "2026-08-01T08:00:00Z", ans_orders())
      .refused_with({"invalid_field"})
      .saying("data.due_on");
}

TEST_CASE("recovery: the officers are those of the payer", "[recovery]") {
  withdrawn()
      .when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ars_orders())
      .refused_with({"forbidden_role"});
  ordered()
      .when(received(100, "2026-09-01"), "2026-09-01T08:00:00Z", ars_cashes())
      .refused_with({"forbidden_role"});

  auto scenario = paid();
  scenario.record(opened(aap_dossier, 100'000), "2026-06-15T08:00:00Z", ars());
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ars());
  scenario.record(withdrawal(100'000), "2026-07-20T08:00:00Z", ars());
  scenario.when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders())
      .refused_with({"forbidden_role"});
  scenario.record(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ars_orders());
  scenario.when(received(100, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes())
      .refused_with({"forbidden_role"});
  scenario.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ars_cashes());
}

TEST_CASE("recovery: an order at the waiver threshold is signalled", "[recovery]") {
  withdrawn(5'000)
      .when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders())
      .accepted()
      .warning("below_waiver_threshold")
      .citing("recovery.waiver_threshold_cents");
  withdrawn(5'001)
      .when(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ans_orders())
      .accepted()
      .without_warning();
}

TEST_CASE("recovery: the one who ordered does not cash", "[recovery]") {
  auto const scenario = ordered();
  auto const same_person = actor("u-orders", Role::ans_accounting_officer, "");
  scenario.when(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", same_person)
      .refused_with({"segregation_of_duties"});
  auto const written_otherwise = actor("U-Orders", Role::ans_accounting_officer, "");
  scenario.when(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", written_otherwise)
      .refused_with({"segregation_of_duties"});
  scenario.when(received(100'001, "2026-09-01"), "2026-09-01T08:00:00Z", same_person)
      .refused_with({"segregation_of_duties"});
  scenario.when(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes()).accepted();
}

TEST_CASE("recovery: collection takes effect after the withdrawal, receipts after the order",
          "[recovery][order]") {
  withdrawn()
      .when(repayment_ordered("2026-09-30"), "2026-07-20T07:59:59Z", ans_orders())
      .refused_with({"not_allowed_now"})
      .citing("recovery.steps");
  auto const scenario = ordered();
  scenario.when(received(100, "2026-07-30"), "2026-08-01T07:59:59Z", ans_cashes())
      .refused_with({"not_allowed_now"})
      .citing("payment.order");
  scenario.when(received(100, "2026-07-30"), "2026-08-02T08:00:00Z", ans_cashes())
      .accepted()
      .warning("received_before_order");
}

TEST_CASE("recovery: nothing is received before the order", "[recovery]") {
  withdrawn()
      .when(received(100, "2026-07-21"), "2026-07-21T08:00:00Z", ans_cashes())
      .refused_with({"not_allowed_now"});
  auto scenario = ordered();
  scenario.when(received(0, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes())
      .refused_with({"invalid_field"});
  scenario.when(received(100, "2026-09-02"), "2026-09-01T08:00:00Z", ans_cashes())
      .refused_with({"invalid_field"})
      .saying("data.received_on");
  scenario.record(received(40'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(received(60'000, "2026-09-02"), "2026-09-02T08:00:00Z", ans_cashes());
  CHECK(scenario.state().outstanding().is_zero());
}

TEST_CASE("recovery: money given back before the order is booked under it, by its own day",
          "[recovery]") {
  auto const early = received(30'000, "2026-07-10");
  for (auto const& scenario : {opened_against_mie(), noticed(), withdrawn()}) {
    scenario.when(early, "2026-07-25T08:00:00Z", ans_cashes())
        .refused_with({"not_allowed_now"})
        .citing("payment.order")
        .saying("data.received_on");
  }
  ordered().when(early, "2026-08-02T08:00:00Z", ans_cashes()).accepted();
  auto given_up = noticed();
  given_up.record(recovery::Closed{}, "2026-07-20T08:00:00Z", ans());
  given_up.when(early, "2026-07-25T08:00:00Z", ans_cashes())
      .refused_with({"not_allowed_now"})
      .saying("« close »");
}

TEST_CASE("recovery: what was written off may still be paid, and is told as possible",
          "[recovery]") {
  auto const receive = EventBody{recovery::RepaymentReceived{}}.index();
  auto const possible = [&](RecoveryScenario const& scenario) {
    auto const all = possible_events(scenario.state());
    return std::ranges::count(all, receive) == 1;
  };
  auto scenario = ordered();
  CHECK(possible(scenario));
  scenario.record(written_off(100'000), "2026-10-01T08:00:00Z", ans());
  CHECK(possible(scenario));
  scenario.record(recovery::Closed{}, "2026-10-02T08:00:00Z", ans());
  CHECK(possible(scenario));
  scenario.record(received(100'000, "2026-10-05"), "2026-10-05T08:00:00Z", ans_cashes());
  CHECK_FALSE(possible(scenario));
}

TEST_CASE("recovery: money that comes beyond what is due is booked, and goes back", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(40'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(received(60'001, "2026-09-30"), "2026-10-02T08:00:00Z", ans_cashes())
      .warning("received_above_due")
      .citing("recovery.restitution")
      .saying("600,00")
      .saying("0,01");
  CHECK(scenario.state().to_restore() == Money::cents(1));
  // Without a judgment, it is owed back since it came.
  auto const due = scenario.obligation("recovery.restitution", "2026-10-03T08:00:00Z");
  CHECK(due.opens_on == day("2026-09-30"));
  CHECK(due.due_on == day("2026-11-30"));
  scenario.record(recovery::Closed{}, "2026-10-03T08:00:00Z", ans()).warning("restitution_due");
  scenario.record(received(500, "2026-10-04"), "2026-10-04T08:00:00Z", ans_cashes())
      .warning("received_above_due");
  scenario.record(restitution_ordered(), "2026-10-05T08:00:00Z", ans_orders());
  scenario.record(restitution_paid("2026-10-06"), "2026-10-06T08:00:00Z", ans_cashes());
  CHECK(scenario.state().outstanding().is_zero());
  std::vector<Date> paid;
  for (auto const& one : scenario.obligations("2026-10-07T08:00:00Z")) {
    if (one.key == "recovery.restitution" && one.met) paid.push_back(one.due_on);
  }
  CHECK(paid == std::vector{day("2026-11-30"), day("2026-12-04")});
}

TEST_CASE("recovery: money that comes for a debt written off takes its place", "[recovery]") {
  auto scenario = ordered();
  scenario.record(written_off(100'000), "2026-12-01T08:00:00Z", ans());
  scenario.record(recovery::Closed{}, "2026-12-02T08:00:00Z", ans());
  CHECK(scenario.state().undue().is_zero());
  scenario.record(received(30'000, "2027-02-01"), "2027-02-01T08:00:00Z", ans_cashes())
      .warning("received_after_write_off")
      .saying("300,00");
  CHECK(scenario.state().undue() == Money::cents(30'000));
  CHECK(scenario.state().outstanding().is_zero());
  scenario.record(received(70'001, "2027-03-01"), "2027-03-01T08:00:00Z", ans_cashes())
      .warning("received_after_write_off")
      .warning("received_above_due")
      .saying("700,00");
  CHECK(scenario.state().undue() == Money::cents(100'000));
  CHECK(scenario.state().to_restore() == Money::cents(1));
  auto const all = scenario.obligations("2027-03-02T08:00:00Z");
  auto const repayment = std::ranges::find(all, "recovery.repayment", &Obligation::key);
  REQUIRE(repayment != all.end());
  REQUIRE(repayment->met);
  CHECK(repayment->met->day() == day("2027-03-01"));
}

TEST_CASE("recovery: a plan, a waiver or a write-off is measured on its own day",
          "[recovery][order]") {
  auto const booked = [] {
    auto scenario = ordered();
    scenario.record(received(40'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
    return scenario;
  };
  auto planned = booked();
  auto const plan = instalments({{"2026-09-15", 50'000}, {"2026-11-02", 50'000}});
  planned.when(plan, "2026-09-02T08:00:00Z", ans()).refused_with({"invalid_field"});
  planned.record(plan, "2026-08-20T08:00:00Z", ans());
  planned.record(received(60'000, "2026-11-02"), "2026-11-02T08:00:00Z", ans_cashes());
  std::vector<Obligation> lines;
  for (auto const& one : planned.obligations("2026-11-03T08:00:00Z")) {
    if (one.key == "recovery.repayment") lines.push_back(one);
  }
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0].label, Catch::Contains("500,00"));
  CHECK(lines[0].met->day() == day("2026-11-02"));
  CHECK(lines[1].met->day() == day("2026-11-02"));
  auto forgiven = booked();
  forgiven.when(waived(70'000), "2026-09-02T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  forgiven.record(waived(70'000), "2026-08-20T08:00:00Z", ans())
      .warning("restitution_due")
      .saying("100,00");
  CHECK(forgiven.state().to_restore() == Money::cents(10'000));
  auto lost = booked();
  lost.record(written_off(100'000), "2026-08-20T08:00:00Z", ans()).without_warning();
  CHECK(lost.state().undue() == Money::cents(40'000));
  CHECK(lost.state().outstanding().is_zero());
}

TEST_CASE("recovery: a schedule holds what remains due, in order of date", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(10'000, "2026-08-10"), "2026-08-10T08:00:00Z", ans_cashes());
  auto const when = [&](auto const& lines) {
    return scenario.when(instalments(lines), "2026-08-15T08:00:00Z", ans());
  };
  using Lines = std::vector<std::pair<std::string_view, std::int64_t>>;
  when(Lines{{"2026-08-15", 45'000}, {"2026-08-16", 45'000}}).accepted();
  when(Lines{{"2026-10-01", 45'000}, {"2026-11-01", 45'001}})
      .refused_with({"invalid_field"})
      .saying("900,01")
      .saying("900,00");
  when(Lines{{"2026-10-01", 45'000}, {"2026-10-01", 45'000}})
      .refused_with({"invalid_field"})
      .saying("data.schedule[1].due_on");
  when(Lines{{"2026-08-14", 45'000}, {"2026-10-01", 45'000}})
      .refused_with({"invalid_field"})
      .saying("14/08/2026");
  when(Lines{{"2026-10-01", 90'000}, {"2026-11-01", 0}})
      .refused_with({"invalid_field"})
      .saying("data.schedule[1].amount_cents");
}

TEST_CASE("recovery: a schedule follows an order, and can be granted anew", "[recovery]") {
  withdrawn()
      .when(instalments({{"2026-10-01", 100'000}}), "2026-08-15T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
  auto scenario = ordered();
  scenario.record(instalments({{"2026-10-01", 40'000}, {"2026-11-02", 60'000}}),
                  "2026-08-15T08:00:00Z", ans());
  scenario.record(received(40'000, "2026-10-01"), "2026-10-01T08:00:00Z", ans_cashes());
  scenario.record(instalments({{"2027-01-04", 60'000}}), "2026-10-15T08:00:00Z", ans());
  scenario.record(received(60'000, "2027-01-04"), "2027-01-04T08:00:00Z", ans_cashes());
  scenario.when(instalments({{"2027-02-01", 1}}), "2027-01-05T08:00:00Z", ans())
      .refused_with({"invalid_field", "nothing_payable"});
}

TEST_CASE("recovery: what is waived or written off is no more than remains due", "[recovery]") {
  auto scenario = ordered();
  scenario.when(waived(100'001), "2026-08-15T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.when(waived(0), "2026-08-15T08:00:00Z", ans()).refused_with({"invalid_field"});
  scenario.record(waived(30'000), "2026-08-15T08:00:00Z", ans());
  scenario.when(written_off(70'001), "2026-08-16T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.when(written_off(0), "2026-08-16T08:00:00Z", ans()).refused_with({"invalid_field"});
  scenario.record(written_off(70'000), "2026-08-16T08:00:00Z", ans());
  CHECK(scenario.state().undue().is_zero());
  noticed().when(waived(100), "2026-07-10T08:00:00Z", ans()).refused_with({"not_allowed_now"});
  noticed().when(written_off(100), "2026-07-10T08:00:00Z", ans()).refused_with({"not_allowed_now"});
}

TEST_CASE("recovery: a payment reference told twice deserves attention", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(10'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes())
      .without_warning();
  scenario.when(received(10'000, "2026-09-01"), "2026-09-02T08:00:00Z", ans_cashes())
      .accepted()
      .warning("payment_reference_reused");
  auto another = received(10'000, "2026-09-02");
  another.payment_reference = "VIR-2";
  scenario.when(another, "2026-09-02T08:00:00Z", ans_cashes()).without_warning();
  // One transfer may settle the debts of several dossiers, not two recoveries of one.
  scenario.given_in("recovery:R-3", opened(aap_dossier, 100), "2026-09-01T08:00:00Z");
  scenario.given_in("recovery:R-3", another, "2026-09-02T08:00:00Z");
  scenario.when(another, "2026-09-02T08:00:00Z", ans_cashes()).without_warning();
  scenario.given_in("recovery:R-2", opened(mie_dossier, 100), "2026-09-01T08:00:00Z");
  scenario.given_in("recovery:R-2", another, "2026-09-02T08:00:00Z");
  scenario.when(another, "2026-09-02T08:00:00Z", ans_cashes())
      .accepted()
      .warning("payment_reference_reused")
      .saying("recovery:R-2");
}

TEST_CASE("recovery: each step follows the one before it in time", "[recovery][order]") {
  opened_against_mie()
      .when(notice("2026-06-14"), "2026-06-15T07:59:59Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("l'ouverture de la procédure");
  noticed()
      .when(observations(), "2026-07-02T07:59:59Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("la mise en demeure");
  auto scenario = withdrawn();
  scenario.when(appeal_filed("2026-07-19"), "2026-07-20T07:59:59Z", ans())
      .refused_with({"not_allowed_now"});
  scenario.record(appeal_filed("2026-08-01"), "2026-08-01T08:00:00Z", ans());
  scenario
      .when(appeal_decided(recovery::AppealOutcome::annulled, "2026-07-31"), "2026-08-01T07:00:00Z",
            ans())
      .refused_with({"not_allowed_now"});
  auto paid_back = ordered();
  paid_back.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  paid_back.when(recovery::Closed{}, "2026-08-31T08:00:00Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("le dernier reversement");
}

}  // namespace
}  // namespace probant::test
