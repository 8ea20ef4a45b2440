#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

/// Both establishments have filed one project together and the leader another alone.
Scenario<AapState> two_projects() {
  auto scenario = ready();
  scenario.record_in("aap:2026-0001", project({lead, partner}), "2026-05-18T08:00:00Z");
  scenario.record_in("aap:2026-0002", catch_up({lead}), "2026-05-19T08:00:00Z");
  return scenario;
}

}  // namespace

TEST_CASE("aap: a third project of an establishment is refused, naming the others",
          "[aap][limit]") {
  two_projects()
      .when(project(), filing_day)
      .refused_with({"project_limit_reached"})
      .saying("aap:2026-0001, aap:2026-0002")
      .citing("aap.projects_per_pmsi");
}

TEST_CASE("aap: a second project of an establishment is accepted", "[aap][limit]") {
  two_projects().when(catch_up({partner}), filing_day).accepted();
}

TEST_CASE("aap: a member counts like a leader", "[aap][limit]") {
  auto scenario = two_projects();
  scenario.record_in("aap:2026-0003", catch_up({partner}), "2026-05-19T09:00:00Z");
  auto const answer = scenario.when(catch_up({partner, lead}), filing_day);
  answer.refused_with({"project_limit_reached"})
      .saying("aap:2026-0001, aap:2026-0002")
      .saying("aap:2026-0001, aap:2026-0003");
  CHECK(answer.verdict().reasons().size() == 2);
}

TEST_CASE("aap: a project withdrawn frees its place", "[aap][limit]") {
  auto scenario = two_projects();
  scenario.record_in("aap:2026-0002", withdrawn(), "2026-05-19T10:00:00Z");
  scenario.when(project(), filing_day).accepted();
}

TEST_CASE("aap: a project withdrawn once the window is closed keeps its place", "[aap][limit]") {
  auto scenario = two_projects();
  scenario.record_in("aap:2026-0002", withdrawn(), "2026-06-02T10:00:00Z");
  scenario.given(extension_granted("aap.window", "2026-06-30"), "2026-05-20T09:00:00Z");
  scenario.when(project(), "2026-06-03T10:00:00Z")
      .refused_with({"project_limit_reached"})
      .saying("retiré après la clôture");
}

TEST_CASE("aap: a project filed before another was withdrawn finds its place taken",
          "[aap][limit]") {
  auto scenario = two_projects();
  scenario.record_in("aap:2026-0002", withdrawn(), "2026-05-19T10:00:00Z");
  scenario.when(project(), "2026-05-19T09:59:59Z").refused_with({"project_limit_reached"});
  scenario.when(project(), "2026-05-19T10:00:00Z").accepted();
}

TEST_CASE("aap: a project not selected keeps its place", "[aap][limit]") {
  auto scenario = two_projects();
  scenario.record_in("aap:2026-0002", not_selected(), "2026-05-19T10:00:00Z");
  scenario.when(project(), filing_day).refused_with({"project_limit_reached"});
}

TEST_CASE("aap: what decides the limit is noted for the append condition", "[aap][limit]") {
  auto const scenario = two_projects();
  Proposal proposal;
  proposal.dossier = dossier("aap:2026-0417");
  EventBody body = project({lead, partner});
  Context const context{scenario.world(), proposal, instant(filing_day), instant(filing_day)};
  Verdict verdict;
  decide(AapState{}, body, context, verdict);
  for (auto const number : {lead, partner}) {
    CHECK(std::ranges::count(context.subjects_read(), "pmsi:" + std::string{number}) > 0);
  }
}
