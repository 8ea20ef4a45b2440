// The 2026 milestone: the note de cadrage and the maturity indicators of each entity covered.
#include "tests/engine/hospiconnect/candidacies.hpp"

namespace probant::test::candidacies {
namespace {

constexpr std::string_view april = "2026-04-07T08:00:00Z";

MilestonePhase phase_of(Candidacy const& candidacy, std::string_view number) {
  auto const found = candidacy.state().milestones.find(entity(number));
  return found == candidacy.state().milestones.end() ? MilestonePhase::nothing
                                                     : found->second.phase;
}

TEST_CASE("hospiconnect: a note is deposited under a living candidacy", "[hospiconnect]") {
  auto awaiting = filed();
  awaiting.record(complement_requested("2026-05-01"), "2026-02-20T08:00:00Z");
  for (auto const& candidacy : {filed(), awaiting, validated()}) {
    candidacy.when(note(), april).accepted();
    candidacy.when(indicators(), april).accepted();
  }
}

TEST_CASE("hospiconnect: no milestone before a candidacy, nor after it ended", "[hospiconnect]") {
  auto rejected = filed();
  rejected.record(candidacy_rejected(), march);
  auto withdrawn = validated();
  withdrawn.record(candidacy_withdrawn(), "2026-03-03T08:00:00Z");
  for (auto const& candidacy : {alone(), rejected, withdrawn}) {
    candidacy.when(note(), april).refused_with({"not_allowed_now"});
    candidacy.when(indicators(), april).refused_with({"not_allowed_now"});
  }
}

TEST_CASE("hospiconnect: only an entity that the candidacy covers", "[hospiconnect]") {
  auto candidacy = group();
  candidacy.record(candidacy_filed(own, {own, member}), february);
  candidacy.when(note(member), april).accepted();
  candidacy.when(note(stranger), april).refused_with({"unknown_entity"}).saying("750712184");
  candidacy.when(indicators(stranger), april).refused_with({"unknown_entity"});
}

TEST_CASE("hospiconnect: the milestone is complete with both, in either order, per entity",
          "[hospiconnect]") {
  auto candidacy = group();
  candidacy.record(candidacy_filed(own, {own, member}), february);
  candidacy.record(note(own), april);
  CHECK(phase_of(candidacy, own) == MilestonePhase::note_deposited);
  CHECK(phase_of(candidacy, member) == MilestonePhase::nothing);
  candidacy.record(indicators(own), april);
  CHECK(phase_of(candidacy, own) == MilestonePhase::complete);
  candidacy.record(indicators(member), april);
  CHECK(phase_of(candidacy, member) == MilestonePhase::indicators_completed);
  candidacy.record(note(member), april);
  CHECK(phase_of(candidacy, member) == MilestonePhase::complete);
}

TEST_CASE("hospiconnect: deposited again, the first one counts", "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(note(), april);
  candidacy.record(note(), "2026-04-08T08:00:00Z");
  CHECK(phase_of(candidacy, own) == MilestonePhase::note_deposited);
  CHECK(candidacy.obligation("hospiconnect.note_de_cadrage", april).met->occurred_at ==
        instant(april));
}

TEST_CASE("hospiconnect: an entity acts for its own milestone, the candidate for all",
          "[hospiconnect]") {
  auto candidacy = group();
  candidacy.record(candidacy_filed(own, {own, member}), february);
  auto const entitled = [&](EventBody const& body) {
    return competence(candidacy.state(), body, candidacy.view(april)).applicants;
  };
  CHECK(entitled(note(member)) == std::vector{entity(own), entity(member)});
  CHECK(entitled(indicators(member)) == std::vector{entity(own), entity(member)});
  CHECK(entitled(candidacy_withdrawn()) == std::vector{entity(own)});
  CHECK(competence(candidacy.state(), note(member), candidacy.view(april)).region == region("84"));
}

}  // namespace
}  // namespace probant::test::candidacies
