// What may follow what in a candidacy: complements, validation, rejection, withdrawal.
#include "tests/engine/hospiconnect/candidacies.hpp"

namespace probant::test::candidacies {
namespace {

std::vector<EventBody> later_acts() {
  return {complement_requested("2026-04-01"), complement_received(), candidacy_validated(),
          candidacy_rejected(), candidacy_withdrawn()};
}

/// Those of the later acts that are accepted on 3 March, by name.
std::vector<std::string_view> accepted_in(Candidacy const& candidacy) {
  std::vector<std::string_view> names;
  for (auto const& act : later_acts()) {
    auto const answer = candidacy.when(act, "2026-03-03T08:00:00Z");
    if (!answer.verdict().refused()) {
      names.push_back(catalogue[act.index()].name);
    } else {
      answer.refused_with({"not_allowed_now"});
      CHECK_THAT(answer.verdict().reasons().back().message,
                 Catch::Contains("n'est pas possible maintenant") ||
                     Catch::Contains("qu'une demande à la fois"));
    }
  }
  return names;
}
using Accepted = std::vector<std::string_view>;

TEST_CASE("hospiconnect: before anything is filed nothing else happens", "[hospiconnect]") {
  CHECK(accepted_in(alone()).empty());
  CHECK(phase_view(alone().state()).phase == "none");
}

TEST_CASE("hospiconnect: what may follow the filing", "[hospiconnect]") {
  CHECK(accepted_in(filed()) ==
        Accepted{"hospiconnect.complement_requested", "hospiconnect.candidacy_validated",
                 "hospiconnect.candidacy_rejected", "hospiconnect.candidacy_withdrawn"});
  filed().when(candidacy_filed(own), "2026-02-04T08:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE(
    "hospiconnect: while a complement is awaited there is no validation, but a rejection or "
    "a withdrawal",
    "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(complement_requested("2026-03-20"), "2026-02-20T08:00:00Z");
  CHECK(accepted_in(candidacy) == Accepted{"hospiconnect.complement_received",
                                           "hospiconnect.candidacy_rejected",
                                           "hospiconnect.candidacy_withdrawn"});
  candidacy.record(complement_received(), "2026-03-01T08:00:00Z");
  candidacy.when(candidacy_validated(), march).accepted();
  candidacy.when(complement_received(), march).refused_with({"not_allowed_now"});
}

TEST_CASE("hospiconnect: a complement is asked for today or a day to come", "[hospiconnect]") {
  filed().when(complement_requested("2026-02-20"), "2026-02-20T22:59:59Z").accepted();
  filed()
      .when(complement_requested("2026-02-20"), "2026-02-20T23:00:00Z")
      .refused_with({"invalid_field"})
      .citing("complement.default_days");
}

TEST_CASE("hospiconnect: an exchange written down after the decision it preceded stays at its day",
          "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(candidacy_validated(), march);
  auto const asked = complement_requested("2026-03-20");
  auto const before = "2026-02-20T08:00:00Z";
  candidacy.when(asked, march).refused_with({"not_allowed_now"});
  candidacy.when(asked, "2026-02-01T08:00:00Z").refused_with({"not_allowed_now"});
  candidacy.when(complement_received(), before).refused_with({"not_allowed_now"});
  candidacy.record(asked, before).warning("decided_meanwhile");
  auto const complement = [&] {
    return candidacy.obligation("complement", "2026-05-01T08:00:00Z");
  };
  CHECK(complement().cancelled);
  candidacy.when(asked, "2026-02-21T08:00:00Z").refused_with({"not_allowed_now"});
  candidacy.record(complement_received(), "2026-02-25T08:00:00Z").warning("decided_meanwhile");
  CHECK(complement().met->day() == day("2026-02-25"));
  CHECK(candidacy.state().phase == CandidacyPhase::validated);
  // Withdrawn since, its examination still ended with the validation.
  candidacy.record(candidacy_withdrawn(), "2026-04-01T08:00:00Z");
  candidacy.when(asked, "2026-03-10T08:00:00Z").refused_with({"not_allowed_now"});
  candidacy.when(asked, "2026-02-26T08:00:00Z").accepted().warning("decided_meanwhile");
}

TEST_CASE("hospiconnect: exchanges are written down in any order, each at its day",
          "[hospiconnect]") {
  auto candidacy = filed();
  auto const asked = complement_requested("2026-03-20");
  candidacy.record(asked, "2026-02-24T08:00:00Z");
  candidacy.when(asked, "2026-02-20T08:00:00Z")
      .refused_with({"not_allowed_now"})
      .saying("Enregistrez d'abord cette réponse");
  candidacy.record(complement_received(), "2026-02-26T08:00:00Z");
  candidacy.record(asked, "2026-02-20T08:00:00Z");
  candidacy.record(complement_received(), "2026-02-22T08:00:00Z");
  CHECK(candidacy.state().phase == CandidacyPhase::filed);
  candidacy.when(candidacy_validated(), "2026-02-25T08:00:00Z").refused_with({"not_allowed_now"});
  candidacy.when(candidacy_validated(), "2026-02-26T08:00:00Z").accepted();
}

TEST_CASE("hospiconnect: a complement received late is received", "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(complement_requested("2026-02-25"), "2026-02-20T08:00:00Z");
  candidacy.when(complement_received(), "2026-04-01T08:00:00Z").accepted();
}

TEST_CASE("hospiconnect: validated, only a withdrawal is left", "[hospiconnect]") {
  CHECK(accepted_in(validated()) == Accepted{"hospiconnect.candidacy_withdrawn"});
}

TEST_CASE("hospiconnect: a rejection is final", "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(candidacy_rejected(), "2026-02-10T08:00:00Z");
  CHECK(accepted_in(candidacy).empty());
  candidacy.when(candidacy_filed(own), "2026-02-11T08:00:00Z").refused_with({"not_allowed_now"});
}

TEST_CASE("hospiconnect: withdrawn, it may be filed again as long as the window is open",
          "[hospiconnect]") {
  auto candidacy = filed();
  candidacy.record(candidacy_withdrawn(), "2026-02-10T08:00:00Z");
  CHECK(accepted_in(candidacy).empty());
  candidacy.when(candidacy_filed(own), "2026-02-13T23:00:00Z").refused_with({"window_closed"});
  candidacy.record(candidacy_filed(own), "2026-02-13T22:59:59Z");
  CHECK(candidacy.state().phase == CandidacyPhase::filed);
  CHECK_FALSE(candidacy.state().decided);
}

TEST_CASE("hospiconnect: what is listed as possible is what is accepted", "[hospiconnect]") {
  auto awaiting = filed();
  awaiting.record(complement_requested("2026-03-20"), "2026-02-20T08:00:00Z");
  for (auto const& candidacy : {alone(), filed(), awaiting, validated()}) {
    auto const possible = possible_events(candidacy.state());
    for (auto const& act : later_acts()) {
      INFO(catalogue[act.index()].name);
      bool const accepted = !candidacy.when(act, "2026-03-03T08:00:00Z").verdict().refused();
      CHECK(std::ranges::count(possible, act.index()) == (accepted ? 1 : 0));
    }
  }
}

TEST_CASE("hospiconnect: the fold takes any order of stored events", "[hospiconnect]") {
  auto candidacy = alone();
  for (auto const& act : later_acts()) candidacy.given(act, february);
  candidacy.given(note(stranger), february);
  CHECK(candidacy.state().phase == CandidacyPhase::none);
  CHECK_FALSE(candidacy.obligations(february).empty());
}

}  // namespace
}  // namespace probant::test::candidacies
