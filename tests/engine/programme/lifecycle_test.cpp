// The table of a programme, pinned.
#include "engine/programme/lifecycle.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "engine/kernel/procedure.hpp"

namespace probant {

TEST_CASE("programme: rules are adopted and dates move in any phase", "[programme][lifecycle]") {
  std::set<std::string> found;
  for (auto const from : {ProgrammePhase::none, ProgrammePhase::active}) {
    for (EventType type = 0; type < event_type_count; ++type) {
      if (auto const to = next_phase(from, type)) {
        found.insert(std::string{name_of(from)} + " " + std::string{catalogue[type].name} + " " +
                     std::string{name_of(*to)});
      }
    }
  }
  CHECK(found == std::set<std::string>{
                     "none programme.rulebook_adopted active",
                     "active programme.rulebook_adopted active", "none programme.date_set none",
                     "active programme.date_set active", "none programme.window_opened none",
                     "active programme.window_opened active"});
  REQUIRE(programme_tracks().size() == 1);
  CHECK(programme_tracks()[0].transitions.size() == found.size());
}

TEST_CASE("programme: in force from its first rulebook on", "[programme][lifecycle]") {
  ProgrammeState state;
  CHECK(phase_view(state).phase == "none");
  CHECK(possible_events(state).size() == 3);
  state.rulebooks.emplace_back();
  CHECK(phase_view(state).phase == "active");
  CHECK(phase_view(state).label == "en vigueur");
}

}  // namespace probant
