// The order of acts in time, across the procedures: a step takes effect no earlier than the one
// before it, whenever it is written down.
#include "tests/engine/aap/projects.hpp"
#include "tests/engine/hospiconnect/candidacies.hpp"
#include "tests/support/funding.hpp"

namespace probant::test {

TEST_CASE("order: a candidacy is decided after it is filed", "[order][hospiconnect]") {
  using namespace candidacies;
  namespace step = candidacies;
  auto candidacy = filed();
  auto const before = "2026-02-03T14:11:59Z";
  for (EventBody const& act :
       {EventBody{candidacy_validated()}, EventBody{candidacy_rejected()},
        EventBody{candidacy_withdrawn()}, EventBody{step::complement_requested("2026-04-01")}}) {
    candidacy.when(act, before)
        .refused_with({"not_allowed_now"})
        .citing("lifecycle.hospiconnect")
        .saying("avant le dépôt de la candidature");
    candidacy.when(act, february).accepted();
  }
  candidacy.record(step::complement_requested("2026-04-01"), "2026-02-20T08:00:00Z");
  candidacy.when(step::complement_received(), "2026-02-20T07:59:59Z")
      .refused_with({"not_allowed_now"});
  candidacy.record(step::complement_received(), "2026-03-05T08:00:00Z");
  candidacy.when(candidacy_validated(), march)
      .refused_with({"not_allowed_now"})
      .saying("l'échange sur les compléments");
  candidacy.record(candidacy_validated(), "2026-03-06T08:00:00Z");
  candidacy.when(candidacy_withdrawn(), "2026-03-05T09:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("la décision sur la candidature");
}

TEST_CASE("order: complements of a project, and its withdrawal", "[order][aap]") {
  using namespace projects;
  auto scenario = projects::filed();
  auto const before = "2026-05-20T07:59:59Z";
  scenario.when(projects::complement_requested(), before)
      .refused_with({"not_allowed_now"})
      .saying("le dépôt du projet");
  scenario.when(projects::withdrawn(), before).refused_with({"not_allowed_now"});
  scenario.record(projects::complement_requested(), "2026-06-01T08:00:00Z");
  scenario.when(projects::complement_received(), "2026-05-31T08:00:00Z")
      .refused_with({"not_allowed_now"});
  scenario.record(projects::complement_received(), "2026-06-10T08:00:00Z");
  scenario.when(selected(3'000'000), "2026-06-09T08:00:00Z").refused_with({"not_allowed_now"});
  scenario.when(selected(3'000'000), "2026-06-10T08:00:00Z").accepted();
}

TEST_CASE("order: complements of a request and of a campaign, and the control", "[order][mie]") {
  auto request = requested();
  request.when(complement_requested("2026-04-01"), "2026-03-11T08:59:59Z")
      .refused_with({"not_allowed_now"})
      .saying("la demande de financement");
  auto funding = under_convention();
  declare(funding, 2026, {});
  funding.when(complement_requested("2026-08-01", 2026), "2026-06-30T14:59:59Z")
      .refused_with({"not_allowed_now"})
      .saying("la déclaration d'atteinte");
  funding.record(complement_requested("2026-08-01", 2026), "2026-07-10T09:00:00Z");
  funding.when(complement_received(2026), "2026-07-09T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(complement_received(2026), "2026-07-20T09:00:00Z");
  funding.when(opinion(2026), "2026-07-19T09:00:00Z").refused_with({"not_allowed_now"});
  funding.record(opinion(2026), "2026-07-21T09:00:00Z");
  funding.when(certified(2026), "2026-07-20T10:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("l'avis de l'ARS");
  funding
      .when(mie::ControlOpened{mie::ControlMode::documents, mie::ControlInitiator::ans},
            "2026-03-25T08:59:59Z")
      .refused_with({"not_allowed_now"})
      .saying("la validation de la demande");
}

}  // namespace probant::test
