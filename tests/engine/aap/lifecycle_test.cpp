#include <map>
#include <set>

#include "tests/engine/aap/projects.hpp"

using namespace probant;
using namespace probant::test;
using namespace probant::test::projects;

namespace {

/// One row a line, as a lawyer would read it. Every other (phase, event) pair is impossible.
constexpr std::string_view project_table = R"(
none                       aap.project_filed         filed
filed                      aap.complement_requested  complement_awaited
filed                      aap.project_withdrawn     withdrawn
filed                      aap.project_selected      selected
filed                      aap.project_not_selected  not_selected
complement_awaited         aap.complement_received   filed
complement_awaited         aap.project_withdrawn     withdrawn
complement_awaited         aap.project_not_selected  not_selected
selected                   aap.project_withdrawn     withdrawn
selected                   aap.convention_signed     under_convention
under_convention           aap.project_withdrawn     withdrawn
under_convention           aap.proofs_deposited      proofs_deposited
under_convention           aap.attainment_refused    not_attained
proofs_deposited           aap.complement_requested  proofs_complement_awaited
proofs_deposited           aap.attainment_validated  attained
proofs_deposited           aap.attainment_refused    not_attained
proofs_complement_awaited  aap.complement_received   proofs_deposited
proofs_complement_awaited  aap.attainment_refused    not_attained
)";
constexpr std::string_view instalment_table = R"(
none     aap.instalment_ordered  ordered
ordered  aap.instalment_paid     paid
)";

using Rows = std::map<std::pair<std::string, std::string>, std::string>;

Rows read(std::string_view table) {
  Rows rows;
  std::istringstream lines{std::string{table}};
  for (std::string from, event, to; lines >> from >> event >> to;) rows[{from, event}] = to;
  return rows;
}

template <class Phase>
void pin(std::string_view table) {
  auto const rows = read(table);
  std::size_t met = 0;
  for (std::size_t p = 0; p < Names<Phase>::values.size(); ++p) {
    auto const phase = static_cast<Phase>(p);
    for (EventType type = 0; type < event_type_count; ++type) {
      std::pair const key{std::string{name_of(phase)}, std::string{catalogue[type].name}};
      INFO(key.first << " " << key.second);
      auto const expected = rows.find(key);
      auto const next = next_phase(phase, type);
      CHECK(next.has_value() == (expected != rows.end()));
      if (next && expected != rows.end()) CHECK(name_of(*next) == expected->second);
      if (expected != rows.end()) ++met;
    }
  }
  CHECK(met == rows.size());
}

}  // namespace

TEST_CASE("aap: the project's lifecycle is this table and nothing else", "[aap][lifecycle]") {
  pin<ProjectPhase>(project_table);
}

TEST_CASE("aap: an instalment is ordered, then paid, once", "[aap][lifecycle]") {
  pin<InstalmentPhase>(instalment_table);
}

TEST_CASE("aap: the tracks shown are the tables", "[aap][lifecycle]") {
  auto const tracks = aap_tracks();
  REQUIRE(tracks.size() == 2);
  CHECK(tracks[0].name == "project");
  CHECK(tracks[0].initial == "none");
  CHECK(tracks[0].transitions.size() == read(project_table).size());
  CHECK(tracks[1].name == "instalment");
  CHECK(tracks[1].transitions.size() == read(instalment_table).size());
}

TEST_CASE("aap: each phase has its word and its label", "[aap][lifecycle]") {
  auto const phases = Names<ProjectPhase>::values;
  CHECK(std::set(phases.begin(), phases.end()).size() == phases.size());
  auto const view = phase_view(granted(3'000'000).state());
  CHECK(view.phase == "under_convention");
  CHECK(view.label == "sous convention");
  REQUIRE(view.tracks.size() == 2);
  CHECK(view.tracks[0].track == "instalment 1");
  CHECK(view.tracks[0].phase == "none");
}

TEST_CASE("aap: the events possible next include payments only when they can be made",
          "[aap][lifecycle]") {
  auto const names = [](AapState const& state) {
    std::set<std::string_view> all;
    for (auto const type : possible_events(state)) all.insert(catalogue[type].name);
    return all;
  };
  CHECK(names(AapState{}) == std::set<std::string_view>{"aap.project_filed"});
  CHECK(names(granted(3'000'000).state()) ==
        std::set<std::string_view>{"aap.project_withdrawn", "aap.proofs_deposited",
                                   "aap.attainment_refused", "aap.instalment_ordered"});
  auto scenario = granted(3'000'000);
  scenario.record(order(1), "2026-12-01T08:00:00Z");
  CHECK(names(scenario.state()).contains("aap.instalment_paid"));
  CHECK_FALSE(names(scenario.state()).contains("aap.instalment_ordered"));
  auto attained_project = proven(3'000'000);
  CHECK_FALSE(names(attained_project.state()).contains("aap.instalment_ordered"));
  attained_project.record(attained(), "2027-09-01T08:00:00Z");
  CHECK(names(attained_project.state()) == std::set<std::string_view>{"aap.instalment_ordered"});
}

TEST_CASE("aap: what was stored always folds, even out of order", "[aap][evolve]") {
  Scenario<AapState> scenario{"aap:2026-0417"};
  scenario.given(payment(2, "2027-01-01"), "2027-01-01T08:00:00Z")
      .given(complement_received(), "2027-01-02T08:00:00Z")
      .given(attained(), "2027-01-03T08:00:00Z");
  CHECK(scenario.state().phase == ProjectPhase::none);
  CHECK(scenario.state().instalments[1].phase == InstalmentPhase::none);
  CHECK(scenario.state().participants().empty());
}
