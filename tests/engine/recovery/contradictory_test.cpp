// From the opening to the withdrawal: who, against what, how much, and never unheard.
#include "tests/engine/recovery/recovery_examples.hpp"

namespace probant::test {
namespace {

TEST_CASE("recovery: observations heard before the withdrawal are written down after it",
          "[recovery][order]") {
  auto scenario = withdrawn();
  scenario.when(observations(), "2026-07-20T08:00:00Z", ans()).refused_with({"not_allowed_now"});
  scenario.when(observations(), "2026-07-02T07:59:59Z", ans()).refused_with({"not_allowed_now"});
  scenario.record(observations(), "2026-07-10T08:00:00Z", ans()).warning("withdrawn_meanwhile");
  CHECK(scenario.state().phase == RecoveryPhase::withdrawal_decided);
  auto const due = scenario.obligation("recovery.observations", "2026-08-01T08:00:00Z");
  REQUIRE(due.met);
  CHECK(due.met->day() == day("2026-07-10"));
}

TEST_CASE("recovery: what was paid may be claimed, to the cent", "[recovery]") {
  auto const scenario = paid();
  auto whole = opened(mie_dossier, 100'000);
  whole.cause = recovery::Cause::false_declaration;
  scenario.when(whole, "2026-06-15T08:00:00Z", ans()).accepted().without_warning();
  scenario.when(opened(mie_dossier, 100'001), "2026-06-15T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"})
      .saying("000,00");
  scenario.when(opened(mie_dossier, 0), "2026-06-15T08:00:00Z", ans())
      .refused_with({"invalid_field"});
  scenario.when(opened(aap_dossier, 2'550'000), "2026-06-15T08:00:00Z", ars()).accepted();
  scenario.when(opened(aap_dossier, 2'550'001), "2026-06-15T08:00:00Z", ars())
      .refused_with({"amount_above_ceiling"});
}

TEST_CASE("recovery: an instalment ordered but not paid cannot be claimed", "[recovery]") {
  auto scenario = paid();
  aap::InstalmentOrdered second;
  second.instalment = 2;
  second.amount_cents = Money::euros(25'500);
  scenario.given_in(aap_dossier, second, "2026-03-06T08:00:00Z");
  scenario.when(opened(aap_dossier, 2'550'001), "2026-06-15T08:00:00Z", ars())
      .refused_with({"amount_above_ceiling"});
}

TEST_CASE("recovery: only a mie or an aap dossier that exists can be recovered from",
          "[recovery]") {
  auto const scenario = paid();
  scenario.when(opened("register:010780054", 100), "2026-06-15T08:00:00Z", ans())
      .refused_with({"invalid_field"})
      .saying("data.against");
  scenario.when(opened("hospiconnect:010780054", 100), "2026-06-15T08:00:00Z", ans())
      .refused_with({"invalid_field"});
  scenario.when(opened("mie:010780062", 100), "2026-06-15T08:00:00Z", ans())
      .refused_with({"unknown_dossier"});
  scenario.when(opened("aap:P-2", 100), "2026-06-15T08:00:00Z", ars())
      .refused_with({"unknown_dossier"});
}

TEST_CASE("recovery: each payer recovers its own money", "[recovery]") {
  auto const scenario = paid();
  scenario.when(opened(mie_dossier, 100), "2026-06-15T08:00:00Z", ars())
      .refused_with({"forbidden_role"});
  scenario.when(opened(aap_dossier, 100), "2026-06-15T08:00:00Z", ans())
      .refused_with({"forbidden_role"});
  opened_against_mie()
      .when(notice("2026-07-01"), "2026-07-02T08:00:00Z", ars())
      .refused_with({"forbidden_role"});
}

TEST_CASE("recovery: the competent region is that of the dossier it is against", "[recovery]") {
  auto const scenario = paid();
  for (auto const against : {mie_dossier, aap_dossier}) {
    auto const competent = competence(RecoveryState{}, EventBody{opened(against, 100)},
                                      scenario.view("2026-06-15T08:00:00Z"));
    CHECK(competent.region == region("84"));
    CHECK(competent.applicants.empty());
  }
  auto const begun = opened_against_mie();
  auto const competent =
      competence(begun.state(), EventBody{observations()}, begun.view("2026-07-02T08:00:00Z"));
  CHECK(competent.region == region("84"));
  auto const nowhere = competence(RecoveryState{}, EventBody{opened("aap:P-2", 100)},
                                  scenario.view("2026-06-15T08:00:00Z"));
  CHECK_FALSE(nowhere.region);
}

TEST_CASE("recovery: what another recovery took back cannot be claimed again", "[recovery]") {
  auto scenario = withdrawn(70'000);
  scenario.when_in("recovery:R-2", opened(mie_dossier, 30'000), "2026-07-21T08:00:00Z", ans())
      .accepted();
  scenario.when_in("recovery:R-2", opened(mie_dossier, 30'001), "2026-07-21T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"})
      .saying("300,00");
  scenario.when_in("recovery:R-2", opened(aap_dossier, 2'550'000), "2026-07-21T08:00:00Z", ars())
      .accepted();
}

TEST_CASE("recovery: of two opened for the same money, the second withdrawal stops at what is left",
          "[recovery]") {
  auto breach = opened(mie_dossier, 100'000);
  breach.cause = recovery::Cause::non_compliance;
  auto scenario = noticed();
  scenario.record_in("recovery:R-2", breach, "2026-07-03T08:00:00Z", ans());
  scenario.record_in("recovery:R-2", notice("2026-07-03"), "2026-07-03T09:00:00Z", ans());
  scenario.record_in("recovery:R-2", observations(), "2026-07-04T09:00:00Z", ans());
  scenario.record_in("recovery:R-2", withdrawal(60'000), "2026-07-05T09:00:00Z", ans());
  scenario.when(withdrawal(40'001), "2026-07-20T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.when(withdrawal(40'000), "2026-07-20T08:00:00Z", ans()).accepted();
}

TEST_CASE("recovery: a recovery opens once", "[recovery]") {
  opened_against_mie()
      .when(opened(mie_dossier, 100), "2026-06-16T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
}

TEST_CASE("recovery: a notice computes until when to respond", "[recovery]") {
  auto const scenario = opened_against_mie();
  auto const respond_by = [&](std::string_view notified_on, std::int64_t days) {
    auto const answer = scenario.when(notice(notified_on, days), "2026-12-01T08:00:00Z", ans());
    return answer.accepted().as<recovery::FormalNoticeServed>().respond_by.text();
  };
  CHECK(respond_by("2026-07-01", 15) == "2026-07-16");
  CHECK(respond_by("2026-06-29", 15) == "2026-07-15");  // 14 July is not worked
  CHECK(respond_by("2026-07-03", 15) == "2026-07-20");  // the 18th is a Saturday
  CHECK(respond_by("2026-10-02", 30) == "2026-11-02");  // Sunday and All Saints
}

TEST_CASE("recovery: a short notice is recorded and signalled", "[recovery]") {
  auto const scenario = opened_against_mie();
  scenario.when(notice("2026-07-01", 15), "2026-07-02T08:00:00Z", ans())
      .accepted()
      .without_warning();
  scenario.when(notice("2026-07-01", 14), "2026-07-02T08:00:00Z", ans())
      .accepted()
      .warning("notice_period_short")
      .citing("recovery.notice.floor_days");
}

TEST_CASE("recovery: a notice is not recorded before it is notified", "[recovery]") {
  auto const scenario = opened_against_mie();
  // 22:30 UTC on the 1st is already the 2nd in Paris.
  scenario.when(notice("2026-07-02"), "2026-07-01T22:30:00Z", ans()).accepted();
  scenario.when(notice("2026-07-02"), "2026-07-01T21:30:00Z", ans())
      .refused_with({"invalid_field"})
      .saying("data.notified_on");
}

TEST_CASE("recovery: a second notice gives time and takes none back", "[recovery]") {
  auto scenario = noticed();
  scenario.record(notice("2026-07-06", 30), "2026-07-06T08:00:00Z", ans());
  CHECK(scenario.state().respond_by == day("2026-08-05"));
  scenario.record(notice("2026-07-07", 8), "2026-07-07T08:00:00Z", ans());
  CHECK(scenario.state().respond_by == day("2026-08-05"));
}

TEST_CASE("recovery: no withdrawal before a notice", "[recovery]") {
  opened_against_mie()
      .when(withdrawal(100'000), "2027-06-15T08:00:00Z", ans())
      .refused_with({"contradictory_procedure_pending"})
      .citing("recovery.steps");
  paid().when(withdrawal(100'000), "2026-07-20T08:00:00Z", ans()).refused_with({"not_allowed_now"});
}

TEST_CASE("recovery: no withdrawal on the last day of the notice, but the day after",
          "[recovery]") {
  auto const scenario = noticed();  // until 16/07/2026, 24:00 in Paris
  scenario.when(withdrawal(100'000), "2026-07-16T21:59:59Z", ans())
      .refused_with({"contradictory_procedure_pending"})
      .saying("17/07/2026");
  scenario.when(withdrawal(100'000), "2026-07-16T22:00:00Z", ans()).accepted().without_warning();
}

TEST_CASE("recovery: a notice ending on 14 July runs to the 15th", "[recovery]") {
  auto scenario = opened_against_mie();
  scenario.record(notice("2026-06-29"), "2026-06-29T08:00:00Z", ans());
  scenario.when(withdrawal(100'000), "2026-07-15T08:00:00Z", ans())
      .refused_with({"contradictory_procedure_pending"});
  scenario.when(withdrawal(100'000), "2026-07-16T08:00:00Z", ans()).accepted();
}

TEST_CASE("recovery: a withdrawal dated before the notice or the observations is refused",
          "[recovery][order]") {
  auto scenario = noticed();
  scenario.record(observations(), "2026-07-10T08:00:00Z", ans());
  scenario.when(withdrawal(100'000), "2026-07-10T07:59:59Z", ans())
      .refused_with({"contradictory_procedure_pending"});
  scenario.when(withdrawal(100'000), "2026-07-02T07:59:59Z", ans())
      .refused_with({"contradictory_procedure_pending"});
  scenario.when(withdrawal(100'000), "2026-07-10T08:00:00Z", ans()).accepted();
}

TEST_CASE("recovery: a surcompensation that no control concluded is signalled", "[recovery]") {
  auto scenario = paid();
  scenario.when(opened(mie_dossier, 100), "2026-06-15T08:00:00Z", ans())
      .accepted()
      .warning("overcompensation_uncontrolled")
      .saying("Aucun contrôle");
  scenario.when(opened(aap_dossier, 100), "2026-06-15T08:00:00Z", ars())
      .accepted()
      .warning("overcompensation_uncontrolled")
      .saying("data.cause");
  auto other = opened(aap_dossier, 100);
  other.cause = recovery::Cause::objectives_not_met;
  scenario.when(other, "2026-06-15T08:00:00Z", ars()).accepted().without_warning();
}

TEST_CASE("recovery: only what is paid by then is claimed back", "[recovery][order]") {
  auto const scenario = paid();
  auto claim = opened(mie_dossier, 100'000);
  claim.cause = recovery::Cause::non_compliance;
  scenario.when(claim, "2026-03-02T08:00:00Z", ans()).accepted();
  scenario.when(claim, "2026-03-02T07:59:59Z", ans())
      .refused_with({"amount_above_ceiling"})
      .saying("à cette date");
  claim.against = dossier(aap_dossier);
  scenario.when(claim, "2026-03-05T07:59:59Z", ars()).refused_with({"amount_above_ceiling"});
  scenario.when(claim, "2026-03-05T08:00:00Z", ars()).accepted();
}

TEST_CASE("recovery: a surcompensation is claimed after the control", "[recovery][order]") {
  auto scenario = paid();
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money{}, "constats", {}, {}},
                    "2026-06-01T08:00:00Z");
  scenario.when(opened(mie_dossier, 100), "2026-06-01T08:00:00Z", ans())
      .accepted()
      .without_warning();
  scenario.when(opened(mie_dossier, 100), "2026-06-01T07:59:59Z", ans())
      .accepted()
      .warning("overcompensation_uncontrolled")
      .saying("01/06/2026");
}

TEST_CASE("recovery: an overcompensation is taken back once, by one recovery or by several",
          "[recovery]") {
  auto scenario = paid("recovery:R-1");
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money::euros(600), "constats", {}, {}},
                    "2026-06-01T08:00:00Z");
  scenario.given_in("register:010780054",
                    reference::CeilingPublished{entity("010780054"), Money::euros(5'000), "liste"},
                    "2026-01-05T08:00:00Z");
  auto const at = "2026-06-15T08:00:00Z";
  scenario.given_in("recovery:R-2", opened(mie_dossier, 30'000), at);
  scenario.when(opened(mie_dossier, 10'000), at, ans()).accepted().without_warning();
  scenario.when(opened(mie_dossier, 10'001), at, ans())
      .refused_with({"amount_above_ceiling"})
      .saying("il en reste 100,00")
      .citing("mie.overcompensation.basis");
  auto breach = opened(mie_dossier, 40'000);
  breach.cause = recovery::Cause::non_compliance;
  scenario.when(breach, at, ans()).accepted().without_warning();

  scenario.given(opened(mie_dossier, 40'000), at);
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ans());
  scenario.when(withdrawal(40'000), "2026-07-20T08:00:00Z", ans()).accepted().without_warning();
  scenario.given_in("recovery:R-2", withdrawal(30'000), "2026-07-18T08:00:00Z");
  scenario.when(withdrawal(10'001), "2026-07-20T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.when(withdrawal(10'000), "2026-07-20T08:00:00Z", ans()).accepted().without_warning();
}

TEST_CASE("recovery: an establishment has its own public holidays", "[recovery][calendar]") {
  struct Case {
    std::string_view entity, region, notified, respond_by, zone;
  };
  auto const run = [](Case const& one) {
    INFO(one.entity << " notified " << one.notified);
    RecoveryScenario scenario{"recovery:R-1"};
    auto record = entity_recorded(one.entity, {});
    record.region = Region::parse(one.region).value();
    scenario.given_in("register:" + std::string{one.entity}, record, "2026-01-05T08:00:00Z");
    auto const against = "mie:" + std::string{one.entity};
    mie::FundingRequested request;
    request.beneficiary = entity(one.entity);
    scenario.given_in(against, request, "2026-02-01T08:00:00Z");
    scenario.given(opened(against, 100), "2026-06-15T08:00:00Z");
    auto const at = std::string{one.notified} + "T12:00:00Z";
    auto const served = scenario.record(notice(one.notified, 30), at, ans());
    CHECK(served.as<recovery::FormalNoticeServed>().respond_by.text() == one.respond_by);
    for (auto const& obligation : scenario.obligations("2029-01-01T00:00:00Z")) {
      if (obligation.key != "recovery.observations") continue;
      auto const told = obligation.source.find("jours fériés : " + std::string{one.zone});
      CHECK((told != std::string::npos) == !one.zone.empty());
    }
  };
  run({"970408589", "04", "2027-11-20", "2027-12-21", "La Réunion"});
  run({"010780054", "84", "2027-11-20", "2027-12-20", ""});
  run({"970100186", "01", "2027-04-27", "2027-05-28", "Guadeloupe"});
  run({"970202156", "02", "2028-04-22", "2028-05-23", "Martinique"});
  run({"970302022", "03", "2027-05-11", "2027-06-11", "Guyane"});
  // Good Friday, 26 March 2027, then the week-end and Easter Monday.
  run({"670000025", "44", "2027-02-24", "2027-03-30", "Alsace-Moselle"});
  run({"550000012", "44", "2027-02-24", "2027-03-26", ""});
  // The 26th of December 2028 is a Tuesday.
  run({"570000158", "44", "2028-11-26", "2028-12-27", "Alsace-Moselle"});
}

TEST_CASE("recovery: more than the computed overcompensation is signalled", "[recovery]") {
  auto scenario = paid();
  scenario.given_in("register:010780054",
                    reference::CeilingPublished{entity("010780054"), Money::euros(600), "liste"},
                    "2026-01-05T08:00:00Z");
  scenario.given_in(mie_dossier, mie::ControlConcluded{Money::euros(900), "constats", {}, {}},
                    "2026-06-01T08:00:00Z");
  scenario.when(opened(mie_dossier, 40'000), "2026-06-15T08:00:00Z", ans())
      .accepted()
      .without_warning();
  scenario.when(opened(mie_dossier, 40'001), "2026-06-15T08:00:00Z", ans())
      .accepted()
      .warning("above_overcompensation")
      .saying("400,00")
      .citing("mie.overcompensation.basis");
  auto other = opened(mie_dossier, 40'001);
  other.cause = recovery::Cause::non_compliance;
  scenario.when(other, "2026-06-15T08:00:00Z", ans()).accepted().without_warning();
  scenario.record(opened(mie_dossier, 50'000), "2026-06-15T08:00:00Z", ans());
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ans());
  scenario.when(withdrawal(40'001), "2026-07-20T08:00:00Z", ans())
      .accepted()
      .warning("above_overcompensation");
  scenario.when(withdrawal(40'000), "2026-07-20T08:00:00Z", ans()).accepted().without_warning();
}

TEST_CASE("recovery: early observations allow the withdrawal at once", "[recovery]") {
  auto scenario = noticed();
  scenario.record(observations(), "2026-07-03T08:00:00Z", ans());
  scenario.when(withdrawal(100'000), "2026-07-03T09:00:00Z", ans()).accepted();
}

TEST_CASE("recovery: observations are heard late and more than once, not before the notice",
          "[recovery]") {
  auto scenario = noticed();
  scenario.record(observations(), "2026-07-18T08:00:00Z", ans());
  scenario.record(observations(), "2026-07-19T08:00:00Z", ans());
  CHECK(scenario.state().observations->day() == day("2026-07-18"));
  opened_against_mie()
      .when(observations(), "2026-07-03T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
  withdrawn().when(observations(), "2026-07-21T08:00:00Z", ans()).refused_with({"not_allowed_now"});
}

TEST_CASE("recovery: what was remedied is not withdrawn", "[recovery]") {
  auto scenario = noticed();
  scenario.record(remedied(), "2026-07-10T08:00:00Z", ans());
  scenario.when(withdrawal(100'000), "2026-07-20T08:00:00Z", ans())
      .refused_with({"not_allowed_now"})
      .saying("manquement remédié");
}

TEST_CASE("recovery: a withdrawal is no more than was claimed", "[recovery]") {
  auto scenario = paid();
  scenario.record(opened(mie_dossier, 80'000), "2026-06-15T08:00:00Z", ans());
  scenario.record(notice("2026-07-01"), "2026-07-02T08:00:00Z", ans());
  scenario.when(withdrawal(80'001), "2026-07-20T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling"});
  scenario.when(withdrawal(0), "2026-07-20T08:00:00Z", ans()).refused_with({"invalid_field"});
  scenario.when(withdrawal(80'001), "2026-07-03T08:00:00Z", ans())
      .refused_with({"amount_above_ceiling", "contradictory_procedure_pending"});
  scenario.record(withdrawal(80'000), "2026-07-20T08:00:00Z", ans());
  scenario.when(withdrawal(1), "2026-07-21T08:00:00Z", ans()).refused_with({"not_allowed_now"});
}

TEST_CASE("recovery: a withdrawal after five years is signalled, not refused", "[recovery]") {
  auto const scenario = noticed();  // opened on 15/06/2026
  scenario.when(withdrawal(100'000), "2031-06-15T08:00:00Z", ans()).accepted().without_warning();
  scenario.when(withdrawal(100'000), "2031-06-16T08:00:00Z", ans())
      .accepted()
      .warning("prescription_elapsed")
      .citing("recovery.prescription_years");
}

TEST_CASE("recovery: an event of another procedure has no place here", "[recovery]") {
  opened_against_mie()
      .when(aap::ProjectWithdrawn{"motif"}, "2026-06-16T08:00:00Z", ans())
      .refused_with({"not_allowed_now"});
}

TEST_CASE("refusals: nobody can propose anything there", "[recovery][refusals]") {
  Scenario<RefusalsState> const scenario{"refusals:aap:P-1"};
  scenario.when(observations(), "2026-07-03T08:00:00Z", ans()).refused_with({"not_allowed_now"});
  CHECK(possible_events(RefusalsState{}).empty());
  CHECK(scenario.obligations("2026-07-03T08:00:00Z").empty());
  CHECK_FALSE(phase_view(RefusalsState{}).phase.empty());
}

}  // namespace
}  // namespace probant::test
