// The two tables of the register, pinned, and what they mean for a dossier.
#include "engine/register/lifecycle.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "engine/kernel/procedure.hpp"

namespace probant {
namespace {

using Rows = std::set<std::string>;

/// Every transition found by asking about each phase and each event of the vocabulary.
template <class Phase>
Rows rows() {
  Rows found;
  for (std::size_t p = 0; p < Names<Phase>::values.size(); ++p) {
    auto const from = static_cast<Phase>(p);
    for (EventType type = 0; type < event_type_count; ++type) {
      if (auto const to = next_phase(from, type)) {
        found.insert(std::string{name_of(from)} + " " + std::string{catalogue[type].name} + " " +
                     std::string{name_of(*to)});
      }
    }
  }
  return found;
}

std::set<std::string_view> possible(RegisterState const& state) {
  std::set<std::string_view> names;
  for (auto const type : possible_events(state)) names.insert(catalogue[type].name);
  return names;
}

}  // namespace

TEST_CASE("register: an entity is recorded before anything is recorded of it",
          "[register][lifecycle]") {
  CHECK(rows<EntityPhase>() == Rows{"none register.entity_recorded recorded",
                                    "recorded register.entity_recorded recorded",
                                    "recorded register.workforce_recorded recorded",
                                    "recorded register.activity_recorded recorded",
                                    "recorded register.usage_payment_recorded recorded",
                                    "recorded register.ceiling_published recorded"});
}

TEST_CASE("register: imports follow one another", "[register][lifecycle]") {
  CHECK(rows<ImportsPhase>() == Rows{"none register.import_completed recorded",
                                     "recorded register.import_completed recorded"});
}

TEST_CASE("register: the tracks shown are the tables", "[register][lifecycle]") {
  auto const tracks = register_tracks();
  REQUIRE(tracks.size() == 2);
  CHECK(tracks[0].name == "entity");
  CHECK(tracks[0].transitions.size() == rows<EntityPhase>().size());
  CHECK(tracks[1].name == "imports");
  CHECK(tracks[1].transitions.size() == rows<ImportsPhase>().size());
}

TEST_CASE("register: the first event tells an entity's dossier from that of the imports",
          "[register][lifecycle]") {
  RegisterState state;
  CHECK(possible(state) ==
        std::set<std::string_view>{"register.entity_recorded", "register.import_completed"});
  CHECK(phase_view(state).phase == "none");
  state.imports.insert({"finess-csv", Sha256{}});
  CHECK(possible(state) == std::set<std::string_view>{"register.import_completed"});
  CHECK(phase_view(state).label == "imports consignés");
  state.imports.clear();
  state.entity.emplace();
  CHECK(possible(state).size() == 5);
  CHECK_FALSE(possible(state).contains("register.import_completed"));
  CHECK(phase_view(state).label == "inscrite");
}

}  // namespace probant
