// The journal of the log itself is kept by the engine alone: nobody proposes anything there, and
// nothing is due.
#include "engine/kernel/overload.hpp"
#include "engine/kernel/procedure.hpp"

namespace probant {

void evolve(JournalState& state, RecordedEvent const& event) {
  using namespace journal;
  std::visit(Overload{
                 [&](KeyRotated const& e) {
                   state.retired_keys.push_back(e.previous_key.value);
                   state.key = e.key.value;
                 },
                 [&](CheckpointTimestamped const& e) { state.timestamps.push_back(e); },
                 [&](Restored const& e) { state.restorations.push_back(e); },
                 [&](ClockWentBack const&) { ++state.clock_setbacks; },
                 [](auto const&) {},
             },
             event.event.body);
}

Competence competence(JournalState const&, EventBody const&, View const&) { return {}; }

void decide(JournalState const&, EventBody&, Context const&, Verdict& verdict) {
  verdict.refuse(ReasonCode::not_allowed_now,
                 "Le journal est tenu par le moteur seul : aucun événement ne s'y propose.");
}

std::vector<EventType> possible_events(JournalState const&) { return {}; }

PhaseView phase_view(JournalState const&) {
  return {"recording", "journal tenu par le moteur", {}};
}

void add_obligations(JournalState const&, View const&, std::vector<Obligation>&) {}

}  // namespace probant
