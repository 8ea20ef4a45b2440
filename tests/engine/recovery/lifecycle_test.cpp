// The three tables of a recovery, pinned: every phase with every event of the vocabulary.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "engine/recovery/state.hpp"

namespace probant {
namespace {

std::string text(Transition const& row) {
  return std::string{row.from} + " --" + std::string{row.event} + "--> " + std::string{row.to};
}

/// Every transition the table makes, found by asking it about every phase and every event.
template <class Phase>
std::vector<std::string> all_transitions() {
  std::vector<std::string> found;
  for (std::size_t p = 0; p < Names<Phase>::values.size(); ++p) {
    auto const from = static_cast<Phase>(p);
    for (EventType type = 0; type < event_type_count; ++type) {
      auto const to = next_phase(from, type);
      if (to) found.push_back(text({name_of(from), catalogue[type].name, name_of(*to)}));
    }
  }
  std::ranges::sort(found);
  return found;
}

std::vector<std::string> sorted(std::vector<Transition> const& rows) {
  std::vector<std::string> texts;
  for (auto const& row : rows) texts.push_back(text(row));
  std::ranges::sort(texts);
  return texts;
}

std::vector<Transition> const procedure{
    {"none", "recovery.opened", "opened"},
    {"opened", "recovery.formal_notice_served", "notice_served"},
    {"notice_served", "recovery.formal_notice_served", "notice_served"},
    {"notice_served", "recovery.observations_received", "observations_received"},
    {"observations_received", "recovery.observations_received", "observations_received"},
    {"notice_served", "recovery.breach_remedied", "remedied"},
    {"observations_received", "recovery.breach_remedied", "remedied"},
    {"notice_served", "recovery.withdrawal_decided", "withdrawal_decided"},
    {"observations_received", "recovery.withdrawal_decided", "withdrawal_decided"},
    {"withdrawal_decided", "recovery.withdrawal_decided", "withdrawal_decided"},
    {"opened", "recovery.closed", "closed"},
    {"notice_served", "recovery.closed", "closed"},
    {"observations_received", "recovery.closed", "closed"},
    {"remedied", "recovery.closed", "closed"},
    {"withdrawal_decided", "recovery.closed", "closed"},
    {"closed", "recovery.appeal_decided", "withdrawal_decided"},
};

std::vector<Transition> const collection{
    {"none", "recovery.repayment_ordered", "ordered"},
    {"ordered", "recovery.repayment_ordered", "ordered"},
    {"by_instalments", "recovery.repayment_ordered", "ordered"},
    {"ordered", "recovery.instalments_granted", "by_instalments"},
    {"by_instalments", "recovery.instalments_granted", "by_instalments"},
    {"ordered", "recovery.repayment_received", "ordered"},
    {"by_instalments", "recovery.repayment_received", "by_instalments"},
    {"none", "recovery.waived", "none"},
    {"ordered", "recovery.waived", "ordered"},
    {"by_instalments", "recovery.waived", "by_instalments"},
    {"none", "recovery.written_off", "none"},
    {"ordered", "recovery.written_off", "ordered"},
    {"by_instalments", "recovery.written_off", "by_instalments"},
};

std::vector<Transition> const appeal{
    {"none", "recovery.appeal_filed", "filed"},
    {"filed", "recovery.appeal_decided", "decided"},
    {"decided", "recovery.appeal_filed", "filed"},
};

std::vector<Transition> const restitution{
    {"none", "recovery.restitution_ordered", "ordered"},
    {"ordered", "recovery.restitution_ordered", "ordered"},
    {"ordered", "recovery.restitution_paid", "paid"},
    {"paid", "recovery.restitution_ordered", "ordered"},
};

TEST_CASE("recovery: the procedure table is exactly this", "[recovery][lifecycle]") {
  CHECK(all_transitions<RecoveryPhase>() == sorted(procedure));
}

TEST_CASE("recovery: the collection table is exactly this", "[recovery][lifecycle]") {
  CHECK(all_transitions<CollectionPhase>() == sorted(collection));
}

TEST_CASE("recovery: the appeal table is exactly this", "[recovery][lifecycle]") {
  CHECK(all_transitions<AppealPhase>() == sorted(appeal));
}

TEST_CASE("recovery: the restitution table is exactly this", "[recovery][lifecycle]") {
  CHECK(all_transitions<RestitutionPhase>() == sorted(restitution));
}

TEST_CASE("recovery: the tracks that diagrams show are the tables", "[recovery][lifecycle]") {
  auto const tracks = recovery_tracks();
  REQUIRE(tracks.size() == 4);
  CHECK(tracks[0].name == "procedure");
  CHECK(sorted(tracks[0].transitions) == sorted(procedure));
  CHECK(tracks[1].name == "collection");
  CHECK(sorted(tracks[1].transitions) == sorted(collection));
  CHECK(tracks[2].name == "appeal");
  CHECK(sorted(tracks[2].transitions) == sorted(appeal));
  CHECK(tracks[3].name == "restitution");
  CHECK(sorted(tracks[3].transitions) == sorted(restitution));
  for (auto const& track : tracks) CHECK(track.initial == "none");
}

}  // namespace
}  // namespace probant
