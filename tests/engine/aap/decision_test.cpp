#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {
constexpr std::string_view june = "2026-06-15T08:00:00Z";
constexpr std::string_view september = "2027-09-01T08:00:00Z";
}  // namespace

TEST_CASE("aap: the ceiling may be granted, not a cent more, nor nothing", "[aap][decision]") {
  auto scenario = ready();
  auto asking = project();
  asking.requested_cents = Money::euros(35'000);
  scenario.record(asking, filing_day);
  scenario.when(selected(3'500'000), june).accepted().without_warning();
  scenario.when(selected(3'500'001), june)
      .refused_with({"amount_above_ceiling"})
      .citing("aap.ceiling.a_cents");
  scenario.when(selected(1), june).accepted();
  scenario.when(selected(0), june).refused_with({"nothing_payable"});
}

TEST_CASE("aap: at the selection the lead's candidacy counts, as it did at the filing",
          "[aap][decision]") {
  auto scenario = ready();
  scenario.record(project({lead, partner}), filing_day);
  scenario.when(selected(3'000'000), "2026-06-15T08:00:00Z").accepted().without_warning();
  scenario.given_in("hospiconnect:" + std::string{lead_entity_number},
                    hospiconnect::CandidacyWithdrawn{"Abandon."}, "2026-06-10T08:00:00Z");
  scenario.when(selected(3'000'000), "2026-06-15T08:00:00Z").accepted().warning("candidacy_lost");
}

TEST_CASE("aap: a criterion that is not one of the call's is signalled", "[aap][decision]") {
  auto choice = selected(3'000'000);
  choice.criteria = {{"L’ENGAGEMENT des partenaires industriels", "oui"}};
  filed().when(choice, june).accepted().without_warning();
  choice.criteria = {{"Proximité", "oui"}};
  filed()
      .when(choice, june)
      .accepted()
      .warning("criterion_unlisted")
      .citing("aap.selection_criteria");
}

TEST_CASE("aap: each step takes effect after the one before", "[aap][decision][order]") {
  filed()
      .when(selected(3'000'000), "2026-05-20T07:59:59Z")
      .refused_with({"not_allowed_now"})
      .citing("calendar.aap.steps");
  filed().when(not_selected(), "2026-05-20T07:59:59Z").refused_with({"not_allowed_now"});
  auto scenario = filed();
  scenario.record(selected(3'000'000), june);
  scenario.when(convention("2026-06-14"), "2026-06-15T07:59:59Z").refused_with({"not_allowed_now"});
  scenario.when(convention("2026-06-14"), june).accepted().warning("convention_early");
  auto const under_convention = granted(3'000'000);
  under_convention.when(proofs(), "2026-07-02T07:59:59Z").refused_with({"convention_missing"});
  auto const deposited = proven(3'000'000);
  deposited.when(attained(), "2027-06-30T07:59:59Z").refused_with({"not_allowed_now"});
  deposited.when(attained(), "2027-06-30T08:00:00Z").accepted();
}

TEST_CASE("aap: more than was requested is signalled", "[aap][decision]") {
  filed().when(selected(3'000'000), june).accepted().without_warning();
  filed().when(selected(3'000'001), june).accepted().warning("granted_above_requested");
}

TEST_CASE("aap: a later figure of the register moves nothing, whatever else is corrected there",
          "[aap][decision]") {
  auto scenario = filed();
  scenario.given_in(lead_register, activity_recorded(lead, 59'000), "2026-06-01T08:00:00Z");
  scenario.when(selected(3'000'000), june).accepted().without_warning();
  scenario.given_in(lead_register, transverse::CorrectionRecorded{}, "2026-06-02T08:00:00Z");
  scenario.when(selected(3'000'000), june).accepted().without_warning();
}

TEST_CASE("aap: while a complement is awaited there is no selection, but rejection and withdrawal",
          "[aap][decision]") {
  auto scenario = filed();
  scenario.record(complement_requested(), "2026-06-01T08:00:00Z");
  scenario.when(selected(3'000'000), june).refused_with({"not_allowed_now"});
  scenario.when(not_selected(), june).accepted();
  scenario.when(withdrawn(), june).accepted();
  scenario.record(complement_received(), june);
  scenario.when(selected(3'000'000), june).accepted();
}

TEST_CASE("aap: an exchange written down after the decision it preceded stays at its day",
          "[aap][decision]") {
  auto scenario = proven(3'000'000);  // selected on 15/06/2026, its proofs of 30/06/2027
  auto const asked = complement_requested("2026-06-10");
  auto const before = "2026-06-01T08:00:00Z";
  scenario.when(asked, "2026-06-15T08:00:00Z").refused_with({"not_allowed_now", "invalid_field"});
  scenario.when(complement_received(), before).refused_with({"not_allowed_now"});
  scenario.record(complement_requested("2027-07-31"), "2027-07-02T08:00:00Z");
  scenario.record(asked, before).warning("decided_meanwhile");
  CHECK(scenario.state().phase == ProjectPhase::proofs_complement_awaited);
  scenario.record(complement_received(), "2026-06-05T08:00:00Z").warning("decided_meanwhile");
  CHECK(scenario.state().phase == ProjectPhase::proofs_complement_awaited);
  auto const of_project = [&] {
    auto all = scenario.obligations("2027-07-05T08:00:00Z");
    std::erase_if(all, [](Obligation const& one) { return one.key != "complement"; });
    REQUIRE(all.size() == 2);
    return std::pair{all[0], all[1]};
  };
  CHECK(of_project().first.met->day() == day("2026-06-05"));
  CHECK_FALSE(of_project().second.met);
  CHECK_FALSE(of_project().second.cancelled);
  scenario.record(complement_received(), "2027-07-10T08:00:00Z");
  CHECK(scenario.state().phase == ProjectPhase::proofs_deposited);
  scenario.record(attained(), "2027-09-01T08:00:00Z");
  // Of the proofs too, once attainment is decided.
  scenario.when(complement_requested("2027-08-30"), "2027-07-09T08:00:00Z")
      .refused_with({"not_allowed_now"});
  scenario.record(complement_requested("2027-08-30"), "2027-08-01T08:00:00Z")
      .warning("decided_meanwhile");
  scenario.when(complement_received(), "2027-09-02T08:00:00Z").refused_with({"not_allowed_now"});
  scenario.when(complement_received(), "2027-08-20T08:00:00Z").accepted();
  CHECK(scenario.state().phase == ProjectPhase::attained);
}

TEST_CASE("aap: exchanges on a project are written down in any order, each at its day",
          "[aap][decision]") {
  auto scenario = filed();
  auto const asked = complement_requested("2026-06-30");
  scenario.record(asked, "2026-06-05T08:00:00Z");
  scenario.when(asked, "2026-06-06T08:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("Enregistrez d'abord cette réponse");
  scenario.record(complement_received(), "2026-06-08T08:00:00Z");
  scenario.record(asked, "2026-06-01T08:00:00Z");
  scenario.record(complement_received(), "2026-06-03T08:00:00Z");
  CHECK(scenario.state().phase == ProjectPhase::filed);
  CHECK_FALSE(is_awaited(scenario.state().complements));
  scenario.when(selected(3'000'000), "2026-06-07T08:00:00Z").refused_with({"not_allowed_now"});
  scenario.when(selected(3'000'000), "2026-06-08T08:00:00Z").accepted();
}

TEST_CASE("aap: a complement is asked for a day to come", "[aap][decision]") {
  filed().when(complement_requested("2026-06-15"), june).accepted();
  filed().when(complement_requested("2026-06-14"), june).refused_with({"invalid_field"});
}

TEST_CASE("aap: a decision is taken once", "[aap][decision]") {
  auto scenario = filed();
  scenario.record(not_selected(), june);
  scenario.when(selected(3'000'000), june).refused_with({"not_allowed_now"}).saying("non retenu");
  scenario.when(withdrawn(), june).refused_with({"not_allowed_now"});
}

TEST_CASE("aap: a project given up once an instalment is ordered is withdrawn, with a warning",
          "[aap][decision]") {
  auto scenario = granted(3'000'000);
  scenario.when(withdrawn(), "2026-12-01T08:00:00Z").accepted().without_warning();
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.when(withdrawn(), "2026-12-02T08:00:00Z")
      .accepted()
      .warning("withdrawn_after_order")
      .saying("n'est plus à payer");
  auto paid = scenario;
  paid.record(payment(1, "2026-12-02"), "2026-12-02T08:00:00Z");
  auto const after = paid.when(withdrawn(), "2026-12-03T08:00:00Z");
  after.accepted().warning("withdrawn_after_payment").saying("a été payée");
  CHECK(after.verdict().warnings().size() == 1);
  scenario.record(withdrawn(), "2026-12-02T08:00:00Z");
  scenario.when(payment(1, "2026-12-03"), "2026-12-03T08:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("retiré")
      .saying("data.paid_on");
}

TEST_CASE("aap: what was paid before a project was given up is recorded after it, and claimed back",
          "[aap][decision]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.record(withdrawn(), "2026-12-03T08:00:00Z");
  // The last day counts: nobody tells in which order things happened on it.
  scenario.when(payment(1, "2026-12-03"), "2026-12-05T08:00:00Z").accepted();
  scenario.record(payment(1, "2026-12-02"), "2026-12-05T08:00:00Z")
      .warning("paid_before_withdrawal");
  auto const claim = scenario.obligation("recovery.prescription", "2026-12-06T08:00:00Z");
  // It was known when it was made, and too much since the withdrawal.
  CHECK(claim.opens_on == day("2026-12-03"));
  CHECK_THAT(claim.label, Catch::Contains(to_french(Money::cents(1'500'000))));
  scenario.when(payment(1, "2026-12-02"), "2026-12-06T08:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE("aap: attainment validated against the proofs is signalled", "[aap][decision]") {
  auto scenario = granted(3'000'000);
  auto missed = proofs();
  for (auto& target : missed.targets) target.achieved = false;
  scenario.record(missed, "2027-06-01T08:00:00Z");
  scenario.when(attained(), "2027-09-01T08:00:00Z").accepted().warning("target_not_achieved");
  scenario.when(not_attained(), "2027-09-01T08:00:00Z").accepted().without_warning();
  proven(3'000'000).when(attained(), "2027-09-01T08:00:00Z").accepted().without_warning();
}

TEST_CASE(
    "aap: what the proofs say is told of again when the second instalment is ordered and paid",
    "[aap][decision]") {
  auto scenario = granted(3'000'000);
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  scenario.record(payment(1, "2026-12-10"), "2026-12-10T08:00:00Z");
  auto missed = proofs();
  missed.targets.front().achieved = false;
  scenario.record(missed, "2027-06-01T08:00:00Z");
  scenario.record(attained(), "2027-09-01T08:00:00Z");
  auto const told = [](Answer const& answer) {
    answer.accepted().warning("target_not_achieved").citing("aap.second_instalment.rule");
    answer.saying("n° 1 du projet").saying("Vérifiez avant de payer");
  };
  told(scenario.record(order(2), "2027-09-02T08:00:00Z"));
  told(scenario.record(payment(2, "2027-09-10"), "2027-09-10T08:00:00Z"));
}

TEST_CASE("aap: a convention is signed after selection, never in the future", "[aap][decision]") {
  filed().when(convention(), "2026-07-02T08:00:00Z").refused_with({"not_allowed_now"});
  auto scenario = filed();
  scenario.record(selected(3'000'000), june);
  scenario.when(convention("2026-07-02"), "2026-07-02T08:00:00Z").accepted();
  scenario.when(convention("2026-07-03"), "2026-07-02T08:00:00Z")
      .refused_with({"occurred_in_future"});
}

TEST_CASE("aap: proofs come until 30 June 2027, Paris time", "[aap][decision][proofs]") {
  auto const scenario = granted(3'000'000);
  scenario.when(proofs(), "2027-06-30T21:59:59Z").accepted().without_warning();
  scenario.when(proofs(), "2027-06-30T22:00:00Z")
      .refused_with({"window_closed"})
      .citing("aap.proofs");
}

TEST_CASE("aap: an extension gives the project more time for its proofs",
          "[aap][decision][proofs]") {
  auto scenario = granted(3'000'000);
  scenario.given(extension_granted("aap.proofs", "2027-09-30"), "2027-06-01T08:00:00Z");
  scenario.when(proofs(), "2027-09-30T21:59:59Z").accepted();
  scenario.when(proofs(), "2027-09-30T22:00:00Z").refused_with({"window_closed"});
}

TEST_CASE("aap: an extension takes back no time that is given to all later",
          "[aap][decision][proofs]") {
  auto scenario = granted(3'000'000);
  scenario.given(extension_granted("aap.proofs", "2027-07-20"), "2027-06-01T08:00:00Z");
  scenario.given_in("programme:hopen2-2026", date_set("aap.proofs", "2027-08-31"),
                    "2027-06-10T08:00:00Z");
  auto const due = scenario.obligation("aap.proofs", "2027-07-25T08:00:00Z");
  CHECK(due.due_on == day("2027-08-31"));
  CHECK_FALSE(due.extended_from);
  scenario.when(proofs(), "2027-08-31T21:59:59Z").accepted();
  scenario.when(proofs(), "2027-08-31T22:00:00Z").refused_with({"window_closed"});
  // Brought forward again for all, the time this project was given stands.
  scenario.given_in("programme:hopen2-2026", date_set("aap.proofs", "2027-06-30"),
                    "2027-06-20T08:00:00Z");
  CHECK(scenario.obligation("aap.proofs", "2027-07-01T08:00:00Z").due_on == day("2027-07-20"));
}

TEST_CASE("aap: proofs need a convention", "[aap][decision][proofs]") {
  auto scenario = filed();
  scenario.record(selected(3'000'000), june);
  scenario.when(proofs(), "2027-06-01T08:00:00Z")
      .refused_with({"not_allowed_now", "convention_missing"});
}

TEST_CASE("aap: proofs that do not match the targets are signalled", "[aap][decision][proofs]") {
  auto other = proofs();
  other.targets[0].label = "Autre cible";
  granted(3'000'000)
      .when(other, "2027-06-01T08:00:00Z")
      .accepted()
      .warning("target_unknown")
      .warning("target_missing")
      // By number: what was written may be erased one day, and warnings stay.
      .saying("La cible n° 1 des preuves")
      .saying("la cible n° 1 du projet");
}

TEST_CASE("aap: attainment is decided once", "[aap][decision][attainment]") {
  for (EventBody const& first : {EventBody{attained()}, EventBody{not_attained()}}) {
    auto scenario = proven(3'000'000);
    scenario.record(first, september);
    scenario.when(attained(), september).refused_with({"attainment_final"}).saying("01/09/2027");
    scenario.when(not_attained(), september).refused_with({"attainment_final"});
  }
}

TEST_CASE("aap: attainment is validated on proofs only", "[aap][decision][attainment]") {
  granted(3'000'000).when(attained(), september).refused_with({"not_allowed_now"});
  proven(3'000'000).when(attained(), september).accepted();
}

TEST_CASE("aap: while a complement of proofs is awaited attainment may only be refused",
          "[aap][decision][attainment]") {
  auto scenario = proven(3'000'000);
  scenario.record(complement_requested("2027-08-01"), "2027-07-15T08:00:00Z");
  CHECK(scenario.state().phase == ProjectPhase::proofs_complement_awaited);
  scenario.when(attained(), september).refused_with({"not_allowed_now"});
  scenario.when(not_attained(), september).accepted();
  scenario.record(complement_received(), "2027-08-01T08:00:00Z");
  scenario.when(attained(), september).accepted();
}

TEST_CASE("aap: without proofs attainment is refused only once they can no longer come",
          "[aap][decision][attainment]") {
  auto const scenario = granted(3'000'000);
  scenario.when(not_attained(), "2027-06-30T21:59:59Z")
      .refused_with({"not_allowed_now"})
      .saying("30/06/2027");
  scenario.when(not_attained(), "2027-06-30T22:00:00Z").accepted();
}
