// What is due in a recovery, by whom and until when; and the figures shown in the dossier it is
// against.
#include "engine/kernel/figures.hpp"
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

constexpr std::string_view later = "2028-01-01T08:00:00Z";

std::vector<Obligation> repayments(RecoveryScenario const& scenario) {
  auto all = scenario.obligations(later);
  std::erase_if(all, [](Obligation const& one) { return one.key != "recovery.repayment"; });
  return all;
}

/// "2026-10-01 met, 2026-11-02 open": due day and state of each line.
std::string lines(RecoveryScenario const& scenario) {
  std::string text;
  for (auto const& one : repayments(scenario)) {
    text += (text.empty() ? "" : ", ") + one.due_on.text() +
            (one.met         ? " met"
             : one.cancelled ? " cancelled"
                             : " open");
  }
  return text;
}

TEST_CASE("recovery: nothing is due before it is opened", "[recovery][obligations]") {
  CHECK(paid().obligations(later).empty());
}

TEST_CASE("recovery: observations are due until the notice ends", "[recovery][obligations]") {
  auto scenario = noticed();
  auto const open = scenario.obligation("recovery.observations", "2026-07-16T21:59:59Z");
  CHECK(open.due_on == day("2026-07-16"));
  CHECK(open.opens_on == day("2026-07-02"));
  CHECK(open.responsible == "establishment");
  CHECK_FALSE(open.met);
  CHECK_FALSE(open.cancelled);
  CHECK_THAT(open.source, Catch::Contains("004_216ae045a3483cc5"));
  CHECK(scenario.obligation("recovery.observations", "2026-07-16T22:00:00Z").cancelled);

  auto heard = scenario;
  heard.record(observations(), "2026-07-03T08:00:00Z", ans());
  CHECK(heard.obligation("recovery.observations", later).met == heard.state().observations);
  auto fixed = scenario;
  fixed.record(remedied(), "2026-07-04T08:00:00Z", ans());
  CHECK(fixed.obligation("recovery.observations", later).met == fixed.state().remedied);
  CHECK(withdrawn().obligation("recovery.observations", later).cancelled);
  auto closed = scenario;
  closed.record(recovery::Closed{}, "2026-07-05T08:00:00Z", ans());
  CHECK(closed.obligation("recovery.observations", later).cancelled);
}

TEST_CASE("recovery: what an ARS recovers is due under the general law",
          "[recovery][obligations]") {
  auto scenario = paid();
  auto opening = opened(aap_dossier, 100'000);
  opening.cause = recovery::Cause::non_compliance;
  scenario.record(opening, "2026-06-15T08:00:00Z", ars());
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ars());
  scenario.when(withdrawal(100'000), "2026-07-10T08:00:00Z", ars())
      .refused_with({"contradictory_procedure_pending"})
      .citing("recovery.steps.aap");
  scenario.record(withdrawal(100'000), "2026-07-20T08:00:00Z", ars());
  scenario.record(repayment_ordered("2026-09-30"), "2026-08-01T08:00:00Z", ars_orders());
  for (auto const& one : scenario.obligations("2026-08-02T08:00:00Z")) {
    INFO(one.key);
    bool const of_recovery = one.key != "retention";
    if (of_recovery) CHECK(one.source.find("004_216ae045a3483cc5") == std::string::npos);
  }
  CHECK_THAT(scenario.obligation("recovery.observations", later).source,
             Catch::Contains("L. 122-1"));
}

TEST_CASE("recovery: the order makes one repayment due", "[recovery][obligations]") {
  auto scenario = ordered();
  auto const due = scenario.obligation("recovery.repayment", later);
  CHECK(due.due_on == day("2026-09-30"));
  CHECK(due.opens_on == day("2026-08-01"));
  CHECK(due.responsible == "establishment");
  CHECK(lines(scenario) == "2026-09-30 open");
  scenario.record(received(99'999, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  CHECK(lines(scenario) == "2026-09-30 open");
  CHECK_THAT(scenario.obligation("recovery.repayment", later).label,
             Catch::Contains("restant sur"));
  scenario.record(received(1, "2026-09-02"), "2026-09-02T08:00:00Z", ans_cashes());
  CHECK(scenario.obligation("recovery.repayment", later).met->day() == day("2026-09-02"));
}

TEST_CASE("recovery: what is withdrawn awaits its order, until prescription",
          "[recovery][obligations]") {
  auto const order_of = [](RecoveryScenario const& scenario) {
    return scenario.obligation("recovery.order", later);
  };
  for (auto const& one : noticed().obligations(later)) CHECK(one.key != "recovery.order");
  auto const open = order_of(withdrawn());
  CHECK(open.due_on == day("2031-06-15"));
  CHECK(open.opens_on == day("2026-07-20"));
  CHECK(open.responsible == "ans");
  CHECK_FALSE(open.met);
  CHECK_FALSE(open.cancelled);
  CHECK(order_of(ordered()).met == ordered().state().ordered);
  auto waived_whole = withdrawn();
  waived_whole.record(waived(100'000), "2026-07-21T08:00:00Z", ans());
  CHECK(order_of(waived_whole).cancelled);
  auto annulled = withdrawn();
  annulled.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  annulled.record(appeal_decided(recovery::AppealOutcome::annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  CHECK(order_of(annulled).cancelled);
  // A higher court finds the withdrawal sound: nothing was given back, the limit is what it was.
  annulled.record(appeal_filed("2027-04-01"), "2027-04-01T08:00:00Z", ans());
  annulled.record(appeal_decided(recovery::AppealOutcome::dismissed, "2027-10-01"),
                  "2027-10-02T08:00:00Z", ans());
  CHECK(order_of(annulled).due_on == day("2031-06-15"));
}

TEST_CASE("recovery: receipts settle the lines of a schedule in order", "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(
      instalments({{"2026-10-01", 30'000}, {"2026-11-02", 30'000}, {"2026-12-01", 40'000}}),
      "2026-08-15T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-10-01 open, 2026-11-02 open, 2026-12-01 open");
  auto const first = repayments(scenario).front();
  CHECK_THAT(first.label, Catch::Contains("échéance 1 sur 3"));
  scenario.record(received(50'000, "2026-10-01"), "2026-10-01T08:00:00Z", ans_cashes());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 open, 2026-12-01 open");
  scenario.record(received(10'000, "2026-10-02"), "2026-10-02T08:00:00Z", ans_cashes());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 met, 2026-12-01 open");
  CHECK(repayments(scenario)[1].met->day() == day("2026-10-02"));
}

TEST_CASE("recovery: money settles lines from the day it came, whenever it was booked",
          "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(instalments({{"2026-10-01", 50'000}, {"2026-11-02", 50'000}}),
                  "2026-08-15T08:00:00Z", ans());
  scenario.record(received(50'000, "2026-11-02"), "2026-11-05T08:00:00Z", ans_cashes());
  CHECK(repayments(scenario)[0].met->day() == day("2026-11-02"));
  scenario.record(received(50'000, "2026-10-01"), "2026-10-03T08:00:00Z", ans_cashes());
  CHECK(repayments(scenario)[0].met->day() == day("2026-10-01"));
  CHECK(repayments(scenario)[1].met->day() == day("2026-11-02"));
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 met");
}

TEST_CASE("recovery: a waiver takes from the last line", "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(instalments({{"2026-10-01", 60'000}, {"2026-11-02", 40'000}}),
                  "2026-08-15T08:00:00Z", ans());
  scenario.record(waived(50'000), "2026-08-16T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-10-01 open, 2026-11-02 cancelled");
  scenario.record(received(50'000, "2026-09-30"), "2026-09-30T08:00:00Z", ans_cashes());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 cancelled");
}

TEST_CASE("recovery: what was paid before a schedule stays settled", "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(received(25'000, "2026-08-10"), "2026-08-10T08:00:00Z", ans_cashes());
  scenario.record(instalments({{"2026-10-01", 75'000}}), "2026-08-15T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-09-30 met, 2026-10-01 open");
}

TEST_CASE("recovery: each line paid of a former schedule keeps its day",
          "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(
      instalments({{"2026-10-01", 30'000}, {"2026-11-02", 30'000}, {"2026-12-01", 40'000}}),
      "2026-08-15T08:00:00Z", ans());
  scenario.record(received(30'000, "2026-10-01"), "2026-10-01T08:00:00Z", ans_cashes());
  scenario.record(received(10'000, "2026-11-10"), "2026-11-10T08:00:00Z", ans_cashes());
  scenario.record(instalments({{"2027-01-04", 60'000}}), "2026-11-15T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 met, 2027-01-04 open");
  CHECK(repayments(scenario)[1].met->day() == day("2026-11-10"));
  scenario.record(received(60'000, "2027-01-04"), "2027-01-04T08:00:00Z", ans_cashes());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 met, 2027-01-04 met");
}

TEST_CASE("recovery: an annulment cancels what was still to be repaid", "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(recovery::AppealOutcome::annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-09-30 cancelled");
}

TEST_CASE("recovery: a line paid in its time stays so, whatever a judgment takes away",
          "[recovery][obligations]") {
  // Given a plan whose first line was paid and a part of the second, and a waiver of a part of it
  auto scenario = ordered();
  scenario.record(instalments({{"2026-10-01", 40'000}, {"2026-11-02", 60'000}}),
                  "2026-08-15T08:00:00Z", ans());
  scenario.record(received(45'000, "2026-09-30"), "2026-09-30T08:00:00Z", ans_cashes());
  scenario.record(waived(5'000), "2026-10-02T08:00:00Z", ans());
  // When a judgment annuls the withdrawal
  scenario.record(appeal_filed("2026-10-10"), "2026-10-10T08:00:00Z", ans());
  scenario.record(appeal_decided(recovery::AppealOutcome::annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  auto const whole = [](std::int64_t cents) {
    return "Reversement à effectuer : " + to_french(Money::cents(cents));
  };
  auto const check = [&] {
    CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 cancelled");
    auto const both = repayments(scenario);
    CHECK(both[0].met->day() == day("2026-09-30"));
    CHECK(both[0].label == whole(40'000) + " (échéance 1 sur 2)");
    CHECK(both[1].label == whole(60'000) + " (échéance 2 sur 2)");
  };
  // Then the first line is met and the second without object, before what came is given back…
  check();
  scenario.record(restitution_ordered(), "2027-03-10T08:00:00Z", ans_orders());
  auto back = restitution_paid("2027-03-20");
  back.amount_cents = Money::cents(45'000);
  scenario.record(back, "2027-03-20T08:00:00Z", ans_cashes());
  // … and after
  check();
}

TEST_CASE("recovery: prescription runs from the control that found the surcompensation",
          "[recovery][obligations]") {
  auto scenario = paid();
  scenario.given_in(mie_dossier, mie::ControlOpened{}, "2026-11-01T08:00:00Z");
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                    "2026-12-01T08:00:00Z");
  scenario.record(opened(mie_dossier, 10'000), "2028-11-15T08:00:00Z", ans());
  CHECK(scenario.obligation("recovery.prescription", later).due_on == day("2031-12-01"));

  auto breach = opened(mie_dossier, 10'000);
  breach.cause = recovery::Cause::non_compliance;
  auto same_money = paid();
  same_money.given_in(mie_dossier, mie::ControlOpened{}, "2026-11-01T08:00:00Z");
  same_money.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                      "2026-12-01T08:00:00Z");
  same_money.record(breach, "2028-11-15T08:00:00Z", ans());
  CHECK(same_money.obligation("recovery.prescription", later).due_on == day("2031-12-01"));

  auto false_declaration = opened(mie_dossier, 10'000);
  false_declaration.cause = recovery::Cause::false_declaration;
  auto other = paid();
  other.given_in(mie_dossier, mie::ControlOpened{}, "2026-11-01T08:00:00Z");
  other.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                 "2026-12-01T08:00:00Z");
  other.record(false_declaration, "2028-11-15T08:00:00Z", ans());
  CHECK(other.obligation("recovery.prescription", later).due_on == day("2031-12-01"));
}

TEST_CASE("recovery: what a judgment annulled is withdrawn and ordered in the time it opens",
          "[recovery][obligations]") {
  auto scenario = paid();
  scenario.given_in(mie_dossier, mie::ControlOpened{}, "2026-11-01T08:00:00Z");
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                    "2026-12-01T08:00:00Z");
  scenario.given_in("recovery:R-0", opened(mie_dossier, 6'000), "2027-01-05T08:00:00Z");
  scenario.given_in("recovery:R-0", withdrawal(6'000), "2027-03-05T08:00:00Z");
  auto const annul = [&] {
    scenario.given_in("recovery:R-0",
                      appeal_decided(recovery::AppealOutcome::annulled, "2032-05-20"),
                      "2032-05-20T08:00:00Z");
  };
  auto const due = [&](std::string_view key) {
    auto const one = scenario.obligation(key, "2034-01-01T08:00:00Z");
    bool const judged = one.source.find("rendu le 20/05/2032") != std::string::npos;
    return one.due_on.text() + (judged ? " by the judgment" : "");
  };
  SECTION("claimed again, as much") {
    annul();
    scenario.given(opened(mie_dossier, 6'000), "2033-03-01T08:00:00Z");
    CHECK(due("recovery.prescription") == "2037-05-20 by the judgment");
    scenario.given(withdrawal(6'000), "2033-05-01T08:00:00Z");
    CHECK(due("recovery.order") == "2037-05-20 by the judgment");
  }
  SECTION("claimed again with what never was") {
    annul();
    scenario.given(opened(mie_dossier, 7'000), "2033-03-01T08:00:00Z");
    CHECK(due("recovery.prescription") == "2031-12-01");
  }
  SECTION("claimed before the judgment, another part") {
    scenario.given(opened(mie_dossier, 4'000), "2027-02-01T08:00:00Z");
    annul();
    CHECK(due("recovery.prescription") == "2031-12-01");
  }
}

TEST_CASE("recovery: prescription runs five years from the opening", "[recovery][obligations]") {
  auto scenario = paid();
  scenario.record(opened(mie_dossier, 100'000), "2028-11-15T08:00:00Z", ans());
  auto const due = scenario.obligation("recovery.prescription", later);
  CHECK(due.due_on == day("2033-11-15"));
  CHECK(due.responsible == "ans");
  CHECK_FALSE(due.met);
  CHECK_THAT(due.source, Catch::Contains("2224"));

  auto leap = paid();
  leap.record(opened(aap_dossier, 100'000), "2028-02-29T08:00:00Z", ars());
  CHECK(leap.obligation("recovery.prescription", later).due_on == day("2033-02-28"));
  CHECK(leap.obligation("recovery.prescription", later).responsible == "ars");

  auto const done = withdrawn();
  CHECK(done.obligation("recovery.prescription", later).met == done.state().first_withdrawal);
  auto closed = opened_against_mie();
  closed.record(recovery::Closed{}, "2026-07-05T08:00:00Z", ans());
  // Closed without a withdrawal, nothing is to be decided any more, and nothing was.
  CHECK(closed.obligation("recovery.prescription", later).cancelled);
  auto remedied = opened_against_mie();
  remedied.given(recovery::BreachRemedied{}, "2026-07-05T08:00:00Z", ans());
  CHECK(remedied.obligation("recovery.prescription", later).cancelled);
}

TEST_CASE("recovery: everything is kept ten years", "[recovery][obligations]") {
  auto const kept = opened_against_mie().obligation("retention", later);
  CHECK(kept.due_on == day("2038-07-15"));
  CHECK(kept.responsible == "ans");
  CHECK_FALSE(kept.met);
  auto against_aap = paid();
  against_aap.record(opened(aap_dossier, 100'000), "2026-06-15T08:00:00Z", ars());
  CHECK(against_aap.obligation("retention", later).responsible == "ars");
}

Figures figures_against(RecoveryScenario const& scenario, std::string_view against,
                        Tracing tracing) {
  Figures figures;
  View const view{scenario.world(), dossier(against), instant(later)};
  add_recovery_figures(view, tracing, figures);
  return figures;
}
std::optional<Explained<Money>> const& of(Figures const& figures, Figure figure) {
  return figures[static_cast<std::size_t>(figure)];
}

TEST_CASE("recovery: a line of the plan says what is owed after a waiver",
          "[recovery][obligations]") {
  auto scenario = ordered(56'005);
  scenario.record(instalments({{"2026-10-01", 28'003}, {"2026-11-02", 28'002}}),
                  "2026-08-02T08:00:00Z", ans());
  auto const labels = [&] {
    std::vector<std::string> all;
    for (auto const& one : repayments(scenario)) all.push_back(one.label);
    return all;
  };
  CHECK_THAT(labels().back(), Catch::Contains("280,02"));
  scenario.record(waived(6'005), "2026-08-03T08:00:00Z", ans());
  scenario.record(received(28'003, "2026-09-30"), "2026-09-30T08:00:00Z", ans_cashes());
  CHECK_THAT(labels().front(), Catch::Contains("280,03"));
  CHECK_THAT(labels().back(), Catch::Contains("219,97"));
  // A line waived whole is cancelled, and keeps the amount it had.
  scenario.record(waived(21'997), "2026-10-02T08:00:00Z", ans());
  CHECK(lines(scenario) == "2026-10-01 met, 2026-11-02 cancelled");
  CHECK_THAT(labels().back(), Catch::Contains("280,02"));
}

TEST_CASE("recovery: a dossier nobody recovers from has no such figures", "[recovery][figures]") {
  for (auto const& figure : figures_against(withdrawn(), aap_dossier, Tracing::on)) {
    CHECK_FALSE(figure.has_value());
  }
}

TEST_CASE("recovery: figures add up every recovery against the dossier", "[recovery][figures]") {
  auto scenario = ordered(70'000);
  scenario.record(waived(10'000), "2026-08-02T08:00:00Z", ans());
  scenario.record(written_off(5'000), "2026-08-03T08:00:00Z", ans());
  scenario.record(received(20'000, "2026-08-04"), "2026-08-04T08:00:00Z", ans_cashes());
  scenario.record_in("recovery:R-2", opened(mie_dossier, 30'000), "2026-08-05T08:00:00Z", ans());
  scenario.record_in("recovery:R-2", notice("2026-08-05"), "2026-08-05T09:00:00Z", ans());
  scenario.record_in("recovery:R-2", observations(), "2026-08-06T08:00:00Z", ans());
  scenario.record_in("recovery:R-2", withdrawal(30'000), "2026-08-07T08:00:00Z", ans());
  auto const figures = figures_against(scenario, mie_dossier, Tracing::off);
  CHECK(of(figures, Figure::undue_cents)->value == Money::cents(85'000));
  CHECK(of(figures, Figure::recovered_cents)->value == Money::cents(20'000));
  CHECK(of(figures, Figure::outstanding_cents)->value == Money::cents(65'000));
  CHECK_FALSE(of(figures, Figure::undue_cents)->tree);
  CHECK_FALSE(of(figures, Figure::paid_cents).has_value());

  auto const traced = figures_against(scenario, mie_dossier, Tracing::on);
  auto const& tree = of(traced, Figure::outstanding_cents)->tree;
  REQUIRE(tree);
  CHECK(std::get<std::int64_t>(tree->value.value) == 65'000);
  CHECK(tree->operands->size() == 2);
}

TEST_CASE("recovery: an annulment shows in the figures and in their explanation",
          "[recovery][figures]") {
  auto scenario = ordered();
  scenario.record(received(60'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(recovery::AppealOutcome::annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  auto const figures = figures_against(scenario, mie_dossier, Tracing::on);
  CHECK(of(figures, Figure::undue_cents)->value.is_zero());
  CHECK(of(figures, Figure::recovered_cents)->value == Money::cents(60'000));
  CHECK(of(figures, Figure::outstanding_cents)->value == Money::cents(-60'000));
  // Undue of all, of this one, difference, difference, then what is in force.
  auto const* node = &*of(figures, Figure::undue_cents)->tree;
  for (int depth = 0; depth < 4; ++depth) node = &node->operands->front();
  CHECK(node->label.value == "Retraits en vigueur");
  CHECK_THAT(node->formula->value, Catch::Contains("annulé"));
}

}  // namespace
}  // namespace probant::test
