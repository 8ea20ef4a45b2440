// What a judgment makes the payer owe: money received beyond the undue goes back to the
// establishment, and no figure, phase or closing hides it.
#include <algorithm>
#include <map>

#include "engine/kernel/figures.hpp"
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

using recovery::AppealOutcome;
using recovery::Outcome;

constexpr std::string_view judged_on = "2027-03-02T08:00:00Z";

/// 600,00 € of the 1 000,00 € were received before the court decided.
RecoveryScenario judged(AppealOutcome outcome, std::int64_t cents = 60'000) {
  auto scenario = ordered();
  scenario.record(received(cents, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(outcome, "2027-03-01"), judged_on, ans());
  return scenario;
}

/// Paid, annulled, given back, and due again by a later judgment, of 2027-09-01.
RecoveryScenario due_again() {
  auto scenario = judged(AppealOutcome::annulled, 100'000);
  scenario.record(restitution_ordered(), "2027-04-01T08:00:00Z", ans_orders());
  scenario.record(restitution_paid("2027-04-02"), "2027-04-02T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2027-04-03"), "2027-04-03T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::dismissed, "2027-09-01"), "2027-09-02T08:00:00Z",
                  ans());
  return scenario;
}

TEST_CASE("recovery: what was received and is annulled is owed back", "[recovery]") {
  auto const scenario = judged(AppealOutcome::annulled);
  CHECK(scenario.state().undue().is_zero());
  CHECK(scenario.state().recovered() == Money::cents(60'000));
  CHECK(scenario.state().outstanding() == Money::cents(-60'000));
  CHECK(scenario.state().to_restore() == Money::cents(60'000));
  CHECK(scenario.state().still_due().is_zero());
}

TEST_CASE("recovery: what came before a judgment is booked after it, and owed back",
          "[recovery][order]") {
  auto const came = "2026-09-01T08:00:00Z";
  auto const unbooked = [](AppealOutcome outcome) {
    auto scenario = ordered();
    scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
    scenario.record(appeal_decided(outcome, "2027-03-01"), judged_on, ans());
    return scenario;
  };
  auto annulled = unbooked(AppealOutcome::annulled);
  annulled.record(received(60'000, "2026-09-01"), came, ans_cashes())
      .warning("received_above_due")
      .saying("600,00");
  CHECK(annulled.state().to_restore() == Money::cents(60'000));
  // Also when the court's decision has been carried out since.
  auto in_part = unbooked(AppealOutcome::partly_annulled);
  in_part.record(withdrawal(40'000), "2027-03-10T08:00:00Z", ans());
  in_part.record(received(60'000, "2026-09-01"), came, ans_cashes());
  CHECK(in_part.state().to_restore() == Money::cents(20'000));
}

TEST_CASE("recovery: the phase says that a restitution is due", "[recovery]") {
  auto const view = phase_view(judged(AppealOutcome::annulled).state());
  CHECK(view.phase == "restitution_due");
  CHECK_THAT(view.label, Catch::Contains("600,00") && Catch::Contains("à restituer"));
  CHECK(phase_view(ordered().state()).phase == "withdrawal_decided");
  CHECK(phase_view(judged(AppealOutcome::dismissed).state()).phase == "withdrawal_decided");
}

TEST_CASE("recovery: closed with money to give back, it is said and stays visible", "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  auto const closing = scenario.record(recovery::Closed{}, "2027-03-03T08:00:00Z", ans());
  closing.warning("restitution_due").citing("recovery.restitution").saying("600,00");
  CHECK(closing.as<recovery::Closed>().outcome == Outcome::annulled);
  CHECK(scenario.state().outstanding() == Money::cents(-60'000));
  auto const view = phase_view(scenario.state());
  CHECK(view.phase == "closed");
  CHECK_THAT(view.label, Catch::Contains("à restituer"));
}

TEST_CASE("recovery: annulled with nothing received, nothing is owed back", "[recovery]") {
  auto scenario = ordered();
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::annulled, "2027-03-01"), judged_on, ans());
  CHECK(scenario.state().outstanding().is_zero());
  CHECK(phase_view(scenario.state()).phase == "withdrawal_decided");
  scenario.when(recovery::Closed{}, "2027-03-03T08:00:00Z", ans()).accepted().without_warning();
}

TEST_CASE("recovery: closed, then annulled, the debt to the establishment appears", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(recovery::Closed{}, "2026-09-11T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::annulled, "2027-03-01"), judged_on, ans());
  CHECK(phase_view(scenario.state()).phase == "restitution_due");
  CHECK(scenario.state().outstanding() == Money::cents(-100'000));
}

TEST_CASE("recovery: a lower withdrawal after a partial annulment gives back the rest",
          "[recovery]") {
  auto scenario = judged(AppealOutcome::partly_annulled, 100'000);
  // The court's decision must first be carried out.
  scenario.when(recovery::Closed{}, "2027-03-03T08:00:00Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("décidez d'abord");
  CHECK(scenario.state().outstanding().is_zero());
  scenario.record(withdrawal(70'000), "2027-03-10T08:00:00Z", ans());
  CHECK(scenario.state().outstanding() == Money::cents(-30'000));
  CHECK(phase_view(scenario.state()).phase == "restitution_due");
  auto const closing = scenario.when(recovery::Closed{}, "2027-03-11T08:00:00Z", ans());
  closing.accepted().warning("restitution_due").saying("300,00");
  CHECK(closing.as<recovery::Closed>().outcome == Outcome::recovered);
}

TEST_CASE("recovery: a restitution under a reference known already deserves attention",
          "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  auto const at = "2027-03-05T08:00:00Z";
  scenario.record(restitution_ordered(), "2027-03-03T08:00:00Z", ans_orders());
  scenario.when(restitution_paid("2027-03-05"), at, ans_cashes()).accepted().without_warning();
  auto same = restitution_paid("2027-03-05");
  same.payment_reference = "VIR-1";
  scenario.when(same, at, ans_cashes()).accepted().warning("payment_reference_reused");
  scenario.given_in("recovery:R-2", opened(mie_dossier, 100), at);
  scenario.given_in("recovery:R-2", restitution_paid("2027-03-05"), at);
  scenario.when(restitution_paid("2027-03-05"), at, ans_cashes())
      .accepted()
      .warning("payment_reference_reused")
      .saying("recovery:R-2");
}

TEST_CASE("recovery: nothing more is asked for where money is owed back", "[recovery]") {
  auto const scenario = judged(AppealOutcome::annulled);
  auto const later = "2027-03-03T08:00:00Z";
  scenario.when(waived(1), later, ans())
      .refused_with({"amount_above_ceiling"})
      .citing("recovery.amounts");
  scenario.when(instalments({{"2027-04-01", 1}}), later, ans())
      .refused_with({"invalid_field", "nothing_payable"});
  for (auto const type : possible_events(scenario.state())) {
    auto const name = catalogue[type].name;
    INFO(name);
    CHECK((name == "recovery.closed" || name == "recovery.appeal_filed" ||
           name == "recovery.restitution_ordered"));
  }
}

Obligation restitution_of(RecoveryScenario const& scenario, std::string_view now) {
  Obligation found;
  int count = 0;
  for (auto const& one : scenario.obligations(now)) {
    if (one.key != "recovery.restitution") continue;
    found = one;
    ++count;
  }
  CHECK(count == 1);
  return found;
}

TEST_CASE("recovery: what a judgment makes owed back is due two months after it", "[recovery]") {
  auto const due = restitution_of(judged(AppealOutcome::annulled), "2027-03-03T08:00:00Z");
  CHECK(due.responsible == "ans");
  CHECK_THAT(due.label, Catch::Contains("600,00"));
  CHECK(due.opens_on == day("2027-03-02"));
  CHECK(due.due_on == day("2027-05-03"));  // the 2nd is a Sunday
  CHECK_FALSE(due.met);
}

TEST_CASE("recovery: what is owed back is ordered, then paid by another person", "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  scenario.when(restitution_paid("2027-04-02"), "2027-04-02T08:00:00Z", ans_cashes())
      .refused_with({"not_allowed_now"});
  auto const order = scenario.record(restitution_ordered(), "2027-04-01T08:00:00Z", ans_orders());
  CHECK(order.as<recovery::RestitutionOrdered>().amount_cents == Money::cents(60'000));
  scenario.when(restitution_ordered(), "2027-04-02T08:00:00Z", ans_orders())
      .refused_with({"not_allowed_now"})
      .saying("déjà ordonnancée");
  auto same = ans_cashes();
  same.id = ans_orders().id;
  scenario.when(restitution_paid("2027-04-02"), "2027-04-02T08:00:00Z", same)
      .refused_with({"segregation_of_duties"});
  scenario.when(restitution_paid("2027-03-31"), "2027-04-02T08:00:00Z", ans_cashes())
      .refused_with({"invalid_field"});
  auto const paid =
      scenario.record(restitution_paid("2027-04-02"), "2027-04-02T08:00:00Z", ans_cashes());
  CHECK(paid.as<recovery::RestitutionPaid>().amount_cents == Money::cents(60'000));
  CHECK(scenario.state().outstanding().is_zero());
  CHECK(scenario.state().recovered().is_zero());
  CHECK(phase_view(scenario.state()).phase == "withdrawal_decided");
  CHECK(restitution_of(scenario, "2027-04-03T08:00:00Z").met);
  scenario.when(restitution_ordered(), "2027-04-03T08:00:00Z", ans_orders())
      .refused_with({"nothing_payable"});
  scenario.when(recovery::Closed{}, "2027-04-03T08:00:00Z", ans()).accepted().without_warning();
}

using Days = std::map<Date, std::int64_t>;

/// What is still to be given back, by the day on which it is due.
Days to_give_back(RecoveryScenario const& scenario, std::string_view now) {
  Days days;
  for (auto const& one : scenario.obligations(now)) {
    if (one.key == "recovery.restitution" && !one.met) days[one.due_on] += 1;
  }
  std::int64_t total = 0;
  for (auto const& part : scenario.state().owed_back()) {
    total += part.amount.cents();
    days[part.happening.day()] = part.amount.cents();
  }
  CHECK(total == scenario.state().to_restore().cents());
  return days;
}

TEST_CASE("recovery: each surplus is due back by its own day", "[recovery]") {
  // Given 1 000,00 € ordered, 1 200,00 € received in September, 50,00 € more in November
  auto scenario = ordered();
  scenario.record(received(120'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(received(5'000, "2026-11-05"), "2026-11-05T08:00:00Z", ans_cashes());
  CHECK(to_give_back(scenario, "2026-11-06T08:00:00Z") == Days{{day("2026-09-01"), 20'000},
                                                               {day("2026-11-02"), 1},
                                                               {day("2026-11-05"), 5'000},
                                                               {day("2027-01-05"), 1}});
  SECTION("one booked late has its own, and moves no other") {
    scenario.record(received(3'000, "2026-10-05"), "2026-11-09T08:00:00Z", ans_cashes());
    CHECK(to_give_back(scenario, "2026-11-10T08:00:00Z") == Days{{day("2026-09-01"), 20'000},
                                                                 {day("2026-10-05"), 3'000},
                                                                 {day("2026-11-02"), 1},
                                                                 {day("2026-11-05"), 5'000},
                                                                 {day("2026-12-07"), 1},
                                                                 {day("2027-01-05"), 1}});
  }
  SECTION("what is given back is the first first") {
    scenario.record(restitution_ordered(), "2026-11-10T08:00:00Z", ans_orders());
    scenario.record(received(700, "2026-11-12"), "2026-11-12T08:00:00Z", ans_cashes());
    scenario.record(restitution_paid("2026-11-13"), "2026-11-13T08:00:00Z", ans_cashes());
    CHECK(to_give_back(scenario, "2026-11-14T08:00:00Z") ==
          Days{{day("2026-11-12"), 700}, {day("2027-01-12"), 1}});
    auto const obligations = scenario.obligations("2026-11-14T08:00:00Z");
    CHECK(std::ranges::count_if(obligations, [](Obligation const& one) {
            return one.key == "recovery.restitution" && one.met;
          }) == 2);
  }
  SECTION("a judgment adds what it makes owed, and takes no day away") {
    scenario.record(appeal_filed("2026-11-10"), "2026-11-10T08:00:00Z", ans());
    scenario.record(appeal_decided(AppealOutcome::annulled, "2027-03-01"), judged_on, ans());
    auto const owed = scenario.state().owed_back();
    REQUIRE(owed.size() == 3);
    CHECK(owed[0].amount == Money::cents(20'000));
    CHECK(owed[0].happening.day() == day("2026-09-01"));
    CHECK(owed[2].amount == Money::cents(100'000));
    CHECK(owed[2].happening.day() == day("2027-03-02"));
    // When a higher court restores the debt, then what came beyond it stays owed as it was
    scenario.record(received(300, "2027-03-10"), "2027-03-10T08:00:00Z", ans_cashes());
    scenario.record(appeal_filed("2027-04-02"), "2027-04-02T08:00:00Z", ans());
    scenario.record(appeal_decided(AppealOutcome::dismissed, "2027-09-01"), "2027-09-02T08:00:00Z",
                    ans());
    CHECK(to_give_back(scenario, "2027-09-03T08:00:00Z").contains(day("2027-03-10")));
    CHECK(scenario.state().owed_back().size() == 3);
  }
  SECTION("a judgment that changes nothing moves no day") {
    scenario.record(appeal_filed("2026-11-10"), "2026-11-10T08:00:00Z", ans());
    scenario.record(appeal_decided(AppealOutcome::dismissed, "2027-03-01"), judged_on, ans());
    CHECK(to_give_back(scenario, "2027-03-03T08:00:00Z").contains(day("2026-11-02")));
  }
}

TEST_CASE("recovery: a surplus written down late counts from the day it came", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(received(700, "2026-11-12"), "2026-11-12T08:00:00Z", ans_cashes());
  scenario.record(received(500, "2026-10-05"), "2026-10-05T08:00:00Z", ans_cashes());
  CHECK(to_give_back(scenario, "2026-11-14T08:00:00Z") == Days{{day("2026-10-05"), 500},
                                                               {day("2026-11-12"), 700},
                                                               {day("2026-12-07"), 1},
                                                               {day("2027-01-12"), 1}});
}

TEST_CASE("recovery: what is given back is so on the day of its payment", "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  scenario.record(restitution_ordered(), "2027-04-30T08:00:00Z", ans_orders());
  scenario.record(restitution_paid("2027-05-03"), "2027-05-06T08:00:00Z", ans_cashes());
  auto const met = restitution_of(scenario, "2027-05-07T08:00:00Z").met;
  REQUIRE(met);
  CHECK(met->day() == day("2027-05-03"));
}

TEST_CASE("recovery: a line that was paid stays so when its money is due again", "[recovery]") {
  auto scenario = due_again();
  auto const line = scenario.obligation("recovery.repayment", "2027-09-03T08:00:00Z");
  REQUIRE(line.met);
  CHECK(line.met->day() == day("2026-09-01"));
  CHECK_THAT(line.label, !Catch::Contains("restant"));
  auto const order = scenario.obligation("recovery.order", "2027-09-03T08:00:00Z");
  CHECK_FALSE(order.met);
  CHECK(order.due_on == day("2032-09-01"));
  // Once it is paid anew, the order's day is the judgment's still.
  scenario.record(repayment_ordered("2027-12-01"), "2027-10-01T08:00:00Z", ans_orders());
  scenario.record(received(100'000, "2027-11-01"), "2027-11-01T08:00:00Z", ans_cashes());
  CHECK(scenario.obligation("recovery.order", "2027-11-02T08:00:00Z").due_on == day("2032-09-01"));
}

TEST_CASE("recovery: money given back settles nothing of a later order", "[recovery]") {
  auto scenario = due_again();
  scenario.record(repayment_ordered("2027-12-01"), "2027-10-01T08:00:00Z", ans_orders());
  SECTION("never paid, and written off") {
    scenario.record(written_off(100'000), "2028-06-01T08:00:00Z", ans());
    auto const line = scenario.obligation("recovery.repayment", "2028-06-02T08:00:00Z");
    CHECK_FALSE(line.met);
    CHECK(line.cancelled);
    CHECK(scenario.obligation("recovery.order", "2028-06-02T08:00:00Z").due_on ==
          day("2032-09-01"));
  }
  SECTION("paid late, and annulled at last") {
    scenario.record(received(100'000, "2027-12-20"), "2027-12-20T08:00:00Z", ans_cashes());
    scenario.record(appeal_filed("2028-01-10"), "2028-01-10T08:00:00Z", ans());
    scenario.record(appeal_decided(AppealOutcome::annulled, "2028-09-01"), "2028-09-02T08:00:00Z",
                    ans());
    auto const line = scenario.obligation("recovery.repayment", "2028-09-03T08:00:00Z");
    REQUIRE(line.met);
    CHECK(line.met->day() == day("2027-12-20"));
  }
  SECTION("a third court moves the order no more than it was given") {
    scenario.record(appeal_filed("2028-01-10"), "2028-01-10T08:00:00Z", ans());
    auto const outcome = GENERATE(AppealOutcome::annulled, AppealOutcome::dismissed);
    scenario.record(appeal_decided(outcome, "2028-09-01"), "2028-09-02T08:00:00Z", ans());
    auto const order = scenario.obligation("recovery.order", "2028-09-03T08:00:00Z");
    REQUIRE(order.met);
    CHECK(order.due_on == day("2032-09-01"));
    CHECK_THAT(order.source, Catch::Contains("01/09/2027"));
  }
}

TEST_CASE("recovery: closed before it was given back, it still can be", "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  scenario.record(recovery::Closed{}, "2027-03-03T08:00:00Z", ans());
  scenario.record(restitution_ordered(), "2027-04-01T08:00:00Z", ans_orders());
  scenario.record(restitution_paid("2027-04-02"), "2027-04-02T08:00:00Z", ans_cashes());
  CHECK(phase_view(scenario.state()).label == "close");
}

TEST_CASE("recovery: an order that a later judgment overtook is not paid", "[recovery]") {
  auto scenario = judged(AppealOutcome::annulled);
  scenario.record(restitution_ordered(), "2027-04-01T08:00:00Z", ans_orders());
  scenario.record(appeal_filed("2027-04-02"), "2027-04-02T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::dismissed, "2027-09-01"), "2027-09-02T08:00:00Z",
                  ans());
  scenario.when(restitution_paid("2027-09-03"), "2027-09-03T08:00:00Z", ans_cashes())
      .refused_with({"nothing_payable"});
}

TEST_CASE("recovery: a debt restored after its restitution is ordered anew", "[recovery]") {
  judged(AppealOutcome::annulled, 100'000)
      .when(repayment_ordered("2027-12-01"), "2027-04-01T08:00:00Z", ans_orders())
      .refused_with({"not_allowed_now"});
  auto scenario = due_again();
  CHECK(scenario.state().still_due() == Money::cents(100'000));
  auto const order =
      scenario.record(repayment_ordered("2027-12-01"), "2027-10-01T08:00:00Z", ans_orders());
  CHECK(order.as<recovery::RepaymentOrdered>().amount_cents == Money::cents(100'000));
  auto const obligations = scenario.obligations("2027-10-02T08:00:00Z");
  auto const open = std::ranges::find_if(obligations, [](Obligation const& one) {
    return one.key == "recovery.repayment" && !one.met;
  });
  REQUIRE(open != obligations.end());
  CHECK(open->due_on == day("2027-12-01"));
  scenario.record(received(100'000, "2027-11-01"), "2027-11-01T08:00:00Z", ans_cashes());
  CHECK(scenario.state().outstanding().is_zero());
}

TEST_CASE("recovery: the figures of the dossier show what is owed back", "[recovery]") {
  auto const scenario = judged(AppealOutcome::annulled);
  View const view{scenario.world(), dossier(mie_dossier), instant("2027-04-01T00:00:00Z")};
  Figures figures;
  add_recovery_figures(view, Tracing::on, figures);
  auto const& outstanding = figures[static_cast<std::size_t>(Figure::outstanding_cents)];
  REQUIRE(outstanding);
  CHECK(outstanding->value == Money::cents(-60'000));
  CHECK(std::get<std::int64_t>(outstanding->tree->value.value) == -60'000);
  auto const& undue = figures[static_cast<std::size_t>(Figure::undue_cents)];
  auto const& recovered = figures[static_cast<std::size_t>(Figure::recovered_cents)];
  CHECK(outstanding->value == undue->value - recovered->value);
}

}  // namespace
}  // namespace probant::test
