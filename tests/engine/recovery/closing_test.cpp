// Appeals, their judgments, and every way a recovery can be closed.
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

using recovery::AppealOutcome;
using recovery::Outcome;

Outcome outcome_of(RecoveryScenario const& scenario, std::string_view at) {
  return scenario.when(recovery::Closed{}, at, ans()).accepted().as<recovery::Closed>().outcome;
}

TEST_CASE("recovery: closed before any withdrawal, no action was taken", "[recovery]") {
  CHECK(outcome_of(opened_against_mie(), "2026-06-16T08:00:00Z") == Outcome::no_action);
  CHECK(outcome_of(noticed(), "2026-07-03T08:00:00Z") == Outcome::no_action);
  auto heard = noticed();
  heard.record(observations(), "2026-07-03T08:00:00Z", ans());
  CHECK(outcome_of(heard, "2026-07-04T08:00:00Z") == Outcome::no_action);
}

TEST_CASE("recovery: closed once remedied", "[recovery]") {
  auto scenario = noticed();
  scenario.record(remedied(), "2026-07-03T08:00:00Z", ans());
  CHECK(outcome_of(scenario, "2026-07-04T08:00:00Z") == Outcome::remedied);
}

TEST_CASE("recovery: not closed while a cent remains due", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(99'999, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.when(recovery::Closed{}, "2026-09-02T08:00:00Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("0,01");
  scenario.record(received(1, "2026-09-02"), "2026-09-02T08:00:00Z", ans_cashes());
  CHECK(outcome_of(scenario, "2026-09-03T08:00:00Z") == Outcome::recovered);
}

TEST_CASE("recovery: the outcome is the act that left nothing due", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(60'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  auto waived_last = scenario;
  waived_last.record(waived(40'000), "2026-09-02T08:00:00Z", ans());
  CHECK(outcome_of(waived_last, "2026-09-03T08:00:00Z") == Outcome::waived);
  auto written_off_last = scenario;
  written_off_last.record(written_off(40'000), "2026-09-02T08:00:00Z", ans());
  CHECK(outcome_of(written_off_last, "2026-09-03T08:00:00Z") == Outcome::written_off);
  auto received_last = ordered();
  received_last.record(waived(40'000), "2026-09-02T08:00:00Z", ans());
  received_last.record(received(60'000, "2026-09-03"), "2026-09-03T08:00:00Z", ans_cashes());
  CHECK(outcome_of(received_last, "2026-09-04T08:00:00Z") == Outcome::recovered);
}

TEST_CASE("recovery: nothing happens to a closed recovery but a judgment", "[recovery]") {
  auto scenario = withdrawn();
  scenario.record(waived(100'000), "2026-07-22T08:00:00Z", ans());
  scenario.record(recovery::Closed{}, "2026-07-23T08:00:00Z", ans());
  auto const closed_phase = [&](EventBody const& body, Actor const& who) {
    scenario.when(body, "2026-08-01T08:00:00Z", who).refused_with({"not_allowed_now"});
  };
  closed_phase(opened(mie_dossier, 100), ans());
  closed_phase(notice("2026-07-24"), ans());
  closed_phase(observations(), ans());
  closed_phase(remedied(), ans());
  closed_phase(withdrawal(100), ans());
  closed_phase(repayment_ordered("2026-09-30"), ans_orders());
  closed_phase(received(100, "2026-07-24"), ans_cashes());
  closed_phase(waived(100), ans());
  closed_phase(written_off(100), ans());
  closed_phase(recovery::Closed{}, ans());
  scenario.when(appeal_filed("2026-08-01"), "2026-08-01T08:00:00Z", ans()).accepted();
}

TEST_CASE("recovery: an appeal needs a withdrawal, a judgment needs an appeal", "[recovery]") {
  noticed()
      .when(appeal_filed("2026-07-03"), "2026-07-03T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
  auto scenario = withdrawn();
  auto const dismissal = appeal_decided(AppealOutcome::dismissed, "2026-09-02");
  scenario.when(dismissal, "2026-09-02T08:00:00Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("aucun recours");
  scenario.when(appeal_filed("2026-09-02"), "2026-09-01T08:00:00Z", ans())
      .refused_with({"invalid_field"});
  scenario.record(appeal_filed("2026-09-01"), "2026-09-01T08:00:00Z", ans());
  scenario.when(appeal_filed("2026-09-02"), "2026-09-02T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
  scenario.when(dismissal, "2026-09-01T08:00:00Z", ans()).refused_with({"invalid_field"});
  scenario.record(dismissal, "2026-09-02T08:00:00Z", ans());
  CHECK(scenario.state().outstanding() == Money::cents(100'000));
}

TEST_CASE("recovery: an appeal after its limit is signalled when remedies were stated",
          "[recovery]") {
  auto const file = [](bool stated, std::string_view on) {
    auto scenario = noticed();
    auto decided = withdrawal(100'000);
    if (stated) decided.decision.remedies = Prose{"Deux mois devant le tribunal administratif."};
    scenario.record(decided, "2026-07-20T08:00:00Z", ans());
    return scenario.when(appeal_filed(on), "2026-12-01T08:00:00Z", ans());
  };
  file(true, "2026-09-21").accepted().without_warning();
  file(true, "2026-09-22").accepted().warning("appeal_late").citing("recovery.appeal_months");
  file(false, "2026-11-30").accepted().without_warning();
}

TEST_CASE("recovery: an annulled withdrawal leaves nothing due and can be closed", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(60'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::annulled, "2027-03-01"), "2027-03-02T08:00:00Z",
                  ans());
  CHECK(scenario.state().undue().is_zero());
  CHECK(scenario.state().recovered() == Money::cents(60'000));
  CHECK(scenario.state().still_due().is_zero());
  scenario.when(received(1, "2027-03-03"), "2027-03-03T08:00:00Z", ans_cashes())
      .accepted()
      .warning("received_above_due");
  CHECK(outcome_of(scenario, "2027-03-03T08:00:00Z") == Outcome::annulled);
  // What was annulled can be claimed again, in a new recovery.
  scenario.when_in("recovery:R-2", opened(mie_dossier, 100'000), "2027-03-04T08:00:00Z", ans())
      .accepted();
}

TEST_CASE("recovery: a partial annulment calls for one new decision, no higher", "[recovery]") {
  auto scenario = ordered();
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::partly_annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  CHECK(scenario.state().undue() == Money::cents(100'000));
  scenario.when(withdrawal(100'001), "2027-03-10T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.record(withdrawal(70'000), "2027-03-10T08:00:00Z", ans());
  CHECK(scenario.state().undue() == Money::cents(70'000));
  scenario.when(withdrawal(60'000), "2027-03-11T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
  scenario.record(received(70'000, "2027-04-01"), "2027-04-01T08:00:00Z", ans_cashes());
  CHECK(outcome_of(scenario, "2027-04-02T08:00:00Z") == Outcome::recovered);
}

TEST_CASE("recovery: a withdrawal annulled in part is awaited anew, until prescription",
          "[recovery][obligations]") {
  auto scenario = ordered();
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::partly_annulled, "2027-03-01"),
                  "2027-03-02T08:00:00Z", ans());
  auto unordered = withdrawn();
  unordered.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  unordered.record(appeal_decided(AppealOutcome::partly_annulled, "2027-03-01"),
                   "2027-03-02T08:00:00Z", ans());
  unordered.when(repayment_ordered("2027-06-30"), "2027-03-05T08:00:00Z", ans_orders())
      .accepted()
      .warning("new_withdrawal_awaited");
  auto const awaited = [&] {
    return scenario.obligation("recovery.withdrawal", "2027-03-10T08:00:00Z");
  };
  // The claim lives again by the judgment, not by the day we were told of it.
  CHECK(awaited().opens_on == day("2027-03-01"));
  CHECK(awaited().due_on == day("2032-03-01"));
  CHECK(awaited().responsible == "ans");
  CHECK_FALSE(awaited().met);
  scenario.record(withdrawal(70'000), "2027-03-09T08:00:00Z", ans());
  auto const decided = scenario.state().withdrawn.back().happening;
  CHECK(awaited().met == decided);
  // What another court says later moves nothing that was done.
  scenario.record(appeal_filed("2027-03-10"), "2027-03-10T08:00:00Z", ans());
  scenario.record(appeal_decided(AppealOutcome::annulled, "2027-09-01"), "2027-09-02T08:00:00Z",
                  ans());
  CHECK(awaited().met == decided);
}

TEST_CASE("recovery: a higher court has the last word", "[recovery]") {
  auto scenario = withdrawn();
  auto const judged = [&](AppealOutcome outcome, std::string_view filed_on,
                          std::string_view decided_on) {
    scenario.record(appeal_filed(filed_on), std::string{filed_on} + "T08:00:00Z", ans());
    scenario.record(appeal_decided(outcome, decided_on), std::string{decided_on} + "T08:00:00Z",
                    ans());
  };
  judged(AppealOutcome::annulled, "2026-09-01", "2027-03-01");
  judged(AppealOutcome::withdrawn, "2027-04-01", "2027-05-01");
  CHECK(scenario.state().annulled());
  judged(AppealOutcome::dismissed, "2027-06-01", "2028-01-10");
  CHECK_FALSE(scenario.state().annulled());
  CHECK(scenario.state().outstanding() == Money::cents(100'000));
}

TEST_CASE("recovery: closed under appeal, a judgment reopens it", "[recovery]") {
  auto scenario = ordered();
  scenario.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.record(appeal_filed("2026-09-10"), "2026-09-10T08:00:00Z", ans());
  scenario.record(recovery::Closed{}, "2026-09-11T08:00:00Z", ans()).warning("appeal_pending");
  CHECK(scenario.state().outcome == Outcome::recovered);
  scenario.record(appeal_decided(AppealOutcome::annulled, "2027-03-01"), "2027-03-02T08:00:00Z",
                  ans());
  CHECK(scenario.state().phase == RecoveryPhase::withdrawal_decided);
  CHECK_FALSE(scenario.state().closed);
  CHECK(outcome_of(scenario, "2027-03-03T08:00:00Z") == Outcome::annulled);
}

std::vector<std::string_view> names(std::vector<EventType> const& types) {
  std::vector<std::string_view> names;
  for (auto const type : types) names.push_back(catalogue[type].name);
  return names;
}
using EventNames = std::vector<std::string_view>;

TEST_CASE("recovery: what is possible next", "[recovery]") {
  CHECK(names(possible_events(RecoveryState{})) == EventNames{"recovery.opened"});
  CHECK(names(possible_events(opened_against_mie().state())) ==
        EventNames{"recovery.formal_notice_served", "recovery.closed"});
  CHECK(names(possible_events(noticed().state())) ==
        EventNames{"recovery.formal_notice_served", "recovery.observations_received",
                   "recovery.breach_remedied", "recovery.withdrawal_decided", "recovery.closed"});
  CHECK(names(possible_events(withdrawn().state())) ==
        EventNames{"recovery.repayment_ordered", "recovery.waived", "recovery.written_off",
                   "recovery.appeal_filed"});
  CHECK(names(possible_events(ordered().state())) ==
        EventNames{"recovery.instalments_granted", "recovery.repayment_received", "recovery.waived",
                   "recovery.written_off", "recovery.appeal_filed"});
  auto settled = ordered();
  settled.record(received(100'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  CHECK(names(possible_events(settled.state())) ==
        EventNames{"recovery.appeal_filed", "recovery.closed"});
}

TEST_CASE("recovery: a withdrawal is listed on the days it can be decided", "[recovery]") {
  auto const listed = [](RecoveryScenario const& scenario, std::string_view at) {
    auto const all = names(possible_events(scenario.state(), scenario.view(at)));
    return std::ranges::count(all, "recovery.withdrawal_decided") == 1;
  };
  auto scenario = noticed();
  for (auto const at : {"2026-07-16T21:59:59Z", "2026-07-16T22:00:00Z"}) {
    INFO(at);
    CHECK(listed(scenario, at) ==
          !scenario.when(withdrawal(100'000), at, ans()).verdict().refused());
  }
  CHECK_FALSE(listed(scenario, "2026-07-10T08:00:00Z"));
  scenario.record(observations(), "2026-07-09T08:00:00Z", ans());
  CHECK(listed(scenario, "2026-07-10T08:00:00Z"));
}

TEST_CASE("recovery: the four tracks are shown", "[recovery]") {
  auto const view = phase_view(ordered().state());
  CHECK(view.phase == "withdrawal_decided");
  CHECK(view.label == "retrait décidé");
  REQUIRE(view.tracks.size() == 4);
  CHECK(view.tracks[0].track == "procedure");
  CHECK(view.tracks[1].track == "collection");
  CHECK(view.tracks[1].phase == "ordered");
  CHECK(view.tracks[1].label == "ordre émis");
  CHECK(view.tracks[2].track == "appeal");
  CHECK(view.tracks[2].phase == "none");
}

TEST_CASE("recovery: a judgment that brings back what another annulled is signalled",
          "[recovery]") {
  auto scenario = ordered();
  scenario.given(appeal_filed("2026-08-10"), "2026-08-10T08:00:00Z");
  auto const dismissed = appeal_decided(AppealOutcome::dismissed, "2027-03-01");
  scenario.when(dismissed, "2027-03-01T08:00:00Z", ans()).accepted().without_warning();
  scenario.given(appeal_decided(AppealOutcome::annulled, "2027-03-01"), "2027-03-01T08:00:00Z");
  scenario.given(appeal_filed("2027-04-10"), "2027-04-10T08:00:00Z");
  scenario
      .when(appeal_decided(AppealOutcome::annulled, "2028-03-01"), "2028-03-01T08:00:00Z", ans())
      .accepted()
      .without_warning();
  scenario
      .when(appeal_decided(AppealOutcome::dismissed, "2028-03-01"), "2028-03-01T08:00:00Z", ans())
      .accepted()
      .warning("annulment_reversed")
      .saying("data.outcome");
}

TEST_CASE("recovery: what a correction shows to be due after the closing is still collected",
          "[recovery][transverse]") {
  // 1 000,00 € withdrawn, received and closed; of the receipt a correction leaves 600,00 €.
  auto scenario = ordered();
  scenario.given(received(60'000, "2026-09-01"), "2026-09-01T08:00:00Z", ans_cashes());
  scenario.given(recovery::Closed{}, "2026-09-02T08:00:00Z", ans());
  auto const due = [&] {
    auto const all = scenario.obligations("2026-11-01T00:00:00Z");
    auto const found = std::ranges::find(all, "recovery.repayment", &Obligation::key);
    REQUIRE(found != all.end());
    return *found;
  };
  CHECK_FALSE(due().cancelled);
  CHECK_FALSE(due().met);
  scenario.when(waived(40'000), "2026-10-01T08:00:00Z", ans()).accepted();
  scenario.record(received(40'000, "2026-10-01"), "2026-10-01T08:00:00Z", ans_cashes());
  CHECK(due().met);
  scenario.when(waived(1), "2026-10-02T08:00:00Z", ans()).refused_with({"not_allowed_now"});
}

}  // namespace
}  // namespace probant::test
