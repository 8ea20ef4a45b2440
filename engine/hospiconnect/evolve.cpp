#include <algorithm>

#include "engine/hospiconnect/state.hpp"
#include "engine/kernel/fold.hpp"
#include "engine/kernel/overload.hpp"

namespace probant {
namespace {

void advance(Milestone& milestone, RecordedEvent const& event) {
  if (auto next = next_phase(milestone.phase, event.event.type())) milestone.phase = *next;
}

void keep_earliest(std::optional<Happening>& kept, Happening const& again) {
  if (!kept || again.occurred_at < kept->occurred_at) kept = again;
}

/// Seen from a past day, another complement may be awaited that was answered later; not one of a
/// candidacy that was withdrawn.
bool still_awaits(HospiconnectState const& state, RecordedEvent const& event) {
  return std::holds_alternative<hospiconnect::ComplementReceived>(event.event.body) &&
         std::ranges::any_of(state.complements, [&](Complement const& one) {
           return !one.received && state.filed && one.requested.position > state.filed->position;
         });
}

void end_validity(HospiconnectState& state, Happening const& end) {
  if (!state.validities.empty() && !state.validities.back().until) {
    state.validities.back().until = end;
  }
}

}  // namespace

bool HospiconnectState::covers(Entity entity) const {
  return std::ranges::find(entities, entity) != entities.end();
}

bool HospiconnectState::validated_at(Instant instant) const {
  return std::ranges::any_of(validities, [&](Validity const& validity) {
    return validity.from.occurred_at <= instant &&
           (!validity.until || instant < validity.until->occurred_at);
  });
}

void evolve(HospiconnectState& state, RecordedEvent const& event) {
  using namespace hospiconnect;
  auto const now = Happening::of(event);
  if (std::holds_alternative<ComplementReceived>(event.event.body)) {
    receive_complement(state.complements, now);
  }
  auto const next = next_phase(state.phase, event.event.type());
  if (next && !still_awaits(state, event)) state.phase = *next;
  fold_own<DossierKind::hospiconnect>(
      event.event.body, Overload{
                            [&](CandidacyFiled const& e) {
                              state.candidate = e.candidate;
                              state.entities.assign(e.entities.begin(), e.entities.end());
                              state.filed = now;
                              state.decided.reset();
                            },
                            [&](ComplementRequested const& e) {
                              state.complements.push_back({now, e.due_on, std::nullopt});
                            },
                            [](ComplementReceived const&) {},
                            [&](CandidacyValidated const&) {
                              state.decided = now;
                              state.validities.push_back({now, std::nullopt});
                            },
                            [&](CandidacyRejected const&) { state.decided = now; },
                            [&](CandidacyWithdrawn const&) {
                              state.decided = now;
                              end_validity(state, now);
                            },
                            [&](NoteDeCadrageDeposited const& e) {
                              auto& milestone = state.milestones[e.entity];
                              advance(milestone, event);
                              keep_earliest(milestone.note, now);
                            },
                            [&](MaturityIndicatorsCompleted const& e) {
                              auto& milestone = state.milestones[e.entity];
                              advance(milestone, event);
                              keep_earliest(milestone.indicators, now);
                            },
                        });
}

}  // namespace probant
